"""What a model runs on: ONNX Runtime or PyTorch, on the processor or a CUDA device.

Both are optional, so they are looked for by the names of their packages and imported only when
a model is opened.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from text_features.embedding_folder import EmbeddingFolderError, ModelFolder

RuntimeName = Literal["auto", "onnx", "torch"]
DeviceName = Literal["cpu", "cuda"]

PACKAGES = {"onnx": ("onnxruntime", "tokenizers"), "torch": ("torch", "transformers")}
"""What each runtime needs; ``pip install "oncolit[onnx]"`` or ``"oncolit[torch]"`` brings it."""


class EmbeddingRuntimeError(ValueError):
    """There is nothing here that a model can run on, or not on the device that was asked for."""


class Runtime(Protocol):
    """A model that is open.

    Parameters
    ----------
    name : str
        ``onnx`` or ``torch``, and its version.
    files : sequence of Path
        The weights that it reads.
    """

    name: str
    files: Sequence[Path]

    def token_vectors(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Return float32 vectors of shape (n_windows, length, n_dimensions).

        ``ids`` and ``mask`` are int64 arrays of shape (n_windows, length); the mask is 0 where a
        window is padded.
        """
        ...


def open_runtime(folder: ModelFolder, name: RuntimeName, device: DeviceName) -> Runtime:
    """Open a model.

    ``auto`` takes ONNX Runtime where it is installed and can read the folder's weights, else
    PyTorch.

    Raises
    ------
    EmbeddingRuntimeError
        No runtime is installed, or the device is not there.
    EmbeddingFolderError
        The folder's weights cannot be read by it.
    """
    openers: dict[str, Callable[[ModelFolder, DeviceName], Runtime]] = {
        "onnx": _open_onnx,
        "torch": _open_torch,
    }
    if name != "auto":
        missing = _missing(name)
        if missing:
            raise EmbeddingRuntimeError(
                f'{", ".join(missing)} not installed; expected pip install "oncolit[{name}]"'
            )
        return openers[name](folder, device)
    installed = [each for each in openers if not _missing(each)]
    if not installed:
        raise EmbeddingRuntimeError(
            "neither ONNX Runtime nor PyTorch is installed, which models run on; expected pip "
            'install "oncolit[onnx]" or "oncolit[torch]"'
        )
    refusals = []
    for each in installed:
        try:
            return openers[each](folder, device)
        except (EmbeddingRuntimeError, EmbeddingFolderError) as error:
            refusals.append(error)
    if len(refusals) == 1:
        raise refusals[0]
    raise type(refusals[-1])("; ".join(map(str, refusals)))


def _missing(name: str) -> list[str]:
    return [package for package in PACKAGES[name] if find_spec(package) is None]


def _open_onnx(folder: ModelFolder, device: DeviceName) -> Runtime:
    from text_features.embedding_onnx import OnnxRuntime

    return OnnxRuntime(folder, device)


def _open_torch(folder: ModelFolder, device: DeviceName) -> Runtime:
    from text_features.embedding_torch import TorchRuntime

    return TorchRuntime(folder, device)
