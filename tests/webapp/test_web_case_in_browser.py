"""The page of a patient as a browser shows it and a person uses it.

Needs Debian's chromium and chromium-driver.
"""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from web_browser import SCREENS, Browser, open_browser

pytestmark = pytest.mark.slow

TEXT = "Progressive dyspnoea, but no fever. Her mother had breast cancer."
REFUSED = "422 (Unprocessable"
"""The browser's own word on a form that is shown again."""


@pytest.fixture(scope="module")
def driver():
    opened = open_browser()
    yield opened
    opened.quit()


@pytest.fixture
def browser(driver, server):
    one = Browser(driver, server)
    one.use_scripts(True)
    yield one
    one.use_scripts(True)


def lines(browser, name):
    return browser.find(f"#{name}").get_property("value").splitlines()


def look_up(browser, name, words):
    """Type into a look-up and wait for its terms."""
    browser.fill(f"#{name}-look", words)
    browser.wait_for(f"#{name}-list [role=option]")


def chosen(browser, name):
    return browser.find(f"#{name}-list [aria-selected=true]").text


def press(browser, *keys):
    for key in keys:
        ActionChains(browser.driver).send_keys(key).perform()


def focused(browser):
    return browser.driver.switch_to.active_element


def tick_all(browser):
    for box in browser.all("#offered input[type=checkbox]"):
        box.click()


def make_wrong(browser):
    browser.open("/case")
    browser.fill("#age", "old")
    browser.fill("#somatic", "foo")
    browser.find("#send").click()
    browser.wait_for("#said.bad")


STATES = {
    "empty": lambda browser: browser.open("/case"),
    "example": lambda browser: browser.open("/case?example=04-lung-egfr-t790m-qt"),
    "faults": make_wrong,
}


@pytest.mark.parametrize("state", STATES)
def test_the_form_meets_wcag_fits_a_phone_and_breaks_no_policy(browser, state):
    browser.complaints()
    STATES[state](browser)
    browser.has_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for scheme in ("light", "dark"):
        for screen, (width, _) in SCREENS.items():
            browser.look_as(screen, scheme)
            assert browser.violations() == [], (scheme, screen)
            assert browser.has_script("document.documentElement.scrollWidth") <= width
    assert [one for one in browser.complaints() if REFUSED not in one] == []


def test_the_open_look_up_and_the_offered_findings_meet_wcag(browser):
    for scheme in ("light", "dark"):
        browser.open("/case", "phone", scheme)
        browser.fill("#text", TEXT)
        browser.find("#read").click()
        browser.wait_for("#offered input")
        look_up(browser, "findings", "seizu")
        assert browser.violations() == []
        assert browser.has_script("document.documentElement.scrollWidth") <= SCREENS["phone"][0]
    assert browser.complaints() == []


