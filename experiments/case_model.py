"""The members fitted for one case, blended for each choice of what rows may lack."""

from dataclasses import dataclass

import numpy as np

from engine.job import Engine
from engine.local_engine import IN_PROCESS
from experiments.blend import LogLinearBlend
from experiments.classifier_settings import ClassifierSettings
from experiments.confidence import Confidence, ConfidenceSettings
from experiments.device import check_device
from experiments.members import MEMBERS, Member, answering_on_processor, log_answers
from experiments.nine_classes import NineClassClassifier
from experiments.situation import HAVING, Having, Situations
from experiments.stored_features import StoredRows
from experiments.stored_members import answer_on_disk, fit_on_disk, n_rows_read
from experiments.view import Case, Columns, TrainingFeatures
from gene_features.out_of_fold import inner_folds

LEAST_ROWS = 30
"""Fewer rows than this teach a member nothing."""

ENOUGH_ROWS = 200
"""With fewer rows that have the very same, a blend is fitted on rows that have more, too."""

_BLEND_FOLDS = 3
"""In which blends answer rows that they were not fitted on, to measure their confidence."""

_N_CLASSES = 9


@dataclass(frozen=True, eq=False)
class Answerer:
    """What answers the rows that have the same.

    Parameters
    ----------
    members : tuple of str
        Names in :data:`experiments.members.MEMBERS`.
    blend : LogLinearBlend
        Of their answers.
    confidence : Confidence
        Of its answers to held-out rows.
    """

    members: tuple[str, ...]
    blend: LogLinearBlend
    confidence: Confidence


