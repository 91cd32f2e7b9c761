"""Alterations as evidence, laboratories and the literature name them.

An evidence item may speak of one protein change (``V600E``), a residue (``V600``),
an event in an exon (``Exon 19 deletion``), a fusion, any ``Mutation``, or a category
such as ``Amplification``. Positions are 1-based residue numbers.

Examples
--------
>>> read_alteration("ALK-EML4 fusion").name
'ALK::EML4 Fusion'
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from therapy.genes import canonical_symbol
from variants.protein_change import STOP, THREE_LETTER, HgvsProteinError, parse_protein_substitution


class AlterationKind(Enum):
    """What sort of alteration a text names."""

    SUBSTITUTION = auto()
    SYNONYMOUS = auto()
    RESIDUE = auto()
    TRUNCATION = auto()
    STOP_LOST = auto()
    INFRAME_DELETION = auto()
    INFRAME_INSERTION = auto()
    INFRAME_REPLACEMENT = auto()
    SPLICE = auto()
    EXON_DELETION = auto()
    EXON_INSERTION = auto()
    EXON_SKIPPING = auto()
    EXON_MUTATION = auto()
    FUSION = auto()
    GENE_DELETION = auto()
    MUTATION = auto()
    GAIN_OF_FUNCTION = auto()
    LOSS_OF_FUNCTION = auto()
    TANDEM_DUPLICATION = auto()
    WILD_TYPE = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Alteration:
    """What one text names.

    Parameters
    ----------
    kind : AlterationKind
        Sort of alteration.
    name : str
        Normal spelling: two alterations of a gene are the same when kind and name are.
    first, last : int
        Residues changed, 0 where the text names none.
    exon : int
        Exon number, 0 where the text names none.
    partners : tuple of str
        Approved symbols of a fusion's partner genes, in alphabetical order.
    """

    kind: AlterationKind
    name: str
    first: int = 0
    last: int = 0
    exon: int = 0
    partners: tuple[str, ...] = ()


_EXON_EVENTS = {
    "deletion": AlterationKind.EXON_DELETION,
    "del": AlterationKind.EXON_DELETION,
    "insertion": AlterationKind.EXON_INSERTION,
    "ins": AlterationKind.EXON_INSERTION,
    "skipping": AlterationKind.EXON_SKIPPING,
    "mutation": AlterationKind.EXON_MUTATION,
}

_CATEGORIES = {
    "mutation": (AlterationKind.MUTATION, "Mutation"),
    "deletion": (AlterationKind.GENE_DELETION, "Deletion"),
    "gene deletion": (AlterationKind.GENE_DELETION, "Deletion"),
    "homozygous deletion": (AlterationKind.GENE_DELETION, "Deletion"),
    "loss": (AlterationKind.GENE_DELETION, "Loss"),
    "copy number loss": (AlterationKind.GENE_DELETION, "Copy number loss"),
    "gain of function": (AlterationKind.GAIN_OF_FUNCTION, "Gain-of-function"),
    "gain of function mutation": (AlterationKind.GAIN_OF_FUNCTION, "Gain-of-function"),
    "loss of function": (AlterationKind.LOSS_OF_FUNCTION, "Loss-of-function"),
    "loss of function mutation": (AlterationKind.LOSS_OF_FUNCTION, "Loss-of-function"),
    "truncating mutation": (AlterationKind.TRUNCATION, "Truncating mutation"),
    "nonsense mutation": (AlterationKind.TRUNCATION, "Nonsense mutation"),
    "stop gained": (AlterationKind.TRUNCATION, "Nonsense mutation"),
    "frameshift": (AlterationKind.TRUNCATION, "Frameshift"),
    "frameshift mutation": (AlterationKind.TRUNCATION, "Frameshift"),
    "frameshift variant": (AlterationKind.TRUNCATION, "Frameshift"),
    "internal tandem duplication": (AlterationKind.TANDEM_DUPLICATION, "ITD"),
    "itd": (AlterationKind.TANDEM_DUPLICATION, "ITD"),
    "flt3 internal tandem duplication": (AlterationKind.TANDEM_DUPLICATION, "ITD"),
    "flt3 itd": (AlterationKind.TANDEM_DUPLICATION, "ITD"),
    "wild type": (AlterationKind.WILD_TYPE, "Wild type"),
    "wildtype": (AlterationKind.WILD_TYPE, "Wild type"),
}

_FLAGS = re.ASCII | re.IGNORECASE
_THREE = re.compile("|".join(THREE_LETTER), _FLAGS)
_LONG_FORM = re.compile(rf"\(?(?:{_THREE.pattern})[0-9]", _FLAGS)
_POSITION = r"[1-9][0-9]{0,5}"
_SUBSTITUTION = re.compile(rf"[A-Z]{_POSITION}[A-Z*]")
_FRAMESHIFT = re.compile(rf"([A-Z])({_POSITION})[A-Z*]?FS(?:[*X]?(?:{_POSITION}|\?)?)")
_SPAN = re.compile(
    rf"(?P<start>[A-Z]?)(?P<first>{_POSITION})(?:_(?P<end>[A-Z]?)(?P<last>{_POSITION}))?"
    r"(?P<event>DELINS|DEL|INS|DUP|>)(?P<residues>[A-Z*]*)"
)
_SHAPES = (
    (re.compile(rf"[A-Z]({_POSITION})"), AlterationKind.RESIDUE),
    (re.compile(rf"[A-Z]({_POSITION})="), AlterationKind.SYNONYMOUS),
    (re.compile(rf"\*({_POSITION})[A-Z](?:EXT.*)?"), AlterationKind.STOP_LOST),
)
_ANY_RESIDUE = re.compile(rf"([A-Z]{_POSITION})X")
"""``G719X`` names every substitution of G719; a stop is written ``*`` or ``Ter``."""

_SPLICE = re.compile(rf"[A-Z]?({_POSITION})(?:_[A-Z]?({_POSITION}))?_?SPLICE")
_EXON = re.compile(
    r"ex(?:on)? ?([1-9][0-9]?) (?:in ?frame )?(deletion|del|insertion|ins|skipping|mutation)"
    r"(?: mutation| variant)?"
)
_FUSION = re.compile(
    r"(?!(?:no|non|not)\b)(?P<partners>.*?)(?:^|[\s_-])(?:gene )?fusions?(?: gene)?", _FLAGS
)
_PARTNER_BREAK = re.compile(r"::|[-/–—]|(?<=\w)\?(?=\w)")
_UNKNOWN_PARTNERS = frozenset({"", "?", "V"})
"""``v::ALK`` and ``FGFR2::?`` are CIViC's spellings of any partner."""


