"""The whole ``oncolit`` command: that of the pipeline, and what concerns the web app."""

import os
from typing import Annotated

import typer

from pipeline.cli import app, main
from webapp.feedback_commands import feedback_app
from webapp.key_commands import audit_app, keys_app

__all__ = ["app", "main"]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Libraries that would start a thread for each core to answer one variant."""


app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
app.add_typer(feedback_app, name="feedback")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for one that is free.")] = 8000,
) -> None:
    """Serve the web app and the API for laboratories.

    Open to this machine alone; for others make keys first, see oncolit keys. Settings are
    environment variables, see docs/deploy.md.

    \b
    oncolit serve
    oncolit serve --host 0.0.0.0 --port 80
    """
    _use_one_thread()
    from webapp.serve import serve as run_server
    from webapp.settings import read_settings

    run_server(host, port, read_settings())


@app.command()
def worker() -> None:
    """Make reports of submissions, for a server that runs with ONCOLIT_WORKERS=0."""
    _use_one_thread()
    from webapp.settings import read_settings
    from webapp.worker import run_worker

    run_worker(read_settings())


def _use_one_thread() -> None:
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")


if __name__ == "__main__":
    main()
