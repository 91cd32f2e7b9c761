"""What moved an answer reads as a sentence or two that a person understands."""

import re

import pytest

from experiments.explanation_words import VIEW_WORDS, feature_words, in_words
from experiments.members import EVERYTHING
from experiments.pushes import Push, Pushes, ViewPush
from variants.effect_class import EffectClass


def view(name, push, *features):
    return ViewPush(name, push, tuple(Push(name, *feature) for feature in features))


def pushes(*views, effect=7):
    return Pushes(effect, views, 0.1, 0.1 + sum(each.push for each in views))


def test_the_class_what_spoke_for_it_and_what_against_are_one_readable_text():
    told = in_words(
        pushes(
            view("annotations", 1.5, ("CADD_phred", 32.0, 1.0), ("SIFT_pred_D", 1.0, 0.5)),
            view("tfidf", -0.75, ("tfidf_svd_3", 0.2, -0.75)),
            view("neighbourhood", 0.5),
        ),
        0.8125,
    )
    label = EffectClass(7).label
    assert told == (
        f"{label} (0.81). "
        "For it: annotations (CADD phred = 32, SIFT pred D = 1) +1.50; "
        "similar training variants +0.50. "
        "Against it: words of the text -0.75."
    )


def test_a_row_of_which_nothing_was_learned_has_its_class_alone():
    assert in_words(pushes(effect=4), 0.2) == f"{EffectClass(4).label} (0.20)."


def test_only_the_strongest_views_and_features_are_named_and_weak_ones_are_not():
    names = ["annotations", "position", "mentions", "recurrence", "consequence"]
    strong = [
        view(name, 2.0 - place, *[(f"f{n}", 3.0, 1.0) for n in range(4)])
        for place, name in enumerate(names[:2])
    ]
    weak = [view(name, 0.5 - place / 10, ("f", 3.0, 0.4)) for place, name in enumerate(names[2:])]
    told = in_words(pushes(*strong, *weak, view("tfidf", 0.01), view("doc2vec", -0.01)), 0.5)
    assert told.count(";") == 2
    assert "f1" in told
    assert "f2" not in told
    assert VIEW_WORDS["consequence"] not in told
    assert VIEW_WORDS["tfidf"] not in told
    assert "Against" not in told


def test_a_feature_that_pushed_the_other_way_is_not_named_for_its_view():
    features = (("residues", 12.0, -1.5), ("start", 600.0, 2.0))
    told = in_words(pushes(view("position", 0.5, *features)), 0.5)
    assert "start = 600" in told
    assert "residues" not in told
    against = in_words(pushes(view("position", -0.5, *features)), 0.5)
    assert "residues = 12" in against
    assert "start" not in against


@pytest.mark.parametrize(
    ("push", "words"),
    [
        (Push("consequence", "type_substitution", 1.0, 0.1), "type substitution"),
        (Push("consequence", "type_substitution", 0.0, 0.1), "not type substitution"),
        (Push("consequence", "length_change", -12.0, 0.1), "length change = -12"),
        (Push("annotations", "CADD_phred", None, 0.1), "CADD phred unknown"),
        (Push("mentions", "variant_cue_loss", 0.69314718, 0.1), "variant cue loss = 0.6931"),
        (Push("position", "start", 1234.0, 0.1), "start = 1234"),
        (Push("embeddings", "a3", 1.0, 0.1), None),
        (Push("neighbourhood", "neighbours_class7", -0.2, 0.1), None),
    ],
)
def test_a_feature_has_words_where_it_means_something_by_itself(push, words):
    assert feature_words(push) == words


def test_every_view_that_a_member_reads_has_words_of_its_own():
    assert set(EVERYTHING) <= set(VIEW_WORDS)
    assert len(set(VIEW_WORDS.values())) == len(VIEW_WORDS)
    assert not any(re.search(r"[_\n]", words) for words in VIEW_WORDS.values())


def test_a_view_without_words_is_told_by_its_name():
    assert "brand_new +0.30" in in_words(pushes(view("brand_new", 0.3)), 0.5)
