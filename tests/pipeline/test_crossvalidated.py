"""Answers of ``oncolit crossvalidate`` read back, as files that a person may mix up."""

import json

import numpy as np
import pandas as pd
import pytest

from pipeline.crossvalidated import CrossvalidatedError, read_crossvalidated
from pipeline.experiment_data import experiment_parameters, read_experiment_data
from variants.effect_class import CLASS_COLUMNS


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Rows of six genes, dealt into two folds in two regimes."""
    folder = tmp_path_factory.mktemp("data")
    rows = [f"{n},{['BRAF', 'KIT', 'EGFR', 'TP53', 'PTEN', 'RB1'][n % 6]},R{n + 5}K,{1 + n % 3}"
            for n in range(30)]  # fmt: skip
    (folder / "training_variants").write_text("\n".join(["ID,Gene,Variation,Class", *rows]))
    return read_experiment_data(experiment_parameters(folder, 2, 0, None), ["random", "gene"])


@pytest.fixture
def answers(data):
    """Probabilities for each row, so that row and class can be told from the number."""
    generator = np.random.default_rng(0)
    return pd.DataFrame(
        generator.dirichlet(np.ones(9), len(data.rows.variants)),
        index=data.rows.variants.index,
        columns=list(CLASS_COLUMNS),
    )


@pytest.fixture
def write(tmp_path, data, answers):
    """Return a function that writes a folder as the command does."""

    def write(name, split, *, sha256=data.rows.sha256, change=lambda table: table):
        folder = tmp_path / name
        folder.mkdir()
        table = answers.assign(fold=data.folds.get(split, 0), confidence="made up")
        change(table).to_csv(folder / "oof.csv")
        metrics = {"split": split, "data_sha256": sha256}
        (folder / "metrics.json").write_text(json.dumps(metrics))
        return folder

    return write


def test_answers_of_each_regime_come_in_the_order_of_the_rows(data, answers, write):
    shuffled = write("a", "gene", change=lambda table: table.sample(frac=1, random_state=1))
    found = read_crossvalidated([shuffled, write("b", "random")], data)
    assert list(found) == list(data.folds)
    for table in found.values():
        pd.testing.assert_frame_equal(table, answers)


def test_a_regime_that_is_not_asked_for_is_left_aside(data, write):
    folders = [write(split, split) for split in ("text", "gene", "random")]
    assert set(read_crossvalidated(folders, data)) == {"gene", "random"}


def test_a_missing_regime_is_named(data, write):
    with pytest.raises(CrossvalidatedError, match="nothing of the split gene; expected a folder"):
        read_crossvalidated([write("a", "random")], data)


def test_a_regime_that_is_there_twice_is_refused(data, write):
    with pytest.raises(CrossvalidatedError, match="both of the split gene"):
        read_crossvalidated([write("a", "gene"), write("b", "gene")], data)


def test_answers_on_other_data_are_refused(data, write):
    other = write("a", "gene", sha256="ab" * 32)
    with pytest.raises(CrossvalidatedError, match=r"answers on other data \(abababab; these are"):
        read_crossvalidated([other, write("b", "random")], data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.assign(fold=1 - table["fold"]), "other rows or folds than these"),
        (lambda table: table.iloc[1:], "other rows or folds than these"),
        (lambda table: table.drop(columns="class9"), "expected ID, fold and class1 to class9"),
        (lambda table: pd.concat([table, table]), "expected ID, fold and class1 to class9"),
        (lambda table: table.assign(class1=0.0), "do not sum to 1"),
        (lambda table: table.assign(class1=np.nan), "do not sum to 1"),
    ],
)
def test_other_rows_folds_or_columns_are_refused(data, write, change, message):
    folders = [write("a", "gene", change=change), write("b", "random")]
    with pytest.raises(CrossvalidatedError, match=message):
        read_crossvalidated(folders, data)


@pytest.mark.parametrize("content", [None, "{", "[]", "{}"])
def test_another_folder_is_refused(data, tmp_path, content):
    if content is not None:
        (tmp_path / "metrics.json").write_text(content)
    with pytest.raises(CrossvalidatedError, match="expected a folder that oncolit crossvalidate"):
        read_crossvalidated([tmp_path], data)


def test_a_folder_without_answers_is_refused(data, write):
    folders = [write("a", "gene"), write("b", "random")]
    (folders[0] / "oof.csv").unlink()
    with pytest.raises((CrossvalidatedError, OSError), match=r"oof\.csv"):
        read_crossvalidated(folders, data)
