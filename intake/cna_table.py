"""Copy-number tables: a gene in each row and a discrete call for each sample.

Calls are those of cBioPortal and GISTIC 2: -2 deep deletion, -1.5 and -1 loss, 0 no change, 1
gain, 2 amplification. Only 2 and -2 are assessed. Also read is the long form, with a sample, a
gene and a call in each row.

Source: https://docs.cbioportal.org/file-formats/#discrete-copy-number-data
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.assessment import AssessmentRules
from intake.columns import MISSING, Column, column_key, find_columns
from intake.damaged_symbols import damage
from intake.delimited import open_delimited
from intake.judgement import DescribedRow, judge
from intake.lab_reader import Content
from intake.lab_row import LabFileError, LabRow, LabVariant, Outcome, cut_value, rejected
from intake.table import NeededCells, Table, TableRow

AMPLIFICATION, DELETION = "Amplification", "Deletion"

CONSEQUENCES = {AMPLIFICATION: "transcript_amplification", DELETION: "transcript_ablation"}
"""Sequence Ontology terms of the calls that are assessed."""

NUMBERS = {-2.0: DELETION, -1.5: "", -1.0: "", 0.0: "", 1.0: "", 2.0: AMPLIFICATION}
"""Discrete calls and the variation that is assessed, empty where none is."""

WORDS = {
    "amp": AMPLIFICATION,
    "amplification": AMPLIFICATION,
    "homdel": DELETION,
    "deepdeletion": DELETION,
    "deletion": DELETION,
    "gain": "",
    "loss": "",
    "hetloss": "",
    "shallowdeletion": "",
    "diploid": "",
}
"""The same in words, as cBioPortal and OncoKB's annotator write them."""

EXPECTED = "-2, -1.5, -1, 0, 1, 2 or NA"

NO_EVENT = "no amplification or deep deletion in any sample; -1.5, -1, 0 and 1 are not assessed"
NO_CALL = "no sample has a copy-number call"

ID_COLUMNS = frozenset({"entrezgeneid", "locusid", "cytoband", "geneid", "entrezid"})
"""Columns beside the gene that are no samples, as :func:`intake.columns.column_key` writes them."""

CALL_COLUMNS = (
    "copynumberalteration", "cna", "cnavalue", "gistic", "discretecopynumber", "alteration",
    "value",
)  # fmt: skip
"""Names of the call in the long form; not ``Copy_Number``, which counts copies: 2 is normal."""


_VARIATIONS = frozenset({"amplification", "deletion", "gain", "loss"})
"""Calls that are also variations in words: a table of variants reads them too."""


class CallError(ValueError):
    """A value is no discrete copy-number call."""


@dataclass(frozen=True)
class _Layout:
    """Places of the columns: the gene's, the calls', the sample's in the long form."""

    gene: int
    calls: tuple[int, ...]
    is_long: bool
    sample: int | None = None


