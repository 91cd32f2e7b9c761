"""``oncolit annotate --table-only``: tables on a file of any length."""

import csv
import gzip
import json
import sys
from pathlib import Path

import openpyxl
import pytest
from oncolit_command import run_oncolit
from small_models import write_small_model

from intake import file_parts
from intake.content import BGZIP_END
from intake.lab_row import LabFileError
from pipeline import table_answers
from pipeline.annotate import annotate_file
from pipeline.annotate_table import annotate_table
from pipeline.cli import main
from pipeline.settings import checkout
from reports.lab_table import COLUMNS

FIVE_TUMOURS = checkout() / "data" / "demo" / "lab" / "five_tumours.maf"
LIST = (
    "BRAF V600E\nbraf p.Val600Glu\nKIT D816V\nnonsense here\nEGFR L858R\nNOVEL9 A20G\nTP53 R175H\n"
)

FIELDS = "Allele|Consequence|SYMBOL|HGVSp"
CSQ = f'##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: {FIELDS}">'
VCF_HEADER = f"##fileformat=VCFv4.2\n{CSQ}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
RECORD = "7\t{0}\t.\tA\tT,C\t.\tPASS\tCSQ=T|missense_variant|{1}|p.{2},C|intron_variant|{1}|\n"
VCF = (
    f"{VCF_HEADER}##source=late\n"
    + RECORD.format(100, "BRAF", "Val600Glu")
    + RECORD.format("here", "BRAF", "Val600Glu")
    + f"#{RECORD.format(101, 'KIT', 'Asp816Val')}"
    + RECORD.format(102, "EGFR", "Leu858Arg")
    + VCF_HEADER
    + RECORD.format(103, "KIT", "Asp816Val")
    + RECORD.format(104, "BRAF", "Val600Glu")
    + "# done\n"
)
MAF = (
    "#version 2.4\n{}Hugo_Symbol\tVariant_Classification\tHGVSp_Short\tNote\tMore\n"
    "BRAF\tMissense_Mutation\tp.V600E\tseen\t\n"
    "KIT\tMissense_Mutation\tp.D816V\n"
    "# a remark\n"
    "EGFR\tMissense_Mutation\tp.L858R\t\t\t\t\n"
    "EGFR\tMissense_Mutation\tp.T790M\t\t\tof\tall\n"
    "TP53\tSilent\tp.P36=\tseen\tmore\n"
    "TP53\n"
)
"""Rows of any length, under a header that starts with a hash, or not."""


