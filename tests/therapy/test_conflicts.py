"""What is not inherited, what is withheld and why, and what speaks against a suggestion."""

import pytest
from evidence_items import RESISTANCE, SENSITIVITY, advise, functional
from evidence_items import item as statement

from therapy.evidence_item import Direction, Interaction, Level


def item(profile, therapy="Vemurafenib", significance=SENSITIVITY, **fields):
    return statement(profile, therapy, significance, **fields)


def shown(gene, variation, *items, **asked):
    advice = advise(gene, variation, *items, **asked)
    return [(one.therapy, one.direction.value) for one in advice.suggestions]


def withheld(gene, variation, *items, **asked):
    return {one.therapy: one.reason for one in advise(gene, variation, *items, **asked).withheld}


INHERITED = [
    ("BRAF Exon 15 Mutation", "D594G"),
    ("BRAF Kinase Domain Mutation", "D594G"),
    ("BRAF Loss-of-function", "D594G"),
]
OWN = [
    ("BRAF D594G", "D594G"),
    ("BRAF D594G", "p.Asp594Gly"),
    ("BRAF D594", "D594G"),
    ("BRAF D594V", "D594G"),
]


@pytest.mark.parametrize(("profile", "variation"), INHERITED)
@pytest.mark.parametrize("therapy", ["Vemurafenib", "Zelboraf"])
def test_an_inhibitor_is_withheld_from_a_variant_that_loses_its_target(profile, variation, therapy):
    advice = advise("BRAF", variation, item(profile, therapy), effect_class=4)
    assert advice.suggestions == ()
    [found] = advice.withheld
    assert found.therapy == "vemurafenib"
    assert found.reason == "lowers what BRAF does, and D594G is predicted loss of function"


def test_a_loss_that_is_curated_withholds_too():
    known = functional("BRAF D594G", "Loss of Function")
    assert shown("BRAF", "D594G", known, item("BRAF Exon 15 Mutation")) == []
    [reason] = withheld("BRAF", "D594G", known, item("BRAF Exon 15 Mutation")).values()
    assert "is curated loss of function" in reason


@pytest.mark.parametrize(("profile", "variation"), OWN)
def test_evidence_on_the_variant_or_its_codon_is_shown_with_the_conflict(profile, variation):
    advice = advise("BRAF", variation, item(profile), effect_class=4)
    [found] = advice.suggestions
    [conflict] = found.conflicts
    assert conflict == (
        f"BRAF {variation} is predicted loss of function, and vemurafenib lowers what BRAF does."
    )
    assert advice.withheld == ()


def test_a_therapy_is_not_withheld_and_shown_at_once():
    items = [item("BRAF D594"), item("BRAF Exon 15 Mutation"), item("BRAF L597R")]
    advice = advise("BRAF", "D594G", *items, effect_class=4)
    assert [one.therapy for one in advice.suggestions] == ["vemurafenib"]
    assert advice.withheld == ()


def test_a_variant_that_leaves_its_gene_neutral_conflicts_with_an_inhibitor():
    neutral = functional("BRAF V600E", "Unaltered Function")
    [found] = advise("BRAF", "V600E", neutral, item("BRAF V600E")).suggestions
    assert found.conflicts == (
        "BRAF V600E is curated neutral, and vemurafenib lowers what BRAF does.",
    )


@pytest.mark.parametrize(
    ("gene", "variation", "profile", "therapy"),
    [
        ("BRAF", "D594G", "BRAF Exon 15 Mutation", "Trametinib"),
        ("TP53", "R175H", "TP53 DNA Binding Domain Mutation", "Eprenetapopt"),
        ("BRCA2", "W31*", "BRCA2 Loss-of-function", "Olaparib"),
    ],
)
def test_a_drug_that_does_not_lower_the_lost_gene_itself_is_not_withheld(
    gene, variation, profile, therapy
):
    found = shown(gene, variation, item(profile, therapy), effect_class=4)
    assert found == [(therapy.casefold(), "sensitivity")]


def test_one_inhibitor_withholds_its_whole_combination():
    both = item("BRAF Exon 15 Mutation", "Trametinib,Vemurafenib")
    assert list(withheld("BRAF", "D594G", both, effect_class=1)) == ["trametinib + vemurafenib"]


@pytest.mark.parametrize("effect_class", [2, 7, 8, 9, 6, None])
def test_only_a_loss_withholds(effect_class):
    found = shown("BRAF", "D594G", item("BRAF Exon 15 Mutation"), effect_class=effect_class)
    assert found == [("vemurafenib", "sensitivity")]


def test_resistance_is_never_withheld():
    found = shown("BRAF", "D594G", item("BRAF Exon 15 Mutation", "Vemurafenib", RESISTANCE),
                  effect_class=4)  # fmt: skip
    assert found == [("vemurafenib", "resistance")]


def test_the_loss_of_one_partner_withholds_nothing_that_is_aimed_at_the_other():
    fusion = item("v::ABL1 Fusion", "Imatinib")
    assert shown("ETV6", "ETV6-ABL1 Fusion", fusion, effect_class=4) == [
        ("imatinib", "sensitivity")
    ]


