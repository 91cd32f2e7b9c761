"""Annotations from a VCF that VEP has annotated, matched by gene symbol and protein change.

Each record counts once per gene, by the transcript that
:func:`gene_features.vep_csq.preferred_transcripts` chooses. The file is read a line at a
time; of a record only what annotates a variant is kept.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from gene_features.vep_annotations import UnreadableValue, annotation_columns
from gene_features.vep_csq import (
    CsqError,
    CsqFormat,
    TranscriptConsequence,
    parse_csq,
    parse_csq_format,
    preferred_transcripts,
)
from pipeline.change_name import change_name
from pipeline.data_rows import (
    DROPPED,
    REJECTED,
    DataFolderError,
    Line,
    RowFault,
    cut_value,
    read_lines,
)
from pipeline.side_tables import SideRows, usable_columns
from variants.gene_symbols import comparable_symbol
from variants.schema import GENE, ID, VARIATION

HOW_TO_ANNOTATE = (
    "vep -i IN.vcf -o OUT.vcf --vcf --cache --symbol --hgvs --canonical --sift b --polyphen b"
)
"""The command whose output can be read."""

_VCF_START = "##fileformat=VCF"
_COLUMNS = 8
_HUMDIV = re.compile(r"##VEP-command-line=.*--humdiv\b(?! 0)")

Wanted = dict[str, dict[str, list[int]]]
"""IDs of variants by gene symbol and protein change, each in one spelling."""


@dataclass(frozen=True)
class _Header:
    csq: CsqFormat
    humdiv: bool
    line: int
    repairs: tuple[RowFault, ...]


@dataclass
class _Collector:
    """Keeps what the records say of the variants, a record at a time."""

    file: str
    csq: CsqFormat
    wanted: Wanted
    faults: list[RowFault]
    entries: dict[int, TranscriptConsequence] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    rows: int = 0
    n_unmatched: int = 0
    n_records: int = 0

    def add(self, line: Line) -> None:
        """Keep what the record says of variants that no record before it annotates."""
        self.n_records += 1
        self.faults += line.repairs
        try:
            entries = preferred_transcripts(_entries(line.text, self.csq))
        except CsqError as error:
            self._lose(line.number, line.text, str(error), REJECTED)
            return
        matched = [(i, entry) for entry in entries for i in self._identifiers(entry)]
        self.n_unmatched += not matched
        repeated = [pair for pair in matched if not self._keep(line.number, *pair)]
        if repeated:
            identifier, entry = repeated[0]
            reason = f"already annotated by line {self.lines[identifier]}; the first stays"
            self._lose(line.number, f"{entry.gene_symbol} {entry.protein_change}", reason, DROPPED)

    def _identifiers(self, entry: TranscriptConsequence) -> Collection[int]:
        if not entry.protein_change:
            return ()
        changes = self.wanted.get(comparable_symbol(entry.gene_symbol))
        return changes.get(change_name(entry.protein_change), ()) if changes else ()

    def _keep(self, line: int, identifier: int, entry: TranscriptConsequence) -> bool:
        if identifier in self.entries:
            return self.lines[identifier] == line
        self.entries[identifier] = entry
        self.lines[identifier] = line
        self.rows += 1
        return True

    def _lose(self, line: int, value: str, reason: str, action: str) -> None:
        self.rows += 1
        self.faults.append(RowFault(self.file, line, cut_value(value), reason, action))


def is_vcf(path: Path) -> bool:
    """Tell a VCF by its first line, whatever the file's name; it may be compressed."""
    first = next(read_lines(path), None)
    return first is not None and first.text.startswith(_VCF_START)


