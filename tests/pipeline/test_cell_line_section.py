"""The section on cell lines made from a ranking, the curated therapies and the patient."""

import pytest
from lab_report_builders import sample_therapy, therapy, variant
from made_rankers import MadeRanker, nameless
from screens import DRUGS

from pipeline.advisor import DRUG_TABLE, TUMOUR_TYPE_TABLE
from pipeline.cell_line_agreement import (
    CuratedTherapies,
    drug_keys,
    standing_of,
    table_drug,
)
from pipeline.cell_line_section import MOST_LISTED, NOTHING_KNOWN, CellLineSuggester
from pipeline.cell_line_source import NOT_TRAINED, CellLineSource, describe_source, make_source
from pipeline.settings import knowledge_folder
from pipeline.tumour_profile import contribution_of
from reports.actionable import claims_of
from reports.cell_lines_report import MOST_SHOWN, RankedDrug
from reports.patient_report import PatientFlag
from response.drug import ScreenedDrug
from response.profile import KnownResponse, TumourProfile
from therapy.drugs import read_drugs
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

DRUG_FACTS = read_drugs(knowledge_folder() / DRUG_TABLE)
TUMOURS = TumourTypes(read_tumour_types(knowledge_folder() / TUMOUR_TYPE_TABLE))
BRAF = variant(1, "BRAF", "V600E")


def suggester(ranker=None, disease="melanoma", known=(), patient=None):
    ranker = ranker or MadeRanker()
    source = make_source(ranker, known)
    return CellLineSuggester(ranker, source, DRUG_FACTS, TUMOURS, disease, patient)


def suggest(*variants, therapies=(), disease="melanoma", **options):
    contributions = map(contribution_of, variants)
    return suggester(disease=disease, **options).suggest("P-1", contributions, therapies)


def test_the_first_five_drugs_are_explained_and_twenty_listed():
    told = suggest(BRAF)
    assert [one.drug for one in told.shown][:2] == ["Dabrafenib", "PLX-4720"]
    assert len(told.shown) == MOST_SHOWN
    assert all(one.pushes and one.lines for one in told.shown)
    assert len(told.drugs) == min(17, MOST_LISTED)  # 18 substances, of which one has no name
    assert [one.place for one in told.drugs] == sorted(one.place for one in told.drugs)


def test_percentiles_and_intervals_stay_between_none_and_all():
    for one in suggest(BRAF).drugs:
        assert 0 <= one.low <= one.percentile <= one.high <= 100


def test_tissue_and_genes_of_the_profile_are_asked_and_recorded():
    ranker = MadeRanker()
    told = suggest(BRAF, variant(2, "CDKN2A", "Deletion", consequence=""), ranker=ranker)
    [(asked, _, _)] = ranker.asked
    assert asked == TumourProfile("skin", frozenset({"BRAF"}))
    assert told.profile.without_feature == ["CDKN2A lost"]


def test_equal_profiles_are_ranked_once():
    ranker = MadeRanker()
    asks = suggester(ranker)
    for number, variation in enumerate(("V600E", "V600K", "G469A")):
        other = variant(2, "CDKN2A", f"R{number + 1}*", consequence="stop_gained")
        contributions = map(contribution_of, (variant(1, "BRAF", variation), other))
        asks.suggest(f"P-{number}", contributions, ())
    assert len(ranker.asked) == 1
    asks.suggest("P-9", map(contribution_of, [BRAF, variant(2, "KRAS", "G12D")]), ())
    assert len(ranker.asked) == 2


def test_a_tumour_that_was_sequenced_is_another_than_one_that_was_not():
    ranker = MadeRanker()
    asks = suggester(ranker)
    for variants in ([], [variant(1, "ZNF1", "A1V")], [variant(1, "ABC1", "A1V")]):
        asks.suggest("P-1", map(contribution_of, variants), ())
    assert [sorted(asked.mutated) for asked, _, _ in ranker.asked] == [[], ["ZNF1"]]


