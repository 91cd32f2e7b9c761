import mlflow
import numpy as np
import pandas as pd
import pytest

from experiments.baseline_plot import draw_baselines
from experiments.baseline_scores import learners_by_loss, score_baselines
from experiments.baseline_tracking import BaselinesRun, baselines_note, log_baselines
from experiments.baselines import OURS
from experiments.field_baselines import FieldBaseline
from experiments.scores import score_probabilities
from experiments.tracking import FINGERPRINT
from variants.effect_class import CLASS_COLUMNS

REGIMES = ("random", "gene")
MEANINGS = {"random": "rows at random", "gene": "a gene never seen"}
GOOD, BAD = FieldBaseline("stacking", "response"), FieldBaseline("stacking", "one_hot")
SHARES = {FieldBaseline("prior"): 0.2, GOOD: 0.7, BAD: 0.4}
"""What each gives to the true class; ours gives 0.6."""


@pytest.fixture(scope="module")
def labels():
    return pd.Series(np.resize([1, 4, 7], 60), name="Class")


@pytest.fixture(scope="module")
def answers(labels):
    """Return answers that give the true class about the same share in each row."""
    generator = np.random.default_rng(0)

    def answer(share):
        shares = np.clip(share + generator.normal(scale=0.02, size=60), 0.05, 0.95)
        matrix = np.repeat((1 - shares)[:, None] / 8, 9, axis=1)
        matrix[np.arange(60), labels - 1] = shares
        return pd.DataFrame(matrix, columns=list(CLASS_COLUMNS))

    field = {regime: {name: answer(share) for name, share in SHARES.items()} for regime in REGIMES}
    return field, {regime: answer(0.6) for regime in REGIMES}


