"""The binary features that a screen knows of its tumours.

GDSC names them in its files: ``BRAF_mut`` is a coding change of a cancer gene that is thought to
matter; ``gain_cnaPANCAN301_(CDK12,ERBB2,MED24)`` and ``loss_cnaPANCAN389_(RB1)`` are recurrently
amplified and deleted segments with the cancer genes that they hold; segments without cancer genes
have no brackets; two or more names joined by commas are segments that are always altered
together; ``BCR-ABL_mut`` is a fusion of two genes, ``EWSR1-X_mut`` one with any other partner;
``MSI_FACTOR`` is microsatellite instability.

Source: Iorio et al., A Landscape of Pharmacogenomic Interactions in Cancer, Cell 2016.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from variants.gene_symbols import SymbolStatus, approved_symbol, resolve_symbol

MSI = "MSI_FACTOR"
"""Name of the feature of microsatellite instability."""


ANY_PARTNER = "X"
"""Stands for any other partner of a fusion."""


class FeatureKind(StrEnum):
    """What a feature says."""

    MUTATION = "mutation"
    GAIN = "gain"
    LOSS = "loss"
    FUSION = "fusion"
    MSI = "microsatellite instability"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ScreenFeature:
    """One binary feature.

    Attributes
    ----------
    name : str
        As the screen's file names it.
    kind : FeatureKind
    genes : tuple of str
        Genes that it is about, as the screen names them; empty for a segment without cancer genes.
        Of a fusion: the partners, ``X`` standing for any other.
    """

    name: str
    kind: FeatureKind
    genes: tuple[str, ...] = ()

    @property
    def shown_name(self) -> str:
        """Words for a reader, such as ``gain of CDK12, ERBB2, MED24``.

        Examples
        --------
        >>> parse_feature("gain_cnaPANCAN301_(CDK12,ERBB2,MED24)").shown_name
        'gain of CDK12, ERBB2, MED24'
        >>> parse_feature("MLL2_mut").shown_name, parse_feature("BCR-ABL_mut").shown_name
        ('KMT2D mutated', 'BCR::ABL1 fusion')
        """
        symbols = [approved_symbol(gene) for gene in self.genes]
        genes = ", ".join(symbols)
        match self.kind:
            case FeatureKind.MUTATION:
                return f"{genes} mutated"
            case FeatureKind.GAIN | FeatureKind.LOSS:
                return f"{self.kind} of {genes or f'a segment without cancer genes ({self.name})'}"
            case FeatureKind.FUSION:
                return f"{fusion_name(symbols)} fusion"
            case FeatureKind.MSI:
                return str(self.kind)
            case _:
                return self.name


def parse_feature(name: str) -> ScreenFeature:
    """Read a feature's name; what is not known is of kind ``other``.

    Examples
    --------
    >>> parse_feature("loss_cnaPANCAN389_(RB1)")
    ScreenFeature(name='loss_cnaPANCAN389_(RB1)', kind=<FeatureKind.LOSS: 'loss'>, genes=('RB1',))
    """
    if name == MSI:
        return ScreenFeature(name, FeatureKind.MSI)
    if name.endswith("_mut"):
        gene = name.removesuffix("_mut")
        if _is_fusion(gene):
            return ScreenFeature(name, FeatureKind.FUSION, tuple(gene.split("-")))
        return ScreenFeature(name, FeatureKind.MUTATION, (gene,))
    for kind in (FeatureKind.GAIN, FeatureKind.LOSS):
        if name.startswith(f"{kind}_"):
            genes = (gene.strip() for held in _HELD.findall(name) for gene in held.split(","))
            return ScreenFeature(name, kind, tuple(dict.fromkeys(g for g in genes if g)))
    return ScreenFeature(name, FeatureKind.OTHER)


def fusion_name(partners: Sequence[str]) -> str:
    """Name a fusion as HGNC does, by approved symbols.

    Examples
    --------
    >>> fusion_name(("BCR", "ABL")), fusion_name(("EWSR1", "X"))
    ('BCR::ABL1', 'EWSR1::other')
    """
    return "::".join("other" if p == ANY_PARTNER else approved_symbol(p) for p in partners)


def _is_fusion(text: str) -> bool:
    """Tell two genes joined by a hyphen from a symbol that has one, such as ``NKX2-1``."""
    if resolve_symbol(text).status in (SymbolStatus.APPROVED, SymbolStatus.PREVIOUS):
        return False
    partners = [part for part in text.split("-") if part != ANY_PARTNER]
    known = all(resolve_symbol(part).approved for part in partners)
    return "-" in text and bool(partners) and known


_HELD = re.compile(r"\(([^)]*)\)")
