"""Forms and logins: sent by these pages only, by who is logged in."""

import pytest
from laboratories import MAF, OWN, here, make_laboratory, post_form, token_on, visitor

from webapp.sessions import SessionStore

VARIANT = {"gene": "BRAF", "variation": "V600E"}


@pytest.fixture
def alpha(app):
    return make_laboratory(app, "Alpha")


def cookies_of(answer):
    return {one.split("=", 1)[0]: one for one in answer.headers.get_list("set-cookie")}


def test_a_form_of_this_visit_is_taken_with_and_without_a_login(app):
    assert post_form(here(app), "/", "/classify", **VARIANT).status_code == 200
    browser = make_laboratory(app, "Alpha").log_in()
    assert post_form(browser, "/", "/classify", **VARIANT).status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_the_token_is_refused_even_from_a_page_here(app, alpha, token):
    browser = alpha.log_in()
    answer = post_form(browser, "/", "/classify", csrf=token, **VARIANT)
    assert answer.status_code == 403
    sent = browser.post(
        "/submissions", data={"csrf": token}, files={"file": ("t.maf", MAF)}, headers=OWN
    )
    assert sent.status_code == 403
    assert alpha.ask("GET", "/api/v1/submissions").json()["items"] == []


def test_a_form_from_another_site_is_refused_even_with_the_token(alpha):
    browser = alpha.log_in()
    token = token_on(browser, "/")
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "https://lab.example"},
        {"origin": "http://lab.example.evil.example"},
        {"origin": "null"},
    ):
        for path, fields in (("/classify", VARIANT), ("/logout", {})):
            answer = post_form(browser, "/", path, headers, csrf=token, **fields)
            assert answer.status_code == 403, (path, headers)
    assert browser.get("/submissions").status_code == 200


def test_without_keys_a_form_from_another_site_is_refused_too(app):
    browser = here(app)
    token = token_on(browser, "/")
    headers = {"sec-fetch-site": "cross-site"}
    assert post_form(browser, "/", "/classify", headers, csrf=token, **VARIANT).status_code == 403


def test_the_token_of_one_login_is_not_that_of_another(alpha):
    mine, other = alpha.log_in(), alpha.log_in()
    token = token_on(other, "/")
    assert post_form(mine, "/", "/classify", csrf=token, **VARIANT).status_code == 403
    assert token_on(mine, "/") != token


def test_the_token_may_come_in_a_header(alpha):
    browser = alpha.log_in()
    headers = {**OWN, "x-csrf-token": token_on(browser, "/")}
    files = {"file": ("t.maf", MAF)}
    assert browser.post("/submissions", files=files, headers=headers).status_code == 303
    headers["x-csrf-token"] = "0" * 64
    assert browser.post("/submissions", files=files, headers=headers).status_code == 403


def test_nobody_can_be_logged_in_by_another_sites_form(app, alpha):
    browser = visitor(app)
    evil = {"sec-fetch-site": "cross-site"}
    answer = post_form(browser, "/login", "/login", evil, key=alpha.key)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert post_form(browser, "/login", "/login", csrf="0" * 64, key=alpha.key).status_code == 403


def test_the_login_cookie_is_not_for_scripts_nor_for_what_others_post(app, alpha):
    answer = post_form(visitor(app), "/login", "/login", key=alpha.key)
    [cookie] = cookies_of(answer).values()
    assert cookie.startswith("oncolit=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Secure" not in cookie


def test_over_https_cookies_are_bound_to_the_host(app, alpha):
    browser = visitor(app, "https://lab.example")
    form = cookies_of(browser.get("/login"))["__Host-oncolit-form"]
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(form.split("; "))
    login = cookies_of(post_form(browser, "/login", "/login", key=alpha.key))["__Host-oncolit"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(login.split("; "))
    assert browser.get("/submissions").status_code == 200


def test_a_cookie_that_was_planted_before_does_not_become_a_login(app, alpha):
    browser = visitor(app)
    browser.cookies.set("oncolit", "planted")
    answer = post_form(browser, "/login", "/login", key=alpha.key)
    assert answer.status_code == 303
    assert "planted" not in cookies_of(answer)["oncolit"]
    victim = visitor(app)
    victim.cookies.set("oncolit", "planted")
    assert victim.get("/submissions").status_code == 303


def test_each_login_has_a_cookie_of_its_own_and_ends_the_one_before(app, alpha):
    browser = alpha.log_in()
    first = browser.cookies["oncolit"]
    assert post_form(browser, "/login", "/login", key=alpha.key).status_code == 303
    assert browser.cookies["oncolit"] != first
    sessions = SessionStore(app.state.services.database, 1)
    assert sessions.find(first) is None
    assert sessions.find(browser.cookies["oncolit"]) is not None


def test_who_logs_out_is_logged_out_on_the_server_too(app, alpha):
    browser = alpha.log_in()
    cookie = browser.cookies["oncolit"]
    answer = post_form(browser, "/about", "/logout")
    assert answer.status_code == 303
    assert "Max-Age=0" in cookies_of(answer)["oncolit"]
    assert "storage" in answer.headers["clear-site-data"]
    thief = visitor(app)
    thief.cookies.set("oncolit", cookie)
    assert thief.get("/submissions").status_code == 303


def test_a_wrong_key_logs_nobody_in_and_is_not_shown_again(app, alpha):
    wrong = alpha.key[:-1] + ("0" if alpha.key[-1] != "0" else "1")
    answer = post_form(visitor(app), "/login", "/login", key=wrong)
    assert answer.status_code == 401
    assert wrong not in answer.text
    assert "oncolit" not in cookies_of(answer)
