"""Annotations from a VCF that VEP has annotated: matching, counting, refusing."""

import gzip
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.data_folder import read_data_folder, read_variant_files
from pipeline.data_rows import DataFolderError
from pipeline.vep_table import is_vcf, read_vep_annotations

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
VARIANTS = "ID,Gene,Variation,Class\n4,BRAF,V600E,7\n5,KMT2D,p.Arg755Gln,5\n6,KIT,Deletion,4\n"
FIELDS = "Allele|Consequence|SYMBOL|HGVSp|CANONICAL|SIFT|PolyPhen|CADD_PHRED"
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
HEADER = (
    "##fileformat=VCFv4.2\n"
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    f'Format: {FIELDS}">\n{COLUMNS}'
)
BRAF = "T|missense_variant|BRAF|ENSP1.6:p.Val600Glu|YES|deleterious(0.02)|benign(0.1)|32"
MLL2 = "A|missense_variant|MLL2|ENSP2.1:p.Arg755Gln|YES|||12"
OTHER = "A|missense_variant|TP53|ENSP3.1:p.Arg175His|YES|||9"
UNUSED = "no variant in training_variants has their gene and protein change; not used"


def record(*entries, info="DP=9;"):
    return f"7\t140753336\t.\tA\tT\t.\tPASS\t{info}CSQ={','.join(entries)}\n"


def read(tmp_path, text, name="notes.vcf", variants=VARIANTS):
    (tmp_path / "training_variants").write_text(variants)
    content = text.encode() if isinstance(text, str) else text
    (tmp_path / name).write_bytes(content)
    return read_variant_files(tmp_path / "training_variants", annotations=tmp_path / name)


def listed(data):
    return [(fault.line, fault.value, fault.reason, fault.action) for fault in data.faults]


def counted(data):
    return {
        key.removeprefix("annotations_"): value
        for key, value in data.counts.items()
        if key.startswith("annotations_")
    }


def test_records_are_matched_by_gene_and_protein_change(tmp_path):
    data = read(tmp_path, HEADER + record(BRAF) + record(MLL2))
    np.testing.assert_array_equal(data.annotations["CADD_phred"], [32, 12, np.nan])
    np.testing.assert_array_equal(data.annotations["SIFT_score"], [0.02, np.nan, np.nan])
    assert data.annotations["Polyphen2_HVAR_pred"].fillna("").tolist() == ["B", "", ""]
    assert data.annotations.index.equals(data.variants.index)
    assert data.faults == ()
    assert counted(data) == {"read": 2, "kept": 2, "rejected": 0, "dropped": 0, "repaired": 0}
    assert data.counts["variants_without_annotation"] == 1


def test_records_of_other_variants_are_one_line_of_the_list(tmp_path):
    data = read(tmp_path, HEADER + record(BRAF) + record(OTHER) + record(OTHER))
    assert listed(data) == [(3, "2 of 3 records", UNUSED, "dropped")]
    assert counted(data)["read"] == 1


def test_a_record_without_csq_annotates_nothing(tmp_path):
    data = read(tmp_path, HEADER + "7\t1\t.\tA\t.\t.\t.\tDP=3\n" + record(BRAF))
    assert listed(data) == [(3, "1 of 2 records", UNUSED, "dropped")]


def test_two_variants_of_one_change_share_a_record(tmp_path):
    variants = "ID,Gene,Variation,Class\n1,BRAF,V600E,7\n2,BRAF,p.(Val600Glu),7\n"
    data = read(tmp_path, HEADER + record(BRAF), variants=variants)
    assert data.annotations["CADD_phred"].tolist() == [32, 32]
    assert counted(data)["read"] == counted(data)["kept"] == 2


def test_the_first_record_of_a_change_stays(tmp_path):
    data = read(tmp_path, HEADER + record(BRAF) + record(BRAF.replace("|32", "|40")))
    assert data.annotations["CADD_phred"].iat[0] == 32
    reason = "already annotated by line 4; the first stays"
    assert listed(data) == [(5, "BRAF p.Val600Glu", reason, "dropped")]
    assert counted(data) == {"read": 2, "kept": 1, "rejected": 0, "dropped": 1, "repaired": 0}


