"""A text read for a variant: sentences, mentions and what they are to the variant asked for."""

import os
import subprocess
import sys

import numpy as np
import pytest

from text_features.mention import Relation
from text_features.reading import AskedVariant, read_for, read_text

TEXT = (
    "BRAF is a kinase. The V600E mutant was activating. V600K was weaker, and so was G469A. "
    "KRAS G12D was not studied. Mice were kept in cages. BRAF V600E grew fastest."
)
SAME, RESIDUE, OTHER, FOREIGN = Relation.SAME, Relation.RESIDUE, Relation.OTHER, Relation.FOREIGN


@pytest.fixture(scope="module")
def source():
    return read_text(TEXT)


@pytest.fixture(scope="module")
def reading(source):
    return read_for(source, AskedVariant.of("BRAF", "V600E"))


def words_of(source, span):
    return source.text[span[0] : span[1]]


def test_a_text_is_cleaned_and_split_into_its_sentences(source):
    assert source.text == TEXT
    assert [words_of(source, span) for span in source.sentences] == [
        "BRAF is a kinase.",
        "The V600E mutant was activating.",
        "V600K was weaker, and so was G469A.",
        "KRAS G12D was not studied.",
        "Mice were kept in cages.",
        "BRAF V600E grew fastest.",
    ]


def test_markup_and_broken_lines_are_gone_before_anything_is_found():
    source = read_text("<p>The <i>BRAF</i> V600E muta-\ntion [3] was acti-\nvating.</p>")
    assert source.text == "The BRAF V600E mutation was activating."
    [mention] = source.variants
    assert (source.text[mention.start : mention.end], mention.gene) == ("V600E", "BRAF")


def test_every_variant_is_found_with_the_sentence_in_which_it_begins(source):
    found = [
        (source.text[mention.start : mention.end], sentence)
        for mention, sentence in zip(source.variants, source.variant_sentence, strict=True)
    ]
    assert found == [("V600E", 1), ("V600K", 2), ("G469A", 2), ("G12D", 3), ("V600E", 5)]


def test_each_mention_is_related_to_the_variant_asked_for(reading):
    assert reading.relations == (SAME, RESIDUE, OTHER, FOREIGN, SAME)


def test_the_gene_is_found_with_its_sentences(reading):
    assert [words_of(reading.source, (gene.start, gene.end)) for gene in reading.genes] == [
        "BRAF", "BRAF",
    ]  # fmt: skip
    assert reading.gene_sentence.tolist() == [0, 5]


def test_another_variant_reads_the_same_text_otherwise(source):
    other = read_for(source, AskedVariant.of("BRAF", "G469A"))
    assert other.source is source
    assert other.relations == (OTHER, OTHER, SAME, FOREIGN, OTHER)
    of_kras = read_for(source, AskedVariant.of("KRAS", "G12D"))
    assert of_kras.relations == (OTHER, OTHER, OTHER, SAME, FOREIGN)
    assert of_kras.gene_sentence.tolist() == [3]


@pytest.mark.parametrize("spelling", ["p.Val600Glu", "VAL600GLU", "p.(V600E)", " V600E "])
def test_the_spelling_of_the_variant_does_not_matter(source, reading, spelling):
    assert read_for(source, AskedVariant.of("BRAF", spelling)).relations == reading.relations


def test_sentences_are_found_by_what_they_mention(reading):
    assert reading.sentences_with(SAME).tolist() == [1, 5]
    assert reading.sentences_with(RESIDUE, OTHER).tolist() == [2]
    assert reading.sentences_with().tolist() == []


def test_where_the_variant_is_not_named_its_residue_stands_for_it(source, reading):
    assert reading.variant_sentences().tolist() == [1, 5]
    of_residue = read_for(source, AskedVariant.of("BRAF", "V600R"))
    assert SAME not in of_residue.relations
    assert of_residue.variant_sentences().tolist() == [1, 2, 5]


def test_a_mention_twice_in_a_sentence_is_one_sentence():
    reading = read_for(read_text("V600E and again V600E. None."), AskedVariant.of("BRAF", "V600E"))
    assert reading.relations == (SAME, SAME)
    assert reading.sentences_with(SAME).tolist() == [0]


