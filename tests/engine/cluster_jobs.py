"""Functions that the processes of a cluster import, too."""

import gc
import os
import signal
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


class SlowToRead(CountsItsReadings):
    """Another one, which takes a while."""

    def __setstate__(self, state):
        time.sleep(0.2)
        super().__setstate__(state)


def n_alive():
    """Count what this process holds of them."""
    return sum(isinstance(thing, CountsItsReadings) for thing in gc.get_objects())


def thread_pools():
    """Say how many threads libraries have, of which some are loaded only now."""
    import scipy.linalg
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_info

    scipy.linalg.solve(np.eye(50), np.ones((50, 50)) @ np.ones((50, 50)))
    return [pool["num_threads"] for pool in threadpool_info()]


def first_text(texts):
    return texts[0]


def die_at_once():
    os.kill(os.getpid(), signal.SIGKILL)


def go_on_when_paused(seconds):
    """Have this worker take no more work, and finish what it has."""
    from distributed import get_worker

    get_worker().memory_manager.memory_pause_fraction = 1e-6
    time.sleep(seconds)
    return seconds
