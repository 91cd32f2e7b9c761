"""One variant of a patient, from the tumour or inherited."""

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a variant was found: in the tumour only, or inherited."""

    SOMATIC = "somatic"
    GERMLINE = "germline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GenomeRecord:
    """Where a variant stands in the genome, as a VCF file has it.

    Parameters
    ----------
    assembly : str
        Such as ``hg38``.
    chrom : str
    position : int
        1-based.
    reference, alternate : str
    """

    assembly: str
    chrom: str
    position: int
    reference: str
    alternate: str


@dataclass(frozen=True, slots=True)
class CaseVariant:
    """One variant.

    Parameters
    ----------
    gene : str
        Symbol as given; empty for a change of more than a gene.
    variation : str
        Any spelling, such as ``L858R``, ``Amplification`` or ``c.1799T>A``.
    origin : Origin
    hgvs_c, hgvs_p, hgvs_g : str
        With or without a reference sequence.
    zygosity : str
        ``heterozygous``, ``homozygous``, ``hemizygous``, or a GENO id with its name.
    pathogenicity : str
        Class of ACMG, PMID 25741868: ``pathogenic`` to ``benign``; empty where not given.
    allele_fraction : float, optional
        From 0 to 1.
    gene_id : str
        Such as ``HGNC:2567``.
    genome : GenomeRecord, optional
    structural_type : str
        Id of the Sequence Ontology with its name, such as ``SO:1000029 chromosomal_deletion``.
    id, label : str
        As a phenopacket has them.
    expressions : tuple of str
        Other descriptions, each after its syntax: ``spdi NC_000001.11:1:A:G``.
    diagnosis : str
        Id of the diagnosis that it was interpreted for.
    status : str
        What it is to that diagnosis: ``causative``, ``contributory``, ``candidate``,
        ``rejected`` or empty.
    """

    gene: str
    variation: str
    origin: Origin = Origin.UNKNOWN
    hgvs_c: str = ""
    hgvs_p: str = ""
    zygosity: str = ""
    pathogenicity: str = ""
    allele_fraction: float | None = None
    hgvs_g: str = ""
    gene_id: str = ""
    genome: GenomeRecord | None = None
    structural_type: str = ""
    id: str = ""
    label: str = ""
    expressions: tuple[str, ...] = ()
    diagnosis: str = ""
    status: str = ""
