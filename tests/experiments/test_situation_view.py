"""Where a row stands: case by paper and gene, what is known of it beside, what was seen of it."""

import numpy as np
import pandas as pd
import pytest

from experiments.inputs import inputs_from_table
from experiments.situation import (
    ANNOTATED,
    HAVING,
    NAMED,
    READ,
    RESIDUE_KNOWN,
    SEEN,
    SITUATION,
    SITUATION_COLUMNS,
    Named,
    Seen,
    Situations,
    place_words,
)
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


def test_a_training_row_that_is_asked_again_is_of_a_known_paper_and_residue():
    view = SituationView()
    features = view.fit_transform(TRAINING, NONE)
    expected = features.known.copy()
    # Of a training row, the others are asked, and none of them has its residue.
    residue = SITUATION_COLUMNS.index(RESIDUE_KNOWN)
    assert expected[:, residue].tolist() == [0, 0]
    expected[:, residue] = 1
    np.testing.assert_array_equal(view.transform(TRAINING), expected)


def test_two_spellings_of_a_gene_are_one():
    table = pd.DataFrame({"Gene": ["H3F3A"], "Variation": ["K27M"]})
    view = SituationView()
    view.fit_transform(inputs_from_table(table), NONE)
    again = inputs_from_table(table.assign(Gene="H3-3A"))
    assert Situations.of(view.transform(again), COLUMNS).case.tolist() == [1]


def test_the_columns_are_found_wherever_they_stand_and_no_rows_stand_nowhere():
    marked = {"gene_known": 1, "annotated": 0, "variant_named": 0, "read": 1, "paper_known": 0}
    marked |= {"gene_named": 1, "residue_known": 1}
    names = ["x:a", *(f"{SITUATION}:{name}" for name in marked), "x:read"]
    found = Situations.of(np.array([[9, *marked.values(), 7]]), Columns(tuple(names)))
    assert (CASES[found.case[0]], set(HAVING[found.having[0]])) == (Case.SAME_GENE, {READ})
    assert (SEEN[found.seen[0]], NAMED[found.named[0]]) == (Seen.RESIDUE, Named.GENE)
    nothing = Situations.of(np.empty((0, len(SITUATION_COLUMNS)), dtype=np.float32), COLUMNS)
    for part in (nothing.case, nothing.having, nothing.seen, nothing.named):
        assert len(part) == 0


def variants_of(*rows):
    """Return inputs of (gene, variation, text)."""
    return inputs_from_table(pd.DataFrame(rows, columns=["Gene", "Variation", "Text"]))


def seen_and_named(block):
    found = Situations.of(block, COLUMNS)
    return [SEEN[place] for place in found.seen], [NAMED[place] for place in found.named]


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        (("KIT", "D816H"), Seen.RESIDUE),
        (("KIT", "D816_S817del"), Seen.RESIDUE),
        (("KIT", "V560D"), Seen.GENE),
        (("KIT", "Amplification"), Seen.GENE),
        (("BRAF", "D816V"), Seen.GENE),
        (("MET", "D816V"), Seen.NOTHING),
        (("MET", "Amplification"), Seen.NOTHING),
    ],
)
def test_a_residue_is_seen_where_a_training_row_of_the_gene_changes_it(row, seen):
    training = variants_of(("KIT", "D816V", None), ("BRAF", "V600E", None), ("KIT", "Fusion", None))
    view = SituationView()
    view.fit_transform(training, NONE)
    assert seen_and_named(view.transform(variants_of((*row, None))))[0] == [seen]


def test_a_residue_of_a_training_row_is_seen_in_other_rows_in_other_papers_and_never_elsewhere():
    training = variants_of(
        ("KIT", "D816V", "one paper"),  # again in its paper alone
        ("KIT", "D816H", "one paper"),
        ("BRAF", "V600E", "one paper"),  # again in another
        ("BRAF", "V600K", "another"),
        ("BRAF", "V600R", "another"),
        ("MET", "T1010I", "another"),  # nowhere else
        ("RET", "Fusion", "one paper"),  # of no residue, as the next
        ("RET", "Amplification", "another"),
    )
    features = SituationView().fit_transform(training, NONE)
    column = SITUATION_COLUMNS.index(RESIDUE_KNOWN)
    known = {case: block[:, column].tolist() for case, block in features.by_case.items()}
    assert known == {
        Case.SAME_PAPER: [1, 1, 1, 1, 1, 0, 0, 0],
        Case.SAME_GENE: [0, 0, 1, 1, 1, 0, 0, 0],
        Case.NEW_GENE: [0] * 8,
    }
    seen, _ = seen_and_named(features.by_case[Case.NEW_GENE])
    assert set(seen) == {Seen.NOTHING}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("In KIT the change D816V was seen.", Named.VARIANT),
        ("KIT is a kinase.", Named.GENE),
        ("Mice were kept in cages.", Named.NOTHING),
        (None, Named.NOTHING),
    ],
)
def test_a_text_names_the_variant_or_the_gene_or_neither_in_every_case(text, named):
    inputs = variants_of(("KIT", "D816V", text))
    view = SituationView()
    features = view.fit_transform(inputs, NONE)
    for block in (*features.by_case.values(), view.transform(inputs)):
        assert seen_and_named(block)[1] == [named]


def test_a_place_is_of_what_was_seen_and_named_and_has_its_words():
    every = np.array([[seen, named] for seen in range(3) for named in range(3)])
    found = Situations(*np.zeros((2, 9), dtype=int), *every.T)
    places = found.places(frozenset([READ]))
    assert len(set(places.tolist())) == 9
    assert [place_words(place) for place in places.tolist()] == [
        f"{SEEN[seen]}, {NAMED[named]}" for seen, named in every
    ]
    # As if there were no text, none names anything.
    unread = [place_words(place) for place in found.places(frozenset([ANNOTATED])).tolist()]
    assert unread == [f"{SEEN[seen]}, {Named.NOTHING}" for seen, _ in every]
    np.testing.assert_array_equal(found.take(np.array([4, 4])).places(HAVING[2]), places[[4, 4]])
