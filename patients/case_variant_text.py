"""Variants as people write them: ``EGFR L858R``, ``BRAF c.1799T>A p.Val600Glu``, ``EML4::ALK``.

Examples
--------
>>> parse_variant_text("EGFR L858R")
('EGFR', {'variation': 'L858R'})
>>> parse_variant_text("BRAF:p.V600E"), parse_variant_text("EML4-ALK fusion")
(('BRAF', {'hgvs_p': 'p.V600E'}), ('ALK', {'variation': 'EML4-ALK fusion'}))
>>> spelt_variation("NP_004324.2:p.(Val600Glu)", "NM_004333.6:c.1799T>A")
'V600E'
"""

import re

from patients.case_faults import FieldError, shown
from patients.case_variant import GenomeRecord
from variants.fusion_grammar import read_fusion
from variants.gene_roles import GeneRole, role_of
from variants.variation_grammar import VariationError, parse_variation

_GENE = re.compile(r"(?P<gene>[A-Za-z][\w.@-]*)[\s:]+(?P<change>\S.*)")
_CODING = re.compile(r"(?<!\S)\(?((?:[\w.]+(?:\(\w+\))?:)?[cn]\.[^\s()]+)\)?")
_PROTEIN = re.compile(r"(?<!\S)\(?((?:[\w.]+:)?p\.(?:\([^\s()]+\)|[^\s()]+))\)?")
_TWO = 2
_RECORD = re.compile(
    r"(?P<assembly>\S+)\s+(?P<chrom>[^\s:]+)[\s:]+(?P<position>\d{1,10})[\s:]+"
    r"(?P<reference>\S+?)[\s>]+(?P<alternate>\S+)"
)
_PLAIN_UNKNOWN = re.compile(r"p\.\(?\?\)?")


def parse_variant_text(text: str) -> tuple[str, dict[str, str]]:
    """Part a text into a gene and what is said of it.

    A fusion stands under the partner that is an oncogene, else under one with a role in
    cancer, else under the 3' one.

    Returns
    -------
    gene : str
    said : dict of str
        ``variation``, ``hgvs_c`` or ``hgvs_p``.

    Raises
    ------
    FieldError
        It names no gene with a variation.
    """
    if gene := _fusion_gene(text):
        return gene, {"variation": text}
    match = _GENE.fullmatch(text)
    if match is None:
        raise FieldError(f"{shown(text)}, expected a gene and its variation, such as EGFR L858R")
    said, rest = {}, match["change"]
    for name, form in (("hgvs_c", _CODING), ("hgvs_p", _PROTEIN)):
        if found := form.search(rest):
            said[name] = found[1]
            rest = rest[: found.start()] + rest[found.end() :]
    if rest := rest.strip(" ,;"):
        said["variation"] = rest
    return match["gene"], said


def spelt_variation(hgvs_p: str, hgvs_c: str, label: str = "", hgvs_g: str = "") -> str:
    """Return the shortest spelling of a variation that is described in other ways.

    The protein's change goes first, then the coding sequence's, the label, the genome's.
    """
    if hgvs_p and not _PLAIN_UNKNOWN.fullmatch(_change(hgvs_p)):
        try:
            short = parse_variation(hgvs_p).short
        except VariationError:
            short = None
        return short or _change(hgvs_p)
    return _change(hgvs_c) or label or _change(hgvs_g) or _change(hgvs_p)


def parse_record(text: str) -> GenomeRecord:
    """Read a place in the genome: ``hg38 chr7 55191822 T G``.

    Raises
    ------
    FieldError
        It is none.
    """
    match = _RECORD.fullmatch(text)
    if match is None:
        raise FieldError(f"{shown(text)}, expected such as hg38 chr7 55191822 T G")
    return GenomeRecord(
        match["assembly"],
        match["chrom"],
        int(match["position"]),
        match["reference"],
        match["alternate"],
    )


def record_text(record: GenomeRecord) -> str:
    """Write a place in the genome as :func:`parse_record` reads it."""
    parts = (record.assembly, record.chrom, str(record.position))
    return " ".join((*parts, record.reference, record.alternate))


def _fusion_gene(text: str) -> str:
    """Return the gene under which a fusion of two stands, empty where the text is none."""
    read = read_fusion(text)
    if read is None or read.fusion is None or len(read.fusion.partners) != _TWO:
        return ""
    partners = tuple(filter(None, reversed(read.fusion.partners)))
    driving = [gene for gene in partners if role_of(gene) is GeneRole.ONCOGENE]
    known = [gene for gene in partners if role_of(gene) is not None]
    return next(iter((*driving, *known, *partners)), "")


def _change(hgvs: str) -> str:
    return hgvs.rpartition(":")[2] if ":" in hgvs else hgvs
