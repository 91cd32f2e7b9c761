from evidence_items import DRUGS, RESISTANCE, item
from screens import ERBB2_GAIN, make_screen

from response.known_facts import find_facts
from therapy.drugs import Action, Drug, Drugs
from therapy.evidence_item import Direction, Interaction, Level

SCREEN = make_screen()
FEATURES = [*SCREEN.features.columns, "BCR-ABL_mut", "HLA-A_mut"]
NAMES = Drugs([*DRUGS, Drug("dabrafenib", ("GSK-2118436", "Tafinlar"), "", Action.INHIBITOR, ())])


def facts(*items, **asked):
    return find_facts(items, FEATURES, SCREEN.drugs, NAMES, **asked).facts


def fact(*items, **asked):
    (found,) = facts(*items, **asked)
    return found


def reason(one):
    found = find_facts([one], FEATURES, SCREEN.drugs, NAMES)
    assert not found.facts
    assert (found.untested[0].key, found.untested[0].profile) == (one.key, one.profile)
    return found.untested[0].reason


def test_a_substitution_is_asked_of_the_mutation_of_its_gene():
    found = fact(item("BRAF V600E", "Dabrafenib", level=Level.A))
    assert found.features == ("BRAF_mut",)
    assert (found.feature, found.drug, found.level) == ("BRAF mutated", "Dabrafenib", Level.A)
    assert found.alterations == ("BRAF V600E",)
    assert found.alone
    assert not found.stands_in


def test_an_amplification_is_asked_of_the_gained_segment_that_holds_the_gene():
    assert fact(item("ERBB2 Amplification", "Lapatinib")).features == (ERBB2_GAIN,)


def test_a_deletion_is_asked_of_the_lost_segment_and_a_cut_of_the_mutation():
    assert fact(item("RB1 Deletion", "Cisplatin")).features == ("loss_cnaPANCAN389_(RB1)",)
    assert fact(item("PTEN R130*", "Cisplatin")).features == ("PTEN_mut",)


def test_a_gene_is_found_under_its_previous_symbol():
    assert fact(item("KMT2D Mutation", "Cisplatin")).features == ("MLL2_mut",)


def test_a_fusion_is_found_where_the_screen_notes_both_partners():
    assert fact(item("BCR::ABL1 Fusion", "Cisplatin")).features == ("BCR-ABL_mut",)
    assert fact(item("HLA-A Mutation", "Cisplatin")).features == ("HLA-A_mut",)
    assert reason(item("v::ABL1 Fusion", "Cisplatin")) == "fusion without a feature"


def test_statements_of_one_feature_and_substance_are_one_fact():
    found = fact(
        item("EGFR L858R", "Afatinib", tumour_type="Lung Cancer"),
        item("EGFR Exon 19 Deletion", "Afatinib", level=Level.A, tumour_type="Lung Adenocarcinoma"),
        item("EGFR Exon 19 Deletion", "afatinib", tumour_type="Lung Adenocarcinoma", doid="3910"),
        item("EGFR L858R OR EGFR Exon 19 Deletion", "Afatinib"),
    )
    assert found.level is Level.A
    assert len(found.keys) == 4
    assert found.alterations == ("EGFR Exon 19 Deletion", "EGFR L858R")
    assert ("Lung Adenocarcinoma", "3910") in found.tumour_types
    assert found.curated_drugs == ("Afatinib", "afatinib")


def test_a_drug_screened_under_two_ids_is_one_substance():
    assert fact(item("EGFR Mutation", "Afatinib")).substance == "afatinib"


def test_drugs_are_found_by_synonyms_of_the_screen_and_of_the_drug_table():
    assert fact(item("ERBB2 Amplification", "Tykerb")).drug == "Lapatinib"
    assert fact(item("BRAF V600E", "Tafinlar")).drug == "Dabrafenib"


def test_each_drug_of_a_combination_is_a_fact_that_is_not_of_the_drug_alone():
    both = item("BRAF V600E", "Dabrafenib,Trametinib", interaction=Interaction.COMBINATION)
    assert {(found.drug, found.alone) for found in facts(both)} == {
        ("Dabrafenib", False),
        ("Trametinib", False),
    }


def test_one_statement_on_the_drug_by_itself_makes_the_fact_one_of_the_drug_alone():
    both = item("BRAF V600E", "Dabrafenib,Trametinib", interaction=Interaction.COMBINATION)
    found = {one.drug: one.alone for one in facts(both, item("BRAF V600K", "Dabrafenib"))}
    assert found == {"Dabrafenib": True, "Trametinib": False}


def test_substitutes_are_each_given_alone():
    either = item("EGFR L858R", "Gefitinib,Erlotinib", interaction=Interaction.SUBSTITUTES)
    assert all(found.alone for found in facts(either))
    assert [found.drug for found in facts(either)] == ["Erlotinib", "Gefitinib"]


def test_a_stand_in_is_told_from_the_drug_itself():
    found = fact(item("BRAF V600E", "Vemurafenib"))
    assert found.drug == "PLX-4720"
    assert found.stands_in.startswith("vemurafenib: ")
    exact, other = facts(item("BRAF V600E", "PLX-4720"), item("BRAF V600E", "Vemurafenib"))
    assert (exact.stands_in, bool(other.stands_in)) == ("", True)


def test_weak_contested_and_opposite_statements_are_no_facts():
    assert not facts(item("BRAF V600E", "Dabrafenib", level=Level.C))
    assert not facts(item("BRAF V600E", "Dabrafenib", supports=False))
    against = item("BRAF V600E", "Dabrafenib", RESISTANCE)
    assert not facts(against)
    assert fact(against, direction=Direction.RESISTANCE).direction is Direction.RESISTANCE


def test_what_cannot_be_asked_is_kept_with_its_reason():
    assert reason(item("BRAF V600E", "Pembrolizumab")) == "drug not screened"
    assert reason(item("TP53 Wildtype", "Cisplatin")) == "gene without alteration"
    assert reason(item("EGFR Expression", "Gefitinib")).startswith("expression")
    assert reason(item("ALK Mutation", "Cisplatin")) == "no feature for the mutation of this gene"
    assert reason(item("KRAS Amplification", "Cisplatin")) == "no feature for the gain of this gene"
    assert reason(item("BRAF V600E AND KRAS G12C", "Dabrafenib")).startswith("several alterations")
    assert reason(item("BRAF V600E AND NOT KRAS G12C", "Dabrafenib")).startswith("several")
    assert reason(item("BRAF V600E OR KRAS G12C", "Dabrafenib")) == "alterations of several genes"
    assert reason(item("BRAF Unheard Of", "Dabrafenib")) == "molecular profile not read"
    polymorphism = item("PTEN R130Q", "Cisplatin", variant_origin="Common Germline")
    assert reason(polymorphism) == "inherited polymorphism"
