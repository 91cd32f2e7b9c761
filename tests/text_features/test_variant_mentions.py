"""Variants in running text; ``⟦`` and ``⟧`` bracket the expected mentions."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text_features.variant_mentions import find_variants


def bracketed(text, mentions):
    for mention in reversed(mentions):
        inside = text[mention.start : mention.end]
        text = f"{text[: mention.start]}⟦{inside}⟧{text[mention.end :]}"
    return text


def named(mentions):
    return [(mention.gene, mention.variation.name) for mention in mentions]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("The ⟦V600E⟧ change.", "V600E"),
        ("It is ⟦p.V600E⟧.", "V600E"),
        ("It is ⟦p.(V600E)⟧.", "V600E"),
        ("It is (⟦p.V600E⟧) here.", "V600E"),
        ("It is ⟦p.Val600Glu⟧.", "V600E"),
        ("It is ⟦p.(Val600Glu)⟧.", "V600E"),
        ("It is ⟦Val600Glu⟧.", "V600E"),
        ("It is ⟦Val600→Glu⟧.", "V600E"),
        ("It is ⟦V600→E⟧ or none.", "V600E"),
        ("It is ⟦V600>E⟧ or none.", "V600E"),
        ("It is ⟦600V>E⟧ or none.", "V600E"),
        ("It is ⟦p.600V>E⟧ or none.", "V600E"),
        ("It is ⟦V(600)E⟧ or none.", "V600E"),
        ("A ⟦valine to glutamic acid substitution at codon 600⟧.", "V600E"),
        ("A ⟦valine-to-glutamate substitution at residue 600⟧.", "V600E"),
        ("Of ⟦glutamic acid for valine at position 600⟧.", "V600E"),
        ("Of ⟦valine 600 to glutamate⟧.", "V600E"),
        ("The ⟦valine 600⟧ side chain.", "V600"),
        ("The ⟦Val 600⟧ side chain.", "V600"),
        ("The ⟦Val-600⟧ side chain.", "V600"),
        ("The ⟦Val600⟧ side chain.", "V600"),
        ("At ⟦codon 600⟧ it lies.", "Codon 600"),
        ("At ⟦residue 600⟧ it lies.", "Codon 600"),
        ("At ⟦position 600⟧ it lies.", "Codon 600"),
        ("At ⟦amino acid 600⟧ it lies.", "Codon 600"),
        ("All ⟦V600⟧ mutations.", "V600"),
        ("The ⟦R213*⟧ change.", "R213*"),
        ("The ⟦R213X⟧ change.", "R213*"),
        ("The ⟦p.Arg213Ter⟧ change.", "R213*"),
        ("The ⟦p.Arg213*⟧ change.", "R213*"),
        ("The ⟦R177Pfs*126⟧ change.", "R177Pfs*126"),
        ("The ⟦R177fs⟧ change.", "R177fs"),
        ("The ⟦p.Arg177fs⟧ change.", "R177fs"),
        ("The ⟦E746_A750del⟧ change.", "E746_A750del"),
        ("The ⟦p.Glu746_Ala750del⟧ change.", "E746_A750del"),
        ("The ⟦delE746-A750⟧ change.", "E746_A750del"),
        ("The ⟦del E746-A750⟧ change.", "E746_A750del"),
        ("The ⟦E746-A750 deletion⟧ is.", "E746_A750del"),
        ("The ⟦L747_P753delinsS⟧ change.", "L747_P753delinsS"),
        ("The ⟦D770_N771insNPG⟧ change.", "D770_N771insNPG"),
        ("The ⟦Y772_A775dup⟧ change.", "Y772_A775dup"),
        ("The ⟦V559del⟧ change.", "V559del"),
        ("The ⟦X582_splice⟧ change.", "X582_splice"),
        ("The ⟦c.1799T>A⟧ change.", "c.1799T>A"),
        ("The ⟦c.5113G > C⟧ change.", "c.5113G>C"),
        ("The ⟦-124C>T⟧ change.", "124C>T"),
        ("The ⟦IVS3-1G>A⟧ change.", "IVS3-1G>A"),
        ("The ⟦687delT⟧ change.", "687delT"),
        ("The ⟦rs121913377⟧ allele.", "rs121913377"),
        ("An ⟦exon 19 deletion⟧.", "Exon 19 deletion"),
        ("Some ⟦exon 19 deletions⟧.", "Exon 19 deletion"),
        ("Some ⟦deletions in exon 19⟧.", "Exon 19 deletion"),
        ("Some ⟦deletion of exon 8⟧.", "Exon 8 deletion"),
        ("With ⟦exon 14 skipping⟧.", "Exon 14 skipping"),
        ("With ⟦exon 11 mutations⟧.", "Exon 11 mutation"),
        ("Was ⟦amplified⟧ in tumours.", "Amplification"),
        ("Had ⟦amplification⟧ in tumours.", "Amplification"),
        ("Had ⟦truncating mutations⟧.", "Truncating mutation"),
        ("Had ⟦truncations⟧.", "Truncating mutation"),
        ("Had a ⟦nonsense mutation⟧.", "Nonsense mutation"),
        ("Had a ⟦frameshift⟧.", "Frameshift mutation"),
        ("Had a ⟦frameshift mutation⟧.", "Frameshift mutation"),
        ("Had a ⟦homozygous deletion⟧.", "Deletion"),
        ("Had a ⟦gene deletion⟧.", "Deletion"),
        ("Was ⟦overexpressed⟧ there.", "Overexpression"),
        ("Showed ⟦overexpression⟧ there.", "Overexpression"),
        ("Had ⟦promoter mutations⟧.", "Promoter mutation"),
        ("Had ⟦promoter hypermethylation⟧.", "Promoter hypermethylation"),
        ("Had a ⟦splice-site mutation⟧.", "Splice site mutation"),
        ("Had ⟦vIII⟧ in glioma.", "EGFRvIII"),
        ("Had EGFR⟦vIII⟧ in glioma.", "EGFRvIII"),
        ("Had AR-⟦V7⟧ in prostate.", "AR-V7"),
        ("Had ⟦TMPRSS2:ERG⟧ in prostate.", "TMPRSS2::ERG Fusion"),
        ("Had ⟦FGFR3-TACC3⟧ in glioma.", "FGFR3::TACC3 Fusion"),
        ("The ⟦L747_P753>S⟧ change.", "L747_P753delinsS"),
        ("The ⟦L747-A750>P⟧ change.", "L747_A750delinsP"),
        ("The KIT ⟦Y503 deletion⟧ was.", "Y503del"),
        ("The KIT ⟦Y503FA⟧ change.", "Y503delinsFA"),
        ("The EGFR ⟦del746-750⟧ change.", "746_750del"),
        ("The EGFR ⟦747_752del⟧ change.", "747_752del"),
        ("The EGFR ⟦747-752delinsS⟧ change.", "747_752delinsS"),
        ("An EGFR ⟦del19⟧ was.", "Exon 19 deletion"),
        ("An EGFR ⟦19del⟧ was.", "Exon 19 deletion"),
        ("An EGFR ⟦E19del⟧ was.", "Exon 19 deletion"),
        ("An MET⟦ex14del⟧ was.", "Exon 14 deletion"),
        ("The ⟦GLY12ASP⟧ change.", "G12D"),
        ("The ⟦VAL 600 GLU⟧ change.", "V600E"),
        ("A ⟦frameshift at codon 33⟧.", "p.33fs"),
        ("A ⟦frameshift mutation at residue 319⟧.", "319fs"),
        ("With PTEN ⟦loss⟧ in it.", "Deletion"),
        ("With ⟦loss⟧ of RB1 in it.", "Deletion"),
        ("With ⟦loss⟧ of the RB1 gene.", "Deletion"),
        ("An ⟦internal tandem duplication⟧.", "ITD"),
        ("An ⟦ITD⟧ was seen.", "ITD"),
        ("A ⟦kinase domain duplication⟧.", "KDD"),
        ("The ⟦EML4-ALK⟧ oncogene.", "EML4::ALK Fusion"),
        ("The ⟦EML4::ALK⟧ oncogene.", "EML4::ALK Fusion"),
        ("The ⟦EML4/ALK⟧ oncogene.", "EML4::ALK Fusion"),
        ("The ⟦EML4-ALK fusion⟧ gene.", "EML4::ALK Fusion"),
        ("The ⟦fusion of EML4 and ALK⟧.", "EML4::ALK Fusion"),
        ("The ⟦BCR/ABL⟧ oncogene.", "BCR::ABL1 Fusion"),
        ("Some ⟦Truncating Mutations⟧.", "Truncating mutation"),
        ("Some ⟦Promoter Mutations⟧.", "Promoter mutation"),
        ("With ⟦Promoter Hypermethylation⟧.", "Promoter hypermethylation"),
        ("An ⟦Exon 19 Deletion⟧.", "Exon 19 deletion"),
        ("The ⟦EML4-ALK Fusion⟧.", "EML4::ALK Fusion"),
        ("Had ⟦Overexpression⟧.", "Overexpression"),
        ("The ⟦EML4-ALK rearrangement⟧.", "EML4::ALK Fusion"),
        ("The ⟦RET/PTC1⟧ oncogene.", "CCDC6::RET Fusion"),
        ("An ⟦ALK rearrangement⟧.", "ALK Fusion"),
        ("Some ⟦ALK fusions⟧.", "ALK Fusion"),
        ("Some ⟦rearrangements of ALK⟧.", "ALK Fusion"),
    ],
)
def test_a_variant_is_found_and_read(marked, name):
    text = re.sub("[⟦⟧]", "", marked)
    mentions = find_variants(text)
    assert bracketed(text, mentions) == marked
    assert mentions[0].variation.name == name


@pytest.mark.parametrize(
    "text",
    [
        "T47D, A375, H1975, U87MG, HEK293T, SW480, K562, MCF10A and N2A cells",
        "as shown in S1A and in panel B2C",
        "p38, E2F1, C8B, S100B and P53 are proteins",
        "the histone mark H3K4me3",
        "the G1/S and G2M phases",
        "it is B12D or J14Z",
        "at position 99999999 of the genome, nucleotide position 1799",
        "residues 450-513 and amino acids 1 to 200",
        "wild-type cells",
        "KRAS/BRAF testing of the PI3K-AKT pathway",
        "the fragment was amplified by PCR",
        "translocation to the nucleus of RAF1",
        "a GST-KRAS fusion protein",
        "C8H10N4O2 was dissolved; PMID 12345678",
        "p.0123 and V0E and V600Elle",
        "in the His6 tag and at Trp53",
        "a nonsense-mediated decay",
        "codon usage and residue numbers",
        "PTEN loss of function and loss of PTEN function",
        "weight loss, loss of heterozygosity and blood loss",
        "loss-of-function, and p53 loss-of-function",
        "loss of p53 expression",
        "without a gene 534_536del and del746-750",
        "2019 delivered, del(19q), del17p and a 19-delta",
        "the Met-1 that is removed",
        "the S100 and S100B mutants",
        "S288C yeast, the M13F primer and F36P",
        "the lines R371C and the strain Y402H",
        "from H2087, P53, E14 and P21 on",
        "as in R175, G245 and R248 but for",
        "T308SD was tested",
        "the P85 deletion and the E18 deletions",
        "KRAS:BRAF and MET-ERBB2 and EGFR:TP53",
        "GLY12 and HIS6 and SERPIN12",
        "a codon, 267 of which",
    ],
)
def test_what_only_looks_like_a_variant_stays_out(text):
    assert find_variants(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF V600E", [("BRAF", "V600E")]),
        ("BRAF-V600E", [("BRAF", "V600E")]),
        ("BRAFV600E", [("BRAF", "V600E")]),
        ("BRAF(V600E)", [("BRAF", "V600E")]),
        ("BRAF (p.Val600Glu)", [("BRAF", "V600E")]),
        ("BRAF p.V600E", [("BRAF", "V600E")]),
        ("BRAF:p.V600E", [("BRAF", "V600E")]),
        ("BRAF mutation V600E", [("BRAF", "V600E")]),
        ("V600E BRAF", [("BRAF", "V600E")]),
        ("V600E-mutant BRAF", [("BRAF", "V600E")]),
        ("V600E mutation in BRAF", [("BRAF", "V600E")]),
        ("V600E mutation of the BRAF gene", [("BRAF", "V600E")]),
        ("V617FJAK2", [("JAK2", "V617F")]),
        ("HER2 L755S", [("ERBB2", "L755S")]),
        ("p53 R175H", [("TP53", "R175H")]),
        ("c-KIT D816V", [("KIT", "D816V")]),
        ("PIK3CAH1047R", [("PIK3CA", "H1047R")]),
        ("p53R175H", [("TP53", "R175H")]),
        ("K-RasG12D", [("KRAS", "G12D")]),
        ("N-RASQ61K", [("NRAS", "Q61K")]),
        ("germline BRCA1 C61G", [("BRCA1", "C61G")]),
        ("EGFRvIII", [("EGFR", "EGFRvIII")]),
        ("AR-V7", [("AR", "AR-V7")]),
        ("EGFR 19del/L858R", [("EGFR", "Exon 19 deletion"), ("EGFR", "L858R")]),
        ("19del or L858R", [("EGFR", "Exon 19 deletion"), ("EGFR", "L858R")]),
        ("the P16 deletion", [("CDKN2A", "Deletion")]),
        ("EGFRex20ins", [("EGFR", "Exon 20 insertion")]),
        ("frameshift at codon 319 of PTEN", [("PTEN", "319fs")]),
        ("Loss of SMAD4 leads to", [("SMAD4", "Deletion")]),
        ("KIT exon 11 (W557_K558del)", [("KIT", "W557_K558del")]),
        ("PML-RARα", [("", "PML::RARA Fusion")]),
        ("TMPRSS2:ERG fusion", [("", "TMPRSS2::ERG Fusion")]),
        ("anti-BRAF and 4E-BP1 T70 mutants", [("", "T70")]),
        ("the H3K27M mutation", [("H3", "K27M")]),
        ("the V600E change", [("", "V600E")]),
        ("In V600E cells", [("", "V600E")]),
        ("WT and V600E", [("", "V600E")]),
        ("KRAS codon 12", [("KRAS", "Codon 12")]),
        ("EGFR exon 19 deletions", [("EGFR", "Exon 19 deletion")]),
        ("deletions in EGFR exon 19", [("EGFR", "Exon 19 deletion")]),
        ("amplification of ERBB2", [("ERBB2", "Amplification")]),
        ("amplification of the HER2 gene", [("ERBB2", "Amplification")]),
        ("ERBB2-amplified", [("ERBB2", "Amplification")]),
        ("PTEN deletion", [("PTEN", "Deletion")]),
        ("truncating TP53 mutations", [("TP53", "Truncating mutation")]),
        ("FLT3-ITD", [("FLT3", "ITD")]),
        ("BCR-ABL T315I", [("", "BCR::ABL1 Fusion"), ("ABL1", "T315I")]),
        ("KRAS G12C and G12D", [("KRAS", "G12C"), ("KRAS", "G12D")]),
        ("KRAS G12C. G12D", [("KRAS", "G12C"), ("", "G12D")]),
        ("EGFR L858R/T790M", [("EGFR", "L858R"), ("EGFR", "T790M")]),
        ("L858R and T790M mutations in EGFR", [("EGFR", "L858R"), ("EGFR", "T790M")]),
        ("BRAF V600E and KRAS G12D", [("BRAF", "V600E"), ("KRAS", "G12D")]),
        ("BRAF c.1799T>A (p.V600E)", [("BRAF", "c.1799T>A"), ("BRAF", "V600E")]),
        ("V600E/K", [("", "V600E"), ("", "V600K")]),
        ("V600E/D/K", [("", "V600E"), ("", "V600D"), ("", "V600K")]),
        ("KRAS G12C, D and V", [("KRAS", "G12C"), ("KRAS", "G12D"), ("KRAS", "G12V")]),
        ("codons 12 and 13", [("", "Codon 12"), ("", "Codon 13")]),
        ("codon 12/13", [("", "Codon 12"), ("", "Codon 13")]),
    ],
)
def test_a_variant_takes_the_gene_that_it_is_written_with(text, expected):
    assert named(find_variants(text)) == expected


def test_the_alternative_of_a_slash_is_one_letter_long():
    text = "the V600E/K mutations"
    assert bracketed(text, find_variants(text)) == "the ⟦V600E⟧/⟦K⟧ mutations"


def test_a_bare_residue_counts_once_its_change_is_named_in_the_text():
    assert len(find_variants("Y371 was tested.")) == 0
    assert len(find_variants("Y371H was tested, and Y371 is near.")) == 2


@pytest.mark.parametrize(
    "marked",
    [
        "Known hot spots are ⟦R132⟧, ⟦R140⟧ and ⟦R172⟧.",
        "Hotspots including ⟦S33⟧/⟦S37⟧ matter.",
        "It was mutated at ⟦G12⟧, ⟦G13⟧ or ⟦Q61⟧.",
        "Residues ⟦C61⟧ and ⟦C64⟧ bind zinc.",
        "The residue lies next to ⟦T790⟧ there.",
        "Both ⟦D835⟧ and ⟦I836⟧ lie in the loop.",
        "Then ⟦Q61⟧ is the only glutamine of the switch.",
        "Phosphate binds ⟦K117⟧, a lysine that is conserved.",
        "⟦N546⟧ and ⟦K656⟧ mutations were found, not H2087.",
        "⟦R132H⟧, ⟦R140⟧ and ⟦R172⟧ were seen.",
    ],
)
def test_a_bare_residue_counts_where_words_or_its_list_call_it_one(marked):
    text = re.sub("[⟦⟧]", "", marked)
    assert bracketed(text, find_variants(text)) == marked


@pytest.mark.parametrize(
    "text", ["Then Q61 is the only lysine here.", "H2087, H2030 and H1792 grew.", "next to A12.5"]
)
def test_a_bare_residue_stays_out_where_nothing_calls_it_one(text):
    assert find_variants(text) == []


def test_one_digit_changes_need_a_gene_or_a_word_beside_them():
    assert find_variants("as in S1A and S2C") == []
    assert named(find_variants("SHOC2 S2G and p.S2G, an S2G mutant")) == [
        ("SHOC2", "S2G"),
        ("SHOC2", "S2G"),
        ("", "S2G"),
    ]


PIECES = st.sampled_from(
    ["V600E", "p.", "(", ")", "/", "K", "Val", "600", "valine", " to ", "glutamic acid", " at ",
     "codon ", "exon ", "19", " deletion", "BRAF", "EML4", "-", "ALK", "::", " fusion", "c.", "35G",
     ">", "T", "del", "ins", "_", "A750", "fs", "*", "X", "amplified", "ITD", " ", "\n", "é", "²",
     "\ud800", "rs123", " of ", "truncating ", "IVS", "٣"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_gives_ordered_spans_inside_it(text):
    mentions = find_variants(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert mentions == find_variants(text)


@pytest.mark.parametrize(
    "piece",
    ["V600E", "V600E/", "V600E/K", "p.(", "A1", "1", "A", "EML4-", "A::", "exon ", "exon 1",
     "deletion of ", "codons 1, ", "12, ", "valine to ", "Val ", "V600del", "E746_", "c.1", "c.1_",
     "IVS1+", "amplified ", "fusion of ", "ALK gene ", "truncating a", "KRAS G12C, ", "(", "- ",
     "V600E and ", "insA", "delins", "R175, ", "G12 and ", "loss of ", "PTEN loss ", "del19 ",
     "746_750del", "del746-", "frameshift at codon ", "V600 is the a ", "GLY12", "K-RasG12D",
     "METex14", "V600 deletion "]
)  # fmt: skip
def test_time_grows_with_length_alone(piece):
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    find_variants(text)
    assert time.process_time() - began < 5
