"""The load benchmark, run short: what it counts is right, whatever it measures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARK = Path(__file__).resolve().parents[2] / "experiments" / "benchmarks" / "serve.py"


def test_single_variants_and_files_are_all_answered_and_none_for_another(small_model):
    asked = {"rate": 5, "seconds": 2, "rows": 60, "files": 4}
    options = [f"--{name}={value}" for name, value in asked.items()]
    run = subprocess.run(
        [sys.executable, str(BENCHMARK), *options, "--model", str(small_model)],
        capture_output=True, text=True, check=False, env={**os.environ, "ONCOLIT_WORKERS": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    for name in ("alone", "beside"):
        assert figures[f"{name}_answers"] == asked["rate"] * asked["seconds"]
        assert figures[f"{name}_errors"] == 0
        waits = [figures[f"{name}_{share}_ms"] for share in ("p50", "p95", "p99", "max")]
        assert waits == sorted(waits)
    assert figures["queued_done_and_separate"] == figures["queued"] == asked["files"]
    assert figures["large_seconds"] > 0
