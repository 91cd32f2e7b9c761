"""Drugs are ranked by the fake ranker, in a module that imports the name."""

import pytest
from rankers import FakeRanker

from webapp.sources import CurrentSources


@pytest.fixture(scope="module")
def opened_sources(small_model, tmp_path_factory):
    """What answers, opened once for a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(tmp_path_factory.mktemp("empty")))
        patch.setattr("pipeline.cell_line_source.open_ranker", FakeRanker)
        return CurrentSources(str(small_model))