def test_a_tumour_of_which_nothing_is_known_is_not_ranked():
    ranker = MadeRanker()
    told = suggest(variant(1, "CDKN2A", "R58*"), disease=None, ranker=ranker)
    assert told.reason == f"{NOTHING_KNOWN}; no tumour type was given"
    assert (told.drugs, ranker.asked) == ([], [])
    assert told.profile.without_feature == ["CDKN2A mutated"]


def test_the_tissue_alone_is_enough_to_rank_and_so_is_a_gene():
    assert suggest().reason == ""
    assert suggest(BRAF, disease=None).reason == ""


def test_a_stored_profile_is_ranked_again_alike():
    asks = suggester()
    told = asks.suggest("P-1", [contribution_of(BRAF)], ())
    assert asks.suggest_again("P-1", told.profile, ()) == told
    nothing = asks.suggest("P-2", (), ()).profile.model_copy(update={"used": []})
    assert asks.suggest_again("P-2", nothing, ()).reason == f"{NOTHING_KNOWN}; melanoma"


def test_what_clinicians_told_is_counted():
    known = [KnownResponse("112", 0.0, TumourProfile("skin"))]
    told = suggest(BRAF, known=known)
    assert told.drugs[0].drug == "Olaparib"
    assert describe_source(make_source(MadeRanker(), known)).n_known == 1


def test_compounds_without_a_name_are_passed_over_and_counted():
    ranker = MadeRanker([ScreenedDrug("9", "", (), ("BRAF",), ("BRAF",)), *DRUGS])
    told = suggest(BRAF, ranker=ranker)
    assert [one.place for one in told.shown] == [2, 3, 4, 5, 6]
    assert told.n_unnamed_above == 1
    assert all(one.pushes for one in told.shown)  # asked for again, so that the fifth has them


def test_a_screen_that_names_no_drug_is_ranked_by_ids():
    ranker = MadeRanker([nameless(drug) for drug in DRUGS])
    told = suggest(BRAF, ranker=ranker, therapies=[sample_therapy("dabrafenib")])
    assert [one.drug for one in told.shown] == [f"drug {n}" for n in (101, 102, 103, 104, 105)]
    assert {one.standing for one in told.drugs} == {"not in the drug table"}
    assert [one.ranked for one in told.curated] == [None]
    assert describe_source(make_source(ranker)).n_drugs_named == 0


def test_each_drug_says_whether_it_is_licensed_or_a_tool():
    standing = {one.drug: one.standing for one in suggest(BRAF).drugs}
    assert standing["Dabrafenib"] == "licensed"
    assert standing["PLX-4720"] == "not licensed"
    assert standing["Nutlin-3a (-)"] == "not in the drug table"


def test_the_first_licensed_drugs_are_told_besides():
    licensed = suggest(BRAF).licensed
    assert len(licensed) == MOST_SHOWN
    assert all(one.standing == "licensed" for one in licensed)
    assert licensed[0].drug == "Dabrafenib"


@pytest.mark.parametrize(
    ("screened", "name"),
    [
        (ScreenedDrug("1", "Dabrafenib"), "dabrafenib"),
        (ScreenedDrug("1", "GSK2118436"), "dabrafenib"),
        (ScreenedDrug("1", "a code", ("Tarceva",)), "erlotinib"),
        (ScreenedDrug("1", "a code", ("Tarceva", "Iressa")), ""),
        (ScreenedDrug("1", "Erlotinib", ("Iressa",)), "erlotinib"),
        (ScreenedDrug("1", ""), ""),
        (ScreenedDrug("1", "Erlotinib (50 uM)"), "erlotinib"),
    ],
)
def test_a_screened_drug_is_found_under_its_name_else_under_synonyms_that_agree(screened, name):
    known = table_drug(screened, DRUG_FACTS)
    assert (known.name if known else "") == name


def test_evidence_on_a_drug_that_the_table_lacks_is_matched_by_its_name():
    assert drug_keys(ScreenedDrug("1", "Unheard Of"), DRUG_FACTS) == {"unheard of"}
    assert standing_of(None) == "not in the drug table"


