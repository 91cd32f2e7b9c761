"""What is read from a laboratory's file: rows, the variants in them, and what became of each.

Positions on the genome are 1-based, those of the protein residue numbers. Rows go to disk and back,
a million at a time: ``__reduce__`` makes that four times as fast as what a frozen dataclass does.
"""

from dataclasses import dataclass
from enum import StrEnum

VALUE_LENGTH = 200
"""Characters of an offending value that are kept; a longer one ends in ``…``."""


class LabFileError(ValueError):
    """The file cannot be read as any known format."""


class Outcome(StrEnum):
    """What became of a row."""

    ASSESSED = "assessed"
    NOT_ASSESSED = "not_assessed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Locus:
    """Where a variant lies on the genome, as the file writes it.

    Parameters
    ----------
    build : str
        ``GRCh37``, ``GRCh38``, another name as given, or empty where the file does not say.
    chromosome : str
        Without ``chr``.
    position : int
        1-based.
    reference, alternate : str
        ``-`` or a first common base as in the file.
    """

    build: str
    chromosome: str
    position: int
    reference: str
    alternate: str

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return Locus, (
            self.build, self.chromosome, self.position, self.reference, self.alternate,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transcript:
    """The transcript that a change is described on.

    Parameters
    ----------
    id : str
        Such as ``ENST00000288602``.
    rule : str
        Why this one: ``MANE Select``, ``canonical``, ``picked by VEP``, ``most severe`` or ``the
        file's own``.
    """

    id: str
    rule: str

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return Transcript, (self.id, self.rule)


@dataclass(frozen=True, slots=True)
class LabVariant:
    """One variant of one row.

    Parameters
    ----------
    gene : str
        Symbol as given; empty where none is named.
    variation : str
        Spelling that is classified, such as ``V600E``, ``X1010_splice``, ``Amplification``; empty
        where the row is not assessed for want of one.
    consequence : str
        Its most severe Sequence Ontology term, empty where the file does not say.
    hgvs_p, hgvs_c : str
        As the file writes them, without a reference sequence; empty where it does not.
    transcript : Transcript, optional
    locus : Locus, optional
    samples : tuple of str
        Names of the samples that carry it; empty where the file names none.
    allele_fraction : float, optional
        Share of reads with the variant in its first sample, 0 to 1.
    annotations : tuple of (str, str)
        In-silico annotations by VEP's field names, as the file writes them.
    notes : tuple of str
        What a reader should know, such as that the gene's symbol is an old one.
    """

    gene: str
    variation: str
    consequence: str = ""
    hgvs_p: str = ""
    hgvs_c: str = ""
    transcript: Transcript | None = None
    locus: Locus | None = None
    samples: tuple[str, ...] = ()
    allele_fraction: float | None = None
    annotations: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return LabVariant, (
            self.gene, self.variation, self.consequence, self.hgvs_p, self.hgvs_c,
            self.transcript, self.locus, self.samples, self.allele_fraction, self.annotations,
            self.notes,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabRow:
    """One data row of a file; of a VCF one record and one of its alternate alleles.

    Parameters
    ----------
    line : int
        Physical line, or the row of a spreadsheet, from 1.
    value : str
        What stands there, for messages; of a rejected row the offending value.
    outcome : Outcome
    reason : str
        Why it is not assessed or rejected; empty where it is assessed.
    variants : tuple of LabVariant
        One or, in a copy-number table, several where it is assessed; what is known of it, if
        anything, where it is not.
    """

    line: int
    value: str
    outcome: Outcome
    reason: str = ""
    variants: tuple[LabVariant, ...] = ()

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return LabRow, (self.line, self.value, self.outcome, self.reason, self.variants)


def rejected(line: int, value: str, reason: str) -> LabRow:
    """Make a rejected row."""
    return LabRow(line, cut_value(value), Outcome.REJECTED, reason)


def cut_value(value: str) -> str:
    """Keep the first 200 characters; cutting twice is cutting once."""
    return value if len(value) <= VALUE_LENGTH else value[:VALUE_LENGTH] + "…"
