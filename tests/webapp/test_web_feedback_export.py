"""Feedback as training data: what counts, what is left out and why, and that a run takes it up."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pipeline.data_folder import read_data_folder
from pipeline.feedback_rows import read_data_with_feedback, read_feedback, variant_key
from pipeline.whole_folder import OutputFolderError
from webapp.audit import entries
from webapp.caller import LOCAL_CALLER, Caller, Scope
from webapp.feedback import NewFeedback, Verdict
from webapp.feedback_decisions import ClassWord, decide
from webapp.feedback_export import (
    FIRST_ID,
    Asked,
    NothingToExportError,
    assign_ids,
    export_feedback,
)
from webapp.feedback_store import FeedbackStore
from webapp.tables import Feedback, Laboratory

ROOT = Path(__file__).parents[2]
DAY = datetime(2026, 1, 31, tzinfo=UTC)
ACCEPT = {"verdict": "accept"}
REJECT = {"verdict": "reject"}


def correct(label):
    return {"verdict": "correct", "correction": label}


def word(number, laboratory="A", variant=("KIT", "D816V"), suggested="class7", **said):
    said = said or ACCEPT
    return ClassWord(
        f"f{number}", laboratory, variant, suggested, Verdict(said["verdict"]),
        said.get("correction"), DAY + timedelta(minutes=number),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "label", "reason"),
    [
        ([word(1)], "class7", ""),
        ([word(1, **correct("class4"))], "class4", ""),
        ([word(1, **REJECT)], None, "rejected without a correction"),
        ([word(1), word(2, **REJECT)], None, "rejected without a correction"),
        ([word(1, **REJECT), word(2)], "class7", ""),
        ([word(1), word(2, **correct("class4"))], "class4", ""),
        ([word(1), word(2, "B")], "class7", ""),
        ([word(1), word(2, "B", **correct("class4"))], None, "different classes"),
        ([word(1), word(2, "B", **REJECT)], None, "also rejected"),
        ([word(1, **correct("class4")), word(2, "B", suggested="class4")], "class4", ""),
        # a newer model suggested another class: it was rejected, the older answer still stands
        ([word(1), word(2, suggested="class4", **REJECT)], "class7", ""),
        # … or accepted: the laboratory thinks otherwise now
        ([word(1), word(2, suggested="class4")], "class4", ""),
        ([word(2), word(1, suggested="class4")], "class7", ""),
    ],
)
def test_words_add_up_to_one_class_or_to_a_reason(words, label, reason):
    for order in (words, words[::-1]):
        [decision] = decide(order)
        assert decision.label == label
        assert reason in decision.reason
        assert bool(decision.reason) == (label is None)


def test_only_corrected_leaves_out_what_echoes_the_model_but_still_hears_it():
    accepted = ("BRAF", "V600E")
    words = [
        word(1, variant=accepted),
        word(2, variant=("KIT", "D816V"), **correct("class4")),
        word(3, variant=("MET", "D1228N"), **correct("class4")),
        word(4, "B", variant=("MET", "D1228N")),
    ]
    found = {one.variant[0]: one for one in decide(words, only_corrected=True)}
    assert {name: one.label for name, one in found.items()} == {
        "BRAF": None, "KIT": "class4", "MET": None
    }  # fmt: skip
    assert "left out on demand" in found["BRAF"].reason
    assert "different classes" in found["MET"].reason


def test_what_was_said_is_told_with_how_often():
    [decision] = decide([word(1), word(2, "B"), word(3, "C", **correct("class4"))])
    assert decision.said == "class7 accepted (2); class7 corrected to class4 (1)"
    assert decision.ids == ("f1", "f2", "f3")


_LABORATORIES = st.sampled_from("ABC")
_CLASSES = st.sampled_from(["class1", "class4", "class7"])
_SAID = st.one_of(st.just(ACCEPT), st.just(REJECT), _CLASSES.map(correct))


@settings(max_examples=200)
@given(st.lists(st.tuples(_LABORATORIES, _CLASSES, _SAID), min_size=1, max_size=8))
def test_a_class_is_one_that_a_laboratory_said_and_none_contradicts(said):
    words = [
        word(number, laboratory, suggested=suggested, **one)
        for number, (laboratory, suggested, one) in enumerate(said)
    ]
    [decision] = decide(words)
    last = {}
    for one in words:
        if one.label or one.verdict is Verdict.REJECT:
            last[one.laboratory, one.suggested] = one
    labels = [one.label for one in last.values() if one.label]
    if decision.label is None:
        assert decision.reason
    else:
        assert decision.label in labels
        rejected = [one.suggested for one in last.values() if one.verdict is Verdict.REJECT]
        assert decision.label not in rejected


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), unique=True))
def test_ids_are_distinct_and_beyond_those_of_data_sets(variants):
    ids = assign_ids(variants)
    assert len(set(ids.values())) == len(variants)
    assert all(FIRST_ID <= number < 2**53 for number in ids.values())


def test_an_id_stays_when_other_variants_come():
    few = assign_ids([("KIT", "D816V")])
    many = assign_ids([("KIT", f"D{place}V") for place in range(2000)])
    assert many["KIT", "D816V"] == few["KIT", "D816V"]


@pytest.fixture
def say(database):
    """Give feedback as a laboratory; class 7 of a variant by default."""
    store = FeedbackStore(database)

    def run(gene, variation, *, laboratory="local", day=None, **said):
        with database.session() as session:
            if session.get(Laboratory, laboratory) is None:
                session.add(Laboratory(id=laboratory, name=laboratory, created=DAY))
        new = {"kind": "class", "subject": "class7", **ACCEPT, **said}
        caller = Caller(laboratory, laboratory, frozenset(Scope))
        versions = {"model": "models:/m (version 1)", "knowledge": "CIViC"}
        given = store.add(caller, NewFeedback(gene=gene, variation=variation, **new), versions)
        if day is not None:
            with database.session() as session:
                session.get_one(Feedback, given.id).created = day
        return given

    return run


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        delimiter = "," if path.suffix == "" else "\t"
        return list(csv.DictReader(stream, delimiter=delimiter))


def test_what_is_exported_is_read_by_the_pipeline(database, say, tmp_path):
    say("KIT", "p.Asp816Val")
    say("kit", "D816V", laboratory="B")
    say("TP53", "R175H", **correct("class4"))
    say("EML4", "EML4-ALK Fusion, in frame", **correct("class2"))
    done = export_feedback(database, tmp_path / "out", Asked())
    assert (done.rows, done.corrected) == (3, 2)
    folder = read_feedback(tmp_path / "out")
    assert folder.faults == ()
    read = {variant_key(row.Gene, row.Variation): row.Class for row in folder.variants.itertuples()}
    assert read["KIT", "D816V"] == 7
    assert read["TP53", "R175H"] == 4
    assert read[variant_key("EML4", "EML4-ALK Fusion, in frame")] == 2


def test_every_variation_of_the_demo_data_comes_back_as_the_same_variant(database, say, tmp_path):
    demo = read_data_folder(ROOT / "data" / "demo").variants
    some = demo.iloc[::7]
    for row in some.itertuples():
        say(row.Gene, row.Variation)
    export_feedback(database, tmp_path / "out", Asked())
    folder = read_data_with_feedback(ROOT / "data" / "demo", tmp_path / "out")
    assert folder.feedback == ()
    assert folder.counts["feedback_rejected"] == len(some)
    assert all("already in the data set" in fault.reason for fault in folder.faults)


def test_what_is_not_exported_is_listed_with_its_reason(database, say, tmp_path):
    first = say("KIT", "D816V")
    second = say("KIT", "D816V", laboratory="B", **correct("class4"))
    say("MET", "D1228N", **REJECT)
    done = export_feedback(database, tmp_path / "out", Asked())
    assert (done.rows, done.not_exported) == (0, 2)
    rows = table(tmp_path / "out" / "not_exported.tsv")
    assert [(row["Gene"], row["reason"]) for row in rows] == [
        ("KIT", "different classes were said"), ("MET", "rejected without a correction")
    ]  # fmt: skip
    assert sorted(rows[0]["feedback"].split()) == sorted([first.id, second.id])
    assert table(tmp_path / "out" / "training_variants") == []
    assert read_feedback(tmp_path / "out") is None


def test_words_on_therapies_are_listed_the_latest_of_each_laboratory(database, say, tmp_path):
    therapy = {"kind": "therapy", "subject": "gefitinib", "direction": "resistance"}
    say("EGFR", "T790M", **therapy)
    say("EGFR", "T790M", **therapy, **REJECT, comment="Not so:\n\t=SUM(A1)")
    say("EGFR", "T790M", laboratory="B", **therapy)
    done = export_feedback(database, tmp_path / "out", Asked())
    rows = table(tmp_path / "out" / "therapy_feedback.tsv")
    assert done.therapies == len(rows) == 2
    [rejected] = [row for row in rows if row["laboratory"] == "local"]
    assert (rejected["verdict"], rejected["therapy"]) == ("reject", "gefitinib")
    assert rejected["comment"] == "Not so: =SUM(A1)"
    assert rejected["model"] == "models:/m (version 1)"


def test_the_summary_counts_what_the_tables_hold(database, say, tmp_path):
    say("KIT", "D816V")
    say("TP53", "R175H", **correct("class4"))
    say("MET", "D1228N", **REJECT)
    export_feedback(database, tmp_path / "out", Asked())
    told = json.loads((tmp_path / "out" / "feedback.json").read_text())
    rows = table(tmp_path / "out" / "training_variants")
    assert told["training_variants"] == len(rows) == 2
    assert told["classes"] == {"class4": 1, "class7": 1}
    assert (told["accepted"], told["corrected"]) == (1, 1)
    assert told["not_exported"] == {"rejected without a correction": 1}
    assert [one["feedback"] for one in told["versions"]] == [3]
    assert "confirms itself" in told["warning"]


def test_the_same_feedback_gives_the_same_files_byte_for_byte(database, say, tmp_path):
    for place in (5, 3, 9):
        say("KIT", f"D{place}V")
        say("KIT", f"D{place}V", kind="therapy", subject="imatinib")
    for name in ("one", "two"):
        export_feedback(database, tmp_path / name, Asked())
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == [
        "feedback.json", "interactions.csv", "not_exported.tsv", "therapy_feedback.tsv",
        "training_variants",
    ]  # fmt: skip
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_laboratory_and_a_day_choose_what_is_exported(database, say, tmp_path):
    say("KIT", "D816V", day=DAY - timedelta(seconds=1))
    say("MET", "D1228N", day=DAY)
    say("BRAF", "V600E", laboratory="B", day=DAY + timedelta(days=3))

    def genes(**asked):
        export_feedback(database, tmp_path / "out", Asked(**asked))
        return [row["Gene"] for row in table(tmp_path / "out" / "training_variants")]

    assert genes() == ["BRAF", "KIT", "MET"]
    assert genes(since=date(2026, 1, 31)) == ["BRAF", "MET"]
    assert genes(laboratory="B") == ["BRAF"]
    assert genes(laboratory="local", since=date(2026, 1, 31)) == ["MET"]
    with pytest.raises(NothingToExportError, match="of laboratory 'B' since 2027-01-01"):
        genes(laboratory="B", since=date(2027, 1, 1))
    with pytest.raises(NothingToExportError, match="no laboratory 'C'; there are: B, local"):
        genes(laboratory="C")


def test_nothing_to_export_writes_nothing(database, tmp_path):
    with pytest.raises(NothingToExportError, match="no feedback"):
        export_feedback(database, tmp_path / "out", Asked())
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_refused(database, say, tmp_path):
    say("KIT", "D816V")
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputFolderError):
        export_feedback(database, tmp_path / "out", Asked())
    assert (tmp_path / "out").read_text() == "mine"


def test_an_export_is_audited(database, say, tmp_path):
    say("KIT", "D816V")
    export_feedback(database, tmp_path / "out", Asked())
    with database.session() as session:
        assert [one.action for one in entries(session)][-1] == "exported feedback"


def test_feedback_survives_the_export(database, say, tmp_path):
    given = say("KIT", "D816V")
    export_feedback(database, tmp_path / "out", Asked())
    with database.reading() as session:
        assert session.scalars(select(Feedback.id)).all() == [given.id]
    assert FeedbackStore(database).get(LOCAL_CALLER, given.id) == given


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "webapp.cli", "feedback", "export", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "ONCOLIT_HOME": str(home)},
    )  # fmt: skip


def test_the_command_says_what_it_wrote_and_what_to_do_next(home, say, tmp_path):
    say("KIT", "D816V")
    say("TP53", "R175H", **correct("class4"))
    done = run(home, "--out", str(tmp_path / "out"), "--only", "corrected")
    assert done.returncode == 0, done.stderr
    assert "1 variants with a class (1 corrected, 0 accepted), 1 without" in done.stdout
    assert f"make run DATA=FOLDER FEEDBACK={tmp_path / 'out'}" in done.stdout


def test_the_command_exits_2_with_one_line_where_there_is_nothing(home, tmp_path):
    done = run(home, "--out", str(tmp_path / "out"), "--since", "2026-01-31")
    assert done.returncode == 2
    assert done.stderr == "oncolit: no feedback since 2026-01-31: nothing was written\n"
