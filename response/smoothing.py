"""Kernel ridge regression of vectors on similarities, with what each point says of itself left out.

The estimate at a point is a weighted mean over known points,
``K(new, known) (K(known, known) + strength * I)^-1 values``. At a known point, the estimate that
leaves the point itself out has a closed form.

Source: Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, sections 2.2 and 5.4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Smoother:
    """A kernel smoother over points whose similarities are known.

    Attributes
    ----------
    inverse : ndarray of shape (n_points, n_points)
        Of the similarities with ``strength`` added to the diagonal.
    """

    inverse: Matrix

    def left_out(self, values: Matrix) -> Matrix:
        """Estimate the values at each known point from those at all others.

        Parameters
        ----------
        values : ndarray of shape (n_points, n_values)

        Returns
        -------
        ndarray of shape (n_points, n_values)

        Examples
        --------
        >>> smoother = make_smoother(np.eye(2) + 1.0, strength=1.0)
        >>> smoother.left_out(np.array([[3.0], [6.0]])).round(6).tolist()
        [[2.0], [1.0]]
        """
        return values - (self.inverse @ values) / np.diag(self.inverse)[:, None]

    def at(self, similarities: Matrix, values: Matrix) -> Matrix:
        """Estimate the values at new points.

        Parameters
        ----------
        similarities : ndarray of shape (n_new, n_points)
        values : ndarray of shape (n_points, n_values)

        Returns
        -------
        ndarray of shape (n_new, n_values)
        """
        return similarities @ (self.inverse @ values)


def make_smoother(similarities: Matrix, strength: float) -> Smoother:
    """Make a smoother from similarities of shape (n_points, n_points).

    Parameters
    ----------
    similarities : ndarray of shape (n_points, n_points)
        Symmetric, positive semidefinite.
    strength : float
        Above 0; the higher, the smoother. In units of the similarities.
    """
    n = len(similarities)
    factor = cho_factor(similarities + strength * np.eye(n), lower=True)
    return Smoother(cho_solve(factor, np.eye(n)))
