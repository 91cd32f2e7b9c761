"""A folder with a language model, as sentence-transformers or transformers write it.

``modules.json`` names the model's steps: a transformer, then pooling (``1_Pooling/config.json``),
then, in some, normalisation. A folder without it is a plain transformer, such as PubMedBERT as it
is published: its token vectors are averaged. A step that is not known here is refused by its name.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

Pooling = Literal["mean", "cls", "max", "weightedmean", "lasttoken"]
"""How the vectors of a window's tokens become one, see :func:`embedding_pooling.pool`."""

ONNX_FILES = ("onnx/model.onnx", "model.onnx")
"""Where an exported graph may lie, first one first."""

WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
"""Weights, first one first; either may come in parts with an index beside them."""

_POOLING_NAMES: dict[str, Pooling] = {
    "mean": "mean",
    "mean_tokens": "mean",
    "cls": "cls",
    "cls_token": "cls",
    "max": "max",
    "max_tokens": "max",
    "weightedmean": "weightedmean",
    "weightedmean_tokens": "weightedmean",
    "lasttoken": "lasttoken",
}
_MODULES = ("Transformer", "Pooling", "Normalize")
_OFFSET_POSITIONS = ("roberta", "xlm-roberta", "camembert", "mpnet")
_POSITIONS = ("max_position_embeddings", "n_positions")
_DEFAULT_POSITIONS = 512
_WINDOWS = {
    "sentence_bert_config.json": "max_seq_length",
    "tokenizer_config.json": "model_max_length",
}
_SHORTEST_WINDOW = 8
_BLOCK = 1 << 20


class EmbeddingFolderError(ValueError):
    """The folder holds no model that can be used here."""


@dataclass(frozen=True)
class ModelFolder:
    """What a folder says of its model.

    Parameters
    ----------
    path : Path
        As it was named.
    transformer : Path
        Where the transformer lies: the folder itself, or one in it.
    config : dict
        The transformer's ``config.json``.
    pooling : Pooling
    normalise : bool
        Whether vectors have length 1.
    max_tokens : int
        Longest window, the model's special tokens included.
    positions : int
        Longest that the transformer could take.
    lower_case : bool
        Whether texts are put in small letters before they are split into tokens.
    is_plain : bool
        Whether there is no ``modules.json``: pooling is then our choice.
    """

    path: Path
    transformer: Path
    config: dict[str, Any]
    pooling: Pooling
    normalise: bool
    max_tokens: int
    positions: int
    lower_case: bool = False
    is_plain: bool = False

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.resolve().name

    @property
    def onnx_file(self) -> Path | None:
        """The exported graph, if there is one."""
        folders = dict.fromkeys((self.transformer, self.path))
        found = (folder / name for folder in folders for name in ONNX_FILES)
        return next((file for file in found if file.is_file()), None)

    @property
    def weight_files(self) -> list[Path]:
        """The weights as they were trained; several where they come in parts."""
        for name in WEIGHT_FILES:
            stem, _, ending = name.rpartition(".")
            parts = sorted(self.transformer.glob(f"{stem}-*-of-*.{ending}"))
            if (self.transformer / name).is_file():
                return [self.transformer / name]
            if parts:
                return parts
        return []

    def number(self, key: str) -> int:
        """Return a number that ``config.json`` has to have.

        Raises
        ------
        EmbeddingFolderError
            It is not there, or is no whole number above 0.
        """
        return _whole_number(self.config, key, self.transformer / "config.json")

    def with_choices(self, pooling: str, max_tokens: int | None) -> "ModelFolder":
        """Return the folder with another pooling or length of windows than its own.

        Parameters
        ----------
        pooling : str
            ``auto`` leaves the folder's.
        max_tokens : int, optional

        Raises
        ------
        EmbeddingFolderError
            Longer windows than the transformer has positions for, or too short ones.
        """
        tokens = self.max_tokens if max_tokens is None else max_tokens
        if not _SHORTEST_WINDOW <= tokens <= self.positions:
            given = "windows of" if max_tokens is None else "--max-tokens"
            raise EmbeddingFolderError(
                f"{self.path}: {given} {tokens}; expected {_SHORTEST_WINDOW} to {self.positions}, "
                "the positions that the transformer knows"
            )
        chosen = self.pooling if pooling == "auto" else _POOLING_NAMES[pooling]
        return replace(self, pooling=chosen, max_tokens=tokens)


