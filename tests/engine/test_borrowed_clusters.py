"""Clusters that others began: what is asked of them, and how they are left."""

from pathlib import Path

import dask
import pytest
from cluster_jobs import CountsItsReadings, first_text, n_alive, process_id, square, times_read
from distributed import Client
from distributed.security import Security
from worker_processes import (
    WITH_OTHER_CODE,
    WITHOUT_ONCOLIT,
    borrow,
    someones_cluster,
    worker_in,
)

import engine.dask_connection
import engine.dask_engine
from engine.dask_engine import DaskEngine
from engine.engine_error import EngineError
from engine.job import Job
from text_features.text_file import TextFile, TextFileWriter


@pytest.fixture
def elsewhere():
    with someones_cluster() as running:
        yield running


def test_it_is_used_and_left_running(elsewhere, tmp_path):
    for _ in range(2):
        with borrow(elsewhere, tmp_path) as borrowed:
            assert borrowed.n_workers == 1
            assert list(borrowed.run([Job(square, (9,))])) == [81]


def test_its_workers_hold_nothing_of_ours_afterwards(elsewhere, tmp_path):
    with Client(elsewhere) as client:
        with borrow(elsewhere, tmp_path) as borrowed:
            shared = borrowed.share(CountsItsReadings())
            list(borrowed.run([Job(times_read, (shared, 0))]))
            assert list(client.run(n_alive).values()) == [1]
        assert list(client.run(n_alive).values()) == [0]


def test_without_workers_it_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(engine.dask_engine, "WORKERS_SECONDS", 0.5)
    with (
        someones_cluster(0) as empty,
        pytest.raises(EngineError, match=r"has no workers \(waited 0.5 s\): .*`dask worker`"),
    ):
        borrow(empty, tmp_path)


@pytest.mark.parametrize(
    ("n_threads", "code", "told"),
    [
        (1, WITH_OTHER_CODE, r"^worker tcp://\S+ has oncolit's code another \(here \w+\); exp"),
        (3, "pass", r"^worker tcp://\S+ has 3 threads; expected .*--nworkers 3 --nthreads 1$"),
    ],
    ids=["other code", "threads"],
)
def test_workers_that_cannot_be_used_are_refused_early_or_late(n_threads, code, told, tmp_path):
    with (
        someones_cluster(0) as cluster,
        worker_in(tmp_path, cluster),
        borrow(cluster, tmp_path) as borrowed,
    ):
        assert list(borrowed.run([Job(square, (3,))])) == [9]
        with worker_in(tmp_path, cluster, n_threads, code):
            jobs = [Job(process_id, (number,)) for number in range(20)]
            with pytest.raises(EngineError, match=told):
                list(borrowed.run(jobs))
            with pytest.raises(EngineError, match=told):
                borrow(cluster, tmp_path)


def test_workers_without_oncolit_are_refused_early_and_do_no_harm_late(tmp_path):
    with someones_cluster(0) as cluster, worker_in(tmp_path, cluster):
        with (
            borrow(cluster, tmp_path) as borrowed,
            worker_in(tmp_path, cluster, code=WITHOUT_ONCOLIT),
        ):
            jobs = [Job(process_id, (number,)) for number in range(20)]
            assert len(set(borrowed.run(jobs))) == 1
        with worker_in(tmp_path, cluster, code=WITHOUT_ONCOLIT), Client(cluster) as client:
            with pytest.raises(EngineError, match=r"^worker tcp://\S+: oncolit is not installed"):
                borrow(cluster, tmp_path)
            assert len(client.run(int)) == 2
            with worker_in(tmp_path, cluster, code=WITHOUT_ONCOLIT):
                assert len(client.run(int)) == 3


def test_a_scheduler_without_oncolit_is_refused(elsewhere, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ModuleNotFoundError("No module named 'engine'", name="engine")

    monkeypatch.setattr(Client, "run_on_scheduler", fail)
    with pytest.raises(EngineError, match=r"^scheduler tcp://\S+: oncolit is not installed there"):
        borrow(elsewhere, tmp_path)


def test_workers_may_be_in_another_folder_than_the_command(tmp_path, monkeypatch):
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        with TextFileWriter(tmp_path / name / "texts") as writer:
            writer.add(f"a text {name}")
            writer.collected()
    monkeypatch.chdir(tmp_path / "here")
    with (
        someones_cluster(0) as cluster,
        worker_in(tmp_path / "there", cluster),
        borrow(cluster, tmp_path) as borrowed,
    ):
        shared = borrowed.share(TextFile(Path("texts")))
        assert list(borrowed.run([Job(first_text, (shared,))])) == ["a text here"]


def test_an_encrypted_cluster_is_used_with_its_certificate_alone(tmp_path):
    security = Security.temporary()
    certificate = {
        "distributed.comm.tls.ca-file": security.tls_ca_file,
        "distributed.comm.tls.client.cert": security.tls_client_cert,
        "distributed.comm.tls.client.key": security.tls_client_key,
    }
    with someones_cluster(security=security, protocol="tls") as encrypted:
        with pytest.raises(EngineError, match=r"^scheduler 'tls://\S+': TLS .*expected .*certif"):
            borrow(encrypted, tmp_path)
        with dask.config.set(certificate), borrow(encrypted, tmp_path) as borrowed:
            assert list(borrowed.run([Job(square, (9,))])) == [81]


def test_a_cluster_here_that_does_not_start_is_one_clear_error(tmp_path, monkeypatch):
    def fail(**_):
        raise RuntimeError("Cluster failed to start:\n  Nanny failed to start.")

    monkeypatch.setattr(engine.dask_connection, "LocalCluster", fail)
    with pytest.raises(EngineError) as told:
        DaskEngine("", 64, "auto", tmp_path)
    assert str(told.value).startswith(
        "64 Dask processes on this machine: they do not start (Cluster failed to start: Nanny "
    )
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []
