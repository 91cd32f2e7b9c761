"""Ranking diseases from findings, on a small ontology and on the real one."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_annotations import annotation, write_folder

from patients.diagnosis import Diagnoser, open_diagnoser
from patients.diagnosis_question import DiagnosisQuestion, GermlineGene
from patients.diagnosis_reasons import Ground
from patients.diagnosis_weights import AbsenceReading
from patients.disease_annotations import AnnotationError, read_annotations
from patients.ontology import UnknownTermError, read_ontology

SPOT, FOCAL, ABSENCE, SEIZURE, DEAF, TALL = (
    "HP:0000021", "HP:0000011", "HP:0000012", "HP:0000010", "HP:0000030", "HP:0000040",
)  # fmt: skip
ROWS = [
    annotation("100 Spotted", SPOT, "9/10"),
    annotation("100 Spotted", FOCAL, "1/10", reference="PMID:2"),
    annotation("200 Shaking", FOCAL, "10/10"),
    annotation("200 Shaking", "HP:0000007", aspect="I"),
    annotation("300 Deaf boys", DEAF, "5/5"),
    annotation("300 Deaf boys", "HP:0001419", aspect="I"),
    annotation("400 Deaf", DEAF, "5/5"),
    annotation("400 Deaf", TALL, "0/5"),
    annotation("500 Tall", TALL, "17%"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Diagnoser:
    folder = write_folder(tmp_path_factory.mktemp("hpo"), ROWS, {"200": "SHK1", "300": "DEF1"})
    ontology = read_ontology(folder)
    return Diagnoser(ontology, read_annotations(ontology, folder))


def posteriors(diagnoser: Diagnoser, question: DiagnosisQuestion) -> dict[str, float]:
    ranking = diagnoser.rank(question)
    return {one.disease.name: one.posterior for one in ranking.candidates}


def asked(*observed: str, absent: tuple[str, ...] = (), **other: object) -> DiagnosisQuestion:
    return DiagnosisQuestion(observed, absent, **other)  # type: ignore[arg-type]


def test_the_disease_that_shows_the_findings_is_first(small: Diagnoser):
    assert small.rank(asked(SPOT)).candidates[0].disease.name == "Spotted"
    assert small.rank(asked(DEAF, TALL)).candidates[-1].disease.name in ("Spotted", "Shaking")


def test_posteriors_and_the_unlisted_disease_add_up_to_one(small: Diagnoser):
    ranking = small.rank(asked(SPOT, FOCAL))
    total = sum(one.posterior for one in ranking.candidates) + ranking.unlisted
    assert total == pytest.approx(1.0)
    assert 0 < ranking.unlisted < 1


def test_a_frequent_finding_speaks_louder_than_a_rare_one(small: Diagnoser):
    told = {one.disease.name: one.findings[0].factor for one in small.rank(asked(FOCAL)).candidates}
    assert told["Shaking"] > told["Spotted"] > told["Tall"]


def test_a_broad_finding_is_met_in_a_disease_with_a_precise_one(small: Diagnoser):
    [first, *_] = small.rank(asked(SEIZURE)).candidates
    assert first.disease.name == "Shaking"
    assert first.findings[0].ground is Ground.MORE_PRECISE
    assert first.findings[0].frequency == pytest.approx(10.5 / 11)


def test_a_finding_like_an_annotated_one_speaks_louder_than_an_unknown_one():
    question = asked("HP:0009737", "HP:0002650", absences=AbsenceReading.RECORDED)
    ranking = open_diagnoser().rank(question, 100, 100)
    told = [one for candidate in ranking.candidates for one in candidate.findings]
    alike = [one for one in told if one.ground is Ground.SIMILAR and one.label == "Scoliosis"]
    unknown = [one for one in told if one.ground is Ground.UNEXPLAINED and one.label == "Scoliosis"]
    assert alike
    assert unknown
    assert all(one.via for one in alike)
    assert min(one.factor for one in alike) > max(one.factor for one in unknown)


def test_an_absent_finding_that_was_asked_for_never_speaks_for_a_disease(small: Diagnoser):
    before = small.totals(asked(SPOT))[0]
    after = small.totals(asked(SPOT, absent=(SEIZURE, DEAF, TALL)))[0]
    assert np.all(after <= before + 1e-12)
    names = [one.name for one in small.annotations.diseases]
    assert after[names.index("Shaking")] < before[names.index("Shaking")]


def test_a_recorded_absence_of_a_known_finding_speaks_for_the_disease(small: Diagnoser):
    names = [one.name for one in small.annotations.diseases]
    question = asked(SPOT, absences=AbsenceReading.RECORDED)
    before = small.totals(question)[0]
    after = small.totals(replace(question, absent=(TALL,)))[0]
    assert after[names.index("Deaf")] > before[names.index("Deaf")]
    assert after[names.index("Shaking")] == before[names.index("Shaking")]


def test_an_x_linked_recessive_disease_is_less_likely_in_a_girl(small: Diagnoser):
    boys = posteriors(small, asked(DEAF, sex="male"))
    girls = posteriors(small, asked(DEAF, sex="female"))
    assert girls["Deaf boys"] < girls["Deaf"]
    assert girls["Deaf boys"] < boys["Deaf boys"] / 2
    told = {
        one.disease.name: one.against_sex
        for one in small.rank(asked(DEAF, sex="female")).candidates
    }
    assert told["Deaf boys"]
    assert not told["Deaf"]


def test_a_germline_gene_raises_its_disease_and_one_copy_raises_a_recessive_one_less(
    small: Diagnoser,
):
    without = posteriors(small, asked(DEAF))["Shaking"]
    carried = posteriors(small, asked(DEAF, genes=(GermlineGene("SHK1", True),)))["Shaking"]
    both = posteriors(small, asked(DEAF, genes=(GermlineGene("SHK1"),)))["Shaking"]
    assert without < carried < both


def test_a_gene_says_less_of_a_disease_that_many_genes_cause():
    question = asked("HP:0003002", genes=(GermlineGene("TP53"),))
    ranking = open_diagnoser().rank(question)
    added = {}
    for candidate in ranking.candidates:
        if candidate.genes:
            alone = open_diagnoser().totals(asked("HP:0003002"))[0]
            place = open_diagnoser().place(candidate.disease.id)
            added[candidate.disease.id] = candidate.score - alone[place]
    assert added["OMIM:151623"] > added["OMIM:114480"] > 0


def test_general_findings_let_no_disease_stand_out():
    assert not open_diagnoser().rank(asked("HP:0012378")).stands_out
    assert open_diagnoser().rank(asked("HP:0000957", "HP:0001480", "HP:0009737")).stands_out


def test_a_finding_above_another_one_says_nothing_more(small: Diagnoser):
    assert np.array_equal(small.totals(asked(FOCAL, SEIZURE))[0], small.totals(asked(FOCAL))[0])
    assert small.rank(asked(FOCAL, SEIZURE, FOCAL)).observed == (FOCAL,)


def test_what_is_there_is_not_absent(small: Diagnoser):
    ranking = small.rank(asked(FOCAL, absent=(SEIZURE, FOCAL, DEAF)))
    assert ranking.absent == (DEAF,)


def test_the_order_of_findings_does_not_matter(small: Diagnoser):
    one = small.totals(asked(SPOT, FOCAL, DEAF, absent=(TALL,)))[0]
    other = small.totals(asked(DEAF, SPOT, FOCAL, absent=(TALL,)))[0]
    assert np.allclose(one, other, atol=1e-12)


def test_findings_explain_the_whole_difference_between_two_patients(small: Diagnoser):
    """The factors of the findings, and what the disease shows in all, make the score."""
    for reading in AbsenceReading:
        question = asked(SPOT, absent=(DEAF, TALL), absences=reading)
        weights = small.weights[reading]
        empty = small.totals(DiagnosisQuestion(absences=reading))[0]
        extent = small.scores("").extent
        for candidate in small.rank(question).candidates:
            place = small.place(candidate.disease.id)
            told = sum(math.log(one.factor) for one in candidate.findings)
            assert candidate.score == pytest.approx(
                empty[place] + told + weights.extent * extent[place]
            )


def test_a_frequency_that_no_annotation_says_is_not_told(tmp_path: Path):
    rows = [annotation("100 Spotted", SPOT, "9/10"), annotation("100 Spotted", FOCAL)]
    folder = write_folder(tmp_path / "hpo", [*rows, annotation("200 Tall", TALL, "1/2")])
    ontology = read_ontology(folder)
    diagnoser = Diagnoser(ontology, read_annotations(ontology, folder))
    [first, _] = diagnoser.rank(asked(SPOT, SEIZURE)).candidates
    told = {one.label: (one.ground, one.frequency) for one in first.findings}
    assert told["Seizure"] == (Ground.MORE_PRECISE, None)
    assert told["Brown skin spot"] == (Ground.ANNOTATED, pytest.approx(9.5 / 11))


def test_the_question_separates_the_leaders(small: Diagnoser):
    question = small.rank(asked(SEIZURE)).question
    assert question is not None
    assert question.label in ("Brown skin spot", "Skin spot")
    assert 0 < question.gain <= 1


@pytest.mark.parametrize(("sex", "others"), [("female", "HP:0010461"), ("male", "HP:0010460")])
def test_nobody_is_asked_for_a_finding_of_the_other_sex(sex: str, others: str):
    """Li-Fraumeni syndrome is annotated with tumours of the prostate, others with the ovary's."""
    ontology = read_ontology()
    for terms in (("HP:0100013", "HP:0100244"), ("HP:0003002",), ("HP:0002664",)):
        question = open_diagnoser().rank(asked(*terms, sex=sex)).question
        assert question is not None
        assert not ontology.is_a(question.term, others)


