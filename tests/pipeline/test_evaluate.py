import numpy as np
import pandas as pd

from experiments.scores import CLASS_METRICS
from pipeline.evaluate import write_plots

COLUMNS = [f"class{number}" for number in range(1, 10)]


def test_a_split_gets_its_figures_and_tables_and_the_scores_of_each_class(tmp_path):
    probabilities = pd.DataFrame(
        np.random.default_rng(0).dirichlet(np.ones(9), size=30), columns=COLUMNS
    )
    labels = pd.Series(np.arange(30) % 9 + 1)
    write_plots("gene", probabilities, labels, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "confusion_gene.png", "reliability_gene.png", "class_calibration_gene.png",
        "confusion_gene.csv", "reliability_gene.csv", "classes_gene.csv",
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "classes_gene.csv")
    assert list(table.columns) == ["class", *CLASS_METRICS]
    assert table["class"].tolist() == list(range(1, 10))
    assert table["support"].sum() == 30
