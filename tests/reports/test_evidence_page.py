import json
import re
from dataclasses import asdict
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recommend import read_evidence_page
from reports.evidence_page import (
    GROUP_MEANINGS,
    MOST_SHOWN,
    CueLabel,
    EvidencePage,
    VariantEvidence,
    render_evidence_page,
    stretches,
    variant_evidence,
)
from text_features.cue_phrases import CueGroup
from text_features.cues import Cue
from text_features.evidence import EvidenceSentence
from text_features.mention import Relation

TEXT = "In BRAF the V600E change is not inactivating, unlike D594G."
NASTY = "<script>alert('V600E')</script>"


class Page(HTMLParser):
    """The page's elements, and the words inside each open one."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.text = [], [], ""
        self.feed(text[text.index("<body>") : text.index("</html>")])

    def handle_starttag(self, tag, attrs):
        element = [tag, dict(attrs), ""]
        self.elements.append(element)
        self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.text += data
        for element in self.open:
            element[2] += data

    def all(self, tag, **attributes):
        return [
            (found, " ".join(words.split()))
            for name, found, words in self.elements
            if name == tag and attributes.items() <= found.items()
        ]

    def words_of(self, variant_id):
        [found] = [e for e in self.elements if e[1].get("id") == f"row-{variant_id}"]
        return " ".join(found[2].split())

    def in_article(self, tag):
        """Elements of the first article."""
        names = [name for name, _, _ in self.elements]
        inside = self.elements[names.index("article") :]
        return [(found, words) for name, found, words in inside if name == tag]


def span(text, words):
    start = text.index(words)
    return start, start + len(words)


def cue(text, words, group=CueGroup.LOSS, **changes):
    return Cue(*span(text, words), group, **changes)


def sentence(text=TEXT, **changes):
    fields = {
        "text": text, "sentence": 4, "relation": Relation.SAME, "mentions": (span(TEXT, "V600E"),),
        "genes": (span(TEXT, "BRAF"),), "others": ("D594G",),
        "cues": (cue(TEXT, "inactivating", negated=True),),
    }  # fmt: skip
    return EvidenceSentence(**{**fields, **changes})


def variant(variant_id=7, gene="BRAF", variation="V600E", sentences=None, has_text=True):
    found = (sentence(),) if sentences is None else tuple(sentences)
    return VariantEvidence(variant_id, gene, variation, has_text, found)


def render(*variants):
    return render_evidence_page(EvidencePage("demo", variants))


def page(*variants):
    return Page(render(*(variants or (variant(),))))


def test_the_page_says_that_it_shows_what_was_read_by_rules_and_is_for_research():
    words = " ".join(page().text.split())
    assert "What the texts say: demo" in words
    assert "oncolit is a research tool and not a medical device" in words
    assert "This page shows what was read, not what was predicted" in words
    assert "cues were found by rules and can be wrong" in words
    assert "A person who knows the patient decides." in words
    assert "from each row's own text" in words


def test_variant_gene_and_cue_are_marked_where_they_stand():
    found = page()
    assert found.in_article("mark") == [({"title": "The variant"}, "V600E")]
    assert found.in_article("b") == [({"title": "The gene"}, "BRAF")]
    [(attributes, words)] = [
        each for each in found.in_article("span") if "phrase" in each[0].get("class", "")
    ]
    assert words == "inactivating"
    assert "loss" in attributes["class"].split()
    assert "In BRAF the V600E change is not inactivating not loss, unlike D594G." in found.words_of(
        7
    )


@pytest.mark.parametrize(
    ("negated", "uncertain", "words", "said"),
    [
        (False, False, "dominant negative", ""),
        (True, False, "not dominant negative", " (denied in this sentence)"),
        (False, True, "perhaps dominant negative", " (not certain in this sentence)"),
        (True, True, "perhaps not dominant negative",
         " (denied and not certain in this sentence)"),
    ],
)  # fmt: skip
def test_a_label_says_group_denial_and_doubt_in_words(negated, uncertain, words, said):
    group = CueGroup.DOMINANT_NEGATIVE
    marked = cue(TEXT, "inactivating", group, negated=negated, uncertain=uncertain)
    [(attributes, shown)] = page(variant(sentences=[sentence(cues=(marked,))])).in_article("small")
    assert shown == words
    assert attributes["title"] == f"Cue: {GROUP_MEANINGS[group]}{said}"


def test_every_group_has_its_meaning_and_stands_in_the_legend():
    assert set(GROUP_MEANINGS) == set(CueGroup)
    found = page(variant(sentences=[]))
    assert [words for _, words in found.all("small")] == [
        CueLabel(group, False, False).words for group in CueGroup
    ]
    text = " ".join(found.text.split())
    assert all(meaning in text for meaning in GROUP_MEANINGS.values())


def test_every_group_has_a_colour_or_is_grey_on_purpose():
    style = render(variant())
    style = style[: style.index("</style>")]
    without = {group for group in CueGroup if not re.search(rf"\.{group}\b", style)}
    assert without == {CueGroup.NEUTRAL, CueGroup.UNKNOWN}


def test_a_gene_and_a_cue_inside_the_variants_name_share_its_one_mark():
    text = "Truncating BCOR mutations recur."
    shared = sentence(
        text, mentions=(span(text, "Truncating BCOR mutations"),), genes=(span(text, "BCOR"),),
        cues=(cue(text, "Truncating"),), others=(),
    )  # fmt: skip
    found = page(variant(gene="BCOR", sentences=[shared]))
    assert [words for _, words in found.in_article("mark")] == ["Truncating BCOR mutations"]
    assert [words for _, words in found.in_article("b")] == ["BCOR"]
    assert "Truncating BCOR mutations loss recur." in found.words_of(7)


def test_a_sentence_on_the_residue_only_is_not_passed_off_as_one_on_the_variant():
    found = page(variant(sentences=[sentence(relation=Relation.RESIDUE)]))
    [(attributes, _)] = found.in_article("mark")
    assert attributes["class"] == "residue"
    assert "not this very variant" in attributes["title"]
    assert "same residue or kind of change, not this very variant" in found.words_of(7)
    assert "not this very variant" not in page().words_of(7)


def test_other_variants_of_the_sentence_are_named():
    two = sentence(others=("D594G", "K601E"))
    assert "Sentence 5; other variants: D594G, K601E" in page(variant(sentences=[two])).words_of(7)
    alone = page(variant(sentences=[sentence(others=())]))
    assert "other variants" not in alone.words_of(7)


def test_the_best_sentences_are_shown_in_their_order_and_the_others_counted():
    many = [sentence(f"{TEXT} Copy {number}.") for number in range(MOST_SHOWN + 2)]
    words = page(variant(sentences=many)).words_of(7)
    assert re.findall(r"Copy (\d)", words) == [str(number) for number in range(MOST_SHOWN)]
    assert "and 2 more in evidence.jsonl" in words
    assert "more in" not in page(variant(sentences=many[:MOST_SHOWN])).words_of(7)


def test_variants_stand_in_the_order_of_their_rows_and_genes_by_name():
    found = page(variant(9), variant(2, "ABL1", "F317L"), variant(5, variation="K601E"))
    assert [attributes["id"] for attributes, _ in found.all("article")] == [
        "row-9", "row-2", "row-5"
    ]  # fmt: skip
    assert [attributes["href"] for attributes, _ in found.all("a")] == [
        "report.html", "#row-2", "#row-9", "#row-5"
    ]  # fmt: skip


def test_rows_without_text_and_texts_without_the_variant_are_listed_apart_at_the_end():
    found = page(
        variant(1, variation="K601E", sentences=[], has_text=False),
        variant(2, variation="L597R", sentences=[]),
        variant(3),
    )
    assert [words for _, words in found.all("h2")] == [
        "Genes", "Variants", "The text does not name the variant", "No text"
    ]  # fmt: skip
    assert [words for _, words in found.all("ul")] == ["BRAF L597R ID 2", "BRAF K601E ID 1"]
    assert "1 of 3 variants have sentences" in " ".join(found.text.split())
    anchors = {attributes["href"] for attributes, _ in found.all("a")}
    assert {"#row-1", "#row-2", "#row-3"} <= anchors
    assert [words for _, words in page().all("h2")] == ["Genes", "Variants"]


def test_what_texts_and_senders_wrote_is_escaped():
    text = f"A {NASTY} & V600E."
    marked = sentence(
        text, mentions=(span(text, NASTY),), genes=(span(text, "alert"),), others=(NASTY,), cues=()
    )
    rows = [variant(1, NASTY, NASTY, [marked]), variant(2, NASTY, NASTY, [])]
    html = render_evidence_page(EvidencePage(NASTY, rows))
    assert "<script" not in html
    found = Page(html)
    assert [words for _, words in found.in_article("mark")] == [NASTY]
    assert f"A {NASTY} & V600E." in found.words_of(1)


def test_the_page_stands_alone():
    html = render(variant(), variant(8, sentences=[]))
    found = Page(html)
    assert not {"script", "link", "iframe", "img"} & {name for name, _, _ in found.elements}
    assert not re.search(r"url\(|@import|https?:", html)


def test_a_page_without_variants_is_still_a_page():
    assert "0 of 0 variants have sentences" in " ".join(Page(render()).text.split())


@st.composite
def marked_sentences(draw):
    text = draw(st.text(max_size=30))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    proper = st.lists(spans.filter(lambda s: s[0] < s[1]), max_size=4) if text else st.just([])
    ends = sorted({i for pair in draw(proper) for i in pair})
    cues = [
        Cue(start, end, draw(st.sampled_from(CueGroup)))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]
    return sentence(text, mentions=tuple(draw(proper)), genes=tuple(draw(proper)), cues=tuple(cues))


@given(marked_sentences())
def test_no_character_is_lost_moved_or_marked_wrongly_however_marks_overlap(marked):
    found = stretches(marked)
    pieces = [(piece, stretch.is_variant) for stretch in found for piece in stretch.pieces]
    assert "".join(piece.text for piece, _ in pieces) == marked.text
    flags = [
        (is_variant, piece.is_gene, piece.cue is not None)
        for piece, is_variant in pieces
        for _ in piece.text
    ]
    cues = [(each.start, each.end) for each in marked.cues]
    assert flags == [
        tuple(any(a <= i < b for a, b in spans) for spans in (marked.mentions, marked.genes, cues))
        for i in range(len(marked.text))
    ]
    assert [label.group for stretch in found for label in stretch.labels] == [
        each.group for each in marked.cues
    ]


def test_lines_of_the_evidence_file_come_back_as_they_were(tmp_path):
    rows = [variant(0, sentences=[sentence("a\u2028b\u0085c\r V600E", mentions=((7, 12),))]),
            variant(1, sentences=[], has_text=False), variant(2)]  # fmt: skip
    records = [
        {"ID": row.variant_id, "Gene": row.gene, "Variation": row.variation,
         "has_text": row.has_text, "sentences": [asdict(each) for each in row.sentences]}
        for row in rows
    ]  # fmt: skip
    path = tmp_path / "evidence.jsonl"
    path.write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records),
        encoding="utf-8",
    )
    assert read_evidence_page("demo", path) == EvidencePage("demo", rows)
    assert variant_evidence(json.loads(json.dumps(records[2]))) == rows[2]
