"""How close a molecular pathologist counts two alterations of a gene, whatever their effect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapy.alterations import AlterationKind, read_alteration
from therapy.basis import Basis
from therapy.closeness import is_benign_stop, relate

SAME = (Basis.SAME_ALTERATION, True)
CODON, CODON_SIBLING = (Basis.SAME_CODON, True), (Basis.SAME_CODON, False)
PLACE, PLACE_SIBLING = (Basis.EXON_OR_DOMAIN, True), (Basis.EXON_OR_DOMAIN, False)
TYPE, TYPE_SIBLING = (Basis.ALTERATION_TYPE, True), (Basis.ALTERATION_TYPE, False)


def close(gene, curated, asked):
    found = relate(read_alteration(curated), read_alteration(asked), gene)
    return found and (found.basis, found.is_member)


@pytest.mark.parametrize(
    ("gene", "curated", "asked"),
    [
        ("BRAF", "V600E", "p.Val600Glu"),
        ("BRAF", "V600E", "P.(VAL600GLU)"),
        ("BRAF", "V600E", "v600e"),
        ("BRAF", "V600E", " V600E "),
        ("BRAF", "V600E", "V600E (c.1799T>A)"),
        ("EGFR", "E746_A750del", "p.Glu746_Ala750del"),
        ("EGFR", "E746_A750del", "E746_A750delELREA"),
        ("BRCA2", "S1982fs", "p.Ser1982ArgfsTer22"),
        ("BRCA2", "S1982Rfs*22", "S1982fs"),
        ("BRCA2", "S1982Rfs", "S1982Rfs*22"),
        ("EGFR", "Exon 19 deletion", "Ex19 del"),
        ("EGFR", "G719X", "G719"),
        ("MET", "Exon 14 skipping", "Exon 14 Skipping Mutation"),
        ("ALK", "EML4::ALK Fusion", "alk-eml4 fusion"),
        ("ALK", "EML4::ALK e6::e20", "EML4-ALK E6;A20"),
        ("ALK", "Fusion", "ALK rearrangement"),
        ("ALK", "v::ALK Fusion", "ALK fusion"),
        ("KMT2A", "Fusion", "MLL fusion"),
        ("ERBB2", "Amplification", "amplifications"),
        ("CDKN2A", "Deletion", "Homozygous Deletion"),
        ("BRCA2", "Loss-of-function", "loss of function"),
        ("FLT3", "Internal tandem duplication", "FLT3-ITD"),
        ("KRAS", "Wild type", "wild-type"),
        ("JAK2", "Splice Site (c.1641+2T>G)", "c.1641+2T>G"),
        ("AR", "AR-V7", "ar v7"),
    ],
)
def test_one_alteration_in_two_spellings_is_the_same(gene, curated, asked):
    assert close(gene, curated, asked) == close(gene, asked, curated) == SAME


@pytest.mark.parametrize(
    ("gene", "curated", "asked"),
    [
        ("BRAF", "V600", "G600K"),
        ("BRAF", "V600", "V60K"),
        ("BRAF", "V600", "V600*"),
        ("BRAF", "V600", "V600="),
        ("BRAF", "V600", "V600_K601delinsE"),
        ("KRAS", "G12", "G13D"),
        ("KRAS", "G12", "G120D"),
        ("KRAS", "G12/G13", "Q61H"),
        ("PIK3CA", "Mutation", "H1047="),
        ("ERBB2", "Amplification", "Overexpression"),
        ("KRAS", "Wild type", "G12="),
        ("CDKN2A", "Deletion", "E19del"),
        ("ALK", "Fusion", "No fusion"),
        ("ALK", "Fusion", "Amplification"),
        ("MET", "Splice Site (c.3028G>A)", "Splice Site (c.2888-1G>A)"),
    ],
)
def test_what_neither_contains_the_other_is_not_close(gene, curated, asked):
    assert close(gene, curated, asked) is None


@pytest.mark.parametrize(
    ("curated", "asked", "expected"),
    [
        ("G12", "p.Gly12Cys", CODON),
        ("G12/G13", "G13D", CODON),
        ("G12/G13", "G12", CODON),
        ("G12", "G12/G13", CODON_SIBLING),
        ("G12C/D", "G12D", CODON),
        ("G12C/D", "G12V", CODON_SIBLING),
        ("G12", "G12C/D", CODON),
        ("G12C/D", "G12", CODON_SIBLING),
        ("G12C", "G12", CODON_SIBLING),
        ("G12C", "G12D", CODON_SIBLING),
    ],
)
def test_a_codon_contains_its_changes_and_a_change_does_not_contain_its_codon(
    curated, asked, expected
):
    assert close("KRAS", curated, asked) == expected


@pytest.mark.parametrize(
    ("gene", "curated", "asked", "expected"),
    [
        ("EGFR", "Exon 19 deletion", "E746_A750del", PLACE),
        ("EGFR", "Exon 19 deletion", "L747_P753delinsS", PLACE),
        ("EGFR", "Exon 19 deletion", "p.Leu747_Ala750delinsPro", PLACE),
        ("EGFR", "Exon 19 deletion", "746_750del", PLACE),
        ("EGFR", "Exon 19 deletion", "A750_D770del", PLACE),
        ("EGFR", "Exon 19 deletion", "N842del", None),
        ("EGFR", "Exon 19 deletion", "E746fs", None),
        ("EGFR", "Exon 19 deletion", "L747P", None),
        ("EGFR", "Exon 19 deletion", "I740_K745dup", None),
        ("EGFR", "Exon 19 deletion", "Exon 20 insertion", None),
        ("EGFR", "E746_A750del", "L747_P753delinsS", PLACE_SIBLING),
        ("EGFR", "E746_A750del", "Exon 19 deletion", PLACE_SIBLING),
        ("ERBB4", "Exon 19 deletion", "E746_A750del", None),
        ("EGFR", "Exon 20 insertion", "D770_N771insNPG", PLACE),
        ("EGFR", "Exon 20 insertion", "H773dup", PLACE),
        ("EGFR", "Exon 20 insertion", "N771delinsGY", PLACE),
        ("EGFR", "Exon 20 insertion", "A767_V769del", None),
        ("EGFR", "Exon 20 insertion", "A755_D761dup", None),
        ("EGFR", "Exon 20 insertion", "T790M", None),
        ("EGFR", "V769_D770insASV", "D770_N771insNPG", PLACE_SIBLING),
        ("ERBB2", "Exon 20 insertion", "Y772_A775dup", PLACE),
        ("ERBB2", "Exon 20 insertion", "p.Gly776delinsValCys", PLACE),
        ("ERBB2", "Exon 20 insertion", "V777L", None),
        ("EGFR", "Rare Exon 18-21 Mutation", "L858R", None),
        ("EGFR", "Rare Exon 18-21 Mutation", "T790M", None),
        ("EGFR", "Rare Exon 18-21 Mutation", "D770_N771insNPG", None),
        ("EGFR", "Rare Exon 18-21 Mutation", "rare exon 18-21 mutation", SAME),
        ("KIT", "Exon 11 mutation", "V559D", PLACE),
        ("KIT", "Exon 11 mutation", "W557_K558del", PLACE),
        ("KIT", "Exon 11 mutation", "550_592del", PLACE),
        ("KIT", "Exon 11 mutation", "600_602del", None),
        ("KIT", "Exon 11 mutation", "W557*", None),
        ("KIT", "Exon 11 mutation", "D816V", None),
        ("KIT", "Exon 9 mutation", "A502_Y503dup", PLACE),
        ("KIT", "V559D", "W557R", None),
        ("PDGFRA", "Exon 18 mutation", "D842V", PLACE),
        ("NPM1", "Exon 11 mutation", "W288Cfs*12", PLACE),
        ("CALR", "Exon 9 frameshift", "L367Tfs*46", PLACE),
        ("CALR", "Exon 9 frameshift", "K385*", None),
        ("CALR", "Exon 9 frameshift", "R25fs", None),
    ],
)
def test_an_exon_contains_the_changes_of_its_sort_within_it(gene, curated, asked, expected):
    assert close(gene, curated, asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("X1010_splice", PLACE),
        ("D963_splice", PLACE),
        ("X950_V970splice", PLACE),
        ("X1011_splice", None),
        ("Exon 14 Deletion", PLACE),
        ("exon 14 mutation", PLACE),
        ("exon 13 mutation", None),
        ("L964_D1010del", PLACE),
        ("E980del", None),
        ("D1010N", PLACE),
        ("Y1003F", None),
    ],
)
def test_an_exon_is_skipped_by_what_takes_it_whole_or_meets_its_splice_sites(asked, expected):
    assert close("MET", "Exon 14 skipping", asked) == expected


@pytest.mark.parametrize(
    ("gene", "curated", "asked", "expected"),
    [
        ("ERBB2", "Kinase Domain Mutation", "V777L", PLACE),
        ("ERBB2", "Kinase Domain Mutation", "S310F", None),
        ("ERBB2", "Kinase Domain Mutation", "V777fs", None),
        ("ABL1", "P-Loop Mutation", "E255K", PLACE),
        ("ABL1", "Non-P-Loop Mutation", "E255K", None),
        ("ABL1", "Non-P-Loop Mutation", "T315I", PLACE),
        ("JAK2", "Kinase domain mutation", "V617F", None),
        ("TP53", "DNA Binding Domain Mutation", "R175H", PLACE),
        ("TP53", "DNA Binding Domain Mutation", "R337H", None),
    ],
)
def test_a_domain_contains_the_small_changes_within_it(gene, curated, asked, expected):
    assert close(gene, curated, asked) == expected


@pytest.mark.parametrize(
    ("gene", "curated", "asked", "expected"),
    [
        ("BRCA2", "Loss-of-function", "Truncating Mutations", TYPE),
        ("BRCA2", "Loss-of-function", "p.Trp2Ter", TYPE),
        ("BRCA2", "Loss-of-function", "p.Asn1333GlyfsTer12", TYPE),
        ("BRCA2", "Loss-of-function", "Deletion", TYPE),
        ("BRCA2", "Loss-of-function", "D2723H", None),
        ("EGFR", "Loss-of-function", "Gly719Ter", TYPE),
        ("EGFR", "Loss-of-function", "p.G719X", None),
        ("BRCA2", "Truncating Mutation", "K700fs", TYPE),
        ("BRCA2", "W31*", "K700fs", TYPE_SIBLING),
        ("BRCA2", "K700Nfs*5", "K700Gfs*12", TYPE_SIBLING),
        ("TSC1", "Frameshift Truncation", "E636fs", TYPE),
        ("TSC1", "Frameshift Truncation", "R692*", TYPE_SIBLING),
        ("CSF3R", "Q741*", "W547*", None),
        ("NOTCH1", "Loss-of-function", "P2514fs", None),
        ("NOTCH1", "Q2503*", "W287*", None),
        ("NOTCH1", "Loss-of-function", "Truncating Mutations in the PEST Domain", None),
        ("KRAS", "Gain-of-function", "Truncating Mutations", None),
        ("PTEN", "Loss", "Deletion", TYPE),
        ("MTAP", "Deletion", "Loss", TYPE_SIBLING),
        ("MTAP", "Deletion", "copy number loss", None),
        ("ERBB2", "Amplification", "Copy number gain", None),
    ],
)
def test_a_type_of_alteration_contains_those_of_its_sort(gene, curated, asked, expected):
    assert close(gene, curated, asked) == expected


@pytest.mark.parametrize(
    ("gene", "curated", "asked", "expected"),
    [
        ("ALK", "Fusion", "EML4-ALK Fusion", TYPE),
        ("ALK", "v::ALK Fusion", "ALK/EML4 fusion", TYPE),
        ("FGFR2", "Fusion", "FGFR2?PPHLN1 Fusion", TYPE),
        ("KMT2A", "Fusion", "MLL-AFF1 fusion", TYPE),
        ("ALK", "EML4::ALK Fusion", "KIF5B-ALK Fusion", TYPE_SIBLING),
        ("ALK", "EML4::ALK Fusion", "Fusions", TYPE_SIBLING),
        ("ALK", "EML4::ALK Fusion", "EML4::ALK e6::e20", TYPE),
        ("ALK", "EML4::ALK e6::e20", "EML4-ALK fusion", TYPE_SIBLING),
        ("ALK", "EML4::ALK e6::e20", "EML4::ALK e13::e20", TYPE_SIBLING),
        ("ALK", "Fusion", "BCR-ABL1 Fusion", None),
        ("EML4", "EML4::ALK Fusion", "EML4-RET Fusion", None),
        ("ALK", "EML4::ALK Fusion", "no EML4::ALK fusion", None),
    ],
)
def test_any_fusion_contains_each_and_two_are_siblings_by_the_gene_that_drives_both(
    gene, curated, asked, expected
):
    assert close(gene, curated, asked) == expected


@pytest.mark.parametrize("stop", ["K3326*", "p.Lys3326Ter", "K3326X"])
def test_the_benign_last_stop_of_brca2_belongs_to_no_type(stop):
    assert is_benign_stop(read_alteration(stop), "BRCA2")
    assert close("BRCA2", "Loss-of-function", stop) is None
    assert close("BRCA2", "Truncating Mutation", stop) is None
    assert close("BRCA2", "W31*", stop) is None
    assert close("BRCA2", "Loss-of-function", "K3325*") == TYPE
    assert close("BRCA1", "Loss-of-function", "K3326*") == TYPE


@pytest.mark.parametrize("start", ["M1?", "M1V", "p.Met1Ile"])
def test_any_change_of_the_first_residue_loses_the_start(start):
    assert read_alteration(start).kind is AlterationKind.START_LOST


def test_a_splice_region_is_no_splice_site():
    assert read_alteration("c.7515+1G>A").kind is AlterationKind.SPLICE
    assert read_alteration("c.7515+5G>A").kind is AlterationKind.OTHER


HARD_TEXT = st.one_of(
    st.text(),
    st.from_regex(r"(?i)(p\.)?\(?[A-Z*]{0,3}[0-9]{0,9}_?[A-Z]?[0-9]*(del|ins|dup|fs|\*|=)?[A-Z]*"),
    st.from_regex(r"(?i)[A-Z0-9]*(-|::|/|\?)?[A-Z0-9]* ?fusions?"),
)


@given(gene=st.sampled_from(["EGFR", "BRCA2", "KMT2A", ""]) | st.text(), one=HARD_TEXT)
def test_any_text_is_the_same_as_itself(gene, one):
    assert close(gene, one, one) == SAME


@given(one=HARD_TEXT, other=HARD_TEXT)
def test_the_same_is_the_same_both_ways(one, other):
    assert (close("EGFR", one, other) == SAME) == (close("EGFR", other, one) == SAME)
