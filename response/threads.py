"""One thread for the algebra of small matrices: more wait for one another on a busy machine.

Ranking for a tumour took seven times as long with two threads beside other work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Let linear algebra run in one thread meanwhile."""
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> ThreadpoolController:
    """Look the loaded libraries up once: that takes longer than a ranking."""
    return ThreadpoolController()
