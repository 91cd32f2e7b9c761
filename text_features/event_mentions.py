"""Alterations in words: ``exon 19 deletions``, ``amplified``, ``truncating mutations``.

Each pattern stands for a spelling that the grammar of variations reads. Words that have
another everyday meaning in a laboratory (amplified by PCR, a deletion construct) count only
beside a gene.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from text_features.neighbour_genes import gene_after, gene_before, gene_beside, resolved_gene
from text_features.variant_reading import Reading, places_of, read_residues
from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation


class _Event(NamedTuple):
    """A pattern, the spelling that it stands for, and whether a gene must stand beside it."""

    pattern: re.Pattern[str]
    spelling: str
    beside_gene: bool = False


_CHANGES = r"(?i:mutation|variant|alteration|change|lesion)s?(?![A-Za-z])"

# Each begins with letters that the search can skip to; the first letter is looked at behind.
_EVENTS = (
    _Event(re.compile(r"mplif(?:ications?|ied)(?![A-Za-z])"), "Amplification"),
    _Event(
        re.compile(
            rf"runcat(?:ing[- ](?:[a-z]+ |(?P<gene>[A-Z][A-Za-z0-9-]+) )?{_CHANGES}"
            rf"|ions?(?: {_CHANGES})?(?![A-Za-z]))"
        ),
        "Truncating Mutations",
    ),
    _Event(re.compile(rf"onsense[- ]{_CHANGES}"), "Nonsense mutation"),
    _Event(
        re.compile(
            r"rame[- ]?shift(?:s|ing)?(?:[- ](?i:mutation|variant|alteration|change|deletion"
            r"|insertion)s?)?(?![A-Za-z])"
            r"(?: (?:at|in|of) (?:the )?(?:codon|residue|amino acid)s? (?P<at>[1-9][0-9]{0,4})"
            r"(?![\w%]|\.[0-9]|[-–][0-9]))?"
        ),
        "Frameshift mutation",
    ),
    _Event(re.compile(r"ver-?express(?:ion|ed)(?![A-Za-z])"), "Overexpression"),
    _Event(
        re.compile(r"romoter(?: region| CpG island)? (?i:(?:hyper-?)?methylation)"),
        "Promoter Hypermethylation",
    ),
    _Event(re.compile(r"romoter (?i:mutation|variant)s?(?![A-Za-z])"), "Promoter Mutations"),
    _Event(re.compile(r"ypermethylation"), "Hypermethylation"),
    _Event(
        re.compile(rf"plic(?:e|ing)(?:[- ](?i:site|donor|acceptor|region)){{0,2}}[- ]{_CHANGES}"),
        "Splice site mutation",
    ),
    _Event(
        re.compile(
            r"(?:omozygous|emizygous|ene|iallelic|omplete|ocal) [Dd]eletions?"
            r"(?! (?:mutant|of exon|in exon)|[A-Za-z])"
        ),
        "Deletion",
    ),
    _Event(
        re.compile(r"elet(?:ions?|ed)(?! ?(?:mutant|construct|of exon|in exon)|[A-Za-z])"),
        "Deletion",
        beside_gene=True,
    ),
    _Event(
        re.compile(r"nternal[- ](?i:tandem[- ]duplication)s?(?: \(ITDs?\))?(?![A-Za-z])"), "ITD"
    ),
    _Event(re.compile(r"artial[- ](?i:tandem[- ]duplication)s?(?![A-Za-z])"), "PTD"),
    _Event(re.compile(r"inase[- ](?i:domain[- ]duplication)s?(?![A-Za-z])"), "KDD"),
)
_SYMBOLS = (
    _Event(re.compile(r"ITDs?(?![A-Za-z0-9])"), "ITD"),
    _Event(re.compile(r"PTDs?(?![A-Za-z0-9])"), "PTD", beside_gene=True),
    _Event(re.compile(r"KDDs?(?![A-Za-z0-9])"), "KDD"),
    _Event(re.compile(r"vIII(?![A-Za-z0-9])"), "EGFRvIII"),
    _Event(re.compile(r"AR-?[Vv]7(?![A-Za-z0-9])"), "AR-V7"),
)
_FIRST_LETTERS = "ABCDFGHIKMNOPSTWabcdfghikmnopstw"
_LABORATORY = re.compile(
    r"PCR|primer|cDNA|template|cycles|fragment|product|nested|library|genomic DNA|kit\b|signal"
    r"|exponential|whole[- ]genome|sequenc|assay|reaction|test\b|[Vv]ector|plasmid|transfect"
)
_BY_LABORATORY = frozenset({"Amplification"})
_PROTEIN_TEST = re.compile(r" tests?\b|-mediated")

_GENE = r"(?:(?P<gene>[A-Z][A-Za-z0-9-]{1,9}) (?:gene )?)?"
_KIND = (
    r"(?i:(?P<event>deletion/insertion|insertion/deletion|deletion|insertion|skipping|mutation"
    r"|duplication|indel|deleted|mutant|mutated|alteration|variant|del|ins|dup|skip)s?"
    r"(?:/(?:insertion|deletion)s?)?)(?![A-Za-z])"
)
_EXON_THEN_EVENT = re.compile(
    r"x(?:on)?s?[- ]?(?P<first>[1-9][0-9]?)(?: ?[-–/] ?(?P<last>[1-9][0-9]?))?[- ]?"
    rf"(?:(?:in-?frame|activating|somatic|small|point|splice|splicing|sensitizing|hotspot)[- ])*"
    rf"{_KIND}"
)
_IN_EXON = (
    rf"s?(?: mutations?)? (?:of|in|within|on|at|affecting) (?:the )?{_GENE}(?:exons?|Exons?)[- ]"
    r"(?P<first>[1-9][0-9]?)(?: ?(?:[-–/]|to|through) ?(?P<last>[1-9][0-9]?))?(?![0-9A-Za-z])"
)
_EVENTS_THEN_EXON = {
    event: re.compile(rf"{event[1:]}{_IN_EXON}")
    for event in ("deletion", "insertion", "skipping", "mutation", "duplication")
}
_GLUED = re.compile(r"[A-Za-z0-9]*[A-Za-z]\Z|[A-Z][A-Z0-9]+\Z")
_LOSS = re.compile(r"oss(?! ?-?of\b|[A-Za-z])")
_GENE_LOST = re.compile(r"oss of (?:the )?(?P<gene>[A-Za-z][A-Za-z0-9-]{1,11}?)(?: gene)?(?![\w-])")
_NOTHING_MORE = re.compile(
    r"\s?(?:[.,;:)\]]|\Z)| (?:and|or|in|is|was|were|are|has|had|have|with|by|on|at|from|as|does|did"
    r"|may|can|could|also|alone|than|but|who|which|that|to|leads?|results?|causes?|occurs?"
    r"|promotes?|activates?|predicts?|confers?|accelerates?)\b"
)
_SPAN = r"[1-9][0-9]{2}[_–-][1-9][0-9]{2}"
_NUMBER_DELETED = re.compile(
    rf"el[- ]?(?P<place>{_SPAN})(?P<new>(?:ins)?[A-Z]{{1,10}})?(?![\w.+*-])"
)
_SPAN_BEFORE = re.compile(rf"(?<![\w.+*-]){_SPAN}\Z")
_DELETED_AFTER = re.compile(r"el(?P<new>ins[A-Z]{1,10})?(?![\w])")
_NINETEEN = re.compile(r"el[- ]?19(?![\w.-])")
_NINETEEN_BEFORE = re.compile(r"(?<![\w.+*-])E?19[- ]?\Z")
_OF_EGFR = re.compile(r"L858R|EGFR")
_EXON_WORDS = {
    "deleted": "deletion",
    "mutated": "mutation",
    "mutant": "mutation",
}


def event_readings(text: str) -> list[Reading]:
    """Find all alterations in words, in no order."""
    return [
        *_events(text),
        *_symbols(text),
        *_exons_first(text),
        *_exons_last(text),
        *_losses(text),
        *_deletions_by_number(text),
    ]


def _events(text: str) -> Iterator[Reading]:
    for event in _EVENTS:
        for match in event.pattern.finditer(text):
            start, end = match.start() - 1, match.end()
            if start < 0 or text[start] not in _FIRST_LETTERS or text[start - 1 : start].isalpha():
                continue
            inside = match.groupdict().get("gene")
            gene = resolved_gene(inside) if inside else _gene_beside(text, start, end)
            if _is_of_the_laboratory(text, event, start, end, narrow=bool(gene)):
                continue
            at = match.groupdict().get("at")
            if gene or not event.beside_gene:
                yield Reading(start, end, _variation(f"p.{at}fs" if at else event.spelling), gene)


@lru_cache(maxsize=4096)
def _variation(spelling: str) -> Variation:
    return parse_variation(spelling)


def _is_of_the_laboratory(text: str, event: _Event, start: int, end: int, *, narrow: bool) -> bool:
    if _PROTEIN_TEST.match(text, end):
        return True
    around = text[max(0, start - 20) : start] if narrow else text[max(0, start - 50) : end + 60]
    return event.spelling in _BY_LABORATORY and _LABORATORY.search(around) is not None


def _gene_beside(text: str, start: int, end: int) -> str:
    return gene_before(text, start) or gene_after(text, end)


def _symbols(text: str) -> Iterator[Reading]:
    for event in _SYMBOLS:
        for match in event.pattern.finditer(text):
            start, end, gene = *match.span(), ""
            if event.spelling == "EGFRvIII" and text[max(0, start - 4) : start] == "EGFR":
                gene = "EGFR"
            if text[start - len(gene) - 1 : start - len(gene)].isalnum():
                continue
            if event.spelling == "AR-V7":
                start, gene = end - len("V7"), "AR"
            gene = gene or _gene_beside(text, start, end)
            if gene or not event.beside_gene:
                yield Reading(start, end, parse_variation(event.spelling), gene)


def _exons_first(text: str) -> Iterator[Reading]:
    for match in _EXON_THEN_EVENT.finditer(text):
        start = match.start() - 1
        if text[max(0, start)] not in "eE":
            continue
        glued = _GLUED.search(text[max(0, start - 10) : start])
        gene = _approved(glued[0]) if glued else ""
        if glued and not gene:
            continue
        given = match["event"].lower()
        event = _EXON_WORDS.get(given, given)
        variation = _exon_event(match["first"], match["last"], event)
        if variation is not None:
            gene = gene or _gene_beside(text, start, match.end())
            yield Reading(start, match.end(), variation, gene)


def _approved(symbol: str) -> str:
    """Return a symbol that is written on to ``ex14``, empty for aliases, which may be words."""
    found = resolve_symbol(symbol)
    return symbol if found.status is SymbolStatus.APPROVED and symbol.isupper() else ""


def _exons_last(text: str) -> Iterator[Reading]:
    for event, pattern in _EVENTS_THEN_EXON.items():
        for match in pattern.finditer(text):
            start, end = match.start() - 1, match.end()
            if start < 0 or text[start].lower() != event[0] or text[start - 1 : start].isalpha():
                continue
            variation = _exon_event(match["first"], match["last"], event)
            if variation is not None:
                gene = resolved_gene(match["gene"]) if match["gene"] else ""
                yield Reading(start, end, variation, gene or _gene_beside(text, start, end))


@lru_cache(maxsize=4096)
def _exon_event(first: str, last: str | None, event: str) -> Variation | None:
    try:
        return parse_variation(f"Exon {first}{f'-{last}' if last else ''} {event}")
    except VariationError:
        return None


def _losses(text: str) -> Iterator[Reading]:
    """Find ``PTEN loss`` and ``loss of PTEN``, not the loss of its function."""
    for start in places_of(text, ("oss",)):
        if text[start] not in "lL" or text[start - 1 : start].isalpha():
            continue
        end = start + len("loss")
        if match := _GENE_LOST.match(text, start + 1):
            gene = resolved_gene(match["gene"])
            gene = gene if _NOTHING_MORE.match(text, match.end()) else ""
        else:
            gene = gene_beside(text, start) if _LOSS.match(text, start + 1) else ""
        if gene:
            yield Reading(start, end, _variation("Deletion"), gene)


def _deletions_by_number(text: str) -> Iterator[Reading]:
    """Find ``del746-750``, ``746_750del`` and the ``del19`` of EGFR; each needs its gene."""
    for place in places_of(text, ("el",)):
        if text[place] not in "dD":
            continue
        before = text[max(0, place - 10) : place]
        if not before[-1:].isalnum() and (match := _NUMBER_DELETED.match(text, place + 1)):
            new = (match["new"] or "").removeprefix("ins")
            yield from _numbered(text, place, match.end(), match["place"], new)
        elif not before[-1:].isalnum() and (match := _NINETEEN.match(text, place + 1)):
            yield from _exon_nineteen(text, place, match.end())
        elif match := _DELETED_AFTER.match(text, place + 1):
            if span := _SPAN_BEFORE.search(before):
                new = (match["new"] or "").removeprefix("ins")
                yield from _numbered(text, place - len(span[0]), match.end(), span[0], new)
            elif number := _NINETEEN_BEFORE.search(before):
                yield from _exon_nineteen(text, place - len(number[0]), match.end())


def _numbered(text: str, start: int, end: int, place: str, new: str) -> Iterator[Reading]:
    gene = _gene_beside(text, start, end)
    spelling = re.sub("[–-]", "_", place) + ("delins" + new if new else "del")
    variation = read_residues(spelling, prefixed=True) if gene else None
    if variation is not None:
        yield Reading(start, end, variation, gene)


def _exon_nineteen(text: str, start: int, end: int) -> Iterator[Reading]:
    if _OF_EGFR.search(text[max(0, start - 12) : end + 12]):
        yield Reading(start, end, _variation("Exon 19 deletion"), "EGFR")
