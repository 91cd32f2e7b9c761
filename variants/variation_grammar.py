"""The grammar of variations: any spelling in use to one typed :class:`Variation`.

Residue changes (HGVS and its older forms), fusions, nucleotide changes, named
events and alterations in words are tried in this order. What none of them
reads is refused with the reason; nothing is guessed.

Examples
--------
>>> parse_variation("p.(Val600Glu)").short
'V600E'
>>> parse_variation("EML4-ALK Fusion").name
'EML4::ALK Fusion'
>>> parse_variation("Exon 19 deletion").type.value
'exon_event'
"""

import re
from dataclasses import replace
from functools import lru_cache

from variants.amino_acids import AMINO_ACIDS, STOP, THREE_LETTER
from variants.event_grammar import read_event, read_named_event
from variants.fusion_grammar import is_known_gene, read_fusion
from variants.nucleotide_grammar import read_nucleotide_change, splice_term, split_coding
from variants.protein_grammar import needs_prefix, parse_protein_change
from variants.residue_replacement import ContradictionError, ProteinChangeError
from variants.variation import ProteinChange, Variation
from variants.variation_type import VariationType

LONGEST = 200
"""Characters of the longest spelling that is read, its nucleotide part not counted."""

LONGEST_WITH_NUCLEOTIDES = 1000
"""Characters of the longest text that is looked at."""

