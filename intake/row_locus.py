"""Where the variant of a table's row lies on the genome, and on which build."""

import re
from collections.abc import Sequence

from intake.columns import Column, Columns
from intake.lab_row import Locus
from intake.vcf_build import GRCH37, GRCH38, NCBI36, build_in

BUILD_NUMBERS = {"36": NCBI36, "37": GRCH37, "38": GRCH38}
"""A MAF's ``NCBI_Build`` where it is a number."""


_POSITION = re.compile(r"(?:[0-9]{1,11}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.0)?")
"""As programs write it, too, that make all numbers fractions, or part thousands by commas."""

_SIGNS = re.compile(r",|\.0$")


class LocusError(ValueError):
    """A row's position or build cannot be used; ``value`` is what stands there."""

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(reason)
        self.value = value


def normal_build(text: str) -> str:
    """Return the build's usual name, another text as it stands, stripped.

    Examples
    --------
    >>> normal_build("hg19"), normal_build("37"), normal_build("GRCh38.p13"), normal_build("mm10")
    ('GRCh37', 'GRCh37', 'GRCh38', 'mm10')
    """
    given = text.strip()
    return BUILD_NUMBERS.get(given.partition(".")[0]) or build_in(given) or given


def read_build(columns: Columns, cells: Sequence[str], build: str) -> str:
    """Return the row's build, or the file's where the row names none.

    Raises
    ------
    LocusError
        The row names another build than the file's first.
    """
    given = columns.value(Column.BUILD, cells)
    if not given:
        return build
    found = normal_build(given)
    if build and found != build:
        raise LocusError(
            given,
            f"genome build {found} in a file of {build}, which its first row names: expected one "
            "build a file; send the rows of each by themselves",
        )
    return found


def read_locus(columns: Columns, cells: Sequence[str], build: str) -> Locus | None:
    """Return the locus; None where the row names no chromosome or position.

    Raises
    ------
    LocusError
        The position is no whole number from 1.
    """
    chromosome = columns.value(Column.CHROMOSOME, cells)
    given = columns.value(Column.POSITION, cells)
    if not chromosome or not given:
        return None
    position = int(_SIGNS.sub("", given)) if _POSITION.fullmatch(given) else 0
    if position < 1:
        raise LocusError(given, "a position on the genome; expected a whole number from 1")
    reference = next(iter(columns.values(Column.REFERENCE, cells)), "")
    alternates = columns.values(Column.ALTERNATE, cells)
    other = [allele for allele in alternates if allele not in ("", reference)]
    alternate = other[0] if other else next(iter(alternates), "")
    return Locus(build, _bare(chromosome), position, reference, alternate)


def _bare(chromosome: str) -> str:
    return chromosome[3:] if chromosome[:3].casefold() == "chr" else chromosome
