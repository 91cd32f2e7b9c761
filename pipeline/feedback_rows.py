"""Rows that laboratories' feedback adds to a data set.

A feedback folder is what ``oncolit feedback export`` writes: ``training_variants`` with the
columns of a data folder and, where somebody adds it by hand, ``training_text``. The data set's own
curators go first: a variant that the data set has keeps its class and is not doubled. A folder
whose table has no row, such as ``data/feedback``, adds nothing.

Examples
--------
>>> variant_key("HER2", "p.Val777Leu") == variant_key("ERBB2", "V777L")
True
"""

import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipeline.change_name import change_name
from pipeline.data_folder import (
    ANNOTATIONS_FILES,
    EMBEDDINGS_FILE,
    HOTSPOTS_FILES,
    TEXT_FILE,
    VARIANTS_FILE,
    DataFolder,
    read_data_folder,
    read_variant_files,
)
from pipeline.data_rows import REJECTED, DataFolderError, RowFault, cut_value, read_csv_table
from pipeline.observations import count_observations
from pipeline.temporary_files import temporary_texts
from variants.gene_symbols import comparable_symbol
from variants.schema import CLASS, GENE, ID, VARIATION

FEEDBACK = "feedback"
"""Action of an observation: the row's class is what laboratories said of an answer."""

_FOREIGN = (EMBEDDINGS_FILE, *ANNOTATIONS_FILES, *HOTSPOTS_FILES)
_SUMMED = (
    "rows_read", "rows_repaired", "texts_read", "texts_rejected", "texts_dropped", "texts_repaired",
)  # fmt: skip


def variant_key(gene: str, variation: str) -> tuple[str, str]:
    """Return what is equal for two spellings of one variant."""
    return comparable_symbol(gene), change_name(variation)


def read_data_with_feedback(data: Path, feedback: Path | None) -> DataFolder:
    """Read a labelled data folder and add the rows of a feedback folder, if one is named.

    Raises
    ------
    DataFolderError
        One of the folders, or a file, cannot be used at all.
    """
    folder = read_data_folder(data)
    added = None if feedback is None else read_feedback(feedback)
    return folder if added is None else with_feedback(folder, added)


def read_feedback(folder: Path) -> DataFolder | None:
    """Read a feedback folder; None where its table has no row.

    Raises
    ------
    DataFolderError
        There is no such folder or table, no good row, or a file that feedback cannot bring.
    """
    variants = folder / VARIANTS_FILE
    if not variants.is_file():
        raise DataFolderError(
            f"{folder}: no feedback here, expected a folder with {VARIANTS_FILE}, "
            "as oncolit feedback export writes it"
        )
    if foreign := [name for name in _FOREIGN if (folder / name).exists()]:
        raise DataFolderError(
            f"{folder}: {', '.join(foreign)} in feedback; expected no more than {VARIANTS_FILE} "
            f"and {TEXT_FILE}"
        )
    if not read_csv_table(variants, (ID, GENE, VARIATION, CLASS)).rows:
        return None
    text = folder / TEXT_FILE
    return read_variant_files(variants, text=text if text.exists() else None)


def with_feedback(data: DataFolder, feedback: DataFolder) -> DataFolder:
    """Return the data set with the rows of feedback that are new to it.

    Parameters
    ----------
    data, feedback : DataFolder
        Labelled. Rows of feedback have no embedding and no annotation.
    """
    refused = dict(_refusals(data, feedback))
    kept = [row for row in feedback.variants.index if row not in refused]
    lines = {feedback.lines[row] for row in kept}
    # An ID that both use belongs to the data set's row: texts are chosen by place.
    places = feedback.variants.index.isin(kept)
    observed = tuple(_named(one) for one in feedback.observations if one.line in lines)
    variants = pd.concat([data.variants, feedback.variants[places]])
    documents, moved = _joined(data.documents, feedback.documents)
    document = pd.concat(
        [data.document, feedback.document[places].map(lambda at: moved.get(at, -1))]
    )
    merged = replace(
        data,
        variants=variants,
        documents=documents,
        document=document,
        embeddings=None if data.embeddings is None else data.embeddings.reindex(variants.index),
        annotations=None if data.annotations is None else data.annotations.reindex(variants.index),
        faults=(*data.faults, *map(_named, feedback.faults), *refused.values()),
        observations=(*data.observations, *observed, *_marked(feedback, refused)),
        feedback=tuple(kept),
    )
    if kept:
        merged = replace(
            merged,
            sha256=hashlib.sha256(f"{data.sha256}\n{feedback.sha256}\n".encode()).hexdigest(),
            base_sha256=data.sha256,
        )
    return replace(merged, counts=_counts(data, feedback, merged))


