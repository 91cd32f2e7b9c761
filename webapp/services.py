"""What the routes ask: everything that one server process has opened."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from webapp.answering import AnsweringDesk
from webapp.database import Database
from webapp.job_queue import JobQueue
from webapp.settings import Settings
from webapp.sources import CurrentSources
from webapp.submissions import SubmissionStore


@dataclass(frozen=True)
class Services:
    """What one server process has opened.

    Parameters
    ----------
    settings : Settings
    database : Database
    sources : CurrentSources
        Model, evidence base and literature that answer now.
    desk : AnsweringDesk
        Answers single variants, those that come together at once.
    submissions : SubmissionStore
    queue : JobQueue
    """

    settings: Settings
    database: Database
    sources: CurrentSources
    desk: AnsweringDesk
    submissions: SubmissionStore
    queue: JobQueue


def services_of(request: Request) -> Services:
    """Return what the process has opened."""
    services: Services = request.app.state.services
    return services


OpenServices = Annotated[Services, Depends(services_of)]
"""Of a route: what the process has opened."""
