"""The texts of prepared rows: read once each, kept by their content, written and read back."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Memory

import text_features
import variants
from engine.job import Engine
from engine.local_engine import IN_PROCESS
from experiments.inputs import asked_variants
from pipeline.prepared import Prepared
from pipeline.progress import show_progress
from pipeline.settings import cache_folder
from pipeline.spool import Spool
from pipeline.temporary_files import temporary_folder, temporary_texts
from text_features.literature import Asked, Field, Literature, gather, read_texts
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import FIELDS, ReadingSettings, RowText, read_rows
from text_features.text_file import TextFile, TextFileWriter
from variants.schema import GENE, ID, VARIATION

CACHE_BYTES = 4 << 30
"""Most bytes that the cache keeps; what was not used for longest goes first."""

_FEATURES = "features"
_PAPER = "paper"


class RowTexts:
    """What the texts say of rows, on disk; iterated in the order of the rows, None without text.

    Parameters
    ----------
    n_rows : int
    read : iterable of (int, RowText)
        Rows with a text, in any order.
    """

    def __init__(self, n_rows: int, read: Iterable[tuple[int, RowText]]) -> None:
        self._folder = temporary_folder()
        self._spool: Spool[RowText] = Spool(Path(self._folder.name) / "rows")
        self._places = np.full(n_rows, -1, dtype=np.int64)
        for row, text in read:
            self._places[row] = self._spool.append(text)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[RowText | None]:
        for place in self._places.tolist():
            yield None if place < 0 else next(self._spool.take([place]))


def read_prepared_texts(
    prepared: Prepared,
    settings: ReadingSettings,
    engine: Engine = IN_PROCESS,
    keep_in: Path | None = None,
) -> RowTexts:
    """Read the text of every row.

    Parameters
    ----------
    prepared : Prepared
    settings : ReadingSettings
    engine : Engine
        Runs the reading of parts of the texts.
    keep_in : Path, optional
        A folder that keeps what was read, by the content of the text, the variants asked for, the
        settings and the code that reads: what is in it is not read again.
    """
    found = read_texts(
        prepared.documents,
        prepared.document,
        asked_variants(prepared.variants),
        settings,
        engine,
        partial(_read_or_recall, version=_version(), keep_in=keep_in),
        lambda texts, total: show_progress(texts, total, "Texts"),
    )
    rows = RowTexts(len(prepared.variants), found)
    if keep_in is not None:
        Memory(keep_in, verbose=0).reduce_size(bytes_limit=CACHE_BYTES)
    return rows


def read_literature(
    prepared: Prepared, settings: ReadingSettings, engine: Engine = IN_PROCESS
) -> Literature:
    """Read the texts, or recall them from the cache, and put together what they say.

    Contents of fields rest on disk, in files that are there as long as the literature is.
    """
    rows = read_prepared_texts(prepared, settings, engine, cache_folder())
    return gather(rows, len(rows), lambda _name: temporary_texts())


def write_literature(rows: RowTexts, folder: Path) -> None:
    """Write what the texts say: a file of contents a field, one of the papers, one of features."""
    folder.mkdir(parents=True, exist_ok=True)
    literature = gather(rows, len(rows), lambda name: TextFileWriter(folder / f"{name}.arrow"))
    with TextFileWriter(folder / f"{_PAPER}.arrow") as papers:
        for digest in literature.digests:
            papers.add(digest)
        papers.collected()
    places = pd.DataFrame({name: literature.fields[name].of_row for name in FIELDS})
    places[_PAPER] = literature.paper
    features = pd.DataFrame(literature.features, columns=list(MENTION_FEATURES))
    pd.concat([places, features], axis=1).to_parquet(folder / f"{_FEATURES}.parquet")


def load_literature(folder: Path) -> Literature:
    """Read what :func:`write_literature` wrote; contents stay in the files."""
    table = pd.read_parquet(folder / f"{_FEATURES}.parquet")
    fields = {
        name: Field(TextFile(folder / f"{name}.arrow"), table[name].to_numpy(dtype=np.int64))
        for name in FIELDS
    }
    features = table[list(MENTION_FEATURES)].to_numpy(dtype=np.float32)
    digests = TextFile(folder / f"{_PAPER}.arrow")
    return Literature(fields, features, table[_PAPER].to_numpy(dtype=np.int64), digests)


def write_evidence(rows: Iterable[RowText | None], variants_: pd.DataFrame, path: Path) -> None:
    """Write a JSON object a line and variant: its evidence sentences with their cues, best first.

    Rows without text, or whose text does not speak of the variant, have an empty list.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as handle:
        for (row_id, row), read in zip(variants_.iterrows(), rows, strict=True):
            found = {
                ID: row_id,
                GENE: row[GENE],
                VARIATION: row[VARIATION],
                "has_text": read is not None,
                "sentences": [asdict(evidence) for evidence in read.evidence] if read else [],
            }
            handle.write(json.dumps(found, ensure_ascii=False) + "\n")


def _read_or_recall(
    texts: list[str],
    asked: list[Asked],
    settings: ReadingSettings,
    version: str,
    keep_in: Path | None,
) -> list[list[RowText]]:
    read = Memory(keep_in, verbose=0, compress=1).cache(_read_with_version)
    return [read(version, text, rows, settings) for text, rows in zip(texts, asked, strict=True)]


def _read_with_version(
    version: str,  # noqa: ARG001
    text: str,
    asked: Sequence[tuple[str, str]],
    settings: ReadingSettings,
) -> list[RowText]:
    return read_rows(text, asked, settings)


@cache
def _version() -> str:
    """Return a digest of the code and the tables that texts are read with."""
    digest = hashlib.sha256()
    for package in (text_features, variants):
        for path in sorted(Path(package.__path__[0]).glob("*.*")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
