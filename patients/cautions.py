"""Facts on drugs that speak to a condition of the patient, and which of them this patient meets.

The table has the columns :data:`CAUTION_COLUMNS`; a fact on classes may name several, joined with
``|``, as :mod:`therapy.drugs` has them. The year of a label is that of the brand's approval; after
it stands the section of the label, by its topic. A caution never drops a therapy.

Examples
--------
>>> from therapy.drugs import Action
>>> fact = CautionFact("drug", "nilotinib", "qt_prolongation", Severity.CONTRAINDICATED,
...     "Contraindicated in long QT syndrome.", "FDA label: Tasigna (nilotinib), 2007", "https://…")
>>> nilotinib = Drug("nilotinib", ("Tasigna",), "BCR-ABL1 inhibitor", Action.INHIBITOR, ("ABL1",))
>>> long_qt = PatientCondition("qt_prolongation_severe", "QTc of 500 ms or more", "QTc 510 ms")
>>> [met] = Cautions([fact]).of_drug(nilotinib, [long_qt])
>>> met.words
'QTc 510 ms (contraindicated): Contraindicated in long QT syndrome.'
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from patients.case import Case, Sex, TestKind
from patients.caution_table import CautionFact, Severity, SubjectKind, read_cautions
from patients.condition_list import CONDITIONS, with_broader
from patients.condition_tests import RECEPTOR_TESTS, is_known, may_be_breast, short_name
from patients.conditions import PatientCondition
from patients.regimen_parts import part_names, single_names
from therapy.drugs import Drug, Drugs

__all__ = ["Caution", "CautionFact", "Cautions", "Severity", "Unchecked", "read_cautions"]

FERTILE_YEARS = 12.0, 56.0
"""Age at which it is asked whether a woman is pregnant."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A fact that this patient meets.

    Parameters
    ----------
    fact : CautionFact
    condition : PatientCondition
    """

    fact: CautionFact
    condition: PatientCondition

    @property
    def words(self) -> str:
        """The caution in a sentence, with its ground."""
        ground = self.condition.ground
        return f"{ground[:1].upper()}{ground[1:]} ({self.fact.severity}): {self.fact.what}"


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What a caution would need to know and the case does not say.

    Parameters
    ----------
    words : str
        Such as ``LVEF not given``.
    facts : tuple of CautionFact
        That could not be checked, the gravest first.
    """

    words: str
    facts: tuple[CautionFact, ...]


class Cautions:
    """Facts by drug and class.

    Parameters
    ----------
    facts : iterable of CautionFact
    drugs : Drugs, optional
        By which the drugs of a named regimen are known by their class, too.
    """

    def __init__(self, facts: Iterable[CautionFact], drugs: Drugs | None = None) -> None:
        self.facts = tuple(facts)
        self._drugs = drugs or Drugs([])
        self._by_subject: dict[tuple[SubjectKind, str], dict[str, list[CautionFact]]] = {}
        for fact in self.facts:
            for subject in fact.subjects:
                of_subject = self._by_subject.setdefault((fact.subject_kind, subject), {})
                of_subject.setdefault(fact.condition, []).append(fact)

    def of_drug(
        self,
        drug: Drug,
        conditions: Sequence[PatientCondition],
        beside: Collection[str] = (),
    ) -> tuple[Caution, ...]:
        """Return the cautions on a drug that a patient with these conditions meets.

        Of a condition with grades only what is said of the grade closest to the patient's; what is
        said of the drug goes before what is said of its class.

        Parameters
        ----------
        drug : Drug
            A regimen by its own name is looked at by its parts.
        conditions : sequence of PatientCondition
        beside : collection of str
            Names of the regimen's other drugs; what is said of a combination needs its partner.

        Returns
        -------
        tuple of Caution
            The gravest first.
        """
        found: dict[CautionFact, Caution] = {}
        given = self._given(drug, beside)
        for condition in conditions:
            for subjects in self._subjects(drug):
                for fact in self._closest(subjects, condition.key, given):
                    found.setdefault(fact, Caution(fact, condition))
        return tuple(sorted(found.values(), key=lambda caution: _order(caution.fact)))

    def unchecked(
        self,
        drug: Drug,
        case: Case,
        conditions: Sequence[PatientCondition],
        beside: Collection[str] = (),
    ) -> tuple[Unchecked, ...]:
        """Return which tests cautions on a drug would need that the case does not hold.

        Conditions that only history can tell are not listed: a history that names none of them is
        taken as it is.

        Parameters
        ----------
        drug : Drug
        case : Case
        conditions : sequence of PatientCondition
            Of the case: what is known already is not missing.
        beside : collection of str
            As for :meth:`of_drug`.
        """
        given = self._given(drug, beside)
        known = {wider for one in conditions for wider in with_broader(one.key)}
        missing: dict[str, dict[CautionFact, None]] = {}
        for subject in (one for subjects in self._subjects(drug) for one in subjects):
            for fact in self._told(subject, given):
                words = "" if fact.condition in known else _not_given(fact.condition, case)
                if words:
                    missing.setdefault(words, {})[fact] = None
        return tuple(
            Unchecked(words, tuple(sorted(facts, key=_order)))
            for words, facts in sorted(missing.items())
        )

    def _subjects(self, drug: Drug) -> list[list[tuple[SubjectKind, str]]]:
        """Return name and class of each drug that is given."""
        given = [[(SubjectKind.DRUG, drug.name), (SubjectKind.CLASS, drug.drug_class)]]
        for name in part_names(drug):
            part = self._drugs.find(name)
            of_class = [(SubjectKind.CLASS, part.drug_class)] if part else []
            given.append([(SubjectKind.DRUG, name), *of_class])
        return given

    def _given(self, drug: Drug, beside: Collection[str]) -> frozenset[str]:
        """Return the normal names of all drugs of the regimen."""
        names = [one for text in beside for one in single_names(text, self._drugs)]
        return frozenset((*part_names(drug), *names))

    def _told(self, subject: tuple[SubjectKind, str], given: frozenset[str]) -> list[CautionFact]:
        facts = [fact for some in self._by_subject.get(subject, {}).values() for fact in some]
        return [fact for fact in facts if not fact.partner or fact.partner in given]

    def _closest(
        self, subjects: Sequence[tuple[SubjectKind, str]], key: str, given: frozenset[str]
    ) -> list[CautionFact]:
        for wider in with_broader(key):
            for subject in subjects:
                facts = [one for one in self._told(subject, given) if one.condition == wider]
                if facts:
                    return facts
        return []


def _not_given(key: str, case: Case) -> str:
    condition = CONDITIONS[key]
    if condition.in_medication:
        return "" if case.medications else "medications not given"
    if RECEPTOR_TESTS & set(condition.tests) and not (case.tumour and may_be_breast(case)):
        return ""
    if TestKind.PREGNANCY in condition.tests and not _may_be_pregnant(case):
        return ""
    if not condition.tests or any(is_known(case.test(kind)) for kind in condition.tests):
        return ""
    return f"{' or '.join(map(short_name, condition.tests))} not given"


def _may_be_pregnant(case: Case) -> bool:
    low, high = FERTILE_YEARS
    in_years = case.age is None or low <= case.age.in_years <= high
    return case.sex is not Sex.MALE and in_years


def _order(fact: CautionFact) -> tuple[int, int, str]:
    return fact.severity.rank, list(CONDITIONS).index(fact.condition), fact.subject
