"""Documents read for what they name, in other processes where that is worth it."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path

from literature.document import Document
from literature.mentions import ReadPassage, read_documents

WORTH_A_PROCESS = 4_000_000
"""Bytes of text below which starting processes takes longer than it saves."""

_GZIP_FACTOR = 4

Readings = list[tuple[ReadPassage, ...]]
"""The passages of each document."""

Submit = Callable[[Sequence[Document]], "Future[Readings]"]
"""Begins to read documents."""


@contextmanager
def document_readers(
    files: Iterable[Path], most: int | None = None, worth_bytes: int = WORTH_A_PROCESS
) -> Iterator[Submit]:
    """Give a way to read documents: in other processes where there is enough to read.

    Parameters
    ----------
    files : iterable of Path
        What will be read.
    most : int, optional
        Processes; as many as there are processors, at most four, where not given.
    worth_bytes : int
        Size of all files from which on other processes are started.
    """
    processes = most if most is not None else min(len(os.sched_getaffinity(0)), 4)
    if processes < 2 or sum(map(_unpacked_size, files)) < worth_bytes:
        yield _read_here
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)
    try:
        yield lambda documents: pool.submit(read_documents, documents)
    finally:
        pool.shutdown(cancel_futures=True)


def _read_here(documents: Sequence[Document]) -> "Future[Readings]":
    done: Future[Readings] = Future()
    done.set_result(read_documents(documents))
    return done


def _end_with_parent() -> None:
    """End this process when the one that started it is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _unpacked_size(path: Path) -> int:
    return path.stat().st_size * (_GZIP_FACTOR if path.suffix == ".gz" else 1)