_ONE_LETTER = re.compile(
    rf"(?:p\.)?([{AMINO_ACIDS}])([1-9][0-9]{{0,5}})([{AMINO_ACIDS}])", re.ASCII
)
_CODES = "|".join(long for long, short in THREE_LETTER.items() if short in AMINO_ACIDS)
_THREE_LETTERS = re.compile(rf"p\.({_CODES})([1-9][0-9]{{0,5}})({_CODES})", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REFERENCE = re.compile(r"(?P<sequence>[A-Za-z][\w.()-]{1,40}):(?=[pcn]\.)")
_GENE_FIRST = re.compile(r"(?P<gene>[A-Za-z][\w-]*)\s+(?P<rest>\S.*)")
_ESCAPED_EQUALS = re.compile(r"%3D$", re.IGNORECASE)
_FLAGS = re.ASCII | re.IGNORECASE
_RESIDUE_RANGE = re.compile(r"del\s+(?P<start>[0-9]{3,})-(?P<end>[0-9]{3,})", _FLAGS)
_WORDED_EVENT = re.compile(
    r"(?P<place>[A-Z][0-9]+(?:_[A-Z][0-9]+)?)\s+(?P<event>deletion|insertion|duplication)", _FLAGS
)
_TAGGED = re.compile(r"(?P<change>\S*[0-9]\S*)\s+(?:mutation|variant)s?", _FLAGS)
"""``V600E mutation`` says no more than ``V600E``."""

_CODON = re.compile(
    r"(?:codon|residue)s?\s+(?P<position>[1-9][0-9]{0,5})(?:\s+mutations?)?", _FLAGS
)

_REASONS = (
    (re.compile(r"^(?:p\.)?[0-9][0-9_.-]*$"), "is a number without a residue or a change"),
    (
        re.compile(r"\[.*\]|\^|=/"),
        "holds a repeat, a mosaic, alternatives or alleles in trans, which are not read",
    ),
    (
        re.compile(r"^[A-Z][\w@]+/[A-Z][\w@]+$", _FLAGS),
        "may be a fusion, two changes or two names: write a fusion with ::, changes with +",
    ),
)

_AND = re.compile(r"\s*\+\s*|\s+and\s+|\s*;\s*|\s*–\s*", re.IGNORECASE)
_ALLELE = re.compile(r"p\.\(?\[(?P<changes>[^\[\]]+)\]\)?")
_WITH_MORE = re.compile(
    r"(?P<first>\S+ fusion|\S+(?:::|-)\S+|[A-Z][0-9]+[A-Z])\s+(?P<rest>\S.*)", _FLAGS
)


class VariationError(ValueError):
    """The text is no variation that the grammar reads."""


@lru_cache(maxsize=65536)
def parse_variation(text: str) -> Variation:
    """Read one variation.

    Parameters
    ----------
    text : str
        Any spelling; surrounding white space does not matter.

    Raises
    ------
    VariationError
        No part of the grammar reads the text; the message says why.

    Examples
    --------
    >>> parse_variation("NP_004324.2:p.Val600Glu").reference_sequence
    'NP_004324.2'
    >>> parse_variation("V600E + V600M").type.value
    'combination'
    """
    if (substitution := _read_substitution(text)) is not None:
        return substitution
    spelling = _ESCAPED_EQUALS.sub("=", text.strip())
    _check(spelling)
    reference = _REFERENCE.match(spelling)
    change = spelling[reference.end() :] if reference else spelling
    try:
        variation = _read_substitution(change) or _read_one(change) or _read_several(change)
        if variation is None:
            raise VariationError(_reason(spelling))
    except ContradictionError as error:
        raise VariationError(str(error)) from error
    return replace(variation, reference_sequence=reference["sequence"]) if reference else variation


def _read_substitution(text: str) -> Variation | None:
    """Read what nearly all variants are, in its two usual spellings, without the whole grammar."""
    match = _ONE_LETTER.fullmatch(text) or _THREE_LETTERS.fullmatch(text)
    if match is None:
        return None
    first, new = (THREE_LETTER.get(residue, residue) for residue in (match[1], match[3]))
    position = int(match[2])
    if first == new or position == 1:
        return None
    change = ProteinChange(VariationType.SUBSTITUTION, position, position, first, first, new)
    return Variation(change.type, f"{first}{position}{new}", protein=change)


def _reason(spelling: str) -> str:
    """Say what keeps a text from being read, as closely as can be told."""
    for pattern, reason in _REASONS:
        if pattern.search(spelling):
            return f"{spelling!r} {reason}"
    if spelling.count("(") != spelling.count(")"):
        return f"{spelling!r} has a bracket without its other half"
    if needs_prefix(spelling):
        return f"{spelling!r} may be a gene, a protein or an exon: write p. before a residue"
    gene = _GENE_FIRST.fullmatch(spelling)
    if gene and is_known_gene(gene["gene"]) and _read_one(gene["rest"]) is not None:
        return f"{spelling!r} has {gene['gene']!r} before its variation: give the gene by itself"
    return f"{spelling!r} is no variation in a known spelling"


def _check(spelling: str) -> None:
    if not spelling:
        raise VariationError("the variation is empty")
    long = len(spelling) > LONGEST_WITH_NUCLEOTIDES
    if long or (len(spelling) > LONGEST and len(_without_nucleotides(spelling)) > LONGEST):
        raise VariationError(f"longer than {LONGEST} characters: {spelling[:40]!r}…")
    if _CONTROL.search(spelling):
        raise VariationError(f"{spelling!r} holds a control character")


def _without_nucleotides(spelling: str) -> str:
    main, coding = split_coding(spelling)
    return main if coding or read_nucleotide_change(spelling) is None else ""


def _read_one(spelling: str) -> Variation | None:
    whole = _read_plain(spelling)
    if whole is not None:
        return whole
    main, coding = split_coding(spelling)
    read = _read_plain(main) if coding else None
    if read is None:
        return None
    term = splice_term(coding) if read.type is VariationType.SPLICE else ""
    return replace(read, coding=coding, term=term or read.term)


def _read_plain(spelling: str) -> Variation | None:
    return (
        read_named_event(spelling)
        or _read_protein(spelling)
        or read_event(spelling)
        or read_nucleotide_change(spelling)
        or read_fusion(spelling)
    )


def _read_protein(spelling: str) -> Variation | None:
    if match := _CODON.fullmatch(spelling):
        position = int(match["position"])
        return _of_protein(ProteinChange(VariationType.POSITION, position, position))
    try:
        return _of_protein(parse_protein_change(_without_words(spelling)))
    except ContradictionError:
        raise
    except ProteinChangeError:
        return None


def _without_words(spelling: str) -> str:
    if match := _RESIDUE_RANGE.fullmatch(spelling):
        return f"{match['start']}_{match['end']}del"
    if match := _WORDED_EVENT.fullmatch(spelling):
        return f"{match['place']}{match['event'][:3]}"
    if match := _TAGGED.fullmatch(spelling):
        return match["change"]
    return spelling


def _of_protein(change: ProteinChange) -> Variation:
    name = change.short or change.hgvs_p or f"Codon {change.start}"
    if needs_prefix(name):
        name = f"p.{name}"
    return Variation(change.type, name, protein=change, term=_term(change))


def _term(change: ProteinChange) -> str:
    """Name what the type alone does not: a lost start, a kept stop, a stop put in."""
    if change.type is VariationType.SUBSTITUTION and (change.first, change.start) == ("M", 1):
        return "start_lost"
    if change.type is VariationType.SYNONYMOUS and change.first == STOP:
        return "stop_retained_variant"
    if change.type is VariationType.EXTENSION and change.first != STOP:
        return "5_prime_UTR_premature_start_codon_gain_variant"
    inserts = change.type in (VariationType.INSERTION, VariationType.DELINS)
    return "stop_gained" if inserts and STOP in change.new else ""


def _read_several(spelling: str) -> Variation | None:
    if match := _ALLELE.fullmatch(spelling):
        return _combined([f"p.{change.strip()}" for change in match["changes"].split(";")])
    parts = _AND.split(spelling)
    if len(parts) > 1:
        combined = _combined(parts)
        if combined is not None:
            return combined
    return _with_more(spelling)


def _combined(spellings: list[str]) -> Variation | None:
    """Read each spelling by itself; one that is itself a combination is taken apart."""
    parts: list[Variation] = []
    for spelling in spellings:
        read = _read_one(spelling) or _with_more(spelling)
        if read is None:
            return None
        parts.extend(part for part in read.parts or [read] if part not in parts)
    if len(parts) == 1:
        return parts[0]
    name = " + ".join(part.name for part in parts)
    return Variation(VariationType.COMBINATION, name, parts=tuple(parts))


def _with_more(spelling: str) -> Variation | None:
    match = _WITH_MORE.fullmatch(spelling)
    both = _combined([match["first"], match["rest"]]) if match else None
    # ``V600E wild type`` says nothing that can be true.
    return None if both and any(part.type in _NO_PART for part in both.parts) else both


_NO_PART = frozenset({VariationType.WILD_TYPE, VariationType.ANY_MUTATION})
