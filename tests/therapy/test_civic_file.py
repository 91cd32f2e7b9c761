"""CIViC's evidence files of today and of 2017, as a user may hold them."""

import gzip
import os
from pathlib import Path

import pytest
from civic_rows import IN_2017, TODAY, table

from therapy.civic_file import CivicFileError, date_in_name, read_civic_file
from therapy.civic_row import split_therapies
from therapy.civic_variants import profile_of
from therapy.evidence_item import Direction, EvidenceType, Interaction, Level

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
NEW = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
OLD = SHARED / "civic" / "civic_ClinicalEvidence_2017-02.tsv"


@pytest.fixture
def read(tmp_path):
    def write_and_read(content, name="civic.tsv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_civic_file(path)

    return write_and_read


def test_a_row_of_today_becomes_an_item(read):
    (item,) = read(table({"evidence_id": "6940"})).items
    assert (item.key, item.profile, item.tumour_type, item.doid) == (
        "EID6940", "BRAF V600E", "Melanoma", "1909",
    )  # fmt: skip
    assert item.evidence_type is EvidenceType.PREDICTIVE
    assert item.direction is Direction.SENSITIVITY
    assert item.level is Level.A
    assert item.supports
    assert item.regimens == (("Dabrafenib", "Trametinib"),)
    assert item.interaction is Interaction.COMBINATION
    assert (item.rating, item.reviewed, item.flagged) == (5, "2023-01-09", False)
    assert item.url == "https://civicdb.org/links/evidence_items/6940"
    assert item.citation.url == "https://pubmed.ncbi.nlm.nih.gov/25399551/"
    assert (item.statement, item.reference) == ("They answer.", "Long et al., 2014")


def test_a_row_of_2017_is_put_in_the_words_of_today(read):
    (item,) = read(table({"evidence_id": "240"}, like=IN_2017)).items
    assert item.profile == "EML4::ALK Fusion AND ALK C1156Y"
    assert item.significance == "Resistance"
    assert item.direction is Direction.RESISTANCE
    assert item.variant_origin == "Somatic"
    assert item.citation.source == "PubMed"
    assert item.url == "https://civicdb.org/links/evidence_items/240"
    assert item.reviewed == ""


def test_columns_between_2017_and_today_are_recognised(read):
    like = {
        **IN_2017,
        "citation_id": IN_2017["pubmed_id"],
        "source_type": "PubMed",
        "drug_interaction_type": "Substitutes",
        "drugs": "Erlotinib,Gefitinib",
        "last_review_date": "2020-03-01 10:00:00 UTC",
    }
    del like["pubmed_id"]
    (item,) = read(table({}, like=like)).items
    assert item.regimens == (("Erlotinib",), ("Gefitinib",))
    assert item.reviewed == "2020-03-01"


@pytest.mark.parametrize(
    ("old", "present"),
    [
        ("Somatic Mutation", "Somatic"),
        ("Germline Mutation", "Rare Germline"),
        ("Germline Polymorphism", "Common Germline"),
        ("N/A", "N/A"),
        ("", ""),
    ],
)
def test_origins_of_2017_have_a_present_word(read, old, present):
    (item,) = read(table({"variant_origin": old}, like=IN_2017)).items
    assert item.variant_origin == present


@pytest.mark.parametrize(
    ("gene", "variant", "profile"),
    [
        ("BRAF", "V600E", "BRAF V600E"),
        ("NPM1", "EXON 12 MUTATION", "NPM1 EXON 12 MUTATION"),
        ("ALK", "EML4-ALK", "EML4::ALK Fusion"),
        ("ALK", "EML4-ALK E6;A20", "EML4::ALK e6::e20"),
        ("ALK", "EML4-ALK  V1180L", "EML4::ALK Fusion AND ALK V1180L"),
        ("ABL1", "BCR-ABL F317L", "BCR::ABL1 Fusion AND ABL1 F317L"),
        ("ALK", "ALK FUSIONS", "v::ALK Fusion"),
        ("ALK", "ALK FUSION G1202R", "v::ALK Fusion AND ALK G1202R"),
        ("ROS1", "REARRANGEMENT", "ROS1 REARRANGEMENT"),
        ("MTOR", "E2014K + E2419K", "MTOR E2014K AND MTOR E2419K"),
        ("ALK", "EML4-ALK AMPLIFICATION", "EML4::ALK Fusion AND ALK Amplification"),
        ("VHL", "A56fs (c.164_165insA)", "VHL A56fs (c.164_165insA)"),
        ("TMB", "SOMETHING NEW", "TMB SOMETHING NEW"),
    ],
)
def test_a_variant_becomes_a_profile(gene, variant, profile):
    assert profile_of(gene, variant) == profile


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("Imatinib", ("Imatinib",)),
        ("Cisplatin,5-fluorouracil", ("Cisplatin", "5-fluorouracil")),
        ("PD173074,5-fluorouracil", ("PD173074", "5-fluorouracil")),
        ("2,4-pyrimidinediamine", ("2,4-pyrimidinediamine",)),
        ("Dactolisib, oral,Imatinib", ("Dactolisib, oral", "Imatinib")),
    ],
)
def test_a_comma_within_a_drugs_name_stays(text, names):
    assert split_therapies(text) == names


