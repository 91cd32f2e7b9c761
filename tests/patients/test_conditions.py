"""What of a patient matters to drugs: thresholds, words, history, what is taken."""

from pathlib import Path

import pytest

from patients.case import (
    Case,
    Diagnosis,
    Finding,
    HistoryEntry,
    Sex,
    TestKind,
    TestResult,
    parse_age,
)
from patients.condition_list import CONDITIONS, with_broader
from patients.condition_medications import (
    COLUMNS,
    InteractingDrugError,
    InteractingDrugs,
    read_interacting_drugs,
)
from patients.conditions import find_conditions
from patients.ontology import read_ontology

TABLE = Path(__file__).parents[2] / "data" / "knowledge" / "interacting_drugs.tsv"
ONTOLOGY = read_ontology()
UNITS = {
    TestKind.QTC: "ms",
    TestKind.LVEF: "%",
    TestKind.GFR: "mL/min/1.73m2",
    TestKind.CREATININE_CLEARANCE: "mL/min",
    TestKind.BILIRUBIN: "mg/dL",
    TestKind.POTASSIUM: "mmol/L",
    TestKind.MAGNESIUM: "mg/dL",
    TestKind.GLUCOSE: "mg/dL",
    TestKind.HBA1C: "%",
    TestKind.HAEMOGLOBIN: "g/dL",
}


def result(kind, value):
    if isinstance(value, str):
        return TestResult(kind, None, "", value)
    return TestResult(kind, value, UNITS.get(kind, "10^9/L"))


def found(**parts):
    """Return ground by key of the conditions of a case."""
    case = Case("one", **parts)
    return {one.key: one.ground for one in find_conditions(case, ONTOLOGY)}


def shown(kind, value, sex=Sex.UNKNOWN):
    return set(found(sex=sex, tests=(result(kind, value),)))


@pytest.mark.parametrize(
    ("kind", "value", "keys"),
    [
        (TestKind.LVEF, 50, set()),
        (TestKind.LVEF, 49, {"low_lvef"}),
        (TestKind.GFR, 60, set()),
        (TestKind.GFR, 59, {"renal_impairment"}),
        (TestKind.GFR, 51, {"renal_impairment"}),
        (TestKind.GFR, 50, {"renal_impairment_to_50"}),
        (TestKind.GFR, 44, {"renal_impairment_below_45"}),
        (TestKind.GFR, 29, {"renal_impairment_severe"}),
        (TestKind.CREATININE_CLEARANCE, 29, {"renal_impairment_severe"}),
        (TestKind.BILIRUBIN, 1.2, set()),
        (TestKind.BILIRUBIN, 1.3, {"hepatic_impairment"}),
        (TestKind.BILIRUBIN, 2.1, {"hepatic_impairment_moderate"}),
        (TestKind.BILIRUBIN, 3.7, {"hepatic_impairment_severe"}),
        (TestKind.CHILD_PUGH, "A", {"hepatic_impairment"}),
        (TestKind.CHILD_PUGH, "B", {"hepatic_impairment_moderate"}),
        (TestKind.CHILD_PUGH, "C", {"hepatic_impairment_severe"}),
        (TestKind.PLATELETS, 150, set()),
        (TestKind.PLATELETS, 100, {"platelets_below_150"}),
        (TestKind.PLATELETS, 74, {"thrombocytopenia"}),
        (TestKind.NEUTROPHILS, 1.5, set()),
        (TestKind.NEUTROPHILS, 1.2, {"neutropenia"}),
        (TestKind.NEUTROPHILS, 0.9, {"neutropenia_severe"}),
        (TestKind.HAEMOGLOBIN, 7.9, {"anaemia"}),
        (TestKind.POTASSIUM, 3.4, {"hypokalaemia"}),
        (TestKind.POTASSIUM, 3.5, set()),
        (TestKind.MAGNESIUM, 1.6, {"hypomagnesaemia"}),
        (TestKind.GLUCOSE, 126, {"hyperglycaemia"}),
        (TestKind.HBA1C, 6.4, set()),
        (TestKind.HBA1C, 6.5, {"hyperglycaemia"}),
        (TestKind.PREGNANCY, "pregnant", {"pregnancy"}),
        (TestKind.PREGNANCY, "breastfeeding", {"breastfeeding"}),
        (TestKind.PREGNANCY, "not pregnant", set()),
        (TestKind.PREGNANCY, "unknown", set()),
        (TestKind.DPYD, "intermediate", {"dpyd_deficiency"}),
        (TestKind.DPYD, "poor", {"dpyd_complete_deficiency"}),
        (TestKind.UGT1A1, "poor", {"ugt1a1_reduced"}),
        (TestKind.G6PD, "deficient", {"g6pd_deficiency"}),
        (TestKind.HEPATITIS_B, "core antibody positive", {"hepatitis_b"}),
        (TestKind.HEPATITIS_B, "negative", set()),
    ],
    ids=str,
)
def test_a_result_shows_a_condition_from_its_limit_on(kind, value, keys):
    assert shown(kind, value) == keys


