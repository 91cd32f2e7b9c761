"""Counts of a large file's rows, part by part."""

from itertools import pairwise

from intake.lab_row import LabRow, Outcome
from pipeline.table_tally import MOST_REASONS, OTHER_REASONS, Tally

EARLY = 10
NAMES = [f"FILTER is {number}" for number in range(MOST_REASONS + 100)]
ORDER = [*NAMES, *NAMES[:EARLY]]
"""The first ones come again behind more than can be named."""


def counted(*ends):
    """Count the rows in parts that end there."""
    rows = [LabRow(at, "", Outcome.NOT_ASSESSED, name) for at, name in enumerate(ORDER, start=1)]
    tally = Tally()
    for start, end in pairwise((0, *ends, len(rows))):
        part = Tally()
        for row in rows[start:end]:
            part.add_row(row)
        tally.absorb(part)
    return tally.reasons[Outcome.NOT_ASSESSED]


def test_a_reason_that_is_named_is_counted_in_full_wherever_parts_end():
    expected = dict.fromkeys(NAMES[:EARLY], 2)
    expected |= dict.fromkeys(NAMES[EARLY:MOST_REASONS], 1) | {OTHER_REASONS: 100}
    assert counted() == expected
    assert counted(EARLY) == expected
    assert counted(EARLY, MOST_REASONS, len(NAMES)) == expected
    assert counted(*range(1, len(ORDER))) == expected
