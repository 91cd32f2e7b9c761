"""Kept rows that are worth a look: they stay, and the table says why they stand in it."""

import csv

import pandas as pd
import pytest
from oncolit_command import run_oncolit

from pipeline.data_folder import read_data_folder

ROWS = [
    ("MLL2", "R5501*", "renamed", "MLL2", "read as KMT2D, the approved symbol"),
    (
        "FIG",
        "Fusions",
        "ambiguous",
        "FIG",
        "symbol of several genes (DEPP1, GOPC); kept as it is",
    ),
    (
        "NOVEL9",
        "V600E",
        "unknown",
        "NOVEL9",
        "no gene symbol that HGNC, NCBI or Ensembl knows; kept as it is",
    ),
    (
        "KIT",
        "see paper",
        "unread",
        "see paper",
        "'see paper' is no variation in a known spelling; kept as it is",
    ),
    ("BRAF", "V600E", None, None, None),
]


@pytest.fixture
def folder(tmp_path):
    rows = [f"{i},{gene},{variation},{i % 9 + 1}" for i, (gene, variation, *_) in enumerate(ROWS)]
    (tmp_path / "training_variants").write_text("\n".join(["ID,Gene,Variation,Class", *rows]))
    return tmp_path


def test_each_observation_names_the_line_the_value_and_what_was_made_of_it(folder):
    found = read_data_folder(folder).observations
    expected = [
        ("training_variants", line, value, reason, action)
        for line, (_, _, action, value, reason) in enumerate(ROWS, start=2)
        if action
    ]
    assert [(o.file, o.line, o.value, o.reason, o.action) for o in found] == expected


def test_an_observation_costs_no_row_and_is_counted_apart_from_the_rejected(folder):
    read = read_data_folder(folder)
    assert read.variants["Gene"].tolist() == [gene for gene, *_ in ROWS]
    assert read.faults == ()
    counted = {
        "genes_renamed": 1,
        "genes_ambiguous": 1,
        "genes_unknown": 1,
        "variations_unread": 1,
        "rows_rejected": 0,
        "variants_kept": 5,
    }
    assert {name: read.counts[name] for name in counted} == counted


def test_crossvalidation_writes_the_observations_beside_the_rejected_rows(folder, tmp_path):
    out = tmp_path / "out"
    options = ["--split", "random", "--folds", "2", "--seed", "0", "--out", out]
    done = run_oncolit("crossvalidate", folder, *options)
    assert done.returncode == 0, done.stderr
    with (out / "observations.tsv").open(newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert [row["action"] for row in rows] == ["renamed", "ambiguous", "unknown", "unread"]
    assert pd.read_csv(out / "rejected.tsv", sep="\t").empty
