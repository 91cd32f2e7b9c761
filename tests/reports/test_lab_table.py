"""report.tsv: every cell under its own name."""

import csv
import io

import pytest
from lab_report_builders import curated_effect, effect, predicted_therapy, therapy, variant

from intake.lab_row import LabRow, LabVariant, Outcome
from reports.lab_report import CalledEffect
from reports.lab_table import ANSWER_COLUMNS, COLUMNS, LabTable, RejectedTable, answer_columns

ROW = LabRow(7, "BRAF p.V600E", Outcome.ASSESSED, variants=(LabVariant("BRAF", "V600E"),))


def written(given, row=ROW):
    stream = io.StringIO()
    LabTable(stream).write(row, row.variants[0], ("1", *answer_columns(given)))
    [cells] = csv.DictReader(
        io.StringIO(stream.getvalue()), delimiter="\t", quoting=csv.QUOTE_NONE, strict=True
    )
    return cells


@pytest.mark.parametrize("seen", [None, "class4"])
def test_every_column_of_an_answer_has_its_cell(seen):
    given = variant(effect=effect(training_class=seen), therapies=[therapy()])
    cells = written(given)
    assert set(cells) == set(COLUMNS)
    assert len(answer_columns(given)) == len(ANSWER_COLUMNS) - 1
    assert cells["training_class"] == (seen or "")
    assert cells["best_tier"] == "I"
    assert cells["resistance"] == ""
    assert cells["sensitivity"] == "Dabrafenib (I-A, curated)"
    assert cells["text_used"] == "no"


def test_probabilities_stand_under_their_class_whatever_their_order():
    shuffled = dict(reversed(effect().probabilities.items()))
    cells = written(variant(effect=effect(probabilities=shuffled)))
    assert (cells["class7"], cells["class2"]) == ("0.7800", "0.1000")


def test_the_effect_to_go_by_is_told_apart_from_the_prediction():
    cells = written(
        variant(
            curated=[curated_effect()], agreement="conflicts",
            called=CalledEffect(group="loss", by="curated"),
        )
    )  # fmt: skip
    assert (cells["effect_group"], cells["taken_as"], cells["taken_from"]) == (
        "gain", "loss", "curated",
    )  # fmt: skip
    assert cells["curated_effect"] == "Loss of Function (EID99)"
    assert cells["agreement"] == "conflicts"


def test_a_therapy_says_what_it_asks_for_and_what_speaks_against_it():
    given = [
        therapy(requires=["TP53 R175H", "MYC Amplification"], holds=False),
        therapy("Vemurafenib", conflicts=["It is disputed."]),
        predicted_therapy("Trametinib"),
    ]
    assert written(variant(therapies=given))["sensitivity"] == (
        "Dabrafenib (I-A, curated, requires TP53 R175H and MYC Amplification); "
        "Vemurafenib (I-A, curated, conflict); Trametinib (III, predicted)"
    )


def test_a_tab_or_a_line_end_in_a_value_breaks_no_line():
    row = LabRow(3, "BRAF\tV600\nE", Outcome.REJECTED, reason="no variation")
    stream, refused = io.StringIO(), io.StringIO()
    LabTable(stream).write(row, None)
    RejectedTable(refused).write(row)
    assert stream.getvalue().splitlines()[1].split("\t")[3] == "BRAF V600 E"
    assert refused.getvalue().splitlines()[1:] == ["3\tBRAF V600 E\tno variation"]
