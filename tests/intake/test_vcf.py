import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vcf_files import (
    COLUMNS,
    SNPEFF,
    VEP,
    VERSION,
    ann,
    entry,
    open_vcf,
    record,
    vcf_rows,
    vcf_text,
)

from intake.assessment import make_rules
from intake.content import read_content
from intake.lab_row import LabFileError, Locus, Outcome
from intake.vcf import NO_HEADER, NOT_ANNOTATED, recognise_vcf

ONE = "\t".join(COLUMNS)


def outcomes(rows):
    return [(row.line, row.outcome.value, row.reason) for row in rows]


def test_a_record_and_an_alternate_allele_are_one_row(tmp_path):
    rows = vcf_rows(tmp_path, record("A", "T,C", f"CSQ={entry('T')},{entry('C')}"))
    assert [(row.line, row.value) for row in rows] == [
        (4, "7:140453136 A>T"),
        (4, "7:140453136 A>C"),
    ]
    assert [row.variants[0].variation for row in rows] == ["V600E", "V600E"]


def test_the_locus_has_no_chr_and_the_build_of_the_header(tmp_path):
    line = record(info=f"CSQ={entry()}", chromosome="chr7")
    header = (VEP, "##contig=<ID=chr1,length=248956422>")
    (row,) = vcf_rows(tmp_path, line, header=header)
    assert row.variants[0].locus == Locus("GRCh38", "7", 140453136, "A", "T")


def test_filter_keeps_a_record_from_being_assessed_unless_options_say_otherwise(tmp_path):
    line = record(info=f"CSQ={entry()}", filter="panel_of_normals")
    (row,) = vcf_rows(tmp_path, line)
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, "FILTER is panel_of_normals")
    (row,) = vcf_rows(tmp_path, line, rules=make_rules(any_filter=True))
    assert row.outcome is Outcome.ASSESSED


@pytest.mark.parametrize(
    ("alternate", "words"),
    [
        (".", "no alternate allele"),
        ("*", "deleted by another variant"),
        ("<NON_REF>", "any other allele"),
        ("<*>", "any other allele"),
        ("<DEL>", "a deletion for which"),
        ("<DUP:TANDEM>", "a duplication for which"),
        ("<INS:ME:ALU>", "an insertion for which"),
        ("<CN3>", "a copy-number variant for which"),
        ("A[chr2:123[", "a breakend for which"),
        ("]<ctg1>:7]A", "a breakend for which"),
        (".A", "a breakend for which"),
    ],
)
def test_an_alternate_that_is_no_sequence_is_not_assessed_and_counts_once(
    tmp_path, alternate, words
):
    (row,) = vcf_rows(tmp_path, record("A", alternate, f"CSQ={entry('X')}"))
    assert row.outcome is Outcome.NOT_ASSESSED
    assert words in row.reason


@pytest.mark.parametrize("info", [".", "", "DP=7", "DP=7;CSQ=", "CSQ=.", "XCSQ=a|b"])
def test_a_record_without_annotation_is_not_assessed(tmp_path, info):
    assert outcomes(vcf_rows(tmp_path, record(info=info))) == [
        (4, "not_assessed", "the record carries no annotation")
    ]


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        (record("A", "A"), "A", "ALT equals REF"),
        (record("A", "a"), "a", "ALT equals REF"),
        (record("AR", "A"), "AR", "REF is no sequence; expected bases"),
        (record("", "A"), "", "REF is no sequence; expected bases"),
        (record("A", ""), "", "ALT is no allele; expected bases"),
        (record("A", "Q"), "Q", "ALT is no allele; expected bases"),
        (record("A", "<DEL"), "<DEL", "ALT is no allele; expected bases"),
        (record(position="x1"), "x1", "expected a whole number"),
        (record(position="-1"), "-1", "expected a whole number"),
        (record(position="²"), "²", "expected a whole number"),
        ("7\t1\t.\tA\tT", "7\t1\t.\tA\tT", "5 tab-separated columns; expected 8"),
        (record(samples=("GT", "0/1")), record(samples=("GT", "0/1")), "10 columns; expected 8"),
        (record(chromosome=" "), record(chromosome=" "), "CHROM is empty"),
    ],
)
def test_a_faulty_record_is_rejected_by_line_value_and_what_was_expected(
    tmp_path, line, value, expected
):
    good = record(info=f"CSQ={entry()}")
    rows = vcf_rows(tmp_path, line, good)
    assert [row.outcome for row in rows] == [Outcome.REJECTED, Outcome.ASSESSED]
    assert (rows[0].line, rows[0].value) == (4, value)
    assert expected in rows[0].reason


