"""Predictions for held-out pairs, and what they are judged by.

Whatever is learnt is learnt from the training pairs of a fold: a model is given a screen in which
the responses held out are missing.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from response.response_splits import PairFold
from response.screen import DRUG, PROFILE, RESPONSE, Screen

if TYPE_CHECKING:
    from response.models import ResponseModel

FOLD = "fold"
OBSERVED = "observed"
PREDICTED = "predicted"

CENTRE = "centre"
"""Mean of the drug's responses in training, NaN for a drug that is not seen there."""

SPREAD = "spread"
"""Standard deviation of the drug's responses in training; of all its measured ones where it has
fewer than two there. NaN where they do not vary."""

DECILE = "decile"
"""The tenth part of the drug's responses in training is at most this; of all its measured ones
where it has fewer than two there. NaN where they do not vary."""

DRUG_MEAN = "drug_mean"
"""Reference: the drug's mean in training; the mean of all training pairs for an unseen drug."""

PROFILE_MEAN = "profile_mean"
"""Reference: the mean of all training pairs, and how far the profile's responses to other drugs
lie from these drugs' means, on average."""

REFERENCES = {
    "pair": (DRUG_MEAN,),
    "cell": (DRUG_MEAN,),
    "drug": (DRUG_MEAN, PROFILE_MEAN),
    "both": (DRUG_MEAN,),
}
"""By split: the predictors that every model is compared with."""


class HeldOutError(ValueError):
    """A model's predictions cannot be scored."""


MakeModel = Callable[[Screen, int], "ResponseModel"]
"""Makes an unfitted model for a screen, with a seed."""

Progress = Callable[[Iterable[PairFold], int], Iterable[PairFold]]
"""Passes the folds on, of which there are so many, and may show how far they are."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """What one model predicted.

    Attributes
    ----------
    predicted : float array of shape (n_pairs,)
        For the pairs of ``screen.pairs``, each by the model that never saw it.
    seconds : tuple of float
        That fitting took, a fold each.
    """

    predicted: np.ndarray
    seconds: tuple[float, ...]


def held_out_table(screen: Screen, split: str, folds: Sequence[PairFold]) -> pd.DataFrame:
    """Return what held-out pairs are judged by.

    Parameters
    ----------
    screen : Screen
    split : str
    folds : sequence of PairFold
        Of that split; every pair is tested in one of them.

    Returns
    -------
    DataFrame of shape (n_pairs, 7 or 8)
        In the order of ``screen.pairs``: ``profile``, ``drug``, ``fold``, ``observed``, a column
        for each of the split's `REFERENCES`, ``centre``, ``spread`` and ``decile``.
    """
    pairs = screen.pairs
    own = _by_drug(pairs)
    parts = []
    for number, fold in enumerate(folds):
        train, test = pairs.iloc[fold.train], pairs.iloc[fold.test]
        seen = _by_drug(train)
        enough = test[DRUG].map(seen["count"]).fillna(0) > 1
        part = test[[PROFILE, DRUG]].assign(**{FOLD: number, OBSERVED: test[RESPONSE]})
        for name in REFERENCES[split]:
            part[name] = _REFERENCE_OF[name](train, test)
        part[CENTRE] = test[DRUG].map(seen[CENTRE]).where(enough)
        for column in (SPREAD, DECILE):
            part[column] = test[DRUG].map(seen[column]).where(enough, test[DRUG].map(own[column]))
        parts.append(part)
    return pd.concat(parts).sort_index()


def predict_held_out(
    screen: Screen,
    folds: Sequence[PairFold],
    make: MakeModel,
    seed: int = 0,
    progress: Progress = lambda folds, _: folds,
) -> Predictions:
    """Fit a model in each fold and predict the pairs that are held out.

    Raises
    ------
    HeldOutError
        The model answers with another shape, or with what is not a number.
    """
    pairs = screen.pairs
    asked, responses = pairs[[PROFILE, DRUG]], pairs[RESPONSE].to_numpy()
    predicted = np.full(len(pairs), np.nan)
    seconds = []
    for fold in progress(folds, len(folds)):
        started = time.perf_counter()
        model = make(_with_only(screen, pairs.iloc[fold.train]), seed)
        model.fit(asked.iloc[fold.train].reset_index(drop=True), responses[fold.train])
        seconds.append(time.perf_counter() - started)
        test = asked.iloc[fold.test].reset_index(drop=True)
        predicted[fold.test] = _checked(model.predict(test), test)
    return Predictions(predicted, tuple(seconds))


def _with_only(screen: Screen, pairs: pd.DataFrame) -> Screen:
    """Return the screen with the responses of some pairs only; ids and what is known stay."""
    responses = screen.responses
    kept = np.full(responses.shape, np.nan)
    rows, columns = responses.index, responses.columns
    kept[rows.get_indexer(pairs[PROFILE]), columns.get_indexer(pairs[DRUG])] = pairs[RESPONSE]
    return replace(screen, responses=pd.DataFrame(kept, rows, columns))


def _checked(predicted: np.ndarray, pairs: pd.DataFrame) -> np.ndarray:
    found = np.asarray(predicted, dtype=np.float64)
    if found.shape != (len(pairs),):
        raise HeldOutError(f"expected predictions of shape ({len(pairs)},), got {found.shape}")
    if not np.isfinite(found).all():
        first = pairs[~np.isfinite(found)].iloc[0]
        raise HeldOutError(
            f"expected a number for every pair, got none for {(~np.isfinite(found)).sum()} of "
            f"{len(pairs)}; the first is profile {first[PROFILE]}, drug {first[DRUG]}"
        )
    return found


def _by_drug(pairs: pd.DataFrame) -> pd.DataFrame:
    grouped = pairs.groupby(DRUG)[RESPONSE]
    spread = grouped.std(ddof=0)
    varies = spread > 1e-9 * (1 + grouped.mean().abs())
    return pd.DataFrame(
        {
            "count": grouped.count(),
            CENTRE: grouped.mean(),
            SPREAD: spread.where(varies),
            DECILE: grouped.quantile(0.1).where(varies),
        }
    )


def _drug_mean(train: pd.DataFrame, test: pd.DataFrame) -> pd.Series:
    means = train.groupby(DRUG)[RESPONSE].mean()
    return test[DRUG].map(means).fillna(train[RESPONSE].mean())


def _profile_mean(train: pd.DataFrame, test: pd.DataFrame) -> pd.Series:
    above = train[RESPONSE] - train.groupby(DRUG)[RESPONSE].transform("mean")
    shifts = above.groupby(train[PROFILE]).mean()
    return train[RESPONSE].mean() + test[PROFILE].map(shifts).fillna(0.0)


_REFERENCE_OF: dict[str, Callable[[pd.DataFrame, pd.DataFrame], pd.Series]] = {
    DRUG_MEAN: _drug_mean,
    PROFILE_MEAN: _profile_mean,
}
