"""One complete MLflow run of everything a pipeline run has made."""

import logging
import os
import warnings
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.data.pandas_dataset import from_pandas
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema, TensorSpec

from experiments.baselines import OURS
from experiments.model_card import CARD_FILE, score_note, write_card
from experiments.model_folder import ARTIFACT, ModelCard, read_model
from variants.effect_class import CLASS_COLUMNS
from variants.schema import CLASS, GENE, TEXT, VARIATION

FINGERPRINT = "pipeline.fingerprint"
"""Tag by which the run of given inputs is found again."""

VARIANTS_FILE = "variants.csv"
"""Artifact that says what each row is, and with which rows it is resampled."""

GROUP_COLUMNS = {"text": "text_group", "gene": "gene_group"}
"""By regime, the column of the groups that intervals resample whole; ``random`` takes rows."""

_EXPERIMENT_TAGS = {
    "mlflow.experimentKind": "custom_model_development",
    "mlflow.note.content": (
        "One parent run a pipeline run, with a nested run for each split regime and baseline. "
        "Compare runs only where the tag `data.sha256` is the same. "
        "oncolit is a research tool and not a medical device."
    ),
}
"""What the MLflow UI shows of the experiment, and the kind of page it shows."""

_ROOMS = ("variants", "engine", "text_features", "gene_features", "experiments")
_LIBRARIES = (
    "gensim",
    "joblib",
    "mlflow",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "threadpoolctl",
    "xgboost",
)
"""What the served model imports."""


@dataclass(frozen=True)
class PipelineRun:
    """What one pipeline run has made, ready to be logged.

    Parameters
    ----------
    name : str
        Name of the MLflow run.
    parameters : dict
        Flattened params.yaml.
    tags : dict
        ``data.sha256``, ``git.commit``, ….
    counts : dict
        Rows read, kept, rejected, ….
    metrics : dict
        By regime: ours, and under ``baselines`` each baseline's.
    classes : dict of DataFrame
        By regime, see :func:`experiments.scores.class_scores`.
    variants : DataFrame
        ``Gene``, ``Variation``, ``Class`` and the :data:`GROUP_COLUMNS`, indexed by ID.
    data_source : str
        Name of the data folder.
    predictions, plots : Path
        Folders of out-of-fold predictions, and of figures and ``classes_<regime>.csv``.
    suggestions : DataFrame
        The table ``therapy_suggestions.json``.
    report : Path
        Folder of the run's report.
    row_tables : tuple of Path
        Tables of rejected rows, of observations and of evidence sentences.
    model : Path
        Folder of the model trained on all rows.
    """

    name: str
    parameters: dict[str, Any]
    tags: dict[str, str]
    counts: dict[str, int]
    metrics: dict[str, dict[str, Any]]
    classes: dict[str, pd.DataFrame]
    variants: pd.DataFrame
    data_source: str
    predictions: Path
    plots: Path
    suggestions: pd.DataFrame
    report: Path
    row_tables: tuple[Path, ...]
    model: Path


@dataclass(frozen=True)
class LoggedRun:
    """A parent run in the store and the model version it registered."""

    run_id: str
    model_version: str


