"""Rows of one paper are found by text and by embedding, and known again when asked."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.inputs import ModelInputs, inputs_from_table
from experiments.papers import document_columns

COLUMNS = ("a0", "a1", "p0")
FAR = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)]


def rows_of(texts=None, embeddings=None, n_rows=4) -> ModelInputs:
    table = pd.DataFrame({"Gene": "KIT", "Variation": [f"V{n + 1}E" for n in range(n_rows)]})
    if texts is not None:
        table["Text"] = texts
    if embeddings is not None:
        table[list(COLUMNS)] = np.array(embeddings, dtype=float)
    return inputs_from_table(table, COLUMNS)


def together(inputs):
    """Return which rows share a paper, as sets of positions."""
    groups = inputs.paper_index.groups_
    return {frozenset(np.flatnonzero(groups == group).tolist()) for group in np.unique(groups)}


def known(training, asked):
    return training.paper_index.knows(asked.literature, asked.embeddings).tolist()


def test_rows_of_the_same_text_are_of_one_paper_and_rows_without_each_of_their_own():
    found = together(rows_of(["one text", None, "one text", None]))
    assert found == {frozenset([0, 2]), frozenset([1]), frozenset([3])}


def test_rows_whose_document_embeddings_are_nearly_the_same_are_of_one_paper():
    embeddings = [FAR[0], FAR[1], (2.0, 0.01, 9.0), (np.nan, np.nan, np.nan)]
    found = together(rows_of(embeddings=embeddings))
    assert found == {frozenset([0, 2]), frozenset([1]), frozenset([3])}


def test_text_and_embedding_chain_rows_to_one_paper():
    found = together(
        rows_of(["one text", "one text", "other", "third"], [FAR[0], FAR[1], *FAR[1:3]])
    )
    assert found == {frozenset([0, 1, 2]), frozenset([3])}


def test_without_text_and_embedding_each_row_is_a_paper():
    assert len(together(rows_of())) == 4


def test_the_passages_embedding_makes_no_paper_but_that_of_the_document_alone():
    same_passages = [(*document[:2], 50.0) for document in FAR]
    assert len(together(rows_of(embeddings=same_passages))) == 4
    everything = replace(rows_of(embeddings=same_passages), document_columns="none of them")
    assert len(together(everything)) == 1


def test_the_columns_of_the_document_are_those_that_fit_and_else_all():
    assert document_columns(COLUMNS) == ["a0", "a1"]
    assert document_columns(["x", "y"]) == ["x", "y"]
    assert document_columns(["doc1", "a0"], r"doc\d") == ["doc1"]
    assert document_columns([]) == []


def test_every_training_row_with_a_text_or_embedding_is_of_a_known_paper():
    texts = ["one text", None, "other", None]
    embeddings = [FAR[0], FAR[1], [np.nan] * 3, [np.nan] * 3]
    rows = rows_of(texts, embeddings)
    assert known(rows, rows) == [True, True, True, False]


def test_a_text_is_known_again_in_another_table():
    training = rows_of(["one text", "other", "third", None])
    asked = rows_of(["new", "other", None, "one  text"])
    assert known(training, asked)[:3] == [False, True, False]
    assert known(training.take(np.array([0, 2])), asked)[:3] == [False, False, False]


def test_an_embedding_is_known_again_and_a_row_with_another_text_then_is_of_that_paper():
    training = rows_of(["one text"] * 4, FAR)
    new = [(1.0, 1.0, 0.0), (7.0, 0.1, 3.0), (np.nan, 0.0, 0.0), (np.nan,) * 3]
    assert known(training, rows_of(embeddings=new)) == [False, True, False, False]
    assert known(training, rows_of(["new"] * 4, new)) == [False, True, False, False]


@pytest.mark.parametrize("given", ["text", "embedding"])
def test_what_training_or_row_lacks_makes_no_paper_known(given):
    read = rows_of(["one text"] * 4) if given == "text" else rows_of(embeddings=FAR)
    other = rows_of(embeddings=FAR) if given == "text" else rows_of(["one text"] * 4)
    assert not any(known(read, other))
    assert not any(known(read, rows_of()))
    assert not any(known(rows_of(), read))


def test_embeddings_of_other_columns_are_not_compared():
    training = rows_of(embeddings=FAR)
    other = pd.DataFrame(np.array(FAR)[:, :2], columns=["b0", "b1"])
    assert not training.paper_index.knows(training.literature, other).any()


def test_many_rows_are_known_as_each_by_itself():
    generator = np.random.default_rng(0)
    training = rows_of(embeddings=generator.normal(size=(5, 3)), n_rows=5)
    asked = rows_of(embeddings=generator.normal(size=(1300, 3)), n_rows=1300)
    found = known(training, asked)
    assert 0 < sum(found) < 1300
    turned = known(training, asked.take(np.arange(1300)[::-1]))
    assert turned[::-1] == found
    for row in (0, 600, 1299):
        assert known(training, asked.take(np.array([row]))) == [found[row]]


def test_no_rows_and_no_training_rows():
    nothing = np.empty(0, dtype=int)
    rows = rows_of(["one text"] * 4, FAR)
    assert known(rows, rows.take(nothing)) == []
    assert known(rows.take(nothing), rows) == [False] * 4
    assert rows.take(nothing).paper_index.groups_.shape == (0,)


def test_a_pickled_index_knows_the_same():
    rows = rows_of(["one text", None, "other", None], FAR)
    again = pickle.loads(pickle.dumps(rows.paper_index))
    assert again.knows(rows.literature, rows.embeddings).all()
