"""VCFs that tests build: header lines and records, joined by tabs."""

from dataclasses import replace

from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_row import Outcome
from intake.vcf import recognise_vcf

CSQ_FIELDS = (
    "Allele|Consequence|SYMBOL|Feature_type|Feature|BIOTYPE|HGVSc|HGVSp|Amino_acids|"
    "Protein_position|CANONICAL|MANE_SELECT|PICK|ALLELE_NUM|SIFT|CADD_PHRED|IMPACT"
)
VEP = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    f'Format: {CSQ_FIELDS}">'
)
SNPEFF = (
    '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: '
    "'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID "
    "| Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length "
    "| CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO' \">"
)
BCSQ = (
    '##INFO=<ID=BCSQ,Number=.,Type=String,Description="Local consequence annotation from '
    "BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change"
    '|dna_change">'
)
VERSION = "##fileformat=VCFv4.2"
COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")


def entry(allele="T", consequence="missense_variant", symbol="BRAF", **fields):
    """Make a CSQ entry of a protein-coding transcript."""
    values = {
        "Allele": allele,
        "Consequence": consequence,
        "SYMBOL": symbol,
        "Feature_type": "Transcript",
        "Feature": "ENST1",
        "BIOTYPE": "protein_coding",
        "HGVSp": "ENSP1.2:p.Val600Glu",
    } | fields
    return "|".join(values.get(name, "") for name in CSQ_FIELDS.split("|"))


def ann(allele="T", consequence="missense_variant", gene="BRAF", change="p.Val600Glu", **fields):
    """Make an ANN entry."""
    kind, feature = fields.get("kind", "transcript"), fields.get("feature", "ENST1.4")
    biotype = fields.get("biotype", "protein_coding")
    parts = (allele, consequence, "HIGH", gene, "ENSG1", kind, feature, biotype, "1/2", "c.1A>T")
    return "|".join((*parts, change, "1/9", "1/9", "1/9", "", ""))


def record(reference="A", alternate="T", info=".", samples=(), **columns):
    """Make a record, with FORMAT and sample columns where there are any."""
    values = (
        columns.get("chromosome", "7"), columns.get("position", "140453136"), ".", reference,
        alternate, ".", columns.get("filter", "PASS"), info, *samples,
    )  # fmt: skip
    return "\t".join(values)


def vcf_text(*records, header=(VEP,), samples=()):
    """Join header lines, the column line and records."""
    names = (*COLUMNS, "FORMAT", *samples) if samples else COLUMNS
    return "\n".join((VERSION, *header, "\t".join(names), *records)) + "\n"


def open_vcf(folder, text, rules=None):
    """Write a VCF and return its reader."""
    path = folder / "sent.vcf"
    path.write_text(text)
    reader = recognise_vcf(read_content(path), rules or AssessmentRules())
    assert reader is not None
    return reader


def vcf_rows(folder, *records, rules=None, **header):
    """Write a VCF of these records and read all its rows."""
    return list(open_vcf(folder, vcf_text(*records, **header), rules).rows())


def only_variant(rows):
    """Return the one variant of the one row, which is assessed."""
    assert [row.outcome for row in rows] == [Outcome.ASSESSED], rows
    assert len(rows[0].variants) == 1
    return replace(rows[0].variants[0], locus=None)
