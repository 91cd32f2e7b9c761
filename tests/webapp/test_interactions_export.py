"""How tumours responded, in an export."""

import csv
import json
import re

import pytest

from response.screen_folder import read_screen
from webapp.caller import LOCAL_CALLER
from webapp.feedback import NewResponse
from webapp.feedback_export import Asked, export_feedback
from webapp.feedback_store import FeedbackStore

TUMOUR = {"tissue": "skin", "mutated": ["BRAF", "TP53"], "msi": False}


@pytest.fixture
def tell(database):
    def run(subject, verdict, percentile=None, tumour=TUMOUR):
        new = NewResponse(
            kind="response", subject=subject, verdict=verdict, percentile=percentile, tumour=tumour
        )
        return FeedbackStore(database).add(LOCAL_CALLER, new, {})

    return run


def exported(database, folder):
    done = export_feedback(database, folder, Asked())
    with (folder / "interactions.csv").open(encoding="utf-8", newline="") as stream:
        return done, list(csv.DictReader(stream))


def test_responses_are_a_line_each_with_the_tumour_and_nothing_of_whom_it_is(
    database, tell, tmp_path
):
    told = tell("Dabrafenib", "refractory")
    tell("Lapatinib", "resistant", 91.5, {"gained": ["ERBB2"], "fused": ["BCR::ABL1"]})
    done, rows = exported(database, tmp_path / "out")
    assert done.responses == len(rows) == 2
    [first] = [row for row in rows if row["drug"] == "Dabrafenib"]
    assert re.fullmatch(r"T[0-9a-f]{12}", first.pop("profile"))
    assert first.pop("given").startswith("20")
    assert first == {
        "drug": "Dabrafenib", "response": "75", "outcome": "refractory", "measured": "no",
        "tissue": "skin", "mutated": "BRAF TP53", "gained": "", "lost": "", "fused": "", "msi": "0",
        "laboratory": "local", "feedback": told.id,
    }  # fmt: skip
    [second] = [row for row in rows if row["drug"] == "Lapatinib"]
    assert (second["gained"], second["fused"]) == ("ERBB2", "BCR::ABL1")
    assert (second["response"], second["measured"], second["msi"]) == ("91.5", "yes", "")
    assert json.loads((tmp_path / "out" / "feedback.json").read_text())["responses"] == 2


def test_the_table_is_read_as_a_laboratorys_own_screen(database, tell, tmp_path):
    tell("Dabrafenib", "refractory")
    tell("Dabrafenib", "responded")
    exported(database, tmp_path / "out")
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "out" / "interactions.csv").rename(own / "interactions.csv")
    read = read_screen(own)
    assert sorted(read.screen.responses["Dabrafenib"]) == [5.0, 75.0]
    assert read.rejected.empty


def test_training_rows_are_those_of_classes_alone(database, tell, tmp_path):
    tell("Dabrafenib", "refractory")
    done, _ = exported(database, tmp_path / "out")
    assert (done.rows, done.not_exported, done.therapies) == (0, 0, 0)
