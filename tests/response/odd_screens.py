"""Screens that lack something, and pairs of a screen."""

from dataclasses import replace

import numpy as np
import pandas as pd
from screens import make_screen

from response.drug import ScreenedDrug
from response.screen import DRUG, PROFILE, Screen


def all_pairs(screen: Screen) -> pd.DataFrame:
    """Return every profile with every drug, measured or not."""
    index = pd.MultiIndex.from_product([screen.responses.index, screen.responses.columns])
    return index.to_frame(index=False, name=[PROFILE, DRUG])


def without_features(screen: Screen) -> Screen:
    """Nobody sequenced anything."""
    return replace(screen, features=screen.features.iloc[:, :0])


def with_unknown_features(screen: Screen, profiles: int) -> Screen:
    """Of the first profiles no feature is known."""
    features = screen.features.copy()
    features.iloc[:profiles] = np.nan
    return replace(screen, features=features)


def with_tissue(screen: Screen, tissue: str) -> Screen:
    """All profiles are of one tissue, or of none that is known."""
    return replace(screen, tissues=pd.Series(tissue, screen.tissues.index))


def with_bare_drugs(screen: Screen) -> Screen:
    """Of the drugs nothing but the id is known."""
    return replace(screen, drugs={drug_id: ScreenedDrug(drug_id) for drug_id in screen.drugs})


def with_cold_rows(screen: Screen) -> Screen:
    """Two profiles and one drug have no response."""
    responses = screen.responses.copy()
    responses.iloc[[3, 7]] = np.nan
    responses["104"] = np.nan
    return replace(screen, responses=responses)


def without_responses(screen: Screen) -> Screen:
    """Nothing was measured."""
    return replace(screen, responses=screen.responses * np.nan)


def reordered(screen: Screen, seed: int = 0) -> Screen:
    """Return the same screen, its profiles in another order throughout."""
    order = screen.responses.sample(frac=1, random_state=seed).index
    return replace(
        screen,
        responses=screen.responses.loc[order],
        tissues=screen.tissues.loc[order],
        features=screen.features.loc[order],
        names=screen.names.loc[order],
    )


ODD_SCREENS = {
    "no features": without_features(make_screen(40)),
    "a tenth of the profiles without features": with_unknown_features(make_screen(40), 4),
    "no feature known": with_unknown_features(make_screen(40), 40),
    "no tissue known": with_tissue(make_screen(40), ""),
    "one tissue": with_tissue(make_screen(40), "skin"),
    "drugs known by ids alone": with_bare_drugs(make_screen(40)),
    "profiles and drugs without a response": with_cold_rows(make_screen(40)),
    "five profiles and four drugs": make_screen(5, n_drugs=4),
    "one drug": make_screen(12, n_drugs=1),
    "two profiles": make_screen(2, n_drugs=12),
    "hardly anything measured": make_screen(30, missing=0.9),
    "every response the same": replace(
        make_screen(20, n_drugs=6), responses=make_screen(20, n_drugs=6).responses * 0 + 2.0
    ),
}
"""By what is odd about them."""
