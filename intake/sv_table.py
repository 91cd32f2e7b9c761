"""Structural variants: cBioPortal's table of two sites a row, and its old table of fusions.

Site 1 is the 5' partner unless Event_Info says ``{5' gene:3' gene}`` or ``(5' gene-3' gene)``. Two
genes are a fusion. Two sites in one gene are assessed where they bound exons that are deleted or
duplicated: intron 1 to intron 7 bounds exons 2 to 7. In the old table a fusion has a row for each
of its genes.

Source: https://docs.cbioportal.org/file-formats/#structural-variant-data
"""

import re
from collections.abc import Iterator

from intake.assessment import AssessmentRules
from intake.columns import MISSING, Column, column_key, find_columns
from intake.damaged_symbols import damage
from intake.delimited import open_delimited
from intake.exon_span import Site, exon_event, exons_between
from intake.fusion_row import fusion_gene, fusion_name, fusion_partners
from intake.judgement import DescribedRow, judge
from intake.lab_reader import Content
from intake.lab_row import LabRow, LabVariant, Outcome, cut_value, rejected
from intake.table import NeededCells, Table, TableRow
from variants.gene_symbols import comparable_symbol
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType

NAMES = {
    "gene1": ("site1hugosymbol", "site1gene", "genea", "gene1"),
    "gene2": ("site2hugosymbol", "site2gene", "geneb", "gene2"),
    "region1": ("site1region",),
    "region2": ("site2region",),
    "number1": ("site1regionnumber", "site1exon"),
    "number2": ("site2regionnumber", "site2exon"),
    "class": ("class", "svclass", "svtype", "structuralvarianttype"),
    "status": ("svstatus", "structuralvariantstatus"),
    "event": ("eventinfo",),
    "fusion": ("fusion", "fusionname"),
}
"""Columns by their keys, see :func:`intake.columns.column_key`."""

INTERGENIC = frozenset({"igr", "intergenic", "intergenicregion"})
"""What stands for a gene or a region where there is no gene."""

GERMLINE = "germline, as the file says"
ONE_GENE = "one gene is named, without a partner or exons"
NO_EXONS = "a rearrangement within one gene, without the exons that it bounds"

OUTSIDE = "one end lies outside genes"
NAMED_EVENTS = frozenset({VariationType.NAMED_EVENT, VariationType.EXON_EVENT})
"""Sorts of variation of one gene that centres list among fusions, such as EGFRvIII."""

_BRACKETS = re.compile(r"[{(]\s*([^{}()]+?)\s*[})]")
_INSIDE = re.compile(r"(?P<gene>[\w.-]+?)[-\s]+intragenic\b.*", re.IGNORECASE)
_ONE_END = re.compile(r"(?P<gene>[\w.-]+?)[-\s]+(?:intergenic|IGR)\b.*", re.IGNORECASE)


