"""The binary features that a screen knows of its tumours.

GDSC names them in its files: ``BRAF_mut`` is a coding change of a cancer gene that is thought to
matter; ``gain_cnaPANCAN301_(CDK12,ERBB2,MED24)`` and ``loss_cnaPANCAN389_(RB1)`` are recurrently
amplified and deleted segments with the cancer genes that they hold; segments without cancer genes
have no brackets; two or more names joined by commas are segments that are always altered
together; ``MSI_FACTOR`` is microsatellite instability.

Source: Iorio et al., A Landscape of Pharmacogenomic Interactions in Cancer, Cell 2016.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MSI = "MSI_FACTOR"
"""Name of the feature of microsatellite instability."""


class FeatureKind(StrEnum):
    """What a feature says."""

    MUTATION = "mutation"
    GAIN = "gain"
    LOSS = "loss"
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
        >>> parse_feature("BRAF_mut").shown_name
        'BRAF mutated'
        """
        genes = ", ".join(self.genes)
        match self.kind:
            case FeatureKind.MUTATION:
                return f"{genes} mutated"
            case FeatureKind.GAIN | FeatureKind.LOSS:
                return f"{self.kind} of {genes or f'a segment without cancer genes ({self.name})'}"
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
        return ScreenFeature(name, FeatureKind.MUTATION, (name.removesuffix("_mut"),))
    for kind in (FeatureKind.GAIN, FeatureKind.LOSS):
        if name.startswith(f"{kind}_"):
            genes = (gene.strip() for held in _HELD.findall(name) for gene in held.split(","))
            return ScreenFeature(name, kind, tuple(dict.fromkeys(g for g in genes if g)))
    return ScreenFeature(name, FeatureKind.OTHER)


_HELD = re.compile(r"\(([^)]*)\)")
