"""What follows on a case and on suggested drugs, for the patient's clinician.

Confirmatory tests, referrals, monitoring, when to test again, supportive care and living: each
line is a fact of ``data/knowledge/follow_up.tsv`` with its source and with what in the case or
among the drugs calls for it.

Examples
--------
>>> from patients.case import Case
>>> from therapy.drugs import Action
>>> from therapy.tumour_types import TumourTypes
>>> drugs = [Drug("olaparib", (), "PARP inhibitor", Action.INHIBITOR, ("PARP1",)),
...          Drug("niraparib", (), "PARP inhibitor", Action.INHIBITOR, ("PARP1",))]
>>> facts = [FollowUpFact(FollowUpKind.MONITOR, "class:PARP inhibitor", "Blood counts",
...                       "every month", "FDA label", "https://dailymed.nlm.nih.gov")]
>>> [advice] = FollowUps(facts, Drugs(drugs)).advise(Case("a"), drugs, TumourTypes([]), {})
>>> advice.what, advice.how_often, advice.ground
('Blood counts', 'every month', 'olaparib and niraparib are suggested')
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from patients.case import Case
from patients.follow_up_conditions import ground_of
from patients.follow_up_situation import Ground, Situation
from patients.follow_up_table import FollowUpFact, FollowUpKind, read_follow_up
from patients.follow_up_trigger import Trigger, parse_trigger
from patients.tumour_syndromes import TumourSyndrome
from therapy.drugs import Drug, Drugs
from therapy.tumour_types import TumourTypes

__all__ = ["FollowUpAdvice", "FollowUpFact", "FollowUpKind", "FollowUps", "read_follow_up"]

EVERY_PATIENT = "every patient with a tumour"
"""Ground of what nothing in the case calls for."""


@dataclass(frozen=True, slots=True)
class FollowUpAdvice:
    """One line of advice.

    Parameters
    ----------
    facts : tuple of FollowUpFact
        That say it, in the same words; the first one's words are used.
    drugs : tuple of str
        Names of the suggested drugs that call for it.
    patient : tuple of str
        What of the case calls for it.
    """

    facts: tuple[FollowUpFact, ...]
    drugs: tuple[str, ...]
    patient: tuple[str, ...]

    @property
    def kind(self) -> FollowUpKind:
        """What it is about."""
        return self.facts[0].kind

    @property
    def what(self) -> str:
        """What is advised."""
        return self.facts[0].what

    @property
    def how_often(self) -> str:
        """How often or when, what is due now before what is due later; may be empty."""
        return "; again ".join(dict.fromkeys(fact.how_often for fact in self.facts))

    @property
    def ground(self) -> str:
        """Why, in words."""
        suggested = f"{_joined(self.drugs)} {'are' if len(self.drugs) > 1 else 'is'} suggested"
        parts = [*self.patient, *([suggested] if self.drugs else [])]
        return "; ".join(parts) or EVERY_PATIENT

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Sources and where they are found, each once."""
        return tuple(dict.fromkeys((fact.source, fact.url) for fact in self.facts))


class FollowUps:
    """All facts of follow-up.

    Parameters
    ----------
    facts : iterable of FollowUpFact
    drugs : Drugs
        All drugs, by which those of previous therapies are found.

    Raises
    ------
    TriggerError
        A trigger is not understood.
    """

    def __init__(self, facts: Iterable[FollowUpFact], drugs: Drugs) -> None:
        self._facts: tuple[tuple[FollowUpFact, Trigger], ...] = tuple(
            (fact, parse_trigger(fact.trigger)) for fact in facts
        )
        self._drugs = drugs

    def advise(
        self,
        case: Case,
        drugs: Sequence[Drug],
        tumours: TumourTypes,
        syndromes: Mapping[str, TumourSyndrome],
    ) -> tuple[FollowUpAdvice, ...]:
        """Return what applies to a patient and to suggested drugs.

        Parameters
        ----------
        drugs : sequence of Drug
            Which ones count as suggested is the caller's choice; the likeliest first.
        syndromes : mapping of TumourSyndrome
            By disease: to tell which tumours a gene predisposes to.

        Returns
        -------
        tuple of FollowUpAdvice
            By kind; within a kind first what the patient's variants, tests, tumour and age call
            for, then what the drugs do in their order, last what holds for everybody. What
            several drugs or facts call for in the same words and as often is one line, and so is
            each test that is due again, whenever it is.
        """
        suggested = tuple({drug.name: drug for drug in drugs}.values())
        situation = Situation(case, suggested, self._drugs, tumours, syndromes)
        lines: dict[tuple[str, str, str], FollowUpAdvice] = {}
        for fact, trigger in self._facts:
            ground = _ground(trigger, situation)
            if ground is not None:
                key = _key(fact)
                lines[key] = _with(lines.get(key), fact, ground)
        order = {drug.name: number for number, drug in enumerate(suggested)}
        sorted_lines = [_sorted(line, order) for line in lines.values()]
        return tuple(sorted(sorted_lines, key=lambda line: _rank(line, order)))


def _ground(trigger: Trigger, situation: Situation) -> Ground | None:
    """Gather why all conditions hold, None where one does not."""
    words: list[str] = []
    drugs: list[str] = []
    for condition in trigger.conditions:
        ground = ground_of(condition, situation)
        if ground is None:
            return None
        words += ground.words
        drugs += ground.drugs
    return Ground(tuple(words), tuple(drugs))


def _key(fact: FollowUpFact) -> tuple[str, str, str]:
    """Return what facts of one line share."""
    often = "" if fact.kind is FollowUpKind.RETEST else fact.how_often.casefold()
    return fact.kind, fact.what.casefold(), often


def _is_due(fact: FollowUpFact) -> bool:
    return any(condition.key == "failed" for condition in parse_trigger(fact.trigger).conditions)


def _with(line: FollowUpAdvice | None, fact: FollowUpFact, ground: Ground) -> FollowUpAdvice:
    facts, drugs, patient = (line.facts, line.drugs, line.patient) if line else ((), (), ())
    return FollowUpAdvice(
        tuple(sorted((*facts, fact), key=lambda one: not _is_due(one))),
        tuple(dict.fromkeys((*drugs, *ground.drugs))),
        tuple(dict.fromkeys((*patient, *ground.words))),
    )


def _sorted(line: FollowUpAdvice, order: Mapping[str, int]) -> FollowUpAdvice:
    drugs = tuple(sorted(line.drugs, key=lambda name: order[name]))
    return FollowUpAdvice(line.facts, drugs, line.patient)


def _rank(line: FollowUpAdvice, order: Mapping[str, int]) -> tuple[int, int, int]:
    """Rank a line; what ranks alike keeps the table's order."""
    kind = list(FollowUpKind).index(line.kind)
    if line.patient and not line.drugs:
        return kind, 0, 0
    if line.drugs:
        return kind, 1, order[line.drugs[0]]
    return kind, 2, 0


def _joined(names: Sequence[str]) -> str:
    *others, last = names or ("",)
    return f"{', '.join(others)} and {last}" if others else last
