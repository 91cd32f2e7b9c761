"""Published phenopackets are the same after being read and written, in all that is used."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from case_records import ontology
from google.protobuf.json_format import ParseDict
from phenopackets.schema.v2 import Phenopacket

from patients.case import Sex
from patients.case_file import case_phenopacket, case_yaml, parse_case

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
FOLDER = SHARED / "phenotype" / "phenopackets"

DESCRIPTOR = "variantInterpretation.variationDescriptor"
GENOMIC = "interpretations.diagnosis.genomicInterpretations"

USED = (
    "id",
    "subject",
    "phenotypicFeatures.type.id",
    "phenotypicFeatures.excluded",
    "phenotypicFeatures.onset",
    "diseases.term",
    "diseases.onset",
    "interpretations.progressStatus",
    "interpretations.diagnosis.disease",
    f"{GENOMIC}.subjectOrBiosampleId",
    f"{GENOMIC}.interpretationStatus",
    f"{GENOMIC}.variantInterpretation.acmgPathogenicityClassification",
    f"{GENOMIC}.{DESCRIPTOR}",
)
"""The names of findings are the ontology's, whatever release they were written with."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the phenopackets in ../shared/data"),
]

PATHS = sorted(FOLDER.glob("*.json"))


def used(value, path=""):
    """Count the values at the used paths, each with its path."""
    if isinstance(value, dict):
        below = (used(item, f"{path}.{name}" if path else name) for name, item in value.items())
        return sum(below, Counter())
    if isinstance(value, list):
        return sum((used(item, path) for item in value), Counter())
    known = any(path == one or path.startswith(f"{one}.") for one in USED)
    return Counter([(path, str(value))] if known else [])


def features(packet):
    """Return each finding with what is said of it."""
    return Counter(
        (one["type"]["id"], one.get("excluded", False), json.dumps(one.get("onset")))
        for one in packet.get("phenotypicFeatures", ())
    )


def variants(packet):
    """Return each variant with all that is said of it."""
    return Counter(
        json.dumps(one["variantInterpretation"]["variationDescriptor"], sort_keys=True)
        for interpretation in packet.get("interpretations", ())
        for one in interpretation["diagnosis"]["genomicInterpretations"]
    )


def test_all_sixty_are_there():
    assert len(PATHS) == 60


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_published_phenopacket_loses_nothing_that_is_used(path):
    case = parse_case(path.read_bytes(), path.name, ontology())
    written = case_phenopacket(case)
    before, after = json.loads(path.read_text(encoding="utf-8")), json.loads(written)

    ParseDict(after, Phenopacket())
    assert case.unread == ()
    assert parse_case(written.encode(), path.name, ontology()) == case
    assert parse_case(case_yaml(case).encode(), path.name, ontology()) == case
    assert used(before) == used(after)
    assert features(before) == features(after)
    assert variants(before) == variants(after)


def test_the_cases_hold_what_the_files_say():
    cases = [parse_case(path.read_bytes(), path.name, ontology()) for path in PATHS]

    assert sum(len(case.present) + len(case.absent) for case in cases) > 1000
    assert all(case.variants and case.diagnoses and not case.tumour for case in cases)
    assert {case.vital_status for case in cases} == {"", "deceased"}
    assert sum(case.age is not None for case in cases) == 48
    assert {case.sex for case in cases} == {Sex.FEMALE, Sex.MALE, Sex.UNKNOWN}
