"""How long a laboratory waits for one variant while others send files, and what 50 files become.

Starts ``oncolit serve`` on a free port of this machine, with submissions in a folder of its own and
model, evidence base and literature from where oncolit has them. Single variants, no two alike, are
then asked for at a steady rate, whether or not earlier ones are answered; a wait counts from when a
request was due. That is done first by itself and then beside files of 15,000 rows, of which one is
always worked on. At last 50 small files are sent at once; each must finish, and its report hold its
own variants and samples and no others. Variants are made here, from a seed. Prints a table and, as
its last line, one JSON object; ends with 1 where anything failed.

    python experiments/benchmarks/serve.py
    python experiments/benchmarks/serve.py --seconds 5 --rate 10 --rows 500 --files 5
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx

from pipeline.settings import evidence_base_file, literature_file, tracking_uri

WITH_EVIDENCE = ("BRAF", "EGFR", "KRAS", "PIK3CA", "KIT", "ERBB2", "ALK", "MET", "IDH1", "BRCA1")
OTHERS = ("TTN", "MUC16", "CSMD3", "RYR2", "LRP1B", "FAT4", "DNAH5", "OBSCN", "SYNE1", "PCLO")
RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
LAST_RESIDUE = 900
COLUMNS = ("Hugo_Symbol", "Variant_Classification", "HGVSp_Short", "Tumor_Sample_Barcode")
API = "/api/v1"
READY_SECONDS = 120
WAIT_SECONDS = 900
ONCOLIT = Path(sys.executable).with_name("oncolit")

Change = tuple[str, str]
"""Gene and protein change."""


@dataclass(frozen=True)
class Waits:
    """Waits for single answers, in milliseconds, and what went wrong."""

    milliseconds: tuple[float, ...]
    errors: tuple[str, ...]

    def figures(self, name: str) -> dict[str, float | int]:
        """Return them in short, each name begun with that of the round."""
        sorted_waits = sorted(self.milliseconds) or [float("nan")]
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
        last = len(sorted_waits) - 1
        found: dict[str, float | int] = {
            f"{name}_{key}_ms": round(sorted_waits[min(int(share * len(sorted_waits)), last)], 1)
            for key, share in shares.items()
        }
        return found | {
            f"{name}_answers": len(self.milliseconds),
            f"{name}_errors": len(self.errors),
        }


def changes(seed: int) -> Iterator[Change]:
    """Yield substitutions, no two alike; half are of genes with curated evidence."""
    chance = random.Random(seed)
    seen = set()
    while True:
        gene = chance.choice(WITH_EVIDENCE if chance.random() < 0.5 else OTHERS)
        first, new = chance.sample(RESIDUES, 2)
        change = gene, f"{first}{chance.randint(1, LAST_RESIDUE)}{new}"
        if change not in seen:
            seen.add(change)
            yield change


def maf(source: Iterator[Change], n_rows: int, samples: Sequence[str]) -> str:
    """Write a MAF of so many rows, dealt to the samples in turn."""
    lines = ["\t".join(COLUMNS)]
    for place, (gene, change) in zip(range(n_rows), source, strict=False):
        sample = samples[place % len(samples)]
        lines.append("\t".join((gene, "Missense_Mutation", f"p.{change}", sample)))
    return "\n".join(lines) + "\n"


@contextmanager
def server(folder: Path, model: str | None) -> Iterator[str]:
    """Serve from a folder; yield the address."""
    for file in (evidence_base_file(), literature_file()):
        if file.exists():
            (folder / file.parent.name).mkdir(exist_ok=True)
            (folder / file.parent.name / file.name).symlink_to(file)
    environment = os.environ | {
        "ONCOLIT_HOME": str(folder),
        "MLFLOW_TRACKING_URI": tracking_uri(),
        "ONCOLIT_REQUESTS_PER_MINUTE": "1000000",
    }
    if model is not None:
        environment["ONCOLIT_MODEL"] = model
    command = [str(ONCOLIT), "serve", "--port", "0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            yield _address(process, folder / "log")
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    """Wait until the server says where it answers."""
    line = process.stdout.readline() if process.stdout else ""
    if "http://" not in line:
        raise SystemExit(f"oncolit serve did not start: {log.read_text('utf-8')}")
    address = line.split()[-1]
    end = time.monotonic() + READY_SECONDS
    while httpx.get(f"{address}/ready").status_code != httpx.codes.OK:
        if time.monotonic() > end:
            raise SystemExit(f"oncolit serve was not ready within {READY_SECONDS} s")
        time.sleep(0.2)
    return address


async def ask_steadily(
    client: httpx.AsyncClient, source: Iterator[Change], rate: float, seconds: float
) -> Waits:
    """Ask for single variants at a rate, and wait for all answers."""
    begun = time.monotonic()
    asked = []
    for number in range(round(rate * seconds)):
        due = begun + number / rate
        await asyncio.sleep(max(due - time.monotonic(), 0))
        asked.append(asyncio.create_task(_ask(client, next(source), due)))
    told = await asyncio.gather(*asked)
    waits = tuple(one for one in told if isinstance(one, float))
    return Waits(waits, tuple(one for one in told if isinstance(one, str)))


async def _ask(client: httpx.AsyncClient, change: Change, due: float) -> float | str:
    """Return the milliseconds since an answer was due, or what was wrong."""
    gene, variation = change
    try:
        answer = await client.post(f"{API}/classify", json={"gene": gene, "variation": variation})
    except httpx.HTTPError as error:
        return repr(error)
    if answer.status_code != httpx.codes.OK:
        return f"{answer.status_code}: {answer.text[:200]}"
    if (answer.json()["gene"], answer.json()["variation"]) != change:
        return f"asked for {change}, answered for another variant"
    return 1000 * (time.monotonic() - due)


async def submit(client: httpx.AsyncClient, name: str, content: str) -> str:
    """Send a file; return the submission's ID."""
    answer = await client.post(f"{API}/submissions", files={"file": (name, content.encode())})
    answer.raise_for_status()
    return str(answer.json()["id"])


