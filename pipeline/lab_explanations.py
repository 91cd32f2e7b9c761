"""Cards: what moved the answers to a report's first variants, and the sentences on them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from experiments.answer_record import explanation_record
from intake.lab_row import LabVariant
from literature.found import Found, FoundPassage
from pipeline.lab_answers import Answerer
from reports.lab_report import Citation, Sentence, Variant
from reports.lab_variant import make_explanation
from reports.therapy_record import citation_record
from text_features.evidence import EvidenceSentence, evidence_sentences
from text_features.reading import AskedVariant, read_for, read_text
from variants.gene_symbols import approved_symbol

AT_A_TIME = 100
"""Variants that are explained together."""

MOST_SENTENCES = 5
"""Sentences that are quoted of one variant."""

_PASSAGES_QUOTED = 8


def with_explanations(
    answerer: Answerer,
    variants: Sequence[Variant],
    rows: Sequence[LabVariant],
    given: Sequence[str] | None = None,
) -> Iterator[Variant]:
    """Add to some variants what moved their answers, similar variants and sentences.

    Parameters
    ----------
    answerer : Answerer
    variants : sequence of Variant
    rows : sequence of LabVariant
        What their first rows say.
    given : sequence of str, optional
        See :meth:`Answerer.answer`.
    """
    question = answerer.ask(rows, given)
    explanations = answerer.trained.classifier.explain(answerer.trained.inputs(question.table))
    for variant, explanation, found in zip(variants, explanations, question.found, strict=True):
        probability = variant.effect.probabilities[variant.effect.most_probable]
        record = explanation_record(explanation, probability)
        literature = variant.literature.model_copy(
            update={"sentences": list(_sentences(variant, found))}
        )
        yield variant.model_copy(
            update={"explanation": make_explanation(record), "literature": literature}
        )


def sentences_in(variant: Variant, text: str) -> Iterator[Sentence]:
    """Yield the best sentences on a variant of a text that is not cited, the best first."""
    asked = AskedVariant.of(approved_symbol(variant.gene), variant.variation)
    for sentence in evidence_sentences(read_for(read_text(text), asked), MOST_SENTENCES):
        yield _sentence(None, sentence)


def _sentences(variant: Variant, found: Found) -> Iterator[Sentence]:
    """Yield the best sentences on a variant, each text once."""
    asked = AskedVariant.of(approved_symbol(variant.gene), variant.variation)
    quoted: set[str] = set()
    for passage, sentence in _in_passages(asked, found.passages[:_PASSAGES_QUOTED]):
        if len(quoted) < MOST_SENTENCES and sentence.text not in quoted:
            quoted.add(sentence.text)
            yield _sentence(passage, sentence)


def _in_passages(
    asked: AskedVariant, passages: Iterable[FoundPassage]
) -> Iterator[tuple[FoundPassage, EvidenceSentence]]:
    for passage in passages:
        reading = read_for(read_text(passage.text), asked)
        for sentence in evidence_sentences(reading, most=2):
            yield passage, sentence


def _sentence(passage: FoundPassage | None, sentence: EvidenceSentence) -> Sentence:
    cited = passage.citation if passage else None
    return Sentence(
        text=sentence.text,
        citation=Citation(**citation_record(cited)) if cited else None,
        title=passage.title if passage else "",
        source=passage.source if passage else "",
        relation=sentence.relation.value,
        mentions=list(sentence.mentions),
        genes=list(sentence.genes),
        cues=[asdict(cue) for cue in sentence.cues],
    )
