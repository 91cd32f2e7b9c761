"""A data folder with a hotspot table, from the command line to an answer without the table."""

import csv
import json
import os
from pathlib import Path

import pytest
from oncolit_command import run_oncolit

from experiments.model_folder import read_model
from gene_features.recurrence_encoder import FEATURES

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
HOTSPOTS = (
    "Hugo_Symbol\tAmino_Acid_Position\tReference_Amino_Acid\tVariant_Amino_Acid\tMutation_Count\n"
    "BRAF\t600\tV:897\tE:833|K:32\t897\n"
    "TP53\t175\tR:400\tH:400\t400\n"
)


def oncolit(*arguments, home):
    done = run_oncolit(*arguments, env={**os.environ, "ONCOLIT_HOME": str(home)})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The first rows of the demo data, with a hotspot table and quick parameters beside them."""
    home = tmp_path_factory.mktemp("hotspots")
    (home / "data").mkdir()
    lines = (DEMO / "training_variants").read_text(encoding="utf-8").splitlines()[:81]
    (home / "data/training_variants").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (home / "data/hotspots.tsv").write_text(HOTSPOTS, encoding="utf-8")
    (home / "params.yaml").write_text("classifier:\n  n_estimators: 10\n")
    return home


def test_a_folder_with_hotspots_is_cross_validated(folder):
    oncolit(
        "crossvalidate", folder / "data", "--folds", 2, "--out", folder / "out",
        "--params", folder / "params.yaml", home=folder,
    )  # fmt: skip
    with (folder / "out/oof.csv").open(newline="", encoding="utf-8") as lines:
        assert len(list(csv.DictReader(lines))) == 80
    assert json.loads((folder / "out/metrics.json").read_text())["log_loss"] > 0


def test_the_model_keeps_the_table_and_predict_needs_none(folder, tmp_path):
    oncolit(
        "train", folder / "data", "--model", tmp_path / "model",
        "--params", folder / "params.yaml", home=tmp_path,
    )  # fmt: skip
    model = read_model(tmp_path / "model")
    names = model.classifier.feature_names()
    assert [n for n in names if n.startswith("recurrence:")] == [
        f"recurrence:{n}" for n in FEATURES
    ]
    assert model.classifier.views_["recurrence"].encoder_.table["Gene"].isin(["BRAF", "TP53"]).all()
    variants = tmp_path / "v.csv"
    variants.write_text("ID,Gene,Variation\n0,BRAF,V600E\n1,NEWGENE,Q1*\n")
    oncolit("predict", "--variants", variants, "--model", tmp_path / "model", "--out",
            tmp_path / "o.csv", home=tmp_path)  # fmt: skip
    with (tmp_path / "o.csv").open(newline="", encoding="utf-8") as lines:
        assert [row["ID"] for row in csv.DictReader(lines)] == ["0", "1"]
