"""Our out-of-fold answers, as ``oncolit crossvalidate`` wrote them to a folder, one a regime."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.experiment_data import ExperimentData
from variants.effect_class import CLASS_COLUMNS
from variants.schema import ID

OOF_FILE = "oof.csv"
METRICS_FILE = "metrics.json"

_FOLD = "fold"


class CrossvalidatedError(ValueError):
    """A folder's answers cannot stand beside others of these rows and folds."""


def read_crossvalidated(folders: Sequence[Path], data: ExperimentData) -> dict[str, pd.DataFrame]:
    """Read our answers in every regime of the data, in the order of its rows.

    Parameters
    ----------
    folders : sequence of Path
        Each as ``oncolit crossvalidate --out`` wrote it; which regime it is stands in it.
        Regimes that the data are not dealt into are left aside.
    data : ExperimentData

    Raises
    ------
    CrossvalidatedError
        A folder is no such folder, has other data, rows or folds, or a regime is missing or
        there twice.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        regime = _regime(folder, data.rows.sha256)
        if regime in found:
            raise CrossvalidatedError(f"{found[regime]} and {folder}: both of the split {regime}")
        found[regime] = folder
    missing = [regime for regime in data.folds if regime not in found]
    if missing:
        raise CrossvalidatedError(
            f"{', '.join(map(str, folders))}: nothing of the split {', '.join(missing)}; "
            "expected a folder of oncolit crossvalidate for every split asked for"
        )
    return {regime: _answers(found[regime], regime, data) for regime in data.folds}


def _regime(folder: Path, sha256: str) -> str:
    """Return the regime of a folder whose data are these."""
    file = folder / METRICS_FILE
    try:
        metrics = json.loads(file.read_text(encoding="utf-8"))
        regime, found = str(metrics["split"]), str(metrics["data_sha256"])
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise CrossvalidatedError(
            f"{folder}: expected a folder that oncolit crossvalidate wrote, with {OOF_FILE} and "
            f"{METRICS_FILE}"
        ) from error
    if found != sha256:
        raise CrossvalidatedError(
            f"{folder}: answers on other data ({found[:8]}; these are {sha256[:8]})"
        )
    return regime


def _answers(folder: Path, regime: str, data: ExperimentData) -> pd.DataFrame:
    """Return the probabilities of a folder, checked against rows and folds."""
    file = folder / OOF_FILE
    index, columns = data.rows.variants.index, list(CLASS_COLUMNS)
    try:
        table = pd.read_csv(file, index_col=ID)[[_FOLD, *columns]].reindex(index)
    except (ValueError, KeyError) as error:
        raise CrossvalidatedError(f"{file}: expected {ID}, {_FOLD} and class1 to class9") from error
    if not np.array_equal(table[_FOLD].to_numpy(), data.folds[regime]):
        raise CrossvalidatedError(
            f"{file}: other rows or folds than these; give the same --folds, --seed and --params"
        )
    if not np.allclose(table[columns].sum(axis=1), 1, atol=1e-3):
        raise CrossvalidatedError(f"{file}: probabilities of a row that do not sum to 1")
    return table[columns]
