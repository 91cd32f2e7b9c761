"""The champion moves while the server answers."""

import threading
import time

import pytest
from mlflow import MlflowClient
from small_models import write_small_model
from starlette.testclient import TestClient

from experiments.tracking import open_store
from pipeline.settings import REGISTERED_MODEL
from webapp.app import create_app
from webapp.serve import open_services
from webapp.settings import Settings

ANSWERS = {"1": "class7", "2": "class4"}
"""What each version says of BRAF."""

WAIT_SECONDS = 60


@pytest.fixture
def store(tmp_path, home, monkeypatch):
    """A store with two versions of the model, the first of which is champion."""
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.delenv("ONCOLIT_MODEL")
    open_store(uri, "oncolit", tmp_path / "artifacts")
    client = MlflowClient(tracking_uri=uri)
    client.create_registered_model(REGISTERED_MODEL)
    for seed in (0, 1):
        folder = write_small_model(tmp_path / f"model{seed}", seed=seed)
        client.create_model_version(REGISTERED_MODEL, source=folder.as_uri())
    client.set_registered_model_alias(REGISTERED_MODEL, "champion", "1")
    return client


@pytest.mark.slow
def test_the_new_champion_answers_soon_and_no_request_is_dropped(store, database):
    services = open_services(Settings(model_check_seconds=0.1), database)
    asked = {"gene": "BRAF", "variation": "V600E"}
    seen, stop = [], threading.Event()

    def ask(client):
        while not stop.is_set():
            said = client.post("/api/v1/classify", json=asked)
            versions = said.json().get("versions", {})
            seen.append((said.status_code, versions.get("model"), said.json().get("most_probable")))

    address = ("127.0.0.1", 50000)
    with TestClient(create_app(services), "http://127.0.0.1", client=address) as client:
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        _wait_for(seen, "1")
        store.set_registered_model_alias(REGISTERED_MODEL, "champion", "2")
        _wait_for(seen, "2")
        stop.set()
        for thread in threads:
            thread.join()
    assert {status for status, _, _ in seen} == {200}
    for _, model, answer in seen:
        assert answer == ANSWERS[model.removesuffix(")")[-1]]
    assert services.sources.trouble == ""


def _wait_for(seen, version):
    end = time.monotonic() + WAIT_SECONDS
    while not any(str(model).endswith(f"(version {version})") for _, model, _ in seen):
        assert time.monotonic() < end, seen[-3:]
        time.sleep(0.05)
