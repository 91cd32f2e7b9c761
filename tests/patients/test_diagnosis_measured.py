"""How often the right disease is found, on published cases."""

from pathlib import Path

import pytest

from patients.diagnosis import open_diagnoser
from patients.diagnosis_question import DiagnosisQuestion
from patients.diagnosis_weights import AbsenceReading
from patients.published_cases import PublishedCase, read_published_cases

CASES = Path(__file__).resolve().parents[3] / "shared/data/phenotype/cases_dev.jsonl.gz"
EVERY = 3


@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_file(), reason=f"{CASES} is not here")
@pytest.mark.parametrize(
    ("absences", "first", "in_ten"),
    [(AbsenceReading.RECORDED, 0.48, 0.60), (AbsenceReading.ASKED, 0.38, 0.51)],
)
def test_the_right_disease_is_found_as_often_as_the_docs_say(absences, first, in_ten):
    diagnoser = open_diagnoser()
    cases = [one for one in read_published_cases(CASES) if isinstance(one, PublishedCase)][::EVERY]
    places = []
    for case in cases:
        known = [id for id in case.observed if id in diagnoser.ontology]
        absent = [id for id in case.excluded if id in diagnoser.ontology]
        question = DiagnosisQuestion(tuple(known), tuple(absent), case.sex, absences=absences)
        ranked = [one.disease.id for one in diagnoser.rank(question, 10, 0).candidates]
        places.append(ranked.index(case.disease) if case.disease in ranked else 99)
    assert sum(place == 0 for place in places) / len(places) >= first
    assert sum(place < 10 for place in places) / len(places) >= in_ten


@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_file(), reason=f"{CASES} is not here")
def test_posteriors_are_as_good_as_they_say():
    """Cases with a posterior above 0.9 are right in at least nine of ten."""
    diagnoser = open_diagnoser()
    sure = []
    for case in list(read_published_cases(CASES))[::EVERY]:
        assert isinstance(case, PublishedCase)
        known = tuple(id for id in case.observed if id in diagnoser.ontology)
        question = DiagnosisQuestion(known, (), case.sex, absences=AbsenceReading.ASKED)
        first = diagnoser.rank(question, 1, 0).candidates[0]
        if first.posterior > 0.9:
            sure.append(first.disease.id == case.disease)
    assert len(sure) > 50
    assert sum(sure) / len(sure) >= 0.9
