"""Several classifiers' probabilities as one: a log-linear pool with calibrated sharpness.

The answer is proportional to the product of the members' probabilities, each to the power of
its weight, times a factor a class. Weights are 0 or more and need not add up to 1: their sum
sharpens or flattens, as temperature scaling does. They are those that answer held-out rows
best, held near equal weights by as much as little is known.
Source: Genest & Zidek, Statistical Science 1986; Guo et al., ICML 2017.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

WEIGHT_ROWS = 4.0
FACTOR_ROWS = 10.0
"""Rows that weights, and factors, must be worth to move by one unit."""


class LogLinearBlend:
    """Weights of the members and a factor for each class."""

    def fit(self, logs: np.ndarray, labels: np.ndarray) -> "LogLinearBlend":
        """Fit on members' held-out answers.

        Parameters
        ----------
        logs : float array of shape (n_members, n_rows, 9)
            Natural logarithms of probabilities.
        labels : int array of shape (n_rows,)
            Effect classes, 1 to 9.
        """
        n_members, n_rows, n_classes = logs.shape
        equal = np.concatenate([np.full(n_members, 1 / n_members), np.zeros(n_classes)])
        strength = np.concatenate(
            [np.full(n_members, WEIGHT_ROWS), np.full(n_classes, FACTOR_ROWS)]
        ) / max(n_rows, 1)
        true = labels - 1

        def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
            scores = np.tensordot(x[:n_members], logs, 1) + x[n_members:]
            total = logsumexp(scores, axis=1)
            excess = np.exp(scores - total[:, None])
            excess[np.arange(n_rows), true] -= 1
            gradient = np.concatenate(
                [np.tensordot(logs, excess, axes=([1, 2], [0, 1])), excess.sum(axis=0)]
            )
            fitted = (total - scores[np.arange(n_rows), true]).sum() / n_rows
            away = x - equal
            return (
                fitted + float(strength @ away**2),
                gradient / n_rows + 2 * strength * away,
            )

        x = equal
        if n_rows:
            bounds = [(0, None)] * n_members + [(-1, 1)] * n_classes
            x = minimize(loss, equal, jac=True, bounds=bounds, method="L-BFGS-B").x
        self.weights_, self.factors_ = x[:n_members], x[n_members:]
        return self

    def predict_proba(self, logs: np.ndarray) -> np.ndarray:
        """Return float64 of shape (n_rows, 9) for members' answers as in :meth:`fit`."""
        scores = np.zeros(logs.shape[1:])
        for weight, member in zip(self.weights_, logs, strict=True):
            scores += weight * member
        return softmax(scores + self.factors_, axis=1)
