"""What becomes of a row that a reader has taken apart: assessed, not assessed or rejected."""

from dataclasses import dataclass
from functools import lru_cache

from intake.assessment import AssessmentRules
from intake.change_spelling import Spelling, spell_change, spell_text
from intake.damaged_symbols import damage
from intake.lab_row import LabRow, LabVariant, Locus, Outcome, Transcript, rejected
from variants.consequence import MEANINGS, most_severe
from variants.gene_facts import PROMOTER_CHANGES, PROMOTER_SITES
from variants.gene_symbols import SymbolStatus, approved_symbol, resolve_symbol
from variants.variation_type import VariationType

PROMOTER = "Promoter Mutations"
"""Spelling of a recurrent change of a promoter."""

NOT_VARIANTS = {
    VariationType.WILD_TYPE: "no alteration",
    VariationType.SYNONYMOUS: "synonymous",
    VariationType.NUCLEOTIDE_CHANGE: "only nucleotides are named, no change of the protein",
    VariationType.UNKNOWN_EFFECT: "effect on the protein not known",
    VariationType.POLYMORPHISM: "a polymorphism",
}
"""Sorts of variation that are not assessed where no consequence column says what they are."""


@dataclass(frozen=True, slots=True)
class DescribedRow:
    """A row as the file describes it, whatever the format.

    Parameters
    ----------
    line : int
    value : str
        The row in a few words, for messages and tables.
    gene : str
        Symbol as given, empty where none is named.
    consequences : tuple of str
        Sequence Ontology terms, see :func:`variants.consequence.read_consequences`.
    hgvs_p, hgvs_c : str
        Columns as they stand, a reference sequence before the colon included.
    variation : str
        Any spelling, where the file has such a column: ``Amplification``, ``V600E``.
    filter : str
        The FILTER column.
    transcript, locus, samples, allele_fraction, annotations, notes
        As of :class:`intake.lab_row.LabVariant`.
    """

    line: int
    value: str
    gene: str
    consequences: tuple[str, ...] = ()
    hgvs_p: str = ""
    hgvs_c: str = ""
    variation: str = ""
    filter: str = ""
    transcript: Transcript | None = None
    locus: Locus | None = None
    samples: tuple[str, ...] = ()
    allele_fraction: float | None = None
    annotations: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def judge(row: DescribedRow, rules: AssessmentRules) -> LabRow:
    """Say what becomes of a row, and spell its variant for the classifier.

    Examples
    --------
    >>> row = DescribedRow(2, "BRAF", "BRAF", ("missense_variant",), "p.Val600Glu")
    >>> judge(row, AssessmentRules()).variants[0].variation
    'V600E'
    >>> row = DescribedRow(3, "CACNA1A", "CACNA1A", ("intron_variant",), "*1586*")
    >>> judged = judge(row, AssessmentRules())
    >>> judged.outcome.value, judged.reason
    ('not_assessed', 'intronic')
    """
    gene = row.gene.strip()
    if fault := damage(gene):
        return rejected(row.line, gene, fault)
    if _is_promoter_site(gene, row) and not rules.not_assessed((), row.filter):
        return _assessed(row, PROMOTER)
    if reason := rules.not_assessed(row.consequences, row.filter):
        return _not_assessed(row, reason)
    return _judge_change(row, rules)


def _judge_change(row: DescribedRow, rules: AssessmentRules) -> LabRow:
    if not row.gene.strip():
        return rejected(row.line, row.value, "no gene; expected a symbol such as BRAF")
    spelt = _spell(row, rules)
    if spelt.fault:
        return rejected(row.line, row.hgvs_p or row.variation or row.value, spelt.fault)
    if spelt.missing:
        return _not_assessed(row, spelt.missing)
    if not row.consequences and (reason := _no_variant(spelt, rules)):
        return _not_assessed(row, reason)
    return _assessed(row, spelt.variation, spelt)


def _spell(row: DescribedRow, rules: AssessmentRules) -> Spelling:
    known = tuple(term for term in row.consequences if term in rules.terms)
    if row.consequences and not (known == ("gene_fusion",) and row.variation):
        return _spell_change(known, row.hgvs_p or row.variation, row.hgvs_c)
    text = row.hgvs_p.strip() or row.variation.strip() or row.hgvs_c.strip()
    if not text:
        return Spelling(missing="no change of the gene is named")
    return _spell_text(text)


_spell_change = lru_cache(maxsize=65536)(spell_change)
_spell_text = lru_cache(maxsize=65536)(spell_text)


def _no_variant(spelt: Spelling, rules: AssessmentRules) -> str:
    """Say why a variant known by its spelling alone is not assessed, empty where it is."""
    if spelt.read is None or spelt.read.consequence in rules.terms:
        return ""
    if reason := NOT_VARIANTS.get(spelt.read.type):
        return reason
    return MEANINGS.get(spelt.read.consequence or "", "")


def _is_promoter_site(gene: str, row: DescribedRow) -> bool:
    """Tell the recurrent changes of a promoter, which no protein string names."""
    if "upstream_gene_variant" not in row.consequences and row.consequences:
        return False
    symbol = approved_symbol(gene)
    if (symbol, row.hgvs_c.rsplit(":", 1)[-1]) in PROMOTER_CHANGES:
        return True
    at = row.locus
    return at is not None and at.position in PROMOTER_SITES.get((symbol, at.build), ())


def _not_assessed(row: DescribedRow, reason: str) -> LabRow:
    return LabRow(row.line, row.value, Outcome.NOT_ASSESSED, reason, (_variant(row, ""),))


def _assessed(row: DescribedRow, variation: str, spelt: Spelling | None = None) -> LabRow:
    return LabRow(row.line, row.value, Outcome.ASSESSED, "", (_variant(row, variation, spelt),))


def _variant(row: DescribedRow, variation: str, spelt: Spelling | None = None) -> LabVariant:
    by_name = spelt.read.consequence if spelt and spelt.read else None
    return LabVariant(
        gene=row.gene.strip(),
        variation=variation,
        consequence=most_severe(row.consequences) or by_name or "",
        hgvs_p=_bare(row.hgvs_p),
        hgvs_c=_bare(row.hgvs_c),
        transcript=row.transcript,
        locus=row.locus,
        samples=row.samples,
        allele_fraction=row.allele_fraction,
        annotations=row.annotations,
        notes=(*row.notes, *_gene_notes(row.gene.strip())) if variation else row.notes,
    )


def _bare(hgvs: str) -> str:
    """Leave out the reference sequence."""
    return hgvs.strip().rsplit(":", 1)[-1]


@lru_cache(maxsize=16384)
def _gene_notes(symbol: str) -> tuple[str, ...]:
    """Say where a symbol is not the approved one of one gene."""
    found = resolve_symbol(symbol)
    match found.status:
        case SymbolStatus.PREVIOUS | SymbolStatus.ALIAS if found.approved != symbol:
            word = "a previous symbol" if found.status is SymbolStatus.PREVIOUS else "an alias"
            return (f"{symbol} is {word} of {found.approved}",)
        case SymbolStatus.AMBIGUOUS:
            return (f"{symbol} may be {' or '.join(found.candidates)}: compared by its symbol",)
        case SymbolStatus.UNKNOWN:
            return (f"HGNC does not know the symbol {symbol}",)
    return ()
