"""Molecular profiles in CIViC's grammar: alterations joined with AND, OR and NOT.

An alteration is a gene and a variation, such as ``BRAF V600E``, or a fusion with its word,
``EML4::ALK Fusion``. ``NOT`` binds closest, then ``AND``, then ``OR``; brackets group.
Variations are read by :mod:`variants.variation_grammar`. Markers of the whole tumour stand in the
place of an alteration, see :data:`TUMOUR_MARKERS`.
Source: https://civic.readthedocs.io/en/latest/model/molecular_profiles.html

Examples
--------
>>> profile = parse_profile("BCR::ABL1 Fusion AND ( ABL1 F317L OR ABL1 F317V )")
>>> [str(clause) for clause in profile.clauses]
['BCR::ABL1 Fusion AND ABL1 F317L', 'BCR::ABL1 Fusion AND ABL1 F317V']
>>> profile.genes
('ABL1', 'BCR')
>>> str(parse_profile("MET Amplification AND NOT KRAS Mutation").clauses[0])
'MET Amplification AND NOT KRAS Mutation'
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from variants.gene_symbols import comparable_symbol
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType

MOST_CLAUSES = 1000
"""Alternatives that a profile may be multiplied out to."""

DEEPEST = 50
"""Brackets and NOT within each other that are followed."""

TUMOUR_MARKERS = {
    "msi": ("high", "low"),
    "tmb": ("high", "low"),
    "mmr-status": ("deficient",),
    "hrd-status": ("positive",),
}
"""What is no gene's: microsatellite instability, mutational burden, repair; and their results.

The first two are CIViC's names, the others ours.
"""

_TOKEN = re.compile(r"\s*(?:(?P<bracket>\((?=\s)|(?<=\s)\))|\b(?P<word>AND|OR|NOT)\b(?=\s|$))\s*")
_ANY = frozenset({"V", "?"})


class MolecularProfileError(ValueError):
    """The text is no molecular profile, or names an alteration that is not read."""


@dataclass(frozen=True, slots=True)
class GeneAlteration:
    """One alteration of one gene.

    Parameters
    ----------
    gene : str
        Comparable symbol, see :func:`variants.gene_symbols.comparable_symbol`; of a fusion the
        partner that is named last.
    variation : Variation
    text : str
        As the profile writes it.
    """

    gene: str
    variation: Variation
    text: str

    @property
    def genes(self) -> tuple[str, ...]:
        """Its gene and, of a fusion, every partner that is named."""
        fusion = self.variation.fusion
        partners = [comparable_symbol(p) for p in fusion.partners if p] if fusion else []
        return tuple(sorted({self.gene, *partners}))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to fit a profile: all that must be there and all that must not.

    Parameters
    ----------
    present, absent : tuple of GeneAlteration
    """

    present: tuple[GeneAlteration, ...] = ()
    absent: tuple[GeneAlteration, ...] = ()

    def __str__(self) -> str:
        parts = [str(part) for part in self.present] + [f"NOT {part}" for part in self.absent]
        return " AND ".join(parts)


@dataclass(frozen=True, slots=True)
class MolecularProfile:
    """A profile, multiplied out.

    Parameters
    ----------
    text : str
    clauses : tuple of Clause
        Alternatives, in the order of the text; a sample fits the profile if it fits one.
    """

    text: str
    clauses: tuple[Clause, ...]

    @property
    def alterations(self) -> tuple[GeneAlteration, ...]:
        """Every alteration named, each once, in the order of the text."""
        found = [part for clause in self.clauses for part in (*clause.present, *clause.absent)]
        return tuple(dict.fromkeys(found))

    @property
    def genes(self) -> tuple[str, ...]:
        """Comparable symbols of all genes named, in alphabetical order."""
        return tuple(sorted({gene for part in self.alterations for gene in part.genes}))


@lru_cache(maxsize=16384)
def parse_profile(text: str) -> MolecularProfile:
    """Read a molecular profile.

    Raises
    ------
    MolecularProfileError
        The text is malformed, or an alteration in it is not read; the message says which.

    Examples
    --------
    >>> parse_profile("KIT A829P AND ( KIT W557_K558del OR KIT V560_Y578del )").genes
    ('KIT',)
    >>> parse_profile("TMB High").genes
    ('TMB',)
    >>> parse_profile("TMB Unheard")
    Traceback (most recent call last):
        ...
    therapy.molecular_profile.MolecularProfileError: 'TMB Unheard': 'Unheard' is no variation in a \
known spelling
    """
    reader = _Reader(text)
    clauses = reader.read_any()
    if reader.more:
        raise MolecularProfileError(f"{text!r}: expected AND or OR before {reader.next!r}")
    return MolecularProfile(text, tuple(dict.fromkeys(clauses)))


