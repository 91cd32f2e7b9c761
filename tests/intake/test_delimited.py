import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.content import read_content
from intake.delimited import CellError, find_header, open_delimited, split_cells
from intake.lab_reader import Content, LabLine
from intake.lab_row import LabRow
from intake.table import NeededCells, TableRow

EVERY_CELL = NeededCells(1000, frozenset())


@pytest.fixture
def table(tmp_path):
    def opened(text):
        path = tmp_path / "sent.txt"
        path.write_text(text, encoding="utf-8")
        return open_delimited(read_content(path))

    return opened


def cells(table, needed=EVERY_CELL):
    return [row.cells for row in table.rows(needed) if isinstance(row, TableRow)]


def refused(table, needed=EVERY_CELL):
    return [row for row in table.rows(needed) if isinstance(row, LabRow)]


@pytest.mark.parametrize(
    ("delimiter", "name"),
    [("\t", "TSV"), (",", "CSV"), (";", "table separated by ;"), ("|", "table separated by |")],
)
def test_a_delimiter_is_recognised_by_content(table, delimiter, name):
    text = f"Gene{delimiter}Variation\nBRAF{delimiter}V600E\n"
    found = table(text)
    assert found.name == name
    assert found.header == ("Gene", "Variation")
    assert cells(found) == [["BRAF", "V600E"]]


def test_a_decimal_comma_does_not_make_a_comma_the_delimiter(table):
    found = table("Gene;VAF;Protein\nBRAF;0,45;V600E\nKRAS;0,12;G12D\n")
    assert cells(found) == [["BRAF", "0,45", "V600E"], ["KRAS", "0,12", "G12D"]]


def test_commas_in_cells_do_not_outvote_the_tabs_of_the_header(table):
    text = "Gene\tConsequence\nBRAF\ta,b,c\nKRAS\ta,b,c\n"
    assert cells(table(text)) == [["BRAF", "a,b,c"], ["KRAS", "a,b,c"]]


def test_comments_before_the_header_are_left_out_and_lines_keep_their_numbers(table):
    found = table("#version 2.4\n## more\n# and more\n\nGene,Variation\n\nBRAF,V600E\n")
    (row,) = found.rows(EVERY_CELL)
    assert (row.line, row.cells) == (7, ["BRAF", "V600E"])


def test_a_header_may_start_with_a_hash(table):
    found = table("#Gene\tVariation\nBRAF\tV600E\n")
    assert found.header == ("Gene", "Variation")
    assert cells(found) == [["BRAF", "V600E"]]


@pytest.mark.parametrize(
    ("first", "header"),
    [
        (["#v 2.4", "Gene\tVariation", "BRAF\tV600E"], LabLine(2, "Gene\tVariation")),
        (["#v 2.4", "#Gene\tVariation", "BRAF\tV600E"], LabLine(2, "Gene\tVariation")),
        (["#v 2.4"], None),
    ],
)
def test_the_header_is_found_among_the_first_lines(first, header):
    lines = [LabLine(number, text) for number, text in enumerate(first, start=1)]
    assert find_header(lines) == header


def test_comments_between_rows_are_left_out_and_counted_in_a_note(table):
    found = table("Gene,Variation\nBRAF,V600E\n# checked\nKRAS,G12D\n")
    assert len(cells(found)) == 2
    assert found.notes == ["Comments between the rows, left out: 1."]


def test_rows_of_empty_cells_are_left_out_and_counted_in_a_note(table):
    found = table('Gene,Variation,Sample\nBRAF,V600E,S1\n,,\n"", ,\n')
    assert cells(found) == [["BRAF", "V600E", "S1"]]
    assert found.notes == ["Rows without anything in their cells, left out: 2."]


def test_quoted_cells_may_hold_the_delimiter_and_quotes(table):
    text = 'Gene,Variation,Comment\nBRAF,V600E,"a, ""b"""\n'
    assert cells(table(text)) == [["BRAF", "V600E", 'a, "b"']]


@pytest.mark.parametrize("line", ['BRAF,"V600E', 'BRAF,"V600E" or so'])
def test_an_open_quote_is_a_rejected_row_and_the_next_row_is_read(table, line):
    found = table(f"Gene,Variation\n{line}\nKRAS,G12D\n")
    (row,) = refused(found)
    assert (row.line, row.value) == (2, line)
    assert "quote is not closed" in row.reason
    assert cells(found) == [["KRAS", "G12D"]]


def test_a_quote_within_a_cell_is_a_letter(table):
    assert cells(table("Gene\tComment\nBRAF\t5' and 3\" end\n")) == [["BRAF", "5' and 3\" end"]]


def test_a_row_with_more_cells_than_the_header_is_rejected(table):
    (row,) = refused(table("Gene,Variation\nBRAF,V600E,S1\n"))
    assert (row.line, row.value) == (2, "BRAF,V600E,S1")
    assert row.reason == "3 cells; expected the header's 2"


def test_empty_cells_behind_the_last_column_do_not_matter(table):
    assert cells(table("Gene,Variation\nBRAF,V600E,, \n")) == [["BRAF", "V600E"]]


def test_a_row_is_filled_up_where_it_has_the_cells_that_are_needed(table):
    found = table("Gene,Variation,Sample,Note\nBRAF,V600E\nKRAS\n")
    needed = NeededCells(2, frozenset({0, 1}))
    assert cells(found, needed) == [["BRAF", "V600E", "", ""]]
    assert [row.reason for row in refused(found, needed)] == ["1 cell; expected the header's 4"]


def test_a_line_that_is_at_fault_is_rejected_with_its_fault(table):
    path = table("Gene,Variation\nBRAF,V600E\n")
    lines = (LabLine(1, "Gene,Variation"), LabLine(2, "BRAF,V6", "too long"))
    content = Content(path.source, "", "UTF-8", lines, lambda: iter(lines))
    (row,) = open_delimited(content).rows(EVERY_CELL)
    assert (row.line, row.value, row.reason) == (2, "BRAF,V6", "too long")


@pytest.mark.parametrize(
    "text",
    [
        "BRAF p.V600E\n",
        "##fileformat=VCFv4.2\n#CHROM\tPOS\n1\t2\n",
        "# nothing\n# but comments\n",
        "One, two\nthree\nfour\nfive\n",
    ],
)
def test_what_is_no_table_is_not_opened_as_one(table, text):
    assert table(text) is None


def test_a_header_alone_is_a_table_without_rows(table):
    assert list(table("Gene,Variation\n").rows(EVERY_CELL)) == []


@given(st.lists(st.text(alphabet='a",\t ;|', max_size=5), min_size=1, max_size=5))
def test_a_line_is_cut_into_cells_or_refused_in_words(parts):
    text = ",".join(parts)
    if '"' not in text:
        assert split_cells(text, ",") == text.split(",")
        return
    try:
        assert split_cells(text, ",")
    except CellError as error:
        words = str(error)
        assert words.startswith(("a quote is not closed", "the cells cannot be told apart"))


def test_a_header_that_is_repeated_is_no_row(table):
    found = table("Gene,Variation\nBRAF,V600E\nGene,Variation\nKRAS,G12D\n")
    assert [row.line for row in found.rows(EVERY_CELL)] == [2, 4]
    assert "Lines that repeat the header, left out: 1." in found.notes
