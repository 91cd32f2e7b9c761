"""Changes of residues in running text: ``p.(Val600Glu)``, ``V600E/K``, ``BRAFV600E``.

Each reading is a span and what it says. What has the form of a change but is something
else (cell lines, figure panels, reagents) stays out.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from text_features.neighbour_genes import gene_after, gene_before, gene_beside, resolved_gene
from text_features.residue_names import STANDARD_CODES
from text_features.residue_phrases import is_called_a_residue
from text_features.variant_reading import Reading, read_residues
from variants.amino_acids import AMINO_ACIDS, THREE_LETTER
from variants.fusion_grammar import is_known_gene
from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.variation import ProteinChange
from variants.variation_type import VariationType

NOT_VARIANTS = frozenset({
    "A172", "A375", "A431", "A498", "A549", "B16", "C2C12", "C33A", "D54", "D283", "E14", "G361",
    "G401", "G418", "H1299", "H1395", "H1437", "H1650", "H1703", "H1755", "H1838", "H1975",
    "H2009", "H2122", "H2228", "H226", "H23", "H292", "H3122", "H322", "H3255", "H358", "H441",
    "H446", "H460", "H520", "H522", "H661", "H69", "H727", "H820", "H838", "K562", "K1000",
    "L1210", "L929", "M14", "N87", "P19", "P388", "R1881", "S1P", "S1PR", "T24", "T47D", "T84",
    "T98G", "U0126", "U118", "U138", "U251", "U266", "U343", "U373", "U87", "W620", "Y27632",
    "Y79", "F12", "F12K", "A20", "L540", "L428", "N27A", "M059K", "V79", "Q10", "M13", "T7",
    "S35", "P32", "P33", "H3K4", "A23187", "L363", "R848", "D425", "W480", "I2C", "R428",
    "F36P", "M13F", "M13R", "S288C", "S100", "E19del",
})  # fmt: skip
"""What looks like a residue: cell lines, strains, primers, isotopes, media, reagents, exons."""

_A = f"[{AMINO_ACIDS}]"
_N = r"[1-9][0-9]{0,4}"
_ARROW = r"\s?(?:>|→|->|–>)\s?"
_RIGHT = r"(?:(?![^\W_])|(?=mut|wt\b))"
_RIGHT_OR_GENE = rf"(?:{_RIGHT}|(?=[A-Z]{{2,6}}[0-9]{{0,2}}(?![A-Za-z0-9])))"
_LAST = rf"(?:{_A}|X|\*)"
_SPAN_EVENT = (
    r"(?:\s?(?:delins|del|ins|dup)[A-Z*]{0,40}|>[A-Z]{1,20}|_splice"
    r"|\s(?:in-?frame )?(?:deletion|insertion|duplication)s?)?"
)
_ONE = re.compile(
    rf"(?P<first>[{AMINO_ACIDS}X])(?<![^\W_].)(?P<at>{_N}|\({_N}\))"
    rf"(?:[_–-]{_A}?{_N}{_SPAN_EVENT}|\s(?:in-?frame )?(?:deletion|duplication)s?(?![A-Za-z])"
    rf"|{_A}{_A}(?![^\W_])|_splice|(?:delins|del|ins|dup)[A-Z*]{{0,40}}"
    rf"|{_A}?fs(?:(?:\*|X|Ter)[0-9]{{0,4}})?\*?|{_ARROW}{_LAST}|{_LAST}{_RIGHT_OR_GENE}|=)?(?:(?<=[0-9][A-Z*])|{_RIGHT})",
    re.DOTALL,
)
_ATTACHED = re.compile(
    rf"[A-Zp](?<![^\W_].)[A-Za-z0-9]{{1,6}}?(?P<change>{_A}[1-9][0-9]{{1,3}}(?:{_A}|X|\*|fs|del)){_RIGHT}",
    re.DOTALL,
)
_CODES = "|".join(THREE_LETTER)
_NEW = rf"(?:{_CODES}|Stop|stop|STOP|X(?![A-Za-z])|\*|=)"
_THREE = re.compile(
    rf"(?:{'|'.join(STANDARD_CODES)})(?<![^\W_]...)[-\s]?(?P<at>{_N}|\({_N}\))"
    rf"(?:_(?:{_CODES}){_N}(?:delins|del|ins|dup)(?:{_CODES}){{0,20}}"
    rf"|(?:delins|del|ins|dup)(?:{_CODES}){{0,20}}"
    rf"|(?:{_CODES})?fs(?:(?:\*|X|Ter)[0-9]{{0,4}})?|(?:-|{_ARROW}|\sto\s)?{_NEW})?{_RIGHT}",
    re.DOTALL,
)
_NUMBER_FIRST = re.compile(
    rf"[1-9](?<![\w+*-].)[0-9]{{1,4}}(?P<first>{_A}){_ARROW}(?P<new>{_LAST}){_RIGHT}", re.DOTALL
)
_CAPITAL_CODES = "|".join(code.upper() for code in STANDARD_CODES)
_CAPITALS = re.compile(
    rf"(?:{_CAPITAL_CODES})(?<![^\W_]...)[-\s]?{_N}[-\s]?(?:{_CAPITAL_CODES}|TER|STOP|\*){_RIGHT}",
    re.DOTALL,
)
_MORE = re.compile(rf"(?:/|, ?|,? (?:and|or) )(?P<new>{_A})(?![\w./-])")
_SURE_MORE = re.compile(rf"/(?P<new>{_A})(?![^\W_])")
_PREFIX = re.compile(r"(?<![^\W_])p\.\s?(?P<open>\(?)\Z")
_DELINS = re.compile(rf"(?P<old>{_A}{_N})(?P<new>{_A}{_A})")
_WORDED = re.compile(r"(?P<old>[A-Z][0-9]+)\s.*")
_LINE_BEFORE = re.compile(r"(?<![A-Za-z-])(?<![Gg]erm )(?:[Ll]ines?|[Ss]trains?)\s\Z")
_HYPHENATED = re.compile(r"(?<![^\W_])[A-Za-z]{1,2}-\Z")
_LISTED = re.compile(r",? (?:and|or) |, ?|/")
_DELETED = tuple(
    re.compile(
        rf"{sign}[\s-]?(?P<first>{_A}{_N})[_–-](?P<last>{_A}{_N})(?P<more>(?:ins)?{_A}*){_RIGHT}"
    )
    for sign in ("del", "Δ")
)


def residue_readings(text: str) -> list[Reading]:
    """Find all changes of residues in codes of one and three letters, in no order."""
    finders = (_one_letter, _attached, _deleted, _three_letters, _capitals, _number_first)
    changes = [reading for find in finders for reading in find(text)]
    seen = {
        (change.first, change.start)
        for change in (reading.variation.protein for reading in changes)
        if change and change.type is not VariationType.POSITION
    }
    kept = [reading for reading in changes if _is_meant(text, reading, seen)]
    return [*kept, *_listed(text, changes, kept), *_alternatives(text, kept)]


def _one_letter(text: str) -> Iterator[Reading]:
    for match in _ONE.finditer(text):
        start, end = match.span()
        spelling = match[0]
        if spelling.split()[0] in NOT_VARIANTS or _LINE_BEFORE.search(
            text[max(0, start - 14) : start]
        ):
            continue
        if spelling[-1].isdigit() and re.search("[_–-]", spelling):
            continue
        if two := _DELINS.fullmatch(spelling):
            if not gene_beside(text, start):
                continue
            spelling = f"{two['old']}delins{two['new']}"
        if text[end : end + 1].isalnum() and not _ends_in_a_gene(text, end):
            continue
        yield from _reading(text, start, end, spelling)


def _ends_in_a_gene(text: str, end: int) -> bool:
    """Tell ``V617FJAK2`` and ``V600Emut`` from longer words."""
    return text[end].islower() or bool(gene_after(text, end))


def _deleted(text: str) -> Iterator[Reading]:
    """Find ``delE746-A750`` and ``ΔE746-A750``."""
    for match in chain.from_iterable(sign.finditer(text) for sign in _DELETED):
        start, before = match.start(), text[match.start() - 1 : match.start()]
        if before.isalpha():
            continue
        more = match["more"]
        event = "del" + ("ins" + more.removeprefix("ins") if more else "")
        yield from _reading(text, start, match.end(), f"{match['first']}_{match['last']}{event}")


def _three_letters(text: str) -> Iterator[Reading]:
    for match in _THREE.finditer(text):
        spelling = re.sub(r"(?<=[0-9)])(?:-|\sto\s)", "", match[0])
        spelling = re.sub(r"(?i:stop)$", "Ter", spelling)
        yield from _reading(text, *match.span(), spelling)


def _capitals(text: str) -> Iterator[Reading]:
    """Find ``GLY12ASP``; a bare ``GLY12`` may be anything."""
    for match in _CAPITALS.finditer(text):
        yield from _reading(text, *match.span(), re.sub(r"[-\s]|OP\Z", "", match[0]).title())


def _number_first(text: str) -> Iterator[Reading]:
    for match in _NUMBER_FIRST.finditer(text):
        prefixed = _PREFIX.search(text[max(0, match.start() - 5) : match.start()])
        if prefixed or not {match["first"], match["new"]} <= set("ACGT"):
            number = re.match("[0-9]+", match[0])
            at = number[0] if number else ""
            yield from _reading(text, *match.span(), f"{match['first']}{at}{match['new']}")


def _reading(text: str, start: int, end: int, spelling: str) -> Iterator[Reading]:
    """Read a spelling; ``p.`` and its brackets belong to the span."""
    prefix = _PREFIX.search(text[max(0, start - 5) : start])
    if prefix and not prefix["open"]:
        start -= len(prefix[0])
    elif prefix and text[end : end + 1] == ")":
        start, end = start - len(prefix[0]), end + 1
    variation = read_residues(spelling, prefixed=prefix is not None)
    if variation is not None:
        yield Reading(start, end, variation)


def _is_meant(text: str, reading: Reading, seen: set[tuple[str, int | None]]) -> bool:
    """Tell a change from a panel, a protein or a cell line of the same form."""
    spelling, change = text[reading.start : reading.end], reading.variation.protein
    if spelling.startswith("p.") or reading.gene or change is None:
        return True
    if change.type is VariationType.POSITION:
        return _is_meant_as_residue(text, reading, change, seen)
    if worded := _WORDED.fullmatch(spelling):
        known = len(worded["old"]) > 3 or bool(gene_before(text, reading.start))
        return known and (change.start or 0) >= 10 and not is_known_gene(worded["old"])
    short = len(spelling) == 3 and change.start is not None and change.start < 10
    if short or resolve_symbol(spelling).status is SymbolStatus.APPROVED:
        return bool(gene_before(text, reading.start)) or _has_context(text, reading)
    return True


def _is_meant_as_residue(
    text: str, reading: Reading, change: ProteinChange, seen: set[tuple[str, int | None]]
) -> bool:
    if not _may_be_a_residue(text, reading, change):
        return False
    spelling = text[reading.start : reading.end]
    if spelling[:3] in THREE_LETTER:
        return spelling != "Trp53" and text[reading.start - 1 : reading.start] != "-"
    if (change.first, change.start) in seen or _has_context(text, reading):
        return not is_known_gene(spelling) or (change.first, change.start) in seen
    return len(spelling) > 2 and bool(gene_before(text, reading.start))


def _may_be_a_residue(text: str, reading: Reading, change: ProteinChange) -> bool:
    decimal = text[reading.end : reading.end + 2].strip(".").isdigit()
    return (change.start or 0) >= 10 and not decimal


def _has_context(text: str, reading: Reading) -> bool:
    return is_called_a_residue(text, reading.start, reading.end)


def _listed(text: str, changes: list[Reading], kept: list[Reading]) -> Iterator[Reading]:
    """Find the bare residues of a list that has one which counts: ``R175, G245 and R248``."""
    counted = {reading.start for reading in kept if reading.variation.protein}
    order = sorted(
        (reading for reading in changes if reading.start in counted or _is_bare(text, reading)),
        key=lambda reading: (reading.start, -reading.end),
    )
    for row in (order, order[::-1]):
        for one, other in pairwise(row):
            if one.start not in counted or other.start in counted:
                continue
            left, right = min(one.start, other.start), max(one.start, other.start)
            left = one.end if left == one.start else other.end
            if _LISTED.fullmatch(text, left, right):
                counted.add(other.start)
                yield other


def _is_bare(text: str, reading: Reading) -> bool:
    """Tell a residue without a change, in one letter, that is no gene's own symbol."""
    change, spelling = reading.variation.protein, text[reading.start : reading.end]
    if change is None or change.type is not VariationType.POSITION or not spelling[1:].isdigit():
        return False
    symbol = resolve_symbol(spelling).status is SymbolStatus.APPROVED
    return not symbol and _may_be_a_residue(text, reading, change)


def _attached(text: str) -> Iterator[Reading]:
    """Find changes written on to their gene, as in ``BRAFV600E``."""
    for match in _ATTACHED.finditer(text):
        start = match.start("change")
        word = text[match.start() : start]
        first = _HYPHENATED.search(text[max(0, match.start() - 3) : match.start()])
        gene = resolved_gene(word) or (resolved_gene(first[0] + word) if first else "")
        variation = read_residues(match["change"], prefixed=False) if gene else None
        if variation is not None:
            yield Reading(start, match.end(), variation, gene)


def _alternatives(text: str, changes: list[Reading]) -> Iterator[Reading]:
    """Find the other residues of ``V600E/K`` and ``G12C, D and V``."""
    for reading in changes:
        change, end = reading.variation.protein, reading.end
        if change is None or change.type is not VariationType.SUBSTITUTION:
            continue
        gene = reading.gene or gene_before(text, reading.start)
        while match := _SURE_MORE.match(text, end) or _MORE.match(text, end):
            end = match.end()
            if match[0][0] != "/" and match["new"] in "AI":
                break
            variation = read_residues(f"{change.first}{change.start}{match['new']}", prefixed=False)
            if variation is not None:
                yield Reading(match.start("new"), match.end(), variation, gene)
