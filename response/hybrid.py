"""The hybrid: factors and content put together with XGBoost, blended out of fold, case by case.

A pair is answered in one of four cases: ``pair`` (profile and drug have responses), ``cell`` (new
profile), ``drug`` (new drug), ``both``. For each case the training pairs are answered by factor
models that did not see them as the case would have it (held-out pairs, profiles, substances, or
blocks of both). On those answers XGBoost learns what the factors leave over, from the factors and
from what profile and drug are; and the weights of factors and trees are fitted to answers of trees
that did not see the fold. A weight cannot fall below 0, so trees that do not help are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes
from scipy.optimize import nnls
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted
from xgboost import XGBRegressor

from response.factor_model import FactorModel
from response.pair_features import drug_columns, profile_columns
from response.screen import DRUG, PROFILE
from response.sides import Sides

Matrix = NDArray[np.float64]
Positions = NDArray[np.intp]

CASES = ("pair", "cell", "drug", "both")
"""Which of profile and drug has no response: none, the profile, the drug, both."""

INNER_FOLDS = 4

MOST_ROWS = 60_000
"""Pairs that the trees of a case are fitted on, drawn at random where there are more."""

_FACTORS_SHOWN = 10
_FEWEST_UNITS = 2 * INNER_FOLDS


@dataclass(frozen=True, eq=False)
class CaseBlend:
    """How one case is answered.

    Attributes
    ----------
    trees : XGBRegressor or None
        None where the trees' weight is 0.
    factor_weight, tree_weight : float
    """

    trees: XGBRegressor | None
    factor_weight: float
    tree_weight: float


class HybridModel(RegressorMixin, BaseEstimator):
    """Factor model and trees.

    Parameters
    ----------
    sides : Sides
    cases : sequence of str
        Cases to blend for; pairs of others are answered by the factor model alone.
    seed : int

    Attributes
    ----------
    factors_ : FactorModel
        Fitted on all responses.
    blends_ : dict of str to CaseBlend
    """

    def __init__(self, sides: Sides, cases: Sequence[str] = CASES, seed: int = 0) -> None:
        self.sides = sides
        self.cases = cases
        self.seed = seed

    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from pairs (columns ``profile``, ``drug``) and responses of shape (n_pairs,)."""
        pairs, y = self.sides.in_order(pairs, y)
        self.factors_ = FactorModel(self.sides).fit(pairs, y)
        self.profile_columns_ = profile_columns(self.sides)
        self.drug_columns_ = drug_columns(self.sides)
        self.blends_ = {}
        for case in self.cases:
            folds = self._folds(pairs, case)
            if folds is not None:
                self.blends_[case] = self._blend(pairs, y, folds)
        return self

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,)."""
        check_is_fitted(self)
        z, columns = self._columns(self.factors_, pairs)
        cases = self._cases(pairs)
        for case, blend in self.blends_.items():
            of_case = cases == case
            if of_case.any():
                left = 0.0
                if blend.trees is not None:
                    left = blend.tree_weight * blend.trees.predict(columns[of_case])
                z[of_case] = blend.factor_weight * z[of_case] + left
        drugs = self.sides.positions(pairs)[1]
        levels = self.factors_.levels_
        return np.asarray(levels.mean[drugs] + levels.spread[drugs] * z)

    def _cases(self, pairs: pd.DataFrame) -> NDArray[np.str_]:
        profiles, drugs = self.sides.positions(pairs)
        new_profile = ~np.isin(profiles, self.factors_.warm_profiles_)
        new_drug = ~np.isin(drugs, self.factors_.warm_drugs_)
        names = np.array(CASES)
        return names[new_profile.astype(int) + 2 * new_drug.astype(int)]

    def _blend(
        self, pairs: pd.DataFrame, y: Matrix, folds: list[tuple[Positions, Positions]]
    ) -> CaseBlend:
        parts = [self._held_out(pairs, y, train, test) for train, test in folds]
        fold = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
        z, columns, target = (np.concatenate([part[i] for part in parts]) for i in range(3))
        left = np.zeros(len(z))
        for held_out in range(len(parts)):
            trees = self._trees(columns[fold != held_out], (target - z)[fold != held_out])
            left[fold == held_out] = trees.predict(columns[fold == held_out])
        (factor_weight, tree_weight), _ = nnls(np.column_stack([z, left]), target)
        kept = self._trees(columns, target - z) if tree_weight > 0 else None
        return CaseBlend(kept, float(factor_weight), float(tree_weight))

    def _held_out(
        self, pairs: pd.DataFrame, y: Matrix, train: Positions, test: Positions
    ) -> tuple[Matrix, NDArray[np.float32], Matrix]:
        """Answer of the factors, columns for the trees, and the truth, in the drugs' spreads."""
        factors = FactorModel(self.sides).fit(pairs.iloc[train], y[train])
        z, columns = self._columns(factors, pairs.iloc[test])
        drugs = self.sides.positions(pairs.iloc[test])[1]
        levels = factors.levels_
        return z, columns, (y[test] - levels.mean[drugs]) / levels.spread[drugs]

    def _columns(
        self, factors: FactorModel, pairs: pd.DataFrame
    ) -> tuple[Matrix, NDArray[np.float32]]:
        """Answer of factors in the drugs' spreads, and columns for the trees.

        Factors of another fit are turned towards those of ``factors_``, so that a column means
        the same in every fold.
        """
        profiles, drugs = self.sides.positions(pairs)
        z = (factors.profile_factors_ @ factors.drug_factors_.T)[profiles, drugs]
        levels = factors.levels_
        turn, _ = orthogonal_procrustes(factors.drug_factors_, self._reference(factors))
        shown = np.column_stack(
            [
                z,
                levels.mean[drugs],
                levels.spread[drugs],
                _shown(factors.profile_factors_ @ turn)[profiles],
                _shown(factors.drug_factors_ @ turn)[drugs],
            ]
        ).astype(np.float32)
        return z, np.hstack([shown, self.profile_columns_[profiles], self.drug_columns_[drugs]])

    def _reference(self, factors: FactorModel) -> Matrix:
        """Drug factors of ``factors_``, cut to as many as another fit has."""
        return self.factors_.drug_factors_[:, : factors.drug_factors_.shape[1]]

    def _trees(self, columns: NDArray[np.float32], left: Matrix) -> XGBRegressor:
        rows = np.arange(len(left))
        if len(rows) > MOST_ROWS:
            drawn = np.random.default_rng(self.seed).choice(rows, MOST_ROWS, replace=False)
            rows = np.sort(drawn)
        return XGBRegressor(
            n_estimators=150,
            max_depth=4,
            learning_rate=0.05,
            subsample=0.5,
            colsample_bytree=0.3,
            min_child_weight=100,
            reg_lambda=50.0,
            n_jobs=1,  # small fits: more threads wait for one another
            random_state=self.seed,
        ).fit(columns[rows], left[rows])

    def _folds(self, pairs: pd.DataFrame, case: str) -> list[tuple[Positions, Positions]] | None:
        """Inner folds that make training pairs look like the case; None where too few."""
        generator = np.random.default_rng(self.seed)
        substance_of = {
            str(i): drug.substance
            for i, drug in zip(self.sides.drug_ids, self.sides.drugs, strict=True)
        }
        profiles, substances = pairs[PROFILE], pairs[DRUG].map(substance_of)
        if min(profiles.nunique(), substances.nunique()) < _FEWEST_UNITS:
            return None
        by_profile, by_drug = _deal(profiles, generator), _deal(substances, generator)
        if case == "pair":
            return list(_one_side(_deal(profiles.astype(str) + "\n" + substances, generator)))
        if case == "both":
            return list(_both_sides(by_profile, by_drug))
        return list(_one_side(by_profile if case == "cell" else by_drug))


def _shown(factors: Matrix) -> Matrix:
    """Return the first factors; zeros stand for those that a small fit does not have."""
    shown = np.zeros((len(factors), _FACTORS_SHOWN))
    shown[:, : factors.shape[1]] = factors[:, :_FACTORS_SHOWN]
    return shown


def _deal(units: pd.Series, generator: np.random.Generator) -> Positions:
    """Deal the distinct units to the inner folds at random; the fold of each row."""
    codes, names = pd.factorize(units, sort=True)
    return generator.permutation(np.arange(len(names)) % INNER_FOLDS)[codes]


def _one_side(fold: Positions) -> Iterator[tuple[Positions, Positions]]:
    for held_out in range(INNER_FOLDS):
        yield np.flatnonzero(fold != held_out), np.flatnonzero(fold == held_out)


def _both_sides(profiles: Positions, drugs: Positions) -> Iterator[tuple[Positions, Positions]]:
    """Blocks on the diagonal: every profile and every drug is held out once."""
    for held_out in range(INNER_FOLDS):
        yield (
            np.flatnonzero((profiles != held_out) & (drugs != held_out)),
            np.flatnonzero((profiles == held_out) & (drugs == held_out)),
        )
