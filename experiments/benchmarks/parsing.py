"""How fast variations are parsed and become columns, against what pandas does at its plainest.

The measure is pandas on the same rows: ``get_dummies`` of the gene and of the type, and one
regular expression for the residues of a substitution. Distinct spellings are new in every
round, so that no cache knows them; repeated ones are few and come in any order, as in a
cohort. All take turns, so that a slow moment of the machine slows all. Prints a table and, as
its last line, one JSON object.

    python experiments/benchmarks/parsing.py
"""

import json
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from gene_features.variation_columns import variation_columns
from variants.amino_acids import AMINO_ACIDS
from variants.schema import GENE, VARIATION
from variants.variation_grammar import parse_variation

ROWS = 100_000
ROUNDS = 5
"""Counted rounds, after one that is not counted."""

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


def measure() -> dict[tuple[str, str], list[float]]:
    """Return the times of each kind of rows and each work, in counted rounds."""
    generator = np.random.default_rng(0)
    times: dict[tuple[str, str], list[float]] = {}
    number = 0
    for round_number in range(ROUNDS + 1):
        for kind in ("distinct", "repeated"):
            for name, work in MEASURED.items():
                parse_variation.cache_clear()
                rows = fresh_rows(kind, number, generator)
                number += ROWS
                if work is plain_pandas:
                    rows[TYPE] = [parse_variation(text).type.value for text in rows[VARIATION]]
                elapsed = seconds(work, rows)
                if round_number:
                    times.setdefault((kind, name), []).append(elapsed)
    return times


def main() -> None:
    """Time all and print throughput and ratios."""
    medians = {key: statistics.median(values) for key, values in measure().items()}
    print(f"{'rows':<10}{'work':<20}{'median s':>10}{'rows a s':>12}{'to pandas':>11}")
    figures: dict[str, float] = {}
    for (kind, name), median in medians.items():
        ratio = median / medians[kind, "pandas"]
        print(f"{kind:<10}{name:<20}{median:>10.3f}{ROWS / median:>12,.0f}{ratio:>11.2f}")
        figures[f"{kind}_{name}_rows_per_second"] = round(ROWS / median)
        if name != "pandas":
            figures[f"{kind}_{name}_to_pandas_ratio"] = round(ratio, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
