import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapy.evidence import Direction, EvidenceItem, Level
from therapy.matching import Basis, matches_disease, suggest_therapies
from therapy.predicted_function import ProbabilityError

EXACT, GROUP = Basis.CURATED_EXACT, Basis.CURATED_GROUP
GENE, PREDICTED = Basis.CURATED_GENE, Basis.PREDICTED_EFFECT
SENSITIVITY, RESISTANCE = Direction.SENSITIVITY, Direction.RESISTANCE
GAIN = (0.02, 0.3, 0.02, 0.02, 0.02, 0.1, 0.5, 0.01, 0.01)
LOSS = (0.3, 0.02, 0.02, 0.5, 0.02, 0.1, 0.02, 0.01, 0.01)


def item(
    gene,
    alteration,
    therapy="Drug",
    direction=SENSITIVITY,
    *,
    level=Level.B,
    tumour_type="Melanoma",
    source="CIViC EID1",
    pmid="1",
):
    return EvidenceItem(gene, alteration, tumour_type, therapy, direction, level, source, pmid)


def bases(gene, variation, *evidence, **options):
    return [found.basis for found in suggest_therapies(gene, variation, evidence, **options)]


@pytest.mark.parametrize(
    ("gene", "alteration", "variation", "expected"),
    [
        ("BRAF", "V600E", "V600E", EXACT),
        ("BRAF", "V600E", "p.V600E", EXACT),
        ("BRAF", "V600E", "v600e", EXACT),
        ("BRAF", "V600E", "p.Val600Glu", EXACT),
        ("BRAF", "V600E", "P.(VAL600GLU)", EXACT),
        ("BRAF", "V600E", " V600E ", EXACT),
        ("BRAF", "V600E", "V600K", None),
        ("BRAF", "V600E", "V600", None),
        ("BRAF", "V600", "V600", EXACT),
        ("BRAF", "V600", "V600K", GROUP),
        ("BRAF", "V600", "G600K", None),
        ("BRAF", "V600", "V60K", None),
        ("BRAF", "V600", "V600*", None),
        ("BRAF", "V600", "V600=", None),
        ("BRAF", "V600", "V600_K601delinsE", None),
        ("KRAS", "G12", "G12C", GROUP),
        ("KRAS", "G12C", "G12D", None),
        ("KRAS", "G12", "G13D", None),
        ("KRAS", "G12", "G120D", None),
        ("EGFR", "E746_A750del", "p.Glu746_Ala750del", EXACT),
        ("EGFR", "E746_A750del", "E746_A750delELREA", EXACT),
        ("EGFR", "Exon 19 deletion", "exon 19 deletions", EXACT),
        ("EGFR", "Exon 19 deletion", "Ex19 del", EXACT),
        ("EGFR", "Exon 19 deletion", "E746_A750del", GROUP),
        ("EGFR", "Exon 19 deletion", "L747_P753delinsS", GROUP),
        ("EGFR", "Exon 19 deletion", "p.Leu747_Ala750delinsPro", GROUP),
        ("EGFR", "Exon 19 deletion", "746_750del", GROUP),
        ("EGFR", "Exon 19 deletion", "N842del", None),
        ("EGFR", "Exon 19 deletion", "A750_D770del", GROUP),
        ("EGFR", "Exon 19 deletion", "E746fs", None),
        ("EGFR", "Exon 19 deletion", "L747P", None),
        ("EGFR", "Exon 19 deletion", "Exon 20 insertion", None),
        ("EGFR", "Exon 19 deletion", "I740_K745dup", None),
        ("ERBB4", "Exon 19 deletion", "E746_A750del", None),
        ("EGFR", "Exon 20 insertion", "D770_N771insNPG", GROUP),
        ("EGFR", "Exon 20 insertion", "H773dup", GROUP),
        ("EGFR", "Exon 20 insertion", "N771delinsGY", GROUP),
        ("EGFR", "Exon 20 insertion", "A767_V769del", None),
        ("EGFR", "Exon 20 insertion", "T790M", None),
        ("ERBB2", "Exon 20 insertion", "Y772_A775dup", GROUP),
        ("ERBB2", "Exon 20 insertion", "p.Gly776delinsValCys", GROUP),
        ("ERBB2", "Exon 20 insertion", "V777L", None),
        ("KIT", "Exon 11 mutation", "Exon 11 mutations", EXACT),
        ("KIT", "Exon 11 mutation", "V559D", GROUP),
        ("KIT", "Exon 11 mutation", "W557_K558del", GROUP),
        ("KIT", "Exon 11 mutation", "W557*", None),
        ("KIT", "Exon 11 mutation", "D816V", None),
        ("KIT", "Exon 9 mutation", "A502_Y503dup", GROUP),
        ("KIT", "Exon 10 mutation", "M541L", None),
        ("PDGFRA", "Exon 18 mutation", "D842V", GROUP),
        ("MET", "Exon 14 skipping", "Exon 14 Skipping Mutation", EXACT),
        ("MET", "Exon 14 skipping", "D1010N", None),
        ("ALK", "Fusion", "Fusions", EXACT),
        ("ALK", "Fusion", "ALK fusion", EXACT),
        ("ALK", "Fusion", "EML4-ALK Fusion", GROUP),
        ("ALK", "Fusion", "EML4::ALK", GROUP),
        ("ALK", "Fusion", "ALK/EML4 fusion", GROUP),
        ("ALK", "Fusion", "No fusion", None),
        ("ALK", "Fusion", "no EML4::ALK fusion", None),
        ("ALK", "Fusion", "Amplification", None),
        ("FGFR2", "Fusion", "FGFR2?PPHLN1 Fusion", GROUP),
        ("ALK", "EML4::ALK Fusion", "EML4-ALK Fusion", EXACT),
        ("ALK", "EML4::ALK Fusion", "alk-eml4 fusion", EXACT),
        ("ALK", "EML4::ALK Fusion", "EML4::ALK", EXACT),
        ("ALK", "EML4::ALK Fusion", "Fusions", None),
        ("ALK", "EML4::ALK Fusion", "KIF5B-ALK Fusion", None),
        ("PIK3CA", "Mutation", "Mutations", EXACT),
        ("PIK3CA", "Mutation", "H1047R", GENE),
        ("PIK3CA", "Mutation", "H1047", GENE),
        ("PIK3CA", "Mutation", "Exon 9 mutations", GENE),
        ("ATM", "Mutation", "Q1756fs", GENE),
        ("ATM", "Mutation", "W372*", GENE),
        ("ATM", "Mutation", "Truncating Mutations", GENE),
        ("ATM", "Mutation", "X1495_splice", GENE),
        ("KIT", "Mutation", "W557_K558del", GENE),
        ("EGFR", "Mutation", "Exon 19 deletion", GENE),
        ("FLT3", "Mutation", "ITD", GENE),
        ("PIK3CA", "Mutation", "H1047=", None),
        ("PIK3CA", "Mutation", "p.His1047His", None),
        ("PIK3CA", "Mutation", "Amplification", None),
        ("PIK3CA", "Mutation", "Deletion", None),
        ("PIK3CA", "Mutation", "Wild type", None),
        ("PIK3CA", "Mutation", "A-B Fusion", None),
        ("TERT", "Mutation", "Promoter Mutations", None),
        ("BRCA2", "Loss-of-function", "loss of function", EXACT),
        ("BRCA2", "Loss-of-function", "Truncating Mutations", GROUP),
        ("BRCA2", "Loss-of-function", "p.Trp2Ter", GROUP),
        ("BRCA2", "Loss-of-function", "K700fs", GROUP),
        ("BRCA2", "Loss-of-function", "p.Asn1333GlyfsTer12", GROUP),
        ("BRCA2", "Loss-of-function", "stop_gained", GROUP),
        ("BRCA2", "Loss-of-function", "D2723H", None),
        ("NOTCH1", "Loss-of-function", "Truncating Mutations in the PEST Domain", None),
        ("KRAS", "Gain-of-function", "Truncating Mutations", None),
        ("KRAS", "Gain-of-function", "G12D", None),
        ("KRAS", "Wild type", "Wildtype", EXACT),
        ("KRAS", "Wild type", "wild-type", EXACT),
        ("KRAS", "Wild type", "G12D", None),
        ("KRAS", "Wild type", "G12=", None),
        ("ERBB2", "Amplification", "amplifications", EXACT),
        ("ERBB2", "Amplification", "Overexpression", None),
        ("CDKN2A", "Deletion", "Deletion", EXACT),
        ("CDKN2A", "Deletion", "E19del", None),
        ("FLT3", "Internal tandem duplication", "FLT3 internal tandem duplications", EXACT),
        ("FLT3", "Internal tandem duplication", "FLT3-ITD", EXACT),
        ("AR", "AR-V7", "ar v7", EXACT),
    ],
)
def test_evidence_matches_the_alteration_itself_or_a_member_of_its_group(
    gene, alteration, variation, expected
):
    assert bases(gene, variation, item(gene, alteration)) == ([expected] if expected else [])


