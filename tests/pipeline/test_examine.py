"""Stage examine, and what cross-validation and tracking take from it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.leakage import LeakError
from pipeline.crossvalidate import run_crossvalidation
from pipeline.examine import examine, has_paper, key_numbers, main, simulated_priors
from pipeline.parameters import ParametersError, parse_parameters
from pipeline.prepared import Prepared, write_prepared
from pipeline.split import make_folds, text_groups
from pipeline.track import with_key_numbers
from variants.effect_class import CLASS_COLUMNS
from variants.schema import REGIMES

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
PARAMETERS = parse_parameters({"evaluate": {"bootstrap_resamples": 100}}, "test")


@pytest.fixture(scope="module")
def rows():
    """Sixty rows of twelve genes: every third without a text, the others two to a text."""
    numbers = np.arange(60)
    document = np.where(numbers % 3 == 0, -1, numbers // 4)
    _, document_of = np.unique(document[document >= 0], return_inverse=True)
    document[document >= 0] = document_of
    variants = pd.DataFrame(
        {
            "Gene": [f"GENE{number % 12}" for number in numbers],
            "Variation": [f"V{100 + number // 24}E" for number in numbers],
            "document": document,
            "Class": numbers % 9 + 1,
        },
        index=pd.RangeIndex(500, 560, name="ID"),
    )
    words = np.random.default_rng(0).choice(list("abcdefghijk"), (document.max() + 1, 30))
    documents = tuple(" ".join(f"{letter}word" for letter in text) for text in words)
    return Prepared(variants, documents, None, None, "ab" * 32, "made up")


@pytest.fixture(scope="module")
def papers(rows):
    return text_groups(rows, PARAMETERS.split)


@pytest.fixture(scope="module")
def folds(rows, papers):
    return make_folds(rows, papers, PARAMETERS.split, REGIMES)


@pytest.fixture(scope="module")
def probabilities(rows):
    matrix = np.random.default_rng(1).dirichlet(np.ones(9), len(rows.variants))
    return pd.DataFrame(matrix, index=rows.variants.index, columns=list(CLASS_COLUMNS))


@pytest.fixture(scope="module")
def report(rows, papers, folds, probabilities):
    return {
        regime: examine(regime, probabilities, folds[regime], rows, papers, PARAMETERS)
        for regime in REGIMES
    }


def with_embeddings(rows, **columns):
    return Prepared(
        rows.variants, rows.documents, pd.DataFrame(columns, rows.variants.index), None, "", ""
    )


def test_rows_without_a_text_have_no_known_paper(rows, report):
    with_text = rows.document >= 0
    assert has_paper(rows, r"a\d+").tolist() == with_text.tolist()
    assert report["random"]["twins"]["paper"]["n_known"] == with_text.sum() == 40


def test_a_document_embedding_makes_the_paper_known_and_an_empty_one_does_not(rows):
    first, second = np.full(60, np.nan), np.zeros(60)
    first[:20] = 0.0
    second[9] = 1.0
    known = has_paper(with_embeddings(rows, a0=first, a1=second, w0=np.ones(60)), r"a\d+")
    assert known[9]
    assert known.sum() == 41  # the other rows have zeros or gaps
    assert has_paper(with_embeddings(rows, w0=np.ones(60)), r"a\d+").all()


def test_the_regimes_keep_apart_what_they_say(report):
    assert report["random"]["twins"]["paper"]["n_twins"] > 0
    assert report["text"]["twins"]["paper"]["n_twins"] == 0
    assert report["gene"]["twins"]["residue"]["n_twins"] == 0
    assert report["gene"]["twins"]["variation"]["n_twins"] == 0


@pytest.mark.parametrize("regime", ["text", "gene"])
def test_folds_of_another_regime_stop_the_run(regime, rows, papers, folds, probabilities):
    with pytest.raises(LeakError, match=f"split {regime}"):
        examine(regime, probabilities, folds["random"], rows, papers, PARAMETERS)


def test_the_prior_that_is_given_is_tried_beside_the_built_in_ones():
    assert list(simulated_priors({})) == ["uniform", "all_comers"]
    tried = simulated_priors({"class1": 0.25, "class9": 0.75})
    assert tried["given"].tolist() == [0.25, 0, 0, 0, 0, 0, 0, 0, 0.75]
    assert tried["uniform"].tolist() == pytest.approx([1 / 9] * 9)


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        ({"class1": 0.5}, r"examine\.prior: .*must sum to 1, not 0\.5000"),
        ({"class10": 1.0}, r"examine\.prior: .*no class of class1 to class9: class10"),
        ({"class1": 1.5, "class2": -0.5}, r"examine\.prior\.class1: .*less than or equal to 1"),
    ],
)
def test_a_prior_that_is_none_is_refused_by_name(prior, message):
    with pytest.raises(ParametersError, match=message):
        parse_parameters({"examine": {"prior": prior}}, "params.yaml")


def test_the_key_numbers_are_those_of_the_tables(report):
    for part in report.values():
        metrics, twins, shift = part["metrics"], part["twins"], part["shift"]
        assert metrics == key_numbers(twins, shift)
        assert metrics["twin_share"] == twins["any"]["share"]
        assert metrics["log_loss_without_twins"] == twins["any"]["without"]["log_loss"]
        uniform = shift["uniform"]
        assert metrics["log_loss_uniform_prior"] == uniform["log_loss"]
        assert metrics["log_loss_uniform_prior_reweighted"] == uniform["log_loss_reweighted"]
        assert (
            metrics["log_loss_all_comers_prior_estimated"]
            == (shift["all_comers"]["log_loss_estimated"])
        )
        assert all(isinstance(value, float) for value in metrics.values())


def test_a_score_of_no_rows_is_no_metric(rows, papers, folds, probabilities):
    one_fold = folds["random"] * 0
    found = examine("random", probabilities, one_fold, rows, papers, PARAMETERS)["metrics"]
    assert found["twin_share"] == 0
    assert "log_loss_with_twins" not in found
    assert "log_loss_without_twins" in found


def test_the_key_numbers_join_the_scores_that_are_tracked(report):
    scores = {regime: {"log_loss": 1.0, "baselines": {}} for regime in REGIMES}
    found = with_key_numbers(scores, report)
    assert found["gene"] == {"log_loss": 1.0, "baselines": {}, **report["gene"]["metrics"]}
    assert scores["gene"] == {"log_loss": 1.0, "baselines": {}}


@pytest.fixture
def stage(tmp_path, rows, folds, probabilities):
    """What the stages before leave behind."""
    write_prepared(rows, tmp_path / "prepared")
    folds.to_csv(tmp_path / "folds.csv")
    (tmp_path / "predictions").mkdir()
    for regime in REGIMES:
        pd.concat([folds[regime].rename("fold"), rows.labels, probabilities], axis=1).to_csv(
            tmp_path / "predictions" / f"{regime}_oncolit.csv"
        )
    (tmp_path / "params.yaml").write_text("evaluate:\n  bootstrap_resamples: 100\n")
    return tmp_path


def run_stage(folder):
    names = ("prepared", "folds.csv", "predictions", "params.yaml", "leakage.json", "leakage.png")
    main(*(folder / name for name in names))


def test_the_stage_writes_the_report_of_all_regimes_and_its_plot(stage, report):
    run_stage(stage)
    found = json.loads((stage / "leakage.json").read_text())
    assert list(found) == list(REGIMES)
    assert found["text"]["twins"] == report["text"]["twins"]
    assert found["gene"]["metrics"] == pytest.approx(report["gene"]["metrics"])
    assert (stage / "leakage.png").read_bytes().startswith(b"\x89PNG")


def test_the_stage_gives_the_same_bytes_twice(stage):
    found = []
    for _ in range(2):
        run_stage(stage)
        found.append([(stage / f"leakage.{kind}").read_bytes() for kind in ("json", "png")])
    assert found[0] == found[1]


def test_a_leak_leaves_no_report_behind(stage, folds):
    table = pd.read_csv(stage / "predictions" / "gene_oncolit.csv")
    table.assign(fold=folds["random"].to_numpy()).to_csv(
        stage / "predictions" / "gene_oncolit.csv", index=False
    )
    with pytest.raises(LeakError, match="split gene"):
        run_stage(stage)
    assert not (stage / "leakage.json").exists()


@pytest.mark.slow
def test_a_cross_validation_writes_its_part_and_names_the_share_of_twins(tmp_path):
    params = tmp_path / "params.yaml"
    params.write_text(
        "classifier:\n  n_estimators: 5\n"
        "text:\n  doc2vec_size: 0\n  tfidf_components: 4\n"
        "evaluate:\n  bootstrap_resamples: 100\n"
    )
    said = run_crossvalidation(DEMO, "random", 2, 0, tmp_path / "out", params)
    found = json.loads((tmp_path / "out" / "leakage.json").read_text())
    assert list(found) == ["random"]
    scores = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert found["random"]["twins"]["all"]["log_loss"] == pytest.approx(scores["log_loss"])
    share = found["random"]["metrics"]["twin_share"]
    without = found["random"]["metrics"]["log_loss_without_twins"]
    line = f"With a near-twin in training: {100 * share:.1f} % of rows, log loss without them "
    assert f"{line}{without:.4f}" in said