class CopyNumberTable:
    """Reads a copy-number table, a gene at a time; a LabReader."""

    def __init__(self, table: Table, layout: _Layout, rules: AssessmentRules) -> None:
        self.build = ""
        self.advice: list[str] = []
        self._table, self._layout, self._rules = table, layout, rules
        self._samples = [_sample_name(table.header, place) for place in layout.calls]
        self.header_names = [] if layout.is_long else list(self._samples)
        if layout.is_long:
            self.format = "copy-number calls, one a row"
            self.notes = [f"Calls read from {table.header[layout.calls[0]]}."]
        else:
            gistic = any(column_key(name) == "cytoband" for name in table.header)
            self.format = "copy-number table of GISTIC" if gistic else "copy-number table"
            self.notes = [f"A row is a gene; samples: {len(layout.calls)}."]

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the file."""
        layout = self._layout
        needed = NeededCells(
            1 + max(layout.gene, *layout.calls), frozenset(range(len(self._table.header)))
        )
        for row in self._table.rows(needed):
            yield row if isinstance(row, LabRow) else self._judge(row)
        self.notes += self._table.notes

    def _judge(self, row: TableRow) -> LabRow:
        gene = cut_value(row.cells[self._layout.gene].partition("|")[0].strip())
        if not gene or (fault := damage(gene)):
            return rejected(row.line, gene, fault if gene else "no gene; expected one such as BRAF")
        try:
            carriers = self._carriers(row)
        except CallError as error:
            return rejected(row.line, gene, str(error))
        if not carriers:
            empty = all(row.cells[place].strip() in MISSING for place in self._layout.calls)
            known = (LabVariant(gene, "", samples=self._long_sample(row)),)
            reason = NO_CALL if empty else NO_EVENT
            return LabRow(row.line, gene, Outcome.NOT_ASSESSED, reason, known)
        return _joined([self._event(row.line, gene, *found) for found in carriers.items()])

    def _carriers(self, row: TableRow) -> dict[str, tuple[str, ...]]:
        """Return the samples of each variation, amplification first."""
        calls = [row.cells[place] for place in self._layout.calls]
        events = {text: self._call(text, calls) for text in sorted(set(calls))}
        names = self._long_sample(row) if self._layout.is_long else self._samples
        if not any(events.values()):
            return {}
        carriers: dict[str, list[str]] = {}
        for at, text in enumerate(calls):
            if event := events[text]:
                carriers.setdefault(event, []).extend(names[at : at + 1])
        return {event: tuple(carriers[event]) for event in CONSEQUENCES if event in carriers}

    def _call(self, text: str, calls: list[str]) -> str:
        try:
            return read_call(text)
        except CallError as error:
            if self._layout.is_long:
                raise
            raise CallError(f"sample {self._samples[calls.index(text)]}: {error}") from error

    def _long_sample(self, row: TableRow) -> tuple[str, ...]:
        place = self._layout.sample
        name = "" if place is None else row.cells[place].strip()
        return (name,) if name else ()

    def _event(self, line: int, gene: str, variation: str, samples: tuple[str, ...]) -> LabRow:
        described = DescribedRow(
            line=line,
            value=f"{gene} {variation}",
            gene=gene,
            consequences=(CONSEQUENCES[variation],),
            variation=variation,
            samples=samples,
        )
        return judge(described, self._rules)


def read_call(text: str) -> str:
    """Return the variation that a call stands for, empty where none is assessed.

    Raises
    ------
    CallError
        The text is no call.

    Examples
    --------
    >>> read_call("2"), read_call("-2.0"), read_call("-1"), read_call("NA"), read_call("HOMDEL")
    ('Amplification', 'Deletion', '', '', 'Deletion')
    """
    bare = text.strip()
    if bare in MISSING:
        return ""
    word = WORDS.get(column_key(bare))
    if word is not None:
        return word
    try:
        return NUMBERS[float(bare)]
    except (ValueError, KeyError) as error:
        raise CallError(f"{bare!r} is no copy-number call; expected {EXPECTED}") from error


def recognise_cna(content: Content, rules: AssessmentRules) -> CopyNumberTable | None:
    """Tell whether a file is a copy-number table; see :data:`intake.lab_reader.Recogniser`.

    Raises
    ------
    LabFileError
        Its calls are not discrete, but log ratios or such.
    """
    table = None if content.is_workbook else open_delimited(content)
    return None if table is None else read_copy_number_table(table, rules)


def read_copy_number_table(table: Table, rules: AssessmentRules) -> CopyNumberTable | None:
    """Make a reader of a table; None where it holds no calls, LabFileError where log ratios."""
    layout = _long_layout(table) or _matrix_layout(table)
    if layout is None:
        return None
    if not layout.is_long and not _mostly_calls(table, layout):
        raise LabFileError(
            f"{table.source}: a number for each gene and sample, but these are no discrete "
            f"copy-number calls; expected {EXPECTED}, as in cBioPortal's data_cna.txt"
        )
    return CopyNumberTable(table, layout, rules)


def is_copy_number_table(table: Table) -> bool:
    """Tell whether a table holds copy numbers, discrete or not."""
    return (_long_layout(table) or _matrix_layout(table)) is not None


def _long_layout(table: Table) -> _Layout | None:
    columns = find_columns(table.header)
    others = (Column.PROTEIN, Column.CODING, Column.CONSEQUENCE)
    if Column.GENE not in columns or any(column in columns for column in others):
        return None
    keys = [column_key(name) for name in table.header]
    place = next((keys.index(name) for name in CALL_COLUMNS if name in keys), None)
    if place is None:
        return None
    cells = [row.cells[place].strip() for row in table.head]
    given = [text for text in cells if text not in MISSING]
    calls = sum(map(_is_call, given))
    if 2 * calls <= len(given):
        return None
    if keys[place] == "alteration" and (
        calls < len(given) or _VARIATIONS.issuperset(map(str.casefold, given))
    ):
        return None
    sample = columns.places.get(Column.SAMPLE, (None,))[0]
    return _Layout(columns.places[Column.GENE][0], (place,), True, sample)


def _matrix_layout(table: Table) -> _Layout | None:
    """Find a gene, ids of it and nothing else but numbers; None where there is more."""
    columns = find_columns(table.header)
    if set(columns.places) != {Column.GENE} or columns.annotations:
        return None
    gene = columns.places[Column.GENE][0]
    keys = [column_key(name) for name in table.header]
    ids = {place for place, key in enumerate(keys) if key in ID_COLUMNS}
    calls = tuple(
        place
        for place, name in enumerate(table.header)
        if place not in {*ids, *columns.places[Column.GENE]}
        and (name or any(row.cells[place].strip() for row in table.head))
    )
    cells = [row.cells[place].strip() for row in table.head for place in calls]
    given = [text for text in cells if text not in MISSING]
    if not calls or (not ids and not given):
        return None
    fitting = sum(map(_is_number, given)) if ids else sum(map(_is_call, given))
    least = len(given) / 2 if ids else len(given) * 0.9
    return _Layout(gene, calls, False) if fitting >= least else None


def _mostly_calls(table: Table, layout: _Layout) -> bool:
    cells = [row.cells[place].strip() for row in table.head for place in layout.calls]
    given = [text for text in cells if text not in MISSING]
    return sum(map(_is_call, given)) >= len(given) / 2


def _is_call(text: str) -> bool:
    try:
        read_call(text)
    except CallError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _sample_name(header: tuple[str, ...], place: int) -> str:
    return header[place] or f"column {place + 1}"


def _joined(rows: list[LabRow]) -> LabRow:
    """Make one row of a gene's events: assessed where one is."""
    assessed = [row for row in rows if row.outcome is Outcome.ASSESSED]
    if not assessed:
        return rows[0]
    variants = tuple(variant for row in assessed for variant in row.variants)
    words = " and ".join(variant.variation for variant in variants)
    return replace(assessed[0], value=f"{variants[0].gene} {words}", variants=variants)
