"""Words for consequences in tables, beside the Sequence Ontology's and a MAF's.

Words are compared in small letters without blanks and signs, terms of the ontology
with and without ``variant``. Sources: ANNOVAR,
https://annovar.openbioinformatics.org/en/latest/user-guide/gene/; SnpEff before 4.1,
https://pcingola.github.io/SnpEff/snpeff/inputoutput/.

Examples
--------
>>> table_consequences("nonsynonymous SNV"), table_consequences("Splice donor")
(('missense_variant',), ('splice_donor_variant',))
>>> table_consequences("odd_variant"), table_consequences("SNV")
(('odd_variant',), ())
"""

import re
from functools import lru_cache

from variants.consequence import SEVERITY, read_consequences

WORDS = {
    "nonsynonymous": "missense_variant",
    "nonsynonymoussnv": "missense_variant",
    "nonsynonymouscoding": "missense_variant",
    "synonymoussnv": "synonymous_variant",
    "synonymouscoding": "synonymous_variant",
    "stopgain": "stop_gained",
    "stopgainsnv": "stop_gained",
    "stoploss": "stop_lost",
    "stoplosssnv": "stop_lost",
    "startloss": "start_lost",
    "startgain": "5_prime_UTR_variant",
    "frameshiftinsertion": "frameshift_variant",
    "frameshiftdeletion": "frameshift_variant",
    "frameshiftindel": "frameshift_variant",
    "frameshiftsubstitution": "frameshift_variant",
    "frameshiftblocksubstitution": "frameshift_variant",
    "nonframeshiftinsertion": "inframe_insertion",
    "nonframeshiftdeletion": "inframe_deletion",
    "nonframeshiftindel": "protein_altering_variant",
    "nonframeshiftsubstitution": "protein_altering_variant",
    "nonframeshiftblocksubstitution": "protein_altering_variant",
    "inframe": "protein_altering_variant",
    "inframeindel": "protein_altering_variant",
    "codoninsertion": "inframe_insertion",
    "codondeletion": "inframe_deletion",
    "splicesitedonor": "splice_donor_variant",
    "splicesiteacceptor": "splice_acceptor_variant",
    "splicing": "splice_site_variant",
    "unknown": "coding_sequence_variant",
    "exonic": "coding_sequence_variant",
    "intronic": "intron_variant",
    "intergenicregion": "intergenic_variant",
    "utr3": "3_prime_UTR_variant",
    "3utr": "3_prime_UTR_variant",
    "utr5": "5_prime_UTR_variant",
    "5utr": "5_prime_UTR_variant",
    "upstream": "upstream_gene_variant",
    "downstream": "downstream_gene_variant",
    "ncrnaexonic": "non_coding_transcript_exon_variant",
    "ncrnaintronic": "non_coding_transcript_variant",
    "ncrnasplicing": "non_coding_transcript_variant",
    "ncrnautr3": "non_coding_transcript_variant",
    "ncrnautr5": "non_coding_transcript_variant",
}
"""Words and what the Sequence Ontology calls them.

ANNOVAR's ``exonic`` says no more than that the variant is coding: ``ExonicFunc`` counts before it.
"""

_SPACING = re.compile(r"[\s_'-]+")
_TERMS = frozenset(SEVERITY)


@lru_cache(maxsize=4096)
def table_consequences(text: str) -> tuple[str, ...]:
    """Return the terms that a cell holds; none where all of its words mean something else.

    ``SNV`` or ``pathogenic`` is no consequence: there the protein change decides. A term that ends
    in ``_variant`` and is not known stays.
    """
    found = tuple(_term(word) for word in read_consequences(text))
    known = any(term in _TERMS or term.endswith("_variant") for term in found)
    return found if known else ()


def _term(word: str) -> str:
    return word if word in _TERMS else _BY_KEY.get(_SPACING.sub("", word.casefold()), word)


def _keys(term: str) -> tuple[str, ...]:
    key = _SPACING.sub("", term.casefold())
    return key, key.removesuffix("variant")


_BY_KEY = {key: term for term in reversed(SEVERITY) for key in _keys(term)} | WORDS
