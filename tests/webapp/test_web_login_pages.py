"""Logging in to the pages, and what another laboratory sees."""

import pytest
from html_reader import HtmlPage
from page_visitor import Visitor

from webapp.keys import KeyStore

MAF = "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\nBRAF\tp.V600E\tMissense_Mutation\n"


@pytest.fixture
def keys(database):
    store = KeyStore(database)
    return {name: store.create(name, "pages")[1] for name in ("North", "South")}


def log_in(client, key):
    visitor = Visitor(client)
    return visitor, visitor.send("/login", {"key": key, "next": "/submissions"})


def test_pages_lead_to_the_login_and_on_from_there(client, keys):
    answer = client.get("/submissions", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/submissions"
    form = HtmlPage(client.get("/login?next=/submissions").text)
    assert form.all("input", name="next")[0][0]["value"] == "/submissions"
    _, page = log_in(client, keys["North"])
    assert page.all("h1") == [({}, "Submissions")]
    assert "North" in page.words


def test_a_wrong_key_is_said_to_be_none(client, keys):
    visitor = Visitor(client)
    page = visitor.send("/login", {"key": "onco_1_2"}, status=401)
    assert "no valid key" in page.words


def test_who_logs_out_is_shown_nothing_more(client, keys):
    visitor, _ = log_in(client, keys["North"])
    page = visitor.send("/logout")
    assert "You are logged out." in page.words
    assert client.get("/submissions", follow_redirects=False).status_code == 303


def test_another_laboratorys_submission_is_not_there(client, keys, worker):
    visitor, _ = log_in(client, keys["North"])
    path = visitor.submit(MAF)
    worker.work_on(path.rsplit("/", 1)[1])
    assert "V600E" in visitor.read(path).words
    visitor.send("/logout")
    visitor, page = log_in(client, keys["South"])
    assert "tumours.maf" not in page.words
    for below in ("", "/variants/1", "/delete", "/files/report.html"):
        assert "Not found" in visitor.read(path + below, status=404).words


def test_a_key_that_may_not_give_feedback_sees_none_of_its_forms(client, database, worker, keys):
    visitor, _ = log_in(client, keys["North"])
    path = visitor.submit(MAF)
    worker.work_on(path.rsplit("/", 1)[1])
    assert "Is this right?" in visitor.read(f"{path}/variants/1").words
    visitor.send("/logout")
    reader = KeyStore(database).create("North", "reader", {"read", "classify"})[1]
    visitor, _ = log_in(client, reader)
    assert "Is this right?" not in visitor.read(f"{path}/variants/1").words


def test_a_key_is_shown_no_form_that_it_may_not_send(client, database, worker, keys):
    visitor, _ = log_in(client, keys["North"])
    path = visitor.submit(MAF)
    worker.work_on(path.rsplit("/", 1)[1])
    assert visitor.read("/").all("form", id="file-form")
    assert f"{path}/delete" in visitor.read(path).hrefs
    visitor.send("/logout")
    reader = KeyStore(database).create("North", "reader", {"read", "classify"})[1]
    visitor, _ = log_in(client, reader)
    start = visitor.read("/")
    assert not start.all("form", id="file-form")
    assert "Your key may not send files." in start.words
    assert f"{path}/delete" not in visitor.read(path).hrefs
    answer = visitor.read("/classify?gene=BRAF&variation=V600E")
    assert not answer.all("details", **{"class": "feedback"})