def test_only_accepted_statements_are_kept_and_others_counted(read):
    file = read(table({}, {"evidence_status": "submitted"}, {"evidence_status": "rejected"}, {}))
    assert [item.key for item in file.items] == ["EID1", "EID4"]
    assert file.left_out == (("not accepted: rejected", 1), ("not accepted: submitted", 1))
    assert file.rows == 4


def test_does_not_support_is_no_claim_of_the_opposite(read):
    (item,) = read(table({"evidence_direction": "Does Not Support"})).items
    assert not item.supports
    assert item.direction is Direction.SENSITIVITY


def test_a_predictive_statement_that_takes_no_side_is_left_out(read):
    no_side = {"evidence_direction": "N/A", "significance": "N/A"}
    predisposing = {**no_side, "evidence_type": "Predisposing"}
    file = read(table(no_side, predisposing))
    assert [item.evidence_type for item in file.items] == [EvidenceType.PREDISPOSING]
    assert [count for _, count in file.left_out] == [1]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("evidence_level", "F", "A, B, C, D, E"),
        ("evidence_id", "EID5", "digits"),
        ("evidence_id", "", "digits"),
        ("doid", "DOID:1909", "digits"),
        ("evidence_type", "582", "Predictive"),
        ("evidence_direction", "5", "Supports"),
        ("significance", "140453145", "Sensitivity/Response"),
        ("rating", "6", "1 to 5"),
        ("citation_id", "PMC12", "digits"),
        ("therapy_interaction_type", "Both", "Combination"),
        ("last_review_date", "9 January 2023", "2023-01-09"),
        ("evidence_status", "maybe", "accepted"),
        ("is_flagged", "perhaps", "true"),
        ("molecular_profile", "", "BRAF V600E"),
    ],
)
def test_a_malformed_field_rejects_its_row_and_no_other(read, column, value, expected):
    file = read(table({}, {column: value}, {}))
    assert [item.key for item in file.items] == ["EID1", "EID3"]
    (fault,) = file.faults
    assert (fault.line, fault.column, fault.value) == (3, column, value)
    assert expected in fault.expected


def test_the_fault_names_the_files_own_column(read):
    file = read(table({}, {"pubmed_id": "n/a"}, like=IN_2017))
    assert file.faults[0].column == "pubmed_id"


def test_a_shifted_row_is_rejected(read):
    content = table({}, {}, {})
    lines = content.split("\n")
    lines[2] = lines[2].replace("\t", "", 1)
    file = read("\n".join(lines))
    assert [item.key for item in file.items] == ["EID1", "EID3"]
    assert str(file.faults[0]) == "line 3: '24 fields', expected 25, as in the header"


