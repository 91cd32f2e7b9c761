"""SnpEff's ANN as effects: the most severe transcript of each gene.

SnpEff lists the most severe effect and the canonical transcript first, so that the first of equals
is taken. Source: https://pcingola.github.io/SnpEff/snpeff/inputoutput/#ann-field-vcf-output-files
"""

from collections.abc import Iterable
from functools import lru_cache

from intake.fusion_row import fusion_gene, fusion_name
from intake.lab_row import Transcript
from intake.vcf_alleles import is_bases, other_names
from intake.vcf_effects import AnnotationError, Effect, terms_of
from variants.consequence import severity_rank

TERMS = {
    "conservative_inframe_deletion": "inframe_deletion",
    "disruptive_inframe_deletion": "inframe_deletion",
    "conservative_inframe_insertion": "inframe_insertion",
    "disruptive_inframe_insertion": "inframe_insertion",
    "5_prime_utr_premature_start_codon_gain_variant": "5_prime_UTR_variant",
    "conserved_intron_variant": "intron_variant",
    "feature_ablation": "transcript_ablation",  # the whole gene
    "intergenic_region": "intergenic_variant",
    "conserved_intergenic_variant": "intergenic_variant",
}
"""SnpEff's terms and the broader ones that stand for them."""

_ALLELE, _TERMS, _GENE, _FEATURE_TYPE, _FEATURE, _BIOTYPE, _HGVS_C, _HGVS_P = (
    0, 1, 3, 5, 6, 7, 9, 10,
)  # fmt: skip
_FIELDS = 11
"""Fields that are read; more follow."""

_RULE = "most severe"


class AnnAnnotation:
    """Reads SnpEff's annotation."""

    tag = "ANN"
    name = "SnpEff's ANN"

    def effects(
        self, value: str, position: int, reference: str, alternates: list[str]
    ) -> list[list[Effect]]:
        """Return for each alternate allele one effect a gene; see Annotation."""
        del position
        by_allele: dict[str, list[list[str]]] = {}
        for entry in map(_split, value.split(",")):
            by_allele.setdefault(entry[_ALLELE], []).append(entry)
        if len(alternates) == 1 and len(by_allele) == 1 and not is_bases(alternates[0]):
            return [_one_a_gene(entries) for entries in by_allele.values()]
        others = by_allele.keys() - set(alternates)
        return [
            _one_a_gene(by_allele.get(alternate, []))
            or _one_a_gene(
                entry
                for name in sorted(others & other_names(reference, alternate))
                for entry in by_allele[name]
            )
            for alternate in alternates
        ]


def _split(entry: str) -> list[str]:
    fields = entry.split("|")
    if len(fields) < _FIELDS:
        raise AnnotationError(
            f"{len(fields)} fields in an ANN entry; expected at least {_FIELDS}, Allele to HGVS.p"
        )
    return fields


def _one_a_gene(entries: Iterable[list[str]]) -> list[Effect]:
    best: dict[str, tuple[int, Effect]] = {}
    for entry in entries:
        effect = _effect(entry)
        rank = severity_rank(effect.worst)
        if effect.gene not in best or rank < best[effect.gene][0]:
            best[effect.gene] = rank, effect
    named = [effect for gene, (_, effect) in best.items() if gene]
    return named or [effect for _, effect in best.values()]


def _effect(entry: list[str]) -> Effect:
    terms = _terms(entry[_TERMS])
    gene, variation = entry[_GENE].strip(), ""
    if "gene_fusion" in terms and gene.count("&") == 1:
        first, second = gene.split("&")
        gene, variation = fusion_gene(first, second), fusion_name(first, second)
    elif terms == ("intergenic_variant",):
        gene = ""  # SnpEff gives the neighbours, A-B
    is_transcript = entry[_FEATURE_TYPE] == "transcript" and entry[_FEATURE]
    return Effect(
        gene=gene,
        terms=terms,
        hgvs_p=entry[_HGVS_P],
        hgvs_c=entry[_HGVS_C],
        variation=variation,
        transcript=Transcript(entry[_FEATURE], _RULE) if is_transcript else None,
        coding=entry[_BIOTYPE].lower() in {"", "protein_coding", "coding"},
    )


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(TERMS.get(term, term) for term in terms_of(text))
