"""A MAF with columns added, as cBioPortal would load it."""

import csv
import io

from lab_report_builders import (
    curated_effect,
    effect,
    predicted_therapy,
    therapy,
    variant,
)

from intake.lab_reader import LabLine
from reports.lab_maf import ADDED_COLUMNS, AnnotatedMaf, effect_cells, not_assessed_cells
from reports.lab_report import CalledEffect

HEADER = "Hugo_Symbol\tTumor_Sample_Barcode"


def cells(given):
    return dict(zip(ADDED_COLUMNS, effect_cells(given), strict=True))


def written(*lines, answers):
    stream = io.StringIO()
    maf = AnnotatedMaf(stream, [LabLine(n, text) for n, text in enumerate(lines, start=1)])
    for number, added in answers:
        maf.write(number, added)
    maf.finish()
    return stream.getvalue()


def test_lines_stay_as_they_came_with_cells_at_their_end():
    text = written(
        "#version 2.4", HEADER, "BRAF\tP-1", "", "TP53\tP-2",
        answers=[
            (3, effect_cells(variant(therapies=[therapy()]))),
            (5, not_assessed_cells("not_assessed", "synonymous")),
        ],
    )  # fmt: skip
    lines = text.splitlines()
    assert lines[0] == "#version 2.4"
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[1:])), delimiter="\t", strict=True))
    assert [row["Hugo_Symbol"] for row in rows] == ["BRAF", "TP53"]
    assert [row["ANNOTATED"] for row in rows] == ["True", "False"]
    assert rows[0]["HIGHEST_SENSITIVE_LEVEL"] == "I-A"
    assert rows[1]["ONCOLIT_REASON"] == "synonymous"
    assert all(set(row) == {*HEADER.split("\t"), *ADDED_COLUMNS} for row in rows)


def test_a_name_that_the_file_has_is_never_written_twice():
    header = f"{HEADER}\tANNOTATED"
    for count in range(1, 4):
        text = written(header, answers=[])
        header = text.splitlines()[0]
        assert len(set(header.split("\t"))) == len(header.split("\t"))
        assert f"\tANNOTATED{'_oncolit' * count}" in header


def test_a_therapy_that_asks_for_another_variant_is_not_named():
    given = cells(
        variant(
            therapies=[
                therapy("Osimertinib", "resistance", requires=["EGFR C797S"], holds=False),
                therapy("Erlotinib", "resistance", tier="II", level="D"),
                predicted_therapy("Gefitinib", "resistance"),
            ]
        )
    )
    assert given["ONCOLIT_RESISTANT_TO"] == "Erlotinib (II-D);Gefitinib (III, predicted)"
    assert given["HIGHEST_RESISTANCE_LEVEL"] == "II-D"
    assert given["HIGHEST_LEVEL"] == "II-D"
    assert given["ONCOLIT_SENSITIVE_TO"] == ""


def test_the_effect_to_go_by_says_where_it_is_from():
    given = cells(
        variant(
            curated=[curated_effect()], effect=effect("abstain"),
            called=CalledEffect(group="loss", by="curated"),
        )
    )  # fmt: skip
    assert given["MUTATION_EFFECT"] == "Unknown"
    assert given["ONCOLIT_EFFECT"] == "loss of function (curated)"
    assert given["ONCOLIT_CURATED_EFFECT"] == "Loss of Function"
    assert given["MUTATION_EFFECT_CITATIONS"] == "PubMed:7799"
    assert cells(variant())["ONCOLIT_EFFECT"] == ""
