"""What a text says of a variant, in numbers that can be counted by hand."""

import numpy as np
import pytest

from text_features.cue_counts import CUE_FEATURES
from text_features.mention_features import (
    MENTION_FEATURES,
    MOST_GENE_SENTENCES,
    OPENING,
    mention_features,
)
from text_features.reading import AskedVariant, read_for, read_text

FILLER = "Mice were kept in cages. "


def features_of(text, variation="V600E", gene="BRAF", window=1):
    reading = read_for(read_text(text), AskedVariant.of(gene, variation))
    features = mention_features(reading, window)
    assert features.shape == (len(MENTION_FEATURES),)
    assert features.dtype == np.float32
    return dict(zip(MENTION_FEATURES, features.tolist(), strict=True))


def test_each_feature_has_a_name_of_its_own():
    assert len(set(MENTION_FEATURES)) == len(MENTION_FEATURES)
    for block in ("variant", "near", "gene"):
        assert {f"{block}_cue_{name}" for name in CUE_FEATURES} < {*MENTION_FEATURES}


def test_mentions_are_counted_by_what_they_are_to_the_variant():
    found = features_of(
        "BRAF V600E and V600E, V600K or G469A, L597V, D594G. KRAS G12D. BRAF was seen."
    )
    counts = {"same": 2, "residue": 1, "other": 3, "foreign": 1, "gene": 2}
    for name, count in counts.items():
        assert found[f"{name}_mentions"] == pytest.approx(np.log1p(count))


def test_sentences_and_words_are_counted():
    found = features_of("One two three. Four five. V600E six.")
    assert found["sentences"] == pytest.approx(np.log1p(3))
    assert found["words"] == pytest.approx(np.log1p(7))
    assert found["same_sentences"] == pytest.approx(np.log1p(1))


def test_the_share_of_the_variant_is_among_the_mentions_of_its_gene():
    assert features_of("V600E, V600E and G469A; KRAS G12D.")["same_share"] == pytest.approx(2 / 3)
    assert features_of("G469A alone.")["same_share"] == 0
    assert features_of(FILLER)["same_share"] == 0


def test_places_are_shares_of_the_text():
    text = (FILLER * 4).strip() + " BRAF V600E."
    found = features_of(text)
    assert found["gene_first"] == pytest.approx(text.index("BRAF") / len(text))
    assert found["same_first"] == pytest.approx(text.index("V600E") / len(text))


def test_mentions_in_title_and_abstract_are_told_from_others():
    first, last = "V600E of BRAF. ", "V600E, V600E, and BRAF."
    text = first + FILLER * 40 + last
    assert len(first) < OPENING * len(text)
    found = features_of(text)
    assert found["same_in_opening"] == pytest.approx(1 / 3)
    assert found["gene_in_opening"] == pytest.approx(1 / 2)
    assert features_of(FILLER * 40 + last)["same_in_opening"] == 0


def test_places_without_a_mention_are_nan():
    found = features_of(FILLER)
    places = (
        "same_first", "same_in_opening", "gene_first", "gene_in_opening", "others_beside_least",
        "others_beside_mean", "rank_among_variants",
    )  # fmt: skip
    assert all(np.isnan(found[name]) for name in places)
    assert not any(np.isnan(value) for name, value in found.items() if name not in places)
    assert np.isnan(features_of("BRAF G469A.")["same_first"])


def test_other_variants_are_counted_once_each():
    found = features_of("V600E. G469A, G469A, p.Gly469Ala and V600K; KRAS G12D.")
    assert found["distinct_others"] == pytest.approx(np.log1p(2))


def test_a_sentence_of_the_variant_alone_is_told_from_one_of_a_list():
    found = features_of("V600E grew. V600E, G469A, G469A and KRAS G12D grew. L597V did not.")
    assert found["others_beside_least"] == 0
    assert found["others_beside_mean"] == pytest.approx(1)
    assert features_of("V600E, G469A and L597V grew.")["others_beside_least"] == 2


def test_the_rank_says_how_many_variants_are_named_more_often():
    text = "G469A. G469A. G469A. L597V. L597V. V600E. D594G."
    assert features_of(text)["rank_among_variants"] == 2
    assert features_of(text, "G469A")["rank_among_variants"] == 0
    assert features_of(text, "D594G")["rank_among_variants"] == 2


def test_cues_are_counted_in_the_variants_sentences_beside_them_and_in_those_of_the_gene():
    found = features_of(
        f"{FILLER}It was a loss-of-function. V600E was activating. It was resistant. {FILLER}"
        f"{FILLER}BRAF was not transforming. {FILLER}"
    )
    assert found["variant_cue_activating"] == 1
    assert found["near_cue_loss"] == 1
    assert found["near_cue_resistant"] == 1
    assert found["near_cue_activating"] == 0
    assert found["gene_cue_activating"] == pytest.approx(1 / 2)
    assert found["gene_cue_transforming_negated"] == pytest.approx(1 / 2)
    assert found["gene_cue_transforming"] == 0
    named = {name for name, value in found.items() if "_cue_" in name and value}
    assert named == {
        "variant_cue_activating", "near_cue_loss", "near_cue_resistant", "gene_cue_activating",
        "gene_cue_transforming_negated",
    }  # fmt: skip


@pytest.mark.parametrize(("window", "near"), [(0, 0), (1, 1), (2, 2), (9, 2)])
def test_the_window_says_how_far_beside_the_variant_cues_count(window, near):
    text = f"{FILLER}It was activating. It was activating. V600E. {FILLER}"
    assert features_of(text, window=window)["near_cue_activating"] == near


def test_a_cue_that_the_variant_shares_with_others_weighs_less():
    assert features_of("V600E and G469A were activating.")["variant_cue_activating"] == (
        pytest.approx(1 / 2)
    )
    assert features_of("V600E, G469A and L597V were activating. V600E was activating.")[
        "variant_cue_activating"
    ] == pytest.approx(1 / 3 + 1)


def test_where_the_variant_is_not_named_the_cues_of_its_residue_count():
    found = features_of("V600K was activating. G469A was resistant.")
    assert found["same_mentions"] == 0
    assert found["variant_cue_activating"] == pytest.approx(1 / 2)
    assert found["variant_cue_resistant"] == 0


def test_a_variation_that_cannot_be_read_has_the_features_of_its_gene():
    text = f"BRAF V600E was activating. {FILLER}"
    found, read = features_of(text, "so to speak"), features_of(text)
    assert found["same_mentions"] == found["residue_mentions"] == 0
    assert found["other_mentions"] == pytest.approx(np.log1p(1))
    gene = [name for name in MENTION_FEATURES if name.startswith("gene_")]
    assert found["gene_cue_activating"] == 1
    assert [found[name] for name in gene] == [read[name] for name in gene]


def test_of_very_many_sentences_of_the_gene_an_even_part_is_searched():
    few = features_of("BRAF was activating. BRAF was seen. " * (MOST_GENE_SENTENCES // 4))
    assert few["gene_cue_activating"] == pytest.approx(0.5)
    many = features_of("BRAF was activating. " * 700 + "BRAF was seen. " * 700)
    assert many["gene_cue_activating"] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("text", ["", " ", "word", "\x00", "\ud800", "细胞生长更快。"])
def test_a_text_that_says_nothing_has_no_mentions_and_no_cues(text):
    found = features_of(text)
    assert found["same_mentions"] == found["gene_mentions"] == 0
    assert not any(value for name, value in found.items() if "_cue_" in name)
