import json

import numpy as np
import pandas as pd
import pytest

from experiments.answers import ANSWER_COLUMNS, score_answers
from experiments.baselines import LEARNERS, OURS
from experiments.scores import CLASS_METRICS
from pipeline import evaluate, featurize, split
from pipeline.evaluate import write_plots
from pipeline.prepared import Prepared, write_prepared
from variants.schema import REGIMES

PARAMS = """
split: {folds: 2}
text: {doc2vec_size: 4, doc2vec_epochs: 2, tfidf_components: 4}
classifier: {n_estimators: 5, max_depth: 2}
confidence: {coverage: 0.8}
evaluate: {workers: 1, bootstrap_resamples: 100}
recommend: {regime: text}
"""

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


def made_up():
    """Return 90 prepared rows, every other with a text that names its variant."""
    generator = np.random.default_rng(0)
    genes = generator.choice(["BRAF", "KIT", "TP53", "PTEN", "EGFR", "MET"], 90)
    places = generator.integers(1, 900, 90)
    texts = [
        f"In {gene} V{at}E was activating. Cells" for gene, at in zip(genes, places, strict=True)
    ]
    document = np.where(np.arange(90) % 2, np.arange(90) // 2, -1)
    variants = pd.DataFrame(
        {
            "Gene": genes,
            "Variation": [f"V{at}E" for at in places],
            "document": document,
            "Class": np.where(np.isin(genes, ["TP53", "PTEN"]), 4, 7),
        },
        # Not in the order of their numbers.
        index=pd.Index((np.arange(90) * 7) % 1000 + 100, name="ID"),
    ).iloc[::-1]
    return Prepared(variants, tuple(texts[1::2]), None, None, "0" * 64, "made up")


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """Return the folder of all that the stages up to evaluate wrote of made-up data."""
    folder = tmp_path_factory.mktemp("evaluated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCOLIT_HOME", str(folder / "home"))
        write_prepared(made_up(), folder / "prepared")
        (folder / "params.yaml").write_text(PARAMS)
        split.main(folder / "prepared", folder / "params.yaml", folder / "folds.csv")
        featurize.main(folder / "prepared", folder / "params.yaml", folder / "literature",
                       folder / "evidence.jsonl")  # fmt: skip
        evaluate.main(
            *(folder / name for name in ("prepared", "literature", "evidence.jsonl", "folds.csv")),
            *(folder / name for name in ("params.yaml", "predictions", "answers.jsonl")),
            folder / "metrics.json", folder / "plots",
        )  # fmt: skip
    return folder


def test_every_row_has_its_held_out_answer_in_the_regime_of_suggestions(evaluated):
    rows = made_up().variants
    lines = (evaluated / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["ID"] for record in records] == rows.index.tolist()
    assert [record["label"] for record in records] == rows["Class"].tolist()
    assert {record["split"] for record in records} == {"text"}
    for record, gene, variation, document in zip(
        records, rows["Gene"], rows["Variation"], rows["document"], strict=True
    ):
        assert (record["Gene"], record["Variation"]) == (gene, variation)
        said = [f"In {gene} {variation} was activating."] if document >= 0 else []
        assert [sentence["text"] for sentence in record["sentences"]] == said
        assert record["why"]["words"].startswith(record["effect"])
        assert record["ID"] not in [other["id"] for other in record["similar"]]


@pytest.mark.parametrize("regime", REGIMES)
def test_answers_of_a_regime_stand_beside_its_predictions_and_what_they_are_worth_in_metrics(
    evaluated, regime
):
    answers = pd.read_csv(evaluated / "predictions" / f"{regime}_answers.csv", index_col="ID")
    ours = pd.read_csv(evaluated / "predictions" / f"{regime}_{OURS}.csv", index_col="ID")
    assert tuple(answers.columns) == ANSWER_COLUMNS
    assert answers.index.equals(ours.index)
    np.testing.assert_allclose(answers["probability"], ours[COLUMNS].max(axis=1))
    metrics = json.loads((evaluated / "metrics.json").read_text())[regime]
    worth = score_answers(answers, ours["Class"])
    assert {"set_coverage", "set_size", "answered"} <= set(worth)
    assert worth == pytest.approx({name: metrics[name] for name in worth})
    assert set(metrics["baselines"]) == set(LEARNERS) - {OURS}
    assert worth["set_coverage"] > 0.7