def test_what_was_answered_is_not_asked_again(small: Diagnoser):
    question = small.rank(asked(SEIZURE, absent=("HP:0000020",))).question
    assert question is None or "skin spot" not in question.label.casefold()


def test_annotations_of_a_publication_can_be_left_out(small: Diagnoser):
    names = [one.name for one in small.annotations.diseases]
    places, totals = small.without(asked(FOCAL), ["PMID:2"])
    assert [names[place] for place in places] == ["Spotted"]
    assert totals[0] < small.totals(asked(FOCAL))[0][places[0]]
    places, totals = small.without(asked(FOCAL), ["PMID:1", "PMID:2"])
    assert len(places) == 5
    assert np.all(np.isneginf(totals))


def test_leaving_out_nothing_changes_nothing(small: Diagnoser):
    places, _ = small.without(asked(FOCAL), ["PMID:77"])
    assert len(places) == 0


def test_an_unknown_term_is_an_error(small: Diagnoser):
    with pytest.raises(UnknownTermError, match="HP:9999999"):
        small.rank(asked("HP:9999999"))


def test_a_frequency_that_is_none_is_taken_as_not_said(tmp_path: Path, caplog):
    rows = [annotation("100 Spotted", SPOT, "9 of 10")]
    ontology = read_ontology(write_folder(tmp_path / "hpo", rows))
    read = read_annotations(ontology, tmp_path / "hpo")
    assert read.rows["examined"].isna().all()
    assert "'9 of 10', expected such as 3/7" in caplog.text


def test_annotations_without_a_column_name_the_file(tmp_path: Path):
    folder = write_folder(tmp_path / "hpo", ROWS)
    (folder / "phenotype.hpoa").write_text("#version: 1\ndatabase_id\thpo_id\n")
    with pytest.raises(AnnotationError, match=r"phenotype\.hpoa"):
        read_annotations(read_ontology(folder), folder)


def test_neurofibromatosis_is_found_and_its_findings_are_told():
    question = asked("HP:0000957", "HP:0001480", "HP:0009737", absent=("HP:0001250",))
    ranking = open_diagnoser().rank(question)
    first = ranking.candidates[0]
    assert (first.disease.id, first.disease.genes) == ("OMIM:162200", ("NF1",))
    assert {one.label for one in first.findings if one.speaks_for} >= {"Lisch nodules"}
    assert first.posterior > 0.5
