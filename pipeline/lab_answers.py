"""What model, literature and curation say of a laboratory's distinct variants.

First the classifier answers them, some thousands at a time; then each gets its therapies, with the
other variants of its sample where it is met in one sample only. Both rest on disk.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import pandas as pd

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from experiments.answer_record import answer_records
from experiments.model_folder import ModelCard, TrainedModel
from intake.lab_row import LabVariant
from literature.document import DocumentKind
from literature.found import Found
from literature.lookup import find_many
from literature.store import LiteratureStore
from pipeline.lab_annotations import lab_annotations
from pipeline.lab_engine import for_jobs, share
from pipeline.lab_intake import DistinctVariant, LabContent
from pipeline.lab_training import TrainingClasses
from pipeline.spool import Spool, pickled
from reports.lab_report import Effect, Literature
from reports.lab_variant import make_effect, make_literature
from therapy.effects import PredictedEffect, read_prediction
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.gene_symbols import resolve_symbol
from variants.schema import GENE, TEXT, VARIATION
from variants.variation_grammar import VariationError, parse_variation

AT_A_TIME = 4096
"""Variants that are answered together."""

MOST_PASSAGES = 20
"""Passages of the literature store that are read of one variant."""

_CLASSES = tuple(EffectClass)

Progress = Callable[[Iterable[Any], int | None, str], Iterator[Any]]
"""Wraps an iterable, of a length where it is known, under a label, to show how far it is."""


@dataclass(frozen=True)
class Answered:
    """What model and literature say of one variant.

    Parameters
    ----------
    effect : Effect
    predicted : PredictedEffect
    literature : Literature
        Without sentences.
    """

    effect: Effect
    predicted: PredictedEffect
    literature: Literature


@dataclass(frozen=True)
class Question:
    """Rows of variants as the model is asked for them.

    Parameters
    ----------
    table : DataFrame
        One wide table, see :func:`experiments.inputs.inputs_from_table`.
    found : list of Found
        What the literature store holds on each.
    texts : list of str
        What of it the classifier reads; empty for a variant without.
    """

    table: pd.DataFrame
    found: list[Found]
    texts: list[str]


class Answerer:
    """Answers variants.

    Parameters
    ----------
    trained : TrainedModel
    store : LiteratureStore, optional
        Texts on the variants; without it they are answered without.
    """

    def __init__(self, trained: TrainedModel, store: LiteratureStore | None) -> None:
        self.trained = trained
        self.store = store
        self.reads_texts = reads_texts(trained.card)
        self._training = TrainingClasses(trained)

    def answer_all(
        self,
        content: LabContent,
        spool: Spool[Answered],
        progress: Progress,
        engine: Engine = IN_PROCESS,
    ) -> None:
        """Answer all distinct variants of a file, in their order, as jobs of an engine."""
        starts = range(0, len(content.variants), AT_A_TIME)
        chunks = (content.variants[start : start + AT_A_TIME] for start in starts)
        engine = for_jobs(engine, len(starts))
        shared = share(engine, self)
        jobs = (Job(_answer, (shared, first_rows(content, chunk))) for chunk in chunks)
        for answers in progress(engine.run(jobs), len(starts), "Variants"):
            for answered in answers:
                spool.append_pickled(answered)

    def answer(
        self, variants: Sequence[LabVariant], given: Sequence[str] | None = None
    ) -> Iterator[Answered]:
        """Answer some variants.

        Parameters
        ----------
        variants : sequence of LabVariant
        given : sequence of str, optional
            Text on each that is read in place of the literature store's; empty for none.
        """
        question = self.ask(variants, given)
        answers = self.trained.answer_table(question.table)
        index = question.table.index
        probabilities = pd.DataFrame(answers.probabilities, index, list(CLASS_COLUMNS))
        records = answer_records(question.table, probabilities, answers.table(index))
        rows = zip(
            records,
            question.found,
            question.texts,
            given or question.texts,
            answers.probabilities.tolist(),
            answers.abstains.tolist(),
            answers.sets.tolist(),
            strict=True,
        )
        for record, found, text, sent, shares, abstains, held in rows:
            predicted = read_prediction(
                shares,
                abstains=abstains,
                prediction_set=list(compress(_CLASSES, held)),
                made=self.trained.made,
            )
            own = bool(given and sent)
            literature = make_literature(found, used=bool(text) and not own)
            seen = self._training.find(record[GENE], record[VARIATION])
            yield Answered(make_effect(record, predicted, seen), predicted, literature)

    def ask(self, variants: Sequence[LabVariant], given: Sequence[str] | None = None) -> Question:
        """Gather what the model is given of some variants."""
        pairs = [(variant.gene, variant.variation) for variant in variants]
        table = pd.DataFrame(pairs, columns=[GENE, VARIATION])
        found = self._find(pairs)
        texts = [""] * len(found)
        if self.reads_texts:
            sent = given or texts
            texts = [
                text or (paper_text(one) if one.passages else "")
                for text, one in zip(sent, found, strict=True)
            ]
        table[TEXT] = pd.Series(texts, table.index, dtype=object)
        annotations = lab_annotations(variants, self.trained.card.annotation_columns)
        return Question(pd.concat([table, annotations], axis=1), found, texts)

    def _find(self, pairs: Sequence[tuple[str, str]]) -> list[Found]:
        """Look up the variants of known genes; what only shares words with others is no text."""
        found = [Found(*pair) for pair in pairs]
        if self.store is not None:
            known = [place for place, pair in enumerate(pairs) if _can_be_found(*pair)]
            asked = [pairs[place] for place in known]
            for place, one in zip(known, find_many(self.store, asked, MOST_PASSAGES), strict=True):
                found[place] = one
        return found


def _answer(answerer: Answerer, variants: Sequence[LabVariant]) -> list[bytes]:
    return [pickled(answered) for answered in answerer.answer(variants)]


def reads_texts(card: ModelCard) -> bool:
    """Tell whether a model has learnt from texts: most of its training rows had one.

    Of the MSK task's 3,321 rows 75 had one here; given texts, such a model answered worse.
    """
    return 2 * card.n_texts >= card.n_variants and card.n_texts > 0


def paper_text(found: Found) -> str:
    """Join the passages of papers; CIViC's statements are on treatment, not on function."""
    papers = tuple(one for one in found.passages if one.kind != DocumentKind.CIVIC)
    return replace(found, passages=papers).text()


def text_words(card: ModelCard) -> str:
    """Say in a sentence which passages the classifier reads."""
    if reads_texts(card):
        return (
            "The classifier reads the passages of papers that name a variant; statements of CIViC "
            "are quoted and not read."
        )
    return (
        f"The model was trained with texts on {card.n_texts:,} of {card.n_variants:,} variants, "
        "too few to learn from: passages are quoted and not read."
    )


def _can_be_found(gene: str, variation: str) -> bool:
    if resolve_symbol(gene).approved is None:
        return False
    try:
        parse_variation(variation)
    except VariationError:
        return False
    return True


def first_rows(content: LabContent, variants: Sequence[DistinctVariant]) -> list[LabVariant]:
    """Return of each variant what its first row says of it."""
    return [
        variant_of(content, distinct, row.variants)
        for distinct, row in zip(
            variants, content.spool.take(one.first[0] for one in variants), strict=True
        )
    ]


def variant_of(
    content: LabContent, distinct: DistinctVariant, variants: Sequence[LabVariant]
) -> LabVariant:
    """Return which of a row's variants is the one that is meant."""
    return next(one for one in variants if content.variants[content.place(one)] is distinct)
