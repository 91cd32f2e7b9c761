"""Reading a table of hotspots: both layouts, and what is wrong with rows."""

import gzip
import os
from pathlib import Path

import pytest

from pipeline.data_folder import read_data_folder
from pipeline.data_rows import DataFolderError
from pipeline.hotspot_table import read_hotspots
from pipeline.prepared import prepare, read_prepared, write_prepared

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
RESIDUES = (
    "Hugo_Symbol\tAmino_Acid_Position\tMutation_Count\tReference_Amino_Acid\tVariant_Amino_Acid\n"
)
PLAIN = "7\t140453136\tA\tT\tBRAF\tMissense_Mutation\tV600E\tdeleterious(0)\n"


def read(tmp_path, text):
    path = tmp_path / "hotspots.tsv"
    path.write_text(text, encoding="utf-8")
    return read_hotspots(path)


def rows(table):
    return [tuple(row) for row in table.frame.itertuples(index=False)]


def faults(table):
    return [(fault.line, fault.value, fault.reason, fault.action) for fault in table.faults]


def test_residues_with_counted_changes_are_read(tmp_path):
    text = RESIDUES + "BRAF\t600\t865\tV:897\tE:833|K:32\nEGFR\t746-750\t9\t\tE746_A750del:8|sp\n"
    table = read(tmp_path, text)
    assert rows(table) == [
        ("BRAF", "V600E", 600, 600, 833),
        ("BRAF", "V600K", 600, 600, 32),
        ("EGFR", "E746_A750del", 746, 750, 8),
        ("EGFR", "", 746, 750, 1),
    ]
    assert table.rows == 2
    assert table.faults == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("V600\t12\t\t", ("BRAF", "", 600, 600, 12)),
        ("V600\t12\t\tE", ("BRAF", "V600E", 600, 600, 12)),
        ("600\t\tV\t*", ("BRAF", "V600*", 600, 600, 1)),
        ("X125_splice\t4\t\tsp", ("BRAF", "", 125, 125, 4)),
    ],
)
def test_what_a_residue_row_may_leave_out(tmp_path, cells, expected):
    assert rows(read(tmp_path, RESIDUES + f"BRAF\t{cells}\n")) == [expected]


def test_changes_are_read_by_their_column_in_any_spelling(tmp_path):
    table = read(
        tmp_path, "Count\tGene\tHGVSp_Short\n3\tHER2\tp.Leu755Ser\n1\tKIT\tp.W557_K558del\n"
    )
    assert rows(table) == [
        ("ERBB2", "L755S", 755, 755, 3),
        ("KIT", "W557_K558del", 557, 558, 1),
    ]


def test_eight_columns_without_a_header_count_once_a_row(tmp_path):
    table = read(tmp_path, PLAIN + PLAIN.replace("V600E", "T599dup"))
    assert rows(table) == [("BRAF", "V600E", 600, 600, 1), ("BRAF", "T599dup", 599, 599, 1)]
    assert table.rows == 2


@pytest.mark.parametrize(
    ("line", "value", "reason"),
    [
        ("BRAF\t600", "BRAF\t600", "2 columns; expected 5"),
        ("\t600\t1\tV\tE", "\t600\t1\tV\tE", "no gene symbol; expected one such as BRAF"),
        (
            "BRAF\tmany\t1\tV\tE",
            "many",
            "no residue number; expected one such as 600 or 747-753",
        ),
        (
            "BRAF\t600\t-1\tV\tE",
            "-1",
            "the count is no whole number; expected one such as 12",
        ),
        ("BRAF\t600\t1\tV\tE:x", "E:x", "no change; expected one such as E or E:833"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_stay(tmp_path, line, value, reason):
    table = read(tmp_path, f"{RESIDUES}{line}\nKIT\t816\t5\tD\tV\n")
    assert rows(table) == [("KIT", "D816V", 816, 816, 5)]
    assert faults(table) == [(2, value, reason, "rejected")]


def test_a_change_without_a_residue_is_rejected(tmp_path):
    table = read(tmp_path, PLAIN + PLAIN.replace("V600E", "Amplification"))
    reason = "no residue number; expected a change such as V600E"
    assert faults(table) == [(2, "Amplification", reason, "rejected")]


@pytest.mark.parametrize("text", ["Gene,Variation\nBRAF,V600E\n", "Gene\tCount\nBRAF\t2\n"])
def test_a_table_without_its_columns_is_refused(tmp_path, text):
    with pytest.raises(DataFolderError, match=r"hotspots\.tsv: line 1: .*; expected the columns"):
        read(tmp_path, text)


def test_two_columns_for_one_thing_are_refused(tmp_path):
    with pytest.raises(DataFolderError, match="more than one column for the gene"):
        read(tmp_path, "Gene\tSymbol\tVariation\nBRAF\tBRAF\tV600E\n")


def test_a_table_without_a_good_row_is_refused(tmp_path):
    with pytest.raises(DataFolderError, match="no good row; all 1 were rejected"):
        read(tmp_path, RESIDUES + "BRAF\t\t\t\t\n")
    with pytest.raises(DataFolderError, match="no row after the header"):
        read(tmp_path, RESIDUES)


def test_a_data_folder_may_hold_hotspots(tmp_path):
    (tmp_path / "training_variants").write_text("ID,Gene,Variation,Class\n0,BRAF,V600E,7\n")
    (tmp_path / "hotspots.tsv.gz").write_bytes(gzip.compress((PLAIN + "bad\n").encode()))
    folder = read_data_folder(tmp_path)
    assert folder.hotspots.values.tolist() == [["BRAF", "V600E", 600, 600, 1]]
    counts = {key: folder.counts[key] for key in folder.counts if key.startswith("hotspots")}
    assert counts == {"hotspots_read": 2, "hotspots_kept": 1, "hotspots_rejected": 1}
    assert [(fault.file, fault.line, fault.reason) for fault in folder.faults] == [
        ("hotspots.tsv.gz", 2, "1 columns; expected 8")
    ]
    write_prepared(prepare(folder, "test"), tmp_path / "prepared")
    assert read_prepared(tmp_path / "prepared").hotspots.equals(folder.hotspots)


def test_a_folder_without_hotspots_counts_none(tmp_path):
    (tmp_path / "training_variants").write_text("ID,Gene,Variation,Class\n0,BRAF,V600E,7\n")
    folder = read_data_folder(tmp_path)
    assert folder.hotspots is None
    assert not any(key.startswith("hotspots") for key in folder.counts)


@pytest.mark.slow
def test_the_shared_table_is_read_whole():
    path = SHARED / "hotspots/cancerhotspots_v2_GRCh37.tsv"
    if not path.exists():
        pytest.skip(f"no {path}")
    table = read_hotspots(path)
    assert table.faults == ()
    assert len(table.frame) == table.rows > 3000