def test_what_a_drug_is_licensed_for_stands_with_it():
    found = {one.drug: one.licensed_for for one in suggest(BRAF).drugs}
    assert found["Dabrafenib"].startswith("BRAF V600E")
    assert found["PLX-4720"] == ""


def test_resistance_to_a_drug_stands_wherever_the_drug_is_named():
    resistant = sample_therapy(
        "dabrafenib", "resistance", gene="NRAS", variation="Q61K", tier="II", level="C"
    )
    told = suggest(BRAF, therapies=[sample_therapy("dabrafenib"), resistant])
    words = "curated evidence, tier II-C, on NRAS Q61K"
    places = [told.drugs[0], told.licensed[0], told.curated[0].ranked]
    assert [(one.drug, one.against) for one in places] == [("Dabrafenib", words)] * 3
    assert [one.against for one in told.drugs[1:]] == [""] * (len(told.drugs) - 1)


def test_resistance_to_a_combination_is_not_told_against_its_parts():
    resistant = sample_therapy("dabrafenib + trametinib", "resistance")
    assert suggest(BRAF, therapies=[resistant]).drugs[0].against == ""


def test_what_curated_evidence_rests_on_and_the_screen_cannot_see_is_named():
    variants = [
        BRAF,
        variant(2, "ALK", "EML4-ALK Fusion", consequence="gene_fusion"),
        variant(3, "MET", "Amplification", consequence=""),
        variant(4, "RET", "Rearrangement", consequence=""),
        variant(5, "ZNF1", "A1V"),
    ]
    therapies = [
        sample_therapy("dabrafenib", gene="BRAF", variation="V600E"),
        sample_therapy("alectinib", gene="ALK", variation="EML4-ALK Fusion"),
        sample_therapy("crizotinib", "resistance", gene="MET", variation="Amplification"),
        sample_therapy("selpercatinib", gene="RET", variation="Rearrangement", tier="II"),
        sample_therapy("a drug", gene="ZNF1", variation="A1V", tier="III", level=None),
        sample_therapy("pembrolizumab", gene="MSI", variation="High"),
    ]
    told = suggest(*variants, therapies=therapies)
    assert told.unseen == ["ALK EML4-ALK Fusion", "MET Amplification", "RET Rearrangement"]
    again = suggester().suggest_again("P-1", told.profile, therapies)
    assert again.unseen == told.unseen


def test_a_fusion_makes_a_profile_of_its_own():
    ranker = MadeRanker()
    asks = suggester(ranker, disease="chronic myeloid leukemia")
    fused = variant(1, "ABL1", "BCR-ABL1 Fusion", consequence="gene_fusion")
    for variants in ([], [fused], [fused]):
        asks.suggest("P-1", map(contribution_of, variants), ())
    assert [asked.fused for asked, _, _ in ranker.asked] == [frozenset(), {"BCR::ABL1"}]


def claims(*therapies, drug="Dabrafenib", targets=("BRAF",)):
    curated = CuratedTherapies(list(therapies), DRUG_FACTS)
    return curated.claims(ScreenedDrug("1", drug, (), targets, targets))


def test_what_is_curated_on_the_drug_is_told_resistance_first():
    found = claims(
        sample_therapy("dabrafenib + trametinib"),
        sample_therapy("dabrafenib", tier="II", level="C"),
        sample_therapy("dabrafenib", "resistance", tier="III", level=None),
        sample_therapy("vemurafenib"),
    )
    assert [(one.direction, one.relation, one.therapy) for one in found] == [
        ("resistance", "alone", "dabrafenib"),
        ("sensitivity", "alone", "dabrafenib"),
        ("sensitivity", "in combination", "dabrafenib + trametinib"),
    ]


def test_a_drug_of_the_same_target_is_told_only_where_nothing_is_on_the_drug_itself():
    others = sample_therapy("vemurafenib"), sample_therapy("vemurafenib", "resistance")
    [found] = claims(*others, drug="SB590885")
    assert (found.relation, found.therapy, found.direction) == (
        "same target", "vemurafenib", "sensitivity",
    )  # fmt: skip
    assert claims(*others, drug="Lapatinib", targets=("EGFR", "ERBB2")) == []


