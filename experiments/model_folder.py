"""A trained model as a folder: the fitted classifier and a card that says what it was fitted on."""

import hashlib
import json
import pickle
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from experiments.answers import Answers
from experiments.classifier import EffectClassifier
from experiments.inputs import ModelInputs, inputs_from_table
from text_features.embedding_source import EmbeddingSource
from variants.effect_class import CLASS_COLUMNS

ARTIFACT = "oncolit_model"
"""Name of the model folder among the artifacts of a model in the MLflow store."""

_CLASSIFIER = "classifier.pickle"
_CARD = "model.json"


class ModelFolderError(ValueError):
    """The folder holds no model."""


@dataclass(frozen=True)
class ModelCard:
    """What a model was fitted on.

    Parameters
    ----------
    data_sha256 : str
        Of the input files.
    n_variants, n_texts : int
        Labelled rows, and those of them with a text.
    class_counts : dict
        Rows by class number.
    embedding_columns : tuple of str
    annotation_columns : dict
        ``double`` or ``string`` by column name.
    n_feedback : int
        Labelled rows that laboratories' feedback added.
    dataset_sha256 : str
        Of the data set alone where feedback was added, else empty.
    rows_read : dict of int
        By member, the rows that it was fitted on where its features did not fit into memory.
    embedding_source : EmbeddingSource or None
        What made its embeddings, where their file said it.
    """

    data_sha256: str
    n_variants: int
    n_texts: int
    class_counts: dict[str, int]
    embedding_columns: tuple[str, ...]
    annotation_columns: dict[str, str]
    n_feedback: int = 0
    dataset_sha256: str = ""
    rows_read: dict[str, int] = field(default_factory=dict)
    embedding_source: EmbeddingSource | None = None


@dataclass(frozen=True)
class TrainedModel:
    """A fitted classifier with its card.

    Parameters
    ----------
    classifier : EffectClassifier
    card : ModelCard
    made, sha256 : str
        Day on which its file was written, and its digest; empty for a model that was not read
        from one.
    """

    classifier: EffectClassifier
    card: ModelCard
    made: str = ""
    sha256: str = ""

    def predict(self, inputs: ModelInputs) -> pd.DataFrame:
        """Return probabilities of shape (n_rows, 9), ``class1`` to ``class9``."""
        return pd.DataFrame(
            self.classifier.predict_proba(inputs),
            index=inputs.variants.index,
            columns=list(CLASS_COLUMNS),
        )

    def predict_table(self, table: pd.DataFrame) -> pd.DataFrame:
        """Answer one wide table, see :func:`experiments.inputs.inputs_from_table`."""
        return self.predict(self.inputs(table))

    def answer_table(self, table: pd.DataFrame) -> Answers:
        """Answer one wide table with classes, abstentions and confidence."""
        return self.classifier.answer(self.inputs(table))

    def inputs(self, table: pd.DataFrame) -> ModelInputs:
        """Make the classifier's inputs of one wide table."""
        return inputs_from_table(
            table,
            self.card.embedding_columns,
            tuple(self.card.annotation_columns),
            self.classifier.settings.reading,
        )


def describe(inputs: ModelInputs, labels: pd.Series, data_sha256: str) -> ModelCard:
    """Write down what a model is about to be fitted on."""
    annotations = inputs.annotations if inputs.annotations is not None else pd.DataFrame()
    return ModelCard(
        data_sha256=data_sha256,
        n_variants=len(inputs),
        n_texts=int(inputs.literature.has_text.sum()),
        class_counts={str(k): int(n) for k, n in labels.value_counts().sort_index().items()},
        embedding_columns=tuple(inputs.embeddings.columns) if inputs.embeddings is not None else (),
        annotation_columns={
            name: "double" if pd.api.types.is_numeric_dtype(column) else "string"
            for name, column in annotations.items()
        },
    )


def write_model(model: TrainedModel, folder: Path) -> None:
    """Write the model, replacing one that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    # The folder of the cache is this machine's, and no part of the model.
    classifier = copy(model.classifier)
    classifier.settings = replace(classifier.settings, cache=None)
    with (folder / _CLASSIFIER).open("wb") as stream:
        _ModelPickler(stream).dump(classifier)
    (folder / _CARD).write_text(json.dumps(asdict(model.card), indent=2) + "\n", encoding="utf-8")


def read_model(folder: Path) -> TrainedModel:
    """Read a model that :func:`write_model` wrote.

    Only read folders that you trust: the classifier is a pickle.

    Raises
    ------
    ModelFolderError
        The folder or one of its files is missing.
    """
    for name in (_CLASSIFIER, _CARD):
        if not (folder / name).is_file():
            raise ModelFolderError(f"{folder}: no model here, expected a file {name}")
    try:
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        card["embedding_columns"] = tuple(card["embedding_columns"])
        if made := card.get("embedding_source"):
            card["embedding_source"] = EmbeddingSource.of(made)
        pickled = (folder / _CLASSIFIER).read_bytes()
        classifier = pickle.loads(pickled)
        written = datetime.fromtimestamp((folder / _CLASSIFIER).stat().st_mtime, UTC)
        digest = hashlib.sha256(pickled).hexdigest()
        return TrainedModel(classifier, ModelCard(**card), written.date().isoformat(), digest)
    except Exception as error:
        # A pickle of other versions, or a broken one, can fail in any way.
        raise ModelFolderError(f"{folder}: the model cannot be read ({error!r})") from error


class _ModelPickler(pickle._Pickler):
    """Equal strings are written as one, sets in order: the same model is then the same file.

    Which strings are one object in memory depends on what else the process did, such as
    reading a vectorizer from the cache; the order of a set on the process's string hashes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream, protocol=4)
        self._strings: dict[str, str] = {}

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if type(obj) is str:
            obj = self._strings.setdefault(obj, obj)
        elif type(obj) is frozenset and id(obj) not in self.memo:  # type: ignore[attr-defined]
            in_order = (sorted(obj, key=repr),)
            self.save_reduce(frozenset, in_order, obj=obj)  # type: ignore[attr-defined]
            return
        super().save(obj, save_persistent_id)  # type: ignore[misc]
