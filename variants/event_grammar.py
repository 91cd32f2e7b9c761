"""Alterations given in words: ``Amplification``, ``Exon 19 deletion``, ``Promoter Mutations``.

Capitals, plurals, hyphens and underscores do not matter. A word that is not
known makes the text unread: nothing is guessed.

Examples
--------
>>> read_event("Exon 14 Skipping Mutation").exons
ExonEvent(first=14, last=14, event='skipping')
>>> read_event("OVEREXPRESSION").direction.value
'up'
"""

import re

from variants.event_phrases import PHRASES
from variants.named_events import named_event
from variants.variation import ExonEvent, Variation
from variants.variation_type import VariationType as Type

_PLURAL = re.compile(
    r"\b(mutation|insertion|deletion|duplication|amplification|variant|alteration|fusion|exon"
    r"|rearrangement|truncation|frameshift)s\b"
)
_ACRONYM = re.compile(r"\b(?:dna|rna|utr|pest|tkd|sh[23]|b2|[cg][0-9]+[acgt])\b")

_DOMAIN = re.compile(
    r"(?:non )?(?:[\w']+ ){0,4}(?:domain|loop|tkd|motif)"
    r" ?(?P<event>deletion|insertion|missense mutation|missense|mutation|mut|alteration)"
    r"|tkd mutation"
)
_DOMAIN_TRUNCATION = re.compile(
    r"truncating mutation(?: (?:in|upstream of|downstream of|before|after) (?:the )?[\w ]+ domain)"
)
_DOMAIN_TERMS = {"deletion": "inframe_deletion", "insertion": "inframe_insertion"}

_EXON = re.compile(
    r"(?P<rare>rare )?ex(?:on)? ?(?P<first>[0-9]{1,3})(?: ?[–/ ] ?(?P<last>[0-9]{1,3}))?"
    r" ?(?:in ?frame )?"
    r"(?P<event>deletion/insertion|insertion/deletion|deletion|del|insertion|ins|indel|delins"
    r"|skipping|skip|loss|mutation|frameshift|truncation|duplication|dup|overexpression"
    r"|splice site (?:insertion|deletion|mutation)|alteration|variant)(?: mutation| variant)?"
)
_EXON_FIRST = re.compile(r"del(?:etion of exons?)? ?(?P<first>[0-9]{1,3})[ –](?P<last>[0-9]{1,3})")
_EXON_END = re.compile(r"(?P<end>[35])['′’]? exon deletion")
_EXON_EVENTS = {
    "del": "deletion",
    "ins": "insertion",
    "skip": "skipping",
    "loss": "skipping",
    "dup": "duplication",
    "indel": "deletion/insertion",
    "delins": "deletion/insertion",
    "insertion/deletion": "deletion/insertion",
    "alteration": "mutation",
    "variant": "mutation",
}
_EXON_TERMS = {
    "deletion": "inframe_deletion",
    "deletion/insertion": "protein_altering_variant",
    "insertion": "inframe_insertion",
    "duplication": "inframe_insertion",
    "skipping": "exon_loss_variant",
    "frameshift": "frameshift_variant",
    "truncation": "feature_truncation",
    "overexpression": "increased_gene_product_level",
}
"""``Exon 19 deletion`` means residues of exon 19 in this field; several exons are lost whole."""


def read_event(text: str) -> Variation | None:
    """Read an alteration given in words, None where a word is not known.

    Examples
    --------
    >>> read_event("Promoter Mutations").name
    'Promoter mutation'
    >>> read_event("Dahlman et al., 2012") is None
    True
    """
    words = _words(text)
    return _read_exon(words) or _read_phrase(words) or _read_domain(words)


def read_named_event(text: str) -> Variation | None:
    """Read an alteration that has a name of its own, such as ``EGFRvIII``, else None."""
    event = named_event(_words(text))
    return Variation(Type.NAMED_EVENT, event.name, term=event.term) if event else None


def _words(text: str) -> str:
    words = re.sub(r"[\s_‐‑‒–—−-]+", " ", text.casefold()).strip()
    return _PLURAL.sub(r"\1", re.sub(r"\s*/\s*", "/", words)).replace(" ex ", " exon ")


def _sentence(words: str) -> str:
    named = _ACRONYM.sub(lambda found: found[0].upper(), words)
    return named[:1].upper() + named[1:]


def _read_phrase(words: str) -> Variation | None:
    for phrase in PHRASES:
        if phrase.pattern.fullmatch(words):
            name = phrase.name or _sentence(words)
            return Variation(phrase.type, name, direction=phrase.direction, term=phrase.term)
    return None


def _read_exon(words: str) -> Variation | None:
    if match := _EXON_END.fullmatch(words):
        name = f"{match['end']}' exon deletion"
        return Variation(
            Type.EXON_EVENT, name, exons=ExonEvent(None, None, "deletion"), term="exon_loss_variant"
        )
    match = _EXON.fullmatch(words) or _EXON_FIRST.fullmatch(words)
    if match is None:
        return None
    first = int(match["first"])
    last = int(match["last"] or first)
    if not 1 <= first <= last:
        return None
    given = match.groupdict().get("event", "deletion")
    event = _EXON_EVENTS.get(given, given)
    whole = event == "deletion" and last > first
    term = "exon_loss_variant" if whole else _EXON_TERMS.get(event, "exon_variant")
    if event.startswith("splice"):
        term = "splice_site_variant"
    span = f"{first}" if first == last else f"{first}-{last}"
    name = f"Exon {span} {event}"
    if match.groupdict().get("rare"):  # all but the common ones, whichever these are
        name, event = f"Rare exon {span} {event}", f"rare {event}"
    return Variation(Type.EXON_EVENT, name, exons=ExonEvent(first, last, event), term=term)


def _read_domain(words: str) -> Variation | None:
    if _DOMAIN_TRUNCATION.fullmatch(words):
        return Variation(Type.TRUNCATION, _sentence(words))
    match = _DOMAIN.fullmatch(words)
    if match is None:
        return None
    term = _DOMAIN_TERMS.get(match["event"] or "", "")
    if (match["event"] or "").startswith("missense"):
        term = "missense_variant"
    return Variation(Type.DOMAIN_EVENT, _sentence(words), term=term)
