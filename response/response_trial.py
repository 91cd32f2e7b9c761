"""Held-out pairs made ready for scoring, so that any number of models can be scored on them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from response.drug_correlations import GROUP, NOT_CORRELATED, correlation_groups
from response.held_out import CENTRE, DECILE, FOLD, OBSERVED, SPREAD
from response.resamples import Resamples, draw_resamples
from response.screen import DRUG, PROFILE, Screen

LIST = "list"
"""Column: number of the ranked list, a profile's drugs in a fold."""

RELEVANT = "relevant"
"""Column: the response lies in the drug's most sensitive decile."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Held-out pairs, and resamples of them.

    Attributes
    ----------
    split : str
    table : DataFrame of shape (n_pairs, 8 or 9)
        See :func:`response.held_out.held_out_table`.
    pairs : DataFrame of shape (n_pairs, 5)
        On the same index: ``profile`` and ``drug`` as numbers by their sorted ids; ``group``, see
        :func:`response.drug_correlations.correlation_groups`; ``list`` and ``relevant``.
    drug_ids : tuple of str
        Sorted.
    resamples : Resamples
    """

    split: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    drug_ids: tuple[str, ...]
    resamples: Resamples

    @property
    def observed(self) -> np.ndarray:
        """The measured responses, shape (n_pairs,)."""
        return self.table[OBSERVED].to_numpy()

    def matrix(self, values: np.ndarray) -> np.ndarray:
        """Return values of the pairs as an array of shape (n_profiles, n_drugs), 0 elsewhere."""
        matrix = np.zeros((self.resamples.lists.shape[1], len(self.drug_ids)))
        matrix[self.pairs[PROFILE], self.pairs[DRUG]] = values
        return matrix

    def total(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of values of the pairs, as they are and in each resample."""
        return self.resamples.total(self.matrix(values))

    def per_drug(self, values: np.ndarray) -> np.ndarray:
        """Return the sum over each drug's pairs, see :meth:`Resamples.per_drug`."""
        return self.resamples.per_drug(self.matrix(values))

    def normalised(self, predicted: np.ndarray) -> np.ndarray:
        """Return predictions as standard deviations from the drug's mean in training.

        An unseen drug has none: the mean and the standard deviation of its predictions in the
        fold stand for them.
        """
        values = pd.Series(predicted, self.table.index)
        own = values.groupby([self.table[DRUG], self.table[FOLD]], sort=False)
        seen = self.table[CENTRE].notna()
        centre = self.table[CENTRE].where(seen, own.transform("mean"))
        spread = self.table[SPREAD].where(seen, own.transform("std", ddof=0))
        varies = spread > 1e-9 * (1 + centre.abs())
        return ((values - centre) / spread.where(varies, 1.0)).where(varies, 0.0).to_numpy()

    @property
    def counts(self) -> dict[str, int]:
        """What entered the scores."""
        has_relevant = self.pairs.groupby(LIST)[RELEVANT].any()
        correlated = self.pairs[GROUP] != NOT_CORRELATED
        return {
            "pairs": len(self.pairs),
            "profiles": int(self.pairs[PROFILE].nunique()),
            "drugs": len(self.drug_ids),
            "models": int(self.table[FOLD].nunique()),
            "pairs_normalised": int(self.table[SPREAD].notna().sum()),
            "drugs_correlated": int(self.pairs.loc[correlated, DRUG].nunique()),
            "pairs_relevant": int(self.pairs[RELEVANT].sum()),
            "lists": len(has_relevant),
            "lists_with_relevant": int(has_relevant.sum()),
        }


def make_trial(
    screen: Screen, split: str, table: pd.DataFrame, n_resamples: int = 1000, seed: int = 0
) -> Trial:
    """Make held-out pairs ready for scoring.

    Parameters
    ----------
    screen : Screen
        For the substances of its drugs.
    split : str
    table : DataFrame
        See :func:`response.held_out.held_out_table`.
    n_resamples, seed : int
        Of the bootstrap, see :mod:`response.resamples`.
    """
    profiles, profile = np.unique(table[PROFILE].to_numpy(dtype=str), return_inverse=True)
    ids, drug = np.unique(table[DRUG].to_numpy(dtype=str), return_inverse=True)
    _, substances = np.unique([screen.drugs[id].substance for id in ids], return_inverse=True)
    pairs = pd.DataFrame(
        {
            PROFILE: profile,
            DRUG: drug,
            GROUP: correlation_groups(table),
            LIST: table.groupby([FOLD, PROFILE]).ngroup().to_numpy(),
            RELEVANT: (table[OBSERVED] <= table[DECILE]).to_numpy(),
        },
        index=table.index,
    )
    resamples = draw_resamples(split, len(profiles), substances, n_resamples, seed)
    return Trial(split, table, pairs, tuple(ids.tolist()), resamples)