def test_a_faulty_record_of_two_alternates_is_two_rejected_rows(tmp_path):
    rows = vcf_rows(tmp_path, record("A", "T,C", position="?"))
    assert [row.outcome for row in rows] == [Outcome.REJECTED] * 2


def test_an_allele_that_stands_twice_is_rejected_the_second_time(tmp_path):
    rows = vcf_rows(tmp_path, record("A", "T,T", f"CSQ={entry()}"))
    assert [row.outcome for row in rows] == [Outcome.ASSESSED, Outcome.REJECTED]
    assert "twice" in rows[1].reason


def test_an_annotation_that_does_not_fit_the_header_is_rejected(tmp_path):
    (row,) = vcf_rows(tmp_path, record(info="CSQ=T|missense_variant|BRAF"))
    assert row.outcome is Outcome.REJECTED
    assert row.reason == "3 fields in a CSQ entry; expected the header's 17"


def test_a_line_with_a_fault_is_rejected_by_it(tmp_path):
    (row,) = vcf_rows(tmp_path, record(info="DP=\0"))
    assert (row.outcome, row.line) == (Outcome.REJECTED, 4)
    assert "NUL" in row.reason


def test_a_body_without_the_lines_before_its_columns_is_read(tmp_path):
    reader = open_vcf(tmp_path, f"{ONE}\n{record(info='CSQ=a|b')}\n")
    assert outcomes(reader.rows()) == [(2, "not_assessed", "the file is not annotated")]


def test_an_unannotated_file_gets_one_reason_and_the_commands_that_annotate_it(tmp_path):
    header = ("##reference=file:///data/hg19.fa",)
    text = vcf_text(record("A", "T,*"), record("A", "."), header=header)
    reader = open_vcf(tmp_path, text)
    assert {row.reason for row in reader.rows()} == {"the file is not annotated"}
    assert (reader.format, reader.build) == ("VCF without annotation", "GRCh37")
    vep, snpeff = reader.advice
    assert "vep -i sent.vcf -o sent.vep.vcf --vcf --cache --assembly GRCh37" in vep
    assert "--mane" not in vep
    assert "snpEff GRCh37.75 sent.vcf" in snpeff


def test_the_advice_for_grch38_asks_for_mane_and_for_no_build_names_both(tmp_path):
    header = ("##contig=<ID=1,length=248956422>",)
    assert "--mane --canonical" in open_vcf(tmp_path, vcf_text(header=header)).advice[0]
    unknown = open_vcf(tmp_path, vcf_text(header=())).advice[0]
    assert "--assembly BUILD" in unknown
    assert "GRCh37" in unknown
    assert "GRCh38" in unknown


def test_the_old_annotation_of_snpeff_is_named_as_not_read(tmp_path):
    header = ('##INFO=<ID=EFF,Number=.,Type=String,Description="Predicted effects">',)
    reader = open_vcf(tmp_path, vcf_text(record(info="EFF=x"), header=header))
    assert "EFF is not read" in reader.advice[0]
    assert "vep -i" in reader.advice[1]


def test_an_annotation_without_symbols_is_answered_with_how_to_annotate(tmp_path):
    header = ('##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|HGVSp">',)
    reader = open_vcf(tmp_path, vcf_text(header=header))
    assert reader.advice[0] == "VEP's CSQ has no SYMBOL."
    assert "--symbol" in reader.advice[1]


