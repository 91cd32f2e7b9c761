"""What an annotation says an allele does to each gene, and which gene is assessed.

One effect a gene: the annotation's reader chooses the transcript. Among genes come first those
with an assessed consequence, then protein-coding ones, then the most severe consequence, then the
first: a missense change of a protein outranks the splice site of a non-coding RNA on the other
strand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from intake.lab_row import Transcript
from variants.consequence import most_severe, read_consequences, severity_rank

terms_of = lru_cache(maxsize=4096)(read_consequences)
"""Sequence Ontology terms of an annotation's text; texts repeat."""


class AnnotationError(ValueError):
    """A record's annotation is not as its header describes it."""


class OtherRecordError(ValueError):
    """A record's annotation stands on another record."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one allele does to one gene.

    Parameters
    ----------
    gene : str
        Symbol; empty where the annotation names none.
    terms : tuple of str
        Sequence Ontology terms.
    hgvs_p, hgvs_c : str
        As the annotation writes them.
    variation : str
        A fusion's name, else empty.
    transcript : Transcript, optional
    coding : bool
        The transcript makes a protein, or its biotype is not told.
    annotations : tuple of (str, str)
        In-silico annotations by VEP's field names.
    """

    gene: str
    terms: tuple[str, ...]
    hgvs_p: str = ""
    hgvs_c: str = ""
    variation: str = ""
    transcript: Transcript | None = None
    coding: bool = True
    annotations: tuple[tuple[str, str], ...] = ()

    @property
    def worst(self) -> str:
        """Return its most severe consequence."""
        return most_severe(self.terms)


class Annotation(Protocol):
    """Reads one kind of annotation.

    Attributes
    ----------
    tag : str
        Its key in INFO.
    name : str
        In words, such as ``VEP's CSQ``.
    """

    tag: str
    name: str

    def effects(
        self, value: str, position: int, reference: str, alternates: list[str]
    ) -> list[list[Effect]]:
        """Return for each alternate allele one effect a gene.

        Raises
        ------
        AnnotationError
            The value is not as the header describes it.
        OtherRecordError
            The annotation stands on another record.
        """


def ranked(effects: Iterable[Effect], assessed: frozenset[str]) -> list[Effect]:
    """Sort effects, the one to assess first.

    Parameters
    ----------
    effects : iterable of Effect
        Of one allele, one a gene.
    assessed : frozenset of str
        Terms that are assessed.

    Examples
    --------
    >>> rna = Effect("BRAF-AS1", ("splice_donor_variant",), coding=False)
    >>> gene = Effect("BRAF", ("missense_variant",))
    >>> [effect.gene for effect in ranked([rna, gene], frozenset({*rna.terms, *gene.terms}))]
    ['BRAF', 'BRAF-AS1']
    """

    def key(effect: Effect) -> tuple[bool, bool, bool, int]:
        return (
            assessed.isdisjoint(effect.terms),
            not effect.gene,
            not effect.coding,
            severity_rank(effect.worst),
        )

    found = list(effects)
    return found if len(found) < 2 else sorted(found, key=key)
