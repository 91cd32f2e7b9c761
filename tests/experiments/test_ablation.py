import math
from dataclasses import replace

import mlflow
import numpy as np
import pandas as pd
import pytest

from engine.local_engine import LocalEngine
from experiments.ablation import (
    AblationError,
    Configuration,
    Kind,
    choose_groups,
    configurations,
    run_ablation,
)
from experiments.ablation_plot import draw_ablation
from experiments.ablation_scores import groups_by_worth, score_ablation
from experiments.ablation_tracking import AblationRun, log_ablation
from experiments.baselines import OURS
from experiments.classifier import ExperimentSettings
from experiments.crossvalidation import cross_validate
from experiments.scores import score_probabilities
from experiments.situation import SITUATION
from experiments.splits import assign_folds
from experiments.tracking import FINGERPRINT, find_run

REGIMES = ("random", "gene")
SIGNAL, NOISE = "embeddings", "annotations"
MEANINGS = {"random": "rows at random", "gene": "a gene never seen"}
SCORES = ("log_loss", "accuracy", "macro_f1", "balanced_accuracy", "ece")


class FewViews(ExperimentSettings):
    """Settings with a few views that are fitted in a moment."""

    def new_views(self):
        views = super().new_views()
        return {
            name: views[name] for name in ("one_hot", "tfidf", "doc2vec", SIGNAL, NOISE, SITUATION)
        }


@pytest.fixture(scope="module")
def settings(fast_settings):
    """Return settings that learn much from few trees."""
    eager = replace(
        fast_settings.classifier, n_estimators=20, learning_rate=0.3,
        min_child_weight=0.5,
    )  # fmt: skip
    return FewViews(eager, fast_settings.text, views_left_out=())


@pytest.fixture(scope="module")
def table(make_table):
    """Return variants whose class is in their embeddings and nowhere else."""
    made = make_table(60)
    generator = np.random.default_rng(1)
    classes = generator.permutation(np.resize([1, 4, 7], len(made)))
    for column, centre in (("a0", classes), ("a1", classes % 4)):
        made[column] = centre + generator.normal(scale=0.1, size=len(made))
    return made.assign(Class=classes)


@pytest.fixture(scope="module")
def folds(table):
    labels, genes = table["Class"].to_numpy(), table["Gene"].to_numpy()
    return {regime: assign_folds(regime, labels, genes, 2) for regime in REGIMES}


@pytest.fixture(scope="module")
def inputs(table, make_model_inputs):
    return make_model_inputs(table)


@pytest.fixture(scope="module")
def ablation(table, inputs, folds, settings):
    labels = table["Class"].to_numpy()
    return run_ablation(inputs, labels, folds, settings, (SIGNAL, NOISE))


@pytest.fixture(scope="module")
def scores(ablation, table):
    units = {"random": np.arange(len(table)), "gene": table["Gene"].to_numpy()}
    return score_ablation(ablation, table["Class"], units, n_resamples=200)


def row(scores, name, regime="random"):
    return scores[(scores["configuration"] == name) & (scores["split"] == regime)].iloc[0]


def test_all_groups_answer_exactly_as_cross_validation_does(
    ablation, table, inputs, folds, settings
):
    expected = cross_validate(inputs, table["Class"].to_numpy(), folds, settings)
    for regime in REGIMES:
        for kind, learner in ((Kind.ALL, OURS), (Kind.NONE, "prior")):
            found = ablation.probabilities[regime][Configuration(kind)]
            pd.testing.assert_frame_equal(found, expected[regime][learner], check_exact=True)


@pytest.mark.parametrize("regime", REGIMES)
def test_leaving_the_signal_out_hurts_and_the_noise_does_not(scores, regime):
    without = row(scores, f"without {SIGNAL}", regime)
    assert without["difference"] > 0.1
    assert without["difference_ci_low"] > 0
    assert abs(row(scores, f"without {NOISE}", regime)["difference"]) < 0.1


@pytest.mark.parametrize("regime", REGIMES)
def test_the_signal_alone_is_far_better_than_nothing_and_the_noise_is_not(scores, regime):
    nothing = row(scores, "none", regime)["log_loss"]
    assert row(scores, f"only {SIGNAL}", regime)["log_loss"] < nothing - 0.3
    assert row(scores, f"only {NOISE}", regime)["log_loss"] > nothing - 0.05


