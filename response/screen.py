"""A drug screen: how tumour profiles answered drugs, and what is known of both.

A profile is a tumour model, such as a cell line. The response of GDSC is the natural logarithm of
the half-maximal inhibitory concentration (IC50) in µM: the lower, the more sensitive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from response.drug import ScreenedDrug

PROFILE = "profile"
"""Column of a table of pairs: id of the profile, a string."""

DRUG = "drug"
"""Column of a table of pairs: id of the drug, a string."""

RESPONSE = "response"
"""Column of a table of pairs: the measured response."""


@dataclass(frozen=True, eq=False)
class Screen:
    """A drug screen in memory.

    Attributes
    ----------
    responses : DataFrame of shape (n_profiles, n_drugs)
        float64, NaN where not measured; the lower, the more sensitive. Index: profile ids, columns:
        drug ids, both strings.
    tissues : Series of shape (n_profiles,)
        Tissue of each profile in the screen's words, such as ``lung_NSCLC``; empty where not known.
    features : DataFrame of shape (n_profiles, n_features)
        float64: 1 altered, 0 not altered, NaN not known. See `response.screen_feature`.
    drugs : mapping of str to ScreenedDrug
        By drug id, one for every column of ``responses``.
    names : Series of shape (n_profiles,)
        Name of each profile, such as ``A375``; its id where it has none.
    unit : str
        Of the response, such as ``ln IC50 (µM)``.
    version : str
        SHA-256 over the files that it was read from.
    title : str
        For a reader, such as ``GDSC release 17``.
    """

    responses: pd.DataFrame
    tissues: pd.Series
    features: pd.DataFrame
    drugs: Mapping[str, ScreenedDrug]
    names: pd.Series
    unit: str
    version: str
    title: str

    def aligned(self) -> "Screen":
        """Return the screen with all that is known of profiles in the order of the responses."""
        profiles = self.responses.index
        return replace(
            self,
            tissues=self.tissues.reindex(profiles).fillna(""),
            features=self.features.reindex(profiles),
            names=self.names.reindex(profiles).fillna(profiles.to_series()),
        )

    @property
    def pairs(self) -> pd.DataFrame:
        """Measured pairs: columns ``profile``, ``drug``, ``response``; profiles vary slowest."""
        stacked = self.responses.rename_axis(index=PROFILE, columns=DRUG).stack().dropna()
        return stacked.rename(RESPONSE).reset_index()
