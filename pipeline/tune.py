"""``oncolit tune``: search for parameters, and say whether that was worth it."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.paired_scores import DIFFERENCE, difference_metrics, run_metrics
from experiments.tuning_folds import LabelledRows, make_parts
from experiments.tuning_plot import draw_tuning
from experiments.tuning_records import importances
from experiments.tuning_report import (
    KEPT,
    TUNED,
    StudyResult,
    describe_outer,
    describe_studies,
    is_better,
    trial_table,
)
from experiments.tuning_search import Sampler, Search, TuningError
from pipeline.experiment_data import ExperimentData, experiment_parameters, read_experiment_data
from pipeline.parameters import TuningParameters
from pipeline.settings import checkout, home
from pipeline.tuned_parameters import write_tuned_parameters
from pipeline.tuning_studies import open_studies, run_studies, score_on_outer_folds
from pipeline.work_engine import open_training_engine, with_engine

STUDY_FILE = Path("mlruns") / "tuning.sqlite"
"""Where studies are kept, under oncolit's home."""

TRIALS_FILE = "trials.csv"
REPORT_FILE = "tuning.json"
PLOT_FILE = "tuning.png"


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Parameters
    ----------
    regime : str
        Split regime of inner and outer folds.
    sampler : str
        ``tpe``, ``random`` or ``grid``.
    trials : int
        Of each study in all: a study that has them is not run again.
    inner_folds : int
    outer_fold : int, optional
        Tune for this outer fold alone, and score its test rows.
    nested : bool
        Tune for every outer fold, score their test rows, then tune on all rows.
    study : Path, optional
        The SQLite file.
    write : bool
        Whether to write what was found into params.yaml.
    """

    regime: str = "text"
    sampler: str = "tpe"
    trials: int = 20
    inner_folds: int = 3
    outer_fold: int | None = None
    nested: bool = False
    study: Path | None = None
    write: bool = False

    def outer_folds(self, n_folds: int) -> range:
        """Return the outer folds that are tuned for.

        Raises
        ------
        TuningError
            The options do not go together, or there is no such fold.
        """
        if self.outer_fold is not None and self.nested:
            raise TuningError("--outer-fold and --nested do not go together")
        if self.write and not self.nested:
            raise TuningError("--write needs --nested: nothing else says if values are better")
        if self.outer_fold is None:
            return range(n_folds if self.nested else 0)
        if self.outer_fold not in range(n_folds):
            raise TuningError(f"--outer-fold: expected 0 to {n_folds - 1}, got {self.outer_fold}")
        return range(self.outer_fold, self.outer_fold + 1)


@dataclass(frozen=True, eq=False)
class _Found:
    """What a search found; ``outer`` is None where no test rows were scored."""

    results: tuple[StudyResult, ...]
    importances: dict[str, float]
    outer: pd.DataFrame | None
    record: TuningParameters

    @property
    def last(self) -> StudyResult:
        """The study whose values are chosen."""
        return self.results[-1]


def tune(
    data_dir: Path,
    out: Path,
    request: Request,
    folds: int | None = None,
    seed: int | None = None,
    params: Path | None = None,
    tracking: bool = True,
    engine_name: str | None = None,
    scheduler: str | None = None,
) -> str:
    """Search, write tables and a plot, and params.yaml if asked; return what to tell the user.

    They are ``trials.csv``, ``tuning.json``, ``tuning.png``, ``rejected.tsv`` and
    ``observations.tsv``.

    Parameters
    ----------
    data_dir : Path
        Folder in Kaggle's format.
    out : Path
        Folder to write to.
    request : Request
    folds, seed : int, optional
        In place of those in params.yaml.
    params : Path, optional
        Another params.yaml.
    tracking : bool
        Whether to log the search in MLflow.
    engine_name, scheduler : str, optional
        Where work runs, in place of those in params.yaml.
    """
    parameters = experiment_parameters(data_dir, folds, seed, params)
    parameters = with_engine(parameters, engine_name, scheduler)
    outer_folds = request.outer_folds(parameters.split.folds)
    data = read_experiment_data(parameters, [request.regime])
    search = Search(Sampler(request.sampler), request.trials, parameters.classifier.seed)
    labels, regime = data.rows.labels.to_numpy(), request.regime
    rows = LabelledRows(labels, regime, data.folds[regime], data.units[regime])
    parts = make_parts(
        rows, outer_folds, request.outer_fold is None, request.inner_folds, search.seed
    )
    file = request.study or home() / STUDY_FILE
    outer = None
    with open_training_engine(parameters) as engine:
        studies = open_studies(file, data, regime, search, parts)
        out.mkdir(parents=True, exist_ok=True)
        faults = data.write_faults(out)
        inputs = data.inputs(engine)  # held on to: files of its texts go with it
        shared = engine.share(inputs)
        results = run_studies(data, shared, search, parts, studies, engine)
        if outer_folds:
            outer = score_on_outer_folds(data, shared, rows, outer_folds, search, results, engine)
    found = _Found(
        results,
        importances(studies[-1], search.seed),
        outer,
        _record(file, data, request, search, results[-1], outer),
    )
    files = _write(out, found)
    told = [describe_studies(results), *([] if outer is None else [describe_outer(outer)])]
    if request.write:
        told.append(_write_parameters(params or checkout() / "params.yaml", found))
    told.append(
        f"Rejected rows: {data.folder.counts['rows_rejected']} (see {faults[0]}). "
        f"Wrote {', '.join(map(str, files))}; studies in {file}"
    )
    if tracking:
        run_id = _track(data, found, "\n\n".join(told[:2]), (*files, *faults, file))
        told.append(f"MLflow run {run_id} (make ui shows it)")
    return "\n".join(told)


def _record(
    file: Path,
    data: ExperimentData,
    request: Request,
    search: Search,
    last: StudyResult,
    outer: pd.DataFrame | None,
) -> TuningParameters:
    difference: tuple[float, ...] = ()
    if outer is not None:
        tuned = outer.set_index("parameters").loc[TUNED, list(DIFFERENCE)]
        difference = tuple(round(float(value), 4) for value in tuned)
    worth_it = request.nested and outer is not None and is_better(outer) and bool(last.changed())
    inside = file.resolve().is_relative_to(home())
    return TuningParameters.model_validate(
        {
            "study": last.name,
            "file": str(file.resolve().relative_to(home())) if inside else file.name,
            "regime": request.regime,
            "sampler": request.sampler,
            "trials": search.total(data.settings),
            "seed": search.seed,
            "data_sha256": data.rows.sha256,
            "searched": [tunable.name for tunable in search.space],
            "inner_log_loss": round(last.best.so_far[-1], 4),
            "outer_difference": list(difference),
            "chosen": TUNED if worth_it else KEPT,
        }
    )


def _write(out: Path, found: _Found) -> tuple[Path, Path, Path]:
    trials, report, plot = (out / name for name in (TRIALS_FILE, REPORT_FILE, PLOT_FILE))
    records = [record for result in found.results for record in result.records]
    trial_table(records).to_csv(trials, index=False)
    content = {
        **found.record.model_dump(mode="json"),
        "studies": {
            result.name: {
                "params_yaml_log_loss": result.own.so_far[-1],
                "best_log_loss": result.best.so_far[-1],
                "best_values": result.best.values,
                "pruned": result.n_trials("pruned"),
                "failed": result.n_trials("failed"),
            }
            for result in found.results
        },
        "importances": found.importances,
        "outer": [] if found.outer is None else found.outer.to_dict("records"),
    }
    report.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    title = f"Study {found.last.name}"
    draw_tuning(found.last.records, found.importances, found.record.regime, title).savefig(plot)
    return trials, report, plot


def _write_parameters(path: Path, found: _Found) -> str:
    """Write what was decided into params.yaml; return what to tell the user."""
    if found.record.chosen == KEPT:
        write_tuned_parameters(path, {}, found.record)
        return f"Wrote {path}: its values are kept, the study is named under tuning"
    values = found.last.changed()
    write_tuned_parameters(path, values, found.record)
    return f"Wrote {path}: {', '.join(values)}; the study is named under tuning"


def _track(data: ExperimentData, found: _Found, note: str, files: tuple[Path, ...]) -> str:
    from experiments.tuning_tracking import TuningRun, log_tuning

    regime, last = found.record.regime, found.last
    metrics = {
        f"{regime}/inner_log_loss": last.best.so_far[-1],
        f"{regime}/inner_log_loss_params_yaml": last.own.so_far[-1],
    }
    if found.outer is not None:
        tuned = found.outer[found.outer["parameters"] == TUNED]
        metrics |= run_metrics(tuned) | difference_metrics(tuned)
    asked = {
        f"tuning.{name}": value for name, value in found.record.model_dump(mode="json").items()
    }
    return data.track(
        lambda parameters, tags: log_tuning(
            TuningRun(
                parameters=parameters | asked,
                tags=tags,
                regime=regime,
                records=[record for result in found.results for record in result.records],
                best=last.best.values,
                metrics=metrics,
                note=f"```\n{note}\n```",
                files=files,
            )
        )
    )
