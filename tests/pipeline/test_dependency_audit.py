"""``make audit`` against a service of known vulnerabilities on this machine."""

import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

VULNERABLE = ("brittle", "1.0")
ADVISORY = {
    "id": "PYSEC-0000-1",
    "summary": "It breaks.",
    "aliases": [],
    "published": "2020-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "brittle", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


@contextmanager
def service(answer=None):
    """Answer as OSV does, or with what is given."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            question = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append((question["package"]["name"], question["version"]))
            known = {"vulns": [ADVISORY]} if asked[-1] == VULNERABLE else {}
            status, body = answer or (200, json.dumps(known).encode())
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
    finally:
        server.shutdown()
        server.server_close()


def run(tmp_path, address, lock):
    (tmp_path / "some.lock").write_text(lock)
    return subprocess.run(
        [sys.executable, "-m", "pipeline.dependency_audit", "some.lock", "--service", address],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        check=False,
    )


def test_a_known_vulnerability_fails_the_audit_and_is_named(tmp_path):
    with service() as (address, asked):
        done = run(tmp_path, address, "sturdy==2.0\nbrittle==1.0\n")
    assert done.returncode == 1, done.stderr
    assert "brittle" in done.stdout
    assert "PYSEC-0000-1" in done.stdout
    assert "1.1" in done.stdout
    assert {("sturdy", "2.0"), VULNERABLE} <= set(asked)


def test_without_one_the_audit_passes_and_says_so(tmp_path):
    with service() as (address, asked):
        done = run(tmp_path, address, "sturdy==2.0\nbrittle==1.1\n")
    assert done.returncode == 0, done.stderr
    assert "No known vulnerabilities found" in done.stdout + done.stderr
    assert ("brittle", "1.1") in asked


@pytest.mark.parametrize("answer", [(403, b"blocked"), (503, b"{}"), (200, b"<html>log in</html>")])
def test_what_is_no_answer_of_the_service_is_not_taken_for_one(tmp_path, answer):
    with service(answer) as (address, _):
        done = run(tmp_path, address, "brittle==1.0\n")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Nothing was checked: {address} cannot be reached (")
    assert "No known" not in done.stdout + done.stderr


def test_a_service_that_is_not_there_is_said_not_to_be(tmp_path):
    with service() as (address, _):
        pass
    done = run(tmp_path, address, "brittle==1.0\n")
    assert done.returncode == 0
    assert "Nothing was checked" in done.stdout
    assert "refused" in done.stdout
