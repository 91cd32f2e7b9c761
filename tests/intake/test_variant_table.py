import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written_files import RULES, only, reader_of, recognised, rows_of

from intake.assessment import make_rules
from intake.content import read_content
from intake.lab_row import LabFileError, Locus, Outcome, Transcript
from intake.variant_table import recognise_table

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")

MAF = (
    "Hugo_Symbol", "NCBI_Build", "Chromosome", "Start_Position", "Consequence",
    "Variant_Classification", "Reference_Allele", "Tumor_Seq_Allele1", "Tumor_Seq_Allele2",
    "Tumor_Sample_Barcode", "HGVSp_Short", "HGVSc", "Transcript_ID", "t_ref_count", "t_alt_count",
)  # fmt: skip
BRAF = {
    "Hugo_Symbol": "BRAF", "NCBI_Build": "GRCh37", "Chromosome": "chr7",
    "Start_Position": "140453136", "Consequence": "missense_variant",
    "Variant_Classification": "Missense_Mutation", "Reference_Allele": "A",
    "Tumor_Seq_Allele1": "A", "Tumor_Seq_Allele2": "T", "Tumor_Sample_Barcode": "S1",
    "HGVSp_Short": "p.V600E", "HGVSc": "ENST00000288602.6:c.1799T>A",
    "Transcript_ID": "ENST00000288602", "t_ref_count": "75", "t_alt_count": "25",
}  # fmt: skip


def table(*rows, sep="\t"):
    header = [*MAF, *sorted({name for row in rows for name in row} - set(MAF))]
    lines = [sep.join(header), *(sep.join(row.get(name, "") for name in header) for row in rows)]
    return "\n".join(lines) + "\n"


def test_a_maf_row_is_read_in_full(tmp_path):
    reader = reader_of(recognise_table, tmp_path, "#version 2.4\n" + table(BRAF))
    row = only(list(reader.rows()))
    assert (reader.format, reader.build) == ("MAF", "GRCh37")
    assert (row.line, row.outcome, row.value) == (3, Outcome.ASSESSED, "BRAF p.V600E")
    variant = only(list(row.variants))
    assert (variant.gene, variant.variation) == ("BRAF", "V600E")
    assert (variant.hgvs_p, variant.hgvs_c) == ("p.V600E", "c.1799T>A")
    assert variant.consequence == "missense_variant"
    assert variant.locus == Locus("GRCh37", "7", 140453136, "A", "T")
    assert variant.samples == ("S1",)
    assert variant.allele_fraction == 0.25
    assert variant.transcript == Transcript("ENST00000288602", "the file's own")


def test_the_notes_say_which_columns_were_read_as_what(tmp_path):
    notes = reader_of(recognise_table, tmp_path, "Gene,HGVSp,Protein_Change,Freq\n").notes
    assert notes == [
        "Columns read: gene from Gene; protein change from HGVSp, else Protein_Change."
    ]


@pytest.mark.parametrize(
    ("sep", "name"), [("\t", "TSV"), (",", "CSV"), (";", "table separated by ;")]
)
def test_a_table_with_a_gene_and_a_change_is_read(tmp_path, sep, name):
    text = f"Gene{sep}Protein change\nKRAS{sep}p.Gly12Asp\n"
    reader = reader_of(recognise_table, tmp_path, text)
    assert reader.format == name
    assert only(list(reader.rows())).variants[0].variation == "G12D"


def test_the_consequence_outranks_the_classification_and_this_the_protein(tmp_path):
    intronic = BRAF | {"Consequence": "intron_variant", "HGVSp_Short": "*1586*"}
    flank = BRAF | {"Consequence": "", "Variant_Classification": "5'Flank"}
    rows = rows_of(recognise_table, tmp_path, table(intronic, flank))
    assert [row.reason for row in rows] == ["intronic", "upstream of the gene"]


def test_an_intergenic_row_of_no_gene_is_not_assessed(tmp_path):
    igr = {"Hugo_Symbol": "Unknown", "Variant_Classification": "IGR"}
    row = only(rows_of(recognise_table, tmp_path, table(igr)))
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, "intergenic")


def test_kaggles_variants_are_read_without_their_class(tmp_path):
    text = "ID,Gene,Variation,Class\n0,FAM58A,Truncating Mutations,1\n1,CBL,W802*,2\n"
    reader = reader_of(recognise_table, tmp_path, text)
    found = [(row.variants[0].gene, row.variants[0].variation) for row in reader.rows()]
    assert found == [("FAM58A", "Truncating Mutations"), ("CBL", "W802*")]
    assert any(note.startswith("Class is not read") for note in reader.notes)


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"MANE_SELECT": "NM_004333.6", "CANONICAL": "YES"}, "MANE Select"),
        ({"MANE_SELECT": "", "CANONICAL": "YES"}, "canonical"),
        ({"MANE": "MANE_Plus_Clinical", "CANONICAL": ""}, "the file's own"),
        ({"CANONICAL": "NO"}, "the file's own"),
    ],
)
def test_a_transcript_says_by_what_rule_it_was_chosen(tmp_path, columns, rule):
    row = only(rows_of(recognise_table, tmp_path, table(BRAF | columns)))
    assert row.variants[0].transcript == Transcript("ENST00000288602", rule)


