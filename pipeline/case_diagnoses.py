"""Possible diagnoses of a case: what fits its findings and germline genes, and why."""

import math
from collections.abc import Iterator

from patients.case import Case, CaseVariant, Finding, Origin
from patients.diagnosis_question import DiagnosisQuestion, GermlineGene
from patients.diagnosis_reasons import FindingEvidence, Ground
from patients.finding_words import FindingFinder
from patients.ontology import read_ontology
from patients.ranking import Candidate, Ranking
from patients.tumour_findings import tumour_terms
from pipeline.case_rows import named, why_set_aside
from pipeline.case_sources import PatientSources
from pipeline.case_syndromes import UNCERTAIN, germline_syndromes, is_pathogenic, make_syndrome
from reports.patient_report import Diagnoses, DiagnosisEvidence, PossibleDiagnosis
from variants.gene_symbols import approved_symbol

MOST_CANDIDATES = 5
"""Diseases that the report names."""

MOST_REASONS = 6
"""Findings for, and findings against, that are named of a disease."""

_HETEROZYGOUS = "heterozygous"


def make_diagnoses(case: Case, sources: PatientSources) -> Diagnoses | None:
    """Rank the diseases that fit; None where the case has no finding to go by."""
    if not case.present:
        return None
    question = question_of_case(case, sources.finder)
    ranking = sources.diagnoser.rank(question, MOST_CANDIDATES, MOST_CANDIDATES)
    germline = germline_causes(case)
    established = {one.disease for one in germline_syndromes(case, sources) if one.established}
    found = [_possible(one, case, germline, sources) for one in ranking.candidates]
    return Diagnoses(
        candidates=[
            one.model_copy(update={"established": one.disease in established}) for one in found
        ],
        unlisted=ranking.unlisted,
        question=_question(ranking),
        by_variant=[named(one) for one in germline if is_pathogenic(one)],
        basis=f"Human Phenotype Ontology, annotations of {ranking.version}. "
        "Family history is not used.",
    )


def question_of_case(case: Case, finder: FindingFinder) -> DiagnosisQuestion:
    """Return what is asked of a case: its findings, tumour, sex and germline genes."""
    tumour = case.tumour.name if case.tumour else ""
    return DiagnosisQuestion(
        observed=(*_terms(case.present), *tumour_terms(tumour, finder, read_ontology())),
        absent=_terms(case.absent),
        sex=case.sex.value,
        genes=tuple(_genes(germline_causes(case))),
    )


def germline_causes(case: Case) -> list[CaseVariant]:
    """Return the germline variants that may cause disease: their class is not against it."""
    return [
        one
        for one in case.variants_of(Origin.GERMLINE)
        if one.gene and not why_set_aside(one) and one.pathogenicity != UNCERTAIN
    ]


def _genes(variants: list[CaseVariant]) -> Iterator[GermlineGene]:
    """Yield each gene once: one copy is altered where it has one heterozygous variant only."""
    by_gene: dict[str, list[CaseVariant]] = {}
    for variant in variants:
        by_gene.setdefault(approved_symbol(variant.gene), []).append(variant)
    for symbol, own in by_gene.items():
        yield GermlineGene(symbol, len(own) == 1 and _HETEROZYGOUS in own[0].zygosity)


def _terms(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(one.term for one in findings)


def _possible(
    candidate: Candidate, case: Case, germline: list[CaseVariant], sources: PatientSources
) -> PossibleDiagnosis:
    disease = candidate.disease
    own = [named(one) for one in germline if approved_symbol(one.gene) in candidate.genes]
    speaks_for = [one for one in candidate.findings if one.speaks_for]
    against = [one for one in reversed(candidate.findings) if one.speaks_against]
    syndrome = sources.syndromes.get(disease.id)
    return PossibleDiagnosis(
        disease=disease.id,
        name=disease.name,
        posterior=round(candidate.posterior, 4),
        genes=list(disease.genes),
        germline=own,
        speaks_for=[_evidence(one) for one in speaks_for[:MOST_REASONS]],
        speaks_against=[_evidence(one) for one in against[:MOST_REASONS]],
        established=False,
        against_sex=candidate.against_sex,
        syndrome=None
        if syndrome is None
        else make_syndrome(syndrome, case, sources, "; ".join(own) or "the findings"),
    )


def _evidence(finding: FindingEvidence) -> DiagnosisEvidence:
    return DiagnosisEvidence(
        term=finding.term,
        label=finding.label,
        excluded=finding.ground in (Ground.ABSENT_USUAL, Ground.ABSENT_ANYWAY),
        words=_words(finding),
        weight=round(math.log(finding.factor), 3),
    )


def _words(finding: FindingEvidence) -> str:
    if finding.ground is Ground.SIMILAR:
        return f"like {finding.via}"
    if finding.frequency is None:
        return finding.ground.value.removeprefix("absent, ")
    return f"in {_share(finding.frequency)}"


def _question(ranking: Ranking) -> str:
    asked = ranking.question
    if asked is None:
        return ""
    shares = [
        f"in {_share(frequency)} of {candidate.disease.name}"
        for candidate, frequency in zip(ranking.candidates[:2], asked.frequencies, strict=False)
    ]
    return f"{asked.label} ({asked.term})? Met {' and '.join(shares)}."


def _share(frequency: float) -> str:
    percent = round(100 * frequency)
    return f"{percent} %" if percent else "under 1 %"
