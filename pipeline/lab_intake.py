"""Reading a laboratory's file once: rows spooled to disk, distinct variants and samples counted.

The rows of a file do not fit into memory, its distinct variants do: by gene and spelling, each
with its first rows. What rests on disk is read again, in the order of the file, when the tables are
written.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.lab_row import LabRow, LabVariant, Outcome
from pipeline.spool import Spool
from variants.gene_symbols import comparable_symbol

MOST_EXAMPLES = 20
"""Rows of each reason for not being assessed that are kept as examples."""

MOST_OCCURRENCES = 5
"""Rows of a variant that are kept with it."""


@dataclass(slots=True)
class DistinctVariant:
    """One variant by gene and spelling, whatever the row.

    Parameters
    ----------
    gene : str
        As its first row gives it.
    variation : str
    first : int array
        Places of its first rows in the spool, at most :data:`MOST_OCCURRENCES`.
    n_rows, n_samples : int
    """

    gene: str
    variation: str
    first: "array[int]"
    n_rows: int = 0
    n_samples: int = 0


@dataclass(slots=True)
class SampleRows:
    """What a sample has.

    Parameters
    ----------
    name : str
    counts : dict of int
        Rows by outcome.
    variants : dict of None
        Places of its variants in :attr:`LabContent.variants`, in the order of the file.
    """

    name: str
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    variants: dict[int, None] = field(default_factory=dict)


@dataclass
class LabContent:
    """A file that has been read.

    Parameters
    ----------
    spool : Spool of LabRow
    counts : dict of int
        Rows by outcome.
    variants : list of DistinctVariant
    samples : list of SampleRows
        In the order of the file.
    reasons : dict
        Of rows not assessed: how many, and the first of them.
    rejected : int array
        Places of the rejected rows in the spool.
    """

    spool: Spool[LabRow]
    counts: dict[Outcome, int]
    variants: list[DistinctVariant]
    samples: list[SampleRows]
    reasons: dict[str, tuple[int, list[LabRow]]]
    rejected: "array[int]"
    _places: dict[tuple[str, str], int]

    @property
    def n_rows(self) -> int:
        """Data rows of the file."""
        return sum(self.counts.values())

    def place(self, variant: LabVariant) -> int:
        """Return the place of a row's variant among the distinct ones."""
        return self._places[_key(variant)]


def take_in(rows: Iterable[LabRow], spool: Spool[LabRow]) -> LabContent:
    """Read all rows of a file.

    Parameters
    ----------
    rows : iterable of LabRow
    spool : Spool of LabRow
        Where they are kept.
    """
    content = LabContent(spool, dict.fromkeys(Outcome, 0), [], [], {}, array("q"), {})
    sample_places: dict[str, int] = {}
    for row in rows:
        place = spool.append(row)
        content.counts[row.outcome] += 1
        for name in dict.fromkeys(name for one in row.variants for name in one.samples):
            if name not in sample_places:
                sample_places[name] = len(content.samples)
                content.samples.append(SampleRows(name))
            content.samples[sample_places[name]].counts[row.outcome] += 1
        if row.outcome is Outcome.REJECTED:
            content.rejected.append(place)
        elif row.outcome is Outcome.NOT_ASSESSED:
            _add_reason(content, row)
        elif row.outcome is Outcome.ASSESSED:
            for variant in row.variants:
                _add_variant(content, place, variant, sample_places)
    return content


def _add_reason(content: LabContent, row: LabRow) -> None:
    count, examples = content.reasons.get(row.reason, (0, []))
    if count < MOST_EXAMPLES:
        examples.append(row)
    content.reasons[row.reason] = (count + 1, examples)


def _add_variant(
    content: LabContent, row: int, variant: LabVariant, sample_places: dict[str, int]
) -> None:
    place = content._places.setdefault(_key(variant), len(content.variants))
    if place == len(content.variants):
        content.variants.append(DistinctVariant(variant.gene, variant.variation, array("q")))
    distinct = content.variants[place]
    distinct.n_rows += 1
    if len(distinct.first) < MOST_OCCURRENCES:
        distinct.first.append(row)
    for name in variant.samples:
        of_sample = content.samples[sample_places[name]].variants
        distinct.n_samples += place not in of_sample
        of_sample[place] = None


def _key(variant: LabVariant) -> tuple[str, str]:
    return comparable_symbol(variant.gene), variant.variation