def test_a_transcript_is_read_off_the_coding_change_where_no_column_names_it(tmp_path):
    row = only(rows_of(recognise_table, tmp_path, table(BRAF | {"Transcript_ID": ""})))
    assert row.variants[0].transcript == Transcript("ENST00000288602.6", "the file's own")


@pytest.mark.parametrize("build", ["37", "hg19", "GRCh37", "b37", "GRCh37.p13"])
def test_a_build_has_one_name(tmp_path, build):
    reader = reader_of(recognise_table, tmp_path, table(BRAF | {"NCBI_Build": build}))
    row = only(list(reader.rows()))
    assert reader.build == row.variants[0].locus.build == "GRCh37"


def test_rows_of_another_build_than_the_first_are_rejected(tmp_path):
    text = table(BRAF | {"NCBI_Build": ""}, BRAF, BRAF | {"NCBI_Build": "hg38"}, BRAF)
    reader = reader_of(recognise_table, tmp_path, text)
    rows = list(reader.rows())
    assert [row.outcome.value for row in rows] == ["assessed", "assessed", "rejected", "assessed"]
    assert (rows[2].line, rows[2].value) == (4, "hg38")
    assert "genome build GRCh38 in a file of GRCh37" in rows[2].reason
    assert reader.build == "GRCh37"


@pytest.mark.parametrize("position", ["0", "-5", "12a", "1.5", "1e6", "²", "9" * 30])
def test_a_position_that_is_none_is_rejected(tmp_path, position):
    row = only(rows_of(recognise_table, tmp_path, table(BRAF | {"Start_Position": position})))
    assert (row.outcome, row.value) == (Outcome.REJECTED, position)
    assert "expected a whole number from 1" in row.reason


def test_the_first_tumour_allele_counts_where_the_second_is_the_reference(tmp_path):
    swapped = BRAF | {"Tumor_Seq_Allele1": "T", "Tumor_Seq_Allele2": "A"}
    row = only(rows_of(recognise_table, tmp_path, table(swapped)))
    assert row.variants[0].locus.alternate == "T"


@pytest.mark.parametrize(
    ("header", "cells", "fraction"),
    [
        ("VAF", "0.45", 0.45),
        ("VAF", "45", 0.45),
        ("VAF", "45%", 0.45),
        ("VAF", "0,45", 0.45),
        ("VAF (%)", "0.5", 0.005),
        ("i_TumorVAF_WU", "0.5", 0.005),
        ("t_depth\tt_alt_count\tVAF", "200\t50\t0.9", 0.25),
        ("t_ref_count\tt_alt_count", "0\t0", None),
        ("t_ref_count\tt_alt_count\tVAF", "\t\t0.9", 0.9),
    ],
)
def test_allele_fractions_are_shares(tmp_path, header, cells, fraction):
    text = f"Gene\tVariation\t{header}\nBRAF\tV600E\t{cells}\n"
    assert only(rows_of(recognise_table, tmp_path, text)).variants[0].allele_fraction == fraction


def test_a_column_with_a_value_above_one_is_in_per_cent_throughout(tmp_path):
    rows = rows_of(recognise_table, tmp_path, "Gene,Variation,VAF\nBRAF,V600E,0.8\nKRAS,G12D,40\n")
    assert [row.variants[0].allele_fraction for row in rows] == [0.008, 0.4]


@pytest.mark.parametrize("value", ["high", "140", "-3", "nan%", "inf"])
def test_an_unreadable_fraction_is_left_out_and_noted(tmp_path, value):
    text = f"Gene,Variation,VAF\nBRAF,V600E,{value}\n"
    reader = reader_of(recognise_table, tmp_path, text)
    row = only(list(reader.rows()))
    assert (row.outcome, row.variants[0].allele_fraction) == (Outcome.ASSESSED, None)
    assert any("could not be read: 1, the first on line 2" in note for note in reader.notes)


def test_in_silico_annotations_are_passed_on_by_veps_names(tmp_path):
    row = only(
        rows_of(
            recognise_table,
            tmp_path,
            table(BRAF | {"polyphen": "benign(0.1)", "SIFT": ".", "REVEL": "0.9"}),
        )
    )
    assert dict(row.variants[0].annotations) == {"PolyPhen": "benign(0.1)", "REVEL": "0.9"}