async def wait_for(client: httpx.AsyncClient, submission_id: str) -> str:
    """Wait until a submission is done or failed; return its status."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        answer = await client.get(f"{API}/submissions/{submission_id}")
        status = str(answer.raise_for_status().json()["status"])
        if status in ("done", "failed"):
            return status
        await asyncio.sleep(0.5)
    return "not done"


async def keep_busy(
    client: httpx.AsyncClient, source: Iterator[Change], n_rows: int, seconds: list[float]
) -> None:
    """Send one large file after another, until it is cancelled; add how long each took."""
    while True:
        content = maf(source, n_rows, [f"sample{number}" for number in range(100)])
        begun = time.monotonic()
        submission_id = await submit(client, "large.maf", content)
        try:
            status = await wait_for(client, submission_id)
        except asyncio.CancelledError:
            await client.delete(f"{API}/submissions/{submission_id}")
            raise
        if status != "done":
            raise SystemExit(f"a file of {n_rows} rows is {status}")
        seconds.append(time.monotonic() - begun)


async def is_separate(client: httpx.AsyncClient, submission_id: str, content: str) -> bool:
    """Tell whether a report holds the variants and samples of its file, and no others."""
    if await wait_for(client, submission_id) != "done":
        return False
    answer = await client.get(f"{API}/submissions/{submission_id}/report.json")
    found = {
        (variant["gene"], variant["variation"].removeprefix("p."), sample)
        for variant in answer.raise_for_status().json()["variants"]
        for occurrence in variant["occurrences"]
        for sample in occurrence["samples"]
    }
    rows = [line.split("\t") for line in content.splitlines()[1:]]
    return found == {(gene, change.removeprefix("p."), sample) for gene, _, change, sample in rows}


async def queue_at_once(
    client: httpx.AsyncClient, source: Iterator[Change], n_files: int
) -> dict[str, float | int]:
    """Send small files at once and look at every report."""
    names = [f"file{number}" for number in range(n_files)]
    contents = [maf(source, 6, [f"{name}a", f"{name}b"]) for name in names]
    begun = time.monotonic()
    sent = zip(names, contents, strict=True)
    ids = await asyncio.gather(*(submit(client, f"{name}.maf", text) for name, text in sent))
    checks = [is_separate(client, *one) for one in zip(ids, contents, strict=True)]
    separate = await asyncio.gather(*checks)
    seconds = round(time.monotonic() - begun, 1)
    return {"queued": n_files, "queued_done_and_separate": sum(separate), "queued_seconds": seconds}


async def measure(address: str, asked: argparse.Namespace) -> tuple[dict[str, float], list[str]]:
    """Take all measures; return figures and errors."""
    source = changes(asked.seed)
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        await queue_at_once(client, source, 1)  # until the worker has started
        await ask_steadily(client, source, asked.rate, 1)
        alone = await ask_steadily(client, source, asked.rate, asked.seconds)
        large: list[float] = []
        busy = asyncio.create_task(keep_busy(client, changes(asked.seed + 1), asked.rows, large))
        await asyncio.sleep(1)
        beside = await ask_steadily(client, source, asked.rate, asked.seconds)
        while not large and not busy.done():
            await asyncio.sleep(0.5)
        busy.cancel()
        with suppress(asyncio.CancelledError):
            await busy
        queued = await queue_at_once(client, source, asked.files)
    figures = alone.figures("alone") | beside.figures("beside") | queued
    figures["large_rows"] = asked.rows
    figures["large_seconds"] = round(statistics.median(large), 1)
    figures["beside_to_alone_p95"] = round(figures["beside_p95_ms"] / figures["alone_p95_ms"], 2)
    return figures, [*alone.errors, *beside.errors]


def main() -> None:
    """Print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rate", type=float, default=20, help="single variants a second")
    parser.add_argument("--seconds", type=float, default=60, help="of each round")
    parser.add_argument("--rows", type=int, default=15_000, help="of a large file")
    parser.add_argument("--files", type=int, default=50, help="small ones, sent at once")
    parser.add_argument(
        "--model", help="folder or MLflow URI; by default as oncolit serve finds it"
    )
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), asked.model) as address:
        figures, errors = asyncio.run(measure(address, asked))
    for name, value in figures.items():
        print(f"{name:<26}{value}")
    for error in sorted(set(errors)):
        print(f"error: {error}")
    print(json.dumps({"rate": asked.rate, "seconds": asked.seconds, **figures}))
    sys.exit(bool(errors) or figures["queued_done_and_separate"] != asked.files)


if __name__ == "__main__":
    main()
