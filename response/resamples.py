"""Bootstrap resamples of what a split holds out, as weights of profiles and drugs.

``pair`` and ``cell`` resample profiles, ``drug`` substances (both ids of one together), ``both``
profiles and substances at once. A resample draws as many as there are, with replacement: a weight
says how often one was drawn. Model and references are weighed alike, so that differences are
paired.
"""

from dataclasses import dataclass

import numpy as np

from response.response_splits import UNSEEN_DRUGS

RESAMPLED = {
    "pair": "profiles",
    "cell": "profiles",
    "drug": "substances",
    "both": "profiles and substances",
}
"""By split, what is resampled."""


@dataclass(frozen=True, eq=False, slots=True)
class Resamples:
    """Weights; the first row is the screen as it is, all ones.

    Attributes
    ----------
    profiles : float array of shape (n_resamples + 1, n_profiles), or None
        None where profiles are not resampled.
    drugs : float array of shape (n_resamples + 1, n_drugs), or None
    lists : float array of shape (n_resamples + 1, n_profiles)
        For ranked lists, of which each profile has one a fold: always profiles.
    """

    profiles: np.ndarray | None
    drugs: np.ndarray | None
    lists: np.ndarray

    def per_drug(self, values: np.ndarray) -> np.ndarray:
        """Return each drug's sum over profiles, of shape (n_resamples + 1 or 1, n_drugs).

        Parameters
        ----------
        values : array of shape (n_profiles, n_drugs)
        """
        if self.profiles is None:
            return values.sum(axis=0, keepdims=True)
        return self.profiles @ values

    def total(self, values: np.ndarray) -> np.ndarray:
        """Return the sum over profiles and drugs, of shape (n_resamples + 1,)."""
        sums = self.per_drug(values)
        return sums.sum(axis=1) if self.drugs is None else (self.drugs * sums).sum(axis=1)

    def mean_of_drugs(self, values: np.ndarray) -> np.ndarray:
        """Return the mean over the drugs that have a value, of shape (n_resamples + 1,).

        Parameters
        ----------
        values : array of shape (n_resamples + 1 or 1, n_drugs)
            NaN where a drug has none.
        """
        valued = np.isfinite(values)
        weights = valued * (1.0 if self.drugs is None else self.drugs)
        return _ratio((weights * np.where(valued, values, 0.0)).sum(axis=1), weights.sum(axis=1))

    def mean_of_lists(self, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Return the mean of all lists, of shape (n_resamples + 1,).

        Parameters
        ----------
        sums, counts : arrays of shape (n_profiles,)
            Of the profile's lists.
        """
        return _ratio(self.lists @ sums, self.lists @ counts)


def draw_resamples(
    split: str, n_profiles: int, substances: np.ndarray, n_resamples: int = 1000, seed: int = 0
) -> Resamples:
    """Draw resamples of what the split holds out.

    Parameters
    ----------
    split : str
    n_profiles : int
    substances : int array of shape (n_drugs,)
        Number of each drug's substance, 0 to n_substances - 1.
    n_resamples, seed : int
    """
    generator = np.random.default_rng(seed)
    profiles = _weights(n_profiles, n_resamples, generator)
    drugs = None
    if split in UNSEEN_DRUGS:
        drawn = _weights(int(substances.max()) + 1, n_resamples, generator)
        drugs = drawn[:, substances]
    return Resamples(None if split == "drug" else profiles, drugs, profiles)


def interval(samples: np.ndarray) -> tuple[float, float]:
    """Return the 95 % percentile interval of a score over resamples, NaN where it has none.

    Parameters
    ----------
    samples : array of shape (n_resamples + 1,)
        The first is the score itself and does not count.
    """
    drawn = samples[1:][np.isfinite(samples[1:])]
    if not len(drawn):
        return float("nan"), float("nan")
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _weights(n: int, n_resamples: int, generator: np.random.Generator) -> np.ndarray:
    drawn = generator.multinomial(n, np.full(n, 1 / n), size=n_resamples)
    return np.vstack([np.ones(n), drawn])


def _ratio(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return np.divide(sums, counts, out=np.full(np.shape(sums), np.nan), where=counts > 0)
