"""What answers, and what the model card says: measured figures of a registered model only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from mlflow import MlflowClient

from experiments.tracking import open_store
from pipeline.lab_work import Sources, open_sources
from pipeline.model_scores import NoScoresError, read_model_scores
from pipeline.settings import REGISTERED_MODEL
from variants.effect_class import EffectClass
from webapp import model_facts as facts_module
from webapp.model_facts import DEMO_WARNING, model_facts

CHAMPION = f"models:/{REGISTERED_MODEL}@champion (version 1)"
DATA = "ab" * 32
REGIMES = ("random", "text", "gene")
WHOLE = (
    "log_loss", "log_loss_ci_low", "log_loss_ci_high", "accuracy", "balanced_accuracy",
    "macro_f1", "ece", "answered",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """URI of a store with two versions of the model: of a whole run, and of a poor one."""
    folder = tmp_path_factory.mktemp("store")
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    open_store(uri, "oncolit", folder / "artifacts")
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("oncolit").experiment_id
    client.create_registered_model(REGISTERED_MODEL)
    tags = {
        "data.sha256": DATA, "data.name": "made-up", "git.commit": "c0ffee00",
        "text.fit": "inside each fold",
    }  # fmt: skip
    for metrics in (WHOLE, WHOLE[:1]):
        run = client.create_run(experiment, tags=tags).info.run_id
        client.log_param(run, "split.folds", "5")
        client.log_param(run, "split.seed", "3")
        for place, regime in enumerate(REGIMES):
            for number, name in enumerate(metrics):
                client.log_metric(run, f"{regime}/{name}", place + number / 10)
        client.create_model_version(REGISTERED_MODEL, source="file:///nowhere", run_id=run)
    client.set_registered_model_alias(REGISTERED_MODEL, "champion", "1")
    return uri


@pytest.fixture
def sources(small_model, home):
    return open_sources(str(small_model))


@pytest.fixture
def registered(sources, store, monkeypatch):
    """The small model as if it came from the store."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", store)
    facts_module._scores.cache_clear()

    def named(model=CHAMPION, data=DATA, **card):
        trained = sources.answerer.trained
        answerer = type(sources.answerer)(
            replace(trained, card=replace(trained.card, data_sha256=data, **card)), None
        )
        versions = sources.versions.model_copy(update={"model": model, "model_data": data})
        return Sources(answerer, sources.knowledge, versions)

    return named


def test_the_versions_that_answer_are_named(client):
    said = client.get("/api/v1/versions").json()
    assert said["model_variants"] == 160
    assert len(said["model_sha256"]) == 64
    assert said["knowledge"].startswith("embedded table of")
    assert "literature" in said["literature"]


def test_a_model_that_is_a_plain_folder_has_no_figures_and_says_so(client):
    said = client.get("/api/v1/model").json()
    assert said["measured"]["regimes"] == []
    assert said["measured"]["words"].startswith("Not measured here: the model is a plain folder")
    assert said["variants"] == 160
    assert sum(one["variants"] for one in said["classes"]) == 160
    assert [one["effect"] for one in said["classes"]] == [effect.column for effect in EffectClass]
    assert "research" in said["notice"]
    assert said["versions"] == client.get("/api/v1/versions").json()


def test_a_registered_model_has_the_figures_of_its_run_by_regime(registered):
    measured = model_facts(registered()).measured
    assert [one.regime for one in measured.regimes] == list(REGIMES)
    gene = measured.regimes[2]
    assert (gene.log_loss, gene.log_loss_low, gene.log_loss_high) == (2.0, 2.1, 2.2)
    assert (gene.accuracy, gene.balanced_accuracy, gene.macro_f1, gene.ece) == (2.3, 2.4, 2.5, 2.6)
    assert (gene.answered, gene.answered_accuracy) == (2.7, None)
    assert gene.question == "a gene never seen"
    assert "5-fold cross-validation, seed 3" in measured.words
    assert (measured.version, measured.data, measured.commit) == ("1", "made-up", "c0ffee00")
    assert measured.registered == datetime.now(UTC).date().isoformat()


def test_a_version_that_is_named_by_its_number_has_the_same_figures(registered):
    numbered = model_facts(registered(model=f"models:/{REGISTERED_MODEL}/1"))
    assert numbered.measured == model_facts(registered()).measured


@pytest.mark.parametrize(
    ("model", "data", "reason"),
    [
        (CHAMPION, "cd" * 32, "the run of version 1 was scored on other data"),
        (f"models:/{REGISTERED_MODEL}/9", DATA, "version 9 of the model has no run"),
        (f"models:/{REGISTERED_MODEL}/2", DATA, "the run keeps no random/log_loss_ci_low"),
        ("models:/another@champion (version 1)", DATA, "not one that a pipeline run registered"),
        ("/srv/model", DATA, "plain folder"),
    ],
)
def test_figures_that_are_not_those_of_the_model_are_not_shown(registered, model, data, reason):
    measured = model_facts(registered(model, data)).measured
    assert measured.regimes == []
    assert reason in measured.words
    with pytest.raises(NoScoresError, match=reason):
        read_model_scores(model, data)


def test_the_store_is_read_once_for_a_version_and_again_after_a_failure(registered, monkeypatch):
    read = []

    def scores(model, data):
        read.append(model)
        if len(read) == 1:
            raise OSError("locked")
        return read_model_scores(model, data)

    monkeypatch.setattr(facts_module, "read_model_scores", scores)
    first = model_facts(registered()).measured
    assert first.words == "Not measured here: the MLflow store cannot be read."
    for _ in range(3):
        assert len(model_facts(registered()).measured.regimes) == 3
    assert len(read) == 2


def test_a_model_of_the_demo_data_is_warned_of(registered):
    sources = registered()
    versions = sources.versions.model_copy(update={"model_trained_on_demo": True})
    demo = Sources(sources.answerer, sources.knowledge, versions)
    assert model_facts(demo).warnings == [DEMO_WARNING]
    assert model_facts(sources).warnings == []


def test_a_model_that_learnt_from_feedback_says_so(registered):
    facts = model_facts(registered(n_feedback=12))
    assert facts.feedback == 12
    assert facts.warnings[0].startswith("12 of the training variants are feedback")


def test_rare_classes_stand_among_the_limits(registered):
    facts = model_facts(registered(class_counts={"7": 500, "4": 60, "9": 3}))
    [few] = [one for one in facts.limits if one.startswith("Classes with fewer than 50")]
    assert "Switch-of-function (3)" in few
    assert "Gain-of-function (500)" not in few
    assert ", Loss-of-function" not in few
