"""Features as the number of the bin that a value is in, a byte each, and back to values.

Bins are cut at quantiles of a sample of rows, so that they depend on nothing else: XGBoost's own
are merged from those of each process that holds a part of the rows.
"""

import json
from typing import Any

import numpy as np

Cuts = list[np.ndarray]
"""For each column, float32: the least value of each bin, ascending; none where all are missing."""

_BYTE = 255
_NO_LEFT_CHILD = -1


def cut(values: np.ndarray, max_bin: int) -> Cuts:
    """Cut columns at their quantiles, into a bin a value where they have few.

    Parameters
    ----------
    values : float32 array of shape (n_rows, n_features)
        NaN where unknown.
    max_bin : int

    Examples
    --------
    >>> cut(np.array([[1.0], [2.0], [3.0], [4.0], [np.nan]], dtype=np.float32), 2)
    [array([1., 3.], dtype=float32)]
    """
    levels = np.arange(max_bin) / max_bin
    cuts = []
    for column in values.T:
        distinct, times = np.unique(column[~np.isnan(column)], return_counts=True)
        if len(distinct) > max_bin:
            reached = np.cumsum(times) / times.sum()
            distinct = distinct[np.unique(np.searchsorted(reached, levels, side="right"))]
        cuts.append(distinct.astype(np.float32))
    return cuts


def missing(cuts: Cuts) -> int:
    """Return the number that stands for an unknown value."""
    return _BYTE if max(map(len, cuts), default=0) <= _BYTE else int(np.iinfo(np.uint16).max)


def binned(values: np.ndarray, cuts: Cuts) -> np.ndarray:
    """Return the bin of each value, from 0, unsigned integers of the same shape.

    Values below the first bin are put into it.

    Examples
    --------
    >>> binned(np.array([[0.5], [3.5], [np.nan]], dtype=np.float32), [np.float32([1, 3])]).tolist()
    [[0], [1], [255]]
    """
    unknown = missing(cuts)
    bins = np.empty(values.shape, dtype=np.uint8 if unknown == _BYTE else np.uint16)
    for number, least in enumerate(cuts):
        column = values[:, number]
        place = np.maximum(np.searchsorted(least, column, side="right") - 1, 0)
        bins[:, number] = np.where(np.isnan(column), unknown, place)
    return bins


def with_values(booster: bytes, cuts: Cuts) -> bytearray:
    """Return a booster grown on bins as one that reads values, both in XGBoost's JSON."""
    content = json.loads(booster)
    for tree in content["learner"]["gradient_booster"]["model"]["trees"]:
        splits = zip(
            tree["left_children"], tree["split_indices"], tree["split_conditions"], strict=True
        )
        tree["split_conditions"] = [
            condition if left == _NO_LEFT_CHILD else _value(condition, cuts[feature])
            for left, feature, condition in splits
        ]
    return bytearray(json.dumps(content).encode())


def _value(condition: Any, least: np.ndarray) -> float:
    """Return the value below which are the bins below the condition: none, some, or all."""
    number = int(np.ceil(condition))
    extreme = np.finfo(np.float32)
    if number <= 0:
        return float(extreme.min)
    return float(least[number]) if number < len(least) else float(extreme.max)
