"""A tumour profile in the features of a screen: which it has, and what there is no feature for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from response.feature_lookup import FeatureLookup
from response.profile import TumourProfile
from response.profile_similarity import FeatureColumns
from response.screen_feature import (
    MSI,
    FeatureKind,
    ScreenFeature,
    fusion_name,
)

Matrix = NDArray[np.float64]

MUTATED = "mutated"
GAINED = "gained"
LOST = "lost"

_KIND = {MUTATED: FeatureKind.MUTATION, GAINED: FeatureKind.GAIN, LOST: FeatureKind.LOSS}


_NOT_TESTED = 0.5
"""Of instability that was not tested: as far from what has it as from what has not."""


@dataclass(frozen=True, eq=False)
class TumourFeatures:
    """A tumour in the features of a screen.

    Attributes
    ----------
    tissue : str
        Empty where not known to the screen.
    mutations : ndarray of shape (n_mutations,) or None
        None where nothing is known of mutations.
    copy_number : ndarray of shape (n_segments,) or None
        The segments that are known to be altered; of the others nothing is known. None where
        nothing is.
    microsatellite_instability : bool or None
    fusions : ndarray of shape (n_mutations,) or None
        The fusions that are known of a tumour of which no mutations are.
    """

    tissue: str
    mutations: Matrix | None
    copy_number: Matrix | None
    microsatellite_instability: bool | None = None
    fusions: Matrix | None = None


@dataclass(frozen=True)
class Alteration:
    """One thing known of a tumour, and the features that say it.

    Attributes
    ----------
    words : str
        For a reader, such as ``BRAF mutated`` or ``tissue skin``.
    features : tuple of str
        Names of the screen's features; empty where it has none, and for the tissue.
    """

    words: str
    features: tuple[str, ...] = ()


class FeatureIndex:
    """Finds the features of a screen that a gene's alteration is.

    Genes are compared by their approved HGNC symbols: screens use older ones in part.

    Parameters
    ----------
    columns : FeatureColumns
    tissues : iterable of str
        The screen's tissues.
    """

    def __init__(self, columns: FeatureColumns, tissues: Iterable[str]) -> None:
        self.columns = columns
        self.tissues = tuple(sorted(set(tissues) - {""}))
        self._lookup = FeatureLookup((*columns.mutations, *columns.copy_number))
        self.features = self._lookup.features

    @property
    def fusions(self) -> frozenset[str]:
        """Fusions that there are features for, such as ``BCR::ABL1``."""
        kinds = (f for f in self.features.values() if f.kind is FeatureKind.FUSION)
        return frozenset(fusion_name(feature.genes) for feature in kinds)

    def genes(self, change: str) -> frozenset[str]:
        """HGNC symbols that there are features for: ``mutated``, ``gained`` or ``lost``."""
        return self._lookup.genes(_KIND[change])

    def alterations(self, tumour: TumourProfile) -> tuple[Alteration, ...]:
        """List what is known of a tumour, tissue first, those without a feature too."""
        found = [Alteration(f"tissue {tumour.tissue}")] if tumour.tissue else []
        for change, genes in _changes(tumour).items():
            for gene in sorted(genes):
                features = self._lookup.of_gene(_KIND[change], gene)
                found.append(Alteration(f"{gene} {change}", _names(features)))
        for fusion in sorted(tumour.fused):
            found.append(Alteration(f"{fusion} fusion", self._fusion_features(fusion)))
        if tumour.microsatellite_instability is not None:
            status = "" if tumour.microsatellite_instability else "no "
            held = (MSI,) if MSI in self.features else ()
            found.append(Alteration(f"{status}microsatellite instability", held))
        return tuple(found)

    def _fusion_features(self, fusion: str) -> tuple[str, ...]:
        """Name the feature of both partners, else that of one with any other."""
        partners = fusion.split("::")
        lookup = self._lookup
        return _names(lookup.of_fusion(partners) or lookup.of_fusion_with_any(partners))

    def is_used(self, alteration: Alteration) -> bool:
        """Tell whether the screen has something to compare it with."""
        tissue = alteration.words.removeprefix("tissue ")
        return bool(alteration.features) or tissue in self.tissues

    def encode(self, tumour: TumourProfile) -> TumourFeatures:
        """Lay a tumour out in the screen's features."""
        present = {
            name
            for alteration in self.alterations(tumour)
            for name in alteration.features
            if name != MSI or tumour.microsatellite_instability
        }
        mutations = _indicators(self.columns.mutations, present)
        is_instability = np.isin(self.columns.mutations, MSI)
        if tumour.microsatellite_instability is None:
            mutations[is_instability] = _NOT_TESTED
        copy_number = _indicators(self.columns.copy_number, present)
        return TumourFeatures(
            tumour.tissue if tumour.tissue in self.tissues else "",
            mutations if tumour.mutated else None,
            copy_number if copy_number.any() else None,
            tumour.microsatellite_instability,
            mutations * ~is_instability if tumour.fused and not tumour.mutated else None,
        )

    def without(self, features: TumourFeatures, alteration: Alteration) -> TumourFeatures:
        """Return the tumour without one thing that is known of it."""
        if not alteration.features:
            return replace(features, tissue="")
        left = features
        if MSI in alteration.features:
            left = replace(left, microsatellite_instability=None)
        if left.mutations is not None:
            kept = ~np.isin(self.columns.mutations, alteration.features)
            mutations = left.mutations * kept
            if MSI in alteration.features:
                mutations[~kept] = _NOT_TESTED
            left = replace(left, mutations=mutations)
        if left.fusions is not None:
            others = left.fusions * ~np.isin(self.columns.mutations, alteration.features)
            left = replace(left, fusions=others)
        if left.copy_number is not None:
            segments = left.copy_number * ~np.isin(self.columns.copy_number, alteration.features)
            left = replace(left, copy_number=segments if segments.any() else None)
        return left


def _changes(tumour: TumourProfile) -> dict[str, frozenset[str]]:
    return {MUTATED: tumour.mutated, GAINED: tumour.gained, LOST: tumour.lost}


def _indicators(columns: tuple[str, ...], present: set[str]) -> Matrix:
    return np.array([float(name in present) for name in columns])


def _names(features: Iterable[ScreenFeature]) -> tuple[str, ...]:
    return tuple(feature.name for feature in features)