def test_gene_symbols_compare_without_case():
    assert bases(" braf", "V600E", item("BRAF", "V600E")) == [EXACT]
    assert bases("RAF1", "V600E", item("BRAF", "V600E")) == []


def test_evidence_that_names_both_fusion_partners_is_found_under_either_gene():
    named = item("ALK", "EML4::ALK Fusion")
    assert bases("EML4", "EML4-ALK Fusion", named) == [EXACT]
    assert bases("EML4", "EML4-ALK Fusion", item("ALK", "Fusion")) == []
    assert bases("EML4", "V600E", named) == []


def test_evidence_from_another_tumour_is_shown_as_such():
    melanoma = item("BRAF", "V600E", "Vemurafenib", tumour_type="Melanoma")
    [shown] = suggest_therapies("BRAF", "V600E", [melanoma], disease="Colorectal Cancer")
    assert shown.disease_match is False
    assert shown.statement == (
        "Curated evidence (level B) for BRAF V600E reports sensitivity and speaks for "
        "Vemurafenib in Melanoma (not the disease asked for, by name)."
    )


@pytest.mark.parametrize("disease", [None, "", "  "])
def test_no_disease_asked_leaves_the_match_open(disease):
    [shown] = suggest_therapies("BRAF", "V600E", [item("BRAF", "V600E")], disease=disease)
    assert shown.disease_match is None
    assert "disease" not in shown.statement


