"""What sort of change a variation is, and the Sequence Ontology's word for it.

Source: Sequence Ontology, http://www.sequenceontology.org; HGVS, https://hgvs-nomenclature.org
"""

from enum import StrEnum


class VariationType(StrEnum):
    """The closed list of sorts, in the words of HGVS and the field."""

    SUBSTITUTION = "substitution"
    NONSENSE = "nonsense"
    FRAMESHIFT = "frameshift"
    DELETION = "deletion"
    INSERTION = "insertion"
    DELINS = "delins"
    DUPLICATION = "duplication"
    EXTENSION = "extension"
    START_LOST = "start_lost"
    SYNONYMOUS = "synonymous"
    NO_PROTEIN = "no_protein"
    UNKNOWN_EFFECT = "unknown_effect"
    SPLICE = "splice"
    FUSION = "fusion"
    REARRANGEMENT = "rearrangement"
    EXON_EVENT = "exon_event"
    INTRON_EVENT = "intron_event"
    UNTRANSLATED_REGION = "untranslated_region"
    DOMAIN_EVENT = "domain_event"
    TRUNCATION = "truncation"
    GENE_DELETION = "gene_deletion"
    AMPLIFICATION = "amplification"
    COPY_NUMBER = "copy_number"
    EXPRESSION = "expression"
    PROMOTER = "promoter"
    METHYLATION = "methylation"
    MODIFICATION = "modification"
    LOCALISATION = "localisation"
    POSITION = "position"
    WILD_TYPE = "wild_type"
    NAMED_EVENT = "named_event"
    POLYMORPHISM = "polymorphism"
    NUCLEOTIDE_CHANGE = "nucleotide_change"
    GAIN_OF_FUNCTION = "gain_of_function"
    LOSS_OF_FUNCTION = "loss_of_function"
    ANY_MUTATION = "any_mutation"
    COMBINATION = "combination"


DESCRIPTIONS = {
    VariationType.SUBSTITUTION: "one residue for another: V600E",
    VariationType.NONSENSE: "a residue becomes a stop: W802*",
    VariationType.FRAMESHIFT: "another reading frame: R177Pfs*126",
    VariationType.DELETION: "residues lost in frame: E746_A750del",
    VariationType.INSERTION: "residues gained in frame: D770_N771insNPG",
    VariationType.DELINS: "residues replaced by others: L747_P753delinsS",
    VariationType.DUPLICATION: "residues repeated: Y772_A775dup",
    VariationType.EXTENSION: "the protein runs on beyond an end: *214Cext*?",
    VariationType.START_LOST: "the start codon is lost: M1?",
    VariationType.SYNONYMOUS: "no change of the protein: V600=",
    VariationType.NO_PROTEIN: "no protein is made: p.0",
    VariationType.UNKNOWN_EFFECT: "effect on the protein not known: p.?",
    VariationType.SPLICE: "a splice site: X1007_splice",
    VariationType.FUSION: "two genes joined: EML4-ALK Fusion",
    VariationType.REARRANGEMENT: "a break in the gene, partner not said: Rearrangement",
    VariationType.EXON_EVENT: "an exon: Exon 19 deletion",
    VariationType.INTRON_EVENT: "an intron: Intron 6 Mutation",
    VariationType.UNTRANSLATED_REGION: "an untranslated region: 3' UTR Polymorphism",
    VariationType.DOMAIN_EVENT: "a protein domain: Kinase Domain Mutation",
    VariationType.TRUNCATION: "a shortened protein: Truncating Mutations, 256_286trunc",
    VariationType.GENE_DELETION: "the gene, or most of it, is lost: Deletion",
    VariationType.AMPLIFICATION: "more copies of the gene: Amplification",
    VariationType.COPY_NUMBER: "copies lost or changed: Copy Number Loss, LOH",
    VariationType.EXPRESSION: "how much is made: Overexpression",
    VariationType.PROMOTER: "the promoter: Promoter Mutations",
    VariationType.METHYLATION: "methylation: Promoter Hypermethylation",
    VariationType.MODIFICATION: "a modified protein: S473 Phosphorylation",
    VariationType.LOCALISATION: "where the protein is: Nuclear Translocation",
    VariationType.POSITION: "any change of a residue or codon: G12, V600",
    VariationType.WILD_TYPE: "no alteration: Wildtype",
    VariationType.NAMED_EVENT: "known by its own name: EGFRvIII, ITD, EGFR-KDD, AR-V7",
    VariationType.POLYMORPHISM: "an rs number, star allele or polymorphism: UGT1A1*28",
    VariationType.NUCLEOTIDE_CHANGE: "given by its nucleotides alone: c.1396C>T",
    VariationType.GAIN_OF_FUNCTION: "any change that activates: Activating Mutation",
    VariationType.LOSS_OF_FUNCTION: "any change that inactivates: Inactivating Mutation",
    VariationType.ANY_MUTATION: "any mutation of the gene: Mutation",
    VariationType.COMBINATION: "several at once: V600E + V600M",
}
"""What each type means, with an example of its spelling."""

CONSEQUENCES = {
    VariationType.SUBSTITUTION: "missense_variant",
    VariationType.NONSENSE: "stop_gained",
    VariationType.FRAMESHIFT: "frameshift_variant",
    VariationType.DELETION: "inframe_deletion",
    VariationType.INSERTION: "inframe_insertion",
    VariationType.DELINS: "protein_altering_variant",
    VariationType.DUPLICATION: "inframe_insertion",
    VariationType.EXTENSION: "stop_lost",
    VariationType.START_LOST: "start_lost",
    VariationType.SYNONYMOUS: "synonymous_variant",
    VariationType.SPLICE: "splicing_variant",
    VariationType.FUSION: "gene_fusion",
    VariationType.EXON_EVENT: "exon_variant",
    VariationType.INTRON_EVENT: "intron_variant",
    VariationType.UNTRANSLATED_REGION: "UTR_variant",
    VariationType.DOMAIN_EVENT: "protein_altering_variant",
    VariationType.TRUNCATION: "feature_truncation",
    VariationType.GENE_DELETION: "transcript_ablation",
    VariationType.AMPLIFICATION: "transcript_amplification",
    VariationType.COPY_NUMBER: "copy_number_change",
    VariationType.EXPRESSION: "altered_gene_product_level",
    VariationType.PROMOTER: "regulatory_region_variant",
    VariationType.POSITION: "protein_altering_variant",
    VariationType.WILD_TYPE: "wild_type",
    VariationType.POLYMORPHISM: "polymorphic_sequence_variant",
    VariationType.GAIN_OF_FUNCTION: "gain_of_function_variant",
    VariationType.LOSS_OF_FUNCTION: "loss_of_function_variant",
}
"""Sequence Ontology term of each type that has one; a spelling may say more and then has its own.

``delins`` has VEP's term, which does not depend on how many residues come and go.
``splice`` has the term above splice site and splice region: ``X1007_splice`` is either.
A wild type, a polymorphism and an amount of product are described, not changed, by theirs.
"""
