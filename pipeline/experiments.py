"""``oncolit experiments``: the runs of the MLflow store listed, compared and promoted."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Run

from experiments.champion import (
    Challenge,
    PromotionError,
    Verdict,
    judge,
    record_verdict,
)
from experiments.comparison import ScoredRun, compare_runs
from experiments.comparison_report import comparison_record, describe_comparison
from experiments.promotion import CHAMPION
from experiments.run_lookup import aliased_versions, find_named_run, model_version_of, pipeline_runs
from experiments.run_predictions import read_scored_run
from experiments.text_table import text_table
from experiments.tracking import open_store
from pipeline.settings import EXPERIMENT, REGISTERED_MODEL, artifact_folder, tracking_uri
from variants.schema import REGIMES

REFUSED = 3
"""Exit code of a promotion that was refused: an answer, and no fault."""


class NoRunsError(ValueError):
    """There is no store, or no run of the pipeline in it."""


def list_runs(*, as_json: bool) -> str:
    """Return the pipeline's runs, by data, the lowest log loss in the split gene first."""
    _open_existing_store()
    runs = pipeline_runs(EXPERIMENT)
    if not runs:
        raise NoRunsError("no runs yet: run `make run` first")
    aliases = aliased_versions(REGISTERED_MODEL)
    blocks = _by_data([_run_record(run, aliases) for run in runs])
    if as_json:
        records = [record for block in blocks for record in block]
        return json.dumps(records, indent=2, ensure_ascii=False)
    return "\n\n".join(
        f"Data {block[0]['data']} {block[0]['data_sha256'][:8]}\n{_runs_table(block)}"
        for block in blocks
    )


def compare(first: str, second: str, out: Path | None, *, as_json: bool) -> str:
    """Compare two runs, and write every variant whose predicted class changed to ``out``."""
    _open_existing_store()
    comparison = compare_runs(_scored(first), _scored(second))
    if out is not None:
        comparison.changed.to_csv(out, sep="\t", index=False, float_format="%.4f")
    if as_json:
        return json.dumps(comparison_record(comparison), indent=2, ensure_ascii=False)
    written = f"\n\nWrote {out}" if out is not None else ""
    return describe_comparison(comparison) + written


def promote(name: str) -> tuple[bool, str]:
    """Make a run's model the champion if it is not worse; return whether it is, and why.

    Raises
    ------
    PromotionError
        The run registered no model.
    """
    _open_existing_store()
    run = find_named_run(name, EXPERIMENT, REGISTERED_MODEL)
    title = f"{run.info.run_name} ({run.info.run_id[:8]})"
    version = model_version_of(run.info.run_id, REGISTERED_MODEL)
    if version is None:
        raise PromotionError(f"{title} has no version of {REGISTERED_MODEL} that could answer")
    champion = aliased_versions(REGISTERED_MODEL).get(CHAMPION)
    if version == champion:
        return True, f"{title}, model version {version}, is the champion already."
    challenge = Challenge(REGISTERED_MODEL, version, champion)
    verdict = judge(read_scored_run(run), _scored(CHAMPION) if champion else None)
    record_verdict(
        MlflowClient(), challenge, verdict, run.info.run_id, datetime.now(UTC),
        {"comparison": comparison_record(verdict.comparison) if verdict.comparison else None},
    )  # fmt: skip
    return verdict.promoted, _told(title, challenge, verdict)


def _told(title: str, challenge: Challenge, verdict: Verdict) -> str:
    told = [] if verdict.comparison is None else [describe_comparison(verdict.comparison), ""]
    if verdict.promoted:
        before = f" in place of version {challenge.champion}" if challenge.champion else ""
        what = f"Promoted: {title}, model version {challenge.candidate}, is champion{before}."
    else:
        what = (
            f"Refused: {title}, model version {challenge.candidate}, does not replace champion "
            f"version {challenge.champion}."
        )
    return "\n".join([*told, f"{what} {verdict.reason}"])


def _open_existing_store() -> None:
    uri = tracking_uri()
    if uri.startswith("sqlite:///") and not Path(uri.removeprefix("sqlite:///")).is_file():
        raise NoRunsError("no runs yet: run `make run` first")
    open_store(uri, EXPERIMENT, artifact_folder())


def _scored(name: str) -> ScoredRun:
    return read_scored_run(find_named_run(name, EXPERIMENT, REGISTERED_MODEL))


def _run_record(run: Run, aliases: Mapping[str, str]) -> dict[str, Any]:
    version = model_version_of(run.info.run_id, REGISTERED_MODEL)
    metrics = run.data.metrics
    return {
        "run_id": run.info.run_id,
        "name": run.info.run_name,
        "started": datetime.fromtimestamp(run.info.start_time / 1000, UTC).isoformat(
            timespec="seconds"
        ),
        "data": run.data.tags.get("data.name", "unnamed"),
        "data_sha256": run.data.tags.get("data.sha256", "unknown"),
        "commit": run.data.tags.get("git.commit", "unknown"),
        "model_version": version,
        "aliases": sorted(alias for alias, its in aliases.items() if its == version),
        "log_loss": {regime: metrics.get(f"{regime}/log_loss") for regime in REGIMES},
    }


def _by_data(records: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Put runs of the same data together: the champion's first, then those of the latest run."""
    blocks: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        blocks.setdefault(record["data_sha256"], []).append(record)
    return sorted(
        blocks.values(),
        key=lambda block: max((CHAMPION in run["aliases"], run["started"]) for run in block),
        reverse=True,
    )


def _runs_table(records: list[dict[str, Any]]) -> str:
    headings = ("run", "name", "started (UTC)", "code", "model", *reversed(REGIMES))
    rows = [
        [
            record["run_id"][:8],
            record["name"],
            record["started"][:16].replace("T", " "),
            record["commit"][:8],
            " ".join([record["model_version"] or "none", *record["aliases"]]),
            *(
                "" if (loss := record["log_loss"][regime]) is None else f"{loss:.4f}"
                for regime in reversed(REGIMES)
            ),
        ]
        for record in records
    ]
    return text_table(headings, rows, left=headings[:5])