@pytest.mark.parametrize(
    ("tumour_type", "disease", "expected"),
    [
        ("Melanoma", "melanoma", True),
        ("Skin Melanoma", "melanoma", True),
        ("Melanoma", "Uveal  Melanoma", True),
        ("Cancer", "Glioblastoma", True),
        ("Breast Cancer", "cancer", True),
        ("Breast Cancer", "Her2-receptor Positive Breast Cancer", True),
        ("Breast Cancer", "Colorectal Cancer", False),
        ("Lung Cancer", "Lung Non-small Cell Carcinoma", False),
        ("Sarcoma", "Carcinosarcoma", False),
        ("Small Cell Carcinoma", "Lung Non-small Cell Carcinoma", False),
        ("Non-small cell lung cancer", "small cell lung cancer", False),
        ("Non Small Cell Lung Cancer", "small cell lung cancer", False),
        ("Hodgkin Lymphoma", "Non-Hodgkin lymphoma", False),
        ("Melanoma", "()", False),
    ],
)
def test_diseases_match_by_name_in_whole_words(tumour_type, disease, expected):
    assert matches_disease(tumour_type, disease) is expected


def test_a_resistance_item_is_kept_and_speaks_against_the_drug():
    t790m = item("EGFR", "T790M", "Gefitinib", RESISTANCE, tumour_type="Lung Adenocarcinoma")
    [against] = suggest_therapies("EGFR", "T790M", [t790m])
    assert against.direction is RESISTANCE
    assert against.statement == (
        "Curated evidence (level B) for EGFR T790M reports resistance and speaks against "
        "Gefitinib in Lung Adenocarcinoma."
    )


def test_a_group_statement_names_the_group():
    label = item("KRAS", "G12", level=Level.APPROVED, tumour_type="Cancer")
    [shown] = suggest_therapies("KRAS", "G12C", [label])
    assert shown.statement == (
        "Curated evidence (an approved label) for KRAS G12, which includes G12C, reports "
        "sensitivity and speaks for Drug in cancer of any type."
    )


def test_a_predicted_suggestion_says_what_was_predicted_and_how_probable_it_is():
    evidence = [item("MTOR", "Gain-of-function", "Everolimus")]
    [shown] = suggest_therapies("MTOR", "L1460P", evidence, probabilities=GAIN)
    assert shown.basis is PREDICTED
    assert shown.predicted_class == 7
    assert shown.probability == pytest.approx(0.8)
    assert shown.evidence_for == ("Gain-of-function",)
    assert shown.statement == (
        "MTOR L1460P is predicted, not curated, to be Gain-of-function (class 7; probability of "
        "gain of function 0.80), and evidence (level B) for MTOR Gain-of-function reports "
        "sensitivity and speaks for Everolimus in Melanoma."
    )


