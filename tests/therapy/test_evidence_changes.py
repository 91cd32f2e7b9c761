"""What changed between two releases: made-up ones of a few statements, and CIViC's own."""

import os
from pathlib import Path

import pytest

from therapy.civic_file import read_civic_file
from therapy.evidence_changes import comparable_profile, compare_evidence
from therapy.evidence_item import (
    Citation,
    Curator,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
NEW = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
OLD = SHARED / "civic" / "civic_ClinicalEvidence_2017-02.tsv"


def item(number=1, **changes):
    """Return a made-up statement, by default on dabrafenib in melanoma with V600E."""
    fields = {
        "key": f"EID{number}",
        "curator": Curator.CIVIC,
        "profile": "BRAF V600E",
        "evidence_type": EvidenceType.PREDICTIVE,
        "supports": True,
        "significance": "Sensitivity/Response",
        "level": Level.B,
        "tumour_type": "Melanoma",
        "doid": "1909",
        "therapies": ("Dabrafenib",),
        "interaction": Interaction.NONE,
        "variant_origin": "Somatic",
        "statement": "",
        "rating": None,
        "reviewed": "",
        "url": "",
        "citation": Citation("PubMed", "1"),
    }
    return EvidenceItem(**{**fields, **changes})


def counted(old, new):
    changes = compare_evidence(old, new)
    return (
        len(changes.appeared),
        len(changes.vanished),
        len(changes.level_changed),
        changes.unchanged,
    )


def test_the_same_release_has_no_changes():
    items = [item(), item(2, level=Level.C), item(3, profile="KRAS G12C")]
    assert counted(items, items) == (0, 0, 0, 2)


def test_a_new_statement_makes_a_suggestion_appear_and_a_lost_one_vanish():
    one, other = item(1), item(2, therapies=("Vemurafenib",))
    changes = compare_evidence([one], [other])
    assert [str(change.claim) for change in changes.appeared] == [
        "BRAF V600E | Vemurafenib | sensitivity | Melanoma"
    ]
    assert [change.claim.statements for change in changes.vanished] == [("EID1",)]
    assert changes.vanished[0].elsewhere == ()
    assert (changes.statements_added, changes.statements_gone, changes.statements_kept) == (1, 1, 0)


def test_the_best_level_of_its_statements_is_a_suggestions_level():
    old = [item(1, level=Level.C), item(2, level=Level.B)]
    new = [*old, item(3, level=Level.A)]
    (change,) = compare_evidence(old, new).level_changed
    assert (change.before.level, change.after.level) == (Level.B, Level.A)
    assert change.after.statements == ("EID1", "EID2", "EID3")
    assert counted(old, [*old, item(4, level=Level.D)]) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    "respelt",
    [
        {"profile": "BRAF p.Val600Glu"},
        {"profile": "braf v600e"},
        {"tumour_type": "Malignant Melanoma"},
        {"doid": "8923"},
        {"therapies": ("DABRAFENIB",)},
        {"therapies": ("Dabrafenib (GSK2118436)",)},
    ],
)
def test_another_spelling_is_no_change(respelt):
    assert counted([item()], [item(**respelt)]) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"profile": "BRAF V600K"},
        {"tumour_type": "Skin Melanoma", "doid": "8923"},
        {"therapies": ("Vemurafenib",)},
        {"significance": "Resistance"},
        {"supports": False},
        {"therapies": ("Dabrafenib", "Trametinib"), "interaction": Interaction.COMBINATION},
    ],
)
def test_a_statement_that_says_otherwise_is_shown_with_what_it_says_now(changed):
    changes = compare_evidence([item()], [item(**changed)])
    (vanished,), (appeared,) = changes.vanished, changes.appeared
    assert vanished.elsewhere == (appeared.claim,)
    assert appeared.elsewhere == (vanished.claim,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ALK G1202R AND v::ALK Fusion", "v::ALK Fusion AND ALK G1202R"),
        ("PIK3CA E542K OR PIK3CA E545K", "PIK3CA E545K OR PIK3CA E542K"),
        ("v::DUX4 Fusion", "DUX4::v Fusion"),
        ("TP53 WILD TYPE", "TP53 Wildtype"),
        ("HER2 Amplification", "ERBB2 AMPLIFICATION"),
        ("TMB High", "TMB HIGH"),
    ],
)
def test_profiles_compare_by_the_alterations_they_name(one, other):
    assert comparable_profile(one) == comparable_profile(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("v::ALK Fusion", "EML4::ALK Fusion"),
        ("EML4::ALK Fusion", "ALK::EML4 Fusion"),
        ("EML4::ALK e6::e20", "EML4::ALK e20::e20"),
        ("EGFR L858R AND EGFR T790M", "EGFR L858R OR EGFR T790M"),
        ("EGFR L858R AND NOT EGFR T790M", "EGFR L858R AND EGFR T790M"),
        ("BRAF V600", "BRAF V600E"),
    ],
)
def test_other_alterations_are_another_profile(one, other):
    assert comparable_profile(one) != comparable_profile(other)


