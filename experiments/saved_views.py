"""Saved views of the experiment's page: the menu *Views* in the MLflow UI.

A view is a filter, an order and a choice of columns. MLflow 3.17 keeps it as a tag of the
experiment; another version that does not know the tag leaves it aside.
"""

import json
from dataclasses import dataclass

import mlflow

_TAG = "mlflow.sharedViewState."
_CREATED = 1_767_225_600_000
"""Milliseconds since 1970, the same in every store: 1 January 2026."""


@dataclass(frozen=True)
class SavedView:
    """What an analyst sees of the experiment's runs.

    Parameters
    ----------
    key : str
        In addresses, as ``viewStateShareKey``.
    name : str
        In the menu.
    runs : str
        MLflow's filter of runs.
    order : str
        Metric by which they are sorted, the least first.
    metrics, parameters, tags : tuple of str
        Columns.

    Examples
    --------
    >>> VIEWS[0].tag
    'mlflow.sharedViewState.pipeline'
    """

    key: str
    name: str
    runs: str
    order: str
    metrics: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """Name of the experiment's tag."""
        return _TAG + self.key

    @property
    def value(self) -> str:
        """The tag's value, in MLflow's own form."""
        columns = [
            "attributes.`Models`",
            *(f"metrics.`{name}`" for name in self.metrics),
            *(f"params.`{name}`" for name in self.parameters),
            *(f"tags.`{name}`" for name in self.tags),
        ]
        state = {
            "searchFilter": self.runs,
            "orderByKey": f"metrics.`{self.order}`",
            "orderByAsc": True,
            "selectedColumns": columns,
        }
        return json.dumps(
            {
                "name": self.name,
                "createdAt": _CREATED,
                "updatedAt": _CREATED,
                "state": json.dumps(state),
            }
        )


VIEWS = (
    SavedView(
        key="pipeline",
        name="Pipeline runs, by gene/log_loss",
        runs="tags.`pipeline.fingerprint` LIKE '%'",
        order="gene/log_loss",
        metrics=("gene/log_loss", "text/log_loss", "random/log_loss", "gene/ece"),
        parameters=("classifier.max_depth", "classifier.n_estimators", "classifier.learning_rate"),
        tags=("data.name", "data.sha256", "git.commit", "promotion.outcome"),
    ),
    SavedView(
        key="baselines",
        name="Baselines in the split gene",
        runs="tags.`run.kind` = 'baselines' AND tags.regime = 'gene'",
        order="gene/log_loss",
        metrics=(
            "gene/log_loss", "gene/log_loss_difference", "gene/log_loss_difference_ci_low",
            "gene/log_loss_difference_ci_high", "gene/accuracy", "gene/macro_f1",
        ),
        parameters=("learner", "features"),
        tags=("data.name",),
    ),
)  # fmt: skip
"""The views of every store."""


def add_views(experiment: str) -> None:
    """Give the experiment those views that it does not have; leave alone what a person changed."""
    found = mlflow.get_experiment_by_name(experiment)
    if found is None:
        return
    client = mlflow.MlflowClient()
    for view in VIEWS:
        if view.tag not in found.tags:
            client.set_experiment_tag(found.experiment_id, view.tag, view.value)