def test_curated_suggestions_carry_no_probability_even_when_one_is_given():
    evidence = [item("MTOR", "L1460P"), item("MTOR", "Mutation", "Other")]
    for shown in suggest_therapies("MTOR", "L1460P", evidence, probabilities=GAIN):
        assert shown.basis in {EXACT, GENE}
        assert shown.probability is None
        assert shown.predicted_class is None
        assert "predicted" not in shown.statement


def test_nothing_is_suggested_on_a_prediction_that_was_not_made():
    assert bases("MTOR", "L1460P", item("MTOR", "Gain-of-function")) == []


@pytest.mark.parametrize(
    ("alteration", "variation", "probabilities", "minimum", "expected"),
    [
        ("Gain-of-function", "L1460P", GAIN, 0.79, [PREDICTED]),
        ("Gain-of-function", "L1460P", GAIN, 0.81, []),
        ("Loss-of-function", "L1460P", GAIN, 0.0, []),
        ("Loss-of-function", "L1460P", LOSS, 0.5, [PREDICTED]),
        ("Gain-of-function", "L1460P", LOSS, 0.0, []),
        ("Mutation", "Amplification", GAIN, 0.5, []),
        ("V600E", "L1460P", GAIN, 0.5, []),
        ("Loss-of-function", "L1460*", LOSS, 0.5, [GROUP]),
        ("Gain-of-function", "Gain-of-function", GAIN, 0.5, [EXACT]),
        ("Gain-of-function", "Wild type", GAIN, 0.5, []),
    ],
)
def test_a_predicted_basis_needs_the_direction_and_the_minimum(
    alteration, variation, probabilities, minimum, expected
):
    evidence = item("MTOR", alteration)
    options = {"probabilities": probabilities, "minimum_probability": minimum}
    assert bases("MTOR", variation, evidence, **options) == expected


@pytest.mark.parametrize("effect_class", [3, 5, 6, 8, 9])
def test_a_variant_predicted_neutral_inconclusive_or_switched_keeps_only_curated_matches(
    effect_class,
):
    certain = [float(number == effect_class) for number in range(1, 10)]
    evidence = [
        item("MTOR", "Gain-of-function"),
        item("MTOR", "Loss-of-function"),
        item("MTOR", "Mutation"),
    ]
    assert bases("MTOR", "L1460P", *evidence, probabilities=certain) == [GENE]
    minimum = {"probabilities": certain, "minimum_probability": 0.0}
    assert bases("MTOR", "L1460P", *evidence, **minimum) == [GENE]


def test_a_most_probable_neutral_class_outweighs_a_larger_sum_of_gain():
    split = (0, 0.3, 0.4, 0, 0, 0, 0.3, 0, 0)
    assert bases("MTOR", "L1460P", item("MTOR", "Gain-of-function"), probabilities=split) == []


@pytest.mark.parametrize(
    "probabilities",
    [(), (1.0,), (0.5,) * 9, (float("nan"),) * 9, (-0.5, 1.5, 0, 0, 0, 0, 0, 0, 0), (0,) * 10],
)
def test_probabilities_that_are_no_distribution_are_refused(probabilities):
    with pytest.raises(ProbabilityError, match="expected 9 numbers from 0 to 1 that sum to 1"):
        suggest_therapies("MTOR", "L1460P", [], probabilities=probabilities)


@pytest.mark.parametrize("minimum", [-0.1, 1.1, float("nan")])
def test_a_minimum_outside_0_to_1_is_refused(minimum):
    with pytest.raises(ProbabilityError, match=r"minimum_probability .*, expected 0 to 1"):
        suggest_therapies("MTOR", "L1460P", [], minimum_probability=minimum)


ORDERED = [
    item("BRAF", "V600E", "Beta", level=Level.APPROVED),
    item("BRAF", "V600", "Beta", level=Level.APPROVED),
    item("BRAF", "V600", "Gamma", level=Level.APPROVED),
    item("BRAF", "V600E", "delta", level=Level.A),
    item("BRAF", "V600E", "Epsilon", level=Level.A),
    item("BRAF", "V600E", "Alpha", RESISTANCE, level=Level.C),
    item("BRAF", "Mutation", "Zeta", level=Level.APPROVED),
    item("BRAF", "Mutation", "Beta", level=Level.A),
    item("BRAF", "Mutation", "Zeta", RESISTANCE, level=Level.APPROVED),
    item("BRAF", "Gain-of-function", "Zeta", level=Level.APPROVED),
    item("BRAF", "V600E", "Beta", level=Level.APPROVED, tumour_type="Glioma"),
    item("BRAF", "V600", "Alpha", level=Level.APPROVED),
    item("BRAF", "Mutation", "Beta", RESISTANCE, level=Level.APPROVED),
    item("BRAF", "V600", "Alpha", level=Level.APPROVED, tumour_type="Glioma"),
]