def test_substitutes_are_suggestions_of_their_own_and_a_combination_is_one():
    drugs = ("Erlotinib", "Gefitinib")
    substitutes = item(therapies=drugs, interaction=Interaction.SUBSTITUTES)
    combination = item(therapies=drugs, interaction=Interaction.COMBINATION)
    assert counted([], [substitutes]) == (2, 0, 0, 0)
    assert counted([], [combination]) == (1, 0, 0, 0)


def test_the_order_of_a_combination_does_not_count_and_that_of_a_sequence_does():
    def both(interaction):
        one = item(therapies=("Imatinib", "Nilotinib"), interaction=interaction)
        other = item(therapies=("Nilotinib", "Imatinib"), interaction=interaction)
        return counted([one], [other])

    assert both(Interaction.COMBINATION) == (0, 0, 0, 1)
    assert both(Interaction.SEQUENTIAL) == (1, 1, 0, 0)


def test_drugs_that_an_old_file_only_lists_belong_together_as_the_new_one_says():
    unsaid = item(therapies=("Erlotinib", "Gefitinib"))
    said = item(therapies=("Gefitinib", "Erlotinib"), interaction=Interaction.SUBSTITUTES)
    assert counted([unsaid], [said]) == (0, 0, 0, 2)
    other = item(2, therapies=("Gefitinib", "Erlotinib"), interaction=Interaction.SUBSTITUTES)
    assert counted([unsaid], [other]) == (2, 1, 0, 0)


def test_a_drugs_other_name_is_no_change_where_it_is_known():
    names = {"Rapamycin": "sirolimus"}
    changes = compare_evidence(
        [item(therapies=("Rapamycin",))],
        [item(therapies=("sirolimus",))],
        lambda name: names.get(name, name),
    )
    assert changes.unchanged == 1


def test_statements_of_other_types_make_no_suggestion():
    other = item(evidence_type=EvidenceType.PROGNOSTIC, significance="Poor Outcome")
    warning = item(2, significance="Adverse Response")
    assert counted([], [other, warning]) == (0, 0, 0, 0)


def test_tumour_types_without_a_number_compare_by_name():
    def numbered(name, doid):
        return item(tumour_type=name, doid=doid)

    assert counted([numbered("Solid Tumor", "")], [numbered("Solid tumor", "")]) == (0, 0, 0, 1)
    assert counted([numbered("Solid Tumor", "162")], [numbered("Solid Tumor", "")]) == (0, 0, 0, 1)
    assert counted([numbered("", "")], [numbered("Glioma", "")]) == (1, 1, 0, 0)


def test_supported_suggestions_come_first_and_the_best_level_first():
    items = [
        item(1, supports=False, level=Level.A),
        item(2, profile="KRAS G12C", level=Level.D),
        item(3, profile="KRAS G12D", level=Level.A),
    ]
    appeared = compare_evidence([], items).appeared
    assert [change.claim.statements for change in appeared] == [("EID3",), ("EID2",), ("EID1",)]


@pytest.mark.slow
@pytest.mark.skipif(not OLD.exists(), reason="needs CIViC's files in ../shared/data")
def test_nine_years_of_civic_change_much_and_lose_little():
    old, new = read_civic_file(OLD).items, read_civic_file(NEW).items
    changes = compare_evidence(old, new)
    raised = {
        (change.claim.profile, change.claim.therapies): (change.before.level, change.after.level)
        for change in changes.level_changed
    }
    assert raised["EGFR L858R", ("Erlotinib",)] == (Level.B, Level.A)
    assert len(changes.appeared) > 1000
    withdrawn = [change for change in changes.vanished if not change.elsewhere]
    assert len(withdrawn) <= changes.statements_gone
    assert counted(old, old)[:3] == counted(new, new)[:3] == (0, 0, 0)
