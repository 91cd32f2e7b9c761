"""ANNOVAR's words for consequences and its lists of changes, one transcript after another.

Source: https://annovar.openbioinformatics.org/en/latest/user-guide/gene/

Examples
--------
>>> first_change("BRAF:NM_004333:exon15:c.T1799A:p.V600E,BRAF:NM_9:exon1:c.T9A:p.V3E", "BRAF")
AnnovarChange(transcript='NM_004333', hgvs_c='c.1799T>A', hgvs_p='p.V600E')
"""

import re
from dataclasses import dataclass

TERMS = {
    "nonsynonymous_snv": "missense_variant",
    "synonymous_snv": "synonymous_variant",
    "stopgain": "stop_gained",
    "stopgain_snv": "stop_gained",
    "stoploss": "stop_lost",
    "stoploss_snv": "stop_lost",
    "startloss": "start_lost",
    "startgain": "5_prime_UTR_variant",
    "frameshift_insertion": "frameshift_variant",
    "frameshift_deletion": "frameshift_variant",
    "frameshift_substitution": "frameshift_variant",
    "frameshift_block_substitution": "frameshift_variant",
    "nonframeshift_insertion": "inframe_insertion",
    "nonframeshift_deletion": "inframe_deletion",
    "nonframeshift_substitution": "protein_altering_variant",
    "nonframeshift_block_substitution": "protein_altering_variant",
    "unknown": "coding_sequence_variant",
    "exonic": "coding_sequence_variant",
    "splicing": "splice_site_variant",
    "intronic": "intron_variant",
    "utr3": "3_prime_UTR_variant",
    "utr5": "5_prime_UTR_variant",
    "upstream": "upstream_gene_variant",
    "downstream": "downstream_gene_variant",
    "intergenic": "intergenic_variant",
    "ncrna_exonic": "non_coding_transcript_exon_variant",
    "ncrna_intronic": "non_coding_transcript_variant",
    "ncrna_splicing": "non_coding_transcript_variant",
    "ncrna_utr3": "non_coding_transcript_variant",
    "ncrna_utr5": "non_coding_transcript_variant",
}
"""Of ``ExonicFunc`` and ``Func``, in small letters with ``_`` for blanks; what SO calls them.

``exonic`` says no more than that the variant is coding: ``ExonicFunc`` counts before it.
"""

_CHANGE = re.compile(
    r"(?:^|[,;])(?:(?P<gene>[^:,;]+):)??(?P<transcript>[NX][MR]_[\w.]+|ENST[\w.]+|uc\w+\.\d+)"
    r":(?:exon|wholegene)\d*(?::(?P<c>c\.[^:,;]+))?(?::(?P<p>p\.[^:,;]+))?"
)
_SUBSTITUTION = re.compile(r"c\.([ACGT])(\d+)([ACGT])")


@dataclass(frozen=True, slots=True)
class AnnovarChange:
    """What one entry of a list says; empty where it does not."""

    transcript: str
    hgvs_c: str
    hgvs_p: str


def first_change(text: str, gene: str = "") -> AnnovarChange | None:
    """Return the first entry of a gene, else the first; None where the text is no such list.

    ANNOVAR's ``c.T1799A`` is written as HGVS has it.
    """
    found = list(_CHANGE.finditer(text))
    if not found:
        return None
    entry = next((match for match in found if match["gene"] == gene), found[0])
    coding = _SUBSTITUTION.sub(r"c.\2\1>\3", entry["c"] or "")
    return AnnovarChange(entry["transcript"], coding, entry["p"] or "")