@pytest.mark.parametrize("seed", range(5))
def test_suggestions_are_ordered_by_conflict_disease_ground_direction_level_and_name(seed):
    shuffled = random.Random(seed).sample(ORDERED, len(ORDERED))
    found = suggest_therapies(
        "BRAF", "V600E", shuffled, probabilities=GAIN, disease="Skin Melanoma"
    )
    wanted = [(r.therapy, r.direction, r.level, r.tumour_type, (r.alteration,)) for r in ORDERED]
    assert [
        (s.therapy, s.direction, s.level, s.tumour_type, s.evidence_for) for s in found
    ] == wanted


def test_every_order_of_the_table_gives_the_same_order_of_suggestions():
    orders = {
        tuple(s.statement for s in suggest_therapies("BRAF", "V600E", rows, disease="glioma"))
        for rows in itertools.permutations(ORDERED[:5])
    }
    assert len(orders) == 1


def test_items_that_say_the_same_are_merged_with_all_sources():
    evidence = [
        item("BRAF", "V600E", "Dabrafenib + Trametinib", source="CIViC EID2", pmid="22"),
        item("BRAF", "V600E", "trametinib + dabrafenib", source="CIViC EID3", pmid="33"),
        item("BRAF", "V600E", "Dabrafenib + Trametinib", source="CIViC EID4", pmid="22"),
    ]
    [merged] = suggest_therapies("BRAF", "V600E", evidence)
    assert merged.therapy == "Dabrafenib + Trametinib"
    assert merged.source == "CIViC EID2; CIViC EID3; CIViC EID4"
    assert merged.pmids == ("22", "33")


def test_groups_that_say_the_same_are_merged_and_both_named():
    evidence = [item("KIT", "V559"), item("KIT", "Exon 11 mutation", source="CIViC EID2")]
    [merged] = suggest_therapies("KIT", "V559D", evidence)
    assert merged.evidence_for == ("V559", "Exon 11 mutation")
    assert "for KIT V559 and Exon 11 mutation, which includes V559D," in merged.statement


@pytest.mark.parametrize(
    "other",
    [
        item("BRAF", "V600"),
        item("BRAF", "V600E", "Other"),
        item("BRAF", "V600E", direction=RESISTANCE),
        item("BRAF", "V600E", level=Level.A),
        item("BRAF", "V600E", tumour_type="Glioma"),
    ],
)
def test_items_that_differ_in_basis_therapy_direction_level_or_tumour_stay_apart(other):
    assert len(suggest_therapies("BRAF", "V600E", [item("BRAF", "V600E"), other])) == 2


def test_a_label_has_a_source_and_no_pmid():
    label = item("BRAF", "V600E", level=Level.APPROVED, source="FDA label: A (b), 2011", pmid="")
    [shown] = suggest_therapies("BRAF", "V600E", [label])
    assert (shown.source, shown.pmids) == ("FDA label: A (b), 2011", ())


HARD_TEXT = st.one_of(
    st.text(),
    st.from_regex(r"(?i)(p\.)?\(?[A-Z*]{0,3}[0-9]{0,9}_?[A-Z]?[0-9]*(del|ins|dup|fs|\*|=)?[A-Z]*"),
    st.from_regex(r"(?i)[A-Z0-9]*(-|::|/|\?)?[A-Z0-9]* ?fusions?"),
)


@given(gene=st.text(), variation=HARD_TEXT, disease=st.none() | st.text())
def test_no_text_is_refused_and_none_is_suggested_on_a_prediction_by_mistake(
    gene, variation, disease
):
    kinds = ["V600E", "V600", "Mutation", "Fusion", "A::B Fusion", "Loss-of-function"]
    kinds += ["Gain-of-function", "Exon 19 deletion", "Exon 20 insertion", variation or "-"]
    evidence = [item(gene.upper() or "-", kind, tumour_type=disease or "-") for kind in kinds]
    for shown in suggest_therapies(gene, variation, evidence, disease=disease):
        assert shown.basis is not PREDICTED
        assert (shown.gene, shown.variation) == (gene, variation)


@given(variation=HARD_TEXT.filter(str.strip))
def test_any_text_matches_evidence_for_that_very_text(variation):
    found = bases("EGFR", variation, item("EGFR", variation))
    assert found == [EXACT]
