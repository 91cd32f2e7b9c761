"""A MAF with columns added, as cBioPortal would load it."""

import csv
import io

import pytest
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


SYNONYMOUS = not_assessed_cells("not_assessed", "synonymous")


def below(text, header=HEADER):
    """Read the data rows of what was written by their column."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines, delimiter="\t", strict=True))
    assert rows[0] == [*header.split("\t"), *ADDED_COLUMNS]
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize(
    ("row", "as_written"),
    [
        ("TP53\tR1H\tP-2", "TP53\tR1H\tP-2"),
        ("TP53", "TP53\t\t"),
        ("TP53\tR1H\t", "TP53\tR1H\t"),
        ("TP53\tR1H\tP-2\t\t ", "TP53\tR1H\tP-2"),
        ('TP53\tR1H\tP-2\t""', "TP53\tR1H\tP-2"),
        ('TP53\t"R1H\tor so"', 'TP53\t"R1H\tor so"\t'),
        ('TP53\t"R1H', 'TP53\t"R1H\t'),
    ],
)
def test_every_cell_stands_under_its_name_whatever_the_row_lacks(row, as_written):
    text = written("Hugo_Symbol\tHGVSp\tSample", row, answers=[(2, SYNONYMOUS)])
    assert text.splitlines()[1] == "\t".join((as_written, *SYNONYMOUS))


def test_rows_of_any_length_are_read_back_under_their_names():
    rows = ("TP53", "TP53\tP-2", "TP53\tP-2\t\t", "TP53\t")
    text = written(HEADER, *rows, answers=[(at, SYNONYMOUS) for at in range(2, 6)])
    assert [row["ONCOLIT_STATUS"] for row in below(text)] == ["not_assessed"] * 4


def test_a_rejected_row_that_is_too_long_becomes_a_comment():
    refused = not_assessed_cells("rejected", "3 cells; expected the header's 2")
    text = written(HEADER, "BRAF\tP-1\tmore", "TP53\tP-2", answers=[(2, refused), (3, SYNONYMOUS)])
    assert text.splitlines()[1] == ("# rejected: 3 cells; expected the header's 2: BRAF\tP-1\tmore")
    assert [row["Hugo_Symbol"] for row in below(text)] == ["TP53"]


def test_a_header_that_starts_with_a_hash_gets_the_names():
    text = written("#version 2.4", f"#{HEADER}", "TP53\tP-2", answers=[(3, SYNONYMOUS)])
    assert text.splitlines() == [
        "#version 2.4",
        "\t".join((f"#{HEADER}", *ADDED_COLUMNS)),
        "\t".join(("TP53\tP-2", *SYNONYMOUS)),
    ]


def test_a_part_below_the_header_is_written_by_it():
    stream = io.StringIO()
    lines = [LabLine(4, "# a remark"), LabLine(5, "TP53"), LabLine(6, "")]
    maf = AnnotatedMaf(stream, lines, LabLine(2, HEADER))
    maf.write(5, SYNONYMOUS)
    maf.finish()
    row = "\t".join(("TP53", "", *SYNONYMOUS))
    assert stream.getvalue() == f"# a remark\n{row}\n\n"


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
