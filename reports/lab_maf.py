"""A laboratory's MAF with columns added, which cBioPortal can load.

Columns that OncoKB's annotator writes too have its names (https://github.com/oncokb/oncokb-annotator),
but ours is what stands in them: predicted mutation effects, and tiers of AMP, ASCO and CAP in place
of OncoKB's levels. A name that the file has already is written with ``_oncolit`` after it.
"""

from collections.abc import Iterable
from typing import TextIO

from intake.lab_reader import LabLine
from reports.lab_report import Citation, Therapy, Variant
from reports.lab_templates import GROUPS, standing

ADDED_COLUMNS = (
    "ANNOTATED", "MUTATION_EFFECT", "MUTATION_EFFECT_CITATIONS", "HIGHEST_LEVEL",
    "HIGHEST_SENSITIVE_LEVEL", "HIGHEST_RESISTANCE_LEVEL", "TX_CITATIONS", "ONCOLIT_STATUS",
    "ONCOLIT_REASON", "ONCOLIT_PROBABILITY", "ONCOLIT_PREDICTION_SET", "ONCOLIT_CURATED_EFFECT",
    "ONCOLIT_EFFECT", "ONCOLIT_SENSITIVE_TO", "ONCOLIT_RESISTANT_TO",
)  # fmt: skip
"""Added at the end of every line, in this order.

``MUTATION_EFFECT`` is the predicted class in OncoKB's words, ``Unknown`` where oncolit abstains;
``MUTATION_EFFECT_CITATIONS`` cites curated statements on the effect; ``ONCOLIT_EFFECT`` is the
effect to go by, with what says so; levels are such as ``I-A``. Therapies are those that ask for no
other variant and that nothing closer contradicts.
"""

MOST_THERAPIES = 5
"""Therapies that a cell names, the best first."""

_SUFFIX = "_oncolit"


def effect_cells(variant: Variant) -> tuple[str, ...]:
    """Return the cells of an assessed variant but for status and reason."""
    effect = variant.effect
    holding = [one for one in variant.therapies if one.holds]
    sensitive = [one for one in holding if one.direction == "sensitivity"]
    resistant = [one for one in holding if one.direction == "resistance"]
    highest = [_level(sensitive), _level(resistant)]
    curated = [one for one in variant.curated if one.supports]
    return (
        "True",
        "Unknown" if effect.answer == "abstain" else effect.label,
        _citations(one for effect in curated for one in effect.citations),
        min(filter(None, highest), default="", key=_level_order),
        *highest,
        _citations(one for therapy in holding for one in therapy.citations),
        "assessed",
        "",
        f"{effect.probabilities[effect.most_probable]:.4f}",
        ";".join(effect.prediction_set),
        ";".join(dict.fromkeys(one.significance for one in curated)),
        f"{GROUPS[variant.called.group]} ({variant.called.by})" if variant.called else "",
        _names(sensitive),
        _names(resistant),
    )


def not_assessed_cells(status: str, reason: str) -> tuple[str, ...]:
    """Return the cells of a row that has no answer."""
    cells = dict.fromkeys(ADDED_COLUMNS, "")
    cells |= {"ANNOTATED": "False", "ONCOLIT_STATUS": status, "ONCOLIT_REASON": reason}
    return tuple(cells.values())


class AnnotatedMaf:
    """Writes a MAF with the columns added, a row at a time.

    Parameters
    ----------
    stream : text file
    lines : iterable of LabLine
        Of the file, comments and header included.
    """

    def __init__(self, stream: TextIO, lines: Iterable[LabLine]) -> None:
        self._stream = stream
        self._lines = iter(lines)
        for line in self._lines:
            if not line.text.startswith("#"):
                self._write(_with(line.text, _header(line.text)))
                break
            self._write(line.text)

    def write(self, number: int, cells: tuple[str, ...]) -> None:
        """Write a data row, and what stands before it in the file.

        Parameters
        ----------
        number : int
            Its line in the file.
        cells : tuple of str
            The columns :data:`ADDED_COLUMNS`.
        """
        for line in self._lines:
            if line.number == number:
                self._write(_with(line.text, cells))
                break
            self._write(line.text)

    def finish(self) -> None:
        """Write what stands after the last data row."""
        for line in self._lines:
            self._write(line.text)

    def _write(self, text: str) -> None:
        self._stream.write(f"{text}\n")


def _header(text: str) -> tuple[str, ...]:
    there = {name.strip() for name in text.split("\t")}
    return tuple(_unlike(name, there) for name in ADDED_COLUMNS)


def _unlike(name: str, there: set[str]) -> str:
    while name in there:
        name += _SUFFIX
    return name


def _with(text: str, cells: tuple[str, ...]) -> str:
    return "\t".join((text, *(" ".join(cell.split()) for cell in cells)))


def _level(therapies: list[Therapy]) -> str:
    return min(map(_standing, therapies), default="", key=_level_order)


def _standing(therapy: Therapy) -> str:
    return standing(therapy.tier, therapy.level)


def _level_order(level: str) -> tuple[int, str]:
    tier, _, letter = level.partition("-")
    return ("I", "II", "III", "IV").index(tier), letter


def _citations(citations: Iterable[Citation]) -> str:
    named = (f"{one.source}:{one.id}" if one.id else one.source for one in citations)
    return ";".join(dict.fromkeys(named))


def _names(therapies: list[Therapy]) -> str:
    return ";".join(
        f"{one.therapy} ({_standing(one)}{', predicted' if one.origin == 'predicted' else ''})"
        for one in therapies[:MOST_THERAPIES]
    )
