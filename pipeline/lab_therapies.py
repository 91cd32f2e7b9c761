"""Therapies for a laboratory's variants and samples, and the order in which they are reported."""

from dataclasses import dataclass, field

from intake.lab_row import LabVariant, Outcome
from pipeline.lab_answers import Answered, Progress, variant_of
from pipeline.lab_intake import LabContent, SampleRows
from pipeline.lab_standing import (
    MARKER,
    AskedMarker,
    HeldTherapy,
    PatientView,
    held_of,
    of_sample,
    sample_therapy,
    with_flags,
)
from pipeline.spool import Spool
from reports.lab_maf import effect_cells
from reports.lab_report import Drug, Sample, Variant
from reports.lab_table import answer_columns
from reports.lab_variant import best_standing, make_drug, make_variant
from therapy.advice import Advisor
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import Advice
from therapy.tiers import Tier

Rank = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """What the tables say of one variant.

    Parameters
    ----------
    of_table : tuple of str
        Of report.tsv, without the variant's number.
    of_maf : tuple of str
        Of an annotated MAF.
    """

    of_table: tuple[str, ...]
    of_maf: tuple[str, ...]


@dataclass
class Described:
    """Distinct variants with all that is said of them.

    Parameters
    ----------
    spool : Spool of Variant
        In the order in which they were described.
    cells : Spool of Cells
        What the tables say of each, in the same order.
    spooled_at : list of int
        Place in the spools by the variant's place in the file.
    ranks : list of tuple
        Sort keys by the variant's place in the file.
    drugs : dict of Drug
        Facts on the drugs of all therapies, by name.
    samples : list of Sample
        In the order of the file; the variants' numbers are their places in the file until they are
        numbered.
    n_actionable : int
    held : list of HeldTherapy
        Of the sample of a patient, in order.
    """

    spool: Spool[Variant]
    cells: Spool[Cells]
    spooled_at: list[int]
    ranks: list[Rank]
    drugs: dict[str, Drug] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    n_actionable: int = 0
    held: list[HeldTherapy] = field(default_factory=list)

    def order(self) -> list[int]:
        """Return the variants' places in the file, in the order of the report.

        Those with therapies of tier I or II first, the best first; then the most confident.
        """
        return sorted(range(len(self.ranks)), key=self.ranks.__getitem__)


class Describer:
    """Adds therapies to what was answered.

    Parameters
    ----------
    advisor : Advisor
    disease : str, optional
        Tumour of all samples.
    content : LabContent
    answers : Spool of Answered
        In the order of the file's distinct variants.
    described : Described
        To be filled.
    patient : PatientView, optional
        Where all rows are one patient's.
    """

    def __init__(
        self,
        advisor: Advisor,
        disease: str | None,
        content: LabContent,
        answers: Spool[Answered],
        described: Described,
        patient: PatientView | None = None,
    ) -> None:
        self.advisor = advisor
        self.disease = disease
        self.content = content
        self.answers = answers
        self.described = described
        self.patient = patient
        described.spooled_at[:] = [-1] * len(content.variants)
        described.ranks[:] = [()] * len(content.variants)
        self._asked = self._with_evidence()

    def describe_all(self, progress: Progress) -> None:
        """Describe samples first, then the variants that no sample alone has."""
        samples = self.content.samples
        for sample in progress(samples, len(samples), "Samples"):
            self.described.samples.append(self._describe_sample(sample))
        left = [place for place, at in enumerate(self.described.spooled_at) if at < 0]
        for place in progress(left, len(left), "Therapies"):
            asked = self._asked.get(place)
            self._add(place, self.advisor.advise(asked or self._read(place), disease=self.disease))

    def _with_evidence(self) -> dict[int, AskedVariant]:
        """Return the variants of genes that evidence speaks of."""
        genes = set(self.advisor.index.genes)
        found = {}
        for place, distinct in enumerate(self.content.variants):
            asked = AskedVariant.read(distinct.gene, distinct.variation)
            if genes.intersection(asked.genes):
                found[place] = self._read(place)
        return found

    def _read(self, place: int) -> AskedVariant:
        distinct = self.content.variants[place]
        predicted = next(self.answers.take([place])).predicted
        return AskedVariant.read(distinct.gene, distinct.variation, predicted)

    def _describe_sample(self, sample: SampleRows) -> Sample:
        places = [place for place in sample.variants if place in self._asked]
        markers = self.patient.markers if self.patient else ()
        asked = [*(self._asked[place] for place in places), *(one.asked for one in markers)]
        advices = self.advisor.advise_sample(asked, disease=self.disease)
        found: list[HeldTherapy] = []
        for place, advice in zip(places, advices, strict=False):
            found += held_of(place, advice, self.patient)
            if self.content.variants[place].n_samples == 1:
                self._add(place, advice)
        for marker, advice in zip(markers, advices[len(places) :], strict=True):
            self._add_drugs(advice)
            found += held_of(self._place_of(marker), advice, self.patient, marker)
        held = list(of_sample(found))
        if self.patient:
            self.described.held = held
        therapies = [sample_therapy(one) for one in held]
        best = min((Tier[one.tier] for one in therapies), default=None)
        return Sample(
            name=sample.name,
            rows=sum(sample.counts.values()),
            assessed=sample.counts[Outcome.ASSESSED],
            not_assessed=sample.counts[Outcome.NOT_ASSESSED],
            variants=list(sample.variants),
            best_tier=None if best is None else best.name,
            therapies=therapies,
        )

    def _place_of(self, marker: AskedMarker) -> int:
        """Return the place of the variant that a marker stands for, MARKER where it is none."""
        for place, distinct in enumerate(self.content.variants if marker.line else ()):
            if any(row.line == marker.line for row in self.content.spool.take(distinct.first)):
                return place
        return MARKER

    def _add(self, place: int, advice: Advice) -> None:
        distinct = self.content.variants[place]
        [answered] = self.answers.take([place])
        rows: list[tuple[int, LabVariant]] = [
            (row.line, variant_of(self.content, distinct, row.variants))
            for row in self.content.spool.take(distinct.first)
        ]
        variant = make_variant(
            rows,
            distinct.n_rows,
            distinct.n_samples,
            answered.effect,
            advice,
            answered.literature,
        )
        if self.patient:
            variant = with_flags(variant, advice, self.patient)
        self.described.spooled_at[place] = self.described.spool.append(variant)
        self.described.cells.append(Cells(answer_columns(variant), effect_cells(variant)))
        self.described.ranks[place] = _rank(variant, advice)
        self.described.n_actionable += variant.actionable
        self._add_drugs(advice)

    def _add_drugs(self, advice: Advice) -> None:
        for suggestion in advice.suggestions:
            for drug in suggestion.regimen.drugs:
                if drug.name not in self.described.drugs:
                    self.described.drugs[drug.name] = make_drug(drug)


def _rank(variant: Variant, advice: Advice) -> Rank:
    effect = variant.effect
    best = best_standing(advice.suggestions) if variant.actionable else None
    return (
        not variant.actionable,
        (best.tier.value, best.level.value) if best else (),
        effect.answer == "abstain",
        -effect.probabilities[effect.most_probable],
        variant.gene,
        variant.variation,
    )
