"""Numbers on many samples: the genes most affected, the mix of classes, who has a suggestion.

Shares are from 0 to 1. A gene is counted once a sample, a variant once whatever its samples.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.alteration_group import AlterationGroup, alteration_group
from reports.lab_report import Sample, Variant
from variants.effect_class import EffectClass

ACTIONABLE_TIERS = ("I", "II")
"""Tiers of AMP, ASCO and CAP that count as actionable."""

TIERS = (*ACTIONABLE_TIERS, "III", "IV")
"""The best first."""

ABSTAINED = "abstain"

_ANSWERS = {effect.column: effect.label for effect in EffectClass} | {ABSTAINED: "no class named"}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all, and what they have in common.

    Parameters
    ----------
    name : str
    number, of : int
    """

    name: str
    number: int
    of: int

    @property
    def share(self) -> float:
        """0 where there are none to count."""
        return self.number / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class AffectedGene:
    """A gene and the samples that carry a variant of it.

    Parameters
    ----------
    samples : Share
        Named by the gene.
    groups : mapping of AlterationGroup to int
        Samples with such an alteration of the gene; one sample may have several. In the order of
        the groups, those with none left out.
    """

    samples: Share
    groups: Mapping[AlterationGroup, int]

    @property
    def gene(self) -> str:
        """Symbol of the gene."""
        return self.samples.name


@dataclass(frozen=True)
class Cohort:
    """What is counted over all samples.

    Parameters
    ----------
    genes : tuple of AffectedGene
        The most affected first, then by name.
    classes : tuple of Share
        Of all variants, by answer: the nine classes, then abstentions.
    tiers : tuple of Share
        Of all samples, by the best tier of any suggestion; ``none`` is the last.
    directions : mapping of str to Share
        Samples with a suggestion of tier I or II against (resistance) or for (sensitivity) a
        therapy.
    altered : mapping of str to mapping of int to frozenset of AlterationGroup
        By gene, then by the place of the sample, from 0.
    samples : sequence of Sample
    """

    genes: tuple[AffectedGene, ...]
    classes: tuple[Share, ...]
    tiers: tuple[Share, ...]
    directions: Mapping[str, Share]
    altered: Mapping[str, Mapping[int, frozenset[AlterationGroup]]]
    samples: Sequence[Sample]

    @property
    def actionable(self) -> Share:
        """Samples whose best suggestion is of tier I or II."""
        number = sum(share.number for share in self.tiers if share.name in ACTIONABLE_TIERS)
        return Share("I or II", number, len(self.samples))


def count_cohort(variants: Iterable[Variant], samples: Sequence[Sample]) -> Cohort:
    """Count over all samples.

    Parameters
    ----------
    variants : iterable of Variant
        All of the report; read once, so a stream will do.
    samples : sequence of Sample
    """
    known: dict[int, tuple[str, AlterationGroup]] = {}
    answers: Counter[str] = Counter()
    for one in variants:
        gene = one.gene_symbol or one.gene
        known[one.number] = gene, alteration_group(one.consequence, one.variation)
        answers[one.effect.answer] += 1
    altered = _altered(known, samples)
    n_variants = answers.total()
    return Cohort(
        genes=_affected(altered, len(samples)),
        classes=tuple(Share(words, answers[name], n_variants) for name, words in _ANSWERS.items()),
        tiers=_tiers(samples),
        directions={
            direction: Share(direction, _with_claim(samples, direction), len(samples))
            for direction in ("resistance", "sensitivity")
        },
        altered=altered,
        samples=samples,
    )


def _altered(
    known: Mapping[int, tuple[str, AlterationGroup]], samples: Sequence[Sample]
) -> dict[str, dict[int, frozenset[AlterationGroup]]]:
    found: dict[str, dict[int, frozenset[AlterationGroup]]] = {}
    for place, sample in enumerate(samples):
        for number in sample.variants:
            if number in known:
                gene, group = known[number]
                carriers = found.setdefault(gene, {})
                carriers[place] = carriers.get(place, frozenset()) | {group}
    return found


def _affected(
    altered: Mapping[str, Mapping[int, frozenset[AlterationGroup]]], n_samples: int
) -> tuple[AffectedGene, ...]:
    genes = []
    for gene, carriers in altered.items():
        counted = Counter(group for groups in carriers.values() for group in groups)
        groups = {group: counted[group] for group in AlterationGroup if counted[group]}
        genes.append(AffectedGene(Share(gene, len(carriers), n_samples), groups))
    return tuple(sorted(genes, key=lambda one: (-one.samples.number, one.gene)))


def _tiers(samples: Sequence[Sample]) -> tuple[Share, ...]:
    counted = Counter(sample.best_tier for sample in samples)
    shares = [Share(tier, counted[tier], len(samples)) for tier in TIERS]
    none = len(samples) - sum(share.number for share in shares)
    return (*shares, Share("none", none, len(samples)))


def _with_claim(samples: Sequence[Sample], direction: str) -> int:
    return sum(
        any(one.direction == direction and one.tier in ACTIONABLE_TIERS for one in sample.therapies)
        for sample in samples
    )
