"""Services of one test whose model and evidence are opened once for a module: import both names."""

import pytest

from webapp.answering import AnsweringDesk
from webapp.job_queue import JobQueue
from webapp.services import Services
from webapp.sources import CurrentSources
from webapp.submissions import SubmissionStore


@pytest.fixture(scope="module")
def sources_of_module(small_model, tmp_path_factory):
    """What answers, and its desk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(tmp_path_factory.mktemp("empty")))
        sources = CurrentSources(str(small_model))
    desk = AnsweringDesk(sources)
    yield sources, desk
    desk.stop()


@pytest.fixture
def services(settings, database, sources_of_module):
    sources, desk = sources_of_module
    return Services(
        settings=settings,
        database=database,
        sources=sources,
        desk=desk,
        submissions=SubmissionStore(database, settings),
        queue=JobQueue(settings),
    )
