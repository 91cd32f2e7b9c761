"""The grammar beside a well-kept HGVS parser, each difference explained by a rule.

mavehgvs reads protein HGVS in three letters with ``p.``. It is given every protein string
of the golden table, the MSK task and the laboratory files as this grammar writes it
(``hgvs_p``), and the strings in three letters as they stand.
"""

import re

import pytest
from mavehgvs.exceptions import MaveHgvsParseError
from mavehgvs.variant import Variant
from spellings import SHARED, read_golden, read_lab_files, read_msk

from variants.amino_acids import STOP
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType as Type

TYPES = {
    "sub": {Type.SUBSTITUTION, Type.NONSENSE, Type.EXTENSION},
    "fs": {Type.FRAMESHIFT},
    "del": {Type.DELETION},
    "dup": {Type.DUPLICATION},
    "ins": {Type.INSERTION},
    "delins": {Type.DELINS, Type.SUBSTITUTION, Type.NONSENSE},
    "equal": {Type.SYNONYMOUS},
}
"""mavehgvs's word for a type: a lost stop is a substitution there, an extension in HGVS."""


def long_frameshift(change):
    return change.type is Type.FRAMESHIFT and change.new_stop


def selenocysteine(change):
    return "U" in change.first + change.last + change.new


def extension(change):
    return change.type is Type.EXTENSION


def not_known(change):
    return change.type in (Type.START_LOST, Type.NO_PROTEIN, Type.UNKNOWN_EFFECT)


NOT_IN_MAVEHGVS = {
    "it has the short form of a frame shift only": long_frameshift,
    "it has no selenocysteine": selenocysteine,
    "it has no extension": extension,
    "it has no p.Met1?, p.0 and p.?": not_known,
}


def by_mavehgvs(text):
    try:
        return Variant(text)
    except MaveHgvsParseError:
        return None


def why_refused(change):
    return [rule for rule, holds in NOT_IN_MAVEHGVS.items() if holds(change)]


def compare(spellings):
    """Count what both read, and list differences that no rule explains."""
    both, refused, unexplained = 0, 0, []
    for spelling in spellings:
        variation = parse_variation(spelling)
        if variation.hgvs_p is None:
            continue
        other = by_mavehgvs(variation.hgvs_p)
        if other is None:
            refused += 1
            if not why_refused(variation.protein):
                unexplained.append((spelling, variation.hgvs_p))
            continue
        both += 1
        if str(other) != variation.hgvs_p or variation.type not in TYPES[other.variant_type]:
            unexplained.append((spelling, variation.hgvs_p, str(other)))
        elif not same_places(variation, other):
            unexplained.append((spelling, variation.start, other.positions))
    print(f"\n{both} read alike, {refused} refused by mavehgvs with a known reason")
    return both, unexplained


def same_places(variation, other):
    if other.positions is None:
        return variation.start is None
    places = other.positions if isinstance(other.positions, tuple) else (other.positions,)
    return (places[0].position, places[-1].position) == (variation.start, variation.end)


def test_golden_spellings_are_read_alike():
    both, unexplained = compare([row["input"] for row in read_golden()])
    assert unexplained == []
    assert both > 70


@pytest.mark.slow
@pytest.mark.skipif(
    not (SHARED / "msk").is_dir(),
    reason="needs the public data sets in ../shared/data (or ONCOLIT_SHARED_DATA)",
)
@pytest.mark.parametrize(("read", "least"), [(read_msk, 2700), (read_lab_files, 4000)])
def test_real_spellings_are_read_alike(read, least):
    both, unexplained = compare(read())
    assert unexplained == []
    assert both > least


def same_residue(text, ours):
    return "p." + re.sub(r"^(\D{3})(\d+)\1$", r"\1\2=", text[2:]) == ours


def lost_stop(text, ours):
    return f"{text}extTer?" == ours


DIFFERENT_SPELLINGS = {
    "the residue itself is HGVS's equals sign": same_residue,
    "HGVS describes a lost stop as an extension": lost_stop,
    "a prediction's brackets are left out": lambda text, ours: (
        text.replace("(", "").replace(")", "") == ours
    ),
    "one residue for one is HGVS's substitution": lambda text, ours: (
        text.replace("delins", "") == ours
    ),
}


@pytest.mark.slow
@pytest.mark.skipif(
    not (SHARED / "lab_files").is_dir(),
    reason="needs the public data sets in ../shared/data (or ONCOLIT_SHARED_DATA)",
)
def test_what_mavehgvs_accepts_as_it_stands_is_read_as_the_same_change():
    texts = [text.split(":")[-1].replace("%3D", "=") for text in read_lab_files()]
    texts += [row["input"].split(":")[-1] for row in read_golden()]
    accepted, unexplained = 0, []
    for text in texts:
        other = by_mavehgvs(text)
        if other is None or other.is_multi_variant():
            continue
        if other.prefix != "p":
            continue
        accepted += 1
        ours = parse_variation(text).hgvs_p
        if ours != str(other) and not any(
            rule(str(other), ours) for rule in DIFFERENT_SPELLINGS.values()
        ):
            unexplained.append((text, str(other), ours))
    assert unexplained == []
    assert accepted > 1000


REFUSED_HERE = [
    ("p.Gly719delinsGly", "a replacement by itself"),
    ("p.Lys12_Gly10del", "ends before it starts"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED_HERE, ids=lambda value: value)
def test_what_cannot_be_is_refused_here(text, reason):
    with pytest.raises(VariationError):
        parse_variation(text)


def test_a_stop_is_a_substitution_for_mavehgvs_and_nonsense_here():
    assert by_mavehgvs("p.Trp802Ter").variant_type == "sub"
    assert parse_variation("p.Trp802Ter").type is Type.NONSENSE
    assert parse_variation("p.Trp802Ter").protein.new == STOP
