"""One described variant: its record, its cells in the tables, and its rank in the report."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.lab_row import LabVariant
from pipeline.lab_answers import Answered
from pipeline.lab_standing import PatientView, with_flags
from pipeline.spool import pickled
from reports.lab_maf import effect_cells
from reports.lab_report import Drug, Variant
from reports.lab_table import answer_columns
from reports.lab_variant import best_standing, make_drug, make_variant
from therapy.advice import Advisor
from therapy.matching import Variant as AskedVariant
from therapy.suggestion import Advice

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


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """A variant with its first rows and its answer.

    Parameters
    ----------
    gene, variation : str
    rows : list of (int, LabVariant)
        Each with its line.
    n_rows, n_samples : int
        How many there are.
    answered : Answered
    """

    gene: str
    variation: str
    rows: list[tuple[int, LabVariant]]
    n_rows: int
    n_samples: int
    answered: Answered


@dataclass(frozen=True, slots=True)
class DescribedVariant:
    """A variant with all that is said of it.

    Parameters
    ----------
    variant, cells : bytes
        A Variant and its :class:`Cells`, pickled as they are spooled.
    rank : tuple
        Sort key in the report.
    actionable : bool
    drugs : list of Drug
        Facts on those of its therapies.
    """

    variant: bytes
    cells: bytes
    rank: Rank
    actionable: bool
    drugs: list[Drug]


def describe_alone(
    advisor: Advisor, disease: str | None, known: list[KnownVariant]
) -> list[DescribedVariant]:
    """Describe variants that are read without others, as a job."""
    return [
        describe(
            one,
            advisor.advise(
                AskedVariant.read(one.gene, one.variation, one.answered.predicted), disease=disease
            ),
        )
        for one in known
    ]


def describe(
    known: KnownVariant, advice: Advice, patient: PatientView | None = None
) -> DescribedVariant:
    """Make of a variant and its therapies what is written of it."""
    answered = known.answered
    variant = make_variant(
        known.rows, known.n_rows, known.n_samples, answered.effect, advice, answered.literature
    )
    if patient:
        variant = with_flags(variant, advice, patient)
    return DescribedVariant(
        pickled(variant),
        pickled(Cells(answer_columns(variant), effect_cells(variant))),
        _rank(variant, advice),
        variant.actionable,
        list(drugs_of(advice)),
    )


def drugs_of(advice: Advice) -> Iterator[Drug]:
    """Yield the facts on each drug of the therapies."""
    drugs = {drug.name: drug for one in advice.suggestions for drug in one.regimen.drugs}
    yield from map(make_drug, drugs.values())


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
