"""The subject of a phenopacket and its findings, read and written."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from patients.case import Case, Finding, Sex
from patients.case_age import Age, AgeError, is_age, parse_age
from patients.case_terms import is_hpo_id
from patients.case_words import VITAL_STATUS
from patients.ontology import PHENOTYPIC_ABNORMALITY, UnknownTermError
from patients.phenopacket_family import SEX_OF, SEXES
from patients.phenopacket_terms import Json, Reading, age_on, filled, labelled, name_of, time_of

_LAST_SEEN = "timeAtLastEncounter"


Findings: TypeAlias = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a phenopacket says of its subject; as of :class:`patients.case.Case`."""

    id: str
    sex: Sex
    age: Age | None
    life_stage: str
    vital_status: str


def read_subject(packet: Json, reading: Reading) -> Subject:
    """Read the subject; a date of birth only gives the age, and must be needed for it."""
    subject = packet.get("subject", {})
    seen = subject.get(_LAST_SEEN, {})
    if born := subject.get("dateOfBirth", ""):
        if "timestamp" in seen:
            reading.birth = date.fromisoformat(born[:10])
        else:
            expected = f"expected none: leave it out and give {_LAST_SEEN} as an age"
            reading.faults.add("subject.dateOfBirth", f"is personal data, {expected}")
    status = subject.get("vitalStatus", {}).get("status", "").casefold()
    age: Age | None = None
    stage = ""
    try:
        if "timestamp" in seen and reading.birth:
            age = age_on(seen["timestamp"], reading.birth)
        else:
            stage = reading.time(seen, f"subject.{_LAST_SEEN}")
            age, stage = (parse_age(stage), "") if is_age(stage) else (None, stage)
    except AgeError as error:
        reading.faults.add(f"subject.{_LAST_SEEN}", str(error))
    return Subject(
        subject.get("id", ""),
        SEX_OF.get(subject.get("sex", ""), Sex.UNKNOWN),
        age,
        stage,
        status if status in VITAL_STATUS else "",
    )


def write_subject(case: Case) -> Json:
    """Write the subject."""
    age = {"age": {"iso8601duration": case.age.iso}} if case.age else {}
    status = {"status": case.vital_status.upper()} if case.vital_status else {}
    return filled(
        {
            "id": case.subject or case.id,
            _LAST_SEEN: age or (time_of(case.life_stage) if case.life_stage else {}),
            "vitalStatus": status,
            "sex": SEXES[case.sex],
        }
    )


def read_features(packet: Json, reading: Reading) -> tuple[Findings, Findings]:
    """Read the findings, the present ones first, and those whose terms are not known.

    What is no finding is left out and named.
    """
    found: dict[Finding, None] = {}
    unknown: dict[Finding, None] = {}
    for index, feature in enumerate(packet.get("phenotypicFeatures", ())):
        if finding := _finding(feature, f"phenotypicFeatures[{index}]", reading):
            (found if finding.term in reading.terms.ontology else unknown)[finding] = None
    present = {finding.term for finding in found if not finding.excluded}
    for finding in found:
        if finding.excluded and finding.term in present:
            reading.unread.append(f"{finding.term} {finding.label}: absent, but present too")
    first = [finding for finding in found if not finding.excluded]
    then = [finding for finding in found if finding.excluded and finding.term not in present]
    return (*first, *then), tuple(unknown)


def write_features(case: Case) -> list[Json]:
    """Write the findings."""
    return [
        filled(
            {
                "description": finding.words,
                "type": {"id": finding.term, "label": finding.label},
                "excluded": finding.excluded,
                "onset": time_of(finding.onset) if finding.onset else {},
            }
        )
        for finding in (*case.findings, *case.unknown_findings)
    ]


def _finding(feature: Json, path: str, reading: Reading) -> Finding | None:
    given, ontology = feature.get("type", {}), reading.terms.ontology
    onset = reading.time(feature.get("onset", {}), f"{path}.onset")
    words = " ".join(feature.get("description", "").split())
    excluded = bool(feature.get("excluded"))
    try:
        term = ontology.find(given.get("id", ""))
    except UnknownTermError:
        if is_hpo_id(given.get("id", "")):
            return Finding(given["id"], name_of(given), excluded, onset, words)
        reading.unread.append(f"{path}: {labelled(given)}, no term of {ontology.version}")
        return None
    if not ontology.is_a(term.id, PHENOTYPIC_ABNORMALITY):
        reading.unread.append(f"{path}: {labelled(given)}, no symptom or sign")
        return None
    if reading.terms.contradicts(term.id, given.get("label", "")):
        expected = f"expected {term.name}, which the id means"
        reading.faults.add(f"{path}.type", f"{labelled(given)!r}, {expected}")
    return Finding(term.id, term.name, excluded, onset, words)
