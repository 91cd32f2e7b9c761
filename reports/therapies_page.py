"""Therapies that evidence suggests for each variant of a run, with all that bears on them.

One HTML file that stands alone. What is curated and what is predicted stand apart, and so do
resistance and sensitivity.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.page_environment import report_environment
from reports.therapy_record import DETAILED
from reports.therapy_text import HEADINGS
from therapy.basis import MEANINGS, Basis, Origin
from therapy.drugs import NO_BIOMARKER, Drug
from therapy.effects import PredictedEffect
from therapy.evidence_item import Curator, Direction, EvidenceItem
from therapy.suggestion import GROUP_WORDS, RESEARCH_USE, Advice, Suggestion, Support
from therapy.tumour_types import Relation

RELATION_WORDS = {
    Relation.SAME: "",
    Relation.BROADER: "a wider tumour type than the one asked for",
    Relation.NARROWER: "a subtype of the one asked for",
    Relation.ANY: "any tumour",
    Relation.OTHER: "another tumour than the one asked for",
}
"""How the tumour of a statement stands to the one asked for."""

BASIS_WORDS = {basis: words.removeprefix("evidence on ") for basis, words in MEANINGS.items()}
"""What the evidence is on, as the column under that heading says it."""

_NOT_OF_SIBLINGS = frozenset({Basis.GENE_MUTATION, Basis.CURATED_EFFECT, Basis.PREDICTED_EFFECT})


@dataclass(frozen=True)
class VariantAdvice:
    """The advice on one row.

    Parameters
    ----------
    variant_id : int
    advice : Advice
        Its predicted effect is the held-out one.
    """

    variant_id: int
    advice: Advice

    def of(self, direction: Direction) -> list[Suggestion]:
        """Return the suggestions of one direction, the best first."""
        return [one for one in self.advice.suggestions if one.direction is direction]

    @property
    def has_remarks(self) -> bool:
        """Whether anything is known besides suggestions and the prediction."""
        advice = self.advice
        return bool(advice.contested or advice.warnings or advice.withheld or advice.effect.curated)

    def items(self, most: int) -> Iterator[EvidenceItem]:
        """Yield every statement that its part of the page names.

        Parameters
        ----------
        most : int
            Suggestions of a direction that are shown.
        """
        for direction in HEADINGS:
            for suggestion in self.of(direction)[:most]:
                yield from (one.item for one in (*suggestion.supports, *suggestion.opposing))
        for contested in self.advice.contested:
            yield from (one.item for one in contested.opposing)
        yield from (one.item for one in self.advice.warnings)
        yield from (one.item for one in self.advice.effect.curated)


@dataclass(frozen=True)
class TherapiesPage:
    """Everything the page shows.

    Parameters
    ----------
    source : str
        Name of the data folder.
    regime : str
        Split regime of the held-out predictions.
    knowledge : str
        The evidence base in words, such as ``embedded table of 334 statements``.
    advices : sequence of VariantAdvice
        In the order of the rows.
    most : int
        Suggestions of a variant that are shown of each direction.
    """

    source: str
    regime: str
    knowledge: str
    advices: Sequence[VariantAdvice]
    most: int

    @cached_property
    def told(self) -> list[VariantAdvice]:
        """Variants with a suggestion."""
        return [one for one in self.advices if one.advice.suggestions]

    @cached_property
    def remarked(self) -> list[VariantAdvice]:
        """Variants without a suggestion of which something else is known."""
        return [one for one in self.advices if not one.advice.suggestions and one.has_remarks]

    @cached_property
    def silent(self) -> list[VariantAdvice]:
        """Variants of which nothing is curated that fits."""
        return [one for one in self.advices if not one.advice.suggestions and not one.has_remarks]

    @property
    def n_suggestions(self) -> int:
        """Suggestions of all variants, those that are not shown included."""
        return sum(len(one.advice.suggestions) for one in self.advices)

    @property
    def by_gene(self) -> dict[str, list[VariantAdvice]]:
        """Variants that have a part of the page by their gene, in the order of names."""
        found: dict[str, list[VariantAdvice]] = {}
        for one in (*self.told, *self.remarked):
            found.setdefault(one.advice.gene, []).append(one)
        return dict(sorted(found.items()))

    @cached_property
    def statements(self) -> dict[str, EvidenceItem]:
        """Statements that the page names by their anchor, each once, in the order of keys."""
        named = {item.key: item for one in self.advices for item in one.items(self.most)}
        # The shorter number is the smaller: EID9 stands before EID10.
        keys = sorted(named, key=lambda key: (len(key), key))
        return {f"s{number}": named[key] for number, key in enumerate(keys, start=1)}

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Anchors of statements by their key."""
        return {item.key: anchor for anchor, item in self.statements.items()}