def test_a_number_that_comes_twice_is_rejected(read):
    file = read(table({}, {"evidence_id": "1", "evidence_level": "B"}))
    assert [item.level for item in file.items] == [Level.A]
    assert "line 2" in file.faults[0].expected


def test_bytes_that_are_no_utf8_reject_their_row(read):
    content = (
        table({}, {"evidence_statement": "Waldenström"}).encode().replace(b"\xc3\xb6", b"\xf6")
    )
    file = read(content)
    assert [item.key for item in file.items] == ["EID1"]
    assert file.faults[0].expected == "UTF-8"


@pytest.mark.parametrize(
    ("field", "statement"),
    [
        ('"A ""good"" answer"', 'A "good" answer'),
        ('"pan-negative" melanoma', '"pan-negative" melanoma'),
        ('melanoma, "pan-negative"', 'melanoma, "pan-negative"'),
        ('"One\ttab"', "One tab"),
        ("a carriage\rreturn", "a carriage return"),
        ('6" long', '6" long'),
    ],
)
def test_quotes_are_taken_off_only_where_they_enclose_the_field(read, field, statement):
    file = read(table({"evidence_statement": field}, {}))
    assert file.faults == ()
    assert file.items[0].statement == statement
    assert file.items[1].statement == "They answer."


def test_line_ends_and_byte_order_mark_of_windows_do_not_matter(read):
    plain = read(table({}, {}))
    windows = read(b"\xef\xbb\xbf" + table({}, {}).replace("\n", "\r\n").encode())
    assert windows.items == plain.items


def test_a_gzipped_file_is_the_same_content(read):
    plain = read(table({}))
    packed = read(gzip.compress(table({}).encode()), name="civic.tsv.gz")
    assert (packed.items, packed.sha256) == (plain.items, plain.sha256)


def test_optional_columns_may_be_missing_and_others_are_ignored(read):
    optional = ("doid", "rating", "citation", "source_type", "variant_origin", "is_flagged")
    without = (*optional, "last_review_date", "therapy_interaction_type", "evidence_statement")
    file = read(table({"therapies": "Vemurafenib"}, like={**TODAY, "extra": "?"}, without=without))
    (item,) = file.items
    assert (item.doid, item.rating, item.reference, item.statement) == ("", None, "", "")
    assert item.citation.source == "PubMed"
    assert "extra" not in file.columns


def test_missing_columns_are_one_error_that_names_them(read):
    with pytest.raises(CivicFileError, match=r"civic\.tsv: .*therapies or drugs, evidence_level"):
        read(table({}, without=("therapies", "evidence_level")))


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html>\n<html>\n", b"\x00\x01\x02"])
def test_another_file_is_no_evidence_file(read, content):
    with pytest.raises(CivicFileError, match="expected an evidence file of CIViC"):
        read(content)


def test_a_file_without_a_sound_row_is_an_error_that_shows_one(read):
    with pytest.raises(CivicFileError, match=r"found none in 2 rows, of which 2 rejected.*line 2"):
        read(table({"evidence_level": "F"}, {"evidence_level": "F"}))


def test_a_file_that_is_cut_off_is_an_error(read):
    with pytest.raises(CivicFileError, match="cut off, its last line is line 3"):
        read(table({}, {})[:-40])


def test_a_file_cut_off_before_its_last_column_is_an_error(read):
    whole = table({}, {}, {})
    with pytest.raises(CivicFileError, match="cut off, line 4 ends in the middle of a row"):
        read(whole[: whole.rindex("\t") + 1])


def test_a_file_of_which_many_rows_are_malformed_is_broken(read):
    rows = [{"evidence_level": "Z"} if number % 8 == 0 else {} for number in range(120)]
    with pytest.raises(CivicFileError, match="15 of 120 rows are malformed, expected at most 10%"):
        read(table(*rows))
    few = [{"evidence_level": "Z"} if number % 20 == 0 else {} for number in range(120)]
    assert (len(read(table(*few)).items), len(read(table(*few)).faults)) == (114, 6)


