"""What processes of a cluster must be like for their results to be those of the command's own."""

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from distributed import Client

from engine.engine_error import EngineError

_PACKAGES = (
    "numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "xgboost", "gensim", "nltk", "joblib",
    "pydantic", "threadpoolctl", "dask", "distributed",
)  # fmt: skip
_ROOMS = (
    "variants", "engine", "text_features", "gene_features", "therapy", "experiments", "intake",
    "literature", "patients", "response", "reports", "pipeline",
)  # fmt: skip
_FILES = ("*.py", "gene_symbols.tsv", "templates/*.j2")


@cache
def installed_versions() -> str:
    """Return what results depend on, a line each: Python, packages, a digest of oncolit's code."""
    found = {"Python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    found["oncolit's code"] = _code_digest()
    return "\n".join(f"{name} {value}" for name, value in found.items())


def check_cluster(client: Client, here: str) -> None:
    """Make sure that the scheduler, which reads jobs, and all workers there are can be used.

    Parameters
    ----------
    client : distributed.Client
    here : str
        What is installed for the command.

    Raises
    ------
    EngineError
        One of them has no oncolit or other versions, or a worker has several threads.
    """
    threads = client.nthreads()
    told = client.run(installed_versions, on_error="return")
    for worker, there in told.items():
        # One that has gone is left out: one that comes is checked with its first job.
        if not isinstance(there, OSError):
            _check_told(f"worker {worker}", threads.get(worker, 1), here, there)
    try:
        told = client.run_on_scheduler(installed_versions)
    except (ImportError, AttributeError) as error:
        told = error
    _check_told(f"scheduler {client.scheduler.address}", 1, here, told)


def check_process(name: str, n_threads: int, here: str, there: str) -> None:
    """Make sure that a process of the cluster can be used.

    Parameters
    ----------
    name : str
    n_threads : int
        Jobs that it runs at a time.
    here, there : str
        What is installed for the command, and for the process.

    Raises
    ------
    EngineError
        It runs several jobs at a time, or has other versions.
    """
    if n_threads > 1:
        raise EngineError(
            f"{name} has {n_threads} threads; expected one each: "
            f"dask worker --nworkers {n_threads} --nthreads 1"
        )
    if here != there:
        raise EngineError(
            f"{name} has {', '.join(_differences(here, there))}; expected the same versions on all "
            "machines of the cluster, and processes that were started since the last change"
        )


def _check_told(name: str, n_threads: int, here: str, there: object) -> None:
    if isinstance(there, str):
        check_process(name, n_threads, here, there)
        return
    # An error that the process could not even read is told by Dask in words alone.
    lacking = "ModuleNotFoundError" in repr(there)
    what = "oncolit is not installed there" if lacking else "does not say what is installed there"
    raise EngineError(
        f"{name}: {what} ({there}); expected the same version on all machines of the cluster"
    )


def _differences(here: str, there: str) -> Iterator[str]:
    found = dict(_named(there))
    for name, ours in _named(here):
        if found.get(name) != ours:
            yield f"{name} {found.get(name, 'none')} (here {ours})"


def _named(versions: str) -> Iterator[tuple[str, str]]:
    for line in versions.splitlines():
        name, _, value = line.rpartition(" ")
        yield name, value


def _code_digest() -> str:
    """Digest the code, and the tables and templates that go with it."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        spec = find_spec(room)
        for folder in map(Path, (spec.submodule_search_locations if spec else None) or ()):
            for path in sorted(path for files in _FILES for path in folder.glob(files)):
                digest.update(f"{room}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
