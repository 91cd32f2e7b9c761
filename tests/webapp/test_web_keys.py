"""Keys and logins: made, stored, found, listed, revoked; and the commands for it."""

import hmac
import os
import re
import subprocess
import sys

import pytest
from sqlalchemy import inspect, select, text
from typer.testing import CliRunner

from webapp import keys as keys_module
from webapp.audit import entries
from webapp.binding import OpenServerError, check_binding
from webapp.caller import Scope
from webapp.cli import app
from webapp.keys import KeyStore, KeyStoreError, read_scopes
from webapp.sessions import SessionStore
from webapp.tables import LOCAL, ApiKey, Laboratory, LoginSession


@pytest.fixture
def keys(database):
    return KeyStore(database)


def everything_in(database):
    """Return all that the database holds, as text."""
    with database.reading() as session:
        names = inspect(database.engine).get_table_names()
        return repr([session.execute(text(f"SELECT * FROM {name}")).all() for name in names])


def oncolit(home, *words):
    return subprocess.run(
        [sys.executable, "-m", "webapp.cli", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "ONCOLIT_HOME": str(home)},
        check=False,
    )


def test_a_key_stands_for_its_laboratory_with_its_scopes(keys):
    made, secret = keys.create("Pathology", "web", {Scope.READ, Scope.SUBMIT}, days=30)
    caller = keys.find(secret)
    assert (caller.name, caller.key_id) == ("Pathology", made.id)
    assert caller.scopes == {Scope.READ, Scope.SUBMIT}
    assert (made.expires - made.created).days == 30


def test_two_keys_of_a_laboratory_are_of_one_laboratory(keys):
    callers = [keys.find(keys.create("Pathology", name)[1]) for name in ("web", "pipeline")]
    other = keys.find(keys.create("Genetics", "web")[1])
    assert callers[0].laboratory_id == callers[1].laboratory_id != other.laboratory_id
    assert callers[0].key_id != callers[1].key_id


def test_a_key_of_local_reads_what_was_sent_before_there_were_keys(keys):
    assert keys.find(keys.create("local", "k")[1]).laboratory_id == LOCAL


def test_a_usual_key_does_not_read_metrics(keys):
    assert keys.find(keys.create("A", "web")[1]).scopes == set(Scope) - {Scope.METRICS}


def test_neither_keys_nor_cookies_are_stored_nor_anything_they_can_be_told_from(keys, database):
    _, secret = keys.create("Pathology", "web")
    cookie = SessionStore(database, 1).open(secret)
    held = everything_in(database)
    assert "Pathology" in held
    assert secret not in held
    assert secret.split("_")[2] not in held
    assert cookie not in held
    with database.reading() as session:
        digests = [
            *session.scalars(select(ApiKey.digest)),
            *session.scalars(select(LoginSession.digest)),
        ]
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in digests)


def test_a_secret_has_256_bits_of_which_none_repeats(keys):
    secrets = {keys.create("A", "k")[1].split("_")[2] for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(bytes.fromhex(one)) == 32 for one in secrets)


@pytest.mark.parametrize("known", [True, False])
def test_secrets_are_compared_in_constant_time_whether_the_id_is_known_or_not(
    keys, monkeypatch, known
):
    made, _ = keys.create("A", "k")
    compared = []
    monkeypatch.setattr(
        keys_module.hmac,
        "compare_digest",
        lambda one, other: compared.append((len(one), len(other))) or hmac_compare(one, other),
    )
    assert keys.find(f"onco_{made.id if known else '0' * 12}_{'0' * 64}") is None
    assert compared == [(64, 64)]


hmac_compare = hmac.compare_digest


def test_keys_are_listed_without_their_secrets(keys):
    _, secret = keys.create("A", "one")
    keys.create("B", "two", days=1)
    assert [key.name for key in keys.all()] == ["one", "two"]
    assert [key.name for key in keys.all("B")] == ["two"]
    assert secret.split("_")[2] not in repr(keys.all())
    assert keys.all()[0].last_used is None
    keys.find(secret)
    assert keys.all()[0].last_used is not None


def test_a_revoked_key_ends_its_logins_and_stays_listed(keys, database):
    made, secret = keys.create("A", "one")
    sessions = SessionStore(database, 1)
    cookie = sessions.open(secret)
    assert sessions.find(cookie).name == "A"
    assert keys.revoke(made.id).revoked is not None
    assert sessions.find(cookie) is None
    assert keys.find(secret) is None
    assert sessions.open(secret) is None
    assert [key.valid for key in keys.all()] == [False]
    with pytest.raises(KeyStoreError, match=r"no key 'x'"):
        keys.revoke("x")


