import datetime
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from written_files import RULES, only

from intake.content import read_content
from intake.lab_row import LabFileError, Outcome
from intake.workbook import recognise_workbook


@pytest.fixture
def opened(tmp_path):
    def write(**sheets):
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "sent.xlsx"
        book.save(path)
        return recognise_workbook(read_content(path), RULES)

    return write


HEADER = ["Gene", "Variation", "VAF", "Sample"]


def test_a_sheet_is_read_with_its_own_row_numbers(opened):
    reader = opened(Variants=[HEADER, ["BRAF", "V600E", 0.25, 12.0], [], ["KRAS", "G12D", 45, "b"]])
    first, second = reader.rows()
    assert reader.format == "XLSX workbook, table"
    assert (first.line, second.line) == (2, 4)
    assert first.variants[0].samples == ("12",)
    assert [row.variants[0].variation for row in (first, second)] == ["V600E", "G12D"]


def test_the_first_sheet_that_is_known_is_read_and_the_others_are_named(opened):
    reader = opened(
        About=[["Report", "of", "today"]],
        Calls=[HEADER, ["BRAF", "V600E", 0.1, "S1"]],
        More=[HEADER, ["KRAS", "G12D", 0.1, "S1"]],
    )
    assert [row.variants[0].gene for row in reader.rows()] == ["BRAF"]
    assert reader.notes[:2] == [
        "Sheet read: 'Calls'.",
        "Sheets that were not read: 'About', 'More'.",
    ]


def test_titles_above_the_header_are_left_out_with_a_note(opened):
    reader = opened(S=[["Panel report"], [], ["of", "2 May"], HEADER, ["BRAF", "V600E"]])
    assert only(list(reader.rows())).line == 5
    assert "Rows above the header in row 4, left out: 2." in reader.notes


@pytest.mark.parametrize(
    "date", [datetime.datetime(2024, 9, 2), datetime.date(2024, 9, 2), "2-Sep"]
)
def test_a_gene_turned_into_a_date_is_rejected(opened, date):
    row = only(list(opened(S=[HEADER, [date, "V600E"]]).rows()))
    assert (row.outcome, row.line) == (Outcome.REJECTED, 2)
    assert row.value in ("2024-09-02", "2-Sep")
    assert "such as SEPT9" in row.reason


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!"])
def test_an_error_in_a_cell_that_is_read_rejects_the_row_by_the_cells_name(opened, error):
    row = only(list(opened(S=[HEADER, ["BRAF", error]]).rows()))
    assert (row.outcome, row.line) == (Outcome.REJECTED, 2)
    assert row.value == f"BRAF {error}"
    assert row.reason == f"cell B2 holds the error {error}; expected a value"


def test_a_formula_without_its_result_rejects_the_row_by_the_cells_name(opened):
    row = only(list(opened(S=[HEADER, ["BRAF", '="V"&"600E"']]).rows()))
    assert row.outcome is Outcome.REJECTED
    assert row.reason == "cell B2 holds a formula without its result; expected a value"


