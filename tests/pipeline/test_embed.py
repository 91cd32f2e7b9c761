"""``oncolit embed``: what it writes is what a data folder's embeddings are read as."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from small_language_models import WIDTH, needs_onnx, trained_model, write_model

from pipeline.crossvalidate import run_crossvalidation
from pipeline.data_folder import DataFolderError, read_data_folder, sha256_of
from pipeline.embed import EmbeddingChoices, EmbedError, embed_folder
from pipeline.embedding_store import VectorStore
from pipeline.parameters import ParametersError, View
from pipeline.whole_folder import OutputFolderError
from text_features.embedding_folder import EmbeddingFolderError
from text_features.embedding_model import EmbeddingModel

pytestmark = needs_onnx

REPOSITORY = Path(__file__).resolve().parents[2]
DEMO = REPOSITORY / "data" / "demo"
ONCOLIT = Path(sys.executable).with_name("oncolit")
EMBEDDINGS = "training_embeddings.parquet"

SHARED = "The BRAF V600E mutation activates cells. In BRAF, K601N has no effect on growth."
VARIANTS = """ID,Gene,Variation,Class
10,BRAF,V600E,7
11,BRAF,K601N,5
12,BRAF,L597R,2
13,KIT,D816V,7
14,KIT,Deletion,1
15,BRAF,G469A,7
"""
TEXT = f"""ID,Text
11||{SHARED}
10||{SHARED}
12||{SHARED}
13||We found growth of cells in patients and no effect on binding.
14||null
99||Of no variant.
"""


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "training_variants").write_text(VARIANTS, encoding="utf-8")
    (folder / "training_text").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def language_model(tmp_path):
    return write_model(tmp_path / "tiny-bert")


@pytest.fixture
def params(tmp_path):
    def write(content: str) -> Path:
        path = tmp_path / "params.yaml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def embedded(out: Path) -> pd.DataFrame:
    return pd.read_parquet(out).set_index("ID")


def kind(table: pd.DataFrame, letter: str) -> pd.DataFrame:
    return table[[f"{letter}{at}" for at in range(WIDTH)]]


def test_what_is_written_is_read_without_a_fault(data, language_model):
    told = embed_folder(data, language_model, data / EMBEDDINGS)
    folder = read_data_folder(data)
    expected = [f"{letter}{at}" for letter in "ab" for at in range(WIDTH)]
    assert folder.embeddings.columns.to_list() == expected
    assert folder.embeddings.notna().all(axis=1).to_dict() == {
        10: True, 11: True, 12: True, 13: True, 14: False, 15: False,
    }  # fmt: skip
    assert not [fault for fault in folder.faults if fault.file == EMBEDDINGS]
    assert "Embedded 4 of 6 variants; 2 have no text and no row" in told
    assert "2 distinct texts and 3 distinct passages" in told
    assert "2 around the variant, 1 around its gene, 1 the whole text" in told
    assert f"{WIDTH} dimensions, mean pooling, normalised, windows of 16 tokens" in told
    assert "16 tokens, texts in small letters\n" in told


def test_rows_of_a_text_share_its_document_and_not_their_passages(data, language_model, tmp_path):
    embed_folder(data, language_model, tmp_path / "x.parquet")
    table = embedded(tmp_path / "x.parquet")
    documents, passages = kind(table, "a"), kind(table, "b")
    assert len(documents.loc[[10, 11, 12]].drop_duplicates()) == 1
    assert len(documents.drop_duplicates()) == 2
    assert len(passages.drop_duplicates()) == 4


def test_a_text_that_names_neither_variant_nor_gene_is_its_own_passage(
    data, language_model, tmp_path
):
    embed_folder(data, language_model, tmp_path / "x.parquet")
    row = embedded(tmp_path / "x.parquet").loc[[13]]
    np.testing.assert_array_equal(kind(row, "a"), kind(row, "b"))


def test_masking_names_is_a_matter_of_passages_alone(data, language_model, tmp_path, params):
    embed_folder(data, language_model, tmp_path / "masked.parquet")
    plain = params("reading:\n  mask_names: false\n")
    embed_folder(data, language_model, tmp_path / "plain.parquet", params=plain)
    masked, named = embedded(tmp_path / "masked.parquet"), embedded(tmp_path / "plain.parquet")
    pd.testing.assert_frame_equal(kind(masked, "a"), kind(named, "a"))
    difference = (kind(masked, "b") - kind(named, "b")).abs().max(axis=1)
    assert (difference.loc[[10, 11, 12]] > 1e-3).all()
    assert difference.loc[13] == 0


def test_the_file_says_how_it_was_made(data, language_model, tmp_path):
    choices = EmbeddingChoices(pooling="cls", max_tokens=12)
    embed_folder(data, language_model, tmp_path / "x.parquet", choices)
    made = json.loads(pq.read_schema(tmp_path / "x.parquet").metadata[b"oncolit"])
    weights = hashlib.sha256((language_model / "model.safetensors").read_bytes()).hexdigest()
    words = hashlib.sha256((language_model / "vocab.txt").read_bytes()).hexdigest()
    assert (made["model"], made["weights"]) == ("tiny-bert", ["model.safetensors"])
    assert (made["weights_sha256"], made["tokenizer_sha256"]) == (weights, words)
    assert (made["pooling"], made["normalised"], made["max_tokens"]) == ("cls", True, 12)
    assert made["dimensions"] == WIDTH
    inputs = [data / "training_variants", data / "training_text"]
    assert made["data_sha256"] == sha256_of(inputs)
    assert made["text_sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert made["lower_case"] is True
    assert made["names_masked_in_passages"] is True
    assert made["passages_about"] == {"variant": 2, "gene": 1, "text": 1}
    assert made["oncolit"]


def test_a_plain_transformer_is_averaged_and_the_summary_says_so(data, tmp_path):
    model = write_model(tmp_path / "plain", modules=())
    told = embed_folder(data, model, tmp_path / "x.parquet")
    assert "mean pooling (the folder has no modules.json and names none), not normalised" in told
    lengths = np.linalg.norm(kind(embedded(tmp_path / "x.parquet"), "a"), axis=1)
    assert (abs(lengths - 1) > 0.01).all()


def test_unlabelled_variants_are_embedded_too(data, language_model, tmp_path):
    lines = VARIANTS.splitlines()
    unlabelled = "\n".join(line.rpartition(",")[0] for line in lines)
    embed_folder(data, language_model, tmp_path / "labelled.parquet")
    (data / "training_variants").write_text(unlabelled, encoding="utf-8")
    embed_folder(data, language_model, tmp_path / "unlabelled.parquet")
    pd.testing.assert_frame_equal(
        embedded(tmp_path / "labelled.parquet"), embedded(tmp_path / "unlabelled.parquet")
    )


def test_rows_that_cannot_be_used_are_listed(data, language_model, tmp_path):
    embed_folder(data, language_model, tmp_path / "x.parquet")
    listed = (tmp_path / "x.rejected.tsv").read_text(encoding="utf-8")
    assert "empty text" in listed
    assert "no variant with this ID in training_variants" in listed


def test_distinct_texts_that_would_count_as_one_paper_are_told(
    data, language_model, tmp_path, params
):
    alike = params("split:\n  embedding_cosine: -1.0\n")
    told = embed_folder(data, language_model, tmp_path / "x.parquet", params=alike)
    assert "Note: 1 of 1 pairs of distinct texts have a cosine of -1 or more" in told
    apart = params("split:\n  embedding_cosine: 1.0\n")
    assert "Note" not in embed_folder(data, language_model, tmp_path / "x.parquet", params=apart)


def test_a_run_that_fails_leaves_what_was_there(data, language_model, tmp_path, monkeypatch):
    out = tmp_path / "out" / "x.parquet"
    embed_folder(data, language_model, out)
    before = out.read_bytes()

    def fail(*_arguments):
        raise RuntimeError("in the middle of the work")

    monkeypatch.setattr(EmbeddingModel, "embed", fail)
    with pytest.raises(RuntimeError):
        embed_folder(data, language_model, out)
    assert out.read_bytes() == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["x.parquet", "x.rejected.tsv"]


def test_a_vocabulary_in_its_own_case_is_told_and_written_down(data, language_model, tmp_path):
    words = (language_model / "vocab.txt").read_text(encoding="utf-8")
    (language_model / "vocab.txt").write_text(words.replace("##a\n", "A\n"), encoding="utf-8")
    told = embed_folder(data, language_model, tmp_path / "x.parquet")
    assert "windows of 16 tokens, texts in their own case" in told
    made = json.loads(pq.read_schema(tmp_path / "x.parquet").metadata[b"oncolit"])
    assert made["lower_case"] is False


def test_a_model_that_cannot_run_is_refused_before_texts_are_read(data, language_model, tmp_path):
    from safetensors.numpy import load_file, save_file

    weights = load_file(language_model / "model.safetensors")
    weights["embeddings.LayerNorm.bias"][:] = np.nan
    save_file(weights, language_model / "model.safetensors")
    (data / "training_text").write_text("no header", encoding="utf-8")
    with pytest.raises(EmbeddingFolderError, match="not finite"):
        embed_folder(data, language_model, tmp_path / "x.parquet")


def test_two_runs_into_one_file_do_not_mix(data, language_model, tmp_path, monkeypatch):
    other = write_model(tmp_path / "other-bert", seed=1)
    embed_folder(data, language_model, tmp_path / "alone.parquet")
    out = tmp_path / "out" / "x.parquet"
    read = VectorStore.vectors

    def run_another_first(store, places):
        monkeypatch.setattr(VectorStore, "vectors", read)
        embed_folder(data, other, out)
        return read(store, places)

    monkeypatch.setattr(VectorStore, "vectors", run_another_first)
    embed_folder(data, language_model, out)
    assert out.read_bytes() == (tmp_path / "alone.parquet").read_bytes()
    assert sorted(path.name for path in out.parent.iterdir()) == ["x.parquet", "x.rejected.tsv"]


def test_a_full_disk_is_named_and_nothing_is_left(data, language_model, tmp_path, monkeypatch):
    def fill(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(VectorStore, "vectors", fill)
    out = tmp_path / "out" / "x.parquet"
    with pytest.raises(OutputFolderError) as refused:
        embed_folder(data, language_model, out)
    assert str(refused.value) == f"{out}: cannot be written (No space left on device)"
    assert list(out.parent.iterdir()) == []


STOPPED = """
import sys, time
from pathlib import Path
from pipeline.embed import embed_folder
from pipeline.embedding_store import VectorStore

