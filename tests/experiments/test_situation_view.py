"""Where a row stands: case by paper and gene, and what is known of it beside."""

import numpy as np
import pandas as pd
import pytest

from experiments.inputs import inputs_from_table
from experiments.situation import ANNOTATED, HAVING, READ, SITUATION, SITUATION_COLUMNS, Situations
from experiments.situation_view import SituationView
from experiments.view import CASES, Case, Columns

NONE = np.zeros(0, dtype=int)
COLUMNS = Columns(tuple(f"{SITUATION}:{name}" for name in SITUATION_COLUMNS))


def rows_of(*rows):
    """Return inputs of (gene, text, embedding, annotation)."""
    table = pd.DataFrame(rows, columns=["Gene", "Text", "a0", "CADD"]).assign(Variation="V6E")
    table["a1"] = 1.0 - table["a0"]
    return inputs_from_table(table, ["a0", "a1"], ["CADD"])


TRAINING = rows_of(("KIT", "one text", None, 1.0), ("BRAF", "other", 0.0, None))


def situation(*rows, view=None):
    """Return case and what it has of each row, asked after the training."""
    view = view or SituationView()
    view.fit_transform(TRAINING, NONE)
    found = Situations.of(view.transform(rows_of(*rows)), COLUMNS)
    return [
        (CASES[case], set(HAVING[having]))
        for case, having in zip(found.case, found.having, strict=True)
    ]


@pytest.mark.parametrize(
    ("row", "case"),
    [
        (("KIT", "one text", None, None), Case.SAME_PAPER),
        (("KIT", "other", None, None), Case.SAME_PAPER),
        (("BRAF", None, 0.0, None), Case.SAME_PAPER),
        (("KIT", "unheard", None, None), Case.SAME_GENE),
        (("KIT", None, None, 3.0), Case.SAME_GENE),
        (("MET", "one text", None, None), Case.NEW_GENE),
        (("MET", None, None, None), Case.NEW_GENE),
        (("", None, None, None), Case.NEW_GENE),
    ],
)
def test_the_case_is_by_paper_and_gene_and_a_paper_counts_only_with_its_gene(row, case):
    assert situation(row)[0][0] == case


@pytest.mark.parametrize(
    ("row", "has"),
    [
        (("KIT", None, None, None), set()),
        (("KIT", None, None, 0.0), {ANNOTATED}),
        (("KIT", "a text", None, None), {READ}),
        (("KIT", None, 0.5, None), {READ}),
        (("KIT", "a text", 0.5, 2.0), {ANNOTATED, READ}),
    ],
)
def test_what_is_known_of_a_row_is_its_annotation_and_its_text_or_embedding(row, has):
    assert situation(row)[0][1] == has


def test_annotations_that_are_ignored_do_not_count():
    [(_, has)] = situation(("KIT", None, None, 3.0), view=SituationView(("CADD",)))
    assert has == set()


def test_tables_that_are_absent_are_rows_that_lack_them():
    view = SituationView()
    view.fit_transform(TRAINING, NONE)
    bare = inputs_from_table(pd.DataFrame({"Gene": ["KIT"], "Variation": ["V6E"]}))
    np.testing.assert_array_equal(
        view.transform(bare), view.transform(rows_of(("KIT", None, None, None)))
    )


def test_a_training_row_stands_as_it_would_in_each_case_with_what_it_has():
    features = SituationView().fit_transform(TRAINING, NONE)
    for number, case in enumerate(CASES):
        found = Situations.of(features.by_case[case], COLUMNS)
        assert found.case.tolist() == [number, number]
        assert [set(HAVING[place]) for place in found.having] == [{ANNOTATED, READ}, {READ}]
        assert features.by_case[case].dtype == np.float32
        assert features.by_case[case].shape == (2, len(SituationView().names()))


def test_a_training_row_that_is_asked_again_is_of_a_known_paper():
    view = SituationView()
    features = view.fit_transform(TRAINING, NONE)
    np.testing.assert_array_equal(view.transform(TRAINING), features.known)


def test_two_spellings_of_a_gene_are_one():
    table = pd.DataFrame({"Gene": ["H3F3A"], "Variation": ["K27M"]})
    view = SituationView()
    view.fit_transform(inputs_from_table(table), NONE)
    again = inputs_from_table(table.assign(Gene="H3-3A"))
    assert Situations.of(view.transform(again), COLUMNS).case.tolist() == [1]


def test_the_columns_are_found_wherever_they_stand_and_no_rows_stand_nowhere():
    rows = np.array([[9, 1, 7, 0, 1, 5]], dtype=np.float32)
    names = ["x:a", "situation:gene_known", "x:b", "situation:annotated", "situation:read"]
    found = Situations.of(
        np.hstack([rows[:, :5], [[0]]]), Columns((*names, "situation:paper_known"))
    )
    assert (CASES[found.case[0]], set(HAVING[found.having[0]])) == (Case.SAME_GENE, {READ})
    nothing = Situations.of(np.empty((0, 4), dtype=np.float32), COLUMNS)
    assert len(nothing.case) == len(nothing.having) == 0
