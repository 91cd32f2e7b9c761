"""What is known of a screen's profiles and drugs before any response: the two sides of a pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from response.drug import ScreenedDrug
from response.drug_similarity import drug_similarities
from response.profile_similarity import ProfileRows, profile_rows, similarities
from response.screen import DRUG, PROFILE, Screen

Matrix = NDArray[np.float64]
Positions = NDArray[np.intp]


class NoResponsesError(ValueError):
    """There is nothing to learn from."""


class UnknownPairError(ValueError):
    """A pair names a profile or a drug that the screen does not have."""


@dataclass(frozen=True, eq=False)
class Sides:
    """Profiles and drugs of a screen with their similarities; no response is in it.

    Attributes
    ----------
    profile_ids, drug_ids : Index
    profiles : ProfileRows
    drugs : sequence of ScreenedDrug
        In the order of ``drug_ids``.
    profile_similarity : ndarray of shape (n_profiles, n_profiles)
    drug_similarity : ndarray of shape (n_drugs, n_drugs)
    """

    profile_ids: pd.Index
    drug_ids: pd.Index
    profiles: ProfileRows
    drugs: Sequence[ScreenedDrug]
    profile_similarity: Matrix
    drug_similarity: Matrix

    def positions(self, pairs: pd.DataFrame) -> tuple[Positions, Positions]:
        """Return the positions of each pair's profile and drug.

        Parameters
        ----------
        pairs : DataFrame
            Columns ``profile`` and ``drug``.

        Raises
        ------
        UnknownPairError
        """
        return (
            _found(self.profile_ids, pairs[PROFILE], PROFILE),
            _found(self.drug_ids, pairs[DRUG], DRUG),
        )

    def in_order(self, pairs: pd.DataFrame, responses: Matrix) -> tuple[pd.DataFrame, Matrix]:
        """Return training pairs and their responses, whatever their order, by their ids.

        Raises
        ------
        NoResponsesError, UnknownPairError
        """
        if len(pairs) == 0:
            raise NoResponsesError("no response to learn from")
        self.positions(pairs)
        order = np.lexsort((pairs[DRUG].to_numpy(str), pairs[PROFILE].to_numpy(str)))
        return pairs.iloc[order], np.asarray(responses, dtype=np.float64)[order]

    def matrix(self, pairs: pd.DataFrame, responses: Matrix) -> Matrix:
        """Lay responses out as a matrix of shape (n_profiles, n_drugs), NaN where there is none."""
        matrix = np.full((len(self.profile_ids), len(self.drug_ids)), np.nan)
        matrix[self.positions(pairs)] = responses
        return matrix


def read_sides(screen: Screen) -> Sides:
    """Take from a screen all but its responses."""
    profiles = profile_rows(screen.aligned())
    drugs = tuple(screen.drugs[str(drug_id)] for drug_id in screen.responses.columns)
    return Sides(
        screen.responses.index,
        screen.responses.columns,
        profiles,
        drugs,
        similarities(profiles, profiles),
        drug_similarities(drugs, drugs),
    )


def _found(ids: pd.Index, wanted: pd.Series, column: str) -> Positions:
    positions = ids.get_indexer(wanted)
    missing = positions < 0
    if missing.any():
        raise UnknownPairError(f"the screen has no {column} {wanted[missing].iloc[0]!r}")
    return np.asarray(positions)
