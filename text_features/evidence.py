"""The sentences of a text that speak of a variant, to be shown to a person.

A sentence with the variant itself comes before one with its residue only; among these,
one with more cue phrases and fewer other variants comes first.
"""

from dataclasses import dataclass

import numpy as np

from text_features.cues import Cue
from text_features.mention import Relation, Span
from text_features.reading import Reading

MOST_SENTENCES = 10
"""Sentences that are kept of one text."""


@dataclass(frozen=True)
class EvidenceSentence:
    """A sentence as it stands in the cleaned text.

    Parameters
    ----------
    text : str
    sentence : int
        Its position among the text's sentences, from 0.
    relation : Relation
        SAME where the variant itself is named, else RESIDUE.
    mentions : tuple of Span
        Where the variant, or its residue, is named; characters of ``text``.
    genes : tuple of Span
        Where the gene is named.
    others : tuple of str
        Canonical names of other variants in the sentence, in order.
    cues : tuple of Cue
        Cue phrases; characters of ``text``.
    """

    text: str
    sentence: int
    relation: Relation
    mentions: tuple[Span, ...]
    genes: tuple[Span, ...]
    others: tuple[str, ...]
    cues: tuple[Cue, ...]


def evidence_sentences(reading: Reading, most: int = MOST_SENTENCES) -> list[EvidenceSentence]:
    """Return the best sentences on the variant, best first."""
    found = [
        _evidence(reading, int(sentence), relation)
        for relation, sentences in _candidates(reading)
        for sentence in sentences
    ]
    found.sort(key=_worth)
    return found[:most]


def _candidates(reading: Reading) -> list[tuple[Relation, np.ndarray]]:
    same = reading.sentences_with(Relation.SAME)
    residue = np.setdiff1d(reading.sentences_with(Relation.RESIDUE), same)
    return [(Relation.SAME, same), (Relation.RESIDUE, residue)]


def _evidence(reading: Reading, sentence: int, relation: Relation) -> EvidenceSentence:
    start, end = reading.source.sentences[sentence]
    text = reading.source.text[start:end]
    mentioned = [
        (reading.source.variants[i], reading.relations[i])
        for i in np.flatnonzero(reading.source.variant_sentence == sentence)
    ]
    return EvidenceSentence(
        text=text,
        sentence=sentence,
        relation=relation,
        mentions=tuple(
            (mention.start - start, mention.end - start)
            for mention, how in mentioned
            if how is relation
        ),
        genes=tuple(
            (reading.genes[i].start - start, reading.genes[i].end - start)
            for i in np.flatnonzero(reading.gene_sentence == sentence)
        ),
        others=tuple(
            dict.fromkeys(
                mention.variation.name
                for mention, how in mentioned
                if how in (Relation.OTHER, Relation.RESIDUE) and how is not relation
            )
        ),
        cues=reading.cues_of(sentence),
    )


def _worth(evidence: EvidenceSentence) -> tuple[bool, float, int]:
    shared = 1 + len(evidence.others)
    return (
        evidence.relation is not Relation.SAME,
        -len(evidence.cues) / shared,
        evidence.sentence,
    )