def test_a_missense_change_of_no_named_gene_is_not_assessed(tmp_path):
    (row,) = vcf_rows(tmp_path, record(info=f"CSQ={entry(symbol='')}"))
    assert outcomes([row]) == [(4, "not_assessed", "the annotation names no gene symbol")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{VERSION}\n{VEP}\n{record()}\n", "line 3: expected the line that begins with #CHROM"),
        (f"{VERSION}\n{VEP}\n", "line 3: expected the line that begins with #CHROM"),
        (f"{VERSION}\n{ONE.replace(chr(9), ' ')}\n", "separated by tabs"),
        (f"{VERSION}\n#CHROM\tPOS\tREF\tALT\n", "line 2: expected the columns #CHROM POS ID"),
        (f"{VERSION}\n{VEP.replace('Format: ', '')}\n{ONE}\n", "line 2: expected 'Format:"),
    ],
)
def test_a_header_that_cannot_be_read_is_refused_by_its_line(tmp_path, text, expected):
    with pytest.raises(LabFileError, match=f"sent.vcf: .*{expected}"):
        open_vcf(tmp_path, text)


@pytest.mark.parametrize("text", ["Gene\tVariation\n", "##notes\nBRAF V600E\n", "#version 2.4\n"])
def test_another_text_is_not_recognised(tmp_path, text):
    path = tmp_path / "sent.vcf"
    path.write_text(text)
    assert recognise_vcf(read_content(path), make_rules()) is None


def test_header_lines_among_the_records_are_no_rows_and_hold_from_there_on(tmp_path):
    later = "\t".join((*COLUMNS, "FORMAT", "second"))
    line = record(info=f"CSQ={entry()}")
    sampled = record(info=f"CSQ={entry()}", samples=("GT", "0/1"))
    reader = open_vcf(tmp_path, vcf_text(line, VERSION, VEP, later, sampled))
    rows = list(reader.rows())
    assert [(row.line, row.variants[0].samples) for row in rows] == [(4, ()), (8, ("second",))]
    assert reader.notes == [
        "Header lines among the records: 3. They hold for the records after them."
    ]


@pytest.mark.parametrize(
    "stray", [f"#{record()}", "# done", "#EOF", "#chromosome 8 follows", "#chr8\t1\t.\tA\tT,C"]
)
def test_a_line_among_the_records_that_is_no_header_is_rejected_and_the_others_are_read(
    tmp_path, stray
):
    line = record(info=f"CSQ={entry()}")
    reader = open_vcf(tmp_path, vcf_text(stray, line, stray, line, stray))
    rows = list(reader.rows())
    assert outcomes(rows) == [
        (4, "rejected", NO_HEADER),
        (5, "assessed", ""),
        (6, "rejected", NO_HEADER),
        (7, "assessed", ""),
        (8, "rejected", NO_HEADER),
    ]
    assert {row.value for row in rows[::2]} == {stray}
    assert reader.notes == []


def test_a_later_header_line_that_cannot_be_read_is_rejected_by_what_was_expected(tmp_path):
    broken = VEP.replace("Format: ", "")
    line = record(info=f"CSQ={entry()}")
    rows = vcf_rows(tmp_path, line, VERSION, broken, ONE, line)
    assert outcomes(rows) == [
        (4, "assessed", ""),
        (6, "rejected", "expected 'Format: Allele|Consequence|…' in the CSQ header"),
        (8, "not_assessed", NOT_ANNOTATED),
    ]


def test_records_under_columns_that_cannot_be_read_are_rejected_up_to_columns_that_can(tmp_path):
    line = record(info=f"CSQ={entry()}", samples=("GT", "0/1"))
    ours, theirs = ("\t".join((*COLUMNS, "FORMAT", name)) for name in ("S1", "S2"))
    broken = theirs.replace("POS", "POSITION")
    reader = open_vcf(
        tmp_path,
        f"{VERSION}\n{VEP}\n{ours}\n{line}\n{broken}\n{line}\n{VERSION}\n{VEP}\n{line}\n{theirs}\n{line}\n",
    )
    rows = list(reader.rows())
    unread = "the columns that line 5 names cannot be read; expected those of a VCF"
    assert outcomes(rows) == [
        (4, "assessed", ""),
        (5, "rejected", "expected the columns #CHROM POS ID REF ALT QUAL FILTER INFO"),
        (6, "rejected", unread),
        (9, "rejected", unread),
        (11, "assessed", ""),
    ]
    assert [rows[at].variants[0].samples for at in (0, -1)] == [("S1",), ("S2",)]
    assert reader.header_names == ["S1", "S2"]


