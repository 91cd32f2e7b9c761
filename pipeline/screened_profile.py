"""What of a tumour's profile a drug screen has features for, and the record of it in a report."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.cell_line_source import Ranker
from pipeline.tumour_profile import (
    MSI,
    ONE_PARTNER,
    Change,
    ProfiledTumour,
    altered_words,
    changed_as,
)
from reports.cell_lines_report import LeftOut, UsedFeature, UsedProfile
from reports.lab_report import SampleTherapy
from response.profile import TumourProfile
from response.screen_tissues import FoundTissue

MOST_NAMED = 10
"""Variants that are named for one reason or feature."""

MOST_WITHOUT_FEATURE = 30
"""Alterations that the screen has no feature for, as named of a tumour."""

NOT_ASSESSED = "rows that the report does not assess"

_MUTATED = f" {Change.MUTATED}"
_OTHER_PARTNER = "other"
_ACTIONABLE = ("I", "II")


def screened_profile(profile: TumourProfile, ranker: Ranker) -> TumourProfile:
    """Leave out of a profile what a screen has no feature for."""
    return replace(
        profile,
        mutated=profile.mutated & ranker.genes_mutated,
        gained=profile.gained & ranker.genes_gained,
        lost=profile.lost & ranker.genes_lost,
        fused=frozenset(one for one in profile.fused if _is_screened(one, ranker.fusions)),
    )


def stored_profile(profile: UsedProfile) -> TumourProfile:
    """Return the profile that a record is ranked by.

    Where the screen has a feature for no mutated gene, one of the others stands for them: it says
    that the tumour was sequenced, and so that the genes with a feature are not mutated.
    """
    without = [
        words.removesuffix(_MUTATED) for words in profile.without_feature if _MUTATED in words
    ]
    return TumourProfile(
        profile.tissue,
        frozenset(profile.mutated or sorted(without)[:1]),
        frozenset(profile.gained),
        frozenset(profile.lost),
        profile.microsatellite_instability,
        frozenset(profile.fused),
    )


def with_unused(profile: UsedProfile, unused: Collection[str]) -> UsedProfile:
    """Move what a ranker had no use for to what the screen has no feature for.

    Parameters
    ----------
    profile : UsedProfile
    unused : collection of str
        In the words of the record.
    """
    moved = [one.words for one in profile.used if one.words in unused]
    if not moved:
        return profile
    return profile.model_copy(
        update={
            "used": [one for one in profile.used if one.words not in unused],
            "without_feature": [*profile.without_feature, *moved],
            "n_without_feature": profile.n_without_feature + len(moved),
        }
    )


def unseen_variants(profile: UsedProfile, therapies: Iterable[SampleTherapy]) -> list[str]:
    """Name the variants with therapies of tier I or II that the screen has no feature for.

    Parameters
    ----------
    profile : UsedProfile
    therapies : iterable of SampleTherapy
        As they are curated for the tumour.
    """
    used = {one.words for one in profile.used}
    is_whole = len(profile.without_feature) == profile.n_without_feature
    found: dict[str, None] = {}
    for one in therapies:
        words = altered_words(one.gene, one.variation) if one.tier in _ACTIONABLE else ""
        is_missed = words in profile.without_feature or not (is_whole or words in used)
        if (words and is_missed) or (not words and _is_of_one_partner(one)):
            found[f"{one.gene} {one.variation}"] = None
    return list(found)


def used_profile(
    tumour: ProfiledTumour, asked: TumourProfile, tissue: FoundTissue, n_not_assessed: int
) -> UsedProfile:
    """Record what of a tumour was used, and what was not.

    Parameters
    ----------
    tumour : ProfiledTumour
    asked : TumourProfile
        What of it the screen has features for.
    tissue : FoundTissue
    n_not_assessed : int
        Rows of the tumour that the report does not assess.
    """
    genes: Mapping[Change, frozenset[str]] = {
        Change.MUTATED: asked.mutated, Change.GAINED: asked.gained, Change.LOST: asked.lost,
        Change.FUSED: asked.fused,
    }  # fmt: skip
    without = [
        f"{gene} {change}"
        for change, gene in sorted(tumour.grounds, key=_order)
        if gene not in genes[change]
    ]
    return UsedProfile(
        tissue=tissue.tissue,
        tissue_ground=tissue.ground,
        mutated=sorted(asked.mutated),
        gained=sorted(asked.gained),
        lost=sorted(asked.lost),
        fused=sorted(asked.fused),
        microsatellite_instability=asked.microsatellite_instability,
        used=list(_used(tumour, genes, tissue)),
        without_feature=without[:MOST_WITHOUT_FEATURE],
        n_without_feature=len(without),
        left_out=list(_left_out(tumour, n_not_assessed)),
    )


def _used(
    tumour: ProfiledTumour, genes: Mapping[Change, frozenset[str]], tissue: FoundTissue
) -> Iterator[UsedFeature]:
    if tissue.tissue:
        yield UsedFeature(words=f"tissue {tissue.tissue}", rests_on=[tissue.ground])
    for change, gene in sorted(tumour.grounds, key=_order):
        if gene in genes[change]:
            names = tumour.grounds[change, gene][:MOST_NAMED]
            yield UsedFeature(words=f"{gene} {change}", rests_on=list(names))
    unstable = tumour.profile.microsatellite_instability
    if unstable is not None:
        words = MSI if unstable else f"no {MSI}"
        yield UsedFeature(words=words, rests_on=[tumour.msi_ground])


def _left_out(tumour: ProfiledTumour, n_not_assessed: int) -> Iterator[LeftOut]:
    for reason, names in tumour.left_out.items():
        yield LeftOut(reason=reason, n=len(names), variants=list(names[:MOST_NAMED]))
    if n_not_assessed:
        yield LeftOut(reason=NOT_ASSESSED, n=n_not_assessed, variants=[])


def _is_screened(fusion: str, screened: Collection[str]) -> bool:
    """Tell whether a screen has a feature for a fusion, or for one of its genes with any other."""
    partners = set(fusion.split("::"))
    return any(partners >= set(one.split("::")) - {_OTHER_PARTNER} for one in screened)


def _is_of_one_partner(therapy: SampleTherapy) -> bool:
    is_fusion = changed_as("", therapy.variation) == ONE_PARTNER
    return is_fusion and therapy.tier in _ACTIONABLE


def _order(key: tuple[Change, str]) -> tuple[int, str]:
    change, gene = key
    return list(Change).index(change), gene
