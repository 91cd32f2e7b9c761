"""Small stores made from documents that the tests write themselves."""

import pytest

from literature.document import SOURCE_LEVELS, Document, DocumentKind, Section, citation_of
from literature.document_readers import document_readers
from literature.importing import import_file
from literature.mentions import read_document
from literature.store import LiteratureStore


@pytest.fixture
def store(tmp_path):
    return LiteratureStore(tmp_path / "literature" / "literature.sqlite")


@pytest.fixture
def paper():
    """Make a PubMed abstract: ``paper("1", "Title", "Text", "More text")``."""

    def make(key, title, *texts, kind=DocumentKind.PUBMED, year=2020, about=()):
        return Document(
            kind, key, title, tuple(Section("abstract", text) for text in texts), pmid=key,
            year=year, citation=citation_of(key, ""), level=SOURCE_LEVELS[kind], about=about,
        )  # fmt: skip

    return make


@pytest.fixture
def put(store):
    """Store documents and return the store."""

    def write(*documents):
        number, _ = store.begin_file("digest", "test", DocumentKind.PUBMED, 1)
        store.write([(document, read_document(document)) for document in documents], number)
        return store

    return write


@pytest.fixture
def bring(store):
    """Import a file and return what became of it; faults are in ``bring.faults``."""

    def run(path, **options):
        run.faults = []
        with document_readers([path], 1) as submit:
            steps = import_file(store, path, submit, on_fault=run.faults.append, **options)
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    return end.value

    return run
