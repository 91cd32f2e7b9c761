"""The queue that tells workers what has come: SQLite, or Redis by setting.

A message is a submission's id and no more. What a message says can be lost or come twice without
harm: the database says what has become of a submission, and :meth:`JobQueue.put_missing` sends
again what no message stands for.
"""

from collections.abc import Sequence
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from huey.api import Task

from webapp.settings import Settings

_NAME = "oncolit"


class JobQueueError(ValueError):
    """The queue cannot be reached."""


class JobQueue:
    """Messages to workers.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    JobQueueError
        Redis cannot be reached.
    """

    def __init__(self, settings: Settings) -> None:
        self._huey = _open(settings)
        self._submission = self._huey.task(name="submission")(_id)

    def put(self, submission_id: str) -> None:
        """Say that a submission waits."""
        self._submission(submission_id)

    def put_missing(self, submission_ids: Sequence[str]) -> int:
        """Say so of those that no message stands for; return how many."""
        there = {_id(*task.args) for task in self._huey.pending()}
        missing = [one for one in submission_ids if one not in there]
        for one in missing:
            self.put(one)
        return len(missing)

    def take(self) -> str | None:
        """Take the oldest message, None where there is none."""
        task: Task | None = self._huey.dequeue()
        return None if task is None else _id(*task.args)


def _id(submission_id: str) -> str:
    return submission_id


def _open(settings: Settings) -> Huey:
    if not settings.redis_url:
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return SqliteHuey(_NAME, filename=str(settings.folder / "queue.sqlite"), results=False)
    try:
        import redis

        huey: Any = RedisHuey(_NAME, url=settings.redis_url, results=False, blocking=False)
        huey.storage.conn.ping()
    except (ImportError, ValueError) as error:
        raise JobQueueError(f"ONCOLIT_REDIS_URL: {error}") from error
    except redis.RedisError as error:
        raise JobQueueError(f"ONCOLIT_REDIS_URL: Redis cannot be reached ({error})") from error
    return huey
