"""Alleles of a VCF record: what is wrong with one, what it is, and how annotation spells it.

VEP drops the first base of all alleles where they share it and one alternate allele is longer or
shorter than the reference; an allele of which nothing is left becomes ``-``. Source: Parser/VCF.pm
in https://github.com/Ensembl/ensembl-vep.

Examples
--------
>>> vep_names("TA", ("T", "TAA"))
['-', 'AA']
>>> vep_names("A", ("C", "G"))
['C', 'G']
>>> vep_names("CA", ("C", "TA"))
['C', 'TA']
"""

import re
from collections.abc import Sequence

_BASES = re.compile(r"[ACGTN]+", re.IGNORECASE)
_SYMBOLIC = re.compile(r"<[^<>\s]+>")
_BREAKEND = re.compile(
    r"[ACGTN.]*[\[\]][^\[\]\s]+:\d+[\[\]][ACGTN.]*|\.[ACGTN]+|[ACGTN]+\.", re.IGNORECASE
)
_ANY_ALLELE = frozenset({"<NON_REF>", "<*>"})
_SYMBOLIC_NAMES = {
    "DEL": ("deletion",),
    "DUP": ("duplication", "tandem_duplication"),
    "INS": ("insertion",),
    "INV": ("inversion",),
    "CNV": ("copy_number_variation",),
}
"""VEP's words for symbolic alleles."""

_STRUCTURAL = {
    "DEL": "a deletion",
    "DUP": "a duplication",
    "INS": "an insertion",
    "INV": "an inversion",
    "CNV": "a copy-number variant",
    "BND": "a breakend",
}


def is_bases(allele: str) -> bool:
    """Tell a sequence from ``*``, ``.``, symbolic alleles and breakends."""
    return _BASES.fullmatch(allele) is not None


def reference_fault(reference: str) -> str:
    """Say what is wrong with REF, empty where nothing is."""
    return "" if is_bases(reference) else "REF is no sequence; expected bases A, C, G, T or N"


def alternate_fault(reference: str, alternate: str) -> str:
    """Say what is wrong with one allele of ALT, empty where nothing is."""
    if is_bases(alternate):
        if alternate.upper() == reference.upper():
            return "ALT equals REF; expected another allele"
        return ""
    if alternate in {".", "*"} or _SYMBOLIC.fullmatch(alternate) or _BREAKEND.fullmatch(alternate):
        return ""
    return (
        "ALT is no allele; expected bases A, C, G, T or N, '*', '.', "
        "a symbolic allele such as <DEL>, or a breakend"
    )


def no_variant(alternate: str) -> str:
    """Say why an allele is no variant that can be assessed, empty where it may be one."""
    if alternate == ".":
        return "no alternate allele"
    if alternate == "*":
        return "the base is deleted by another variant"
    if alternate in _ANY_ALLELE:
        return "stands for any other allele (gVCF), no variant"
    return ""


def structural_kind(alternate: str) -> str:
    """Return ``DEL``, ``DUP``, ``CNV`` or the like, ``BND`` for a breakend, empty for bases.

    Examples
    --------
    >>> structural_kind("<DUP:TANDEM>"), structural_kind("<CN0>"), structural_kind("A[chr2:12[")
    ('DUP', 'CNV', 'BND')
    """
    if is_bases(alternate):
        return ""
    if not alternate.startswith("<"):
        return "BND"
    kind = alternate[1:-1].split(":", maxsplit=1)[0].upper()
    return "CNV" if re.fullmatch(r"CN\d+", kind) else kind


def structural_reason(alternate: str) -> str:
    """Say why a structural allele is not assessed where no gene-level event is named."""
    kind = structural_kind(alternate)
    what = _STRUCTURAL.get(kind, f"a structural variant {alternate}")
    return f"{what} for which the annotation names no gene lost, amplified or fused"


def vep_names(reference: str, alternates: Sequence[str]) -> list[str]:
    """Spell each alternate allele as VEP does in ``Allele``."""
    plain = [allele for allele in alternates if is_bases(allele)]
    lengths = {len(allele) for allele in plain} - {len(reference)}
    firsts = {allele[0].upper() for allele in (reference, *plain)}
    if not lengths or len(firsts) > 1:
        return list(alternates)
    return [(allele[1:] or "-") if is_bases(allele) else allele for allele in alternates]


def other_names(reference: str, alternate: str) -> frozenset[str]:
    """Return further spellings of one allele: as it is, by itself, trimmed, or in words.

    Examples
    --------
    >>> sorted(other_names("CAA", "CA"))
    ['-', 'A', 'CA']
    """
    if kind := structural_kind(alternate):
        return frozenset({alternate, alternate.strip("<>"), kind, *_SYMBOLIC_NAMES.get(kind, ())})
    return frozenset(
        {alternate, *vep_names(reference, [alternate]), _minimal(reference, alternate)}
    )


def _minimal(reference: str, alternate: str) -> str:
    """Take off what both alleles end and begin with."""
    while reference and alternate and reference[-1] == alternate[-1]:
        reference, alternate = reference[:-1], alternate[:-1]
    while reference and alternate and reference[0] == alternate[0]:
        reference, alternate = reference[1:], alternate[1:]
    return alternate or "-"
