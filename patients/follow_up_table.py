"""The table of follow-up: one fact a row, each with its source.

The table has the columns :data:`FOLLOW_UP_COLUMNS`. ``kind`` is one of :class:`FollowUpKind`,
``trigger`` is read by :mod:`patients.follow_up_trigger`, ``what`` and ``how_often`` are worded
for the patient's clinician, and ``how_often`` may be empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from patients.case import Sex, TestKind
from patients.case_test_facts import FACTS
from patients.follow_up_trigger import (
    ANY,
    TEST,
    Condition,
    Trigger,
    TriggerError,
    parse_trigger,
)
from patients.kinase_domains import KINASE_DOMAINS
from therapy.drugs import Drugs
from therapy.tab_table import read_rows
from therapy.tumour_types import TumourTypes
from variants.gene_symbols import comparable_symbol

FOLLOW_UP_COLUMNS = ("kind", "trigger", "what", "how_often", "source", "url")
"""The table's header, in order."""

_GENES = frozenset(
    {"amplification", "fusion", "germline", "no germline", "no somatic", "somatic", "suspected"}
    | {"unclear germline"}
)
_LINK = "https://"


class FollowUpTableError(ValueError):
    """The table of follow-up holds something that its format does not allow."""


class FollowUpKind(StrEnum):
    """What a fact is about, in the order in which advice is given."""

    CONFIRM = "confirm"
    REFER = "refer"
    MONITOR = "monitor"
    RETEST = "retest"
    LIVING = "living"

    @property
    def heading(self) -> str:
        """Such as ``Confirmatory tests``."""
        return _HEADINGS[self]


_HEADINGS = {
    FollowUpKind.CONFIRM: "Confirmatory tests",
    FollowUpKind.REFER: "Referral",
    FollowUpKind.MONITOR: "Monitoring",
    FollowUpKind.RETEST: "When to test again",
    FollowUpKind.LIVING: "Supportive care and living",
}


@dataclass(frozen=True, slots=True)
class FollowUpFact:
    """One fact.

    Parameters
    ----------
    kind : FollowUpKind
    trigger : str
        When it applies, such as ``class:PARP inhibitor``.
    what, how_often : str
    source, url : str
        Where it can be checked.
    """

    kind: FollowUpKind
    trigger: str
    what: str
    how_often: str
    source: str
    url: str


def read_follow_up(path: Path, drugs: Drugs, tumours: TumourTypes) -> tuple[FollowUpFact, ...]:
    """Read the table of follow-up.

    Parameters
    ----------
    path : Path
    drugs : Drugs
        Drugs and classes that triggers may name.
    tumours : TumourTypes
        Tumour types that triggers may name.

    Raises
    ------
    FollowUpTableError
        The header or a row is malformed, a trigger names what is not known, or a row says what
        another says; the message names file, line, value and what was expected.
    """
    known = _Known(drugs, tumours)
    facts: dict[tuple[str, str, str], FollowUpFact] = {}
    for where, row in read_rows(path, FOLLOW_UP_COLUMNS, FollowUpTableError):
        fact = _read_row(row, where)
        key = (fact.kind, fact.trigger, fact.what.casefold())
        if key in facts:
            raise FollowUpTableError(
                f"{where}: {fact.kind} {fact.trigger!r} with {fact.what!r} has an earlier row, "
                "expected each once"
            )
        try:
            known.check(parse_trigger(fact.trigger))
        except TriggerError as error:
            raise FollowUpTableError(f"{where}: trigger {error}") from error
        facts[key] = fact
    return tuple(facts.values())


def _read_row(row: Mapping[str, str], where: str) -> FollowUpFact:
    for column, cell in row.items():
        if cell != cell.strip() or (not cell and column != "how_often"):
            raise FollowUpTableError(
                f"{where}: {column} {cell!r}, expected text without outer spaces"
            )
    if row["kind"] not in set(FollowUpKind):
        expected = ", ".join(FollowUpKind)
        raise FollowUpTableError(f"{where}: kind {row['kind']!r}, expected one of {expected}")
    kind = FollowUpKind(row["kind"])
    if kind is FollowUpKind.MONITOR and not row["how_often"]:
        raise FollowUpTableError(f"{where}: how_often is empty, expected text, as it is monitored")
    if not row["url"].startswith(_LINK):
        raise FollowUpTableError(f"{where}: url {row['url']!r}, expected https://…")
    return FollowUpFact(
        kind, row["trigger"], row["what"], row["how_often"], row["source"], row["url"]
    )


class _Known:
    """What a trigger may name."""

    def __init__(self, drugs: Drugs, tumours: TumourTypes) -> None:
        self._drugs = frozenset(drug.name for drug in drugs)
        self._classes = frozenset(drug.drug_class for drug in drugs)
        self._tumours = tumours

    def check(self, trigger: Trigger) -> None:
        for condition in trigger.conditions:
            self._check_one(condition)

    def _check_one(self, condition: Condition) -> None:
        key, values = condition.key, condition.values
        if key == "drug":
            _among(values, self._drugs, "a name in the table of drugs")
        elif key == "class":
            _among(values, self._classes, "a class in the table of drugs")
        elif key == "failed":
            _among(values, self._drugs | self._classes, "a name or class in the table of drugs")
        elif key in ("tumour", "family"):
            for value in values:
                found = self._tumours.find(value)
                if found is None or found.name != value:
                    near = ", ".join(self._tumours.closest(value)) or "a tumour type"
                    raise TriggerError(f"{value!r}, expected the name of a type such as {near}")
        elif key == "sex":
            _among(values, frozenset(Sex), "a sex")
        elif key == TEST:
            _check_test(condition)
        elif key == "untested":
            _among(values, frozenset(TestKind), "a kind of test")
        elif key in ("variant", "no variant"):
            _check_changes(values)
        elif key == "no kinase domain variant":
            _among(values, frozenset(KINASE_DOMAINS), "a gene with a kinase domain on file")
        elif key in _GENES:
            _check_genes(values)


def _check_test(condition: Condition) -> None:
    _among(condition.values[:1], frozenset(TestKind), "a kind of test")
    facts = FACTS[TestKind(condition.values[0])]
    if condition.sign and facts.scale is None:
        raise TriggerError(f"{condition.values[0]!r}, expected a category: {facts.expected}")
    if not condition.sign:
        _among(condition.values[1:], frozenset(facts.categories), "a category of the test")


def _check_changes(values: Sequence[str]) -> None:
    for value in values:
        if " " not in value:
            raise TriggerError(f"{value!r}, expected a gene and a change, such as EGFR T790M")
    _check_genes([value.split(" ")[0] for value in values])


def _check_genes(genes: Sequence[str]) -> None:
    for gene in genes:
        if gene != ANY and gene != comparable_symbol(gene):
            raise TriggerError(f"{gene!r}, expected the approved symbol {comparable_symbol(gene)}")


def _among(values: Sequence[str], known: frozenset[str], expected: str) -> None:
    for value in values:
        if value not in known:
            raise TriggerError(f"{value!r}, expected {expected}")
