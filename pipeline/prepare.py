"""Stage prepare: read and check the data folder, list what was rejected or is worth a look."""

import json
from pathlib import Path

from pipeline.data_folder import write_faults
from pipeline.feedback_rows import read_data_with_feedback
from pipeline.parameters import read_parameters
from pipeline.prepared import prepare, write_prepared
from pipeline.stage import run_stage


def main(params: Path, prepared: Path, rejected: Path, observations: Path, rows: Path) -> None:
    """Check the data folder; write accepted rows, rejected rows, observations and counts."""
    given = read_parameters(params).data
    data = Path(given.dir)
    folder = read_data_with_feedback(data, Path(given.feedback) if given.feedback else None)
    write_prepared(prepare(folder, data.resolve().name), prepared)
    rejected.parent.mkdir(parents=True, exist_ok=True)
    write_faults(folder.faults, rejected)
    write_faults(folder.observations, observations)
    rows.write_text(json.dumps(folder.counts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_stage(main)
