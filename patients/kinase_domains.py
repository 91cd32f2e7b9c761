"""Where kinase domains lie, to tell resistance that is known from resistance to be looked for.

Residues are those of UniProt's domain annotation, first and last.

Examples
--------
>>> from patients.case import CaseVariant
>>> is_in_kinase_domain(CaseVariant("BCR-ABL1", "T315I")), is_in_kinase_domain(
...     CaseVariant("ABL1", "BCR-ABL1 Fusion"))
(True, False)
"""

from patients.case import CaseVariant
from patients.germline_suspicion import read_variant
from therapy.alterations import AlterationKind
from variants.gene_symbols import comparable_symbol

KINASE_DOMAINS = {
    "ABL1": (242, 493),
    "ALK": (1116, 1392),
    "NTRK1": (510, 781),
    "NTRK2": (538, 807),
    "NTRK3": (538, 839),
    "ROS1": (1945, 2222),
}
"""Sources: UniProt P00519, Q9UM73, P04629, Q16620, Q16288 and P08922."""

_CHANGES = frozenset(
    {
        AlterationKind.SUBSTITUTION,
        AlterationKind.RESIDUE,
        AlterationKind.INFRAME_DELETION,
        AlterationKind.INFRAME_INSERTION,
        AlterationKind.INFRAME_REPLACEMENT,
    }
)
_JOINTS = ("::", "-", "/")


def kinase_gene(variant: CaseVariant) -> str:
    """Return the gene with a kinase domain, also of a fusion's name, empty without one."""
    name = variant.gene
    for joint in _JOINTS:
        name = name.replace(joint, " ")
    symbols = (comparable_symbol(part) for part in reversed(name.split()))
    return next((symbol for symbol in symbols if symbol in KINASE_DOMAINS), "")


def is_in_kinase_domain(variant: CaseVariant) -> bool:
    """Tell whether a variant changes a residue of its gene's kinase domain."""
    gene, alteration = kinase_gene(variant), read_variant(variant)
    if not gene or alteration.kind not in _CHANGES or alteration.first is None:
        return False
    first, last = KINASE_DOMAINS[gene]
    return first <= alteration.first <= last
