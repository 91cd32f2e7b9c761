import pytest

from therapy.evidence import (
    EVIDENCE_COLUMNS,
    Direction,
    EvidenceItem,
    EvidenceTableError,
    Level,
    read_evidence,
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


def test_rows_are_read_in_file_order_with_their_types(table):
    assert read_evidence(table(HEADER, CIVIC_ROW, LABEL_ROW)) == (
        EvidenceItem(
            "EGFR",
            "T790M",
            "Lung Cancer",
            "Gefitinib",
            Direction.RESISTANCE,
            Level.B,
            "CIViC EID238",
            "16258541",
        ),
        EvidenceItem(
            "BRAF",
            "V600E",
            "Melanoma",
            "Vemurafenib",
            Direction.SENSITIVITY,
            Level.APPROVED,
            "FDA label: Zelboraf (vemurafenib), 2011",
            "",
        ),
    )


def test_a_table_may_end_without_a_line_break_or_with_windows_ones(tmp_path):
    path = tmp_path / "therapies.tsv"
    path.write_bytes(f"{HEADER}\r\n{CIVIC_ROW}".encode())
    assert len(read_evidence(path)) == 1


def test_a_label_may_name_drugs_given_together(table):
    source = "FDA label: Rybrevant (amivantamab) with carboplatin and pemetrexed, 2024"
    [item] = read_evidence(table(HEADER, LABEL.format(source)))
    assert item.source == source


def test_a_header_alone_is_an_empty_evidence_base(table):
    assert read_evidence(table(HEADER)) == ()


def test_levels_are_ordered_from_an_approved_label_to_preclinical():
    shuffled = [Level.C, Level.A, Level.D, Level.APPROVED, Level.B]
    assert sorted(shuffled) == [Level.APPROVED, Level.A, Level.B, Level.C, Level.D]
    assert Level.APPROVED < Level.A <= Level.A
    assert Level.D > Level.C


def test_a_level_is_not_ordered_against_anything_else():
    with pytest.raises(TypeError):
        _ = Level.A < "B"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            CIVIC_ROW.replace("\tB\t", "\tE\t"),
            "line 3: level 'E', expected approved, A, B, C or D",
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
        read_evidence(path)
    assert str(caught.value).startswith(f"{path}, {message}")


@pytest.mark.parametrize("header", ["", HEADER.replace("\t", ","), HEADER.upper(), CIVIC_ROW])
def test_a_wrong_header_names_the_columns_expected(table, header):
    with pytest.raises(EvidenceTableError, match=r"line 1: got .*, expected the columns gene, alt"):
        read_evidence(table(header, CIVIC_ROW))


def test_a_table_in_another_encoding_is_refused_by_name(tmp_path):
    path = tmp_path / "therapies.tsv"
    path.write_bytes(HEADER.encode() + b"\n\xff")
    with pytest.raises(EvidenceTableError, match=r"therapies\.tsv: byte \d+ is not UTF-8"):
        read_evidence(path)
