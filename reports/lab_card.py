"""What the card of one variant shows, made from the report's models.

Lengths of bars are in per cent of their room.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.answers_page import Bar, bars
from reports.lab_report import Citation, Effect, Explanation, Occurrence, Sentence, Therapy, Variant
from reports.therapy_text import HEADINGS
from text_features.cue_phrases import CueGroup
from text_features.cues import Cue
from text_features.evidence import EvidenceSentence
from text_features.mention import Relation
from variants.effect_class import CLASS_COLUMNS

MOST_NAMES = 10
"""Samples, or other names, that are listed."""

MOST_THERAPIES = 6
"""Therapies of a direction that stand in the table of a card; the others are named below it."""

MOST_CITED = 3
"""Statements, and citations, of one therapy that are listed."""

MOST_SENTENCES = 5
"""Sentences that are quoted."""


@dataclass(frozen=True, slots=True)
class ProbabilityBar:
    """One class of the nine.

    Parameters
    ----------
    name : str
        Its column.
    probability : float
    in_set : bool
        Whether the prediction set holds it.
    is_first : bool
        Whether it is the most probable.
    """

    name: str
    probability: float
    in_set: bool
    is_first: bool


@dataclass(frozen=True)
class Side:
    """Therapies of one direction.

    Parameters
    ----------
    direction : str
    heading : str
    shown, rest : sequence of Therapy
        The best, and those that are only named.
    """

    direction: str
    heading: str
    shown: Sequence[Therapy]
    rest: Sequence[Therapy]


@dataclass(frozen=True)
class Listed:
    """Some of several names, and how many more there are."""

    shown: tuple[str, ...]
    more: int


def probability_bars(effect: Effect) -> list[ProbabilityBar]:
    """Return the nine classes in their order; one that is not given has 0."""
    given = {str(name): probability for name, probability in effect.probabilities.items()}
    return [
        ProbabilityBar(
            name=name,
            probability=given.get(name, 0.0),
            in_set=name in effect.prediction_set,
            is_first=name == effect.most_probable,
        )
        for name in CLASS_COLUMNS
    ]


def push_bars(explanation: Explanation) -> list[Bar]:
    """Return the strongest pushes, drawn from a middle line to one scale."""
    return bars({"why": {"views": [push.model_dump() for push in explanation.pushes]}})


def sides(therapies: Iterable[Therapy], most: int = MOST_THERAPIES) -> list[Side]:
    """Part therapies by direction, resistance first; directions without any are left out.

    In each, those that hold stand first: the others ask for more or are contradicted.
    """
    given = sorted(therapies, key=lambda one: not one.holds)
    found = []
    for direction, heading in HEADINGS.items():
        those = [one for one in given if one.direction == direction]
        if those:
            found.append(Side(direction.value, heading, those[:most], those[most:]))
    return found


def disagreement(variant: Variant) -> str:
    """Say where the prediction and what is known of the variant differ, empty where they do not."""
    predicted = variant.effect.group
    if variant.agreement == "conflicts":
        return "prediction and curation disagree"
    if not variant.curated and predicted and variant.by_type and variant.by_type != predicted:
        return "the prediction and what its type or residue says disagree"
    return ""


def spoken(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Leave out what only repeats the title that stands beside it."""
    return [one for one in sentences if one.text.strip() != one.title.strip()]


def publications(therapy: Therapy) -> list[Citation]:
    """Return what a therapy cites, without the statements that are named beside it anyway."""
    named = {one.evidence for one in therapy.evidence}
    return [one for one in therapy.citations if one.id not in named]


def carriers(variant: Variant, most: int = MOST_NAMES) -> Listed:
    """Return the first samples that carry a variant; there may be none with a name."""
    names = {name: None for one in variant.occurrences for name in one.samples if name}
    shown = tuple(names)[:most]
    return Listed(shown, max(variant.samples - len(shown), 0) if shown else 0)


def transcripts(variant: Variant) -> list[Occurrence]:
    """Return the first occurrence of each description on a transcript."""
    found: dict[tuple[str, str], Occurrence] = {}
    for one in variant.occurrences:
        if one.hgvs_c or one.transcript:
            found.setdefault((one.hgvs_c, one.transcript), one)
    return list(found.values())


def loci(variant: Variant) -> list[Occurrence]:
    """Return the first occurrence at each place of the genome."""
    found: dict[tuple[str, int | None, str, str], Occurrence] = {}
    for one in variant.occurrences:
        if one.chromosome and one.position is not None:
            found.setdefault((one.chromosome, one.position, one.reference, one.alternate), one)
    return list(found.values())


def quoted(sentence: Sentence) -> EvidenceSentence:
    """Return a sentence as the marks of names and cues need it."""
    return EvidenceSentence(
        text=sentence.text,
        sentence=0,
        relation=Relation(sentence.relation),
        mentions=tuple(sentence.mentions),
        genes=tuple(sentence.genes),
        others=(),
        cues=tuple(Cue(**{**cue, "group": CueGroup(cue["group"])}) for cue in sentence.cues),
    )


def findable(variant: Variant) -> str:
    """Return the words by which a card is found, in lower case."""
    names = carriers(variant).shown
    words = (variant.gene, variant.gene_symbol, variant.variation, variant.hgvs_p or "", *names)
    return " ".join(dict.fromkeys(word.lower() for word in words if word))
