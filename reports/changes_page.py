"""What changed since an earlier report, as one HTML file that stands alone.

It stands beside ``report.html``, to which its variants link, and shows only what changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.change_causes import cause_words, merge_causes
from reports.lab_changes import (
    CAUSE_LABELS,
    KIND_WORDS,
    CauseName,
    Change,
    Changes,
    Kind,
    Side,
    VariantChanges,
)
from reports.lab_report import ReportHead
from reports.lab_templates import render_pieces

MOST_SHOWN = 500
"""Variants that the page shows; all are in changes.tsv."""

MOST_SAMPLES = 500
"""Samples that the page shows; all are in changes.tsv."""

MOST_OPEN = 8
"""Lines of one variant that are seen at once; the others unfold."""

MOST_KEYS = 6
"""Statements that came or went that are named of one therapy."""

_PREDICTION: frozenset[Kind] = frozenset(
    {"answer", "most_probable", "group", "probability", "prediction_set"}
)
_IN_BRIEF: dict[Kind, str] = {
    "therapy_gained": "", "therapy_lost": "", "curated_effect_gained": "",
    "curated_effect_lost": "", "answer": "", "group": "direction", "evidence": "",
    "actionable": "", "best_tier": "", "called": "", "agreement": "", "literature": "",
    "warnings": "", "contested": "", "withheld": "",
}  # fmt: skip
"""Words before a value where the line's heading does not say them; those of the kind otherwise."""


@dataclass(frozen=True)
class Line:
    """Changes of one thing, which stand together.

    Parameters
    ----------
    heading : str
        What changed.
    direction : str
        Of a therapy, empty for anything else.
    note : str
        What became of it, such as ``gained``; empty where then and now say it.
    before, after : list of str
    gained, lost : list of str
        Keys of statements.
    causes : list of CauseName
    """

    heading: str
    direction: str
    note: str
    before: list[str]
    after: list[str]
    gained: list[str]
    lost: list[str]
    causes: list[CauseName]


def render_changes_page(head: ReportHead, changes: Changes) -> Iterator[str]:
    """Yield ``changes.html`` piece by piece.

    Parameters
    ----------
    head : ReportHead
        Of the re-analysis.
    changes : Changes
    """
    return render_pieces(
        "changes_page.html.j2",
        "",
        {
            "head": head, "changes": changes, "CAUSE_LABELS": CAUSE_LABELS,
            "KIND_WORDS": KIND_WORDS, "MOST_KEYS": MOST_KEYS, "MOST_OPEN": MOST_OPEN,
            "MOST_SAMPLES": MOST_SAMPLES, "MOST_SHOWN": MOST_SHOWN,
            "names": {one.number: _name(one) for one in changes.variants},
        },
        {"lines": lines, "cause_words": cause_words, "sides": sides},
    )  # fmt: skip


def lines(variant: VariantChanges) -> list[Line]:
    """Put the changes of one variant together: those of a therapy, and of the prediction."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in variant.changes:
        groups.setdefault(_group(change), []).append(change)
    return [_line(group) for group in groups.values()]


def sides(changes: Changes) -> list[tuple[str, str, str]]:
    """Return what answers, then and now."""
    then, now = changes.before, changes.after
    return [
        ("Model", _model(then), _model(now)),
        ("Model's data", then.versions.model_data[:12], now.versions.model_data[:12]),
        ("Evidence base", then.versions.knowledge, now.versions.knowledge),
        ("Literature", then.versions.literature, now.versions.literature),
        ("Disease", then.disease or "not given", now.disease or "not given"),
        ("Cell lines", then.screen, now.screen),
        ("oncolit", then.versions.oncolit, now.versions.oncolit),
    ]


def _model(side: Side) -> str:
    versions = side.versions
    return f"{versions.model}, made {versions.model_made} from {versions.model_variants:,} variants"


def _group(change: Change) -> tuple[str, ...]:
    if change.therapy is not None:
        return "therapy", change.therapy, change.direction or "", _note(change.kind)
    if change.kind in _PREDICTION:
        return ("prediction",)
    return change.kind, *change.evidence_gained, *change.evidence_lost


def _line(changes: Sequence[Change]) -> Line:
    first = changes[0]
    return Line(
        heading=_heading(first),
        direction=first.direction or "",
        note=_note(first.kind),
        before=list(_values(changes, "before")),
        after=list(_values(changes, "after")),
        gained=[key for one in changes for key in one.evidence_gained],
        lost=[key for one in changes for key in one.evidence_lost],
        causes=merge_causes(one.causes for one in changes),
    )


def _heading(change: Change) -> str:
    if change.therapy is not None:
        return change.therapy
    if change.kind in _PREDICTION:
        return "Prediction"
    words = KIND_WORDS[change.kind].removesuffix(" gained").removesuffix(" lost")
    return words[:1].upper() + words[1:]


def _note(kind: Kind) -> str:
    if kind.endswith("_gained"):
        return "gained"
    return "lost" if kind.endswith("_lost") else ""


def _values(changes: Iterable[Change], side: str) -> Iterator[str]:
    for change in changes:
        value = getattr(change, side)
        words = _IN_BRIEF.get(change.kind, KIND_WORDS[change.kind])
        said = value or "none"
        yield f"{words}: {said}" if words else said


def _name(variant: VariantChanges) -> str:
    return f"{variant.gene} {variant.variation}"
