"""Gradient-boosted trees grown from parts of the rows, the same however the parts are dealt.

What XGBoost itself grows depends on how rows are dealt among processes: bins are merged, the rows
that a tree reads are drawn in each process, and sums round in another order. Here bins are cut
from a sample of rows, rows are drawn part by part, and gradients are rounded so that any order
of summing gives the same sum. So one process and a cluster grow the same trees to the last bit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from scipy.special import softmax
from xgboost import DataIter, DMatrix, QuantileDMatrix, XGBClassifier, train

from engine.job import Engine
from experiments.binned_columns import Cuts, binned, cut, missing, with_values
from experiments.device import Device, check_device
from experiments.stored_features import PART_ROWS, StoredRows

CUT_ROWS = 65_536
"""Rows of the sample that bins are cut from."""

_CUT_COLUMNS = 64
"""Columns of the sample that are in memory at a time."""

PART = "label_lower_bound"
"""The field of XGBoost's matrices in which a row says which part it is of."""

_GRID = 2.0**24
"""Gradients are multiples of its inverse: sums of fewer than 2^28 of them are exact."""

_LEAST_HESSIAN = 1e-16


@dataclass(frozen=True, eq=False)
class Growing:
    """What trees are grown from.

    Parameters
    ----------
    rows : StoredRows
    labels : int array of shape (n_rows,)
        From 0, none missing.
    cuts : list of arrays
        See :data:`experiments.binned_columns.Cuts`.
    parameters : dict
        Of the booster, in XGBoost's words.
    n_rounds : int
    subsample : float
        Share of the rows that each round reads.
    part_rows : int
        Rows of a part.
    """

    rows: StoredRows
    labels: np.ndarray
    cuts: Cuts
    parameters: dict[str, Any]
    n_rounds: int
    subsample: float
    part_rows: int = PART_ROWS

    @property
    def objective(self) -> "SampledSoftmax":
        """What is minimised, unused yet."""
        return SampledSoftmax(self.parameters["num_class"], self.subsample, self.parameters["seed"])


class SampledSoftmax:
    """Gradients of the log loss over classes, of a fresh draw of the rows in each round.

    Parameters
    ----------
    n_classes : int
    subsample : float
    seed : int
    """

    def __init__(self, n_classes: int, subsample: float, seed: int) -> None:
        self.n_classes = n_classes
        self.subsample = subsample
        self.seed = seed
        self.round = 0

    def __call__(self, margins: np.ndarray, matrix: DMatrix) -> tuple[np.ndarray, np.ndarray]:
        """Return gradients and hessians of shape (n_rows, n_classes); 0 of rows not drawn."""
        labels = matrix.get_label().astype(np.intp)
        parts = matrix.get_float_info(PART).astype(np.int64)
        scores = margins.reshape(len(labels), self.n_classes)
        gradients, hessians = np.empty_like(scores), np.empty_like(scores)
        edges = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(parts)]
        for start, end in pairwise(edges if len(parts) else []):
            rows = slice(start, end)
            found = self._of_part(scores[rows], labels[rows], int(parts[start]))
            gradients[rows], hessians[rows] = found
        self.round += 1
        return gradients, hessians

    def _of_part(
        self, scores: np.ndarray, labels: np.ndarray, part: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw rows by the number of the part, not by who holds it, and return the same of them."""
        generator = np.random.default_rng([self.seed, self.round, part])
        drawn = generator.random(len(labels)) < self.subsample
        gradients = softmax(scores.astype(np.float64), axis=1)
        hessians = np.maximum(2 * gradients * (1 - gradients), _LEAST_HESSIAN)
        gradients[np.arange(len(labels)), labels] -= 1
        return _rounded(gradients, drawn), _rounded(hessians, drawn)


class _Parts(DataIter):
    """Reads the bins part by part, as often as XGBoost asks."""

    def __init__(self, growing: Growing) -> None:
        self.growing = growing
        self._left: Iterator[tuple[int, StoredRows]] = iter(())
        super().__init__()

    def reset(self) -> None:
        """Begin anew."""
        self._left = enumerate(self.growing.rows.parts(self.growing.part_rows))

    def next(self, input_data: Any) -> bool:
        """Give the next part, False after the last."""
        found = next(self._left, None)
        if found is None:
            return False
        number, rows = found
        start = number * self.growing.part_rows
        input_data(
            data=binned(rows.read(), self.growing.cuts),
            label=self.growing.labels[start : start + len(rows)],
            **{PART: np.full(len(rows), number, dtype=np.float32)},
        )
        return True


def grow(
    unfitted: XGBClassifier,
    rows: StoredRows,
    labels: np.ndarray,
    engine: Engine,
    part_rows: int = PART_ROWS,
) -> XGBClassifier:
    """Return a classifier as the unfitted one, grown from parts of the rows.

    Parameters
    ----------
    unfitted : XGBClassifier
    rows : StoredRows
    labels : int array of shape (n_rows,)
        From 0, none missing.
    engine : Engine
        On a Dask cluster workers hold the parts; otherwise this process holds their bins.
    part_rows : int
        Rows of a part; trees depend on it.

    Raises
    ------
    DeviceError
        There is no such device where trees are grown.
    """
    client = getattr(engine, "client", None)
    check_device(cast(Device, unfitted.device or "cpu"), client)
    growing = _growing(unfitted, rows, labels, part_rows)
    if client:
        # Imported here: it imports Dask.
        from experiments.distributed_trees import grow_on_cluster

        booster = grow_on_cluster(growing, client)
    else:
        booster = _grow_here(growing)
    grown = XGBClassifier(**unfitted.get_params() | {"device": "cpu"})
    grown.load_model(with_values(booster, growing.cuts))
    return grown


def _growing(
    unfitted: XGBClassifier, rows: StoredRows, labels: np.ndarray, part_rows: int
) -> Growing:
    given = {name: value for name, value in unfitted.get_params().items() if value is not None}
    seed, n_rounds, subsample = (
        given.pop(name) for name in ("random_state", "n_estimators", "subsample")
    )
    cuts = _cuts(rows, given["max_bin"], seed)
    frequencies = np.log(np.bincount(labels) / len(labels))
    parameters = given | {
        "objective": "multi:softprob",
        "num_class": len(frequencies),
        "base_score": (frequencies - frequencies.mean()).tolist(),
        "seed": seed,
        "seed_per_iteration": True,
        "nthread": given.pop("n_jobs"),
    }
    for name in ("enable_categorical", "missing"):
        parameters.pop(name, None)
    return Growing(rows, labels, cuts, parameters, n_rounds, subsample, part_rows)


def _cuts(rows: StoredRows, max_bin: int, seed: int) -> Cuts:
    sample = np.sort(np.random.default_rng(seed).permutation(len(rows))[:CUT_ROWS])
    cuts: Cuts = []
    for start in range(0, len(rows.columns), _CUT_COLUMNS):
        columns = rows.columns[start : start + _CUT_COLUMNS]
        cuts += cut(StoredRows(rows.path, rows.rows[sample], columns).read(), max_bin)
    return cuts


def _grow_here(growing: Growing) -> bytes:
    matrix = QuantileDMatrix(
        _Parts(growing),
        missing=missing(growing.cuts),
        max_bin=growing.parameters["max_bin"],
        nthread=growing.parameters["nthread"],
    )
    booster = train(growing.parameters, matrix, growing.n_rounds, obj=growing.objective)
    return bytes(booster.save_raw("json"))


def _rounded(values: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    return np.rint(values * drawn[:, None] * _GRID) / _GRID
