"""Stage track: log one complete MLflow run of all that the stages made."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd

from experiments.promotion import alias_new_version
from experiments.tracking import (
    FINGERPRINT,
    GROUP_COLUMNS,
    PipelineRun,
    log_pipeline_run,
    open_store,
)
from pipeline.parameters import DataParameters, Parameters, read_parameters
from pipeline.prepared import Prepared, read_prepared
from pipeline.settings import EXPERIMENT, REGISTERED_MODEL, artifact_folder, tracking_uri
from pipeline.stage import run_stage
from variants.gene_symbols import comparable_symbol
from variants.schema import GENE, ID, REGIMES


def fingerprint(*paths: Path) -> str:
    """Return one SHA-256 over the bytes of files and of all files in folders, by name."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(f"{path.name}/{file.name}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def git_commit() -> str:
    """Return the commit that is checked out, ``unknown`` outside a git repository."""
    return _git("rev-parse", "HEAD") or "unknown"


def is_dirty() -> bool:
    """Tell whether tracked code differs from the commit.

    Results, the lock and params.yaml do not count: parameters are logged by themselves.
    """
    found = _git("status", "--porcelain", "--untracked-files=no", "--", ":!dvc.lock",
                 ":!data/processed", ":!params.yaml")  # fmt: skip
    return bool(found)


def _git(*arguments: str) -> str:
    """Return what git says, empty where there is no git or no repository."""
    try:
        found = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()


def run_tags(prepared: Prepared, parameters: Parameters, digest: str) -> dict[str, str]:
    """Return the tags of a parent run: which data, which code, which text fit."""
    return {
        "data.sha256": prepared.sha256,
        "data.name": prepared.source,
        "data.demo": str(is_demo(parameters)).lower(),
        "git.commit": git_commit(),
        "git.dirty": str(is_dirty()).lower(),
        "text.fit": "transductive" if parameters.text.transductive else "inside each fold",
        FINGERPRINT: digest,
    }


def is_demo(parameters: Parameters) -> bool:
    """Tell whether the run is on the embedded demo data."""
    return Path(parameters.data.dir).resolve() == Path(DataParameters().dir).resolve()


def with_key_numbers(
    metrics: dict[str, dict[str, Any]], leakage: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the scores of each regime with the key numbers of its twins and shifts."""
    return {regime: {**scores, **leakage[regime]["metrics"]} for regime, scores in metrics.items()}


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def main(
    prepared: Path, folds: Path, rejected: Path, observations: Path, evidence: Path,
    answers: Path, rows: Path,
    predictions: Path, metrics: Path, plots: Path, leakage: Path, leakage_plot: Path, model: Path,
    suggestions: Path, report: Path, params: Path, out: Path,
) -> None:  # fmt: skip
    """Log the run, register the model, and write the run's fingerprint."""
    parameters = read_parameters(params)
    data = read_prepared(prepared)
    digest = fingerprint(
        prepared, folds, rejected, observations, evidence, answers, rows, predictions, metrics,
        plots, leakage, leakage_plot, model, suggestions, report, params,
    )  # fmt: skip
    run = PipelineRun(
        name=os.environ.get("DVC_EXP_NAME") or data.source,
        parameters=parameters.flattened(),
        tags=run_tags(data, parameters, digest),
        counts=_read_json(rows),
        metrics=with_key_numbers(_read_json(metrics), _read_json(leakage)),
        classes={regime: pd.read_csv(plots / f"classes_{regime}.csv") for regime in REGIMES},
        variants=data.variants.assign(
            **{
                GROUP_COLUMNS["text"]: pd.read_csv(folds, index_col=ID)[GROUP_COLUMNS["text"]],
                GROUP_COLUMNS["gene"]: data.variants[GENE].map(comparable_symbol),
            }
        ),
        data_source=data.source,
        predictions=predictions,
        plots=plots,
        suggestions=pd.DataFrame(_read_json(suggestions)),
        report=report,
        row_tables=(rejected, observations, evidence, answers, leakage, leakage_plot),
        model=model,
    )
    open_store(tracking_uri(), EXPERIMENT, artifact_folder())
    logged = log_pipeline_run(run, REGISTERED_MODEL)
    print(f"MLflow run {logged.run_id}")
    print(
        alias_new_version(
            mlflow.MlflowClient(), REGISTERED_MODEL, logged.model_version, data.sha256,
            is_demo(parameters),
        )
    )  # fmt: skip
    out.write_text(json.dumps({"fingerprint": digest}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_stage(main)
