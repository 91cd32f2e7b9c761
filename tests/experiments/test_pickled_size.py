"""A value's size is that of its pickle, however it is made up."""

import pickle

import numpy as np
import pytest

from experiments.pickled_size import pickled_size

ARRAY = np.arange(100_000, dtype=np.float64)


@pytest.mark.parametrize(
    "value",
    [
        "V600E",
        list(range(5000)),
        ARRAY,
        ARRAY[::2],
        ARRAY.reshape(2, -1).T,
        {"a": ARRAY, "b": ARRAY},
    ],
    ids=["text", "list", "array", "slice", "transposed", "twice"],
)
def test_the_size_is_that_of_the_pickle(value):
    assert pickled_size(value) == len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
