"""Execute the guided tour and write it with its outputs.

``python docs/refresh_tour.py`` refreshes ``docs/tour.ipynb`` in place; ``--out FILE`` leaves it
as it is.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

TOUR = Path(__file__).resolve().with_name("tour.ipynb")

SECONDS_PER_CELL = 900
"""Far more than the longest cell takes, on a busy machine too."""


def execute(notebook: nbformat.NotebookNode) -> None:
    """Execute all cells, in this interpreter, with nobody's own settings of Jupyter."""
    with tempfile.TemporaryDirectory(prefix="jupyter-") as settings:
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
            os.environ[name] = settings
        os.environ.pop("MPLBACKEND", None)
        # A short name: a socket's path has at most 107 characters.
        kernel = AsyncKernelManager(
            kernel_name="python3", transport="ipc", connection_file=f"{settings}/k.json"
        )
        if kernel.kernel_spec is not None:
            kernel.kernel_spec.argv[0] = sys.executable
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=SECONDS_PER_CELL,
            startup_timeout=300,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(TOUR.parent)}},
        )
        asyncio.run(_run(client, kernel))


async def _run(client: NotebookClient, kernel: AsyncKernelManager) -> None:
    """Run all cells and let the kernel end by itself, so that it removes its temporary copy."""
    try:
        await client.async_execute()
    finally:
        if kernel.has_kernel:
            await kernel.shutdown_kernel()


def main() -> None:
    """Execute and write; exit with 1 where a cell fails."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=TOUR, help="file to write")
    out = parser.parse_args().out
    notebook = nbformat.read(TOUR, as_version=4)  # type: ignore[no-untyped-call]
    try:
        execute(notebook)
    except CellExecutionError as error:
        sys.exit(f"a cell of {TOUR.name} fails:\n{error}")
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, out)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
