"""Trees on a GPU: asked for by one parameter, refused in words where there is none."""

import pickle
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import log_loss

from engine.engine_error import EngineError
from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.device import DeviceError, check_device, lacks_cuda, n_cuda_devices
from experiments.members import answering_on_processor, trees
from experiments.nine_classes import NineClassClassifier
from experiments.views import TextSettings, all_views
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import Parameters, parse_parameters

without_gpu = pytest.mark.skipif(n_cuda_devices() > 0, reason="this machine has a CUDA device")
with_gpu = pytest.mark.skipif(n_cuda_devices() == 0, reason="no CUDA device with a driver here")

NOT_READ = tuple(sorted({*all_views(TextSettings())} - {"consequence", "hotspot", "situation"}))


def test_the_processor_is_always_there():
    check_device("cpu")


@without_gpu
def test_a_device_that_is_not_there_is_refused_before_anything_is_fitted():
    parameters = parse_parameters({"classifier": {"device": "cuda"}}, "made up")
    with pytest.raises(DeviceError, match=r"classifier\.device: cpu"):
        experiment_settings(parameters)


def test_the_device_reaches_the_trees():
    assert Parameters().classifier.device == "cpu"
    made = trees(ClassifierSettings(device="cuda"), 0, 10)
    assert made.get_params()["device"] == "cuda"


class _Workers:
    """A cluster whose workers say what they lack."""

    status, scheduler = "running", None

    def __init__(self, lacking):
        self.lacking = lacking

    def run(self, _function):
        return self.lacking


def test_the_workers_are_asked_and_not_this_machine():
    check_device("cuda", _Workers({"tcp://a:1": "", "tcp://b:2": ""}))
    lacking = _Workers({"tcp://a:1": "", "tcp://b:2": "no CUDA device was found"})
    with pytest.raises(
        DeviceError, match=r"^classifier\.device is cuda, but worker tcp://b:2 says"
    ):
        check_device("cuda", lacking)


class _Lost(_Workers):
    """A cluster that has gone."""

    status = "closed"

    def run(self, _function):
        raise AttributeError("'NoneType' object has no attribute 'broadcast'")


def test_a_cluster_that_is_lost_before_it_answers_is_one_clear_error():
    with pytest.raises(EngineError, match="went away"):
        check_device("cuda", _Lost({}))


@without_gpu
@pytest.mark.parametrize("limit", ["1GiB", "1KiB"])
def test_trees_that_this_process_grows_need_the_device_here(limit, make_table, make_model_inputs):
    """With a scheduler nobody has looked before."""
    table = make_table(60)
    small = ClassifierSettings(device="cuda", n_estimators=2, matrix_limit=limit)
    settings = ExperimentSettings(small, views_left_out=NOT_READ)
    with pytest.raises(DeviceError, match=r"^classifier\.device is cuda, but on .*device: cpu$"):
        EffectClassifier(settings).fit(make_model_inputs(table), table["Class"].to_numpy())


def test_with_a_scheduler_nobody_asks_the_driver_before_it_grows_trees():
    parameters = parse_parameters(
        {
            "engine": "dask",
            "scheduler": "tcp://somewhere:8786",
            "classifier": {"device": "cuda"},
        },
        "made up",
    )
    assert experiment_settings(parameters).classifier.device == "cuda"


def test_an_xgboost_without_cuda_is_named(monkeypatch):
    monkeypatch.setattr("xgboost.build_info", lambda: {"USE_CUDA": False})
    assert lacks_cuda().endswith("is built without CUDA")
    with pytest.raises(DeviceError, match=r"XGBoost .* built without CUDA.*device: cpu$"):
        check_device("cuda")


@pytest.mark.parametrize("selection", ["none", "forest"])
def test_a_model_made_on_a_gpu_answers_on_the_processor_without_a_word(selection):
    generator = np.random.default_rng(0)
    features, labels = generator.normal(size=(200, 5)), generator.integers(1, 4, 200)
    made = trees(ClassifierSettings(device="cuda", n_estimators=2, selection=selection), 0, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XGBoost grows them on the processor where no GPU is
        fitted = NineClassClassifier(made).fit(features, labels)
    answering = pickle.loads(pickle.dumps(answering_on_processor(fitted)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answers = answering.predict_proba(features)
    np.testing.assert_array_equal(answers, fitted.predict_proba(features))


@with_gpu
def test_a_gpu_answers_about_as_well_as_the_processor(make_table, make_model_inputs):
    table = make_table(600)
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    kept, held_out = np.arange(400), np.arange(400, 600)
    scores = []
    for device in ("cpu", "cuda"):
        settings = ExperimentSettings(ClassifierSettings(device=device))
        fitted = EffectClassifier(settings).fit(inputs.take(kept), labels[kept])
        answers = fitted.predict_proba(inputs.take(held_out))
        scores.append(log_loss(labels[held_out], answers, labels=range(1, 10)))
    # Rows and columns of trees are drawn by another generator there.
    assert scores[1] == pytest.approx(scores[0], abs=0.05)


@with_gpu
def test_the_same_seed_gives_the_same_trees_on_a_gpu():
    generator = np.random.default_rng(0)
    features, labels = generator.normal(size=(500, 5)), generator.integers(0, 3, 500)
    made = trees(ClassifierSettings(device="cuda", n_estimators=5), 0, 5)
    answers = [clone(made).fit(features, labels).predict_proba(features) for _ in range(2)]
    np.testing.assert_array_equal(*answers)