@pytest.mark.parametrize(
    ("sex", "value", "key"),
    [
        (Sex.MALE, 449, None),
        (Sex.MALE, 450, "qt_prolongation"),
        (Sex.FEMALE, 460, None),
        (Sex.FEMALE, 470, "qt_prolongation"),
        (Sex.UNKNOWN, 460, None),
        (Sex.FEMALE, 500, "qt_prolongation_severe"),
    ],
    ids=str,
)
def test_the_limit_of_qtc_is_lower_in_men(sex, value, key):
    assert shown(TestKind.QTC, value, sex) == ({key} if key else set())


def test_multiples_of_the_upper_limit_of_normal_need_no_limit_of_ours():
    times = TestResult(TestKind.BILIRUBIN, 1.6, "xULN")
    assert set(found(tests=(times,))) == {"hepatic_impairment_moderate"}


def test_a_raised_ast_with_normal_bilirubin_is_mild_impairment():
    tests = (result(TestKind.BILIRUBIN, 0.8), TestResult(TestKind.AST, 90, "U/L"))
    assert set(found(tests=tests)) == {"hepatic_impairment"}
    assert set(found(tests=tests[1:])) == set()


def test_the_ground_names_the_result():
    assert found(tests=(result(TestKind.QTC, 490),)) == {"qt_prolongation": "QTc 490 ms"}
    assert found(tests=(result(TestKind.CHILD_PUGH, "B"),)) == {
        "hepatic_impairment_moderate": "Child-Pugh class B"
    }


def test_of_grades_only_the_gravest_is_told_with_all_grounds():
    history = (HistoryEntry("chronic kidney disease"),)
    conditions = found(history=history, tests=(result(TestKind.GFR, 28),))
    assert conditions == {"renal_impairment_severe": "GFR 28 mL/min/1.73m2; chronic kidney disease"}


@pytest.mark.parametrize(
    ("term", "label", "key"),
    [
        ("HP:0001657", "Prolonged QT interval", "qt_prolongation"),
        ("HP:0005184", "Prolonged QTc interval", "qt_prolongation"),
        ("HP:0002105", "Hemoptysis", "bleeding"),
        ("HP:0002625", "Deep venous thrombosis", "venous_thrombosis"),
        ("HP:0002121", "Generalized non-motor (absence) seizure", "seizures"),
        ("HP:0002206", "Pulmonary fibrosis", "interstitial_lung_disease"),
        ("HP:0003477", "Peripheral axonal neuropathy", "neuropathy"),
    ],
    ids=lambda value: str(value).split()[0],
)
def test_a_finding_shows_a_condition_by_its_term_or_one_below(term, label, key):
    assert key in found(findings=(Finding(term, label),))


@pytest.mark.parametrize(
    ("age", "key"),
    [
        ("P8M", "age_below_1"),
        ("1", "age_below_2"),
        ("11", "age_below_12"),
        ("12", "age_below_18"),
        ("17 years 11 months", "age_below_18"),
        ("18", None),
    ],
)
def test_an_age_below_a_limit_of_labels_is_a_condition(age, key):
    assert set(found(age=parse_age(age))) == ({key} if key else set())


def test_the_ground_of_an_age_is_the_age():
    assert found(age=parse_age("P8M")) == {"age_below_1": "age 8 months"}


def test_hormone_receptors_are_negative_only_where_both_were_tested():
    er, pr = result(TestKind.ER, "negative"), result(TestKind.PR, "negative")
    assert found(tests=(er, pr)) == {"hormone_receptor_negative": "ER negative, PR negative"}
    assert found(tests=(er,)) == {}
    assert found(tests=(er, result(TestKind.PR, "positive"))) == {}


def test_a_man_is_not_pregnant():
    assert found(sex=Sex.MALE, tests=(result(TestKind.PREGNANCY, "pregnant"),)) == {}


