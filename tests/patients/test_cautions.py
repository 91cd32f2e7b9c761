"""Cautions: which facts a patient meets, in what order, and what could not be checked."""

from pathlib import Path

import pytest

from patients.case import Case, HistoryEntry, Sex, TestKind, TestResult, Tumour, parse_age
from patients.caution_table import CAUTION_COLUMNS, CautionTableError
from patients.cautions import CautionFact, Cautions, Severity, read_cautions
from patients.condition_list import CONDITIONS
from patients.conditions import find_conditions
from patients.ontology import read_ontology
from therapy.drugs import read_drugs

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
DRUGS = read_drugs(KNOWLEDGE / "drugs.tsv")
FACTS = read_cautions(KNOWLEDGE / "cautions.tsv")
CAUTIONS = Cautions(FACTS, DRUGS)
ONTOLOGY = read_ontology()
GOOD = {
    "subject_kind": "drug",
    "subject": "nilotinib",
    "condition": "qt_prolongation",
    "severity": "contraindicated",
    "what": "Contraindicated in long QT syndrome.",
    "source": "FDA label: Tasigna (nilotinib), 2007; Contraindications: long QT syndrome",
    "url": "https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=Tasigna",
    "partner": "",
}


def met(name, beside=(), **parts):
    """Return severity by condition of the cautions on a drug that a case meets."""
    case = Case("one", **parts)
    conditions = find_conditions(case, ONTOLOGY)
    return {
        caution.condition.key: caution.fact.severity.value
        for caution in CAUTIONS.of_drug(DRUGS.find(name), conditions, beside)
    }


def told(name, **parts):
    """Return what is said of a drug to a case."""
    conditions = find_conditions(Case("one", **parts), ONTOLOGY)
    return [one.fact.what for one in CAUTIONS.of_drug(DRUGS.find(name), conditions)]


def unchecked(name, **parts):
    case = Case("one", **parts)
    found = CAUTIONS.unchecked(DRUGS.find(name), case, find_conditions(case, ONTOLOGY))
    return {one.words for one in found}


def results(**values):
    return tuple(
        TestResult(TestKind(kind), None, "", value)
        if isinstance(value, str)
        else TestResult(TestKind(kind), *value)
        for kind, value in values.items()
    )