def wait(*_arguments):
    print("ready", flush=True)
    time.sleep(60)

VectorStore.vectors = wait
embed_folder(*map(Path, sys.argv[1:]))
"""


def test_a_run_that_is_told_to_stop_leaves_nothing_behind(data, language_model, tmp_path):
    out = tmp_path / "out" / "x.parquet"
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(data), str(language_model), str(out)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ONCOLIT_HOME": str(tmp_path)},
    )
    assert process.stdout.readline() == b"ready\n"
    assert list(out.parent.iterdir())
    process.terminate()
    assert process.wait(timeout=30) != 0
    assert list(out.parent.iterdir()) == []


FAULTS = {
    "no text file": (
        lambda data: (data / "training_text").unlink(),
        EmbedError,
        "training_text: no such file; expected texts to embed",
    ),
    "no text of a variant": (
        lambda data: (data / "training_text").write_text("ID,Text\n99||Of no variant.\n"),
        EmbedError,
        "training_text: no text of a variant",
    ),
    "no header": (
        lambda data: (data / "training_text").write_text("10||The kinase.\n"),
        DataFolderError,
        "no header; expected ID,Text",
    ),
    "no folder": (shutil.rmtree, EmbedError, "no such folder; expected one with training_variants"),
    "no variants": (
        lambda data: (data / "training_variants").unlink(),
        DataFolderError,
        "training_variants: no such file",
    ),
}


@pytest.mark.parametrize(("spoil", "error", "message"), FAULTS.values(), ids=FAULTS)
def test_data_that_cannot_be_used_are_one_clear_error(
    data, language_model, tmp_path, spoil, error, message
):
    spoil(data)
    with pytest.raises(error) as refused:
        embed_folder(data, language_model, tmp_path / "x.parquet")
    assert message in str(refused.value)
    assert not (tmp_path / "x.parquet").exists()


def test_an_input_is_never_overwritten(data, language_model):
    with pytest.raises(EmbedError, match="is an input"):
        embed_folder(data, language_model, data / "training_text")
    with pytest.raises(EmbedError, match="is a folder"):
        embed_folder(data, language_model, data)


def test_a_folder_without_a_model_is_refused_before_data_are_read(data, tmp_path):
    with pytest.raises(EmbeddingFolderError, match="not a model"):
        embed_folder(data, tmp_path, tmp_path / "x.parquet")
    with pytest.raises(ParametersError):
        embed_folder(data, tmp_path, tmp_path / "x.parquet", params=tmp_path / "absent.yaml")


def oncolit(*arguments, **environment):
    return subprocess.run(
        [str(ONCOLIT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_two_processes_write_the_same_bytes(data, language_model, tmp_path):
    for name, seed, threads in (("first", "1", "1"), ("second", "2", "2")):
        done = oncolit(
            "embed", data, "--model-folder", language_model, "--out", tmp_path / f"{name}.parquet",
            PYTHONHASHSEED=seed, OMP_NUM_THREADS=threads, ONCOLIT_HOME=str(tmp_path),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    first, second = ((tmp_path / f"{name}.parquet").read_bytes() for name in ("first", "second"))
    assert first == second


def test_wrong_use_is_one_line_and_exit_code_2(data, tmp_path):
    done = oncolit(
        "embed", data, "--model-folder", tmp_path / "absent", "--out", tmp_path / "x.parquet",
        ONCOLIT_HOME=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"oncolit: {tmp_path / 'absent'}: no such folder; expected a folder with a model"
    )


@pytest.mark.slow
def test_crossvalidation_learns_from_embeddings_made_here(tmp_path, params):
    """With no other view left, all rows of a fold would have one answer without them."""
    folder = tmp_path / "data"
    folder.mkdir()
    variants = (DEMO / "training_variants").read_text(encoding="utf-8").splitlines()[:61]
    (folder / "training_variants").write_text("\n".join(variants), encoding="utf-8")
    shutil.copy(DEMO / "training_text", folder)
    embed_folder(folder, trained_model(), folder / EMBEDDINGS)
    left_out = ", ".join(view for view in get_args(View) if view != "embeddings")
    quick = params(f"classifier:\n  n_estimators: 10\n  views_left_out: [{left_out}]\n")
    run_crossvalidation(folder, "text", 2, 0, tmp_path / "out", quick)
    answers = pd.read_csv(tmp_path / "out" / "oof.csv").groupby("fold")["class7"]
    assert answers.nunique().max() > 10
    assert EMBEDDINGS not in (tmp_path / "out" / "rejected.tsv").read_text(encoding="utf-8")
