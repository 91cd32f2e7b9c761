"""What all of PubMed and 10^9 variants would cost by rates measured here, and what breaks first.

Every step is a command in a process of its own, with one Dask worker where it uses the engine, on
one core and on two numbers of items. What an item costs is the difference between the two, over
that of the numbers, so that a start counts for nothing. Abstracts are made up of the words of the
demo data's papers (100 to 400 words each, as in ``text.py``), the records of the import as in
``literature_search.py``, variants as in ``made_up_variants.py``.

- import: ``oncolit literature import`` of PubMed XML;
- prepare, split, featurize: the pipeline's stages on a row an abstract: near-identical texts are
  looked for in split, what texts say is read in featurize;
- cosines: near-identical document embeddings of 256 numbers, which stage split looks for where
  there are any; its cost is one a pair;
- annotate: ``oncolit annotate --table-only``.

What breaks first is the number of items at which a step reaches the memory, the time or the disk
that one machine and a day have. Costs are taken to grow with the items (pairs: with their square),
as they did in ``scale.py``. Prints tables and, as its last line, one JSON object.

    python experiments/benchmarks/all_of_pubmed.py
"""

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil
from literature_search import made_up_pubmed
from made_up_variants import write_variants
from scale import DEMO, ONCOLIT, parameters_file, watched
from text import made_up_stretch, paper_words
from threadpoolctl import threadpool_limits

from text_features.near_duplicates import near_identical_vectors

PUBMED, VARIANTS = 38_000_000, 1_000_000_000
ABSTRACTS_TRIED, VARIANTS_TRIED = (20_000, 60_000), (100_000, 300_000)
VECTORS_TRIED, DIMENSIONS = (5_000, 15_000), 256

MEMORY, DISK, DAY = 64e9, 1e12, 86_400.0
"""What one process may hold and one machine keep, in bytes, and the seconds of a day."""
HEADINGS = (
    ("ms of a core", "of the command", "bytes held", "bytes written"),
    ("hours of a core", "of the command", "GB held", "GB written"),
)
NOISE = 20e6
"""Bytes of memory by which two runs of a command may differ."""


@dataclass(frozen=True)
class Cost:
    """What one item of a step costs.

    Parameters
    ----------
    step, items : str
        ``items`` says what is counted.
    seconds : float
        Of one core, all processes together.
    command_seconds : float
        Of them those of the command's own process, which no worker can take over.
    memory : float
        Bytes by which the command's own process grows.
    written : float
        Bytes on disk.
    power : int
        2 where the cost is one a pair of items.
    """

    step: str
    items: str
    seconds: float
    command_seconds: float
    memory: float
    written: float
    power: int = 1

    def reaches(self) -> Iterator[tuple[float, str]]:
        """Yield the numbers of items at which something is used up."""
        for cost, most, what in (
            (self.memory, MEMORY, "memory of the command's own process"),
            (self.command_seconds, DAY, "a day of the command's own process"),
            (self.written, DISK, "disk"),
        ):
            if cost > 0:
                yield (most / cost) ** (1 / self.power), what


@dataclass(frozen=True)
class _Seen:
    """One run of a command: seconds of all and of the command, bytes held and written."""

    seconds: float
    command_seconds: float
    memory: float
    written: float


def _see(command: list[str], home: Path, *written: Path) -> _Seen:
    seconds, own_seconds, own_mb, _ = watched(command, home)
    return _Seen(seconds, own_seconds, own_mb * 1e6, float(sum(map(_size, written))))


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _cost(step: str, items: str, tried: tuple[int, int], seen: list[_Seen]) -> Cost:
    few, many = seen
    more = tried[1] - tried[0]
    grown = many.memory - few.memory
    return Cost(
        step,
        items,
        (many.seconds - few.seconds) / more,
        (many.command_seconds - few.command_seconds) / more,
        grown / more if grown > NOISE else 0.0,
        (many.written - few.written) / more,
    )


def import_costs(work: Path) -> Cost:
    """Measure the import of PubMed XML."""
    seen = []
    for number in ABSTRACTS_TRIED:
        file, home = work / "made_up.xml", work / f"import {number}"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(made_up_pubmed(random.Random(0), number))
        command = [ONCOLIT, "literature", "import", str(file), "--jobs", "2"]
        seen.append(_see(command, home, home))
    return _cost("import", "abstracts", ABSTRACTS_TRIED, seen)


def stage_costs(work: Path) -> list[Cost]:
    """Measure the stages on rows that have an abstract each."""
    seen: dict[str, list[_Seen]] = {}
    for number in ABSTRACTS_TRIED:
        data, home = work / "rows", work / f"stages {number}"
        write_rows(data, number)
        home.mkdir()
        params = str(parameters_file(work / "params.yaml", data, 1))
        prepared, read, evidence = home / "prepared", home / "literature", home / "evidence.jsonl"
        folds = home / "folds.csv"
        tables = [str(home / name) for name in ("rejected.tsv", "observations.tsv", "rows.json")]
        stages = {
            "prepare": ([params, str(prepared), *tables], [prepared]),
            "split": ([str(prepared), params, str(folds)], [folds]),
            "featurize": ([str(prepared), params, str(read), str(evidence)], [read, evidence]),
        }
        for stage, (arguments, written) in stages.items():
            command = [sys.executable, "-m", f"pipeline.{stage}", *arguments]
            seen.setdefault(stage, []).append(_see(command, home, *written))
    return [_cost(stage, "abstracts", ABSTRACTS_TRIED, found) for stage, found in seen.items()]


