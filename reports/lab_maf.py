"""A laboratory's MAF with columns added, which cBioPortal can load.

Columns that OncoKB's annotator writes too have its names (https://github.com/oncokb/oncokb-annotator),
but ours is what stands in them: predicted mutation effects, and tiers of AMP, ASCO and CAP in place
of OncoKB's levels. A name that the file has already is written with ``_oncolit`` after it.

Lines stay as they came, but that each cell stands under its name: a row that lacks cells at its end
is filled up, empty cells beyond the last column are left out, and a rejected row with more than
that becomes a comment.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TextIO

from intake.delimited import COMMENT, CellError, find_header, split_cells
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
        Of the file or a part of it, comments and header included.
    header : LabLine, optional
        The file's, without the ``#`` that it may start with; by default it is found in the lines.
    """

    def __init__(
        self, stream: TextIO, lines: Iterable[LabLine], header: LabLine | None = None
    ) -> None:
        self._stream = stream
        self._lines = iter(lines)
        if header is None:
            header = self._find_header()
        self._header = header.number
        names = _cells(header.text)
        self._width = len(names)
        there = {name.strip() for name in names}
        self._names = tuple(_unlike(name, there) for name in ADDED_COLUMNS)

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
                self._write(self._row(line.text, cells))
                break
            self._pass_on(line)

    def finish(self) -> None:
        """Write what stands after the last data row."""
        for line in self._lines:
            self._pass_on(line)

    def _find_header(self) -> LabLine:
        """Read as far as the first line that is no comment, and put the lines back."""
        head: list[LabLine] = []
        for line in self._lines:
            head.append(line)
            if not line.text.startswith(COMMENT):
                break
        self._lines = chain(head, self._lines)
        return find_header(head) or LabLine(0, "")

    def _row(self, text: str, cells: tuple[str, ...]) -> str:
        found = _cells(text)
        beyond = found[self._width :]
        if any(cell.strip() for cell in beyond):
            reason = cells[ADDED_COLUMNS.index("ONCOLIT_REASON")]
            return f"{COMMENT} rejected: {_one_line(reason)}: {text}"
        if beyond:
            text = text.rsplit("\t", "\t".join(beyond).count("\t") + 1)[0]
        return _with(text, [*[""] * (self._width - len(found)), *map(_one_line, cells)])

    def _pass_on(self, line: LabLine) -> None:
        is_header = line.number == self._header
        self._write(_with(line.text, self._names) if is_header else line.text)

    def _write(self, text: str) -> None:
        self._stream.write(f"{text}\n")


def _cells(text: str) -> list[str]:
    """Cut a line into cells as the reader does; one that it cannot cut at its tabs."""
    try:
        return split_cells(text, "\t")
    except CellError:
        return text.split("\t")


def _unlike(name: str, there: set[str]) -> str:
    while name in there:
        name += _SUFFIX
    return name


def _with(text: str, cells: Sequence[str]) -> str:
    return "\t".join((text, *cells))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


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
