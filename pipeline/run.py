"""``make run``: the whole pipeline, then what it found and where to look.

``--data`` runs on another folder, ``--feedback`` with rows of feedback: params.yaml is changed for
the run only and then put back as it was.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from rich.console import Console
from rich.table import Table

from experiments.baselines import OURS
from experiments.tracking import find_run, open_store
from pipeline.parameters import read_parameters
from pipeline.prepared import read_prepared
from pipeline.recommend import REPORT_FILE
from pipeline.settings import EXPERIMENT, artifact_folder, checkout, home, tracking_uri
from pipeline.stage import run_stage
from pipeline.stops import tidied_up
from reports.run_report import score_rows
from therapy.tiers import Tier

_PROCESSED = Path("data/processed")
_DATA_LINE = re.compile(r"(?m)^(data:\n  dir: )([^#\n]*?)([ \t]*(?:#[^\n]*)?)$")
_FEEDBACK_LINE = re.compile(r"(?m)^(  feedback: )([^#\n]*?)([ \t]*(?:#[^\n]*)?)$")
_DVC = (sys.executable, "-m", "dvc")


class RunError(ValueError):
    """The pipeline could not be run."""


@contextmanager
def data_folder_set(
    params: Path, folder: Path | None, feedback: Path | None = None
) -> Iterator[None]:
    """Let params.yaml name another folder of data, of feedback or both while the block runs."""
    before = params.read_bytes()
    after = before.decode("utf-8")
    for line, named in ((_DATA_LINE, folder), (_FEEDBACK_LINE, feedback)):
        if named is not None:
            after = _with_folder(params, after, line, named)

    with tidied_up():
        params.write_text(after, encoding="utf-8")
        try:
            yield
        finally:
            params.write_bytes(before)


def _with_folder(params: Path, text: str, line: re.Pattern[str], folder: Path) -> str:
    """Put a folder into its line."""
    quoted = json.dumps(str(folder))
    after, n_changed = line.subn(lambda match: match[1] + quoted + match[3], text)
    if n_changed != 1:
        raise RunError(f"{params}: expected the lines 'data:', '  dir: …' and '  feedback: …'")
    return after


def run_pipeline() -> bool:
    """Run what is out of date; return whether anything was.

    Raises
    ------
    RunError
        A stage failed; it has said why.
    """
    if _is_up_to_date():
        return False
    if subprocess.run([*_DVC, "repro"], check=False).returncode:
        raise RunError("the pipeline stopped at the stage named above")
    if not _is_tracked():
        # DVC restored the stage's output, but the store does not hold the run.
        command = [*_DVC, "repro", "--force", "--single-item", "track"]
        if subprocess.run(command, check=False).returncode:
            raise RunError("the run could not be tracked")
    return True


def _is_up_to_date() -> bool:
    status = subprocess.run([*_DVC, "status", "--quiet"], capture_output=True, check=False)
    return status.returncode == 0 and _is_tracked()


def _is_tracked() -> bool:
    record = _PROCESSED / "mlflow_run.json"
    if not record.is_file():
        return False
    uri = tracking_uri()
    if uri.startswith("sqlite:///") and not Path(uri.removeprefix("sqlite:///")).is_file():
        return False
    open_store(uri, EXPERIMENT, artifact_folder())
    fingerprint = json.loads(record.read_text(encoding="utf-8"))["fingerprint"]
    return find_run(EXPERIMENT, fingerprint) is not None


def example_suggestions(records: list[dict[str, Any]], n_examples: int = 3) -> list[dict[str, Any]]:
    """Choose suggestions of different genes: a curated and a predicted one, then other bases."""
    chosen: list[dict[str, Any]] = []
    ranked = sorted(records, key=lambda record: (Tier[record["tier"]], record["level"] or "E"))
    for differs in (("origin", "gene"), ("basis", "gene"), ("gene",)):
        for record in ranked:
            taken = [{other[key] for other in chosen} for key in differs]
            if len(chosen) < n_examples and not any(
                record[key] in seen for key, seen in zip(differs, taken, strict=True)
            ):
                chosen.append(record)
    return chosen


def _first_citation(record: dict[str, Any]) -> str:
    first, *more = record["citations"].split("; ")
    return f"{first} and {len(more)} more" if more else first


def show_results(console: Console) -> None:
    """Print scores per regime, example suggestions, and where to look next."""
    metrics = json.loads((_PROCESSED / "metrics.json").read_text(encoding="utf-8"))
    counts = json.loads((_PROCESSED / "rows.json").read_text(encoding="utf-8"))
    source = read_prepared(Path("data/interim/prepared")).source
    table = Table(title="Held-out scores (log loss in nats, 95 % interval)", title_justify="left")
    for heading in ("Split", "Learner", "Log loss", "Accuracy", "Macro-F1"):
        table.add_column(heading, justify="left" if heading in ("Split", "Learner") else "right")
    for row in score_rows(metrics, OURS):
        table.add_row(
            row.regime if row.learner == OURS else "",
            row.learner.replace("_", " "),
            row.log_loss_with_interval,
            f"{row.scores['accuracy']:.3f}",
            f"{row.scores['macro_f1']:.3f}",
            style="bold" if row.learner == OURS else None,
            end_section=row.learner == list(metrics["random"]["baselines"])[-1],
        )
    console.print(table)
    console.print(
        f"Data {source}: {counts['variants_kept']} variants, "
        f"{counts['variants_without_text']} without text, {counts['rows_rejected']} rows rejected"
    )
    records = json.loads((_PROCESSED / "therapy_suggestions.json").read_text(encoding="utf-8"))
    console.print("\nExample therapy suggestions (research only):")
    for record in example_suggestions(records):
        tier = "-".join(filter(None, (record["tier"], record["level"])))
        console.print(
            f"  {record['variant']}: {record['therapy']}, {record['direction']}, tier {tier} in "
            f"{record['disease']}, {record['origin']}, {record['basis'].replace('_', ' ')} "
            f"({_first_citation(record)})",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip


def show_where_to_look(console: Console) -> None:
    """Name the report and the MLflow UI."""
    report = Path(os.path.relpath(_PROCESSED / "report" / REPORT_FILE))
    store = home() / "mlruns"
    console.print(f"\nReport:     {report}", highlight=False)
    console.print(f"MLflow:     make ui, then http://127.0.0.1:5000 (store: {store.name}/)",
                  highlight=False)  # fmt: skip
    console.print("Try:        oncolit therapies BRAF V600E (in .venv/bin)", highlight=False)


def main(
    data: Annotated[Optional[Path], typer.Option(help="Data folder.")] = None,
    feedback: Annotated[Optional[Path], typer.Option(help="Folder of feedback.")] = None,
) -> None:
    """Run the pipeline and show what it found."""
    folder = _folder(data, "DATA is a folder in Kaggle's format")
    added = _folder(feedback, "FEEDBACK is a folder of oncolit feedback export")
    os.chdir(checkout())
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    console = Console(width=None if sys.stdout.isatty() else 100)
    params = Path("params.yaml")
    if folder == Path(read_parameters(params).data.dir).resolve():
        folder = None
    if folder is None and added is None:
        ran = run_pipeline()
    else:
        with data_folder_set(params, folder, added):
            ran = run_pipeline()
    if ran:
        show_results(console)
    else:
        console.print("Everything is up to date: nothing to do.")
    show_where_to_look(console)


def _folder(given: Path | None, expected: str) -> Path | None:
    folder = given.expanduser().resolve() if given else None
    if folder is not None and not folder.is_dir():
        raise RunError(f"{given}: no folder; {expected}")
    return folder


if __name__ == "__main__":
    run_stage(main)
