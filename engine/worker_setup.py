"""What is asked of a process of a cluster before it runs jobs."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from distributed import Worker
from distributed.diagnostics.plugin import WorkerPlugin
from threadpoolctl import threadpool_limits

_PACKAGES = ("numpy", "scipy", "pandas", "scikit-learn", "xgboost", "gensim", "dask", "distributed")
_ROOMS = ("variants", "text_features", "gene_features", "experiments", "therapy", "pipeline")


class OneThread(WorkerPlugin):
    """Linear algebra of a worker has one thread, for good: its sums depend on their number."""

    name = "oncolit-one-thread"

    def setup(self, worker: Worker) -> None:  # noqa: ARG002
        """Set the limit; nothing lifts it."""
        threadpool_limits(1)


@cache
def installed_versions() -> dict[str, str]:
    """Return what results depend on: Python, packages, and a digest of oncolit's code."""
    found = {"Python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found | {"oncolit's code": _code_digest()}


def differences(here: dict[str, str], there: dict[str, Any]) -> list[str]:
    """Name what is installed in two versions."""
    return [
        f"{name} {there.get(name, 'none')} (here {ours})"
        for name, ours in here.items()
        if there.get(name) != ours
    ]


def _code_digest() -> str:
    digest = hashlib.sha256()
    for room in _ROOMS:
        spec = find_spec(room)
        for folder in (spec.submodule_search_locations if spec else None) or ():
            for path in sorted(Path(folder).glob("*.py")):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
