"""The profile of a tumour from the variants of a report, and what of it a screen knows."""

import pytest
from lab_report_builders import effect, variant
from made_rankers import MadeRanker

from patients.case import Case, CaseVariant, Origin, TestKind
from patients.test_kinds import parse_result
from pipeline.case_profile import marker_contributions, microsatellites_of, why_not_of_tumour
from pipeline.lab_standing import AskedMarker
from pipeline.screened_profile import (
    screened_profile,
    stored_profile,
    used_profile,
    with_unused,
)
from pipeline.tumour_profile import (
    ONE_PARTNER,
    Change,
    changed_as,
    contribution_of,
    fusion_in,
    profile_tumour,
)
from reports.cell_lines_report import UsedProfile
from reports.lab_report import CalledEffect
from response.profile import TumourProfile
from response.screen_tissues import FoundTissue
from therapy.matching import Variant as AskedVariant

SKIN = FoundTissue("skin", "melanoma")


@pytest.mark.parametrize(
    ("consequence", "variation", "change"),
    [
        ("missense_variant", "V600E", Change.MUTATED),
        ("splice_site_variant", "X1010_splice", Change.MUTATED),
        ("", "V600E", Change.MUTATED),
        ("", "E746_A750del", Change.MUTATED),
        ("", "Truncating Mutations", Change.MUTATED),
        ("", "EGFRvIII", Change.MUTATED),
        ("", "Exon 19 deletion", Change.MUTATED),
        ("", "Amplification", Change.GAINED),
        ("transcript_amplification", "Amplification", Change.GAINED),
        ("", "Copy number gain", Change.GAINED),
        ("", "Deletion", Change.LOST),
        ("", "Homozygous deletion", Change.LOST),
        ("transcript_ablation", "Deletion", Change.LOST),
        ("a word of the laboratory", "V600E", Change.MUTATED),
        ("", "EML4-ALK Fusion", Change.FUSED),
        ("gene_fusion", "EML4-ALK Fusion", Change.FUSED),
    ],
)
def test_a_change_of_protein_or_copies_counts(consequence, variation, change):
    assert changed_as(consequence, variation) is change


@pytest.mark.parametrize(
    ("consequence", "variation", "reason"),
    [
        ("synonymous_variant", "V600E", "synonymous"),
        ("intron_variant", "*1586*", "intronic"),
        ("3_prime_UTR_variant", "X", "in the 3' untranslated region"),
        ("", "V600=", "synonymous"),
        ("gene_fusion", "ALK Fusion", ONE_PARTNER),
        ("", "v::ALK Fusion", ONE_PARTNER),
        ("gene_fusion", "something else", ONE_PARTNER),
        ("", "Rearrangement", ONE_PARTNER),
        ("", "Loss", "a loss of copies that is not said to be of both"),
        ("", "LOH", "a change of copies that is neither a gain nor a deletion"),
        ("", "Overexpression", "expression, no change of the gene"),
        ("", "Promoter Mutations", "in the promoter"),
        ("", "p.?", "effect on the protein not known"),
        ("", "wild type", "wild type"),
        ("", "splice region variant", "near a splice site"),
        ("", "something else", "not read as a change of the protein"),
    ],
)
def test_what_changes_neither_does_not_count_and_says_why(consequence, variation, reason):
    assert changed_as(consequence, variation) == reason


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("curated", "neutral, as curated"),
        ("type or residue", "neutral, as its type or residue says"),
        ("predicted", "predicted to be neutral"),
    ],
)
def test_a_variant_that_goes_for_neutral_does_not_count(by, reason):
    neutral = variant(1, "BRAF", "A1V", called=CalledEffect(group="neutral", by=by))
    assert contribution_of(neutral).change is None
    assert contribution_of(neutral).reason == reason


def test_a_prediction_of_neutral_that_is_not_gone_by_does_not_matter():
    unsure = variant(1, "BRAF", "A1V", effect=effect("class3", group=None), called=None)
    assert contribution_of(unsure).change is Change.MUTATED
    curated = variant(
        1, "BRAF", "A1V", effect=effect("class3", group="neutral"),
        called=CalledEffect(group="gain", by="curated"),
    )  # fmt: skip
    assert contribution_of(curated).change is Change.MUTATED


def test_copies_count_whatever_the_predicted_effect():
    more = variant(
        1, "ERBB2", "Amplification", consequence="",
        called=CalledEffect(group="neutral", by="predicted"),
    )  # fmt: skip
    assert contribution_of(more).change is Change.GAINED


