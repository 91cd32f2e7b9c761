"""``oncolit train`` on features above ``classifier.matrix_limit``, on this machine and on Dask."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import distributed_trees
from pipeline.train import train_from_folder

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
ONCOLIT = Path(sys.executable).with_name("oncolit")
pytestmark = pytest.mark.slow

PARAMS = """\
worker_memory: 1GiB
evaluate: {workers: 2}
text: {doc2vec_epochs: 2, doc2vec_inference_epochs: 2}
classifier:
  n_estimators: 3
  inner_folds: 2
  matrix_limit: 30KiB
  views_left_out: [one_hot, substitution, ngrams, variant_tfidf, gene_tfidf, rest_tfidf,
    variant_text_response, gene_text_response, doc2vec]
"""
WITHOUT_DASK = """
import sys
sys.modules["dask"] = sys.modules["distributed"] = None
from pathlib import Path
import pandas as pd
from experiments.model_folder import read_model
asked = pd.DataFrame({"Gene": ["BRAF"], "Variation": ["V600E"], "Text": ["BRAF V600E is active."]})
print(read_model(Path(sys.argv[1])).predict_table(asked).sum(axis=1).round(9).tolist())
"""


def run(*command, home):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, env=environment
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with parameters and 100 rows of the demo data."""
    home = tmp_path_factory.mktemp("home")
    (home / "params.yaml").write_text(PARAMS)
    (home / "data_dir").mkdir()
    for name in ("training_variants", "training_text"):
        lines = (DEMO / name).read_text(encoding="utf-8").splitlines()[:101]
        (home / "data_dir" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def models(home):
    """The same model by both engines."""
    for engine in ("local", "dask"):
        done = run(
            *(ONCOLIT, "train", home / "data_dir", "--model", home / engine),
            *("--params", home / "params.yaml", "--engine", engine),
            home=home,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Trained on ")
    return home


def digest(model):
    return hashlib.sha256((model / "classifier.pickle").read_bytes()).hexdigest()


def test_both_engines_write_the_same_model_to_the_last_bit(models):
    assert digest(models / "local") == digest(models / "dask")


def test_parts_that_two_processes_hold_give_the_same_model_to_the_last_bit(
    models, tmp_path, monkeypatch
):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    monkeypatch.setattr("experiments.stored_members.PART_ROWS", 20)
    train, n_holders = distributed_trees.xgboost_dask.train, []

    def watched(client, parameters, matrix, *given, **named):
        n_holders.append(len(matrix.worker_map))
        return train(client, parameters, matrix, *given, **named)

    monkeypatch.setattr(distributed_trees.xgboost_dask, "train", watched)
    for engine in ("local", "dask"):
        train_from_folder(
            models / "data_dir", tmp_path / engine, models / "params.yaml", None, engine
        )
    assert max(n_holders) == 2
    assert digest(tmp_path / "local") == digest(tmp_path / "dask")
    assert digest(tmp_path / "local") != digest(models / "local")


def test_the_card_says_which_members_read_some_of_the_rows(models):
    card = json.loads((models / "dask" / "model.json").read_text())
    read = card["rows_read"]
    assert read["variant_trees"] == card["n_variants"]
    assert 1 <= read["read_regression"] < card["n_texts"]


def test_the_model_answers_where_there_is_no_dask(models):
    done = run(sys.executable, "-c", WITHOUT_DASK, models / "dask", home=models)
    assert done.stdout == "[1.0]\n", done.stderr


def test_nothing_is_left_of_the_features(models):
    work = models / "data" / "cache" / "work"
    assert work.is_dir()
    assert not list(work.iterdir())