class CaseModel:
    """Members and blends for rows of one case.

    Parameters
    ----------
    case : Case
    settings : ClassifierSettings
    columns : Columns
        Of the features; members that read none of them are left out.
    seed : int
    asked : ConfidenceSettings
        What is asked of answers.
    """

    def __init__(
        self,
        case: Case,
        settings: ClassifierSettings,
        columns: Columns,
        seed: int,
        asked: ConfidenceSettings,
    ) -> None:
        self.case = case
        self.settings = settings
        self.asked = asked
        self.columns = columns
        self.seed = seed

    def fit(
        self,
        features: TrainingFeatures,
        labels: np.ndarray,
        rows: np.ndarray,
        engine: Engine = IN_PROCESS,
    ) -> "CaseModel":
        """Fit members on all rows, and blends on their answers to the rows of this case.

        Parameters
        ----------
        features : TrainingFeatures
        labels : int array of shape (n_rows,)
        rows : bool array of shape (n_rows,)
            Rows that can be of this case.
        engine : Engine
            Where trees are grown of features on disk.

        Raises
        ------
        DeviceError
            There is no such device where trees are grown.
        """
        situations = Situations.of(features.by_case[self.case], self.columns)
        having = situations.having
        self.members_: dict[str, NineClassClassifier | None] = {}
        self.rows_read_: dict[str, int] = {}
        held_out = {
            name: self._fit_member(name, features, labels, having, engine)
            for name, member in MEMBERS.items()
            if self._can_learn(member, having)
        }
        self.answerers_: dict[Having, Answerer] = {}
        for has in HAVING:
            names = tuple(name for name in held_out if MEMBERS[name].needs <= has)
            like = np.flatnonzero(rows & _rows_like(has, having, rows))
            if names and len(like) >= LEAST_ROWS:
                logs = np.stack([held_out[name][like] for name in names])
                blend = LogLinearBlend().fit(logs, labels[like])
                groups = features.groups[self.case][like]
                probabilities = self._cross_blended(logs, labels[like], groups)
                confidence = Confidence(self.asked).fit(
                    probabilities, labels[like], situations.take(like).places(has)
                )
                self.answerers_[has] = Answerer(names, blend, confidence)
        return self

    def answers_as(self, has: Having) -> Having | None:
        """Return the most of it that enough training rows have, None if nothing was learned."""
        able = (learned for learned in self.answerers_ if learned <= has)
        return max(able, key=len, default=None)

    def predict_proba(self, features: np.ndarray, has: Having) -> np.ndarray:
        """Return float64 of shape (n_rows, 9) for rows answered as :meth:`answers_as` says."""
        answerer = self.answerers_[has]
        logs = [self._answer(name, features) for name in answerer.members]
        return answerer.blend.predict_proba(np.stack(logs))

    def weights(self, has: Having) -> list[tuple[str, float]]:
        """Return the members that answer rows with this, with their weights in the blend."""
        answerer = self.answerers_[has]
        return list(zip(answerer.members, answerer.blend.weights_.tolist(), strict=True))

    def part_of(self, name: str) -> tuple[tuple[str, ...], np.ndarray, NineClassClassifier | None]:
        """Return a member's views, their columns and its classifier, None if it has none."""
        views = MEMBERS[name].views
        return views, self.columns.of(*views), self.members_[name]

    def _cross_blended(
        self, logs: np.ndarray, labels: np.ndarray, groups: np.ndarray
    ) -> np.ndarray:
        """Return probabilities of each row by a blend fitted on the others."""
        probabilities = np.empty((len(labels), _N_CLASSES))
        for kept, held_out in inner_folds(labels, groups, _BLEND_FOLDS, self.seed + 2):
            blend = LogLinearBlend().fit(logs[:, kept], labels[kept])
            probabilities[held_out] = blend.predict_proba(logs[:, held_out])
        return probabilities

    def _can_learn(self, member: Member, having: np.ndarray) -> bool:
        enough = _has(having, member.needs).sum() >= LEAST_ROWS
        return bool(enough and self.columns.of(*member.views).any())

    def _fit_member(
        self,
        name: str,
        features: TrainingFeatures,
        labels: np.ndarray,
        having: np.ndarray,
        engine: Engine,
    ) -> np.ndarray:
        """Fit a member; return its log-probabilities of all rows that it answers, out of fold."""
        member = MEMBERS[name]
        own = np.flatnonzero(_has(having, member.needs))
        block = self._block(member, features, own)
        logs = np.full((len(labels), _N_CLASSES), np.nan)
        if member.make is None:
            self.members_[name] = None
            logs[own] = log_answers(block if isinstance(block, np.ndarray) else block.read())
            return logs
        groups = features.groups[self.case][own]
        folds = inner_folds(labels[own], groups, self.settings.inner_folds, self.seed + 1)
        logs[own] = -np.log(_N_CLASSES)
        for kept, held_out in folds:
            if len(kept) == 0:  # All rows are of one gene: nothing is known of a new one.
                continue
            fitted = self._fitted(member, block[kept], labels[own[kept]], engine)
            logs[own[held_out]] = np.log(_answered(fitted, block[held_out], engine))
        self.members_[name] = self._fitted(member, block, labels[own], engine)
        if isinstance(block, StoredRows):
            self.rows_read_[name] = n_rows_read(self.members_[name], block, self.settings)
        return logs

    def _block(
        self, member: Member, features: TrainingFeatures, own: np.ndarray
    ) -> np.ndarray | StoredRows:
        """Return what a member reads of its rows, on disk if it is there and above the limit."""
        columns = np.flatnonzero(self.columns.of(*member.views))
        if path := features.files.get(self.case):
            stored = StoredRows(path, own, columns)
            is_large = stored.nbytes > self.settings.matrix_bytes
            return stored if is_large else stored.read()
        return features.by_case[self.case][np.ix_(own, columns)]

    def _fitted(
        self, member: Member, block: np.ndarray | StoredRows, labels: np.ndarray, engine: Engine
    ) -> NineClassClassifier:
        unfitted = self._classifier(member, block.shape[1])
        if isinstance(block, StoredRows):
            return fit_on_disk(unfitted, block, labels, self.settings, self.seed, engine)
        check_device(self.settings.device)  # XGBoost would take the processor instead
        return answering_on_processor(unfitted.fit(block, labels))

    def _classifier(self, member: Member, n_features: int) -> NineClassClassifier:
        if member.make is None:
            raise ValueError("a member that is its view's answer has no classifier")
        made = member.make(self.settings, self.seed, n_features)
        return NineClassClassifier(made, self.settings.prior_weight)

    def _answer(self, name: str, features: np.ndarray) -> np.ndarray:
        # In double precision and row by row in memory, as sums depend on both, rows are answered
        # alike however many are asked together.
        block = features[:, self.columns.of(*MEMBERS[name].views)].astype(np.float64, order="C")
        fitted = self.members_[name]
        return log_answers(block) if fitted is None else np.log(fitted.predict_proba(block))


def _answered(
    fitted: NineClassClassifier, block: np.ndarray | StoredRows, engine: Engine
) -> np.ndarray:
    if isinstance(block, StoredRows):
        return answer_on_disk(fitted, block, engine)
    return fitted.predict_proba(block)


def _has(having: np.ndarray, needs: Having) -> np.ndarray:
    return np.array([needs <= has for has in HAVING])[having]


def _rows_like(has: Having, having: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Mark the rows that have the same, or if they are few, those that have no less."""
    same = having == HAVING.index(has)
    return same if (same & rows).sum() >= ENOUGH_ROWS else _has(having, has)
