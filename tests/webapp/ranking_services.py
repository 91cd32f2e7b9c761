"""Services that rank drugs, by the fake ranker: import both names, as of shared_services."""

import pytest
from rankers import FakeRanker
from shared_services import services

from webapp.answering import AnsweringDesk
from webapp.sources import CurrentSources

__all__ = ["services", "sources_of_module"]


@pytest.fixture(scope="module")
def sources_of_module(small_model, tmp_path_factory):
    """What answers, and its desk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(tmp_path_factory.mktemp("empty")))
        patch.setattr("pipeline.cell_line_source.open_ranker", FakeRanker)
        sources = CurrentSources(str(small_model))
        desk = AnsweringDesk(sources)
        yield sources, desk
        desk.stop()