def test_only_the_preferred_transcript_names_the_change(tmp_path):
    other = BRAF.replace("YES", "").replace("Val600Glu", "Val640Glu").replace("|32", "|1")
    data = read(tmp_path, HEADER + record(other, BRAF))
    assert data.annotations["CADD_phred"].iat[0] == 32
    variants = VARIANTS.replace("V600E", "V640E")
    data = read(tmp_path, HEADER + record(other, BRAF), variants=variants)
    assert data.annotations["CADD_phred"].isna().all()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7\t1\t.\tA\n", "4 tab-separated columns; expected at least 8, CHROM to INFO"),
        ("7\tx\t.\tA\tT\t.\t.\t.\n", "POS is 'x'; expected a whole number"),
        (
            "7\t1\t.\tA\tT\t.\t.\tCSQ=T|x\n",
            "2 fields in a CSQ entry; expected the header's 8",
        ),
    ],
)
def test_a_malformed_line_is_rejected_and_the_others_stay(tmp_path, line, reason):
    data = read(tmp_path, HEADER + line + record(BRAF))
    assert listed(data) == [(4, line.rstrip("\n"), reason, "rejected")]
    assert data.faults[0].file == "notes.vcf"
    assert data.annotations["CADD_phred"].iat[0] == 32
    assert counted(data) == {"read": 2, "kept": 1, "rejected": 1, "dropped": 0, "repaired": 0}


def test_a_value_that_is_no_number_counts_as_missing(tmp_path):
    data = read(tmp_path, HEADER + record(BRAF.replace("|32", "|high")))
    reason = "not a number that single precision holds; counts as missing"
    assert listed(data) == [(4, "CADD_phred=high", reason, "dropped")]
    assert data.annotations["SIFT_score"].iat[0] == 0.02


def test_polyphen_follows_veps_command(tmp_path):
    command = "##VEP-command-line='vep --humdiv --polyphen b'\n"
    data = read(tmp_path, HEADER.replace(COLUMNS, command + COLUMNS) + record(BRAF))
    assert data.annotations["Polyphen2_HDIV_score"].iat[0] == 0.1


@pytest.mark.parametrize("name", ["notes.vcf.gz", "notes.bgz", "notes"])
def test_a_compressed_file_is_known_by_its_content(tmp_path, name):
    # A bgzipped file is a row of gzip members.
    packed = gzip.compress(HEADER.encode()) + gzip.compress(record(BRAF).encode())
    data = read(tmp_path, packed, name)
    assert data.annotations["CADD_phred"].iat[0] == 32


def test_a_table_is_no_vcf(tmp_path):
    path = tmp_path / "notes.vcf"
    path.write_text("ID,SIFT\n4,0.5\n")
    assert not is_vcf(path)
    path.write_text("")
    assert not is_vcf(path)


@pytest.mark.parametrize("name", ["training_annotations.vcf", "training_annotations.vcf.gz"])
def test_a_data_folder_may_hold_a_vcf(tmp_path, name):
    (tmp_path / "training_variants").write_text(VARIANTS)
    content = (HEADER + record(BRAF)).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    assert read_data_folder(tmp_path).annotations["CADD_phred"].iat[0] == 32


def test_a_table_and_a_vcf_in_one_folder_are_refused(tmp_path):
    (tmp_path / "training_variants").write_text(VARIANTS)
    (tmp_path / "training_annotations.vcf").write_text(HEADER)
    (tmp_path / "training_annotations.csv").write_text("ID,SIFT\n4,0.5\n")
    names = r"both training_annotations\.csv and training_annotations\.vcf; expected one"
    with pytest.raises(DataFolderError, match=names):
        read_data_folder(tmp_path)


