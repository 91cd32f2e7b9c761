"""The card of one variant: where it lies, what is predicted, what is known, which therapies."""

import pytest
from html_reader import HtmlPage
from lab_report_builders import (
    citation,
    curated_effect,
    drug,
    effect,
    evidence,
    explanation,
    head,
    literature,
    occurrence,
    predicted_therapy,
    sentence,
    therapy,
    variant,
)

from reports.lab_card import MOST_NAMES, MOST_THERAPIES
from reports.lab_page import OPEN_CARDS, render_lab_report
from reports.lab_report import CalledEffect, Measured


def page(cards, **changes):
    return HtmlPage("".join(render_lab_report(head(cards, **changes), cards, [], [], [])))


def test_a_card_says_where_the_variant_lies():
    words = page([variant(occurrences=[occurrence(17, "P-1")])]).part("v1")
    for part in (
        "p.Val600Glu", "missense_variant", "ENST00000288602 c.1799T>A (MANE Select)",
        "7:140453136 A>T (GRCh37)", "line 17 (allele fraction 0.32)", "Samples P-1",
    ):  # fmt: skip
        assert part in words


def test_a_card_names_ten_samples_and_counts_the_others():
    names = [f"P-{n}" for n in range(MOST_NAMES + 2)]
    rows = [occurrence(n, name) for n, name in enumerate(names, start=2)]
    words = page([variant(rows=40, samples=40, occurrences=rows)]).part("v1")
    assert f"P-{MOST_NAMES - 1} and 30 more" in words


def test_an_answer_is_drawn_with_its_nine_probabilities():
    shown = page([variant()])
    bars = [words for given, words in shown.all("tr") if words.endswith(("yes", "0.020", "0.010"))]
    assert len(bars) == 9
    assert "Gain-of-function 0.780 yes" in bars
    assert "Likely Gain-of-function 0.100 yes" in bars
    assert 'width="78.0%"' in shown.source


def test_an_answer_says_how_often_such_answers_were_right():
    words = page([variant()]).part("v1")
    assert "right for 78 % (74–82) of 152 held-out training variants (gene seen)" in words
    assert "not measured" in page([variant(effect=effect(measured=None))]).part("v1")


def test_a_measure_of_no_row_is_not_hidden():
    measured = Measured(accuracy=0, accuracy_low=0, accuracy_high=1, rows=0, on="no row")
    assert "0 % (0–100) of 0 held-out" in page([variant(effect=effect(measured=measured))]).part(
        "v1"
    )


def test_an_abstention_says_why():
    words = page([variant(effect=effect("abstain"))]).part("v1")
    assert "no class named (abstains; most probable Gain-of-function, 0.78)" in words
    assert "No class is named: two classes are as probable." in words
    assert "The most probable class was right for 78 %" in words
    assert "Not taken as any effect" in words


@pytest.mark.parametrize(
    ("agreement", "said"),
    [("agrees", "Prediction and curation agree"), ("conflicts", "CONFLICT: prediction and")],
)
def test_prediction_and_curation_are_compared(agreement, said):
    curated = [curated_effect(), curated_effect(supports=False, significance="Neomorphic")]
    words = page([variant(curated=curated, agreement=agreement)]).part("v1")
    assert said in words
    assert "Loss of Function (EID99, reviewed 2021-05-06): PMID 7799" in words
    assert "does not support Neomorphic" in words


def test_what_moved_the_answer_is_drawn_from_a_middle_line():
    shown = page([variant()])
    words = shown.part("v1")
    assert "words of the text +1.50 place -0.75" in words
    assert [(one["x1"], one["x2"]) for one, _ in shown.all("line")] == [
        ("50.0%", "100.0%"),
        ("25.0%", "50.0%"),
    ]
    assert "BRAF V600K: Gain-of-function likeness 0.44; same residue" in words


def test_an_explanation_without_pushes_gives_its_words():
    assert (
        "It was near."
        in page([variant(explanation=explanation(words="It was near.", pushes=[]))]).words
    )


