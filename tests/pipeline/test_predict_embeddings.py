"""``oncolit predict --embeddings``: made as those that the model was trained on, or refused."""

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.model_folder import read_model
from pipeline.data_folder import read_data_folder
from pipeline.predict import PredictError, predict_file
from pipeline.prepared import prepare, read_prepared, write_prepared
from pipeline.train import train_from_folder
from text_features.embedding_source import EmbeddingSource

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
EMBEDDINGS = "training_embeddings.parquet"
MADE = EmbeddingSource("tiny-bert", "ab" * 32, "cd" * 32, "mean", True, 16, True, True, 1)
PARAMS = """\
evaluate: {workers: 1}
text: {doc2vec_epochs: 2}
classifier: {n_estimators: 3}
"""


def write_embeddings(file: Path, metadata=None, rows: int = 60) -> Path:
    """Write random embeddings, with metadata as oncolit's own have."""
    ids = pd.read_csv(DEMO / "training_variants")["ID"].to_numpy()[:rows]
    vectors = np.random.default_rng(0).normal(size=(rows, 3)).astype(np.float32)
    table = pa.table({"ID": ids, **{f"a{at}": vectors[:, at] for at in range(3)}})
    if metadata is not None:
        table = table.replace_schema_metadata({b"oncolit": json.dumps(metadata).encode()})
    pq.write_table(table, file)
    return file


def write_data(folder: Path, metadata=None) -> Path:
    folder.mkdir()
    for name in ("training_variants", "training_text"):
        lines = (DEMO / name).read_text(encoding="utf-8").splitlines()[:61]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_embeddings(folder / EMBEDDINGS, metadata)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with a model that was trained on embeddings of ours, and one of the user's."""
    home = tmp_path_factory.mktemp("home")
    (home / "params.yaml").write_text(PARAMS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(home))
        ours = write_data(home / "ours", {**asdict(MADE), "runtime": "onnx 1.2"})
        train_from_folder(ours, home / "model", home / "params.yaml")
        brought = write_data(home / "brought")
        train_from_folder(brought, home / "model_of_brought", home / "params.yaml")
        yield home


@pytest.fixture
def predict(home, tmp_path):
    def run(embeddings, model="model", text=None):
        variants = home / "ours" / "training_variants"
        out = tmp_path / "o.csv"
        return predict_file(variants, text, embeddings, None, str(home / model), out, why=False)

    return run


def test_the_model_keeps_what_made_its_embeddings(home):
    assert read_model(home / "model").card.embedding_source == MADE
    assert read_model(home / "model_of_brought").card.embedding_source is None


OTHERS = {
    "weights_sha256": "ef" * 32,
    "pooling": "cls",
    "max_tokens": 512,
    "lower_case": False,
    "names_masked_in_passages": False,
}


@pytest.mark.parametrize("name", OTHERS)
def test_embeddings_that_are_made_otherwise_are_refused(predict, tmp_path, name):
    made = asdict(replace(MADE, **{name: OTHERS[name]}, model="other-bert"))
    file = write_embeddings(tmp_path / "e.parquet", made)
    with pytest.raises(PredictError) as refused:
        predict(file)
    assert str(refused.value) == (
        f"{file}: made with {name} {OTHERS[name]!r} (other-bert); expected embeddings made as "
        f"those that the model was trained on, with {name} {getattr(MADE, name)!r} (tiny-bert)"
    )
    assert not (tmp_path / "o.csv").exists()


def test_embeddings_made_alike_are_taken_whatever_their_folder_was_called(predict, tmp_path):
    made = {**asdict(MADE), "model": "copy", "runtime": "torch 2"}
    assert "Predicted 60 variants" in predict(write_embeddings(tmp_path / "e.parquet", made))


def test_where_either_side_says_nothing_embeddings_are_taken(predict, tmp_path):
    said = write_embeddings(tmp_path / "said.parquet", asdict(replace(MADE, pooling="cls")))
    silent = write_embeddings(tmp_path / "silent.parquet")
    assert "Predicted 60 variants" in predict(silent)
    assert "Predicted 60 variants" in predict(said, model="model_of_brought")


def test_texts_that_the_embeddings_were_not_made_of_are_told(predict, home, tmp_path):
    text = home / "ours" / "training_text"
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    file = write_embeddings(tmp_path / "e.parquet", {**asdict(MADE), "text_sha256": digest})
    assert "Note" not in predict(file, text=text)
    edited = tmp_path / "edited"
    edited.write_text(text.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    told = predict(file, text=edited)
    assert told.startswith("Note: e.parquet: made of another file of texts than edited (sha256 ")
    assert "Predicted 60 variants" in told
    observed = pd.read_csv(tmp_path / "o.observations.tsv", sep="\t")
    assert "mismatched" in observed["action"].to_list()


def test_training_tells_of_other_texts(home, tmp_path):
    data = write_data(tmp_path / "data", {**asdict(MADE), "text_sha256": "0" * 64})
    told = train_from_folder(data, tmp_path / "model", home / "params.yaml")
    assert f"\nNote: {EMBEDDINGS}: made of another file of texts than training_text" in told
    assert "mismatched" in (tmp_path / "model" / "observations.tsv").read_text(encoding="utf-8")


def test_prepared_rows_keep_what_made_their_embeddings(home, tmp_path):
    for name, made in (("ours", MADE), ("brought", None)):
        write_prepared(prepare(read_data_folder(home / name), name), tmp_path / name)
        assert read_prepared(tmp_path / name).embedding_source == made
