"""Our learner: members on complementary views, blended for each case and for what a row has.

Members are fitted once a case, on features as rows of that case have them (another row of the
paper is known, of the gene, of neither), and answer the training rows out of fold as in that case.
On these answers a blend is fitted for every choice of what a row may have. So a row is answered by
what it has, with the weights and the calibration of its case.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.job import Engine
from engine.local_engine import IN_PROCESS
from experiments.answers import Answers
from experiments.case_model import LEAST_ROWS, CaseModel
from experiments.classifier_settings import ClassifierSettings
from experiments.confidence import ConfidenceSettings, Measured, prediction_sets
from experiments.nine_classes import smoothed_prior
from experiments.situation import HAVING, Having, Situations
from experiments.stored_features import beside_within
from experiments.view import CASES, Case, Columns, TrainingFeatures


class EffectLearner:
    """A model for each case.

    Parameters
    ----------
    settings : ClassifierSettings
    columns : Columns
        Of the features, those of the situation among them.
    seed : int
    asked : ConfidenceSettings, optional
        What is asked of answers.
    """

    def __init__(
        self,
        settings: ClassifierSettings,
        columns: Columns,
        seed: int = 0,
        asked: ConfidenceSettings | None = None,
    ) -> None:
        self.settings = settings
        self.asked = asked or ConfidenceSettings()
        self.columns = columns
        self.seed = seed

    def fit(
        self, features: TrainingFeatures, labels: np.ndarray, engine: Engine = IN_PROCESS
    ) -> "EffectLearner":
        """Fit the models; labels are 1 to 9, of shape (n_rows,).

        Features of more than ``matrix_limit`` that are not on disk are put there.
        """
        if not features.files and features.known.nbytes > self.settings.matrix_bytes:
            with tempfile.TemporaryDirectory(prefix="oncolit.") as folder:
                limit = self.settings.matrix_bytes
                return self.fit(beside_within([features], limit, Path(folder)), labels, IN_PROCESS)
        self.prior_ = smoothed_prior(labels)
        self.models_: dict[Case, CaseModel] = {}
        for case in reversed(CASES):
            rows = rows_of_case(features, case)
            if rows.sum() < LEAST_ROWS and self.models_:
                # What training rows cannot be is answered as the next harder case.
                self.models_[case] = self.models_[CASES[CASES.index(case) + 1]]
            else:
                model = CaseModel(case, self.settings, self.columns, self.seed, self.asked)
                self.models_[case] = model.fit(features, labels, rows, engine)
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order, rows summing to 1."""
        answers = np.tile(self.prior_, (len(features), 1))
        for rows, model, learned in self.parts(features):
            answers[rows] = model.predict_proba(features[rows], learned)
        return answers

    def answer(self, features: np.ndarray) -> Answers:
        """Return the probabilities with how far they can be trusted."""
        probabilities = self.predict_proba(features)
        found = Situations.of(features, self.columns)
        measured: list[Measured | None] = [None] * len(features)
        thresholds = np.full(len(features), np.inf)
        places = np.zeros(len(features), dtype=np.int64)
        for rows, model, learned in self.parts(features):
            confidence = model.answerers_[learned].confidence
            thresholds[rows] = confidence.threshold_
            places[rows] = found.take(rows).places(learned)
            for row in rows.tolist():
                measured[row] = confidence.at(int(places[row]))
        set_thresholds = np.array([m.set_threshold if m else 0.0 for m in measured])
        sets = prediction_sets(probabilities, set_thresholds)
        return Answers(probabilities, found, tuple(measured), sets, places, thresholds, self.asked)

    def parts(self, features: np.ndarray) -> Iterator[tuple[np.ndarray, CaseModel, Having]]:
        """Yield the rows that one blend answers: positions, model and what they are taken to have.

        Rows of which nothing was learned are in no part.
        """
        found = Situations.of(features, self.columns)
        for number, case in enumerate(CASES):
            model = self.models_[case]
            for place, has in enumerate(HAVING):
                rows = np.flatnonzero((found.case == number) & (found.having == place))
                learned = model.answers_as(has)
                if len(rows) and learned is not None:
                    yield rows, model, learned


def rows_of_case(features: TrainingFeatures, case: Case) -> np.ndarray:
    """Mark the training rows that can be of that case, bool of shape (n_rows,).

    Of a known paper are rows that share theirs with another row; of a known gene those whose
    gene is in another paper, too.
    """
    paper, gene = features.groups[Case.SAME_GENE], features.groups[Case.NEW_GENE]
    if case == Case.NEW_GENE:
        return np.ones(len(paper), dtype=bool)
    if case == Case.SAME_PAPER:
        return _times(paper) > 1
    n_papers = paper.max(initial=0) + 1
    return _times(gene) > _times(gene * n_papers + paper)


def _times(values: np.ndarray) -> np.ndarray:
    """Return how often each value comes."""
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    return times[place]
