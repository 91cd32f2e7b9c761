"""What weakens a ranking by cell lines, and what a reader must know of a drug in it."""

from statistics import median

from reports.cell_lines_report import RankedDrug, SuggestedDrug, TumourCellLines, UsedProfile

MIDDLE = 50.0
"""Percentile of the line that answered as half of all do."""

LEAST_SPOKEN = 0.1
"""In standard deviations; what moved a prediction by less says nothing for or against a drug."""

MOST_LINES = 3
"""Cell lines that are named of a drug; all that the record has are drawn."""

_TISSUE = "tissue "


def cautions(told: TumourCellLines) -> list[str]:
    """Say in sentences what weakens the ranking of a tumour, the gravest first.

    Parameters
    ----------
    told : TumourCellLines
    """
    found = []
    if told.unseen:
        found.append(
            f"The screen cannot see {_listed(told.unseen)}, of which curated evidence speaks: the "
            "ranking does not know of it."
        )
    if told.profile and told.profile.tissue and not _altered(told):
        found.append(
            f"Nothing but the tissue was used ({unmutated_words(told.profile)}): any tumour of "
            f"{told.profile.tissue} of which the same is known gets this ranking."
        )
    if not stands_out(told):
        found.append(
            "No drug stands out: the interval of each of the first drugs reaches beyond the middle "
            "of the lines."
        )
    return found


def stands_out(told: TumourCellLines) -> bool:
    """Tell whether one of the first drugs is told, or is expected in the sensitive half."""
    return any(one.told or one.high < MIDDLE for one in told.shown)


def unmutated_words(profile: UsedProfile) -> str:
    """Say what is known where no mutation was used, empty where one was.

    A tumour that was sequenced is another than one that was not: the genes that the screen knows
    are not mutated in it.
    """
    if profile.mutated or profile.fused:
        return ""
    is_sequenced = any(words.endswith(" mutated") for words in profile.without_feature)
    return "none of the screen's genes mutated" if is_sequenced else "no mutation known"


def is_by_tissue(drug: SuggestedDrug, told: TumourCellLines) -> bool:
    """Tell whether the tissue alone speaks for a drug, and nothing that is altered in the tumour.

    Parameters
    ----------
    drug : SuggestedDrug
    told : TumourCellLines
        Of the tumour that it is ranked for.
    """
    tissue = sum(one.change for one in drug.pushes if one.feature.startswith(_TISSUE))
    other = sum(one.change for one in drug.pushes if not one.feature.startswith(_TISSUE))
    return bool(_altered(told)) and tissue <= -LEAST_SPOKEN < other


def is_against_lines(drug: SuggestedDrug) -> bool:
    """Tell whether most of the lines that are named answered worse than the whole interval."""
    measured = [one.percentile for one in drug.lines[:MOST_LINES] if one.percentile is not None]
    return len(measured) == MOST_LINES and median(measured) > drug.high


def licence_words(drug: RankedDrug) -> str:
    """Say what a drug is licensed for, empty where it is not licensed.

    Examples
    --------
    >>> licence_words(RankedDrug(place=1, drug="a", drug_id="1", known_as="", percentile=3,
    ...     standing="licensed", low=0, high=2, licensed_for="BRAF V600E: melanoma"))
    'licensed for BRAF V600E: melanoma'
    """
    if not drug.licensed_for:
        return ""
    if drug.licensed_for == "none":
        return "licensed without a biomarker"
    return f"licensed for {drug.licensed_for}"


def given_words(drug: RankedDrug) -> list[str]:
    """Return what earlier therapies mean for a drug, less what a flag of it says already."""
    return [one for one in drug.given if not any(flag.words in one for flag in drug.flags)]


def also_known(drug: RankedDrug) -> str:
    """Return the drug table's name where it is another than the screen's.

    Examples
    --------
    >>> mek = RankedDrug(place=1, drug="PD0325901", drug_id="1", known_as="mirdametinib",
    ...     percentile=3, standing="licensed", low=0, high=2)
    >>> also_known(mek), also_known(mek.model_copy(update={"known_as": "PD-0325901"}))
    ('mirdametinib', '')
    """
    return "" if _letters(drug.known_as) == _letters(drug.drug) else drug.known_as


def _altered(told: TumourCellLines) -> list[str]:
    used = told.profile.used if told.profile else []
    return [one.words for one in used if not one.words.startswith(_TISSUE)]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
