import numpy as np
import pandas as pd
import pytest

from experiments.paired_scores import DIFFERENCE, difference_metrics, run_metrics, score_beside
from experiments.scores import bootstrap_interval, score_probabilities
from variants.effect_class import CLASS_COLUMNS


@pytest.fixture(scope="module")
def labels():
    return pd.Series(np.resize([1, 4, 7, 7], 80), name="Class")


def sure(labels, share):
    """Return answers that give the true class this share, and the others the rest."""
    matrix = np.full((len(labels), 9), (1 - share) / 8)
    matrix[np.arange(len(labels)), labels - 1] = share
    return pd.DataFrame(matrix, columns=list(CLASS_COLUMNS))


UNITS = np.arange(80) // 2


def test_the_difference_is_the_mean_of_the_rows_differences(labels):
    # Each row costs ln 0.8 - ln 0.4 = ln 2 more.
    found = score_beside(sure(labels, 0.4), sure(labels, 0.8), labels, UNITS, 200)
    assert [found[name] for name in DIFFERENCE] == pytest.approx([np.log(2)] * 3)
    assert found["log_loss"] == pytest.approx(-np.log(0.4))
    assert score_probabilities(sure(labels, 0.4), labels).items() <= found.items()


def test_intervals_resample_whole_groups(labels):
    share = np.where(np.arange(80) < 20, 0.9, 0.3)
    answers = pd.DataFrame(
        sure(labels, 0.5).to_numpy() * 0, columns=list(CLASS_COLUMNS)
    ) + np.stack([np.where(labels == number, share, (1 - share) / 8) for number in range(1, 10)], 1)
    by_row = score_beside(answers, sure(labels, 0.5), labels, np.arange(80), 500)
    by_group = score_beside(answers, sure(labels, 0.5), labels, np.arange(80) // 20, 500)
    for name in ("log_loss", "difference"):
        widths = [
            found[f"{name}_ci_high"] - found[f"{name}_ci_low"] for found in (by_row, by_group)
        ]
        assert widths[1] > 1.5 * widths[0]
    losses = -np.log(share)
    assert (by_group["log_loss_ci_low"], by_group["log_loss_ci_high"]) == pytest.approx(
        bootstrap_interval(losses, np.arange(80) // 20, 500)
    )


def test_without_a_reference_there_is_no_difference(labels):
    found = score_beside(sure(labels, 0.4), None, labels, UNITS, 200)
    assert np.isnan([found[name] for name in DIFFERENCE]).all()
    assert found["log_loss"] == pytest.approx(-np.log(0.4))


def test_metrics_are_named_by_regime_and_differences_that_are_not_there_are_left_out(labels):
    rows = [
        {"split": regime, **score_beside(sure(labels, 0.4), reference, labels, UNITS, 100)}
        for regime, reference in (("random", None), ("gene", sure(labels, 0.8)))
    ]
    table = pd.DataFrame(rows)
    assert set(run_metrics(table)) == {
        f"{regime}/{name}"
        for regime in ("random", "gene")
        for name in ("log_loss", "log_loss_ci_low", "log_loss_ci_high", "accuracy", "macro_f1",
                     "balanced_accuracy", "ece")
    }  # fmt: skip
    assert list(difference_metrics(table)) == [f"gene/log_loss_{name}" for name in DIFFERENCE]
    assert difference_metrics(table)["gene/log_loss_difference"] == pytest.approx(np.log(2))