def test_the_approved_symbol_stands_in_the_profile_and_the_given_one_in_the_name():
    older = variant(1, "MLL2", "Q100*", gene_symbol="KMT2D", consequence="stop_gained")
    found = contribution_of(older)
    assert (found.gene, found.name) == ("KMT2D", "MLL2 Q100*")


def made(*variants, tissue="skin", microsatellites=(None, "")):
    return profile_tumour(map(contribution_of, variants), tissue, microsatellites)


def tumour_with_everything():
    return made(
        variant(1, "BRAF", "V600E"),
        variant(2, "BRAF", "G469A"),
        variant(3, "ERBB2", "Amplification", consequence=""),
        variant(4, "CDKN2A", "Deletion", consequence=""),
        variant(5, "ALK", "EML4-ALK Fusion", consequence=""),
        variant(6, "TP53", "R213=", consequence="synonymous_variant"),
        microsatellites=(False, "MSI stable"),
    )


def test_a_profile_holds_each_gene_once_with_what_it_rests_on():
    tumour = tumour_with_everything()
    assert tumour.profile == TumourProfile(
        "skin", frozenset({"BRAF"}), frozenset({"ERBB2"}), frozenset({"CDKN2A"}), False,
        frozenset({"EML4::ALK"}),
    )  # fmt: skip
    assert tumour.grounds[Change.MUTATED, "BRAF"] == ("BRAF V600E", "BRAF G469A")
    assert tumour.grounds[Change.FUSED, "EML4::ALK"] == ("ALK EML4-ALK Fusion",)
    assert tumour.left_out == {"synonymous": ("TP53 R213=",)}


def test_the_record_tells_what_was_used_what_has_no_feature_and_what_was_left_out():
    tumour = tumour_with_everything()
    asked = screened_profile(tumour.profile, MadeRanker())
    record = used_profile(tumour, asked, SKIN, 3)
    assert [(one.words, one.rests_on) for one in record.used] == [
        ("tissue skin", ["melanoma"]),
        ("BRAF mutated", ["BRAF V600E", "BRAF G469A"]),
        ("ERBB2 gained", ["ERBB2 Amplification"]),
        ("no microsatellite instability", ["MSI stable"]),
    ]
    assert record.without_feature == ["CDKN2A lost", "EML4::ALK fusion"]
    assert record.n_without_feature == 2
    assert [(one.reason, one.n) for one in record.left_out] == [
        ("synonymous", 1), ("rows that the report does not assess", 3),
    ]  # fmt: skip


def test_a_stored_record_gives_the_profile_that_was_asked_for_back():
    tumour = tumour_with_everything()
    asked = screened_profile(tumour.profile, MadeRanker())
    assert stored_profile(used_profile(tumour, asked, SKIN, 0)) == asked


def test_a_tumour_without_a_mutation_that_the_screen_knows_counts_as_sequenced():
    tumour = made(variant(1, "ZNF1", "A1V", gene_symbol="ZNF1"), variant(2, "ABC1", "Q2*"))
    asked = screened_profile(tumour.profile, MadeRanker())
    record = used_profile(tumour, asked, SKIN, 0)
    assert record.mutated == []
    assert stored_profile(record).mutated == {"ABC1"}
    copies = made(variant(1, "ERBB2", "Amplification", consequence=""))
    unsequenced = used_profile(copies, screened_profile(copies.profile, MadeRanker()), SKIN, 0)
    assert stored_profile(unsequenced).mutated == frozenset()


@pytest.mark.parametrize(
    ("variation", "fusion"),
    [
        ("BCR-ABL fusion", "BCR::ABL1"),
        ("ABL1-BCR Fusion", "ABL1::BCR"),
        ("MLL-AF4 fusion", "KMT2A::AFF1"),
        ("BCR-ABL1 T315I", "BCR::ABL1"),
        ("ALK Fusion", ""),
        ("T315I", ""),
        ("EML4-NOSUCHGENE Fusion", ""),
    ],
)
def test_a_fusion_is_named_by_the_approved_symbols_of_both_partners_in_order(variation, fusion):
    assert fusion_in(variation) == fusion


@pytest.mark.parametrize(
    ("variation", "words"),
    [
        ("BCR-ABL Fusion", "BCR::ABL1 fusion"),
        ("ABL1-BCR Fusion", "ABL1::BCR fusion"),
        ("EWSR1-FLI1 Fusion", "EWSR1::FLI1 fusion"),
        ("EWSR1-WT1 Fusion", "EWSR1::WT1 fusion"),  # by the feature of any other partner
    ],
)
def test_a_fusion_that_the_screen_has_a_feature_for_is_asked_and_stored(variation, words):
    tumour = made(variant(1, "EWSR1", variation, consequence="gene_fusion"))
    asked = screened_profile(tumour.profile, MadeRanker())
    record = used_profile(tumour, asked, SKIN, 0)
    assert [one.words for one in record.used] == ["tissue skin", words]
    assert record.fused == [words.removesuffix(" fusion")]
    again = UsedProfile.model_validate_json(record.model_dump_json())
    assert stored_profile(again) == asked


