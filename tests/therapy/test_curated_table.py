"""Reading the embedded table of curated evidence."""

import pytest

from therapy.curated_table import EVIDENCE_COLUMNS, EvidenceTableError, read_curated_table
from therapy.evidence_item import (
    Citation,
    Curator,
    Direction,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)

HEADER = "\t".join(EVIDENCE_COLUMNS)
LABEL = "BRAF\tV600E\tMelanoma\tVemurafenib\tsensitivity\tapproved\t{}\t"
LABEL_ROW = LABEL.format("FDA label: Zelboraf (vemurafenib), 2011")
CIVIC_ROW = "EGFR\tT790M\tLung Cancer\tGefitinib\tresistance\tB\tCIViC EID238\t16258541"


@pytest.fixture
def table(tmp_path):
    def write(*lines):
        path = tmp_path / "therapies.tsv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def read(table, *rows):
    return read_curated_table(table(HEADER, *rows))


def test_rows_are_read_in_file_order(table):
    assert [one.profile for one in read(table, CIVIC_ROW, LABEL_ROW)] == [
        "EGFR T790M",
        "BRAF V600E",
    ]


def test_a_civic_row_is_an_item_under_its_own_number(table):
    [found] = read(table, CIVIC_ROW)
    assert found == EvidenceItem(
        key="EID238",
        curator=Curator.CIVIC,
        profile="EGFR T790M",
        evidence_type=EvidenceType.PREDICTIVE,
        supports=True,
        significance="Resistance",
        level=Level.B,
        tumour_type="Lung Cancer",
        doid="",
        therapies=("Gefitinib",),
        interaction=Interaction.NONE,
        variant_origin="",
        statement="",
        rating=None,
        reviewed="",
        url="https://civicdb.org/links/evidence_items/238",
        citation=Citation("PubMed", "16258541", "https://pubmed.ncbi.nlm.nih.gov/16258541/"),
    )
    assert [one.id for one in found.citations] == ["16258541", "EID238"]


def test_a_label_stands_at_level_a_and_is_dated_by_its_year(table):
    [found] = read(table, LABEL_ROW)
    assert (found.curator, found.level, found.direction) == (
        Curator.LABEL,
        Level.A,
        Direction.SENSITIVITY,
    )
    assert found.reviewed == "2011"
    [citation] = found.citations
    assert (citation.source, citation.id) == ("FDA label", "Zelboraf (vemurafenib), 2011")
    assert citation.url.endswith("query=Zelboraf")


def test_one_label_for_two_alterations_or_tumours_is_two_statements(table):
    rows = [LABEL_ROW, LABEL_ROW.replace("V600E", "V600K"), LABEL_ROW.replace("Melan", "Carcin")]
    assert len({one.key for one in read(table, *rows)}) == 3


@pytest.mark.parametrize(
    ("gene", "alteration", "profile"),
    [
        ("BRAF", "V600E", "BRAF V600E"),
        ("ALK", "EML4::ALK Fusion", "EML4::ALK Fusion"),
        ("ALK", "Fusion", "ALK Fusion"),
        ("PIK3CA", "PIK3CA C420R OR PIK3CA E542K", "PIK3CA C420R OR PIK3CA E542K"),
    ],
)
def test_an_alteration_is_written_without_its_gene_or_as_a_profile(
    table, gene, alteration, profile
):
    row = LABEL_ROW.replace("BRAF", gene).replace("V600E", alteration)
    assert [one.profile for one in read(table, row)] == [profile]


def test_therapies_given_together_are_a_combination(table):
    [found] = read(table, LABEL_ROW.replace("Vemurafenib", "Dabrafenib + Trametinib"))
    assert found.therapies == ("Dabrafenib", "Trametinib")
    assert found.interaction is Interaction.COMBINATION
    assert found.regimens == (("Dabrafenib", "Trametinib"),)


def test_drugs_that_replace_each_other_are_rows_of_their_own_and_one_statement(table):
    rows = [CIVIC_ROW.replace("Gefitinib", drug) for drug in ("Gefitinib", "Erlotinib", "Afatinib")]
    [found] = read(table, *rows)
    assert found.regimens == (("Gefitinib",), ("Erlotinib",), ("Afatinib",))


