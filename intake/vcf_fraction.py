"""The share of a sample's reads with an allele, from the fields of a VCF's sample column.

A caller's own fraction counts first, else counts of reads: ``AD``, FreeBayes' ``RO`` and ``AO``,
VarScan's ``RD`` and ``AD``, Strelka's of tier 1. Sources: the VCF specification;
https://github.com/freebayes/freebayes; https://varscan.sourceforge.net/using-varscan.html;
https://github.com/Illumina/strelka/blob/v2.9.x/docs/userGuide/README.md#somatic

Examples
--------
>>> read_allele_fraction({"GT": 0, "AD": 1}, ["0/1", "30,10"], 1, ["A", "T"])
0.25
>>> read_allele_fraction({"AU": 0, "TU": 1}, ["30,31", "10,11"], 1, ["A", "T"])
0.25
"""

from collections.abc import Callable, Mapping, Sequence

_FRACTIONS = ("AF", "FA", "VAF", "FREQ")
"""FORMAT keys of the share of reads, one number per alternate allele."""

_DIGITS = 12


def read_allele_fraction(
    keys: Mapping[str, int], fields: Sequence[str], allele: int, alleles: Sequence[str]
) -> float | None:
    """Return the share of reads, 0 to 1; None where the sample does not say.

    Parameters
    ----------
    keys : mapping of str to int
        Places of the keys in FORMAT.
    fields : sequence of str
        The sample's, fewer where the last are left out.
    allele : int
        Its number in genotypes, from 1.
    alleles : sequence of str
        The reference and all alternate ones.
    """

    def numbers(key: str) -> list[str]:
        at = keys.get(key, len(fields))
        return fields[at].split(",") if at < len(fields) else []

    for key in _FRACTIONS:
        texts = numbers(key)
        if len(texts) == len(alleles) - 1:
            share = _number(texts[allele - 1])
            if share is not None and share <= 1:
                return share
    depths = _depths(numbers, allele, alleles)
    total = sum(depths)
    return depths[1] / total if total else None


def _depths(
    numbers: Callable[[str], list[str]], allele: int, alleles: Sequence[str]
) -> tuple[int, int]:
    """Return the reads without and with the allele; none where the sample does not say."""
    n_alternates = len(alleles) - 1
    depths = _counts(numbers("AD"))
    if len(depths) == n_alternates + 1:
        return sum(depths) - depths[allele], depths[allele]
    for reference, alternate in (("RO", "AO"), ("RD", "AD")):
        depths = _counts(numbers(reference) + numbers(alternate))
        if len(depths) == n_alternates + 1:
            return sum(depths) - depths[allele], depths[allele]
    for reference, alternate in ((f"{alleles[0]}U", f"{alleles[allele]}U"), ("TAR", "TIR")):
        depths = _counts(numbers(reference)[:1] + numbers(alternate)[:1])
        if len(depths) == 2:
            return depths[0], depths[1]
    return 0, 0


def _counts(texts: Sequence[str]) -> list[int]:
    """Read all numbers, none where one is not a count."""
    if not all(text.isascii() and text.isdecimal() and len(text) <= _DIGITS for text in texts):
        return []
    return [int(text) for text in texts]


def _number(text: str) -> float | None:
    """Read ``0.12`` or ``12%``."""
    bare = text.removesuffix("%")
    try:
        value = float(bare)
    except ValueError:
        return None
    value = value if bare == text else value / 100
    return value if value >= 0 else None
