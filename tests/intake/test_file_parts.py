"""A file read in parts says the same as one that is read whole."""

import pickle
from itertools import pairwise

import pytest
from written_files import bgzip_block

from intake import file_parts
from intake.assessment import AssessmentRules
from intake.content import BGZIP_END, read_content
from intake.file_parts import PartedFile, can_be_parted, first_build, parts_of
from intake.lab_file import open_content
from intake.row_notes import RowNotes

RULES = AssessmentRules()

MAF = (
    "#version 2.4\n"
    "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tVariant_Classification\tHGVSp_Short\t"
    "t_alt_count\tt_depth\n"
    "BRAF\tGRCh37\t7\t140453136\tMissense_Mutation\tp.V600E\t5\t10\n"
    "# a remark\n"
    "KRAS\t\t12\t25398284\tMissense_Mutation\tp.G12D\t1\t4\n"
    "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tVariant_Classification\tHGVSp_Short\t"
    "t_alt_count\tt_depth\n"
    "\t\t\t\t\t\t\t\n"
    "TP53\tGRCh38\t17\t7577120\tMissense_Mutation\tp.R273H\t1\t4\n"
    "\n"
    "PTEN\tGRCh37\t10\t89692905\tSomething_Odd\tp.R130Q\tmany\t4\n"
    "PTEN\tGRCh37\t10\t89692905\tAnother_Odd\tp.R130G\t9\t4\n"
)
CSQ = '##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: {}">\n'
VCF = (
    "##fileformat=VCFv4.2\n"
    + CSQ.format("Allele|Consequence|SYMBOL|HGVSp")
    + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    "7\t100\t.\tA\tT,C\t.\tPASS\tCSQ=T|missense_variant|BRAF|p.Val600Glu,C|intron_variant|BRAF|\n"
    "7\t101\t.\tA\tT\t.\tq10\tCSQ=T|missense_variant|BRAF|p.Val601Glu\n"
    "##fileformat=VCFv4.2\n"
    + CSQ.format("Allele|SYMBOL|Consequence|HGVSp")
    + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    "7\t102\t.\tA\tT\t.\tPASS\tCSQ=T|KIT|missense_variant|p.Asp816Val\n"
    "7\tnowhere\t.\tA\tT\t.\tPASS\tCSQ=T|KIT|missense_variant|p.Asp816Val\n"
    "7\t103\t.\tA\tT\t.\tPASS\tCSQ=T|KIT|missense_variant|p.Asp816His\n"
)
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
KIT = "\t.\tA\tT\t.\tPASS\tCSQ=T|missense_variant|KIT|p.Asp816Val"
HEADER = f"##fileformat=VCFv4.2\n{CSQ.format('Allele|Consequence|SYMBOL|HGVSp')}"
PUT_TOGETHER = (
    f"{HEADER}{COLUMNS}\n##source=late\n# checked\n7\t100{KIT}\n"
    f"{HEADER}##reference=hg19\n{COLUMNS}\tFORMAT\tS1\n7\t101{KIT}\tGT\t0/1\n#7\t102{KIT}\tGT\t0/1\n"
    f"7\t103{KIT}\tGT\t0/1\n"
    # of another build, and without a line #CHROM
    f"{HEADER}##reference=GRCh38\n7\t104{KIT}\tGT\t0/1\n7\t105{KIT}\tGT\t0/1\n"
    f"{HEADER}#CHROM\tPOS\tALT\n7\t106{KIT}\n{HEADER}7\t107{KIT}\n7\t108{KIT}\n"
    f"{HEADER}{COLUMNS}\tFORMAT\tS2\n7\t109{KIT}\tGT\t0/1\n7\t110{KIT}\tGT\t0/1\n# done\n"
)
"""Headers, what is none, and what is taken over from the file before."""

LIST = "Gene Variation\nBRAF V600E\n# a remark\nKIT D816V # seen before\nnonsense\nEGFR L858R\n"


def whole(path):
    """Read a file from end to end: rows, notes, build."""
    content = read_content(path)
    reader = open_content(content, RULES)
    header = list(reader.notes)
    rows = list(reader.rows())
    return rows, reader.notes[len(header) :], reader.build


