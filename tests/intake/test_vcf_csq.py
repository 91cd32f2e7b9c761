import pytest
from vcf_files import entry, only_variant, open_vcf, record, vcf_rows, vcf_text

from intake.assessment import make_rules
from intake.lab_row import Outcome
from variants.gene_facts import PROMOTER_SITES


def csq(*entries):
    return "CSQ=" + ",".join(entries)


def changes(rows):
    return [row.variants[0].variation or row.reason for row in rows]


NOTHING = "the record's annotation says nothing of this allele"


@pytest.mark.parametrize(
    ("reference", "alternate", "spelt"),
    [
        ("A", "T,C", ["T", "C"]),
        ("TA", "T,TAA", ["-", "AA"]),
        ("TA", "T,CA", ["T", "CA"]),
        ("CAG", "C,TAG,CAGG", ["C", "TAG", "CAGG"]),
        ("CA", "C,TC", ["C", "TC"]),
        ("AC", "GT,A", ["GT", "A"]),
        ("a", "t,c", ["t", "C"]),
        ("CA", "C,*", ["-", "*"]),
        ("CA", "C,<DEL>", ["-", "deletion"]),
    ],
)
def test_entries_go_to_the_allele_that_vep_spells_so(tmp_path, reference, alternate, spelt):
    entries = [
        entry(name, HGVSp=f"p.Val{at}Glu", consequence="missense_variant")
        for at, name in enumerate(spelt, start=1)
    ]
    rows = vcf_rows(tmp_path, record(reference, alternate, csq(*reversed(entries))))
    sequences = [row for row in rows if row.variants[0].locus.alternate[0] not in "*<"]
    assert [row.variants[0].variation for row in sequences] == [
        f"V{at}E" for at in range(1, len(sequences) + 1)
    ]


def test_an_allele_without_an_entry_of_its_own_is_not_assessed(tmp_path):
    rows = vcf_rows(tmp_path, record("A", "T,C", csq(entry("T"))))
    assert changes(rows) == ["V600E", NOTHING]


def test_a_single_base_with_the_entry_of_another_is_not_assessed(tmp_path):
    assert changes(vcf_rows(tmp_path, record("A", "G", csq(entry("T"))))) == [NOTHING]


def test_a_record_split_after_annotation_keeps_to_its_own_allele(tmp_path):
    both = csq(
        entry("T", HGVSp="p.Val1Glu", ALLELE_NUM="1"), entry("C", HGVSp="p.Val2Glu", ALLELE_NUM="2")
    )
    assert changes(vcf_rows(tmp_path, record("A", "T", both), record("A", "C", both))) == [
        "V1E",
        "V2E",
    ]


def test_an_allele_spelt_minimally_is_found(tmp_path):
    line = record("CAA", "CA,TAA", csq(entry("-", "frameshift_variant", HGVSp="p.Lys2fs")))
    assert changes(vcf_rows(tmp_path, line)) == ["K2fs", NOTHING]


def test_two_alleles_of_one_spelling_are_told_apart_by_their_number(tmp_path):
    line = record(
        "AC",
        "A,T",
        csq(
            entry("T", HGVSp="p.Val3Glu", ALLELE_NUM="1"),
            entry("T", HGVSp="p.Val2Glu", ALLELE_NUM="2"),
        ),
    )
    assert changes(vcf_rows(tmp_path, line))[1] == "V2E"


@pytest.mark.parametrize(
    ("flags", "rule"),
    [
        ({"MANE_SELECT": "NM_1.1"}, "MANE Select"),
        ({"CANONICAL": "YES"}, "canonical"),
        ({"PICK": "1"}, "picked by VEP"),
    ],
)
def test_a_marked_transcript_is_chosen_before_a_more_severe_one_and_the_rule_named(
    tmp_path, flags, rule
):
    entries = (
        entry(consequence="stop_gained", HGVSp="p.Val9Ter", Feature="ENST9"),
        entry(Feature="ENST2.3", **flags),
    )
    variant = only_variant(vcf_rows(tmp_path, record(info=csq(*entries))))
    assert (variant.transcript.id, variant.transcript.rule) == ("ENST2.3", rule)
    assert (variant.variation, variant.consequence) == ("V600E", "missense_variant")


