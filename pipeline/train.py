"""Stage train: the model, fitted on all rows."""

from dataclasses import replace
from pathlib import Path

from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.inputs import ModelInputs
from experiments.model_folder import TrainedModel, describe, write_model
from pipeline.data_folder import write_faults
from pipeline.experiment_settings import experiment_settings
from pipeline.feedback_rows import feedback_words, read_data_with_feedback
from pipeline.parameters import load_parameters, read_parameters
from pipeline.prepared import Prepared, featurize, prepare, read_prepared
from pipeline.stage import run_stage
from pipeline.texts import load_literature, read_literature


def fit_model(
    prepared: Prepared, inputs: ModelInputs, settings: ExperimentSettings
) -> TrainedModel:
    """Fit the classifier on every row and write down what it saw."""
    classifier = EffectClassifier(settings).fit(inputs, prepared.labels.to_numpy())
    card = describe(inputs, prepared.labels, prepared.sha256)
    added = replace(card, n_feedback=len(prepared.feedback), dataset_sha256=prepared.base_sha256)
    return TrainedModel(classifier, added if prepared.feedback else card)


def train_from_folder(
    data_dir: Path, model: Path, params: Path | None = None, feedback: Path | None = None
) -> str:
    """Fit on all good rows of a data folder, and of feedback; return what to tell the user.

    The folder gets the model, ``rejected.tsv`` and ``observations.tsv``.
    """
    parameters = load_parameters(params)
    folder = read_data_with_feedback(data_dir, feedback)
    rows = prepare(folder, data_dir.resolve().name)
    settings = experiment_settings(parameters)
    literature = read_literature(rows, settings.reading, parameters.workers())
    inputs = featurize(rows, literature, parameters.split.embedding_columns)
    write_model(fit_model(rows, inputs, settings), model)
    write_faults(folder.faults, model / "rejected.tsv")
    write_faults(folder.observations, model / "observations.tsv")
    return (
        f"Trained on {len(rows.variants)} variants with {len(rows.documents)} distinct texts. "
        f"{feedback_words(folder)}"
        f"Rejected rows: {folder.counts['rows_rejected']} (see {model / 'rejected.tsv'}).\n"
        f"Next: oncolit predict --variants FILE --model {model} --out predictions.csv"
    )


def main(prepared: Path, literature: Path, params: Path, model: Path) -> None:
    """Fit and write the model."""
    rows = read_prepared(prepared)
    parameters = read_parameters(params)
    inputs = featurize(rows, load_literature(literature), parameters.split.embedding_columns)
    settings = experiment_settings(parameters)
    write_model(fit_model(rows, inputs, settings), model)


if __name__ == "__main__":
    run_stage(main)
