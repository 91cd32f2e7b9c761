"""``report.tsv``: every row of a laboratory's file, a line a variant, with what became of it.

Values hold no tab and no line end: either is written as a blank.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from intake.lab_row import LabRow, LabVariant
from reports.lab_report import Therapy, Variant
from reports.lab_templates import standing
from variants.effect_class import CLASS_COLUMNS
from variants.gene_symbols import approved_symbol

ROW_COLUMNS = (
    "line", "status", "reason", "value", "samples", "gene", "gene_symbol", "variation", "hgvs_p",
    "hgvs_c", "transcript", "transcript_rule", "consequence", "build", "chromosome", "position",
    "reference", "alternate", "allele_fraction", "notes",
)  # fmt: skip
"""What the file says of a row."""

ANSWER_COLUMNS = (
    "variant", "answer", "abstained_because", "most_probable", "effect", *CLASS_COLUMNS,
    "prediction_set", "effect_group", "group_probability", "confidence_case", "measured_accuracy",
    "training_class", "curated_effect", "agreement", "taken_as", "taken_from", "best_tier",
    "resistance", "sensitivity", "text_used",
)  # fmt: skip
"""What is said of its variant; ``variant`` is its number in the report.

``taken_as`` is the effect to go by and ``taken_from`` what says so: ``curated`` before ``type or
residue`` before ``predicted``.
"""

COLUMNS = ROW_COLUMNS + ANSWER_COLUMNS

REJECTED_COLUMNS = ("line", "value", "reason")

MOST_THERAPIES = 5
"""Therapies that a cell names of each direction, the best first."""


class LabTable:
    """Writes the table a row at a time.

    Parameters
    ----------
    stream : text file
    """

    def __init__(self, stream: TextIO) -> None:
        self._writer = _tab_writer(stream)
        self._writer.writerow(COLUMNS)

    def write(self, row: LabRow, variant: LabVariant | None, answer: Iterable[str] = ()) -> None:
        """Write one line.

        Parameters
        ----------
        row : LabRow
        variant : LabVariant or None
            One of the row's, None where nothing is known of it.
        answer : iterable of str
            The columns :data:`ANSWER_COLUMNS`; empty where it is not assessed.
        """
        cells = [*_row_cells(row, variant), *(answer or [""] * len(ANSWER_COLUMNS))]
        if not "".join(cells).isprintable():  # seldom, and a look at each cell takes longer
            cells = [_one_line(cell) for cell in cells]
        self._writer.writerow(cells)


class RejectedTable:
    """Writes the rejected rows alone.

    Parameters
    ----------
    stream : text file
    """

    def __init__(self, stream: TextIO) -> None:
        self._writer = _tab_writer(stream)
        self._writer.writerow(REJECTED_COLUMNS)

    def write(self, row: LabRow) -> None:
        """Write one row."""
        self._writer.writerow([_one_line(c) for c in (str(row.line), row.value, row.reason)])


def answer_columns(variant: Variant) -> tuple[str, ...]:
    """Return what the table says of a variant, without its number."""
    effect = variant.effect
    return (
        effect.answer,
        effect.reason,
        effect.most_probable,
        effect.label,
        *(f"{value:.4f}" for _, value in sorted(effect.probabilities.items())),
        " ".join(effect.prediction_set),
        effect.group or "",
        f"{effect.group_probability:.4f}",
        f"{effect.case.seen}; {effect.case.named}",
        "" if effect.measured is None else f"{effect.measured.accuracy:.4f}",
        effect.training_class or "",
        "; ".join(
            f"{one.significance} ({one.evidence})" for one in variant.curated if one.supports
        ),
        variant.agreement or "",
        *((variant.called.group, variant.called.by) if variant.called else ("", "")),
        variant.best_tier or "",
        _therapies(variant.therapies, "resistance"),
        _therapies(variant.therapies, "sensitivity"),
        "yes" if variant.literature.used else "no",
    )


def _tab_writer(stream: TextIO) -> Any:
    return csv.writer(
        stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
    )


def _therapies(therapies: Iterable[Therapy], direction: str) -> str:
    found = [
        f"{one.therapy} ({', '.join(_standing(one))})"
        for one in therapies
        if one.direction == direction
    ]
    more = f"; and {len(found) - MOST_THERAPIES} more" if len(found) > MOST_THERAPIES else ""
    return "; ".join(found[:MOST_THERAPIES]) + more


def _standing(therapy: Therapy) -> Iterator[str]:
    yield standing(therapy.tier, therapy.level)
    yield therapy.origin
    if therapy.requires:
        yield f"requires {' and '.join(therapy.requires)}"
    if therapy.conflicts:
        yield "conflict"


def _row_cells(row: LabRow, variant: LabVariant | None) -> list[str]:
    head = [str(row.line), row.outcome.value, row.reason, row.value]
    if variant is None:
        return [*head, *[""] * (len(ROW_COLUMNS) - len(head))]
    transcript, at = variant.transcript, variant.locus
    fraction = variant.allele_fraction
    return [
        *head,
        ";".join(variant.samples),
        variant.gene,
        approved_symbol(variant.gene) if variant.gene else "",
        variant.variation,
        variant.hgvs_p,
        variant.hgvs_c,
        transcript.id if transcript else "",
        transcript.rule if transcript else "",
        variant.consequence,
        *((at.build, at.chromosome, str(at.position), at.reference, at.alternate)
          if at else [""] * 5),
        "" if fraction is None else f"{fraction:.4g}",
        "; ".join(variant.notes),
    ]  # fmt: skip


def _one_line(cell: str) -> str:
    return " ".join(cell.split()) if not cell.isprintable() else cell
