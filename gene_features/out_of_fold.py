"""Encoding the training rows with what the other training rows' labels say.

An encoder fitted with labels has seen the label of each training row. Were the
rows encoded with it, a learner would find its own labels in the features and
trust them far too much. So the training rows are dealt into inner folds, and
each fold is encoded by an encoder fitted on the others. Folds keep together what a
grouping says: nothing, as a new variant of a known paper meets the encoder, whole
papers, or whole genes, as a variant of an unseen gene does.

Leaving out the own row alone will not do: what is missing then gives its
label away.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin, clone

from variants.schema import GENE


class OutOfFoldEncoder(TransformerMixin, BaseEstimator, ABC):
    """Base of the encoders that are fitted with labels.

    A subclass gives ``fit`` and ``transform``, and the parameters ``n_folds`` and
    ``seed``. :meth:`transform` is for other rows than those of the training.
    """

    n_folds: int
    seed: int

    @abstractmethod
    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Learn from labelled rows."""

    def fit_transform(self, X: pd.DataFrame, y: np.ndarray) -> np.ndarray:
        """Fit, and answer each training row out of fold, as a variant of a known gene."""
        return self.fit_transform_grouped(X, y, [np.arange(len(X))])[0]

    def fit_transform_unseen(self, X: pd.DataFrame, y: np.ndarray) -> np.ndarray:
        """Fit, and answer each training row as if no variant of its gene had a label."""
        return self.fit_transform_grouped(X, y, [pd.factorize(X[GENE])[0]])[0]

    def fit_transform_grouped(
        self, X: pd.DataFrame, y: np.ndarray, groupings: Sequence[np.ndarray]
    ) -> list[np.ndarray]:
        """Fit once, and answer each training row out of fold in several ways.

        Parameters
        ----------
        X : DataFrame
        y : int array of shape (n_variants,)
        groupings : sequence of arrays of shape (n_variants,)
            Rows that are equal in one are answered by a fit that saw neither.

        Returns
        -------
        list of float32 arrays of shape (n_variants, n_features)
            One a grouping.
        """
        labels = np.asarray(y)
        answers = [
            [
                (held_out, clone(self).fit(X.iloc[kept], labels[kept]).transform(X.iloc[held_out]))
                for kept, held_out in inner_folds(labels, groups, self.n_folds, self.seed)
            ]
            for groups in groupings
        ]
        self.fit(X, labels)
        width = len(self.get_feature_names_out())
        return [put_back(parts, len(X), width) for parts in answers]

    @abstractmethod
    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Names of the columns of :meth:`transform`."""


def put_back(parts: Iterable[tuple[np.ndarray, np.ndarray]], n_rows: int, width: int) -> np.ndarray:
    """Put the features of the held-out rows in the rows' order, float32 of (n_rows, width)."""
    encoded = np.empty((n_rows, width), dtype=np.float32)
    for held_out, features in parts:
        encoded[held_out] = features
    return encoded


def inner_folds(
    labels: np.ndarray, groups: np.ndarray, n_folds: int, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Deal groups of rows into folds, each class spread over all of them.

    Groups are shuffled, sorted by size and most frequent label, and dealt in turn, so
    that a few rows or a rare class do no harm. With fewer groups than ``n_folds`` there
    are as many folds as groups.

    Parameters
    ----------
    labels, groups : array of shape (n_rows,)
        Rows with equal groups are never split.
    n_folds : int
        At least 2.
    seed : int

    Yields
    ------
    tuple of int arrays
        Positions of the rows kept, and of those held out.
    """
    _, group = np.unique(groups, return_inverse=True)
    n_groups = int(group.max(initial=-1)) + 1
    sizes = np.bincount(group, minlength=n_groups)
    _, code = np.unique(labels, return_inverse=True)
    counts = np.zeros((n_groups, int(code.max(initial=0)) + 1), dtype=np.int64)
    np.add.at(counts, (group, code), 1)
    label = counts.argmax(axis=1)
    shuffled = np.random.default_rng(seed).permutation(n_groups)
    dealt = shuffled[np.lexsort((label[shuffled], -sizes[shuffled]))]
    fold = np.empty(n_groups, dtype=np.int64)
    fold[dealt] = np.arange(n_groups) % n_folds
    for number in range(min(n_folds, n_groups)):
        held_out = fold[group] == number
        yield np.flatnonzero(~held_out), np.flatnonzero(held_out)
