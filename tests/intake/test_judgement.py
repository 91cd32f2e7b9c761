"""What becomes of a row: assessed, not assessed or rejected."""

import pytest

from intake.assessment import AssessmentRuleError, AssessmentRules, make_rules
from intake.judgement import DescribedRow, judge
from intake.lab_row import Locus, Outcome
from variants.consequence import MEANINGS, read_consequences

USUAL = AssessmentRules()


def described(consequence="", hgvs_p="", gene="TP53", **other):
    return DescribedRow(
        7, f"{gene} {hgvs_p}", gene, read_consequences(consequence), hgvs_p, **other
    )


def outcome(row, rules=USUAL):
    judged = judge(row, rules)
    return judged.outcome, judged.reason


@pytest.mark.parametrize(
    ("consequence", "hgvs_p", "variation"),
    [
        ("missense_variant", "p.Arg175His", "R175H"),
        ("Missense_Mutation", "p.R175H", "R175H"),
        ("missense_variant", "ENSP00000269305.4:p.Arg175His", "R175H"),
        ("missense_variant,splice_region_variant", "p.R175H", "R175H"),
        ("Missense_Mutation", "p.RR174HH", "R174_R175delinsHH"),
        ("Nonsense_Mutation", "p.R196*", "R196*"),
        ("frameshift_variant", "p.Lys120ArgfsTer3", "K120Rfs*3"),
        ("Frame_Shift_Del", "p.K120*", "K120*"),
        ("In_Frame_Del", "p.K120del", "K120del"),
        ("start_lost", "p.Met1?", "M1?"),
        ("Translation_Start_Site", "p.M1V", "M1?"),
        ("stop_lost", "p.Ter394CysextTer9", "*394Cext*9"),
        ("", "p.R175H", "R175H"),
    ],
)
def test_a_change_of_the_protein_is_assessed_under_its_short_spelling(
    consequence, hgvs_p, variation
):
    judged = judge(described(consequence, hgvs_p), USUAL)
    assert judged.outcome is Outcome.ASSESSED
    assert [one.variation for one in judged.variants] == [variation]


@pytest.mark.parametrize(
    ("hgvs_p", "hgvs_c", "variation"),
    [
        ("p.K960R", "", "X960_splice"),
        ("p.X960_splice", "", "X960_splice"),
        ("", "c.3028+1G>A", "X1010_splice"),
        ("", "c.3082-1G>T", "X1028_splice"),
        ("", "ENST00000269305.4:c.376-2A>G", "X126_splice"),
        ("", "c.375_375+1del", "X125_splice"),
        ("", "", "Splice Site Mutation"),
    ],
)
def test_a_splice_site_outranks_the_protein_string(hgvs_p, hgvs_c, variation):
    judged = judge(described("Splice_Site", hgvs_p, hgvs_c=hgvs_c), USUAL)
    assert judged.variants[0].variation == variation


@pytest.mark.parametrize("term", sorted(MEANINGS))
def test_other_consequences_are_not_assessed_whatever_the_protein_string(term):
    for hgvs_p in ("*1586*", "p.R175H", ""):
        assert outcome(described(term, hgvs_p)) == (Outcome.NOT_ASSESSED, MEANINGS[term])


def test_an_intron_is_named_though_a_feature_is_cut_short():
    assert outcome(described("intron_variant&feature_truncation"))[1] == "intronic"


def test_a_consequence_nobody_knows_is_named():
    assert outcome(described("odd_variant", "p.R175H")) == (
        Outcome.NOT_ASSESSED,
        "consequence odd_variant",
    )


@pytest.mark.parametrize(
    ("consequence", "hgvs_p", "variation"),
    [
        ("stop_gained", "", "Truncating Mutations"),
        ("frameshift_variant", ".", "Truncating Mutations"),
        ("frameshift_variant", "p.?", "Truncating Mutations"),
        ("frameshift_variant", "p.K120R", "K120fs"),
        ("stop_gained", "p.K120N", "K120*"),
        ("transcript_ablation", "", "Deletion"),
        ("transcript_amplification", "", "Amplification"),
    ],
)
def test_a_consequence_that_says_enough_needs_no_fitting_protein_string(
    consequence, hgvs_p, variation
):
    judged = judge(described(consequence, hgvs_p), USUAL)
    assert judged.variants[0].variation == variation


