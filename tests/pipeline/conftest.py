"""What tests of several commands open."""

import pytest
from small_models import write_small_model

from intake.assessment import AssessmentRules
from pipeline.cell_line_source import CellLineSource
from pipeline.lab_work import Opened, open_sources


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A small model and the embedded evidence."""
    home = tmp_path_factory.mktemp("home")
    model = str(write_small_model(home / "model"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(home))
        return open_sources(model, True, CellLineSource()).for_file(None, AssessmentRules())
