"""How far a job is, from what the pipeline says of its loops."""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

_SPANS = {
    "Rows": (0.0, 0.2),
    "Variants": (0.2, 0.55),
    "Samples": (0.55, 0.8),
    "Therapies": (0.8, 0.85),
    "Explanations": (0.85, 0.98),
}
"""Share of the whole that each loop takes, by its label."""

_HALF = 50_000
"""Rows of a file of unknown length after which half of its span is done."""


class JobProgress:
    """Wraps loops, see :data:`pipeline.lab_answers.Progress`; others read how far they are.

    Examples
    --------
    >>> progress = JobProgress()
    >>> loop = progress(["a", "b"], 2, "Variants")
    >>> next(loop), progress.read()
    ('a', ('Variants', 0.2))
    >>> list(loop), progress.read()
    (['b'], ('Variants', 0.55))
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stage = ""
        self._done = 0.0

    def __call__(self, items: Iterable[Any], total: int | None, label: str) -> Iterator[Any]:
        """Yield the items; those of a loop of unknown length near its end without reaching it."""
        start, end = _SPANS.get(label, (self._done, self._done))
        self._set(label, start)
        for number, item in enumerate(items, start=1):
            yield item
            share = number / total if total else number / (number + _HALF)
            self._set(label, start + (end - start) * min(share, 1.0))
        self._set(label, end)

    def read(self) -> tuple[str, float]:
        """Return the loop's label and the share of the whole that is done, from 0 to 1."""
        with self._lock:
            return self._stage, round(self._done, 3)

    def _set(self, stage: str, done: float) -> None:
        with self._lock:
            self._stage, self._done = stage, done
