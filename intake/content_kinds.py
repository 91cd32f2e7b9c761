"""What a file is by its bytes, where that is no text: each kind with what to send instead.

Sources: https://www.garykessler.net/library/file_sigs.html; SAM/BAM and CRAM specifications,
https://samtools.github.io/hts-specs; BGZF is section 4.1 of the former.
"""

from pathlib import Path

from intake.lab_row import LabFileError

EXPECTED = (
    "a VCF, a MAF, a CSV, TSV or XLSX table with a gene and a protein change in each row, a list "
    "of variants such as BRAF p.V600E, or a copy-number or structural-variant table of cBioPortal"
)
"""What can be read, in words."""

GZIP_MARK = b"\x1f\x8b"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")

_VIEW = "expected a VCF; write one with: bcftools view FILE > FILE.vcf"
_READS = "sequence reads, no variants; expected the VCF that was called from them"
_UNPACK = "expected it unpacked, or compressed with gzip or bgzip"
_KINDS = (
    (b"%PDF", f"a PDF; expected {EXPECTED}"),
    (b"\x89PNG", f"a PNG picture; expected {EXPECTED}"),
    (b"\xff\xd8\xff", f"a JPEG picture; expected {EXPECTED}"),
    (b"GIF8", f"a GIF picture; expected {EXPECTED}"),
    (b"BCF", f"a BCF, a VCF in binary; {_VIEW}"),
    (b"BAM\x01", f"a BAM: {_READS} (bcftools view writes a BCF as VCF)"),
    (b"CRAM", f"a CRAM: {_READS} (bcftools view writes a BCF as VCF)"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook (.xls) or one with a password; expected .xlsx without a password, "
        "or the table as CSV",
    ),
    (b"BZh", f"compressed with bzip2; {_UNPACK}"),
    (b"\xfd7zXZ", f"compressed with xz; {_UNPACK}"),
    (b"\x28\xb5\x2f\xfd", f"compressed with Zstandard; {_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7-Zip archive; {_UNPACK}"),
    (b"Rar!", f"a RAR archive; {_UNPACK}"),
    (b"PAR1", "a Parquet table; expected the table as TSV or CSV"),
)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r"})
_CONTROL_SHARE = 0.05  # random bytes have twice as many
_TAR_MARK = (257, b"ustar")


def is_bgzip(start: bytes) -> bool:
    """Tell bgzip's blocks from other gzip by their extra field ``BC``.

    Parameters
    ----------
    start : bytes
        The file's first 18 bytes or more.
    """
    return start.startswith(GZIP_MARK) and start[3:4] == b"\x04" and start[12:16] == b"BC\x02\x00"


def refuse_other_kinds(path: Path, start: bytes) -> None:
    """Raise LabFileError where the bytes are those of another kind of file.

    Parameters
    ----------
    path : Path
    start : bytes
        Its first bytes, or the first ones after unpacking; at least 512 where there are.
    """
    for mark, words in _KINDS:
        if start.startswith(mark) and (mark != b"BCF" or start[3:4] in {b"\x02", b"\x04"}):
            raise LabFileError(f"{path}: {words}")
    at, mark = _TAR_MARK
    if start[at:].startswith(mark):
        raise LabFileError(f"{path}: a tar archive; expected the file in it, unpacked")
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if not start.startswith(UTF16_MARKS) and controls > len(start) * _CONTROL_SHARE:
        raise LabFileError(f"{path}: binary, no text; expected {EXPECTED}")
