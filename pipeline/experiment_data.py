"""What ``oncolit ablate`` and ``oncolit baselines`` have in common: rows, folds, runs in MLflow."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.job import Engine
from experiments.classifier import ExperimentSettings
from experiments.inputs import ModelInputs
from pipeline.crossvalidate import with_folds_and_seed
from pipeline.data_folder import DataFolder, read_data_folder, write_faults
from pipeline.evaluate import bootstrap_groups
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import Parameters, load_parameters
from pipeline.prepared import Prepared, featurize, prepare
from pipeline.progress import show_progress
from pipeline.settings import EXPERIMENT, artifact_folder, checkout, tracking_uri
from pipeline.split import TEXT_GROUP, make_folds, text_groups
from pipeline.texts import read_literature
from variants.schema import REGIMES

REJECTED_FILE = "rejected.tsv"
OBSERVATIONS_FILE = "observations.tsv"


@dataclass(frozen=True, eq=False)
class ExperimentData:
    """A data folder, dealt into folds.

    Parameters
    ----------
    parameters : Parameters
    settings : ExperimentSettings
    folder : DataFolder
    rows : Prepared
        Its accepted rows.
    folds : dict of int arrays of shape (n_rows,)
        By regime, the fold in which each row is tested.
    units : dict of arrays of shape (n_rows,)
        By regime, the groups of rows that intervals resample together.
    """

    parameters: Parameters
    settings: ExperimentSettings
    folder: DataFolder
    rows: Prepared
    folds: dict[str, np.ndarray]
    units: dict[str, np.ndarray]

    def inputs(self, engine: Engine) -> ModelInputs:
        """Read the texts, or recall them from the cache, and make the classifier's inputs."""
        literature = read_literature(self.rows, self.settings.reading, engine)
        return featurize(self.rows, literature, self.parameters.split.embedding_columns)

    def write_faults(self, out: Path) -> tuple[Path, Path]:
        """Write ``rejected.tsv`` and ``observations.tsv``; return where."""
        files = out / REJECTED_FILE, out / OBSERVATIONS_FILE
        write_faults(self.folder.faults, files[0])
        write_faults(self.folder.observations, files[1])
        return files

    def told(self, found: str, faults: tuple[Path, Path], files: tuple[Path, Path]) -> str:
        """Return what was found with where it, and the rejected rows, were written."""
        return (
            f"{found}\nRejected rows: {self.folder.counts['rows_rejected']} (see {faults[0]}). "
            f"Wrote {files[0]} and {files[1]}"
        )

    def track(self, log: Callable[[dict[str, Any], Mapping[str, str]], str]) -> str:
        """Open the store, give ``log`` parameters and tags, and return the run's id it returns."""
        from experiments.tracking import open_store
        from pipeline.track import run_tags

        # The commit is that of the code, wherever the command was called.
        with chdir(checkout()):
            tags = run_tags(self.rows, self.parameters, digest="")
        open_store(tracking_uri(), EXPERIMENT, artifact_folder())
        return log(self.parameters.flattened(), tags)


def experiment_parameters(
    data_dir: Path, folds: int | None, seed: int | None, params: Path | None
) -> Parameters:
    """Read the tunables, with this folder alone, and with these folds and this seed where given."""
    given = load_parameters(params)
    data = given.data.model_copy(update={"dir": str(data_dir.resolve()), "feedback": ""})
    return with_folds_and_seed(given.model_copy(update={"data": data}), folds, seed)


def read_experiment_data(parameters: Parameters, splits: Sequence[str] | None) -> ExperimentData:
    """Read the folder that the parameters name and deal it into folds.

    Parameters
    ----------
    parameters : Parameters
    splits : sequence of str, optional
        Regimes; by default all.
    """
    regimes = tuple(regime for regime in REGIMES if splits is None or regime in splits)
    data_dir = Path(parameters.data.dir)
    folder = read_data_folder(data_dir)
    rows = prepare(folder, data_dir.name)
    papers = _papers(rows, parameters, regimes)
    assigned = make_folds(rows, papers, parameters.split, regimes)
    with_papers = rows.variants.assign(**{TEXT_GROUP: papers})
    return ExperimentData(
        parameters,
        experiment_settings(parameters),
        folder,
        rows,
        {regime: assigned[regime].to_numpy() for regime in regimes},
        {regime: bootstrap_groups(regime, with_papers) for regime in regimes},
    )


def _papers(rows: Prepared, parameters: Parameters, regimes: Sequence[str]) -> np.ndarray:
    """Return each row's group of near-identical papers, where a regime asks for it."""
    if "text" not in regimes:
        return np.arange(len(rows.variants))
    return text_groups(
        rows,
        parameters.split,
        lambda texts: show_progress(texts, len(rows.documents), "Near-duplicates"),
    )
