"""From the tunables of params.yaml to the settings that experiments/ reads."""

from experiments.classifier import ClassifierSettings, ExperimentSettings
from experiments.views import TextSettings
from pipeline.parameters import Parameters


def experiment_settings(parameters: Parameters) -> ExperimentSettings:
    """Return what decides how views and classifier are fitted."""
    classifier = parameters.classifier.model_dump(exclude={"seed", "annotations_ignored"})
    return ExperimentSettings(
        classifier=ClassifierSettings(**classifier),
        text=TextSettings(**parameters.text.model_dump()),
        annotations_ignored=parameters.classifier.annotations_ignored,
        seed=parameters.classifier.seed,
    )