@lru_cache(maxsize=4096)
def read_alteration(text: str) -> Alteration:
    """Read an alteration; what is not understood is compared by its text alone.

    Examples
    --------
    >>> read_alteration("p.(Glu746_Ala750del)").name
    'E746_A750del'
    >>> read_alteration("Truncating Mutations").kind.name
    'TRUNCATION'
    >>> read_alteration("AR-V7").kind.name
    'OTHER'
    """
    return _read_protein_change(text) or _read_fusion(text) or _read_category(text)


def _read_protein_change(text: str) -> Alteration | None:
    short = _short_form(text)
    for pattern, kind in _SHAPES:
        if match := pattern.fullmatch(short):
            position = int(match[1])
            return Alteration(kind, short, position, position)
    return (
        _read_substitution(short)
        or _read_frameshift(short)
        or _read_splice(short)
        or _read_span(short)
    )


def _short_form(text: str) -> str:
    short = re.sub(r"^p\.", "", text.strip(), flags=_FLAGS)
    if _LONG_FORM.match(short):
        short = _THREE.sub(lambda found: THREE_LETTER[found[0].title()], short)
    if short.startswith("(") and short.endswith(")"):
        short = short[1:-1]
    short = short.upper()
    any_residue = _ANY_RESIDUE.fullmatch(short)
    return any_residue[1] if any_residue else short


def _read_substitution(short: str) -> Alteration | None:
    if _SUBSTITUTION.fullmatch(short) is None:
        return None
    try:
        change = parse_protein_substitution(short)
    except HgvsProteinError:
        return None
    name, position = str(change), change.position
    if change.alternate == STOP:
        return Alteration(AlterationKind.TRUNCATION, name, position, position)
    if change.alternate == change.reference:
        return Alteration(AlterationKind.SYNONYMOUS, f"{name[:-1]}=", position, position)
    return Alteration(AlterationKind.SUBSTITUTION, name, position, position)


def _read_frameshift(short: str) -> Alteration | None:
    match = _FRAMESHIFT.fullmatch(short)
    if match is None:
        return None
    position = int(match[2])
    return Alteration(AlterationKind.TRUNCATION, f"{match[1]}{position}fs", position, position)


def _read_splice(short: str) -> Alteration | None:
    match = _SPLICE.fullmatch(short)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return Alteration(AlterationKind.SPLICE, short, first, last)


def _read_span(short: str) -> Alteration | None:
    match = _SPAN.fullmatch(short)
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"] or match["first"])
    residues = match["residues"]
    event = "delins" if match["event"] == ">" else match["event"].lower()
    if STOP in residues:
        kind = AlterationKind.TRUNCATION
    elif event == "del" or (event == "delins" and len(residues) < last - first + 1):
        kind = AlterationKind.INFRAME_DELETION
    elif event == "delins" and len(residues) == last - first + 1:
        kind = AlterationKind.INFRAME_REPLACEMENT
    else:
        kind = AlterationKind.INFRAME_INSERTION
    end = f"_{match['end']}{last}" if match["last"] else ""
    inserted = residues if event in ("ins", "delins") else ""
    return Alteration(kind, f"{match['start']}{first}{end}{event}{inserted}", first, last)


def _read_fusion(text: str) -> Alteration | None:
    match = _FUSION.fullmatch(text.strip())
    if match is None and "::" not in text:
        return None
    given = (text if match is None else match["partners"]).strip()
    partners = [canonical_symbol(part) for part in _PARTNER_BREAK.split(given)]
    if any(re.search(r"\s", part) for part in partners):
        return None
    known = sorted(part for part in partners if part not in _UNKNOWN_PARTNERS)
    name = f"{'::'.join(known)} Fusion".strip()
    return Alteration(AlterationKind.FUSION, name, partners=tuple(known))


def _read_category(text: str) -> Alteration:
    words = re.sub(r"[\s_-]+", " ", text.casefold()).strip()
    words = re.sub(
        r"\b(mutation|insertion|deletion|duplication|amplification|variant)s\b", r"\1", words
    )
    if match := _EXON.fullmatch(words):
        kind = _EXON_EVENTS[match[2]]
        name = f"Exon {match[1]} {kind.name.removeprefix('EXON_').lower()}"
        return Alteration(kind, name, exon=int(match[1]))
    kind, name = _CATEGORIES.get(words, (AlterationKind.OTHER, words))
    return Alteration(kind, name)
