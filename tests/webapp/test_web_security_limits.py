"""How much and how often: bodies, their pace, requests, wrong keys."""

import asyncio
import time
from dataclasses import replace

import pytest
from laboratories import OWN, here, make_laboratory, post_form, token_on, visitor
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from webapp import rate_limits
from webapp.body_limit import FORM_OVERHEAD, MOST_BODY, BodyLimit, Pace
from webapp.problems import Problem
from webapp.rate_limits import FAILURES, ProcessCounter, RateLimits

MOST_UPLOAD = 1 << 21


@pytest.fixture
def home(home, monkeypatch):
    monkeypatch.setenv("ONCOLIT_MOST_UPLOAD", str(MOST_UPLOAD))
    monkeypatch.setenv("ONCOLIT_REQUESTS_PER_MINUTE", "60")
    return home


def in_pieces(size, piece=1 << 16):
    """Yield a body of no told length."""
    for _ in range(size // piece):
        yield b"x" * piece


def upload(client, size, path="/api/v1/submissions"):
    return client.post(path, files={"file": ("t.maf", b"x" * size)})


def test_a_body_that_says_it_is_too_long_is_refused_before_it_comes(app):
    answer = here(app).post("/api/v1/classify", content=b"x" * (MOST_BODY + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert f"{MOST_BODY:,}" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/classify", "/classify", "/login", "/nowhere"])
def test_a_body_of_no_told_length_is_counted_as_it_comes(app, path):
    answer = here(app).post(path, content=in_pieces(2 * MOST_BODY))
    assert answer.status_code in {403, 404, 413}
    if path == "/api/v1/classify":
        assert answer.status_code == 413


def test_a_length_that_is_understated_does_not_help(app):
    headers = {"content-length": "10"}
    answer = here(app).post("/api/v1/classify", content=b"x" * 2 * MOST_BODY, headers=headers)
    assert answer.status_code == 413


def test_a_file_may_be_as_long_as_is_set_and_no_longer(app):
    assert upload(here(app), MOST_UPLOAD).status_code == 202
    answer = upload(here(app), MOST_UPLOAD + FORM_OVERHEAD)
    assert answer.status_code == 413
    assert len(list(app.state.services.settings.uploads.glob("*/*"))) == 1


def test_only_where_files_are_sent_a_body_may_be_long(app):
    assert upload(here(app), MOST_BODY, "/api/v1/feedback").status_code == 413


def test_a_page_says_that_a_file_is_too_long(app):
    browser = here(app)
    answer = browser.post(
        "/submissions",
        data={"csrf": token_on(browser, "/")},
        files={"file": ("t.maf", b"x" * (MOST_UPLOAD + FORM_OVERHEAD))},
        headers={**OWN, "accept": "text/html"},
    )
    assert answer.status_code == 413
    assert "text/html" in answer.headers["content-type"]


def test_who_has_no_key_cannot_make_the_server_read_a_file(app, monkeypatch):
    make_laboratory(app, "Alpha")
    read = []
    monkeypatch.setattr(Request, "form", lambda *_, **__: read.append(1))
    answer = upload(visitor(app), MOST_UPLOAD)
    assert answer.status_code == 401
    assert not read


def ask_slowly(pace, pieces, *, uploads=("/",)):
    """Send pieces, each after a while, to an app that reads them all."""

    async def app(scope, receive, send):
        body = await Request(scope, receive).body()
        await PlainTextResponse(f"{len(body)} read")(scope, receive, send)

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        seconds, body = waiting.pop(0)
        await asyncio.sleep(seconds)
        return {"type": "http.request", "body": body, "more_body": True}

    async def send(message):
        sent.append(message)

    waiting, sent = list(pieces), []
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    begun = time.monotonic()
    asyncio.run(BodyLimit(app, 1 << 20, uploads, pace)(scope, receive, send))
    return sent[0]["status"], time.monotonic() - begun


def test_a_sender_that_falls_silent_is_cut_off():
    pace = Pace(silence=0.1, grace=10)
    status, took = ask_slowly(pace, [(0, b"a"), (0, b"b")])
    assert status == 408
    assert took < 2


def test_a_sender_that_trickles_is_cut_off():
    pace = Pace(silence=0.3, grace=0.5, least=1000)
    status, took = ask_slowly(pace, [(0.1, b"a")] * 100)
    assert status == 408
    assert took < 2


def test_a_sender_that_is_quick_enough_may_take_longer_than_the_grace():
    pace = Pace(silence=0.5, grace=0.2, least=1000)
    status, took = ask_slowly(pace, [(0.1, b"a" * 200)] * 5)
    assert took > 0.7
    assert status == 408  # it never ends, and is cut off when it falls silent


def test_waiting_for_an_answer_is_not_taken_for_slowness():
    async def app(scope, receive, send):
        request = Request(scope, receive)
        await request.body()
        await asyncio.sleep(0.3)
        assert not await request.is_disconnected()
        await PlainTextResponse("done")(scope, receive, send)

    async def receive():
        if told:
            await asyncio.sleep(60)
        told.append(1)
        return {"type": "http.request", "body": b"a", "more_body": False}

    async def send(message):
        sent.append(message)

    told, sent = [], []
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    pace = Pace(silence=0.1, grace=0.1)
    asyncio.run(BodyLimit(app, 1, (), pace)(scope, receive, send))
    assert sent[0]["status"] == 200


def test_a_key_is_told_to_wait_after_its_requests_of_a_minute(app, monkeypatch):
    monkeypatch.setattr(rate_limits.time, "time", lambda: 6000.0)
    alpha, beta = make_laboratory(app, "Alpha"), make_laboratory(app, "Beta")
    answers = [alpha.ask("GET", "/api/v1/versions") for _ in range(61)]
    assert [one.status_code for one in answers] == [200] * 60 + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "60 requests" in answers[-1].json()["detail"]
    assert beta.ask("GET", "/api/v1/versions").status_code == 200
    monkeypatch.setattr(rate_limits.time, "time", lambda: 6060.0)
    assert alpha.ask("GET", "/api/v1/versions").status_code == 200


def test_wrong_keys_from_one_address_are_soon_not_looked_at(app, monkeypatch):
    monkeypatch.setattr(rate_limits.time, "time", lambda: 9000.0)
    alpha, beta = make_laboratory(app, "Alpha"), make_laboratory(app, "Beta")
    wrong = {"x-api-key": "_".join([*alpha.key.split("_")[:2], "0" * 64])}
    guess = visitor(app)
    statuses = [guess.get("/api/v1/versions", headers=wrong).status_code for _ in range(FAILURES)]
    assert set(statuses) == {401}
    answer = guess.get("/api/v1/versions", headers=wrong)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    # the right secret does not help from there; elsewhere it does, and so does another key
    assert guess.get("/api/v1/versions", headers=alpha.headers).status_code == 429
    assert guess.get("/api/v1/versions", headers=beta.headers).status_code == 200
    other = visitor(app, address="192.0.2.8")
    assert other.get("/api/v1/versions", headers=alpha.headers).status_code == 200


def test_an_address_that_tries_many_keys_has_to_wait_for_all(app, monkeypatch):
    monkeypatch.setattr(rate_limits, "ADDRESS_FAILURES", 12)
    beta = make_laboratory(app, "Beta")
    guess = visitor(app)
    for number in range(12):
        wrong = {"x-api-key": f"onco_{number:012x}_{'0' * 64}"}
        assert guess.get("/api/v1/versions", headers=wrong).status_code == 401
    assert guess.get("/api/v1/versions", headers=beta.headers).status_code == 429


def test_wrong_logins_count_together_with_wrong_keys(app):
    make_laboratory(app, "Alpha")
    for _ in range(FAILURES):
        assert post_form(visitor(app), "/login", "/login", key="wrong").status_code == 401
    assert post_form(visitor(app), "/login", "/login", key="wrong").status_code == 429


def test_one_network_of_ipv6_counts_as_one_address(app):
    make_laboratory(app, "Alpha")
    wrong = {"x-api-key": "wrong"}
    for number in range(FAILURES):
        guess = visitor(app, address=f"2001:db8::{number}")
        assert guess.get("/api/v1/versions", headers=wrong).status_code == 401
    near, far = visitor(app, address="2001:db8::ffff"), visitor(app, address="2001:db8:0:1::1")
    assert near.get("/api/v1/versions", headers=wrong).status_code == 429
    assert far.get("/api/v1/versions", headers=wrong).status_code == 401


def test_counting_takes_no_more_memory_than_is_allowed(monkeypatch):
    monkeypatch.setattr(rate_limits, "_MOST_COUNTS", 100)
    counter = ProcessCounter()
    for number in range(1000):
        counter.add(f"address {number}", 60)
    assert counter.add("address 999", 60) == 2
    assert sum(counter.count(f"address {number}", 60) for number in range(1000)) <= 101


def test_the_limit_is_that_of_the_key_and_the_wait_ends_with_the_window(monkeypatch):
    monkeypatch.setattr(rate_limits.time, "time", lambda: 59.2)
    limits = RateLimits(ProcessCounter(), 1)
    limits.take("a")
    with pytest.raises(Problem) as caught:
        limits.take("a")
    assert caught.value.headers == {"Retry-After": "1"}
    limits.take("b")


def test_the_host_must_be_one_of_those_that_are_named(app, monkeypatch):
    from webapp.app import create_app
    from webapp.settings import read_settings

    monkeypatch.setenv("ONCOLIT_ALLOWED_HOSTS", "lab.example, other.example")
    app = create_app(replace(app.state.services, settings=read_settings()))
    for base, status in (
        ("http://lab.example", 200),
        ("https://OTHER.example:8443", 200),
        ("http://127.0.0.1:8000", 200),
        ("http://evil.example", 421),
        ("http://lab.example.evil.example", 421),
    ):
        assert visitor(app, base).get("/health").status_code == status, base