def test_records_after_a_header_of_another_build_are_rejected(tmp_path):
    old, new = "##reference=hg19.fa", "##reference=GRCh38.fa"
    line = record(info=f"CSQ={entry()}")
    rows = list(
        open_vcf(tmp_path, vcf_text(line, VERSION, VEP, new, ONE, line, header=(VEP, old))).rows()
    )
    assert [row.outcome for row in rows] == [Outcome.ASSESSED, Outcome.REJECTED]
    assert rows[1].reason.startswith("on GRCh38 by its header, in a file on GRCh37")


def test_records_on_a_contig_of_another_build_are_rejected_and_the_header_noted(tmp_path):
    header = (VEP, "##contig=<ID=1,assembly=b37>", "##contig=<ID=2,assembly=GRCh38>")
    lines = [record(info=f"CSQ={entry()}", chromosome=name) for name in ("1", "2", "3")]
    reader = open_vcf(tmp_path, vcf_text(*lines, header=header))
    assert [row.outcome.value for row in reader.rows()] == ["assessed", "rejected", "assessed"]
    assert reader.notes[0] == (
        "The header names two builds, GRCh37 (line 3) and GRCh38 (line 4); positions are read as "
        "GRCh37."
    )


def test_the_length_of_chromosome_1_outranks_a_name(tmp_path):
    header = (VEP, "##reference=hg19.fa", "##contig=<ID=chr1,length=248956422>")
    reader = open_vcf(tmp_path, vcf_text(header=header))
    assert reader.build == "GRCh38"
    assert "GRCh37 (line 3) and GRCh38 (line 4)" in reader.notes[0]


def test_a_file_of_two_annotations_is_read_by_the_one_that_a_record_has(tmp_path):
    lines = record(info=f"CSQ={entry()}"), record(info=f"ANN={ann(gene='KRAS')}")
    reader = open_vcf(tmp_path, vcf_text(*lines, header=(VEP, SNPEFF)))
    assert reader.format == "VCF with VEP's CSQ and SnpEff's ANN"
    assert [row.variants[0].gene for row in reader.rows()] == ["BRAF", "KRAS"]


def test_a_header_without_records_has_no_rows_and_says_so(tmp_path):
    reader = open_vcf(tmp_path, vcf_text())
    assert list(reader.rows()) == []
    assert reader.notes == ["The VCF has a header but no record."]


def test_rows_are_the_same_when_they_are_read_anew(tmp_path):
    text = vcf_text(record(info=f"CSQ={entry()}"), record("A", "."))
    assert list(open_vcf(tmp_path, text).rows()) == list(open_vcf(tmp_path, text).rows())


PIECES = st.sampled_from(
    [
        "A",
        "T",
        "7",
        "C,T",
        "<DEL>",
        "*",
        ".",
        ",",
        "",
        " ",
        "|",
        ";",
        "0/1",
        "GT",
        "PASS",
        "é",
        "==",
    ]
) | st.just(f"CSQ={entry()}")


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(st.lists(PIECES, min_size=1, max_size=11), max_size=4))
def test_whatever_a_record_holds_its_rows_are_counted(tmp_path_factory, lines):
    records = ["\t".join(("x", *pieces)) for pieces in lines]
    rows = vcf_rows(tmp_path_factory.mktemp("sent"), *records)
    expected = [
        number
        for number, line in enumerate(records, start=4)
        for _ in ([*line.split("\t"), *[""] * 4][4].split(","))
    ]
    assert [row.line for row in rows] == expected
    assert all(row.reason for row in rows if row.outcome is not Outcome.ASSESSED)


def test_records_after_a_header_that_breaks_off_keep_their_columns(tmp_path):
    line = record(info=f"CSQ={entry()}", samples=("GT", "0/0", "0/1"))
    whole = vcf_text(line, samples=("N1", "T1"))
    rows = list(open_vcf(tmp_path, f"{whole}##fileformat=VCFv4.2\n{line}\n").rows())
    assert [row.variants[0].samples for row in rows] == [("T1",), ("T1",)]
