"""Consequences: the order of terms, and a MAF's words for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variants.consequence import MAF_TERMS, SEVERITY, most_severe, read_consequences


@pytest.mark.parametrize(
    ("terms", "worst"),
    [
        ("splice_region_variant&stop_gained", "stop_gained"),
        ("unheard_of_variant&intron_variant", "intron_variant"),
        ("unheard_of_variant", "unheard_of_variant"),
        ("intron_variant&nc_transcript_variant", "intron_variant"),
    ],
)
def test_the_most_severe_consequence_is_first_in_ensembls_table(terms, worst):
    assert most_severe(terms.split("&")) == worst


@given(st.lists(st.sampled_from(SEVERITY), min_size=1))
def test_the_order_of_terms_does_not_matter(terms):
    assert most_severe(terms) == most_severe(reversed(terms))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("missense_variant", ("missense_variant",)),
        ("Missense_Mutation", ("missense_variant",)),
        ("frame_shift_del", ("frameshift_variant",)),
        ("3'UTR", ("3_prime_UTR_variant",)),
        ("missense_variant,splice_region_variant", ("missense_variant", "splice_region_variant")),
        ("stop_gained&frameshift_variant", ("stop_gained", "frameshift_variant")),
        ("Unheard of", ("unheard_of",)),
        (" ", ()),
    ],
)
def test_columns_of_sequence_ontology_and_of_a_maf_are_read(text, terms):
    assert read_consequences(text) == terms


def test_every_word_of_a_maf_has_a_place_in_the_order_of_severity():
    assert set(MAF_TERMS.values()) <= set(SEVERITY)
