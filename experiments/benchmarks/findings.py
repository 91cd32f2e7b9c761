"""How fast findings are found in text and suggested while typing.

Prints start-up of the ontology and of the finder, the time for a text of 10,000 characters put
together from the golden sentences, the slowest suggestion over all beginnings of some words, and,
as its last line, one JSON object.

    python experiments/benchmarks/findings.py
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from patients.finding_words import FindingFinder
from patients.ontology import read_ontology

T = TypeVar("T")

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "finding_sentences.tsv"
CHARACTERS = 10_000
ROUNDS = 5
TYPED = (
    "hearing loss", "anaemia", "diarrhoea", "short stature", "loss of vision", "headake",
    "hepatosplenomegaly", "abnormality of the eye", "café au lait", "tumour of the brain",
)  # fmt: skip


def seconds(work: Callable[..., T], *arguments: Any) -> tuple[float, T]:
    """Return how long a call takes, and what it returns."""
    start = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - start, result


def main() -> None:
    """Measure and print."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()[2:]
    text = " ".join(line.split("\t")[0] for line in lines * 3)[:CHARACTERS]
    ontology_s, ontology = seconds(read_ontology)
    finder_s, finder = seconds(FindingFinder, ontology)
    first_s, found = seconds(finder.find, text)
    later_s = statistics.median(seconds(finder.find, text)[0] for _ in range(ROUNDS))
    seconds(finder.suggestions, "a")
    typed = [word[:end] for word in TYPED for end in range(1, len(word) + 1)]
    slowest_s = max(min(seconds(finder.suggestions, one)[0] for _ in range(3)) for one in typed)
    measured = {
        "ontology_s": ontology_s,
        "finder_s": finder_s,
        "text_first_ms": 1000 * first_s,
        "text_later_ms": 1000 * later_s,
        "findings": len(found),
        "slowest_suggestion_ms": 1000 * slowest_s,
    }
    for name, value in measured.items():
        print(f"{name:24}{value:10.2f}")
    print(json.dumps({name: round(value, 3) for name, value in measured.items()}))


if __name__ == "__main__":
    main()
