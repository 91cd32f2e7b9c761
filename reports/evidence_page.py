"""What the texts say: each variant's evidence sentences, with names and cues marked.

One HTML file that stands alone. It shows what was read, nothing that was predicted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from reports.page_environment import report_environment
from text_features.cue_phrases import CueGroup
from text_features.cues import Cue
from text_features.evidence import EvidenceSentence
from text_features.mention import Relation, Span
from variants.schema import GENE, ID, VARIATION

MOST_SHOWN = 3
"""Sentences that are shown of one variant; the others stand in evidence.jsonl."""

GROUP_MEANINGS = {
    CueGroup.ACTIVATING: "more active than wild type",
    CueGroup.TRANSFORMING: "makes cells grow as tumour cells do",
    CueGroup.LOSS: "a function is gone or broken",
    CueGroup.REDUCED: "a function is weaker than wild type",
    CueGroup.DOMINANT_NEGATIVE: "hinders the wild-type protein",
    CueGroup.NEUTRAL: "as wild type",
    CueGroup.UNKNOWN: "the effect is not known, or results disagree",
    CueGroup.SWITCH: "another function than wild type's",
    CueGroup.RESISTANT: "a drug no longer works",
    CueGroup.SENSITIVE: "a drug works",
    CueGroup.RECURRENT: "seen in more tumours than chance explains",
    CueGroup.PATHOGENIC: "causes disease, by whatever mechanism",
}
"""What a cue of each group says, in a few words."""


@dataclass(frozen=True)
class CueLabel:
    """What a cue says, in words.

    Parameters
    ----------
    group : CueGroup
    negated, uncertain : bool
    """

    group: CueGroup
    negated: bool
    uncertain: bool

    @property
    def words(self) -> str:
        """Such as ``perhaps not loss``."""
        scope = f"{'perhaps ' if self.uncertain else ''}{'not ' if self.negated else ''}"
        return scope + self.group.value.replace("_", " ")

    @property
    def title(self) -> str:
        """The meaning of the group, and whether the sentence denies or supposes it."""
        scope = [
            words
            for words, holds in (("denied", self.negated), ("not certain", self.uncertain))
            if holds
        ]
        said = f" ({' and '.join(scope)} in this sentence)" if scope else ""
        return f"Cue: {GROUP_MEANINGS[self.group]}{said}"


@dataclass(frozen=True)
class Piece:
    """Characters of a sentence that are marked alike.

    Parameters
    ----------
    text : str
    is_gene : bool
        Part of the gene's name.
    cue : CueLabel, optional
        Of the cue phrase that they are part of.
    """

    text: str
    is_gene: bool = False
    cue: CueLabel | None = None


@dataclass(frozen=True)
class Stretch:
    """Pieces side by side, and the labels of the cues that end in them.

    Parameters
    ----------
    pieces : tuple of Piece
        One, or all those of one mention of the variant.
    is_variant : bool
    labels : tuple of CueLabel
    """

    pieces: tuple[Piece, ...]
    is_variant: bool = False
    labels: tuple[CueLabel, ...] = ()


@dataclass(frozen=True)
class VariantEvidence:
    """What the text of one row says of its variant.

    Parameters
    ----------
    variant_id : int
    gene, variation : str
    has_text : bool
    sentences : tuple of EvidenceSentence
        Best first; none where the text does not name the variant.
    """

    variant_id: int
    gene: str
    variation: str
    has_text: bool
    sentences: tuple[EvidenceSentence, ...]


@dataclass(frozen=True)
class EvidencePage:
    """Everything the page shows.

    Parameters
    ----------
    source : str
        Name of the data folder.
    variants : sequence of VariantEvidence
        In the order of the rows.
    """

    source: str
    variants: Sequence[VariantEvidence]

    @property
    def read(self) -> list[VariantEvidence]:
        """Variants that their text names."""
        return [variant for variant in self.variants if variant.sentences]

    @property
    def unnamed(self) -> list[VariantEvidence]:
        """Variants that their text does not name."""
        return [v for v in self.variants if v.has_text and not v.sentences]

    @property
    def without_text(self) -> list[VariantEvidence]:
        """Variants of rows without text."""
        return [v for v in self.variants if not v.has_text]

    @property
    def by_gene(self) -> dict[str, list[VariantEvidence]]:
        """All variants by their gene, genes in the order of their names."""
        found: dict[str, list[VariantEvidence]] = {}
        for variant in self.variants:
            found.setdefault(variant.gene, []).append(variant)
        return dict(sorted(found.items()))


def variant_evidence(record: Mapping[str, Any]) -> VariantEvidence:
    """Read one object of evidence.jsonl."""
    return VariantEvidence(
        variant_id=record[ID],
        gene=record[GENE],
        variation=record[VARIATION],
        has_text=record["has_text"],
        sentences=tuple(_sentence(fields) for fields in record["sentences"]),
    )


def stretches(sentence: EvidenceSentence) -> list[Stretch]:
    """Cut a sentence where a name or a cue begins or ends.

    Joined, the pieces are the sentence. A label follows its cue; where the cue is part of the
    variant's name, the name.
    """
    text, mentions, genes = sentence.text, _merged(sentence.mentions), _merged(sentence.genes)
    cuts = {0, len(text), *(i for span in (*mentions, *genes) for i in span)}
    cuts |= {i for cue in sentence.cues for i in (cue.start, cue.end)}
    atoms = [(start, end, _place(mentions, start)) for start, end in pairwise(sorted(cuts))]
    found = []
    # Each piece outside the variant's name stands alone, keyed by its start.
    for (_, mention), group in groupby(atoms, lambda a: (None if a[2] >= 0 else a[0], a[2])):
        spans = [(start, end) for start, end, _ in group]
        first, last = spans[0][0], spans[-1][1]
        pieces = tuple(_piece(sentence, genes, span) for span in spans)
        labels = tuple(_label(cue) for cue in sentence.cues if first < cue.end <= last)
        found.append(Stretch(pieces, mention >= 0, labels))
    return found


def render_evidence_page(page: EvidencePage) -> str:
    """Return the page as HTML."""
    template = report_environment().get_template("evidence_page.html.j2")
    return template.render(
        page=page,
        stretches=stretches,
        most_shown=MOST_SHOWN,
        legend=[(CueLabel(group, False, False), GROUP_MEANINGS[group]) for group in CueGroup],
        Relation=Relation,
    )


def _sentence(fields: Mapping[str, Any]) -> EvidenceSentence:
    return EvidenceSentence(
        text=fields["text"],
        sentence=fields["sentence"],
        relation=Relation(fields["relation"]),
        mentions=tuple((start, end) for start, end in fields["mentions"]),
        genes=tuple((start, end) for start, end in fields["genes"]),
        others=tuple(fields["others"]),
        cues=tuple(Cue(**{**cue, "group": CueGroup(cue["group"])}) for cue in fields["cues"]),
    )


def _label(cue: Cue) -> CueLabel:
    return CueLabel(cue.group, cue.negated, cue.uncertain)


def _piece(sentence: EvidenceSentence, genes: Sequence[Span], span: Span) -> Piece:
    start, end = span
    cues = [cue for cue in sentence.cues if cue.start <= start < cue.end]
    return Piece(
        sentence.text[start:end], _place(genes, start) >= 0, _label(cues[0]) if cues else None
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _place(spans: Sequence[Span], character: int) -> int:
    """Return which span holds a character, -1 where none does."""
    return next((i for i, (start, end) in enumerate(spans) if start <= character < end), -1)
