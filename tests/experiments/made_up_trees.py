"""Features on disk, and trees of them that are grown in a moment."""

import threading
import time

import numpy as np

from experiments.classifier_settings import ClassifierSettings
from experiments.members import trees
from experiments.stored_features import StoredRows

N_CLASSES = 4
PART_ROWS = 500


def stored_rows(folder):
    """Write features with missing, constant and unknown columns; return them and their labels."""
    generator = np.random.default_rng(0)
    features = generator.normal(size=(6000, 12)).astype(np.float32)
    features[:, 2] = np.round(features[:, 2])
    features[:, 3], features[:, 4] = 1, np.nan
    weights = generator.normal(size=(12, N_CLASSES))
    told = np.nan_to_num(features) @ weights + generator.gumbel(size=(6000, N_CLASSES))
    features[generator.random(features.shape) < 0.1] = np.nan
    path = folder / "matrix.npy"
    np.save(path, features)
    rows = np.sort(generator.permutation(6000))
    return StoredRows(str(path), rows, np.arange(12)), told.argmax(axis=1)


def unfitted(n_estimators=12, **settings):
    """Return trees that know the labels in part."""
    return trees(
        ClassifierSettings(n_estimators=n_estimators, columns_per_tree=8, **settings), 3, 12
    )


def model(classifier):
    """Return the trees as XGBoost writes them."""
    return bytes(classifier.get_booster().save_raw("json"))


def once_growing(client, then):
    """Call a function in a thread once trees are grown on a worker; return the thread."""

    def watch():
        until = time.monotonic() + 60
        while not is_growing(client) and time.monotonic() < until:
            time.sleep(0.05)
        then()

    watching = threading.Thread(target=watch)
    watching.start()
    return watching


def is_growing(client):
    """Tell whether all workers that are at work grow trees, and one is."""
    at_work = [worker for worker, tasks in client.processing().items() if tasks]
    stacks = [str(stack) for stack in client.call_stack().values()]
    growing = sum("xgboost/training.py" in stack for stack in stacks)
    return growing > 0 and growing == len(at_work)
