"""Which curated alterations bear on a variant: the ladder, effects that fit, whole profiles."""

import pytest
from evidence_items import advise, bases, functional, item, predicted
from hypothesis import given
from hypothesis import strategies as st

from therapy.basis import Basis, Origin
from therapy.evidence_item import Level
from therapy.matching import spelled_alike
from therapy.tiers import Tier

SAME, EQUIVALENT = Basis.SAME_ALTERATION.value, Basis.EQUIVALENT.value
CODON, PLACE, TYPE = Basis.SAME_CODON.value, Basis.EXON_OR_DOMAIN.value, Basis.ALTERATION_TYPE.value
MUTATION, BY_CURATED = Basis.GENE_MUTATION.value, Basis.CURATED_EFFECT.value
BY_PREDICTED = Basis.PREDICTED_EFFECT.value
GAIN, LOSS = "Gain of Function", "Loss of Function"
SWITCH, NEUTRAL = "Neomorphic", "Unaltered Function"


def required(gene, variation, *items, **asked):
    return [found.requires for found in advise(gene, variation, *items, **asked).suggestions]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("V600E", SAME),
        ("v600e", SAME),
        (" V600E ", SAME),
        ("p.Val600Glu", EQUIVALENT),
        ("V600E (c.1799T>A)", EQUIVALENT),
        ("V600K", CODON),
    ],
)
def test_the_same_alteration_in_another_spelling_is_an_equivalent_one(asked, expected):
    assert bases("BRAF", asked, item("BRAF V600E")) == [expected]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Exon 19 Deletion", "exon 19-deletion", True),
        ("Exon 19 Deletion", "Ex19 del", False),
        ("AR-V7", "ar v7", True),
    ],
)
def test_capitals_spaces_and_hyphens_make_no_other_spelling(one, other, alike):
    assert spelled_alike(one, other) is alike


def test_the_rungs_of_the_ladder_follow_each_other_where_all_else_is_equal():
    rungs = [
        ("KIT p.Trp557Arg", EQUIVALENT),
        ("KIT W557", CODON),
        ("KIT Exon 11 Mutation", PLACE),
        ("KIT Gain-of-function", TYPE),
        ("KIT Mutation", MUTATION),
        ("KIT D816V", BY_CURATED),
    ]
    items = [item(profile, f"drug {n}", level=Level.C) for n, (profile, _) in enumerate(rungs)]
    acts = functional("KIT W557R", GAIN)
    assert bases("KIT", "W557R", acts, *reversed(items)) == [basis for _, basis in rungs]
    assert bases("KIT", "W557R", *items, effect_class=7)[-3:] == [BY_PREDICTED] * 3


def test_of_several_ways_to_a_statement_the_closest_counts():
    profile = "KIT D816V OR KIT Exon 11 Mutation OR KIT V559D"
    assert bases("KIT", "V559D", item(profile), effect_class=7) == [SAME]


@pytest.mark.parametrize(
    ("gene", "variation", "function", "holds"),
    [
        ("PIK3CA", "N345K", GAIN, True),
        ("PIK3CA", "N345K", SWITCH, True),
        ("PIK3CA", "N345K", LOSS, False),
        ("PIK3CA", "N345K", NEUTRAL, False),
        ("PIK3CA", "N345K", None, False),
        ("PIK3CA", "Exon 10 mutation", GAIN, True),
        ("PIK3CA", "H1047=", GAIN, False),
        ("PIK3CA", "Amplification", GAIN, False),
        ("PIK3CA", "Wild type", GAIN, False),
        ("PIK3CA", "A-PIK3CA Fusion", GAIN, False),
        ("TERT", "Promoter Mutations", GAIN, False),
        ("KIT", "W557_K558del", GAIN, True),
        ("FLT3", "ITD", GAIN, True),
        ("TP53", "R175H", LOSS, True),
        ("TP53", "R175H", "Dominant Negative", True),
        ("TP53", "R175H", GAIN, False),
        ("TP53", "R175H", None, False),
        ("TP53", "Deletion", None, False),
        ("GAPDH", "R13W", GAIN, False),
    ],
)
def test_any_mutation_of_a_gene_is_meant_only_where_the_effect_fits_its_role(
    gene, variation, function, holds
):
    known = [functional(f"{gene} {variation}", function)] if function else []
    found = bases(gene, variation, *known, item(f"{gene} Mutation"))
    assert found == ([MUTATION] if holds else [])


@pytest.mark.parametrize("variation", ["W372*", "K700fs", "*393W", "X125_splice", "Frameshift"])
def test_a_change_that_loses_the_protein_is_a_mutation_of_a_tumour_suppressor_only(variation):
    expected = [] if variation == "*393W" else [MUTATION]
    for gene in ("TP53", "ATM", "NF1", "PTCH1"):
        assert bases(gene, variation, item(f"{gene} Mutation")) == expected
    for gene in ("PIK3CA", "KIT", "POLE"):
        assert bases(gene, variation, item(f"{gene} Mutation")) == []


