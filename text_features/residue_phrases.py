"""Residues in words: ``valine 600``, ``codon 12``, ``glutamic acid for valine at position 600``.

Also the words that tell a bare ``R175`` to be a residue rather than a cell line or a panel.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from text_features.residue_names import NAME, RESIDUE_NAMES, STANDARD_CODES
from text_features.variant_reading import Reading, places_of, read_residues
from variants.variation import Variation
from variants.variation_grammar import parse_variation

_N = r"[1-9][0-9]{0,4}"
_WORD = r"(?:codon|position|residue|amino[- ]acid)s?(?: (?:position|residue|number|codon))?"
_PHRASE = re.compile(
    rf"(?P<old>{NAME})(?<![A-Za-z]{{12}})"
    rf"(?:[- ](?P<link>to|for|by|with|into)[- ](?:an? )?(?P<new>{NAME}))?"
    r"(?: (?:residue|amino acid|missense|substitution|mutation|change|exchange|replacement))*,?"
    rf" (?:at|in|of|for) (?:the )?(?:{_WORD} )?(?P<at>{_N})(?![\w%]|\.[0-9])"
)
_CODE = re.compile(rf"(?:{'|'.join(STANDARD_CODES)})(?=[ -])")
_NAMED_RESIDUE = re.compile(
    rf"(?P<old>{NAME})[- ](?P<open>\()?(?P<at>{_N})(?![\w%]|\.[0-9])(?(open)\))"
    rf"(?:[- ](?:to|by|with|into)[- ](?:an? )?(?P<new>{NAME}))?"
)
_AT_WORD = re.compile(rf" (?:at|in|of|for) (?:the )?{_WORD} [0-9]+\Z| at [0-9]+\Z")
_CODON = re.compile(
    r"(?:[Cc]odons?|[Rr]esidues?|[Pp]ositions?|[Aa]mino[- ]acids?(?: positions?| residues?)?)"
    rf"\s(?:number )?(?P<at>{_N})(?![\w%]|\.[0-9])"
)
_PLACE_WORDS = ("odon", "esidue", "osition", "mino acid", "mino-acid")
_NAME_TAILS = tuple(name[1:] for name in RESIDUE_NAMES if len(name) > 3)
_MORE_NUMBERS = re.compile(rf"(?:, ?|,? (?:and|or) |/)(?P<at>{_N})(?![\w%]|\.[0-9])")
_RANGE_END = re.compile(rf"\s?(?:[-–]|to)\s?{_N}")
_NOT_ONE_RESIDUE = re.compile(
    rf"\s?(?:[-–]|to)\s?{_N}|(?: and [0-9]+)?\s?(?:bp|nt|kb|kDa|bases?|nucleotides?|upstream)\b"
)
_NOT_PROTEIN = re.compile(
    r"(?:nucleotide|genomic|base|bp|nt|cDNA|coding|chromosom\w+|promoter|start|stop|termination)"
    r"s?(?: at)?\s\Z"
)
_ABOUT_A_RESIDUE = re.compile(
    r"[\s-](?:mutations?|mutants?|mutated|substitutions?|variants?|residues?|alleles?|hot-?spots?)\b"
    r"|\)? (?:are|is|were|was) (?:(?:the|an?|both|all|also|known|common|major) ){0,2}"
    r"hot[- ]?spots?\b"
    r"|\)? lies? (?:in|within|near|at|next|close|between)\b"
)
_BEFORE_A_RESIDUE = re.compile(
    r"(?:(?:[Rr]esidues?|[Cc]odons?|[Aa]mino acids?|[Hh]ot[- ]?spots?)"
    r"(?: (?:residues?|positions?|codons?))?"
    r"(?:,? (?:includ(?:es?|ing)|such as|like|are|at))?(?: the)?[\s(:-]{1,2}"
    r"|[Nn]on[\s-]|(?:[Mm]utat(?:ed|ions?)|[Ss]ubstitut(?:ed|ions?)) (?:at|of|affecting)"
    r"(?: either| both)? "
    r"|(?:next|close|adjacent) to )\Z"
)
_NAMED_AFTERWARDS = re.compile(rf"(?:,| is| was)? (?:the|an?) (?:[a-z]+ ){{0,3}}?(?P<name>{NAME})")
_LONGEST_LEAD = 48


def is_called_a_residue(text: str, start: int, end: int) -> bool:
    """Tell whether the words around a bare residue call it one.

    Examples
    --------
    >>> is_called_a_residue("mutated at E542", 11, 15), is_called_a_residue("in E542", 3, 7)
    (True, False)
    """
    if _ABOUT_A_RESIDUE.match(text, end):
        return True
    if _BEFORE_A_RESIDUE.search(text[max(0, start - _LONGEST_LEAD) : start]):
        return True
    name = _NAMED_AFTERWARDS.match(text, end)
    return name is not None and RESIDUE_NAMES[name["name"].lower()] == text[start]


def residue_phrases(text: str) -> list[Reading]:
    """Find all changes and places of residues in words, in no order."""
    return [*_phrases(text), *_codons(text)]


def _phrases(text: str) -> Iterator[Reading]:
    """Find ``valine to glutamic acid substitution at codon 600`` and ``valine 600``."""
    codes = (match.start() for match in _CODE.finditer(text))
    for start in chain(places_of(text, _NAME_TAILS), codes):
        if text[start - 1 : start].isalnum() or text[start - 1 : start] == "-":
            continue
        match = _PHRASE.match(text, start)
        if match and _AT_WORD.search(match[0]) and (match["new"] or " at " in match[0]):
            old, new = match["old"], match["new"] or ""
            yield from _named(match, *((new, old) if match["link"] == "for" else (old, new)))
        elif (match := _NAMED_RESIDUE.match(text, start)) and (match["new"] or match["at"] != "1"):
            yield from _named(match, match["old"], match["new"] or "")


def _named(match: re.Match[str], old: str, new: str) -> Iterator[Reading]:
    letters = (RESIDUE_NAMES[name.lower()] if name else "" for name in (old, new))
    first, last = letters
    variation = read_residues(f"{first}{match['at']}{last}", prefixed=True)
    if variation is not None:
        yield Reading(match.start(), match.end(), variation)


def _codons(text: str) -> Iterator[Reading]:
    for place in places_of(text, _PLACE_WORDS):
        match = _CODON.match(text, place)
        if match is None or text[place - 1 : place].isalpha():
            continue
        start, end = match.span()
        small = match[0][0].lower() in "pa" and len(match["at"]) < 2
        before = text[max(0, start - 24) : start]
        if small or _NOT_PROTEIN.search(before) or _NOT_ONE_RESIDUE.match(text, end):
            continue
        yield Reading(start, end, _codon(match["at"]))
        while more := _MORE_NUMBERS.match(text, end):
            if _RANGE_END.match(text, more.end()) or not (
                more[0][0] == "/" or " or " in more[0] or match[0].split()[0].endswith("s")
            ):
                break
            end = more.end()
            yield Reading(more.start("at"), end, _codon(more["at"]))


@lru_cache(maxsize=4096)
def _codon(position: str) -> Variation:
    return parse_variation(f"codon {position}")
