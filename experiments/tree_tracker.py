"""XGBoost's tracker, through which workers that grow trees meet, in a process of its own.

XGBoost has it run within the scheduler. A worker that is lost while others have yet to come ends
the tracker's whole process (seen with 3.2), and with it the scheduler; here it ends only this one,
and growing begins again. Run as a module, this is the process that starts trackers: for each line
of JSON it forks one, which has XGBoost imported already, and answers with a line. A tracker stays
until all workers have left, those that were left give up (the timeout), or the standard input of
the process that started it is closed.
"""

import asyncio
import json
import os
import resource
import signal
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
    line = _starter.ask(json.dumps(asked))
    answer = json.loads(line) if line else {"error": "it ended at once"}
    if "error" in answer:
        raise EngineError(f"XGBoost's tracker does not start on the scheduler: {answer['error']}")
    return dict(answer)


class _Starter:
    """The process that starts trackers: started when first asked, and again where it was lost."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, question: str) -> str:
        """Return the answer, a line; empty where the process ended instead."""
        with self._one_at_a_time:
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", __name__],  # -P: not what is in its folder
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            with suppress(BrokenPipeError):  # then it does not answer, either
                self._process.stdin.write(question + "\n")
                self._process.stdin.flush()
            return self._process.stdout.readline()


_starter = _Starter()


def _serve() -> None:
    """Answer each line of standard input by a tracker of its own, in a fork of this process."""
    import xgboost.tracker  # noqa: F401  # once, for all forks

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    ended, open_until_the_end = os.pipe()
    for line in sys.stdin:
        told, telling = os.pipe()
        if os.fork() == 0:
            os.close(open_until_the_end)
            try:
                _track(json.loads(line), telling, ended)
            finally:
                os._exit(0)
        os.close(telling)
        with os.fdopen(told) as answer:
            print(answer.read() or json.dumps({"error": "it ended at once"}), flush=True)


def _track(asked: list[dict[str, Any]], telling: int, ended: int) -> None:
    """Start a tracker, tell where it is, and stay as long as it does or ``ended`` is open."""
    from xgboost.core import XGBoostError

    tracker = None
    try:
        tracker = _started(asked)
        answer = tracker.worker_args()
    except (XGBoostError, OSError, ValueError) as error:
        answer = {"error": next(iter(str(error).splitlines()), "")}
    with os.fdopen(telling, "w") as lines:
        json.dump(answer, lines)
    if tracker is not None:
        threading.Thread(target=_end_with, args=(ended,), daemon=True).start()
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


def _end_with(pipe: int) -> None:
    os.read(pipe, 1)  # returns when nobody can write to it any more
    os._exit(0)


if __name__ == "__main__":
    _serve()
