"""Files of literature into the store: in batches, in several processes, as often as one likes.

A document that is there already with the same content is passed over before it is read for
variants, and a file that was read to its end is passed over whole, so that an import that was
stopped goes on where it was.
"""

import multiprocessing
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from literature.document import (
    DeletedDocument,
    Document,
    DocumentKind,
    LiteratureFileError,
    Record,
    RecordFault,
)
from literature.formats import Format, recognise
from literature.mentions import ReadPassage, read_documents
from literature.opening import LiteratureFile, digest_of
from literature.store import LiteratureStore

BATCH_DOCUMENTS, BATCH_CHARACTERS = 500, 1_000_000
"""A batch, which is one transaction, ends with either."""

MOST_PENDING = 4
"""Batches that are being read at a time."""

_GZIP_FACTOR = 4
_WORTH_A_PROCESS = 4_000_000
"""Bytes below which starting processes takes longer than it saves."""

Readings = list[tuple[ReadPassage, ...]]
Entry = Document | DeletedDocument
Submit = Callable[[Sequence[Document]], "Future[Readings]"]


@dataclass(frozen=True, slots=True)
class FileImport:
    """What became of one file.

    Parameters
    ----------
    path : Path
    format : str
        In words.
    documents : int
        Read from the file.
    new, changed, same, deleted : int
        Documents of the store.
    faults : tuple of (str, int)
        Records by what was done about them, such as ``rejected``.
    finished_before : str
        When the file was read to its end before; empty where it was read now.
    error : str
        Why it was not read to its end; empty where it was.
    """

    path: Path
    format: str
    documents: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    deleted: int = 0
    faults: tuple[tuple[str, int], ...] = ()
    finished_before: str = ""
    error: str = ""


def import_file(
    store: LiteratureStore,
    path: Path,
    submit: Submit,
    *,
    kind: DocumentKind | None = None,
    again: bool = False,
    on_fault: Callable[[RecordFault], None] = lambda _fault: None,
    on_progress: Callable[[int], None] = lambda _position: None,
) -> FileImport:
    """Read a file into the store.

    Parameters
    ----------
    store : LiteratureStore
    path : Path
    submit : callable
        Reads documents, see :func:`document_readers`.
    kind : DocumentKind, optional
        What the file must be.
    again : bool
        Read it although it was read to its end before.
    on_fault, on_progress : callable
        Told of each faulty record, and of the bytes of the file that are read.

    Raises
    ------
    LiteratureFileError
        It is empty or of no known format. An error further on is told in what is returned: all
        documents before it are stored.
    OSError
        It cannot be opened.
    """
    file = LiteratureFile(path)
    form = recognise(file, kind)
    beside = form.beside(path)
    digest = digest_of(path, *([beside] if beside else []))
    number, finished = store.begin_file(digest, path.name, form.kind, file.size)
    if finished and not again:
        return FileImport(path, form.name, finished_before=finished)
    work = _Import(store, form, number, submit, on_fault)
    error = ""
    try:
        for batch in _batches(form.read(file)):
            work.take(batch)
            on_progress(file.position)
    except LiteratureFileError as cut:
        error = str(cut)
    work.write_all()
    if not error:
        store.finish_file(number)
    return work.result(path, error)


@contextmanager
def document_readers(files: Iterable[Path], most: int | None = None) -> Iterator[Submit]:
    """Give a way to read documents: in other processes where there is enough to read.

    Parameters
    ----------
    files : iterable of Path
        What will be read.
    most : int, optional
        Processes; as many as there are processors, at most four, where not given.
    """
    processes = most if most is not None else min(len(os.sched_getaffinity(0)), 4)
    if processes < 2 or sum(map(_unpacked_size, files)) < _WORTH_A_PROCESS:
        yield _read_here
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)
    try:
        yield lambda documents: pool.submit(read_documents, documents)
    finally:
        pool.shutdown(cancel_futures=True)


def _read_here(documents: Sequence[Document]) -> "Future[Readings]":
    done: Future[Readings] = Future()
    done.set_result(read_documents(documents))
    return done


def _end_with_parent() -> None:
    """End this process when the one that started it is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _unpacked_size(path: Path) -> int:
    return path.stat().st_size * (_GZIP_FACTOR if path.suffix == ".gz" else 1)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Put records together; what was read before an error is yielded before it is raised."""
    batch: list[Record] = []
    documents = size = 0
    try:
        for record in records:
            batch.append(record)
            if isinstance(record, Document):
                documents, size = documents + 1, size + record.size
            if documents >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
                yield batch
                batch, documents, size = [], 0, 0
    except LiteratureFileError:
        yield batch
        raise
    yield batch


class _Import:
    """Batches that are being read, and what became of those that are stored."""

    def __init__(
        self,
        store: LiteratureStore,
        form: Format,
        number: int,
        submit: Submit,
        on_fault: Callable[[RecordFault], None],
    ) -> None:
        self._store, self._form, self._number = store, form, number
        self._submit, self._on_fault = submit, on_fault
        self._pending: deque[tuple[list[Entry], Future[Readings]]] = deque()
        self._faults: Counter[str] = Counter()
        self._documents = self._same = self._new = self._changed = self._deleted = 0

    def take(self, batch: Sequence[Record]) -> None:
        """Begin to read what is not there yet, and store what has been read."""
        documents = [record for record in batch if isinstance(record, Document)]
        known = self._store.digests(self._form.kind, (one.key for one in documents))
        entries: list[Entry] = []
        for record in batch:
            if isinstance(record, RecordFault):
                self._faults[record.action.value] += 1
                self._on_fault(record)
            elif isinstance(record, Document) and known.get(record.key) == record.digest:
                self._same += 1
            else:
                entries.append(record)
        self._documents += len(documents)
        if entries:
            new = [entry for entry in entries if isinstance(entry, Document)]
            self._pending.append((entries, self._submit(new)))
        while self._pending and (len(self._pending) > MOST_PENDING or self._pending[0][1].done()):
            self._write()

    def write_all(self) -> None:
        """Store all that is being read."""
        while self._pending:
            self._write()

    def result(self, path: Path, error: str) -> FileImport:
        """Say what became of the file."""
        return FileImport(
            path, self._form.name, self._documents, self._new, self._changed, self._same,
            self._deleted, tuple(sorted(self._faults.items())), error=error,
        )  # fmt: skip

    def _write(self) -> None:
        entries, future = self._pending.popleft()
        readings = iter(future.result())
        written = self._store.write(
            [(one, next(readings)) if isinstance(one, Document) else one for one in entries],
            self._number,
        )
        self._new += written.new
        self._changed += written.changed
        self._deleted += written.deleted
