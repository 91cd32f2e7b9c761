"""A laboratory's MAF with columns added, which cBioPortal can load.

Columns that OncoKB's annotator writes too have its names (https://github.com/oncokb/oncokb-annotator),
but ours is what stands in them: predicted mutation effects, and tiers of AMP, ASCO and CAP in place
of OncoKB's levels. A name that the file has already is written with ``_oncolit`` after it.
"""

from collections.abc import Iterable, Iterator

from intake.lab_reader import LabLine
from reports.lab_report import Citation, Therapy, Variant

ADDED_COLUMNS = (
    "ANNOTATED", "MUTATION_EFFECT", "MUTATION_EFFECT_CITATIONS", "HIGHEST_LEVEL",
    "HIGHEST_SENSITIVE_LEVEL", "HIGHEST_RESISTANCE_LEVEL", "TX_CITATIONS", "ONCOLIT_STATUS",
    "ONCOLIT_REASON", "ONCOLIT_PROBABILITY", "ONCOLIT_PREDICTION_SET", "ONCOLIT_CURATED_EFFECT",
    "ONCOLIT_SENSITIVE_TO", "ONCOLIT_RESISTANT_TO",
)  # fmt: skip
"""Added at the end of every line, in this order.

``MUTATION_EFFECT`` is the predicted class in OncoKB's words, ``Unknown`` where oncolit abstains;
``MUTATION_EFFECT_CITATIONS`` cites curated statements on the effect; levels are such as ``I-A``.
"""

MOST_THERAPIES = 5
"""Therapies that a cell names, the best first."""

_SUFFIX = "_oncolit"


def effect_cells(variant: Variant) -> tuple[str, ...]:
    """Return the cells of an assessed variant but for status and reason."""
    effect = variant.effect
    sensitive = [one for one in variant.therapies if one.direction == "sensitivity"]
    resistant = [one for one in variant.therapies if one.direction == "resistance"]
    highest = [_level(sensitive), _level(resistant)]
    curated = [one for one in variant.curated if one.supports]
    return (
        "True",
        "Unknown" if effect.answer == "abstain" else effect.label,
        _citations(one for effect in curated for one in effect.citations),
        min(filter(None, highest), default="", key=_level_order),
        *highest,
        _citations(one for therapy in variant.therapies for one in therapy.citations),
        "assessed",
        "",
        f"{effect.probabilities[effect.most_probable]:.4f}",
        ";".join(effect.prediction_set),
        ";".join(dict.fromkeys(one.significance for one in curated)),
        _names(sensitive),
        _names(resistant),
    )


def not_assessed_cells(status: str, reason: str) -> tuple[str, ...]:
    """Return the cells of a row that has no answer."""
    cells = dict.fromkeys(ADDED_COLUMNS, "")
    cells |= {"ANNOTATED": "False", "ONCOLIT_STATUS": status, "ONCOLIT_REASON": reason}
    return tuple(cells.values())


def annotated_lines(
    lines: Iterable[LabLine], cells: Iterable[tuple[int, tuple[str, ...]]]
) -> Iterator[str]:
    """Yield the lines of a MAF with the columns added.

    Parameters
    ----------
    lines : iterable of LabLine
        Of the file, comments and header included.
    cells : iterable of (int, tuple of str)
        Cells of each data row with its line, in the order of the file.
    """
    answers = iter(cells)
    header_seen = False
    following = next(answers, None)
    for line in lines:
        if not header_seen:
            header_seen = not line.text.startswith("#")
            yield _with(line.text, _header(line.text)) if header_seen else line.text
        elif following is not None and following[0] == line.number:
            yield _with(line.text, following[1])
            following = next(answers, None)
        else:
            yield line.text


def _header(text: str) -> tuple[str, ...]:
    there = {name.strip() for name in text.split("\t")}
    return tuple(name + _SUFFIX if name in there else name for name in ADDED_COLUMNS)


def _with(text: str, cells: tuple[str, ...]) -> str:
    return "\t".join((text, *(" ".join(cell.split()) for cell in cells)))


def _level(therapies: list[Therapy]) -> str:
    levels = [f"{one.tier}-{one.level}" if one.level else one.tier for one in therapies]
    return min(levels, default="", key=_level_order)


def _level_order(level: str) -> tuple[int, str]:
    tier, _, letter = level.partition("-")
    return ("I", "II", "III", "IV").index(tier), letter


def _citations(citations: Iterable[Citation]) -> str:
    named = (f"{one.source}:{one.id}" if one.id else one.source for one in citations)
    return ";".join(dict.fromkeys(named))


def _names(therapies: list[Therapy]) -> str:
    return ";".join(one.therapy for one in therapies[:MOST_THERAPIES])
