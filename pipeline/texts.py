"""The texts of prepared rows: read once each, kept by their content, written and read back."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Memory

import text_features
import variants
from experiments.inputs import asked_variants
from pipeline.prepared import Prepared
from pipeline.progress import show_progress
from pipeline.settings import cache_folder
from text_features.literature import Field, Literature, gather, read_texts
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import FIELDS, ReadingSettings, RowText, read_rows
from variants.schema import GENE, ID, TEXT, VARIATION

CACHE_BYTES = 4 << 30
"""Most bytes that the cache keeps; what was not used for longest goes first."""

_FEATURES = "features"
_PAPER = "paper"


def read_prepared_texts(
    prepared: Prepared, settings: ReadingSettings, workers: int = 1, keep_in: Path | None = None
) -> list[RowText | None]:
    """Read the text of every row, None for a row without.

    Parameters
    ----------
    prepared : Prepared
    settings : ReadingSettings
    workers : int
        Texts that are read at a time.
    keep_in : Path, optional
        A folder that keeps what was read, by the content of the text, the variants asked for, the
        settings and the code that reads: what is in it is not read again.
    """
    memory = Memory(keep_in, verbose=0, compress=1)
    read = memory.cache(_read_with_version)
    version = _version()

    def read_or_recall(
        text: str, asked: Sequence[tuple[str, str]], how: ReadingSettings
    ) -> list[RowText]:
        return read(version, text, asked, how)

    rows = read_texts(
        prepared.documents,
        prepared.document,
        asked_variants(prepared.variants),
        settings,
        workers,
        read_or_recall,
        lambda texts, total: show_progress(texts, total, "Texts"),
    )
    if keep_in is not None:
        memory.reduce_size(bytes_limit=CACHE_BYTES)
    return rows


def read_literature(prepared: Prepared, settings: ReadingSettings, workers: int = 1) -> Literature:
    """Read the texts, or recall them from the cache, and put together what they say."""
    return gather(read_prepared_texts(prepared, settings, workers, cache_folder()))


def write_literature(literature: Literature, folder: Path) -> None:
    """Write one parquet file a field, one of the papers and one of the features."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FIELDS:
        field = literature.fields[name]
        texts = pd.DataFrame({TEXT: pd.Series(field.texts, dtype="str")})
        texts.to_parquet(folder / f"{name}.parquet")
    digests = pd.DataFrame({_PAPER: pd.Series(literature.digests, dtype="str")})
    digests.to_parquet(folder / f"{_PAPER}.parquet")
    places = pd.DataFrame({name: literature.fields[name].of_row for name in FIELDS})
    places[_PAPER] = literature.paper
    features = pd.DataFrame(literature.features, columns=list(MENTION_FEATURES))
    pd.concat([places, features], axis=1).to_parquet(folder / f"{_FEATURES}.parquet")


def load_literature(folder: Path) -> Literature:
    """Read what :func:`write_literature` wrote."""
    table = pd.read_parquet(folder / f"{_FEATURES}.parquet")
    fields = {
        name: Field(
            tuple(pd.read_parquet(folder / f"{name}.parquet")[TEXT].tolist()),
            table[name].to_numpy(dtype=np.int64),
        )
        for name in FIELDS
    }
    features = table[list(MENTION_FEATURES)].to_numpy(dtype=np.float32)
    digests = tuple(pd.read_parquet(folder / f"{_PAPER}.parquet")[_PAPER].tolist())
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
