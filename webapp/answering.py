"""The desk that answers single variants: those that come while one batch is answered are the next.

One answer costs nearly as much as sixteen, so that answering together is what keeps waits short
when many ask.
"""

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from pipeline.lab_work import Sources
from webapp.classification import Answer, Question, answer_questions
from webapp.sources import CurrentSources

MOST_TOGETHER = 16
"""Questions that are answered together."""

MOST_TEXT_TOGETHER = 100_000
"""Characters of text that are read for one batch: a long paper makes nobody else wait twice."""

MOST_WAITING = 200
"""Questions that may wait; more are turned away."""


class DeskBusyError(Exception):
    """More questions wait than the desk takes."""


@dataclass(frozen=True, eq=False)
class _Waiting:
    question: Question
    answer: "Future[Answer]" = field(default_factory=Future)

    @property
    def n_characters(self) -> int:
        return len(self.question.text or "")


class AnsweringDesk:
    """Answers questions in a thread of its own.

    Parameters
    ----------
    sources : CurrentSources
        What answers; each batch takes what is current.
    most_waiting : int
        Questions that may wait.
    """

    def __init__(self, sources: CurrentSources, most_waiting: int = MOST_WAITING) -> None:
        self._sources = sources
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(most_waiting)
        self._left: _Waiting | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True, name="desk")
        self._thread.start()

    def ask(self, question: Question) -> "Future[Answer]":
        """Ask a question that has passed :meth:`Question.check`.

        Raises
        ------
        DeskBusyError
            Too many wait.
        """
        waiting = _Waiting(question)
        try:
            self._waiting.put_nowait(waiting)
        except queue.Full as error:
            raise DeskBusyError(f"{self._waiting.maxsize} questions wait already") from error
        return waiting.answer

    def stop(self) -> None:
        """Answer what waits and stop."""
        self._waiting.put(None)
        self._thread.join(timeout=30)

    def _serve(self) -> None:
        while batch := self._next_batch():
            _answer(self._sources.current, batch)

    def _next_batch(self) -> list[_Waiting]:
        """Wait for a question and take those along that have come; empty at the end."""
        first = self._left or self._waiting.get()
        self._left = None
        if first is None:
            return []
        batch, n_characters = [first], first.n_characters
        while len(batch) < MOST_TOGETHER:
            try:
                other = self._waiting.get_nowait()
            except queue.Empty:
                break
            if other is None:
                self._waiting.put(None)
                break
            n_characters += other.n_characters
            if n_characters > MOST_TEXT_TOGETHER:
                self._left = other
                break
            batch.append(other)
        return batch


def _answer(sources: Sources, batch: Sequence[_Waiting]) -> None:
    """Answer a batch; what one question breaks is that question's alone."""
    asked = [one for one in batch if one.answer.set_running_or_notify_cancel()]
    try:
        answers = answer_questions(sources, [one.question for one in asked])
    except Exception:
        for one in asked:
            _answer_alone(sources, one)
        return
    for one, answer in zip(asked, answers, strict=True):
        one.answer.set_result(answer)


def _answer_alone(sources: Sources, waiting: _Waiting) -> None:
    try:
        [answer] = answer_questions(sources, [waiting.question])
    except Exception as error:  # it goes to who asked
        waiting.answer.set_exception(error)
    else:
        waiting.answer.set_result(answer)
