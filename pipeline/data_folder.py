"""A data folder in Kaggle's format: variants, their texts and optional side tables.

``training_variants`` (required): CSV with the columns ID, Gene, Variation and Class (1 to 9).
``training_text``: the header ``ID,Text``, then one record ``ID||Text`` a line.
``training_embeddings.parquet``: ID and numeric columns. ``training_annotations.csv[.gz]``: CSV
with an ID column and no Class, or ``training_annotations.vcf[.gz]``: a VCF annotated by VEP,
matched by gene and protein change (:mod:`pipeline.vep_table`). ``hotspots.tsv[.gz]``: a table
of recurrent changes (:mod:`pipeline.hotspot_table`). Source of the first two: the MSK task
"Redefining Cancer Treatment" (Kaggle, 2017). A bad row is left out and listed; bad side
information never costs a variant.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.data_rows import (
    MISSING_WORDS,
    REJECTED,
    CsvRow,
    DataFolderError,
    RowFault,
    VariantLines,
    cut_value,
    no_good_row,
    parse_id,
    read_csv_table,
)
from pipeline.hotspot_table import read_hotspots
from pipeline.observations import count_observations, observe, observe_embeddings
from pipeline.row_counts import count_hotspots, count_rows
from pipeline.side_tables import SideRows, read_annotations, read_embeddings, read_texts
from pipeline.temporary_files import temporary_texts
from pipeline.vep_table import is_vcf, read_vep_annotations
from text_features.embedding_source import EmbeddingSource, read_embedding_metadata
from variants.schema import CLASS, DOCUMENT, GENE, ID, TEXT, VARIATION

VARIANTS_FILE = "training_variants"
TEXT_FILE = "training_text"
EMBEDDINGS_FILE = "training_embeddings.parquet"
ANNOTATIONS_FILES = (
    "training_annotations.csv",
    "training_annotations.csv.gz",
    "training_annotations.vcf",
    "training_annotations.vcf.gz",
)
HOTSPOTS_FILES = ("hotspots.tsv", "hotspots.tsv.gz")

_CLASS = re.compile(r"([1-9])(?:\.0+)?")
_EXAMPLES = {GENE: "BRAF", VARIATION: "V600E"}
_BLOCK = 1 << 20


@dataclass(frozen=True, eq=False)
class DataFolder:
    """What is good in the files of a data folder, and a list of what is not.

    Parameters
    ----------
    variants : pandas.DataFrame
        Index ID (int); columns Gene and Variation (str, stripped), and Class (int) if labelled.
    documents : sequence of str
        Distinct texts, on disk.
    document : pandas.Series
        Index as in ``variants``; position of each variant's text in ``documents``, -1 for none.
    embeddings : pandas.DataFrame or None
        float32, index as in ``variants``, NaN rows where a variant has none.
    annotations : pandas.DataFrame or None
        float64 or str columns, index as in ``variants``, NaN where missing.
    faults : tuple of RowFault
        By file (variants, text, embeddings, annotations, hotspots), then by line.
    counts : dict
        Rows: ``rows_read`` = ``variants_kept`` + ``rows_rejected``, ``rows_repaired``; for each
        of texts, embeddings and annotations ``…_read`` = ``…_kept`` + ``…_rejected`` +
        ``…_dropped``, and ``…_repaired``; ``variants_without_text``, ``…_embedding`` and
        ``…_annotation``. A column or cell that is left out costs no row and is not counted, nor
        is a record of a VCF that annotates no variant. With a hotspot table also
        ``hotspots_read`` = ``hotspots_kept`` + ``hotspots_rejected``. ``genes_renamed``,
        ``genes_ambiguous``, ``genes_unknown`` and ``variations_unread`` are kept rows. With
        rows of feedback also ``feedback_read`` = ``feedback_kept`` + ``feedback_rejected``, which
        the others include.
    sha256 : str
        Of the names and bytes of the input files, whatever folder they lie in.
    hotspots : pandas.DataFrame or None
        See :data:`gene_features.recurrence_encoder.HOTSPOT_COLUMNS`.
    observations : tuple of RowFault
        Of kept variants and of their embeddings, see :mod:`pipeline.observations`.
    lines : dict
        Line of each variant in its file, by ID.
    feedback : tuple of int
        IDs of the rows that laboratories' feedback added, see :mod:`pipeline.feedback_rows`.
    base_sha256 : str
        Of the folder's own files where feedback was added, else empty.
    embedding_source : EmbeddingSource or None
        What made the embeddings, where their file says it.
    """

    variants: pd.DataFrame
    documents: Sequence[str]
    document: pd.Series
    embeddings: pd.DataFrame | None
    annotations: pd.DataFrame | None
    faults: tuple[RowFault, ...]
    counts: dict[str, int]
    sha256: str
    hotspots: pd.DataFrame | None = None
    observations: tuple[RowFault, ...] = ()
    lines: dict[int, int] = field(default_factory=dict)
    feedback: tuple[int, ...] = ()
    base_sha256: str = ""
    embedding_source: EmbeddingSource | None = None

    @property
    def texts(self) -> pd.Series:
        """Every variant's text, read into memory; empty where it has none."""
        texts = [self.documents[place] if place >= 0 else "" for place in self.document]
        return pd.Series(texts, self.document.index, dtype=object, name=TEXT)


