"""One patient as therapies are read for: what bears on each, and the markers asked besides."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache

from patients.case import Case
from patients.caution_table import SubjectKind
from patients.cautions import Caution, CautionFact
from patients.conditions import find_conditions
from patients.markers import Marker, find_markers
from patients.prior_therapies import DrugUse, Extent, PriorTherapies, PriorUse
from patients.regimen_parts import part_names
from pipeline.case_profile import marker_contributions, microsatellites_of, why_not_of_tumour
from pipeline.case_sources import PatientSources
from pipeline.case_summary import with_named_tumour
from pipeline.lab_standing import AskedMarker
from pipeline.tumour_profile import Contribution
from reports.patient_report import FLAG_KINDS, FlagKind, PatientCaution, PatientFlag, PatientSource
from therapy.drugs import Drug
from therapy.evidence_index import Regimen
from therapy.evidence_item import Direction
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import Suggestion
from variants.gene_symbols import comparable_symbol


class CasePatient:
    """The patient of a case; a :class:`pipeline.lab_standing.PatientView`.

    Parameters
    ----------
    case : Case
    sources : PatientSources
    """

    def __init__(self, case: Case, sources: PatientSources) -> None:
        self.case = with_named_tumour(case, sources.tumours)
        self.sources = sources
        self.conditions = find_conditions(case, sources.ontology)
        self.markers: Sequence[AskedMarker] = [_asked(one, case) for one in _new_markers(case)]
        self.contributions: Sequence[Contribution] = tuple(marker_contributions(self.markers))
        self.microsatellites = microsatellites_of(case)
        self._on_file = frozenset(
            (fact.subject_kind, subject)
            for fact in sources.cautions.facts
            if not fact.partner
            for subject in fact.subjects
        )
        self._prior = PriorTherapies(case.therapies, sources.drugs)
        self._use: Callable[[tuple[str, ...]], PriorUse] = cache(self._prior.use_of)
        self._met: Callable[[Drug, tuple[str, ...]], tuple[Caution, ...]] = cache(
            lambda drug, beside: sources.cautions.of_drug(drug, self.conditions, beside)
        )

    def flags(self, suggestion: Suggestion) -> list[PatientFlag]:
        """Say what bears on a therapy in this patient, the gravest first.

        What speaks against a therapy is not weakened by a caution and has none.
        """
        if suggestion.direction is Direction.RESISTANCE:
            return []
        return self.regimen_flags(suggestion.regimen)

    def regimen_flags(self, regimen: Regimen) -> list[PatientFlag]:
        """Say what bears on a regimen that may speak for itself, the gravest first."""
        found = [
            PatientFlag(kind=caution.severity, words=caution.ground)
            for caution in self.cautions(regimen)
        ]
        use = self._use(regimen.parts)
        if kind := self.prior(regimen):
            said = "; ".join(dict.fromkeys(one.words for one in use.uses if one.words))
            found.append(PatientFlag(kind=kind, words=said))
        unique = {(one.kind, one.words): one for one in found}
        return sorted(unique.values(), key=lambda one: FLAG_KINDS.index(one.kind))

    def is_unread(self, suggestion: Suggestion) -> bool:
        """Tell whether no caution is on file for a drug, though the patient may meet some."""
        is_for = suggestion.direction is Direction.SENSITIVITY
        return is_for and self.is_regimen_unread(suggestion.regimen)

    def is_regimen_unread(self, regimen: Regimen) -> bool:
        """Tell whether no caution is on file for a drug of it, though some may be met."""
        return bool(self.conditions) and bool(self.not_on_file(regimen))

    def not_on_file(self, regimen: Regimen) -> list[str]:
        """Return the drugs of a regimen for which the table holds no caution at all."""
        known = {drug.name: drug for drug in regimen.drugs}
        names = dict.fromkeys([*known, *regimen.parts])
        return [name for name in names if not self._is_on_file(name, known.get(name))]

    def _is_on_file(self, name: str, drug: Drug | None) -> bool:
        own = {(SubjectKind.DRUG, name)}
        if drug:
            own.add((SubjectKind.CLASS, drug.drug_class))
        for part in part_names(drug) if drug else ():
            known = self.sources.drugs.find(part)
            own |= {(SubjectKind.DRUG, part)}
            own |= {(SubjectKind.CLASS, known.drug_class)} if known else set()
        return bool(own & self._on_file)

    def prior(self, regimen: Regimen) -> FlagKind | None:
        """Say what an earlier therapy flags of a regimen."""
        use = self._use(regimen.parts)
        if use.failed is Extent.WHOLE:
            return "failed before"
        if any(_was_toxic(one) for one in use.uses):
            return "stopped for toxicity"
        return None if use.extent is Extent.NONE else "given before"

    def is_spent(self, drug: Drug) -> bool:
        """Tell whether the tumour grew under a drug, or under a part of it, or it did harm."""
        uses = self._use((drug.name,)).uses
        return any(one.therapy.failed or _was_toxic(one) for one in uses)

    def cautions(self, regimen: Regimen) -> list[PatientCaution]:
        """Return the cautions on a regimen's drugs that the patient meets, the gravest first."""
        met: dict[CautionFact, tuple[Caution, list[str]]] = {}
        for drug in regimen.drugs:
            for caution in self._met(drug, regimen.parts):
                met.setdefault(caution.fact, (caution, []))[1].append(drug.name)
        ordered = sorted(met.values(), key=lambda one: one[0].fact.severity.rank)
        return [_caution(caution, drugs) for caution, drugs in ordered]

    def unchecked(self, regimen: Regimen) -> list[str]:
        """Return what cautions on a regimen's drugs need and the case does not say."""
        found = (
            one.words
            for drug in regimen.drugs
            for one in self.sources.cautions.unchecked(
                drug, self.case, self.conditions, regimen.parts
            )
        )
        return list(dict.fromkeys(found))

    def given(self, regimen: Regimen) -> list[str]:
        """Say in sentences what earlier therapies mean for a regimen."""
        return list(self._use(regimen.parts).sentences)

    def why_set_aside(self, lines: Collection[int]) -> str:
        """Say why a variant of some lines says nothing of the tumour, empty where it does."""
        return why_not_of_tumour(self.case, lines)

    def why_raised(self, regimen: Regimen) -> str:
        """Say which failed drug makes resistance to a regimen matter, empty where none does."""
        if not self._prior.raises_resistance(regimen.parts):
            return ""
        own = set(self._prior.failed)
        failed = [one for one in regimen.parts if one in own] or list(self._prior.failed)
        return f"{' and '.join(failed)} failed"


def _was_toxic(use: DrugUse) -> bool:
    return use.therapy.stopped_for == "toxicity"


def _new_markers(case: Case) -> Iterator[Marker]:
    """Yield the markers that are none of the case's variants."""
    there = {(comparable_symbol(one.gene), one.variation.casefold()) for one in case.variants}
    for marker in find_markers(case):
        if (comparable_symbol(marker.gene), marker.variation.casefold()) not in there:
            yield marker


def _asked(marker: Marker, case: Case) -> AskedMarker:
    known = enumerate(case.variants, start=1)
    line = next((at for at, one in known if one is marker.instead_of), 0)
    return AskedMarker(AskedVariant.read(marker.gene, marker.variation), marker.words, line)


def _caution(caution: Caution, drugs: list[str]) -> PatientCaution:
    fact = caution.fact
    return PatientCaution(
        severity=fact.severity.value,
        drugs=drugs,
        subject=fact.subject.replace("|", ", "),
        condition=caution.condition.key,
        ground=caution.condition.ground,
        what=fact.what,
        source=PatientSource(words=fact.source, url=fact.url or None),
    )
