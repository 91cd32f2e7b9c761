"""How drugs of a screen stand to the curated therapies of the same report.

A screened drug is a drug of the drug table under its own name; where that is not known, under its
synonyms, if they all name one drug.

Examples
--------
>>> from therapy.drugs import Action
>>> drugs = Drugs([Drug("dabrafenib", ("GSK2118436",), "BRAF inhibitor", Action.INHIBITOR,
...                     ("BRAF",))])
>>> table_drug(ScreenedDrug("1373", "Dabrafenib"), drugs).name
'dabrafenib'
>>> drug_keys(ScreenedDrug("5", "GSK-2118436"), drugs), drug_keys(ScreenedDrug("6"), drugs)
(frozenset({'dabrafenib'}), frozenset())
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from reports.cell_lines_report import CuratedClaim, CuratedDrugPlace, RankedDrug, Relation, Standing
from reports.lab_report import SampleTherapy
from response.drug import ScreenedDrug
from therapy.drugs import Drug, Drugs

MOST_CLAIMS = 5
"""Statements that are told of one drug."""

MOST_PLACES = 20
"""Curated drugs whose place is told."""

_CLASSES = (" inhibitor", " antibody", "chemotherapy")
_JOINTS = re.compile(r" \+ | then ")


def table_drug(drug: ScreenedDrug, drugs: Drugs) -> Drug | None:
    """Return the drug of the drug table that was screened."""
    if found := drugs.find(drug.name) or drugs.find(drug.substance):
        return found
    named = {found.name: found for one in drug.synonyms if (found := drugs.find(one))}
    return next(iter(named.values())) if len(named) == 1 else None


def drug_keys(drug: ScreenedDrug, drugs: Drugs) -> frozenset[str]:
    """Return the normal names under which evidence may speak of a screened drug."""
    if known := table_drug(drug, drugs):
        return frozenset({known.name})
    if not drug.name.strip():
        return frozenset()
    return frozenset({drugs.normal_name(drug.name)})


def standing_of(known: Drug | None) -> Standing:
    """Say what the drug table knows of a screened drug."""
    if known is None:
        return "not in the drug table"
    return "licensed" if known.approved_biomarker else "not licensed"


class CuratedTherapies:
    """The curated therapies of one tumour, asked for drugs of a screen.

    Parameters
    ----------
    therapies : sequence of SampleTherapy
    drugs : Drugs
    """

    def __init__(self, therapies: Sequence[SampleTherapy], drugs: Drugs) -> None:
        ordered = sorted(therapies, key=_weight)
        self._drugs = drugs
        self._parts = [(one, _parts(one.therapy, drugs)) for one in ordered]

    @property
    def suggested(self) -> frozenset[str]:
        """Normal names of the drugs that evidence speaks for."""
        return frozenset(
            part for one, parts in self._parts if one.direction == "sensitivity" for part in parts
        )

    def claims(self, drug: ScreenedDrug) -> list[CuratedClaim]:
        """Return what is said of a drug, resistance first, then the best tier.

        Only where nothing is said of the drug itself: what speaks for another of its target.
        """
        keys = drug_keys(drug, self._drugs)
        own = [
            _claim(one, "alone" if len(parts) == 1 else "in combination")
            for one, parts in self._parts
            if keys & set(parts)
        ]
        own.sort(key=lambda one: (one.direction, one.relation == "in combination"))
        found = own or [_claim(one, "same target") for one in self._of_target(drug)]
        unique = {(one.direction, one.therapy): one for one in reversed(found)}
        return [one for one in found if unique[one.direction, one.therapy] is one][:MOST_CLAIMS]

    def against(self, drug: ScreenedDrug) -> str:
        """Say who tells of resistance to a drug by itself, under which tier and on what variant."""
        keys = drug_keys(drug, self._drugs)
        for one, parts in self._parts:
            if one.direction == "resistance" and len(parts) == 1 and parts[0] in keys:
                by = "curated evidence" if one.origin == "curated" else "a predicted effect"
                level = f"-{one.level}" if one.level else ""
                return f"{by}, tier {one.tier}{level}, on {one.gene} {one.variation}"
        return ""

    def places(self, ranked: Mapping[str, RankedDrug]) -> list[CuratedDrugPlace]:
        """Return where the drugs stand that curated evidence suggests, the best tier first.

        A class of drugs, such as ``BRAF inhibitor``, is none.

        Parameters
        ----------
        ranked : mapping of RankedDrug
            By the names under which evidence may speak of each.
        """
        found: dict[str, CuratedDrugPlace] = {}
        for one, parts in self._parts:
            for part in parts if one.direction == "sensitivity" else ():
                if part not in ranked and part.endswith(_CLASSES):
                    continue
                place = CuratedDrugPlace(
                    drug=part,
                    therapy=one.therapy,
                    tier=one.tier,
                    level=one.level,
                    ranked=ranked.get(part),
                )
                found.setdefault(part, place)
        return list(found.values())[:MOST_PLACES]

    def _of_target(self, drug: ScreenedDrug) -> Iterator[SampleTherapy]:
        """Yield what speaks for a drug by itself that has a target in common."""
        genes = set(drug.target_genes)
        for one, parts in self._parts:
            known = self._drugs.find(parts[0]) if len(parts) == 1 else None
            if one.direction == "sensitivity" and known and genes.intersection(known.targets):
                yield one


def _weight(therapy: SampleTherapy) -> tuple[bool, int, str]:
    tiers = ("I", "II", "III", "IV")
    return therapy.direction != "resistance", tiers.index(therapy.tier), therapy.level or "Z"


def _parts(therapy: str, drugs: Drugs) -> tuple[str, ...]:
    return tuple(drugs.normal_name(part) for part in _JOINTS.split(therapy))


def _claim(therapy: SampleTherapy, relation: Relation) -> CuratedClaim:
    return CuratedClaim(
        therapy=therapy.therapy,
        direction=therapy.direction,
        relation=relation,
        tier=therapy.tier,
        level=therapy.level,
        origin=therapy.origin,
        disease=therapy.disease,
        rests_on=f"{therapy.gene} {therapy.variation}",
    )