def test_the_filter_column_decides_as_options_say(tmp_path):
    text = "Gene,Variation,FILTER\nBRAF,V600E,panel_of_normals\nKRAS,G12D,PASS\n"
    outcomes = [row.outcome.value for row in rows_of(recognise_table, tmp_path, text)]
    assert outcomes == ["not_assessed", "assessed"]
    reader = recognise_table(read_content(tmp_path / "sent.txt"), make_rules(any_filter=True))
    assert {row.outcome for row in reader.rows()} == {Outcome.ASSESSED}


def test_annovars_words_and_lists_are_read(tmp_path):
    text = (
        "Func.refGene\tGene.refGene\tGeneDetail.refGene\tExonicFunc.refGene\tAAChange.refGene\n"
        "exonic\tBRAF\t.\tnonsynonymous SNV\t"
        "BRAF:NM_004333:exon15:c.T1799A:p.V600E,BRAF:NM_001354609:exon2:c.A4T:p.K2M\n"
        "splicing\tATM\tNM_000051:exon5:c.497-2A>G\t.\t.\n"
        "exonic\tTP53\t.\tsynonymous SNV\tTP53:NM_000546:exon4:c.G108A:p.P36P\n"
        "intronic\tTP53\t.\t.\t.\n"
    )
    rows = rows_of(recognise_table, tmp_path, text)
    assert [row.reason for row in rows] == ["", "", "synonymous", "intronic"]
    assert (rows[0].variants[0].variation, rows[0].variants[0].hgvs_c) == ("V600E", "c.1799T>A")
    assert rows[0].variants[0].transcript == Transcript("NM_004333", "the lowest number of several")
    assert (rows[1].variants[0].variation, rows[1].variants[0].hgvs_c) == (
        "X166_splice",
        "c.497-2A>G",
    )


def test_a_column_of_effects_that_are_no_consequences_is_not_read(tmp_path):
    text = "Gene,Variation,Effect\nBRAF,V600E,Gain-of-function\n"
    reader = reader_of(recognise_table, tmp_path, text)
    assert only(list(reader.rows())).outcome is Outcome.ASSESSED
    assert "Effect is not read: it holds no consequences." in reader.notes


def test_rows_without_any_change_are_not_assessed(tmp_path):
    row = only(rows_of(recognise_table, tmp_path, "Gene,Effect\nBRAF,Gain-of-function\n"))
    assert (row.outcome, row.reason) == (
        Outcome.NOT_ASSESSED,
        "no change of the gene is named",
    )


def test_a_name_that_stands_twice_is_noted_and_the_first_counts(tmp_path):
    reader = reader_of(recognise_table, tmp_path, "Gene,Variation,Gene\nBRAF,V600E,KRAS\n")
    assert only(list(reader.rows())).variants[0].gene == "BRAF"
    assert "Gene stands twice in the header: the first column counts." in reader.notes


def test_a_symbol_turned_into_a_date_is_rejected(tmp_path):
    row = only(rows_of(recognise_table, tmp_path, "Gene,Variation\n1-Mar,R21Q\n"))
    assert (row.line, row.value, row.outcome) == (2, "1-Mar", Outcome.REJECTED)
    assert "a date where a gene was expected" in row.reason


def test_a_row_without_a_gene_is_rejected(tmp_path):
    row = only(rows_of(recognise_table, tmp_path, "Gene,Variation\n,V600E\n"))
    assert (row.outcome, row.value) == (Outcome.REJECTED, "V600E")
    assert "no gene" in row.reason


@pytest.mark.parametrize("header", ["Gene,Comment", "Protein,Comment", "Chrom,Pos,Ref,Alt"])
def test_wrong_columns_are_named_with_what_was_expected(tmp_path, header):
    with pytest.raises(LabFileError) as raised:
        recognised(recognise_table, tmp_path, f"{header}\n{header.replace('e', 'a')}\n")
    message = str(raised.value)
    assert header.replace(",", ", ") in message
    assert "wrong columns" in message
    assert "expected a gene column" in message


@pytest.mark.parametrize(
    "text",
    [
        "one,two\nthree,four\n",
        "Hugo_Symbol\tEntrez_Gene_Id\tS1\nERBB2\t2064\t2\n",
        "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\nS1\tEML4\tALK\n",
        "BRAF V600E\n",
    ],
)
def test_other_files_are_left_to_other_readers(tmp_path, text):
    assert recognised(recognise_table, tmp_path, text) is None


