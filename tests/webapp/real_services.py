"""PostgreSQL and Redis of this machine, each started on a free port of 127.0.0.1 and stopped."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from psycopg import sql

START_SECONDS = 60
USER, OWNER = "oncolit", "postgres"
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
HOW = "apt-get install postgresql redis-server"


@dataclass(frozen=True)
class ServiceUrls:
    """Where a database and a queue are."""

    database: str
    redis: str


def _program(name: str) -> str:
    """Find a program; tests that need it are skipped where it is not, but not in CI."""
    newest = sorted(DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: path.parts[4])
    found = shutil.which(name) or (str(newest[-1]) if newest else None)
    if found is None:
        words = f"no {name} here: {HOW}"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return found


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run PostgreSQL; yield its URL without a database."""
    initdb, postgres = _program("initdb"), _program("postgres")
    # it does not run as root, and pytest's folders are root's alone
    owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = {"user": OWNER, "group": OWNER, "extra_groups": []}
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        if owner:
            shutil.chown(folder, OWNER, OWNER)
        subprocess.run(
            [initdb, "--pgdata", "data", "--username", USER, "--auth", "trust",
             "--encoding", "UTF8", "--no-locale", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **owner,
        )  # fmt: skip
        options = {
            "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "",
            "fsync": "off", "max_connections": 100,
        }  # fmt: skip
        command = [postgres, "-D", "data"]
        for option, value in options.items():
            command += ["-c", f"{option}={value}"]
        with _running(command, folder, **owner):
            url = f"postgresql://{USER}@127.0.0.1:{port}"
            _wait_until(
                lambda: psycopg.connect(f"{url}/postgres").close(), psycopg.OperationalError
            )
            yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """Run Redis; yield its URL."""
    program, port = _program("redis-server"), _free_port()
    command = [
        program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as name, _running(command, Path(name)):
        url = f"redis://127.0.0.1:{port}/0"
        _wait_until(lambda: redis.Redis.from_url(url).ping(), redis.ConnectionError)
        yield url


@contextmanager
def _running(command: list[str], folder: Path, **owner: Any) -> Iterator[None]:
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **owner)
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)  # for PostgreSQL: without waiting for clients
            process.wait(START_SECONDS)


def _wait_until(answers, error: type[Exception]) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            answers()
        except error:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def running_services() -> Iterator[ServiceUrls]:
    """Run both; the database in the URL is the server's own."""
    with postgres_server() as postgres, redis_server() as queue:
        yield ServiceUrls(f"{postgres}/postgres", queue)


@contextmanager
def own_services(servers: ServiceUrls) -> Iterator[ServiceUrls]:
    """Make an empty database and empty the queue; yield the database's URL for SQLAlchemy."""
    name = f"test_{secrets.token_hex(4)}"
    redis.Redis.from_url(servers.redis).flushall()
    with psycopg.connect(servers.database, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        server = servers.database.rpartition("/")[0].replace("postgresql:", "postgresql+psycopg:")
        yield ServiceUrls(f"{server}/{name}", servers.redis)
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))