def test_a_vcf_without_annotation_is_refused_and_told_how(tmp_path):
    text = "##fileformat=VCFv4.2\n" + COLUMNS
    message = r"notes\.vcf: a VCF without annotations: no ##INFO=<ID=CSQ.*: vep -i IN\.vcf"
    with pytest.raises(DataFolderError, match=message):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER.replace("|SYMBOL", ""), "no SYMBOL in CSQ, whose fields are Allele|"),
        (
            HEADER.replace("|SYMBOL|HGVSp", ""),
            "no SYMBOL and no HGVSp in CSQ",
        ),
        (HEADER.replace("Format: ", ""), "line 2: expected 'Format: Allele|Consequence|…'"),
        (HEADER.replace(COLUMNS, record(BRAF)), "line 3: expected the header line #CHROM, got"),
        (HEADER.replace(COLUMNS, ""), "a VCF without the header line #CHROM"),
    ],
)
def test_a_vcf_that_cannot_be_used_says_why(tmp_path, text, message):
    with pytest.raises(DataFolderError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert "notes.vcf: " in str(caught.value)


def test_a_header_without_records_annotates_nothing(tmp_path):
    data = read(tmp_path, HEADER)
    assert data.annotations.isna().all(axis=None)
    assert "CADD_phred" in data.annotations.columns
    assert counted(data)["read"] == 0


def test_a_column_of_another_input_is_left_out(tmp_path):
    path = tmp_path / "notes.vcf"
    path.write_text(HEADER + record(BRAF))
    variants = pd.DataFrame({"Gene": ["BRAF"], "Variation": ["V600E"]}, pd.Index([4], name="ID"))
    table, rows = read_vep_annotations(path, variants, "training_variants", ("CADD_phred",))
    assert "CADD_phred" not in table.columns
    reason = "the name belongs to another input of the model; the column is left out"
    assert [(fault.value, fault.reason) for fault in rows.all_faults()] == [("CADD_phred", reason)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.sampled_from(["ok", "again", "other", "short", "bad"]), max_size=12))
def test_every_row_is_kept_rejected_or_dropped(tmp_path, kinds):
    lines = {
        "ok": record(BRAF, MLL2),
        "again": record(BRAF),
        "other": record(OTHER),
        "short": "7\t1\n",
        "bad": record("T|x"),
    }
    data = read(tmp_path, HEADER + "".join(lines[kind] for kind in kinds))
    counts = counted(data)
    assert counts["read"] == counts["kept"] + counts["rejected"] + counts["dropped"]
    assert counts["rejected"] == kinds.count("short") + kinds.count("bad")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mutect_example_unannotated.vcf", "tcga_coad_unannotated_grch38.vcf.gz"])  # fmt: skip  # noqa: E501
def test_real_unannotated_files_are_refused(tmp_path, name):
    path = SHARED / "lab_files" / name
    if not path.exists():
        pytest.skip(f"no {path}")
    (tmp_path / "training_variants").write_text(VARIANTS)
    with pytest.raises(DataFolderError, match="a VCF without annotations: no ##INFO=<ID=CSQ"):
        read_variant_files(tmp_path / "training_variants", annotations=path)


@pytest.mark.slow
def test_a_real_annotated_file_is_read(tmp_path):
    path = SHARED / "lab_files/HCC1395_vep.vcf"
    if not path.exists():
        pytest.skip(f"no {path}")
    variants = "ID,Gene,Variation,Class\n1,CACNA1I,C107Y,5\n2,PPARA,C143*,4\n3,BRAF,V600E,7\n"
    (tmp_path / "training_variants").write_text(variants)
    data = read_variant_files(tmp_path / "training_variants", annotations=path)
    np.testing.assert_array_equal(data.annotations["Polyphen2_HVAR_score"], [0.041, np.nan, np.nan])
    assert data.annotations["Consequence"].tolist()[:2] == ["missense_variant", "stop_gained"]
    assert counted(data) == {"read": 2, "kept": 2, "rejected": 0, "dropped": 0, "repaired": 0}
