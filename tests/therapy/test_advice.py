"""The whole answer to a variant: order, tumours, therapies, warnings, sentences."""

import pytest
from evidence_items import RESISTANCE, advise, functional, item
from hypothesis import given, settings
from hypothesis import strategies as st

from therapy.basis import Basis
from therapy.evidence_item import Citation, Curator, Interaction, Level
from therapy.tumour_types import Relation

LUNG, SKIN = "Lung Non-small Cell Carcinoma", "Skin Melanoma"


def only(gene, variation, *items, **asked):
    [found] = advise(gene, variation, *items, **asked).suggestions
    return found


def therapies(gene, variation, *items, **asked):
    return [found.therapy for found in advise(gene, variation, *items, **asked).suggestions]


@pytest.mark.parametrize(
    ("tumour", "disease", "relation", "tier"),
    [
        ("Melanoma", "melanoma", Relation.SAME, "I-A"),
        ("Melanoma", "skin melanoma", Relation.BROADER, "I-A"),
        ("Melanoma", "SKCM", Relation.BROADER, "I-A"),
        ("Melanoma", "DOID:8923", Relation.BROADER, "I-A"),
        ("Skin Melanoma", "melanoma", Relation.NARROWER, "I-A"),
        ("Cancer", "melanoma", Relation.ANY, "I-A"),
        ("Colorectal Cancer", "melanoma", Relation.OTHER, "II-C"),
        ("Melanoma", None, None, "I-A"),
        ("Melanoma", "  ", None, "I-A"),
    ],
)
def test_the_tumour_of_the_evidence_is_compared_with_the_one_asked_for(
    tumour, disease, relation, tier
):
    found = only("BRAF", "V600E", item("BRAF V600E", level=Level.A, tumour_type=tumour),
                 disease=disease)  # fmt: skip
    assert found.best.relation is relation
    assert str(found.standing) == tier
    assert found.disease_match is (None if relation is None else relation.serves)


def test_evidence_from_another_tumour_is_shown_as_such():
    found = only("BRAF", "V600E", item("BRAF V600E"), disease="colorectal cancer")
    assert found.statement == (
        "Curated evidence (CIViC level B) on BRAF V600E reports sensitivity and speaks for drug "
        "in Melanoma, another tumour than the one asked for."
    )


def test_what_is_opposed_and_contradicted_keeps_its_level_beside_the_tier():
    found = only("BRAF", "V600E", item("BRAF V600E", level=Level.C), disease="colorectal cancer")
    assert (str(found.standing), found.best.item.level) == ("II-D", Level.C)


def test_curated_goes_before_predicted_and_the_better_tier_first():
    kras = "KRAS K117N"
    found = therapies(
        "KRAS",
        "K117N",
        item("KRAS A146T", "predicted", level=Level.A, tumour_type=LUNG),
        item(kras, "case", level=Level.C),
        item(kras, "inferred", level=Level.E),
        item(kras, "elsewhere", level=Level.A, tumour_type="Melanoma"),
        item(kras, "trial", level=Level.B, tumour_type=LUNG),
        item(kras, "guideline", level=Level.A, tumour_type=LUNG),
        effect_class=7,
        disease="NSCLC",
    )
    assert found == ["guideline", "trial", "elsewhere", "case", "inferred", "predicted"]


def test_resistance_comes_first_among_equals():
    items = [item("EGFR T790M", "a"), item("EGFR T790M", "z", RESISTANCE)]
    assert therapies("EGFR", "T790M", *items) == ["z", "a"]


def test_what_requires_another_variant_comes_after_what_does_not():
    items = [item("BRAF V600E AND KRAS G12D", "a", RESISTANCE), item("BRAF V600E", "b")]
    assert therapies("BRAF", "V600E", *items) == ["b", "a"]


def test_a_therapy_with_more_and_better_evidence_comes_first_among_equals():
    items = [item("BRAF V600E", "a"), item("BRAF V600E", "b"), item("BRAF V600E", "b", rating=2)]
    assert therapies("BRAF", "V600E", *items) == ["b", "a"]
    opposed = item("BRAF V600E", "b", supports=False, level=Level.A)
    assert therapies("BRAF", "V600E", *items, opposed) == ["a", "b"]


def test_a_label_for_a_group_stands_before_a_case_on_the_variant():
    case = item("EGFR E746_A750del", "case", level=Level.C)
    label = item("EGFR Exon 19 deletion", "label", level=Level.A)
    assert therapies("EGFR", "E746_A750del", case, label) == ["label", "case"]


def test_evidence_on_the_variant_stands_before_that_on_a_group_and_a_sibling():
    items = [
        item("KRAS G12D", "sibling", level=Level.C),
        item("KRAS G12", "codon", level=Level.C),
        item("KRAS G12C", "own", level=Level.C),
    ]
    assert therapies("KRAS", "G12C", *items) == ["own", "codon", "sibling"]