@lru_cache(maxsize=16384)
def parse_alteration(text: str) -> GeneAlteration:
    """Read one alteration with its gene, such as ``BRAF V600E`` or ``v::ALK Fusion``.

    Raises
    ------
    MolecularProfileError
        There is no gene, or the variation is not read.

    Examples
    --------
    >>> parse_alteration("v::ALK Fusion").gene, parse_alteration("FGFR2::v Fusion").gene
    ('ALK', 'FGFR2')
    """
    first, _, rest = text.strip().partition(" ")
    if not first:
        raise MolecularProfileError("expected an alteration such as BRAF V600E, got nothing")
    joined = "::" in first
    result = rest.strip().casefold()
    if result in TUMOUR_MARKERS.get(first.casefold(), ()):
        marked = Variation(VariationType.NAMED_EVENT, result)
        return GeneAlteration(comparable_symbol(first), marked, text.strip())
    try:
        variation = parse_variation(text if joined else _without_gene(first, rest.strip()))
    except VariationError as error:
        raise MolecularProfileError(f"{text!r}: {error}") from error
    if joined:
        named = [part for part in first.split("::") if part and part.upper() not in _ANY]
        if not named:
            raise MolecularProfileError(f"{text!r}: expected a gene on one side of ::")
        first = named[-1]
    return GeneAlteration(comparable_symbol(first), variation, text.strip())


def _without_gene(gene: str, variation: str) -> str:
    """Take away a gene that is named twice: ``PRPS1 PRPS1 MUTATION``."""
    again, _, rest = variation.partition(" ")
    return rest if rest and again.casefold() == gene.casefold() else variation


class _Reader:
    """Recursive descent over the words of a profile; every method returns alternatives."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0

    @property
    def more(self) -> bool:
        return self._place < len(self._tokens)

    @property
    def next(self) -> str:
        return self._tokens[self._place] if self.more else ""

    def read_any(self) -> list[Clause]:
        clauses = self._read_all()
        while self._take("OR"):
            clauses = clauses + self._read_all()
        return clauses

    def _read_all(self) -> list[Clause]:
        clauses = self._read_one()
        while self._take("AND"):
            clauses = self._both(clauses, self._read_one())
        return clauses

    def _read_one(self) -> list[Clause]:
        if self.next in ("NOT", "("):
            self._depth += 1
            if self._depth > DEEPEST:
                raise MolecularProfileError(
                    f"{self._text[:80]!r}: more than {DEEPEST} brackets and NOT within each other"
                )
            clauses = self._read_within()
            self._depth -= 1
            return clauses
        if self.next in ("", "AND", "OR", ")"):
            found = self.next or "the end"
            raise MolecularProfileError(
                f"{self._text!r}: expected an alteration such as BRAF V600E, found {found}"
            )
        token = self.next
        self._place += 1
        return [Clause(present=(parse_alteration(token),))]

    def _read_within(self) -> list[Clause]:
        if self._take("NOT"):
            return self._negated(self._read_one())
        self._take("(")
        clauses = self.read_any()
        if not self._take(")"):
            raise MolecularProfileError(f"{self._text!r}: a bracket is not closed")
        return clauses

    def _both(self, left: Sequence[Clause], right: Sequence[Clause]) -> list[Clause]:
        if len(left) * len(right) > MOST_CLAUSES:
            raise MolecularProfileError(
                f"{self._text!r}: multiplies out to more than {MOST_CLAUSES} alternatives"
            )
        return [
            Clause(
                tuple(dict.fromkeys(one.present + other.present)),
                tuple(dict.fromkeys(one.absent + other.absent)),
            )
            for one, other in product(left, right)
        ]

    def _negated(self, clauses: Sequence[Clause]) -> list[Clause]:
        """Not any of them: of each alternative, one part at least fails."""
        negated = [Clause()]
        for clause in clauses:
            failures = [Clause(absent=(part,)) for part in clause.present]
            failures += [Clause(present=(part,)) for part in clause.absent]
            negated = self._both(negated, failures)
        return negated

    def _take(self, token: str) -> bool:
        if self.next != token:
            return False
        self._place += 1
        return True


def _tokens(text: str) -> list[str]:
    """Split at AND, OR, NOT and brackets that stand alone; ``c.(100+5)`` keeps its own."""
    tokens, end = [], 0
    for match in _TOKEN.finditer(f"{text} "):
        tokens += [text[end : match.start()].strip(), match["bracket"] or match["word"]]
        end = match.end()
    return [token for token in [*tokens, text[end:].strip()] if token]
