"""A server with a small model, in this process and as one of its own."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import httpx2 as httpx
import pytest
from real_services import own_services, running_services
from screens import make_screen
from small_models import write_small_model
from starlette.testclient import TestClient

from pipeline.response_model import save_ranker
from response.ranker import DrugRanker
from webapp.answering import AnsweringDesk
from webapp.app import create_app
from webapp.database import open_database
from webapp.job_queue import JobQueue
from webapp.services import Services
from webapp.settings import Settings, read_settings
from webapp.sources import CurrentSources
from webapp.submissions import SubmissionStore
from webapp.worker import Worker

START_SECONDS = 60

ON_SERVICES_TOO = (
    "test_response_store",
    "test_web_api",
    "test_web_feedback",
    "test_web_pagination",
    "test_web_security_access",
    "test_web_submission_store",
    "test_web_worker",
)
"""Modules whose tests run a second time, with PostgreSQL and Redis."""


def pytest_generate_tests(metafunc):
    if "deployment" in metafunc.fixturenames and metafunc.module.__name__ in ON_SERVICES_TOO:
        metafunc.parametrize("deployment", ["embedded", "services"], indirect=True)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory):
    """Folder of a model that reads texts; of BRAF it says class 7, of TP53 class 4."""
    return write_small_model(tmp_path_factory.mktemp("model"), with_texts=True)


@pytest.fixture(scope="session")
def small_ranker(tmp_path_factory):
    """Folder of a ranker of drugs that is trained on a made-up screen."""
    folder = tmp_path_factory.mktemp("ranker")
    save_ranker(DrugRanker.fit(make_screen()), folder)
    return folder


@pytest.fixture(scope="session")
def service_servers():
    """PostgreSQL and Redis."""
    with running_services() as urls:
        yield urls


@pytest.fixture
def services_here(service_servers, monkeypatch):
    """An empty database and an empty queue, named in the environment."""
    with own_services(service_servers) as urls:
        monkeypatch.setenv("ONCOLIT_DATABASE_URL", urls.database)
        monkeypatch.setenv("ONCOLIT_REDIS_URL", urls.redis)
        yield urls


@pytest.fixture
def deployment(request):
    """What holds the data: ``embedded``, or ``services`` in the modules of ON_SERVICES_TOO."""
    name = getattr(request, "param", "embedded")
    if name == "services":
        request.getfixturevalue("services_here")
    return name


@pytest.fixture
def home(tmp_path, monkeypatch, small_model, deployment):
    """An empty ONCOLIT_HOME, answered for by the small model."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("ONCOLIT_HOME", str(folder))
    monkeypatch.setenv("ONCOLIT_MODEL", str(small_model))
    return folder


@pytest.fixture
def settings(home):
    return read_settings()


@pytest.fixture
def database(settings):
    opened = open_database(settings)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session")
def opened_sources(small_model, tmp_path_factory):
    """What answers, opened once; a module that changes it opens its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(tmp_path_factory.mktemp("empty")))
        return CurrentSources(str(small_model))


@pytest.fixture
def services(settings, database, opened_sources):
    desk = AnsweringDesk(opened_sources)  # its own: an app stops it
    yield Services(
        settings=settings,
        database=database,
        sources=opened_sources,
        desk=desk,
        submissions=SubmissionStore(database, settings),
        queue=JobQueue(settings),
    )
    desk.stop()


@pytest.fixture(scope="session")
def document():
    """The OpenAPI document, the same for all apps; an app makes it at its first request."""
    return create_app(SimpleNamespace(settings=Settings())).openapi()


@pytest.fixture
def app(services, document):
    made = create_app(services)
    made.openapi_schema = document
    return made


@pytest.fixture
def client(app):
    """Who asks from this machine."""
    address = ("127.0.0.1", 50000)
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False, client=address) as one:
        yield one


@pytest.fixture
def worker(services):
    """A worker in this process; ``worker.work_on(id)`` makes a report."""
    return Worker(services.settings, services.database, services.sources, services.queue)


@contextmanager
def running_server(environment, *options):
    """Run ``oncolit serve`` on a free port; yield its process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp.cli", "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        line = process.stdout.readline()
        assert "http://" in line, f"the server did not start: {line}"
        address = line.split()[-1]
        yield process, address
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(START_SECONDS)


@pytest.fixture(scope="session")
def server(tmp_path_factory, small_model, small_ranker):
    """The address of a server that runs with one worker."""
    home = tmp_path_factory.mktemp("served")
    shutil.copytree(small_ranker, home / "data" / "response")
    environment = {"ONCOLIT_HOME": str(home), "ONCOLIT_MODEL": str(small_model)}
    with running_server(environment) as (_, address):
        assert httpx.get(f"{address}/ready", timeout=START_SECONDS).status_code == 200
        yield address
