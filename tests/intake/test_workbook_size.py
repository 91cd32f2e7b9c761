"""Files that unpack to more than anybody sends: refused early, in words, in little memory."""

import gzip
import resource
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from intake import workbook_cells, workbook_size
from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_file import open_content
from intake.lab_row import LabFileError

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = "[Content_Types].xml"
TEXTS_TYPE = (
    f'<Override PartName="/{TEXTS}" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sharedStrings+xml"/></Types>'
)
MEMORY = 300 << 20
"""Bytes that reading a bomb may take, the program itself included."""

READ = """
import sys
from pathlib import Path
from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_file import open_content
from intake.lab_row import LabFileError
try:
    reader = open_content(read_content(Path(sys.argv[1]), int(sys.argv[2])), AssessmentRules())
    print(sum(1 for _ in reader.rows()), "rows")
except LabFileError as error:
    print(error)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) * 1024)
"""


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook with some of its parts replaced."""
    plain = tmp_path / "plain.xlsx"
    made = openpyxl.Workbook()
    for row in (("Gene", "HGVSp"), ("BRAF", "p.V600E")):
        made.active.append(row)
    made.save(plain)

    def write(**parts):
        path = tmp_path / "sent.xlsx"
        replaced = {"sheet": SHEET, "texts": TEXTS, "styles": STYLES}
        new = {replaced.get(name, name): text for name, text in parts.items()}
        with (
            zipfile.ZipFile(plain) as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in {*old.namelist(), *new}:
                content = old.read(name).decode() if name not in new else new[name]
                if name == TYPES and TEXTS in new:
                    content = content.replace("</Types>", TEXTS_TYPE)
                target.writestr(name, content)
        return path

    return write


def sheet(rows):
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def refusal(path, most_bytes=None):
    with pytest.raises(LabFileError) as caught:
        list(open_content(read_content(path, most_bytes), AssessmentRules()).rows())
    return str(caught.value)


def read_apart(path, most_bytes=1 << 32):
    """Read a file in a process of its own; return what it says and its memory in bytes."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(most_bytes)],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)),
    )
    *said, memory = done.stdout.splitlines()
    return "\n".join(said), int(memory)


def test_a_workbook_as_spreadsheet_programs_write_it_is_read(book):
    reader = open_content(read_content(book()), AssessmentRules())
    assert [row.value for row in reader.rows()] == ["BRAF p.V600E"]


@pytest.mark.parametrize("part", ["sheet", "texts", "styles"])
def test_entities_that_multiply_are_refused_whatever_part_declares_them(book, part):
    levels = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    root = {"sheet": "worksheet", "texts": "sst", "styles": "styleSheet"}[part]
    text = f'<!DOCTYPE x [<!ENTITY a "ha">{levels}]><{root} {MAIN}>&i;</{root}>'
    said, memory = read_apart(book(**{part: text}))
    assert "declares entities" in said
    assert memory < MEMORY


def test_an_entity_that_names_a_file_is_refused(book, tmp_path):
    (tmp_path / "secret").write_text("BRAF")
    text = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>' + sheet(
        '<row><c t="inlineStr"><is><t>&a;</t></is></c></row>'
    )
    said = refusal(book(sheet=text))
    assert "declares entities" in said
    assert "BRAF" not in said


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"sheet": sheet(f"<row>{'<c/>' * 200_000}</row>" * 101)}, "more than 20,000,000 XML tags"),
        ({"sheet": sheet(f"<row>{'<c/>' * 300_000}</row>")}, "more XML tags in a row or text"),
        ({"sheet": sheet(f"<row>{'a' * (40 << 20)}</row>")}, "a longer row or text"),
        ({"texts": f"<sst {MAIN}>{'<si/>' * 2_100_000}</sst>"}, "2,000,000"),
        ({"texts": f"<sst {MAIN}><si>{'<r/>' * 30_000}</si></sst>"}, "in a row or text"),
        ({"styles": f"<styleSheet {MAIN}>{'<font/>' * 210_000}</styleSheet>"}, "200,000 XML tags"),
        ({"styles": "<a>" + "a" * (17 << 20)}, "bytes unpacked"),
        ({"xl/media/picture.png": "<a>" + "<b/>" * 210_000}, "200,000 XML tags"),
    ],
)
def test_a_part_with_too_much_in_it_is_refused_in_little_memory(book, parts, words):
    said, memory = read_apart(book(**parts))
    assert words in said
    assert "or the table as CSV" in said
    assert memory < MEMORY


def test_pictures_are_not_taken_for_xml(book):
    path = book(**{"xl/media/picture.png": b"\x89PNG" + bytes(100) + b"<" * 250_000})
    reader = open_content(read_content(path), AssessmentRules())
    assert [row.value for row in reader.rows()] == ["BRAF p.V600E"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c><v>1</v></c></row>',
        "".join(f'<row><c r="XFD{n}"/></row>' for n in range(1, 200)),
    ],
)
def test_rows_and_cells_that_are_claimed_but_not_there_are_counted(book, monkeypatch, rows):
    monkeypatch.setattr(workbook_cells, "MOST_ROWS", 1000)
    monkeypatch.setattr(workbook_cells, "MOST_CELLS", 1_000_000)
    assert "a sheet of more than 1,000 rows or 1,000,000 cells" in refusal(book(sheet=sheet(rows)))


def test_the_sum_of_all_parts_is_bounded_by_what_is_asked_for(book):
    path = book(texts=" " * 50_000)
    assert "expected at most 40,000" in refusal(path, 40_000)
    assert read_content(path, 1_000_000).is_workbook


def test_a_list_of_very_many_parts_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_size, "DIRECTORY_BYTES", 10_000)
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        for number in range(500):
            archive.writestr(str(number), "")
    assert "very many parts" in refusal(path)


@pytest.mark.parametrize("piece", [b"7\t140453136\t.\tA\tT\t.\t.\t.\n", b"a"])
def test_a_gzip_bomb_is_refused_as_soon_as_it_is_too_long(tmp_path, piece):
    path = tmp_path / "bomb.vcf.gz"
    block = piece * ((1 << 20) // len(piece))
    with gzip.open(path, "wb", compresslevel=1) as target:
        target.write(b"##fileformat=VCFv4.2\n")
        for _ in range(400):
            target.write(block)
    assert path.stat().st_size < 10 << 20
    said, memory = read_apart(path, 100_000_000)
    assert "more than 100,000,000 bytes after unpacking" in said
    assert memory < MEMORY


def test_a_file_of_just_the_length_is_read_and_one_byte_more_is_not(tmp_path):
    path = tmp_path / "list.txt.gz"
    text = b"BRAF p.V600E\nKIT D816V\n"
    path.write_bytes(gzip.compress(text))
    assert read_content(path, len(text)).compression == "gzip"
    assert "after unpacking" in refusal(path, len(text) - 1)
    plain = tmp_path / "list.txt"
    plain.write_bytes(text)
    assert "after unpacking" in refusal(plain, len(text) - 1)
