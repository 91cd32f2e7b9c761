"""Results of tests: units, conversions, limits, categories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.test_kinds import FACTS, TestKind, TestResultError, read_result


@pytest.mark.parametrize(
    ("kind", "text", "value", "unit"),
    [
        ("qtc", "490 ms", 490, "ms"),
        ("qtc", "0.49 s", 490, "ms"),
        ("qtc", "490msec", 490, "ms"),
        ("lvef", "45%", 45, "%"),
        ("tmb", "14 mut/Mb", 14, "mut/Mb"),
        ("tmb", "14 mutations/megabase", 14, "mut/Mb"),
        ("bilirubin", "2.1 mg/dL", 2.1, "mg/dL"),
        ("bilirubin", "17.104 µmol/L", 1, "mg/dL"),
        ("bilirubin", "36 umol/l", 2.105, "mg/dL"),
        ("bilirubin", "3 x ULN", 3, "xULN"),
        ("bilirubin", "1.5 ×ULN", 1.5, "xULN"),
        ("creatinine", "88.4 umol/L", 1, "mg/dL"),
        ("glucose", "5.55 mmol/L", 99.99, "mg/dL"),
        ("magnesium", "0.8 mmol/L", 1.944, "mg/dL"),
        ("magnesium", "1.6 mEq/L", 1.944, "mg/dL"),
        ("potassium", "4.1 mEq/L", 4.1, "mmol/L"),
        ("haemoglobin", "95 g/L", 9.5, "g/dL"),
        ("haemoglobin", "6 mmol/L", 9.669, "g/dL"),
        ("albumin", "35 g/L", 3.5, "g/dL"),
        ("hba1c", "53 mmol/mol", 7, "%"),
        ("alt", "1 µkat/L", 60, "U/L"),
        ("ast", "40 IU/L", 40, "U/L"),
        ("platelets", "150 x10^9/L", 150, "10^9/L"),
        ("platelets", "150 10⁹/L", 150, "10^9/L"),
        ("platelets", "150 10*9/L", 150, "10^9/L"),
        ("platelets", "150000 /µL", 150, "10^9/L"),
        ("platelets", "150 10^3/uL", 150, "10^9/L"),
        ("platelets", "150 G/L", 150, "10^9/L"),
        ("neutrophils", "1500/mm3", 1.5, "10^9/L"),
        ("gfr", "28 ml/min/1.73 m²", 28, "mL/min/1.73m2"),
        ("creatinine_clearance", "1 mL/s", 60, "mL/min"),
        ("pdl1_cps", "12", 12, ""),
        ("hrd", "48", 48, ""),
        ("inr", 1.1, 1.1, ""),
    ],
)
def test_a_number_is_kept_in_the_unit_of_its_kind(kind, text, value, unit):
    result = read_result(f"tests.{kind}", text)

    assert (result.kind, result.value, result.unit) == (kind, value, unit)


@pytest.mark.parametrize(
    ("kind", "text", "category"),
    [
        ("msi", "MSI-H", "high"),
        ("msi", "mss", "stable"),
        ("mmr", "dMMR", "deficient"),
        ("er", "positive", "positive"),
        ("er", "90 %", "positive"),
        ("er", "5 %", "low"),
        ("er", "0 %", "negative"),
        ("pr", "5 %", "positive"),
        ("her2", "HER2-low", "low"),
        ("her2_ihc", 2, "2+"),
        ("her2_ihc", "3+", "3+"),
        ("her2_ish", "not amplified", "negative"),
        ("child_pugh", "B8", "B"),
        ("child_pugh", "c", "C"),
        ("pregnancy", "no", "not pregnant"),
        ("pregnancy", "Not pregnant", "not pregnant"),
        ("dpyd", "intermediate metaboliser", "intermediate"),
        ("dpyd", "0.5", "poor"),
        ("dpyd", "1.5", "intermediate"),
        ("dpyd", "2", "normal"),
        ("ugt1a1", "*28/*28", "poor"),
        ("g6pd", "deficient", "deficient"),
        ("hepatitis_b", "HBsAg-positive", "surface antigen positive"),
        ("hepatitis_b", "anti-HBc positive", "core antibody positive"),
    ],
)
def test_a_word_or_a_number_gives_the_category(kind, text, category):
    assert read_result(kind, text).category == category


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("qtc", "490", "qtc: '490', expected a number with ms or s"),
        ("qtc", "490 sec", "qtc: '490 sec', expected a number with ms or s"),
        ("qtc", "49 ms", "qtc: '49 ms', expected 250 to 800 ms; is the unit right?"),
        ("qtc", "long", "qtc: 'long', expected a number with ms or s"),
        ("lvef", "0.45", "lvef: '0.45', expected a number with %"),
        ("pdl1_tps", "<1 %", "pdl1_tps: '<1 %', expected a number with %"),
        ("pdl1_tps", "101 %", "pdl1_tps: '101 %', expected 0 to 100 %; is the unit right?"),
        ("haemoglobin", "95 g/dL", "expected 2 to 26 g/dL; is the unit right?"),
        ("potassium", "4 xULN", "potassium: '4 xULN', expected a number with mmol/L or mEq/L"),
        ("child_pugh", "D", "child_pugh: 'D', expected A, B, C"),
        ("her2", "2+", "her2: '2+', expected positive, low, ultralow, negative"),
        ("er", "strong", "er: 'strong', expected positive, low, negative or a number with %"),
        ("tests.egfr", "28", "tests.egfr: no such test, expected gfr, the glomerular filtration"),
        ("tests.x", "28", "tests.x: no such test, expected one of msi, mmr, tmb"),
    ],
)
def test_a_fault_names_field_value_and_what_was_expected(kind, text, message):
    with pytest.raises(TestResultError) as caught:
        read_result(kind, text)

    assert message in str(caught.value)


def test_every_kind_has_facts_and_no_code_stands_for_two():
    codes = [code for facts in FACTS.values() for code in facts.loinc]

    assert set(FACTS) == set(TestKind)
    assert len(codes) == len(set(codes))
    assert all(facts.scale or facts.categories for facts in FACTS.values())


@pytest.mark.parametrize("kind", TestKind)
def test_the_code_of_a_unit_is_read_as_the_unit(kind):
    scale = FACTS[kind].scale
    if scale:
        low = read_result(kind, f"{scale.low!r} {scale.ucum}")

        assert (low.value, low.unit) == (scale.low, scale.unit)


@pytest.mark.parametrize("kind", TestKind)
def test_a_category_is_read_as_itself_in_any_letters(kind):
    for category in FACTS[kind].categories:
        assert read_result(kind, category.upper()).category == category
        assert read_result(kind, category).words == category


@given(st.sampled_from([kind for kind in TestKind if FACTS[kind].scale]), st.data())
def test_another_unit_gives_the_same_number_within_four_digits(kind, data):
    scale = FACTS[kind].scale
    value = data.draw(st.floats(scale.low * 1.01, scale.high * 0.99))
    for unit, conversion in scale.others.items():
        number = (value - conversion.offset) / conversion.factor
        if number >= 0:
            assert read_result(kind, f"{number!r} {unit}").value == pytest.approx(value, rel=1e-3)
