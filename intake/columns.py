"""Columns of the tables that laboratories send, and the names that they go by.

Names are compared without regard to capitals, blanks, underscores, dots and dashes. Of several
columns of one kind the first named here counts, and where it is empty the next.

Sources: MAF, https://docs.gdc.cancer.gov/Data/File_Formats/MAF_Format/; cBioPortal,
https://docs.cbioportal.org/file-formats/; VEP,
https://www.ensembl.org/info/docs/tools/vep/vep_formats.html; ANNOVAR,
https://annovar.openbioinformatics.org; COSMIC's and Oncotator's tables.

Examples
--------
>>> found = find_columns(("Sample ID", "HUGO_symbol", "HGVSp", "hgvsp-short"))
>>> found.value(Column.PROTEIN, ["S1", "BRAF", "p.Val600Glu", "p.V600E"])
'p.V600E'
>>> found.value(Column.PROTEIN, ["S1", "BRAF", "p.Val600Glu", "."])
'p.Val600Glu'
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """What a column holds, in words."""

    GENE = "gene"
    PROTEIN = "protein change"
    VARIATION = "variation"
    CODING = "coding change"
    CONSEQUENCE = "consequence"
    TRANSCRIPT = "transcript"
    MANE = "MANE transcript"
    CANONICAL = "canonical transcript"
    SAMPLE = "sample"
    FILTER = "filter"
    BUILD = "genome build"
    CHROMOSOME = "chromosome"
    POSITION = "position"
    REFERENCE = "reference allele"
    ALTERNATE = "alternate allele"
    REFERENCE_READS = "reference reads"
    ALTERNATE_READS = "alternate reads"
    DEPTH = "depth"
    FRACTION = "allele fraction"


NAMES: dict[Column, tuple[str, ...]] = {
    Column.GENE: (
        "Hugo_Symbol", "SYMBOL", "Gene_Symbol", "HGNC_Symbol", "Gene_Name", "Gene.refGene",
        "Gene.ensGene", "Gene.knownGene", "Gene", "Genes",
    ),
    Column.PROTEIN: (
        "HGVSp_Short", "HGVSp", "HGVS_p", "HGVS.p", "Protein_Change", "p.", "Amino_Acid_Change",
        "AA_Change", "AAChange.refGene", "AAChange.ensGene", "AAChange.knownGene", "Mutation_AA",
        "AA_Mutation", "HGVS_Protein", "Protein_Variant", "Protein",
    ),
    Column.VARIATION: (
        "Variation", "Variant", "Alteration", "Mutation", "Variant_Name", "Gene_Variant",
    ),
    Column.CODING: (
        "HGVSc", "HGVS_c", "c.", "cDNA_Change", "Coding_Change", "CDS_Mutation", "Mutation_CDS",
        "HGVS_Coding", "CDS_Change", "Nucleotide_Change", "cDNA", "GeneDetail.refGene",
        "GeneDetail.ensGene", "GeneDetail.knownGene",
    ),
    Column.CONSEQUENCE: (
        "Consequence", "One_Consequence", "Consequences", "Variant_Classification",
        "Mutation_Type", "Annotation", "Effect", "Variant_Effect", "ExonicFunc.refGene",
        "ExonicFunc.ensGene", "ExonicFunc.knownGene", "ExonicFunc", "Func.refGene",
        "Func.ensGene", "Func.knownGene", "Func",
    ),
    Column.TRANSCRIPT: (
        "Transcript_ID", "Feature", "Feature_ID", "Transcript", "i_transcript_name",
        "Annotation_Transcript", "RefSeq", "Accession_Number",
    ),
    Column.MANE: ("MANE_SELECT", "MANE"),
    Column.CANONICAL: ("CANONICAL", "Is_Canonical"),
    Column.SAMPLE: (
        "Tumor_Sample_Barcode", "Sample_ID", "Sample", "Sample_Name", "Sample_Barcode",
        "Tumor_Sample", "Tumor_Sample_ID", "Tumour_Sample", "Patient_ID", "Patient",
    ),
    Column.FILTER: ("FILTER", "Filters"),
    Column.BUILD: (
        "NCBI_Build", "Genome_Build", "Build", "Genome", "Assembly", "Reference_Genome",
    ),
    Column.CHROMOSOME: ("Chromosome", "Chrom", "Chr", "#CHROM"),
    Column.POSITION: (
        "Start_Position", "Start", "POS", "Start_Pos", "Position", "Genomic_Position",
    ),
    Column.REFERENCE: ("Reference_Allele", "REF", "Ref_Allele", "Reference"),
    Column.ALTERNATE: (
        "Tumor_Seq_Allele2", "Tumor_Seq_Allele1", "ALT", "Alternate_Allele", "Alt_Allele",
        "Variant_Allele", "Alternate",
    ),
    Column.REFERENCE_READS: ("t_ref_count", "Tumor_Ref_Count", "Ref_Count", "Ref_Reads"),
    Column.ALTERNATE_READS: ("t_alt_count", "Tumor_Alt_Count", "Alt_Count", "Alt_Reads"),
    Column.DEPTH: ("t_depth", "Tumor_Depth", "Depth", "DP", "Coverage"),
    Column.FRACTION: (
        "VAF", "t_vaf", "Tumor_VAF", "i_TumorVAF_WU", "Variant_Allele_Frequency",
        "Variant_Allele_Fraction", "Allele_Frequency", "Allele_Fraction", "Mutant_Allele_Frequency",
        "tumor_f", "i_tumor_f", "VAF_%", "VAF (%)", "VAF_Percent", "VAF_Pct", "AF",
    ),
}  # fmt: skip
"""The usual names of each column, in the order in which they count.

