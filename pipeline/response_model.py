"""The drug ranker on disk: ``model.joblib``, and ``model.json`` that says what it was fitted on.

A joblib file runs code when it is loaded. One is loaded only from a folder that the user names, or
from oncolit's own, and only where it is the file that its ``model.json`` describes; that guards
against a damaged file, not against somebody who can write to the folder.
"""

import hashlib
import io
import json
import math
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib

from pipeline.settings import home

if TYPE_CHECKING:
    from response.ranker import DrugRanker

MODEL_FILE = "model.joblib"
CARD_FILE = "model.json"

FORMAT = 2
"""Raised when what a ranker is made of changes between versions."""

LIBRARIES = ("joblib", "numpy", "pandas", "scikit-learn", "scipy", "xgboost")
"""What a ranker is made of."""


class ResponseModelError(ValueError):
    """The folder's drug ranker cannot be used."""


def response_folder() -> Path:
    """Return the folder of the drug ranker, which may not be there yet."""
    return home() / "data" / "response"


def save_ranker(
    ranker: "DrugRanker", folder: Path, *, seed: int = 0, seconds: float = 0.0
) -> dict[str, Any]:
    """Write a fitted ranker and its card; return the card.

    Each file is whole at any time: whoever reads meanwhile has the old one or the new one.

    Parameters
    ----------
    ranker : DrugRanker
    folder : Path
        Made where it is missing.
    seed : int
        That it was fitted under.
    seconds : float
        That fitting took.
    """
    stream = io.BytesIO()
    joblib.dump(ranker, stream)
    content = stream.getvalue()
    card = {
        "format": FORMAT,
        "oncolit": version("oncolit"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "screen": ranker.screen_title,
        "screen_version": ranker.screen_version,
        "unit": ranker.unit,
        "drugs": len(ranker.drugs),
        "tissues": list(ranker.tissues),
        "accuracy": {
            name: float(value) if math.isfinite(value) else None
            for name, value in ranker.accuracy.items()
        },
        "seed": seed,
        "seconds": round(seconds, 1),
        "libraries": {library: version(library) for library in LIBRARIES},
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / MODEL_FILE, content)
    text = json.dumps(card, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    _replace(folder / CARD_FILE, text.encode())
    return card


def open_ranker(folder: Path | None = None) -> "DrugRanker | None":
    """Return the ranker in a folder, by default oncolit's own; None where none was trained.

    It is kept in memory until its files change.

    Raises
    ------
    ResponseModelError
        It cannot be read, or is of another version of oncolit; the message says how to make one.
    """
    place = (folder or response_folder()).resolve()
    files = place / CARD_FILE, place / MODEL_FILE
    if not any(file.is_file() for file in files):
        return None
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise _unusable(place, f"{missing[0]} is missing")
    return _open(place, *((file.stat().st_mtime_ns, file.stat().st_size) for file in files))


def read_card(folder: Path | None = None) -> Mapping[str, Any]:
    """Return what ``model.json`` of a folder holds.

    Raises
    ------
    ResponseModelError
        It is missing, no JSON, or of another version of oncolit.
    """
    place = (folder or response_folder()).resolve()
    try:
        card: dict[str, Any] = json.loads((place / CARD_FILE).read_text(encoding="utf-8"))
        made_by, _ = card["oncolit"], card["sha256"]
    except FileNotFoundError as error:
        raise _unusable(place, f"{CARD_FILE} is missing") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unusable(place, f"{CARD_FILE} cannot be read ({error!r})") from error
    if made_by != version("oncolit"):
        reason = f"it was made by oncolit {made_by}, and this is {version('oncolit')}"
        raise _unusable(place, reason)
    if card.get("format") != FORMAT:
        raise _unusable(place, "it was made by an earlier oncolit")
    return card


@lru_cache(maxsize=2)
def _open(place: Path, *_stamps: tuple[int, int]) -> "DrugRanker":
    from response.ranker import DrugRanker

    for _ in range(2):  # training may have replaced one file and not yet the other
        card = read_card(place)
        content = (place / MODEL_FILE).read_bytes()
        if hashlib.sha256(content).hexdigest() == card["sha256"]:
            break
    else:
        raise _unusable(place, f"{MODEL_FILE} is not the file that {CARD_FILE} describes")
    try:
        ranker = joblib.load(io.BytesIO(content))
    except Exception as error:  # a pickle of other versions can fail in any way
        made_with = ", ".join(f"{name} {number}" for name, number in card["libraries"].items())
        reason = f"{MODEL_FILE} cannot be read ({error!r}); it was made with {made_with}"
        raise _unusable(place, reason) from error
    if not isinstance(ranker, DrugRanker):
        raise _unusable(place, f"{MODEL_FILE} holds a {type(ranker).__name__}, no drug ranker")
    return ranker


def _unusable(place: Path, reason: str) -> ResponseModelError:
    return ResponseModelError(
        f"{place}: the drug ranker cannot be used: {reason}; train one with: oncolit response "
        f"train --data DIR{'' if place == response_folder() else f' --model {place}'}"
    )


def _replace(file: Path, content: bytes) -> None:
    """Write a file under another name and move it to its own, in one step."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as stream:
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            Path(stream.name).chmod(0o644)
            Path(stream.name).replace(file)
        except BaseException:
            Path(stream.name).unlink(missing_ok=True)
            raise