def test_cues_are_counted_in_the_characters_of_their_sentence(reading):
    [cue] = reading.cues_of(1)
    start, _ = reading.source.sentences[1]
    assert reading.source.text[start + cue.start : start + cue.end] == "activating"
    assert reading.cues_of(4) == ()


@pytest.mark.parametrize("spelling", ["so to speak", "", "???", "\ud800", "x" * 10_000])
def test_a_variation_that_cannot_be_read_breaks_nothing(source, spelling):
    reading = read_for(source, AskedVariant.of("BRAF", spelling))
    assert len(reading.relations) == len(source.variants)
    assert reading.gene_sentence.tolist() == [0, 5]


def test_for_a_variation_that_cannot_be_read_no_mention_is_the_same_and_foreign_ones_stay_so(
    source,
):
    asked = AskedVariant.of("BRAF", "so to speak")
    assert asked.variation is None
    assert read_for(source, asked).relations == (OTHER, OTHER, OTHER, FOREIGN, OTHER)


def test_a_fusion_of_two_other_genes_is_foreign_whether_or_not_the_variation_can_be_read():
    source = read_text("An EML4-ALK fusion was found.")
    for spelling in ("V600E", "so to speak"):
        assert read_for(source, AskedVariant.of("BRAF", spelling)).relations == (FOREIGN,)
        assert read_for(source, AskedVariant.of("ALK", spelling)).relations == (OTHER,)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n\t\r", "word", "V600E", "BRAF", ".", "\x00\x01\x1f",
        "\ud800\udfff V600E \udc00",
        "<div><p>BRAF&nbsp;V600E</p>", "<" * 3000, "&" * 3000, "(" * 3000, "V600E" * 2000,
        "BRAF突变V600E激活了激酶。细胞生长更快。",
        "Мутация BRAF V600E активирует киназу. Рост клеток.",
        "طفرة V600E في جين BRAF. نمت الخلايا.", "e\u0301\u200b\u202eV600E\ufeff \U0001f9ec.",
    ],
)  # fmt: skip
def test_whatever_the_text_every_mention_lies_in_the_text_and_in_a_sentence(text):
    reading = read_for(read_text(text), AskedVariant.of("BRAF", "V600E"))
    source = reading.source
    ends = [0, *(place for span in source.sentences for place in span)]
    assert ends == sorted(ends)
    assert ends[-1] <= len(source.text)
    for mentions, sentences in (
        (source.variants, source.variant_sentence),
        (reading.genes, reading.gene_sentence),
    ):
        assert len(mentions) == len(sentences)
        for mention, sentence in zip(mentions, sentences, strict=True):
            start, end = source.sentences[sentence]
            assert start <= mention.start < mention.end <= end


def test_an_empty_text_has_no_sentences_and_no_mentions():
    source = read_text("")
    assert (source.text, source.sentences, source.variants) == ("", (), ())
    reading = read_for(source, AskedVariant.of("BRAF", "V600E"))
    assert reading.variant_sentences().tolist() == []
    assert reading.gene_sentence.tolist() == []


SHOW = """
import sys
from text_features.reading import AskedVariant, read_for, read_text
reading = read_for(read_text(sys.argv[1]), AskedVariant.of("BRAF", "V600E"))
cues = [reading.cues_of(i) for i in range(len(reading.source.sentences))]
print(reading.source.sentences, reading.source.variants, reading.relations, reading.genes, cues)
"""


def test_other_processes_with_other_string_hashes_read_alike():
    shown = {
        subprocess.run(
            [sys.executable, "-c", SHOW, TEXT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(shown) == 1
    assert "same" in shown.pop()


@pytest.mark.slow
def test_a_text_of_two_megabytes_is_read_whole():
    source = read_text(f"{TEXT} " * (2_000_000 // len(TEXT)))
    n_copies = len(source.sentences) // 6
    assert n_copies > 10_000
    reading = read_for(source, AskedVariant.of("BRAF", "V600E"))
    assert reading.relations.count(SAME) == 2 * n_copies
    assert len(reading.genes) == 2 * n_copies
    assert np.array_equal(reading.variant_sentences(), reading.sentences_with(SAME))
