"""A case as a phenopacket of GA4GH, version 2, and back.

Source: Jacobsen et al., Nat Biotechnol 2022, PMID 35705716,
https://phenopacket-schema.readthedocs.io. What is read and written is checked by the schema's
own classes (package phenopackets). What the schema has no field of its own for stands where its
documentation puts it, else where it does no harm:

- performance status and tests: measurements with LOINC codes and UCUM units;
- previous therapies: medical actions with response and reason of the end; medications too;
- medical history: diseases, with a resolution where they are over; a metastasis is one as well;
- somatic variants: of the tumour's biosample; inherited ones: of the subject;
- relatives: the message ``Family`` in the place of ``Phenopacket``, where there are any;
- free text and notes: files whose address is the text itself;
- words without a code: terms in the namespace ``oncolit``, which the metadata declare.

Dates are not kept: a date of birth and the date of the last encounter become the age. The time
of creation, which the metadata must have, is the epoch, so that the same case gives the same
text. What a file holds beyond all this is named in ``Case.unread``.
"""

import json
from collections.abc import Iterator
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from phenopackets.schema.v2 import Family, Phenopacket

from patients.case import Case
from patients.case_faults import CaseError, Faults
from patients.case_fields import unprintable
from patients.case_terms import CaseTerms
from patients.phenopacket_actions import read_actions, write_actions
from patients.phenopacket_diseases import read_diseases, write_diseases, write_samples
from patients.phenopacket_family import read_relatives, write_pedigree, write_relatives
from patients.phenopacket_interpretations import read_interpretations, write_interpretations
from patients.phenopacket_notes import with_notes, write_notes
from patients.phenopacket_subject import (
    read_features,
    read_subject,
    write_features,
    write_subject,
)
from patients.phenopacket_terms import Json, Reading, filled, resources_for
from patients.phenopacket_tests import read_measurements, write_measurements
from patients.phenopacket_unread import unread_fields

CREATED = "1970-01-01T00:00:00Z"
"""Time of creation in the metadata."""

CREATED_BY = "oncolit"

SCHEMA_VERSION = "2.0"

LONGEST_REASON = 200
"""Characters of what the schema's classes say of a fault."""

_MARKS = frozenset(
    {
        *("proband", "metaData", "meta_data", "phenotypicFeatures", "phenotypic_features"),
        *("interpretations", "medicalActions", "medical_actions", "measurements", "members"),
    }
)
"""Fields that a phenopacket has and our YAML has not."""


def phenopacket_json(text: str, name: str) -> Json | None:
    """Return a phenopacket's or a family's JSON, None where a text is neither.

    Raises
    ------
    CaseError
        It would be one, but is no JSON, has a field twice, or is a cohort.
    """
    if not text.lstrip().startswith("{"):
        return None
    marked = any(f'"{mark}"' in text for mark in _MARKS)
    try:
        packet = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        if marked:
            reason = "nested too deeply" if isinstance(error, RecursionError) else error
            raise CaseError(f"{name}: {reason}; expected the JSON of a phenopacket") from error
        return None
    if not (_MARKS & packet.keys() or isinstance(packet.get("subject"), dict)):
        return None
    if "members" in packet:
        raise CaseError(f"{name}: a cohort, expected the phenopacket of one patient or a family")
    return packet


def read_phenopacket(packet: Json, name: str, terms: CaseTerms) -> Case:
    """Read a phenopacket or a family.

    Raises
    ------
    CaseError
        The schema does not allow it, or a value is none that a case takes.
    """
    whole = _checked(packet, name)
    proband = whole.get("proband", {}) if "proband" in packet else whole
    faults = Faults(name)
    reading = Reading(terms, faults)
    case = _case(whole, proband, reading)
    if not case.id:
        faults.add("id", "missing, expected a word made up for the case")
    faults.check()
    return case


def case_phenopacket(case: Case) -> str:
    """Write a case as the JSON of a phenopacket, or of a family where there are relatives.

    Raises
    ------
    CaseError
        The schema does not allow it.
    """
    packet = filled(
        {
            "id": case.id,
            "subject": write_subject(case),
            "phenotypicFeatures": write_features(case),
            "measurements": write_measurements(case),
            "biosamples": write_samples(case),
            "interpretations": write_interpretations(case),
            "diseases": write_diseases(case),
            "medicalActions": write_actions(case),
            "files": write_notes(case),
        }
    )
    packet["metaData"] = _metadata(packet)
    if case.family:
        relatives = write_relatives(case)
        packet = {
            "id": case.id,
            "proband": packet,
            "relatives": [{**one, "metaData": _metadata(one)} for one in relatives],
            "pedigree": write_pedigree(case),
        }
        packet["metaData"] = _metadata(packet)
    _checked(packet, case.id)
    return json.dumps(packet, ensure_ascii=False, indent=2) + "\n"


def _case(whole: Json, proband: Json, reading: Reading) -> Case:
    subject = read_subject(proband, reading)
    own = proband.get("metaData", {}).get("createdBy") == CREATED_BY
    tumour, history, diagnoses = read_diseases(proband, reading, own=own)
    variants, diagnoses = read_interpretations(proband, tumour, diagnoses, reading)
    therapies, medications, procedures = read_actions(proband, reading)
    ecog, tests = read_measurements(proband, reading)
    findings, unknown = read_features(proband, reading)
    id = proband.get("id") or whole.get("id") or subject.id
    case = Case(
        id=id,
        sex=subject.sex,
        age=subject.age,
        tumour=tumour,
        ecog=ecog,
        findings=findings,
        unknown_findings=unknown,
        history=history + procedures,
        family=read_relatives(whole, reading) if proband is not whole else (),
        therapies=therapies,
        medications=medications,
        tests=tests,
        variants=variants,
        diagnoses=diagnoses,
        subject="" if subject.id == id else subject.id,
        life_stage=subject.life_stage,
        vital_status=subject.vital_status,
        unread=(*reading.unread, *unread_fields(proband)),
    )
    return with_notes(case, proband)


def _checked(packet: Json, name: str) -> Json:
    """Return a packet as the schema's classes write it, with all names in camel case."""
    if control := next(filter(None, map(unprintable, _texts(packet))), ""):
        raise CaseError(f"{name}: the character {control}, expected plain text")
    message = Family() if "proband" in packet else Phenopacket()
    try:
        parsed = ParseDict(packet, message)
    except (ParseError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:LONGEST_REASON]
        raise CaseError(f"{name}: {reason}; expected a phenopacket of version 2") from error
    checked: Json = MessageToDict(parsed)
    return checked


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a packet, those of its names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, below in value.items():
            yield name
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)


def _metadata(packet: Json) -> Json:
    return {
        "created": CREATED,
        "createdBy": CREATED_BY,
        "resources": resources_for(packet),
        "phenopacketSchemaVersion": SCHEMA_VERSION,
    }


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found: Json = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the field {name!r} is there twice, expected each once")
        found[name] = value
    return found
