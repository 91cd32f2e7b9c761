r"""One record of a VCF, taken apart and checked.

Examples
--------
>>> read_record("chr7\t140453136\t.\tA\tT,C\t.\tPASS\t.").alternates
['T', 'C']
"""

from dataclasses import dataclass

from intake.vcf_alleles import reference_fault

MIN_COLUMNS = 8
"""CHROM to INFO."""

_DIGITS = 18


class RecordError(ValueError):
    """A line is no record; ``value`` is what stands there."""

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(reason)
        self.value = value


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Parameters
    ----------
    chromosome : str
        As the file writes it.
    position : int
        1-based.
    reference : str
    alternates : list of str
        ALT, one a list entry.
    filter, info : str
    samples : list of str
        FORMAT and one column a sample; empty where the file has neither.
    """

    chromosome: str
    position: int
    reference: str
    alternates: list[str]
    filter: str
    info: str
    samples: list[str]

    @property
    def bare_chromosome(self) -> str:
        """Return its name without ``chr``."""
        name = self.chromosome
        return name[3:] if name[:3].lower() == "chr" else name


def read_record(text: str, width: int = 0) -> Record:
    """Take a line apart.

    Parameters
    ----------
    text : str
    width : int
        Columns of the header line, 0 where any number will do.

    Raises
    ------
    RecordError
        It has too few or too many columns, no chromosome, no position or no sequence in REF.
    """
    columns = text.split("\t")
    if len(columns) < MIN_COLUMNS:
        raise RecordError(
            text, f"{len(columns)} tab-separated columns; expected {width or MIN_COLUMNS}"
        )
    if width and len(columns) != width:
        raise RecordError(
            text, f"{len(columns)} columns; expected {width} as in the header line #CHROM"
        )
    chromosome, position, _, reference, alternate, _, filter_value, info = columns[:MIN_COLUMNS]
    if not chromosome.strip():
        raise RecordError(text, "CHROM is empty; expected a chromosome such as 7 or chr7")
    if not (position.isascii() and position.isdecimal() and len(position) <= _DIGITS):
        raise RecordError(position, "POS is no position; expected a whole number")
    if fault := reference_fault(reference):
        raise RecordError(reference, fault)
    return Record(
        chromosome.strip(),
        int(position),
        reference,
        alternate.split(","),
        filter_value,
        info,
        columns[MIN_COLUMNS:],
    )


def count_alternates(text: str) -> int:
    """Count the alleles in ALT of a line that may be no record; 1 where it has no such column."""
    columns = text.split("\t", 5)
    return columns[4].count(",") + 1 if len(columns) > 4 else 1


def info_value(info: str, tag: str) -> str:
    """Return the value of one key of INFO, empty where it is missing.

    Examples
    --------
    >>> info_value("DP=7;CSQ=A|B;XCSQ=1", "CSQ"), info_value(".", "CSQ")
    ('A|B', '')
    """
    key = f"{tag}="
    if info.startswith(key):
        at = len(key)
    else:
        found = info.find(f";{key}")
        if found < 0:
            return ""
        at = found + len(key) + 1
    end = info.find(";", at)
    value = info[at:] if end < 0 else info[at:end]
    return "" if value == "." else value.strip()
