import numpy as np
import pandas as pd
import pytest

from experiments.baseline_report import DIFFERENCE_HEADING, describe_baselines

MEANINGS = {"random": "rows at random", "gene": "a gene never seen"}


def row(learner, features, split, loss, difference, low, high):
    return {
        "learner": learner, "features": features, "split": split, "log_loss": loss,
        "log_loss_ci_low": loss - 0.1, "log_loss_ci_high": loss + 0.1, "difference": difference,
        "difference_ci_low": low, "difference_ci_high": high,
        "accuracy": 0.5, "macro_f1": 0.4, "ece": 0.03,
    }  # fmt: skip


@pytest.fixture
def table():
    return pd.DataFrame(
        [
            row("oncolit", "", "random", 1.0, 0, 0, 0),
            row("stacking", "one_hot", "random", 1.2, 0.2, 0.1, 0.3),
            row("oncolit", "", "gene", 1.5, 0, 0, 0),
            row("stacking", "one_hot", "gene", 1.4, -0.1, -0.25, 0.05),
        ]
    )


def test_each_regime_has_a_block_with_the_least_loss_on_top(table):
    blocks = describe_baselines(table, MEANINGS).split("\n\n")
    assert [block.splitlines()[0] for block in blocks[:2]] == [
        "Split random: rows at random", "Split gene: a gene never seen",
    ]  # fmt: skip
    learners = [[line.split()[0] for line in block.splitlines()[2:]] for block in blocks[:2]]
    assert learners == [["oncolit", "stacking"], ["stacking", "oncolit"]]


def test_a_line_has_loss_and_difference_with_intervals_and_the_star_where_it_is_sure(table):
    lines = describe_baselines(table, MEANINGS).splitlines()
    [random, gene] = [line for line in lines if line.startswith("stacking")]
    assert "1.200 (1.100 to 1.300)" in random
    assert "+0.200 (+0.100 to +0.300)* " in random
    assert "-0.100 (-0.250 to +0.050) " in gene
    assert "*" not in gene
    assert random.split()[-3:] == ["0.500", "0.400", "0.030"]
    [ours, _] = [line for line in lines if line.startswith("oncolit")]
    assert ours.count("(") == 1


def test_without_ours_there_is_no_column_of_differences(table):
    alone = table[table["learner"] != "oncolit"].assign(difference=np.nan)
    text = describe_baselines(alone, MEANINGS)
    assert DIFFERENCE_HEADING not in text
    assert "ours" not in text
    assert "nats" in text