class StructuralTable:
    """Reads a table of structural variants, a row at a time; a LabReader."""

    def __init__(self, table: Table, rules: AssessmentRules) -> None:
        self.build = ""
        self.advice: list[str] = []
        self.header_names: list[str] = []
        self.notes: list[str] = []
        self._table, self._rules = table, rules
        self._at = _places(table)
        self._columns = find_columns(table.header)
        self._of_sites = "gene1" in self._at and "gene2" in self._at
        self.format = "structural variants" if self._of_sites else "fusions"

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the file."""
        needed = [self._at[name] for name in ("gene1", "gene2", "fusion") if name in self._at]
        read = frozenset({*self._at.values(), *self._columns.places.get(Column.SAMPLE, ())})
        judge_row = self._judge_sites if self._of_sites else self._judge_fusion
        for row in self._table.rows(NeededCells(1 + max(needed), read)):
            yield row if isinstance(row, LabRow) else judge_row(row)
        self.notes += self._table.notes

    def _judge_sites(self, row: TableRow) -> LabRow:
        one, two = self._site(row, "1"), self._site(row, "2")
        for site in (one, two):
            if fault := damage(site.gene):
                return rejected(row.line, site.gene, fault)
        if not one.gene or not two.gene:
            return self._judge_half(row, one.gene or two.gene)
        if comparable_symbol(one.gene) == comparable_symbol(two.gene):
            return self._judge_within(row, one, two)
        return self._judge_pair(row, *_in_order(one.gene, two.gene, self._cell(row, "event")))

    def _judge_half(self, row: TableRow, gene: str) -> LabRow:
        """Judge a junction of one gene, or of none, with something else."""
        sites = ("gene1", "gene2", "region1", "region2")
        if any(column_key(self._cell(row, name)) in INTERGENIC for name in sites):
            return self._unassessed(row, gene, OUTSIDE if gene else "both ends lie outside genes")
        if not gene:
            return rejected(row.line, _shown(row), "no gene at either site; expected one or two")
        return self._unassessed(row, gene, ONE_GENE)

    def _judge_within(self, row: TableRow, one: Site, two: Site) -> LabRow:
        kind = self._cell(row, "class").casefold()
        event = next((word for word in ("deletion", "duplication") if word[:3] in kind), "")
        exons = exons_between(one, two)
        if not event:
            return self._unassessed(
                row, one.gene, "a rearrangement within one gene, neither deletion nor duplication"
            )
        if exons is None:
            return self._unassessed(row, one.gene, NO_EXONS)
        if exons[0] > exons[1]:
            return self._unassessed(row, one.gene, f"a {event} within one intron")
        whole = one.region == two.region == "intron"
        return self._assess(row, one.gene, exon_event(one.gene, *exons, event, whole=whole), ())

    def _judge_fusion(self, row: TableRow) -> LabRow:
        """Judge a row of the old table, where the fusion stands as text."""
        text, gene = self._cell(row, "fusion"), self._columns.value(Column.GENE, row.cells)
        if fault := damage(gene):
            return rejected(row.line, gene, fault)
        if not text and not gene:
            return rejected(row.line, _shown(row), "no gene and no fusion; expected both")
        if inside := _INSIDE.fullmatch(text):
            return self._unassessed(row, gene or inside["gene"], NO_EXONS)
        if outside := _ONE_END.fullmatch(text):
            return self._unassessed(row, gene or outside["gene"], OUTSIDE)
        return self._judge_named(row, gene, text) if text else self._unassessed(row, gene, ONE_GENE)

    def _judge_named(self, row: TableRow, gene: str, text: str) -> LabRow:
        if gene and (event := _event_of_one_gene(text)):
            return self._assess(row, gene, event, ())
        match fusion_partners(text):
            case (five_prime, three_prime):
                return self._judge_pair(row, five_prime, three_prime)
            case (one,):
                return self._assess(row, gene or one, f"{one} Fusion")
        return rejected(row.line, text, "no fusion of known genes; expected one such as EML4-ALK")

    def _judge_pair(self, row: TableRow, five_prime: str, three_prime: str) -> LabRow:
        gene = fusion_gene(five_prime, three_prime)
        return self._assess(row, gene, fusion_name(five_prime, three_prime))

    def _assess(
        self, row: TableRow, gene: str, name: str, terms: tuple[str, ...] = ("gene_fusion",)
    ) -> LabRow:
        described = DescribedRow(
            line=row.line,
            value=name if gene in name else f"{gene} {name}",
            gene=gene,
            consequences=terms,
            variation=name,
            samples=self._samples(row),
            notes=self._notes(row),
        )
        return judge(described, self._rules)

    def _unassessed(self, row: TableRow, gene: str, reason: str) -> LabRow:
        known = LabVariant(gene, "", samples=self._samples(row), notes=self._notes(row))
        return LabRow(row.line, _shown(row), Outcome.NOT_ASSESSED, reason, (known,))

    def _site(self, row: TableRow, which: str) -> Site:
        gene = self._cell(row, f"gene{which}")
        number = self._cell(row, f"number{which}")
        return Site(
            "" if column_key(gene) in INTERGENIC else gene,
            self._cell(row, f"region{which}").casefold(),
            int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0,
        )

    def _cell(self, row: TableRow, name: str) -> str:
        place = self._at.get(name)
        text = "" if place is None else row.cells[place].strip()
        return "" if text in MISSING else text

    def _samples(self, row: TableRow) -> tuple[str, ...]:
        name = self._columns.value(Column.SAMPLE, row.cells)
        return (name,) if name else ()

    def _notes(self, row: TableRow) -> tuple[str, ...]:
        return (GERMLINE,) if self._cell(row, "status").casefold() == "germline" else ()


def recognise_sv(content: Content, rules: AssessmentRules) -> StructuralTable | None:
    """Tell whether a file holds structural variants; see :data:`intake.lab_reader.Recogniser`."""
    table = None if content.is_workbook else open_delimited(content)
    return None if table is None else read_structural_table(table, rules)


def read_structural_table(table: Table, rules: AssessmentRules) -> StructuralTable | None:
    """Make a reader of a table; None where it holds no structural variants."""
    return StructuralTable(table, rules) if is_structural_table(table) else None


def is_structural_table(table: Table) -> bool:
    """Tell whether a table names two genes a row, or fusions and no other change."""
    at = _places(table)
    if "gene1" in at and "gene2" in at:
        return True
    columns = find_columns(table.header)
    others = (Column.PROTEIN, Column.VARIATION, Column.CODING, Column.CONSEQUENCE)
    return "fusion" in at and not any(column in columns for column in others)


def _places(table: Table) -> dict[str, int]:
    keys = [column_key(name) for name in table.header]
    found = {name: next((keys.index(k) for k in ks if k in keys), -1) for name, ks in NAMES.items()}
    return {name: place for name, place in found.items() if place >= 0}


def _in_order(one: str, two: str, event: str) -> tuple[str, str]:
    """Return the 5' and the 3' partner."""
    named = {text for pair in _BRACKETS.findall(event) for text in (pair, pair.replace(" ", ""))}
    other_way = any(f"{two}{joint}{one}" in named for joint in (":", "|", "-", "::"))
    return (two, one) if other_way else (one, two)


def _event_of_one_gene(text: str) -> str:
    """Return the name of an event in one gene, such as ``PTD``; empty where it is none."""
    try:
        read = parse_variation(text)
    except VariationError:
        return ""
    return read.name if read.type in NAMED_EVENTS else ""


def _shown(row: TableRow) -> str:
    return cut_value(" ".join(text for text in map(str.strip, row.cells) if text))
