"""Which measured pairs of a screen are held out together: the four questions of cold start.

``pair``
    Random pairs: tumour and drug are known. Where a substance was screened under two ids, a
    profile's responses to both are held out together: one would give the other away.
``cell``
    Whole profiles: a new tumour.
``drug``
    Whole substances: a new drug, under none of its ids.
``both``
    Blocks of profiles × substances: k folds of each give k² blocks. A block is tested by a model
    that saw none of its profiles and none of its substances, so (k - 1)² / k² of the pairs train
    it: 64 % with five folds, at the price of 25 models.

Every measured pair is tested exactly once. The folds depend on the ids and the seed, not on the
order of the rows and columns in the screen's files.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from response.screen import DRUG, PROFILE, Screen

SPLITS = ("pair", "cell", "drug", "both")
"""Names of the splits."""

UNSEEN_DRUGS = ("drug", "both")
"""The splits whose test pairs are of drugs without any response in training."""


class ResponseSplitError(ValueError):
    """The screen cannot be split as asked."""


@dataclass(frozen=True, eq=False, slots=True)
class PairFold:
    """One fold.

    Attributes
    ----------
    train, test : int array of shape (n_pairs_of_it,)
        Positions in ``screen.pairs``, ascending. For ``both`` the pairs of the tested profiles
        with other drugs, and of the tested drugs with other profiles, are in neither.
    """

    train: np.ndarray
    test: np.ndarray


def split_pairs(screen: Screen, split: str, folds: int = 5, seed: int = 0) -> tuple[PairFold, ...]:
    """Split the measured pairs of a screen.

    Parameters
    ----------
    screen : Screen
    split : str
        One of `SPLITS`.
    folds : int
        At least 2.
    seed : int

    Returns
    -------
    tuple of PairFold
        ``folds`` of them; for ``both`` one for each block that has a measured pair, so up to
        ``folds`` squared.

    Raises
    ------
    ResponseSplitError
        There is no such split, or there are fewer pairs, profiles or substances than folds, or
        a fold leaves nothing to train on.
    """
    if split not in SPLITS:
        raise ResponseSplitError(f"expected a split of {', '.join(SPLITS)}, got {split!r}")
    if folds < 2:
        raise ResponseSplitError(f"expected at least 2 folds, got {folds}")
    pairs = screen.pairs
    profiles = pairs[PROFILE].astype(str)
    substances = pairs[DRUG].map({id: drug.substance for id, drug in screen.drugs.items()})
    deal = np.random.default_rng(seed)
    by_profile = by_substance = np.zeros(len(pairs), dtype=np.int64)
    if split in ("cell", "both"):
        by_profile = _dealt(profiles, folds, deal, f"split {split}", "profiles")
    if split in ("drug", "both"):
        by_substance = _dealt(substances, folds, deal, f"split {split}", "substances")
    if split == "pair":
        by_profile = _dealt(profiles + "\n" + substances, folds, deal, "split pair", "pairs")
    blocks = sorted(set(zip(by_profile.tolist(), by_substance.tolist(), strict=True)))
    return tuple(_fold(block, by_profile, by_substance, split) for block in blocks)


def _fold(
    block: Sequence[int], by_profile: np.ndarray, by_substance: np.ndarray, split: str
) -> PairFold:
    tested_profile, tested_substance = by_profile == block[0], by_substance == block[1]
    if split == "both":
        train = ~tested_profile & ~tested_substance
    else:
        train = ~(tested_profile & tested_substance)
    if not train.any():
        raise ResponseSplitError(
            f"split {split}: nothing is left to train on when {_BLOCK_WORDS[split]} are held out; "
            "ask for more folds or give a fuller screen"
        )
    return PairFold(np.flatnonzero(train), np.flatnonzero(tested_profile & tested_substance))


def _dealt(
    units: pd.Series, folds: int, generator: np.random.Generator, split: str, words: str
) -> np.ndarray:
    """Return the fold of each row: the sorted distinct units are shuffled and dealt in turn."""
    names, unit = np.unique(units.to_numpy(dtype=str), return_inverse=True)
    if len(names) < folds:
        raise ResponseSplitError(
            f"{split} into {folds} folds needs at least {folds} {words} with a response, got "
            f"{len(names)}; ask for fewer folds"
        )
    fold_of = np.empty(len(names), dtype=np.int64)
    fold_of[generator.permutation(len(names))] = np.arange(len(names)) % folds
    return fold_of[unit]


_BLOCK_WORDS = {
    "pair": "a fold's pairs",
    "cell": "a fold's profiles",
    "drug": "a fold's drugs",
    "both": "a block's profiles and drugs",
}
