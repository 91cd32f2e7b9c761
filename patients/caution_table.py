"""The embedded table of cautions: facts on drug or class and a condition of the patient."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from patients.condition_list import CONDITIONS
from therapy.drugs import Drugs, read_drugs
from therapy.tab_table import read_rows

CAUTION_COLUMNS = (
    "subject_kind",
    "subject",
    "condition",
    "severity",
    "what",
    "source",
    "url",
    "partner",
)
"""The table's header, in order."""

DRUG_TABLE = "drugs.tsv"

_SOURCE = re.compile(
    r"FDA label: .+ \(.+\), [12][0-9]{3}; .+: .+|[A-Z]+ guideline: .+, [12][0-9]{3}, PMID [0-9]+"
)


class CautionTableError(ValueError):
    """The table of cautions holds something that its format does not allow."""


class SubjectKind(StrEnum):
    """What a fact is on."""

    DRUG = "drug"
    CLASS = "class"


class Severity(StrEnum):
    """How much a caution weighs, the gravest first."""

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    CAUTION = "caution"
    ADJUST = "adjust dose"
    MONITOR = "monitor"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class CautionFact:
    """One fact.

    Parameters
    ----------
    subject_kind : SubjectKind
    subject : str
        Name of a drug, or classes joined with ``|``.
    condition : str
        Key of :data:`patients.condition_list.CONDITIONS`.
    severity : Severity
    what : str
        A sentence for the clinician.
    source, url : str
        A drug label with its section, or a society's guideline.
    partner : str
        The other drug of a combination: the fact holds only where both are given.
    """

    subject_kind: SubjectKind
    subject: str
    condition: str
    severity: Severity
    what: str
    source: str
    url: str
    partner: str = ""

    @property
    def subjects(self) -> tuple[str, ...]:
        """The drug or each class."""
        return tuple(self.subject.split("|"))


def read_cautions(path: Path, drugs: Drugs | None = None) -> tuple[CautionFact, ...]:
    """Read the table of cautions.

    Parameters
    ----------
    path : Path
    drugs : Drugs, optional
        What subjects must be found among; by default read from ``drugs.tsv`` beside the table.

    Raises
    ------
    CautionTableError
        The header or a row is malformed, a subject or condition is not known, or a fact stands
        twice; the message names file, line, value and what was expected.
    """
    drugs = drugs or read_drugs(path.with_name(DRUG_TABLE))
    names = {
        SubjectKind.DRUG: {drug.name for drug in drugs},
        SubjectKind.CLASS: {drug.drug_class for drug in drugs},
    }
    facts: list[CautionFact] = []
    seen: dict[tuple[str, str, str, str], str] = {}
    for where, row in read_rows(path, CAUTION_COLUMNS, CautionTableError):
        fact = _read_row(row, where, names)
        for subject in fact.subjects:
            key = (fact.subject_kind, subject, fact.condition, fact.partner)
            if key in seen:
                raise CautionTableError(
                    f"{where}: {subject} has {fact.condition} in {seen[key]} already, expected once"
                )
            seen[key] = where
        facts.append(fact)
    return tuple(facts)


def _read_row(row: dict[str, str], where: str, names: dict[SubjectKind, set[str]]) -> CautionFact:
    _one_of(list(SubjectKind), row, "subject_kind", where)
    _one_of(list(CONDITIONS), row, "condition", where)
    _one_of(list(Severity), row, "severity", where)
    kind = SubjectKind(row["subject_kind"])
    for subject in row["subject"].split("|") if kind is SubjectKind.CLASS else [row["subject"]]:
        if subject not in names[kind]:
            raise CautionTableError(
                f"{where}: subject {subject!r}, expected a {kind} of {DRUG_TABLE}"
            )
    if row["partner"] and row["partner"] not in names[SubjectKind.DRUG]:
        raise CautionTableError(
            f"{where}: partner {row['partner']!r}, expected a drug of {DRUG_TABLE} or nothing"
        )
    _check_words(row, where)
    return CautionFact(
        kind,
        row["subject"],
        row["condition"],
        Severity(row["severity"]),
        row["what"],
        row["source"],
        row["url"],
        row["partner"],
    )


def _check_words(row: dict[str, str], where: str) -> None:
    if not row["what"].endswith(".") or row["what"] != row["what"].strip():
        raise CautionTableError(f"{where}: what {row['what']!r}, expected a sentence")
    if _SOURCE.fullmatch(row["source"]) is None:
        expected = (
            "'FDA label: Brand (generic), YEAR; Section: topic' or "
            "'SOCIETY guideline: title, YEAR, PMID 123'"
        )
        raise CautionTableError(f"{where}: source {row['source']!r}, expected {expected}")
    if not row["url"].startswith("https://"):
        raise CautionTableError(f"{where}: url {row['url']!r}, expected https://…")


def _one_of(allowed: Collection[str], row: dict[str, str], column: str, where: str) -> None:
    if row[column] not in allowed:
        raise CautionTableError(
            f"{where}: {column} {row[column]!r}, expected one of {', '.join(allowed)}"
        )
