"""Annotations as coordinates in which near variants are alike.

Facts of a gene (its role in cancer, its inheritance) and scores of a variant are
kept apart: the first say what a gene of that kind tends to, the second how bad a
change is.
"""

import re

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.preprocessing import QuantileTransformer
from sklearn.utils.validation import check_is_fitted

from variants.schema import GENE

GENE_LEVEL = 0.95
"""Share of the genes in which a column must have one value to be a fact of the gene."""

MISSING_WEIGHT = 0.5
"""How far a missing score stands from one that is there, in standard deviations."""

_UNIFORM_SD = 12**-0.5
_SEPARATORS = re.compile(r"[\s,;/|]+")


class AnnotationScaler(BaseEstimator):
    """Learn which columns are facts of the gene, and the ranks of the scores.

    Parameters
    ----------
    columns : tuple of str
        Annotation columns. Columns of words that differ within a gene are not read.
    """

    def __init__(self, columns: tuple[str, ...] = ()) -> None:
        self.columns = columns

    def fit(self, X: pd.DataFrame) -> "AnnotationScaler":
        """Read the annotation columns and ``Gene``; labels are not read."""
        is_number = {c: pd.api.types.is_numeric_dtype(X[c]) for c in self.columns}
        self.scores_ = [c for c, numeric in is_number.items() if numeric and X[c].notna().any()]
        words = [c for c, numeric in is_number.items() if not numeric]
        self.facts_ = [c for c in words if _is_fact_of_gene(X[GENE], X[c])]
        self.words_ = {
            c: sorted({word for value in X[c] for word in _words(value)}) for c in self.facts_
        }
        self.ranks_ = QuantileTransformer(n_quantiles=min(len(X), 1000), subsample=None)
        if self.scores_:
            self.ranks_.fit(self._numbers(X))
        return self

    def transform(self, X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Return gene facts and scores, float32 of shapes (n, n_facts) and (n, n_scores).

        A fact is a word that is there, or that none is; a score has its rank in standard
        deviations and a coordinate that says whether it is missing.
        """
        check_is_fitted(self, "facts_")
        blocks = [self._found(X[column], words) for column, words in self.words_.items()]
        facts = np.hstack([np.empty((len(X), 0), dtype=np.float32), *blocks])
        return facts, self._scores(X)

    @staticmethod
    def _found(values: pd.Series, words: list[str]) -> np.ndarray:
        """Mark which words each value has, and in the last column that it has none."""
        found = np.zeros((len(values), len(words) + 1), dtype=np.float32)
        for row, value in enumerate(values):
            there = _words(value)
            found[row] = [*(word in there for word in words), not there]
        return found

    def _scores(self, X: pd.DataFrame) -> np.ndarray:
        if not self.scores_ or not len(X):
            return np.empty((len(X), 2 * len(self.scores_)), dtype=np.float32)
        ranks = (self.ranks_.transform(self._numbers(X)) - 0.5) / _UNIFORM_SD
        missing = np.isnan(ranks)
        both = np.hstack([np.where(missing, 0, ranks), missing * MISSING_WEIGHT])
        return both.astype(np.float32)

    def _numbers(self, X: pd.DataFrame) -> np.ndarray:
        return X[self.scores_].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=np.float64)


def _is_fact_of_gene(genes: pd.Series, values: pd.Series) -> bool:
    known = values.notna()
    if not known.any():
        return False
    one_value = values[known].groupby(genes[known].to_numpy()).nunique() == 1
    return bool(one_value.mean() >= GENE_LEVEL)


def _words(value: object) -> set[str]:
    """Return the words of a text; a missing value, or one that is no text, has none."""
    if not isinstance(value, str):
        return set()
    return {word for word in _SEPARATORS.split(value.casefold()) if word}
