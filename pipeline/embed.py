"""``oncolit embed``: embeddings of a data folder's texts, by a language model in a folder.

Written as ``training_embeddings.parquet`` is read: ID, then ``a0``… of the document and ``b0``… of
the passage around the variant. Texts are read and embedded some at a time: what stays in memory of
each is its digest and its place.
"""

import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from pipeline.data_folder import (
    TEXT_FILE,
    VARIANTS_FILE,
    DataFolder,
    read_variant_files,
    write_faults,
)
from pipeline.embedding_store import EmbeddedRows, VectorStore, write_embeddings
from pipeline.parameters import load_parameters
from pipeline.progress import show_progress
from pipeline.whole_folder import whole_file
from text_features.embedding_folder import read_model_folder, sha256_of_files
from text_features.embedding_model import EmbeddingModel
from text_features.embedding_passages import About, passage_for
from text_features.embedding_runtime import DeviceName, RuntimeName, open_runtime
from text_features.embedding_windows import Tokenizer
from text_features.near_duplicates import near_identical_vectors
from text_features.reading import AskedVariant, read_for, read_text
from text_features.row_text import ReadingSettings
from variants.schema import GENE, VARIATION

_COMPARED = 1_000


class EmbedError(ValueError):
    """There is nothing to embed, or nowhere to write to."""


@dataclass(frozen=True)
class EmbeddingChoices:
    """What the user chose of a model and of how it runs.

    Parameters
    ----------
    device : str
        ``cpu`` or ``cuda``.
    runtime : str
        ``auto``, ``onnx`` or ``torch``.
    pooling : str
        ``auto`` (the folder's own), ``mean`` or ``cls``.
    batch : int
        Windows that go through the model at a time.
    max_tokens : int, optional
        Of a window; the folder's own by default.
    """

    device: DeviceName = "cpu"
    runtime: RuntimeName = "auto"
    pooling: str = "auto"
    batch: int = 32
    max_tokens: int | None = None


def embed_folder(
    data_dir: Path,
    model_folder: Path,
    out: Path,
    choices: EmbeddingChoices = EmbeddingChoices(),
    params: Path | None = None,
) -> str:
    """Embed the texts of a data folder; return what was done, for people.

    Beside ``out``, ``….rejected.tsv`` lists the rows that could not be used.

    Raises
    ------
    EmbedError, pipeline.whole_folder.OutputFolderError
        No text, or no place to write to.
    """
    parameters = load_parameters(params)
    paths = [data_dir / VARIANTS_FILE, data_dir / TEXT_FILE]
    _check_paths(paths, out)
    model = open_model(model_folder, choices)
    folder = read_variant_files(paths[0], text=paths[1], labelled=False)
    if not (folder.document >= 0).any():
        raise EmbedError(f"{paths[1]}: no text of a variant; expected lines ID||Text")
    data = {"data_sha256": folder.sha256, "text_sha256": sha256_of_files(paths[1:])}
    reading = ReadingSettings(**parameters.reading.model_dump())
    start = time.perf_counter()
    rejected = out.with_suffix(".rejected.tsv")
    with whole_file(out, keep=tuple(paths)) as unfinished:
        store = VectorStore(model, unfinished.with_name(f"{out.name}.vectors"))
        rows, about = _embed_rows(folder, reading, store)
        seconds = time.perf_counter() - start
        metadata = _metadata(model, reading, store, about)
        write_embeddings(rows, store, metadata | data, unfinished)
        alike = _alike(rows, store, parameters.split.embedding_cosine)
        write_faults(folder.faults, rejected)
    return "\n".join(
        [
            *_summary(model, folder, rows, about, store, seconds),
            *_warning(alike, parameters.split.embedding_cosine),
            f"Wrote {out}; rows that could not be used: {rejected}",
        ]
    )


def open_model(path: Path, choices: EmbeddingChoices) -> EmbeddingModel:
    """Open the model in a folder and try it.

    Raises
    ------
    text_features.embedding_folder.EmbeddingFolderError
        It cannot be opened, or does not run.
    text_features.embedding_runtime.EmbeddingRuntimeError
        There is nothing to run it on.
    """
    folder = read_model_folder(path).with_choices(choices.pooling, choices.max_tokens)
    runtime = open_runtime(folder, choices.runtime, choices.device)
    model = EmbeddingModel(folder, Tokenizer(folder), runtime, choices.batch)
    model.check()
    return model


