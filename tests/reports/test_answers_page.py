"""The page of answers: counts that are right, abstentions shown, senders' words escaped."""

import copy
import json
import re
from dataclasses import asdict
from html.parser import HTMLParser

import pytest

from experiments.answers import ABSTAIN
from reports.answers_page import MOST_SENTENCES, MOST_VIEWS, AnswersPage, bars, render_answers_page
from text_features.cue_phrases import CueGroup
from text_features.cues import Cue
from text_features.evidence import EvidenceSentence
from text_features.mention import Relation
from variants.effect_class import CLASS_COLUMNS, EffectClass

NASTY = "<script>alert('V600E')</script>"
TEXT = "In BRAF the V600E change is activating."


def sentence(number=0, text=TEXT):
    return asdict(
        EvidenceSentence(
            text=text,
            sentence=number,
            relation=Relation.SAME,
            mentions=((12, 17),),
            genes=((3, 7),),
            others=(),
            cues=(Cue(28, 38, CueGroup.ACTIVATING),),
        )
    )


def view(words, push):
    return {"view": "v", "words": words, "push": push, "features": []}


def record(row_id=7, answer="class7", label=7, held=("class7", "class2"), **changes):
    """Return a record as the stage writes it and reads it again."""
    probabilities = dict.fromkeys(CLASS_COLUMNS, 0.05) | {"class7": 0.6}
    made = {
        "ID": row_id, "Gene": "BRAF", "Variation": "V600E", "answer": answer,
        "reason": "too little is known" if answer == ABSTAIN else "",
        "most_probable": "class7", "effect": EffectClass(7).label, "probabilities": probabilities,
        "prediction_set": list(held),
        "case": {"seen": "gene seen", "named": "text mentions the variant"},
        "measured": {"accuracy": 0.75, "accuracy_low": 0.64, "accuracy_high": 0.83, "rows": 81,
                     "on": "gene seen, text mentions the variant"},
        "why": {"words": "Gain-of-function (0.60). For it: annotations +1.50.",
                "views": [view("annotations", 1.5), view("words of the text", -0.75)],
                "rest": 0.1, "total": 0.85},
        "similar": [{"id": 3, "gene": "BRAF", "variation": "V600K", "effect": 7, "likeness": 0.875,
                     "shared": ["same gene", "same residue"]}],
        "sentences": [sentence()], "split": "gene", "label": label,
    }  # fmt: skip
    return json.loads(json.dumps(made | changes))


ABSTAINED = record(8, ABSTAIN, 4, ("class7", "class4"))
WRONG = record(9, "class7", 1, ("class7",))


