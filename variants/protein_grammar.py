"""Changes of a protein's residues: every spelling in use to one :class:`ProteinChange`.

Read are HGVS in one and three letters, with or without ``p.`` and brackets, its
older forms (stop as ``X``, ``fsX5``, ``>`` for delins), and what annotation
programs and curators write: ``534_536del``, ``K558delinsNP``, ``T574insTQLPYD``,
``310_311TQ>TKQNPQ``, ``X1007_splice``, ``256_286trunc``, ``G12``.
Positions are 1-based residue numbers. Source: https://hgvs-nomenclature.org

What the text alone cannot settle is read so, without a reference sequence at hand:

- An insertion that repeats its neighbours is not rewritten as a duplication.
- ``X`` behind a position is a stop: ``G12X`` for "any change of G12" cannot be told from it.
- A change without residues whose new letters are all bases (``1100delC``, ``5382insC``) is
  one of nucleotides and refused, unless it has ``p.``.
- ``P53``, ``p16``, ``MET14``, ``MLH1fs``: names of genes and proteins are no residues, and
  ``19del`` is an exon as often as a residue. All have to be written with ``p.``.

Examples
--------
>>> parse_protein_change("p.(Glu746_Ala750del)").short
'E746_A750del'
>>> parse_protein_change("S70fsX93").hgvs_p
'p.Ser70fs'
"""

import re

from variants.amino_acids import AMINO_ACIDS, SELENOCYSTEINE, STOP
from variants.protein_spelling import one_letter_spelling
from variants.residue_replacement import (
    ContradictionError,
    Place,
    ProteinChangeError,
    check_order,
    checked_residues,
    replacement,
    trimmed_replacement,
    until_stop,
)
from variants.variation import UNKNOWN_STOP, ProteinChange
from variants.variation_type import VariationType

NAMES_NOT_RESIDUES = frozenset({"P16", "P21", "P27", "P53", "P63", "P73", "MET14", "MET14DEL"})
"""Proteins known by their weight, and exon 14 of MET: ``p.P53`` or ``Met14`` is the residue."""

_BASES = re.compile(r"[0-9]+(?:_[0-9]+)?(?:DELINS|DEL|INS|DUP)[ACGT]+")
_SMALL_POSITION = re.compile(r"[a-z][0-9]+")
_SMALL_NUMBER = re.compile(r"[0-9]{1,2}(?:DEL|INS|DUP|FS)")
_A = f"[{AMINO_ACIDS}{SELENOCYSTEINE}]"
_N = r"[1-9][0-9]{0,5}"
_SUBSTITUTION = re.compile(rf"({_A})({_N})({_A}|[*X=?])")
_STOP_CHANGE = re.compile(rf"[*X]({_N})({_A}|[*=])")
_EXTENSION = re.compile(rf"[*X]({_N})({_A})?EXT(?:[*X]({_N}|\?)?)?")
_START_EXTENSION = re.compile(rf"M1({_A})?EXTM?(-{_N})")
_START_LOST = re.compile(rf"M1_\?({_N})|M1\?")
_FRAMESHIFT = re.compile(
    rf"(?P<first>{_A}*|-)(?P<start>{_N})(?:_{_A}?{_N})?(?P<new>{_A}|[*X])??"
    rf"FS(?:[*X](?P<stop>{_N}|\?)?)?"
)
_SPAN = re.compile(
    rf"(?P<first>{_A}|X(?=[0-9A-Z_-]+SPLICE))?(?P<start>{_N})(?:[_-](?P<last>{_A})?(?P<end>{_N}))?"
    r"_?(?P<event>DELINS|DEL|INS|DUP|TRUNC|SPLICE|>)(?P<new>[A-Z*]*)"
)
_DELETED_THEN_INSERTED = re.compile(rf"({_A}*)INS({_A}*[*X]?)")
_REPLACED = (
    re.compile(rf"(?P<start>{_N})_(?P<end>{_N})(?P<old>{_A}+)>(?P<new>[A-Z*]+)"),
    re.compile(rf"(?P<old>{_A}+)(?P<start>{_N})(?:-(?P<end>{_N})|>)(?P<new>{_A}+[*X]?)"),
    re.compile(rf"(?P<old>{_A})(?P<start>{_N})(?P<new>(?P=old){_A}+)"),
    re.compile(rf"(?P<old>{_A}{_A}+)(?P<start>{_N})(?P<new>{_A}+\*?)"),
)
_SUBSTITUTED_THEN_INSERTED = re.compile(rf"({_A})({_N})({_A})_{_A}({_N})INS({_A}+)")
_LEADING_RESIDUES = re.compile(rf"(?P<old>{_A}{_A}+)(?P<start>{_N})(?P<event>DEL|DUP)")
_RESIDUE_LIST = re.compile(rf"{_A}+")
_RESIDUE = re.compile(rf"({_A})({_N})")
_ALTERNATIVES = re.compile(rf"({_A})({_N})((?:{_A}/)+{_A})")
_RESIDUES = re.compile(rf"({_A})({_N})[/_]({_A})({_N})")
_GENE_LIKE = re.compile(rf"{_A}{_A}+[0-9]+(?:FS|DEL|DUP|-[0-9]+(?:DEL|DUP|INS)|[A-Z]+)")
_WHOLE = {
    "=": VariationType.SYNONYMOUS,
    "?": VariationType.UNKNOWN_EFFECT,
    "0": VariationType.NO_PROTEIN,
    "0?": VariationType.NO_PROTEIN,
}
_EVENTS = {
    "DEL": VariationType.DELETION,
    "DUP": VariationType.DUPLICATION,
    "INS": VariationType.INSERTION,
    "DELINS": VariationType.DELINS,
    ">": VariationType.DELINS,
    "TRUNC": VariationType.TRUNCATION,
    "SPLICE": VariationType.SPLICE,
}


