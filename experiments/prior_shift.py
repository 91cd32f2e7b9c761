"""What happens when classes are more or less frequent than in training, and what corrects it.

A prior is nine shares, one a class, that sum to 1. Another prior is simulated by weights on the
held-out rows, so nothing is drawn: a row of class k counts for the new share of k over its share
among the rows. How a class looks is taken to stay the same, only how frequent it is changes
(label shift).

Sources: re-weighting, Elkan, IJCAI 2001; estimating the prior by expectation maximisation,
Saerens, Latinne and Decaestecker, Neural Computation 2002.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.scores import row_log_losses
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS

TRAINING = "training"
UNIFORM = "uniform"
ALL_COMERS = "all_comers"
GIVEN = "given"
"""Names of the simulated priors."""

ALL_COMERS_PRIOR = (0.12, 0.08, 0.12, 0.12, 0.20, 0.22, 0.12, 0.01, 0.01)
"""A laboratory that reports whatever it finds: over half of it neutral, likely neutral or
inconclusive. An assumption, not a measurement."""

_SUM_TOLERANCE = 0.005
_EM_TOLERANCE = 1e-7
_EM_STEPS = 2_000


class PriorError(ValueError):
    """Shares that are no prior, or one that cannot be used here."""


def checked_prior(shares: np.ndarray) -> np.ndarray:
    """Return nine shares as float64 that sum to 1 exactly.

    Parameters
    ----------
    shares : float array of shape (9,) or (n_rows, 9)
        In class order.

    Raises
    ------
    PriorError
        Not nine, negative, no number, or a sum that is off 1 by more than rounding.
    """
    prior = np.asarray(shares, dtype=float)
    if prior.ndim not in (1, 2) or prior.shape[-1] != len(CLASS_NUMBERS):
        raise PriorError(f"expected nine shares, one a class, got shape {prior.shape}")
    if not (np.isfinite(prior).all() and (prior >= 0).all()):
        raise PriorError(f"expected shares from 0 to 1, got {prior.tolist()}")
    sums = prior.sum(axis=-1, keepdims=True)
    if (np.abs(sums - 1) > _SUM_TOLERANCE).any():
        raise PriorError(f"expected shares that sum to 1, got {sums.ravel().round(4).tolist()}")
    return prior / sums


def prior_of(shares: Mapping[str, float]) -> np.ndarray:
    """Return the prior written as a mapping of ``class1`` … ``class9``; an absent class has 0.

    Examples
    --------
    >>> prior_of({"class1": 0.25, "class7": 0.75}).tolist()
    [0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.75, 0.0, 0.0]

    Raises
    ------
    PriorError
        A name that is no class, or shares that are no prior.
    """
    unknown = sorted(set(shares) - set(CLASS_COLUMNS))
    if unknown:
        raise PriorError(f"expected classes of {', '.join(CLASS_COLUMNS)}, got {unknown}")
    return checked_prior(np.array([shares.get(column, 0.0) for column in CLASS_COLUMNS]))


def reweight(probabilities: np.ndarray, from_prior: np.ndarray, to_prior: np.ndarray) -> np.ndarray:
    """Return what the probabilities become where classes are as frequent as ``to_prior`` says.

    Each probability is multiplied by new over old share, and the row made to sum to 1.

    Parameters
    ----------
    probabilities : float array of shape (n_rows, 9)
        In class order.
    from_prior : float array of shape (9,) or (n_rows, 9)
        Class shares of the rows that the probabilities were learnt from.
    to_prior : float array of shape (9,)
        Class shares where they are to be used.

    Returns
    -------
    float array of shape (n_rows, 9)
        A row that gave all its probability to classes of new share 0 becomes the new prior.

    Raises
    ------
    PriorError
        No prior, or a class of old share 0 and a new share above 0.

    Examples
    --------
    >>> uniform = np.full(9, 1 / 9)
    >>> prior = np.array([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0])
    >>> reweight(uniform[None], uniform, prior).tolist()
    [[0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    """
    matrix = _checked_probabilities(probabilities)
    old, new = checked_prior(from_prior), checked_prior(to_prior)
    if new.ndim != 1 or (old.ndim == 2 and len(old) != len(matrix)):
        raise PriorError(
            f"expected one new prior, and one old prior or one for each of {len(matrix)} rows, "
            f"got shapes {new.shape} and {old.shape}"
        )
    unseen = ((old == 0) & (new > 0)).reshape(-1, len(new)).any(axis=0)
    if unseen.any():
        names = ", ".join(np.array(CLASS_COLUMNS)[unseen])
        raise PriorError(f"expected old shares above 0 where new ones are, got 0 for {names}")
    return _reweight(matrix, old, new)


def estimate_prior(
    probabilities: np.ndarray, from_prior: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """Estimate how frequent the classes are among rows without labels, shape (9,).

    Expectation maximisation: the mean of the re-weighted probabilities is the next estimate.
    One row is added to each class, so that none is estimated away altogether. The estimate is
    only as good as the probabilities: where they say little of a class, it is far off.

    Parameters
    ----------
    probabilities, from_prior
        See :func:`reweight`.
    weights : float array of shape (n_rows,), optional
        How much each row counts; all the same by default.
    """
    matrix = _checked_probabilities(probabilities)
    if len(matrix) == 0:
        raise PriorError("expected at least one row to estimate a prior from, got none")
    old = np.broadcast_to(checked_prior(from_prior), matrix.shape)
    counts = np.ones(len(matrix)) if weights is None else np.asarray(weights, dtype=float)
    estimate = old.mean(axis=0)
    for _ in range(_EM_STEPS):
        updated = counts @ _reweight(matrix, old, estimate) + 1
        updated /= updated.sum()
        if np.abs(updated - estimate).max() < _EM_TOLERANCE:
            return updated
        estimate = updated
    return estimate


def total_variation(one: np.ndarray, other: np.ndarray) -> float:
    """Return half the summed difference of two priors: 0 is the same, 1 nothing in common."""
    return float(np.abs(np.asarray(one) - np.asarray(other)).sum() / 2)


def training_priors(labels: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return the class shares of each row's training rows, shape (n_rows, 9).

    One row is added to each class, as the classifier does, so that none has share 0.
    """
    distinct, place = np.unique(folds, return_inverse=True)
    counts = np.array([_counts(labels[folds != fold]) + 1 for fold in distinct])
    return (counts / counts.sum(axis=1, keepdims=True))[place]


def shift_weights(labels: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows' weights, of mean 1, that make the class shares ``prior``, and that prior.

    Classes without a row are left out of the prior, which is returned as it then is.

    Raises
    ------
    PriorError
        No row has a class of a share above 0.
    """
    shares = _counts(labels) / max(len(labels), 1)
    possible = np.where(shares > 0, checked_prior(prior), 0)
    if possible.sum() == 0:
        raise PriorError("expected a row of a class that the prior has, got none")
    possible /= possible.sum()
    ratio = np.divide(possible, shares, out=np.zeros_like(shares), where=shares > 0)
    return ratio[np.asarray(labels) - 1], possible


def score_shift(
    probabilities: pd.DataFrame,
    labels: pd.Series,
    folds: np.ndarray,
    priors: Mapping[str, np.ndarray],
) -> dict[str, dict[str, Any]]:
    """Score held-out probabilities where classes are as frequent as each prior says.

    Parameters
    ----------
    probabilities : DataFrame of shape (n_rows, 9)
        ``class1`` … ``class9``, out of fold.
    labels : Series
        Classes 1 to 9, on the same index.
    folds : int array of shape (n_rows,)
        The fold in which each row is tested.
    priors : mapping of str to float array of shape (9,)
        By name; the rows' own mix, :data:`TRAINING`, always comes first.

    Returns
    -------
    dict of dict
        By name: ``prior`` (shares by class); ``distance``, its total variation from the rows'
        own mix; ``effective_rows`` (Kish), fewer the more unequal the weights; ``log_loss`` (nats)
        and ``accuracy`` of the probabilities as they are, the same with ``_reweighted`` to the
        prior and with ``_estimated``, re-weighted to the prior that is estimated without labels;
        ``estimated_prior`` and ``estimate_distance``, its total variation from the prior.
    """
    truth = labels.to_numpy(dtype=int)
    own = _counts(truth) / len(truth)
    old = training_priors(truth, np.asarray(folds))
    return {
        name: _score_under(probabilities, labels, old, own, prior)
        for name, prior in {TRAINING: own, **priors}.items()
    }


def _score_under(
    probabilities: pd.DataFrame, labels: pd.Series, old: np.ndarray, own: np.ndarray,
    asked: np.ndarray,
) -> dict[str, Any]:  # fmt: skip
    weights, prior = shift_weights(labels.to_numpy(dtype=int), asked)
    matrix = probabilities[list(CLASS_COLUMNS)].to_numpy(dtype=float)
    estimated = estimate_prior(matrix, old, weights)
    answers = {
        "": matrix,
        "_reweighted": reweight(matrix, old, prior),
        "_estimated": reweight(matrix, old, estimated),
    }
    scores = {}
    for suffix, answer in answers.items():
        losses, right = _losses_and_hits(answer, labels)
        scores[f"log_loss{suffix}"] = float(np.average(losses, weights=weights))
        scores[f"accuracy{suffix}"] = float(np.average(right, weights=weights))
    return {
        "prior": _by_class(prior),
        "distance": total_variation(prior, own),
        "effective_rows": float(weights.sum() ** 2 / (weights**2).sum()),
        **scores,
        "estimated_prior": _by_class(estimated),
        "estimate_distance": total_variation(estimated, prior),
    }


def _losses_and_hits(matrix: np.ndarray, labels: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    table = pd.DataFrame(matrix, index=labels.index, columns=list(CLASS_COLUMNS))
    return row_log_losses(table, labels), matrix.argmax(axis=1) + 1 == labels.to_numpy()


def _checked_probabilities(probabilities: np.ndarray) -> np.ndarray:
    matrix = np.asarray(probabilities, dtype=float)
    if matrix.ndim != 2 or matrix.shape[1] != len(CLASS_NUMBERS):
        raise PriorError(f"expected probabilities of nine classes, got shape {matrix.shape}")
    if not (np.isfinite(matrix).all() and (matrix >= 0).all()):
        raise PriorError(
            "expected probabilities from 0 to 1, got one that is negative or no number"
        )
    return matrix


def _reweight(matrix: np.ndarray, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    ratio = np.divide(new, old, out=np.zeros_like(old), where=old > 0)
    scaled = matrix * ratio
    sums = scaled.sum(axis=1, keepdims=True)
    return np.where(sums > 0, scaled / np.where(sums > 0, sums, 1), new)


def _counts(labels: np.ndarray) -> np.ndarray:
    return np.bincount(np.asarray(labels), minlength=len(CLASS_NUMBERS) + 1)[1:]


def _by_class(prior: np.ndarray) -> dict[str, float]:
    return dict(zip(CLASS_COLUMNS, prior.tolist(), strict=True))