@pytest.fixture(scope="module")
def units():
    return {"random": np.arange(60), "gene": np.arange(60) // 4}


@pytest.fixture(scope="module")
def table(answers, labels, units):
    return score_baselines(*answers, labels, units, n_resamples=200)


@pytest.fixture(scope="module")
def without_ours(answers, labels, units):
    return score_baselines(answers[0], None, labels, units, n_resamples=200)


def test_the_table_has_a_row_a_regime_and_learner_ours_first(table, answers, labels):
    named = [(OURS, ""), ("prior", ""), ("stacking", "response"), ("stacking", "one_hot")]
    assert list(zip(table["learner"], table["features"], strict=True)) == named * 2
    assert table["split"].tolist() == [regime for regime in REGIMES for _ in named]
    expected = score_probabilities(answers[0]["gene"][BAD], labels)
    assert table.iloc[-1][list(expected)].to_dict() == pytest.approx(expected)


def test_the_difference_is_to_ours_and_positive_where_worse(table):
    rows = table.set_index(["learner", "features", "split"])
    assert (table.loc[table["learner"] == OURS, "difference"] == 0).all()
    for regime in REGIMES:
        ours, better, worse = (
            rows.loc[(*key, regime)]
            for key in ((OURS, ""), ("stacking", "response"), ("stacking", "one_hot"))
        )
        assert better["difference_ci_high"] < 0 < worse["difference_ci_low"]
        assert worse["difference"] == pytest.approx(worse["log_loss"] - ours["log_loss"])


def test_without_ours_there_are_scores_and_no_differences(without_ours, table):
    assert OURS not in without_ours["learner"].tolist()
    assert without_ours["difference"].isna().all()
    others = table[table["learner"] != OURS]
    assert without_ours["log_loss"].tolist() == others["log_loss"].tolist()


def test_learners_are_ordered_by_their_mean_loss(table):
    assert learners_by_loss(table) == [
        ("stacking", "response"), (OURS, ""), ("stacking", "one_hot"), ("prior", ""),
    ]  # fmt: skip


def test_the_plot_has_a_panel_a_regime_with_the_best_learner_on_top(table):
    figure = draw_baselines(table, MEANINGS)
    assert [axes.get_title() for axes in figure.axes] == [
        "Split: random\nrows at random", "Split: gene\na gene never seen",
        "Split: random", "Split: gene",
    ]  # fmt: skip
    upper, _, lower, _ = (
        [label.get_text() for label in axes.get_yticklabels()] for axes in figure.axes
    )
    assert upper == ["stacking", "oncolit", "prior"]
    assert lower == ["stacking", "prior"]
    for axes in figure.axes:
        bottom, top = axes.get_ylim()
        assert bottom > top
    [legend] = figure.legends
    assert [text.get_text() for text in legend.get_texts()][:3] == [
        "oncolit, all views", "one-hot", "response coding",
    ]  # fmt: skip


def dots(axes):
    return sorted(line.get_xdata()[0] for line in axes.lines if line.get_marker() in set("DosX"))


def dotted(axes):
    return [list(line.get_xdata()) for line in axes.lines if line.get_linestyle() == ":"]


def test_the_plot_shows_losses_above_differences_below_and_where_ours_is(table):
    figure = draw_baselines(table, MEANINGS)
    gene = table[table["split"] == "gene"]
    ours = gene.loc[gene["learner"] == OURS, "log_loss"].item()
    assert dots(figure.axes[1]) == pytest.approx(sorted(gene["log_loss"]))
    assert dotted(figure.axes[1]) == [[ours, ours]]
    others = gene.loc[gene["learner"] != OURS, "difference"]
    assert dots(figure.axes[3]) == pytest.approx(sorted(others))
    assert dotted(figure.axes[3]) == [[0, 0]]


def test_the_plot_is_drawn_without_ours_and_for_one_regime(without_ours, tmp_path):
    figure = draw_baselines(without_ours[without_ours["split"] == "gene"], MEANINGS)
    assert len(figure.axes) == 1
    assert "oncolit, all views" not in [text.get_text() for text in figure.legends[0].get_texts()]
    figure.savefig(tmp_path / "baselines.png")
    assert (tmp_path / "baselines.png").read_bytes().startswith(b"\x89PNG")


def test_the_note_has_losses_with_intervals_and_differences(table, without_ours):
    lines = baselines_note(table).splitlines()
    assert lines[2:4] == ["| learner | features | random | gene |", "|---|---|---|---|"]
    assert lines[4].startswith("| stacking | response | 0.3")
    assert lines[4].count("[-0.1") == 2
    assert lines[5].startswith("| oncolit |  | 0.5")
    assert "[" not in lines[5]
    assert "[" not in "".join(baselines_note(without_ours).splitlines()[2:])


@pytest.fixture(scope="module")
def logged(mlflow_store, table, tmp_path_factory):
    """Return the parent run and its nested runs by name."""
    file = tmp_path_factory.mktemp("out") / "baselines.tsv"
    file.write_text("made up")
    run = BaselinesRun(
        parameters={"split.folds": 3, "baselines.learners": "oncolit,prior,stacking"},
        tags={
            "data.sha256": "ab" * 32,
            "data.name": "made-up",
            "git.commit": "c0ffee",
            FINGERPRINT: "f" * 64,
        },
        table=table,
        variants=pd.DataFrame(
            {"Gene": ["BRAF"], "Variation": ["V600E"], "Class": [7]},
            index=pd.Index([0], name="ID"),
        ),
        files=(file,),
    )
    run_id = log_baselines(run)
    children = mlflow.search_runs(
        experiment_names=["oncolit"],
        filter_string=f"tags.`mlflow.parentRunId` = '{run_id}'",
        output_format="list",
    )
    return mlflow.get_run(run_id), {child.info.run_name: child for child in children}


def test_there_is_a_nested_run_a_regime_and_learner(logged):
    parent, children = logged
    assert parent.info.run_name == "baselines"
    assert sorted(children) == sorted(
        f"{regime}-{name}"
        for regime in REGIMES
        for name in ("oncolit", "prior", "stacking-response", "stacking-one_hot")
    )


def test_all_runs_are_tagged_with_kind_data_and_code_and_none_has_a_fingerprint(logged):
    parent, children = logged
    for run in (parent, *children.values()):
        assert run.data.tags["run.kind"] == "baselines"
        assert run.data.tags["data.sha256"] == "ab" * 32
        assert run.data.tags["git.commit"] == "c0ffee"
        assert FINGERPRINT not in run.data.tags
        assert run.data.params["split.folds"] == "3"


def test_a_nested_run_has_its_scores_and_differences(logged, table):
    child = logged[1]["gene-stacking-one_hot"]
    row = table.iloc[-1]
    assert child.data.metrics["gene/log_loss"] == pytest.approx(row["log_loss"])
    assert child.data.metrics["gene/log_loss_difference"] == pytest.approx(row["difference"])
    assert not any(name.startswith("random/") for name in child.data.metrics)
    assert (child.data.params["learner"], child.data.params["features"]) == ("stacking", "one_hot")
    assert child.data.tags["regime"] == "gene"


def test_the_parent_has_our_scores_the_table_and_the_files(logged, table):
    parent, _ = logged
    ours = table[table["learner"] == OURS].set_index("split")["log_loss"]
    for regime in REGIMES:
        assert parent.data.metrics[f"{regime}/log_loss"] == pytest.approx(ours[regime])
    assert parent.data.tags["mlflow.note.content"] == baselines_note(table)
    artifacts = {item.path for item in mlflow.MlflowClient().list_artifacts(parent.info.run_id)}
    assert artifacts == {"baselines.tsv", "baselines.json"}
    [data] = parent.inputs.dataset_inputs
    assert (data.dataset.name, data.tags[0].value) == ("made-up", "ab" * 32)
