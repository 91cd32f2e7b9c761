"""``oncolit literature import``: files and folders of files into the literature store."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from literature.document import (
    DocumentKind,
    FaultAction,
    LiteratureFileError,
    RecordFault,
)
from literature.importing import FileImport, Submit, document_readers, import_file
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
    target = rejected or store.path.with_name("literature.rejected.tsv")
    only = DocumentKind(kind) if kind else None
    errors = []
    with FaultTable(target, always=rejected is not None) as faults:
        with document_readers([file for file in files if file.is_file()], jobs) as submit:
            work = _Work(store, submit, only, again, faults)
            total = sum(-(-file.stat().st_size // _TICK) for file in files if file.is_file())
            for done in show_progress(work.ticks(files), total, "Literature"):
                if done:
                    say(_in_words(done) if isinstance(done, FileImport) else done)
        errors = work.errors
    if faults.written:
        say(f"{faults.written:,} faulty records: {target}")
    if store.exists():
        say(f"{store.words()}: {store.path}")
    if errors:
        more = f" (and {len(errors) - 1} more files)" if len(errors) > 1 else ""
        raise LiteratureImportError(f"{errors[0]}{more}")


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


class _Work:
    """The files one after another, with a tick for each quarter of a megabyte."""

    def __init__(
        self,
        store: LiteratureStore,
        submit: Submit,
        kind: DocumentKind | None,
        again: bool,  # noqa: FBT001
        faults: FaultTable,
    ) -> None:
        self._store, self._submit, self._kind = store, submit, kind
        self._again, self._faults = again, faults
        self.errors: list[str] = []

    def ticks(self, files: Sequence[Path]) -> Iterator[FileImport | str | None]:
        """Yield what became of each file, and None for each tick in between."""
        for file in files:
            yield from self._one(file)

    def _one(self, file: Path) -> Iterator[FileImport | str | None]:
        ticks = 0
        try:
            done = import_file(
                self._store, file, self._submit, kind=self._kind, again=self._again,
                on_fault=lambda fault: self._faults.add(file, fault),
            )  # fmt: skip
        except (LiteratureFileError, OSError) as error:
            self.errors.append(str(error))
            yield f"Not read: {error}"
            return
        if done.error:
            self.errors.append(done.error)
        while ticks < file.stat().st_size // _TICK:
            ticks += 1
            yield None
        yield done


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files, those of a folder in alphabetical order, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            inside = (file for file in sorted(path.rglob("*")) if file.is_file())
            yield from (file for file in inside if not file.name.startswith("."))
        else:
            yield path


def _in_words(done: FileImport) -> str:
    if done.finished_before:
        return f"{done.path.name}: read before, on {done.finished_before[:10]}; --again reads it"
    counts = (("new", done.new), ("changed", done.changed), ("same", done.same),
              ("deleted", done.deleted))  # fmt: skip
    faults = dict(done.faults)
    counts += (("rejected", faults.pop(FaultAction.REJECTED.value, 0)), *sorted(faults.items()))
    said = ", ".join(f"{count:,} {name}" for name, count in counts)
    cut = "; not read to its end" if done.error else ""
    return f"{done.path.name}: {done.format}, {done.documents:,} documents: {said}{cut}"