def bgzip(data):
    packed = gzip.compress(data)
    # a gzip header with bgzip's extra field
    return packed[:3] + b"\x04" + packed[4:10] + b"\x06\x00BC\x02\x00\xff\x00" + packed[10:]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small model."""
    return str(write_small_model(tmp_path_factory.mktemp("model")))


@pytest.fixture
def tabulate(model, tmp_path, monkeypatch):
    """Write the tables on a file with the small model; return their folder."""
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))

    def run(file, out="out", **options):
        if not isinstance(file, Path):
            (tmp_path / "in.txt").write_text(file, encoding="utf-8")
            file = tmp_path / "in.txt"
        annotate_table(file, tmp_path / out, model, **options)
        return tmp_path / out

    return run


def table_of(folder, name="report.tsv"):
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def summary_of(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def outputs_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_row_that_goes_in_comes_out(tabulate):
    folder = tabulate(FIVE_TUMOURS)
    lines = FIVE_TUMOURS.read_text(encoding="utf-8").splitlines()
    rows = table_of(folder)
    n_rows = sum(not line.startswith("#") for line in lines) - 1
    assert [int(row["line"]) for row in rows] == list(range(3, 3 + n_rows))
    counts = summary_of(folder)["counts"]
    assert counts["rows"] == n_rows
    for status in ("assessed", "not_assessed", "rejected"):
        assert counts[status] == sum(row["status"] == status for row in rows)
    assert counts["rejected"] == len(table_of(folder, "rejected.tsv")) > 0
    annotated = (folder / "annotated.maf").read_text(encoding="utf-8").splitlines()
    assert len(annotated) == len(lines)
    assert all(new.startswith(old) for new, old in zip(annotated, lines, strict=True))


def test_of_variants_without_a_sample_the_table_says_what_the_report_says(tabulate, model):
    folder = tabulate(LIST)
    report = folder.parent / "report"
    annotate_file(folder.parent / "in.txt", report, model)
    told, reported = table_of(folder), table_of(report)
    assert [row["variant"] for row in told] == [""] * len(told)
    assert [row | {"variant": ""} for row in reported] == told
    assert (report / "rejected.tsv").read_bytes() == (folder / "rejected.tsv").read_bytes()
    assert any(row["sensitivity"] for row in told)


def test_a_maf_has_the_cells_of_the_report_but_what_other_variants_bear_on(tabulate, model):
    folder = tabulate(FIVE_TUMOURS)
    report = folder.parent / "report"
    annotate_file(FIVE_TUMOURS, report, model)
    by_sample = ("variant", "resistance", "sensitivity", "best_tier")
    for told, reported in zip(table_of(folder), table_of(report), strict=True):
        assert {k: told[k] for k in COLUMNS if k not in by_sample} == {
            k: reported[k] for k in COLUMNS if k not in by_sample
        }
    assert "also in this sample" not in (folder / "report.tsv").read_text("utf-8")


@pytest.mark.parametrize("n_lines", [1, 4])
@pytest.mark.parametrize("file", [FIVE_TUMOURS, LIST], ids=["MAF", "list"])
def test_the_length_of_parts_does_not_show(file, n_lines, tabulate, monkeypatch):
    whole = outputs_of(tabulate(file))
    monkeypatch.setattr(file_parts, "PART_LINES", n_lines)
    assert outputs_of(tabulate(file, "parts")) == whole


@pytest.mark.parametrize(
    "packed",
    [
        VCF.encode(),
        gzip.compress(VCF.encode()),
        bgzip(VCF.encode()) + BGZIP_END,
        VCF.encode("utf-16"),
        gzip.compress(VCF.replace("\n", "\r\n").encode("utf-16")),
    ],
    ids=["plain", "gzip", "bgzip", "UTF-16", "UTF-16 with returns, gzip"],
)
def test_a_vcf_has_the_rows_and_the_notes_of_the_report(
    packed, tabulate, model, tmp_path, monkeypatch
):
    monkeypatch.setattr(file_parts, "PART_LINES", 2)
    (tmp_path / "sent").write_bytes(packed)
    folder = tabulate(tmp_path / "sent")
    annotate_file(tmp_path / "sent", tmp_path / "report", model)
    told, reported = table_of(folder), table_of(tmp_path / "report")
    assert [row["status"] for row in told] == [
        "assessed", "not_assessed", "rejected", "rejected", "rejected",
        "assessed", "not_assessed", "assessed", "not_assessed", "assessed", "not_assessed",
        "rejected",
    ]  # fmt: skip
    assert [row | {"variant": ""} for row in reported] == told
    report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert summary_of(folder)["file"] == report["file"]
    assert "Header lines among the records: 4." in " ".join(report["file"]["notes"])


@pytest.mark.parametrize("n_lines", [1, 2, 100])
@pytest.mark.parametrize("mark", ["", "#"], ids=["header", "header with a hash"])
def test_a_maf_of_any_rows_comes_back_with_each_cell_under_its_name(
    mark, n_lines, tabulate, model, tmp_path, monkeypatch
):
    monkeypatch.setattr(file_parts, "PART_LINES", n_lines)
    folder = tabulate(MAF.format(mark))
    annotate_file(tmp_path / "in.txt", tmp_path / "report", model)
    text = (folder / "annotated.maf").read_text(encoding="utf-8")
    assert (tmp_path / "report" / "annotated.maf").read_text(encoding="utf-8") == text
    version, header, *below = text.splitlines()
    assert version == "#version 2.4"
    assert header.startswith(f"{mark}Hugo_Symbol\t")
    names = header.removeprefix("#").split("\t")
    rows = [line.split("\t") for line in below if not line.startswith("#")]
    assert {len(cells) for cells in rows} == {len(names)}
    told = [dict(zip(names, cells, strict=True)) for cells in rows]
    assert [(row["Hugo_Symbol"], row["Note"], row["ONCOLIT_STATUS"]) for row in told] == [
        ("BRAF", "seen", "assessed"),
        ("KIT", "", "assessed"),
        ("EGFR", "", "assessed"),
        ("TP53", "seen", "not_assessed"),
        ("TP53", "", "rejected"),
    ]
    assert told[0]["HIGHEST_SENSITIVE_LEVEL"] == "I-A"
    assert [line for line in below if line.startswith("# rejected: ")] == [
        "# rejected: 7 cells; expected the header's 5: "
        "EGFR\tMissense_Mutation\tp.T790M\t\t\tof\tall"
    ]


def test_a_workbook_of_several_batches_is_answered(tabulate, model, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.annotate_table.PART_LINES", 2)
    book = openpyxl.Workbook()
    for row in (("Gene", "Variation"), *(line.split() for line in LIST.splitlines())):
        book.active.append(list(row))
    book.save(tmp_path / "sent.xlsx")
    folder = tabulate(tmp_path / "sent.xlsx")
    annotate_file(tmp_path / "sent.xlsx", tmp_path / "report", model)
    told = table_of(folder)
    assert [row["line"] for row in told] == [str(number) for number in range(2, 9)]
    assert [row | {"variant": ""} for row in table_of(tmp_path / "report")] == told
    assert summary_of(folder)["counts"]["assessed"] == 6


def test_how_many_answers_are_remembered_does_not_show(tabulate, monkeypatch):
    whole = outputs_of(tabulate(LIST * 3))
    monkeypatch.setattr(file_parts, "PART_LINES", 4)
    monkeypatch.setattr(table_answers, "MOST_KEPT", 2)
    assert outputs_of(tabulate(LIST * 3, "parts")) == whole


@pytest.mark.parametrize("n_lines", [1, 2, 100])
def test_a_copy_number_table_is_answered_too(n_lines, tabulate, monkeypatch):
    monkeypatch.setattr("pipeline.annotate_table.PART_LINES", n_lines)
    folder = tabulate("Hugo_Symbol\tS1\tS2\nERBB2\t2\t0\nCDKN2A\t-2\t2\n")
    assert [(row["gene"], row["variation"], row["samples"]) for row in table_of(folder)] == [
        ("ERBB2", "Amplification", "S1"),
        ("CDKN2A", "Amplification", "S2"),
        ("CDKN2A", "Deletion", "S1"),
    ]
    assert summary_of(folder)["counts"]["rows"] == 2


def test_a_file_without_rows_says_so(tabulate):
    header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    summary = summary_of(tabulate(header))
    assert summary["counts"]["rows"] == 0
    assert "The VCF has a header but no record." in summary["file"]["notes"]


def test_the_summary_says_what_answered_and_what_the_tables_leave_out(tabulate):
    summary = summary_of(tabulate(LIST, disease="melanoma"))
    assert "research use" in summary["notice"]
    assert summary["disease"] == "melanoma"
    assert summary["versions"]["model"]
    assert sum(summary["answers"].values()) == summary["counts"]["assessed"] == 6
    assert sum(summary["best_tier"].values()) == 6
    assert list(summary["rejected"].values()) == [1]
    assert any("by itself" in limit for limit in summary["limits"])
    assert "curated_effect" in summary["citations"]


def test_what_is_said_of_it_counts_rows(model, tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    (tmp_path / "in.txt").write_text(LIST, encoding="utf-8")
    said = annotate_table(tmp_path / "in.txt", tmp_path / "out", model)
    rows = table_of(tmp_path / "out")
    named = sum(row["answer"] not in ("", "abstain") for row in rows)
    actionable = sum(row["best_tier"] in ("I", "II") for row in rows)
    assert actionable >= 4
    assert (
        f"Rows of report.tsv that name a class: {named}; rows with a therapy of tier I or II: "
        f"{actionable}."
    ) in said


def test_how_many_are_explained_is_a_number_with_tables_alone_too(tmp_path, monkeypatch, capsys):
    (tmp_path / "in.txt").write_text(LIST, encoding="utf-8")
    asked = ["annotate", str(tmp_path / "in.txt"), "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", ["oncolit", *asked, "--table-only", "--explain", "rubbish"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "--explain 'rubbish': expected a whole number or all" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_of_an_earlier_report_stays_beside_the_tables(tabulate, model, tmp_path):
    (tmp_path / "in.txt").write_text(LIST, encoding="utf-8")
    annotate_file(tmp_path / "in.txt", tmp_path / "out", model)
    assert set(outputs_of(tabulate(LIST))) == {"report.tsv", "rejected.tsv", "summary.json"}
    annotate_file(tmp_path / "in.txt", tmp_path / "out", model)
    assert not (tmp_path / "out" / "summary.json").exists()


def test_nothing_is_written_where_the_file_cannot_be_read(tabulate, tmp_path):
    with pytest.raises(LabFileError):
        tabulate("nothing of the kind\nthat is known\n")
    assert not (tmp_path / "out").exists()


def test_the_command_tells_what_it_did(model, tmp_path):
    (tmp_path / "in.txt").write_text(LIST, encoding="utf-8")
    asked = ["annotate", tmp_path / "in.txt", "--out", tmp_path / "out", "--model", model]
    environment = {"ONCOLIT_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    done = run_oncolit(*asked, "--table-only", "--no-literature", env=environment)
    assert done.returncode == 0, done.stderr
    assert "7 rows: 6 assessed, 0 not assessed, 1 rejected" in done.stdout
    assert (tmp_path / "out" / "report.tsv").is_file()
