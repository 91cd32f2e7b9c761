"""Sentences that speak of a variant, as they are shown to a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text_features.cue_phrases import CueGroup
from text_features.evidence import MOST_SENTENCES, evidence_sentences
from text_features.mention import Relation
from text_features.reading import AskedVariant, read_for, read_text


def evidence_of(text, variation="V600E", gene="BRAF", **options):
    return evidence_sentences(
        read_for(read_text(text), AskedVariant.of(gene, variation)), **options
    )


def shown(text, **options):
    return [evidence.text for evidence in evidence_of(text, **options)]


def test_only_sentences_with_the_variant_or_its_residue_are_evidence():
    found = shown("BRAF is a kinase. V600E grew. G469A was activating. V600K died. Mice lived.")
    assert found == ["V600E grew.", "V600K died."]


def test_the_variant_itself_comes_before_its_residue_whatever_the_cues():
    found = evidence_of("V600K was activating and transforming. V600E was seen.")
    assert [(each.text, each.relation) for each in found] == [
        ("V600E was seen.", Relation.SAME),
        ("V600K was activating and transforming.", Relation.RESIDUE),
    ]


def test_sentences_with_cues_come_first_and_more_cues_before_fewer():
    none, one, two = (
        "V600E was seen.",
        "V600E was activating.",
        "V600E was resistant and activating.",
    )
    assert shown(" ".join((none, one, two))) == [two, one, none]
    assert shown(" ".join((two, none, one))) == [two, one, none]


def test_a_cue_of_the_variant_alone_comes_before_one_that_others_share():
    alone, shared = "V600E was activating.", "V600E, G469A and L597V were activating."
    assert shown(f"{shared} {alone}") == [alone, shared]


def test_equals_stand_in_the_order_of_the_text():
    found = evidence_of("V600E grew. V600E died. Mice lived. V600E slept.")
    assert [each.sentence for each in found] == [0, 1, 3]


def test_a_sentence_that_names_variant_and_residue_is_shown_once():
    [found] = evidence_of("V600E and V600K grew.")
    assert found.relation is Relation.SAME
    assert [found.text[start:end] for start, end in found.mentions] == ["V600E"]


def test_at_most_so_many_sentences_are_returned_and_the_best_ones():
    text = "V600E grew. " * 30 + "V600E was activating."
    assert len(evidence_of(text)) == MOST_SENTENCES
    assert shown(text, most=1) == ["V600E was activating."]


def test_spans_point_at_the_characters_of_the_sentence():
    [found] = evidence_of(
        "Mice lived. In BRAF, Val600Glu but not G469A or L597V (BRAF p.V600E) was activating."
    )
    assert found.sentence == 1
    assert [found.text[slice(*span)] for span in found.genes] == ["BRAF", "BRAF"]
    assert [found.text[slice(*span)].removeprefix("p.") for span in found.mentions] == [
        "Val600Glu", "V600E",
    ]  # fmt: skip
    assert found.others == ("G469A", "L597V")
    assert [(found.text[cue.start : cue.end], cue.group) for cue in found.cues] == [
        ("activating", CueGroup.ACTIVATING)
    ]


def test_other_variants_are_named_once_each_and_those_of_other_genes_not():
    [found] = evidence_of("V600E, G469A, p.Gly469Ala, V600K and KRAS G12D grew.")
    assert found.others == ("G469A", "V600K")


def test_negation_and_doubt_are_kept():
    [found] = evidence_of("V600E was not activating; it may be resistant.")
    assert [(cue.group, cue.negated, cue.uncertain) for cue in found.cues] == [
        (CueGroup.ACTIVATING, True, False), (CueGroup.RESISTANT, False, True),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "word", "BRAF grew.", "\ud800", "细胞生长更快。", "<p></p>"])
def test_a_text_that_does_not_speak_of_the_variant_has_no_evidence(text):
    assert evidence_of(text) == []


def test_a_variation_that_cannot_be_read_has_no_evidence():
    assert evidence_of("BRAF V600E was activating.", "so to speak") == []


PIECES = [
    "BRAF", "B-Raf", "V600E", "p.Val600Glu", "V600", "V600K", "G469A", "KRAS G12D", ".", ". ", " ",
    ", ", "(", ")", "\n", "\n\n", "was activating", "not", "loss of function", "et al.", "Fig. 2",
    "exon 15", "codon 600", "valine at position", "<b>", "&amp;", "\ud800", "\x00", "é", "突变",
    "-",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_span_lies_in_its_sentence_whatever_the_text(text):
    reading = read_for(read_text(text), AskedVariant.of("BRAF", "V600E"))
    found = evidence_sentences(reading, most=100)
    assert len({each.sentence for each in found}) == len(found)
    for each in found:
        start, end = reading.source.sentences[each.sentence]
        assert each.text == reading.source.text[start:end]
        assert each.mentions
        for first, last in (*each.mentions, *each.genes, *((c.start, c.end) for c in each.cues)):
            assert 0 <= first < last <= len(each.text)
