"""The drug ranker's folder: what is written is read again, and what cannot be used is said."""

import json

import joblib
import pytest
from screens import make_screen

from pipeline import response_model
from pipeline.response_model import (
    CARD_FILE,
    MODEL_FILE,
    ResponseModelError,
    open_ranker,
    response_folder,
    save_ranker,
)
from response.profile import TumourProfile
from response.ranker import DrugRanker

TUMOUR = TumourProfile("skin", frozenset({"BRAF"}))


@pytest.fixture(scope="module")
def ranker():
    return DrugRanker.fit(make_screen(30))


@pytest.fixture
def folder(ranker, tmp_path):
    save_ranker(ranker, tmp_path / "model", seed=3, seconds=1.26)
    return tmp_path / "model"


def edit_card(folder, **changes):
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    (folder / CARD_FILE).write_text(json.dumps(card | changes), encoding="utf-8")


def test_a_ranker_answers_after_reading_as_before(ranker, folder):
    assert open_ranker(folder).rank(TUMOUR) == ranker.rank(TUMOUR)


def test_the_card_says_what_it_was_fitted_on(ranker, folder):
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    assert (card["screen"], card["screen_version"]) == ("synthetic screen", ranker.screen_version)
    assert (card["seed"], card["seconds"]) == (3, 1.3)
    assert card["accuracy"]["rmse"] == pytest.approx(ranker.accuracy["rmse"])
    assert set(card["libraries"]) >= {"numpy", "scikit-learn"}
    assert sorted(file.name for file in folder.iterdir()) == [MODEL_FILE, CARD_FILE]


def test_where_none_was_trained_there_is_none(tmp_path, monkeypatch):
    assert open_ranker(tmp_path) is None
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    assert response_folder() == tmp_path / "data" / "response"
    assert open_ranker() is None


def test_it_is_read_once_until_it_is_trained_again(folder):
    first = open_ranker(folder)
    assert open_ranker(folder) is first
    save_ranker(DrugRanker.fit(make_screen(24, seed=1)), folder)
    assert open_ranker(folder).screen_version != first.screen_version


@pytest.mark.parametrize(
    ("card", "told"),
    [({"oncolit": "0.0.9"}, r"made by oncolit 0\.0\.9"), ({"format": 1}, "by an earlier oncolit")],
    ids=["version", "format"],
)
def test_one_of_another_version_is_refused_before_it_is_loaded(folder, monkeypatch, card, told):
    edit_card(folder, **card)
    monkeypatch.setattr(joblib, "load", lambda *_: pytest.fail("loaded"))
    with pytest.raises(ResponseModelError, match=f"{told}.* oncolit response train"):
        open_ranker(folder)


def test_a_damaged_file_is_refused_before_it_is_loaded(folder, monkeypatch):
    (folder / MODEL_FILE).write_bytes((folder / MODEL_FILE).read_bytes()[:-1])
    monkeypatch.setattr(joblib, "load", lambda *_: pytest.fail("loaded"))
    with pytest.raises(ResponseModelError, match=r"joblib is not the file that model\.json desc"):
        open_ranker(folder)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / CARD_FILE).unlink(), r"model\.json is missing"),
        (lambda folder: (folder / MODEL_FILE).unlink(), r"model\.joblib is missing"),
        (lambda folder: (folder / CARD_FILE).write_text("{"), r"model\.json cannot be read"),
        (lambda folder: (folder / CARD_FILE).write_text("[]"), r"model\.json cannot be read"),
    ],
)
def test_what_is_missing_or_unreadable_is_said(folder, spoil, message):
    spoil(folder)
    with pytest.raises(ResponseModelError, match=message):
        open_ranker(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no pickle", r"joblib cannot be read .* made with joblib"),
        ("text", "holds a str, no drug"),
    ],
)
def test_a_file_without_a_ranker_is_refused(folder, content, message):
    import hashlib

    if isinstance(content, bytes):
        (folder / MODEL_FILE).write_bytes(content)
    else:
        joblib.dump(content, folder / MODEL_FILE)
    digest = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
    edit_card(folder, sha256=digest)
    with pytest.raises(ResponseModelError, match=message):
        open_ranker(folder)


def test_a_write_that_fails_leaves_the_old_ranker(folder, ranker, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(response_model.os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        save_ranker(DrugRanker.fit(make_screen(24, seed=2)), folder)
    assert open_ranker(folder).screen_version == ranker.screen_version
    assert sorted(file.name for file in folder.iterdir()) == [MODEL_FILE, CARD_FILE]