def with_result(path, formula, cell):
    """Write what a spreadsheet program stores beside a formula."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    start = sheet.index(f"<f>{formula}</f>")
    opening = sheet.rindex("<c ", 0, start)
    end = sheet.index("</c>", start) + len("</c>")
    members["xl/worksheets/sheet1.xml"] = (sheet[:opening] + cell + sheet[end:]).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(("result", "samples"), [("<v>S9</v>", ("S9",)), ("<v></v>", ()), ("", ())])
def test_the_stored_result_of_a_formula_is_read_be_it_empty(opened, tmp_path, result, samples):
    opened(S=[HEADER, ["BRAF", "V600E", 0.5, "=A1"]])
    path = tmp_path / "sent.xlsx"
    with_result(path, "A1", f'<c r="D2" t="str"><f>A1</f>{result}</c>')
    row = only(list(recognise_workbook(read_content(path), RULES).rows()))
    assert (row.outcome, row.variants[0].samples) == (Outcome.ASSESSED, samples)


def test_an_error_in_a_column_that_is_not_read_does_not_matter(opened):
    row = only(list(opened(S=[[*HEADER, "Remark"], ["BRAF", "V600E", 0.5, "S1", "#N/A"]]).rows()))
    assert row.outcome is Outcome.ASSESSED


def test_cells_beside_the_table_are_left_out_with_a_note(opened):
    reader = opened(S=[HEADER, ["BRAF", "V600E", 0.5, "S1", "", "checked"]])
    assert only(list(reader.rows())).outcome is Outcome.ASSESSED
    assert "Rows with cells to the right of the header, left out there: 1." in reader.notes


def test_copy_numbers_fusions_and_mafs_are_read_from_a_sheet(opened):
    cna = opened(S=[["Hugo_Symbol", "Entrez_Gene_Id", "S1"], ["ERBB2", 2064, 2]])
    assert only(list(cna.rows())).variants[0].variation == "Amplification"
    fusions = opened(
        S=[["Sample_Id", "Site1_Hugo_Symbol", "Site2_Hugo_Symbol"], ["S1", "EML4", "ALK"]]
    )
    assert only(list(fusions.rows())).variants[0].variation == "EML4-ALK Fusion"
    maf = opened(
        S=[
            ["Hugo_Symbol", "Variant_Classification", "Protein_Change", "NCBI_Build"],
            ["BRAF", "Missense_Mutation", "p.V600E", 37],
        ]
    )
    assert only(list(maf.rows())).variants[0].variation == "V600E"
    assert (maf.format, maf.build) == ("XLSX workbook, MAF", "GRCh37")


def test_a_list_in_a_sheet_is_read(opened):
    reader = opened(S=[["BRAF", "V600E"], ["KRAS p.G12D"], ["TP53", "=A1"]])
    rows = list(reader.rows())
    assert reader.format == "XLSX workbook, list of variants"
    assert [row.outcome.value for row in rows] == ["assessed", "assessed", "rejected"]
    assert rows[2].reason.startswith("cell B3 holds a formula")


def test_a_workbook_without_a_known_sheet_names_its_sheets(opened):
    with pytest.raises(LabFileError, match=r"no sheet of the workbook \('A', 'B'\)"):
        opened(A=[["nothing"]], B=[])


def test_wrong_columns_of_a_sheet_are_named(opened):
    with pytest.raises(LabFileError, match=r"sheet 'S': wrong columns: .* Gene, Remark;"):
        opened(S=[["Gene", "Remark"], ["BRAF", "seen"]])


def test_a_damaged_sheet_is_a_clear_error(opened, tmp_path):
    opened(S=[HEADER, *[["BRAF", "V600E"]] * 50])
    path = tmp_path / "sent.xlsx"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"][:-200]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(LabFileError, match="the workbook is damaged"):
        list(recognise_workbook(read_content(path), RULES).rows())


@pytest.mark.parametrize("name", ["sent", "sent.csv", "sent.xls"])
def test_a_workbook_is_one_whatever_its_name(opened, tmp_path, name):
    opened(S=[HEADER, ["BRAF", "V600E"]])
    path = (tmp_path / "sent.xlsx").rename(tmp_path / name)
    row = only(list(recognise_workbook(read_content(path), RULES).rows()))
    assert row.outcome is Outcome.ASSESSED


def test_text_is_no_workbook(tmp_path):
    path = tmp_path / "sent.csv"
    path.write_text("Gene,Variation\nBRAF,V600E\n")
    assert recognise_workbook(read_content(path), RULES) is None


def test_a_wide_sheet_keeps_its_cells_apart(opened):
    header = [f"column {get_column_letter(at)}" for at in range(1, 60)]
    cells = [f"value {at}" for at in range(1, 60)]
    reader = opened(S=[[*header, *HEADER], [*cells, "BRAF", "V600E", 0.5, "S1"]])
    assert only(list(reader.rows())).variants[0].variation == "V600E"
