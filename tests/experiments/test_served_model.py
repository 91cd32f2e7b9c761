import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.classifier import EffectClassifier
from experiments.model_folder import TrainedModel, describe, write_model
from experiments.served_model import ARTIFACT, ServedModel


@pytest.fixture
def folder(make_table, make_model_inputs, fast_settings, tmp_path):
    table = make_table(30)
    inputs = make_model_inputs(table)
    classifier = EffectClassifier(fast_settings).fit(inputs, table["Class"].to_numpy())
    model = TrainedModel(classifier, describe(inputs, table["Class"], "x"))
    write_model(model, tmp_path)
    return tmp_path, model, table


def test_it_answers_a_table_as_the_model_in_its_folder_does(folder):
    path, model, table = folder
    context = SimpleNamespace(artifacts={ARTIFACT: str(path)})
    served = ServedModel()
    served.load_context(context)
    for rows in (table, table[["Gene", "Variation"]], table[["Gene", "Variation", "Text"]]):
        pd.testing.assert_frame_equal(served.predict(context, rows), model.predict_table(rows))


def test_importing_it_opens_no_store(tmp_path):
    subprocess.run(
        [sys.executable, "-c", "import experiments.served_model"], cwd=tmp_path, check=True
    )
    assert list(tmp_path.iterdir()) == []
