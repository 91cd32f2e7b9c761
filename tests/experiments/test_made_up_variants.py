"""Made-up files for benchmarks: any length, all distinct, readable, the same under a seed."""

from pathlib import Path

import pytest

from experiments.benchmarks.made_up_variants import FORMS, MOST, MadeUpError, write_variants
from intake.assessment import AssessmentRules
from intake.lab_file import open_lab_file


@pytest.mark.parametrize("form", FORMS)
def test_all_rows_are_assessed_and_distinct(form, tmp_path):
    write_variants(tmp_path / "file", 3000, form)
    rows = list(open_lab_file(tmp_path / "file", AssessmentRules()).rows())
    assert {row.outcome.value for row in rows} == {"assessed"}
    variants = {(one.gene, one.variation) for row in rows for one in row.variants}
    assert len(variants) == len(rows) == 3000
    assert not any(note for row in rows for note in row.variants[0].notes)


def test_the_formats_hold_the_same_variants(tmp_path):
    found = []
    for form in FORMS:
        write_variants(tmp_path / form, 200, form)
        rows = open_lab_file(tmp_path / form, AssessmentRules()).rows()
        found.append([(row.variants[0].gene, row.variants[0].variation) for row in rows])
    assert found[0] == found[1] == found[2]


def test_a_seed_decides_on_the_file(tmp_path):
    def made(seed):
        write_variants(Path(tmp_path / "file"), 50, "csv", seed)
        return (tmp_path / "file").read_text(encoding="utf-8")

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_a_residue_of_a_gene_is_always_the_same_one(tmp_path):
    write_variants(tmp_path / "file", 60_000, "csv")
    residues = {}
    for line in (tmp_path / "file").read_text(encoding="utf-8").splitlines()[1:]:
        gene, change, *_ = line.split(",")
        if change.startswith("p."):
            place = gene, change[5:].rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
            assert residues.setdefault(place, change[2:5]) == change[2:5]


def test_more_than_there_are_is_refused(tmp_path):
    with pytest.raises(MadeUpError, match="expected at most"):
        write_variants(tmp_path / "file", MOST + 1)
