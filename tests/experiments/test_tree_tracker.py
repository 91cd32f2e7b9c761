"""The process through which workers that grow trees meet: where it listens, and for how long."""

import asyncio
import json
import socket
import subprocess
import sys
import time

import psutil
import pytest

from engine.engine_error import EngineError
from experiments.tree_tracker import start_apart

ELSEWHERE = "203.0.113.9"
"""An address that is kept for documentation: no machine has it."""

STARTS_ONE = """
import asyncio, json
from experiments.tree_tracker import start_apart
print(json.dumps(asyncio.run(start_apart(2, None, ("127.0.0.1", 0), None))))
"""


def listens(where):
    place = (where["dmlc_tracker_uri"], where["dmlc_tracker_port"])
    try:
        socket.create_connection(place, timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def assert_ends(where):
    until = time.monotonic() + 30
    while listens(where) and time.monotonic() < until:
        time.sleep(0.1)
    assert not listens(where)


def test_it_listens_at_the_address_that_was_chosen():
    where = asyncio.run(start_apart(2, None, ("127.0.0.1", 0), 5))
    assert where["dmlc_tracker_uri"] == "127.0.0.1"
    assert listens(where)


def test_it_ends_with_the_process_that_started_it():
    done = subprocess.run(
        [sys.executable, "-c", STARTS_ONE], capture_output=True, text=True, check=True
    )
    assert_ends(json.loads(done.stdout))


def test_trackers_of_two_trainings_do_not_know_of_one_another():
    async def both():
        return await asyncio.gather(*(start_apart(2, None, ("127.0.0.1", 0), 30) for _ in "ab"))

    first, second = asyncio.run(both())
    assert first["dmlc_tracker_port"] != second["dmlc_tracker_port"]
    assert listens(first)
    assert listens(second)


def test_where_the_process_that_starts_them_was_lost_there_is_another():
    first = asyncio.run(start_apart(2, None, ("127.0.0.1", 0), 30))
    for process in psutil.Process().children():
        if "experiments.tree_tracker" in process.cmdline():
            process.kill()
            process.wait()
    assert listens(asyncio.run(start_apart(2, None, ("127.0.0.1", 0), 30)))
    assert_ends(first)


def test_no_address_that_can_be_had_is_one_clear_error():
    with pytest.raises(EngineError, match=r"tracker does not start on the scheduler: .+") as told:
        asyncio.run(start_apart(2, ELSEWHERE, (ELSEWHERE, 0), 5))
    assert "\n" not in str(told.value)
