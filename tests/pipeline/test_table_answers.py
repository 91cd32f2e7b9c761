"""Parts of a large file that are answered side by side."""

from pathlib import Path

import pytest

from intake.assessment import AssessmentRules
from intake.file_parts import PartedFile
from intake.lab_row import LabRow, LabVariant, Outcome
from pipeline import table_answers
from pipeline.table_answers import TableAnswerer, answer_rows


class Gene(str):
    """A symbol that lets something else happen when it is looked up for the nth time."""

    looks = 0

    def __hash__(self):
        self.looks -= 1
        if not self.looks:
            self.happens()
        return super().__hash__()


def rows_of(gene, variation):
    variants = (LabVariant(gene, variation),)
    return [LabRow(1, f"{gene} {variation}", Outcome.ASSESSED, variants=variants)]


@pytest.mark.parametrize("looks", range(1, 9))
def test_threads_of_a_process_do_not_take_answers_from_each_other(looks, opened, monkeypatch):
    monkeypatch.setattr(table_answers, "MOST_KEPT", 1)
    file = PartedFile(Path("in.txt"), "UTF-8", (), AssessmentRules())
    answerer = TableAnswerer(opened.answerer, opened.knowledge.advisor, None, file, False)
    expected = answer_rows(answerer, rows_of("BRAF", "V600E")).table
    gene = Gene("BRAF")
    # what another thread may do at any time: remember a variant, and so forget this one
    gene.happens = lambda: answer_rows(answerer, rows_of("KIT", "D816V"))
    gene.looks = looks
    assert answer_rows(answerer, rows_of(gene, "V600E")).table == expected