def test_any_mutation_that_fits_by_a_predicted_effect_only_is_a_predicted_basis():
    [found] = advise("EGFR", "R108K", item("EGFR Mutation"), effect_class=7).suggestions
    assert (found.basis.value, found.origin) == (BY_PREDICTED, Origin.PREDICTED)
    assert found.standing.tier is Tier.III
    assert found.probability == predicted(7).probability
    assert bases("EGFR", "R108K", item("EGFR Mutation"), effect_class=4) == []


def test_any_mutation_itself_is_answered_with_what_is_said_of_any_mutation():
    assert bases("PIK3CA", "Mutations", item("PIK3CA Mutation")) == [EQUIVALENT]


@pytest.mark.parametrize(
    ("variation", "expected"),
    [("P286R", PLACE), ("V411L", PLACE), ("Q453R", PLACE), ("R1371*", None), ("S1644L", None)],
)
@pytest.mark.parametrize("effect_class", [None, 4, 7])
def test_of_pole_only_its_exonuclease_domain_counts_whatever_the_effect(
    variation, expected, effect_class
):
    found = bases("POLE", variation, item("POLE Mutation"), effect_class=effect_class)
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize("of_curated", [GAIN, LOSS, SWITCH, NEUTRAL])
@pytest.mark.parametrize("effect_class", range(1, 10))
def test_an_effect_inherits_from_its_own_group_only_and_neutral_and_class_6_nothing(
    of_curated, effect_class
):
    inherits = {GAIN: (2, 7), LOSS: (1, 4), SWITCH: (8, 9), NEUTRAL: ()}[of_curated]
    known = functional("MTOR C1483Y", of_curated)
    found = bases("MTOR", "L1460P", known, item("MTOR C1483Y"), effect_class=effect_class)
    assert found == ([BY_PREDICTED] if effect_class in inherits else [])


@pytest.mark.parametrize("other", [GAIN, LOSS, SWITCH, NEUTRAL])
@pytest.mark.parametrize("own", [GAIN, LOSS, SWITCH, NEUTRAL])
def test_groups_of_curated_effects_never_mix(own, other):
    statements = [functional("MTOR L1460P", own), functional("MTOR C1483Y", other)]
    found = bases("MTOR", "L1460P", *statements, item("MTOR C1483Y"))
    assert found == ([BY_CURATED] if own == other != NEUTRAL else [])


@pytest.mark.parametrize(
    ("category", "effect_class", "expected"),
    [
        ("Gain-of-function", 7, [BY_PREDICTED]),
        ("Activating Mutation", 2, [BY_PREDICTED]),
        ("Loss-of-function", 7, []),
        ("Gain-of-function", 9, []),
        ("Gain-of-function", 6, []),
        ("Gain-of-function", None, []),
    ],
)
def test_a_category_of_effects_holds_a_variant_predicted_to_have_it(
    category, effect_class, expected
):
    assert bases("MTOR", "L1460P", item(f"MTOR {category}"), effect_class=effect_class) == expected


def test_a_category_of_effects_holds_a_variant_curated_to_have_it_as_its_type():
    known = functional("MTOR L1460P", GAIN)
    assert bases("MTOR", "L1460P", known, item("MTOR Gain-of-function")) == [TYPE]
    assert bases("BRCA1", "M1V", item("BRCA1 Loss-of-function")) == [TYPE]


def test_a_residue_that_switches_the_function_passes_nothing_to_a_gain():
    known = item("IDH1 R132C")
    assert bases("IDH1", "R100Q", known, effect_class=9) == [BY_PREDICTED]
    assert bases("IDH1", "R100Q", known, effect_class=7) == []
    assert bases("IDH1", "R132H", item("IDH1 R100Q"), effect_class=7) == []


def test_a_predicted_statement_is_tier_three_and_says_how_probable_the_effect_is():
    [found] = advise(
        "MTOR", "L1460P", item("MTOR C1483Y", level=Level.A), effect_class=7
    ).suggestions
    assert found.origin is Origin.PREDICTED
    assert str(found.standing) == "III"
    assert found.probability == predicted(7).probability > 0.9


def test_nothing_is_inherited_without_an_effect():
    assert bases("MTOR", "L1460P", item("MTOR C1483Y"), item("MTOR Gain-of-function")) == []


