"""``oncolit response train``: the drug ranker, fitted on all rows of a screen."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.response_contest import ResponseCommandError, make_folder
from pipeline.response_model import CARD_FILE, response_folder, save_ranker
from response.ranker import DrugRanker
from response.screen_folder import read_screen

FEWEST_PROFILES = 2
"""With a response: some must be held out to tell how good the ranker is."""


def train_ranker(data: Path, folder: Path | None, seed: int, tracking: bool = True) -> str:
    """Fit the ranker on a screen and write it to a folder; return what to tell the user.

    Parameters
    ----------
    data : Path
        Folder of a screen, see :func:`response.screen_folder.read_screen`.
    folder : Path, optional
        By default :func:`pipeline.response_model.response_folder`.
    seed : int
    tracking : bool
        Whether to log a run in MLflow.
    """
    place = folder or response_folder()
    read = read_screen(data)
    if (profiles := len(read.screen.responses)) < FEWEST_PROFILES:
        raise ResponseCommandError(
            f"{data}: expected responses of at least {FEWEST_PROFILES} profiles to learn from, got "
            f"{profiles}"
        )
    make_folder(place)
    started = time.perf_counter()
    ranker = DrugRanker.fit(read.screen, seed, lambda words: print(words, file=sys.stderr))
    card = save_ranker(ranker, place, seed=seed, seconds=time.perf_counter() - started)
    rejected = f"Rejected rows: {len(read.rejected)}"
    if not read.rejected.empty:
        rejected += f" (oncolit response crossvalidate --data {data} --out DIR lists them)"
    told = "\n".join((*read.notes, describe_card(card), rejected, f"Wrote {place}"))
    if not tracking:
        return told
    from pipeline.response_tracking import log_training, tell_logged

    return tell_logged(told, lambda: log_training(card, (place / CARD_FILE,)))


def describe_card(card: Mapping[str, Any]) -> str:
    """Say in a few lines what a ranker was fitted on and how good it is."""
    accuracy = card["accuracy"]
    pearson = accuracy["pearson_per_drug"]
    told = "none: too few profiles" if pearson is None else f"{pearson:.2f}"
    return (
        f"{card['screen']}: {card['drugs']} substances, fitted in {card['seconds']:.0f} s\n"
        f"On held-out profiles: RMSE {accuracy['rmse']:.3f} (drug mean "
        f"{accuracy['rmse_drug_mean']:.3f}), Pearson per drug {told}; "
        f"{100 * accuracy['interval_level']:.0f} % intervals hold "
        f"{100 * accuracy['interval_coverage']:.0f} % of the responses"
    )
