"""Changes of residues: every valid change is read back from every dress of its spelling."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variants.amino_acids import AMINO_ACIDS, ONE_LETTER, STOP, THREE_LETTER
from variants.protein_grammar import needs_prefix, parse_protein_change
from variants.residue_replacement import ContradictionError, ProteinChangeError
from variants.variation import ProteinChange
from variants.variation_type import VariationType as Type

IUPAC = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E",
    "Gly": "G", "His": "H", "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F",
    "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
}  # fmt: skip

residue = st.sampled_from(AMINO_ACIDS + "U")
residues = st.text(AMINO_ACIDS, min_size=1, max_size=12)
position = st.integers(min_value=1, max_value=40_000)
distance = st.one_of(st.just("?"), st.integers(1, 999).map(str))


def at(kind, first, start, new="", new_stop=""):
    return ProteinChange(kind, start, start, first, first, new, new_stop)


@st.composite
def spans(draw, kinds):
    start, length = draw(position), draw(st.integers(1, 40))
    first = draw(residue)
    last = first if length == 1 else draw(residue)
    kind = draw(st.sampled_from(kinds))
    new = draw(residues) if kind is Type.DELINS else ""
    change = ProteinChange(kind, start, start + length - 1, first, last, new)
    if kind is Type.DELINS and length == 1 and len(new) == 1:
        return ProteinChange(kind, start, start, first, first, new * 2)
    return change


@st.composite
def insertions(draw):
    start, new = draw(position), draw(residues) + draw(st.sampled_from(["", STOP]))
    return ProteinChange(Type.INSERTION, start, start + 1, draw(residue), draw(residue), new)


different = st.tuples(residue, residue).filter(lambda pair: pair[0] != pair[1])
IN_HGVS = st.one_of(
    st.builds(lambda p, n: at(Type.SUBSTITUTION, p[0], n, p[1]), different, position),
    st.builds(lambda a, n: at(Type.NONSENSE, a, n, STOP), residue, position),
    st.builds(lambda a, n: at(Type.SYNONYMOUS, a, n), residue, position),
    st.builds(
        lambda a, n, b, d: at(Type.FRAMESHIFT, a, n, b, d), residue, position, residue, distance
    ),
    st.builds(lambda a, n: at(Type.FRAMESHIFT, a, n), residue, position),
    st.builds(lambda n, b, d: at(Type.EXTENSION, STOP, n, b, d), position, residue, distance),
    st.builds(lambda d: at(Type.EXTENSION, "M", 1, "", f"-{d}"), st.integers(1, 99)),
    st.just(at(Type.START_LOST, "M", 1)),
    spans([Type.DELETION, Type.DUPLICATION, Type.DELINS]),
    insertions(),
)
ONLY_SHORT = st.one_of(
    st.builds(lambda a, n, d: at(Type.FRAMESHIFT, a, n, "", d), residue, position, distance),
    st.builds(lambda a, n: at(Type.POSITION, a, n), residue, position),
    st.builds(lambda a, n: at(Type.SPLICE, a, n), residue, position),
    st.builds(lambda n: at(Type.SPLICE, "", n), position),
    spans([Type.TRUNCATION, Type.SPLICE]),
)
DRESSES = ["{}", "p.{}", "p.({})", "({})", "P.{}", "  p.{}\t", "p. {}"]


@given(IN_HGVS)
def test_canonical_hgvs_reads_back(change):
    assert parse_protein_change(change.hgvs_p) == change


@given(st.one_of(IN_HGVS, ONLY_SHORT))
def test_the_short_spelling_reads_back(change):
    assert parse_protein_change(f"p.{change.short}") == change
    if not needs_prefix(change.short):
        assert parse_protein_change(change.short) == change


@given(IN_HGVS, st.sampled_from(DRESSES), st.sampled_from(["Ter", "*", "X"]))
def test_every_dress_reads_the_same(change, dress, stop):
    if stop == "X" and change.type in (Type.INSERTION, Type.DELINS):
        stop = "*"  # an inserted X may be any residue
    short, long = change.short.replace("*", stop), change.hgvs_p[2:].replace("Ter", stop)
    if stop == "Ter":
        short = change.short
    assert parse_protein_change(dress.format(long)) == change
    if "p" in dress.lower() or not needs_prefix(short):
        assert parse_protein_change(dress.format(short)) == change


@given(IN_HGVS)
def test_small_letters_and_capitals_read_the_same_in_one_letter_codes(change):
    assert parse_protein_change(f"p.{change.short.upper()}") == change
    assert parse_protein_change(f"p.{change.short.lower()}") == change


@given(IN_HGVS)
def test_small_letters_and_capitals_read_the_same_in_three_letter_codes(change):
    if change.first != STOP:
        assert parse_protein_change(f"p.{change.hgvs_p[2:].upper()}") == change
        assert parse_protein_change(f"p.{change.hgvs_p[2:].lower()}") == change


@given(st.text(max_size=20))
def test_any_text_is_a_change_that_reads_back_or_the_named_error(text):
    try:
        change = parse_protein_change(text)
    except ContradictionError:
        return
    except ProteinChangeError as error:
        message = str(error)
    else:
        spelling = f"p.{change.short}" if change.short else change.hgvs_p
        assert parse_protein_change(spelling) == change
        return
    assert message == f"expected a change of residues such as V600E, got {text!r}"


@given(position, residues, residues)
def test_a_replacement_is_written_without_the_residues_that_stay(start, old, new):
    end = start + len(old) - 1
    spelling = f"p.{start}_{end}{old}>{new}"
    if old == new:
        with pytest.raises(ContradictionError, match=r"replaces residues by themselves$"):
            parse_protein_change(spelling)
        return
    change = parse_protein_change(spelling)
    before = {start + place: letter for place, letter in enumerate(old)}
    if change.type is Type.INSERTION:
        kept = "".join(before[n] for n in range(start, change.start + 1))
        rest = "".join(before[n] for n in range(change.end, end + 1))
    else:
        kept = "".join(before[n] for n in range(start, change.start))
        rest = "".join(before[n] for n in range(change.end + 1, end + 1))
        assert (change.first, change.last) == (before[change.start], before[change.end])
    assert kept + change.new + rest == new


@pytest.mark.parametrize(("three", "one"), IUPAC.items())
def test_every_three_letter_code_is_read_on_both_sides(three, one):
    other, long = ("W", "Trp") if one != "W" else ("A", "Ala")
    assert parse_protein_change(f"p.{three}12{long}").short == f"{one}12{other}"
    assert parse_protein_change(f"p.{long}12{three}").short == f"{other}12{one}"


def test_the_codes_are_iupacs_with_selenocysteine_and_the_stop():
    assert {**IUPAC, "Sec": "U", "Ter": STOP} == THREE_LETTER
    assert {short: long for long, short in THREE_LETTER.items()} == ONE_LETTER
    assert sorted(IUPAC.values()) == list(AMINO_ACIDS)


@pytest.mark.parametrize("text", ["Amplification", "V600E V600K", "", "V0E", "V0600E", "V600Z"])
def test_what_is_no_change_of_residues_is_refused_with_the_text(text):
    message = f"expected a change of residues such as V600E, got {text!r}"
    with pytest.raises(ProteinChangeError, match=f"^{re.escape(message)}$"):
        parse_protein_change(text)


@pytest.mark.parametrize("text", ["P53", "p16", "MET14", "MLH1fs", "19del", "1100delC", "5382insC"])
def test_what_may_be_no_residue_needs_its_prefix(text):
    assert needs_prefix(text)
    with pytest.raises(ProteinChangeError, match=r"^expected a change of residues"):
        parse_protein_change(text)
    assert parse_protein_change(f"p.{text}").start is not None