def write_rows(folder: Path, number: int) -> None:
    """Write a data folder of so many rows, each with an abstract of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    words = paper_words(DEMO / "training_text")
    known = (DEMO / "training_variants").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [line.split(",", 1)[1] for line in known]
    rng = np.random.default_rng(0)
    with (
        (folder / "training_variants").open("w", encoding="utf-8") as variants,
        (folder / "training_text").open("w", encoding="utf-8") as texts,
    ):
        variants.write("ID,Gene,Variation,Class\n")
        texts.write("ID,Text\n")
        for row in range(number):
            variants.write(f"{row},{pairs[row % len(pairs)]}\n")
            texts.write(f"{row}||{made_up_stretch(words, rng)}\n")


def cosine_costs() -> Cost:
    """Measure the search for near-identical embeddings, here."""
    rng = np.random.default_rng(0)
    seconds = []
    with threadpool_limits(1):
        for number in VECTORS_TRIED:
            vectors = rng.normal(size=(number, DIMENSIONS))
            start = time.perf_counter()
            near_identical_vectors(vectors)
            seconds.append(time.perf_counter() - start)
    few, many = VECTORS_TRIED
    a_pair = (seconds[1] - seconds[0]) / (many**2 - few**2)
    return Cost("cosines", "abstracts", a_pair, a_pair, 0.0, 0.0, power=2)


def annotation_costs(work: Path) -> Cost:
    """Measure tables on variants, with a model trained on the demo data."""
    model, home = work / "model", work / "home"
    watched([ONCOLIT, "train", str(DEMO), "--model", str(model)], home)
    params = str(parameters_file(work / "params.yaml", DEMO, 1))
    seen = []
    for number in VARIANTS_TRIED:
        file, out = work / "variants.csv", work / f"tables {number}"
        write_variants(file, number, seed=0)
        command = [ONCOLIT, "annotate", str(file), "--out", str(out), "--table-only",
                   "--model", str(model), "--params", params]  # fmt: skip
        seen.append(_see(command, home, out))
    return _cost("annotate", "variants", VARIANTS_TRIED, seen)


def print_tables(costs: list[Cost]) -> list[dict[str, object]]:
    """Print what an item costs, what all of them would, and what is used up first."""
    print("{:<24}{:>15}{:>15}{:>12}{:>15}".format("one more item of", *HEADINGS[0]))
    for cost in costs:
        name = f"{cost.step} ({cost.items if cost.power == 1 else 'pairs'})"
        print(
            f"{name:<24}{1e3 * cost.seconds:>15.4g}{1e3 * cost.command_seconds:>15.4g}"
            f"{cost.memory:>12,.0f}{cost.written:>15,.0f}"
        )
    print("\n{:<24}{:>15}{:>15}{:>12}{:>15}".format("all of it", *HEADINGS[1]))
    for cost in costs:
        times = float(PUBMED if cost.items == "abstracts" else VARIANTS) ** cost.power
        hours, gigabytes = times / 3600, times / 1e9
        print(
            f"{cost.step:<24}{hours * cost.seconds:>15,.1f}{hours * cost.command_seconds:>15,.1f}"
            f"{gigabytes * cost.memory:>12,.0f}{gigabytes * cost.written:>15,.0f}"
        )
    reached = sorted(
        (number, cost.step, cost.items, what) for cost in costs for number, what in cost.reaches()
    )
    print(f"\n{'used up at':>24}  ({MEMORY / 1e9:g} GB of memory, a day, {DISK / 1e12:g} TB)")
    for number, step, items, what in reached:
        print(f"{number:>14,.0f} {items:<9}  {step}: {what}")
    return [
        {"items": round(number), "of": items, "step": step, "what": what}
        for number, step, items, what in reached
    ]


def main() -> None:
    """Measure, print the tables and the JSON line."""
    psutil.Process().cpu_affinity([min(psutil.Process().cpu_affinity() or [0])])
    measures: list[Callable[[Path], list[Cost]]] = [
        lambda work: [import_costs(work)],
        stage_costs,
        lambda _work: [cosine_costs()],
        lambda work: [annotation_costs(work)],
    ]
    with tempfile.TemporaryDirectory() as folder:
        costs = [cost for measure in measures for cost in measure(Path(folder))]
    reached = print_tables(costs)
    print(json.dumps({"costs": [asdict(cost) for cost in costs], "reached": reached}))


if __name__ == "__main__":
    main()
