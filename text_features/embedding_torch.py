"""Models on PyTorch, read by transformers: any that it knows without code of the folder's own."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from text_features.embedding_folder import WEIGHT_FILES, EmbeddingFolderError, ModelFolder
from text_features.embedding_runtime import DeviceName, EmbeddingRuntimeError

_UNUSED = frozenset({"pooler", "position_ids", "token_type_ids"})


class TorchRuntime:
    """A model on PyTorch, see :class:`text_features.embedding_runtime.Runtime`.

    Parameters
    ----------
    folder : ModelFolder
    device : str

    Raises
    ------
    EmbeddingRuntimeError
        The device is not there.
    EmbeddingFolderError
        No weights, none that transformers can read, or not all that the model has.
    """

    def __init__(self, folder: ModelFolder, device: DeviceName) -> None:
        import torch

        if device == "cuda" and not torch.cuda.is_available():
            built = (
                "without CUDA" if torch.version.cuda is None else f"for CUDA {torch.version.cuda}"
            )
            raise EmbeddingRuntimeError(
                f"device cuda: PyTorch here (built {built}) sees no CUDA device; expected one with "
                "its driver and a PyTorch built for CUDA, or --device cpu"
            )
        self.name = f"torch {torch.__version__}"
        self.files: Sequence[Path] = folder.weight_files
        if not self.files:
            raise EmbeddingFolderError(
                f"{folder.path}: no weights that PyTorch can read; expected "
                f"{' or '.join(WEIGHT_FILES)}"
            )
        self._device = torch.device(device)
        self._model = _open(folder).to(self._device)

    def token_vectors(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Return float32 vectors of shape (n_windows, length, n_dimensions)."""
        import torch

        with torch.inference_mode():
            found = self._model(
                input_ids=torch.from_numpy(ids).to(self._device),
                attention_mask=torch.from_numpy(mask).to(self._device),
            )
            vectors: np.ndarray = found.last_hidden_state.float().cpu().numpy()
        return vectors


def _open(folder: ModelFolder) -> Any:
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    try:
        model, told = transformers.AutoModel.from_pretrained(
            str(folder.transformer),
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except Exception as error:  # transformers raises many kinds
        detail = str(error).strip().partition("\n")[0]
        raise EmbeddingFolderError(
            f"{folder.path}: transformers cannot open it ({detail})"
        ) from error
    _require_all(told["missing_keys"], folder)
    return model.float().eval()


def _require_all(missing: Iterable[str], folder: ModelFolder) -> None:
    """Refuse a model with weights that the folder lacks: transformers makes them up at random.

    Token vectors need no pooler, and positions are counted, not learnt.
    """
    lost = sorted(name for name in missing if _UNUSED.isdisjoint(name.split(".")))
    if lost:
        raise EmbeddingFolderError(
            f"{folder.weight_files[0]}: no weights {lost[0]} ({len(lost)} are missing); expected "
            "those of the model that config.json describes"
        )
