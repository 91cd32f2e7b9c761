"""The members fitted for one case, blended for each choice of what rows may lack."""

import numpy as np

from experiments.blend import LogLinearBlend
from experiments.classifier_settings import ClassifierSettings
from experiments.members import MEMBERS, Member, log_answers
from experiments.nine_classes import NineClassClassifier
from experiments.situation import HAVING, Having
from experiments.view import Case, Columns, TrainingFeatures

LEAST_ROWS = 30
"""Fewer rows than this teach a member nothing."""

ENOUGH_ROWS = 200
"""With fewer rows that have the very same, a blend is fitted on rows that have more, too."""

_N_CLASSES = 9


class CaseModel:
    """Members and blends for rows of one case.

    Parameters
    ----------
    case : Case
    settings : ClassifierSettings
    columns : Columns
        Of the features; members that read none of them are left out.
    seed : int
    """

    def __init__(
        self, case: Case, settings: ClassifierSettings, columns: Columns, seed: int
    ) -> None:
        self.case = case
        self.settings = settings
        self.columns = columns
        self.seed = seed

    def fit(
        self, features: TrainingFeatures, labels: np.ndarray, having: np.ndarray, rows: np.ndarray
    ) -> "CaseModel":
        """Fit members on all rows, and blends on their answers to the rows of this case.

        Parameters
        ----------
        features : TrainingFeatures
        labels : int array of shape (n_rows,)
        having : int array of shape (n_rows,)
            What each row has, by its place in :data:`experiments.situation.HAVING`.
        rows : bool array of shape (n_rows,)
            Rows that can be of this case.
        """
        self.members_: dict[str, NineClassClassifier | None] = {}
        held_out = {
            name: self._fit_member(name, features, labels, having)
            for name, member in MEMBERS.items()
            if self._can_learn(member, having)
        }
        self.blends_: dict[Having, tuple[tuple[str, ...], LogLinearBlend]] = {}
        for has in HAVING:
            names = tuple(name for name in held_out if MEMBERS[name].needs <= has)
            like = rows & _rows_like(has, having, rows)
            if names and like.sum() >= LEAST_ROWS:
                logs = np.stack([held_out[name][like] for name in names])
                self.blends_[has] = names, LogLinearBlend().fit(logs, labels[like])
        return self

    def answers_as(self, has: Having) -> Having | None:
        """Return the most of it that enough training rows have, None if nothing was learned."""
        return max((learned for learned in self.blends_ if learned <= has), key=len, default=None)

    def predict_proba(self, features: np.ndarray, has: Having) -> np.ndarray:
        """Return float64 of shape (n_rows, 9) for rows answered as :meth:`answers_as` says."""
        names, blend = self.blends_[has]
        return blend.predict_proba(np.stack([self._answer(name, features) for name in names]))

    def _can_learn(self, member: Member, having: np.ndarray) -> bool:
        enough = _has(having, member.needs).sum() >= LEAST_ROWS
        return bool(enough and self.columns.of(*member.views).any())

    def _fit_member(
        self, name: str, features: TrainingFeatures, labels: np.ndarray, having: np.ndarray
    ) -> np.ndarray:
        """Fit a member; return its log-probabilities of all rows that it answers, out of fold."""
        member = MEMBERS[name]
        columns = self.columns.of(*member.views)
        own = np.flatnonzero(_has(having, member.needs))
        block = features.by_case[self.case][np.ix_(own, np.flatnonzero(columns))]
        logs = np.full((len(labels), _N_CLASSES), np.nan)
        if member.make is None:
            self.members_[name] = None
            logs[own] = log_answers(block)
            return logs
        folds = features.take(own).folds(
            self.case, labels[own], self.settings.inner_folds, self.seed + 1
        )
        logs[own] = -np.log(_N_CLASSES)
        for kept, held_out in folds:
            if len(kept) == 0:  # All rows are of one gene: nothing is known of a new one.
                continue
            fitted = self._classifier(member, block).fit(block[kept], labels[own[kept]])
            logs[own[held_out]] = np.log(fitted.predict_proba(block[held_out]))
        self.members_[name] = self._classifier(member, block).fit(block, labels[own])
        return logs

    def _classifier(self, member: Member, block: np.ndarray) -> NineClassClassifier:
        if member.make is None:
            raise ValueError("a member that is its view's answer has no classifier")
        made = member.make(self.settings, self.seed, block.shape[1])
        return NineClassClassifier(made, self.settings.prior_weight)

    def _answer(self, name: str, features: np.ndarray) -> np.ndarray:
        # In double precision, rows are answered alike however many are asked together.
        block = features[:, self.columns.of(*MEMBERS[name].views)].astype(np.float64)
        fitted = self.members_[name]
        return log_answers(block) if fitted is None else np.log(fitted.predict_proba(block))


def _has(having: np.ndarray, needs: Having) -> np.ndarray:
    return np.array([needs <= has for has in HAVING])[having]


def _rows_like(has: Having, having: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Mark the rows that have the same, or if they are few, those that have no less."""
    same = having == HAVING.index(has)
    return same if (same & rows).sum() >= ENOUGH_ROWS else _has(having, has)
