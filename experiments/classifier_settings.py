"""Hyperparameters of the effect classifier."""

import re
from dataclasses import dataclass

from experiments.device import Device
from experiments.feature_selection import Selection

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B", re.IGNORECASE)
_PREFIXES = ("", "K", "M", "G", "T")


@dataclass(frozen=True)
class ClassifierSettings:
    """Hyperparameters of the effect classifier; those of trees in XGBoost's words.

    ``columns_per_tree`` is about how many features each tree may read. ``regression_strength`` is
    the inverse strength of the regression's L2 penalty. ``prior_weight`` is the share of every
    member's answer that comes from the smoothed class frequencies of the training rows.
    ``inner_folds`` is the number of folds in which members answer the rows that the blend is
    fitted on. ``device`` is where trees are grown. ``selection`` is how features are chosen for
    members that read many. Features of more than ``matrix_limit`` are kept on disk and read part by
    part, see docs/classifier.md.
    """

    n_estimators: int = 60
    max_depth: int = 4
    learning_rate: float = 0.15
    subsample: float = 0.6
    columns_per_tree: int = 64
    min_child_weight: float = 3.0
    reg_lambda: float = 1.0
    max_bin: int = 64
    regression_strength: float = 0.003
    prior_weight: float = 0.02
    inner_folds: int = 3
    device: Device = "cpu"
    selection: Selection = "none"
    matrix_limit: str = "1GiB"

    @property
    def matrix_bytes(self) -> int:
        """The limit in bytes."""
        found = _SIZE.fullmatch(self.matrix_limit)
        if found is None:
            raise ValueError(f"matrix_limit {self.matrix_limit!r}: expected a size such as 1GiB")
        number, prefix, binary = found.groups()
        base = 1024 if binary else 1000
        return int(float(number) * base ** _PREFIXES.index(prefix.upper()))
