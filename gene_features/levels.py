"""Values of a category as texts."""

import numpy as np
import pandas as pd


def as_levels(values: pd.Series) -> np.ndarray:
    """Return the text of each value, object array of shape (n_rows,); a missing one is empty.

    Examples
    --------
    >>> as_levels(pd.Series(["D", None, 3], dtype=object)).tolist()
    ['D', '', '3']
    """
    given = values.to_numpy(dtype=object)
    levels = np.empty(len(given), dtype=object)
    levels[:] = [
        "" if missing else str(value) for value, missing in zip(given, pd.isna(given), strict=True)
    ]
    return levels
