"""Characters that hide or break what a case says, and those that programs escape."""

import json

import pytest

from patients.case_file import CaseError, case_phenopacket, parse_case
from patients.ontology import read_ontology


def read(text: str):
    return parse_case(text.encode(), "a.yaml", read_ontology())


@pytest.mark.parametrize(
    ("text", "field", "character"),
    [
        ('id: "a\\0b"', "id", r"U\+0000"),
        ('id: a\ntumour: "mela\\u202enoma"', "tumour", r"U\+202E"),
        ('id: a\ntext: "one\\x07"', "text", r"U\+0007"),
    ],
)
def test_characters_that_no_text_should_hold_are_refused_with_their_field(text, field, character):
    with pytest.raises(CaseError, match=rf"{field}.*: the character {character}"):
        read(text)


def test_a_phenopacket_with_such_a_character_is_refused():
    packet = json.loads(case_phenopacket(read("id: a\nsex: female")))
    packet["subject"]["id"] = "a\0"
    with pytest.raises(CaseError, match=r"the character U\+0000, expected plain text"):
        read(json.dumps(packet))


def test_json_that_escapes_a_character_in_two_parts_is_read_as_that_character():
    written = json.dumps({"id": "a", "medications": ["aspirin \N{PILL}"]})
    assert "\\ud83d" in written
    assert read(written).medications == ("aspirin \N{PILL}",)