def test_terms_are_looked_up_and_chosen_with_the_keyboard_alone(browser):
    browser.open("/case")
    box = browser.find("#findings-look")
    assert box.get_attribute("role") == "combobox"
    look_up(browser, "findings", "short of br")
    assert box.get_attribute("aria-expanded") == "true"
    assert chosen(browser, "findings").startswith("Dyspnea")
    first = box.get_attribute("aria-activedescendant")
    press(browser, Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") != first
    press(browser, Keys.ARROW_UP, Keys.ENTER)
    assert lines(browser, "findings") == ["HP:0002094 Dyspnea"]
    assert browser.find(".chips li").text.startswith("Dyspnea")
    assert box.get_attribute("aria-expanded") == "false"
    assert focused(browser) == box
    look_up(browser, "findings", "feve")
    press(browser, Keys.ESCAPE)
    assert browser.all("#findings-list [role=option]") == []
    assert box.get_property("value") == "feve"
    press(browser, Keys.SHIFT + Keys.TAB)  # to the chip's button; what was typed is kept
    browser.wait(lambda: lines(browser, "findings") == ["HP:0002094 Dyspnea", "feve"])


def test_a_term_is_chosen_with_the_mouse_and_taken_out_again(browser):
    browser.open("/case")
    look_up(browser, "absent_findings", "fever")
    browser.find("#absent_findings-list [role=option]").click()
    assert lines(browser, "absent_findings") == ["HP:0001945 Fever"]
    browser.find("[aria-label='Remove Fever']").click()
    assert lines(browser, "absent_findings") == []
    assert focused(browser).get_attribute("id") == "absent_findings-look"


def test_enter_takes_the_first_term_even_before_the_list_is_there(browser):
    browser.open("/case")
    browser.fill("#findings-look", "Jaundice")
    press(browser, Keys.ENTER)
    browser.wait(lambda: lines(browser, "findings") == ["HP:0000952 Jaundice"])
    assert browser.path == "/case"


def test_what_a_text_says_is_offered_and_added_when_it_is_ticked(browser):
    browser.open("/case")
    browser.fill("#text", TEXT)
    browser.find("#read").click()
    browser.wait_for("#offered input")
    offered = browser.find("#offered").text
    for words in ("Dyspnea present", "Fever absent", "Breast carcinoma mother", "“dyspnoea”"):
        assert words in offered
    assert lines(browser, "findings") == []
    tick_all(browser)
    browser.find("#offered .acts button:last-child").click()
    assert lines(browser, "findings") == ["HP:0002094 Dyspnea"]
    assert lines(browser, "absent_findings") == ["HP:0001945 Fever"]
    assert lines(browser, "family") == ["mother: Breast carcinoma"]
    browser.find("#read").click()
    browser.wait(lambda: "no finding that is not listed" in browser.find("#read-status").text)


def test_a_look_up_that_fails_is_said_and_loses_nothing(browser):
    browser.open("/case")
    browser.driver.execute_script("window.fetch = async () => new Response('', {status: 401});")
    browser.fill("#findings-look", "Jaundice")
    press(browser, Keys.ENTER)
    browser.wait(lambda: lines(browser, "findings") == ["Jaundice"])
    browser.fill("#text", TEXT)
    browser.find("#read").click()
    browser.wait(lambda: "logged out" in browser.find("#read-status").text)
    assert browser.find("#text").get_property("value") == TEXT


def fill_and_send(browser):
    browser.fill("#age", "61")
    browser.fill("#tumour", "lung adenocarcinoma")
    browser.fill("#somatic", "EGFR L858R")
    browser.find("#send").click()


def test_a_patient_is_sent_watched_and_reported(browser):
    browser.open("/case")
    look_up(browser, "findings", "cough")
    press(browser, Keys.ENTER)
    fill_and_send(browser)
    browser.wait(lambda: browser.path.startswith("/submissions/"))
    browser.wait_for(".numbers")  # without loading the page anew
    assert "Possible diagnoses" in browser.find("main").text
    assert browser.violations() == []
    browser.find("a[href$='#for-patient']").click()
    assert browser.path.endswith("/files/report.html")
    assert "EGFR L858R" in browser.find("#for-patient").text


def test_without_scripts_all_of_it_works(browser):
    browser.use_scripts(False)
    browser.open("/case")
    browser.fill("#findings", "Fatigue")
    browser.fill("#text", TEXT)
    browser.find("#read").click()
    browser.wait_for("#offered input")
    tick_all(browser)
    browser.find("#offered .acts button").click()
    browser.wait(lambda: "HP:0002094 Dyspnea" in lines(browser, "findings"))
    assert lines(browser, "absent_findings") == ["HP:0001945 Fever"]
    browser.fill("#age", "old")
    browser.find("#send").click()
    browser.wait_for("#said.bad")
    assert lines(browser, "findings") == ["Fatigue", "HP:0002094 Dyspnea"]
    fill_and_send(browser)
    browser.wait(lambda: browser.path.startswith("/submissions/"))
    while browser.all("#look"):
        browser.find("#look a").click()
    browser.wait_for(".numbers")
    assert "Therapies with a caution" in browser.find("main").text


def test_the_focus_is_seen_at_every_stop(browser):
    browser.open("/case")
    browser.has_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    stops = 0
    press(browser, Keys.TAB)
    while (at := focused(browser)).tag_name != "body":
        assert at.value_of_css_property("outline-style") != "none", at.get_attribute("outerHTML")
        press(browser, Keys.TAB)
        stops += 1
    assert stops > 50