def test_the_table_has_a_row_for_each_configuration_in_each_regime(scores):
    names = [configuration.name for configuration in configurations((SIGNAL, NOISE))]
    assert names == [
        "all", "without embeddings", "without annotations", "only embeddings",
        "only annotations", "none",
    ]  # fmt: skip
    assert scores["configuration"].tolist() == names * len(REGIMES)
    assert scores["split"].tolist() == [regime for regime in REGIMES for _ in names]
    assert row(scores, f"only {SIGNAL}")[["kind", "group"]].tolist() == ["only", SIGNAL]


def test_scores_are_those_of_the_probabilities_and_differences_those_of_the_losses(
    scores, ablation, table
):
    for regime in REGIMES:
        everything = row(scores, "all", regime)
        assert everything[["difference", "difference_ci_low", "difference_ci_high"]].eq(0).all()
        for configuration, probabilities in ablation.probabilities[regime].items():
            found = row(scores, configuration.name, regime)
            for name, value in score_probabilities(probabilities, table["Class"]).items():
                assert found[name] == pytest.approx(value)
            assert found["difference"] == pytest.approx(found["log_loss"] - everything["log_loss"])
            for name in ("log_loss", "difference"):
                assert found[f"{name}_ci_low"] <= found[name] <= found[f"{name}_ci_high"]


@pytest.mark.slow
def test_the_result_does_not_depend_on_the_number_of_workers(
    ablation, table, inputs, folds, settings
):
    labels = table["Class"].to_numpy()
    again = run_ablation(inputs, labels, folds, settings, (SIGNAL, NOISE), LocalEngine(2))
    for regime in REGIMES:
        for configuration, probabilities in ablation.probabilities[regime].items():
            pd.testing.assert_frame_equal(
                again.probabilities[regime][configuration], probabilities, check_exact=True
            )


def test_groups_without_columns_are_named_and_left_out(table, folds, settings, make_model_inputs):
    bare = make_model_inputs(table.drop(columns=["Text", "CADD_phred", "SIFT_pred"]))
    found = run_ablation(
        bare, table["Class"].to_numpy(), {"random": folds["random"]}, settings,
        ("tfidf", SIGNAL, "doc2vec", NOISE),
    )  # fmt: skip
    assert found.groups == (SIGNAL,)
    assert found.absent == ("tfidf", "doc2vec", NOISE)
    assert list(found.probabilities["random"]) == configurations((SIGNAL,))


def test_a_group_without_columns_in_one_fold_changes_nothing_there(
    table, settings, make_model_inputs
):
    # The only texts stand in fold 0, so that none is left to train on for it.
    fold = np.resize([0, 1, 2], len(table))
    texts = [f"{text or 'kinase'} gain loss" for text in table["Text"]]
    inputs = make_model_inputs(table.assign(Text=np.where(fold == 0, texts, None)))
    found = run_ablation(
        inputs, table["Class"].to_numpy(), {"random": fold}, settings, ("tfidf",)
    ).probabilities["random"]
    everything, without, alone, nothing = (frame[fold == 0] for frame in found.values())
    pd.testing.assert_frame_equal(without, everything, check_exact=True)
    pd.testing.assert_frame_equal(alone, nothing, check_exact=True)
    alone, nothing = (list(found.values())[number][fold != 0] for number in (2, 3))
    assert (alone != nothing).any(axis=None)


def test_data_with_none_of_the_groups_asked_for_are_refused(
    table, folds, settings, make_model_inputs
):
    bare = make_model_inputs(table[["Gene", "Variation"]])
    with pytest.raises(AblationError, match=r"no columns on these data for the groups tfidf, ann"):
        run_ablation(
            bare, table["Class"].to_numpy(), {"random": folds["random"]}, settings,
            ("annotations", "tfidf"),
        )  # fmt: skip


def test_groups_are_all_by_default_and_else_in_column_order(settings):
    known = tuple(name for name in settings.new_views() if name != SITUATION)
    assert choose_groups(settings, None) == known
    assert choose_groups(settings, [known[2], known[0], known[2]]) == (known[0], known[2])


@pytest.mark.parametrize(
    ("names", "got"), [(("tfidf", "txt"), "'txt'"), ((SITUATION,), "'situation'"), ((), "none")]
)
def test_an_unknown_group_is_refused_with_those_that_are_known(settings, names, got):
    known = ", ".join(name for name in settings.new_views() if name != SITUATION)
    with pytest.raises(AblationError) as caught:
        choose_groups(settings, names)
    assert str(caught.value) == f"expected feature groups of {known}; got {got}"


def test_progress_is_told_of_every_fold(table, inputs, folds, settings):
    seen = []

    def watch(finished, total):
        for item in finished:
            seen.append(total)
            yield item

    run_ablation(
        inputs, table["Class"].to_numpy(), {"gene": folds["gene"]}, settings, (SIGNAL,),
        progress=watch,
    )  # fmt: skip
    assert seen == [2, 2]


