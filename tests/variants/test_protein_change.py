"""Protein substitutions: what is read, how it is written back, what is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variants.protein_change import (
    AMINO_ACIDS,
    STOP,
    THREE_LETTER,
    HgvsProteinError,
    ProteinSubstitution,
    parse_protein_substitution,
)

SUBSTITUTIONS = st.builds(
    ProteinSubstitution,
    reference=st.sampled_from(AMINO_ACIDS),
    position=st.integers(min_value=1, max_value=40_000),
    alternate=st.sampled_from(AMINO_ACIDS + STOP),
)
IUPAC = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E",
    "Gly": "G", "His": "H", "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F",
    "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
}  # fmt: skip
LONG = {one: three for three, one in THREE_LETTER.items()}


def spelt_long(substitution):
    return f"{LONG[substitution.reference]}{substitution.position}{LONG[substitution.alternate]}"


@given(SUBSTITUTIONS)
def test_a_substitution_reads_back_from_its_own_spelling(substitution):
    assert parse_protein_substitution(str(substitution)) == substitution


@given(SUBSTITUTIONS, st.sampled_from(["{}", "p.{}", "p.({})", "({})", "  p.{}\t"]))
def test_every_hgvs_dress_of_a_substitution_reads_the_same(substitution, dress):
    assert parse_protein_substitution(dress.format(substitution)) == substitution
    assert parse_protein_substitution(dress.format(spelt_long(substitution))) == substitution


@given(st.text(max_size=12))
def test_any_text_is_a_substitution_that_reads_back_or_the_named_error(text):
    try:
        substitution = parse_protein_substitution(text)
    except HgvsProteinError as error:
        message = str(error)
        assert repr(text) in message
    else:
        assert parse_protein_substitution(str(substitution)) == substitution


@pytest.mark.parametrize(("three", "one"), IUPAC.items())
def test_every_three_letter_code_is_read_on_both_sides(three, one):
    assert str(parse_protein_substitution(f"p.{three}12Trp")) == f"{one}12W"
    assert str(parse_protein_substitution(f"p.Trp12{three}")) == f"W12{one}"


def test_the_three_letter_codes_are_iupacs_and_the_stop():
    assert {**IUPAC, "Ter": STOP} == THREE_LETTER


def test_the_twenty_amino_acids_stand_in_alphabetical_order():
    assert sorted(IUPAC.values()) == list(AMINO_ACIDS)


@pytest.mark.parametrize("text", ["W802*", "W802X", "p.W802*", "Trp802Ter", "p.(Trp802Ter)"])
def test_every_spelling_of_a_stop_is_a_star(text):
    assert parse_protein_substitution(text) == ProteinSubstitution("W", 802, "*")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Amplification",
        "Truncating Mutations",
        "v600e",
        "V600",
        "600E",
        "V0E",
        "V0600E",
        "V-600E",
        "V600EE",
        "V600E/K",
        "V600=",
        "M1?",
        "V600.0E",
        "V 600 E",
        "X600E",
        "B600E",
        "V600Z",
        "VAL600GLU",
        "Val600Sec",
        "*308W",
        "Ter308Trp",
        "X308W",
        "E746_A750del",
        "K700fs",
        "c.1799T>A",
        "V600E V600K",
        "V\u0666\u0660\u0660E",
        "V6\u0660\u0660E",
    ],
)
def test_anything_else_is_an_error_that_shows_the_text(text):
    message = f"expected a substitution such as V600E or p.Val600Glu, got {text!r}"
    with pytest.raises(HgvsProteinError, match=f"^{re.escape(message)}$"):
        parse_protein_substitution(text)


def test_the_error_is_a_value_error():
    assert issubclass(HgvsProteinError, ValueError)


def test_a_substitution_compares_by_value_and_cannot_be_changed():
    substitution = parse_protein_substitution("V600E")
    assert substitution == parse_protein_substitution("p.Val600Glu")
    assert len({substitution, parse_protein_substitution("p.(V600E)")}) == 1
    with pytest.raises(AttributeError):
        substitution.position = 601
