"""Finds the features of a screen that say an alteration of a gene, or a fusion of two.

Genes are compared by what they are, not by how they are written: screens use older symbols in part.
"""

from collections.abc import Iterable, Mapping

from response.screen_feature import ANY_PARTNER, FeatureKind, ScreenFeature, parse_feature
from variants.gene_symbols import approved_symbol, comparable_symbol


class FeatureLookup:
    """Features by what they are about.

    Parameters
    ----------
    names : iterable of str
        As the screen's file names them.

    Attributes
    ----------
    features : mapping of str to ScreenFeature
        By name, in the order given.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.features: Mapping[str, ScreenFeature] = {name: parse_feature(name) for name in names}
        self._by_gene: dict[tuple[FeatureKind, str], list[ScreenFeature]] = {}
        self._by_partners: dict[frozenset[str], list[ScreenFeature]] = {}
        for feature in self.features.values():
            if feature.kind is FeatureKind.FUSION:
                self._by_partners.setdefault(_partners(feature.genes), []).append(feature)
                continue
            for gene in feature.genes:
                key = feature.kind, comparable_symbol(gene)
                self._by_gene.setdefault(key, []).append(feature)

    def of_gene(self, kind: FeatureKind, gene: str) -> list[ScreenFeature]:
        """Return the features of a kind that a gene has.

        Examples
        --------
        >>> FeatureLookup(["MLL2_mut"]).of_gene(FeatureKind.MUTATION, "KMT2D")[0].name
        'MLL2_mut'
        """
        return self._by_gene.get((kind, comparable_symbol(gene)), [])

    def of_fusion(self, partners: Iterable[str]) -> list[ScreenFeature]:
        """Return the features of a fusion of these very genes."""
        return self._by_partners.get(_partners(partners), [])

    def of_fusion_with_any(self, partners: Iterable[str]) -> list[ScreenFeature]:
        """Return the features of a fusion of one of these genes with any other."""
        return [found for gene in sorted(partners) for found in self.of_fusion((gene, ANY_PARTNER))]

    def genes(self, kind: FeatureKind) -> frozenset[str]:
        """HGNC symbols of the genes that have a feature of a kind."""
        features = (f for f in self.features.values() if f.kind is kind)
        return frozenset(approved_symbol(gene) for f in features for gene in f.genes)


def _partners(genes: Iterable[str]) -> frozenset[str]:
    return frozenset(map(comparable_symbol, genes))
