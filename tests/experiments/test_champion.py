import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import mlflow
import numpy as np
import pytest

from experiments.champion import Challenge, Verdict, differences, judge, record_verdict
from experiments.comparison import compare_runs

COLUMNS = [f"class{number}" for number in range(1, 10)]


def worse(run, *regimes, rows=slice(None), share=0.9):
    """Return the run with its answers drawn towards a uniform guess."""
    answers = {name: table.copy() for name, table in run.answers.items()}
    for regime in regimes:
        matrix = answers[regime][COLUMNS].to_numpy().copy()
        matrix[rows] = (1 - share) * matrix[rows] + share / 9
        answers[regime][COLUMNS] = matrix
    return replace(run, name="candidate", answers=answers)


def test_the_first_candidate_becomes_champion(make_run):
    verdict = judge(make_run(), None)
    assert (verdict.promoted, verdict.reason) == (True, "There is no champion yet.")
    assert verdict.comparison is None


@pytest.mark.parametrize("regime", ["gene", "text"])
def test_a_candidate_that_is_worse_in_a_guarded_split_is_refused_and_told_where(make_run, regime):
    champion = make_run(skill=0.6)
    verdict = judge(worse(champion, regime), champion)
    assert not verdict.promoted
    found = verdict.comparison.regimes[regime]
    assert found.difference > 0
    assert verdict.reason == (
        f"Worse than the champion beyond noise: {regime} log loss {found.difference:+.4f} "
        f"({found.interval[0]:+.4f} to {found.interval[1]:+.4f})."
    )


def test_a_candidate_that_is_worse_in_the_random_split_only_is_promoted(make_run):
    champion = make_run(skill=0.6)
    verdict = judge(worse(champion, "random"), champion)
    assert verdict.promoted
    assert verdict.comparison.regimes["random"].is_worse


def test_a_candidate_that_is_worse_within_noise_is_promoted(make_run):
    champion = make_run(skill=0.6)
    verdict = judge(worse(champion, "gene", rows=champion.groups["gene"] == 3), champion)
    assert verdict.comparison.regimes["gene"].difference > 0
    assert verdict.promoted
    assert "Not worse than the champion beyond noise" in verdict.reason


def test_a_better_candidate_is_promoted(make_run):
    assert judge(make_run(skill=0.6), make_run("champion", seed=1, skill=0.3)).promoted


def test_a_demo_model_never_replaces_one_of_other_data_and_the_reverse_is_free(make_run):
    demo = make_run("demo", tags={"data.demo": "true", "data.sha256": "cd" * 32})
    verdict = judge(demo, make_run())
    assert not verdict.promoted
    assert "demo data" in verdict.reason
    assert judge(make_run(), demo).promoted


def test_demo_models_are_judged_among_themselves(make_run):
    champion = make_run(tags={"data.demo": "true"}, skill=0.6)
    assert not judge(worse(champion, "gene"), champion).promoted
    assert judge(replace(champion, name="other"), champion).promoted


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tags": {"data.sha256": "cd" * 32}}, "different data"),
        ({"parameters": {"split.folds": "10"}}, "different folds (split.folds 5 and 10)"),
    ],
)
def test_a_candidate_that_cannot_be_compared_is_refused(make_run, changes, said):
    verdict = judge(make_run("candidate", skill=1, **changes), make_run("champion"))
    assert (verdict.promoted, verdict.comparison) == (False, None)
    assert said in verdict.reason


def test_what_cannot_be_judged_is_not_promoted(make_run):
    pair = [make_run(name, skill=0.5, keeps_groups=False) for name in ("candidate", "champion")]
    verdict = judge(*pair)
    assert not verdict.promoted
    assert "No interval of the difference in gene and text" in verdict.reason


def test_the_differences_are_by_split_with_their_intervals(make_run):
    comparison = compare_runs(make_run(), make_run("second", keeps_groups=False, seed=1))
    found = differences(comparison)
    assert found["gene"]["ci_low"] < found["gene"]["difference"] < found["gene"]["ci_high"]
    assert differences(None) == {}


WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def registry(mlflow_store, request):
    """Return a model of this test's own with versions 1, the champion, and 2, the challenger."""
    client, model = mlflow.MlflowClient(), request.node.name[:60]
    client.create_registered_model(model)
    runs = []
    for version in ("1", "2"):
        with mlflow.start_run() as run:
            runs.append(run.info.run_id)
        client.create_model_version(
            model, source="file:///nowhere", run_id=runs[-1], description=f"# Card {version}"
        )
    client.set_registered_model_alias(model, "champion", "1")
    client.set_registered_model_alias(model, "challenger", "2")
    return client, model, runs[1]


