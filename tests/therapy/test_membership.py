"""What a molecular pathologist counts into a group of alterations, and what not."""

import pytest

from therapy.evidence import Direction, EvidenceItem, Level
from therapy.matching import Basis, suggest_therapies

EXACT, GROUP = Basis.CURATED_EXACT, Basis.CURATED_GROUP
GENE, PREDICTED = Basis.CURATED_GENE, Basis.PREDICTED_EFFECT
GAIN = (0, 0.3, 0, 0, 0, 0.1, 0.6, 0, 0)
LOSS = (0.3, 0, 0, 0.6, 0, 0.1, 0, 0, 0)


def item(gene, alteration, therapy="Drug", direction=Direction.SENSITIVITY, tumour_type="Melanoma"):
    return EvidenceItem(
        gene, alteration, tumour_type, therapy, direction, Level.B, "CIViC EID1", "1"
    )


def suggest(gene, variation, *evidence, **options):
    return suggest_therapies(gene, variation, evidence, **options)


def bases(gene, variation, *evidence, **options):
    return [found.basis for found in suggest(gene, variation, *evidence, **options)]


def test_evidence_for_any_mutation_says_that_it_is_not_for_this_one():
    [shown] = suggest("PIK3CA", "A1020V", item("PIK3CA", "Mutation"))
    assert shown.basis is GENE
    assert shown.statement == (
        "Curated evidence (level B) for PIK3CA Mutation, which is for any mutation of the gene "
        "and not for A1020V itself, reports sensitivity and speaks for Drug in Melanoma."
    )


def test_evidence_for_any_mutation_ranks_between_a_group_and_a_prediction():
    assert [basis.rank for basis in (EXACT, GROUP, GENE, PREDICTED)] == [0, 1, 2, 3]


@pytest.mark.parametrize("variation", ["W372*", "K700fs", "*393W", "X125_splice", "Frameshift"])
def test_a_change_that_loses_the_protein_is_a_mutation_of_a_tumour_suppressor_only(variation):
    for gene in ("TP53", "ATM", "NF1", "PTCH1"):
        assert bases(gene, variation, item(gene, "Mutation")) == [GENE]
    for gene in ("PIK3CA", "KIT", "POLE"):
        assert bases(gene, variation, item(gene, "Mutation")) == []


@pytest.mark.parametrize(
    ("alteration", "basis"), [("D816", GROUP), ("Mutation", GENE), ("Gain-of-function", PREDICTED)]
)
def test_sensitivity_that_the_very_alteration_resists_is_marked_and_comes_last(alteration, basis):
    first, second, last = suggest(
        "KIT",
        "D816V",
        item("KIT", alteration, "A + B"),
        item("KIT", alteration, "Other"),
        item("KIT", "D816V", "b + a", Direction.RESISTANCE, "Systemic Mastocytosis"),
        probabilities=GAIN,
        disease="melanoma",
    )
    assert (first.therapy, first.conflict) == ("Other", False)
    assert (second.basis, second.conflict, second.disease_match) == (EXACT, False, False)
    assert (last.basis, last.conflict) == (basis, True)
    assert last.statement.endswith(
        " in Melanoma. Evidence for this very alteration reports resistance to it."
    )


def test_resistance_of_a_group_is_contradicted_in_its_own_tumour_only():
    found = suggest(
        "BRAF",
        "V600E",
        item("BRAF", "V600E", "Vemurafenib", tumour_type="Melanoma"),
        item("BRAF", "V600", "Vemurafenib", Direction.RESISTANCE, "Melanoma"),
        item("BRAF", "V600", "Vemurafenib", Direction.RESISTANCE, "Colorectal Cancer"),
    )
    assert {(s.tumour_type, s.basis): s.conflict for s in found} == {
        ("Melanoma", EXACT): False,
        ("Melanoma", GROUP): True,
        ("Colorectal Cancer", GROUP): False,
    }


def test_evidence_for_the_very_alteration_that_agrees_marks_nothing():
    found = suggest("KIT", "D816V", item("KIT", "D816V"), item("KIT", "Mutation"))
    assert [shown.conflict for shown in found] == [False, False]


def test_an_approved_label_for_a_group_stands_before_a_case_report_on_the_variant():
    case = EvidenceItem(
        "EGFR", "E746_A750del", "Melanoma", "A", Direction.SENSITIVITY, Level.C, "CIViC EID1", "1"
    )
    label = EvidenceItem(
        "EGFR", "Exon 19 deletion", "Melanoma", "B", Direction.SENSITIVITY, Level.APPROVED, "x", ""
    )
    assert bases("EGFR", "E746_A750del", case, label) == [GROUP, EXACT]


