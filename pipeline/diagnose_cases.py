"""``oncolit diagnose --cases``: many cases at once, a line each."""

import json
from pathlib import Path
from typing import Any

from patients.diagnosis import Diagnoser, open_diagnoser
from patients.diagnosis_question import DiagnosisQuestion, GermlineGene
from patients.diagnosis_weights import AbsenceReading
from patients.published_cases import PublishedCase, PublishedCaseError, read_published_cases
from pipeline.diagnose import DiagnoseError, known_terms
from pipeline.progress import show_progress
from pipeline.whole_folder import whole_file
from variants.gene_symbols import approved_symbol

MOST_RANKED = 100
"""Diseases of a case that are written."""

_DIGITS = 6


def diagnose_cases(
    path: Path, out: Path, absences: AbsenceReading, *, with_genes: bool = False
) -> str:
    """Rank the diseases of every case of a file.

    Each line of ``out`` has ``id``, ``ranking`` (at most :data:`MOST_RANKED` objects with
    ``disease`` and ``posterior``, the likeliest first), ``unlisted`` (probability of a disease that
    the annotations lack) and, where there are some, ``unknown_terms`` that were left out. The
    diagnosis and the publications that a line names are not looked at.

    Parameters
    ----------
    path, out : Path
    absences : AbsenceReading
    with_genes : bool
        Whether the cases' genes are used.

    Returns
    -------
    str
        What was done, with every line that was no case.

    Raises
    ------
    DiagnoseError
        There is no case at all.
    """
    diagnoser = open_diagnoser()
    faults: list[str] = []
    n_ranked = n_unknown = 0
    with whole_file(out, keep=(path,)) as unfinished:
        with unfinished.open("w", encoding="utf-8", newline="\n") as stream:
            for case in show_progress(read_published_cases(path), None, "Cases"):
                if isinstance(case, PublishedCaseError):
                    faults.append(str(case))
                    continue
                record = case_record(diagnoser, case, absences, with_genes=with_genes)
                n_unknown += len(record.get("unknown_terms", ()))
                n_ranked += 1
                stream.write(json.dumps(record) + "\n")
        if not n_ranked:
            first = f"; {faults[0]}" if faults else ""
            raise DiagnoseError(f"{path}: no case; expected a JSON object a line{first}")
    said = [f"Ranked {n_ranked} cases, rejected {len(faults)} lines. Wrote {out}", *faults]
    if n_unknown:
        newer = f"{n_unknown} terms are not in {diagnoser.ontology.version}: see unknown_terms"
        said.insert(1, newer)
    return "\n".join(said)


def case_record(
    diagnoser: Diagnoser, case: PublishedCase, absences: AbsenceReading, *, with_genes: bool
) -> dict[str, Any]:
    """Return the line of one case, see :func:`diagnose_cases`."""
    observed, unknown = known_terms(diagnoser.ontology, case.observed)
    absent, more_unknown = known_terms(diagnoser.ontology, case.excluded)
    genes = tuple(GermlineGene(approved_symbol(gene)) for gene in case.genes if with_genes)
    question = DiagnosisQuestion(observed, absent, case.sex, genes, absences)
    ranking = diagnoser.rank(question, MOST_RANKED, explained=0)
    record: dict[str, Any] = {
        "id": case.id,
        "ranking": [
            {"disease": one.disease.id, "posterior": round(one.posterior, _DIGITS)}
            for one in ranking.candidates
        ],
        "unlisted": round(ranking.unlisted, _DIGITS),
    }
    if unknown or more_unknown:
        record["unknown_terms"] = [*unknown, *more_unknown]
    return record