def test_one_therapy_under_all_its_names_is_one_suggestion_with_all_its_evidence():
    items = [
        item("BRAF V600E", "Zelboraf", key="EID1", level=Level.C),
        item("BRAF V600", "vemurafenib", key="EID2", level=Level.A),
        item("BRAF V600E", "Vemurafenib", key="EID3", level=Level.B),
    ]
    found = only("BRAF", "V600E", *items)
    assert found.therapy == "vemurafenib"
    assert [one.item.key for one in found.supports] == ["EID2", "EID3", "EID1"]


def test_a_therapy_that_is_curated_is_not_predicted_again():
    items = [item("BRAF L597R", "a", level=Level.D), item("BRAF K601E", "a", level=Level.A)]
    found = only("BRAF", "L597R", *items, effect_class=7)
    assert found.origin.value == "curated"
    assert len(found.supports) == 1


@pytest.mark.parametrize(
    ("interaction", "names"),
    [
        (Interaction.SUBSTITUTES, ["cetuximab", "panitumumab"]),
        (Interaction.COMBINATION, ["cetuximab + panitumumab"]),
        (Interaction.SEQUENTIAL, ["panitumumab then cetuximab"]),
    ],
)
def test_substitutes_are_split_and_what_is_given_together_stays_whole(interaction, names):
    both = item("KRAS G12D", "Panitumumab,Cetuximab", interaction=interaction)
    assert therapies("KRAS", "G12D", both) == names


def test_the_order_of_a_combination_does_not_matter():
    items = [
        item("BRAF V600E", "Vemurafenib,Trametinib", interaction=Interaction.COMBINATION),
        item("BRAF V600E", "Trametinib,Zelboraf", interaction=Interaction.COMBINATION),
    ]
    assert therapies("BRAF", "V600E", *items) == ["trametinib + vemurafenib"]


def test_reduced_sensitivity_counts_as_resistance():
    found = only("EGFR", "T790M", item("EGFR T790M", "Gefitinib", "Reduced Sensitivity"))
    assert found.direction.value == "resistance"


def test_an_adverse_response_is_a_warning_and_no_suggestion():
    harm = item("DPYD D949V", "Fluorouracil", "Adverse Response")
    advice = advise("DPYD", "D949V", harm)
    assert advice.suggestions == ()
    assert [one.item for one in advice.warnings] == [harm]


def test_an_adverse_response_that_is_denied_warns_of_nothing():
    harm = item("DPYD D949V", "Fluorouracil", "Adverse Response", supports=False)
    assert advise("DPYD", "D949V", harm).warnings == ()


@pytest.mark.parametrize("significance", ["N/A", ""])
def test_a_statement_without_a_claim_suggests_nothing(significance):
    advice = advise("BRAF", "V600E", item("BRAF V600E", "Drug", significance))
    assert (advice.suggestions, advice.contested, advice.warnings) == ((), (), ())


@pytest.mark.parametrize(
    ("origin", "germline"),
    [("Rare Germline", True), ("Common Germline", True), ("Somatic", False), ("N/A", False)],
)
def test_germline_evidence_is_labelled(origin, germline):
    found = only("BRCA2", "W31*", item("BRCA2 Loss-of-function", variant_origin=origin))
    assert found.is_germline is germline
    assert ("in carriers of an inherited variant" in found.statement) is germline


@pytest.mark.parametrize(
    ("variation", "profile", "asked", "words"),
    [
        ("V600E", "BRAF V600E", {}, "on BRAF V600E reports sensitivity"),
        ("V600E", "BRAF V600", {}, "on BRAF V600, which includes V600E, reports"),
        ("V600K", "BRAF V600E", {}, "on BRAF V600E, a sibling of V600K, reports"),
        ("L485W", "BRAF V600E", {"effect_class": 7}, "is predicted, not curated, to be Gain-of-f"),
        ("L485W", "BRAF Mutation", {"effect_class": 7}, "is predicted, not curated, to be Gain-of"),
        ("V600E", "BRAF V600E AND KRAS G12D", {}, "if KRAS G12D is there too."),
    ],
)
def test_the_sentence_says_what_the_suggestion_rests_on(variation, profile, asked, words):
    assert words in only("BRAF", variation, item(profile), **asked).statement


def test_a_predicted_sentence_gives_the_probability_and_a_curated_suggestion_has_none():
    evidence = [item("MTOR C1483Y", "Everolimus")]
    assert (
        "(probability of gain of function 0.91)"
        in only("MTOR", "L1460P", *evidence, effect_class=7).statement
    )
    assert only("MTOR", "C1483Y", *evidence, effect_class=7).probability is None


def test_a_sentence_on_the_curated_effect_says_that_it_is_not_on_the_variant_itself():
    known = [functional(f"MTOR {one}", "Gain of Function") for one in ("L1460P", "C1483Y")]
    sentence = only("MTOR", "L1460P", *known, item("MTOR C1483Y")).statement
    assert "curated" in sentence
    assert "not by evidence on L1460P itself, evidence (CIViC level B) on MTOR C1483Y" in sentence


