"""The benchmark of texts runs on a small corpus and says what it measured."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or ROOT.parent / "shared" / "data")


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, ROOT / "experiments" / "benchmarks" / "text.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.slow
def test_the_last_line_holds_the_figures():
    if not (SHARED / "msk" / "training_text").exists():
        pytest.skip("the MSK data is not in ../shared/data (or ONCOLIT_SHARED_DATA)")
    done = run("--megabytes", "3", "--only", "cleaning", "tfidf", "growth")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["tfidf_largest_difference"] < 1e-6
    for name in ("cleaning_speedup", "tfidf_speedup", "growth", "peak_gb"):
        assert figures[name] > 0
    assert "same terms in the same order" in done.stdout
    assert "TF-IDF, scikit-learn" in done.stdout


def test_without_the_papers_it_says_so_and_exits_with_two(tmp_path):
    done = run(ONCOLIT_SHARED_DATA=str(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path / "msk" / "training_text") in done.stderr
    assert done.stdout == ""
