"""Which of a regimen's drugs the patient has had, and what came of it.

Examples
--------
>>> from therapy.drugs import Action, Drug
>>> erlotinib = Drug("erlotinib", ("Tarceva",), "first-generation EGFR inhibitor",
...     Action.INHIBITOR, ("EGFR",))
>>> osimertinib = Drug("osimertinib", (), "third-generation EGFR inhibitor",
...     Action.INHIBITOR, ("EGFR",))
>>> first = PreviousTherapy(("Tarceva",), Response.PROGRESSION, line=1)
>>> prior = PriorTherapies([first], Drugs([erlotinib, osimertinib]))
>>> prior.use_of(["Erlotinib"]).sentences
('Erlotinib has failed already (line 1: progressive disease).',)
>>> prior.use_of(["osimertinib"]).sentences
('Erlotinib has failed; osimertinib is an EGFR inhibitor of another generation, too.',)
>>> prior.raises_resistance(["erlotinib"]), prior.raises_resistance(["osimertinib"])
(True, False)
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from patients.case import PreviousTherapy, Response
from patients.regimen_parts import single_names
from therapy.drugs import Drugs

_GENERATION = re.compile(r"^(?:first|second|third|fourth)-generation ")
_SEVERAL = re.compile(r"^(?P<targets>.+) (?P<what>inhibitors?)$")
_BETWEEN = re.compile(r", | and ")


class Extent(StrEnum):
    """How much of a regimen an earlier therapy was."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class DrugUse:
    """An earlier use of one drug.

    Parameters
    ----------
    drug : str
        Normal name.
    partners : tuple of str
        Normal names of what was given with it.
    therapy : PreviousTherapy
    """

    drug: str
    partners: tuple[str, ...]
    therapy: PreviousTherapy

    @property
    def words(self) -> str:
        """How it was used, such as ``line 1: progressive disease``."""
        said = [] if self.therapy.response is Response.UNKNOWN else [self.therapy.response.value]
        if self.therapy.stopped_for and self.therapy.response is not Response.PROGRESSION:
            said.append(_stopped(self.therapy.stopped_for))
        line = "" if self.therapy.line is None else f"line {self.therapy.line}"
        with_ = f"with {_listed(self.partners)}" if self.partners else ""
        place = ", ".join(part for part in (line, with_) if part)
        return ": ".join(part for part in (place, ", ".join(said)) if part)


@dataclass(frozen=True, slots=True)
class PriorUse:
    """What earlier therapies mean for one regimen.

    Parameters
    ----------
    uses : tuple of DrugUse
        Of its drugs, the failed first.
    extent : Extent
        How many of its drugs the patient has had.
    failed : Extent
        How many of them the tumour grew under.
    sentences : tuple of str
        All that is to be said, nothing where no earlier therapy bears on it.
    """

    uses: tuple[DrugUse, ...]
    extent: Extent
    failed: Extent
    sentences: tuple[str, ...]


