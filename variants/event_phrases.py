"""Alterations in words: which phrase means what.

Phrases are patterns in small letters and the singular, hyphens as spaces.
Sequence Ontology terms are given where the phrase says more than its type.
"""

import re
from typing import NamedTuple

from variants.variation import Direction
from variants.variation_type import VariationType as Type

AS_WRITTEN = ""
"""Name of a phrase that keeps its own words."""

_MUTATION = r"(?: mutation| mut| variant| alteration)?"


class Phrase(NamedTuple):
    """A pattern and what it means; an empty name keeps the words as they are written."""

    pattern: re.Pattern[str]
    type: Type
    name: str
    direction: Direction | None
    term: str


def _phrase(
    *patterns: str,
    means: Type,
    name: str = AS_WRITTEN,
    direction: Direction | None = None,
    term: str = "",
) -> Phrase:
    return Phrase(re.compile("|".join(patterns)), means, name, direction, term)


PHRASES = (
    _phrase(
        r"(?:rare )?(?:mutation|alteration|variant)",
        r"mutated|mutant",
        means=Type.ANY_MUTATION,
        name="Mutation",
    ),
    _phrase(r"non v600", means=Type.ANY_MUTATION, name="Non-V600"),
    _phrase(r"wild ?type|wt", means=Type.WILD_TYPE, name="Wildtype"),
    _phrase(
        rf"truncating{_MUTATION}",
        rf"truncation{_MUTATION}",
        means=Type.TRUNCATION,
        name="Truncating mutation",
    ),
    _phrase(
        rf"c terminal truncation{_MUTATION}",
        means=Type.TRUNCATION,
        name="C-terminal truncation",
    ),
    _phrase(
        r"frame ?shift truncation",
        means=Type.TRUNCATION,
        name="Frameshift truncation",
        term="frameshift_truncation",
    ),
    _phrase(rf"nonsense{_MUTATION}|stop gained", means=Type.NONSENSE, name="Nonsense mutation"),
    _phrase(
        rf"frame ?shift{_MUTATION}",
        means=Type.FRAMESHIFT,
        name="Frameshift mutation",
    ),
    _phrase(
        rf"n terminal frame ?shift{_MUTATION}",
        means=Type.FRAMESHIFT,
        name="N-terminal frameshift mutation",
    ),
    _phrase(rf"missense{_MUTATION}", means=Type.SUBSTITUTION, name="Missense mutation"),
    _phrase(
        rf"splice region{_MUTATION}",
        means=Type.SPLICE,
        name="Splice region mutation",
        term="splice_region_variant",
    ),
    _phrase(
        rf"(?:splice|splicing) site{_MUTATION}",
        means=Type.SPLICE,
        name="Splice site mutation",
        term="splice_site_variant",
    ),
    _phrase(rf"(?:splice|splicing){_MUTATION}", means=Type.SPLICE, name="Splicing mutation"),
    _phrase(
        r"(?:gene |whole gene |homozygous |complete |deep )?deletion|homdel",
        means=Type.GENE_DELETION,
        name="Deletion",
        direction=Direction.DOWN,
    ),
    _phrase(
        r"[35]['′’] deletion",
        means=Type.GENE_DELETION,
        direction=Direction.DOWN,
        term="feature_truncation",
    ),
    _phrase(
        r"(?:gene |high level )?amplification|amplified",
        means=Type.AMPLIFICATION,
        name="Amplification",
        direction=Direction.UP,
    ),
    _phrase(
        r"copy number (?:loss|deletion)",
        means=Type.COPY_NUMBER,
        name="Copy number loss",
        direction=Direction.DOWN,
        term="copy_number_loss",
    ),
    _phrase(
        r"loss",
        means=Type.COPY_NUMBER,
        name="Loss",
        direction=Direction.DOWN,
        term="copy_number_loss",
    ),
    _phrase(
        r"copy number gain|gain",
        means=Type.COPY_NUMBER,
        name="Copy number gain",
        direction=Direction.UP,
        term="copy_number_gain",
    ),
    _phrase(
        r"copy number (?:variation|change|alteration)|cnv",
        means=Type.COPY_NUMBER,
        name="Copy number variation",
    ),
    _phrase(
        r"(?:copy neutral )?(?:loss of heterozygosity|loh)",
        means=Type.COPY_NUMBER,
        name="Loss of heterozygosity",
        term="loss_of_heterozygosity",
    ),
    _phrase(
        r"[0-9xy]+[pq][0-9.]*(?: [0-9.]+)?(?: [0-9.]+mb)? del",
        means=Type.COPY_NUMBER,
        direction=Direction.DOWN,
        term="copy_number_loss",
    ),
    _phrase(
        r"over ?expression",
        r"(?:increased|high) expression",
        means=Type.EXPRESSION,
        name="Overexpression",
        direction=Direction.UP,
        term="increased_gene_product_level",
    ),
    _phrase(
        r"under ?expression",
        r"(?:decreased|low|reduced)(?: peri therapeutic)? expression",
        r"loss of (?:nuclear )?(?:protein )?expression",
        means=Type.EXPRESSION,
        name="Underexpression",
        direction=Direction.DOWN,
        term="decreased_gene_product_level",
    ),
    _phrase(
        r"(?:(?:nuclear|cytoplasmic|isoform|protein|p16|cd44s|cd44v6) )?expression",
        r"serum levels?",
        means=Type.EXPRESSION,
    ),
    _phrase(
        r"promoter (?:demethylation|hypo ?methylation)",
        means=Type.METHYLATION,
        name="Promoter hypomethylation",
        direction=Direction.DOWN,
    ),
    _phrase(
        r"demethylation|hypo ?methylation",
        means=Type.METHYLATION,
        name="Hypomethylation",
        direction=Direction.DOWN,
    ),
    _phrase(
        r"promoter (?:hyper ?)?methylation",
        means=Type.METHYLATION,
        name="Promoter hypermethylation",
        direction=Direction.UP,
    ),
    _phrase(
        r"(?:hyper ?)?methylation",
        means=Type.METHYLATION,
        name="Hypermethylation",
        direction=Direction.UP,
    ),
    _phrase(
        r"epigenetic silencing",
        means=Type.METHYLATION,
        name="Epigenetic silencing",
        direction=Direction.UP,
    ),
    _phrase(
        rf"(?:tert )?promoter{_MUTATION}",
        means=Type.PROMOTER,
        name="Promoter mutation",
    ),
    _phrase(r"[cg][0-9]+[acgt] promoter mutation", means=Type.PROMOTER),
    _phrase(
        r"(?:[a-z][0-9]+ )?(?:phosphorylation|ubiquitination|acetylation)",
        means=Type.MODIFICATION,
    ),
    _phrase(
        r"(?:nuclear|cytoplasmic) (?:translocation|(?:mis)?locali[sz]ation)",
        means=Type.LOCALISATION,
    ),
    _phrase(
        rf"(?:gain of function|activating|oncogenic){_MUTATION}",
        means=Type.GAIN_OF_FUNCTION,
        name="Gain-of-function",
    ),
    _phrase(
        rf"(?:loss of function|inactivating|deleterious){_MUTATION}",
        r"(?:biallelic )?inactivation",
        r"null(?: \([\w &]*deletion[\w &]*\))?",
        means=Type.LOSS_OF_FUNCTION,
        name="Loss-of-function",
    ),
    _phrase(
        r"[35]['′’]? ?(?:utr|untranslated region)(?: polymorphism)?" + _MUTATION,
        r"5['′’] tandem repeat",
        means=Type.UNTRANSLATED_REGION,
    ),
    _phrase(r"(?:deletion )?polymorphisms?", means=Type.POLYMORPHISM),
    _phrase(
        rf"intron [0-9]+{_MUTATION}",
        r"intronic (?:deletion|insertion|mutation|variant)",
        means=Type.INTRON_EVENT,
    ),
    _phrase(
        r"(?:splice variant|isoform) \w+",
        r"(?:\w+ )?alternative transcripts?",
        means=Type.NAMED_EVENT,
        term="alternatively_spliced_transcript",
    ),
)
"""In the order in which they are tried."""
