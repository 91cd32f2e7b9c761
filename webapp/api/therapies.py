"""``GET /therapies``: search of the evidence."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from pipeline.advisor import Knowledge
from pipeline.therapies import TherapyQueryError
from webapp.access import api_caller
from webapp.api.classify import ask
from webapp.caller import Caller, Scope
from webapp.classification import Answer, Question
from webapp.openapi_document import LINK
from webapp.pagination import AskedPage, PageRequest, link_next
from webapp.problems import Problem, problem_responses
from webapp.services import OpenServices
from webapp.therapy_answers import AdviceFound, StatementsFound
from webapp.therapy_search import TherapyQuestion, TherapySearchError, search_of

Found = Annotated[AdviceFound | StatementsFound, Field(discriminator="kind")]

therapies_router = APIRouter(tags=["therapies"])


@therapies_router.get(
    "/therapies",
    response_model=Found,
    summary="Search therapies by variant, gene, drug or tumour type",
    responses={200: {"headers": LINK}, **problem_responses(401, 403, 422, 429, 503)},
)
async def search(
    request: Request,
    response: Response,
    services: OpenServices,
    _caller: Annotated[Caller, Depends(api_caller(Scope.CLASSIFY))],
    page: AskedPage,
    gene: Annotated[str, Query(max_length=100, examples=["BRAF"])] = "",
    variation: Annotated[str, Query(max_length=500, examples=["V600E"])] = "",
    disease: Annotated[
        str, Query(max_length=200, description="Name, DOID or OncoTree code.", examples=["MEL"])
    ] = "",
    drug: Annotated[
        str,
        Query(max_length=300, description="Name, synonym or class.", examples=["BRAF inhibitor"]),
    ] = "",
    predict: Annotated[
        bool, Query(description="Ask the classifier too, of a gene with a variation.")
    ] = False,
) -> AdviceFound | StatementsFound:
    """Search the curated evidence.

    With `gene` and `variation` the answer is advice, therapies for and against the variant; with
    less it is the list of curated statements. With `predict` advice rests on the predicted effect
    too, and says so.
    """
    asked = TherapyQuestion(gene.strip(), variation.strip(), disease.strip(), drug.strip())
    try:
        asked.check()
    except (TherapySearchError, TherapyQueryError) as error:
        raise Problem(422, str(error)) from error
    found: AdviceFound | StatementsFound
    knowledge = services.sources.current.knowledge
    if not asked.variation:
        found = await run_in_threadpool(_statements, knowledge, asked, page)
    else:
        answer = None
        if predict:
            question = Question(gene=asked.gene, variation=asked.variation)
            answer = await ask(services.desk, question)
        found = await run_in_threadpool(_advise, knowledge, asked, page, answer)
    link_next(request, response, found.next_cursor)
    return found


def _statements(knowledge: Knowledge, asked: TherapyQuestion, page: PageRequest) -> StatementsFound:
    return search_of(knowledge).statements(asked, page)


def _advise(
    knowledge: Knowledge, asked: TherapyQuestion, page: PageRequest, answer: Answer | None
) -> AdviceFound:
    if answer is None:
        return search_of(knowledge).advise(asked, page)
    made = answer.versions.model_made
    return search_of(knowledge).advise(asked, page, answer.variant.effect, made)
