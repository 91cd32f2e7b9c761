"""Model, evidence, literature and ranker that answer now; newer ones are taken up as they come.

Opened once per process. A thread looks every few seconds whether ``champion`` has moved or a file
has changed, opens what is new beside the old, and puts it in its place in one step: who holds the
old one goes on with it.
"""

import gc
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.lab_work import Sources, open_sources
from pipeline.models import model_words
from pipeline.response_model import CARD_FILE, MODEL_FILE, response_folder
from pipeline.settings import evidence_base_file, literature_file

_LOG = logging.getLogger(__name__)

Identity = tuple[object, ...]
"""What tells that something newer is there."""


@dataclass(frozen=True)
class _Held:
    sources: Sources
    identity: Identity


class CurrentSources:
    """What answers now.

    Parameters
    ----------
    model : str, optional
        Folder or MLflow URI; the registered champion by default.

    Raises
    ------
    NoModelError
        There is no model.
    """

    def __init__(self, model: str | None = None) -> None:
        self._model = model
        self._held = self._open()
        _settle()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.trouble = ""

    @property
    def current(self) -> Sources:
        """What answers now; hold it for as long as one answer takes."""
        return self._held.sources

    def refresh(self) -> bool:
        """Take up what is new; tell whether there was something.

        What cannot be opened leaves the old in its place, and is said in ``trouble``.
        """
        try:
            if self._identity() == self._held.identity:
                return False
            self._held = self._open()
        except Exception as error:  # whatever it is, the old one still answers
            if str(error) != self.trouble:
                _LOG.error("what is new cannot be opened: %s", error)
            self.trouble = str(error)
            return False
        self.trouble = ""
        _settle()
        _LOG.info("answering with %s", self.current.versions.model)
        return True

    def watch(self, seconds: float) -> None:
        """Look for what is new every so many seconds, in a thread of its own."""
        self._thread = threading.Thread(target=self._watch, args=(seconds,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _watch(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            self.refresh()

    def _open(self) -> _Held:
        identity = self._identity()
        return _Held(open_sources(self._model), identity)

    def _identity(self) -> Identity:
        folder = Path(self._model) if self._model else None
        files = [evidence_base_file(), literature_file()]
        files += [response_folder() / name for name in (CARD_FILE, MODEL_FILE)]
        if folder is not None and folder.is_dir():
            files += [folder / "model.json", folder / "classifier.pickle"]
        return (model_words(self._model), *map(_state, files))


def _settle() -> None:
    """Keep what was opened out of the garbage collector's way: looking through it takes 0.15 s."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