@pytest.mark.parametrize("hgvs_p", ["", ".", "NA", "p.?"])
def test_a_missense_row_without_a_protein_change_is_not_assessed(hgvs_p):
    assert outcome(described("missense_variant", hgvs_p)) == (
        Outcome.NOT_ASSESSED,
        "no protein change is named",
    )


def test_a_protein_change_that_contradicts_its_consequence_is_rejected():
    judged = judge(described("missense_variant", "p.R175="), USUAL)
    assert judged.outcome is Outcome.REJECTED
    assert judged.value == "p.R175="
    assert judged.reason == (
        "the consequence is missense_variant, but the protein change p.R175= is synonymous; "
        "expected one that fits the other"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (described("missense_variant", "p.R175Hq"), "'p.R175Hq'"),
        (described("", "V600E + V600K"), "names 2 variants"),
        (described("missense_variant", "p.R175H", gene=" "), "no gene"),
        (described("missense_variant", "p.R175H", gene="2-Sep"), "SEPT9 (now SEPTIN9)"),
        (described("synonymous_variant", "p.R175=", gene="1-Mar"), "a date"),
        (described("", "p.R175H", gene="7157"), "a number"),
    ],
)
def test_what_is_wrong_with_a_rejected_row_is_said(row, words):
    judged = judge(row, USUAL)
    assert judged.outcome is Outcome.REJECTED
    assert judged.line == 7
    assert words in judged.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (described("", "p.R175="), "synonymous"),
        (described("", "c.524G>A"), "only nucleotides are named, no change of the protein"),
        (described("", "p.?"), "effect on the protein not known"),
        (described(), "no change of the gene is named"),
        (described("IGR", gene=""), "intergenic"),
        (described("missense_variant", "p.R175H", filter="LowQual"), "FILTER is LowQual"),
        (described("missense_variant", "p.R175H", filter="PASS;LowQual"), "FILTER is PASS;LowQual"),
    ],
)
def test_why_a_row_is_not_assessed_is_said(row, reason):
    assert outcome(row) == (Outcome.NOT_ASSESSED, reason)


@pytest.mark.parametrize("value", ["", ".", "PASS", "PASS;PASS"])
def test_a_passing_filter_is_assessed(value):
    assert outcome(described("missense_variant", "p.R175H", filter=value))[0] is Outcome.ASSESSED


def test_options_change_what_is_assessed():
    rules = make_rules(("synonymous_variant",), ("stop_gained",), any_filter=True)
    assert outcome(described("synonymous_variant", "p.R175="), rules)[0] is Outcome.ASSESSED
    assert outcome(described("missense_variant", "p.R1H", filter="bad"), rules) == (
        Outcome.ASSESSED,
        "",
    )
    assert outcome(described("stop_gained", "p.R196*"), rules) == (
        Outcome.NOT_ASSESSED,
        "consequence stop_gained",
    )


def test_a_splice_region_that_is_asked_for_is_spelt_as_a_splice_variant():
    row = described("splice_region_variant,intron_variant", "*44*", hgvs_c="c.132+5G>A")
    [variant] = judge(row, make_rules(("splice_region_variant",))).variants
    assert variant.variation == "X44_splice"


def test_an_option_that_is_no_consequence_is_refused():
    with pytest.raises(AssessmentRuleError, match="'missense' is no consequence"):
        make_rules(("missense",))


@pytest.mark.parametrize(
    "row",
    [
        described("5'Flank", gene="TERT", locus=Locus("GRCh37", "5", 1295228, "G", "A")),
        described("upstream_gene_variant", gene="TERT", hgvs_c="c.-146C>T"),
        described("5'Flank", gene="TERT", locus=Locus("GRCh38", "5", 1295135, "G", "A")),
    ],
)
def test_recurrent_changes_of_the_tert_promoter_are_assessed(row):
    assert judge(row, USUAL).variants[0].variation == "Promoter Mutations"


