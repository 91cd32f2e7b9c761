"""Hereditary tumour syndromes of a case, and what each means for the tumour at hand."""

from collections.abc import Iterable, Iterator

from patients.case import Case, CaseVariant, Origin
from patients.markers import PATHOGENIC
from patients.syndrome_meaning import meaning_in_case
from patients.tumour_syndromes import TumourSyndrome, syndromes_of_gene
from pipeline.case_rows import named, why_set_aside
from pipeline.case_sources import PatientSources
from reports.patient_report import PatientSource, SyndromeMeaning

UNCERTAIN = "uncertain significance"
"""Class of a variant of which nothing is concluded."""


def is_pathogenic(variant: CaseVariant) -> bool:
    """Tell whether a variant's class is pathogenic or likely pathogenic."""
    return variant.pathogenicity in PATHOGENIC


def germline_syndromes(case: Case, sources: PatientSources) -> Iterator[SyndromeMeaning]:
    """Yield the syndromes of genes with a germline variant that is not benign.

    Those that the tumour at hand belongs to come first, those that are only carried last, after
    those of variants of uncertain significance.
    """
    grounds: dict[str, list[CaseVariant]] = {}
    found: dict[str, TumourSyndrome] = {}
    for variant in case.variants_of(Origin.GERMLINE):
        if not why_set_aside(variant):
            for syndrome in syndromes_of_gene(sources.syndromes, variant.gene):
                found[syndrome.disease] = syndrome
                grounds.setdefault(syndrome.disease, []).append(variant)
    grounds = {disease: _weighty(variants) for disease, variants in grounds.items()}
    made = [
        make_syndrome(syndrome, case, sources, _germline_words(grounds[disease])).model_copy(
            update=_standing(syndrome, grounds[disease])
        )
        for disease, syndrome in found.items()
    ]
    yield from sorted(made, key=lambda one: (one.carrier, one.uncertain, not one.of_tumour))


def make_syndrome(
    syndrome: TumourSyndrome, case: Case, sources: PatientSources, ground: str
) -> SyndromeMeaning:
    """Say what a syndrome means for the tumour at hand."""
    tumour = case.tumour.name if case.tumour else ""
    return SyndromeMeaning(
        disease=syndrome.disease,
        name=syndrome.name,
        genes=list(syndrome.genes),
        inheritance=syndrome.inheritance,
        tumours=list(syndrome.tumours),
        of_tumour=bool(tumour) and syndrome.explains(tumour, sources.tumours),
        carrier=False,
        uncertain=False,
        established=False,
        meaning=meaning_in_case(syndrome, case, sources.tumours),
        ground=ground,
        source=PatientSource(words=syndrome.source, url=syndrome.url or None),
    )


def _weighty(variants: list[CaseVariant]) -> list[CaseVariant]:
    """Leave out the variants of uncertain significance where there are others."""
    return [one for one in variants if one.pathogenicity != UNCERTAIN] or variants


def _standing(syndrome: TumourSyndrome, variants: list[CaseVariant]) -> dict[str, object]:
    """Say how far variants establish a syndrome; without certainty it has no meaning."""
    carrier = _is_carrier(syndrome, variants)
    if all(one.pathogenicity == UNCERTAIN for one in variants):
        return {"carrier": carrier, "uncertain": True, "meaning": ""}
    known = any(map(is_pathogenic, variants))
    return {"carrier": carrier, "established": known and not carrier}


def _is_carrier(syndrome: TumourSyndrome, variants: list[CaseVariant]) -> bool:
    one_copy = len(variants) == 1 and "homozygous" not in variants[0].zygosity
    return syndrome.inheritance.startswith("autosomal recessive") and one_copy


def _germline_words(variants: Iterable[CaseVariant]) -> str:
    return "; ".join(
        ", ".join(filter(None, (f"germline {named(one)}", one.zygosity, _class_words(one))))
        for one in variants
    )


def _class_words(variant: CaseVariant) -> str:
    return variant.pathogenicity or "class not given"
