"""How time and memory grow with the corpus and with the variants, on one and on two processes.

Texts are made up of the words of the demo data's papers, as in ``text.py``; 1x is the size of the
MSK task: 3,321 rows, 212 MB, 124 MB in distinct texts. Variants are made up as in
``made_up_variants.py``. Every run is a command in a process of its own with the engine dask, on
a home without a cache:

- reading: stage featurize on what stage prepare wrote, all that texts say of all rows;
- crossvalidation: ``oncolit crossvalidate --split text --folds 2``, cached nothing;
- annotation: ``oncolit annotate --table-only`` with a model trained on the demo data.

Memory is what a process holds beside pages of files that are mapped into it, looked at ten times a
second, the largest of each kind of process: the command, and the workers. Size 0 is a run on some
short texts or one variant: what a start costs. The exponent of growth is the slope of the
logarithm of seconds, less those of the start, over that of size.
Prints a table and, as its last line, one JSON object; ``--plot`` draws it. All of it takes hours:
``--results`` keeps what was measured, run by run, and what is in there is not measured again.

    python experiments/benchmarks/scale.py [--only reading annotation] [--results FILE.jsonl]
        [--plot FILE.png]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import psutil
import yaml
from made_up_variants import write_variants
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter, NullLocator
from text import MEGABYTES, ROWS, TEXTS, made_up_texts, paper_words

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"
ONCOLIT = str(Path(sys.executable).with_name("oncolit"))

CORPUS_SIZES = (0.25, 0.5, 1.0, 2.0, 4.0)
VARIANTS = (10_000, 100_000, 1_000_000, 10_000_000)
WORKERS = (1, 2)
SHORT_TEXTS, SHORT_WORDS = 100, 30
"""Of the corpus of size 0."""
LOOKS_A_SECOND = 10
WIDTHS = (10, 11, 12, 11)
"""Of the table's columns of figures."""

MEASURES = ("reading", "crossvalidation", "annotation")
TITLES = {
    "reading": "Reading texts",
    "crossvalidation": "Cross-validation",
    "annotation": "annotate --table-only",
}
UNITS = {
    "reading": "size of the corpus (1: 212 MB)",
    "crossvalidation": "size of the corpus (1: 212 MB)",
    "annotation": "variants",
}


@dataclass(frozen=True)
class Run:
    """One command.

    Parameters
    ----------
    measure : str
    size : float
        Of the corpus, or variants.
    workers : int
    seconds : float
    command_seconds : float
        Processor time of the command's own process: what workers cannot take over.
    command_mb, worker_mb : float
        Largest memory of the command's own process and of a worker, in MB of 10^6 bytes.
    """

    measure: str
    size: float
    workers: int
    seconds: float
    command_seconds: float
    command_mb: float
    worker_mb: float


Watched = tuple[float, float, float, float]
"""What :class:`Run` says from ``seconds`` on."""

Known = Mapping[tuple[str, float, int], Run]
"""Runs by measure, size and workers."""