def test_absent_findings_never_count():
    assert found(findings=(Finding("HP:0001250", "Seizure", excluded=True),)) == {}
    ruled_out = Diagnosis("OMIM:266600", "Crohn disease", excluded=True)
    assert found(diagnoses=(ruled_out,)) == {}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Crohn disease", {"inflammatory_bowel_disease", "autoimmune_disease"}),
        ("Type 2 diabetes", {"hyperglycaemia"}),
        ("diabetes insipidus", set()),
        ("Heart failure with reduced ejection fraction", {"low_lvef"}),
        ("arterial hypertension", {"hypertension"}),
        ("pulmonary hypertension", set()),
        ("kidney transplant", {"organ_transplant"}),
        ("myasthenia gravis", {"autoimmune_disease", "myasthenia_gravis"}),
        ("Gilbert syndrome", {"ugt1a1_reduced"}),
        ("Ischaemic stroke", {"arterial_disease"}),
        ("radiation pneumonitis", {"interstitial_lung_disease"}),
        ("Charcot-Marie-Tooth disease type 1A", {"neuropathy", "charcot_marie_tooth"}),
        ("Appendectomy", set()),
        ("no diabetes", set()),
        ("family history of epilepsy", set()),
        ("Crohn disease ruled out", set()),
    ],
)  # fmt: skip
def test_history_shows_a_condition_by_its_words(name, keys):
    assert set(found(history=(HistoryEntry(name),))) == keys


def test_what_is_over_counts_where_labels_speak_of_history():
    past = (HistoryEntry("pulmonary embolism", ongoing=False, note="2019"),)
    assert found(history=past) == {"venous_thrombosis": "history of pulmonary embolism (2019)"}
    assert found(history=(HistoryEntry("neutropenia", ongoing=False),)) == {}


@pytest.mark.parametrize(
    ("medication", "key", "name"),
    [
        ("itraconazole 200 mg", "strong_cyp3a4_inhibitor", "itraconazole"),
        ("Sporanox", "strong_cyp3a4_inhibitor", "itraconazole"),
        ("Rifampin", "strong_cyp3a4_inducer", "rifampicin"),
        ("St John's wort", "strong_cyp3a4_inducer", "St John's wort"),
        ("amiodarone", "qt_prolonging_drug", "amiodarone"),
        ("Omeprazole 20 mg", "proton_pump_inhibitor", "omeprazole"),
        ("famotidine", "acid_reducer", "famotidine"),
        ("Eliquis", "antithrombotic", "apixaban"),
        ("warfarin", "vitamin_k_antagonist", "warfarin"),
        ("metoprolol", "bradycardic_drug", "metoprolol"),
    ],
)  # fmt: skip
def test_what_is_taken_is_known_by_name_and_brand(medication, key, name):
    grounds = found(medications=(medication,))
    assert grounds[key] == f"takes {name}, {CONDITIONS[key].words}"


def test_what_is_put_on_the_skin_or_not_known_does_not_count():
    assert found(medications=("ketoconazole cream", "paracetamol")) == {}


def test_an_empty_case_has_no_conditions():
    assert found() == {}


def test_conditions_and_their_terms_are_known():
    for key, condition in CONDITIONS.items():
        assert condition.key == key
        assert all(ONTOLOGY.find(term).id == term for term in condition.terms), key
        assert next(with_broader(key)) == key
    medications = {condition.key for condition in CONDITIONS.values() if condition.in_medication}
    assert {drug.condition for drug in read_interacting_drugs(TABLE).drugs} <= medications


def test_every_interacting_drug_is_found_by_its_own_names():
    table = read_interacting_drugs(TABLE)
    assert isinstance(table, InteractingDrugs)
    for drug in table.drugs:
        for name in (drug.name, *drug.synonyms):
            assert drug in table.taken(name), name


GOOD = ("itraconazole", "Sporanox", "strong_cyp3a4_inhibitor", "FDA", "https://www.fda.gov")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", *GOOD[1:]), "line 2: name is empty, expected text"),
        ((*GOOD[:2], "tired", *GOOD[3:]), "line 2: condition 'tired', expected one of cyp3a4"),
        ((*GOOD[:4], "www"), "line 2: url 'www', expected https"),
        (GOOD[:4], "line 2: got 4 columns"),
    ],
    ids=["name", "condition", "url", "columns"],
)
def test_a_malformed_row_of_interacting_drugs_is_told(tmp_path, row, message):
    path = tmp_path / "interacting_drugs.tsv"
    path.write_text("\t".join(COLUMNS) + "\n" + "\t".join(row) + "\n", encoding="utf-8")
    with pytest.raises(InteractingDrugError, match=message):
        read_interacting_drugs(path)


def test_a_drug_stands_once_for_a_condition(tmp_path):
    path = tmp_path / "interacting_drugs.tsv"
    lines = ["\t".join(COLUMNS), "\t".join(GOOD), "\t".join(GOOD)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InteractingDrugError, match="line 3: itraconazole has an earlier row"):
        read_interacting_drugs(path)
