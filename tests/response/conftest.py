"""Many small fits: on a machine that does other things, more threads wait for one another."""

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Let linear algebra and trees run in one thread."""
    with threadpool_limits(1):
        yield
