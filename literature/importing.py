"""Files of literature into the store: in batches, in several processes, as often as one likes.

A document that is there already with the same content is passed over before it is read for
variants, and a file that was read to its end is passed over whole, so that an import that was
stopped goes on where it was.
"""

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path

from literature.document import (
    DeletedDocument,
    Document,
    DocumentKind,
    LiteratureFileError,
    Record,
    RecordFault,
)
from literature.document_readers import Readings, Submit
from literature.formats import Format, recognise
from literature.opening import LiteratureFile, digest_of
from literature.store import LiteratureStore

BATCH_DOCUMENTS, BATCH_CHARACTERS = 500, 1_000_000
"""A batch, which is one transaction, ends with either."""

MOST_PENDING = 4
"""Batches that are being read at a time."""

Entry = Document | DeletedDocument


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
    new, changed, same, older, deleted : int
        Documents of the store; older ones are not put in place of newer.
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
    older: int = 0
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
) -> Generator[int, None, FileImport]:
    """Read a file into the store, a batch at a time.

    Parameters
    ----------
    store : LiteratureStore
    path : Path
    submit : callable
        Reads documents, see :func:`literature.document_readers.document_readers`.
    kind : DocumentKind, optional
        What the file must be.
    again : bool
        Read it although it was read to its end before.
    on_fault : callable
        Told of each faulty record.

    Yields
    ------
    int
        Bytes of the file that are read.

    Returns
    -------
    FileImport
        An error in the middle of the file is told here: all documents before it are stored.

    Raises
    ------
    LiteratureFileError
        It is empty or of no known format.
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
            yield file.position
    except LiteratureFileError as cut:
        error = str(cut)
    work.write_all()
    if not error:
        store.finish_file(number)
    return work.result(path, error)


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
        self._counts: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()

    def take(self, batch: Sequence[Record]) -> None:
        """Begin to read what is not there yet, and store what has been read."""
        documents = [record for record in batch if isinstance(record, Document)]
        known = self._store.known(self._form.kind, (one.key for one in documents))
        self._counts["documents"] += len(documents)
        entries: list[Entry] = []
        for record in batch:
            if isinstance(record, RecordFault):
                self._faults[record.action.value] += 1
                self._on_fault(record)
            elif passed_over := _passed_over(record, *known.get(record.key, ("", ""))):
                self._counts[passed_over] += 1
            else:
                entries.append(record)
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
        counts = self._counts
        return FileImport(
            path, self._form.name, counts["documents"], counts["new"], counts["changed"],
            counts["same"], counts["older"], counts["deleted"],
            tuple(sorted(self._faults.items())), error=error,
        )  # fmt: skip

    def _write(self) -> None:
        entries, future = self._pending.popleft()
        readings = iter(future.result())
        written = self._store.write(
            [(one, next(readings)) if isinstance(one, Document) else one for one in entries],
            self._number,
        )
        self._counts.update(asdict(written))


def _passed_over(record: Entry, digest: str, revised: str) -> str:
    """Say why a document need not be stored, empty where it must be."""
    if not isinstance(record, Document) or not digest:
        return ""
    if record.revised and record.revised < revised:
        return "older"
    return "same" if digest == record.digest else ""
