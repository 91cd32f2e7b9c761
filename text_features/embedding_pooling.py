"""Vectors of tokens to one of their window, and vectors of windows to one of their text."""

from typing import get_args

import numpy as np

from text_features.embedding_folder import Pooling


def pool(vectors: np.ndarray, mask: np.ndarray, pooling: Pooling) -> np.ndarray:
    """Make one vector of each window's token vectors.

    Parameters
    ----------
    vectors : float array of shape (n_windows, length, n_dimensions)
    mask : bool array of shape (n_windows, length)
        False where a window is padded; padding comes last.
    pooling : Pooling
        ``mean`` and ``max`` over all tokens, special ones included; ``weightedmean`` with weights
        1, 2, 3, … along the window; ``cls`` and ``lasttoken`` are the first's and the last's.

    Returns
    -------
    float64 array of shape (n_windows, n_dimensions)

    Examples
    --------
    >>> vectors = np.array([[[1.0], [3.0], [100.0]]])
    >>> pool(vectors, np.array([[True, True, False]]), "mean").tolist()
    [[2.0]]
    """
    if pooling == "cls":
        return vectors[:, 0].astype(np.float64)
    if pooling == "lasttoken":
        return vectors[np.arange(len(vectors)), mask.sum(axis=1) - 1].astype(np.float64)
    if pooling == "max":
        return np.where(mask[..., None], vectors, -np.inf).max(axis=1).astype(np.float64)
    if pooling not in get_args(Pooling):
        raise ValueError(f"no pooling {pooling!r}; expected {', '.join(get_args(Pooling))}")
    weights = mask.astype(np.float64)
    if pooling == "weightedmean":
        weights *= np.arange(1, mask.shape[1] + 1)
    weights /= weights.sum(axis=1, keepdims=True)
    pooled: np.ndarray = np.einsum("nl,nld->nd", weights, vectors)
    return pooled


def unite(vectors: np.ndarray, weights: np.ndarray, normalise: bool) -> np.ndarray:
    """Make one float32 vector of the windows' vectors: their mean by weight, of length 1 if asked.

    Windows are brought to length 1 before, too, where the text is: so the model made them.

    Examples
    --------
    >>> unite(np.array([[0.0, 2.0], [0.0, 4.0]]), np.array([3.0, 1.0]), False).tolist()
    [0.0, 2.5]
    >>> unite(np.array([[0.0, 2.0], [0.0, 4.0]]), np.array([3.0, 1.0]), True).tolist()
    [0.0, 1.0]
    """
    if normalise:
        vectors = _unit(vectors)
    united = np.average(vectors, axis=0, weights=weights)
    return (_unit(united) if normalise else united).astype(np.float32)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(float).tiny)