def first_drugs(row: VariantAdvice) -> list[Drug]:
    """Return the drugs of the first suggestions of each direction, each once."""
    first = [one for direction in HEADINGS for one in row.of(direction)[:DETAILED]]
    return list({drug.name: drug for one in first for drug in one.regimen.drugs}.values())


def drug_words(drug: Drug) -> str:
    """Return the facts on a drug in one line."""
    if not drug.approved_biomarker:
        approval = "no approval on record"
    elif drug.approved_biomarker == NO_BIOMARKER:
        approval = "approved without a biomarker"
    else:
        approval = f"approved biomarker: {drug.approved_biomarker}"
    facts = [
        drug.drug_class,
        f"targets {', '.join(drug.targets)}" if drug.targets else "",
        drug.route,
        approval,
        f"monitor: {drug.monitoring}" if drug.monitoring else "",
        f"warnings: {drug.warnings}" if drug.warnings else "",
    ]
    return "; ".join(fact for fact in facts if fact)


def prediction_words(predicted: PredictedEffect) -> str:
    """Say what is predicted and how sure it is, or that nothing is.

    Examples
    --------
    >>> from therapy.effects import read_prediction
    >>> prediction_words(read_prediction([0, 0.3, 0, 0, 0, 0.1, 0.6, 0, 0]))
    'Gain-of-function, probability 0.60; gain of function 0.90'
    >>> prediction_words(read_prediction([0, 0.4, 0, 0.3, 0, 0, 0.3, 0, 0], abstains=True))
    'the model abstains, most probable is Likely Gain-of-function, 0.40; no direction'
    """
    label, sure = predicted.effect_class.label, f"{predicted.class_probability:.2f}"
    if predicted.group is None:
        direction = "no direction"
    else:
        direction = f"{GROUP_WORDS[predicted.group]} {predicted.probability:.2f}"
    if predicted.abstains:
        between = " between its classes" if predicted.group else ""
        return f"the model abstains{between}, most probable is {label}, {sure}; {direction}"
    return f"{label}, probability {sure}; {direction}"


def is_sibling(support: Support) -> bool:
    """Tell evidence on another alteration that neither is nor contains the variant.

    Where any mutation of the gene or an effect ties the two, the basis says so itself.
    """
    return not support.is_member and support.basis not in _NOT_OF_SIBLINGS


def short_key(item: EvidenceItem) -> str:
    """Return what a statement is called: CIViC's number, or the label."""
    return item.key if item.curator is Curator.CIVIC else item.citation.id


def web_link(url: str) -> str:
    """Return an address of the web, empty where it is anything else."""
    return url if url.startswith(("https://", "http://")) else ""


def render_therapies_page(page: TherapiesPage) -> str:
    """Return the page as HTML."""
    environment = report_environment(
        drug_words=drug_words, prediction_words=prediction_words, short_key=short_key,
        web_link=web_link,
    )  # fmt: skip
    return environment.get_template("therapies_page.html.j2").render(
        page=page, first_drugs=first_drugs, is_sibling=is_sibling, HEADINGS=HEADINGS,
        MEANINGS=MEANINGS, BASIS_WORDS=BASIS_WORDS, RELATION_WORDS=RELATION_WORDS,
        GROUP_WORDS=GROUP_WORDS, RESEARCH_USE=RESEARCH_USE, DETAILED=DETAILED, Curator=Curator,
        Direction=Direction, Origin=Origin,
    )  # fmt: skip
