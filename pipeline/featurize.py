"""Stage featurize: what the texts say of every row; nothing is fitted."""

from pathlib import Path

from pipeline.parameters import read_parameters
from pipeline.prepared import read_prepared
from pipeline.settings import cache_folder
from pipeline.stage import run_stage
from pipeline.texts import read_prepared_texts, write_evidence, write_literature
from pipeline.work_engine import open_engine
from text_features.row_text import ReadingSettings


def main(prepared: Path, params: Path, literature: Path, evidence: Path) -> None:
    """Read each distinct text once; write its fields and features, and the evidence sentences."""
    rows = read_prepared(prepared)
    parameters = read_parameters(params)
    reading = ReadingSettings(**parameters.reading.model_dump())
    with open_engine(parameters) as engine:
        read = read_prepared_texts(rows, reading, engine, cache_folder())
    write_literature(read, literature)
    write_evidence(read, rows.variants, evidence)


if __name__ == "__main__":
    run_stage(main)
