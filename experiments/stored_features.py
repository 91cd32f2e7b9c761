"""Features on disk, for matrices above ``classifier.matrix_limit``: rows are read part by part."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.engine_error import EngineError
from experiments.view import CASES, TrainingFeatures

PART_ROWS = 16_384
"""Rows that are read, sent and drawn from at a time. Results depend on it."""


@dataclass(frozen=True, eq=False)
class StoredRows:
    """Some rows and columns of a matrix on disk.

    Parameters
    ----------
    path : str
        Of the matrix, float32 in NumPy's own format.
    rows, columns : int arrays
        Which, in the order in which they are read.
    """

    path: str
    rows: np.ndarray
    columns: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, positions: np.ndarray | slice) -> "StoredRows":
        """Return the rows at these positions; nothing is read."""
        return StoredRows(self.path, self.rows[positions], self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return len(self.rows), len(self.columns)

    @property
    def nbytes(self) -> int:
        """Bytes of the features."""
        return len(self.rows) * len(self.columns) * np.dtype(np.float32).itemsize

    def read(self) -> np.ndarray:
        """Return the features, float32 of :attr:`shape`; see :func:`mapped`."""
        return np.asarray(mapped(self.path)[np.ix_(self.rows, self.columns)])

    def parts(self, part_rows: int = PART_ROWS) -> Iterator["StoredRows"]:
        """Yield the rows in parts of so many."""
        for start in range(0, len(self), part_rows):
            yield self[start : start + part_rows]


def mapped(path: str) -> np.ndarray:
    """Map an array on disk into memory.

    Raises
    ------
    EngineError
        The file is not seen from here.
    """
    try:
        return np.load(path, mmap_mode="r")
    except FileNotFoundError as error:
        raise EngineError(
            f"{path}: not seen from {os.uname().nodename}; expected $ONCOLIT_HOME on a folder that "
            "all machines of the cluster share"
        ) from error


def beside_within(blocks: Iterable[TrainingFeatures], limit: int, folder: Path) -> TrainingFeatures:
    """Put blocks of features of the same rows side by side, on disk if they exceed the limit.

    Parameters
    ----------
    blocks : iterable of TrainingFeatures
        Once those that came exceed the limit, one at a time is in memory.
    limit : int
        Bytes of the features of one case.
    folder : Path
        For files; it must stay as long as the features are used.
    """
    taken: list[TrainingFeatures] = []
    n_bytes = 0
    for block in blocks:
        taken.append(block)
        n_bytes += block.known.nbytes
        if n_bytes > limit:
            # Those before the last are on disk already, or came before the limit was exceeded.
            taken = [
                part if part.files else _put_on_disk(part, folder, f"block{number}")
                for number, part in enumerate(taken)
            ]
    return _joined(taken, folder) if n_bytes > limit else TrainingFeatures.beside(taken)


def _put_on_disk(features: TrainingFeatures, folder: Path, name: str) -> TrainingFeatures:
    files = {}
    written: dict[int, str] = {}
    for case, matrix in features.by_case.items():
        if id(matrix) not in written:  # the same for all cases
            path = folder / f"{name}.{len(written)}.npy"
            np.save(path, matrix)
            written[id(matrix)] = str(path)
        files[case] = written[id(matrix)]
    return TrainingFeatures.on_disk(files, features.groups)


def _joined(blocks: list[TrainingFeatures], folder: Path) -> TrainingFeatures:
    """Write the blocks of each case side by side, and forget their own files."""
    n_rows = len(blocks[0].known)
    width = sum(block.known.shape[1] for block in blocks)
    files = {}
    for number, case in enumerate(CASES):
        path = folder / f"features.{number}.npy"
        files[case] = str(path)
        with path.open("wb") as stream:
            np.lib.format.write_array_header_2_0(
                stream, {"descr": "<f4", "fortran_order": False, "shape": (n_rows, width)}
            )
            for start in range(0, n_rows, PART_ROWS):
                part = slice(start, start + PART_ROWS)
                np.hstack([block.by_case[case][part] for block in blocks]).tofile(stream)
    for name in {name for block in blocks for name in block.files.values()}:
        Path(name).unlink()
    return TrainingFeatures.on_disk(files, blocks[0].groups)
