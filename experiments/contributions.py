"""What each feature did to a fitted classifier's answer.

Trees are explained by SHAP values, as XGBoost works them out; a regression is a sum to begin with.
Source: Lundberg et al., Nature Machine Intelligence 2020.
"""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline
from xgboost import DMatrix, XGBClassifier

from experiments.feature_selection import OnSelectedFeatures
from experiments.nine_classes import NineClassClassifier
from variants.effect_class import CLASS_NUMBERS

_N_CLASSES = len(CLASS_NUMBERS)


def contributions(fitted: NineClassClassifier, features: np.ndarray) -> np.ndarray:
    """Return what each feature added to the logarithm of each class's odds.

    Parameters
    ----------
    fitted : NineClassClassifier
        Of gradient-boosted trees or of a regression behind transformers, features selected or not.
    features : float array of shape (n_rows, n_features)

    Returns
    -------
    float64 array of shape (n_rows, 9, n_features)
        Differences between classes count, not the values; 0 for classes not in training.
    """
    added = np.zeros((len(features), _N_CLASSES, features.shape[1]))
    if fitted.classifier_ is not None and len(features):
        found = _contributions(fitted.classifier_, features)
        added[:, fitted.known_ - 1] = found
    return added


def _contributions(classifier: BaseEstimator, features: np.ndarray) -> np.ndarray:
    if isinstance(classifier, OnSelectedFeatures):
        kept = classifier.kept_
        found = _contributions(classifier.classifier_, features[:, kept])
        spread = np.zeros((*found.shape[:2], len(kept)))
        spread[:, :, kept] = found
        return spread
    if isinstance(classifier, XGBClassifier):
        matrix = DMatrix(features, nthread=1)
        found = classifier.get_booster().predict(matrix, pred_contribs=True)[..., :-1]
    elif isinstance(classifier, Pipeline):
        scaled = classifier[:-1].transform(features)
        found = scaled[:, None, :] * classifier[-1].coef_[None]
        found = found[:, 0] if found.shape[1] == 1 else found
    else:
        raise TypeError(f"no way to explain a {type(classifier).__name__}")
    # Of two classes only the second's odds are given.
    return np.stack([np.zeros_like(found), found], axis=1) if found.ndim == 2 else found