@dataclass(frozen=True)
class _VariantRows:
    frame: pd.DataFrame
    lines: VariantLines
    faults: tuple[RowFault, ...]
    rows: int


def read_data_folder(folder: Path) -> DataFolder:
    """Read a labelled data folder in Kaggle's format.

    Raises
    ------
    DataFolderError
        The folder or a file cannot be used at all.
    """
    if not folder.is_dir():
        problem = "is no folder" if folder.exists() else "no such folder"
        raise DataFolderError(f"{folder}: {problem}; expected a folder with {VARIANTS_FILE}")
    return read_variant_files(
        folder / VARIANTS_FILE,
        text=_optional(folder / TEXT_FILE),
        embeddings=_optional(folder / EMBEDDINGS_FILE),
        annotations=_one_of(folder, ANNOTATIONS_FILES),
        hotspots=_one_of(folder, HOTSPOTS_FILES),
    )


def read_variant_files(
    variants: Path,
    text: Path | None = None,
    embeddings: Path | None = None,
    annotations: Path | None = None,
    labelled: bool = True,
    hotspots: Path | None = None,
) -> DataFolder:
    """Read the files of a data folder, whatever their names.

    Without ``labelled`` the Class column need not be there, and is ignored if it is.

    Raises
    ------
    DataFolderError
        A file is missing, empty or of another format, lacks a column, or has no good variant.
    """
    paths = [path for path in (variants, text, embeddings, annotations, hotspots) if path]
    for path in paths:
        _require_file(path)
    read = _read_variants(variants, labelled)
    index = read.frame.index
    documents, texts = _read_documents(text, read.lines)
    vectors, vector_rows = read_embeddings(embeddings, read.lines) if embeddings else _no_table()
    taken = () if vectors is None else tuple(vectors.columns)
    notes, note_rows = _read_notes(annotations, read, taken) if annotations else _no_table()
    recurrent = read_hotspots(hotspots) if hotspots else None
    made = read_embedding_metadata(embeddings) if embeddings else {}
    observations = (*observe(read.frame, read.lines), *observe_embeddings(embeddings, made, text))
    side: dict[str, SideRows[Any]] = {
        "text": texts,
        "embedding": vector_rows,
        "annotation": note_rows,
    }
    return DataFolder(
        variants=read.frame,
        documents=documents,
        document=pd.Series([texts.values.get(i, -1) for i in index], index, name=DOCUMENT),
        embeddings=None if vectors is None else vectors.reindex(index),
        annotations=None if notes is None else notes.reindex(index),
        faults=(
            *read.faults,
            *(fault for rows in side.values() for fault in rows.all_faults()),
            *(recurrent.faults if recurrent else ()),
        ),
        counts=count_rows(len(index), read.rows, read.faults, side)
        | (count_hotspots(recurrent) if recurrent else {})
        | count_observations(observations),
        sha256=sha256_of(paths),
        hotspots=recurrent.frame if recurrent else None,
        observations=observations,
        lines=read.lines.kept,
        embedding_source=EmbeddingSource.of(made) if made else None,
    )


def write_faults(faults: Iterable[RowFault], path: Path) -> None:
    r"""Write one tab-separated line per fault, and a header even if there is none.

    Tabs, line ends and other characters that do not print are written as escapes such as
    ``\t``; values are cut at 200 characters.
    """
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter="\t", lineterminator="\n")
        writer.writerow(column.name for column in fields(RowFault))
        for fault in faults:
            cells = (
                fault.file,
                str(fault.line),
                cut_value(fault.value),
                fault.reason,
                fault.action,
            )
            writer.writerow(map(_escape, cells))