def test_the_plot_has_a_panel_a_regime_with_the_costliest_group_on_top(scores):
    figure = draw_ablation(scores, MEANINGS)
    upper, lower = figure.subfigs
    assert groups_by_worth(scores) == [SIGNAL, NOISE]
    for half in (upper, lower):
        assert len(half.axes) == len(REGIMES)
        labels = half.axes[0].get_yticklabels()
        assert [label.get_text() for label in labels] == [SIGNAL, NOISE]
        bottom, top = half.axes[0].get_ylim()
        assert bottom > top
    loss = row(scores, "all", "gene")["log_loss"]
    assert upper.axes[1].get_title() == (
        f"Split: gene\na gene never seen\nlog loss with all groups: {loss:.3f}"
    )
    assert "nats" in upper.get_supxlabel()


def test_the_plot_is_written_as_png_for_one_regime_too(scores, tmp_path):
    figure = draw_ablation(scores[scores["split"] == "gene"], MEANINGS)
    figure.savefig(tmp_path / "ablation.png")
    assert (tmp_path / "ablation.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module")
def logged(mlflow_store, scores, tmp_path_factory):
    """Return the parent run and its nested runs by name."""
    files = [tmp_path_factory.mktemp("out") / name for name in ("ablation.csv", "ablation.png")]
    for file in files:
        file.write_text("made up")
    run = AblationRun(
        parameters={"split.folds": 3, "ablation.groups": f"{SIGNAL},{NOISE}"},
        tags={"data.sha256": "ab" * 32, "git.commit": "c0ffee", FINGERPRINT: "f" * 64},
        table=scores,
        files=tuple(files),
    )
    run_id = log_ablation(run)
    children = mlflow.search_runs(
        experiment_names=["oncolit"],
        filter_string=f"tags.`mlflow.parentRunId` = '{run_id}'",
        output_format="list",
    )
    return mlflow.get_run(run_id), {child.info.run_name: child for child in children}


def test_the_parent_run_has_the_scores_of_all_groups_under_their_usual_names(logged, scores):
    parent, _ = logged
    assert (parent.info.run_name, parent.info.status) == ("ablation", "FINISHED")
    names = (*SCORES, "log_loss_ci_low", "log_loss_ci_high")
    assert parent.data.metrics == {
        f"{regime}/{name}": row(scores, "all", regime)[name] for regime in REGIMES for name in names
    }
    assert parent.data.params == {"split.folds": "3", "ablation.groups": f"{SIGNAL},{NOISE}"}
    assert parent.data.tags["data.sha256"] == "ab" * 32
    assert parent.data.tags["git.commit"] == "c0ffee"
    kept = mlflow.MlflowClient().list_artifacts(parent.info.run_id)
    assert {item.path for item in kept} == {"ablation.csv", "ablation.png"}


def test_the_page_of_the_parent_run_shows_the_differences(logged, scores):
    parent, _ = logged
    note = parent.data.tags["mlflow.note.content"].splitlines()
    assert note[2] == "| configuration | random | gene |"
    found = row(scores, f"without {SIGNAL}")
    assert note[4].startswith(
        f"| without {SIGNAL} | {found['difference']:+.3f} ({found['difference_ci_low']:+.3f} to "
    )
    assert len(note) == 4 + 5


def test_each_configuration_is_a_nested_run_with_its_scores_and_differences(logged, scores):
    parent, children = logged
    assert set(children) == {found.name for found in configurations((SIGNAL, NOISE))}
    child = children[f"without {SIGNAL}"]
    assert child.data.tags["mlflow.parentRunId"] == parent.info.run_id
    assert (child.data.params["kind"], child.data.params["group"]) == ("without", SIGNAL)
    assert child.data.params["split.folds"] == "3"
    expected = row(scores, f"without {SIGNAL}", "gene")
    for name in (*SCORES, "log_loss_ci_low"):
        assert child.data.metrics[f"gene/{name}"] == expected[name]
    for name in ("difference", "difference_ci_low", "difference_ci_high"):
        assert child.data.metrics[f"gene/log_loss_{name}"] == expected[name]
    assert all(math.isfinite(value) for value in child.data.metrics.values())


def test_an_ablation_is_neither_a_pipeline_run_nor_promoted(logged):
    parent, children = logged
    for run in (parent, *children.values()):
        assert run.data.tags["run.kind"] == "ablation"
        assert FINGERPRINT not in run.data.tags
    assert find_run("oncolit", "f" * 64) is None
    assert mlflow.MlflowClient().search_registered_models() == []
