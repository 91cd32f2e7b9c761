"""``/phenotypes``: terms of the Human Phenotype Ontology for words, and for a text."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from webapp.access import api_caller
from webapp.caller import Caller, Scope
from webapp.case_phenotypes import (
    MOST_TERMS,
    MOST_TEXT,
    MOST_WORDS,
    USUAL_TERMS,
    FoundTerm,
    ReadFinding,
    open_phenotypes,
    phenotypes_opened_early,
)
from webapp.problems import problem_responses

_TERMS_EXAMPLE: dict[str, Any] = {
    "ontology": "hp/releases/2025-01-16",
    "items": [{"id": "HP:0002094", "name": "Dyspnea", "synonym": "Shortness of breath"}],
}
_FOUND_EXAMPLE: dict[str, Any] = {
    "ontology": "hp/releases/2025-01-16",
    "items": [
        {
            "id": "HP:0001945", "name": "Fever", "words": "fever", "start": 25, "end": 30,
            "status": "absent", "relative": "", "uncertain": False,
        }
    ],
}  # fmt: skip


class PhenotypeTerms(BaseModel):
    """Terms that fit some words."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TERMS_EXAMPLE]})
    ontology: str = Field(description="Its release.")
    items: list[FoundTerm] = Field(description="The best first.")


class PatientText(BaseModel):
    """A text on a patient."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "Progressive dyspnoea, but no fever."}]},
    )
    text: str = Field(
        min_length=1, max_length=MOST_TEXT, description="In English; name nobody in it."
    )


class FindingsInText(BaseModel):
    """What a text says of a patient and the family."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FOUND_EXAMPLE]})
    ontology: str = Field(description="Its release.")
    items: list[ReadFinding] = Field(description="Each once, in the order of the text.")


phenotypes_router = APIRouter(
    prefix="/phenotypes", tags=["patients"], lifespan=phenotypes_opened_early
)


@phenotypes_router.get(
    "",
    response_model=PhenotypeTerms,
    summary="Find terms for words",
    responses=problem_responses(401, 403, 422, 429),
)
def look_up(
    _caller: Annotated[Caller, Depends(api_caller(Scope.CLASSIFY))],
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=MOST_WORDS,
            description="Words, also the beginning of one, or close to it.",
            examples=["short of breath"],
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=MOST_TERMS)] = USUAL_TERMS,
) -> PhenotypeTerms:
    """Give the terms of the Human Phenotype Ontology whose name or a synonym fits."""
    phenotypes = open_phenotypes()
    return PhenotypeTerms(ontology=phenotypes.ontology.version, items=phenotypes.suggest(q, limit))


@phenotypes_router.post(
    "/read",
    response_model=FindingsInText,
    summary="Read findings from a text",
    responses=problem_responses(400, 401, 403, 408, 413, 422, 429),
)
async def read_text(
    asked: PatientText,
    _caller: Annotated[Caller, Depends(api_caller(Scope.CLASSIFY))],
) -> FindingsInText:
    """Give the findings that a text says are present or absent, and whose, where a relative's.

    They are to be confirmed by a person. The text is kept nowhere, and not logged.
    """
    phenotypes = await run_in_threadpool(open_phenotypes)
    items = await run_in_threadpool(phenotypes.read, asked.text)
    return FindingsInText(ontology=phenotypes.ontology.version, items=items)
