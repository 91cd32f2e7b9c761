"""VEP's CSQ: what a variant does to each transcript, one entry a transcript and allele.

The header of an annotated VCF names the fields (``… Format: Allele|Consequence|…``); an
entry holds their values between ``|``, several values of one field between ``&``. Sources:
https://www.ensembl.org/info/docs/tools/vep/vep_formats.html and VEP's OutputFactory/VCF.pm.

Examples
--------
>>> csq = parse_csq_format('##INFO=<ID=CSQ,…,Description="… from Ensembl VEP. Format: SYMBOL|HGVSp">')
>>> entry = parse_csq("BRAF|ENSP00000288602.6:p.Val600Glu", csq)[0]
>>> entry.gene_symbol, entry.protein_change
('BRAF', 'p.Val600Glu')
"""  # noqa: E501

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from variants.consequence import most_severe, severity_rank

_HEADER = re.compile(r"##INFO=<ID=(?P<tag>[^,>]+),(?P<rest>.*)>\s*$")
_FORMAT = re.compile(r"Format:\s*(?P<fields>[^\"']+)")
_PROTEIN = re.compile(r"\bp\..+")
_RESIDUES = re.compile(r"([A-Z*])/([A-Z*])")
_POSITION = re.compile(r"([1-9][0-9]*)(?:/[0-9]+)?")


class CsqError(ValueError):
    """The text is no CSQ header line, or no CSQ value that fits its header."""


@dataclass(frozen=True)
class CsqFormat:
    """Where VEP's annotation stands and what its fields are.

    Parameters
    ----------
    tag : str
        Key in the INFO column, ``CSQ`` unless VEP was told otherwise.
    fields : tuple of str
        Names in order.
    """

    tag: str
    fields: tuple[str, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each field stands; the first where a name repeats."""
        return {name: self.fields.index(name) for name in self.fields}

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the fields without which no entry tells its gene and protein change."""
        known = self.position
        lacks = [] if "SYMBOL" in known else ["SYMBOL"]
        if "HGVSp" not in known and not {"Amino_acids", "Protein_position"} <= known.keys():
            lacks.append("HGVSp")
        return tuple(lacks)


@dataclass(frozen=True)
class TranscriptConsequence:
    """One CSQ entry.

    Parameters
    ----------
    allele : str
        Alternate allele in VEP's spelling.
    gene_symbol : str
        Empty where VEP names none.
    protein_change : str
        Such as ``p.Val600Glu`` or, without HGVSp, ``V600E``; empty where there is none.
    consequence : str
        Its most severe Sequence Ontology term.
    preference : tuple
        Sorts the preferred transcript first, see :func:`preferred_transcripts`.
    values : tuple of str
        All fields as VEP wrote them, percent-encoding decoded.
    """

    allele: str
    gene_symbol: str
    protein_change: str
    consequence: str
    preference: tuple[bool, bool, bool, int]
    values: tuple[str, ...]


def parse_csq_format(line: str) -> CsqFormat | None:
    """Read the header line that describes VEP's annotation; None for any other line.

    Raises
    ------
    CsqError
        The line describes CSQ but names no fields.
    """
    header = _HEADER.match(line)
    if header is None:
        return None
    named = _FORMAT.search(header["rest"])
    if header["tag"] != "CSQ" and not (named and "VEP" in header["rest"]):
        return None
    if named is None:
        raise CsqError(f"expected 'Format: Allele|Consequence|…' in the CSQ header, got {line!r}")
    fields = tuple(name.strip() for name in named["fields"].split("|"))
    return CsqFormat(header["tag"], fields)


def parse_csq(value: str, csq: CsqFormat) -> list[TranscriptConsequence]:
    """Read the entries of one record, in their order.

    Raises
    ------
    CsqError
        An entry has another number of fields than the header names.
    """
    return [_parse_entry(entry, csq) for entry in value.split(",")]


def preferred_transcripts(found: Iterable[TranscriptConsequence]) -> list[TranscriptConsequence]:
    """Choose one entry per allele and gene symbol, whatever protein change it has.

    In this order: MANE Select, Ensembl canonical, VEP's own pick, most severe consequence,
    first in the record. Entries without a gene symbol are left out.
    """
    best: dict[tuple[str, str], TranscriptConsequence] = {}
    for entry in found:
        key = (entry.allele, entry.gene_symbol)
        if entry.gene_symbol and (key not in best or entry.preference < best[key].preference):
            best[key] = entry
    return list(best.values())


def _parse_entry(entry: str, csq: CsqFormat) -> TranscriptConsequence:
    values = tuple(entry.split("|"))
    if len(values) != len(csq.fields):
        raise CsqError(
            f"{len(values)} fields in a {csq.tag} entry; expected the header's {len(csq.fields)}"
        )
    if "%" in entry:
        values = tuple(unquote(value) for value in values)

    def field(name: str) -> str:
        at = csq.position.get(name)
        return "" if at is None else values[at]

    consequence = most_severe(field("Consequence").split("&"))
    is_mane = bool(field("MANE_SELECT")) or "MANE_Select" in field("MANE")
    return TranscriptConsequence(
        allele=field("Allele"),
        gene_symbol=field("SYMBOL"),
        protein_change=_protein_change(
            field("HGVSp"), field("Amino_acids"), field("Protein_position")
        ),
        consequence=consequence,
        preference=(
            not is_mane,
            field("CANONICAL") != "YES",
            field("PICK") != "1",
            severity_rank(consequence),
        ),
        values=values,
    )


def _protein_change(hgvs_p: str, amino_acids: str, position: str) -> str:
    # Old releases write a silent change as c.918C>T(p.=), without a residue.
    if "(p." not in hgvs_p and (named := _PROTEIN.search(hgvs_p)):
        return named[0]
    residues, number = _RESIDUES.fullmatch(amino_acids), _POSITION.fullmatch(position)
    if residues and number:
        return f"{residues[1]}{number[1]}{residues[2]}"
    return ""