def test_making_and_revoking_keys_and_logging_in_is_in_the_audit_log(keys, database):
    made, secret = keys.create("A", "one")
    sessions = SessionStore(database, 1)
    sessions.close(sessions.open(secret))
    sessions.open("onco_wrong")
    keys.revoke(made.id)
    with database.reading() as session:
        found = [(one.action, one.key_id, one.subject) for one in entries(session)]
    assert found == [
        ("key created", None, made.id),
        ("logged in", made.id, ""),
        ("logged out", made.id, ""),
        ("login refused", None, ""),
        ("key revoked", None, made.id),
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("", "k"), "laboratory ''"),
        (("a/b", "k"), "laboratory 'a/b'"),
        (("A", " "), "name ' '"),
        (("A", "a\nb"), "printable"),
        (("A", "k", ()), "without scopes"),
        (("A", "k", {Scope.READ}, 0), "0 days"),
        (("A", "k", {Scope.READ}, float("nan")), "nan days"),
        (("A", "k", {Scope.READ}, 1e9), "at most"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_and_leaves_nothing(keys, database, words, message):
    with pytest.raises(KeyStoreError, match=message):
        keys.create(*words)
    assert keys.all() == []
    with database.reading() as session:
        assert list(session.scalars(select(Laboratory.name))) == ["local"]


def test_an_unknown_scope_is_named():
    with pytest.raises(KeyStoreError, match=r"'read,all': expected some of classify"):
        read_scopes("read,all")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "lab.example", ""])
def test_a_server_listens_for_others_only_when_there_are_keys(keys, database, host):
    with pytest.raises(OpenServerError, match="oncolit keys create"):
        check_binding(host, database)
    made, _ = keys.create("A", "k")
    check_binding(host, database)
    keys.revoke(made.id)
    with pytest.raises(OpenServerError):
        check_binding(host, database)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_server_listens_for_its_own_machine_without_keys(database, host):
    check_binding(host, database)


def test_expiry_alone_does_not_open_the_server(keys, database, monkeypatch):
    keys.create("A", "k", days=1)
    monkeypatch.setattr(keys_module, "now", lambda: keys.all()[0].expires)
    assert keys.are_any()
    check_binding("0.0.0.0", database)


def said(*words):
    """Return what a command says, run in this process."""
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return done.output


def test_keys_and_the_audit_log_are_kept_from_the_command_line(home):
    made = oncolit(home, "keys", "create", "Ward 3", "--name", "web", "--scopes", "read")
    assert made.returncode == 0, made.stderr
    key = made.stdout.splitlines()[-1]
    key_id = key.split("_")[1]
    listed = said("keys", "list").splitlines()
    cells = dict(zip(listed[0].split("\t"), listed[1].split("\t"), strict=True))
    assert (cells["laboratory"], cells["scopes"], cells["state"]) == ("Ward 3", "read", "valid")
    shown = said("keys", "pseudonym", "Ward 3", "Miller")
    assert re.fullmatch(r"Miller\tS-[0-9A-Z]{10}\n", shown)
    assert shown == said("keys", "pseudonym", "Ward 3", "Miller")
    assert "last" in said("keys", "revoke", key_id)
    logged = said("audit", "list").splitlines()
    assert [line.split("\t")[4] for line in logged] == ["action", "key created", "key revoked"]
    assert len(said("audit", "list", "--since", "2999-01-01").splitlines()) == 1
    assert len(said("audit", "list", "--laboratory", "Ward 3").splitlines()) == 1
    verified = said("audit", "verify")
    assert verified.startswith("2 entries")
    assert said("audit", "verify", "--holds", verified.split()[-1]) == verified


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("keys", "create", "A", "--name", "k", "--scopes", "all"), "expected some of"),
        (("audit", "verify", "--holds", "0" * 64), "made anew"),
    ],
)
def test_wrong_use_of_the_commands_ends_with_2_and_says_why(tmp_path, words, message):
    done = oncolit(tmp_path, *words)
    assert done.returncode == 2, done
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_who_is_not_there_is_named(home):
    for words in (("keys", "revoke", "none"), ("keys", "pseudonym", "Nobody", "x")):
        assert isinstance(CliRunner().invoke(app, words).exception, KeyStoreError)
