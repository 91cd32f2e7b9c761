"""``cell_lines.tsv``."""

import csv
import io

from cell_lines_builders import not_ranked, suggested, told_in_full, tumour

from reports.cell_lines_table import COLUMNS, write_cell_lines_table


def rows(*tumours):
    stream = io.StringIO()
    write_cell_lines_table(stream, tumours)
    stream.seek(0)
    return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_listed_drug_of_every_tumour_has_a_line():
    found = rows(tumour("P-1"), tumour("P-2", ("Erlotinib",)))
    assert [(row["sample"], row["place"], row["drug"]) for row in found[-2:]] == [
        ("P-1", "5", "Erlotinib"),
        ("P-2", "1", "Erlotinib"),
    ]
    assert tuple(found[0]) == COLUMNS
    assert found[0]["profile"] == "tissue skin; BRAF mutated"
    assert (found[0]["percentile"], found[0]["low"], found[0]["high"]) == ("3.0", "0.0", "21.0")


def test_a_line_says_what_moved_it_what_is_near_and_what_is_curated():
    first = rows(told_in_full())[0]
    assert first["moved_by"] == "BRAF mutated: 1.2 SD towards sensitive"
    assert first["nearest_lines"] == "A375 (skin): 2; COLO-800 (skin): 9"
    assert first["curated"].startswith("curated evidence says resistance: tier II-C")
    assert first["flags"] == "caution: LVEF 43 %"
    assert first["given"] == "Vemurafenib has failed; dabrafenib is a BRAF inhibitor, too."


def test_a_drug_that_was_told_a_licence_and_what_is_not_seen_have_their_cells():
    drug = suggested(told=True, pushes=[], licensed_for="BRAF V600E: melanoma")
    [row] = rows(tumour(drugs=[drug], unseen=["ABL1 T315I", "ALK EML4-ALK Fusion"]))
    assert row["moved_by"] == "told of this tumour, not predicted"
    assert row["licensed_for"] == "BRAF V600E: melanoma"
    assert row["not_seen"] == "ABL1 T315I; ALK EML4-ALK Fusion"


def test_a_tumour_that_is_not_ranked_has_a_line_with_the_reason():
    [row] = rows(not_ranked("P-9"))
    assert (row["sample"], row["reason"]) == ("P-9", "nothing is known of this tumour")
    assert row["drug"] == ""


def test_tabs_and_line_ends_do_not_break_a_line():
    [row] = rows(tumour("P\t1\nx", drugs=[suggested("a\tdrug")]))
    assert (row["sample"], row["drug"]) == ("P 1 x", "a drug")
