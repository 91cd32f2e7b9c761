"""The report's section on twins of test rows in training and on other class frequencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETS = {
    "any": "any twin",
    "paper": "the same paper",
    "residue": "the same gene and residue",
    "variation": "the same gene and variation",
}
"""Sorts of twins in ``leakage.json``, in words."""

PRIORS = {
    "training": "as in training",
    "uniform": "uniform",
    "all_comers": "all-comers",
    "given": "given in params.yaml",
}
"""Simulated class frequencies in ``leakage.json``, in words."""


@dataclass(frozen=True)
class TwinRow:
    """One line of the table of twins.

    Parameters
    ----------
    regime, sort : str
    share : float
        Of the test rows that have such a twin, 0 to 1.
    with_twin, without_twin : mapping of str to float or None
        ``n``, ``log_loss``, ``log_loss_ci_low``, ``log_loss_ci_high``, ``accuracy``.
    """

    regime: str
    sort: str
    share: float
    with_twin: Mapping[str, Any]
    without_twin: Mapping[str, Any]


@dataclass(frozen=True)
class ShiftRow:
    """One line of the table of shifts.

    Parameters
    ----------
    regime, prior : str
    scores : mapping
        Of :func:`experiments.prior_shift.score_shift`.
    """

    regime: str
    prior: str
    scores: Mapping[str, Any]


@dataclass(frozen=True)
class LeakageSection:
    """What the section shows.

    Parameters
    ----------
    twins : sequence of TwinRow
    shifts : sequence of ShiftRow
    figure : Path
        PNG file.
    """

    twins: Sequence[TwinRow]
    shifts: Sequence[ShiftRow]
    figure: Path


def leakage_section(report: Mapping[str, Mapping[str, Any]], figure: Path) -> LeakageSection:
    """Read the content of ``leakage.json``; sorts that no row of a regime has are left out."""
    twins, shifts = [], []
    for regime, part in report.items():
        found = part["twins"]
        twins += [
            TwinRow(regime, SETS[sort], found[sort]["share"], found[sort]["with"],
                    found[sort]["without"])
            for sort in SETS if sort == "any" or found[sort]["n_twins"]
        ]  # fmt: skip
        shifts += [ShiftRow(regime, PRIORS[name], scores) for name, scores in part["shift"].items()]
    return LeakageSection(twins, shifts, figure)


def loss_with_interval(scores: Mapping[str, Any]) -> str:
    """Return a log loss in nats such as ``0.840 (0.810–0.870)``, a dash where there is no row."""
    if not scores["n"]:
        return "–"
    low, high = scores["log_loss_ci_low"], scores["log_loss_ci_high"]
    return f"{scores['log_loss']:.3f} ({low:.3f}–{high:.3f})"