@pytest.mark.parametrize(
    ("variation", "expected"),
    [
        ("G12C", True),
        ("p.Gly12Cys", True),
        ("G12D", False),
        ("G12V", False),
        ("G13D", False),
        ("G12", False),
        ("Q61H", False),
        ("Amplification", False),
    ],
)
def test_a_drug_made_for_one_allele_is_withheld_from_every_other(variation, expected):
    items = [
        item("KRAS G12C", "Sotorasib"),
        item("KRAS Exon 2 Mutation", "Sotorasib"),
        item("KRAS Gain-of-function", "Sotorasib"),
    ]
    assert bool(shown("KRAS", variation, *items, effect_class=7)) is expected
    if not expected and variation != "Amplification":
        reasons = withheld("KRAS", variation, *items, effect_class=7)
        assert reasons == {"sotorasib": "sotorasib is for KRAS G12C and no other variant"}


def test_a_combination_with_a_drug_made_for_one_allele_is_withheld_too():
    both = item("KRAS G12C", "Cetuximab,Sotorasib")
    assert list(withheld("KRAS", "G12D", both)) == ["cetuximab + sotorasib"]


def test_curated_evidence_on_the_variant_itself_goes_before_the_allele_a_drug_is_made_for():
    own = item("KRAS G12D", "Sotorasib")
    assert shown("KRAS", "G12D", own) == [("sotorasib", "sensitivity")]


def test_an_allele_of_another_gene_withholds_nothing():
    both = item("KRAS G12C AND STK11 Loss-of-function", "Sotorasib")
    assert shown("STK11", "Q37*", both) == [("sotorasib", "sensitivity")]


@pytest.mark.parametrize(
    ("gene", "curated", "therapy", "inherited"),
    [
        ("KRAS", "G13D", "Cetuximab", True),
        ("EGFR", "T790M", "Gefitinib", False),
        ("EGFR", "S492R", "Cetuximab", False),
        ("EGFR", "T790M", "Trametinib", True),
        ("EGFR", "T790M", "Gefitinib,Trametinib", False),
        ("ABL1", "T315I", "Imatinib", False),
    ],
)
def test_resistance_lies_in_the_residue_where_the_drug_binds_the_genes_own_product(
    gene, curated, therapy, inherited
):
    resists = item(f"{gene} {curated}", therapy, RESISTANCE)
    assert bool(shown(gene, "L19F", resists, effect_class=7)) is inherited
    known = [functional(f"{gene} {one}", "Gain of Function") for one in ("L19F", curated)]
    assert bool(shown(gene, "L19F", *known, resists)) is inherited


def test_resistance_of_a_group_to_a_drug_on_its_own_product_is_kept():
    resists = item("EGFR Exon 20 Insertion", "Gefitinib", RESISTANCE)
    assert shown("EGFR", "D770_N771insNPG", resists) == [("gefitinib", "resistance")]


@pytest.mark.parametrize("wider", ["KIT D816", "KIT Kinase Domain Mutation", "KIT Mutation"])
def test_sensitivity_that_the_very_alteration_resists_is_marked_and_comes_after_its_like(wider):
    acts = functional("KIT D816V", "Gain of Function")
    suggestions = advise(
        "KIT",
        "D816V",
        acts,
        item(wider, "Imatinib", level=Level.C),
        item(wider, "Other", level=Level.C),
        item("KIT D816V", "Imatinib", RESISTANCE, tumour_type="Systemic Mastocytosis"),
    ).suggestions
    assert [(one.therapy, one.direction.value, one.is_contradicted) for one in suggestions] == [
        ("imatinib", "resistance", False),
        ("other", "sensitivity", False),
        ("imatinib", "sensitivity", True),
    ]
    [conflict] = suggestions[-1].conflicts
    assert "reports resistance" in conflict
    assert "Systemic Mastocytosis" in conflict


def test_resistance_of_a_group_is_contradicted_in_its_own_tumour_only():
    suggestions = advise(
        "BRAF",
        "V600E",
        item("BRAF V600E", tumour_type="Melanoma"),
        item("BRAF V600", "Vemurafenib", RESISTANCE, tumour_type="Colorectal Cancer"),
    ).suggestions
    assert [one.is_contradicted for one in suggestions] == [False, False]
    suggestions = advise(
        "BRAF",
        "V600E",
        item("BRAF V600E", tumour_type="Melanoma"),
        item("BRAF V600", "Vemurafenib", RESISTANCE, tumour_type="Melanoma"),
    ).suggestions
    assert {one.direction: one.is_contradicted for one in suggestions} == {
        Direction.SENSITIVITY: False,
        Direction.RESISTANCE: True,
    }


def test_evidence_that_agrees_conflicts_with_nothing():
    suggestions = advise("KIT", "D816V", item("KIT D816V"), item("KIT D816")).suggestions
    assert [(one.conflicts, one.is_contradicted) for one in suggestions] == [((), False)]