class PriorTherapies:
    """The therapies that a patient has had.

    Parameters
    ----------
    therapies : sequence of PreviousTherapy
    drugs : Drugs
        Names and classes.
    """

    def __init__(self, therapies: Sequence[PreviousTherapy], drugs: Drugs) -> None:
        self._drugs = drugs
        self._uses: dict[str, list[DrugUse]] = {}
        for therapy in therapies:
            names = self._names(therapy.drugs)
            for name in names:
                partners = tuple(other for other in names if other != name)
                self._uses.setdefault(name, []).append(DrugUse(name, partners, therapy))

    @property
    def failed(self) -> tuple[str, ...]:
        """Normal names of the drugs under which the tumour grew."""
        return tuple(name for name, uses in self._uses.items() if _has_failed(uses))

    def use_of(self, therapies: Iterable[str]) -> PriorUse:
        """Say which of a regimen's drugs the patient has had, and with what response.

        Parameters
        ----------
        therapies : iterable of str
            The regimen's drugs by any of their names.
        """
        names = self._names(therapies)
        had = [name for name in names if name in self._uses]
        failed = [name for name in had if _has_failed(self._uses[name])]
        uses = [use for name in (*failed, *had) for use in self._uses[name]]
        sentences = [self._said(name) for name in (*failed, *[n for n in had if n not in failed])]
        if had and len(had) < len(names):
            fresh = [name for name in names if name not in had]
            verb = "has" if len(fresh) == 1 else "have"
            sentences.append(f"{_capital(_listed(fresh))} {verb} not been given.")
        sentences += [said for name in names if name not in had for said in self._of_class(name)]
        return PriorUse(
            tuple(dict.fromkeys(uses)),
            _extent(had, names),
            _extent(failed, names),
            tuple(sentences),
        )

    def raises_resistance(self, therapies: Iterable[str]) -> bool:
        """Tell whether evidence of resistance to a regimen should be raised in the order.

        It should where the tumour grew under one of its drugs, or, of a category of drugs such as
        ``BRAF inhibitor``, under a drug of it.
        """
        return any(
            name in self.failed or any(self._is_category(name, one) for one in self.failed)
            for name in self._names(therapies)
        )

    def _names(self, therapies: Iterable[str]) -> tuple[str, ...]:
        names = [name for text in therapies for name in single_names(text, self._drugs)]
        return tuple(dict.fromkeys(names))

    def _is_category(self, category: str, name: str) -> bool:
        drug = self._drugs.find(name)
        return drug is not None and category.casefold() in [
            kind.casefold() for kind in _kinds(drug.drug_class)
        ]

    def _said(self, name: str) -> str:
        uses = self._uses[name]
        failed = [use for use in uses if use.therapy.failed]
        told = [use.words for use in failed or uses if use.words]
        verb = "has failed already" if failed else "has been given already"
        how = f" ({'; '.join(told)})" if told else ""
        return f"{_capital(name)} {verb}{how}."

    def _of_class(self, name: str) -> list[str]:
        """Say that a drug is of the class of another that failed; no more than that."""
        drug = self._drugs.find(name)
        said = []
        for failed in self.failed if drug else ():
            other = self._drugs.find(failed)
            if drug is None or other is None:
                continue
            kinds = _shared(drug.drug_class, other.drug_class)
            if not kinds:
                continue
            kind = _with_article(kinds)
            other_one = _other_generation(drug.drug_class, other.drug_class)
            said.append(f"{_capital(failed)} has failed; {name} is {kind}{other_one}, too.")
        return said


def _has_failed(uses: Iterable[DrugUse]) -> bool:
    return any(use.therapy.failed for use in uses)


def _extent(some: Sequence[str], names: Sequence[str]) -> Extent:
    if not some:
        return Extent.NONE
    return Extent.WHOLE if len(some) == len(names) else Extent.PART


def _stopped(reason: str) -> str:
    if reason in ("progression", "toxicity"):
        return f"stopped for {reason}"
    return "completed" if reason == "completed" else "stopped for another reason"


def _shared(drug_class: str, other: str) -> str:
    """Return what two classes have in common, their name where it is the same."""
    kind = _GENERATION.sub("", drug_class)
    if kind == _GENERATION.sub("", other):
        return kind
    both = [one for one in _kinds(drug_class) if one in _kinds(other)]
    return _listed([one.removesuffix(" inhibitor") for one in both]) + " inhibitor" if both else ""


def _kinds(drug_class: str) -> tuple[str, ...]:
    """Return a class by each of its targets.

    An inhibitor of TRK, ROS1 and ALK is a TRK inhibitor, a ROS1 inhibitor and an ALK inhibitor.
    """
    kind = _GENERATION.sub("", drug_class)
    several = _SEVERAL.match(kind)
    if several is None:
        return (kind,)
    targets = _BETWEEN.split(several["targets"].replace("BCR-ABL1", "BCR-ABL"))
    return tuple(f"{target} inhibitor" for target in targets)


def _other_generation(drug_class: str, other: str) -> str:
    """Say that the generations differ; a class without one may be of any."""
    ours, theirs = _GENERATION.match(drug_class), _GENERATION.match(other)
    if not (ours and theirs) or ours.group() == theirs.group():
        return ""
    return " of another generation"


def _with_article(kind: str) -> str:
    vowels = "AEFHILMNORSX" if kind[:2].isupper() else "AEIOUaeiou"
    return f"{'an' if kind[:1] in vowels else 'a'} {kind}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