def read_model_folder(path: Path) -> ModelFolder:
    """Read what a folder says of its model; its weights are not opened.

    Raises
    ------
    EmbeddingFolderError
        No such folder, no model in it, or a model with a step that is not known here.
    """
    if not path.is_dir():
        problem = "is no folder" if path.exists() else "no such folder"
        raise EmbeddingFolderError(f"{path}: {problem}; expected a folder with a model")
    modules = _read_modules(path)
    transformer = path / modules.get("Transformer", "")
    if not (transformer / "config.json").is_file():
        raise EmbeddingFolderError(
            f"{path}: not a model: no modules.json and no {transformer / 'config.json'}; expected "
            "a folder that sentence-transformers or transformers wrote"
        )
    config = _read_object(transformer / "config.json")
    positions = _positions(config, transformer / "config.json")
    sentence = read_settings(transformer / "sentence_bert_config.json")
    _refuse_prompt(path)
    return ModelFolder(
        path=path,
        transformer=transformer,
        config=config,
        pooling=_read_pooling(path / modules["Pooling"]) if "Pooling" in modules else "mean",
        normalise="Normalize" in modules,
        max_tokens=_max_tokens(transformer, positions),
        positions=positions,
        lower_case=bool(sentence.get("do_lower_case", False)),
        is_plain=not modules,
    )


def read_settings(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file, an empty one where there is no file.

    Raises
    ------
    EmbeddingFolderError
        No JSON, or no object.
    """
    return _read_object(file) if file.is_file() else {}


def sha256_of_files(files: Sequence[Path]) -> str:
    """Return the digest of some files' names and contents, in the order given.

    A single file's is that of its contents, as ``sha256sum`` prints it.
    """
    digests = [_sha256(file) for file in files]
    if len(files) == 1:
        return digests[0]
    lines = (f"{file.name}\0{digest}\n" for file, digest in zip(files, digests, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _read_modules(path: Path) -> dict[str, str]:
    """Return the folder of each step by the step's name; none for a plain transformer."""
    file = path / "modules.json"
    if not file.is_file():
        return {}
    modules = _read_json(file)
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        raise EmbeddingFolderError(f"{file}: no list of modules")
    names = [str(module.get("type", "")).rpartition(".")[2] for module in modules]
    for name, module in zip(names, modules, strict=True):
        if name not in _MODULES:
            raise EmbeddingFolderError(
                f"{file}: module {module.get('type')!r} is not supported; expected "
                f"{', '.join(_MODULES)}"
            )
    if names != [name for name in _MODULES if name in names] or names[:1] != ["Transformer"]:
        raise EmbeddingFolderError(
            f"{file}: modules {', '.join(names)}; expected {', then '.join(_MODULES)}"
        )
    return {name: str(module.get("path", "")) for name, module in zip(names, modules, strict=True)}


def _read_pooling(folder: Path) -> Pooling:
    file = folder / "config.json"
    config = _read_object(file)
    marked = [
        key.removeprefix("pooling_mode_")
        for key, value in config.items()
        if key.startswith("pooling_mode_") and value is True
    ]
    named = config.get("pooling_mode")
    modes = marked or ([named] if isinstance(named, str) else named or ["mean"])
    if len(modes) > 1:
        raise EmbeddingFolderError(
            f"{file}: pooling {' and '.join(map(str, modes))} together is not supported; "
            "expected one"
        )
    if modes[0] not in _POOLING_NAMES:
        known = ", ".join(sorted(set(_POOLING_NAMES.values())))
        raise EmbeddingFolderError(
            f"{file}: pooling {modes[0]!r} is not supported; expected {known}, or --pooling "
            "mean or cls"
        )
    return _POOLING_NAMES[modes[0]]


def _refuse_prompt(path: Path) -> None:
    file = path / "config_sentence_transformers.json"
    config = read_settings(file)
    name = config.get("default_prompt_name")
    if name and (config.get("prompts") or {}).get(name):
        raise EmbeddingFolderError(
            f"{file}: a default prompt ({name!r}) before every text is not supported"
        )


def _positions(config: dict[str, Any], file: Path) -> int:
    key = next((key for key in _POSITIONS if config.get(key)), None)
    # These count positions from the padding token's number on.
    offset = 2 if config.get("model_type") in _OFFSET_POSITIONS else 0
    return (_whole_number(config, key, file) if key else _DEFAULT_POSITIONS) - offset


def _max_tokens(transformer: Path, positions: int) -> int:
    for name, key in _WINDOWS.items():
        settings = read_settings(transformer / name)
        if settings.get(key):
            return min(_whole_number(settings, key, transformer / name), positions)
    return positions


def _whole_number(settings: dict[str, Any], key: str, file: Path) -> int:
    value = settings.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < math.inf:
        raise EmbeddingFolderError(f"{file}: {key} {value!r}; expected a whole number above 0")
    return int(value)


def _read_object(file: Path) -> dict[str, Any]:
    content = _read_json(file)
    if not isinstance(content, dict):
        raise EmbeddingFolderError(f"{file}: no JSON object")
    return content


def _read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EmbeddingFolderError(f"{file}: cannot be read as JSON ({error})") from error