def open_store(tracking_uri: str, experiment: str, artifact_folder: Path) -> None:
    """Point MLflow at the store and the experiment, making both where they are missing."""
    if tracking_uri.startswith("sqlite:///"):
        Path(tracking_uri.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    mlflow.set_tracking_uri(tracking_uri)
    if mlflow.get_experiment_by_name(experiment) is None:
        local = not tracking_uri.startswith(("http://", "https://", "databricks"))
        location = artifact_folder.resolve().as_uri() if local else None
        mlflow.create_experiment(
            experiment, artifact_location=location, tags=dict(_EXPERIMENT_TAGS)
        )
    mlflow.set_experiment(experiment)


def find_run(experiment: str, fingerprint: str) -> str | None:
    """Return the id of the finished parent run with this fingerprint, None where there is none."""
    found = mlflow.search_runs(
        experiment_names=[experiment],
        filter_string=f"tags.`{FINGERPRINT}` = '{fingerprint}' and attributes.status = 'FINISHED'",
        max_results=1,
        output_format="list",
    )
    return str(found[0].info.run_id) if found else None


def log_pipeline_run(run: PipelineRun, registered_model: str) -> LoggedRun:
    """Log the parent run, a nested run for each regime and baseline, and the model."""
    with mlflow.start_run(run_name=run.name) as parent:
        mlflow.set_tags({**run.tags, "mlflow.note.content": score_note(run.metrics)})
        mlflow.log_params(run.parameters)
        # MLflow offers the metric that was logged first: gene/log_loss, by which runs are judged.
        mlflow.log_metrics(_own_scores(run.metrics))
        for regime, table in run.classes.items():
            mlflow.log_metrics(_class_metrics(regime, table))
        mlflow.log_metrics({f"rows/{name}": count for name, count in run.counts.items()})
        log_dataset(run.variants, run.data_source, run.tags["data.sha256"])
        named = run.variants[[GENE, VARIATION, *GROUP_COLUMNS.values()]]
        mlflow.log_text(named.to_csv(), VARIANTS_FILE)
        mlflow.log_table(run.suggestions, "therapy_suggestions.json")
        mlflow.log_artifacts(str(run.predictions), "predictions")
        mlflow.log_artifacts(str(run.report), "report")
        for table in run.row_tables:
            mlflow.log_artifact(str(table))
        _log_plots(run.plots)
        for regime, scores in run.metrics.items():
            _log_regime(run, regime, scores)
        model_version = _log_model(run, registered_model)
    return LoggedRun(run_id=parent.info.run_id, model_version=model_version)


def log_dataset(variants: pd.DataFrame, source: str, sha256: str) -> None:
    """Log the data of the active run.

    Parameters
    ----------
    variants : DataFrame
        ``Gene``, ``Variation`` and ``Class``, indexed by ID.
    source : str
        Name of the data folder.
    sha256 : str
        Of all its files, as in the tag ``data.sha256``.
    """
    with warnings.catch_warnings():
        # A folder's name as source, and integer IDs, are what is meant here.
        warnings.simplefilter("ignore", UserWarning)
        dataset = from_pandas(
            variants[[GENE, VARIATION, CLASS]].reset_index(),
            source=source,
            targets=CLASS,
            name=source,
        )
        mlflow.log_input(dataset, context="training", tags={"data.sha256": sha256})


def _own_scores(metrics: dict[str, dict[str, Any]]) -> dict[str, float]:
    return {
        f"{regime}/{name}": value
        for regime in reversed(metrics)
        for name, value in metrics[regime].items()
        if name != "baselines"
    }


def _class_metrics(regime: str, table: pd.DataFrame) -> dict[str, float]:
    """Return the scores of each class under names such as ``gene/class7_recall``."""
    return {
        f"{regime}/class{number}_{name}": float(value)
        for number, scores in table.set_index("class").to_dict("index").items()
        for name, value in scores.items()
    }


def _log_plots(folder: Path, ending: str = "") -> None:
    for pattern in (f"*{ending}.png", f"classes*{ending}.csv"):
        for file in sorted(folder.glob(pattern)):
            mlflow.log_artifact(str(file))


def _log_regime(run: PipelineRun, regime: str, scores: dict[str, Any]) -> None:
    by_learner = {
        OURS: {k: v for k, v in scores.items() if k != "baselines"},
        **scores["baselines"],
    }
    # The fingerprint marks the parent alone: it is what find_run looks for.
    shared = {name: value for name, value in run.tags.items() if name != FINGERPRINT}
    for learner, values in by_learner.items():
        name = regime if learner == OURS else f"{regime}-{learner}"
        with mlflow.start_run(run_name=name, nested=True):
            mlflow.set_tags({**shared, "regime": regime, "learner": learner})
            mlflow.log_params(run.parameters)
            mlflow.log_metrics({f"{regime}/{metric}": value for metric, value in values.items()})
            mlflow.log_artifact(str(run.predictions / f"{regime}_{learner}.csv"))
            if learner == OURS:
                mlflow.log_metrics(_class_metrics(regime, run.classes[regime]))
                _log_plots(run.plots, f"_{regime}")


def _log_model(run: PipelineRun, registered_model: str) -> str:
    trained = read_model(run.model)
    description = write_card(trained.card, run.tags, run.parameters, run.metrics, run.classes)
    mlflow.log_text(description, CARD_FILE)
    rooms = Path(__file__).resolve().parent.parent
    example = run.variants[[GENE, VARIATION]].head(3).reset_index(drop=True)
    logged = mlflow.pyfunc.log_model(
        name="effect-classifier",
        python_model=str(rooms / "experiments" / "served_model.py"),
        artifacts={ARTIFACT: str(run.model)},
        code_paths=[str(rooms / room) for room in _ROOMS],
        signature=model_signature(trained.card),
        input_example=example,
        pip_requirements=[f"{library}=={version(library)}" for library in _LIBRARIES],
        registered_model_name=registered_model,
        metadata={"data.sha256": run.tags["data.sha256"]},
    )
    model_version = str(logged.registered_model_version)
    mlflow.MlflowClient().update_model_version(
        registered_model, model_version, description=description
    )
    return model_version


def model_signature(card: ModelCard) -> ModelSignature:
    """Describe the model's columns: Gene, Variation, optional others; nine doubles out."""
    types = {"double": DataType.double, "string": DataType.string}
    inputs: list[ColSpec | TensorSpec] = [
        ColSpec(DataType.string, GENE),
        ColSpec(DataType.string, VARIATION),
        ColSpec(DataType.string, TEXT, required=False),
        *(ColSpec(DataType.double, name, required=False) for name in card.embedding_columns),
        *(
            ColSpec(types[kind], name, required=False)
            for name, kind in card.annotation_columns.items()
        ),
    ]
    outputs: list[ColSpec | TensorSpec] = [
        ColSpec(DataType.double, column) for column in CLASS_COLUMNS
    ]
    return ModelSignature(inputs=Schema(inputs), outputs=Schema(outputs))