def test_a_class_of_drugs_is_another_of_the_target_and_has_no_place_of_its_own():
    therapies = [sample_therapy("BRAF inhibitor")]
    assert [one.relation for one in claims(*therapies)] == ["same target"]
    assert suggest(BRAF, therapies=therapies).curated == []


def test_curated_drugs_are_looked_up_in_the_ranking():
    therapies = [
        sample_therapy("dabrafenib + trametinib"),
        sample_therapy("tovorafenib", tier="II", level="C"),
        sample_therapy("lapatinib", "resistance"),
    ]
    found = {one.drug: one for one in suggest(BRAF, therapies=therapies).curated}
    assert list(found) == ["dabrafenib", "trametinib", "tovorafenib"]
    assert found["dabrafenib"].ranked.place == 1
    assert found["tovorafenib"].ranked is None


def test_the_best_therapy_is_named_of_a_curated_drug():
    therapies = [
        sample_therapy("dabrafenib", tier="II", level="C"),
        sample_therapy("dabrafenib + trametinib"),
    ]
    [found] = CuratedTherapies(therapies[:1] + therapies[1:], DRUG_FACTS).places(
        {"dabrafenib": ranked("Dabrafenib")}
    )[:1]
    assert (found.therapy, found.tier, found.ranked.drug) == (
        "dabrafenib + trametinib", "I", "Dabrafenib",
    )  # fmt: skip


def ranked(drug):
    return RankedDrug(
        place=1, drug=drug, drug_id="1", known_as="", standing="licensed", percentile=1.0,
        low=0.0, high=9.0,
    )  # fmt: skip


def test_without_samples_the_therapies_of_the_variants_count_that_hold():
    asks_more = therapy("cetuximab", holds=False)
    given = variant(3, therapies=[therapy("dabrafenib"), asks_more])
    [found] = claims_of(given)
    assert (found.therapy, found.variant, found.tier) == ("dabrafenib", 3, "I")


class MadePatient:
    """A patient with a failing heart who had vemurafenib."""

    markers = contributions = ()
    microsatellites = True, "MSI high"

    def regimen_flags(self, regimen):
        flag = PatientFlag(kind="caution", words="LVEF 43 %")
        return [flag] if regimen.name == "trametinib" else []

    def is_regimen_unread(self, regimen):
        return not regimen.drugs

    def given(self, regimen):
        return ["Vemurafenib has failed."] if "BRAF" in str(regimen.drugs) else []


def test_a_flagged_drug_keeps_its_place_and_its_flag():
    without = [one.drug for one in suggest(BRAF).drugs]
    told = suggest(BRAF, patient=MadePatient())
    assert [one.drug for one in told.drugs] == without
    found = {one.drug: one for one in told.drugs}
    assert [flag.words for flag in found["Trametinib"].flags] == ["LVEF 43 %"]
    assert found["Dabrafenib"].given == ["Vemurafenib has failed."]
    assert found["Nutlin-3a (-)"].no_cautions_on_file
    assert not found["Dabrafenib"].no_cautions_on_file
    flagged = [one for one in told.licensed if one.drug == "Trametinib"]
    assert all(one.flags for one in flagged)


def test_the_tests_of_a_patient_enter_the_profile():
    told = suggest(BRAF, patient=MadePatient())
    assert told.profile.microsatellite_instability is True
    assert told.profile.used[-1].rests_on == ["MSI high"]


def test_without_a_ranker_the_head_says_how_to_get_one():
    assert describe_source(make_source(None)).reason == NOT_TRAINED
    assert "oncolit response train" in NOT_TRAINED
    assert describe_source(CellLineSource()).reason == "Cell lines were not asked."


def test_the_head_names_the_screen_and_how_it_did():
    head = describe_source(make_source(MadeRanker()))
    assert (head.screen, head.version, head.n_drugs) == ("made-up screen", "5c" * 32, 18)
    assert head.accuracy.pearson_per_drug == 0.38
    assert head.labels == ["preclinical", "tier IV at most", "research tool"]
