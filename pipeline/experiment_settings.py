"""From the tunables of params.yaml to the settings that experiments/ reads."""

from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.views import TextSettings
from pipeline.parameters import Parameters
from pipeline.settings import cache_folder
from text_features.row_text import ReadingSettings


def experiment_settings(parameters: Parameters) -> ExperimentSettings:
    """Return what decides how views and classifier are fitted."""
    classifier = parameters.classifier.model_dump(
        exclude={"seed", "annotations_ignored", "views_left_out"}
    )
    return ExperimentSettings(
        classifier=ClassifierSettings(**classifier),
        text=TextSettings(**parameters.text.model_dump()),
        reading=ReadingSettings(**parameters.reading.model_dump()),
        annotations_ignored=parameters.classifier.annotations_ignored,
        views_left_out=parameters.classifier.views_left_out,
        seed=parameters.classifier.seed,
        cache=cache_folder(),
    )
