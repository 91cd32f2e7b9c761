"""Possible diagnoses as a record: what ``oncolit diagnose --json`` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from patients.diagnosis_question import DiagnosisQuestion
from patients.diagnosis_reasons import FindingEvidence
from patients.found_finding import FoundFinding
from patients.ranking import Candidate, Ranking
from patients.separating_question import SeparatingQuestion
from patients.tumour_syndromes import TumourSyndrome, meaning_for
from therapy.tumour_types import TumourTypes

NOTICE = (
    "Computed from the Human Phenotype Ontology's annotations of published patients; no diagnosis. "
    "For research use: oncolit is no medical device."
)
"""Said with every ranking."""

_DIGITS = 4


def diagnosis_record(
    ranking: Ranking,
    question: DiagnosisQuestion,
    found: Sequence[FoundFinding],
    syndromes: Mapping[str, TumourSyndrome],
    tumour: str,
    tumours: TumourTypes,
) -> dict[str, Any]:
    """Return a ranking with all that it rests on.

    Parameters
    ----------
    ranking : Ranking
    question : DiagnosisQuestion
    found : sequence of FoundFinding
        Where the findings were read from text.
    syndromes : mapping of TumourSyndrome
        By disease.
    tumour : str
        The patient's, empty where none is named.
    tumours : TumourTypes
    """
    return {
        "notice": NOTICE,
        "annotations": ranking.version,
        "absences": question.absences.value,
        "sex": question.sex or None,
        "genes": [asdict(gene) for gene in question.genes],
        "observed": list(ranking.observed),
        "absent": list(ranking.absent),
        "read_from_text": [asdict(one) for one in found],
        "stands_out": ranking.stands_out,
        "candidates": [
            _candidate(one, syndromes.get(one.disease.id), tumour, tumours)
            for one in ranking.candidates
        ],
        "unlisted": round(ranking.unlisted, _DIGITS),
        "question": _question(ranking),
    }


def _candidate(
    candidate: Candidate, syndrome: TumourSyndrome | None, tumour: str, tumours: TumourTypes
) -> dict[str, Any]:
    findings = candidate.findings
    return {
        "disease": candidate.disease.id,
        "name": candidate.disease.name,
        "posterior": round(candidate.posterior, _DIGITS),
        "genes": list(candidate.disease.genes),
        "genes_of_patient": list(candidate.genes),
        "against_sex": candidate.against_sex,
        "for": [_finding(one) for one in findings if one.speaks_for],
        "against": [_finding(one) for one in reversed(findings) if one.speaks_against],
        "neither": [
            _finding(one) for one in findings if not (one.speaks_for or one.speaks_against)
        ],
        "tumour_syndrome": None if syndrome is None else _syndrome(syndrome, tumour, tumours),
    }


def _finding(finding: FindingEvidence) -> dict[str, Any]:
    return {
        "term": finding.term,
        "label": finding.label,
        "ground": finding.ground.value,
        "frequency": None if finding.frequency is None else round(finding.frequency, _DIGITS),
        "via": finding.via or None,
        "factor": round(finding.factor, _DIGITS),
    }


def _syndrome(syndrome: TumourSyndrome, tumour: str, tumours: TumourTypes) -> dict[str, Any]:
    return {
        "name": syndrome.name,
        "tumours": list(syndrome.tumours),
        "meaning": meaning_for(syndrome, tumour, tumours) if tumour else syndrome.meaning,
        "source": syndrome.source,
        "url": syndrome.url,
    }


def _question(ranking: Ranking) -> dict[str, Any] | None:
    asked: SeparatingQuestion | None = ranking.question
    if asked is None:
        return None
    return {
        "term": asked.term,
        "label": asked.label,
        "bits": round(asked.gain, _DIGITS),
        "frequencies": [
            {"disease": one.disease.id, "frequency": round(frequency, _DIGITS)}
            for one, frequency in zip(ranking.candidates, asked.frequencies, strict=False)
        ],
    }
