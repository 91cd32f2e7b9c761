"""The measured responses of a screen as percentiles, drug by drug: 0 is the most sensitive."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


class MeasuredResponses:
    """What a screen measured.

    Parameters
    ----------
    responses : ndarray of shape (n_profiles, n_drugs)
        NaN where not measured.

    Attributes
    ----------
    counts : ndarray of shape (n_drugs,)
        Profiles that each drug was measured on.
    """

    def __init__(self, responses: Matrix) -> None:
        self.responses = responses
        self.counts = np.isfinite(responses).sum(0)
        self._sorted = np.asfortranarray(np.sort(responses, axis=0))

    def percentiles(self, drug: int, responses: Matrix) -> Matrix:
        """Shares of the profiles that are more sensitive, ties counted half, in per cent.

        Examples
        --------
        >>> measured = MeasuredResponses(np.array([[1.0], [2.0], [3.0], [np.nan]]))
        >>> measured.percentiles(0, np.array([0.0, 2.0, 2.5])).round(1).tolist()
        [0.0, 50.0, 66.7]
        """
        known = self._known(drug)
        below = known.searchsorted(responses, "left") + known.searchsorted(responses, "right")
        return np.asarray(50.0 * below / len(known))

    def response(self, drug: int, percentile: float) -> float:
        """Response at a percentile of the measured ones."""
        return float(np.quantile(self._known(drug), percentile / 100.0))

    def _known(self, drug: int) -> Matrix:
        return self._sorted[: self.counts[drug], drug]
