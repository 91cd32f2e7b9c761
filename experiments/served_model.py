"""The registered model as MLflow loads it: a table of variants in, nine probabilities out.

MLflow runs this file when it logs or loads the model ("models from code"),
so that no pickle of a model class is kept.
"""

from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel

from experiments.model_folder import ARTIFACT, TrainedModel, read_model


class ServedModel(PythonModel):
    """Answers a DataFrame of Gene, Variation and optional Text, embeddings and annotations."""

    def load_context(self, context: Any) -> None:
        """Read the model folder."""
        self.model: TrainedModel = read_model(Path(context.artifacts[ARTIFACT]))

    def predict(
        self,
        context: Any,  # noqa: ARG002
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> pd.DataFrame:
        """Return probabilities of shape (n_rows, 9), ``class1`` to ``class9``."""
        return self.model.predict_table(model_input)


mlflow.models.set_model(ServedModel())
