"""Findings while someone types."""

from functools import cache

import pytest

from patients.finding_suggestions import FindingSuggester
from patients.finding_words import FindingFinder
from patients.ontology import PHENOTYPIC_ABNORMALITY, read_ontology


@cache
def suggester():
    return FindingSuggester(read_ontology())


@pytest.mark.parametrize(
    ("typed", "label", "words"),
    [
        ("seiz", "Seizure", "Seizure"),
        ("hearing lo", "Hearing impairment", "Hearing loss"),
        ("Short sta", "Short stature", "Short stature"),
        ("anaem", "Anemia", "Anemia"),
        ("oedem", "Edema", "Edema"),
        ("loss of hear", "Hearing impairment", "Hearing loss"),
        ("pain kne", "Knee pain", "Knee pain"),
        ("headake", "Headache", "Headache"),
        ("diarhe", "Diarrhea", "Diarrhea"),
        ("low-set", "Low-set ears", "Low-set ears"),
    ],
)
def test_the_first_suggestion_is_what_is_being_typed(typed, label, words):
    first = suggester().suggest(typed)[0]
    assert (first.term.name, first.words) == (label, words)


def test_what_begins_with_the_words_comes_before_close_spellings():
    found = [one.words for one in suggester().suggest("ataxi", limit=40)]
    begins = [words.lower().startswith("ataxi") for words in found]
    assert begins[0]
    assert begins == sorted(begins, reverse=True)


def test_each_term_is_suggested_once_and_no_more_than_asked():
    found = suggester().suggest("abnormal", limit=7)
    assert len(found) == 7
    assert len({one.term.id for one in found}) == 7
    assert suggester().suggest("abnormal", limit=0) == ()


@pytest.mark.parametrize("typed", ["", "  ", "?!", "qqqqqq"])
def test_nothing_fits_nothing(typed):
    assert suggester().suggest(typed) == ()


def test_only_findings_are_suggested():
    ontology = read_ontology()
    for typed in ("autosomal", "juvenile onset", "onset"):
        assert all(
            ontology.is_a(one.term.id, PHENOTYPIC_ABNORMALITY)
            for one in suggester().suggest(typed, limit=20)
        )


def test_the_finder_suggests_the_same_terms():
    finder = FindingFinder(read_ontology())
    assert finder.suggest("hearing lo", 3) == tuple(
        one.term for one in suggester().suggest("hearing lo", 3)
    )
    assert finder.suggestions("hearing lo", 3) == suggester().suggest("hearing lo", 3)