def feedback_words(folder: DataFolder) -> str:
    """Say how many rows are feedback, in a sentence with a blank after it; else nothing."""
    if "feedback_read" not in folder.counts:
        return ""
    kept, read = folder.counts["feedback_kept"], folder.counts["feedback_read"]
    return f"Rows of feedback: {kept} of {read} were added. "


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[Sequence[str], dict[int, int]]:
    """Put both texts into one; return where those of the second are in it."""
    with temporary_texts() as documents:
        for text in first:
            documents.add(text)
        moved = {place: documents.add(text) for place, text in enumerate(second)}
        return documents.collected(), moved


def _refusals(data: DataFolder, feedback: DataFolder) -> Iterator[tuple[int, RowFault]]:
    """Yield the rows that add nothing, by ID, with why."""
    known = {
        variant_key(gene, variation): f"in the data set as ID {row} with class {label}"
        for row, gene, variation, label in reversed(list(_rows(data)))
    }
    for row, gene, variation, label in _rows(feedback):
        key = variant_key(gene, variation)
        line = feedback.lines[row]
        if key in known:
            reason = f"already {known[key]}, here with class {label}; the first one stays"
        elif row in data.lines:
            reason = f"ID {row} is that of another variant in the data set; expected its own"
        else:
            known[key] = f"on line {line} with class {label}"
            continue
        value = cut_value(f"{gene} {variation}")
        yield row, _named(RowFault(VARIANTS_FILE, line, value, reason, REJECTED))


def _rows(folder: DataFolder) -> Iterator[tuple[int, str, str, int]]:
    table = folder.variants
    return zip(table.index.tolist(), table[GENE], table[VARIATION], table[CLASS], strict=True)


def _marked(feedback: DataFolder, refused: Container[int]) -> Iterator[RowFault]:
    """Yield an observation for each row that was added: where its class is from."""
    for row, gene, variation, label in _rows(feedback):
        if row not in refused:
            reason = f"class {label} by feedback of laboratories, not by the data set's curators"
            value = cut_value(f"{gene} {variation}")
            yield _named(RowFault(VARIANTS_FILE, feedback.lines[row], value, reason, FEEDBACK))


def _named(fault: RowFault) -> RowFault:
    """Tell the feedback's files from the data set's of the same names."""
    return replace(fault, file=f"{FEEDBACK}/{fault.file}")


def _counts(data: DataFolder, feedback: DataFolder, merged: DataFolder) -> dict[str, int]:
    """Count the rows of both."""
    n_read, n_kept = feedback.counts["rows_read"], len(merged.feedback)
    n_rows = len(merged.variants)
    with_text = int((merged.document.loc[list(merged.feedback)] >= 0).sum())
    counts = dict(data.counts)
    for name in _SUMMED:
        counts[name] += feedback.counts[name]
    counts["variants_kept"] = n_rows
    counts["rows_rejected"] += n_read - n_kept
    counts["texts_kept"] += with_text
    # A text leaves with its row, which rejected.tsv names.
    counts["texts_dropped"] += feedback.counts["texts_kept"] - with_text
    for name in ("text", "embedding", "annotation"):
        counts[f"variants_without_{name}"] = n_rows - counts[f"{name}s_kept"]
    counts |= count_observations(merged.observations)
    return counts | {
        "feedback_read": n_read,
        "feedback_kept": n_kept,
        "feedback_rejected": n_read - n_kept,
    }