def read_vep_annotations(
    path: Path,
    variants: pd.DataFrame,
    variants_file: str,
    taken: Collection[str] = (),
) -> tuple[pd.DataFrame, SideRows[TranscriptConsequence]]:
    """Read annotations of the variants, one row per variant that the file annotates.

    A record that annotates two variants counts as two rows, one that annotates none as no
    row: their number is listed in one fault.

    Parameters
    ----------
    path : Path
        The VCF, plain, gzipped or bgzipped.
    variants : DataFrame
        Index ID; columns Gene and Variation.
    variants_file : str
        Where they come from, for messages.
    taken : collection of str
        Columns of other inputs, which no annotation may bear.

    Raises
    ------
    DataFolderError
        No VCF header, no CSQ in it, or no gene symbol or protein change in the CSQ.
    """
    lines = read_lines(path)
    header = _read_header(path, lines)
    usable, column_faults = usable_columns(
        path, annotation_columns((), header.csq, header.humdiv).table.columns, "annotations", taken
    )
    found = _Collector(path.name, header.csq, _wanted(variants), list(header.repairs))
    for line in lines:
        found.add(line)
    made = annotation_columns(list(found.entries.values()), header.csq, header.humdiv)
    table = made.table.set_axis(pd.Index(list(found.entries), dtype="int64", name=ID))
    partial = (
        *column_faults,
        *_unmatched(path.name, header.line, found, variants_file),
        *_unreadable(path.name, made.unreadable, [found.lines[i] for i in found.entries]),
    )
    return table[usable], SideRows(found.entries, tuple(found.faults), found.rows, partial)


def _wanted(variants: pd.DataFrame) -> Wanted:
    wanted: Wanted = defaultdict(lambda: defaultdict(list))
    columns = (variants.index, variants[GENE], variants[VARIATION])
    for identifier, gene, variation in zip(*columns, strict=True):
        wanted[comparable_symbol(gene)][change_name(variation)].append(int(identifier))
    return wanted


def _read_header(path: Path, lines: Iterator[Line]) -> _Header:
    csq, humdiv = None, False
    repairs: list[RowFault] = []
    for line in lines:
        repairs += line.repairs
        if line.text.startswith("##"):
            humdiv = humdiv or _HUMDIV.match(line.text) is not None
            try:
                csq = csq or parse_csq_format(line.text)
            except CsqError as error:
                raise DataFolderError(f"{path}: line {line.number}: {error}") from error
            continue
        if not line.text.startswith("#CHROM\t"):
            raise DataFolderError(
                f"{path}: line {line.number}: expected the header line #CHROM, "
                f"got {cut_value(line.text)!r}"
            )
        return _Header(_require_fields(path, csq), humdiv, line.number, tuple(repairs))
    raise DataFolderError(f"{path}: a VCF without the header line #CHROM")


def _require_fields(path: Path, csq: CsqFormat | None) -> CsqFormat:
    if csq is None:
        raise DataFolderError(
            f"{path}: a VCF without annotations: no ##INFO=<ID=CSQ in its header; "
            f"expected one annotated with VEP: {HOW_TO_ANNOTATE}"
        )
    if csq.missing:
        raise DataFolderError(
            f"{path}: no {' and no '.join(csq.missing)} in {csq.tag}, whose fields are "
            f"{cut_value('|'.join(csq.fields))}; expected one annotated with VEP: {HOW_TO_ANNOTATE}"
        )
    return csq


def _entries(record: str, csq: CsqFormat) -> Iterable[TranscriptConsequence]:
    columns = record.split("\t", _COLUMNS)
    if len(columns) < _COLUMNS:
        raise CsqError(
            f"{len(columns)} tab-separated columns; expected at least {_COLUMNS}, CHROM to INFO"
        )
    if not columns[1].isdecimal():
        raise CsqError(f"POS is {cut_value(columns[1])!r}; expected a whole number")
    prefix = f"{csq.tag}="
    for item in columns[7].split(";"):
        if item.startswith(prefix):
            return parse_csq(item.removeprefix(prefix), csq)
    return ()


def _unmatched(file: str, line: int, found: _Collector, variants_file: str) -> Iterator[RowFault]:
    if found.n_unmatched:
        value = f"{found.n_unmatched} of {found.n_records} records"
        reason = f"no variant in {variants_file} has their gene and protein change; not used"
        yield RowFault(file, line, value, reason, DROPPED)


def _unreadable(
    file: str, values: Iterable[UnreadableValue], lines: list[int]
) -> Iterator[RowFault]:
    reason = "not a number that single precision holds; counts as missing"
    for found in values:
        value = cut_value(f"{found.column}={found.value}")
        yield RowFault(file, lines[found.row], value, reason, DROPPED)
