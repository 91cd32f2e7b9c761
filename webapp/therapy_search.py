"""Search of the evidence: what is suggested for a variant, and which statements speak of a drug.

With a gene and a variation the answer is advice: therapies for and against, with tiers. With less
it is a list of curated statements, of a gene, a drug, a class of drugs, a tumour type or all of
these. What is not known is said, with what is spelt nearly so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pipeline.advisor import Knowledge, unknown_tumour
from pipeline.therapies import not_understood
from reports.lab_report import Effect
from reports.lab_variant import advice_fields, make_therapy
from therapy.advice import Advisor
from therapy.effects import PredictedEffect, read_prediction
from therapy.evidence_item import EvidenceItem
from therapy.matching import Variant
from therapy.suggestion import RELATION_RANKS, RESEARCH_USE, Suggestion
from therapy.tumour_types import Relation
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.gene_symbols import SymbolStatus, approved_symbol, comparable_symbol, resolve_symbol
from webapp.classification import Question
from webapp.pagination import PageRequest, page_of_list
from webapp.therapy_answers import AdviceFound, Statement, StatementsFound

MOST_CHARACTERS = {"gene": 100, "variation": 500, "disease": 200, "drug": 300}
"""Of each part of a question."""

_HINTS = 3


class TherapySearchError(ValueError):
    """The question names nothing that can be searched for."""


@dataclass(frozen=True)
class TherapyQuestion:
    """What is searched for; empty is not asked.

    Parameters
    ----------
    gene, variation : str
    disease : str
        Tumour type: a name, a DOID or an OncoTree code.
    drug : str
        Name, synonym or class.
    """

    gene: str = ""
    variation: str = ""
    disease: str = ""
    drug: str = ""

    def check(self) -> None:
        """Refuse what cannot be searched for.

        Raises
        ------
        TherapySearchError
            Nothing is asked, or a variation without its gene.
        TherapyQueryError
            The variation names several variants.
        """
        for name, most in MOST_CHARACTERS.items():
            text = getattr(self, name)
            if not text.isprintable():
                raise TherapySearchError(f"{name}: expected text that can be printed")
            if len(text) > most:
                raise TherapySearchError(f"{name}: {len(text)} characters; expected at most {most}")
        if not any(getattr(self, name).strip() for name in MOST_CHARACTERS):
            raise TherapySearchError("expected a gene, a drug or a disease")
        if self.variation.strip():
            if not self.gene.strip():
                raise TherapySearchError(f"expected the gene of {self.variation!r}")
            Question(gene=self.gene, variation=self.variation).check()


class TherapySearch:
    """Searches one evidence base.

    Parameters
    ----------
    advisor : Advisor
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._items: dict[str, EvidenceItem] = {}
        self._by_gene: dict[str, set[str]] = {}
        self._by_drug: dict[str, set[str]] = {}
        self._genes: dict[str, list[str]] = {}
        for gene in advisor.index.genes:
            for part in advisor.index.parts(gene):
                for entry in part.entries:
                    self._add(gene, entry.item)
        for item in advisor.index.unread:
            self._add(None, item)
        self._classes: dict[str, set[str]] = {}
        for drug in advisor.index.drugs:
            self._classes.setdefault(_class_key(drug.drug_class), set()).add(drug.name)

    def advise(
        self,
        asked: TherapyQuestion,
        page: PageRequest,
        effect: Effect | None = None,
        made: str = "",
    ) -> AdviceFound:
        """Suggest therapies for a variant.

        Parameters
        ----------
        asked : TherapyQuestion
            With gene and variation; a drug keeps its regimens alone.
        page : PageRequest
        effect : Effect, optional
            What the classifier answers; without it curated evidence speaks alone.
        made : str
            Day on which the classifier was made.
        """
        gene, variation = asked.gene.strip(), asked.variation.strip()
        variant = Variant.read(gene, variation, _predicted(effect, made))
        advice = self._advisor.advise(variant, disease=asked.disease.strip() or None)
        found: Iterable[Suggestion] = advice.suggestions
        notes = not_understood([(gene, variation)])
        if near := self.near_genes(gene):
            notes.append(near)
        if asked.drug.strip():
            names = self._drug_names(asked.drug)
            found = [one for one in found if names & {*one.regimen.parts}]
            notes += self._drug_notes(asked.drug, names)
        suggestions = tuple(found)
        some = page_of_list(suggestions, page).map(make_therapy)
        return AdviceFound(
            notice=RESEARCH_USE,
            gene=gene,
            gene_symbol=approved_symbol(gene),
            variation=variation,
            disease=advice.disease,
            drug=asked.drug.strip() or None,
            effect=effect,
            notes=[*notes, *self._tumour_notes(asked.disease)],
            total=len(suggestions),
            items=list(some.items),
            next_cursor=some.next_cursor,
            **advice_fields(advice),
        )

    def near_genes(self, text: str) -> str:
        """Name genes that are spelt nearly so, where the gene is not known."""
        if resolve_symbol(text).status is not SymbolStatus.UNKNOWN:
            return ""
        return _hint(text, {gene.casefold(): gene for gene in self._by_gene}).strip()

    def statements(self, asked: TherapyQuestion, page: PageRequest) -> StatementsFound:
        """List the statements that speak of a gene, a drug and a tumour type, the best first.

        Where a tumour type is asked for, what is of that type comes first, then what includes it
        and what it includes; statements on other tumours are left out.
        """
        keys: Collection[str] = self._items.keys()
        notes: list[str] = []
        if gene := asked.gene.strip():
            keys = self._by_gene.get(comparable_symbol(gene), set())
            notes += self._gene_notes(gene)
        if drug := asked.drug.strip():
            names = self._drug_names(drug)
            keys = {key for name in names for key in self._by_drug.get(name, ()) if key in keys}
            notes += self._drug_notes(drug, names)
        disease = asked.disease.strip()
        ranked = sorted(self._ranked(keys, disease))
        some = page_of_list(ranked, page)
        return StatementsFound(
            notice=RESEARCH_USE,
            gene=gene or None,
            drug=drug or None,
            disease=disease or None,
            notes=[*notes, *self._tumour_notes(disease)],
            total=len(ranked),
            items=[self._statement(key, disease) for *_, key in some.items],
            next_cursor=some.next_cursor,
        )

    def _add(self, gene: str | None, item: EvidenceItem) -> None:
        if item.key not in self._items:
            self._items[item.key] = item
            for regimen in self._advisor.index.regimens_of(item):
                for name in regimen.parts:
                    self._by_drug.setdefault(name, set()).add(item.key)
        if gene is not None:
            self._by_gene.setdefault(gene, set()).add(item.key)
            genes = self._genes.setdefault(item.key, [])
            if gene not in genes:
                genes.append(gene)

    def _ranked(self, keys: Iterable[str], disease: str) -> Iterator[tuple[Any, ...]]:
        """Yield a sort key of each statement that serves the tumour, its own key last."""
        for key in keys:
            item, rank = self._items[key], 0
            if disease:
                relation = self._relation(item, disease)
                if not relation.serves:
                    continue
                rank = RELATION_RANKS[relation]
            yield rank, not item.supports, item.level.value, -(item.rating or 0), _natural(key), key

    def _relation(self, item: EvidenceItem, disease: str) -> Relation:
        return self._advisor.tumours.relation(item.tumour_type, disease)

    def _statement(self, key: str, disease: str) -> Statement:
        item = self._items[key]
        regimens = [regimen.name for regimen in self._advisor.index.regimens_of(item)]
        relation = self._relation(item, disease).value if disease else None
        return Statement.of(item, sorted(self._genes.get(key, ())), regimens, relation)

    def _drug_names(self, text: str) -> set[str]:
        """Return the normal names that a name, a synonym or a class stands for."""
        name = self._advisor.index.drugs.normal_name(text)
        names = set(self._classes.get(_class_key(text), ()))
        if name in self._by_drug or self._advisor.index.drugs.find(text):
            names.add(name)
        return names

    def _drug_notes(self, text: str, names: set[str]) -> list[str]:
        if not names:
            drugs = self._advisor.index.drugs
            known = {
                spelt.casefold(): spelt for one in drugs for spelt in (one.name, *one.synonyms)
            }
            known |= {one.drug_class.casefold(): one.drug_class for one in drugs}
            known |= {name.casefold(): name for name in self._by_drug}
            return [f"Drug {text!r} is not known, by name, synonym or class.{_hint(text, known)}"]
        if len(names) > 1:
            return [f"{text!r} is a class of {len(names)} drugs: {', '.join(sorted(names))}."]
        return []

    def _gene_notes(self, text: str) -> list[str]:
        symbol = resolve_symbol(text)
        if comparable_symbol(text) in self._by_gene:
            renamed = symbol.approved and symbol.approved != text
            return [f"{text} is read as {symbol.approved}, the approved symbol."] if renamed else []
        if symbol.status is SymbolStatus.AMBIGUOUS:
            genes = ", ".join(symbol.candidates)
            return [f"{text!r} is a symbol of several genes: {genes}. Ask for one of them."]
        if symbol.status is SymbolStatus.UNKNOWN:
            return [f"Gene {text!r} is not known. {self.near_genes(text)}".strip()]
        return [
            f"The evidence base has no statement on {symbol.approved}. That does not mean that no "
            "therapy exists."
        ]

    def _tumour_notes(self, disease: str) -> list[str]:
        return unknown_tumour(self._advisor.tumours, disease.strip())


