"""The store's file: what it says of itself, and what it refuses."""

import pickle
import sqlite3
import subprocess
import sys

import pytest

from literature.lookup import find_passages
from literature.store import LiteratureStore, LiteratureStoreError


def test_a_store_that_is_not_there_says_so(store):
    assert not store.exists()
    assert store.words() == "no literature"
    assert store.fingerprint() == "0" * 32
    with pytest.raises(LiteratureStoreError, match="there is no literature yet; oncolit literat"):
        find_passages(store, "BRAF", "V600E")
    assert not store.path.exists()


def test_a_store_says_what_it_holds(put, paper):
    store = put(paper("1", "BRAF", "V600E."), paper("2", "KRAS", "G12D and G12V."))
    day = store.counts().imported[:10]
    assert store.words() == (
        f"2 passages of 2 documents, imported {day}, content {store.fingerprint()[:12]}"
    )
    counts = store.counts()
    assert (counts.documents, counts.passages, counts.variants) == ((("pubmed", 2),), 2, 3)
    assert counts.size == store.path.stat().st_size


def test_another_version_is_refused(put, paper):
    store = put(paper("1", "BRAF", "V600E."))
    with sqlite3.connect(store.path) as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(LiteratureStoreError, match="of version 99, expected version 1; move it"):
        store.counts()


def test_another_sqlite_file_is_refused_and_left_alone(store, put, paper):
    store.path.parent.mkdir(parents=True)
    with sqlite3.connect(store.path) as connection:
        connection.execute("create table other (x)")
    before = store.path.read_bytes()
    for use in (store.counts, lambda: put(paper("1", "BRAF", "V600E."))):
        with pytest.raises(LiteratureStoreError, match="is an SQLite file, but no literature"):
            use()
    assert store.path.read_bytes()[100:] == before[100:]


def test_a_file_of_another_sort_is_refused(store):
    store.path.parent.mkdir(parents=True)
    store.path.write_text("not a database, but long enough to be looked at\n" * 50)
    with pytest.raises(LiteratureStoreError, match="cannot be used as a literature store"):
        store.words()


def test_a_reader_sees_the_state_before_a_write_that_goes_on(put, paper):
    store = put(paper("1", "BRAF", "V600E."))
    with sqlite3.connect(store.path, isolation_level=None) as writer:
        writer.execute("begin immediate")
        writer.execute("update total set documents = 99")
        assert "1 documents" in store.words()
        writer.execute("rollback")


def test_a_store_is_read_where_nothing_can_be_written(put, paper, tmp_path):
    store = put(paper("1", "BRAF", "V600E."))
    script = (
        "import os, sys; from pathlib import Path; os.access = lambda *a: False\n"
        "from literature.store import LiteratureStore\n"
        "print(LiteratureStore(Path(sys.argv[1])).words())"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, store.path], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == store.words()
    assert sorted(path.name for path in store.path.parent.iterdir()) == ["literature.sqlite"]


def test_one_path_is_one_store(put, paper):
    store = put(paper("1", "BRAF", "V600E."))
    assert LiteratureStore(store.path).fingerprint() == store.fingerprint()


def test_on_another_machine_a_store_is_read_as_it_lies_but_not_while_it_is_written(
    put, paper, monkeypatch
):
    store = put(paper("1", "BRAF", "V600E."))
    sent = pickle.dumps(store)
    monkeypatch.setattr("platform.node", lambda: "node7")
    elsewhere = pickle.loads(sent)
    assert elsewhere.words() == store.words()
    assert [path.name for path in store.path.parent.glob("*-wal")] == []
    store.path.with_name(store.path.name + "-wal").write_bytes(b"half a batch")
    with pytest.raises(LiteratureStoreError, match="written on another machine than node7"):
        elsewhere.words()
