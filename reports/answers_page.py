"""Each variant's held-out answer: how far to trust it, what moved it, and variants like it.

One HTML file that stands alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.answers import ABSTAIN
from reports.evidence_page import stretches, variant_evidence
from reports.page_environment import report_environment
from text_features.evidence import EvidenceSentence
from text_features.mention import Relation
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.schema import GENE, ID, VARIATION

MOST_SENTENCES = 2
"""Sentences that are shown of one variant."""

MOST_VIEWS = 8
"""Views whose pushes are drawn."""

LABELS = {effect.column: effect.label for effect in EffectClass}


@dataclass(frozen=True)
class Bar:
    """One view's push, drawn.

    Parameters
    ----------
    words : str
    push : float
    left, width : float
        Of the bar, in per cent of the room for all.
    """

    words: str
    push: float
    left: float
    width: float


@dataclass(frozen=True)
class AnswersPage:
    """Everything the page shows.

    Parameters
    ----------
    source : str
        Name of the data folder.
    coverage : float
        Share of prediction sets that should hold the true class.
    records : sequence of mappings
        See :func:`experiments.answer_record.answer_records`, with ``split`` and ``label``.
    """

    source: str
    coverage: float
    records: Sequence[Mapping[str, Any]]

    @property
    def split(self) -> str:
        """The regime in which the answers are held out, empty where there are none."""
        return self.records[0]["split"] if self.records else ""

    @property
    def n_answered(self) -> int:
        """Variants for which a class is named."""
        return sum(record["answer"] != ABSTAIN for record in self.records)

    @property
    def n_right(self) -> int:
        """Variants whose named class is the label of the data."""
        return sum(record["answer"] == f"class{record['label']}" for record in self.records)

    @property
    def n_held(self) -> int:
        """Variants whose prediction set holds the label of the data."""
        return sum(f"class{r['label']}" in r["prediction_set"] for r in self.records)


def bars(record: Mapping[str, Any]) -> list[Bar]:
    """Return bars of the strongest views, from a middle line, to one scale.

    Examples
    --------
    >>> views = [{"words": "a", "push": 2.0}, {"words": "b", "push": -1.0}]
    >>> [(bar.left, bar.width) for bar in bars({"why": {"views": views}})]
    [(50.0, 50.0), (25.0, 25.0)]
    """
    views = record["why"]["views"][:MOST_VIEWS]
    scale = max((abs(view["push"]) for view in views), default=1.0) or 1.0
    return [
        Bar(
            words=view["words"],
            push=view["push"],
            left=50 + min(50 * view["push"] / scale, 0.0),
            width=abs(50 * view["push"] / scale),
        )
        for view in views
    ]


def sentences(record: Mapping[str, Any]) -> tuple[EvidenceSentence, ...]:
    """Return the best evidence sentences of a record."""
    return variant_evidence({**record, "has_text": True}).sentences[:MOST_SENTENCES]


def render_answers_page(page: AnswersPage) -> str:
    """Return the page as HTML."""
    return report_environment().get_template("answers_page.html.j2").render(
        page=page, bars=bars, sentences=sentences, stretches=stretches, labels=LABELS,
        class_columns=CLASS_COLUMNS, ABSTAIN=ABSTAIN, ID=ID, GENE=GENE, VARIATION=VARIATION,
        Relation=Relation,
    )  # fmt: skip
