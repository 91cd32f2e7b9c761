import gzip
import os
from pathlib import Path

import pytest
from vcf_files import entry, record, vcf_text

from intake.assessment import AssessmentRules
from intake.content import BGZIP_END, read_content
from intake.lab_file import NO_END_MARK, RECOGNISERS, describe, open_lab_file
from intake.lab_row import LabFileError, Outcome

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
LAB_FILES = SHARED / "lab_files"
RULES = AssessmentRules()

needs_lab_files = pytest.mark.skipif(
    not LAB_FILES.is_dir(), reason="needs the laboratories' files in ../shared/data"
)


def write(folder, data, name="sent"):
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (vcf_text(), "VCF with VEP's CSQ"),
        (
            "Hugo_Symbol\tVariant_Classification\tHGVSp_Short\nBRAF\tMissense_Mutation\tp.V600E\n",
            "MAF",
        ),
        ("Gene,Variation\nBRAF,V600E\n", "CSV"),
        ("Gene\tVariation\nBRAF\tV600E\n", "TSV"),
        ("BRAF p.V600E\nKRAS G12D\n", "list"),
        ("Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\nMYC\t4609\t2\t0\n", "copy"),
        ("Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\nS1\tEML4\tALK\n", "structural"),
    ],
)
def test_a_format_is_recognised_by_content_whatever_the_name(tmp_path, text, words):
    for name in ("sent.vcf", "sent.xlsx", "sent"):
        reader = open_lab_file(write(tmp_path, text, name), RULES)
        assert words.lower() in reader.format.lower()
        assert list(reader.rows()) or text == vcf_text()


@pytest.mark.parametrize(
    "text", ["Dear colleague,\nplease find attached\n", "<html><body>Not found</body></html>\n"]
)
def test_an_unknown_text_is_refused_by_its_first_line_and_what_is_read(tmp_path, text):
    path = write(tmp_path, f"\n{text}", "sent.vcf")
    with pytest.raises(LabFileError) as caught:
        open_lab_file(path, RULES)
    message = str(caught.value)
    assert message.startswith(f"{path}: no known format; line 2 is {text.splitlines()[0]!r}")
    for word in ("VCF", "MAF", "CSV", "TSV", "XLSX", "BRAF p.V600E", "cBioPortal"):
        assert word in message


def test_a_long_first_line_is_cut_in_the_message(tmp_path):
    with pytest.raises(LabFileError) as caught:
        open_lab_file(write(tmp_path, "no variant " * 1000), RULES)
    assert len(str(caught.value)) < 1000


def test_what_a_file_is_can_be_said_in_words(tmp_path):
    path = write(tmp_path, gzip.compress(vcf_text().encode()), "sent.csv")
    assert describe(read_content(path), open_lab_file(path, RULES)) == (
        "VCF with VEP's CSQ, gzip, UTF-8"
    )


def test_a_bgzip_file_that_may_be_cut_off_is_noted(tmp_path):
    blocks = gzip.compress(vcf_text(record(info=f"CSQ={entry()}")).encode())
    # a gzip header with bgzip's extra field
    block = blocks[:3] + b"\x04" + blocks[4:10] + b"\x06\x00BC\x02\x00\xff\x00" + blocks[10:]
    for end, notes in ((b"", [NO_END_MARK]), (BGZIP_END, [])):
        reader = open_lab_file(write(tmp_path, block + end), RULES)
        assert [row.outcome for row in reader.rows()] == [Outcome.ASSESSED]
        assert reader.notes == notes


def test_every_format_has_one_recogniser():
    names = [recognise.__name__ for recognise in RECOGNISERS]
    assert len(set(names)) == len(names) == 6


def plain_count(path):
    """Count records x ALT without any reader of ours."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt") as handle:
        return sum(
            1 + line.split("\t")[4].count(",") for line in handle if not line.startswith("#")
        )


@needs_lab_files
@pytest.mark.parametrize(
    ("name", "build", "annotated"),
    [
        ("HCC1395_vep.vcf", "GRCh37", True),
        ("mutect_example_unannotated.vcf", "GRCh37", False),
        ("tcga_coad_unannotated_grch38.vcf.gz", "", False),
    ],
)
def test_every_record_and_allele_of_a_real_vcf_is_accounted_for(name, build, annotated):
    reader = open_lab_file(LAB_FILES / name, RULES)
    rows = list(reader.rows())
    assert len(rows) == plain_count(LAB_FILES / name)
    assert reader.build == build
    assert all(row.reason or row.outcome is Outcome.ASSESSED for row in rows)
    if annotated:
        assert reader.advice == []
        assert all(row.variants[0].gene for row in rows if row.outcome is Outcome.ASSESSED)
        assert any(row.outcome is Outcome.ASSESSED for row in rows)
    else:
        assert {row.reason for row in rows} == {"the file is not annotated"}
        assert name in reader.advice[0]


@needs_lab_files
@pytest.mark.parametrize("path", sorted(LAB_FILES.glob("*")), ids=lambda path: path.name)
def test_every_real_file_is_recognised(path):
    rows = list(open_lab_file(path, RULES).rows())
    assert rows
    assert {row.outcome for row in rows} <= set(Outcome)
