"""Damaged files: either a case or words about what is wrong, never a crash."""

import json
from contextlib import suppress
from dataclasses import replace

from case_records import LUNG_YAML, full_case, ontology
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from patients.case_file import CaseError, case_phenopacket, case_yaml, parse_case

PACKET = case_phenopacket(full_case())

VALUES = st.sampled_from(["", "x", "HP:0001945", "P200Y", "1900-01-01T00:00:00Z", {}, [], 0, 1e30])


@st.composite
def damaged_packets(draw):
    """Return the full case's JSON with some values deleted or replaced."""
    packet = json.loads(PACKET)
    for _ in range(draw(st.integers(1, 4))):
        place = packet
        for _ in range(draw(st.integers(1, 12))):
            key = draw(
                st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
            )
            below = place[key]
            if not (isinstance(below, dict | list) and below):
                break
            if draw(st.integers(0, 3)) == 0:
                break
            place = below
        else:
            continue
        if draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw(VALUES)
        if not packet:
            return b"{}"
    return json.dumps(packet).encode()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged_packets())
def test_a_damaged_phenopacket_is_a_case_or_a_fault(data):
    try:
        case = replace(parse_case(data, "a.json", ontology()), unread=())
    except CaseError:
        return
    written = case_phenopacket(case).encode()

    assert parse_case(written, "again.json", ontology()) == case
    assert parse_case(case_yaml(case).encode(), "again.yaml", ontology()) == case


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(LUNG_YAML)), st.integers(0, 20), st.text(max_size=6))
@example(0, 0, "\ufeff")
def test_a_damaged_yaml_is_a_case_or_a_fault(start, length, inserted):
    text = LUNG_YAML[:start] + inserted + LUNG_YAML[start + length :]

    try:
        case = parse_case(text.encode(errors="replace"), "a.yaml", ontology())
    except CaseError:
        return

    assert parse_case(case_yaml(case).encode(), "again.yaml", ontology()) == case
    assert parse_case(case_phenopacket(case).encode(), "again.json", ontology()) == case


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_are_a_case_or_a_fault(data):
    with suppress(CaseError):
        parse_case(data, "a", ontology())
