"""What becomes of a row that a reader has taken apart: assessed, not assessed or rejected."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from intake.assessment import AssessmentRules
from intake.change_spelling import Spelling, is_splice_site, spell_change, spell_text
from intake.damaged_symbols import damage
from intake.fusion_row import fusion_gene, fusion_name
from intake.gene_cell import genes_of, joined_genes, without_gene
from intake.lab_row import (
    VALUE_LENGTH,
    LabRow,
    LabVariant,
    Locus,
    Outcome,
    Transcript,
    cut_value,
    rejected,
)
from variants.consequence import MEANINGS, most_severe
from variants.gene_facts import PROMOTER_CHANGES, PROMOTER_SITES
from variants.gene_symbols import (
    SymbolStatus,
    approved_symbol,
    comparable_symbol,
    resolve_symbol,
)
from variants.variation_grammar import LONGEST_WITH_NUCLEOTIDES
from variants.variation_type import VariationType

PROMOTER = "Promoter Mutations"
"""Spelling of a recurrent change of a promoter."""

PROMOTER_NAMES = frozenset({("TERT", "C228T"), ("TERT", "C250T")})
"""What these are called by the last digits of their position: no residues. PMID 23348506."""

NOT_VARIANTS = {
    VariationType.WILD_TYPE: "no alteration",
    VariationType.SYNONYMOUS: "synonymous",
    VariationType.NUCLEOTIDE_CHANGE: "only nucleotides are named, no change of the protein",
    VariationType.UNKNOWN_EFFECT: "effect on the protein not known",
    VariationType.POLYMORPHISM: "a polymorphism",
}
"""Sorts of variation that are not assessed where no consequence column says what they are."""

_NO_SYMBOL = re.compile(r"[<>{}=$%!\\\"\x00-\x1f]")
"""Signs that no symbol holds: a formula, markup, what is left of a wrong column."""

_JOINED = frozenset({VariationType.FUSION, VariationType.REARRANGEMENT})


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
    gene = cut_value(row.gene.strip())
    if len(gene) > VALUE_LENGTH:
        row = replace(row, gene=gene)
    if fault := damage(gene):
        return rejected(row.line, gene, fault)
    if not gene.isalnum():
        row = _with_one_gene(row, gene)
        gene = row.gene.strip()
    if _is_promoter_site(gene, row) and not rules.not_assessed((), row.filter):
        return _assessed(row, PROMOTER)
    if reason := rules.not_assessed(row.consequences, row.filter):
        return _not_assessed(row, reason)
    return _judge_change(row, rules)


def _judge_change(row: DescribedRow, rules: AssessmentRules) -> LabRow:
    if fault := _gene_fault(row.gene.strip()):
        return rejected(row.line, row.gene.strip() or row.value, fault)
    spelt = _spell(row, rules)
    if spelt.fault:
        return rejected(row.line, row.hgvs_p or row.variation or row.value, spelt.fault)
    if spelt.missing:
        return _not_assessed(row, spelt.missing)
    if not row.consequences and (reason := _no_variant(spelt, rules)):
        return _not_assessed(row, reason)
    return _assessed(row, spelt.variation, spelt)


def _gene_fault(gene: str) -> str:
    if not gene:
        return "no gene; expected a symbol such as BRAF"
    if len(gene) > VALUE_LENGTH:
        return f"a gene of more than {VALUE_LENGTH} characters; expected a symbol such as BRAF"
    if _NO_SYMBOL.search(gene):
        return "no gene symbol; expected one such as BRAF"
    several = genes_of(gene)
    return f"names {' and '.join(several)}; expected one gene a row" if len(several) > 1 else ""


def _with_one_gene(row: DescribedRow, gene: str) -> DescribedRow:
    """Read a cell that holds two names of a gene, or a fusion for a gene."""
    partners = joined_genes(gene)
    if partners and not row.consequences and _says_fusion(row.hgvs_p or row.variation):
        name = fusion_name(*partners)
        return replace(row, gene=fusion_gene(*partners), hgvs_p="", variation=name)
    named = genes_of(gene)
    return replace(row, gene=named[0]) if len(named) == 1 and named[0] != gene else row


def _says_fusion(text: str) -> bool:
    read = _spell_text(text).read
    return not text.strip() or (read is not None and read.type in _JOINED)


def _spell(row: DescribedRow, rules: AssessmentRules) -> Spelling:
    known = tuple(term for term in row.consequences if term in rules.terms)
    named = without_gene(row.hgvs_p.strip() or row.variation.strip(), row.gene)
    if row.consequences and not (known == ("gene_fusion",) and row.variation):
        return _spell_change(known, named, row.hgvs_c)
    if not named and not row.hgvs_c.strip():
        return Spelling(missing="no change of the gene is named")
    spelt = _spell_text(named or row.hgvs_c)
    if spelt.read is not None and spelt.read.type is VariationType.UNKNOWN_EFFECT:
        coding = _spell_text(row.hgvs_c)
        return coding if is_splice_site(coding) else spelt
    return spelt


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
    if any(symbol == other for other, _ in PROMOTER_NAMES) and _names_promoter(symbol, row):
        return True
    if (symbol, row.hgvs_c.rsplit(":", 1)[-1]) in PROMOTER_CHANGES:
        return True
    at = row.locus
    return at is not None and at.position in PROMOTER_SITES.get((symbol, at.build), ())


def _names_promoter(symbol: str, row: DescribedRow) -> bool:
    text = without_gene(row.hgvs_p.strip() or row.variation.strip(), symbol)
    read = _spell_text(text).read
    promoter = read is not None and read.type is VariationType.PROMOTER
    return promoter or (symbol, text.upper()) in PROMOTER_NAMES


def _not_assessed(row: DescribedRow, reason: str) -> LabRow:
    return LabRow(
        row.line, cut_value(row.value), Outcome.NOT_ASSESSED, reason, (_variant(row, ""),)
    )


def _assessed(row: DescribedRow, variation: str, spelt: Spelling | None = None) -> LabRow:
    if partners := _partners(row.gene, spelt):
        row, variation = replace(row, gene=fusion_gene(*partners)), fusion_name(*partners)
    return LabRow(
        row.line, cut_value(row.value), Outcome.ASSESSED, "", (_variant(row, variation, spelt),)
    )


def _partners(gene: str, spelt: Spelling | None) -> tuple[str, ...]:
    """Return both genes of a plain fusion in which the row's gene takes part."""
    read = spelt.read if spelt else None
    if read is None or read.fusion is None or read.name != read.fusion.name:
        return ()
    partners = read.fusion.partners
    if len(partners) != 2 or not all(partners) or read.fusion.exons:
        return ()
    return partners if comparable_symbol(gene) in map(comparable_symbol, partners) else ()


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
    """Leave out the reference sequence, and what is too long to be read."""
    bare = hgvs.strip().rsplit(":", 1)[-1]
    return bare if len(bare) <= LONGEST_WITH_NUCLEOTIDES else cut_value(bare)


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