def read_results(path: Path | None) -> dict[tuple[str, float, int], Run]:
    """Read the runs that were measured before."""
    if path is None or not path.exists():
        return {}
    runs = [Run(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(run.measure, run.size, run.workers): run for run in runs}


def watched(command: Sequence[str], home: Path) -> Watched:
    """Run a command; return what :class:`Run` says of it, from ``seconds`` on."""
    environment = {**os.environ, "ONCOLIT_HOME": str(home), "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        root = psutil.Process(running.pid)
        own = children = processor = 0.0
        while running.poll() is None:
            own = max(own, _memory(root))
            processor = max(processor, _processor_seconds(root))
            children = max([children, *map(_memory, _children(root))])
            time.sleep(1 / LOOKS_A_SECOND)
        seconds = time.perf_counter() - start
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return seconds, processor, own, children


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _processor_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system


def _memory(process: psutil.Process) -> float:
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0.0
    return (memory.rss - memory.shared) / 1e6


def write_corpus(folder: Path, size: float, seed: int) -> None:
    """Write a data folder with a corpus of a multiple of the MSK task's size; rows share texts."""
    folder.mkdir()
    words = paper_words(DEMO / "training_text")
    known = (DEMO / "training_variants").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [line.split(",")[1:] for line in known]
    rng = np.random.default_rng(seed)
    with (
        (folder / "training_variants").open("w", encoding="utf-8") as variants,
        (folder / "training_text").open("w", encoding="utf-8") as texts,
    ):
        variants.write("ID,Gene,Variation,Class\n")
        texts.write("ID,Text\n")
        row = 0
        short = (" ".join(rng.choice(words, SHORT_WORDS)) + "." for _ in range(SHORT_TEXTS))
        for text in made_up_texts(words, MEGABYTES * size, seed) if size else short:
            for _ in range(1 + rng.poisson(ROWS / TEXTS - 1)):
                pair = ",".join(pairs[row % len(pairs)])
                variants.write(f"{row},{pair}\n")
                texts.write(f"{row}||{text}\n")
                row += 1


def parameters_file(path: Path, data: Path, workers: int) -> Path:
    """Write params.yaml for a run on so many processes."""
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    content |= {"engine": "dask", "data": {"dir": str(data), "feedback": ""}}
    content["evaluate"]["workers"] = workers
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def corpus_runs(
    measures: Sequence[str], sizes: Sequence[float], work: Path, known: Known
) -> Iterator[Run]:
    """Yield the runs on texts."""
    for size in (0.0, *sizes):
        data = work / "corpus"
        keys = [(measure, size, workers) for workers in WORKERS for measure in measures]
        if not known.keys() >= {*keys}:
            shutil.rmtree(data, ignore_errors=True)
            write_corpus(data, size, seed=0)
        for key in keys:
            measure, _, workers = key
            if key in known:
                yield known[key]
                continue
            params = parameters_file(work / "params.yaml", data, workers)
            watch = read_corpus if measure == "reading" else crossvalidate_corpus
            yield Run(*key, *watch(params, data, work))


def crossvalidate_corpus(params: Path, data: Path, work: Path) -> Watched:
    """Watch a cross-validation in two folds."""
    with tempfile.TemporaryDirectory(dir=work) as home:
        command = [ONCOLIT, "crossvalidate", str(data), "--split", "text", "--folds", "2",
                   "--params", str(params), "--out", str(work / "out")]  # fmt: skip
        return watched(command, Path(home))


def read_corpus(params: Path, _data: Path, work: Path) -> Watched:
    """Prepare the data that the parameters name, then watch stage featurize."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        home = Path(folder)
        prepared = home / "prepared"
        tables = [str(home / name) for name in ("rejected.tsv", "observations.tsv", "rows.json")]
        stage = [sys.executable, "-m", "pipeline.prepare", str(params), str(prepared), *tables]
        watched(stage, home)
        return watched(
            [sys.executable, "-m", "pipeline.featurize", str(prepared), str(params),
             str(home / "literature"), str(home / "evidence.jsonl")],
            home,
        )  # fmt: skip


def annotation_runs(numbers: Sequence[int], work: Path, known: Known) -> Iterator[Run]:
    """Yield the runs on variants."""
    model = work / "model"
    for number in (0, *numbers):
        keys = [("annotation", float(number), workers) for workers in WORKERS]
        file = work / "variants.csv"
        if not known.keys() >= {*keys}:
            write_variants(file, max(number, 1), seed=0)
            if not model.exists():
                watched([ONCOLIT, "train", str(DEMO), "--model", str(model)], work / "home")
        for key in keys:
            if key in known:
                yield known[key]
                continue
            params = parameters_file(work / "params.yaml", DEMO, key[-1])
            command = [ONCOLIT, "annotate", str(file), "--out", str(work / "out"), "--table-only",
                       "--model", str(model), "--params", str(params)]  # fmt: skip
            yield Run(*key, *watched(command, work / "home"))


def exponents(runs: Sequence[Run]) -> dict[str, float]:
    """Return the slope of log seconds over log size, by measure and workers."""
    slopes = {}
    for measure in MEASURES:
        for workers in WORKERS:
            found = [run for run in runs if (run.measure, run.workers) == (measure, workers)]
            if len(found) > 2:
                start, *own = found
                sizes = [run.size for run in own]
                seconds = [run.seconds - start.seconds for run in own]
                slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
                slopes[f"{measure}, {workers} worker{'s' * (workers > 1)}"] = round(float(slope), 3)
    return slopes


def draw(runs: Sequence[Run], path: Path) -> None:
    """Draw seconds and memory over size, a row a measure."""
    measures = [measure for measure in MEASURES if any(run.measure == measure for run in runs)]
    figure, axes = plt.subplots(
        len(measures), 2, figsize=(7.4, 3.2 * len(measures)), squeeze=False, layout="constrained"
    )
    for (seconds, memory), measure in zip(axes, measures, strict=True):
        own = [run for run in runs if run.measure == measure and run.size]
        for workers, marker in zip(WORKERS, "os", strict=True):
            _draw_workers(seconds, memory, [run for run in own if run.workers == workers], marker)
        largest = max(own, key=lambda run: (run.size, run.seconds))
        sizes = sorted({run.size for run in own})
        proportional = [largest.seconds * size / largest.size for size in sizes]
        seconds.plot(sizes, proportional, ":", color="grey", label="in proportion to size")
        seconds.set(title=f"{TITLES[measure]}: seconds", yscale="log")
        seconds.yaxis.set_major_formatter("{x:,.0f}")
        seconds.yaxis.set_minor_formatter(NullFormatter())
        memory.set(title="MB of one process", ylim=(0, None))
        memory.yaxis.set_major_formatter("{x:,.0f}")
        for shown in (seconds, memory):
            shown.set(xlabel=UNITS[measure], xscale="log")
            shown.set_xticks(sizes, [f"{size:,.10g}" for size in sizes])
            shown.xaxis.set_minor_locator(NullLocator())
            shown.grid(visible=True, which="major", alpha=0.3)
            shown.legend(fontsize=8, handlelength=3)
    figure.savefig(path, dpi=110)


def _draw_workers(seconds: Axes, memory: Axes, own: Sequence[Run], marker: str) -> None:
    """Draw the runs of one number of workers."""
    workers, sizes = own[0].workers, [run.size for run in own]
    name, colour = f"{workers} worker{'s' * (workers > 1)}", f"C{workers - 1}"
    seconds.plot(sizes, [run.seconds for run in own], marker=marker, label=name, color=colour)
    for kind, style in (("worker", "-"), ("command", "--")):
        used = [getattr(run, f"{kind}_mb") for run in own]
        label = f"{name}: {kind}"
        memory.plot(sizes, used, style, marker=marker, label=label, color=colour)


def main() -> None:
    """Print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--sizes", nargs="+", type=float, default=CORPUS_SIZES)
    parser.add_argument("--variants", nargs="+", type=int, default=VARIANTS)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    known = read_results(asked.results)
    runs: list[Run] = []
    headings = ("seconds", "command s", "command MB", "worker MB")
    told = "".join(f"{name:>{width}}" for name, width in zip(headings, WIDTHS, strict=True))
    print(f"{'measure':<17}{'size':>12}{'workers':>9}{told}")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        found: list[Iterator[Run]] = []
        if of_texts := [measure for measure in asked.only if measure != "annotation"]:
            found.append(corpus_runs(of_texts, asked.sizes, work, known))
        if "annotation" in asked.only:
            found.append(annotation_runs(asked.variants, work, known))
        for run in chain.from_iterable(found):
            runs.append(run)
            if asked.results and run not in known.values():
                with asked.results.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(asdict(run)) + "\n")
            cells = (run.seconds, run.command_seconds, run.command_mb, run.worker_mb)
            told = f"{run.measure:<17}{run.size:>12,g}{run.workers:>9}"
            told += "".join(
                f"{cell:>{width}.1f}" for cell, width in zip(cells, WIDTHS, strict=True)
            )
            print(told, flush=True)
    growth = exponents(runs)
    for name, slope in growth.items():
        print(f"exponent of growth, {name}: {slope}")
    if asked.plot:
        draw(runs, asked.plot)
    print(json.dumps({"runs": [asdict(run) for run in runs], "exponents": growth}))


if __name__ == "__main__":
    main()
