"""The tunables of params.yaml: one frozen model a section; a misspelt name is an error."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.settings import checkout
from variants.effect_class import CLASS_COLUMNS


def _regular_expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression ({error})") from error
    return pattern


def _class_shares(shares: dict[str, float]) -> dict[str, float]:
    unknown = sorted(set(shares) - set(CLASS_COLUMNS))
    if unknown:
        raise ValueError(f"no class of class1 to class9: {', '.join(unknown)}")
    if shares and abs(sum(shares.values()) - 1) > 0.005:
        raise ValueError(f"shares of classes must sum to 1, not {sum(shares.values()):.4f}")
    return shares


def _size(limit: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]?i?B", limit, re.IGNORECASE):
        raise ValueError("no size of memory: expected such as 4GiB")
    return limit


def _memory(limit: str) -> str:
    if limit != "auto" and not re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]?i?B", limit, re.IGNORECASE):
        raise ValueError("no size of memory: expected auto, or such as 4GiB")
    return limit


View = Literal[
    "one_hot", "consequence", "substitution", "position", "neighbourhood", "hotspot", "response",
    "ngrams", "recurrence", "tfidf", "variant_tfidf", "gene_tfidf", "rest_tfidf",
    "text_response", "variant_text_response", "gene_text_response", "mentions", "doc2vec",
    "embeddings", "annotations", "annotated_neighbourhood", "read_neighbourhood",
]  # fmt: skip
"""Names in :func:`experiments.views.all_views`."""

Share = Annotated[float, Field(ge=0, le=1)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Count = Annotated[int, Field(ge=1)]


class ParametersError(ValueError):
    """params.yaml cannot be used."""


class Section(BaseModel):
    """A section of params.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class DataParameters(Section):
    """Where the input is: a folder in Kaggle's format, and one of laboratories' feedback."""

    dir: str = "data/demo"
    feedback: str = "data/feedback"


class SplitParameters(Section):
    """How rows are put into folds and near-identical texts into groups."""

    folds: Annotated[int, Field(ge=2)] = 5
    seed: Seed = 0
    text_similarity: Share = 0.8
    shingle_words: Count = 5
    embedding_columns: Annotated[str, AfterValidator(_regular_expression)] = r"a\d+"
    embedding_cosine: Annotated[float, Field(ge=-1, le=1)] = 0.99


class ReadingParameters(Section):
    """How texts are read, before anything is fitted."""

    mask_names: bool = True
    window: Annotated[int, Field(ge=0)] = 1


class TextParameters(Section):
    """The text views."""

    tfidf_components: Annotated[int, Field(ge=0)] = 64
    tfidf_ngram_max: Count = 2
    tfidf_min_df: Count = 2
    tfidf_max_df: Share = 0.7
    tfidf_max_features: Count = 20_000
    response_components: Count = 200
    response_strength: Annotated[float, Field(gt=0)] = 10.0
    doc2vec_size: Annotated[int, Field(ge=0)] = 50
    doc2vec_documents_per_dimension: Annotated[float, Field(gt=0)] = 20.0
    doc2vec_mode: Literal["dbow", "dm", "both"] = "dbow"
    doc2vec_epochs: Count = 10
    doc2vec_inference_epochs: Count = 10
    doc2vec_min_count: Count = 3
    doc2vec_max_tokens: Annotated[int, Field(ge=10)] = 2_000
    transductive: bool = False


class ClassifierParameters(Section):
    """The members of the classifier and their blend."""

    n_estimators: Count = 60
    max_depth: Count = 4
    learning_rate: Annotated[float, Field(gt=0)] = 0.15
    subsample: Annotated[float, Field(gt=0, le=1)] = 0.6
    columns_per_tree: Count = 64
    min_child_weight: Annotated[float, Field(ge=0)] = 3.0
    reg_lambda: Annotated[float, Field(ge=0)] = 1.0
    max_bin: Annotated[int, Field(ge=2)] = 64
    prior_weight: Annotated[float, Field(gt=0, lt=1)] = 0.02
    regression_strength: Annotated[float, Field(gt=0)] = 0.003
    inner_folds: Annotated[int, Field(ge=2)] = 3
    device: Literal["cpu", "cuda"] = "cpu"
    selection: Literal["none", "l1", "forest"] = "none"
    matrix_limit: Annotated[str, AfterValidator(_size)] = "1GiB"
    seed: Seed = 0
    annotations_ignored: Annotated[tuple[str, ...], Field(strict=False)] = ("Chr", "Start", "End")
    views_left_out: Annotated[tuple[View, ...], Field(strict=False)] = (
        "one_hot",
        "substitution",
        "ngrams",
        "variant_tfidf",
        "gene_tfidf",
        "rest_tfidf",
    )


