"""One variation, as the grammar reads it: the typed value behind every spelling.

Residues are one-letter codes, positions 1-based residue numbers.

Examples
--------
>>> change = ProteinChange(VariationType.SUBSTITUTION, start=600, end=600, first="V", new="E")
>>> change.short, change.hgvs_p
('V600E', 'p.Val600Glu')
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from variants.amino_acids import STOP, three_letters
from variants.variation_type import CONSEQUENCES, VariationType

UNKNOWN_STOP = "?"
"""No new stop is met, or none is known: ``fsTer?``, ``extTer?``."""


class Direction(StrEnum):
    """More or less of something: copies, product, methylation."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """A change of the protein's sequence.

    Parameters
    ----------
    type : VariationType
        One of the types from substitution to unknown effect, splice, truncation, position.
    start, end : int or None
        First and last residue changed; those on either side of an insertion.
    first, last : str
        Reference residues at ``start`` and ``end``, empty where not given.
    new : str
        New residues, a stop (``*``) only as the last; empty where none or not given.
    new_stop : str
        Distance to the new stop of a frameshift or an extension, ``?`` where none is known,
        empty where not given. Negative: a new start, that many residues upstream.
    """

    type: VariationType
    start: int | None = None
    end: int | None = None
    first: str = ""
    last: str = ""
    new: str = ""
    new_stop: str = ""

    @property
    def length_change(self) -> int | None:
        """Residues gained (+) or lost (-), None where the change does not say."""
        if self.type in (VariationType.SUBSTITUTION, VariationType.SYNONYMOUS):
            return 0
        if self.start is None or self.end is None or STOP in self.new:
            return None
        span = self.end - self.start + 1
        if self.type is VariationType.DELETION:
            return -span
        if self.type is VariationType.DUPLICATION:
            return span
        if self.type is VariationType.INSERTION:
            return len(self.new) or None
        return len(self.new) - span if self.type is VariationType.DELINS else None

    @property
    def hgvs_p(self) -> str | None:
        """Canonical HGVS in three letters, None where HGVS has no way to say it.

        A residue that was not given (``534_536del``) leaves HGVS without words.
        """
        if self.type in _WHOLE_PROTEIN and self.start is None:
            return f"p.{_WHOLE_PROTEIN[self.type]}"
        if not self._residues_are_known or self.type not in _IN_HGVS:
            return None
        return f"p.{self._spelt(three_letters, strict=True)}"

    @property
    def short(self) -> str | None:
        """One-letter spelling, None where the change has no position or is a bare number."""
        if self.start is None or (self.type is VariationType.POSITION and not self.first):
            return None
        return self._spelt(str, strict=False)

    @property
    def _residues_are_known(self) -> bool:
        if not self.first or (self.end != self.start and not self.last):
            return False
        if self.type is VariationType.INSERTION:
            return self.end == (self.start or 0) + 1 and bool(self.new)
        if self.type is VariationType.EXTENSION and self.first == STOP:
            return bool(self.new)
        return True

    def _spelt(self, letters: "_Letters", *, strict: bool) -> str:
        """Spell in any alphabet; ``strict`` leaves out what HGVS leaves out."""
        at, new = f"{letters(self.first)}{self.start}", letters(self.new)
        match self.type:
            case kind if kind in _AFTER_THE_SPAN:
                text = f"{self._span(letters)}{_AFTER_THE_SPAN[kind]}{new}"
            case VariationType.FRAMESHIFT:
                text = f"{at}{self._frame(letters, strict=strict)}"
            case VariationType.EXTENSION if self.new_stop.startswith("-"):
                text = f"{at}{new}ext{self.new_stop}"
            case VariationType.EXTENSION:
                text = f"{at}{new}ext{letters(STOP)}{self.new_stop}"
            case VariationType.INSERTION:
                text = f"{self._flanks(letters)}ins{new}"
            case VariationType.POSITION:
                text = self._span(letters) + "/".join(self.new)
            case VariationType.SPLICE:
                unknown = "X" if not self.first and self.end == self.start else ""
                text = f"{unknown}{self._span(letters)}_splice"
            case _:
                text = f"{at}{new}"
        return text

    def _frame(self, letters: "_Letters", *, strict: bool) -> str:
        # HGVS has a long form, with new residue and stop, and a short one without either.
        if strict and not (self.new and self.new_stop):
            return "fs"
        stop = f"{letters(STOP)}{self.new_stop}" if self.new_stop else ""
        return f"{letters(self.new)}fs{stop}"

    def _span(self, letters: "_Letters") -> str:
        start = f"{letters(self.first)}{self.start}"
        return start if self.end == self.start else f"{start}_{letters(self.last)}{self.end}"

    def _flanks(self, letters: "_Letters") -> str:
        only_first = self.first and not self.last and self.end == (self.start or 0) + 1
        return f"{letters(self.first)}{self.start}" if only_first else self._span(letters)


@dataclass(frozen=True, slots=True)
class Fusion:
    """Two genes joined.

    Parameters
    ----------
    partners : tuple of str
        Symbols as given, 5' to 3' in the order of the text; empty where unknown.
    exons : tuple of int
        Last exon of the first and first exon of the second partner; empty where not given.
    """

    partners: tuple[str, ...] = ()
    exons: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Such as ``EML4::ALK e6::e20``; ``v`` stands for any partner, as in CIViC."""
        symbols = "::".join(partner or "v" for partner in self.partners)
        exons = "::".join(f"e{exon}" for exon in self.exons)
        return " ".join(part for part in (symbols, exons or "Fusion") if part)


