"""Tables with a variant in each row: MAF, and any other with a gene and what happened to it.

Consequence columns are read before the protein string, of several columns of one kind the first
that holds something. The transcript is the file's own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from intake.allele_fraction import FractionError, per_cent_columns, read_fraction
from intake.annovar import AnnovarChange, read_changes
from intake.assessment import AssessmentRules
from intake.cna_table import is_copy_number_table
from intake.columns import Column, Columns, column_key, find_columns
from intake.consequence_words import table_consequences
from intake.delimited import open_delimited
from intake.gene_cell import genes_of
from intake.judgement import DescribedRow, judge
from intake.lab_reader import Content
from intake.lab_row import LabFileError, LabRow, Locus, Transcript, cut_value, rejected
from intake.row_locus import LocusError, read_build, read_locus
from intake.row_notes import RowNotes
from intake.sv_table import is_structural_table
from intake.table import NeededCells, Table, TableRow
from variants.consequence import SEVERITY

EXPECTED = (
    "a gene column (such as Hugo_Symbol or Gene) and one that says what happened to it (such as "
    "HGVSp_Short, Protein_Change, Variation, Consequence or HGVSc)"
)
"""Columns of a table of variants, in words."""

MAF = "MAF"
"""Format of a MAF between tabs; one between commas is ``MAF, CSV``."""

FROM_FILE = "the file's own"
"""Rule by which a transcript is chosen where the row does not say why it was."""

LOWEST = "the lowest number of several"
"""Rule for ANNOVAR's lists, see :func:`intake.annovar.read_changes`."""

_BAD_FRACTIONS = "Allele fractions that could not be read: {count}, the first on {first}."
_ODD_WORDS = (
    "Words that are no consequence: {count}, the first on {first}."
    + " There the protein change decides."
)

_YES = frozenset({"yes", "true", "1", "y"})
_TERMS = frozenset(SEVERITY)
_SEQUENCE = re.compile(r"((?:ENST|[NX][MR]_|LRG_)[\w.]+)(?:\([^)]*\))?:")
_HEADER_SHOWN = 12


