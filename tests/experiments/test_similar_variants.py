"""The training variants most like a row: its twin first, and what they share in words."""

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from experiments.inputs import ModelInputs, inputs_from_table
from experiments.similar_variants import COMPARED_BY, similar_variants, training_table
from experiments.views import TextSettings, all_views

TEXT = TextSettings(tfidf_components=4)


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


def compared(inputs: ModelInputs, labels, names=COMPARED_BY):
    """Return fitted views that compare variants, and the training table."""
    views = {name: view for name, view in all_views(TEXT).items() if name in names}
    for view in views.values():
        view.fit_transform(inputs, labels)
    return views, training_table(inputs, labels)


@pytest.fixture(scope="module")
def table(make_table, name_variants):
    return name_variants(make_table(60))


@pytest.fixture(scope="module")
def inputs(table, make_model_inputs):
    return make_model_inputs(table)


@pytest.fixture(scope="module")
def fitted(inputs, table):
    return compared(inputs, table["Class"].to_numpy())


def test_a_row_like_a_training_row_has_it_first_with_its_class_and_all_that_they_share(
    fitted, inputs, table
):
    found = similar_variants(*fitted, inputs, 3)
    assert len(found) == 60
    for row_id, similar in zip(table.index, found, strict=True):
        assert len(similar) == 3
        twin = similar[0]
        assert twin.id == row_id
        assert twin.likeness == pytest.approx(1, abs=1e-4)
        assert (twin.gene, twin.variation) == tuple(table.loc[row_id, ["Gene", "Variation"]])
        assert twin.effect == table.loc[row_id, "Class"]
        assert twin.shared[:2] == ("same gene", "same residue")
        assert twin.shared[2].endswith(" too")
        assert ("same text" in twin.shared) == isinstance(table.loc[row_id, "Text"], str)


def test_the_likest_come_first_from_one_to_nothing_and_each_once(fitted, make_model_inputs, table):
    new = make_model_inputs(table.assign(Gene="NEW1", Text=None).iloc[:20])
    for similar in similar_variants(*fitted, new, 60):
        likeness = [variant.likeness for variant in similar]
        assert likeness == sorted(likeness, reverse=True)
        assert likeness[0] <= 1
        assert likeness[-1] >= 0
        assert likeness[0] < 0.999
        assert len({variant.id for variant in similar}) == len(similar)


def test_with_fewer_training_rows_than_asked_for_all_of_them_are_named(make_model_inputs, table):
    few = table.iloc[1:4]
    inputs = make_model_inputs(few)
    for names in (COMPARED_BY, ("neighbourhood",)):
        found = similar_variants(*compared(inputs, few["Class"].to_numpy(), names), inputs, 9)
        assert [sorted(variant.id for variant in similar) for similar in found] == [
            few.index.tolist()
        ] * 3


def test_a_row_is_compared_by_all_that_it_has(fitted, make_model_inputs, table):
    views, training = fitted
    read = table[["Text", "a0", "a1"]].notna().any(axis=1)
    annotated = table[["CADD_phred", "SIFT_pred"]].notna().any(axis=1)
    bare = table.assign(Text=None, a0=np.nan, a1=np.nan)
    barer = bare.assign(CADD_phred=np.nan, SIFT_pred=None)
    for asked, name, rows in (
        (table, "read_neighbourhood", read),
        (bare, "annotated_neighbourhood", annotated),
        (barer, "neighbourhood", ~annotated | annotated),
    ):
        some = asked[rows].iloc[:15]
        inputs = make_model_inputs(some)
        alone = {name: views[name]}
        assert similar_variants(views, training, inputs) == similar_variants(
            alone, training, inputs
        )
        positions, _ = views[name].nearest(inputs, 5)
        for similar, places in zip(
            similar_variants(views, training, inputs), positions, strict=True
        ):
            assert [variant.id for variant in similar] == training.index[places].tolist()


def test_a_row_without_text_among_others_falls_back_to_gene_and_variation(fitted, table):
    asked = pd.DataFrame(
        {
            "Gene": ["BRAF", "BRAF", "BRAF"],
            "Variation": ["V600E"] * 3,
            "Text": ["BRAF V600E kinase gain growth", None, "BRAF V600E kinase gain growth"],
        }
    )
    first, without, last = similar_variants(*fitted, inputs_from_table(asked))
    alone = similar_variants(*fitted, inputs_from_table(asked.iloc[[1]]))
    assert [without] == alone
    assert without[0].gene == "BRAF"
    assert first == last
    likeness = [[variant.likeness for variant in similar] for similar in (first, without)]
    assert likeness[0] != likeness[1]


def test_without_a_view_that_can_compare_nothing_is_named(inputs, table):
    training = training_table(inputs, table["Class"].to_numpy())
    assert similar_variants({}, training, inputs) == [()] * 60
    views = {"consequence": all_views(TEXT)["consequence"]}
    assert similar_variants(views, training, inputs) == [()] * 60


def test_no_rows_have_no_similar_ones(fitted, inputs):
    assert similar_variants(*fitted, inputs.take(np.empty(0, dtype=int))) == []


SHARED = {
    "another gene": (("KIT", "V600E", None), ("substitution too",)),
    "the residue": (("BRAF", "V600K", None), ("same gene", "same residue", "substitution too")),
    "next to it": (("BRAF", "K601E", None), ("same gene", "1 residue away", "substitution too")),
    "far from it": (
        ("BRAF", "G466V", None),
        ("same gene", "134 residues away", "substitution too"),
    ),
    "another type": (("BRAF", "V600*", None), ("same gene", "same residue")),
    "no residue": (("BRAF", "Amplification", None), ("same gene",)),
    "no type": (("BRAF", "so to speak", None), ("same gene",)),
    "nothing": (("KIT", "Amplification", None), ()),
    "the text": (("KIT", "Amplification", "BRAF V600E gain"), ("same text",)),
    "another text": (("KIT", "Amplification", "another"), ()),
}


@pytest.mark.parametrize(("row", "shared"), SHARED.values(), ids=SHARED)
def test_what_two_variants_share_is_said_in_words(row, shared):
    training = inputs_from_table(pd.DataFrame([row], columns=["Gene", "Variation", "Text"]))
    asked = pd.DataFrame(
        [("BRAF", "V600E", "BRAF V600E gain")], columns=["Gene", "Variation", "Text"]
    )
    fitted = compared(training, np.array([4]), ("neighbourhood",))
    [[similar]] = similar_variants(*fitted, inputs_from_table(asked))
    assert similar.shared == shared


def test_that_neither_can_be_read_is_nothing_shared():
    training = inputs_from_table(pd.DataFrame({"Gene": ["KIT"], "Variation": ["so to speak"]}))
    asked = inputs_from_table(pd.DataFrame({"Gene": ["MET"], "Variation": ["what you will"]}))
    fitted = compared(training, np.array([4]), ("neighbourhood",))
    [[similar]] = similar_variants(*fitted, asked)
    assert similar.shared == ()


def test_what_is_told_of_training_rows_is_theirs_whatever_they_are_called(make_model_inputs, table):
    # IDs that repeat, as two sources put together have them.
    twice = table.iloc[:20].set_axis([7] * 20)
    found = similar_variants(
        *compared(make_model_inputs(twice), twice["Class"].to_numpy()), make_model_inputs(twice), 1
    )
    assert [similar[0].effect for similar in found] == twice["Class"].tolist()
    assert {similar[0].id for similar in found} == {7}
