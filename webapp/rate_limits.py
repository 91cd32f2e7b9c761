"""How often one may ask: counted per key or address, in windows of time.

In the process where it is embedded; in Redis, for all processes together, where one is set. Where
that Redis does not answer, each process counts for itself until it does.
"""

import logging
import math
import time
from threading import Lock
from typing import Any, Protocol

from webapp.problems import Problem

FAILURES = 10
"""Wrong secrets for one key from one address before that has to wait."""

ADDRESS_FAILURES = 100
"""Wrong keys of any kind from one address: many may share it, and one have an old key."""

FAILURE_SECONDS = 900
"""Time in which they count."""

MINUTE = 60

_MOST_COUNTS = 100_000
_log = logging.getLogger(__name__)


class RateCounter(Protocol):
    """Counts what happens in the present window of time."""

    def add(self, name: str, seconds: int) -> int:
        """Count one more and return the count."""

    def count(self, name: str, seconds: int) -> int:
        """Return the count."""


class ProcessCounter:
    """Counts in this process."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], tuple[int, float]] = {}
        self._lock = Lock()

    def add(self, name: str, seconds: int) -> int:
        """Count one more and return the count."""
        key = (name, _window(seconds))
        with self._lock:
            if key not in self._counts and len(self._counts) >= _MOST_COUNTS:
                self._forget()
            count = self._counts.get(key, (0, 0.0))[0] + 1
            self._counts[key] = (count, (key[1] + 1) * seconds)
        return count

    def count(self, name: str, seconds: int) -> int:
        """Return the count."""
        return self._counts.get((name, _window(seconds)), (0, 0.0))[0]

    def _forget(self) -> None:
        """Drop the windows that are over; if that is not enough, all."""
        at = time.time()
        self._counts = {key: told for key, told in self._counts.items() if told[1] > at}
        if len(self._counts) >= _MOST_COUNTS:
            self._counts = {}


class RedisCounter:
    """Counts in Redis.

    Parameters
    ----------
    url : str
    """

    def __init__(self, url: str) -> None:
        import redis

        self._redis: Any = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        self._error = redis.RedisError
        self._own = ProcessCounter()

    def add(self, name: str, seconds: int) -> int:
        """Count one more and return the count."""
        key = _redis_key(name, seconds)
        try:
            count, _ = self._redis.pipeline().incr(key).expire(key, 2 * seconds).execute()
        except self._error as error:
            _log.warning("rate limits: Redis does not answer (%s)", type(error).__name__)
            return self._own.add(name, seconds)
        return int(count)

    def count(self, name: str, seconds: int) -> int:
        """Return the count."""
        try:
            return int(self._redis.get(_redis_key(name, seconds)) or 0)
        except self._error:
            return self._own.count(name, seconds)


class RateLimits:
    """What may be asked how often.

    Parameters
    ----------
    counter : RateCounter
    requests_per_minute : int
        Of one key, or one address where there are no keys.
    """

    def __init__(self, counter: RateCounter, requests_per_minute: int) -> None:
        self._counter = counter
        self._requests = requests_per_minute

    def take(self, who: str) -> None:
        """Count a request.

        Raises
        ------
        Problem
            429, with the seconds to wait.
        """
        if self._counter.add(f"requests:{who}", MINUTE) > self._requests:
            raise _too_many(f"more than {self._requests} requests in a minute", MINUTE)

    def check_failures(self, address: str, key_id: str) -> None:
        """Refuse to look at a key from an address that sent too many wrong ones.

        Parameters
        ----------
        address : str
        key_id : str
            Empty where what was sent is no key at all.

        Raises
        ------
        Problem
            429, with the seconds to wait.
        """
        for name, most in _failures(address, key_id):
            if self._counter.count(name, FAILURE_SECONDS) >= most:
                raise _too_many("too many wrong keys from this address", FAILURE_SECONDS)

    def note_failure(self, address: str, key_id: str) -> None:
        """Count a wrong key."""
        for name, _ in _failures(address, key_id):
            self._counter.add(name, FAILURE_SECONDS)


def open_limits(redis_url: str, requests_per_minute: int) -> RateLimits:
    """Return the limits that the settings name."""
    counter: RateCounter = RedisCounter(redis_url) if redis_url else ProcessCounter()
    return RateLimits(counter, requests_per_minute)


def _failures(address: str, key_id: str) -> tuple[tuple[str, int], ...]:
    """Return what is counted of a wrong key, and how often it may be."""
    whole = (f"failures:{address}", ADDRESS_FAILURES)
    return ((f"failures:{address}:{key_id}", FAILURES), whole)


def _too_many(words: str, seconds: int) -> Problem:
    wait = max(1, math.ceil((_window(seconds) + 1) * seconds - time.time()))
    return Problem(429, f"{words}; try again in {wait} seconds", {"Retry-After": str(wait)})


def _window(seconds: int) -> int:
    return int(time.time() // seconds)


def _redis_key(name: str, seconds: int) -> str:
    return f"oncolit:rate:{name}:{_window(seconds)}"