class VariantTable:
    """Reads a table of variants, a row at a time; a LabReader."""

    def __init__(self, table: Table, columns: Columns, rules: AssessmentRules) -> None:
        self.format = _format(table, columns)
        self.build = ""
        self.advice: list[str] = []
        self.header_names: list[str] = []
        self.notes: list[str] = [_read_as(columns)]
        self._table, self._needed = table, needed_cells(columns)
        self._columns, notes = _without_unknown_words(columns, table)
        self._rules = rules
        self._per_cent = per_cent_columns(self._columns, table.head)
        self._seen = RowNotes(_BAD_FRACTIONS, _ODD_WORDS)
        self.notes += [*notes, *_header_notes(columns)]

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the file."""
        for row in self._table.rows(self._needed):
            yield row if isinstance(row, LabRow) else self._judge(row)
        self.notes += self._table.notes
        self.notes += self._seen.told()

    @property
    def counted(self) -> RowNotes:
        """What of the notes is counted row by row."""
        both = RowNotes()
        both.absorb(self._table.counted)
        both.absorb(self._seen)
        return both

    def _judge(self, row: TableRow) -> LabRow:
        try:
            build = read_build(self._columns, row.cells, self.build)
            self.build = self.build or build
            locus = read_locus(self._columns, row.cells, build)
        except LocusError as error:
            return rejected(row.line, error.value, str(error))
        return judge(self._describe(row, locus), self._rules)

    def _describe(self, row: TableRow, locus: Locus | None) -> DescribedRow:
        columns, cells = self._columns, row.cells
        gene = columns.value(Column.GENE, cells)
        hgvs_p = columns.value(Column.PROTEIN, cells)
        hgvs_c = columns.value(Column.CODING, cells)
        listed = (
            (_annovar(hgvs_p, gene) or _annovar(hgvs_c, gene)) if ":" in hgvs_p + hgvs_c else None
        )
        others: tuple[str, ...] = ()
        if listed:
            hgvs_p, hgvs_c, others = listed.hgvs_p, listed.hgvs_c, listed.others
            gene = listed.gene if len(genes_of(gene)) > 1 and listed.gene else gene
        variation = columns.value(Column.VARIATION, cells)
        consequence = columns.value(Column.CONSEQUENCE, cells)
        sample = columns.value(Column.SAMPLE, cells)
        return DescribedRow(
            line=row.line,
            value=" ".join(filter(None, (gene, hgvs_p or variation or hgvs_c or consequence))),
            gene=gene,
            consequences=self._consequences(row.line, consequence),
            hgvs_p=hgvs_p,
            hgvs_c=hgvs_c,
            variation=variation,
            filter=columns.value(Column.FILTER, cells),
            transcript=self._transcript(cells, listed),
            locus=locus,
            samples=(sample,) if sample else (),
            allele_fraction=self._fraction(row),
            annotations=_annotations(columns, cells),
            notes=tuple(f"the file also lists {other}" for other in others),
        )

    def _consequences(self, line: int, text: str) -> tuple[str, ...]:
        terms = table_consequences(text)
        if text and not terms:
            self._seen.add(_ODD_WORDS, f"line {line}: {cut_value(text)}")
        return terms

    def _transcript(self, cells: list[str], listed: AnnovarChange | None) -> Transcript | None:
        columns = self._columns
        if listed:
            return Transcript(listed.transcript, LOWEST if listed.others else FROM_FILE)
        name = columns.value(Column.TRANSCRIPT, cells)
        if not name:
            sequence = _SEQUENCE.match(columns.value(Column.CODING, cells))
            name = sequence[1] if sequence else ""
        if not name:
            return None
        mane = columns.value(Column.MANE, cells).casefold()
        if mane and "plus" not in mane:
            return Transcript(name, "MANE Select")
        canonical = columns.value(Column.CANONICAL, cells).casefold() in _YES
        return Transcript(name, "canonical" if canonical else FROM_FILE)

    def _fraction(self, row: TableRow) -> float | None:
        try:
            return read_fraction(self._columns, row.cells, self._per_cent)
        except FractionError as error:
            self._seen.add(_BAD_FRACTIONS, f"line {row.line}: {cut_value(str(error))}")
            return None


def recognise_table(content: Content, rules: AssessmentRules) -> VariantTable | None:
    """Tell whether a file is a table of variants; see :data:`intake.lab_reader.Recogniser`.

    Raises
    ------
    LabFileError
        It has columns that are known but not the ones that are needed.
    """
    table = None if content.is_workbook else open_delimited(content)
    if table is None or is_copy_number_table(table) or is_structural_table(table):
        return None
    return read_variant_table(table, rules)


def read_variant_table(table: Table, rules: AssessmentRules) -> VariantTable | None:
    """Make a reader of a table; None where it has no column that is known.

    Raises
    ------
    LabFileError
        As :func:`recognise_table`.
    """
    columns = find_columns(table.header)
    if Column.GENE in columns and columns.has_change:
        return VariantTable(table, columns, rules)
    if Column.GENE in columns or columns.has_change or len(columns.places) > 1:
        raise LabFileError(
            f"{table.source}: wrong columns: the header names {_shown(table.header)}; "
            f"expected {EXPECTED}"
        )
    return None


def needed_cells(columns: Columns) -> NeededCells:
    """Return what a row must have: its gene and the first column of what happened to it."""
    changes = (Column.PROTEIN, Column.VARIATION, Column.CODING, Column.CONSEQUENCE)
    first = min(columns.places[column][0] for column in changes if column in columns)
    return NeededCells(1 + max(columns.places[Column.GENE][0], first), columns.read)


_annovar = lru_cache(maxsize=4096)(read_changes)


def _annotations(columns: Columns, cells: list[str]) -> tuple[tuple[str, str], ...]:
    found = ((name, cells[place].strip()) for name, place in columns.annotations)
    return tuple((name, text) for name, text in found if columns.holds(text))


def _without_unknown_words(columns: Columns, table: Table) -> tuple[Columns, list[str]]:
    """Leave out a column of consequences whose first words all mean something else."""
    notes = []
    for place in columns.places.get(Column.CONSEQUENCE, ()):
        words = {row.cells[place].strip() for row in table.head}
        given = {word for word in words if columns.holds(word)}
        terms = {term for word in given for term in table_consequences(word)}
        if given and not terms & _TERMS:
            if Column.CONSEQUENCE in columns:
                columns = columns.without(Column.CONSEQUENCE, place)
            notes.append(f"{table.header[place]} is not read: it holds no consequences.")
    return columns, notes


def _format(table: Table, columns: Columns) -> str:
    keys = {column_key(name) for name in columns.header}
    if not {"hugosymbol", "variantclassification"} <= keys:
        return table.name
    return MAF if table.name in ("TSV", "table") else f"{MAF}, {table.name}"


def _read_as(columns: Columns) -> str:
    read = "; ".join(
        f"{column.value} from {', else '.join(columns.names(column))}" for column in columns.places
    )
    return f"Columns read: {read}."


def _header_notes(columns: Columns) -> list[str]:
    notes = [
        f"{name} stands twice in the header: the first column counts." for name in columns.repeated
    ]
    if "class" in {column_key(name) for name in columns.header}:
        notes.append("Class is not read: the report gives the class that the model predicts.")
    if columns.annotations:
        names = ", ".join(name for name, _ in columns.annotations)
        notes.append(f"In-silico annotations read: {names}.")
    return notes


def _shown(header: tuple[str, ...]) -> str:
    names = ", ".join(name or "(no name)" for name in header[:_HEADER_SHOWN])
    more = len(header) - _HEADER_SHOWN
    return f"{names} and {more} more" if more > 0 else names
