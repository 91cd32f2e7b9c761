"""CIViC's grammar of molecular profiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapy.molecular_profile import (
    DEEPEST,
    Clause,
    MolecularProfileError,
    parse_alteration,
    parse_profile,
)


def ways(text):
    return [str(clause) for clause in parse_profile(text).clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF V600E", ["BRAF V600E"]),
        ("EGFR L858R AND EGFR T790M", ["EGFR L858R AND EGFR T790M"]),
        ("PIK3CA E542K OR PIK3CA E545K", ["PIK3CA E542K", "PIK3CA E545K"]),
        ("NOT KRAS Mutation", ["NOT KRAS Mutation"]),
        ("KIT A829P AND NOT KIT V654A", ["KIT A829P AND NOT KIT V654A"]),
        (
            "BCR::ABL1 Fusion AND ( ABL1 F317L OR ABL1 F317V )",
            ["BCR::ABL1 Fusion AND ABL1 F317L", "BCR::ABL1 Fusion AND ABL1 F317V"],
        ),
        ("EGFR L858R AND EGFR T790M OR KRAS G12C", ["EGFR L858R AND EGFR T790M", "KRAS G12C"]),
        ("NOT ( KRAS G12D OR NRAS Q61K )", ["NOT KRAS G12D AND NOT NRAS Q61K"]),
        ("NOT ( KRAS G12D AND NRAS Q61K )", ["NOT KRAS G12D", "NOT NRAS Q61K"]),
        ("NOT NOT BRAF V600E", ["BRAF V600E"]),
        ("BRAF V600E OR BRAF V600E", ["BRAF V600E"]),
        ("BRAF V600E AND BRAF V600E", ["BRAF V600E"]),
        ("  BRAF   V600E  ", ["BRAF   V600E"]),
    ],
)
def test_a_profile_is_multiplied_out_to_the_ways_to_fit_it(text, expected):
    assert ways(text) == expected


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("BRAF V600E", ("BRAF",)),
        ("EML4::ALK Fusion", ("ALK", "EML4")),
        ("v::ALK Fusion", ("ALK",)),
        ("FGFR2::v Fusion", ("FGFR2",)),
        ("ALK Fusion", ("ALK",)),
        ("ALK:: Fusion", ("ALK",)),
        ("MLL2 Mutation", ("KMT2D",)),
        ("TMB High", ("TMB",)),
        ("MSI HIGH", ("MSI",)),
        ("BCR::ABL1 Fusion AND NOT TP53 Mutation", ("ABL1", "BCR", "TP53")),
    ],
)
def test_a_profile_names_the_genes_of_all_its_parts_by_their_approved_symbols(text, genes):
    assert parse_profile(text).genes == genes


def test_brackets_that_belong_to_an_alteration_are_left_to_it():
    assert ways("JAK2 Splice Site (c.1641+2T>G)") == ["JAK2 Splice Site (c.1641+2T>G)"]


def test_a_gene_named_twice_is_named_once():
    assert parse_alteration("PRPS1 PRPS1 MUTATION").variation.name == "Mutation"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected an alteration such as BRAF V600E, found the end"),
        ("BRAF", "the variation is empty"),
        ("TMB Unheard", "'Unheard' is no variation in a known spelling"),
        ("BRAF V600E AND", "expected an alteration such as BRAF V600E, found the end"),
        ("AND BRAF V600E", "expected an alteration such as BRAF V600E, found AND"),
        ("NOT", "expected an alteration such as BRAF V600E, found the end"),
        ("( BRAF V600E", "a bracket is not closed"),
        ("BRAF V600E )", r"expected AND or OR before '\)'"),
        ("KRAS G12D ( KRAS G12C )", r"expected AND or OR before '\('"),
        ("( NOT " * (DEEPEST + 1) + "BRAF V600E", f"more than {DEEPEST} brackets and NOT within"),
        (" AND ".join("( KIT V559D OR KIT V560D )" for _ in range(12)), "more than 1000 alter"),
    ],
)
def test_what_is_no_profile_is_refused_with_the_reason(text, message):
    with pytest.raises(MolecularProfileError, match=message):
        parse_profile(text)


@pytest.mark.parametrize("depth", [3000, 30000])
def test_brackets_without_end_are_refused_and_do_not_overflow(depth):
    with pytest.raises(MolecularProfileError):
        parse_profile("( " * depth + "BRAF V600E" + " )" * depth)


PARTS = [
    "BRAF V600E",
    "EGFR Exon 19 Deletion",
    "v::ALK Fusion",
    "TP53 Mutation",
    "ERBB2 Amplification",
]
PROFILES = st.recursive(
    st.sampled_from(PARTS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            "( {0[0]} {0[1]} {0[2]} )".format
        ),
        inner.map("NOT {}".format),
    ),
    max_leaves=5,
)


def holds(clause: Clause, sample: frozenset[str]) -> bool:
    present = all(str(part) in sample for part in clause.present)
    return present and not any(str(part) in sample for part in clause.absent)


def evaluates(text: str, sample: frozenset[str]) -> bool:
    for number, part in enumerate(PARTS):
        text = text.replace(part, f"p{number}")
    words = {"AND": "and", "OR": "or", "NOT": "not"}
    rewritten = " ".join(words.get(word, word) for word in text.split())
    names = {f"p{number}": part in sample for number, part in enumerate(PARTS)}
    return bool(eval(rewritten, {"__builtins__": {}}, names))


@given(text=PROFILES, sample=st.frozensets(st.sampled_from(PARTS)))
def test_the_ways_to_fit_a_profile_hold_for_the_same_samples_as_the_profile(text, sample):
    clauses = parse_profile(text).clauses
    assert any(holds(clause, sample) for clause in clauses) is evaluates(text, sample)


@given(text=PROFILES)
def test_a_profile_written_out_reads_back_as_the_same_ways(text):
    clauses = parse_profile(text).clauses
    assert parse_profile(" OR ".join(str(clause) for clause in clauses)).clauses == clauses


WORDS = st.sampled_from(
    ["AND", "OR", "NOT", "(", ")", "BRAF", "V600E", "v::ALK", "::", "Fusion", "C"]
)


@given(text=st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)))
def test_any_text_is_read_or_refused_by_name(text):
    try:
        profile = parse_profile(text)
    except MolecularProfileError:
        return
    assert profile.clauses
    assert all(part.gene for part in profile.alterations)