def _check_paths(paths: list[Path], out: Path) -> None:
    variants, text = paths
    if not variants.parent.is_dir():
        raise EmbedError(f"{variants.parent}: no such folder; expected one with {VARIANTS_FILE}")
    if variants.is_file() and not text.is_file():
        raise EmbedError(f"{text}: no such file; expected texts to embed, as lines ID||Text")
    if out.is_dir() or out.resolve() in {path.resolve() for path in paths}:
        problem = "is a folder" if out.is_dir() else "is an input"
        raise EmbedError(f"{out}: {problem}; expected a file to write to, such as x.parquet")


def _embed_rows(
    folder: DataFolder, reading: ReadingSettings, store: VectorStore
) -> tuple[EmbeddedRows, Counter[About]]:
    """Give every row's text and passage to the store; count what passages are about.

    Each distinct text is read once, for all of its rows.
    """
    of_text = folder.document[folder.document >= 0].groupby(folder.document).groups
    places: dict[int, tuple[int, int]] = {}
    about = Counter[About]()
    for document, ids in show_progress(of_text.items(), len(of_text), "Embeddings"):
        source = read_text(folder.documents[document])
        text = store.place_of(source.text)
        for row_id in ids:
            gene, spelling = folder.variants.loc[row_id, [GENE, VARIATION]]
            passage = passage_for(read_for(source, AskedVariant.of(gene, spelling)), reading)
            about[passage.about] += 1
            places[row_id] = (text, store.place_of(passage.text))
    store.flush()
    rows = EmbeddedRows()
    for row_id in folder.variants.index.intersection(list(places)):
        rows.add(row_id, *places[row_id])
    return rows, about


def _metadata(
    model: EmbeddingModel,
    reading: ReadingSettings,
    store: VectorStore,
    about: Counter[About],
) -> dict[str, Any]:
    weights = model.runtime.files
    return {
        "oncolit": version("oncolit"),
        "model": model.folder.name,
        "weights": [file.name for file in weights],
        "weights_sha256": sha256_of_files(weights),
        "tokenizer": model.tokenizer.file.name,
        "tokenizer_sha256": sha256_of_files([model.tokenizer.file]),
        "pooling": model.folder.pooling,
        "normalised": model.folder.normalise,
        "max_tokens": model.folder.max_tokens,
        "lower_case": model.tokenizer.lower_case,
        "dimensions": store.n_dimensions,
        "runtime": model.runtime.name,
        "names_masked_in_passages": reading.mask_names,
        "sentences_on_either_side": reading.window,
        "passages_about": {each: about[each] for each in get_args(About)},
    }


def _alike(rows: EmbeddedRows, store: VectorStore, cosine: float) -> tuple[int, int]:
    """Count the pairs of the first distinct texts that are as alike as one paper's, and all."""
    documents = list(islice(dict.fromkeys(rows.documents), _COMPARED))
    pairs = near_identical_vectors(store.vectors(documents), cosine)
    return len(pairs), len(documents) * (len(documents) - 1) // 2


def _summary(
    model: EmbeddingModel,
    folder: DataFolder,
    rows: EmbeddedRows,
    about: Counter[About],
    store: VectorStore,
    seconds: float,
) -> list[str]:
    chosen = model.folder
    pooling = f"{chosen.pooling} pooling"
    if chosen.is_plain:
        pooling += " (the folder has no modules.json and names none)"
    n_without = len(folder.variants) - len(rows.ids)
    n_documents = len(set(rows.documents))
    return [
        f"Embedded {len(rows.ids)} of {len(folder.variants)} variants; {n_without} have no text "
        "and no row",
        f"Model {chosen.name} on {model.runtime.name}: {store.n_dimensions} dimensions, {pooling}, "
        f"{'normalised' if chosen.normalise else 'not normalised'}, windows of "
        f"{chosen.max_tokens} tokens, texts in {_case(model)}",
        f"{n_documents} distinct texts and {len(store) - n_documents} distinct passages: "
        f"{store.n_tokens:,} tokens in {store.n_windows:,} windows, {seconds:.1f} s",
        f"Passages: {about['variant']} around the variant, {about['gene']} around its gene, "
        f"{about['text']} the whole text, which names neither",
    ]


def _case(model: EmbeddingModel) -> str:
    return "small letters" if model.tokenizer.lower_case else "their own case"


def _warning(alike: tuple[int, int], cosine: float) -> list[str]:
    """Say if the split would take distinct texts for one paper."""
    n_alike, n_pairs = alike
    if not n_alike:
        return []
    return [
        f"Note: {n_alike:,} of {n_pairs:,} pairs of distinct texts have a cosine of {cosine:g} or "
        "more (split.embedding_cosine) and count as one paper in the split text; more than few "
        "mean that this model tells documents apart too little, see docs/embeddings.md"
    ]