@dataclass(frozen=True, slots=True)
class ExonEvent:
    """Something that befalls one or more exons; numbers are None where only an end is named.

    Parameters
    ----------
    first, last : int or None
        1-based exon numbers.
    event : str
        ``deletion``, ``insertion``, ``skipping``, ``mutation``, …
    """

    first: int | None
    last: int | None
    event: str


@dataclass(frozen=True, slots=True)
class Variation:
    """What one spelling says.

    Parameters
    ----------
    type : VariationType
        Sort of change.
    name : str
        Canonical spelling: two variations of a gene are the same when type and name are.
    protein : ProteinChange, optional
        Where it is spelt as a change of residues.
    fusion : Fusion, optional
    exons : ExonEvent, optional
    direction : Direction, optional
        Of copy number, expression and methylation.
    term : str
        Sequence Ontology term that the spelling alone decides, instead of the type's.
    coding : str
        Nucleotide description that stood beside it, such as ``c.1799T>A``.
    reference_sequence : str
        What stood before a colon: an accession such as ``NP_004324.2``, or a gene symbol.
    parts : tuple of Variation
        The variations of a combination.
    """

    type: VariationType
    name: str
    protein: ProteinChange | None = None
    fusion: Fusion | None = None
    exons: ExonEvent | None = None
    direction: Direction | None = None
    term: str = ""
    coding: str = ""
    reference_sequence: str = ""
    parts: "tuple[Variation, ...]" = ()

    @property
    def consequence(self) -> str | None:
        """Sequence Ontology term, None where there is none."""
        return self.term or CONSEQUENCES.get(self.type)

    @property
    def hgvs_p(self) -> str | None:
        """Canonical HGVS in three letters, None where there is none."""
        return self.protein.hgvs_p if self.protein else None

    @property
    def short(self) -> str | None:
        """One-letter spelling of a change of residues, None for all else."""
        return self.protein.short if self.protein else None

    @property
    def start(self) -> int | None:
        """First residue, 1-based, None where none is named."""
        return self.protein.start if self.protein else None

    @property
    def end(self) -> int | None:
        """Last residue, 1-based, None where none is named."""
        return self.protein.end if self.protein else None


_Letters = Callable[[str], str]

_WHOLE_PROTEIN = {
    VariationType.SYNONYMOUS: "=",
    VariationType.UNKNOWN_EFFECT: "?",
    VariationType.NO_PROTEIN: "0",
}

_AFTER_THE_SPAN = {
    VariationType.DELETION: "del",
    VariationType.DUPLICATION: "dup",
    VariationType.DELINS: "delins",
    VariationType.TRUNCATION: "trunc",
    VariationType.SYNONYMOUS: "=",
    VariationType.START_LOST: "?",
}

_IN_HGVS = frozenset(
    {
        VariationType.SUBSTITUTION,
        VariationType.NONSENSE,
        VariationType.SYNONYMOUS,
        VariationType.START_LOST,
        VariationType.FRAMESHIFT,
        VariationType.DELETION,
        VariationType.INSERTION,
        VariationType.DELINS,
        VariationType.DUPLICATION,
        VariationType.EXTENSION,
    }
)
