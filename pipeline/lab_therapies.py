"""Therapies for a laboratory's variants and samples, and the order in which they are reported."""

from dataclasses import dataclass, field
from itertools import chain

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from intake.lab_row import Outcome
from pipeline.lab_answers import AT_A_TIME, Answered, Progress, variant_of
from pipeline.lab_description import (
    Cells,
    DescribedVariant,
    KnownVariant,
    Rank,
    describe,
    describe_alone,
    drugs_of,
)
from pipeline.lab_engine import for_jobs, share
from pipeline.lab_intake import LabContent, SampleRows
from pipeline.lab_standing import (
    MARKER,
    AskedMarker,
    HeldTherapy,
    PatientView,
    held_of,
    of_sample,
    sample_therapy,
)
from pipeline.spool import Spool
from reports.lab_report import Drug, Sample, Variant
from therapy.advice import Advisor
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import Advice
from therapy.tiers import Tier


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
    engine : Engine
        Describes variants of no sample's own.
    """

    def __init__(
        self,
        advisor: Advisor,
        disease: str | None,
        content: LabContent,
        answers: Spool[Answered],
        described: Described,
        patient: PatientView | None = None,
        engine: Engine = IN_PROCESS,
    ) -> None:
        self.advisor = advisor
        self.engine = engine
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
        if self.patient:
            for place in progress(left, len(left), "Therapies"):
                asked = self._asked.get(place) or self._read(place)
                self._add(place, self.advisor.advise(asked, disease=self.disease))
            return
        starts = range(0, len(left), AT_A_TIME)
        engine = for_jobs(self.engine, len(starts))
        advisor = share(engine, self.advisor)
        chunks = (left[start : start + AT_A_TIME] for start in starts)
        jobs = (
            Job(describe_alone, (advisor, self.disease, [self._known(at) for at in chunk]))
            for chunk in chunks
        )
        told = chain.from_iterable(progress(engine.run(jobs), len(starts), "Therapies"))
        for place, one in zip(left, told, strict=True):
            self._keep(place, one)

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

    def _known(self, place: int) -> KnownVariant:
        """Gather what is known of a variant."""
        distinct = self.content.variants[place]
        [answered] = self.answers.take([place])
        rows = [
            (row.line, variant_of(self.content, distinct, row.variants))
            for row in self.content.spool.take(distinct.first)
        ]
        return KnownVariant(
            distinct.gene, distinct.variation, rows, distinct.n_rows, distinct.n_samples, answered
        )

    def _add(self, place: int, advice: Advice) -> None:
        self._keep(place, describe(self._known(place), advice, self.patient))

    def _keep(self, place: int, told: DescribedVariant) -> None:
        described = self.described
        described.spooled_at[place] = described.spool.append_pickled(told.variant)
        described.cells.append_pickled(told.cells)
        described.ranks[place] = told.rank
        described.n_actionable += told.actionable
        for drug in told.drugs:
            described.drugs.setdefault(drug.name, drug)

    def _add_drugs(self, advice: Advice) -> None:
        for drug in drugs_of(advice):
            self.described.drugs.setdefault(drug.name, drug)
