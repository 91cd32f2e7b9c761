"""Files that are there as long as what was read from them is in use."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.work_folder import work_folder
from text_features.text_file import TextFileWriter


def temporary_folder() -> "TemporaryDirectory[str]":
    """Make a folder that is removed when nothing refers to it any more.

    It lies where all processes of a cluster see it.
    """
    return TemporaryDirectory(prefix="texts.", dir=work_folder())


def temporary_texts() -> TextFileWriter:
    """Open a file for texts that is there as long as the texts are."""
    folder = temporary_folder()
    return TextFileWriter(Path(folder.name) / "texts.arrow", folder)
