"""Consequences of a variant: Sequence Ontology terms, their order, and a MAF's words for them.

Sources: https://www.ensembl.org/info/genome/variation/prediction/predicted_data.html;
``Variant_Classification`` as in https://docs.gdc.cancer.gov/Data/File_Formats/MAF_Format/ and in
maf2maf, https://github.com/mskcc/vcf2maf.

Examples
--------
>>> most_severe(["intron_variant", "splice_donor_variant"])
'splice_donor_variant'
>>> read_consequences("splice_region_variant,intron_variant")
('splice_region_variant', 'intron_variant')
>>> read_consequences("Missense_Mutation")
('missense_variant',)
"""

import re
from collections.abc import Iterable

SEVERITY = (
    "transcript_ablation", "gene_fusion", "splice_acceptor_variant", "splice_donor_variant",
    "splice_site_variant", "stop_gained",
    "frameshift_variant", "stop_lost", "start_lost", "initiator_codon_variant",
    "transcript_amplification", "feature_elongation", "feature_truncation", "inframe_insertion",
    "inframe_deletion", "missense_variant", "protein_altering_variant",
    "splice_donor_5th_base_variant", "splice_region_variant", "splice_donor_region_variant",
    "splice_polypyrimidine_tract_variant", "incomplete_terminal_codon_variant",
    "start_retained_variant", "stop_retained_variant", "synonymous_variant",
    "coding_sequence_variant", "mature_miRNA_variant", "5_prime_UTR_variant",
    "3_prime_UTR_variant", "non_coding_transcript_exon_variant", "non_coding_exon_variant",
    "intron_variant", "NMD_transcript_variant", "non_coding_transcript_variant",
    "nc_transcript_variant", "coding_transcript_variant", "upstream_gene_variant",
    "downstream_gene_variant", "TFBS_ablation", "TFBS_amplification", "TF_binding_site_variant",
    "regulatory_region_ablation", "regulatory_region_amplification",
    "regulatory_region_variant", "intergenic_variant", "sequence_variant",
)  # fmt: skip
"""Sequence Ontology terms, the most severe first; old terms stand after their successors.

``splice_site_variant`` stands for a MAF's ``Splice_Site``, which does not tell donor from acceptor.
"""

_RANK = {term: rank for rank, term in enumerate(SEVERITY)}

MAF_TERMS = {
    "Missense_Mutation": "missense_variant",
    "Missense": "missense_variant",
    "Nonsense_Mutation": "stop_gained",
    "Nonsense": "stop_gained",
    "Nonstop_Mutation": "stop_lost",
    "Read-through": "stop_lost",
    "Frame_Shift_Del": "frameshift_variant",
    "Frame_Shift_Ins": "frameshift_variant",
    "Frameshift": "frameshift_variant",
    "In_Frame_Del": "inframe_deletion",
    "In_Frame_Ins": "inframe_insertion",
    "Translation_Start_Site": "start_lost",
    "Start_Codon_SNP": "start_lost",
    "Start_Codon_Del": "start_lost",
    "Start_Codon_Ins": "start_lost",
    "De_novo_Start_InFrame": "5_prime_UTR_variant",
    "De_novo_Start_OutOfFrame": "5_prime_UTR_variant",
    "Stop_Codon_Del": "stop_lost",
    "Stop_Codon_Ins": "stop_lost",
    "Splice_Site": "splice_site_variant",
    "Splice_Region": "splice_region_variant",
    "Silent": "synonymous_variant",
    "Synonymous": "synonymous_variant",
    "Intron": "intron_variant",
    "5'UTR": "5_prime_UTR_variant",
    "3'UTR": "3_prime_UTR_variant",
    "5'Flank": "upstream_gene_variant",
    "3'Flank": "downstream_gene_variant",
    "IGR": "intergenic_variant",
    "RNA": "non_coding_transcript_exon_variant",
    "lincRNA": "non_coding_transcript_exon_variant",
    "Targeted_Region": "sequence_variant",
    "Amplification": "transcript_amplification",
    "Fusion": "gene_fusion",
}
"""A MAF's ``Variant_Classification`` and the term that says the same."""

MEANINGS = {
    "splice_region_variant": "near a splice site",
    "splice_donor_5th_base_variant": "near a splice site",
    "splice_donor_region_variant": "near a splice site",
    "splice_polypyrimidine_tract_variant": "near a splice site",
    "incomplete_terminal_codon_variant": "in an incomplete last codon",
    "start_retained_variant": "synonymous",
    "stop_retained_variant": "synonymous",
    "synonymous_variant": "synonymous",
    "coding_sequence_variant": "coding, effect on the protein not known",
    "mature_miRNA_variant": "in a microRNA",
    "5_prime_UTR_variant": "in the 5' untranslated region",
    "3_prime_UTR_variant": "in the 3' untranslated region",
    "non_coding_transcript_exon_variant": "in a non-coding transcript",
    "non_coding_exon_variant": "in a non-coding transcript",
    "intron_variant": "intronic",
    "NMD_transcript_variant": "in a transcript that decays",
    "non_coding_transcript_variant": "in a non-coding transcript",
    "nc_transcript_variant": "in a non-coding transcript",
    "coding_transcript_variant": "coding, effect on the protein not known",
    "upstream_gene_variant": "upstream of the gene",
    "downstream_gene_variant": "downstream of the gene",
    "TFBS_ablation": "regulatory",
    "TFBS_amplification": "regulatory",
    "TF_binding_site_variant": "regulatory",
    "regulatory_region_ablation": "regulatory",
    "regulatory_region_amplification": "regulatory",
    "regulatory_region_variant": "regulatory",
    "intergenic_variant": "intergenic",
    "sequence_variant": "consequence not known",
}
"""What is said of a term that is not assessed by default."""

_SPLIT = re.compile(r"[,&;|]\s*")
_MAF_TERMS = {name.casefold(): term for name, term in MAF_TERMS.items()}
_TERMS = {term.casefold(): term for term in SEVERITY}


def read_consequences(text: str) -> tuple[str, ...]:
    """Return the terms that a consequence column holds, a MAF's words translated.

    What is no known word is returned as it stands, in lower case with ``_`` for blanks.
    """
    found = []
    for part in _SPLIT.split(text.strip()):
        key = part.strip().casefold().replace(" ", "_")
        if key:
            found.append(_TERMS.get(key) or _MAF_TERMS.get(key) or key)
    return tuple(found)


def most_severe(terms: Iterable[str]) -> str:
    """Return the worst of several consequences, the first of equals; empty where there is none.

    An unknown term is the least severe.
    """
    return min(terms, key=severity_rank, default="")


def severity_rank(term: str) -> int:
    """Return 0 for the most severe term; unknown ones share the last rank."""
    return _RANK.get(term, len(SEVERITY))