CELL = st.one_of(
    st.sampled_from(
        ["", ".", "NA", "BRAF", "1-Mar", "V600E", "p.V600E", "c.1A>T", "missense", "5'"]
    ),
    st.text(
        st.characters(exclude_characters="\t\n\r\0", exclude_categories=["Cs", "Cc"]), max_size=6
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.lists(CELL, min_size=1, max_size=8), max_size=6))
def test_any_line_that_is_no_comment_and_not_empty_is_one_row(tmp_path, lines):
    header = "Gene\tHGVSp\tConsequence\tVAF\tStart\tChr\n"
    path = tmp_path / "sent.txt"
    path.write_text(header + "".join("\t".join(cells) + "\n" for cells in lines), encoding="utf-8")
    content = read_content(path)
    reader = recognise_table(content, RULES)
    found = [row.line for row in reader.rows()]
    sent = [line for line in content.lines() if line.number > 1]
    assert found == [
        line.number for line in sent if not line.text.startswith("#") and line.text.strip('\t" ')
    ]


SILENT = {"Silent", "RNA", "Intron", "IGR", "5'Flank", "3'Flank", "5'UTR", "3'UTR",
          "Splice_Region", "Targeted_Region"}  # fmt: skip
"""Classifications that are not assessed."""


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("tcga_laml.maf.gz", "GRCh37"),
        ("tcga_brca_A18P.maf", "GRCh37"),
        ("cbioportal_es_iocurie_2014_data_mutations.txt", "GRCh37"),
        ("cbioportal_nbl_target_2018_data_mutations.txt", "GRCh37"),
    ],
)
def test_every_row_of_a_real_maf_is_accounted_for(name, build):
    path = SHARED / "lab_files" / name
    if not path.exists():
        pytest.skip(f"{name} is not in ../shared/data/lab_files")
    with gzip.open(path, "rt") if name.endswith("gz") else path.open() as handle:
        sent = list(csv.DictReader((line for line in handle if line[0] != "#"), delimiter="\t"))
    reader = recognise_table(read_content(path), RULES)
    rows = list(reader.rows())
    assert (reader.format, reader.build) == ("MAF", build)
    assert len(rows) == len(sent)
    expected = Counter(
        Outcome.NOT_ASSESSED if row["Variant_Classification"] in SILENT else Outcome.ASSESSED
        for row in sent
    )
    assert Counter(row.outcome for row in rows) == expected
    for row, cells in zip(rows, sent, strict=True):
        (variant,) = row.variants
        assert variant.gene == cells["Hugo_Symbol"]
        assert variant.samples == (cells["Tumor_Sample_Barcode"],)
        assert variant.locus.position == int(cells["Start_Position"])


ANNOVAR = "Func.refGene\tGene.refGene\tExonicFunc.refGene\tAAChange.refGene\n"


def test_of_annovars_list_the_lowest_transcript_counts_and_others_are_noted(tmp_path):
    text = (
        f"{ANNOVAR}exonic\tBRAF\tnonsynonymous SNV\tBRAF:NM_001374258:exon16:c.T1919A:p.V640E,"
        "BRAF:XM_5:exon1:c.T1A:p.V1E,BRAF:NM_004333:exon15:c.T1799A:p.V600E\n"
    )
    [variant] = only(rows_of(recognise_table, tmp_path, text)).variants
    assert (variant.variation, variant.hgvs_c) == ("V600E", "c.1799T>A")
    assert variant.transcript == Transcript("NM_004333", "the lowest number of several")
    assert set(variant.notes) == {
        "the file also lists p.V640E on NM_001374258",
        "the file also lists p.V1E on XM_5",
    }


def test_of_annovars_several_genes_the_first_of_the_list_counts(tmp_path):
    text = (
        f"{ANNOVAR}exonic\tMIR1;CDKN2A\tnonsynonymous SNV\t"
        "CDKN2A:NM_000077:exon2:c.C1T:p.A5V,WRAP53:NM_1:exon2:c.C1T:p.A6V\n"
    )
    [variant] = only(rows_of(recognise_table, tmp_path, text)).variants
    assert (variant.gene, variant.variation) == ("CDKN2A", "A5V")
    assert variant.notes == ("the file also lists WRAP53 p.A6V on NM_1",)


@pytest.mark.parametrize("given", ["140453136", "140453136.0", "140,453,136"])
def test_a_position_may_be_written_as_a_fraction_or_in_thousands(tmp_path, given):
    text = f"Gene\tVariation\tChr\tStart\nBRAF\tV600E\tchr7\t{given}\n"
    [variant] = only(rows_of(recognise_table, tmp_path, text)).variants
    assert (variant.locus.chromosome, variant.locus.position) == ("7", 140453136)


def test_a_maf_between_commas_is_told_from_one_between_tabs(tmp_path):
    text = "Hugo_Symbol,Variant_Classification,HGVSp_Short\nBRAF,Missense_Mutation,p.V600E\n"
    assert reader_of(recognise_table, tmp_path, text).format == "MAF, CSV"