def in_parts(path, n_lines, monkeypatch):
    """Read a file in parts of some lines, each by itself."""
    monkeypatch.setattr(file_parts, "PART_LINES", n_lines)
    content = read_content(path)
    reader = open_content(content, RULES)
    file = pickle.loads(pickle.dumps(PartedFile.of(content, RULES)))
    rows, counted, build, n_parts = [], RowNotes(), "", 0
    for part in parts_of(content, reader):
        found = file.read(pickle.loads(pickle.dumps(part.after(build))))
        rows += found.rows
        counted.absorb(pickle.loads(pickle.dumps(found.counted)))
        build, n_parts = found.build, n_parts + 1
    return rows, counted.told(), build, n_parts


@pytest.mark.parametrize("n_lines", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(
    "text", [MAF, VCF, PUT_TOGETHER, LIST], ids=["MAF", "VCF", "VCFs put together", "list"]
)
def test_rows_notes_and_build_are_those_of_the_whole_file(text, n_lines, tmp_path, monkeypatch):
    (tmp_path / "file").write_text(text, encoding="utf-8")
    rows, notes, build = whole(tmp_path / "file")
    *found, n_parts = in_parts(tmp_path / "file", n_lines, monkeypatch)
    assert found == [rows, notes, build]
    assert (n_parts > 1) == (n_lines < 100)
    assert {row.outcome.value for row in rows} >= {"assessed", "rejected"}


def test_every_line_is_in_one_part_in_its_order(tmp_path, monkeypatch):
    monkeypatch.setattr(file_parts, "PART_LINES", 2)
    (tmp_path / "file").write_text(MAF, encoding="utf-8")
    content = read_content(tmp_path / "file")
    parts = list(parts_of(content, open_content(content, RULES)))
    assert [line for part in parts for line in part.lines()] == list(content.lines())
    assert all(one.numbers[-1] < other.numbers[0] for one, other in pairwise(parts))


def test_a_part_of_long_lines_has_fewer_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(file_parts, "PART_CHARACTERS", 100)
    (tmp_path / "file").write_text(MAF, encoding="utf-8")
    content = read_content(tmp_path / "file")
    assert len(list(parts_of(content, open_content(content, RULES)))) > 3


def test_a_table_whose_first_lines_name_the_build_tells_it_before_it_is_read(tmp_path):
    (tmp_path / "file").write_text(MAF, encoding="utf-8")
    assert first_build(PartedFile.of(read_content(tmp_path / "file"), RULES)) == "GRCh37"


def test_a_fault_of_a_line_goes_with_its_part(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("Gene,Variation\nBRAF,V600E\nKIT,D8\x0016V\n", encoding="utf-8")
    rows, _, _, _ = in_parts(tmp_path / "file", 1, monkeypatch)
    assert [row.outcome.value for row in rows] == ["assessed", "rejected"]
    assert "NUL" in rows[1].reason


def test_a_copy_number_table_is_read_whole(tmp_path):
    (tmp_path / "file").write_text("Hugo_Symbol\tS1\tS2\nERBB2\t2\t0\n", encoding="utf-8")
    assert not can_be_parted(open_content(read_content(tmp_path / "file"), RULES))


def test_of_files_put_together_a_part_is_given_the_headers_that_hold_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(file_parts, "PART_LINES", 3)
    one = f"{HEADER}{COLUMNS}\tFORMAT\tS1\n# a remark\n7\t100{KIT}\tGT\t0/1\n"
    (tmp_path / "file").write_text(one * 30, encoding="utf-8")
    content = read_content(tmp_path / "file")
    parts = list(parts_of(content, open_content(content, RULES)))
    assert len(parts) > 30
    assert max(len(part.before) for part in parts) <= 7


def test_a_part_is_read_where_the_file_is_not(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bgzip_block(VCF.encode()) + BGZIP_END)
    rows, _, _ = whole(path)
    content = read_content(path)
    parts = list(parts_of(content, open_content(content, RULES)))
    file = PartedFile.of(content, RULES)
    path.unlink()
    assert [row for part in parts for row in file.read(part).rows] == rows