class ConfidenceParameters(Section):
    """What is asked of answers, see :class:`experiments.confidence.ConfidenceSettings`."""

    coverage: Annotated[float, Field(gt=0, lt=1)] = 0.9
    least_accuracy: Annotated[float, Field(gt=0, lt=1)] = 0.75


class EvaluateParameters(Section):
    """How scores are made; ``workers`` 0 is one a core."""

    workers: Annotated[int, Field(ge=0)] = 0
    bootstrap_resamples: Annotated[int, Field(ge=100)] = 2_000
    bootstrap_seed: Seed = 0


class ExamineParameters(Section):
    """Which class frequencies are simulated beside the built-in ones; none by default."""

    prior: Annotated[dict[str, Share], AfterValidator(_class_shares)] = {}


class RecommendParameters(Section):
    """Which predictions therapy suggestions rest on."""

    regime: Literal["random", "text", "gene"] = "text"
    minimum_probability: Share = 0.5
    civic: str = ""
    most: Annotated[int, Field(ge=1)] = 10


class TuningParameters(Section):
    """No tunables but a record: the search that parameters were last put to, see docs/tuning.md.

    ``chosen`` says whether its values were written or those before it kept. Log losses are in
    nats: ``inner_log_loss`` is that of the study on all rows, on its inner folds; the
    ``outer_difference`` that of tuned less kept parameters on rows that tuning never saw, with its
    95 % interval.
    """

    study: str = ""
    file: str = ""
    regime: Literal["", "random", "text", "gene"] = ""
    sampler: Literal["", "tpe", "random", "grid"] = ""
    trials: Annotated[int, Field(ge=0)] = 0
    seed: Seed = 0
    data_sha256: str = ""
    searched: Annotated[tuple[str, ...], Field(strict=False)] = ()
    inner_log_loss: float | None = None
    outer_difference: Annotated[tuple[float, ...], Field(strict=False)] = ()
    chosen: Literal["", "tuned", "kept"] = ""


class Parameters(Section):
    """All of params.yaml.

    Results depend on none of ``engine``, ``scheduler`` and ``worker_memory``, which say where work
    runs: on this machine's cores or on a Dask cluster, by its address or, without one, of processes
    on this machine with so much memory each.
    """

    engine: Literal["local", "dask"] = "local"
    scheduler: str = ""
    worker_memory: Annotated[str, AfterValidator(_memory)] = "auto"
    data: DataParameters = DataParameters()
    split: SplitParameters = SplitParameters()
    reading: ReadingParameters = ReadingParameters()
    text: TextParameters = TextParameters()
    classifier: ClassifierParameters = ClassifierParameters()
    confidence: ConfidenceParameters = ConfidenceParameters()
    evaluate: EvaluateParameters = EvaluateParameters()
    examine: ExamineParameters = ExamineParameters()
    recommend: RecommendParameters = RecommendParameters()
    tuning: TuningParameters = TuningParameters()

    def workers(self) -> int:
        """Return how many jobs run at a time here: by default one a core that may be used."""
        # Imported here: most commands have no need of it.
        from joblib import cpu_count

        return self.evaluate.workers or int(cpu_count())

    def flattened(self) -> dict[str, Any]:
        """Return every tunable by its dotted name, such as ``classifier.max_depth``."""
        found: dict[str, Any] = {}
        for section, values in self.model_dump(mode="json").items():
            if isinstance(values, dict):
                found |= {f"{section}.{name}": value for name, value in values.items()}
            else:
                found[section] = values
        return found


def load_parameters(path: Path | None = None) -> Parameters:
    """Read the params.yaml named, else the checkout's, else take the defaults."""
    if path is not None:
        return read_parameters(path)
    default = checkout() / "params.yaml"
    return read_parameters(default) if default.is_file() else Parameters()


def read_parameters(path: Path) -> Parameters:
    """Read params.yaml.

    Raises
    ------
    ParametersError
        No such file, no YAML, an unknown name or a value out of range.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ParametersError(
            f"{path}: cannot be read as YAML: {error}".replace("\n", " ")
        ) from error
    return parse_parameters(content or {}, str(path))


def parse_parameters(content: object, source: str) -> Parameters:
    """Check tunables read from somewhere.

    Raises
    ------
    ParametersError
        An unknown name or a value out of range; the message names ``source``.
    """
    try:
        return Parameters.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}, got {fault['input']!r}"
            for fault in error.errors()
        )
        raise ParametersError(f"{source}: {faults}") from error
