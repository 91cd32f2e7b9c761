"""Which samples of a VCF carry an allele, and in what share of the first one's reads.

A genotype names the alleles a sample carries; without one (Strelka) all samples but the normal
one do. The normal sample is a carrier only where no other is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from intake.vcf_fraction import read_allele_fraction
from intake.vcf_header import VcfHeader

_MISSING = -1
_ALLELE = re.compile(r"\d+|\.", re.ASCII)


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who carries an allele.

    Parameters
    ----------
    samples : tuple of str
        Empty where the file has no samples, or none is known to carry it.
    allele_fraction : float, optional
        Share of the first carrier's reads, 0 to 1.
    absent : bool
        Every sample's genotype is known, and none holds the allele.
    """

    samples: tuple[str, ...] = ()
    allele_fraction: float | None = None
    absent: bool = False


NOBODY = Carriers()
"""Where a file has no samples."""


class SampleColumns:
    """Reads the sample columns of a VCF's records."""

    def __init__(self, header: VcfHeader) -> None:
        self._names = header.samples
        self._normals = header.normals
        self._others = tuple(name for name in self._names if name not in self._normals)

    def carriers(self, columns: Sequence[str], allele: int, alleles: Sequence[str]) -> Carriers:
        """Return who carries an allele of a record.

        Parameters
        ----------
        columns : sequence of str
            FORMAT and one column a sample.
        allele : int
            Its number in genotypes, from 1.
        alleles : sequence of str
            The reference and all alternate ones.
        """
        if len(columns) < 2:
            return NOBODY
        keys = _keys(columns[0])
        values = columns[1:]
        if "GT" not in keys:
            samples = self._others
        else:
            at = keys["GT"]
            found = [_alleles(_field(value, at)) for value in values]
            who = [name for name, has in zip(self._names, found, strict=True) if allele in has]
            if not who:
                return Carriers(absent=not any(_MISSING in has for has in found))
            samples = tuple(name for name in who if name not in self._normals) or tuple(who)
        first = values[self._names.index(samples[0])]
        return Carriers(samples, read_allele_fraction(keys, first.split(":"), allele, alleles))


@lru_cache(maxsize=1024)
def _keys(format_column: str) -> dict[str, int]:
    return {key: at for at, key in enumerate(format_column.split(":"))}


@lru_cache(maxsize=4096)
def _alleles(genotype: str) -> frozenset[int]:
    found = _ALLELE.findall(genotype[:64])
    return frozenset(_MISSING if text == "." else int(text) for text in found or ".")


def _field(value: str, at: int) -> str:
    if at == 0:
        return value.partition(":")[0]
    fields = value.split(":")
    return fields[at] if at < len(fields) else "."
