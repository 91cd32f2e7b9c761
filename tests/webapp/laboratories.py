"""Laboratories with keys, and a report and feedback of each."""

import re
from dataclasses import dataclass, field

from starlette.testclient import TestClient

from webapp.caller import Scope
from webapp.keys import KeyStore

MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
    "EGFR\tp.T790M\tMissense_Mutation\tT1\n"
)
ACCEPTED = {
    "gene": "BRAF", "variation": "V600E", "kind": "class", "subject": "class7",
    "verdict": "accept",
}  # fmt: skip
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
OWN = {"sec-fetch-site": "same-origin"}


@dataclass
class Laboratory:
    """One that asks with a key of its own, from another machine."""

    app: object
    name: str
    key: str
    submission: str = ""
    feedback: str = ""
    headers: dict = field(default_factory=dict)

    def __post_init__(self):
        self.headers = {"authorization": f"Bearer {self.key}"}

    def ask(self, method, path, **options):
        """Ask the API with the key."""
        headers = {**self.headers, **options.pop("headers", {})}
        return visitor(self.app).request(method, path, headers=headers, **options)

    def log_in(self):
        """Return a browser that is logged in."""
        browser = visitor(self.app)
        answer = post_form(browser, "/login", "/login", key=self.key)
        assert answer.status_code == 303, answer.text
        return browser


def visitor(app, base="http://lab.example", address="192.0.2.7"):
    """Return who asks from another machine; it follows no redirects and keeps cookies."""
    return TestClient(
        app, base, raise_server_exceptions=False, client=(address, 50000), follow_redirects=False
    )


def here(app):
    """Return who asks from the server's own machine."""
    return visitor(app, "http://127.0.0.1", "127.0.0.1")


def make_laboratory(app, name, scopes=frozenset(Scope), days=None):
    """Return a laboratory with a key."""
    _, key = KeyStore(app.state.services.database).create(name, "test", scopes, days)
    return Laboratory(app, name, key)


def fill(laboratory, worker):
    """Let a laboratory have a report and feedback on it."""
    sent = laboratory.ask("POST", "/api/v1/submissions", files={"file": ("t.maf", MAF)})
    assert sent.status_code == 202, sent.text
    laboratory.submission = sent.json()["id"]
    worker.work_on(laboratory.submission)
    said = {**ACCEPTED, "submission_id": laboratory.submission}
    given = laboratory.ask("POST", "/api/v1/feedback", json=said)
    assert given.status_code == 201, given.text
    laboratory.feedback = given.json()["id"]
    return laboratory


def token_on(browser, page):
    """Return the form token that a page holds."""
    found = CSRF.search(browser.get(page).text)
    assert found, f"{page} has no form with a token"
    return found[1]


def post_form(browser, page, action, headers=OWN, **fields):
    """Send a page's form as a browser does."""
    fields.setdefault("csrf", token_on(browser, page))
    return browser.post(action, data=fields, headers=headers)