def test_a_gzipped_file_that_is_cut_off_is_an_error(read):
    with pytest.raises(CivicFileError, match="expected a whole gzip file"):
        read(gzip.compress(table({}).encode())[:-20])


def test_a_profile_that_is_not_read_is_kept_and_listed_once(read):
    file = read(
        table({"molecular_profile": "TMB Unheard"}, {"molecular_profile": "TMB Unheard"}, {})
    )
    assert len(file.items) == 3
    assert [unread.profile for unread in file.unread] == ["TMB Unheard"]
    assert "no variation" in file.unread[0].reason


@pytest.mark.parametrize(
    ("source", "number", "url"),
    [
        ("ASCO", "161573", ""),
        ("ASH", "10.1182/blood-2021-148205", "https://doi.org/10.1182/blood-2021-148205"),
    ],
)
def test_abstracts_of_meetings_are_cited_as_they_are_numbered(read, source, number, url):
    (item,) = read(table({"source_type": source, "citation_id": number})).items
    assert (item.citation.source, item.citation.id, item.citation.url) == (source, number, url)


def test_the_newest_review_dates_the_data(read):
    dates = [{"last_review_date": f"2023-0{month}-09 21:46:26 UTC"} for month in (1, 5, 3)]
    file = read(table(*dates), name="civic_2020-01.tsv")
    assert (file.dated, file.dated_by) == ("2023-05-09", "newest review")


def test_the_name_dates_a_file_without_reviews(read):
    named = read(table({}, like=IN_2017), name="civic_2017-02.tsv")
    unnamed = read(table({}, like=IN_2017), name="civic.tsv")
    assert (named.dated, named.dated_by) == ("2017-02", "file name")
    assert (unnamed.dated, unnamed.dated_by) == (None, "")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("civic_ClinicalEvidenceSummaries_2026-05-26.tsv", "2026-05-26"),
        ("01-Dec-2019-ClinicalEvidenceSummaries.tsv", "2019-12-01"),
        ("nightly-ClinicalEvidenceSummaries.tsv", None),
        ("civic_2017-13.tsv", None),
        ("run120170-201.tsv", None),
    ],
)
def test_a_date_is_found_in_a_files_name(name, found):
    assert date_in_name(name) == found


@pytest.mark.slow
@pytest.mark.skipif(not NEW.exists(), reason="needs CIViC's files in ../shared/data")
def test_the_file_of_2026_is_read_whole():
    file = read_civic_file(NEW)
    assert (file.rows, len(file.items), file.faults) == (4854, 4854, ())
    assert file.dated == "2026-05-26"
    types = [item.evidence_type for item in file.items]
    assert types.count(EvidenceType.PREDICTIVE) == 2844
    assert len(file.unread) / len({item.profile for item in file.items}) < 0.02


@pytest.mark.slow
@pytest.mark.skipif(not OLD.exists(), reason="needs CIViC's files in ../shared/data")
def test_the_file_of_2017_is_read_whole():
    file = read_civic_file(OLD)
    assert (file.rows, len(file.items), file.faults) == (1652, 1652, ())
    assert file.dated == "2017-02"
    assert len(file.unread) / len({item.profile for item in file.items}) < 0.02


@pytest.mark.slow
@pytest.mark.skipif(not OLD.exists(), reason="needs CIViC's files in ../shared/data")
def test_the_words_of_2017_are_put_as_civic_itself_has_put_them():
    old = {item.key: item for item in read_civic_file(OLD).items}
    pairs = [(old[item.key], item) for item in read_civic_file(NEW).items if item.key in old]
    same = [one.significance == other.significance for one, other in pairs]
    assert sum(same) / len(pairs) > 0.95
