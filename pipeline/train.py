"""Stage train: the model, fitted on all rows."""

from dataclasses import replace
from pathlib import Path

from engine.job import Engine
from engine.local_engine import IN_PROCESS
from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.inputs import ModelInputs
from experiments.model_folder import TrainedModel, describe, write_model
from experiments.view import Case
from pipeline.data_folder import write_faults
from pipeline.experiment_settings import experiment_settings
from pipeline.feedback_rows import feedback_words, read_data_with_feedback
from pipeline.observations import mismatch_words
from pipeline.parameters import load_parameters, read_parameters
from pipeline.prepared import Prepared, featurize, prepare, read_prepared
from pipeline.stage import run_stage
from pipeline.texts import load_literature, read_literature
from pipeline.work_engine import open_engine, with_engine
from pipeline.work_folder import work_folder


def fit_model(
    prepared: Prepared,
    inputs: ModelInputs,
    settings: ExperimentSettings,
    engine: Engine = IN_PROCESS,
) -> TrainedModel:
    """Fit the classifier on every row and write down what it saw.

    Raises
    ------
    experiments.device.DeviceError
        There is no such device where trees are grown: in this process, or on the workers of a
        cluster if features exceed ``matrix_limit``.
    """
    folder = work_folder()
    folder.mkdir(parents=True, exist_ok=True)
    classifier = EffectClassifier(settings).fit(inputs, prepared.labels.to_numpy(), engine, folder)
    card = replace(
        describe(inputs, prepared.labels, prepared.sha256),
        rows_read=classifier.learner_.models_[Case.NEW_GENE].rows_read_,
        embedding_source=prepared.embedding_source,
    )
    added = replace(card, n_feedback=len(prepared.feedback), dataset_sha256=prepared.base_sha256)
    return TrainedModel(classifier, added if prepared.feedback else card)


def train_from_folder(
    data_dir: Path,
    model: Path,
    params: Path | None = None,
    feedback: Path | None = None,
    engine_name: str | None = None,
    scheduler: str | None = None,
) -> str:
    """Fit on all good rows of a data folder, and of feedback; return what to tell the user.

    The folder gets the model, ``rejected.tsv`` and ``observations.tsv``.
    """
    parameters = with_engine(load_parameters(params), engine_name, scheduler)
    folder = read_data_with_feedback(data_dir, feedback)
    rows = prepare(folder, data_dir.resolve().name)
    settings = experiment_settings(parameters)
    with open_engine(parameters) as engine:
        literature = read_literature(rows, settings.reading, engine)
        inputs = featurize(rows, literature, parameters.split.embedding_columns)
        write_model(fit_model(rows, inputs, settings, engine), model)
    write_faults(folder.faults, model / "rejected.tsv")
    write_faults(folder.observations, model / "observations.tsv")
    return (
        f"Trained on {len(rows.variants)} variants with {len(rows.documents)} distinct texts. "
        f"{feedback_words(folder)}"
        f"Rejected rows: {folder.counts['rows_rejected']} (see {model / 'rejected.tsv'}).\n"
        f"{mismatch_words(folder.observations)}"
        f"Next: oncolit predict --variants FILE --model {model} --out predictions.csv"
    )


def main(prepared: Path, literature: Path, params: Path, model: Path) -> None:
    """Fit and write the model."""
    rows = read_prepared(prepared)
    parameters = read_parameters(params)
    inputs = featurize(rows, load_literature(literature), parameters.split.embedding_columns)
    settings = experiment_settings(parameters)
    with open_engine(parameters) as engine:
        write_model(fit_model(rows, inputs, settings, engine), model)


if __name__ == "__main__":
    run_stage(main)