def record(registry, verdict):
    client, model, run_id = registry
    record_verdict(client, Challenge(model, "2", "1"), verdict, run_id, WHEN, {"seen": [1]})
    aliases = client.get_registered_model(model).aliases
    return {alias: str(version) for alias, version in aliases.items()}


@pytest.mark.slow
def test_a_promotion_moves_the_alias_and_is_on_run_versions_and_in_a_file(registry, make_run):
    client, model, run_id = registry
    champion = make_run(skill=0.6)
    verdict = judge(replace(champion, name="candidate"), champion)
    assert record(registry, verdict) == {"champion": "2"}

    tags = client.get_run(run_id).data.tags
    assert tags["promotion.outcome"] == "promoted"
    assert tags["promotion.at"] == "2026-03-04T05:06:07+00:00"
    assert tags["promotion.champion_version"] == "1"
    assert json.loads(tags["promotion.differences"])["gene"]["difference"] == 0
    new, old = (client.get_model_version(model, version) for version in ("2", "1"))
    assert new.tags["promotion.champion_version"] == "1"
    assert new.description.startswith("# Card 2\n")
    assert "Made champion: 2026-03-04T05:06:07+00:00, in place of version 1." in new.description
    assert old.description == (
        "# Card 1\n\n## Promotion\n\nReplaced by version 2: 2026-03-04T05:06:07+00:00.\n"
    )
    assert old.tags["promotion.replaced_by"] == "2"
    assert old.tags["promotion.replaced_at"] == tags["promotion.at"]
    [file] = mlflow.artifacts.list_artifacts(run_id=run_id, artifact_path="promotion")
    kept = mlflow.artifacts.load_dict(f"runs:/{run_id}/{file.path}")
    assert (kept["outcome"], kept["seen"], kept["champion"]) == ("promoted", [1], "1")


@pytest.mark.slow
def test_a_version_that_becomes_champion_again_says_when_it_was_not(registry, make_run):
    client, model, run_id = registry
    verdict = Verdict(True, "Good.")
    record(registry, verdict)
    back = WHEN + timedelta(days=1)
    record_verdict(client, Challenge(model, "1", "2"), verdict, run_id, back, {})
    assert str(client.get_model_version_by_alias(model, "champion").version) == "1"
    version = client.get_model_version(model, "1")
    assert not {"promotion.replaced_at", "promotion.replaced_by"} & version.tags.keys()
    lines = version.description.split("## Promotion")[1].split("\n\n")[1:]
    assert [line.strip() for line in lines] == [
        "Replaced by version 2: 2026-03-04T05:06:07+00:00.",
        "Made champion: 2026-03-05T05:06:07+00:00, in place of version 2. Good.",
    ]


@pytest.mark.slow
def test_a_refusal_is_logged_on_the_run_and_moves_nothing(registry):
    client, model, run_id = registry
    assert record(registry, Verdict(False, "Worse.")) == {"champion": "1", "challenger": "2"}
    tags = client.get_run(run_id).data.tags
    assert (tags["promotion.outcome"], tags["promotion.reason"]) == ("refused", "Worse.")
    assert client.get_model_version(model, "2").description == "# Card 2"
    assert "promotion.replaced_by" not in client.get_model_version(model, "1").tags
    assert len(mlflow.artifacts.list_artifacts(run_id=run_id, artifact_path="promotion")) == 1


@pytest.mark.slow
def test_the_first_champion_is_recorded_without_one_before_it(registry):
    client, model, run_id = registry
    client.delete_registered_model_alias(model, "champion")
    record_verdict(client, Challenge(model, "2", None), Verdict(True, "First."), run_id, WHEN, {})
    assert str(client.get_model_version_by_alias(model, "champion").version) == "2"
    assert client.get_run(run_id).data.tags["promotion.champion_version"] == "none"


def test_a_verdict_does_not_change_its_runs(make_run):
    champion, candidate = make_run(), make_run("candidate", seed=1)
    before = {name: table.to_numpy().copy() for name, table in candidate.answers.items()}
    judge(candidate, champion)
    for name, matrix in before.items():
        np.testing.assert_array_equal(candidate.answers[name].to_numpy(), matrix)
