"""``make run`` and DVC: the pipeline from end to end, in a copy of the repository."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline.run import RunError, data_folder_set, example_suggestions

REPOSITORY = Path(__file__).resolve().parents[2]
QUICK = {
    "\n  folds: 5\n": "\n  folds: 3\n",
    "n_estimators: 60 ": "n_estimators: 8 ",
    "inner_folds: 3 ": "inner_folds: 2 ",
    "doc2vec_epochs: 10\n": "doc2vec_epochs: 2\n",
    "doc2vec_inference_epochs: 10\n": "doc2vec_inference_epochs: 2\n",
    "bootstrap_resamples: 2000\n": "bootstrap_resamples: 200\n",
}
"""Tunables that are only about time here."""


def test_params_are_put_back_byte_for_byte(tmp_path):
    params = tmp_path / "params.yaml"
    before = (REPOSITORY / "params.yaml").read_bytes()
    params.write_bytes(before)
    with data_folder_set(params, Path("/some/where: else")):
        assert 'dir: "/some/where: else"' in params.read_text()
    assert params.read_bytes() == before


def test_params_are_put_back_after_a_failure(tmp_path):
    params = tmp_path / "params.yaml"
    before = (REPOSITORY / "params.yaml").read_bytes()
    params.write_bytes(before)
    with pytest.raises(RuntimeError), data_folder_set(params, Path("/data")):
        raise RuntimeError
    assert params.read_bytes() == before


def test_params_without_a_data_folder_are_refused(tmp_path):
    params = tmp_path / "params.yaml"
    params.write_text("split:\n  folds: 5\n")
    with pytest.raises(RunError, match="expected the lines"), data_folder_set(params, tmp_path):
        pass


def test_examples_differ_in_gene_and_show_what_is_curated_and_what_is_predicted():
    records = [
        {
            "variant": f"{gene} X",
            "gene": gene,
            "tier": tier,
            "level": level,
            "basis": basis,
            "origin": "predicted" if basis == "predicted_effect" else "curated",
        }
        for gene, tier, level, basis in [
            ("BRCA1", "III", None, "predicted_effect"),
            ("EGFR", "II", "C", "same_codon"),
            ("BRAF", "I", "B", "same_codon"),
            ("BRAF", "I", "A", "same_alteration"),
        ]
    ]
    chosen = [(record["variant"], record["basis"]) for record in example_suggestions(records)]
    assert chosen == [
        ("BRAF X", "same_alteration"), ("BRCA1 X", "predicted_effect"), ("EGFR X", "same_codon")
    ]  # fmt: skip


class Copy:
    """A git copy of the repository with an MLflow store of its own."""

    def __init__(self, folder):
        self.folder = folder / "checkout"
        self.home = folder / "home"
        files = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, capture_output=True, check=True, text=True,
        ).stdout.split("\0")  # fmt: skip
        for name in filter(None, files):
            source = REPOSITORY / name
            if source.is_file() and not name.startswith("tests/"):
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, self.folder / name)
        params = self.folder / "params.yaml"
        text = params.read_text()
        for slow, quick in QUICK.items():
            assert slow in text
            text = text.replace(slow, quick)
        params.write_text(text)
        self.call("git", "init", "-q")
        self.commit("copy")

    def commit(self, message):
        self.call("git", "add", "-A")
        self.call("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm",
                  message)  # fmt: skip

    def call(self, *command):
        environment = {
            **os.environ,
            "ONCOLIT_HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.org",
            "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@example.org",
        }  # fmt: skip
        environment.pop("MLFLOW_TRACKING_URI", None)
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout + done.stderr

    def dvc(self, *arguments):
        return self.call(sys.executable, "-m", "dvc", *arguments)

    def parent_runs(self):
        program = (
            "import mlflow, sys; mlflow.set_tracking_uri(sys.argv[1]);"
            "runs = mlflow.search_runs(experiment_names=['oncolit'], output_format='list');"
            "print(*sorted(r.data.tags['mlflow.runName'] + ' '"
            " + r.data.params['classifier.max_depth']"
            " for r in runs if 'mlflow.parentRunId' not in r.data.tags), sep='\\n')"
        )
        uri = f"sqlite:///{self.home / 'mlruns' / 'mlflow.db'}"
        return self.call(sys.executable, "-W", "ignore", "-c", program, uri).splitlines()


@pytest.mark.slow
def test_the_whole_pipeline_runs_once_and_experiments_reach_the_one_store(tmp_path):
    copy = Copy(tmp_path)
    params = yaml.safe_load((copy.folder / "params.yaml").read_text())
    copy.dvc("repro")
    assert copy.parent_runs() == [f"demo {params['classifier']['max_depth']}"]
    metrics = json.loads((copy.folder / "data/processed/metrics.json").read_text())
    assert set(metrics) == {"random", "text", "gene"}
    assert all({"set_coverage", "set_size", "answered"} <= set(m) for m in metrics.values())
    with (copy.folder / "data/processed/answers.jsonl").open(encoding="utf-8") as lines:
        answers = [json.loads(line) for line in lines]
    assert len(answers) == 259
    assert all({"answer", "prediction_set", "measured", "why"} <= set(row) for row in answers)
    suggestions = json.loads((copy.folder / "data/processed/therapy_suggestions.json").read_text())
    assert {
        "variant",
        "predicted_class",
        "probability",
        "therapy",
        "tier",
        "level",
        "basis",
        "origin",
        "citations",
        "agreement",
    } <= set(suggestions[0])
    assert {row["origin"] for row in suggestions} == {"curated", "predicted"}
    assert all(row["tier"] == "III" for row in suggestions if row["origin"] == "predicted")
    report = (copy.folder / "data/processed/report/report.html").read_text()
    assert "research tool" in report
    therapies = (copy.folder / "data/processed/report/therapies.html").read_text()
    assert "RESISTANCE" in therapies
    told = (copy.folder / "data/processed/report/answers.html").read_text()
    assert told.count('<details class="variant"') == 259

    assert "up to date" in copy.dvc("repro")
    lock = (copy.folder / "dvc.lock").read_bytes()
    copy.dvc("repro", "--force", "--single-item", "train")
    assert (copy.folder / "dvc.lock").read_bytes() == lock  # the model is the same, byte for byte

    copy.commit("run")
    copy.dvc("exp", "run", "--temp", "--name", "shallow", "-S", "classifier.max_depth=2")
    assert "shallow 2" in copy.parent_runs()
