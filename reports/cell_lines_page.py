"""The section on cell lines of a report's page: tumours that are told alike, and the strips."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.cell_line_cautions import (
    MOST_LINES,
    also_known,
    cautions,
    given_words,
    is_against_lines,
    is_by_tissue,
    licence_words,
    stands_out,
    unmutated_words,
)
from reports.cell_lines_report import (
    CellLines,
    CuratedDrugPlace,
    FeaturePush,
    NearCellLine,
    RankedDrug,
    SuggestedDrug,
    TumourCellLines,
    agreement_words,
)

MOST_TOLD = 50
"""Groups of tumours that are told in full."""

MOST_TABLED = 500
"""Groups of tumours after them that have a line each; the table and the record hold all."""

MOST_TUMOURS = 2000
"""Tumours that the page reads."""

MOST_SAMPLES = 10
"""Samples of a group that are named."""

MOST_PUSHES = 4
"""Features that are named of a drug."""

LEAST_PUSH = 0.05
"""In standard deviations; what moved a prediction by less is not named."""

CAN_SAY = (
    "Cell lines are tumour cells that grow in a dish. The ranking says on which drugs lines like "
    "this tumour are among the most sensitive of all lines. It cannot say that a drug will help a "
    "patient: a dish has no immune system, no blood supply and no metabolism, the doses of the "
    "screen may not be reached in a body, and the order is by sensitivity, not by benefit or harm."
)
"""What a reader must know, in plain words."""

HOW_READ = (
    "A percentile is where the tumour would stand among the screen's lines on that drug: 0 is the "
    "most sensitive line, 100 the most resistant. The expected one is the mean over what the "
    "response may be, so it lies nearer to 50 than measured ones, the more so the less is known"
)
"""How percentiles are read; what the interval is made to hold follows."""


@dataclass
class TumourGroup:
    """Tumours with the same profile, of which the same is curated on the drugs that are shown.

    Parameters
    ----------
    told : TumourCellLines
        Of the first.
    anchor : str
    samples : list of str
        Names of all.
    curated : dict of CuratedDrugPlace
        Where the drugs stand that are curated for any of them, by name.
    """

    told: TumourCellLines
    anchor: str
    samples: list[str] = field(default_factory=list)
    curated: dict[str, CuratedDrugPlace] = field(default_factory=dict)

    @property
    def places(self) -> list[CuratedDrugPlace]:
        """Where those drugs stand, the best tier first."""
        return sorted(self.curated.values(), key=_weight)

    def add(self, one: TumourCellLines) -> None:
        """Put another tumour into the group."""
        self.samples.append(one.sample)
        for place in one.curated:
            best = self.curated.get(place.drug, place)
            self.curated[place.drug] = min(best, place, key=_weight)


def group_tumours(tumours: Sequence[TumourCellLines]) -> list[TumourGroup]:
    """Put tumours together of which the same is told: those ranked first, in their order."""
    groups: dict[object, TumourGroup] = {}
    for one in tumours:
        key = _told(one)
        if key not in groups:
            groups[key] = TumourGroup(one, f"cl{len(groups) + 1}")
        groups[key].add(one)
    return sorted(groups.values(), key=lambda group: bool(group.told.reason))


def anchors(groups: Sequence[TumourGroup]) -> dict[str, str]:
    """Return where each sample of the groups is told of, by its name."""
    return {name: group.anchor for group in groups for name in group.samples}


def direction_words(change: float) -> str:
    """Say which way, and how far, a feature moved a prediction.

    Examples
    --------
    >>> direction_words(-1.24), direction_words(0.4), direction_words(0.0)
    ('1.2 SD towards sensitive', '0.4 SD towards resistant', 'no way')
    """
    size = f"{abs(change):.1f}"
    if size == "0.0":
        return "no way" if not change else f"under 0.1 SD towards {_pole(change)}"
    return f"{size} SD towards {_pole(change)}"


def interval_words(drug: RankedDrug) -> str:
    """Write an expected percentile with its interval, or one that was told.

    Examples
    --------
    >>> interval_words(RankedDrug(place=1, drug="a", drug_id="1", known_as="", percentile=3.2,
    ...     standing="licensed", low=0, high=21.4))
    '3 (0 to 21)'
    """
    if drug.told:
        return f"{drug.percentile:.0f}, as told"
    return f"{drug.percentile:.0f} ({drug.low:.0f} to {drug.high:.0f})"


def further_licensed(told: TumourCellLines) -> list[RankedDrug]:
    """Return the first licensed drugs that are not among the explained."""
    shown = {one.place for one in told.shown}
    return [one for one in told.licensed if one.place not in shown]


def ticks(drug: SuggestedDrug) -> list[float]:
    """Return where the nearest lines stand on the strip of a drug."""
    return [one.percentile for one in drug.lines if one.percentile is not None]


def pushes(drug: SuggestedDrug) -> list[FeaturePush]:
    """Return what moved a prediction enough to be named."""
    return [one for one in drug.pushes if abs(one.change) >= LEAST_PUSH][:MOST_PUSHES]


def line_name(line: NearCellLine) -> str:
    """Return a line's name; an id, where the screen names none, as such."""
    return f"line {line.name}" if line.name.isdigit() else line.name


