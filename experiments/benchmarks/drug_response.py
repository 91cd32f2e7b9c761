"""What a few known responses are worth to a new tumour, and how long training and ranking take.

A fifth of a screen's profiles is left out of training and asked about as patients are: by tissue,
altered genes and microsatellite instability. Then some of their measured responses are told, drawn
at random, and folded in; scored are the drugs that were not told. Nothing is fitted anew.

Prints a table, and last one line of JSON. Times are given as ratios of reading the screen once.

    python experiments/benchmarks/drug_response.py --screen ../shared/data/gdsc
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from response.answer import Ranking
from response.measured_responses import MeasuredResponses
from response.profile import KnownResponse, TumourProfile
from response.ranker import DrugRanker
from response.screen import Screen
from response.screen_feature import FeatureKind, fusion_name, parse_feature
from response.screen_folder import read_screen

TOLD = (0, 1, 3, 5, 10, 20)
"""Numbers of responses that are told."""

HELD_OUT = 5
"""One profile in so many is held out."""

TOP = 5


def main() -> None:
    """Measure, print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--screen", type=Path, default=Path("../shared/data/gdsc"))
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    started = time.perf_counter()
    screen = read_screen(arguments.screen).screen
    read = time.perf_counter() - started
    generator = np.random.default_rng(arguments.seed)
    order = generator.permutation(len(screen.responses))
    held_out = np.sort(order[: len(order) // HELD_OUT])
    kept = np.sort(order[len(order) // HELD_OUT :])
    started = time.perf_counter()
    ranker = DrugRanker.fit(_profiles(screen, kept), arguments.seed)
    trained = time.perf_counter() - started
    table, per_ranking = _measure(ranker, screen, kept, held_out, generator)
    print(f"{screen.title}: {len(kept)} profiles in training, {len(held_out)} asked about")
    print(table.round(3).to_string(index=False))
    print(f"reading the screen {read:.2f} s, training {trained / read:.0f} times as long,")
    print(f"ranking {len(ranker.drugs)} drugs {1000 * per_ranking:.0f} ms (median)")
    result = {
        "benchmark": "response",
        "screen": screen.version,
        "rows": table.round(4).to_dict("records"),
        "training_over_reading": round(trained / read, 1),
        "rankings_in_a_reading": round(read / per_ranking, 1),
        "training_s": round(trained, 1),
        "ranking_ms": round(1000 * per_ranking, 1),
    }
    print(json.dumps(result))


def _measure(
    ranker: DrugRanker,
    screen: Screen,
    kept: np.ndarray,
    held_out: np.ndarray,
    generator: np.random.Generator,
) -> tuple[pd.DataFrame, float]:
    """Scores by how many responses were told, and the median seconds of a ranking."""
    measured = MeasuredResponses(screen.responses.to_numpy(dtype=float)[kept])
    places = {str(drug): i for i, drug in enumerate(screen.responses.columns)}
    rows, times = [], []
    for told in TOLD:
        answers: list[dict[str, float | str | bool]] = []
        for position in held_out:
            known = _known(ranker, screen, measured, places, position, told, generator)
            started = time.perf_counter()
            ranking = ranker.rank(known[0], known[1])
            times.append(time.perf_counter() - started)
            answers.extend(_answers(ranking, screen, measured, places, position))
        rows.append({"told": told, **_scores(pd.DataFrame(answers))})
    return pd.DataFrame(rows), float(np.median(times))


def _known(
    ranker: DrugRanker,
    screen: Screen,
    measured: MeasuredResponses,
    places: dict[str, int],
    position: int,
    told: int,
    generator: np.random.Generator,
) -> tuple[TumourProfile, list[KnownResponse]]:
    """Tumour and what is told of it."""
    tumour = _tumour(screen, position)
    responses = screen.responses.iloc[position]
    asked = [d.drug_id for d in ranker.drugs if np.isfinite(responses[d.drug_id])]
    drawn = generator.permutation(asked)[: min(told, max(len(asked) - 2 * TOP, 0))]
    return tumour, [
        KnownResponse(
            str(drug),
            measured.percentiles(places[drug], np.array([responses[drug]])).item(),
            tumour,
            same_tumour=True,
        )
        for drug in drawn
    ]


def _answers(
    ranking: Ranking,
    screen: Screen,
    measured: MeasuredResponses,
    places: dict[str, int],
    position: int,
) -> Iterator[dict[str, float | str | bool]]:
    """Each drug that was measured and not told, in the order of the ranking."""
    responses = screen.responses.iloc[position]
    place = 0
    for answer in ranking.drugs:
        drug = answer.drug.drug_id
        if answer.told or not np.isfinite(responses[drug]):
            continue
        yield {
            "drug": drug,
            "predicted": answer.response,
            "observed": responses[drug],
            "percentile": measured.percentiles(places[drug], np.array([responses[drug]])).item(),
            "held": answer.low
            <= measured.percentiles(places[drug], np.array([responses[drug]])).item()
            <= answer.high,
            "top": place < TOP,
        }
        place += 1


def _scores(answers: pd.DataFrame) -> dict[str, float]:
    left = answers["observed"] - answers["predicted"]
    by_drug = answers.groupby("drug")[["observed", "predicted"]].corr().iloc[0::2]["predicted"]
    top = answers.loc[answers["top"], "percentile"]
    return {
        "rmse": float(np.sqrt((left**2).mean())),
        "pearson_per_drug": float(by_drug.mean()),
        "top5_percentile": float(top.mean()),
        "top5_in_sensitive_decile": float((top <= 10.0).mean()),
        "interval_coverage": float(answers["held"].mean()),
    }


def _tumour(screen: Screen, position: int) -> TumourProfile:
    """Describe a profile as a laboratory would tell it."""
    row = screen.features.iloc[position]
    fused: set[str] = set()
    genes: dict[FeatureKind, set[str]] = {kind: set() for kind in FeatureKind}
    for name in row.index[row.to_numpy() == 1.0]:
        feature = parse_feature(str(name))
        genes[feature.kind].update(feature.genes or {feature.name})
        if feature.kind is FeatureKind.FUSION:
            fused.add(fusion_name(feature.genes))
    return TumourProfile(
        str(screen.tissues.iloc[position]),
        frozenset(genes[FeatureKind.MUTATION]),
        frozenset(gene for gene in genes[FeatureKind.GAIN] if not gene.startswith("gain_")),
        frozenset(gene for gene in genes[FeatureKind.LOSS] if not gene.startswith("loss_")),
        bool(genes[FeatureKind.MSI]),
        frozenset(fused),
    )


def _profiles(screen: Screen, kept: np.ndarray) -> Screen:
    """Keep some of the profiles."""
    return replace(
        screen,
        responses=screen.responses.iloc[kept],
        tissues=screen.tissues.iloc[kept],
        features=screen.features.iloc[kept],
        names=screen.names.iloc[kept],
    )


if __name__ == "__main__":
    main()
