"""Therapies of a held-out variant: its own evidence is gone, its neighbours' is there."""

from itertools import count

import pytest

from experiments.therapy_holdout import (
    Unit,
    held_out_variants,
    known_variants,
    rank_held_out,
    rank_in_time,
    without,
)
from therapy.drugs import Drugs
from therapy.effects import read_prediction
from therapy.evidence_item import (
    Citation,
    Curator,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)
from therapy.molecular_profile import parse_alteration
from therapy.tumour_types import TumourTypes

NUMBERS = count(1)
NO_DRUGS = Drugs([])
NO_TUMOURS = TumourTypes([])
GAIN = read_prediction([0, 0.1, 0, 0, 0, 0, 0.9, 0, 0])


def item(profile, *therapies, level="A", significance="Sensitivity/Response", supports=True,
         interaction=Interaction.NONE):  # fmt: skip
    number = next(NUMBERS)
    return EvidenceItem(
        f"EID{number}", Curator.CIVIC, profile, EvidenceType.PREDICTIVE, supports, significance,
        Level(level), "melanoma", "1909", therapies, interaction, "Somatic", "", 3, "2020-01-01",
        "", Citation("PubMed", str(number)),
    )  # fmt: skip


def nothing(gene, variation):
    return None


def gain(gene, variation):
    return GAIN


BASE = [
    item("BRAF G466V", "vemurafenib"),
    item("BRAF G466V", "dabrafenib", "trametinib", interaction=Interaction.COMBINATION),
    item("BRAF G466E", "dabrafenib"),
    item("BRAF G466E", "trametinib", level="C"),
    item("BRAF G466", "cobimetinib", level="B"),
    item("BRAF G466V", "cetuximab", significance="Resistance"),
    item("BRAF G466V OR BRAF G466E", "encorafenib"),
    item("BRAF Mutation", "belvarafenib"),
    item("BRAF Expression", "sorafenib"),
    item("KRAS G12C", "sotorasib", supports=False),
]


def test_variants_with_strong_sensitivity_of_their_own_are_held_out():
    found = {str(t.alteration): set(t.therapies) for t in held_out_variants(BASE, NO_DRUGS)}
    assert found == {
        "BRAF G466V": {"vemurafenib", "dabrafenib", "trametinib"},
        "BRAF G466E": {"dabrafenib"},
        "BRAF G466": {"cobimetinib"},
    }


def test_a_combination_counts_whole_where_regimens_are_compared():
    [target] = [
        t for t in held_out_variants(BASE, NO_DRUGS, Unit.REGIMEN) if t.variation == "G466V"
    ]
    assert target.therapies == {"vemurafenib", "dabrafenib + trametinib"}


def test_every_statement_that_names_the_variant_is_taken_away():
    left = without(BASE, parse_alteration("BRAF p.Gly466Val"))
    assert {one.profile for one in left} == {
        "BRAF G466E", "BRAF G466", "BRAF Mutation", "BRAF Expression", "KRAS G12C",
    }  # fmt: skip


def test_the_therapies_of_a_held_out_variant_are_found_through_its_codon():
    targets = [t for t in held_out_variants(BASE, NO_DRUGS) if t.variation == "G466V"]
    [ranked] = rank_held_out(BASE, targets, NO_DRUGS, NO_TUMOURS, nothing)
    assert ranked.basis == "same_codon"
    assert set(ranked.ours) == {"cobimetinib", "dabrafenib", "trametinib"}
    assert "vemurafenib" not in ranked.ours
    assert set(ranked.gene_baseline) == {"cobimetinib", "dabrafenib", "belvarafenib", "sorafenib"}
    assert ranked.held_by_others == set(ranked.gene_baseline)


def test_a_predicted_effect_finds_more_neighbours():
    base = [item("EGFR L833V", "gefitinib"), item("EGFR R776H", "afatinib")]
    targets = [t for t in held_out_variants(base, NO_DRUGS) if t.variation == "L833V"]
    [blind] = rank_held_out(base, targets, NO_DRUGS, NO_TUMOURS, nothing)
    [seeing] = rank_held_out(base, targets, NO_DRUGS, NO_TUMOURS, gain)
    assert blind.ours == ()
    assert seeing.ours == ("afatinib",)
    assert seeing.basis == "predicted_effect"


def test_in_time_the_variants_own_old_evidence_speaks_too():
    before = [item("BRAF G466V", "vemurafenib")]
    after = [item("BRAF G466V", "vemurafenib"), item("BRAF G466V", "dabrafenib")]
    targets = known_variants(before, after, NO_DRUGS)
    [ranked] = rank_in_time(before, targets, NO_DRUGS, NO_TUMOURS, nothing)
    assert ranked.variant.therapies == {"vemurafenib", "dabrafenib"}
    assert ranked.ours == ("vemurafenib",)


def test_in_time_only_what_is_new_can_be_asked_for():
    before = [item("BRAF G466V", "vemurafenib"), item("BRAF G466E", "dabrafenib")]
    after = [item("BRAF G466V", "vemurafenib"), item("BRAF G466V", "dabrafenib")]
    targets = known_variants(before, after, NO_DRUGS, only_new=True)
    [ranked] = rank_in_time(before, targets, NO_DRUGS, NO_TUMOURS, nothing, only_new=True)
    assert ranked.variant.therapies == {"dabrafenib"}
    assert ranked.ours == ("dabrafenib",)
    assert "vemurafenib" not in ranked.gene_baseline


def test_a_variant_that_was_not_known_is_not_asked_for():
    before = [item("BRAF G466E", "dabrafenib")]
    after = [item("BRAF G466V", "vemurafenib")]
    assert known_variants(before, after, NO_DRUGS) == ()


@pytest.mark.parametrize("unit", list(Unit))
def test_the_ranking_is_the_same_whatever_the_order_of_the_items(unit):
    targets = held_out_variants(BASE, NO_DRUGS, unit)
    first = rank_held_out(BASE, targets, NO_DRUGS, NO_TUMOURS, gain, unit)
    assert first == rank_held_out(BASE[::-1], targets, NO_DRUGS, NO_TUMOURS, gain, unit)
