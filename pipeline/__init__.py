"""The stages of dvc.yaml and the command line."""

import os

# MLflow reports its use to its makers unless told otherwise before it is first imported;
# a laboratory's machine should not.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