def test_a_variant_without_text_is_said_to_be_answered_without():
    words = page([variant(literature=literature())]).part("v1")
    assert "No text on this variant in the literature store: answered without text." in words


def test_sentences_are_quoted_with_their_marks_and_source():
    shown = page([variant(literature=literature(sentence()))])
    [(_, quote)] = shown.all("blockquote")
    assert "“In BRAF the V600E change is not inactivating not loss, unlike D594G.”" in quote
    assert "PMID 775, On BRAF" in quote
    assert [words for _, words in shown.all("mark") if words == "V600E"]
    assert "https://pubmed.ncbi.nlm.nih.gov/775/" in shown.hrefs


def test_therapies_stand_by_direction_and_tell_curated_from_predicted():
    given = [therapy(), therapy("Panitumumab", "resistance"), predicted_therapy("Trametinib")]
    shown = page([variant(therapies=given)])
    words = shown.part("v1")
    words = words[words.index("for research use") :]
    assert words.index("RESISTANCE") < words.index("Panitumumab") < words.index("SENSITIVITY")
    [(_, row)] = shown.all("tr", **{"class": "predicted"})
    assert row.startswith("III Trametinib PREDICTED 0.83")
    assert "other variants of the gene with the predicted effect" in row


def test_a_therapy_shows_all_that_bears_on_it():
    one = therapy(
        requires=["TP53 wild type"], germline=True, conflicts=["Another study disagrees."],
        opposing=[evidence(8)], disease_match=False, citations=[citation(1), citation(2)],
    )  # fmt: skip
    shown = page([variant(therapies=[one])], disease="glioma", drugs={"Dabrafenib": drug()})
    words = shown.part("v1")
    for part in (
        "I-A Dabrafenib", "requires TP53 wild type", "inherited (germline)", "this very alteration",
        "another than the disease asked for", "CONFLICT: Another study disagrees.", "EID8 level A",
        "EID1 level A, Melanoma, 2023-01-09", "PMID 771, PMID 772",
        "What was curated on Dabrafenib",
    ):  # fmt: skip
        assert part in words
    assert "#drug1" in shown.hrefs
    drugs = shown.part("drugs")
    for part in ("Tafinlar", "targets BRAF", "Approved biomarker: BRAF V600E", "Monitor: skin"):
        assert part in drugs


def test_therapies_that_are_too_many_are_named_below():
    given = [therapy(f"Drug{n:02}") for n in range(MOST_THERAPIES)]
    given.append(predicted_therapy("Last"))
    words = page([variant(therapies=given)]).part("v1")
    assert "Also: Last (III, PREDICTED)." in words


def test_therapies_that_ask_for_more_stand_after_those_that_hold():
    given = [therapy("Osimertinib", requires=["EGFR C797S"], holds=False), therapy("Gefitinib")]
    words = page([variant(therapies=given)]).part("v1")
    words = words[words.index("for research use") :]
    assert words.index("I-A Gefitinib") < words.index("I-A Osimertinib requires EGFR C797S")


def test_warnings_contested_and_withheld_are_shown():
    words = page(
        [
            variant(
                warnings=["Dabrafenib: rash"], contested=["sensitivity to Sorafenib"],
                withheld=[{"therapy": "Sotorasib", "reason": "made for one allele"}],
            )
        ]
    ).part("v1")  # fmt: skip
    for part in ("rash", "sensitivity to Sorafenib", "Sotorasib: made for one allele"):
        assert part in words


def test_the_first_cards_are_open():
    cards = [variant(number) for number in range(1, OPEN_CARDS + 3)]
    shown = page(cards)
    opened = [words for given, words in shown.all("details") if "open" in given]
    assert len(opened) == OPEN_CARDS


def test_a_variant_that_the_model_was_trained_on_is_said_to_be_one():
    known = effect().model_copy(update={"training_class": "class7"})
    words = page([variant(effect=known)]).part("v1")
    assert "trained on this very variant, as Gain-of-function" in words
    assert "trained on this very variant" not in page([variant()]).part("v1")


