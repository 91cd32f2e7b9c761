"""Where things are on this machine, read from the environment in one place.

State (the MLflow store, fetched data) lives under ``$ONCOLIT_HOME``, by
default the checkout that is installed, never the working folder: a pipeline
run in a temporary copy of the checkout reaches the same store.
"""

import json
import os
import tempfile
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import unquote, urlparse

EXPERIMENT = "oncolit"
"""Name of the MLflow experiment."""

REGISTERED_MODEL = "oncolit-effect-classifier"
"""Name of the registered model."""

CHAMPION_URI = f"models:/{REGISTERED_MODEL}@champion"
"""The model that answers when none is named."""


def checkout() -> Path:
    """Return the root of the checkout that is installed."""
    for distribution in distributions(name="oncolit"):
        direct_url = distribution.read_text("direct_url.json")
        if direct_url:
            url = urlparse(json.loads(direct_url)["url"])
            if url.scheme == "file":
                return Path(unquote(url.path))
    return Path(__file__).resolve().parent.parent


def home() -> Path:
    """Return the folder that holds oncolit's state."""
    configured = os.environ.get("ONCOLIT_HOME")
    return Path(configured).expanduser().resolve() if configured else checkout()


def tracking_uri() -> str:
    """Return the MLflow store: ``$MLFLOW_TRACKING_URI`` or the SQLite file under home."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{home() / 'mlruns' / 'mlflow.db'}"


def artifact_folder() -> Path:
    """Return the folder of MLflow's artifacts."""
    return home() / "mlruns" / "artifacts"


def cache_folder() -> Path | None:
    """Return the folder that keeps work by its content; it may be deleted at any time.

    None where it cannot be written: all work is then done anew.
    """
    folder = home() / "data" / "cache"
    there = next(path for path in (folder, *folder.parents) if os.access(path, os.F_OK))
    return folder if there.is_dir() and os.access(there, os.W_OK | os.X_OK) else None


def work_place() -> Path:
    """Return where folders of files lie that processes share while a command runs.

    On a cluster of several machines all of them must see it: it lies under ``$ONCOLIT_HOME``, or
    with other temporary files where that cannot be written.
    """
    cache = cache_folder()
    return (
        Path(tempfile.gettempdir()) / f"oncolit-{os.getuid()}" if cache is None else cache / "work"
    )


def knowledge_folder() -> Path:
    """Return the folder of the curated tables that are part of the checkout."""
    return checkout() / "data" / "knowledge"


def evidence_base_file() -> Path:
    """Return the file of the imported evidence, which may not be there yet."""
    return home() / "knowledge" / "evidence.sqlite"


def literature_file() -> Path:
    """Return the file of the literature store, which may not be there yet."""
    return home() / "literature" / "literature.sqlite"
