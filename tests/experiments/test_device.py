"""Trees on a GPU: asked for by one parameter, refused in words where there is none."""

import numpy as np
import pytest

from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.device import DeviceError, check_device, n_cuda_devices
from experiments.members import trees
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import Parameters, parse_parameters

without_gpu = pytest.mark.skipif(n_cuda_devices() > 0, reason="this machine has a CUDA device")
with_gpu = pytest.mark.skipif(n_cuda_devices() == 0, reason="no CUDA device with a driver here")


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


@with_gpu
def test_a_gpu_answers_as_the_processor_does(make_table, make_model_inputs):
    table = make_table(300)
    inputs, labels = make_model_inputs(table), table["Class"].to_numpy()
    answers = [
        EffectClassifier(ExperimentSettings(ClassifierSettings(device=device)))
        .fit(inputs, labels)
        .predict_proba(inputs)
        for device in ("cpu", "cuda")
    ]
    np.testing.assert_allclose(*answers, atol=0.05)
