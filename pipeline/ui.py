"""``make ui``: the MLflow UI on the one store."""

import os
import sys

from experiments.saved_views import add_views
from experiments.tracking import open_store
from pipeline.settings import EXPERIMENT, artifact_folder, tracking_uri

ADDRESS = ("127.0.0.1", "5000")
"""Host and port of the UI."""


def main() -> None:
    """Replace this process by the MLflow server."""
    uri = tracking_uri()
    open_store(uri, EXPERIMENT, artifact_folder())
    add_views(EXPERIMENT)
    host, port = ADDRESS
    print(
        f"MLflow UI: http://{host}:{port}  (experiment {EXPERIMENT}; Ctrl-C stops it)", flush=True
    )
    arguments = ["-m", "mlflow", "ui", "--backend-store-uri", uri, "--host", host, "--port", port]
    os.execv(sys.executable, [sys.executable, *arguments])


if __name__ == "__main__":
    main()
