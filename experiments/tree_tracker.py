"""XGBoost's tracker, through which workers that grow trees meet, in a process of its own.

XGBoost has it run within the scheduler. A worker that is lost while others have yet to come ends
the tracker's whole process (seen with 3.2), and with it the scheduler; here it ends only this one,
and growing begins again. Run as a module, this is that process: it reads one line of JSON, answers
with one, and stays until all workers have left, those that were left give up (the timeout), or its
standard input is closed.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from engine.engine_error import EngineError

Address = tuple[str, int]


async def start_apart(
    n_workers: int, host: str | None, chosen: Address | None, timeout: int | None
) -> dict[str, str | int]:
    """Start a tracker on this machine, in the place of what xgboost.dask runs on the scheduler.

    Parameters
    ----------
    n_workers : int
    host : str or None
        The scheduler's, for a machine whose own address XGBoost does not find.
    chosen : tuple of str and int, or None
        Host and port of Dask's configuration, ``xgboost.scheduler_address``; port 0 is any.
    timeout : int or None
        Seconds in which all workers must come; None is without end.

    Returns
    -------
    dict
        Where workers find it, as XGBoost's workers take it.

    Raises
    ------
    EngineError
        It does not start; the message has XGBoost's.
    """
    first = {"host_ip": None} if chosen is None else {"host_ip": chosen[0], "port": chosen[1]}
    common = {"n_workers": n_workers, "sortby": "task", "timeout": timeout or 0}
    asked = [first | common, {"host_ip": host} | common]
    return await asyncio.to_thread(_start, asked)


def _start(asked: list[dict[str, Any]]) -> dict[str, str | int]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],  # -P: not what is in the folder it runs in
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):  # then it does not answer, either
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
    line = process.stdout.readline()
    # Its input stays open until it ends, or this process does.
    threading.Thread(target=process.wait, daemon=True).start()
    answer = json.loads(line) if line else {"error": "it ended at once"}
    if "error" in answer:
        raise EngineError(f"XGBoost's tracker does not start on the scheduler: {answer['error']}")
    return dict(answer)


def _track() -> None:
    from xgboost.core import XGBoostError

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        tracker = _started(json.loads(sys.stdin.readline()))
        answer = tracker.worker_args()
    except (XGBoostError, OSError, ValueError) as error:
        print(json.dumps({"error": next(iter(str(error).splitlines()), "")}), flush=True)
        return
    print(json.dumps(answer), flush=True)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody reads on
    threading.Thread(target=_end_with_input, daemon=True).start()
    tracker.wait_for()


def _started(asked: list[dict[str, Any]]) -> Any:
    """Start a tracker at the first address that can be had."""
    from xgboost.core import XGBoostError
    from xgboost.tracker import RabitTracker

    first, *others = asked
    try:
        tracker = RabitTracker(**first)
        tracker.start()
    except (XGBoostError, OSError):
        if not others:
            raise
        return _started(others)
    return tracker


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _track()
