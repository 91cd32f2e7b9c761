"""Signals that end a process without a word: files and locks are left as they should be."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPS = (signal.SIGTERM, signal.SIGHUP)
"""Such as a batch system's when time is up; SIGINT is a KeyboardInterrupt."""


@contextmanager
def tidied_up() -> Iterator[None]:
    """Let a process that is asked to stop leave the block as by an error."""
    with handled_by(_exit, STOPS):
        yield


@contextmanager
def put_off() -> Iterator[None]:
    """Hold signals back until the block is done."""
    came: list[int] = []
    with handled_by(lambda signum, _frame: came.append(signum), (*STOPS, signal.SIGINT)):
        yield
    for signum in came[:1]:
        signal.raise_signal(signum)


@contextmanager
def handled_by(
    handler: Callable[[int, object], None], signals: tuple[signal.Signals, ...]
) -> Iterator[None]:
    """Handle signals while the block runs; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, former in previous.items():
            signal.signal(number, former)


def _exit(signum: int, _frame: object) -> None:
    sys.exit(128 + signum)
