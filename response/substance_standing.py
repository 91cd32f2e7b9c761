"""Where responses stand: percentile among the screen's lines, place among a line's drugs.

Percentiles run from 0, the most sensitive, to 100. A substance that was screened under two ids
has the mean of both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from response.drug import ScreenedDrug


@dataclass(frozen=True, eq=False)
class SubstanceStanding:
    """How profiles stand on substances.

    Attributes
    ----------
    percentiles : DataFrame of shape (n_profiles, n_substances)
        NaN where there is no response. Columns: `response.drug.ScreenedDrug.substance`.
    places : DataFrame of shape (n_profiles, n_substances)
        1 is the substance with the lowest percentile of the profile; ties share the mean.
    ranked : Series of shape (n_profiles,)
        How many substances each profile has a response to.
    """

    percentiles: pd.DataFrame
    places: pd.DataFrame
    ranked: pd.Series


def standing_of(
    responses: pd.DataFrame, measured: pd.DataFrame, drugs: Mapping[str, ScreenedDrug]
) -> SubstanceStanding:
    """Tell how measured or predicted responses stand.

    Parameters
    ----------
    responses : DataFrame of shape (n_profiles, n_drugs)
        NaN where there is none. Columns: drug ids.
    measured : DataFrame of shape (n_profiles, n_drugs)
        The screen's responses: what percentiles are counted among.
    drugs : mapping of str to ScreenedDrug
    """
    by_drug = percentiles_among(responses, measured)
    substances = [drugs[drug].substance for drug in by_drug.columns]
    percentiles = by_drug.T.groupby(substances).mean().T
    return SubstanceStanding(percentiles, percentiles.rank(axis=1), percentiles.notna().sum(axis=1))


def percentiles_among(responses: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Return the percentile of each response among all measured ones to the drug.

    It is the share of measured responses that are lower, equal ones counted half.

    Examples
    --------
    >>> measured = pd.DataFrame({"1": [-1.0, 0.0, 1.0, 2.0]})
    >>> percentiles_among(pd.DataFrame({"1": [-5.0, 0.5, 1.0]}), measured)["1"].tolist()
    [0.0, 50.0, 62.5]
    """
    columns = {}
    for drug in responses.columns:
        known = np.sort(measured[drug].dropna().to_numpy())
        values = responses[drug].to_numpy()
        lower = np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")
        share = 50.0 * lower / known.size if known.size else np.full(values.shape, np.nan)
        columns[drug] = np.where(np.isnan(values), np.nan, share)
    return pd.DataFrame(columns, index=responses.index)
