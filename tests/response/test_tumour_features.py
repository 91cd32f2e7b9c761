"""A tumour in the features of a screen: what is found, what is not, what is not known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from response.profile import TumourProfile
from response.profile_similarity import FeatureColumns
from response.tumour_features import GAINED, LOST, MUTATED, FeatureIndex

MUTATIONS = (
    "BRAF_mut", "MLL2_mut", "TP53_mut", "NKX2-1_mut", "BCR-ABL_mut", "EWSR1-FLI1_mut",
    "EWSR1-X_mut", "MSI_FACTOR",
)  # fmt: skip
SEGMENTS = (
    "gain_cnaPANCAN1_(CDK12,ERBB2)", "gain_cnaPANCAN2_(EGFR)", "gain_cnaPANCAN3_(EGFR)",
    "gain_cnaPANCAN4", "loss_cnaPANCAN5_(RB1)", "loss_cnaPANCAN6_(EGFR)",
)  # fmt: skip
INDEX = FeatureIndex(FeatureColumns(MUTATIONS, SEGMENTS), ["skin", "breast", "skin", ""])

genes = st.frozensets(
    st.sampled_from(["BRAF", "KMT2D", "TP53", "ERBB2", "EGFR", "RB1", "NOSUCH"]), max_size=4
)
tumours = st.builds(
    TumourProfile, st.sampled_from(["", "skin", "breast", "moon"]), genes, genes, genes,
    st.sampled_from([None, True, False]),
    st.frozensets(st.sampled_from(["BCR::ABL1", "EWSR1::ERG", "A::B"]), max_size=2),
)  # fmt: skip


def tumour(**known):
    return TumourProfile(**{
        name: frozenset(value) if isinstance(value, set) else value
        for name, value in known.items()
    })  # fmt: skip


def features(**known):
    return {a.words: a.features for a in INDEX.alterations(tumour(**known))}


def present(**known):
    encoded = INDEX.encode(tumour(**known))
    mutations = encoded.fusions if encoded.mutations is None else encoded.mutations
    named = zip((MUTATIONS, SEGMENTS), (mutations, encoded.copy_number), strict=True)
    return {
        name
        for names, values in named
        if values is not None
        for name, value in zip(names, values, strict=True)
        if value == 1
    }


@pytest.mark.parametrize("symbol", ["KMT2D", "MLL2", "kmt2d"])
def test_a_gene_is_found_by_its_present_and_its_previous_symbol(symbol):
    assert features(mutated={symbol}) == {f"{symbol} mutated": ("MLL2_mut",)}
    assert present(mutated={symbol}) == {"MLL2_mut"}


def test_the_kind_of_change_decides_which_feature_it_is():
    assert features(gained={"EGFR"})["EGFR gained"] == (
        "gain_cnaPANCAN2_(EGFR)", "gain_cnaPANCAN3_(EGFR)",
    )  # fmt: skip
    assert features(lost={"EGFR"})["EGFR lost"] == ("loss_cnaPANCAN6_(EGFR)",)
    assert features(mutated={"EGFR"})["EGFR mutated"] == ()


def test_each_gene_of_a_segment_is_found():
    for gene in ("CDK12", "ERBB2"):
        assert present(gained={gene}) == {"gain_cnaPANCAN1_(CDK12,ERBB2)"}


@pytest.mark.parametrize(
    ("fusion", "found"),
    [
        ("BCR::ABL1", {"BCR-ABL_mut"}),
        ("ABL1::BCR", {"BCR-ABL_mut"}),
        ("BCR::ABL", {"BCR-ABL_mut"}),
        ("EWSR1::FLI1", {"EWSR1-FLI1_mut"}),
        ("EWSR1::ERG", {"EWSR1-X_mut"}),
        ("ERG::EWSR1", {"EWSR1-X_mut"}),
        ("BCR::FGFR1", set()),
        ("ETV6::RUNX1", set()),
    ],
)
def test_a_fusion_is_found_by_both_partners_or_by_one_that_fuses_with_any(fusion, found):
    assert present(fused={fusion}) == found
    (alteration,) = INDEX.alterations(tumour(fused={fusion}))
    assert INDEX.is_used(alteration) == bool(found)


def test_a_gene_with_a_hyphen_is_no_fusion():
    assert present(mutated={"NKX2-1"}) == {"NKX2-1_mut"}
    assert INDEX.fusions == {"BCR::ABL1", "EWSR1::FLI1", "EWSR1::other"}


def test_the_genes_that_there_are_features_for_are_told_by_approved_symbols():
    assert INDEX.genes(MUTATED) == {"BRAF", "KMT2D", "TP53", "NKX2-1"}
    assert INDEX.genes(GAINED) == {"CDK12", "ERBB2", "EGFR"}
    assert INDEX.genes(LOST) == {"RB1", "EGFR"}
    assert INDEX.tissues == ("breast", "skin")


def test_what_there_is_no_feature_for_is_listed_all_the_same():
    known = tumour(tissue="moon", mutated={"NOSUCH", "BRAF"}, gained={"RB1"})
    assert [(a.words, INDEX.is_used(a)) for a in INDEX.alterations(known)] == [
        ("tissue moon", False), ("BRAF mutated", True), ("NOSUCH mutated", False),
        ("RB1 gained", False),
    ]  # fmt: skip
    assert INDEX.encode(known).tissue == ""


def test_copy_number_that_is_not_known_is_not_laid_out_as_unchanged():
    assert INDEX.encode(tumour(tissue="skin", mutated={"BRAF"})).copy_number is None
    assert INDEX.encode(tumour(gained={"NOSUCH"})).copy_number is None
    assert INDEX.encode(tumour(lost={"RB1"})).copy_number.tolist() == [0, 0, 0, 0, 1, 0]


def test_mutations_that_are_not_known_are_not_laid_out_as_absent():
    assert INDEX.encode(tumour(tissue="skin", gained={"ERBB2"})).mutations is None
    assert (INDEX.encode(tumour(mutated={"BRAF"})).mutations == 1).sum() == 1


@pytest.mark.parametrize(
    ("status", "words", "held"),
    [(True, ["microsatellite instability"], 1), (False, ["no microsatellite instability"], 0),
     (None, [], 0.5)],
)  # fmt: skip
def test_microsatellite_instability_is_present_absent_or_not_known(status, words, held):
    known = tumour(mutated={"TP53"}, microsatellite_instability=status)
    assert [a.words for a in INDEX.alterations(known)][1:] == words
    encoded = INDEX.encode(known)
    assert encoded.mutations[MUTATIONS.index("MSI_FACTOR")] == held
    assert encoded.microsatellite_instability is status


def test_microsatellite_instability_is_not_used_where_the_screen_does_not_know_it():
    index = FeatureIndex(FeatureColumns(("BRAF_mut",), ()), ["skin"])
    (alteration,) = index.alterations(tumour(microsatellite_instability=True))
    assert not index.is_used(alteration)


@settings(max_examples=60, deadline=None)
@given(known=tumours)
def test_without_one_thing_all_others_are_left_as_they_were(known):
    encoded = INDEX.encode(known)
    before = [None if v is None else v.copy() for v in (encoded.mutations, encoded.copy_number)]
    for alteration in filter(INDEX.is_used, INDEX.alterations(known)):
        left = INDEX.without(encoded, alteration)
        gone = set(alteration.features)
        for names, values, rest in (
            (MUTATIONS, encoded.mutations, left.mutations),
            (SEGMENTS, encoded.copy_number, left.copy_number),
        ):
            if values is None:
                assert rest is None
                continue
            expected = [
                v if name not in gone else 0.5 if name == "MSI_FACTOR" else 0.0
                for name, v in zip(names, values, strict=True)
            ]
            if rest is None:
                assert names is SEGMENTS
                assert not any(expected)
            else:
                assert rest.tolist() == expected
        is_tissue = alteration.words.startswith("tissue ")
        assert left.tissue == ("" if is_tissue else encoded.tissue)
        tested = None if "MSI_FACTOR" in gone else encoded.microsatellite_instability
        assert left.microsatellite_instability is tested
    for kept, values in zip(before, (encoded.mutations, encoded.copy_number), strict=True):
        assert kept is values is None or np.array_equal(kept, values)


@pytest.mark.parametrize("also", [{}, {"gained": {"ERBB2"}}, {"fused": {"BCR::ABL1"}}])
@pytest.mark.parametrize("status", [True, False])
def test_without_instability_a_tumour_is_as_if_it_had_not_been_tested(status, also):
    known = {"tissue": "skin", "mutated": {"BRAF", "TP53"}, **also}
    (tested,) = INDEX.alterations(tumour(microsatellite_instability=status))
    left = INDEX.without(INDEX.encode(tumour(**known, microsatellite_instability=status)), tested)
    untested = INDEX.encode(tumour(**known))
    assert left.mutations.tolist() == untested.mutations.tolist()
    assert left.microsatellite_instability is None


def test_of_a_fusion_alone_no_mutation_is_known():
    """A test for one fusion says nothing of mutated genes."""
    encoded = INDEX.encode(tumour(fused={"BCR::ABL1"}))
    assert encoded.mutations is None
    (fusion,) = INDEX.alterations(tumour(fused={"BCR::ABL1"}))
    assert not (INDEX.without(encoded, fusion).fusions == 1).any()


@settings(max_examples=60, deadline=None)
@given(known=tumours)
def test_everything_known_of_a_tumour_is_listed_once(known):
    words = [alteration.words for alteration in INDEX.alterations(known)]
    named = bool(known.tissue) + (known.microsatellite_instability is not None)
    counted = map(len, (known.mutated, known.gained, known.lost, known.fused))
    assert len(words) == len(set(words)) == sum(counted) + named
