"""From the effects of one allele to its row: the gene that is assessed, and structural events.

Of a sequence change one gene is assessed, the first that :func:`intake.vcf_effects.ranked` gives;
its notes name the others. A structural variant is assessed only where the annotation names whole
genes lost, amplified or fused, and then for each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.assessment import AssessmentRules
from intake.judgement import DescribedRow, judge
from intake.lab_row import LabRow, LabVariant, Locus, Outcome
from intake.vcf_alleles import structural_kind, structural_reason
from intake.vcf_effects import Effect, ranked
from variants.gene_facts import PROMOTER_CHANGES

NO_SYMBOL = "the annotation names no gene symbol"
NO_ANNOTATION = "the record carries no annotation"
NOT_OF_ALLELE = "the record's annotation says nothing of this allele"

PROMOTER_GENES = frozenset(gene for gene, _ in PROMOTER_CHANGES)
"""Genes whose promoter has recurrent changes."""

_EVENTS = {
    "transcript_ablation": ("DEL", "CNV"),
    "transcript_amplification": ("DUP", "CNV"),
    "gene_fusion": ("BND", "DEL", "DUP", "INV", "TRA"),
}
"""Consequences that name a gene-level event, and the structural alleles that may have them."""

_VARIATIONS = {"transcript_ablation": "Deletion", "transcript_amplification": "Amplification"}


@dataclass(frozen=True, slots=True)
class Allele:
    """One record and one of its alternate alleles.

    Parameters
    ----------
    line : int
    value : str
        In a few words, for messages.
    filter : str
    locus : Locus
    samples : tuple of str
    allele_fraction : float, optional
    """

    line: int
    value: str
    filter: str
    locus: Locus
    samples: tuple[str, ...]
    allele_fraction: float | None


def not_assessed(allele: Allele, reason: str) -> LabRow:
    """Make the row of an allele of which no gene is known."""
    variant = LabVariant(
        gene="",
        variation="",
        locus=allele.locus,
        samples=allele.samples,
        allele_fraction=allele.allele_fraction,
    )
    return LabRow(allele.line, allele.value, Outcome.NOT_ASSESSED, reason, (variant,))


def judge_allele(allele: Allele, effects: Sequence[Effect], rules: AssessmentRules) -> LabRow:
    """Say what becomes of an allele, by what its annotation says of it."""
    if not effects:
        return not_assessed(allele, NOT_OF_ALLELE)
    kind = structural_kind(allele.locus.alternate)
    if kind:
        return _judge_structural(allele, kind, effects, rules)
    first, *others = ranked(effects, rules.terms)
    if not first.gene and not rules.terms.isdisjoint(first.terms):
        return not_assessed(allele, NO_SYMBOL)
    notes = [_note(effect) for effect in others if not rules.terms.isdisjoint(effect.terms)]
    row = judge(_described(allele, first, tuple(notes)), rules)
    if row.outcome is Outcome.NOT_ASSESSED:
        return _judge_promoters(allele, others, rules) or row
    return row


def second_genes(row: LabRow) -> bool:
    """Tell whether an assessed allele changes another gene, too."""
    return row.outcome is Outcome.ASSESSED and any(
        note.startswith(_ALSO) for note in row.variants[0].notes
    )


_ALSO = "the same allele changes "


def _note(effect: Effect) -> str:
    change = effect.hgvs_p.rsplit(":", 1)[-1] or effect.hgvs_c.rsplit(":", 1)[-1]
    words = " ".join(word for word in (effect.gene or "a gene without a symbol", change) if word)
    return f"{_ALSO}{words}, too ({effect.worst}); not assessed here"


def _judge_promoters(
    allele: Allele, others: Sequence[Effect], rules: AssessmentRules
) -> LabRow | None:
    """Find the recurrent change of a promoter, which lies upstream of its gene."""
    for effect in others:
        if effect.gene in PROMOTER_GENES and "upstream_gene_variant" in effect.terms:
            row = judge(_described(allele, effect), rules)
            if row.outcome is Outcome.ASSESSED:
                return row
    return None


def _judge_structural(
    allele: Allele, kind: str, effects: Sequence[Effect], rules: AssessmentRules
) -> LabRow:
    rows = []
    for effect in ranked(effects, rules.terms):
        event = next(
            (term for term, kinds in _EVENTS.items() if term in effect.terms and kind in kinds), ""
        )
        variation = _VARIATIONS.get(event) or effect.variation
        if event and variation and effect.gene:
            described = _described(allele, effect, terms=(event,), variation=variation)
            rows.append(judge(described, rules))
    if not rows:
        return not_assessed(allele, structural_reason(allele.locus.alternate))
    assessed = [row for row in rows if row.outcome is Outcome.ASSESSED]
    variants = tuple(variant for row in assessed for variant in row.variants)
    if not assessed:
        return rows[0]
    return LabRow(allele.line, allele.value, Outcome.ASSESSED, "", variants)


def _described(
    allele: Allele,
    effect: Effect,
    notes: tuple[str, ...] = (),
    *,
    terms: tuple[str, ...] = (),
    variation: str = "",
) -> DescribedRow:
    return DescribedRow(
        line=allele.line,
        value=allele.value,
        gene=effect.gene,
        consequences=terms or effect.terms,
        hgvs_p="" if terms else effect.hgvs_p,
        hgvs_c="" if terms else effect.hgvs_c,
        variation=variation or effect.variation,
        filter=allele.filter,
        transcript=effect.transcript,
        locus=allele.locus,
        samples=allele.samples,
        allele_fraction=allele.allele_fraction,
        annotations=effect.annotations,
        notes=notes,
    )
