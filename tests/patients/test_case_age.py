"""Ages as numbers, words and ISO 8601 durations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.case_age import Age, AgeError, parse_age

ages = st.builds(Age, st.integers(0, 125), st.integers(0, 11), st.integers(0, 30))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        (61, "P61Y"),
        ("61", "P61Y"),
        (0.5, "P6M"),
        ("61.25", "P61Y3M"),
        ("61 years", "P61Y"),
        ("61 years old", "P61Y"),
        ("61 years 4 months", "P61Y4M"),
        ("1 year and 2 months", "P1Y2M"),
        ("61y 4m", "P61Y4M"),
        ("10 months", "P10M"),
        ("3 weeks", "P21D"),
        ("5 days", "P5D"),
        ("P1Y8M", "P1Y8M"),
        ("p2w", "P14D"),
        ("P3DT4H", "P3D"),
        ("0", "P0D"),
        ("130", "P130Y"),
    ],
)
def test_an_age_is_read_as_people_write_it(text, iso):
    assert parse_age(text).iso == iso


@pytest.mark.parametrize(
    "text", ["", "-1", "131", "P131Y", "130 years 1 month", "1960-01-01", "old", "1e2", "P", True]
)
def test_anything_else_is_refused(text):
    with pytest.raises(AgeError, match="expected an age from 0 to 130 years"):
        parse_age(text)


@given(ages)
def test_an_age_is_the_same_after_iso_and_words(age):
    assert parse_age(age.iso) == age
    assert parse_age(age.words) == age


def test_years_count_months_and_days():
    assert Age(37, 6).in_years == 37.5
    assert Age(0, 0, 36).in_years == pytest.approx(0.0986, abs=1e-4)


def test_a_negative_age_cannot_be_made():
    with pytest.raises(AgeError):
        Age(-1)
