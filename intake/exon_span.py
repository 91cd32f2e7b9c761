"""Exons between two breakpoints in one gene, and what their loss or doubling is called."""

from dataclasses import dataclass

from variants.gene_symbols import comparable_symbol


@dataclass(frozen=True, slots=True)
class Site:
    """One side of a junction.

    Parameters
    ----------
    gene : str
        Empty where there is none.
    region : str
        Such as ``exon`` or ``intron``, in small letters; empty where it is not said.
    number : int
        Of the exon or intron, 0 where none is given.
    """

    gene: str
    region: str = ""
    number: int = 0


def exons_between(one: Site, two: Site) -> tuple[int, int] | None:
    """Return the first and last exon between two sites of a gene, None where they are not given.

    Intron 1 follows exon 1. The first is greater than the last where both sites lie in one intron.

    Examples
    --------
    >>> exons_between(Site("EGFR", "intron", 7), Site("EGFR", "intron", 1))
    (2, 7)
    >>> exons_between(Site("EGFR", "exon", 2), Site("EGFR", "", 7))
    (2, 7)
    """
    if any(not site.number or site.region not in ("", "exon", "intron") for site in (one, two)):
        return None
    first, last = sorted((one, two), key=lambda site: (site.number, site.region == "intron"))
    return first.number + (first.region == "intron"), last.number


def exon_event(gene: str, first: int, last: int, event: str, *, whole: bool) -> str:
    """Spell the deletion or duplication of exons.

    Parameters
    ----------
    gene : str
    first, last : int
        Exons.
    event : str
        ``deletion`` or ``duplication``.
    whole : bool
        Both ends lie in introns: a single exon is lost whole, and the transcript skips it;
        ``Exon 19 deletion`` would mean some of its residues.

    Examples
    --------
    >>> exon_event("EGFR", 2, 7, "deletion", whole=True)
    'EGFRvIII'
    >>> exon_event("MET", 14, 14, "deletion", whole=True)
    'Exon 14 skipping'
    """
    if event == "deletion" and (comparable_symbol(gene), first, last) == ("EGFR", 2, 7):
        return "EGFRvIII"
    if first == last:
        return f"Exon {first} {'skipping' if whole and event == 'deletion' else event}"
    return f"Exon {first}-{last} {event}"
