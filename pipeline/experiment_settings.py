"""From the tunables of params.yaml to the settings that experiments/ reads."""

from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.confidence import ConfidenceSettings
from experiments.device import check_device
from experiments.views import TextSettings
from pipeline.parameters import Parameters
from pipeline.settings import cache_folder
from text_features.row_text import ReadingSettings


def experiment_settings(parameters: Parameters) -> ExperimentSettings:
    """Return what decides how views and classifier are fitted.

    Raises
    ------
    experiments.device.DeviceError
        The device that is asked for is not there.
    """
    if not parameters.scheduler:  # else workers may have it, and this process need not
        check_device(parameters.classifier.device)
    classifier = parameters.classifier.model_dump(
        exclude={"seed", "annotations_ignored", "views_left_out"}
    )
    return ExperimentSettings(
        classifier=ClassifierSettings(**classifier),
        text=TextSettings(**parameters.text.model_dump()),
        reading=ReadingSettings(**parameters.reading.model_dump()),
        annotations_ignored=parameters.classifier.annotations_ignored,
        views_left_out=parameters.classifier.views_left_out,
        confidence=ConfidenceSettings(**parameters.confidence.model_dump()),
        seed=parameters.classifier.seed,
        cache=cache_folder(),
    )
