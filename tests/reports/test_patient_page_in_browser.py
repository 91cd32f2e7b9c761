"""The page of a case as a browser shows it: accessible, fit for a phone and for paper."""

import pytest
from cell_lines_builders import cell_lines, told_in_full
from lab_report_builders import drug, head, sample, sample_therapy, variant
from patient_report_builders import full_patient
from test_lab_page_in_browser import SCREENS, browser, open_all, show, violations

from reports.lab_page import render_lab_report
from reports.patient_report import PatientFlag

__all__ = ["browser"]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The page of a case with something in every part of it."""
    flags = [
        PatientFlag(kind=kind, words="QTc 490 ms")
        for kind in ("contraindicated", "failed before", "caution", "monitor")
    ]
    cards = [variant(1), variant(2, "EGFR", "T790M")]
    samples = [sample("lung", (1, 2), [sample_therapy(flags=flags)])]
    made = head(
        cards, patient=full_patient(), drugs={"Dabrafenib": drug()}, cell_lines=cell_lines()
    )
    pieces = render_lab_report(made, cards, [], samples, [], [told_in_full("lung")])
    where = tmp_path_factory.mktemp("case") / "report.html"
    where.write_text("".join(pieces), encoding="utf-8")
    return where


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_rules_of_wcag_are_met_by_a_case(browser, path, scheme, screen):
    show(browser, path, screen, scheme)
    open_all(browser)
    assert violations(browser) == []


def test_a_phone_shows_a_case_without_scrolling_aside(browser, path):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.get(path.as_uri())
    open_all(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 375


def test_nothing_of_a_case_is_loaded_or_refused(browser, path):
    browser.get_log("browser")
    show(browser, path)
    assert browser.get_log("browser") == []


def test_in_print_the_therapies_that_open_on_demand_are_shown(browser, path):
    show(browser, path, media="print")
    last = "#for-patient details tr:last-child th"
    found = browser.find_element("css selector", last)
    assert browser.execute_script("return arguments[0].checkVisibility()", found)
