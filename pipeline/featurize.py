"""Stage featurize: what needs no fitting, once per distinct text."""

from pathlib import Path

from pipeline.prepared import read_prepared, write_documents
from pipeline.progress import show_progress
from pipeline.stage import run_stage
from text_features.tokens import normalise


def main(prepared: Path, documents: Path) -> None:
    """Write the distinct texts, normalised to tokens."""
    texts = read_prepared(prepared).documents
    normalised = [normalise(text) for text in show_progress(texts, len(texts), "Texts")]
    write_documents(tuple(normalised), documents)


if __name__ == "__main__":
    run_stage(main)