def test_what_does_not_support_a_claim_is_shown_beside_it_and_is_no_claim_of_the_opposite():
    supports = item("BRAF V600E")
    denies = item("BRAF V600E", supports=False, tumour_type="Colorectal Cancer", key="EID1405")
    [found] = advise("BRAF", "V600E", supports, denies).suggestions
    assert found.direction is Direction.SENSITIVITY
    assert [one.item for one in found.supports] == [supports]
    assert [one.item for one in found.opposing] == [denies]
    [conflict] = found.conflicts
    assert "EID1405 (Colorectal Cancer)" in conflict
    assert "does not support it" in conflict


@pytest.mark.parametrize("significance", ["Sensitivity/Response", RESISTANCE])
def test_a_claim_that_is_only_denied_is_contested_and_suggests_nothing(significance):
    denies = item("BRAF V600E", "Vemurafenib", significance, supports=False)
    advice = advise("BRAF", "V600E", denies)
    assert advice.suggestions == ()
    [contested] = advice.contested
    assert contested.regimen.name == "vemurafenib"
    assert contested.direction is denies.direction
    assert [one.item for one in contested.opposing] == [denies]


def test_what_denies_a_curated_claim_is_shown_beside_a_predicted_one():
    denies = item("BRAF K601E", "Trametinib", supports=False)
    gain = item("BRAF L597R", "Trametinib")
    [found] = advise("BRAF", "K601E", gain, denies, effect_class=7).suggestions
    assert [one.item for one in found.opposing] == [denies]


def test_resistance_that_another_variant_of_the_sample_brings_is_raised():
    [found] = advise(
        "EGFR",
        "L858R",
        item("EGFR L858R", "Gefitinib"),
        item("KRAS G12D", "Gefitinib", RESISTANCE, key="EID2240"),
        others=["KRAS G12D"],
    ).suggestions
    [conflict] = found.conflicts
    assert "KRAS G12D" in conflict
    assert "EID2240" in conflict


def test_a_change_called_neutral_has_no_part_in_its_exon():
    exon = statement("KRAS Exon 2 Mutation", "Cetuximab", RESISTANCE)
    assert advise("KRAS", "E31K", exon).suggestions
    neutral = advise("KRAS", "E31K", exon, effect_class=3)
    assert neutral.suggestions == ()
    assert [one.reason for one in neutral.withheld] == ["E31K is predicted neutral"]


def test_what_the_alteration_itself_resists_is_not_inherited_by_effect():
    resists = statement("EGFR T790M", "Gefitinib", RESISTANCE)
    others = [
        statement("EGFR L858R", "Gefitinib"),
        statement("EGFR L858R", "Gefitinib,Drug", interaction=Interaction.COMBINATION),
        statement("EGFR L858R", "Osimertinib"),
        statement("EGFR L858R", "Cetuximab"),
    ]
    found = advise("EGFR", "T790M", resists, *others, effect_class=7)
    speaks_for = {s.therapy for s in found.suggestions if s.direction is Direction.SENSITIVITY}
    assert speaks_for == {"cetuximab"}
    reasons = {one.therapy: one.reason for one in found.withheld}
    assert reasons["gefitinib"].startswith("the alteration itself resists gefitinib: EID")
    assert reasons["drug + gefitinib"].startswith("the alteration itself resists gefitinib")
    assert "of the same class as osimertinib" in reasons["osimertinib"]


def test_a_drug_that_another_variant_of_the_sample_resists_is_raised_in_every_regimen():
    both = statement("BRAF V600E", "Cetuximab,Vemurafenib", interaction=Interaction.COMBINATION)
    resists = statement("KRAS G12D", "Cetuximab", RESISTANCE)
    [found] = advise("BRAF", "V600E", both, resists, others=["KRAS G12D"]).suggestions
    [conflict] = found.conflicts
    assert "on KRAS G12D, also in this sample, reports resistance to cetuximab" in conflict


def test_a_predicted_loss_is_no_conflict_where_the_residue_is_known_for_gain():
    [found] = advise("BRAF", "V600E", statement("BRAF V600E", "Vemurafenib"),
                     effect_class=4).suggestions  # fmt: skip
    assert found.conflicts == ()
    [found] = advise("BRAF", "G466V", statement("BRAF G466V", "Vemurafenib"),
                     effect_class=4).suggestions  # fmt: skip
    assert found.conflicts == (
        "BRAF G466V is predicted loss of function, and vemurafenib lowers what BRAF does.",
    )


@pytest.mark.parametrize(("level", "overruled"), [("B", True), ("C", True), ("D", False)])
def test_what_was_seen_in_no_patient_overrules_nothing_that_was(level, overruled):
    wider = statement("KIT Exon 11 Mutation", "Imatinib", level=Level.B)
    own = statement("KIT L576P", "Imatinib", RESISTANCE, level=Level(level))
    found = advise("KIT", "L576P", wider, own, effect_class=7)
    [speaks_for] = [s for s in found.suggestions if s.direction is Direction.SENSITIVITY]
    assert speaks_for.is_contradicted is overruled
    assert speaks_for.conflicts
