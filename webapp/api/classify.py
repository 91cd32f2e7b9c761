"""``POST /classify``: one variant."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool

from pipeline.therapies import TherapyQueryError
from webapp.access import api_caller
from webapp.answering import AnsweringDesk, DeskBusyError
from webapp.audit import Action, record
from webapp.caller import Caller, Scope
from webapp.classification import Answer, Classification, Question
from webapp.database import Database
from webapp.problems import Problem, problem_responses
from webapp.services import OpenServices

ANSWER_SECONDS = 30.0
"""Longest wait for an answer."""

classify_router = APIRouter(tags=["variants"])


@classify_router.post(
    "/classify",
    response_model=Classification,
    summary="Classify one variant",
    responses=problem_responses(400, 401, 403, 408, 413, 422, 429, 503),
)
async def classify(
    question: Question,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.CLASSIFY))],
) -> Classification:
    """Give the effect class of one variant with its probability, and therapies.

    A text on the variant, if one is sent, is read in place of the literature store's; it is kept
    nowhere. With `explain` the answer says what moved it.
    """
    answer = await ask(services.desk, question)
    await run_in_threadpool(_note, services.database, caller)
    return answer.record()


async def ask(desk: AnsweringDesk, question: Question) -> Answer:
    """Ask the desk.

    Raises
    ------
    Problem
        422: the question names no variant; 503: too many wait.
    """
    try:
        question.check()
        return await asyncio.wait_for(asyncio.wrap_future(desk.ask(question)), ANSWER_SECONDS)
    except TherapyQueryError as error:
        raise Problem(422, str(error)) from error
    except DeskBusyError as error:
        raise Problem(503, str(error), {"Retry-After": "1"}) from error
    except TimeoutError as error:
        detail = f"no answer within {ANSWER_SECONDS:.0f} seconds"
        raise Problem(503, detail, {"Retry-After": "5"}) from error


def _note(database: Database, caller: Caller) -> None:
    with database.session() as session:
        record(session, caller, Action.CLASSIFIED)
