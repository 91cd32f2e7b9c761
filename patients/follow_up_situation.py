"""A patient with suggested drugs, as the conditions of follow-up look at both."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from patients.case import Case
from patients.germline_suspicion import GermlineSuspicion, suspect_germline
from patients.tumour_syndromes import TumourSyndrome
from therapy.drugs import Drug, Drugs
from therapy.tumour_names import is_tumour_id
from therapy.tumour_types import TumourTypes

CHILDHOOD = {
    "HP:0003577": 0.0,
    "HP:0003623": 0.0,
    "HP:0003593": 28 / 365.25,
    "HP:0011463": 1.0,
    "HP:0003621": 5.0,
}
"""Years at which the stages of childhood of the Human Phenotype Ontology start."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a condition holds.

    Parameters
    ----------
    words : tuple of str
        What of the case says so, such as ``germline BRCA2 S1982fs``.
    drugs : tuple of str
        Names of the suggested drugs that say so.
    """

    words: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Situation:
    """A patient and the drugs that are suggested.

    Parameters
    ----------
    case : Case
    drugs : tuple of Drug
        Which ones count as suggested is the caller's choice; the likeliest first.
    table : Drugs
        All drugs, to find what the patient has had.
    tumours : TumourTypes
    syndromes : mapping of TumourSyndrome
        By disease.
    """

    case: Case
    drugs: tuple[Drug, ...]
    table: Drugs
    tumours: TumourTypes
    syndromes: Mapping[str, TumourSyndrome]

    @cached_property
    def suspicions(self) -> tuple[GermlineSuspicion, ...]:
        """The variants of the tumour that may have been inherited."""
        return suspect_germline(self.case, self.tumours, self.syndromes)

    @property
    def known_years(self) -> float | None:
        """The age in years, at least the start of a stage of childhood where only that is known."""
        if self.case.age:
            return self.case.age.in_years
        return CHILDHOOD.get(self.case.life_stage.split(" ")[0])

    @property
    def tumour(self) -> str:
        """The tumour's name, that of its type where only a code was given, empty without one."""
        tumour = self.case.tumour
        given = (tumour.name or tumour.code) if tumour else ""
        found = self.tumours.find(given) if is_tumour_id(given) else None
        return found.name if found else given