@lru_cache(maxsize=2)
def search_of(knowledge: Knowledge) -> TherapySearch:
    """Return the search of an evidence base, made once."""
    return TherapySearch(knowledge.advisor)


def _predicted(effect: Effect | None, made: str) -> PredictedEffect | None:
    """Read the classifier's answer from a report's effect."""
    if effect is None:
        return None
    classes = dict(zip(CLASS_COLUMNS, EffectClass, strict=True))
    return read_prediction(
        [effect.probabilities[column] for column in CLASS_COLUMNS],  # type: ignore[index]
        abstains=effect.answer == "abstain",
        prediction_set=[classes[column] for column in effect.prediction_set],
        made=made,
    )


def _hint(text: str, known: Mapping[str, str]) -> str:
    """Name what a text may have meant, with a blank before it; else nothing.

    Parameters
    ----------
    text : str
    known : mapping
        Spellings by the same in small letters.
    """
    near = get_close_matches(text.strip().casefold(), known, n=_HINTS, cutoff=0.7)
    names = ", ".join(dict.fromkeys(known[one] for one in near))
    return f" Did you mean {names}?" if names else ""


def _class_key(text: str) -> str:
    """Compare classes of drugs whatever their capitals, and in the plural."""
    return " ".join(text.casefold().split()).removesuffix("s")


def _natural(key: str) -> tuple[str, int]:
    """Order ``EID9`` before ``EID10``."""
    digits = key[len(key.rstrip("0123456789")) :]
    return key.rstrip("0123456789"), int(digits or 0)
