"""The pages as a browser shows them and a person uses them.

Needs Debian's chromium and chromium-driver.
"""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from sent_files import write_files
from web_browser import SCREENS, Browser, open_browser

from webapp.page_templates import NAVIGATION

pytestmark = pytest.mark.slow

KINDS = (
    "tumours.maf", "exome.vcf", "panel.csv", "list.txt", "cohort.xlsx", "copies.txt",
    "tumours.maf.gz",
)  # fmt: skip


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


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Folder of the files, and a variant of each."""
    folder = tmp_path_factory.mktemp("files")
    return folder, write_files(folder)


def send(browser, path):
    """Send a file from the start page and return the path of its page."""
    browser.open("/")
    browser.find("#file").send_keys(str(path))
    browser.find("#file-form button").click()
    browser.wait(lambda: browser.path.startswith("/submissions/"))
    return browser.path


@pytest.fixture(scope="module")
def shown(driver, server, files):
    """Path of each page, with a report and a failure among them."""
    browser = Browser(driver, server)
    folder, _ = files
    report = send(browser, folder / "tumours.maf")
    browser.wait_for(".numbers")
    (folder / "scan.bin").write_bytes(b"\x00\x01\x02")
    failed = send(browser, folder / "scan.bin")
    browser.wait_for(".state.failed")
    return {
        **{words: path for path, words in NAVIGATION},
        "report": report,
        "variant": f"{report}/variants/1",
        "delete": f"{report}/delete",
        "failed": failed,
        "advice": "/therapies?gene=BRAF&variation=V600E&predict=true",
        "statements": "/therapies?drug=vemurafenib&limit=20",
        "answer": "/classify?gene=BRAF&variation=V600E",
        "tumours": f"{report}/cell-lines",
        "tumour": f"{report}/cell-lines?sample=T1",
        "ranking": "/cell-lines?tissue=skin&mutated=BRAF",
        "login": "/login",
        "not found": "/nowhere",
    }


PAGES = (
    *(words for _, words in NAVIGATION), "report", "variant", "delete", "failed", "advice",
    "statements", "answer", "tumours", "tumour", "ranking", "login", "not found",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_meets_wcag_fits_a_phone_and_breaks_no_policy(browser, shown, page):
    browser.complaints()
    browser.open(shown[page])
    browser.has_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for scheme in ("light", "dark"):
        for screen, (width, _) in SCREENS.items():
            browser.look_as(screen, scheme)
            assert browser.violations() == [], (scheme, screen)
            assert browser.has_script("document.documentElement.scrollWidth") <= width
    expected = "404 (Not Found)" if page == "not found" else "Password forms"
    assert [one for one in browser.complaints() if expected not in one] == []


def test_the_answer_meets_wcag(browser):
    ask(browser, "BRAF", "V600E")
    browser.wait_for(".answer")
    assert browser.violations() == []
    assert browser.complaints() == []


def ask(browser, gene, variation):
    browser.open("/")
    browser.fill("#gene", gene)
    browser.fill("#variation", variation)


def test_an_answer_comes_while_typing_and_follows_what_is_typed(browser):
    ask(browser, "BRAF", "V600E")
    browser.wait(lambda: browser.find("#one-status").text.startswith("BRAF V600E: Gain"))
    assert browser.find("#card-h").text == "BRAF V600E"
    browser.fill("#gene", "TP53")
    assert browser.all(".answer:not(.stale)") == []
    browser.fill("#variation", "R175H")
    browser.wait(lambda: browser.find("#one-status").text.startswith("TP53 R175H: Loss"))
    assert [one.text for one in browser.all(".answer h2")] == ["TP53 R175H"]
    browser.fill("#variation", "R175H and R248Q")
    browser.wait(lambda: "one by one" in browser.find("#one-status").text)
    assert browser.all(".answer") == []


def test_feedback_on_an_answer_is_given_in_place_and_keeps_what_is_written(browser):
    ask(browser, "BRAF", "V600E")
    browser.fill("#text", "The BRAF V600E change activates the kinase.")
    browser.wait(lambda: "What the text says" in browser.find(".answer:not(.stale)").text)
    browser.find("details.feedback summary").click()
    correction = browser.find("details.feedback select")
    assert not correction.is_enabled()
    browser.find("details.feedback input[value=correct]").click()
    assert correction.is_enabled()
    browser.find("details.feedback input[value=reject]").click()
    browser.find("details.feedback form button").click()
    browser.wait(lambda: "said to be wrong" in browser.find(".given").text)
    assert "your feedback is kept" in browser.find("#one-status").text
    assert "What the text says" in browser.find(".answer").text
    assert browser.find("#text").get_attribute("value").startswith("The BRAF V600E")
    browser.wait(lambda: focused(browser).text.startswith("Say more"))
    browser.find(".given button").click()
    browser.wait(lambda: browser.all(".answer") and not browser.all(".given"))
    assert browser.violations() == []


def test_an_answer_is_there_again_after_a_look_elsewhere(browser):
    ask(browser, "TP53", "R175H")
    browser.wait_for(".answer")
    browser.wait(lambda: browser.path == "/classify")
    browser.link("Model").click()
    browser.wait(lambda: browser.path == "/model")
    browser.driver.back()
    browser.wait_for(".answer")
    assert browser.find("#card-h").text == "TP53 R175H"


def test_who_is_logged_out_while_writing_keeps_the_page(browser):
    browser.open("/")
    browser.driver.execute_script("window.fetch = async () => new Response('', {status: 401});")
    browser.fill("#text", "A text.")
    browser.fill("#gene", "BRAF")
    browser.fill("#variation", "V600E")
    browser.wait(lambda: "logged out" in browser.find("#one-status").text)
    assert browser.link("Log in").get_attribute("href").endswith("/login")
    assert browser.find("#text").get_attribute("value") == "A text."


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_sent_watched_and_reported(browser, files, name):
    folder, variants = files
    path = send(browser, folder / name)
    browser.wait_for(".numbers")  # without loading the page anew
    assert browser.path == path
    browser.link(variants[name]).click()
    assert browser.find("h1").text == variants[name]
    browser.driver.back()
    browser.link("Open the report").click()
    assert browser.path == f"{path}/files/report.html"
    assert variants[name] in browser.find("#actionable").text
    assert browser.find("#tools").is_displayed()  # the report's own script runs


def test_a_dropped_file_is_sent(browser):
    browser.open("/")
    browser.driver.execute_script(
        "const given = new DataTransfer();"
        "given.items.add(new File(['BRAF p.V600E\\n'], 'dropped.txt'));"
        "document.getElementById('drop').dispatchEvent("
        "  new DragEvent('drop', {dataTransfer: given, bubbles: true, cancelable: true}));"
    )
    assert browser.find("#file-name").text.startswith("dropped.txt")
    browser.find("#file-form button").click()
    browser.wait_for(".numbers")
    assert browser.find("h1").text == "dropped.txt"


def test_a_file_that_is_too_large_is_not_sent(browser, files):
    folder, _ = files
    browser.open("/")
    browser.driver.execute_script("document.getElementById('file-form').dataset.most = 10")
    browser.find("#file").send_keys(str(folder / "tumours.maf"))
    browser.find("#file-form button").click()
    browser.wait(lambda: "expected at most" in browser.find("#file-status").text)
    assert browser.path == "/"


def test_feedback_is_given_and_the_submission_deleted(browser, files):
    folder, _ = files
    use_report_and_delete_it(browser, send(browser, folder / "tumours.maf"))


def test_without_scripts_all_of_it_works(browser, files):
    browser.use_scripts(False)
    browser.open("/")
    browser.fill("#gene", "BRAF")
    browser.fill("#variation", "V600E")
    browser.find("#one button").click()
    browser.wait_for(".answer")
    assert browser.path == "/classify"
    folder, _ = files
    path = send(browser, folder / "panel.csv")
    while browser.all("#look"):
        browser.find("#look a").click()
    use_report_and_delete_it(browser, path)


def use_report_and_delete_it(browser, path):
    browser.wait_for(".numbers")
    browser.fill("#find", "braf")
    browser.find(".filters button").click()
    browser.wait(lambda: "variants fit" in browser.find("main").text)
    browser.link("BRAF V600E").click()
    browser.wait_for("details.feedback")
    browser.find("details.feedback summary").click()
    browser.find("details.feedback input[value=accept]").click()
    browser.find("details.feedback form button").click()
    browser.wait(lambda: "said to be right" in browser.find("main").text)
    browser.open(path)
    browser.link("Delete").click()
    browser.wait_for("button.grave").click()
    browser.wait(lambda: "The submission is deleted" in browser.find("main").text)
    browser.open(path)
    assert browser.find("h1").text == "Not found"


def test_it_is_used_with_the_keyboard_alone(browser):
    browser.open("/")
    first = press(browser, Keys.TAB)
    assert first.text == "Skip to the content"
    first.send_keys(Keys.ENTER)
    assert focused(browser).get_attribute("id") == "main"
    press(browser, Keys.TAB).send_keys("BRAF")
    press(browser, Keys.TAB).send_keys("V600E")
    for name in ("disease", "text"):
        assert press(browser, Keys.TAB).get_attribute("name") == name
    press(browser, Keys.TAB).send_keys(Keys.ENTER)
    browser.wait_for(".answer:not(.stale)")
    browser.wait(lambda: focused(browser).get_attribute("id") == "answer")
    assert press(browser, Keys.TAB).tag_name in ("a", "summary", "div")  # into the answer


def focused(browser):
    return browser.driver.switch_to.active_element


def press(browser, key):
    ActionChains(browser.driver).send_keys(key).perform()
    return focused(browser)


def test_the_focus_is_seen_at_every_stop(browser):
    browser.open("/")
    stops = 0
    while (at := press(browser, Keys.TAB)).tag_name != "body":
        assert at.value_of_css_property("outline-style") != "none", at.get_attribute("outerHTML")
        stops += 1
    assert stops >= len(NAVIGATION) + len(browser.all("main input:not([type=hidden])"))
