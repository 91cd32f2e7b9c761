"""Spellings of variations for the tests: the golden table and the real data sets."""

import csv
import gzip
import os
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden" / "variations.tsv"
SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")

LAB_FILES = (
    "tcga_laml.maf.gz",
    "tcga_brca_A18P.maf",
    "cbioportal_es_iocurie_2014_data_mutations.txt",
    "cbioportal_nbl_target_2018_data_mutations.txt",
)
CIVIC_FILES = (
    "civic_VariantSummaries_2025-05.tsv",
    "civic_ClinicalEvidence_2017-02.tsv",
)


def read_golden():
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        next(lines)
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_msk():
    with (SHARED / "msk" / "training_variants").open(encoding="utf-8", newline="") as lines:
        return sorted({row["Variation"] for row in csv.DictReader(lines)})


def read_lab_rows(name):
    path = SHARED / "lab_files" / name
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        plain = (line for line in lines if not line.startswith("#"))
        return list(csv.DictReader(plain, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_lab_files():
    columns = ("Protein_Change", "HGVSp", "HGVSp_Short")
    rows = [row for name in LAB_FILES for row in read_lab_rows(name)]
    return sorted({row[c] for row in rows for c in columns if row.get(c)})


def read_civic():
    csv.field_size_limit(10**7)
    names = set()
    for name in CIVIC_FILES:
        with (SHARED / "civic" / name).open(encoding="utf-8", newline="") as lines:
            names |= {
                (row["variant"] or "").strip() for row in csv.DictReader(lines, delimiter="\t")
            }
    return sorted(names - {""})
