"""A server that is killed in the middle of its work, and what is left of it."""

import os
import signal
import time
from pathlib import Path

import httpx2 as httpx
import pytest
from conftest import START_SECONDS, running_server

pytestmark = pytest.mark.slow

GENES = ("BRAF", "KIT", "EGFR", "TP53", "PTEN", "MET")
ROWS = 300
WAIT_SECONDS = 120


def file_of(name, rows):
    """A file with a sample of its own; one of ROWS takes a second or more."""
    head = "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode"
    rows = [f"{GENES[n % len(GENES)]}\tp.V{n + 1}E\tMissense_Mutation\t{name}" for n in range(rows)]
    return "\n".join([head, *rows]) + "\n"


def submit(address, name, rows=ROWS):
    files = {"file": (f"{name}.maf", file_of(name, rows).encode())}
    answer = httpx.post(f"{address}/api/v1/submissions", files=files, timeout=START_SECONDS)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def state(address, submission_id):
    return httpx.get(f"{address}/api/v1/submissions/{submission_id}", timeout=START_SECONDS).json()


def wait_for(address, submission_id, *statuses):
    end = time.monotonic() + WAIT_SECONDS
    while (said := state(address, submission_id))["status"] not in statuses:
        assert time.monotonic() < end, said
        time.sleep(0.1)
    return said


def check_report(address, submission_id, name, rows=ROWS):
    report = httpx.get(f"{address}/api/v1/submissions/{submission_id}/report.json").json()
    assert report["counts"]["rows"] == report["counts"]["assessed"] == rows
    assert [one["name"] for one in report["samples"]] == [name]


@pytest.fixture
def environment(tmp_path, small_model, deployment):
    return {
        "ONCOLIT_HOME": str(tmp_path / "home"),
        "ONCOLIT_MODEL": str(small_model),
        "ONCOLIT_LEASE_SECONDS": "3",
    }


@pytest.mark.parametrize("deployment", ["embedded", "services"], indirect=True)
def test_a_killed_server_loses_no_submission_and_reports_each_once(environment):
    sent = {"first": ROWS, "second": 5, "third": 7}
    with running_server(environment) as (process, address):
        ids = {name: submit(address, name, rows) for name, rows in sent.items()}
        wait_for(address, ids["first"], "running")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(START_SECONDS)
    with running_server(environment) as (_, address):
        for name, submission_id in ids.items():
            assert wait_for(address, submission_id, "done", "failed")["status"] == "done"
            check_report(address, submission_id, name, sent[name])
        listed = httpx.get(f"{address}/api/v1/submissions").json()["items"]
        assert sorted(one["id"] for one in listed) == sorted(ids.values())


def test_a_server_that_is_asked_to_stop_leaves_its_work_to_the_next(environment):
    with running_server(environment) as (process, address):
        waiting = submit(address, "only")
        wait_for(address, waiting, "running")
        process.send_signal(signal.SIGTERM)
        assert process.wait(START_SECONDS) == 0
    with running_server(environment) as (_, address):
        assert wait_for(address, waiting, "done", "failed")["status"] == "done"
        check_report(address, waiting, "only")


def test_a_worker_that_is_killed_is_replaced_and_the_next_ends_with_a_killed_server(environment):
    with running_server(environment) as (process, address):
        waiting = submit(address, "only")
        wait_for(address, waiting, "running")
        for worker in children(process.pid):
            os.kill(worker, signal.SIGKILL)
        assert wait_for(address, waiting, "done", "failed")["status"] == "done"
        check_report(address, waiting, "only")
        workers = children(process.pid)
        assert len(workers) == 1
        process.kill()
        process.wait(START_SECONDS)
        end = time.monotonic() + START_SECONDS
        while any(map(is_alive, workers)):
            assert time.monotonic() < end
            time.sleep(0.1)


def children(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
