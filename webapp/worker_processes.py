"""The workers that a server runs beside itself, each in a process of its own."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

_LOG = logging.getLogger(__name__)

NICE = 10
"""By how much workers give way to the server, so that single answers do not wait for a file."""

_LOOK_SECONDS = 0.5
_STOP_SECONDS = 20.0
_SHORT_LIFE = 20.0
_LONGEST_PAUSE = 60.0


class WorkerProcesses:
    """Keeps workers running.

    One that ends is started anew, at once the first time, later and later if it does not last.

    Parameters
    ----------
    number : int
        How many; none where workers are started elsewhere.
    """

    def __init__(self, number: int) -> None:
        self._places = [_Place() for _ in range(number)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True, name="workers")

    def __enter__(self) -> "WorkerProcesses":
        for place in self._places:
            place.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        for place in self._places:
            place.ask_to_stop()
        end = time.monotonic() + _STOP_SECONDS
        for place in self._places:
            place.wait(end - time.monotonic())

    def _keep(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            for place in self._places:
                place.look()


class _Place:
    """Where one worker runs, and its successors."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.0
        self._again_at = 0.0

    def start(self) -> None:
        """Start a worker; it leaves the terminal's interrupts to its parent."""
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "webapp.worker", str(os.getpid())],
            preexec_fn=_give_way,  # noqa: PLW1509 (no thread holds a lock that it needs)
        )

    def look(self) -> None:
        """Start a worker anew where one has ended."""
        if self._process is not None and self._process.poll() is not None:
            lasted = time.monotonic() - self._started
            short = lasted < _SHORT_LIFE
            self._pause = min(max(2 * self._pause, 1.0), _LONGEST_PAUSE) if short else 0.0
            self._again_at = time.monotonic() + self._pause
            _LOG.warning("a worker ended with %d", self._process.returncode)
            self._process = None
        if self._process is None and time.monotonic() >= self._again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask the worker to give back what it does and to end."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait for its end and then see to it."""
        if self._process is None:
            return
        try:
            self._process.wait(max(seconds, 0.0))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _give_way() -> None:
    os.nice(NICE)
    os.setsid()