def test_mane_comes_before_canonical_and_this_before_the_pick(tmp_path):
    entries = (
        entry(Feature="pick", PICK="1"),
        entry(Feature="canonical", CANONICAL="YES"),
        entry(Feature="mane", MANE_SELECT="NM_1"),
    )
    assert only_variant(vcf_rows(tmp_path, record(info=csq(*entries)))).transcript.id == "mane"


def test_without_marks_the_most_severe_transcript_is_chosen(tmp_path):
    entries = (
        entry(consequence="intron_variant", HGVSp="", Feature="ENST1"),
        entry(Feature="ENST2"),
        entry(Feature="ENST3"),
    )
    variant = only_variant(vcf_rows(tmp_path, record(info=csq(*entries))))
    assert (variant.transcript.id, variant.transcript.rule) == ("ENST2", "most severe")


@pytest.mark.parametrize(
    ("other", "first"),
    [
        ({"symbol": "B", "consequence": "stop_gained", "HGVSp": "p.Val9Ter"}, "B"),
        ({"symbol": "B", "consequence": "intron_variant", "HGVSp": ""}, "A"),
        ({"symbol": "B", "consequence": "splice_donor_variant", "BIOTYPE": "lncRNA"}, "A"),
        ({"symbol": "B"}, "A"),
    ],
)
def test_of_two_genes_the_assessed_coding_more_severely_changed_one_counts(tmp_path, other, first):
    line = record(info=csq(entry(symbol="A"), entry(**other)))
    assert only_variant(vcf_rows(tmp_path, line)).gene == first


def test_a_second_gene_that_is_changed_is_named_and_counted(tmp_path):
    line = record(info=csq(entry(symbol="BRAF"), entry(symbol="KRAS", HGVSp="p.Gly12Asp")))
    reader = open_vcf(tmp_path, vcf_text(line))
    variant = only_variant(list(reader.rows()))
    assert variant.notes == (
        "the same allele changes KRAS p.Gly12Asp, too (missense_variant); not assessed here",
    )
    assert reader.notes[0].startswith("Alleles that change a second gene, too: 1.")


def test_a_gene_next_to_the_changed_one_is_no_second_gene(tmp_path):
    line = record(info=csq(entry(), entry(symbol="KRAS", consequence="upstream_gene_variant")))
    reader = open_vcf(tmp_path, vcf_text(line))
    assert only_variant(list(reader.rows())).notes == ()
    assert reader.notes == []


def test_consequences_decide_what_is_assessed(tmp_path):
    lines = [
        record(info=csq(entry(consequence=terms, HGVSp=change)))
        for terms, change in [
            ("synonymous_variant", "p.Val600%3D"),
            ("intron_variant&NMD_transcript_variant", ""),
            ("missense_variant&splice_region_variant", "p.Val600Glu"),
        ]
    ]
    rows = vcf_rows(tmp_path, *lines)
    assert [row.reason for row in rows] == ["synonymous", "intronic", ""]
    rows = vcf_rows(tmp_path, *lines, rules=make_rules(("synonymous_variant",)))
    assert rows[0].outcome is Outcome.ASSESSED


def test_an_entry_of_no_gene_tells_why_the_row_is_not_assessed(tmp_path):
    line = record(info=csq(entry(consequence="intergenic_variant", symbol="", Feature="")))
    (row,) = vcf_rows(tmp_path, line)
    assert (row.reason, row.variants[0].transcript) == ("intergenic", None)


def test_without_hgvs_the_change_is_made_of_residues_and_position(tmp_path):
    line = record(info=csq(entry(HGVSp="", Amino_acids="V/E", Protein_position="600/766")))
    assert only_variant(vcf_rows(tmp_path, line)).variation == "V600E"