@pytest.mark.parametrize("variation", ["EML4-ALK Fusion", "BCR-JAK2 Fusion", "TFE3-ASPL fusion"])
def test_a_fusion_without_a_feature_is_told_as_not_used(variation):
    tumour = made(variant(1, "ALK", variation, consequence="gene_fusion"))
    asked = screened_profile(tumour.profile, MadeRanker())
    assert asked.fused == frozenset()
    record = used_profile(tumour, asked, SKIN, 0)
    assert record.without_feature == [f"{fusion_in(variation)} fusion"]


def test_a_mutation_of_a_fusion_brings_both():
    tumour = made(variant(1, "ABL1", "BCR-ABL1 T315I", consequence=""))
    assert tumour.profile.mutated == {"ABL1"}
    assert tumour.profile.fused == {"BCR::ABL1"}


def test_a_record_of_a_version_without_fusions_is_read():
    record = used_profile(tumour_with_everything(), TumourProfile(), SKIN, 0)
    older = record.model_dump(exclude={"fused"})
    assert UsedProfile.model_validate(older).fused == []


def test_what_a_ranker_had_no_use_for_is_moved_to_what_has_no_feature():
    tumour = tumour_with_everything()
    record = used_profile(tumour, screened_profile(tumour.profile, MadeRanker()), SKIN, 0)
    moved = with_unused(record, ("no microsatellite instability", "ZNF1 mutated"))
    assert [one.words for one in moved.used] == ["tissue skin", "BRAF mutated", "ERBB2 gained"]
    assert moved.without_feature[-1] == "no microsatellite instability"
    assert moved.n_without_feature == record.n_without_feature + 1
    assert with_unused(record, ()) is record


def case_with(**results):
    tests = tuple(parse_result(TestKind(kind), words) for kind, words in results.items())
    return Case("colon", tests=tests)


@pytest.mark.parametrize(
    ("results", "unstable", "ground"),
    [
        ({}, None, ""),
        ({"msi": "high"}, True, "MSI high"),
        ({"msi": "low"}, False, "MSI low"),
        ({"mmr": "deficient"}, True, "MMR deficient"),
        ({"mmr": "proficient"}, False, "MMR proficient"),
        ({"msi": "stable", "mmr": "proficient"}, False, "MSI stable"),
        ({"msi": "stable", "mmr": "deficient"}, False, "MSI stable, against MMR deficient"),
    ],
)
def test_microsatellites_are_read_from_the_tests_the_direct_one_first(results, unstable, ground):
    assert microsatellites_of(case_with(**results)) == (unstable, ground)


def test_a_test_that_says_amplified_counts_as_a_gain():
    positive = AskedMarker(AskedVariant.read("ERBB2", "Amplification"), "HER2 ISH positive")
    others = [
        AskedMarker(AskedVariant.read("MSI", "High"), "MSI high"),
        AskedMarker(AskedVariant.read("CD274", "Expression"), "PD-L1"),
        AskedMarker(AskedVariant.read("BRCA2", "Loss-of-function"), "germline BRCA2", line=1),
    ]
    [found] = marker_contributions([positive, *others])
    assert (found.gene, found.change, found.name) == ("ERBB2", Change.GAINED, "HER2 ISH positive")


@pytest.mark.parametrize(
    ("origin", "pathogenicity", "counts"),
    [
        (Origin.SOMATIC, "", True),
        (Origin.UNKNOWN, "", True),
        (Origin.GERMLINE, "pathogenic", True),
        (Origin.GERMLINE, "likely pathogenic", True),
        (Origin.GERMLINE, "uncertain significance", False),
        (Origin.GERMLINE, "", False),
    ],
)
def test_an_inherited_variant_counts_where_it_is_pathogenic(origin, pathogenicity, counts):
    given = CaseVariant("BRCA2", "S1982fs", origin, pathogenicity=pathogenicity)
    case = Case("one", variants=(CaseVariant("TP53", "R175H", Origin.SOMATIC), given))
    said = why_not_of_tumour(case, [2])
    assert (said == "") is counts
    found = contribution_of(variant(1, "BRCA2", "S1982fs"), said)
    assert (found.change is Change.MUTATED) is counts
