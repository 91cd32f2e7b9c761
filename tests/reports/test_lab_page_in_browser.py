"""The report's pages as a browser shows them: accessible, fit for a phone, whole without scripts.

Needs Debian's chromium and chromium-driver; rules are axe-core's for WCAG 2.1, levels
A and AA, and its best practices.
"""

import os
import shutil
from pathlib import Path

import axe_core_python
import pytest
from cell_lines_builders import cell_lines, not_ranked, told_in_full, tumour
from lab_report_builders import (
    citation,
    curated_effect,
    drug,
    effect,
    evidence,
    head,
    literature,
    occurrence,
    predicted_therapy,
    sample,
    sample_therapy,
    sentence,
    therapy,
    variant,
    versions,
)
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from reports.cohort_page import render_cohort_page
from reports.lab_page import OPEN_CARDS, PRINTED_CARDS, render_lab_report
from reports.lab_report import CalledEffect, RejectedRow

AXE = Path(axe_core_python.__file__).with_name("axe.min.js")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
)  # fmt: skip
PAGES = ("report.html", "cohort.html")
SCREENS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def browser():
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(found):
        missing = "needs a browser: apt-get install chromium chromium-driver"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = found[0]
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(found[1]))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Both pages, with something in every part of them."""
    where = tmp_path_factory.mktemp("pages")
    cards, table, samples = variants_and_samples()
    given = head(
        [*cards, *table], n_samples=len(samples), n_cards=len(cards), advice=["Annotate it."],
        drugs={"Dabrafenib": drug()}, versions=versions(model_trained_on_demo=True),
        cell_lines=cell_lines(n_known=2),
    )  # fmt: skip
    rejected = [RejectedRow(line=9, value="1-Mar" * 40, reason="expected a gene, got a date")]
    tumours = [
        *(tumour(one.name) for one in samples[:5]),
        told_in_full("P-6"),
        tumour("P-7", ("Erlotinib",)),
        not_ranked("P-8"),
    ]
    report = render_lab_report(given, cards, table, samples, rejected, tumours)
    (where / "report.html").write_text("".join(report), encoding="utf-8")
    cohort = render_cohort_page(given, [*cards, *table], samples)
    (where / "cohort.html").write_text("".join(cohort), encoding="utf-8")
    return where


def cue(group):
    return {"start": 3, "end": 12, "group": group, "negated": False, "uncertain": True}


def variants_and_samples():
    disputed = therapy(
        "Panitumumab", "resistance", tier="II", level="C", conflicts=["It is disputed."],
        opposing=[evidence(8)], requires=["KRAS wild type"],
        citations=[citation(n) for n in range(9)],
    )  # fmt: skip
    label = citation(source="FDA label", url="https://dailymed.nlm.nih.gov/dailymed/")
    told = variant(
        1, therapies=[therapy(citations=[label]), disputed, predicted_therapy("Trametinib")],
        curated=[curated_effect()], agreement="conflicts", by_type="gain",
        called=CalledEffect(group="loss", by="curated"), warnings=["Dabrafenib: rash"],
        literature=literature(
            sentence(), sentence(relation="residue"),
            *(sentence(cues=[cue(group)]) for group in ("activating", "resistant", "recurrent")),
        ),
        occurrences=[occurrence(n, f"P-{n}") for n in range(12)], samples=12, rows=12,
        withheld=[{"therapy": "Sotorasib", "reason": "made for one allele"}],
    )  # fmt: skip
    kinds = ("stop_gained", "transcript_amplification", "transcript_ablation", "gene_fusion", "")
    others = [
        variant(n, "TP53", f"R{n}X", consequence=kind) for n, kind in enumerate(kinds, start=2)
    ]
    others += [variant(n, "KIT", f"K{n}E", effect=effect("abstain")) for n in range(7, 14)]
    table = [variant(14, "KRAS", "G12D", card=False)]
    claims = [sample_therapy(), sample_therapy("Panitumumab", "resistance", conflicts=["It is."])]
    samples = [sample(f"P-{n}", (1, n + 1, 14), claims[: n % 3]) for n in range(1, 9)]
    return [told, *others], table, samples


def show(browser, path, screen="desk", scheme="light", media=""):
    width, height = SCREENS[screen]
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    browser.get(path.as_uri())


def open_all(browser):
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")


def violations(browser):
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({runOnly: {type: 'tag', values: arguments[0]}}).then(done)",
        RULES,
    )
    assert found["passes"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_rules_of_wcag_are_met(browser, folder, page, scheme, screen):
    show(browser, folder / page, screen, scheme)
    open_all(browser)
    assert violations(browser) == []


def test_dark_and_light_are_two_looks(browser, folder):
    looks = set()
    for scheme in ("light", "dark"):
        show(browser, folder / "report.html", scheme=scheme)
        body = browser.find_element(By.TAG_NAME, "body")
        looks.add(
            (body.value_of_css_property("color"), body.value_of_css_property("background-color"))
        )
    assert len(looks) == 2


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_shows_the_page_without_scrolling_aside(browser, folder, page):
    show(browser, folder / page, "phone")
    open_all(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_loaded_and_nothing_is_refused(browser, folder, page):
    browser.get_log("browser"), browser.get_log("performance")
    show(browser, folder / page)
    assert browser.get_log("browser") == []
    asked = [
        entry["message"] for entry in browser.get_log("performance")
        if "Network.requestWillBeSent\"" in entry["message"]
    ]  # fmt: skip
    assert len(asked) == 1


def test_without_scripts_all_can_be_read(browser, folder):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(browser, folder / "report.html")
        assert not browser.find_element(By.ID, "tools").is_displayed()
        [closed] = browser.find_elements(By.CSS_SELECTOR, f"#v{OPEN_CARDS + 1} > details")
        assert not closed.get_attribute("open")
        closed.find_element(By.TAG_NAME, "summary").click()
        assert closed.get_attribute("open")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_search_keeps_the_cards_that_fit(browser, folder):
    show(browser, folder / "report.html")
    browser.find_element(By.ID, "find").send_keys("braf v600")
    cards = browser.find_elements(By.CSS_SELECTOR, ".card")
    assert [one.get_attribute("id") for one in cards if one.is_displayed()] == ["v1"]
    assert browser.find_element(By.ID, "found").text == "1 shown"


def test_a_link_opens_the_card_that_it_leads_to(browser, folder):
    show(browser, folder / "report.html")
    number = OPEN_CARDS + 1
    card = browser.find_element(By.CSS_SELECTOR, f"#v{number} > details")
    assert not card.get_attribute("open")
    browser.execute_script(f"location.hash = 'v{number}'")
    assert browser.execute_async_script(
        "const [card, done] = arguments; setTimeout(() => done(card.open), 50)", card
    )


def test_a_link_of_the_cohort_leads_to_the_sample(browser, folder):
    show(browser, folder / "cohort.html")
    browser.find_element(By.LINK_TEXT, "P-2").click()
    assert browser.current_url.endswith("report.html#s2")
    assert browser.find_element(By.ID, "s2-h").text == "P-2"


def test_in_print_closed_cards_are_shown_and_addresses_written(browser, folder):
    show(browser, folder / "report.html", scheme="dark", media="print")
    assert is_seen(browser, f"#v{OPEN_CARDS + 1} > details h4")
    assert not is_seen(browser, "#v1 details details")
    label = "a.cite[href*='dailymed']"
    assert "attr(href)" in written(browser, label) or "https://dailymed" in written(browser, label)
    assert written(browser, "a.cite[href*='pubmed']") == "none"  # its number is enough
    body = browser.find_element(By.TAG_NAME, "body")
    assert body.value_of_css_property("background-color").startswith("rgba(255, 255, 255")


def test_of_many_cards_those_that_are_open_are_printed(browser, tmp_path):
    cards = [variant(n) for n in range(1, PRINTED_CARDS + 2)]
    pieces = render_lab_report(head(cards), cards, [], [], [])
    (tmp_path / "report.html").write_text("".join(pieces), encoding="utf-8")
    show(browser, tmp_path / "report.html", media="print")
    assert is_seen(browser, "#v1 > details h4")
    assert not is_seen(browser, f"#v{OPEN_CARDS + 1} > details h4")
    assert is_seen(browser, f"#v{OPEN_CARDS + 1} h3")
    assert "closed are printed in short" in browser.find_element(By.ID, "variants").text


def written(browser, selector):
    found = browser.find_element(By.CSS_SELECTOR, selector)
    return browser.execute_script("return getComputedStyle(arguments[0], '::after').content", found)


def is_seen(browser, selector):
    found = browser.find_element(By.CSS_SELECTOR, selector)
    return browser.execute_script("return arguments[0].checkVisibility()", found)


def test_the_first_stop_of_the_keyboard_skips_to_the_report(browser, folder):
    show(browser, folder / "report.html")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    first = browser.switch_to.active_element
    assert first.text == "Skip to the report"
    assert first.rect["x"] >= 0
    first.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "report"
