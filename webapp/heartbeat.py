"""The thread that renews a worker's lease and tells how far it is."""

import logging
import os
import signal
import threading
import time
from types import TracebackType

from sqlalchemy.exc import SQLAlchemyError

from webapp.job_progress import JobProgress
from webapp.settings import Settings
from webapp.submissions import Claims

BEAT_SECONDS = 1.0

GRACE_SECONDS = 30
"""After the time limit; what has not stopped by then ends with the whole process."""

STUCK = 75
"""Exit code of a worker that did not stop in time."""

_LOG = logging.getLogger(__name__)


class Heartbeat:
    """Renews the lease while the block runs.

    Where the lease is no longer its own, because the submission was deleted or another worker has
    taken it over, the main thread is sent SIGALRM; where it does not stop, the process ends.

    Parameters
    ----------
    claims : Claims
    submission_id : str
    progress : JobProgress
    settings : Settings
    """

    def __init__(
        self, claims: Claims, submission_id: str, progress: JobProgress, settings: Settings
    ) -> None:
        self._claims = claims
        self._submission_id = submission_id
        self._progress = progress
        self._last = time.monotonic() + settings.job_seconds + GRACE_SECONDS
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heartbeat")

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._done.wait(BEAT_SECONDS):
            if time.monotonic() > self._last:
                _LOG.warning("submission %s does not stop; the worker ends", self._submission_id)
                os._exit(STUCK)
            try:
                held = self._claims.beat(self._submission_id, *self._progress.read())
            except SQLAlchemyError as error:  # the lease outlasts a short silence
                _LOG.warning("no heartbeat: %s", type(error).__name__)
                continue
            if not held and not self._done.is_set():
                self._last = min(self._last, time.monotonic() + GRACE_SECONDS)
                os.kill(os.getpid(), signal.SIGALRM)