def test_a_therapy_named_in_short_says_what_it_asks_for_after_those_that_hold():
    given = [
        therapy("Osimertinib", requires=["EGFR C797S"], holds=False),
        *(therapy(f"Drug{n}", tier="II", level="D") for n in range(MOST_THERAPIES + 1)),
        therapy("Last", tier="II", level="D", requires=["MYC Amplification"], holds=False),
    ]
    words = page([variant(therapies=given)]).part("v1")
    assert "For Drug0 (II-D), Drug1 (II-D), Drug2 (II-D) and 6 more" in words
    assert "Last (II-D, requires MYC Amplification)" in words


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"by_type": "switch"}, "CONFLICT: the prediction and what its type or residue says"),
        ({"agreement": "conflicts"}, "CONFLICT: prediction and curation disagree"),
        ({"by_type": "gain"}, ""),
        ({"by_type": "switch", "effect": effect("abstain", group=None)}, ""),
    ],
)
def test_a_prediction_that_what_is_known_gainsays_is_a_conflict(known, said):
    words = page([variant(**known)]).part("v1")
    assert said in words
    assert ("CONFLICT of effects" in words) == bool(said)


@pytest.mark.parametrize(("by", "is_curated"), [("curated", True), ("type or residue", False)])
def test_only_what_is_curated_bears_the_mark_of_it(by, is_curated):
    called = CalledEffect(group="gain", by=by)
    marks = page([variant(called=called)]).all("span", **{"class": "tag curated"})
    assert (by in [words for _, words in marks][1:]) == is_curated


def test_an_answer_that_differs_from_its_own_training_label_says_so():
    learnt = effect(training_class="class9")
    words = page([variant(effect=learnt)]).part("v1")
    assert "as Switch-of-function: the answer has seen that label, yet differs from it" in words
    same = page([variant(effect=effect(training_class="class7"))]).part("v1")
    assert "yet differs" not in same


def test_how_often_answers_were_right_is_not_said_of_texts_that_it_was_not_measured_with():
    caution = "not with those of the literature store"
    assert caution in page([variant(literature=literature(sentence()))]).part("v1")
    assert caution not in page([variant()]).part("v1")


def test_passages_that_the_prediction_did_not_read_are_told_from_none():
    stored = literature(used=False, passages=75)
    words = page([variant(literature=stored)]).part("v1")
    assert "75 passages in the literature store, not read for the prediction" in words
    assert "No text on this variant" not in words
    read = page([variant(literature=literature(used=True, passages=75))]).part("v1")
    assert "75 passages in the literature store, the best of them read" in read


def test_a_curated_statement_is_not_passed_off_as_the_words_of_the_paper():
    stated = sentence(source="CIViC EID1409, PubMed 775")
    words = page([variant(literature=literature(stated))]).part("v1")
    assert "PMID 775, in the words of CIViC EID1409, On BRAF" in words
    assert "in the words of" not in page([variant(literature=literature(sentence()))]).part("v1")


def test_a_title_is_not_quoted_as_a_sentence():
    title = sentence(text="On BRAF V600E", title="On BRAF V600E", mentions=[], genes=[], cues=[])
    shown = page([variant(literature=literature(title, sentence()))])
    assert len(shown.all("blockquote")) == 1


def test_contested_claims_that_are_too_many_are_counted():
    denied = [f"Drug{n} (resistance): denied by EID{n}" for n in range(MOST_NAMES + 60)]
    words = page([variant(contested=denied)]).part("v1")
    assert f"EID{MOST_NAMES - 1}" in words
    assert f"EID{MOST_NAMES} " not in words
    assert "and 60 more in report.json" in words


def test_a_probability_that_is_not_certain_does_not_look_so():
    sure = {**effect().probabilities, "class7": 0.9997, "class2": 0.0003}
    known = effect(probabilities=sure, group_probability=0.9999)
    words = page([variant(effect=known)]).part("v1")
    assert "Gain-of-function over 0.99" in words
    assert "Gain-of-function over 0.999 yes" in words
    assert "probability over 0.99" in words
    assert "1.00 " not in words.split("What moved")[0]