def _optional(path: Path) -> Path | None:
    return path if path.exists() or path.is_symlink() else None


def _one_of(folder: Path, names: tuple[str, ...]) -> Path | None:
    found = [path for name in names if (path := _optional(folder / name))]
    if len(found) > 1:
        both = " and ".join(path.name for path in found)
        raise DataFolderError(f"{folder}: both {both}; expected one")
    return found[0] if found else None


def _require_file(path: Path) -> None:
    if not path.is_file():
        problem = "not a file" if path.exists() else "no such file"
        raise DataFolderError(f"{path}: {problem}; expected a file that can be read")


def _read_documents(
    path: Path | None, variants: VariantLines
) -> tuple[Sequence[str], SideRows[int]]:
    if path is None:
        return (), SideRows({})
    with temporary_texts() as documents:
        rows = read_texts(path, variants, documents)
        return documents.collected(), rows


def _no_table() -> tuple[None, SideRows[int]]:
    return None, SideRows({})


def _read_notes(
    path: Path, read: _VariantRows, taken: tuple[str, ...]
) -> tuple[pd.DataFrame, SideRows[Any]]:
    if is_vcf(path):
        return read_vep_annotations(path, read.frame, read.lines.file, taken)
    return read_annotations(path, read.lines, taken)


def _read_variants(path: Path, labelled: bool) -> _VariantRows:
    columns = (ID, GENE, VARIATION, CLASS) if labelled else (ID, GENE, VARIATION)
    table = read_csv_table(path, columns)
    faults = list(table.faults)
    good: dict[int, CsvRow] = {}
    rejected: dict[int, int] = {}
    for row in table.rows:
        found = [*row.faults, *_variant_faults(path.name, row, good, labelled)]
        identifier = parse_id(row.values.get(ID, ""))
        faults += found
        if identifier is None:
            continue
        if any(fault.action == REJECTED for fault in found):
            rejected.setdefault(identifier, row.number)
        else:
            good[identifier] = row
    if not good:
        raise no_good_row(path, len(table.rows), faults)
    lines = VariantLines(path.name, {key: row.number for key, row in good.items()}, rejected)
    return _VariantRows(_variant_frame(good, labelled), lines, tuple(faults), len(table.rows))


def _variant_faults(
    file: str, row: CsvRow, good: dict[int, CsvRow], labelled: bool
) -> Iterator[RowFault]:
    if any(fault.action == REJECTED for fault in row.faults):
        return
    problems = list(_value_problems(row.values, labelled))
    identifier = parse_id(row.values[ID])
    if not problems and identifier in good:
        reason = f"ID already on line {good[identifier].number}; the first good row stays"
        problems.append((row.values[ID], reason))
    for value, reason in problems:
        yield RowFault(file, row.number, cut_value(value), reason, REJECTED)


def _value_problems(values: dict[str, str], labelled: bool) -> Iterator[tuple[str, str]]:
    if parse_id(values[ID]) is None:
        yield values[ID], "ID is not an integer; expected one such as 17"
    for column, example in _EXAMPLES.items():
        value = values[column]
        if value.casefold() in MISSING_WORDS:
            yield value, f"{column} is empty; expected one such as {example}"
        elif "\ufffd" in value:
            yield value, f"{column} holds a character that could not be read; expected UTF-8"
    if labelled and not _CLASS.fullmatch(values[CLASS]):
        yield values[CLASS], "Class is not an integer from 1 to 9"


def _variant_frame(good: dict[int, CsvRow], labelled: bool) -> pd.DataFrame:
    index = pd.Index(list(good), dtype="int64", name=ID)
    columns: dict[str, list[str] | list[int]] = {
        column: [row.values[column] for row in good.values()] for column in (GENE, VARIATION)
    }
    if labelled:
        columns[CLASS] = [int(row.values[CLASS][0]) for row in good.values()]
    return pd.DataFrame(columns, index=index)


def sha256_of(paths: list[Path]) -> str:
    """Return the digest by which a data folder is known: of its files' names and contents."""
    total = hashlib.sha256()
    for path in paths:
        digest = hashlib.sha256()
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK):
                digest.update(block)
        total.update(f"{path.name}\0{digest.hexdigest()}\n".encode())
    return total.hexdigest()


def _escape(text: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