@pytest.mark.parametrize(
    ("variation", "effect_class"),
    [
        ("L1460=", 7),
        ("Overexpression", 7),
        ("Underexpression", 4),
        ("Copy number gain", 7),
        ("Wild type", 7),
        ("Promoter Hypermethylation", 4),
        ("c.7515+5G>A", 4),
        ("Deletion", 7),
        ("Deletion", 9),
        ("Amplification", 4),
    ],
)
def test_no_effect_is_believed_of_what_cannot_have_it(variation, effect_class):
    curated = [item("MTOR Gain-of-function"), item("MTOR Loss-of-function", "Other")]
    found = bases("MTOR", variation, *curated, effect_class=effect_class)
    assert BY_PREDICTED not in found


@pytest.mark.parametrize("variation", ["K3326*", "p.Lys3326Ter"])
def test_the_benign_last_stop_of_brca2_inherits_nothing_and_keeps_its_own(variation):
    curated = [item("BRCA2 Loss-of-function"), item("BRCA2 Mutation"), item("BRCA2 W31*")]
    assert bases("BRCA2", variation, *curated, effect_class=4) == []
    assert bases("BRCA2", variation, item("BRCA2 K3326*")) in ([SAME], [EQUIVALENT])
    assert bases("BRCA2", "K3325*", *curated) == [TYPE]


@pytest.mark.parametrize(
    ("gene", "variation", "profile", "expected"),
    [
        ("ALK", "EML4-ALK Fusion", "EML4::ALK Fusion", [EQUIVALENT]),
        ("EML4", "EML4::ALK Fusion", "EML4::ALK Fusion", [SAME]),
        ("EML4", "EML4::ALK Fusion", "v::ALK Fusion", [TYPE]),
        ("EML4", "V600E", "EML4::ALK Fusion", []),
        ("ALK", "BCR-ABL1 Fusion", "v::ALK Fusion", []),
        ("ALK", "BCR-ABL1 Fusion", "v::ABL1 Fusion", [TYPE]),
        ("ABL", "BCR-ABL Fusion", "ABL1 Fusion", [TYPE]),
        ("MLL", "MLL fusion", "KMT2A Fusion", [EQUIVALENT]),
    ],
)
def test_a_fusion_is_found_under_each_of_its_partners_and_no_other_gene(
    gene, variation, profile, expected
):
    assert bases(gene, variation, item(profile)) == expected


def test_a_fusion_of_two_driving_genes_meets_what_is_said_of_either():
    found = bases("RET", "NTRK1::RET", item("RET Fusion", "a"), item("NTRK1 Fusion", "b"))
    assert found == [TYPE, TYPE]


def test_an_effect_of_a_fusion_is_that_of_the_gene_asked_for():
    known = item("ROS1 G2032R")
    assert bases("ALK", "ROS1-ALK Fusion", known, effect_class=7) == []
    assert bases("ROS1", "ROS1-ALK Fusion", known, effect_class=7) == [BY_PREDICTED]


@pytest.mark.parametrize(
    ("earlier", "approved"), [("her2", "ERBB2"), ("H3F3A", "H3-3A"), ("MLL", "KMT2A")]
)
def test_evidence_is_found_under_an_earlier_symbol_of_its_gene(earlier, approved):
    assert bases(earlier, "K28M", item(f"{approved} K28M")) == [SAME]
    assert bases("RAF1", "V600E", item("BRAF V600E")) == []


def test_a_part_of_a_profile_is_asked_for_with_the_other_parts_required():
    both = item("EGFR L858R AND EGFR T790M")
    assert required("EGFR", "T790M", both) == [("EGFR L858R",)]
    assert required("EGFR", "L858R", both) == [("EGFR T790M",)]


@pytest.mark.parametrize("asked", ["G719S", "L858R", "R108K", "T790K"])
def test_a_sibling_of_one_part_is_no_part_of_a_profile(asked):
    both = item("EGFR L858R AND EGFR T790M")
    found = required("EGFR", asked, both, effect_class=7)
    assert found == ([("EGFR T790M",)] if asked == "L858R" else [])


def test_a_variant_inherits_within_its_fusion():
    resists = item("BCR::ABL1 Fusion AND ABL1 T315I", "Ponatinib")
    assert required("ABL1", "F317L", resists, effect_class=7) == [("BCR::ABL1 Fusion",)]


def test_a_variant_within_its_fusion_is_asked_for_by_itself():
    [found] = advise("ABL1", "T315I", item("BCR::ABL1 Fusion AND ABL1 T315I")).suggestions
    assert (found.requires, found.in_context) == (("BCR::ABL1 Fusion",), True)
    for profile in ("ABL1 T315I AND NOT BCR::ABL1 Fusion", "ABL1 T315I AND NUP214::v Fusion"):
        [found] = advise("ABL1", "T315I", item(profile)).suggestions
        assert found.in_context is False


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["EGFR L858R"], [()]),
        (["EGFR p.Leu858Arg", "TP53 R175H"], [()]),
        (["TP53 R175H"], []),
        ([], []),
        (None, [("EGFR L858R",)]),
    ],
)
def test_a_sample_fits_a_profile_only_with_all_its_parts(others, expected):
    both = item("EGFR L858R AND EGFR T790M")
    assert required("EGFR", "T790M", both, others=others) == expected


