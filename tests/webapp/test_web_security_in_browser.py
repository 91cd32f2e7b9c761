"""What a hostile page, or a hostile script in a report, can do in a browser: nothing.

Needs Debian's chromium and chromium-driver.
"""

import base64
import hashlib
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import httpx2 as httpx
import pytest
from conftest import running_server
from laboratories import MAF
from sqlalchemy import create_engine
from web_browser import Browser, open_browser

from webapp.caller import Scope
from webapp.database import Database
from webapp.keys import KeyStore

pytestmark = pytest.mark.slow

HOSTILE_SCRIPT = """
const told = [self.origin];
const looks = [() => document.cookie, () => localStorage.length, () => sessionStorage.length];
for (const look of looks) {
  try { look(); told.push("allowed"); } catch (error) { told.push(error.name); }
}
fetch("/api/v1/submissions").then(() => told.push("fetched"), () => told.push("not fetched"))
  .then(() => { document.title = told.join(" "); });
"""
HOSTILE_PAGE = """<!doctype html><title>evil</title>
<form id="form" method="post" action="{server}/submissions/{submission}/delete"></form>
<script>
const none = () => 0;
const sent = [
  fetch("{server}/api/v1/submissions/{submission}", {{method: "DELETE", credentials: "include"}}),
  fetch("{server}/api/v1/submissions", {{method: "POST", mode: "no-cors", credentials: "include",
    body: (() => {{ const f = new FormData(); f.append("file", new Blob(["BRAF V600E"]), "a.txt");
    return f; }})()}}),
  fetch("{server}/api/v1/submissions", {{credentials: "include"}}).then(
    (answer) => answer.text().then((text) => {{ window.stolen = text; }})),
];
Promise.all(sent.map((one) => one.catch(none))).then(() => {{ document.title = "sent"; }});
</script>"""


@pytest.fixture(scope="module")
def driver():
    opened = open_browser()
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def evil_site(tmp_path_factory):
    """Folder of another site's pages, and its address."""
    folder = tmp_path_factory.mktemp("evil")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def served(tmp_path_factory, small_model):
    """The folder of a server, and its address."""
    home = tmp_path_factory.mktemp("home")
    environment = {"ONCOLIT_HOME": str(home), "ONCOLIT_MODEL": str(small_model)}
    with running_server(environment) as (_, address):
        yield home, address


@pytest.fixture(scope="module", params=["without keys", "logged in"])
def visited(request, driver, served):
    """A browser that may use a server, who asks its API, a submission, and the server's folder."""
    home, address = served
    headers, browser = {}, Browser(driver, address)
    if request.param == "logged in":
        database = Database(create_engine(f"sqlite:///{home}/submissions/oncolit.sqlite"))
        _, key = KeyStore(database).create("Alpha", "k", frozenset(Scope))
        database.engine.dispose()
        headers = {"authorization": f"Bearer {key}"}
        browser.open("/login")
        browser.fill("#key", key)
        browser.find("main button").click()
        browser.wait_for("#file-form")
    client = httpx.Client(base_url=address, headers=headers, timeout=60)
    sent = client.post("/api/v1/submissions", files={"file": ("t.maf", MAF)}).json()["id"]
    for _ in range(300):
        if client.get(f"/api/v1/submissions/{sent}").json()["status"] == "done":
            break
        time.sleep(0.1)
    return browser, client, sent, home


def test_another_sites_page_can_neither_read_nor_send_nor_delete(visited, evil_site):
    browser, client, submission, _ = visited
    folder, address = evil_site
    page = HOSTILE_PAGE.format(server=browser.server, submission=submission)
    (folder / "evil.html").write_text(page)
    browser.driver.get(f"{address}/evil.html")
    browser.wait(lambda: browser.driver.title == "sent")
    assert browser.has_script("window.stolen === undefined")
    browser.has_script("document.getElementById('form').submit()")
    browser.wait(lambda: browser.driver.current_url.startswith(browser.server))
    listed = client.get("/api/v1/submissions").json()["items"]
    assert [(one["id"], one["status"]) for one in listed] == [(submission, "done")]
    # what the page tried is what this server's own page may do
    browser.open(f"/submissions/{submission}")
    assert submission in browser.driver.current_url


def test_another_site_cannot_show_the_pages_in_a_frame(visited, evil_site):
    browser, _, _, _ = visited
    folder, address = evil_site
    (folder / "frame.html").write_text(f'<iframe src="{browser.server}/submissions"></iframe>')
    browser.complaints()
    browser.driver.get(f"{address}/frame.html")
    browser.wait(lambda: any("frame-ancestors" in one for one in browser.complaints()))


def test_a_hostile_script_in_a_report_is_nobody_here(visited):
    browser, _, submission, home = visited
    page = home / "submissions" / "reports" / submission / "report.html"
    before = page.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(HOSTILE_SCRIPT.encode()).digest()).decode()
    allowed = f"default-src 'none'; script-src 'sha256-{digest}'"
    page.write_text(
        f'<!doctype html><meta name="policy" content="{allowed}"><title>report</title>'
        f"<script>{HOSTILE_SCRIPT}</script>"
    )
    browser.open(f"/submissions/{submission}/files/report.html")
    browser.wait(lambda: browser.driver.title != "report")
    refused = "SecurityError SecurityError SecurityError"
    assert browser.driver.title == f"null {refused} not fetched"
    page.write_text(before, encoding="utf-8")


def test_the_reports_own_script_runs_in_its_sandbox(visited):
    browser, _, submission, _ = visited
    browser.complaints()
    browser.open(f"/submissions/{submission}/files/report.html")
    assert browser.wait_for("#tools").is_displayed()
    assert not [one for one in browser.complaints() if "Content Security Policy" in one]
