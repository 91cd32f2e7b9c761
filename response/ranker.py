"""Ranks the drugs of a screen for a tumour that the screen has not seen.

The factor model is fitted once on all responses of the screen; a tumour, and what is known of its
responses, is folded in when it is asked about. Predictions are scaled, and intervals made, by what
profiles held out showed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from response.answer import DrugAnswer, Push, Ranking
from response.drug import ScreenedDrug
from response.factor_model import FactorModel
from response.folding_in import FoldingIn
from response.held_out_profiles import Calibration, calibrate
from response.measured_responses import MeasuredResponses
from response.near_lines import Near, NearLines
from response.profile import KnownResponse, TumourProfile
from response.profile_similarity import feature_columns
from response.screen import RESPONSE, Screen
from response.screen_feature import MSI
from response.sides import Sides, read_sides
from response.threads import one_thread
from response.tumour_features import GAINED, LOST, MUTATED, Alteration, FeatureIndex
from response.tumour_similarity import TumourComparison

Matrix = NDArray[np.float64]

EXPLAINED = 5
"""Drugs that are explained unless asked otherwise."""

_MOST_PUSHES = 6
_LINES_OF_A_DRUG = 5
_LEAST_PUSH = 0.005


class UnknownDrugError(ValueError):
    """A response is told of a drug that the screen does not have."""


class ToldPercentileError(ValueError):
    """A response is told with a percentile that is none."""


class DrugRanker:
    """Ranks drugs; made by `fit`.

    Attributes
    ----------
    screen_title, screen_version, unit : str
    drugs : tuple of ScreenedDrug
        One per substance: the id that was measured on most profiles.
    tissues : tuple of str
    genes_mutated, genes_gained, genes_lost : frozenset of str
        HGNC symbols of the genes that the screen has features for.
    fusions : frozenset of str
        Fusions that the screen has features for, such as ``BCR::ABL1``.
    accuracy : mapping of str to float
        On profiles held out; see `response.held_out_profiles.Calibration`.
    """

    def __init__(
        self, screen: Screen, sides: Sides, model: FactorModel, calibration: Calibration
    ) -> None:
        self.screen_title, self.screen_version = screen.title, screen.version
        self.unit = screen.unit
        self.accuracy: Mapping[str, float] = calibration.accuracy
        self._model, self._calibration = model, calibration
        self._measured = MeasuredResponses(screen.responses.to_numpy(dtype=np.float64))
        self._positions = {str(drug_id): i for i, drug_id in enumerate(sides.drug_ids)}
        self._drugs = sides.drugs
        self._shown = _one_per_substance(sides.drugs, self._measured)
        self.drugs = tuple(sides.drugs[i] for i in self._shown)
        self._index = FeatureIndex(feature_columns(screen), sides.profiles.tissues.tolist())
        self.tissues = self._index.tissues
        self.genes_mutated = self._index.genes(MUTATED)
        self.fusions = self._index.fusions
        self.genes_gained, self.genes_lost = self._index.genes(GAINED), self._index.genes(LOST)
        self._comparison = TumourComparison(
            sides.profiles.take(model.warm_profiles_), _unstable(screen, model.warm_profiles_)
        )
        self._folding = FoldingIn(model, self._index, self._comparison, self._positions)
        self._lines = NearLines(screen, model.warm_profiles_, self._index, self._measured)

    @classmethod
    def fit(
        cls, screen: Screen, seed: int = 0, progress: Callable[[str], object] = lambda _: None
    ) -> Self:
        """Fit on all responses of a screen.

        Parameters
        ----------
        screen : Screen
        seed : int
            Of the folds that calibrate.
        progress : callable
            Receives a line of text a step.
        """
        screen = screen.aligned()
        sides, pairs = read_sides(screen), screen.pairs
        calibration = calibrate(sides, pairs, seed, progress)
        progress("all profiles")
        model = FactorModel(sides).fit(pairs, pairs[RESPONSE].to_numpy(dtype=np.float64))
        return cls(screen, sides, model, calibration)

    @one_thread()
    def rank(
        self,
        tumour: TumourProfile,
        known: Sequence[KnownResponse] = (),
        *,
        explained: int = EXPLAINED,
    ) -> Ranking:
        """Rank all substances for a tumour, lowest percentile first.

        A drug whose response is told of this very tumour stands where it was told to stand.

        Parameters
        ----------
        tumour : TumourProfile
        known : sequence of KnownResponse
            Folded in.
        explained : int
            Drugs, from the top, with pushes and nearest profiles.

        Raises
        ------
        UnknownDrugError
            A known response is of a drug that the screen does not have or did not measure.
        ToldPercentileError
        """
        alterations = self._index.alterations(tumour)
        used = [a for a in alterations if self._index.is_used(a)]
        features = self._index.encode(tumour)
        variants = self._comparison.rows(
            [features, *(self._index.without(features, a) for a in used)]
        )
        folded = self._folding.fold_in(variants, known, self._values(known))
        shown = np.array(self._shown)
        factors = self._model.drug_factors_[shown]
        z = self._calibration.scale * folded.mean @ factors.T
        answers = self._answers(z[0], self._narrowing(folded.covariance, factors))
        answers = self._with_told(answers, known)
        order = sorted(range(len(shown)), key=lambda i: (answers[i].percentile, z[0, i], shown[i]))
        similarity = self._comparison.likeness(variants.take(slice(1)))[0]
        lines = self._lines.near(features, similarity)
        return Ranking(
            tuple(
                self._explained(answers[i], z[:, i], used, lines)
                if place < explained
                else answers[i]
                for place, i in enumerate(order)
            ),
            lines.nearest(),
            tuple(a.words for a in used),
            tuple(a.words for a in alterations if not self._index.is_used(a)),
            self.accuracy["interval_coverage"],
        )

    def _values(self, known: Sequence[KnownResponse]) -> dict[KnownResponse, float]:
        values = {}
        levels = self._model.levels_
        for response in known:
            drug = self._told_drug(response)
            told = self._measured.response(drug, response.percentile)
            values[response] = float((told - levels.mean[drug]) / levels.spread[drug])
        return values

    def _told_drug(self, response: KnownResponse) -> int:
        drug = self._positions.get(response.drug_id)
        if drug is None:
            raise UnknownDrugError(f"the screen has no drug {response.drug_id!r}")
        if not self._measured.counts[drug]:
            raise UnknownDrugError(f"the screen has no response to drug {response.drug_id!r}")
        if not 0.0 <= response.percentile <= 100.0:
            raise ToldPercentileError(
                f"drug {response.drug_id}: expected a percentile from 0 to 100, "
                f"got {response.percentile}"
            )
        return drug

    def _narrowing(self, covariance: Matrix, factors: Matrix) -> Matrix:
        """How much narrower than for an unknown tumour the intervals are: shape (n_drugs,)."""
        fitted = self._model.factors_
        noise = np.full(len(self._positions), np.median(fitted.noise))
        noise[self._model.warm_drugs_] = fitted.noise
        prior = np.linalg.inv(fitted.profile_precision)
        now, before = (
            ((factors @ c) * factors).sum(1) + noise[list(self._shown)] for c in (covariance, prior)
        )
        return np.asarray(np.sqrt(now / before))

    def _answers(self, z: Matrix, narrowing: Matrix) -> list[DrugAnswer]:
        levels, calibration = self._model.levels_, self._calibration
        answers = []
        for i, drug in enumerate(self._shown):
            misses = np.concatenate(
                [[0.0, calibration.low[drug], calibration.high[drug]], calibration.scatter[drug]]
            )
            may_be = levels.mean[drug] + levels.spread[drug] * (z[i] + narrowing[i] * misses)
            percentiles = self._measured.percentiles(drug, may_be)
            expected, low, high = percentiles[3:].mean(), percentiles[1], percentiles[2]
            answers.append(
                DrugAnswer(
                    self.drugs[i], float(may_be[0]), float(expected), float(low), float(high)
                )
            )
        return answers

    def _with_told(
        self, answers: list[DrugAnswer], known: Sequence[KnownResponse]
    ) -> list[DrugAnswer]:
        told: dict[str, list[float]] = {}
        for response in known:
            if response.same_tumour:
                substance = self._drugs[self._positions[response.drug_id]].substance
                told.setdefault(substance, []).append(response.percentile)
        return [self._as_told(a, told.get(a.drug.substance)) for a in answers]

    def _as_told(self, answer: DrugAnswer, told: list[float] | None) -> DrugAnswer:
        if not told:
            return answer
        percentile = sum(told) / len(told)
        response = self._measured.response(self._positions[answer.drug.drug_id], percentile)
        return DrugAnswer(answer.drug, response, percentile, min(told), max(told), told=True)

    def _explained(
        self, answer: DrugAnswer, z: Matrix, used: Sequence[Alteration], lines: Near
    ) -> DrugAnswer:
        pushes = [
            Push(alteration.words, float(z[0] - without))
            for alteration, without in zip(used, z[1:], strict=True)
        ]
        pushes.sort(key=lambda push: -abs(push.change))
        shown = [push for push in pushes if abs(push.change) >= _LEAST_PUSH and not answer.told]
        return replace(
            answer,
            pushes=tuple(shown[:_MOST_PUSHES]),
            lines=lines.nearest(self._positions[answer.drug.drug_id], _LINES_OF_A_DRUG),
        )


def _unstable(screen: Screen, profiles: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Microsatellite instability of the profiles; None where the screen does not know it."""
    if MSI not in screen.features:
        return None
    return np.asarray(screen.features[MSI].to_numpy()[profiles] == 1.0)


def _one_per_substance(
    drugs: Sequence[ScreenedDrug], measured: MeasuredResponses
) -> tuple[int, ...]:
    """Position of the id of each substance that was measured on most profiles."""
    best: dict[str, int] = {}
    for position, drug in enumerate(drugs):
        if not measured.counts[position]:
            continue
        rival = best.get(drug.substance)
        if rival is None or measured.counts[position] > measured.counts[rival]:
            best[drug.substance] = position
    return tuple(sorted(best.values()))
