"""What a language model reads of a text for one variant."""

import pytest

from text_features.embedding_passages import WORDS, passage_for
from text_features.passages import ANY_VARIANT, PLACEHOLDERS, THIS_GENE
from text_features.reading import AskedVariant, read_for, read_text
from text_features.row_text import ReadingSettings

TEXT = (
    "Many kinases are known. We studied BRAF in melanoma. The BRAF V600E mutation activates "
    "the kinase, as K601E does (Table 2). Patients were followed. Tumours grew faster."
)


def passage(gene: str, spelling: str, text: str = TEXT, **settings: object):
    reading = read_for(read_text(text), AskedVariant.of(gene, spelling))
    return passage_for(reading, ReadingSettings(**settings))


def test_sentences_stand_as_they_are_but_for_the_names():
    found = passage("BRAF", "V600E", window=0)
    assert found.about == "variant"
    assert found.text.startswith(
        "The gene variant mutation activates the kinase, as other variant does"
    )


def test_words_for_names_keep_punctuation_and_stand_apart_from_letters():
    text = "V600E, once (BRAFV600E) or V600E-mutant."
    assert passage("BRAF", "V600E", text).text == "variant, once (gene variant) or variant-mutant."


def test_neighbouring_sentences_belong_to_the_passage():
    found = passage("BRAF", "V600E", window=1)
    assert found.text.startswith("We studied gene in melanoma. The gene variant")
    assert found.text.endswith("Patients were followed.")


def test_names_stay_if_they_are_not_masked():
    found = passage("BRAF", "V600E", window=0, mask_names=False)
    assert found.text.startswith("The BRAF V600E mutation activates the kinase, as K601E does")


def test_a_variant_that_is_not_named_has_the_sentences_with_its_gene():
    found = passage("BRAF", "L597R")
    assert found.about == "gene"
    assert found.text.startswith("We studied gene in melanoma. The gene variant mutation")
    assert "Patients" not in found.text
    assert found == passage("BRAF", "G469A")


def test_a_variant_whose_gene_is_not_named_has_the_whole_text():
    text = "Many kinases are known. BRAF is one of them."
    found = passage("KIT", "D816V", text)
    assert (found.about, found.text) == ("text", text)


def test_a_variation_that_cannot_be_read_has_the_sentences_with_its_gene():
    assert passage("BRAF", "something odd").about == "gene"


@pytest.mark.parametrize("placeholder", [THIS_GENE, ANY_VARIANT, *PLACEHOLDERS.values()])
def test_every_placeholder_has_plain_words(placeholder):
    assert WORDS[placeholder].replace(" ", "").isalpha()