class Page(HTMLParser):
    """The page's rows, by their element's name; tags must close in order."""

    VOID = frozenset({"meta", "br", "link"})

    def __init__(self, text):
        super().__init__()
        self.open, self.rows, self.text, self.classes, self.styles = [], {}, "", {}, []
        self.row = None
        self.feed(text[text.index("<body>") : text.index("</html>")])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "details":
            self.row = given["id"]
            self.rows[self.row], self.classes[self.row] = "", []
        if self.row and "class" in given:
            self.classes[self.row] += given["class"].split()
        if self.row and "style" in given:
            self.styles.append(given["style"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "details":
            self.row = None

    def handle_data(self, data):
        self.text += data
        if self.row:
            self.rows[self.row] += data

    def words(self, row=None):
        return " ".join((self.text if row is None else self.rows[f"row-{row}"]).split())


def page(*records, **changes):
    made = {"source": "demo", "coverage": 0.9, "records": records or (record(), ABSTAINED, WRONG)}
    return Page(render_answers_page(AnswersPage(**(made | changes))))


def test_the_page_says_what_it_shows_and_counts_answers_right_ones_and_sets():
    words = page().words()
    assert "Variants: demo" in words
    assert "oncolit is a research tool and not a medical device" in words
    assert "out of fold, split gene" in words
    assert "A class is named for 2 of 3 variants, and is the label for 1 of these" in words
    assert "The prediction set holds the label of 2 (90 % were asked for)" in words.replace(
        "\xa0", " "
    )


def test_counts_by_hand():
    told = AnswersPage("demo", 0.9, [record(), ABSTAINED, WRONG, record(10, label=2)])
    assert (told.split, told.n_answered, told.n_right, told.n_held) == ("gene", 3, 1, 3)
    empty = AnswersPage("demo", 0.9, [])
    assert (empty.split, empty.n_answered, empty.n_right, empty.n_held) == ("", 0, 0, 0)


def test_each_variant_has_its_row_in_their_order():
    found = page()
    assert list(found.rows) == ["row-7", "row-8", "row-9"]


def test_an_answer_stands_with_its_case_how_often_such_are_right_why_and_what_is_alike():
    words = page().words(7).replace("\xa0", " ")
    for told in (
        "BRAF V600E ID 7 Gain-of-function (0.60) Gain-of-function, Likely Gain-of-function in set",
        "Label of the data: Gain-of-function.",
        "Gene seen; text mentions the variant.",
        "right for 75 % (64-83) of 81 held-out training variants",
        "For it: annotations +1.50.",
        "BRAF V600K: Gain-of-function ID 3; likeness 0.88; same gene, same residue",
        "sentence 1 of the row's text",
    ):
        assert told in words
    assert "Abstained" not in words


def test_an_abstention_is_shown_as_one_with_its_reason_and_names_no_class_as_answer():
    found = page()
    words = found.words(8)
    assert words.startswith("BRAF V600E ID 8 abstain")
    assert "Abstained: too little is known." in words
    assert "abstain" in found.classes["row-8"]
    assert not {"right", "wrong"} & set(found.classes["row-8"])


def test_right_and_wrong_answers_are_marked_apart_by_more_than_words():
    found = page()
    assert "right" in found.classes["row-7"]
    assert "wrong" not in found.classes["row-7"]
    assert "wrong" in found.classes["row-9"]
    assert "not in set" in found.words(9)


@pytest.mark.parametrize("changes", [
    {"measured": None}, {"similar": []}, {"sentences": []},
    {"why": {"words": "Neutral (0.20).", "views": [], "rest": 0.1, "total": 0.1}},
])  # fmt: skip
def test_what_a_record_lacks_leaves_the_rest_of_its_row(changes):
    words = page(record(**changes)).words(7)
    assert "Label of the data: Gain-of-function." in words
    assert ("held-out training variants" in words) == ("measured" not in changes)
    assert ("Most similar" in words) == ("similar" not in changes)
    assert ("sentence 1" in words) == ("sentences" not in changes)


def test_only_the_best_sentences_are_shown_with_their_marks():
    many = [sentence(number) for number in range(MOST_SENTENCES + 3)]
    text = render_answers_page(AnswersPage("demo", 0.9, [record(sentences=many)]))
    assert text.count("of the row's text</a>") == MOST_SENTENCES
    assert '<mark title="The variant">V600E</mark>' in text
    assert 'href="evidence.html#row-7"' in text


def test_bars_are_to_one_scale_from_the_middle_the_strongest_to_the_edge():
    why = {"views": [view("a", -2.0), view("b", 1.0), view("c", 0.0)]}
    found = [(bar.left, bar.width) for bar in bars({"why": why})]
    assert found == [(0, 50), (50, 25), (50, 0)]
    assert bars({"why": {"views": []}}) == []
    assert [bar.width for bar in bars({"why": {"views": [view("a", 0.0)]}})] == [0]
    assert len(bars({"why": {"views": [view("a", 1.0)] * (MOST_VIEWS + 4)}})) == MOST_VIEWS


def test_bars_against_the_answer_are_drawn_otherwise():
    found = page(record())
    assert found.classes["row-7"].count("against") == 1
    assert found.styles == ["left:50.0%;width:50.0%", "left:25.0%;width:25.0%"]


def test_what_senders_wrote_is_escaped():
    nasty = record(
        Gene=NASTY, Variation="<b>V600E</b>", reason="<u>why</u>",
        why={"words": "<i>so</i>", "views": [view("<img src=x>", 1.0)], "rest": 0, "total": 1},
        similar=[{"id": "<hr>", "gene": "<kbd>", "variation": "<p>x", "effect": 7, "likeness": 1.0,
                  "shared": ["<s>"]}],
        sentences=[sentence(text="In BRAF the V600E change is <script>x")],
    )  # fmt: skip
    text = render_answers_page(AnswersPage(NASTY, 0.9, [nasty]))
    for raw in ("<script>", "<b>V600E", "<u>", "<i>so", "<img", "<hr>", "<kbd>", "<p>x", "<s>"):
        assert raw not in text
    found = Page(text)
    assert NASTY in found.words(7)
    assert "change is <script>x" in found.words(7)


def test_the_page_stands_alone():
    text = render_answers_page(AnswersPage("demo", 0.9, [record()]))
    assert "<script" not in text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
    assert "@import" not in text


def test_a_run_without_rows_still_has_its_page_and_the_same_records_the_same_page():
    empty = AnswersPage("demo", 0.9, [])
    assert "A class is named for 0 of 0" in " ".join(render_answers_page(empty).split())
    records = [record(), ABSTAINED]
    before = copy.deepcopy(records)
    first, second = (render_answers_page(AnswersPage("demo", 0.9, records)) for _ in range(2))
    assert first == second
    assert records == before
