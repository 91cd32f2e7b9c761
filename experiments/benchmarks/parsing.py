"""How fast variations are parsed and become columns, against what pandas does at its plainest.

The measure is pandas on the same rows: ``get_dummies`` of the gene and of the type, and one
regular expression for the residues of a substitution. Distinct spellings are new in every
round, so that no cache knows them; repeated ones are few and come in any order, as in a
cohort. All take turns, so that a slow moment of the machine slows all.

Then rows are parsed and encoded, on one thread: by all encoders that read no labels, by those of
hotspots and responses, and by the neighbourhood, each fitted on made-up labelled rows. Prints a
table and, as its last line, one JSON object.

    python experiments/benchmarks/parsing.py
"""

import json
import re
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from threadpoolctl import threadpool_limits

from gene_features.consequence_encoder import ConsequenceEncoder
from gene_features.hotspot_encoder import HotspotEncoder
from gene_features.neighbourhood_encoder import NeighbourhoodEncoder
from gene_features.ngram_encoder import VariationNgramEncoder
from gene_features.one_hot_encoder import GeneVariationEncoder
from gene_features.position_encoder import PositionEncoder
from gene_features.recurrence_encoder import COUNT, HOTSPOT_COLUMNS, RecurrenceEncoder
from gene_features.response_encoder import ResponseEncoder
from gene_features.substitution_encoder import SubstitutionEncoder
from gene_features.variation_columns import variation_columns
from variants.amino_acids import AMINO_ACIDS
from variants.effect_class import CLASS_NUMBERS
from variants.schema import GENE, VARIATION
from variants.variation_grammar import parse_variation

Times = dict[tuple[str, str], list[float]]
"""Seconds by kind of rows and work."""

ROWS = 100_000
ROUNDS = 5
"""Counted rounds, after one that is not counted."""

ENCODING_ROUNDS = {"label-free": 3, "hotspot, response": 3, "neighbourhood": 1}
"""Rounds in which rows are encoded, none of them left out; the neighbourhood takes long."""

LABELLED_ROWS = 3_000
"""Made-up labelled rows that encoders are fitted on, about as many as the MSK task has."""

GENES = 264
"""Genes among the rows, as many as the MSK task has."""

REPEATED = 3_000
"""Distinct spellings among the repeated ones, about as many as the MSK task has."""

TYPE = "type"
SUBSTITUTION = r"([A-Z])(\d+)([A-Z*])"

_SHAPES = (
    *("{first}{start}{new}",) * 15,
    "{first}{start}{new}fs",
    "{first}{start}{new}fs*7",
    "{first}{start}_{new}{end}del",
    "{first}{start}_{new}{end}delinsAG",
    "p.({first}{start}_{new}{end}dup)",
)
"""Three in four are substitutions, as in the MSK task."""


def spelling(number: int) -> str:
    """Return a variation of its own for each number; 380 of them share a position."""
    position, residues = divmod(number, len(AMINO_ACIDS) * (len(AMINO_ACIDS) - 1))
    first, step = divmod(residues, len(AMINO_ACIDS) - 1)
    new = (first + step + 1) % len(AMINO_ACIDS)
    return _SHAPES[number % len(_SHAPES)].format(
        first=AMINO_ACIDS[first], new=AMINO_ACIDS[new], start=position + 1, end=position + 5
    )


def frame(spellings: list[str]) -> pd.DataFrame:
    """Give every spelling a gene, one of ``GENES``."""
    genes = [f"GENE{number % GENES}" for number in range(len(spellings))]
    return pd.DataFrame({GENE: genes, VARIATION: spellings})


def parse_all(rows: pd.DataFrame) -> None:
    """Parse every row's variation."""
    for variation in rows[VARIATION]:
        parse_variation(variation)


def plain_pandas(rows: pd.DataFrame) -> None:
    """One-hot encode gene and type and extract the residues of substitutions."""
    pd.get_dummies(rows[[GENE, TYPE]])
    rows[VARIATION].str.extract(SUBSTITUTION)


MEASURED: dict[str, Callable[[pd.DataFrame], object]] = {
    "pandas": plain_pandas,
    "parse_variation": parse_all,
    "variation_columns": variation_columns,
}


