"""The model that answers: what it was trained on, what it was measured at, where it ends."""

import logging
from dataclasses import asdict
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from experiments.model_card import FEW_ROWS
from experiments.model_folder import ModelCard
from pipeline.lab_head import LIMITS
from pipeline.lab_work import Sources
from pipeline.model_scores import ModelScores, NoScoresError, read_model_scores
from reports.lab_report import Versions
from reports.run_report import REGIME_MEANINGS
from therapy.suggestion import RESEARCH_USE
from variants.effect_class import CLASS_COLUMNS, EffectClass

DEMO_WARNING = (
    "The model that answers was trained on the demo data: it shows how oncolit works, and no more."
)
"""Said of a model of the demo data."""

_LOG = logging.getLogger(__name__)

_EXAMPLE: dict[str, JsonValue] = {
    "regime": "gene",
    "question": "a gene that is not in the training data",
    "log_loss": 1.58,
    "log_loss_low": 1.42,
    "log_loss_high": 1.75,
    "accuracy": 0.47,
    "balanced_accuracy": 0.37,
    "macro_f1": 0.35,
    "ece": 0.11,
    "answered": 0.18,
    "answered_accuracy": 0.77,
}


class MeasuredRegime(BaseModel):
    """Held-out scores in one split regime."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_EXAMPLE]})

    regime: str = Field(description="`random`, `text` or `gene`.")
    question: str = Field(description="What the split asks.")
    log_loss: float = Field(description="In nats; a uniform guess scores 2.197.")
    log_loss_low: float = Field(description="Lower end of the 95 % interval.")
    log_loss_high: float
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    ece: float = Field(description="Expected calibration error, of the most probable class.")
    answered: float | None = Field(description="Share of variants for which a class is named.")
    answered_accuracy: float | None = Field(description="Share of these that are right.")


class ClassRows(BaseModel):
    """How many training variants a class has."""

    model_config = ConfigDict(frozen=True)

    effect: str = Field(description="`class1` to `class9`.")
    label: str
    variants: int


class Measured(BaseModel):
    """How the model was measured."""

    model_config = ConfigDict(frozen=True)

    words: str = Field(description="How, in a sentence; or why there are no figures.")
    version: str | None = Field(description="Of the registered model.")
    registered: str | None = Field(description="Day.")
    run_id: str | None = Field(description="Of MLflow.")
    data: str | None = Field(description="Name of the data set.")
    commit: str | None = Field(description="Of the code.")
    regimes: list[MeasuredRegime]


class ModelFacts(BaseModel):
    """The model card."""

    notice: str
    versions: Versions
    warnings: list[str] = Field(description="What a reader must know before all else.")
    variants: int = Field(description="Training variants.")
    variants_with_text: int
    feedback: int = Field(description="Training variants that laboratories' feedback added.")
    classes: list[ClassRows]
    measured: Measured
    limits: list[str]


def model_facts(sources: Sources) -> ModelFacts:
    """Return what the model that answers is.

    What the MLflow store holds is read once for each version of the model.
    """
    card = sources.answerer.trained.card
    return ModelFacts(
        notice=RESEARCH_USE,
        versions=sources.versions,
        warnings=list(_warnings(sources.versions, card)),
        variants=card.n_variants,
        variants_with_text=card.n_texts,
        feedback=card.n_feedback,
        classes=[
            ClassRows(
                effect=CLASS_COLUMNS[effect - 1], label=effect.label, variants=_rows(card, effect)
            )
            for effect in EffectClass
        ],
        measured=_measured(sources.versions.model, card.data_sha256),
        limits=[*LIMITS, *_limits(card)],
    )


def _rows(card: ModelCard, effect: EffectClass) -> int:
    return card.class_counts.get(str(effect.value), 0)


def _warnings(versions: Versions, card: ModelCard) -> list[str]:
    warnings = [DEMO_WARNING] if versions.model_trained_on_demo else []
    if card.n_feedback:
        warnings.append(
            f"{card.n_feedback} of the training variants are feedback of laboratories: where they "
            "accepted an answer, the model learnt from itself."
        )
    return warnings


def _limits(card: ModelCard) -> list[str]:
    limits = [
        "Expect the figures of the split that asks your question: for a gene that is not in the "
        "training data that is `gene`.",
        "Training labels were curated by people, and age.",
    ]
    few = [
        f"{effect.label} ({_rows(card, effect)})"
        for effect in EffectClass
        if _rows(card, effect) < FEW_ROWS
    ]
    if few:
        limits.append(f"Classes with fewer than {FEW_ROWS} training variants: {', '.join(few)}.")
    return limits


def _measured(model: str, data_sha256: str) -> Measured:
    try:
        scores = _scores(model, data_sha256)
    except NoScoresError as error:
        return _not_measured(str(error))
    except Exception:  # whatever the store has, the model still answers
        _LOG.exception("the MLflow store cannot be read")
        return _not_measured("the MLflow store cannot be read")
    return Measured(
        words=f"Measured on {scores.data} by {scores.folds}-fold cross-validation, seed "
        f"{scores.seed}, text features fitted {scores.text_fit}: each variant was answered by "
        "models that had not seen it. The model that answers was then fitted on all variants.",
        version=scores.version,
        registered=scores.registered,
        run_id=scores.run_id,
        data=scores.data,
        commit=scores.commit,
        regimes=[
            MeasuredRegime(question=REGIME_MEANINGS[one.regime], **asdict(one))
            for one in scores.regimes
        ],
    )


def _not_measured(reason: str) -> Measured:
    return Measured(
        words=f"Not measured here: {reason}.",
        version=None,
        registered=None,
        run_id=None,
        data=None,
        commit=None,
        regimes=[],
    )


@lru_cache(maxsize=8)
def _scores(model: str, data_sha256: str) -> ModelScores:
    return read_model_scores(model, data_sha256)
