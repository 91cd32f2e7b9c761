"""One variant, asked for by itself: its effect class, therapies and what they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from intake.lab_row import LabVariant
from pipeline.advisor import unknown_tumour
from pipeline.lab_answers import Answered
from pipeline.lab_explanations import sentences_in, with_explanations
from pipeline.lab_work import Sources
from pipeline.therapies import TherapyQueryError, check_question, not_understood
from reports.lab_report import (
    CalledEffect,
    CuratedEffect,
    Effect,
    Explanation,
    Group,
    Literature,
    Sentence,
    Therapy,
    Variant,
    Versions,
)
from reports.lab_variant import make_variant
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import RESEARCH_USE
from variants.variation_grammar import VariationError, parse_variation

MOST_TEXT = 400_000
"""Characters of a text: a long paper has some 100,000."""


TumourType = Annotated[
    str,
    Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="Tumour type."),
    AfterValidator(str.strip),
]
"""A name of a tumour; what is not known is said in the answer's notes."""


class Question(BaseModel):
    """What is asked of one variant."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"gene": "BRAF", "variation": "V600E", "disease": "melanoma"},
                {
                    "gene": "KIT",
                    "variation": "D816V",
                    "text": "The KIT D816V mutation constitutively activates the receptor.",
                    "explain": True,
                },
            ]
        },
    )
    gene: str = Field(min_length=1, max_length=100, description="Symbol, such as BRAF.")
    variation: str = Field(
        min_length=1,
        max_length=500,
        description="Such as V600E, p.Val600Glu, Amplification, EML4-ALK Fusion.",
    )
    text: str | None = Field(
        default=None,
        max_length=MOST_TEXT,
        description="What a paper says of the variant; read in place of the literature store's.",
    )
    disease: TumourType | None = None
    explain: bool = Field(default=False, description="Say what moved the answer; takes longer.")

    @field_validator("gene", "variation")
    @classmethod
    def _stripped(cls, value: str) -> str:
        return value.strip()

    def check(self) -> None:
        """Refuse what names no gene, no variation or several variants.

        Raises
        ------
        TherapyQueryError
        """
        check_question(self.gene, self.variation)
        try:
            parts = parse_variation(self.variation).parts
        except VariationError:
            return
        if parts:
            names = " and ".join(part.name for part in parts)
            raise TherapyQueryError(
                f"{self.variation!r} names {len(parts)} variants: ask for {names} one by one"
            )


class TextUse(BaseModel):
    """What became of the text that was sent."""

    given: bool
    used: bool = Field(description="Whether the classifier read it.")
    words: str = Field(description="The same in a sentence.")
    sentences: list[Sentence] = Field(description="Sentences of it on the variant, quoted.")


class Classification(Effect):
    """The answer to one variant: what is predicted, what is curated, what both suggest."""

    notice: str
    gene: str
    gene_symbol: str = Field(description="Approved by HGNC, or as given.")
    variation: str
    hgvs_p: str | None
    consequence: str = Field(description="Sequence Ontology term, empty where not known.")
    disease: str | None
    curated: list[CuratedEffect]
    called: CalledEffect | None
    by_type: Group | None
    therapies: list[Therapy] = Field(description="For (sensitivity) and against (resistance).")
    withheld: list[dict[str, str]]
    warnings: list[str]
    contested: list[str]
    literature: Literature
    text: TextUse
    explanation: Explanation | None
    notes: list[str] = Field(description="What a reader should know of the question.")
    versions: Versions


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    Parameters
    ----------
    question : Question
    variant : Variant
        As a report shows it.
    text : TextUse
    notes : tuple of str
    versions : Versions
    """

    question: Question
    variant: Variant
    text: TextUse
    notes: tuple[str, ...]
    versions: Versions

    def record(self) -> Classification:
        """Return the answer as the API gives it."""
        variant = self.variant
        shared = (
            "gene", "gene_symbol", "variation", "hgvs_p", "consequence", "curated", "called",
            "by_type", "therapies", "withheld", "warnings", "contested", "literature",
            "explanation",
        )  # fmt: skip
        return Classification(
            **dict(variant.effect),
            **{name: getattr(variant, name) for name in shared},
            notice=RESEARCH_USE,
            disease=self.question.disease,
            text=self.text,
            notes=list(self.notes),
            versions=self.versions,
        )


def answer_questions(sources: Sources, questions: Sequence[Question]) -> list[Answer]:
    """Answer questions that came together.

    Parameters
    ----------
    sources : Sources
    questions : sequence of Question
        Each has passed :meth:`Question.check`.
    """
    rows = [_row(question) for question in questions]
    given = [(question.text or "").strip() for question in questions]
    answered = sources.answerer.answer(rows, given)
    return [
        _answer(sources, question, row, one)
        for question, row, one in zip(questions, rows, answered, strict=True)
    ]


def _row(question: Question) -> LabVariant:
    try:
        consequence = parse_variation(question.variation).consequence or ""
    except VariationError:
        consequence = ""
    return LabVariant(question.gene, question.variation, consequence)


def _answer(sources: Sources, question: Question, row: LabVariant, answered: Answered) -> Answer:
    advisor = sources.knowledge.advisor
    asked = AskedVariant.read(question.gene, question.variation, answered.predicted)
    advice = advisor.advise(asked, disease=question.disease)
    variant = make_variant([(1, row)], 1, 0, answered.effect, advice, answered.literature)
    variant = variant.model_copy(update={"number": 1})
    if question.explain:
        texts = [(question.text or "").strip()]
        [variant] = with_explanations(sources.answerer, [variant], [row], texts)
    notes = (
        *not_understood([(question.gene, question.variation)]),
        *unknown_tumour(advisor.tumours, question.disease),
    )
    return Answer(question, variant, _text_use(sources, question, variant), notes, sources.versions)


def _text_use(sources: Sources, question: Question, variant: Variant) -> TextUse:
    if not (question.text or "").strip():
        return TextUse(given=False, used=False, words="No text was sent.", sentences=[])
    used = sources.answerer.reads_texts
    words = "The classifier read the text that was sent."
    if not used:
        words = "The text is quoted and not read: the model has learnt from too few texts."
    sentences = list(sentences_in(variant, question.text or ""))
    return TextUse(given=True, used=used, words=words, sentences=sentences)
