"""What becomes of a row that a reader has taken apart: assessed, not assessed or rejected."""

from dataclasses import dataclass

from intake.assessment import AssessmentRules
from intake.lab_row import LabRow, Locus, Transcript


@dataclass(frozen=True, slots=True)
class DescribedRow:
    """A row as the file describes it, whatever the format.

    Parameters
    ----------
    line : int
    value : str
        The row in a few words, for messages and tables.
    gene : str
        Symbol as given, empty where none is named.
    consequences : tuple of str
        Sequence Ontology terms, see :func:`variants.consequence.read_consequences`.
    hgvs_p, hgvs_c : str
        Columns as they stand, a reference sequence before the colon included.
    variation : str
        Any spelling, where the file has such a column: ``Amplification``, ``V600E``.
    filter : str
        The FILTER column.
    transcript, locus, samples, allele_fraction, annotations
        As of :class:`intake.lab_row.LabVariant`.
    """

    line: int
    value: str
    gene: str
    consequences: tuple[str, ...] = ()
    hgvs_p: str = ""
    hgvs_c: str = ""
    variation: str = ""
    filter: str = ""
    transcript: Transcript | None = None
    locus: Locus | None = None
    samples: tuple[str, ...] = ()
    allele_fraction: float | None = None
    annotations: tuple[tuple[str, str], ...] = ()


def judge(row: DescribedRow, rules: AssessmentRules) -> LabRow:
    """Say what becomes of a row, and spell its variant for the classifier."""
    raise NotImplementedError