@pytest.mark.parametrize(
    "other",
    [
        CIVIC_ROW,
        CIVIC_ROW.replace("Gefitinib", "Erlotinib + Gefitinib"),
        CIVIC_ROW.replace("Gefitinib", "Erlotinib").replace("T790M", "L858R"),
        CIVIC_ROW.replace("Gefitinib", "Erlotinib").replace("\tB\t", "\tC\t"),
        CIVIC_ROW.replace("Gefitinib", "Erlotinib").replace("resistance", "sensitivity"),
    ],
)
def test_a_second_row_of_a_statement_may_differ_in_its_therapy_only(table, other):
    with pytest.raises(
        EvidenceTableError, match="line 3: EID238 has an earlier row, expected anot"
    ):
        read(table, CIVIC_ROW, other)


def test_a_row_without_a_paper_cites_its_item(table):
    [found] = read(table, CIVIC_ROW.removesuffix("16258541"))
    assert (found.citation.source, found.citation.id) == ("CIViC", "EID238")


def test_a_table_may_end_without_a_line_break_or_with_windows_ones(tmp_path):
    path = tmp_path / "therapies.tsv"
    path.write_bytes(f"{HEADER}\r\n{CIVIC_ROW}".encode())
    assert len(read_curated_table(path)) == 1


def test_a_label_may_name_drugs_given_together(table):
    source = "FDA label: Rybrevant (amivantamab) with carboplatin and pemetrexed, 2024"
    [found] = read(table, LABEL.format(source))
    assert found.reference == source.removeprefix("FDA label: ")


def test_a_header_alone_is_an_empty_evidence_base(table):
    assert read(table) == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            CIVIC_ROW.replace("\tB\t", "\tF\t"),
            "line 3: level 'F', expected approved, A, B, C, D or E",
        ),
        (
            CIVIC_ROW.replace("resistance", "Resistance"),
            "line 3: direction 'Resistance', expected sensitivity or resistance",
        ),
        (
            CIVIC_ROW.replace("16258541", "PMID1"),
            "line 3: pmid 'PMID1', expected digits or nothing",
        ),
        (
            CIVIC_ROW.replace("CIViC EID238", "EID238"),
            "line 3: source 'EID238', expected 'FDA label: Brand (generic), YEAR' or 'CIViC EID",
        ),
        (
            LABEL.format("FDA label: Zelboraf (vemurafenib)"),
            "line 3: source 'FDA label: Zelboraf (vemurafenib)', expected 'FDA label",
        ),
        (
            CIVIC_ROW.replace("Gefitinib", " "),
            "line 3: therapy ' ', expected text without outer spaces",
        ),
        (
            CIVIC_ROW.replace("T790M", "T790M "),
            "line 3: alteration 'T790M ', expected text without outer spaces",
        ),
        (CIVIC_ROW.rsplit("\t", 1)[0], "line 3: got 7 columns in 'EGFR | T790M"),
        (CIVIC_ROW + "\tmore", "line 3: got 9 columns"),
        ("", "line 3: got 1 columns in '', expected 8"),
    ],
)
def test_a_malformed_row_names_file_line_value_and_what_was_expected(table, row, message):
    path = table(HEADER, LABEL_ROW, row, CIVIC_ROW)
    with pytest.raises(EvidenceTableError) as caught:
        read_curated_table(path)
    assert str(caught.value).startswith(f"{path}, {message}")


@pytest.mark.parametrize("header", ["", HEADER.replace("\t", ","), HEADER.upper(), CIVIC_ROW])
def test_a_wrong_header_names_the_columns_expected(table, header):
    with pytest.raises(EvidenceTableError, match=r"line 1: got .*, expected the columns gene, alt"):
        read_curated_table(table(header, CIVIC_ROW))


def test_a_table_in_another_encoding_is_refused_by_name(tmp_path):
    path = tmp_path / "therapies.tsv"
    path.write_bytes(HEADER.encode() + b"\n\xff")
    with pytest.raises(EvidenceTableError, match=r"therapies\.tsv: byte \d+ is not UTF-8"):
        read_curated_table(path)
