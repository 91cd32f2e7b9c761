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

IUPAC = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E",
    "Gly": "G", "His": "H", "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F",
    "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
}  # fmt: skip
LONG = {letter: code for code, letter in THREE_LETTER.items()}

substitutions = st.builds(
    ProteinSubstitution,
    reference=st.sampled_from(AMINO_ACIDS),
    position=st.integers(min_value=1, max_value=40_000),
    alternate=st.sampled_from(AMINO_ACIDS + STOP),
)


@given(substitutions)
def test_what_is_written_is_read_back(substitution):
    assert parse_protein_substitution(str(substitution)) == substitution


@given(substitutions, st.sampled_from(["{}", "p.{}", "p.({})", "({})", "  {}\n"]))
def test_every_dress_of_a_substitution_means_the_same(substitution, dress):
    short = dress.format(substitution)
    long = dress.format(
        f"{LONG[substitution.reference]}{substitution.position}{LONG[substitution.alternate]}"
    )
    assert parse_protein_substitution(short) == substitution
    assert parse_protein_substitution(long) == substitution


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_with_the_text_in_the_message(text):
    try:
        found = parse_protein_substitution(text)
    except HgvsProteinError as error:
        assert repr(text) in str(error)
    else:
        assert parse_protein_substitution(str(found)) == found


@pytest.mark.parametrize(("code", "letter"), IUPAC.items())
def test_each_three_letter_code_is_read_on_both_sides(code, letter):
    assert str(parse_protein_substitution(f"p.{code}12{code}")) == f"{letter}12{letter}"


def test_the_twenty_amino_acids_stand_in_alphabetical_order():
    assert sorted(IUPAC.values()) == list(AMINO_ACIDS)


@pytest.mark.parametrize("text", ["W802*", "W802X", "W802Ter", "Trp802*", "p.Trp802Ter"])
def test_each_spelling_of_a_stop_is_a_star(text):
    assert parse_protein_substitution(text) == ProteinSubstitution("W", 802, "*")


@pytest.mark.parametrize(
    "text",
    [
        "", "Amplification", "V600", "600E", "v600e", "V0E", "V012E", "V-600E", "V600.0E",
        "B600E", "V600Z", "VAL600GLU", "Val600Glx", "*600E", "X600E", "V600EK",
        "V600E and V600K", "V600fs", "V600del", "E746_A750del", "V600=", "c.1799T>A",
        "p.V600E V600E", "V 600 E",
    ],
)  # fmt: skip
def test_another_text_is_refused_by_name(text):
    message = f"expected a substitution such as V600E or p.Val600Glu, got {text!r}"
    with pytest.raises(HgvsProteinError, match=f"^{re.escape(message)}$"):
        parse_protein_substitution(text)


def test_a_refusal_is_a_value_error():
    assert issubclass(HgvsProteinError, ValueError)