@pytest.mark.parametrize(
    ("gene", "variation", "expected"),
    [
        ("ALK", "BCR-ABL1 Fusion", []),
        ("ALK", "EML4-ALK Fusion", [GROUP]),
        ("ALK", "?::ALK", [EXACT]),
        ("ABL1", "BCR-ABL Fusion", [GROUP]),
        ("ABL", "BCR-ABL1 Fusion", [GROUP]),
        ("KMT2A", "MLL-AFF1 fusion", [GROUP]),
        ("MLL", "KMT2A-AFF1 fusion", [GROUP]),
        ("MLL", "MLL fusion", [EXACT]),
    ],
)
def test_a_fusion_with_named_partners_is_one_of_its_partners_only(gene, variation, expected):
    evidence = [item(symbol, "Fusion") for symbol in ("ALK", "ABL1", "KMT2A")]
    assert bases(gene, variation, *evidence) == expected


@pytest.mark.parametrize(
    ("earlier", "approved"), [("her2", "ERBB2"), ("H3F3A", "H3-3A"), ("MLL", "KMT2A")]
)
def test_evidence_is_found_under_an_earlier_symbol_of_its_gene(earlier, approved):
    assert bases(earlier, "K28M", item(approved, "K28M")) == [EXACT]


@pytest.mark.parametrize(
    "variation",
    [
        "L1460=",
        "Amplification",
        "Overexpression",
        "Underexpression",
        "Copy number gain",
        "Wild type",
        "Promoter Hypermethylation",
    ],
)
def test_no_protein_effect_is_believed_where_the_protein_stays_the_same(variation):
    assert bases("MTOR", variation, item("MTOR", "Gain-of-function"), probabilities=GAIN) == []
    assert bases("MTOR", variation, item("MTOR", "Loss-of-function"), probabilities=LOSS) == []


@pytest.mark.parametrize("variation", ["Deletion", "W10*", "X10_splice", "A-MTOR Fusion"])
def test_a_predicted_gain_of_function_is_believed_of_small_protein_changes_only(variation):
    gain = item("MTOR", "Gain-of-function")
    assert bases("MTOR", variation, gain, probabilities=GAIN) == []
    assert bases("MTOR", "L1460P", gain, probabilities=GAIN) == [PREDICTED]
    assert bases("MTOR", "L1460_A1465del", gain, probabilities=GAIN) == [PREDICTED]


@pytest.mark.parametrize(
    "variation", ["Deletion", "Loss", "copy number loss", "Homozygous Deletion"]
)
def test_the_loss_of_a_whole_gene_is_loss_of_function(variation):
    assert bases("BRCA1", variation, item("BRCA1", "Loss-of-function")) == [GROUP]
    assert bases("BRCA1", variation, item("BRCA1", variation)) == [EXACT]
    assert bases("TP53", variation, item("TP53", "Mutation")) == []


def test_the_loss_of_one_copy_is_no_deletion():
    assert bases("MTAP", "homozygous deletion", item("MTAP", "Deletion")) == [EXACT]
    assert bases("MTAP", "copy number loss", item("MTAP", "Deletion")) == []


@pytest.mark.parametrize("variation", ["K3326*", "p.Lys3326Ter", "K3326X"])
def test_the_benign_last_stop_of_brca2_is_no_loss_of_function(variation):
    loss = item("BRCA2", "Loss-of-function")
    assert bases("BRCA2", variation, loss, probabilities=LOSS) == []
    assert bases("BRCA2", "K3325*", loss) == [GROUP]
    assert bases("BRCA1", "K3326*", item("BRCA1", "Loss-of-function")) == [GROUP]


@pytest.mark.parametrize(
    ("gene", "alteration", "variation", "expected"),
    [
        ("MET", "Exon 14 skipping", "X1010_splice", [GROUP]),
        ("MET", "Exon 14 skipping", "D963_splice", [GROUP]),
        ("MET", "Exon 14 skipping", "X950_V970splice", [GROUP]),
        ("MET", "Exon 14 skipping", "X1011_splice", []),
        ("MET", "Exon 14 skipping", "Exon 14 Deletion", [GROUP]),
        ("MET", "Exon 14 skipping", "exon 14 mutation", [GROUP]),
        ("MET", "Exon 14 skipping", "exon 13 mutation", []),
        ("MET", "Exon 14 skipping", "L964_D1010del", [GROUP]),
        ("MET", "Exon 14 skipping", "E980del", []),
        ("KIT", "Exon 11 mutation", "550_592del", [GROUP]),
        ("KIT", "Exon 11 mutation", "D592_V595del", []),
        ("EGFR", "Exon 20 insertion", "A755_D761dup", []),
    ],
)
def test_a_splice_change_or_deletion_belongs_to_the_exon_it_overlaps(
    gene, alteration, variation, expected
):
    assert bases(gene, variation, item(gene, alteration)) == expected


def test_an_x_after_a_residue_is_any_residue_and_no_stop():
    assert bases("EGFR", "G719X", item("EGFR", "G719")) == [EXACT]
    assert bases("EGFR", "G719S", item("EGFR", "G719X")) == [GROUP]
    loss = item("EGFR", "Loss-of-function")
    assert bases("EGFR", "p.G719X", loss) == []
    assert bases("EGFR", "G719*", loss) == bases("EGFR", "Gly719Ter", loss) == [GROUP]
