"""Possible diagnoses on published cases: how often the right one is first, and how calibrated.

``python experiments/benchmarks/diagnosis.py CASES.jsonl.gz`` reads cases in the format of
``oncolit diagnose --cases``, with ``disease`` (the diagnosis) and ``pmids`` (where it was
published). Each is ranked from its findings, with all annotations and again without those made
from its own publication, and in both readings of absent findings.

``--fit`` fits the weights of :mod:`patients.diagnosis_weights` to the cases, prints them, and
measures with weights fitted to the cases of other diseases (five folds by disease).
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from rich.progress import track
from scipy.optimize import minimize

from patients.diagnosis import Diagnoser, open_diagnoser
from patients.diagnosis_question import DiagnosisQuestion, GermlineGene
from patients.diagnosis_weights import EVIDENCE_KINDS, AbsenceReading, Weights
from patients.disease_scores import DiseaseScores
from patients.fitted_weights import FITTED
from patients.published_cases import PublishedCase, PublishedCaseError, read_published_cases

FOLDS = 5
CANDIDATES = 400
"""Diseases that a case's weights are fitted on: so many of the best by the weights in use, and as
many of the others at random, which stand for all others."""

FREE = {
    AbsenceReading.ASKED: (
        "exact", "similar", "unexplained", "extent", "patients", "references", "expected",
    ),
    AbsenceReading.RECORDED: (
        "exact", "similar", "unexplained", "extent", "patients", "references", "expected",
        "looked_for", "never_met",
    ),
}  # fmt: skip
"""Weights that are fitted; that of what is absent is tied to that of what is there."""

TIED = 0.25
"""Weight of absent findings as a part of the weight of exact ones."""

_RIDGE = 1e-3
_BOUNDS = {"exact": (0, None), "similar": (0, None), "unexplained": (None, 0)}


@dataclass(frozen=True)
class Measured:
    """What became of one case under one set of annotations.

    Parameters
    ----------
    rank : float
        Of the right disease; infinite where the annotations lack it.
    posterior : float
        Of the first disease.
    """

    rank: float
    posterior: float


@dataclass(frozen=True)
class FitCase:
    """Evidence for the candidates of one case.

    Parameters
    ----------
    disease : str
    evidence : ndarray, shape (n_candidates, n_kinds)
    added : ndarray, shape (n_candidates,)
        What does not depend on weights, and the log of how many diseases each stands for.
    right : int
        Place of the right one; n_candidates where it is not listed.
    unlisted : ndarray, shape (3,)
        One, information, findings.
    """

    disease: str
    evidence: np.ndarray
    added: np.ndarray
    right: int
    unlisted: np.ndarray


def question_of(
    diagnoser: Diagnoser,
    case: PublishedCase,
    absences: AbsenceReading,
    genes: Sequence[str] = (),
) -> DiagnosisQuestion:
    """Ask for a case; terms that the ontology lacks are left out."""
    known = diagnoser.ontology
    return DiagnosisQuestion(
        tuple(term for term in case.observed if term in known),
        tuple(term for term in case.excluded if term in known),
        case.sex,
        tuple(GermlineGene(gene) for gene in genes),
        absences,
    )


def rank_of(totals: np.ndarray, right: int | None) -> float:
    """Return the rank, ties counted half."""
    if right is None or np.isneginf(totals[right]):
        return float("inf")
    tied = np.sum(totals == totals[right]) - 1
    return float(1 + np.sum(totals > totals[right]) + tied / 2)


def measure(
    diagnoser: Diagnoser,
    case: PublishedCase,
    absences: AbsenceReading,
    *,
    own: bool,
    genes: bool = False,
) -> Measured:
    """Rank one case among all diseases."""
    question = question_of(diagnoser, case, absences, case.genes if genes else ())
    totals, unlisted = diagnoser.totals(question)
    if not own:
        places, others = diagnoser.without(question, case.pmids)
        totals[places] = others
    scores = np.exp(np.append(totals, unlisted) - max(totals.max(), unlisted))
    right = diagnoser.place(case.disease)
    return Measured(rank_of(totals, right), float(scores[:-1].max() / scores.sum()))


def summary(measured: Sequence[Measured]) -> dict[str, float]:
    """Return top-k, mean reciprocal rank and calibration error."""
    ranks = np.array([one.rank for one in measured])
    top = {f"top{k}": float(np.mean(ranks <= k)) for k in (1, 3, 10)}
    return {
        "cases": len(ranks),
        **top,
        "mrr": float(np.mean(1 / ranks)),
        "ece": calibration_error(measured),
        "listed": float(np.mean(np.isfinite(ranks))),
    }


def bins_of(measured: Sequence[Measured]) -> list[tuple[int, float, float]]:
    """Return cases, mean posterior and share right of ten equal-width bins that hold any."""
    posteriors = np.array([one.posterior for one in measured])
    right = np.array([one.rank <= 1 for one in measured])
    bins = np.minimum((posteriors * 10).astype(int), 9)
    return [
        (int(inside.sum()), float(posteriors[inside].mean()), float(right[inside].mean()))
        for inside in (bins == one for one in np.unique(bins))
    ]


def calibration_error(measured: Sequence[Measured]) -> float:
    """Return the expected calibration error of the first disease over ten bins."""
    gaps = [count * abs(said - was) for count, said, was in bins_of(measured)]
    return float(sum(gaps) / len(measured))


def fit_cases(
    diagnoser: Diagnoser, cases: Sequence[PublishedCase], absences: AbsenceReading
) -> list[FitCase]:
    """Prepare cases for fitting."""
    random = np.random.default_rng(0)
    found = []
    for case in track(cases, "Evidence", disable=not sys.stderr.isatty()):
        question = question_of(diagnoser, case, absences)
        scores: DiseaseScores = diagnoser.scores(question.sex)
        observed, absent = diagnoser.findings(question)
        evidence = scores.evidence(observed, absent)
        added = diagnoser.of_patient(question)
        totals = FITTED[absences].of_evidence() @ evidence + added
        place = diagnoser.place(case.disease)
        order = np.argsort(-totals, kind="stable")
        sure = np.union1d(order[:CANDIDATES], [] if place is None else [place]).astype(int)
        others = np.setdiff1d(order, sure)
        drawn = random.choice(others, CANDIDATES, replace=False)
        chosen = np.concatenate([sure, drawn])
        added = added[chosen]
        added[len(sure) :] += np.log(len(others) / CANDIDATES)
        right = len(chosen) if place is None else int(np.searchsorted(sure, place))
        unlisted = np.array([1.0, scores.total_information(observed), len(observed)])
        found.append(FitCase(case.disease, evidence[:, chosen].T.copy(), added, right, unlisted))
    return found


def fit(cases: Sequence[FitCase], absences: AbsenceReading) -> Weights:
    """Maximise the mean log posterior of the right outcome, with a ridge on scaled weights."""
    columns = [EVIDENCE_KINDS.index(kind) for kind in FREE[absences]]
    tied, exact = EVIDENCE_KINDS.index("absent"), list(FREE[absences]).index("exact")
    blocks = []
    for case in cases:
        block = case.evidence[:, columns].copy()
        block[:, exact] += TIED * case.evidence[:, tied]
        blocks.append(block)
    scale = np.concatenate(blocks[::20]).std(axis=0) + 1e-6
    n_free = len(columns)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for case, block in zip(cases, blocks, strict=True):
            scaled = block / scale
            scores = np.append(
                scaled @ weights[:n_free] + case.added, case.unlisted @ weights[n_free:]
            )
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            total -= float(np.log(max(shares[case.right], 1e-300)))
            shares[case.right] -= 1
            slope[:n_free] += shares[:-1] @ scaled
            slope[n_free:] += shares[-1] * case.unlisted
        ridge = np.append(weights[:n_free], np.zeros(3))
        return total / len(cases) + _RIDGE * ridge @ ridge, slope / len(cases) + 2 * _RIDGE * ridge

    bounds = [_BOUNDS.get(kind, (None, None)) for kind in FREE[absences]] + [(None, None)] * 3
    start = np.zeros(n_free + 3)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    named = dict(zip(FREE[absences], (found[:n_free] / scale).tolist(), strict=True))
    named["absent"] = TIED * named["exact"]
    unlisted = ("unlisted", "unlisted_information", "unlisted_findings")
    named.update(zip(unlisted, found[n_free:].tolist(), strict=True))
    zero = {one.name: 0.0 for one in fields(Weights)}
    return Weights(**{**zero, **{key: round(value, 3) for key, value in named.items()}})


def left_out(
    diagnoser: Diagnoser,
    cases: Sequence[PublishedCase],
    prepared: Sequence[FitCase],
    absences: AbsenceReading,
) -> dict[bool, list[Measured]]:
    """Measure each case with weights fitted to the cases of other diseases, by ``own``."""
    diseases = sorted({case.disease for case in cases})
    drawn = np.random.default_rng(0).integers(0, FOLDS, len(diseases))
    folds = dict(zip(diseases, drawn, strict=True))
    measured: dict[bool, list[Measured]] = {True: [], False: []}
    for fold in range(FOLDS):
        weights = fit([case for case in prepared if folds[case.disease] != fold], absences)
        fitted = Diagnoser(diagnoser.ontology, diagnoser.annotations, {absences: weights})
        for case in (case for case in cases if folds[case.disease] == fold):
            for own, found in measured.items():
                found.append(measure(fitted, case, absences, own=own))
    return measured


def show(title: str, measured: Sequence[Measured]) -> dict[str, float]:
    """Print one line and return what it says."""
    found = summary(measured)
    words = " ".join(f"{key} {value:.4f}" for key, value in found.items() if key != "cases")
    print(f"{title:<58} {found['cases']:>5} cases  {words}", flush=True)
    return found


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    read = list(read_published_cases(asked.cases))
    for fault in (one for one in read if isinstance(one, PublishedCaseError)):
        print(fault, file=sys.stderr)
    cases = [one for one in read if isinstance(one, PublishedCase)]
    diagnoser = open_diagnoser()
    result: dict[str, object] = {"annotations": diagnoser.annotations.version}
    for absences in AbsenceReading:
        if asked.fit:
            prepared = fit_cases(diagnoser, cases, absences)
            weights = fit(prepared, absences)
            print(absences, weights)
            for own, measured in left_out(diagnoser, cases, prepared, absences).items():
                words = "all annotations" if own else "without its own publication"
                title = f"{absences}, {words}, weights of other diseases"
                result[f"{absences}_{own}_left_out"] = show(title, measured)
            continue
        for own in (True, False):
            words = "all annotations" if own else "without its own publication"
            measured = [
                measure(diagnoser, case, absences, own=own)
                for case in track(cases, words, disable=not sys.stderr.isatty())
            ]
            key = f"{absences}_{'all' if own else 'without_own'}"
            result[key] = show(f"{absences}, {words}", measured)
            for low, high in ((0, 3), (4, 7), (8, 12), (13, 1000)):
                part = [
                    one
                    for one, case in zip(measured, cases, strict=True)
                    if low <= len(case.observed) <= high
                ]
                show(f"  {low} to {high} findings", part)
            for count, said, was in bins_of(measured):
                print(f"    posterior {said:.2f}: right {was:.2f} of {count}")
    if not asked.fit:
        with_genes = [
            measure(diagnoser, case, AbsenceReading.RECORDED, own=True, genes=True)
            for case in cases
        ]
        result["with_genes"] = show("recorded, all annotations, with the gene", with_genes)
        result["milliseconds"] = _speed(diagnoser, cases[:200])
        print(f"{result['milliseconds']:.1f} ms a case with reasons and question")
    print(json.dumps(result))


def _speed(diagnoser: Diagnoser, cases: Sequence[PublishedCase]) -> float:
    start = time.perf_counter()
    for case in cases:
        diagnoser.rank(question_of(diagnoser, case, AbsenceReading.RECORDED))
    return 1000 * (time.perf_counter() - start) / len(cases)


if __name__ == "__main__":
    main()
