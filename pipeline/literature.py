"""``oncolit literature import``: files and folders of files into the literature store."""

import csv
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TextIO

from literature.document import (
    DocumentKind,
    FaultAction,
    LiteratureFileError,
    RecordFault,
)
from literature.document_readers import Submit, document_readers
from literature.importing import FileImport, import_file
from literature.store import LiteratureStore
from pipeline.progress import show_progress
from pipeline.settings import literature_file

COLUMNS = ("file", "place", "value", "reason", "action")
"""Of the table of faulty records."""

_TICK = 1 << 18
"""Bytes that move the progress bar by one."""


class LiteratureImportError(ValueError):
    """Some file was not read, or not to its end."""


def import_literature(
    paths: Sequence[Path], *, kind: str | None, again: bool, rejected: Path | None,
    jobs: int | None, say: Callable[[str], None],
) -> None:  # fmt: skip
    """Read files into the store, and say of each what was read.

    Parameters
    ----------
    paths : sequence of Path
        Folders stand for the files in them and below.
    kind : str, optional
        Of :class:`literature.document.DocumentKind`; other files are refused, those in folders
        passed over.
    again : bool
        Read files that were read before, too.
    rejected : Path, optional
        Table of faulty records; by default beside the store, where there are any.
    jobs : int, optional
        Processes that read texts.
    say : callable
        Told of each file when it is done.

    Raises
    ------
    LiteratureImportError
        A file was not read to its end; the other files are.
    """
    store = LiteratureStore(literature_file())
    files = list(_files(paths))
    there = [file.path for file in files if file.path.is_file()]
    total = sum(-(-path.stat().st_size // _TICK) for path in there)
    target = rejected or store.path.with_name("literature.rejected.tsv")
    with (
        FaultTable(target, always=rejected is not None) as faults,
        document_readers(there, jobs) as submit,
    ):
        only = DocumentKind(kind) if kind else None
        work = _Work(store, submit, only, again, faults)
        for said in show_progress(work.ticks(files), total, "Literature"):
            if said:
                say(said)
    if faults.written:
        say(f"{faults.written:,} faulty records: {target}")
    if store.exists():
        say(f"{store.words()}: {store.path}")
    if work.errors:
        others = len(work.errors) - 1
        more = f" (and {others} more files)" if others else ""
        raise LiteratureImportError(f"{work.errors[0]}{more}")


class FaultTable:
    """A tab-separated table of faulty records; the file is made with its first row.

    Parameters
    ----------
    target : Path
    always : bool
        Make it without any row, too.
    """

    def __init__(self, target: Path, *, always: bool) -> None:
        self.written = 0
        self._target, self._always = target, always
        self._handle: TextIO | None = None

    def __enter__(self) -> "FaultTable":
        if self._always:
            self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handle:
            self._handle.close()

    def add(self, file: Path, fault: RecordFault) -> None:
        """Write a row."""
        handle = self._handle or self._open()
        row = (file.name, fault.place, fault.value, fault.reason, fault.action.value)
        csv.writer(handle, delimiter="\t", lineterminator="\n").writerow(
            " ".join(cell.split()) for cell in row
        )
        self.written += 1

    def _open(self) -> TextIO:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._handle = self._target.open("w", encoding="utf-8", errors="replace", newline="")
        self._handle.write("\t".join(COLUMNS) + "\n")
        return self._handle


@dataclass
class _Work:
    """The files one after another, with a tick for each quarter of a megabyte."""

    store: LiteratureStore
    submit: Submit
    kind: DocumentKind | None
    again: bool
    faults: FaultTable
    errors: list[str] = field(default_factory=list)

    def ticks(self, files: Sequence["_File"]) -> Iterator[str]:
        """Yield an empty text for each tick, and what became of each file."""
        for file in files:
            try:
                yield from self._one(file.path)
            except LiteratureFileError as error:
                if not file.in_folder:
                    self.errors.append(str(error))
                yield f"{'Passed over' if file.in_folder else 'Not read'}: {error}"
            except OSError as error:
                self.errors.append(str(error))
                yield f"Not read: {error}"

    def _one(self, file: Path) -> Generator[str, None, None]:
        steps = import_file(
            self.store, file, self.submit, kind=self.kind, again=self.again,
            on_fault=lambda fault: self.faults.add(file, fault),
        )  # fmt: skip
        shown, whole = 0, -(-file.stat().st_size // _TICK)
        while True:
            try:
                position = next(steps)
            except StopIteration as end:
                done = end.value
                break
            now = max(shown, position // _TICK)
            yield from [""] * (now - shown)
            shown = now
        yield from [""] * (whole - shown)
        if done.error:
            self.errors.append(done.error)
        yield _in_words(done)


class _File(NamedTuple):
    """A file to read, and whether it was only found in a folder."""

    path: Path
    in_folder: bool


def _files(paths: Sequence[Path]) -> Iterator[_File]:
    """Yield files, those of a folder in alphabetical order, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            inside = (file for file in sorted(path.rglob("*")) if file.is_file())
            yield from (_File(file, True) for file in inside if not file.name.startswith("."))
        else:
            yield _File(path, False)


def _in_words(done: FileImport) -> str:
    if done.finished_before:
        return f"{done.path.name}: read before, on {done.finished_before[:10]}; --again reads it"
    faults = dict(done.faults)
    counts = {
        "new": done.new, "changed": done.changed, "same": done.same, "older": done.older,
        "deleted": done.deleted, "rejected": faults.pop(FaultAction.REJECTED.value, 0), **faults,
    }  # fmt: skip
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    cut = "; not read to its end" if done.error else ""
    return f"{done.path.name}: {done.format}, {done.documents:,} documents: {said}{cut}"
