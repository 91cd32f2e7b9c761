"""Likeness that falls with distance."""

import numpy as np
from scipy.spatial.distance import cdist


def gaussian(rows: np.ndarray, columns: np.ndarray, width: float) -> np.ndarray:
    """Return exp(-d² / 2 width), 0 where either row is NaN; 1 where there are no columns."""
    if not rows.shape[1]:
        return np.ones((len(rows), len(columns)), dtype=np.float32)
    return falling(squared_distances(rows, columns), 2 * width)


def falling(squares: np.ndarray, width: float) -> np.ndarray:
    """Return exp(-d² / width) of squared distances, 0 where they are NaN."""
    near = squares / np.float32(-width)
    np.exp(near, out=near)
    near[np.isnan(near)] = 0
    return near


def squared_distances(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the squared distance of each row from each of other rows, float32."""
    # Pair by pair: a product of matrices rounds by how many rows there are.
    return cdist(rows, columns, "sqeuclidean").astype(np.float32)
