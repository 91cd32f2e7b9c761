"""What changed in the first drugs by cell lines between a report and its re-analysis."""

from collections.abc import Collection, Iterable, Iterator

from reports.cell_lines_report import CellLines, TumourCellLines, UsedProfile
from reports.lab_changes import CauseName, CellLineChange

NOT_ASKED = "nothing was ranked"

_SHOWN_DIGITS = 12


def screen_words(cell_lines: CellLines | None) -> str:
    """Say in a few words which screen answered, of a report with or without one."""
    if cell_lines is None or cell_lines.reason:
        return NOT_ASKED
    known = f", with {cell_lines.n_known} responses told" if cell_lines.n_known else ""
    return f"{cell_lines.screen}, SHA-256 {cell_lines.version[:_SHOWN_DIGITS]}{known}"


def cell_line_changes(
    before: Iterable[TumourCellLines],
    after: Iterable[TumourCellLines],
    differing: Collection[CauseName],
) -> Iterator[CellLineChange]:
    """Yield the tumours whose first five drugs, or their order, changed.

    Parameters
    ----------
    before, after : iterable of TumourCellLines
        Matched by the name of the sample.
    differing : collection of CauseName
        All that differs between the reports.
    """
    then = {one.sample: one for one in before}
    for now in after:
        old = then.get(now.sample)
        if old is not None and _first(old) != _first(now):
            yield CellLineChange(
                sample=now.sample,
                before=_first(old),
                after=_first(now),
                causes=_causes(old.profile, now.profile, differing),
            )


def _first(tumour: TumourCellLines) -> list[str]:
    return [one.drug for one in tumour.shown]


def _causes(
    then: UsedProfile | None, now: UsedProfile | None, differing: Collection[CauseName]
) -> list[CauseName]:
    """Return what may be the cause: another screen, or what changed in the profile."""
    may: list[CauseName] = ["screen"]
    if then is None or now is None or then.tissue != now.tissue:
        may.append("disease")
    if then is None or now is None or _genes(then) != _genes(now):
        may += ["model", "evidence", "literature"]
    found = [name for name in (*may, "oncolit") if name in differing]
    return found or ["unknown"]


def _genes(profile: UsedProfile) -> tuple[object, ...]:
    return (
        profile.mutated,
        profile.gained,
        profile.lost,
        profile.fused,
        profile.microsatellite_instability,
    )