def test_citations_are_the_papers_and_the_items_each_once_the_best_first():
    items = [
        item("BRAF V600E", "a", key="EID2", level=Level.A, citation=Citation("PubMed", "22")),
        item("BRAF V600E", "a", key="EID3", citation=Citation("ASCO", "33")),
        item("BRAF V600E", "a", key="EID4", level=Level.C, citation=Citation("PubMed", "22")),
    ]
    assert [(one.source, one.id) for one in only("BRAF", "V600E", *items).citations] == [
        ("PubMed", "22"),
        ("CIViC", "EID2"),
        ("ASCO", "33"),
        ("CIViC", "EID3"),
        ("CIViC", "EID4"),
    ]


def test_a_label_is_cited_by_itself():
    label = Citation("FDA label", "Zelboraf (vemurafenib), 2011")
    found = only("BRAF", "V600E", item("BRAF V600E", curator=Curator.LABEL, citation=label))
    assert found.citations == (label,)
    assert "a drug label" in found.statement


def test_of_two_statements_with_one_key_the_first_holds():
    imported = item("BRAF V600E", "a", key="EID1", level=Level.A)
    embedded = item("BRAF V600E", "a", key="EID1", level=Level.B)
    found = only("BRAF", "V600E", imported, embedded)
    assert [one.item for one in found.supports] == [imported]


MIXED = [
    item("PIK3CA E542K OR PIK3CA E545K", "a"),
    item("PIK3CA E545K", "b"),
    item("PIK3CA E542K", "b"),
    item("PIK3CA E545K", "c", RESISTANCE, tumour_type=SKIN),
    item("PIK3CA E545K", "c", tumour_type=LUNG),
    item("PIK3CA E545K", "a", supports=False),
    item("PIK3CA Exon 10 Mutation", "d", level=Level.A),
    item("PIK3CA Mutation", "Alpelisib", level=Level.A, tumour_type="Cancer"),
    item("PIK3CA E545K AND KRAS G12D", "b", RESISTANCE),
    item("KRAS G12D AND PIK3CA E545K", "b", RESISTANCE, rating=5),
    item("PIK3CA E545K AND KRAS G12D AND TP53 Mutation", "e"),
    item("TP53 Mutation AND KRAS G12D AND PIK3CA E545K", "e", rating=1),
    item("PIK3CA E545K", "f,g", interaction=Interaction.SUBSTITUTES, level=Level.D),
    item("PIK3CA E545K", "h", "Adverse Response"),
    functional("PIK3CA E545K", "Gain of Function"),
    functional("PIK3CA E542K", "Gain of Function"),
]


def written(advice):
    return [
        [(one.statement, one.conflicts, [s.item.key for s in one.supports], one.requires)
         for one in advice.suggestions],
        [(one.regimen.name, [s.item.key for s in one.opposing]) for one in advice.contested],
        [one.item.key for one in advice.warnings],
        [(one.therapy, one.reason) for one in advice.withheld],
        [one.item.key for one in advice.effect.curated],
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    items=st.permutations(MIXED),
    variation=st.sampled_from(["E545K", "E545A", "H1047R", "N345K", "W11*"]),
    disease=st.sampled_from([None, "melanoma", "NSCLC"]),
    effect_class=st.sampled_from([None, 4, 7]),
)
def test_the_answer_does_not_depend_on_the_order_of_the_evidence(
    items, variation, disease, effect_class
):
    asked = {"disease": disease, "effect_class": effect_class}
    found = written(advise("PIK3CA", variation, *items, **asked))
    assert found == written(advise("PIK3CA", variation, *MIXED, **asked))


def test_what_rests_on_effect_alone_is_not_mixed_with_closer_evidence():
    own, other = item("PIK3CA E545K"), item("PIK3CA N345K", supports=False)
    inherited = item("PIK3CA C420R")
    found = only("PIK3CA", "E545K", own, other, inherited)
    assert [support.item for support in found.supports] == [own]
    assert found.opposing == ()
    alone = only("PIK3CA", "E545K", inherited)
    assert alone.basis is Basis.CURATED_EFFECT


def test_requirements_in_another_order_are_the_same_requirements():
    found = only("PIK3CA", "E545K", MIXED[10], MIXED[11])
    assert len(found.supports) == 2


@given(items=st.lists(st.sampled_from(MIXED), unique=True))
def test_more_evidence_takes_away_only_what_rests_on_effect_alone(items):
    def keys(advice):
        statements = [s for one in advice.suggestions for s in (*one.supports, *one.opposing)]
        shown = [s.item.key for s in statements if not s.basis.is_by_effect]
        contested = [s.item.key for one in advice.contested for s in one.opposing]
        return {*shown, *contested, *(one.item.key for one in advice.warnings)}

    known = MIXED[-2:]
    assert keys(advise("PIK3CA", "E545K", *known, *items)) <= keys(
        advise("PIK3CA", "E545K", *known, *MIXED)
    )


def test_no_evidence_gives_an_empty_answer():
    advice = advise("BRAF", "V600E", disease="melanoma")
    assert (advice.gene, advice.variation, advice.disease) == ("BRAF", "V600E", "melanoma")
    assert advice.suggestions == advice.contested == advice.warnings == advice.withheld == ()
