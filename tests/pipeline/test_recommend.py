"""The pipeline's suggestions: which evidence speaks, and how much of it the table holds."""

import json

import pytest
from civic_rows import table

from pipeline.advisor import read_knowledge
from pipeline.parameters import RecommendParameters
from pipeline.recommend import advise_all, predicted_effect, suggestion_records
from therapy.civic_file import read_civic_file
from therapy.evidence_base import EvidenceBase, EvidenceBaseError
from therapy.evidence_item import Direction
from variants.effect_class import EffectDirection

ROWS = [
    {
        "evidence_id": str(number),
        "molecular_profile": "BRAF G466V",
        "therapies": f"Newdrug{number}",
        "therapy_interaction_type": "",
    }
    for number in range(9001, 9006)
]


@pytest.fixture
def base(tmp_path, monkeypatch):
    """Make an evidence base of one release at home."""
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    file = tmp_path / "civic_2026-05-26.tsv"
    file.write_text(table(*ROWS), encoding="utf-8")
    folder = tmp_path / "knowledge"
    folder.mkdir()
    EvidenceBase(folder / "evidence.sqlite").store(read_civic_file(file))


def answer(best="class7", probability=0.9, answered=None, prediction_set=("class7",)):
    rest = (1 - probability) / 8
    return {
        "ID": 3, "Gene": "BRAF", "Variation": "G466V", "answer": answered or best,
        "probabilities": {f"class{n}": probability if f"class{n}" == best else rest
                          for n in range(1, 10)},
        "prediction_set": list(prediction_set),
    }  # fmt: skip


def therapies(knowledge):
    [found] = advise_all([answer()], knowledge, RecommendParameters())
    return {suggestion.therapy for suggestion in found.advice.suggestions}


@pytest.mark.usefixtures("base")
def test_a_run_uses_the_release_that_its_parameter_names():
    new = {f"newdrug{number}" for number in range(9001, 9006)}
    assert new <= therapies(read_knowledge(release="1"))
    assert new <= therapies(read_knowledge(release="2026-05"))
    assert not new & therapies(read_knowledge(release=""))


@pytest.mark.usefixtures("base")
def test_the_evidence_used_is_told_in_words():
    assert "CIViC, civic_2026-05-26.tsv" in read_knowledge(release="1").words
    assert "CIViC" not in read_knowledge(release="").words


@pytest.mark.usefixtures("base")
def test_a_release_that_is_not_there_is_refused():
    with pytest.raises(
        EvidenceBaseError, match=r"'7': expected .* release by number or date, of 1"
    ):
        read_knowledge(release="7")


def test_without_a_base_the_newest_release_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    assert "CIViC" not in read_knowledge().words
    with pytest.raises(EvidenceBaseError, match="which there is none yet"):
        read_knowledge(release="1")


@pytest.mark.usefixtures("base")
def test_the_table_holds_the_best_of_each_direction_and_says_how_many_there_are():
    parameters = RecommendParameters(civic="1", most=2)
    advices = advise_all([answer()], read_knowledge(release="1"), parameters)
    records = suggestion_records(advices, parameters)
    sensitive = [row for row in records if row["direction"] == Direction.SENSITIVITY]
    assert [row["place"] for row in sensitive] == [1, 2]
    assert {row["of_suggestions"] for row in sensitive} == {
        sum(one.direction is Direction.SENSITIVITY for one in advices[0].advice.suggestions)
    }
    assert all(row["ID"] == 3 and row["prediction"] == "out of fold, split text" for row in records)
    assert json.loads(json.dumps(records)) == records


def test_an_answer_that_abstains_between_groups_predicts_none():
    told = answer(probability=0.6, answered="abstain", prediction_set=("class7", "class4"))
    assert predicted_effect(told).group is None
    sure = answer(probability=0.6, answered="abstain", prediction_set=("class7", "class2"))
    assert predicted_effect(sure).group is EffectDirection.GAIN


def test_a_higher_minimum_predicts_less():
    assert predicted_effect(answer(probability=0.8), 0.95).group is None