def parse_protein_change(text: str) -> ProteinChange:
    """Read one change of residues.

    Raises
    ------
    ContradictionError
        The text has the form of such a change, but its end lies before its start, or
        residues that it names do not fit its positions.
    ProteinChangeError
        The text is anything else, e.g. ``Amplification``.

    Examples
    --------
    >>> parse_protein_change("p.V600E")
    ProteinChange(type=<VariationType.SUBSTITUTION: 'substitution'>, start=600, end=600, \
first='V', last='V', new='E', new_stop='')
    """
    short, has_prefix = one_letter_spelling(text)
    if has_prefix and short in _WHOLE:
        return ProteinChange(_WHOLE[short])
    if has_prefix or not needs_prefix(text.strip()):
        for read in _READERS:
            change = read(short)
            if change is not None:
                return change
    raise ProteinChangeError(f"expected a change of residues such as V600E, got {text!r}")


def needs_prefix(spelling: str) -> bool:
    """Tell the names of genes, exons and changes of bases that only ``p.`` makes residues.

    Examples
    --------
    >>> needs_prefix("P53"), needs_prefix("1100delC"), needs_prefix("V600E")
    (True, True, False)
    """
    if spelling.startswith("Met"):
        return False
    if spelling.upper() in NAMES_NOT_RESIDUES or _SMALL_POSITION.fullmatch(spelling):
        return True
    short, _ = one_letter_spelling(spelling)
    return any(pattern.fullmatch(short) for pattern in (_BASES, _GENE_LIKE, _SMALL_NUMBER))


def _read_substitution(short: str) -> ProteinChange | None:
    match = _SUBSTITUTION.fullmatch(short)
    if match is None:
        return None
    first, start, new = match[1], int(match[2]), match[3]
    if new in "*X":
        return _at(VariationType.NONSENSE, first, start, STOP)
    if new in ("=", first):
        return _at(VariationType.SYNONYMOUS, first, start)
    if new == "?":
        lost = VariationType.START_LOST if (first, start) == ("M", 1) else VariationType.POSITION
        return _at(lost, first, start)
    return _at(VariationType.SUBSTITUTION, first, start, new)


def _read_stop_change(short: str) -> ProteinChange | None:
    if match := _STOP_CHANGE.fullmatch(short):
        if match[2] in "*=":
            return _at(VariationType.SYNONYMOUS, STOP, int(match[1]))
        # HGVS describes a lost stop as an extension, its new end not known here.
        return _at(VariationType.EXTENSION, STOP, int(match[1]), match[2], UNKNOWN_STOP)
    if match := _EXTENSION.fullmatch(short):
        new_stop = match[3] or UNKNOWN_STOP
        return _at(VariationType.EXTENSION, STOP, int(match[1]), match[2] or "", new_stop)
    return None