@pytest.mark.parametrize(
    ("other", "fits"),
    [("EGFR E746_A750del", True), ("EGFR L747P", False), ("ERBB4 E746_A750del", False)],
)
def test_a_part_that_is_a_group_is_met_by_a_member(other, fits):
    both = item("EGFR Exon 19 Deletion AND EGFR T790M")
    assert required("EGFR", "T790M", both, others=[other]) == ([()] if fits else [])


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (None, [("NOT KRAS G12D",)]),
        ([], [()]),
        (["KRAS G12V"], [()]),
        (["KRAS G12D"], []),
        (["KRAS p.Gly12Asp"], []),
    ],
)
def test_a_part_that_must_be_absent_drops_the_profile_where_it_is_there(others, expected):
    profile = item("MET Amplification AND NOT KRAS G12D")
    assert required("MET", "Amplification", profile, others=others) == expected


def test_a_profile_that_forbids_the_variant_itself_does_not_hold():
    forbids = item("KRAS G12 AND NOT KRAS G12C")
    assert required("KRAS", "G12C", forbids) == []
    assert required("KRAS", "G12D", forbids) == [("NOT KRAS G12C",)]


def test_any_mutation_that_is_required_is_met_by_one_that_does_not_act_otherwise():
    both = item("BRAF V600E AND TP53 Mutation")
    assert required("BRAF", "V600E", both, others=["TP53 R175H"]) == [()]
    assert required("BRAF", "V600E", both, others=["TP53 R175="]) == []
    tolerated = functional("TP53 R175H", NEUTRAL)
    assert required("BRAF", "V600E", both, tolerated, others=["TP53 R175H"]) == []


def test_each_alternative_of_a_profile_is_found():
    either = item("PIK3CA E542K OR PIK3CA E545K")
    assert required("PIK3CA", "E542K", either) == required("PIK3CA", "E545K", either) == [()]
    assert required("PIK3CA", "N345K", either) == []


def test_statements_whose_profile_is_not_read_suggest_nothing_and_are_kept_aside():
    unread = item("TMB Unheard")
    assert bases("TMB", "Unheard", unread) == []


HARD_TEXT = st.one_of(
    st.text(),
    st.from_regex(r"(?i)(p\.)?\(?[A-Z*]{0,3}[0-9]{0,9}_?[A-Z]?[0-9]*(del|ins|dup|fs|\*|=)?[A-Z]*"),
    st.from_regex(r"(?i)[A-Z0-9]*(-|::|/|\?)?[A-Z0-9]* ?fusions?"),
)
GROUPS = """
L858R|G719|Mutation|Fusion|Loss-of-function|Gain-of-function|Exon 19 deletion|Exon 20 insertion
|Amplification|Kinase domain mutation
""".replace("\n", "").split("|")
EVIDENCE = [item(f"EGFR {group}", f"drug {number}") for number, group in enumerate(GROUPS)]


@given(gene=st.just("EGFR") | st.text(), variation=HARD_TEXT, disease=st.none() | st.text())
def test_no_text_is_refused_and_none_is_inherited_without_an_effect(gene, variation, disease):
    advice = advise(gene, variation, *EVIDENCE, disease=disease)
    assert (advice.gene, advice.variation) == (gene, variation)
    assert all(found.origin is Origin.CURATED for found in advice.suggestions)


@given(variation=HARD_TEXT, effect_class=st.integers(1, 9))
def test_whatever_is_predicted_stands_behind_what_is_curated(variation, effect_class):
    found = advise("EGFR", variation, *EVIDENCE, effect_class=effect_class).suggestions
    origins = [suggestion.origin is Origin.PREDICTED for suggestion in found]
    assert origins == sorted(origins)
    assert all(one.standing.tier >= Tier.III for one in found if one.origin is Origin.PREDICTED)


@pytest.mark.parametrize(
    ("gene", "asked", "curated"),
    [
        ("BRCA1", "W1815X", "W1815*"),
        ("PTEN", "p.(Arg130X)", "R130*"),
        ("EGFR", "G719X", "G719"),
        ("H3F3A", "K27M", "K28M"),
        ("EZH2", "Y641F", "Y646F"),
        ("H3-3A", "K28M", "K27M"),
    ],
)
def test_old_spellings_and_numbers_mean_the_same_alteration(gene, asked, curated):
    assert bases(gene, asked, item(f"{gene} {curated}")) == ["equivalent"]


def test_a_break_in_an_intron_is_not_any_fusion():
    assert bases("BRAF", "KIAA1549-BRAF Fusion", item("BRAF intron 10 rearrangement")) == []
