"""Fields of a text: which sentences belong to them, and names replaced by placeholders."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.mention import Relation
from text_features.passages import (
    ANY_VARIANT,
    PLACEHOLDERS,
    THIS_GENE,
    around,
    gene_sentences,
    masked_tokens,
    spans_at,
    text_masks,
)
from text_features.reading import AskedVariant, read_for, read_text

TEXT = (
    "BRAF is a kinase. The V600E mutant was activating. V600K was weaker, and so was G469A. "
    "KRAS G12D was not studied. Mice were kept in cages."
)


@pytest.fixture(scope="module")
def reading():
    return read_for(read_text(TEXT), AskedVariant.of("BRAF", "V600E"))


def masked(reading, *, by_relation):
    return masked_tokens(
        reading.source.text, reading.source.sentences, text_masks(reading, by_relation=by_relation)
    )


def test_each_name_is_replaced_by_what_it_is_to_the_variant(reading):
    assert masked(reading, by_relation=True) == (
        "thisgene is a kinase the thisvariant mutant was activating sameresidue was weaker and so "
        "was othervariant kras foreignvariant was not studied mice were kept in cages"
    )


def test_without_a_variant_of_interest_all_variants_are_masked_alike(reading):
    assert masked(reading, by_relation=False) == (
        "thisgene is a kinase the anyvariant mutant was activating anyvariant was weaker and so "
        "was anyvariant kras anyvariant was not studied mice were kept in cages"
    )


def test_without_masks_the_words_stay(reading):
    tokens = masked_tokens(reading.source.text, reading.source.sentences, [])
    assert tokens.startswith("braf is a kinase the v600e mutant")
    assert not {THIS_GENE, ANY_VARIANT, *PLACEHOLDERS.values()} & {*tokens.split()}


def test_placeholders_are_single_tokens_that_differ():
    placeholders = [THIS_GENE, ANY_VARIANT, *PLACEHOLDERS.values()]
    assert len(set(placeholders)) == len(placeholders)
    assert set(PLACEHOLDERS) == set(Relation)
    assert all(placeholder.isalpha() for placeholder in placeholders)


def test_a_name_written_together_with_its_gene_is_masked_as_two():
    reading = read_for(read_text("BRAF(V600E) grew."), AskedVariant.of("BRAF", "V600E"))
    assert masked(reading, by_relation=True) == "thisgene thisvariant grew"


def test_names_at_either_end_of_a_text_without_full_stop_are_masked():
    reading = read_for(read_text("V600E is not V600K"), AskedVariant.of("BRAF", "V600E"))
    assert masked(reading, by_relation=True) == "thisvariant is not sameresidue"


def test_of_names_that_overlap_the_first_and_longest_is_masked():
    reading = read_for(
        read_text("An EML4-ALK fusion was found."), AskedVariant.of("ALK", "EML4-ALK Fusion")
    )
    masks = text_masks(reading, by_relation=True)
    assert len(masks) == 1
    assert masked(reading, by_relation=True) == "an thisvariant was found"


def test_masks_are_in_order_without_overlap(reading):
    places = [place for mask in text_masks(reading, by_relation=True) for place in mask[:2]]
    assert places == sorted(places)
    assert len(places) == 10


@pytest.mark.parametrize(
    ("chosen", "tokens"),
    [
        ([], ""),
        ([1], "the thisvariant mutant was activating"),
        ([0, 3], "thisgene is a kinase kras foreignvariant was not studied"),
        ([4], "mice were kept in cages"),
    ],
)
def test_only_the_names_of_the_sentences_asked_for_are_masked(reading, chosen, tokens):
    masks = text_masks(reading, by_relation=True)
    assert masked_tokens(reading.source.text, spans_at(reading, chosen), masks) == tokens


def test_words_of_neighbouring_sentences_stay_apart():
    assert masked_tokens("One.Two.", [(0, 4), (4, 8)], []) == "one two"
    assert masked_tokens("OneTwo", [(0, 3), (3, 6)], []) == "one two"


@given(n_sentences=st.integers(0, 30), window=st.integers(0, 5), places=st.sets(st.integers(0, 29)))
def test_neighbours_are_those_within_the_window(n_sentences, window, places):
    chosen = np.array(sorted(place for place in places if place < n_sentences), dtype=np.int64)
    expected = [
        place for place in range(n_sentences) if any(abs(place - near) <= window for near in chosen)
    ]
    assert around(chosen, window, n_sentences).tolist() == expected


def test_a_genes_sentences_name_it_or_a_variant_that_is_not_of_another_gene(reading):
    assert gene_sentences(reading).tolist() == [0, 1, 2]


def test_a_genes_sentences_do_not_depend_on_the_variant_asked_for(reading):
    for spelling in ("G469A", "V600K", "Amplification", "so to speak"):
        other = read_for(reading.source, AskedVariant.of("BRAF", spelling))
        assert gene_sentences(other).tolist() == gene_sentences(reading).tolist()
