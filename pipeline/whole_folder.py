"""Outputs that appear all at once, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class OutputFolderError(ValueError):
    """The folder cannot take the outputs."""


@contextmanager
def whole_folder(out: Path, names: frozenset[str], keep: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Yield a folder to write into; its files move to ``out`` when all is done, else none does.

    Files of these names from an earlier run are replaced, or removed where this run has none.

    Parameters
    ----------
    out : Path
        Made where it is not there.
    names : frozenset of str
        Files that may be written.
    keep : tuple of Path
        Inputs, which no output may replace.

    Raises
    ------
    OutputFolderError
        An input would be replaced, or ``out`` is a file.
    """
    if out.exists() and not out.is_dir():
        raise OutputFolderError(f"{out}: is a file; expected a folder to write to")
    for path in keep:
        if path.resolve() in {(out / name).resolve() for name in names}:
            raise OutputFolderError(f"{path}: would be overwritten; expected another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield unfinished
        _move(unfinished, out, names)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _move(unfinished: Path, out: Path, names: frozenset[str]) -> None:
    if not out.exists():
        unfinished.chmod(0o755)
        unfinished.rename(out)
        return
    written = {path.name for path in unfinished.iterdir()}
    for name in sorted(written):
        (unfinished / name).replace(out / name)
    for name in names - written:
        (out / name).unlink(missing_ok=True)
