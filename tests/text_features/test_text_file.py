"""Texts in a file: what was put in comes out, as of any sequence, in this process or another."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import text_features.text_file
from engine.job import Job
from engine.local_engine import LocalEngine
from text_features.text_file import (
    DistinctTexts,
    TextFile,
    TextFileWriter,
    TextSelection,
    digest_of,
)

TEXTS = ["BRAF", "", "KIT\n\tD816V", "突变", "\ud800", "\U0001f9ec", "x" * 5000]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(text_features.text_file, "_BATCH_BYTES", 64)


def written(texts, path) -> TextFile:
    with TextFileWriter(path) as writer:
        for text in texts:
            writer.add(text)
        return writer.collected()


def test_what_was_put_in_comes_out(tmp_path, small_batches):
    file = written(TEXTS, tmp_path / "texts")
    assert list(file) == TEXTS
    assert len(file) == len(TEXTS)
    assert [file[place] for place in range(len(TEXTS))] == TEXTS
    assert file[-1] == TEXTS[-1]
    assert list(file[2:5]) == TEXTS[2:5]
    for place in (len(TEXTS), -len(TEXTS) - 1):
        with pytest.raises(IndexError):
            file[place]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(), max_size=30), max_size=40))
def test_equal_texts_are_kept_once_in_a_file_as_in_memory(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("texts") / "texts"
    in_memory = DistinctTexts()
    with TextFileWriter(path) as writer:
        assert [writer.add(text) for text in texts] == [in_memory.add(text) for text in texts]
        assert tuple(writer.collected()) == in_memory.collected()


def test_no_texts_are_a_file_without_any(tmp_path):
    file = written([], tmp_path / "texts")
    assert len(file) == 0
    assert list(file) == []
    assert file == ()


def test_it_is_handed_to_another_process_by_its_path(tmp_path):
    file = written([f"text {number}" for number in range(50_000)], tmp_path / "texts")
    assert len(pickle.dumps(file)) < 500
    assert pickle.loads(pickle.dumps(file)) == file
    chosen = file.take(range(0, 50_000, 7))
    [there] = LocalEngine(2).run([Job(digest_of, (chosen,))])
    assert there == digest_of(list(chosen))


def test_some_texts_are_chosen_without_being_read(tmp_path):
    file = written(TEXTS, tmp_path / "texts")
    chosen = TextSelection(file, np.array([3, 0, 0]))
    assert list(chosen) == ["突变", "BRAF", "BRAF"]
    assert chosen[1:] == ["BRAF", "BRAF"]
    assert list(chosen.take([0])) == ["突变"]


def test_texts_are_equal_by_what_they_say(tmp_path):
    file = written(["a", "b"], tmp_path / "texts")
    assert file == ("a", "b")
    assert file != ("a", "c")
    assert file != ("a",)
    assert file != {"a", "b"}


def test_a_file_that_is_written_again_does_not_change_what_was_opened(tmp_path):
    before = written(["first"], tmp_path / "texts")
    after = written(["second", "third"], tmp_path / "texts")
    assert list(before) == ["first"]
    assert list(after) == ["second", "third"]


def test_the_same_texts_make_the_same_file(tmp_path, small_batches):
    for name in ("one", "two"):
        written(TEXTS, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_digest_tells_order_and_borders_of_texts():
    told = [digest_of(texts) for texts in (["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"], [])]
    assert len(set(told)) == len(told)
    assert digest_of(iter(["ab", "c"])) == told[0]


def test_a_file_by_a_relative_path_is_read_from_any_folder(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "one")
    handed_on = pickle.dumps(written(["of one"], Path("texts")))
    monkeypatch.chdir(tmp_path / "two")
    written(["of two"], Path("texts"))
    assert list(pickle.loads(handed_on)) == ["of one"]
