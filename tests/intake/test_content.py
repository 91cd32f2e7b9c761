import gzip
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_files import bgzip_block

from intake.content import BGZIP_END, lacks_bgzip_end, read_content
from intake.content_lines import LINE_BYTES
from intake.lab_row import LabFileError

TEXT = "Gene\tVariation\nBRAF\tV600E\n\nKRAS\tG12D\n"


@pytest.fixture
def write(tmp_path):
    def write_bytes(data, name="sent.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write_bytes


def texts(path):
    return [(line.number, line.text) for line in read_content(path).lines()]


def refusal(path):
    with pytest.raises(LabFileError) as caught:
        read_content(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message


@pytest.mark.parametrize(
    ("data", "compression", "encoding"),
    [
        (TEXT.encode(), "", "UTF-8"),
        (TEXT.encode("utf-8-sig"), "", "UTF-8"),
        (TEXT.encode("utf-16"), "", "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "", "UTF-16"),
        (TEXT.replace("\n", "\r\n").encode(), "", "UTF-8"),
        (TEXT.replace("\n", "\r").encode(), "", "UTF-8"),
        (TEXT.replace("\n", "\r").encode("utf-16"), "", "UTF-16"),
        (TEXT.removesuffix("\n").encode(), "", "UTF-8"),
        (gzip.compress(TEXT.encode(), mtime=0), "gzip", "UTF-8"),
        (gzip.compress(TEXT.encode("utf-16"), mtime=0), "gzip", "UTF-16"),
        (
            gzip.compress(TEXT[:20].encode(), mtime=0) + gzip.compress(TEXT[20:].encode(), mtime=0),
            "gzip",
            "UTF-8",
        ),
        (bgzip_block(TEXT[:9].encode()) + bgzip_block(TEXT[9:].encode()), "bgzip", "UTF-8"),
    ],
)
def test_the_same_lines_are_read_however_they_are_written(write, data, compression, encoding):
    path = write(data, "sent.xls")
    content = read_content(path)
    assert (content.compression, content.encoding) == (compression, encoding)
    assert texts(path) == [(1, "Gene\tVariation"), (2, "BRAF\tV600E"), (4, "KRAS\tG12D")]
    assert content.head == tuple(content.lines())


def test_lines_that_are_not_utf8_are_read_as_windows_1252(write):
    path = write("Gène\tß".encode() + b"\n" + "Gène\t‰".encode("cp1252") + b"\n")
    content = read_content(path)
    assert content.encoding == "UTF-8, some lines Windows-1252"
    assert texts(path) == [(1, "Gène\tß"), (2, "Gène\t‰")]


def test_a_late_line_that_is_not_utf8_is_told_before_it_is_read(write):
    path = write(b"BRAF V600E\n" * 100_000 + b"caf\xe9\n")
    assert read_content(path).encoding == "UTF-8, some lines Windows-1252"


def test_utf8_that_is_cut_within_a_character_is_not_all_utf8(write):
    assert "1252" in read_content(write("BRAF é".encode()[:-1])).encoding


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n \r\n\t\n", "no line but blank ones"),
        (b"\xef\xbb\xbf\n", "no line but blank ones"),
        (gzip.compress(b"", mtime=0), "empty after unpacking"),
        (b"%PDF-1.7 ...", "a PDF"),
        (gzip.compress(b"%PDF-1.7 ...", mtime=0), "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (bgzip_block(b"BAM\x01\x10\0\0\0"), "bcftools view"),
        (bgzip_block(b"BCF\x02\x02\x10\0\0"), "bcftools view"),
        (b"CRAM\x03\x00", "bcftools view"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "old Excel workbook"),
        (b"BZh91AY", "bzip2"),
        (b"\x7fELF\x02\x01\x01" + bytes(200), "binary"),
        (b"sent.txt".ljust(257, b"\0") + b"ustar\x0000", "tar archive"),
        (b"PK\x03\x04rest", "truncated or corrupt"),
        (gzip.compress(b"PK\x03\x04rest", mtime=0), "gzipped workbook or zip"),
    ],
)
def test_what_is_no_text_is_refused_by_what_it_is(write, data, words):
    assert words in refusal(write(data, "sent.vcf"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "no such file" in refusal(tmp_path / "missing.vcf")
    assert "a folder" in refusal(tmp_path)


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_workbook_is_told_from_other_zip_files(write, tmp_path):
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    content = read_content(tmp_path / "book.xlsx")
    assert (content.is_workbook, content.head, list(content.lines())) == (True, (), [])
    assert "zip archive" in refusal(write(zipped({"a.vcf": TEXT})))
    assert "Word" in refusal(write(zipped({"word/document.xml": "<w/>"})))
    assert "binary Excel workbook" in refusal(write(zipped({"xl/workbook.bin": "1"})))


def test_a_workbook_that_unpacks_to_more_than_its_limit_is_refused(write, monkeypatch):
    monkeypatch.setattr("intake.workbook_size.WORKBOOK_BYTES", 1000)
    assert "1,001 bytes unpacked" in refusal(write(zipped({"xl/workbook.xml": "x" * 1001})))


@pytest.mark.parametrize("pack", [gzip.compress, bgzip_block])
def test_a_truncated_file_is_refused_by_its_last_whole_line(write, pack):
    lines = [f"line {number}\n".encode() for number in range(2000)]
    whole = b"".join(pack(b"".join(lines[at : at + 500])) for at in range(0, 2000, 500))
    first = len(pack(b"".join(lines[:500])))
    message = refusal(write(whole[: first + 30]))
    assert "truncated after line " in message
    assert "send it whole" in message
    assert 500 <= int(message.split("line ")[1].split(";")[0]) < 1000


def test_a_corrupt_gzip_file_is_refused(write):
    packed = bytearray(gzip.compress(TEXT.encode(), mtime=0))
    packed[-8] ^= 0xFF
    assert "corrupt after line" in refusal(write(bytes(packed)))


def test_bytes_after_a_gzip_file_are_not_left_out_silently(write):
    assert "corrupt after line 4" in refusal(
        write(gzip.compress(TEXT.encode(), mtime=0) + b"more lines\n")
    )


def test_a_bgzip_file_without_its_end_mark_is_told(write):
    block = bgzip_block(TEXT.encode())
    assert lacks_bgzip_end(read_content(write(block)))
    assert not lacks_bgzip_end(read_content(write(block + BGZIP_END)))
    assert not lacks_bgzip_end(read_content(write(TEXT.encode())))


def test_a_line_that_is_too_long_has_a_fault_and_the_next_is_read(write):
    path = write(b"a\n" + b"x" * (LINE_BYTES + 5) + b"\nb\n")
    lines = list(read_content(path).lines())
    assert [(line.number, bool(line.fault)) for line in lines] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert f"{LINE_BYTES + 6:,} bytes long; expected at most {LINE_BYTES:,}" in lines[1].fault
    assert len(lines[1].text) < 100_000


def test_a_line_of_just_the_limit_is_read(write):
    path = write(b"x" * (LINE_BYTES - 1) + b"\nb\n")
    assert [line.fault for line in read_content(path).lines()] == ["", ""]


def test_a_nul_or_a_lone_carriage_return_in_a_line_is_a_fault(write):
    path = write(b"Gene and protein change\nBRAF\0V600E\nBRAF V600E\rKRAS G12D\nTP53 R175H\n")
    faults = [line.fault for line in read_content(path).lines()]
    assert [bool(fault) for fault in faults] == [False, True, True, False]
    assert "NUL" in faults[1]
    assert "carriage return" in faults[2]


def test_a_file_that_breaks_while_it_is_read_raises_there(write):
    path = write(gzip.compress(TEXT.encode(), mtime=0))
    content = read_content(path)
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(LabFileError, match="truncated after line"):
        list(content.lines())


def test_memory_does_not_grow_with_the_length_of_a_line(write):
    path = write(gzip.compress(b"a\n" + b"x" * (6 * LINE_BYTES), 1))
    tracemalloc.start()
    lines = list(read_content(path).lines())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "bytes long" in lines[1].fault
    assert peak < 5 * LINE_BYTES


MARKS = [
    b"",
    b"\x1f\x8b",
    b"\x1f\x8b\x08\x04",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xfe\xff",
    b"BCF",
    b"##",
]


@settings(max_examples=200, deadline=None)
@given(mark=st.sampled_from(MARKS), data=st.binary(max_size=300), packed=st.booleans())
def test_any_bytes_give_lines_or_a_clear_refusal(tmp_path_factory, mark, data, packed):
    path = tmp_path_factory.mktemp("sent") / "sent"
    data = mark + data
    path.write_bytes(gzip.compress(data) if packed else data)
    refused = ""
    try:
        found = list(read_content(path).lines())
    except LabFileError as error:
        found, refused = [], str(error)
    assert bool(found) != refused.startswith(f"{path}: ")