@pytest.mark.parametrize(
    "row",
    [
        described("5'Flank", gene="TERT", locus=Locus("GRCh37", "5", 1295229, "G", "A")),
        described("5'Flank", gene="TERT", locus=Locus("GRCh38", "5", 1295228, "G", "A")),
        described("5'Flank", gene="BRAF", locus=Locus("GRCh37", "5", 1295228, "G", "A")),
    ],
)
def test_other_places_upstream_of_a_gene_are_not(row):
    assert outcome(row) == (Outcome.NOT_ASSESSED, "upstream of the gene")


@pytest.mark.parametrize(
    ("gene", "note"),
    [
        ("MLL2", "MLL2 is a previous symbol of KMT2D"),
        ("HER2", "HER2 is an alias of ERBB2"),
        ("RP3-347M6.1", "HGNC does not know the symbol RP3-347M6.1"),
    ],
)
def test_a_symbol_that_is_not_approved_is_noted(gene, note):
    [variant] = judge(described("missense_variant", "p.R175H", gene=gene), USUAL).variants
    assert variant.notes == (note,)
    assert variant.gene == gene


@pytest.mark.parametrize(
    ("hgvs_p", "hgvs_c", "variation"),
    [
        ("p.?", "c.375+1G>A", "X125_splice"),
        ("p.(?)", "NM_000546.5:c.376-2A>G", "X126_splice"),
        ("", "c.335-3_336del", "X112_splice"),
        ("c.375+1G>A p.?", "", "X125_splice"),
    ],
)
def test_a_splice_site_is_known_by_its_coding_change_alone(hgvs_p, hgvs_c, variation):
    [variant] = judge(described("", hgvs_p, hgvs_c=hgvs_c), USUAL).variants
    assert (variant.variation, "splice" in variant.consequence) == (variation, True)


def test_an_unknown_protein_change_of_another_coding_change_is_not_assessed():
    row = described("", "p.?", hgvs_c="c.524G>A")
    assert outcome(row) == (Outcome.NOT_ASSESSED, "effect on the protein not known")


@pytest.mark.parametrize(
    ("consequence", "hgvs_p", "variation"),
    [
        ("stop_lost", "p.Ter394LysfsTer9", "*394ext*?"),
        ("Stop_Codon_Del", "p.*394fs", "*394ext*?"),
        ("", "p.*394Kfs*9", "*394ext*?"),
        ("stop_gained", "p.E1554_E1555delinsX", "E1554_E1555delins*"),
        ("", "AMP", "Amplification"),
        ("", "homdel", "Deletion"),
        ("", "exon 19 deletion", "Exon 19 deletion"),
    ],
)
def test_spellings_that_other_programs_write_are_read(consequence, hgvs_p, variation):
    [variant] = judge(described(consequence, hgvs_p), USUAL).variants
    assert variant.variation == variation


@pytest.mark.parametrize("variation", ["C228T", "C250T", "promoter", "TERT promoter mutation"])
def test_names_of_the_terts_promoter_changes_are_no_residues(variation):
    [variant] = judge(described("", variation, gene="TERT"), USUAL).variants
    assert (variant.variation, variant.hgvs_p) == ("Promoter Mutations", variation)


def test_a_residue_of_tert_is_one_where_hgvs_says_so():
    [variant] = judge(described("", "p.C228T", gene="TERT"), USUAL).variants
    assert variant.variation == "C228T"


@pytest.mark.parametrize("gene", ["=BRAF", "<b>BRAF</b>", '"BRAF', "{{BRAF}}", "B" * 201])
def test_what_can_be_no_symbol_is_rejected(gene):
    judged = judge(described("missense_variant", "p.R175H", gene=gene), USUAL)
    assert judged.outcome is Outcome.REJECTED
    assert judged.reason.endswith("such as BRAF")


@pytest.mark.parametrize("gene", ["RP11-34P13.7", "HLA-A", "5S_rRNA", "TRA@", "Y_RNA", "NOVEL9"])
def test_a_symbol_that_nobody_knows_is_assessed(gene):
    judged = judge(described("missense_variant", "p.R175H", gene=gene), USUAL)
    assert judged.outcome is Outcome.ASSESSED
