"""``oncolit predict``: probabilities for new variants, in Kaggle's submission format."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.answer_record import answer_records
from experiments.inputs import ModelInputs
from experiments.model_folder import ModelCard, TrainedModel
from pipeline.data_folder import DataFolder, read_variant_files, write_faults
from pipeline.models import load_model
from pipeline.observations import mismatch_words
from pipeline.prepared import featurize, prepare
from pipeline.settings import cache_folder
from pipeline.texts import read_prepared_texts, write_evidence
from text_features.literature import gather
from variants.effect_class import CLASS_COLUMNS


class PredictError(ValueError):
    """The files named do not fit the model or each other."""


def predict_file(
    variants: Path,
    text: Path | None,
    embeddings: Path | None,
    annotations: Path | None,
    model: str | None,
    out: Path,
    why: bool = True,
) -> str:
    """Write ``ID,class1,…,class9`` and, beside it, answers, rejected rows and observations.

    ``….answers.jsonl`` has a record a variant: the class or ``abstain``, how far to trust it and,
    with ``why``, what moved it, see :func:`experiments.answer_record.answer_records`.
    """
    if out.resolve() in {p.resolve() for p in (variants, text, embeddings, annotations) if p}:
        raise PredictError(f"{out}: is an input; expected another file to write to")
    trained = load_model(model)
    folder = read_variant_files(variants, text, embeddings, annotations, labelled=False)
    _require_like_made(embeddings, folder, trained.card)
    folder = replace(
        folder,
        embeddings=_learnt_columns(folder.embeddings, trained.card.embedding_columns, embeddings),
        annotations=_typed(
            _learnt_columns(
                folder.annotations, tuple(trained.card.annotation_columns), annotations
            ),
            trained.card.annotation_columns,
        ),
    )
    rows = prepare(folder, variants.name)
    texts = read_prepared_texts(rows, trained.classifier.settings.reading, keep_in=cache_folder())
    inputs = featurize(rows, gather(texts, len(texts)))
    sentences = [[asdict(s) for s in read.evidence] if read else [] for read in texts]
    out.parent.mkdir(parents=True, exist_ok=True)
    answers = out.with_suffix(".answers.jsonl")
    probabilities = write_answers(trained, inputs, sentences, why, answers)
    probabilities.to_csv(out)
    rejected = out.with_suffix(".rejected.tsv")
    write_faults(folder.faults, rejected)
    write_faults(folder.observations, out.with_suffix(".observations.tsv"))
    lines = [
        f"Predicted {len(probabilities)} variants, rejected {folder.counts['rows_rejected']} rows "
        f"(see {rejected}). Wrote {out}",
        f"What each answer is worth{', and why it is so' if why else ''}: {answers}",
    ]
    if folder.annotations is not None:
        lines.append(
            f"Annotated {folder.counts['annotations_kept']} of {len(probabilities)} variants "
            f"from {annotations}"
        )
    if text is not None:
        evidence = out.with_suffix(".evidence.jsonl")
        write_evidence(texts, rows.variants, evidence)
        lines.append(f"Sentences on the variants, with their cues: {evidence}")
    given = {
        "embeddings": (embeddings, trained.card.embedding_columns),
        "annotations": (annotations, trained.card.annotation_columns),
        "text": (text, trained.card.n_texts),
    }
    lines += [
        f"Not used: {name}, because the model was trained without"
        for name, (path, learnt) in given.items()
        if path is not None and not learnt
    ]
    return mismatch_words(folder.observations) + "\n".join(lines)


def write_answers(
    trained: TrainedModel,
    inputs: ModelInputs,
    sentences: Sequence[Sequence[Mapping[str, Any]]],
    why: bool,
    path: Path,
) -> pd.DataFrame:
    """Write a record a line; return the probabilities, of shape (n_rows, 9)."""
    found = trained.classifier.answer(inputs)
    index = inputs.variants.index
    probabilities = pd.DataFrame(found.probabilities, index, list(CLASS_COLUMNS))
    records = answer_records(
        inputs.variants,
        probabilities,
        found.table(index),
        trained.classifier.explain(inputs) if why else None,
        sentences if why else None,
    )
    with path.open("w", encoding="utf-8") as handle:
        handle.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    return probabilities


def _require_like_made(path: Path | None, folder: DataFolder, card: ModelCard) -> None:
    """Refuse embeddings that are made otherwise than those that the model was trained on.

    Their columns have the same names, whatever made them.
    """
    given, learnt = folder.embedding_source, card.embedding_source
    if given is None or learnt is None or not card.embedding_columns:
        return
    found = learnt.difference(given)
    if found is not None:
        name, expected, got = found
        raise PredictError(
            f"{path}: made with {name} {got!r} ({given.model}); expected embeddings made as those "
            f"that the model was trained on, with {name} {expected!r} ({learnt.model})"
        )


def _learnt_columns(
    table: pd.DataFrame | None, learnt: Sequence[str], path: Path | None
) -> pd.DataFrame | None:
    """Return the columns that the model was trained with; say which are not there."""
    if table is None or not learnt:
        return None
    missing = [column for column in learnt if column not in table.columns]
    if len(missing) == len(learnt):
        raise PredictError(
            f"{path}: none of the {len(learnt)} columns that the model was trained with is here; "
            f"expected {', '.join(learnt[:5])}, …"
        )
    if missing:
        print(
            f"oncolit: {path}: {len(missing)} of {len(learnt)} columns that the model was trained "
            f"with are not here and count as missing: {', '.join(missing[:10])}",
            file=sys.stderr,
        )
    return table.reindex(columns=list(learnt))


def _typed(table: pd.DataFrame | None, types: Mapping[str, str]) -> pd.DataFrame | None:
    """Give each annotation column the type it had in training.

    A file of few rows can make a column of names look like numbers, or the
    other way round. What is no number in a column of numbers counts as missing.
    """
    if table is None:
        return None
    typed = {}
    for name, column in table.items():
        if types[str(name)] == "double":
            numbers = pd.to_numeric(column, errors="coerce")
            n_lost = int((numbers.isna() & column.notna()).sum())
            if n_lost:
                print(
                    f"oncolit: annotation {name}: {n_lost} values are no numbers "
                    "and count as missing",
                    file=sys.stderr,
                )
            typed[name] = numbers
        else:
            typed[name] = column.map(
                lambda value: f"{value:g}" if isinstance(value, float) else value,
                na_action="ignore",
            )
    return pd.DataFrame(typed, index=table.index)