def line_words(line: NearCellLine) -> str:
    """Say where a cell line is from and what else it shares with the tumour.

    Examples
    --------
    >>> line_words(NearCellLine(name="A375", tissue="skin", similarity=0.9, percentile=3,
    ...     shared=["tissue skin", "BRAF mutated"]))
    'skin; shares BRAF mutated'
    """
    shared = [words for words in line.shared if words != f"tissue {line.tissue}"]
    found = [line.tissue or "tissue not named", *([f"shares {', '.join(shared)}"] * bool(shared))]
    return "; ".join(found)


def cell_line_context(
    head: CellLines | None, tumours: Sequence[TumourCellLines], n_tumours: int
) -> dict[str, Any]:
    """Return what the section's template reads.

    Parameters
    ----------
    head : CellLines, optional
        None for a report of a version without the section.
    tumours : sequence of TumourCellLines
        All, or the first of them.
    n_tumours : int
    """
    groups = group_tumours(tumours[:MOST_TUMOURS])
    told = groups[:MOST_TOLD]
    return {
        "cell_lines": head,
        "tumour_groups": told,
        "other_tumour_groups": groups[MOST_TOLD:][:MOST_TABLED],
        "n_more_tumour_groups": max(len(groups) - MOST_TOLD - MOST_TABLED, 0),
        "n_unread_tumours": max(n_tumours - MOST_TUMOURS, 0),
        "cell_line_anchors": anchors([one for one in told if not one.told.reason]),
        "CAN_SAY": CAN_SAY,
        "HOW_READ": HOW_READ,
        "MOST_LINES": MOST_LINES,
        "MOST_OF_GROUP": MOST_SAMPLES,
        "agreement_words": agreement_words,
        "also_known": also_known,
        "cautions": cautions,
        "direction_words": direction_words,
        "further_licensed": further_licensed,
        "given_words": given_words,
        "interval_words": interval_words,
        "is_against_lines": is_against_lines,
        "is_by_tissue": is_by_tissue,
        "licence_words": licence_words,
        "line_name": line_name,
        "line_words": line_words,
        "pushes": pushes,
        "stands_out": stands_out,
        "ticks": ticks,
        "unmutated_words": unmutated_words,
    }


def _weight(place: CuratedDrugPlace) -> tuple[str, str]:
    return place.tier, place.level or "Z"


def _told(one: TumourCellLines) -> object:
    profile = one.profile
    if one.reason or profile is None:
        return one.reason
    return (
        profile.tissue,
        *map(tuple, (profile.mutated, profile.gained, profile.lost, profile.fused)),
        profile.microsatellite_instability,
        *one.unseen,
        *((drug.drug, *agreement_words(drug)) for drug in one.shown),
        *((drug.drug, drug.against) for drug in one.licensed),
        *((at.drug, at.ranked.against) for at in one.curated if at.ranked and at.ranked.against),
    )


def _pole(change: float) -> str:
    return "sensitive" if change < 0 else "resistant"
