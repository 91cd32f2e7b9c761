"""Functions that the processes of a cluster import, too."""

import os
import time

import numpy as np

from engine.engine_error import EngineError
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import RowText


def process_id(_number):
    time.sleep(0.05)
    return os.getpid()


def slow_square(number, seconds):
    time.sleep(seconds)
    return number * number


def square(number):
    return number * number


def total(numbers, offset):
    return sum(numbers) + offset


def fail(number):
    raise EngineError(f"row {number}: expected another")


def die(_number):
    os._exit(1)


def ones(n_bytes):
    return np.ones(n_bytes // 8)


def first_of(array):
    return float(array[0])


def take_memory(n_bytes):
    held = np.ones(n_bytes // 8)
    time.sleep(20)
    return float(held[0])


class CountsItsReadings:
    """A value that counts how often this process has read it."""

    times_read = 0

    def __setstate__(self, state):
        CountsItsReadings.times_read += 1

    def __getstate__(self):
        return {"there": True}


def times_read(_value, _number):
    time.sleep(0.05)
    return os.getpid(), CountsItsReadings.times_read


def read_nothing(texts, asked, settings):
    """Give each text back as its own document, as fast as can be."""
    features = np.zeros(len(MENTION_FEATURES), dtype=np.float32)
    return [[RowText(text[:8], (text, "", "", ""), features, ())] for text in texts]
