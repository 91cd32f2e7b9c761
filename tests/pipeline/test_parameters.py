"""params.yaml and its models: equal defaults, every tunable named, faults in one line."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from engine.engine_error import EngineError
from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.situation import SITUATION
from experiments.views import TextSettings, all_views
from pipeline.crossvalidate import run_crossvalidation
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import (
    Parameters,
    ParametersError,
    Section,
    TuningParameters,
    View,
    read_parameters,
)
from pipeline.work_engine import with_engine
from text_features.row_text import ReadingSettings

PARAMS = Path(__file__).parents[2] / "params.yaml"


WHERE_WORK_RUNS = ("engine", "scheduler", "worker_memory")
"""Not in a section: results depend on none of them."""


def written() -> dict[str, dict[str, object]]:
    content = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))
    return {name: value for name, value in content.items() if name not in WHERE_WORK_RUNS}


def sections() -> list[str]:
    return [name for name in Parameters.model_fields if name not in WHERE_WORK_RUNS]


def test_params_yaml_holds_the_defaults_but_for_the_record_of_the_last_search():
    found = read_parameters(PARAMS)
    assert found.model_copy(update={"tuning": TuningParameters()}) == Parameters()


def test_every_section_has_its_model():
    assert list(written()) == sections()
    for section in sections():
        model = getattr(Parameters(), section)
        assert isinstance(model, Section)
        assert list(written()[section]) == list(type(model).model_fields)


def test_every_tunable_appears_flattened():
    assert read_parameters(PARAMS).flattened() == {
        **{name: getattr(Parameters(), name) for name in WHERE_WORK_RUNS},
        **{
            f"{section}.{name}": value
            for section, values in written().items()
            for name, value in values.items()
        },
    }


def test_a_changed_value_is_read_and_the_others_keep_their_defaults(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("classifier:\n  max_depth: 11\n")
    defaults = Parameters().flattened()
    assert defaults["classifier.max_depth"] != 11
    assert read_parameters(path).flattened() == {**defaults, "classifier.max_depth": 11}


def test_the_tunables_of_members_and_blend_reach_the_classifier(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text(
        "classifier:\n  columns_per_tree: 7\n  regression_strength: 0.5\n  inner_folds: 4\n"
    )
    found = experiment_settings(read_parameters(path)).classifier
    assert (found.columns_per_tree, found.regression_strength, found.inner_folds) == (7, 0.5, 4)


def test_the_defaults_are_those_of_the_settings_that_experiments_reads():
    found = experiment_settings(Parameters())
    assert found.classifier == ClassifierSettings()
    assert found.text == TextSettings()
    assert found.reading == ReadingSettings()
    assert found.views_left_out == ExperimentSettings().views_left_out


def test_the_views_that_may_be_left_out_are_those_that_there_are():
    views = tuple(name for name in all_views(TextSettings()) if name != SITUATION)
    assert get_args(View) == views


def test_views_left_out_are_not_read_by_the_classifier(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("classifier:\n  views_left_out: [tfidf, mentions]\n")
    views = set(experiment_settings(read_parameters(path)).new_views())
    assert views == set(all_views(TextSettings())) - {"tfidf", "mentions"}
    path.write_text("classifier:\n  views_left_out: []\n")
    assert set(experiment_settings(read_parameters(path)).new_views()) == {
        *get_args(View), SITUATION
    }  # fmt: skip


def test_how_texts_are_read_reaches_the_settings(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("reading:\n  mask_names: false\n  window: 0\n")
    assert experiment_settings(read_parameters(path)).reading == ReadingSettings(
        mask_names=False, window=0
    )


def test_parameters_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Parameters().split.folds = 3


REFUSED = {
    "a misspelt name": ("classifier", "max_dept", "4"),
    "a name of another section": ("split", "max_depth", "4"),
    "a word for a number": ("classifier", "max_depth", "deep"),
    "a fraction for a count": ("text", "doc2vec_epochs", "2.5"),
    "nothing for a number": ("split", "seed", "null"),
    "a word for a truth value": ("text", "transductive", "perhaps"),
    "a word for a list": ("classifier", "annotations_ignored", "Chr"),
    "a number for a word": ("data", "dir", "7"),
    "a list for a number": ("evaluate", "bootstrap_seed", "[1, 2]"),
    "one fold": ("split", "folds", "1"),
    "a similarity above 1": ("split", "text_similarity", "1.5"),
    "a cosine below -1": ("split", "embedding_cosine", "-2"),
    "no tree": ("classifier", "n_estimators", "0"),
    "no learning": ("classifier", "learning_rate", "0"),
    "a learning rate that is no number": ("classifier", "learning_rate", ".nan"),
    "all of the answer from the prior": ("classifier", "prior_weight", "1"),
    "a tree of no column": ("classifier", "columns_per_tree", "0"),
    "a regression of no strength": ("classifier", "regression_strength", "0"),
    "one inner fold": ("classifier", "inner_folds", "1"),
    "a limit without a unit": ("classifier", "matrix_limit", "'12'"),
    "no limit": ("classifier", "matrix_limit", "auto"),
    "a selection that is none": ("classifier", "selection", "l2"),
    "a search that chose otherwise": ("tuning", "chosen", "perhaps"),
    "a word for a list of views": ("classifier", "views_left_out", "tfidf"),
    "a negative window": ("reading", "window", "-1"),
    "a word for whether names are masked": ("reading", "mask_names", "perhaps"),
    "a negative dimension": ("text", "doc2vec_size", "-1"),
    "too few resamples": ("evaluate", "bootstrap_resamples", "10"),
    "a regime that is none": ("recommend", "regime", "patient"),
    "a probability above 1": ("recommend", "minimum_probability", "1.01"),
}


@pytest.mark.parametrize(("section", "name", "value"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_tunable_is_refused_in_one_line_with_name_and_value(tmp_path, section, name, value):
    path = tmp_path / "params.yaml"
    path.write_text(f"{section}:\n  {name}: {value}\n")
    with pytest.raises(ParametersError) as caught:
        read_parameters(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {section}.{name}: ")
    assert message.endswith(f", got {yaml.safe_load(value)!r}")
    assert "\n" not in message


@pytest.mark.parametrize("name", ["words", SITUATION])
def test_a_view_left_out_that_there_is_not_is_refused_by_name(tmp_path, name):
    path = tmp_path / "params.yaml"
    path.write_text(f"classifier:\n  views_left_out: [tfidf, {name}]\n")
    with pytest.raises(ParametersError) as caught:
        read_parameters(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: classifier.views_left_out.1: ")
    assert message.endswith(f"got {name!r}")
    assert "\n" not in message
    assert all(repr(view) in message for view in get_args(View))


def test_all_wrong_tunables_are_named_at_once(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("split:\n  folds: 1\ntext:\n  tfidf_max_df: 2\n")
    with pytest.raises(ParametersError, match=r"split\.folds: .*, got 1; text\.tfidf_max_df: .*2$"):
        read_parameters(path)


def test_a_misspelt_section_is_refused_by_name(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("clasifier:\n  max_depth: 4\n")
    with pytest.raises(ParametersError, match=r"clasifier: .* not permitted, got .*max_depth"):
        read_parameters(path)


@pytest.mark.parametrize("content", [b"split: [", b"\xff\xfe", b"a: b: c\n"])
def test_a_file_that_is_no_yaml_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "params.yaml"
    path.write_bytes(content)
    with pytest.raises(ParametersError) as caught:
        read_parameters(path)
    assert str(caught.value).startswith(f"{path}: cannot be read as YAML: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ParametersError, match=r"absent\.yaml: cannot be read as YAML: "):
        read_parameters(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("written_as", "told"),
    [
        ("engine: spark", "engine: Input should be 'local' or 'dask', got 'spark'"),
        ("worker_memory: much", "expected auto, or such as 4GiB, got 'much'"),
        ("worker_memory: 4", "worker_memory: Input should be a valid string, got 4"),
        ("scheduler: 8786", "scheduler: Input should be a valid string, got 8786"),
    ],
)
def test_where_work_runs_is_checked_as_all_tunables_are(tmp_path, written_as, told):
    path = tmp_path / "params.yaml"
    path.write_text(f"{written_as}\n", encoding="utf-8")
    with pytest.raises(ParametersError, match=re.escape(told)):
        read_parameters(path)


def test_a_scheduler_on_the_command_line_asks_for_dask(monkeypatch):
    asked = []
    monkeypatch.setattr("engine.dask_connection.check_answers", asked.append)
    assert with_engine(Parameters(), None, None) == Parameters()
    found = with_engine(Parameters(), None, "tcp://127.0.0.1:8786")
    assert (found.engine, found.scheduler) == ("dask", "tcp://127.0.0.1:8786")
    assert asked == ["tcp://127.0.0.1:8786"]
    local = with_engine(found, "local", None)
    assert (local.engine, local.scheduler) == ("local", "")


def test_a_scheduler_that_does_not_answer_is_told_before_anything_is_read(tmp_path):
    with pytest.raises(EngineError, match="no Dask scheduler answers there"):
        run_crossvalidation(
            tmp_path / "none", "gene", None, None, tmp_path, scheduler="tcp://127.0.0.1:9"
        )
