import numpy as np
import pandas as pd
import pytest
from scipy.sparse import issparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.neighbors import KNeighborsClassifier

from experiments.field_features import OneHotFeatures, ResponseFeatures, SideNumbers
from experiments.inputs import inputs_from_table

ENCODINGS = [OneHotFeatures(), ResponseFeatures()]


@pytest.fixture(scope="module")
def table(make_table):
    return make_table(90)


@pytest.fixture(scope="module")
def inputs(table, make_model_inputs):
    return make_model_inputs(table)


def dense(features):
    return features.matrix.toarray() if issparse(features.matrix) else features.matrix


def columns(features, *names):
    return dense(features)[:, [features.names.index(name) for name in names]]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=["one_hot", "response"])
def test_all_columns_are_named_finite_and_from_0_to_1(encoding, table, inputs):
    training, testing = inputs.take(np.arange(60)), inputs.take(np.arange(60, 90))
    fitted = clone(encoding)
    for features, n_rows in (
        (fitted.fit_transform(training, table["Class"].to_numpy()[:60]), 60),
        (fitted.transform(testing), 30),
    ):
        matrix = dense(features)
        assert matrix.shape == (n_rows, len(features.names))
        assert len(features) == n_rows
        assert len(set(features.names)) == len(features.names)
        assert matrix.min() >= 0
        assert matrix.max() <= 1 + 1e-12
        assert {"embedding:a0", "annotation:CADD_phred"} <= set(features.names[features.n_coded :])
        side = ("embedding:", "annotation:")
        assert not any(name.startswith(side) for name in features.names[: features.n_coded])


def test_one_hot_has_a_column_for_each_gene_variation_and_word_of_the_training_rows():
    texts = ["kinase signal loss", "kinase gain", "kinase loss gain", "gain loss other"]
    table = pd.DataFrame(
        {"Gene": ["BRAF", "KIT", "KIT", "MET"], "Variation": ["V600E", "D816V", "V600E", "G12D"],
         "Text": texts}
    )  # fmt: skip
    inputs = inputs_from_table(table)
    encoding = OneHotFeatures().fit(inputs.take(np.arange(3)))
    features = encoding.transform(inputs)
    assert issparse(features.matrix)
    assert [name for name in features.names if not name.startswith("word:")] == [
        "Gene_BRAF", "Gene_KIT", "name_D816V", "name_V600E",
    ]  # fmt: skip
    assert columns(features, "Gene_KIT", "name_V600E").tolist() == [[0, 1], [1, 0], [1, 1], [0, 0]]
    assert features.n_coded == len(features.names)


def test_response_has_the_class_shares_of_gene_and_variation():
    table = pd.DataFrame({"Gene": ["BRAF"] * 20, "Variation": ["V600E"] * 20})
    training = inputs_from_table(table)
    unseen = inputs_from_table(pd.DataFrame({"Gene": ["KIT", "BRAF"], "Variation": "D816V"}))
    labels = np.repeat([7, 4], [15, 5])
    encoding = ResponseFeatures()
    features = encoding.fit_transform(training, labels)
    assert features.n_coded == 27
    assert features.names[0] == "Gene_class1"
    assert features.names[9] == "name_class1"
    assert features.names[18:27] == tuple(f"text_class{number}" for number in range(1, 10))
    found = encoding.transform(unseen)
    # An unseen gene says less of the frequent class than BRAF, and an unseen variation nothing.
    frequent = columns(found, "Gene_class7", "name_class7")
    assert frequent[0, 0] < frequent[1, 0]
    assert frequent[0, 1] == frequent[1, 1]


def test_response_of_training_rows_does_not_tell_random_labels():
    generator = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "Gene": [f"GENE{row // 2}" for row in range(300)],
            "Variation": [f"A{row + 1}G" for row in range(300)],
            "Text": [" ".join([f"own{row // 3}"] * 20) for row in range(300)],
        }
    )
    labels = generator.integers(1, 10, size=300)
    inputs = inputs_from_table(table)
    encoding = ResponseFeatures()
    honest = dense(encoding.fit_transform(inputs, labels))
    leaking = dense(encoding.transform(inputs))
    held_out = np.arange(300) % 3 == 0

    def accuracy(features):
        nearest = KNeighborsClassifier(5).fit(features[~held_out], labels[~held_out])
        return nearest.score(features[held_out], labels[held_out])

    # One in nine by chance; its standard deviation over 100 rows is 0.03.
    assert accuracy(honest) < 0.22
    assert accuracy(leaking) > 0.5


def test_what_is_missing_is_the_median_of_the_training_rows():
    table = pd.DataFrame(
        {"Gene": "BRAF", "Variation": "V600E", "a0": [0.0, 1.0, 4.0, np.nan, 9.0],
         "CADD_phred": np.nan}
    )  # fmt: skip
    inputs = inputs_from_table(table, ["a0"], ["CADD_phred"])
    side = SideNumbers().fit(inputs.take(np.arange(3)))
    found = side.transform(inputs)
    names = side.get_feature_names_out().tolist()
    # The range is that of the training rows, 0 to 4, and so is its median, 1.
    assert found[:, names.index("embedding:a0")].tolist() == [0, 0.25, 1, 0.25, 1]
    assert np.isfinite(found).all()


def test_ignored_annotations_are_not_read(inputs):
    names = SideNumbers(("CADD_phred",)).fit(inputs).get_feature_names_out()
    assert not any("CADD" in name for name in names)
    assert any("SIFT" in name for name in names)


@pytest.mark.parametrize("encoding", ENCODINGS, ids=["one_hot", "response"])
def test_rows_with_nothing_but_gene_and_variation_are_encoded(encoding, table, make_model_inputs):
    bare = make_model_inputs(table[["Gene", "Variation"]])
    features = clone(encoding).fit_transform(bare, table["Class"].to_numpy())
    assert features.n_coded == len(features.names)
    assert np.isfinite(dense(features)).all()


@pytest.mark.parametrize("encoding", ENCODINGS, ids=["one_hot", "response"])
def test_side_tables_that_new_rows_lack_are_as_missing(encoding, table, inputs):
    fitted = clone(encoding)
    features = fitted.fit_transform(inputs, table["Class"].to_numpy())
    bare = fitted.transform(inputs.without_side_tables())
    assert bare.names == features.names
    missing = columns(bare, "embedding:a0", "annotation:CADD_phred")
    assert len(np.unique(missing, axis=0)) == 1


@pytest.mark.parametrize("encoding", ENCODINGS, ids=["one_hot", "response"])
def test_the_same_rows_are_encoded_alike_twice(encoding, table, inputs):
    first, second = (
        dense(clone(encoding).fit_transform(inputs, table["Class"].to_numpy())) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("encoding", [*ENCODINGS, SideNumbers()], ids=type)
def test_an_unfitted_encoding_is_refused(encoding, inputs):
    with pytest.raises(NotFittedError):
        clone(encoding).transform(inputs)
