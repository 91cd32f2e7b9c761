"""Small files of every kind that laboratories send, each with BRAF V600E or a change of ERBB2."""

import gzip

from openpyxl import Workbook

MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
    "TP53\tp.R175H\tMissense_Mutation\tT2\n"
    "KIT\tp.\tSilent\tT2\n"
)
CSQ = (
    "T|missense_variant|BRAF|Transcript|ENST00000288602|protein_coding|ENST00000288602.6:c.1799T>A"
    "|ENSP00000288602.6:p.Val600Glu"
)
VCF = (
    "##fileformat=VCFv4.2\n"
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    'Format: Allele|Consequence|SYMBOL|Feature_type|Feature|BIOTYPE|HGVSc|HGVSp">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    f"7\t140453136\t.\tA\tT\t.\tPASS\tCSQ={CSQ}\n"
)
CSV = "gene,protein change,sample\nBRAF,p.V600E,T1\n"
LIST = "BRAF p.V600E\nERBB2 Amplification\n"
COPY_NUMBERS = "Hugo_Symbol\tEntrez_Gene_Id\tT1\tT2\nERBB2\t2064\t2\t0\nPTEN\t5728\t0\t-2\n"


def write_files(folder):
    """Write one file of each kind; return name and a variant of each."""
    book = Workbook()
    for row in (("gene", "protein change", "sample"), ("BRAF", "p.V600E", "T1")):
        book.active.append(row)
    book.save(folder / "cohort.xlsx")
    texts = {
        "tumours.maf": MAF, "exome.vcf": VCF, "panel.csv": CSV, "list.txt": LIST,
        "copies.txt": COPY_NUMBERS,
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "tumours.maf.gz").write_bytes(gzip.compress(MAF.encode()))
    of_braf = ("tumours.maf", "exome.vcf", "panel.csv", "list.txt", "cohort.xlsx", "tumours.maf.gz")
    return dict.fromkeys(of_braf, "BRAF V600E") | {"copies.txt": "ERBB2 Amplification"}