``Alteration`` and ``Mutation`` hold any spelling, a change of the protein among them.
"""

CHANGES = (Column.PROTEIN, Column.VARIATION, Column.CODING, Column.CONSEQUENCE)
"""Columns that say what happened to the gene; a table of variants has one of them."""

ANNOTATIONS = (
    "SIFT", "PolyPhen", "IMPACT", "CADD_PHRED", "CADD_RAW", "REVEL", "gnomAD_AF", "gnomADe_AF",
    "gnomADg_AF", "ExAC_AF", "MAX_AF", "am_class", "am_pathogenicity", "LoFtool", "BLOSUM62",
    "SIFT_score", "SIFT_pred", "Polyphen2_HDIV_score", "Polyphen2_HDIV_pred",
    "Polyphen2_HVAR_score", "Polyphen2_HVAR_pred", "LRT_score", "LRT_pred",
    "MutationTaster_score", "MutationTaster_pred", "MutationAssessor_score",
    "MutationAssessor_pred", "FATHMM_score", "FATHMM_pred", "VEST3_score", "VEST4_score",
    "MetaSVM_score", "MetaLR_score", "GERP++_RS",
)  # fmt: skip
"""In-silico annotations that are passed on, by VEP's field names."""

MISSING = frozenset({"", ".", "-", "--", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"})
"""Cells that hold nothing."""

_POPULATION_COLUMNS = frozenset(
    {"afraf", "amraf", "easaf", "euraf", "afpopmax", "afmale", "afrmaf"}
)
"""Beside these ``AF`` is the frequency in a population, not the share of reads."""

_SPACING = re.compile(r"[\s_.‐‑‒–—−-]+")
_WITH_DOT = frozenset({"p.", "c."})
"""Names that are more than a letter by their dot only: ``P`` is as often a probability."""


@dataclass(frozen=True)
class Columns:
    """Which column stands where.

    Parameters
    ----------
    header : tuple of str
    places : dict
        By what they hold, the places of columns in the order in which they count.
    annotations : tuple of (str, int)
        VEP's field names and where they stand.
    repeated : tuple of str
        Names of columns that are read and stand more than once; the first counts.
    """

    header: tuple[str, ...]
    places: dict[Column, tuple[int, ...]]
    annotations: tuple[tuple[str, int], ...]
    repeated: tuple[str, ...]

    def __contains__(self, column: Column) -> bool:
        """Tell whether the table has a column."""
        return column in self.places

    def value(self, column: Column, cells: Sequence[str]) -> str:
        """Return the first cell of this kind that holds something, stripped; else empty."""
        for place in self.places.get(column, ()):
            text = cells[place].strip()
            if text not in MISSING:
                return text
        return ""

    def values(self, column: Column, cells: Sequence[str]) -> list[str]:
        """Return all cells of this kind as they stand, stripped."""
        return [cells[place].strip() for place in self.places.get(column, ())]

    @staticmethod
    def holds(text: str) -> bool:
        """Tell whether a stripped cell holds something."""
        return text not in MISSING

    def names(self, column: Column) -> tuple[str, ...]:
        """Return the header's own names of the columns of this kind."""
        return tuple(self.header[place] for place in self.places.get(column, ()))

    def without(self, column: Column, place: int) -> "Columns":
        """Return a copy that does not read a column."""
        places = dict(self.places)
        left = tuple(other for other in places.pop(column) if other != place)
        if left:
            places[column] = left
        return Columns(self.header, places, self.annotations, self.repeated)

    @property
    def has_change(self) -> bool:
        """Whether a column says what happened to the gene."""
        return any(column in self.places for column in CHANGES)

    @property
    def read(self) -> frozenset[int]:
        """Places of all columns that are read."""
        found = {place for places in self.places.values() for place in places}
        return frozenset(found | {place for _, place in self.annotations})


def column_key(name: str) -> str:
    """Write a column's name for comparison.

    Examples
    --------
    >>> column_key(" Hugo_Symbol"), column_key("hugo symbol"), column_key("P.")
    ('hugosymbol', 'hugosymbol', 'p.')
    """
    text = name.strip().casefold()
    return text if text in _WITH_DOT else _SPACING.sub("", text)


def find_columns(header: Sequence[str]) -> Columns:
    """Find the columns that are known; any header is accepted.

    Examples
    --------
    >>> find_columns(("ID", "Gene", "Variation", "Class")).names(Column.VARIATION)
    ('Variation',)
    """
    at: dict[str, int] = {}
    twice: dict[str, int] = {}
    for place, name in enumerate(header):
        key = column_key(name)
        if key in at:
            twice.setdefault(key, place)
        at.setdefault(key, place)
    if _POPULATION_COLUMNS.intersection(at):
        at.pop("af", None)
    places = {
        column: tuple(dict.fromkeys(at[key] for key in keys if key in at))
        for column, keys in _KEYS.items()
        if any(key in at for key in keys)
    }
    annotations = tuple((name, at[key]) for key, name in _ANNOTATION_KEYS.items() if key in at)
    known = _ANNOTATION_KEYS.keys() | {key for keys in _KEYS.values() for key in keys}
    repeated = tuple(header[at[key]].strip() for key in twice if key in known and key in at)
    return Columns(tuple(name.strip() for name in header), places, annotations, repeated)


_KEYS = {column: tuple(map(column_key, names)) for column, names in NAMES.items()}
_ANNOTATION_KEYS = {column_key(name): name for name in ANNOTATIONS}