def _read_start_change(short: str) -> ProteinChange | None:
    if match := _START_EXTENSION.fullmatch(short):
        return _at(VariationType.EXTENSION, "M", 1, match[1] or "", match[2])
    if _START_LOST.fullmatch(short):
        return _at(VariationType.START_LOST, "M", 1)
    return None


def _read_frameshift(short: str) -> ProteinChange | None:
    match = _FRAMESHIFT.fullmatch(short)
    if match is None:
        return None
    # ``KIM2014fs`` names the replaced residues, ``-920fs`` says that none is.
    first = match["first"].removeprefix("-")[:1]
    new = (match["new"] or "").replace("X", STOP).removesuffix(STOP)
    return _at(VariationType.FRAMESHIFT, first, int(match["start"]), new, match["stop"] or "")


def _read_span(short: str) -> ProteinChange | None:
    match = _SPAN.fullmatch(short)
    if match is None:
        return None
    kind, new, place = _EVENTS[match["event"]], match["new"], _place(match, short)
    first, last, start, end = place
    if kind is VariationType.INSERTION:
        if match["end"] is None:
            end, last = start + 1, ""
        return ProteinChange(kind, start, end, first, last, until_stop(new, short))
    if kind is VariationType.DELINS:
        return replacement(short, place, until_stop(new, short))
    if kind is VariationType.DELETION and "INS" in new:
        return _read_delins_with_reference(short, new, place)
    if kind in (VariationType.DELETION, VariationType.DUPLICATION) and _RESIDUE_LIST.fullmatch(new):
        return ProteinChange(kind, start, end, *checked_residues(short, new, place))
    return None if new else ProteinChange(kind, start, end, first, last)


def _place(match: re.Match[str], short: str) -> Place:
    start, first = int(match["start"]), (match["first"] or "").replace("X", "")
    end = int(match["end"] or start)
    last = match["last"] or (first if end == start else "")
    check_order(start, end, short)
    if end == start and last != first:
        raise ContradictionError(f"{short} names two residues for one position")
    return first, last, start, end


def _read_delins_with_reference(short: str, tail: str, place: Place) -> ProteinChange | None:
    match = _DELETED_THEN_INSERTED.fullmatch(tail)
    if match is None:
        return None
    first, last = checked_residues(short, match[1], place)
    return replacement(short, (first, last, *place[2:]), until_stop(match[2], short))


def _read_replacement(short: str) -> ProteinChange | None:
    for pattern in _REPLACED:
        if match := pattern.fullmatch(short):
            start, old = int(match["start"]), match["old"]
            end = int(match.groupdict().get("end") or start + len(old) - 1)
            checked_residues(short, old, ("", "", start, end))
            return trimmed_replacement(short, start, old, until_stop(match["new"], short))
    return None


def _read_leading_residues(short: str) -> ProteinChange | None:
    match = _LEADING_RESIDUES.fullmatch(short)
    if match is None:
        return None
    start, old = int(match["start"]), match["old"]
    return ProteinChange(_EVENTS[match["event"]], start, start + len(old) - 1, old[0], old[-1])


def _read_substituted_then_inserted(short: str) -> ProteinChange | None:
    match = _SUBSTITUTED_THEN_INSERTED.fullmatch(short)
    if match is None or int(match[4]) != int(match[2]) + 1:
        return None
    return _at(VariationType.DELINS, match[1], int(match[2]), match[3] + match[5])


def _read_position(short: str) -> ProteinChange | None:
    if match := _RESIDUE.fullmatch(short):
        return _at(VariationType.POSITION, match[1], int(match[2]))
    if match := _ALTERNATIVES.fullmatch(short):
        new = "".join(sorted({*match[3]} - {"/"}))
        return _at(VariationType.POSITION, match[1], int(match[2]), new)
    if match := _RESIDUES.fullmatch(short):
        start, end = int(match[2]), int(match[4])
        check_order(start, end, short)
        return ProteinChange(VariationType.POSITION, start, end, match[1], match[3])
    return None


def _at(
    kind: VariationType, first: str, start: int, new: str = "", new_stop: str = ""
) -> ProteinChange:
    return ProteinChange(kind, start, start, first, first, new, new_stop)


_READERS = (
    _read_substitution,
    _read_position,
    _read_frameshift,
    _read_span,
    _read_stop_change,
    _read_start_change,
    _read_leading_residues,
    _read_substituted_then_inserted,
    _read_replacement,
)
