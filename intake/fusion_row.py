"""Two genes that are joined, and the one of them under which the fusion is assessed."""

import re

from variants.fusion_grammar import read_fusion
from variants.gene_roles import GeneRole, role_of

_MARKED = re.compile(r"\s+-\s+\w+$")
"""What some centres add, such as the assay: ``EML4-ALK fusion - Archer``."""


def fusion_gene(five_prime: str, three_prime: str) -> str:
    """Return the partner that is the oncogene, else one with a role in cancer, else the 3' one.

    Where both are equal in this the 3' one counts, which brings the kinase as a rule.

    Examples
    --------
    >>> fusion_gene("EML4", "ALK"), fusion_gene("FGFR3", "TACC3"), fusion_gene("A1CF", "NOVEL9")
    ('ALK', 'FGFR3', 'NOVEL9')
    """
    partners = (three_prime, five_prime)
    for gene in partners:
        if role_of(gene) is GeneRole.ONCOGENE:
            return gene
    return next((gene for gene in partners if role_of(gene) is not None), three_prime)


def fusion_name(five_prime: str, three_prime: str) -> str:
    """Spell a fusion as the training data does, with ``::`` where a symbol has a hyphen.

    Examples
    --------
    >>> fusion_name("EML4", "ALK"), fusion_name("NKX2-1", "ALK")
    ('EML4-ALK Fusion', 'NKX2-1::ALK Fusion')
    """
    joint = "::" if "-" in five_prime + three_prime else "-"
    return f"{five_prime}{joint}{three_prime} Fusion"


def fusion_partners(text: str) -> tuple[str, ...]:
    """Return the genes that a fusion in free text names, the 5' one first; none where it is none.

    Examples
    --------
    >>> fusion_partners("EML4-ALK fusion - Archer"), fusion_partners("ALK fusion")
    (('EML4', 'ALK'), ('ALK',))
    >>> fusion_partners("TMPRSS2--ERG"), fusion_partners("no fusion found")
    (('TMPRSS2', 'ERG'), ())
    """
    plain = _MARKED.sub("", text).replace("--", "::")
    read = read_fusion(plain) or read_fusion(f"{plain} Fusion")
    return tuple(filter(None, read.fusion.partners)) if read and read.fusion else ()
