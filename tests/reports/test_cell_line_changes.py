"""What changed in the first drugs by cell lines since an earlier report."""

import io

from cell_lines_builders import cell_lines, not_ranked, tumour, used_profile
from html_reader import HtmlPage
from lab_report_builders import head, sample, variant

from reports.changes_page import render_changes_page
from reports.changes_table import write_changes_table
from reports.lab_comparison import EarlierReport, compare_reports
from reports.lab_report import Report

FIVE = ["Dabrafenib", "PLX-4720", "Trametinib", "AZ628", "Erlotinib"]


def compared(then, now, *, before=None, after=None):
    """Compare two reports on one variant that differ in their tumours."""
    old, new = (
        head([variant()], **{"cell_lines": cell_lines()} | (given or {}))
        for given in (before, after)
    )
    samples = [sample(one.sample) for one in now]
    stored = Report(
        **dict(old), variants=[variant()], samples=samples, rejected=[], tumours=list(then)
    )
    return new, compare_reports(EarlierReport(stored, ""), new, [variant()], samples, (), now)


def test_the_same_first_drugs_are_no_change():
    _, changes = compared([tumour()], [tumour()])
    assert changes.nothing_changed


def test_another_order_of_the_first_drugs_is_told_of_its_sample():
    _, changes = compared([tumour()], [tumour(names=FIVE[::-1])])
    [change] = changes.cell_lines
    assert (change.sample, change.before, change.after) == ("P-1", FIVE, FIVE[::-1])
    assert not changes.nothing_changed
    assert "Other first drugs by cell lines: 1 tumour." in changes.verdict


def test_another_screen_is_the_cause_and_is_named():
    newer = {"cell_lines": cell_lines(version="77" * 32)}
    _, changes = compared([tumour()], [tumour(names=FIVE[:2])], after=newer)
    assert changes.cell_lines[0].causes == ["screen"]
    assert [cause.name for cause in changes.causes] == ["screen"]
    assert "made-up screen, SHA-256 5c5c5c5c5c5c; now" in changes.causes[0].words


def test_another_disease_is_the_cause_only_where_the_tissue_changed():
    then, now = {"disease": "melanoma"}, {"disease": "breast cancer"}
    breast = tumour(names=FIVE[:2], profile=used_profile(tissue="breast"))
    _, moved = compared([tumour()], [breast], before=then, after=now)
    assert moved.cell_lines[0].causes == ["disease"]
    _, stayed = compared([tumour()], [tumour(names=FIVE[:2])], before=then, after=now)
    assert stayed.cell_lines[0].causes == ["unknown"]


def test_a_report_without_rankings_then_is_told_as_a_cause_and_not_for_each_sample():
    _, changes = compared([], [tumour()], before={"cell_lines": None})
    assert changes.cell_lines == []
    assert changes.causes[0].words.startswith("then nothing was ranked; now made-up screen")


def test_no_ranker_then_and_none_now_is_no_difference():
    none = {"cell_lines": cell_lines(reason="No ranker is trained.")}
    _, changes = compared([], [], before={"cell_lines": None}, after=none)
    assert changes.causes == []


def test_a_tumour_that_is_no_longer_ranked_is_told():
    _, changes = compared([tumour()], [not_ranked()])
    assert changes.cell_lines[0].after == []


def test_page_and_table_tell_the_change():
    new, changes = compared([tumour()], [tumour(names=FIVE[:2])])
    words = HtmlPage("".join(render_changes_page(new, changes))).part("cell-lines")
    assert f"P-1 {', '.join(FIVE)} Dabrafenib, PLX-4720" in words
    stream = io.StringIO()
    write_changes_table(stream, changes)
    last = stream.getvalue().splitlines()[-1].split("\t")
    assert last[0] == "cell_lines"
    assert last[8:10] == ["; ".join(FIVE), "Dabrafenib; PLX-4720"]