def write(path, *rows):
    lines = ["\t".join(CAUTION_COLUMNS), *("\t".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_table_holds_at_least_150_facts_on_known_subjects_and_conditions():
    names = {drug.name for drug in DRUGS}
    classes = {drug.drug_class for drug in DRUGS}
    assert len(FACTS) >= 150
    for fact in FACTS:
        assert set(fact.subjects) <= (names if fact.subject_kind == "drug" else classes), fact
        assert fact.condition in CONDITIONS, fact
    assert len({fact.condition for fact in FACTS}) >= 40
    assert len({fact.subject for fact in FACTS}) >= 100


def test_every_condition_has_a_fact_so_that_finding_it_matters():
    assert set(CONDITIONS) - {fact.condition for fact in FACTS} == set()


def test_a_label_names_its_drug_and_leads_to_it():
    for fact in FACTS:
        if fact.source.startswith("FDA label"):
            brand = fact.source.removeprefix("FDA label: ").partition(" (")[0]
            assert f"({fact.subject}), " in fact.source, fact
            assert fact.url.endswith(f"query={brand}"), fact
            assert DRUGS.find(brand).name == fact.subject, fact
        else:
            assert fact.url == f"https://pubmed.ncbi.nlm.nih.gov/{fact.source.split()[-1]}/"


@pytest.mark.parametrize(
    ("drug", "parts", "key", "severity"),
    [
        ("Tasigna", {"tests": results(qtc=(490, "ms"))}, "qt_prolongation", "contraindicated"),
        ("crizotinib", {"tests": results(qtc=(480, "ms"))}, "qt_prolongation", "caution"),
        ("Herceptin", {"tests": results(lvef=(45, "%"))}, "low_lvef", "caution"),
        ("doxorubicin", {"tests": results(lvef=(30, "%"))}, "low_lvef", "avoid"),
        ("Enhertu", {"history": (HistoryEntry("interstitial lung disease"),)},
         "interstitial_lung_disease", "caution"),
        ("Keytruda", {"history": (HistoryEntry("Crohn disease"),)},
         "autoimmune_disease", "caution"),
        ("nivolumab", {"history": (HistoryEntry("kidney transplant"),)},
         "organ_transplant", "avoid"),
        ("lenalidomide", {"tests": results(pregnancy="pregnant")},
         "pregnancy", "contraindicated"),
        ("osimertinib", {"tests": results(pregnancy="pregnant")}, "pregnancy", "avoid"),
        ("5-FU", {"tests": results(dpyd="poor")}, "dpyd_complete_deficiency", "avoid"),
        ("irinotecan", {"history": (HistoryEntry("Gilbert syndrome"),)},
         "ugt1a1_reduced", "adjust dose"),
        ("dabrafenib", {"tests": results(g6pd="deficient")}, "g6pd_deficiency", "monitor"),
        ("rituximab", {"tests": results(hepatitis_b="surface antigen positive")},
         "hepatitis_b", "caution"),
        ("venetoclax", {"medications": ("itraconazole",)},
         "strong_cyp3a4_inhibitor", "contraindicated"),
        ("lorlatinib", {"medications": ("rifampicin",)},
         "strong_cyp3a4_inducer", "contraindicated"),
        ("erlotinib", {"medications": ("omeprazole",)}, "proton_pump_inhibitor", "avoid"),
        ("pemetrexed", {"tests": results(gfr=(40, "mL/min/1.73m2"))},
         "renal_impairment_below_45", "avoid"),
        ("docetaxel", {"tests": results(bilirubin=(1.5, "mg/dL"))},
         "hepatic_impairment", "avoid"),
        ("alpelisib", {"history": (HistoryEntry("type 1 diabetes"),)},
         "hyperglycaemia", "caution"),
        ("bevacizumab", {"history": (HistoryEntry("haemoptysis", ongoing=False),)},
         "bleeding", "avoid"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_patient_meets_the_caution_of_the_label(drug, parts, key, severity):
    assert met(drug, **parts)[key] == severity


def test_a_patient_without_conditions_meets_no_caution():
    assert met("vandetanib") == {}
    assert met("vandetanib", tests=results(qtc=(430, "ms"), lvef=(60, "%"))) == {}


def test_of_grades_the_closest_fact_is_told_once():
    severe = met("abiraterone", tests=results(child_pugh="C"))
    assert severe == {"hepatic_impairment_severe": "avoid"}
    assert met("abiraterone", tests=results(child_pugh="B")) == {
        "hepatic_impairment_moderate": "adjust dose"
    }
    assert met("abiraterone", tests=results(child_pugh="A")) == {}
    # where nothing is said of the grade itself, what is said of the wider one holds
    assert met("ribociclib", tests=results(qtc=(510, "ms")))["qt_prolongation_severe"] == "avoid"


@pytest.mark.parametrize(
    ("drug", "tests", "caution"),
    [
        ("capecitabine", results(gfr=(25, "mL/min/1.73m2")), "avoid"),
        ("capecitabine", results(gfr=(40, "mL/min/1.73m2")), "adjust dose"),
        ("capecitabine", results(gfr=(50, "mL/min/1.73m2")), "adjust dose"),
        ("capecitabine", results(gfr=(55, "mL/min/1.73m2")), "monitor"),
        ("olaparib", results(gfr=(20, "mL/min/1.73m2")), "avoid"),
        ("olaparib", results(gfr=(45, "mL/min/1.73m2")), "adjust dose"),
        ("niraparib", results(child_pugh="B"), "adjust dose"),
        ("niraparib", results(child_pugh="C"), "avoid"),
        ("everolimus", results(child_pugh="C"), "avoid"),
    ],
)  # fmt: skip
def test_a_dose_is_told_only_for_the_band_that_the_patient_is_in(drug, tests, caution):
    assert list(met(drug, tests=tests).values()) == [caution]


def test_the_dose_of_moderate_impairment_is_not_told_in_severe():
    for drug in ("capecitabine", "olaparib"):
        assert "30 to 50" not in str(told(drug, tests=results(gfr=(28, "mL/min/1.73m2"))))
        assert "31 to 50" not in str(told(drug, tests=results(gfr=(28, "mL/min/1.73m2"))))


RECEPTORS_AGAINST = results(er="negative", pr="negative", her2_ihc="3+")


@pytest.mark.parametrize("drug", ["capivasertib", "alpelisib", "inavolisib", "palbociclib"])
def test_a_drug_of_receptor_positive_breast_cancer_is_to_be_avoided_without_receptors(drug):
    against = met(drug, tumour=Tumour("breast carcinoma"), tests=RECEPTORS_AGAINST)
    assert against == {"hormone_receptor_negative": "avoid", "her2_positive_tumour": "avoid"}


def test_receptors_matter_in_breast_cancer_alone():
    fulvestrant = met("fulvestrant", tumour=Tumour("breast cancer"), tests=RECEPTORS_AGAINST)
    assert fulvestrant == {"hormone_receptor_negative": "avoid"}
    gastric = Tumour("gastric adenocarcinoma")
    assert met("palbociclib", tumour=gastric, tests=RECEPTORS_AGAINST) == {}
    asked = unchecked("everolimus", tumour=gastric)
    assert not any("ER" in words.split() for words in asked)
    assert "ER or PR not given" in unchecked("everolimus", tumour=Tumour("breast cancer"))


@pytest.mark.parametrize(
    ("drug", "age", "key"),
    [
        ("sotorasib", "P8M", "age_below_1"),
        ("adagrasib", "16", "age_below_18"),
        ("adagrasib", "18", ""),
        ("repotrectinib", "P8M", "age_below_1"),
        ("repotrectinib", "12", ""),
        ("mirdametinib", "1", "age_below_2"),
        ("mirdametinib", "4", ""),
        ("larotrectinib", "P8M", ""),
    ],
)
def test_a_drug_is_cautioned_below_the_age_of_its_label(drug, age, key):
    found = met(drug, age=parse_age(age))
    assert found == ({key: "caution"} if key else {})


def test_what_is_said_of_a_combination_needs_its_partner():
    thrombosis = {"history": (HistoryEntry("deep vein thrombosis"),)}
    assert "venous_thrombosis" not in met("amivantamab", **thrombosis)
    assert met("amivantamab", ["Lazcluze"], **thrombosis)["venous_thrombosis"] == "caution"
    heart = results(lvef=(45, "%"))
    assert met("dabrafenib", tests=heart) == {}
    assert met("dabrafenib", ["dabrafenib", "trametinib"], tests=heart) == {"low_lvef": "caution"}
    assert met("encorafenib", ["cetuximab"], tests=heart) == {}


@pytest.mark.parametrize("drug", ["olaparib", "niraparib", "rucaparib", "talazoparib"])
def test_a_history_of_myelodysplasia_speaks_against_parp_inhibitors(drug):
    past = (HistoryEntry("myelodysplastic syndrome", ongoing=False),)
    assert met(drug, history=past) == {"myeloid_neoplasm": "avoid"}


@pytest.mark.parametrize(
    ("drug", "medication", "key"),
    [
        ("rucaparib", "warfarin", "vitamin_k_antagonist"),
        ("talazoparib", "clarithromycin", "pgp_inhibitor"),
        ("selumetinib", "fluconazole", "cyp3a4_inhibitor"),
    ],
)
def test_a_drug_that_is_taken_meets_the_interaction_of_the_label(drug, medication, key):
    assert key in met(drug, medications=(medication,))


def test_the_gravest_caution_comes_first():
    case = Case(
        "one",
        tests=results(qtc=(490, "ms"), bilirubin=(2.1, "mg/dL")),
        medications=("amiodarone",),
    )
    found = CAUTIONS.of_drug(DRUGS.find("nilotinib"), find_conditions(case, ONTOLOGY))
    ranks = [caution.fact.severity.rank for caution in found]
    assert len(ranks) >= 3
    assert ranks == sorted(ranks)


def test_a_caution_says_its_ground_and_what_the_label_says():
    case = Case("one", tests=results(qtc=(490, "ms")))
    [caution] = CAUTIONS.of_drug(DRUGS.find("nilotinib"), find_conditions(case, ONTOLOGY))
    assert caution.words.startswith("QTc 490 ms (contraindicated): Contraindicated in long QT")


def test_a_named_regimen_is_looked_at_by_its_drugs():
    heart = results(lvef=(40, "%"))
    assert met("dabrafenib/trametinib regimen", tests=heart) == {"low_lvef": "caution"}
    assert "dpyd_deficiency" in met("FOLFOX", tests=results(dpyd="intermediate"))
    neuropathy = {"history": (HistoryEntry("polyneuropathy"),)}
    assert met("FOLFOX", **neuropathy) == {"neuropathy": "caution"}


def test_what_is_said_of_the_drug_goes_before_its_class():
    fact = CautionFact(
        "drug", "pembrolizumab", "autoimmune_disease", Severity.AVOID, "Own.", "", ""
    )
    of_class = CautionFact(
        "class", "anti-PD-1 antibody", "autoimmune_disease", Severity.CAUTION, "Class.", "", ""
    )
    case = Case("one", history=(HistoryEntry("lupus"),))
    found = Cautions([of_class, fact]).of_drug(
        DRUGS.find("pembrolizumab"), find_conditions(case, ONTOLOGY)
    )
    assert [caution.fact.what for caution in found] == ["Own."]


def test_a_test_that_a_caution_needs_and_nobody_gave_is_told():
    assert unchecked("trametinib", medications=("aspirin",), sex=Sex.MALE) == {"LVEF not given"}
    assert unchecked("trametinib", tests=results(lvef=(60, "%")), sex=Sex.MALE) == set()
    assert "DPYD not given" in unchecked("capecitabine")
    assert "QTc not given" in unchecked("ribociclib")
    assert "medications not given" in unchecked("ribociclib")
    assert "GFR or creatinine clearance not given" in unchecked("pemetrexed")


def test_what_is_known_already_is_not_missing():
    history = (HistoryEntry("heart failure"),)
    assert "LVEF not given" not in unchecked("trametinib", history=history)


@pytest.mark.parametrize(
    ("sex", "age", "asked"),
    [
        (Sex.FEMALE, "34", True),
        (Sex.UNKNOWN, "34", True),
        (Sex.FEMALE, "71", False),
        (Sex.MALE, "34", False),
    ],
)
def test_pregnancy_is_asked_only_where_it_can_be(sex, age, asked):
    missing = unchecked("osimertinib", sex=sex, age=parse_age(age))
    assert ("pregnancy not given" in missing) is asked


def test_a_test_without_an_answer_is_not_given():
    missing = unchecked("osimertinib", sex=Sex.FEMALE, tests=results(pregnancy="unknown"))
    assert "pregnancy not given" in missing


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("subject_kind", "gene", "line 2: subject_kind 'gene', expected one of drug, class"),
        ("subject", "unheard of", r"line 2: subject 'unheard of', expected a drug of drugs\.tsv"),
        ("condition", "tired", "line 2: condition 'tired', expected one of qt_prolongation"),
        ("severity", "bad", "line 2: severity 'bad', expected one of contraindicated, avoid"),
        ("what", "No end", "line 2: what 'No end', expected a sentence"),
        ("source", "hearsay", "line 2: source 'hearsay', expected 'FDA label: Brand"),
        ("url", "www", "line 2: url 'www', expected https"),
        ("partner", "nobody", r"line 2: partner 'nobody', expected a drug of drugs\.tsv"),
    ],
)
def test_a_malformed_row_is_told_with_line_value_and_what_was_expected(
    tmp_path, column, value, message
):
    path = write(tmp_path / "cautions.tsv", GOOD | {column: value})
    with pytest.raises(CautionTableError, match=message):
        read_cautions(path, DRUGS)


def test_a_fact_stands_once(tmp_path):
    path = write(tmp_path / "cautions.tsv", GOOD, GOOD | {"severity": "avoid"})
    with pytest.raises(
        CautionTableError, match=r"line 3: nilotinib has qt_prolongation in .*line 2"
    ):
        read_cautions(path, DRUGS)


def test_a_class_of_several_is_checked_one_by_one(tmp_path):
    row = GOOD | {"subject_kind": "class", "subject": "anti-PD-1 antibody|unheard of"}
    with pytest.raises(CautionTableError, match="subject 'unheard of', expected a class"):
        read_cautions(write(tmp_path / "cautions.tsv", row), DRUGS)
