"""``oncolit annotate`` on damaged files: a whole report or one clear line, never anything else."""

import csv
import json
import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_models import write_small_model

from pipeline.cli import main
from pipeline.settings import checkout

ALWAYS = {"report.html", "report.json", "report.tsv", "rejected.tsv"}
SOMETIMES = {"cohort.html", "annotated.maf"}
OUTCOMES = ("assessed", "not_assessed", "rejected")
ANN = "T|missense_variant|MODERATE|BRAF|E|transcript|E1|protein_coding|1/2|c.1A>T|p.V600E|||||"

FILES = (
    (checkout() / "data" / "demo" / "lab" / "five_tumours.maf").read_bytes(),
    (
        '##fileformat=VCFv4.2\n##INFO=<ID=ANN,Number=.,Type=String,Description="x">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\tS2\n"
        + f"7\t140453136\t.\tA\tT,C,*\t.\tPASS\tANN={ANN}\tGT:AD\t0/1:9,1,0,0\t1/2:0,3,4,0\n" * 4
    ).encode(),
    b"Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\nERBB2\t1\t2\t0\nCDKN2A\t2\t-2\tNA\nMYC\t3\t1\t3\n",
    b"Sample_Id,Site1_Hugo_Symbol,Site2_Hugo_Symbol,Class\nS1,EML4,ALK,INVERSION\nS2,ALK,,\n",
    "Gene;Protein change;VAF\nBRAF;p.Val600Glu;12,5 %\nSept 9;p.A1V;\nÄ;p.R1L;x\n".encode(),
    b"BRAF V600E\nEML4-ALK fusion\nTP53 c.375+1G>A p.?\n2-Sep V5E\nERBB2 amplification\n",
)  # fmt: skip
"""Files of each sort, whole."""

PIECES = (
    b"\t", b"\n", b"\r", b'"', b"\0", b"#", b",", b"<script>", b"{{7*7}}", b"=1+1", b"\xff\xfe",
    b"\xed\xa0\x80", b"S" * 3000, b"BRAF\tp.V600E", b"\xe2\x80\xae",
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(write_small_model(tmp_path_factory.mktemp("model")))


def mutated(data, seed):
    """Cut, insert and change a few bytes at random."""
    chance = random.Random(seed)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(3):
            case 0:
                data = data[:at] + data[at + chance.randrange(1, 60) :]
            case 1:
                data = data[:at] + chance.choice(PIECES) + data[at:]
            case 2:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data


def annotate(monkeypatch, *words):
    """Run the command and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["oncolit", "annotate", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def check_report(folder):
    written = {path.name for path in folder.iterdir()}
    assert ALWAYS <= written <= ALWAYS | SOMETIMES
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    counts = report["counts"]
    with (folder / "report.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert counts["rows"] == sum(counts[outcome] for outcome in OUTCOMES)
    assert {row["status"] for row in rows} <= set(OUTCOMES)
    lines = (folder / "rejected.tsv").read_text(encoding="utf-8").split("\n")
    assert len(lines) - 2 == counts["rejected"] == len(report["rejected"])
    assert sum(row["status"] == "not_assessed" for row in rows) == counts["not_assessed"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.sampled_from(FILES), seed=st.integers(0, 1 << 32))
def test_a_damaged_file_gives_a_whole_report_or_one_clear_line(
    model, tmp_path_factory, monkeypatch, capsys, data, seed
):
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("ONCOLIT_HOME", str(folder / "home"))
    file = folder / "sent"
    file.write_bytes(mutated(data, seed))
    capsys.readouterr()
    code = annotate(monkeypatch, file, "--out", folder / "out", "--model", model, "--explain", "1")
    said = capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} <= {"sent", "out", "home"}
    if code == 0:
        check_report(folder / "out")
    else:
        assert code == 2
        assert said.startswith("oncolit: ")
        assert said.count("\n") == 1
        assert not (folder / "out").exists()