def seconds(work: Callable[[pd.DataFrame], object], rows: pd.DataFrame) -> float:
    """Do the work and return its wall time."""
    start = time.perf_counter()
    work(rows)
    return time.perf_counter() - start


def fresh_rows(kind: str, first_number: int, generator: np.random.Generator) -> pd.DataFrame:
    """Return rows whose spellings, from the number on, were in no rows before."""
    if kind == "distinct":
        return frame([spelling(first_number + row) for row in range(ROWS)])
    drawn = generator.integers(REPEATED, size=ROWS)
    return frame([spelling(first_number + int(number)) for number in drawn])


def plain_types(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows the types that pandas is to one-hot encode."""
    return rows.assign(**{TYPE: [parse_variation(text).type.value for text in rows[VARIATION]]})


def measure() -> Times:
    """Return the times of each kind of rows and each work, in counted rounds."""
    generator = np.random.default_rng(0)
    times: Times = {}
    number = 0
    for round_number in range(ROUNDS + 1):
        for kind in ("distinct", "repeated"):
            for name, work in MEASURED.items():
                rows = fresh_rows(kind, number, generator)
                number += ROWS
                if work is plain_pandas:
                    rows = plain_types(rows)
                parse_variation.cache_clear()
                elapsed = seconds(work, rows)
                if round_number:
                    times.setdefault((kind, name), []).append(elapsed)
    return times


def fitted_encoders() -> dict[str, list[BaseEstimator]]:
    """Fit encoders on labelled rows of as many genes and residues as the rows encoded."""
    generator = np.random.default_rng(1)
    spellings = [spelling(int(n)) for n in generator.integers(ROWS, size=LABELLED_ROWS)]
    rows = variation_columns(frame(spellings))
    labels = generator.choice(CLASS_NUMBERS, size=LABELLED_ROWS)
    hotspots = rows.assign(**{COUNT: 1})[list(HOTSPOT_COLUMNS)]
    label_free: list[Any] = [
        GeneVariationEncoder(),
        ConsequenceEncoder(),
        SubstitutionEncoder(),
        PositionEncoder(),
        VariationNgramEncoder(),
        RecurrenceEncoder(hotspots),
    ]
    return {
        "label-free": [encoder.fit(rows) for encoder in label_free],
        "hotspot, response": [e.fit(rows, labels) for e in (HotspotEncoder(), ResponseEncoder())],
        "neighbourhood": [NeighbourhoodEncoder(landmarks=LABELLED_ROWS).fit(rows, labels)],
    }


def measure_encoding() -> Times:
    """Return the times of parsing and encoding distinct rows, and of pandas beside them."""
    times: Times = {}
    with threadpool_limits(1):
        encoders = fitted_encoders()
        for round_number in range(max(ENCODING_ROUNDS.values())):
            rows = fresh_rows("distinct", 0, np.random.default_rng(0))
            elapsed = seconds(plain_pandas, plain_types(rows))
            times.setdefault(("encoded", "pandas"), []).append(elapsed)
            for name, rounds in ENCODING_ROUNDS.items():
                if round_number < rounds:
                    work = partial(encode_all, encoders[name])
                    parse_variation.cache_clear()
                    times.setdefault(("encoded", name), []).append(seconds(work, rows))
    return times


def encode_all(encoders: list[BaseEstimator], rows: pd.DataFrame) -> None:
    """Parse the rows and encode them by each encoder."""
    columns = variation_columns(rows)
    for encoder in encoders:
        encoder.transform(columns)


def main() -> None:
    """Time all and print throughput and ratios."""
    times = {**measure(), **measure_encoding()}
    medians = {key: statistics.median(values) for key, values in times.items()}
    print(f"{'rows':<10}{'work':<20}{'median s':>10}{'rows a s':>12}{'to pandas':>11}")
    figures: dict[str, float] = {}
    for (kind, name), median in medians.items():
        ratio = median / medians[kind, "pandas"]
        print(f"{kind:<10}{name:<20}{median:>10.3f}{ROWS / median:>12,.0f}{ratio:>11.2f}")
        key = f"{kind}_{re.sub('[^a-z]+', '_', name)}"
        figures[f"{key}_rows_per_second"] = round(ROWS / median)
        if name != "pandas":
            figures[f"{key}_to_pandas_ratio"] = round(ratio, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
