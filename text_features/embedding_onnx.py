"""Models on ONNX Runtime: an exported graph, or one made here of a BERT's weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from text_features.embedding_bert import bert_graph
from text_features.embedding_folder import ONNX_FILES, EmbeddingFolderError, ModelFolder
from text_features.embedding_runtime import DeviceName, EmbeddingRuntimeError

_PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
_TOKEN_VECTORS = ("last_hidden_state", "token_embeddings")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_WIDTHS = ("hidden_size", "dim", "d_model")  # DistilBERT has the second, T5 the third
_ERRORS_ONLY = 3


class OnnxRuntime:
    """A model on ONNX Runtime, see :class:`text_features.embedding_runtime.Runtime`.

    Parameters
    ----------
    folder : ModelFolder
    device : str

    Raises
    ------
    EmbeddingRuntimeError
        The device is not there.
    EmbeddingFolderError
        No graph, no weights that one can be made of, or a graph that gives no vectors of tokens.
    """

    def __init__(self, folder: ModelFolder, device: DeviceName) -> None:
        import onnxruntime

        _check_provider(device)
        self.name = f"onnx {onnxruntime.__version__}"
        self.files: Sequence[Path]
        graph, self.files = _graph(folder)
        self._session = _session(graph, self.files[0], device)
        self._inputs = {given.name for given in self._session.get_inputs()}
        unknown = sorted(self._inputs - set(_INPUTS))
        if unknown:
            raise EmbeddingFolderError(
                f"{self.files[0]}: the graph asks for {', '.join(unknown)}; expected "
                f"{', '.join(_INPUTS)}"
            )
        self._output, width = _output(self._session, self.files[0])
        self._width = _width(folder)
        self._check_width(width)

    def token_vectors(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Return float32 vectors of shape (n_windows, length, n_dimensions)."""
        every = dict(zip(_INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        given = {name: values for name, values in every.items() if name in self._inputs}
        vectors = np.asarray(self._session.run([self._output], given)[0], dtype=np.float32)
        self._check_width(vectors.shape[-1])
        return vectors

    def _check_width(self, width: object) -> None:
        """Refuse what is no vector of a token, such as a score for each word."""
        if self._width is None or not isinstance(width, int) or width == self._width:
            return
        raise EmbeddingFolderError(
            f"{self.files[0]}: output {self._output} has {width} numbers a token, the model of "
            f"config.json {self._width}; expected an export for feature extraction"
        )


def _check_provider(device: DeviceName) -> None:
    import onnxruntime

    there = onnxruntime.get_available_providers()
    if _PROVIDERS[device] not in there:
        raise EmbeddingRuntimeError(
            f"device {device}: ONNX Runtime here has {', '.join(there)} and no "
            f"{_PROVIDERS[device]}; expected onnxruntime-gpu in place of onnxruntime, or "
            "--device cpu"
        )


def _graph(folder: ModelFolder) -> tuple[str | bytes, list[Path]]:
    """Return a graph, as a path or as bytes, and the files with its weights."""
    exported = folder.onnx_file
    if exported is not None:
        beside = sorted(
            file
            for file in exported.parent.iterdir()
            if file.name.startswith(exported.name) and file != exported
        )
        return str(exported), [exported, *beside]
    if [file.suffix for file in folder.weight_files] == [".safetensors"]:
        return bert_graph(folder), folder.weight_files
    raise EmbeddingFolderError(
        f"{folder.path}: no weights that ONNX Runtime can read; expected "
        f"{' or '.join(ONNX_FILES)}, a BERT's model.safetensors, or --runtime torch"
    )


def _session(graph: str | bytes, file: Path, device: DeviceName) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    wanted = _PROVIDERS[device]
    try:
        session = onnxruntime.InferenceSession(graph, options, providers=[wanted])
    except Exception as error:  # the library has no class of its own for all that it raises
        detail = str(error).partition("\n")[0]
        raise EmbeddingFolderError(f"{file}: ONNX Runtime cannot open it ({detail})") from error
    if wanted not in session.get_providers():
        raise EmbeddingRuntimeError(
            f"device {device}: ONNX Runtime could not start {wanted}; expected a CUDA device, its "
            "driver and CUDA's libraries, or --device cpu"
        )
    return session


def _output(session: Any, file: Path) -> tuple[str, object]:
    """Return the name of the output with a vector a token, and its width or what it is called."""
    outputs: dict[str, list[object]] = {
        each.name: each.shape or [] for each in session.get_outputs()
    }
    for name in (*_TOKEN_VECTORS, *outputs):
        if len(outputs.get(name, [])) == 3:
            return name, outputs[name][-1]
    raise EmbeddingFolderError(
        f"{file}: no output with a vector a token (outputs: {', '.join(outputs)}); expected "
        f"{' or '.join(_TOKEN_VECTORS)}"
    )


def _width(folder: ModelFolder) -> int | None:
    """Return how many numbers a token's vector has, where ``config.json`` says it."""
    found = (folder.config.get(key) for key in _WIDTHS)
    return next((value for value in found if isinstance(value, int)), None)
