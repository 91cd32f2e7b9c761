"""A progress bar on a terminal, nothing elsewhere."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")


def show_progress(items: Iterable[Item], total: int | None, label: str) -> Iterator[Item]:
    """Yield the items, with a bar on standard error while a person looks.

    Examples
    --------
    >>> list(show_progress([1, 2], 2, "Folds"))
    [1, 2]
    """
    if not sys.stderr.isatty():
        yield from items
        return
    yield from track(items, description=label, total=total, console=Console(stderr=True))