def test_only_in_silico_annotations_with_a_value_are_kept(tmp_path):
    line = record(info=csq(entry(SIFT="deleterious(0)", CADD_PHRED=".", IMPACT="MODERATE")))
    variant = only_variant(vcf_rows(tmp_path, line))
    assert variant.annotations == (("SIFT", "deleterious(0)"),)


def test_a_recurrent_promoter_change_is_found_behind_another_gene(tmp_path):
    position = str(PROMOTER_SITES["TERT", "GRCh38"][0])
    entries = (
        entry(symbol="CLPTM1L", consequence="intron_variant", HGVSp=""),
        entry(symbol="TERT", consequence="upstream_gene_variant", HGVSp=""),
    )
    line = record(info=csq(*entries), chromosome="5", position=position)
    text = vcf_text(line, header=(vcf_text().split("\n")[1], "##reference=GRCh38.fa"))
    variant = only_variant(list(open_vcf(tmp_path, text).rows()))
    assert (variant.gene, variant.variation) == ("TERT", "Promoter Mutations")


@pytest.mark.parametrize(
    ("alternate", "allele", "consequence", "variation"),
    [
        ("<DEL>", "deletion", "transcript_ablation", "Deletion"),
        ("<CN0>", "CN0", "transcript_ablation", "Deletion"),
        ("<DUP>", "duplication", "transcript_amplification", "Amplification"),
        ("<CN9>", "copy_number_variation", "transcript_amplification", "Amplification"),
    ],
)
def test_a_structural_variant_of_whole_genes_is_assessed_for_each(
    tmp_path, alternate, allele, consequence, variation
):
    entries = [entry(allele, consequence, gene, HGVSp="") for gene in ("CDKN2A", "CDKN2B")]
    entries.append(entry(allele, "stop_gained", "MTAP", HGVSp="p.Val9Ter"))
    (row,) = vcf_rows(tmp_path, record("N", alternate, csq(*entries)))
    assert row.outcome is Outcome.ASSESSED
    assert [(variant.gene, variant.variation) for variant in row.variants] == [
        ("CDKN2A", variation),
        ("CDKN2B", variation),
    ]


def test_a_duplication_that_is_said_to_ablate_a_gene_is_not_assessed(tmp_path):
    line = record("N", "<DUP>", csq(entry("duplication", "transcript_ablation")))
    (row,) = vcf_rows(tmp_path, line)
    assert row.outcome is Outcome.NOT_ASSESSED


def test_a_filtered_structural_variant_is_not_assessed(tmp_path):
    line = record(
        "N", "<DEL>", csq(entry("deletion", "transcript_ablation", HGVSp="")), filter="LowQual"
    )
    (row,) = vcf_rows(tmp_path, line)
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, "FILTER is LowQual")


@pytest.mark.parametrize(
    ("consequence", "residues", "place", "variation"),
    [
        ("missense_variant", "W/C", "557", "W557C"),
        ("missense_variant", "WK/CE", "557-558/976", "W557_K558delinsCE"),
        ("inframe_deletion", "ELREA/-", "746-750", "E746_A750del"),
        ("inframe_deletion", "KELR/K", "745-748", "E746_R748del"),
        ("inframe_insertion", "-/GH", "771-772", "771_772insGH"),
        ("frameshift_variant", "Q/X", "10", "Q10fs"),
        ("frameshift_variant", "-/X", "10-11", "Truncating Mutations"),
        ("stop_gained&frameshift_variant", "Y/*X", "236", "Y236*"),
        ("stop_gained", "R/*", "213", "R213*"),
        ("stop_lost", "*/R", "394", "*394Rext*?"),
    ],
)
def test_without_hgvs_the_residues_tell_the_change(
    tmp_path, consequence, residues, place, variation
):
    told = entry("T", consequence, HGVSp="", Amino_acids=residues, Protein_position=place)
    assert only_variant(vcf_rows(tmp_path, record(info=csq(told)))).variation == variation
