"""One text read for several rows: fields of words, numbers, evidence."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import (
    DOCUMENT,
    FIELDS,
    GENE,
    REST,
    VARIANT,
    ReadingSettings,
    read_rows,
)
from text_features.tokens import normalise

TEXT = (
    "BRAF is a kinase. Mice were kept in cages. Rats were not. The V600E mutant was activating. "
    "It grew fast. KRAS G12D was not studied. G469A was weaker. Nothing else was seen."
)
PLAIN = ReadingSettings(mask_names=False)


def fields_of(text, *asked, how=PLAIN):
    return [dict(zip(FIELDS, row.fields, strict=True)) for row in read_rows(text, asked, how)]


def test_there_is_a_row_of_text_for_each_variant_asked_for():
    rows = read_rows(TEXT, [("BRAF", "V600E"), ("KRAS", "G12D"), ("BRAF", "V600E")], PLAIN)
    assert len(rows) == 3
    for row in rows:
        assert len(row.fields) == len(FIELDS)
        assert row.features.shape == (len(MENTION_FEATURES),)
        assert row.features.dtype == np.float32
    assert rows[0].fields == rows[2].fields
    assert read_rows(TEXT, [], PLAIN) == []


def test_the_variants_field_holds_its_sentences_and_their_neighbours():
    [found] = fields_of(TEXT, ("BRAF", "V600E"))
    assert found[VARIANT] == "rats were not the v600e mutant was activating it grew fast"


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (0, "The V600E mutant was activating."),
        (
            2,
            "Mice were kept in cages. Rats were not. The V600E mutant was activating. "
            "It grew fast. KRAS G12D was not studied.",
        ),
        (99, TEXT),
    ],
)
def test_the_window_says_how_many_neighbours(window, expected):
    how = ReadingSettings(mask_names=False, window=window)
    assert fields_of(TEXT, ("BRAF", "V600E"), how=how)[0][VARIANT] == normalise(expected)


def test_the_genes_field_holds_sentences_with_the_gene_or_its_variants_and_the_rest_all_others():
    [found] = fields_of(TEXT, ("BRAF", "V600E"))
    assert found[GENE] == ("braf is a kinase the v600e mutant was activating g469a was weaker")
    assert found[REST] == (
        "mice were kept in cages rats were not it grew fast kras g12d was not studied "
        "nothing else was seen"
    )
    assert found[DOCUMENT] == normalise(TEXT)


def test_variants_that_share_a_text_share_document_and_gene_and_have_their_own_passages():
    first, second = fields_of(TEXT, ("BRAF", "V600E"), ("BRAF", "G469A"), how=ReadingSettings())
    assert [first[name] for name in (DOCUMENT, GENE, REST)] == [
        second[name] for name in (DOCUMENT, GENE, REST)
    ]
    assert "thisvariant mutant was activating" in first[VARIANT]
    assert "thisvariant was weaker" in second[VARIANT]


def test_each_variant_is_read_as_if_it_were_asked_for_alone():
    asked = [("BRAF", "so to speak"), ("BRAF", "V600E"), ("KRAS", "G12D"), ("BRAF", "G469A")]
    for how in (PLAIN, ReadingSettings()):
        together, turned = read_rows(TEXT, asked, how), read_rows(TEXT, asked[::-1], how)[::-1]
        alone = [read_rows(TEXT, [each], how)[0] for each in asked]
        for rows in (together, turned):
            for row, one in zip(rows, alone, strict=True):
                assert row.fields == one.fields
                np.testing.assert_array_equal(row.features, one.features)
                assert row.evidence == one.evidence


def test_names_are_placeholders_when_asked_for():
    [found] = fields_of(TEXT, ("BRAF", "V600E"), how=ReadingSettings(mask_names=True))
    for field in found.values():
        assert not {"braf", "v600e", "g12d", "g469a"} & {*field.split()}
    assert found[VARIANT] == "rats were not the thisvariant mutant was activating it grew fast"
    assert found[GENE].split()[0] == "thisgene"
    assert "the anyvariant mutant" in found[DOCUMENT]


def test_names_stay_when_placeholders_are_not_asked_for():
    [found] = fields_of(TEXT, ("BRAF", "V600E"), how=PLAIN)
    assert {"braf", "v600e", "g12d", "g469a"} < {*found[DOCUMENT].split()}


def test_masking_changes_neither_numbers_nor_evidence():
    [plain], [masked] = (
        read_rows(TEXT, [("BRAF", "V600E")], how) for how in (PLAIN, ReadingSettings())
    )
    np.testing.assert_array_equal(plain.features, masked.features)
    assert plain.evidence == masked.evidence
    assert "V600E" in masked.evidence[0].text


def test_a_variation_that_cannot_be_read_has_the_fields_of_its_gene_and_no_passages():
    odd, read = fields_of(TEXT, ("BRAF", "so to speak"), ("BRAF", "V600E"))
    assert odd[VARIANT] == ""
    assert [odd[name] for name in (DOCUMENT, GENE, REST)] == [
        read[name] for name in (DOCUMENT, GENE, REST)
    ]


SENTENCES = [
    "BRAF is a kinase.", "The V600E mutant grew.", "Mice were kept.", "G469A and V600K died.",
    "KRAS G12D was seen.", "It was activating.", "An EML4-ALK fusion was found.",
]  # fmt: skip


@given(st.lists(st.sampled_from(SENTENCES), max_size=12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_gene_and_rest_together_hold_every_sentence_once(sentences, mask):
    text = " ".join(sentences)
    [found] = fields_of(text, ("BRAF", "V600E"), how=ReadingSettings(mask_names=mask))
    assert sorted(f"{found[GENE]} {found[REST]}".split()) == sorted(found[DOCUMENT].split())


HOSTILE = {
    "empty": "", "a space": " ", "one word": "word", "white space": " \n\n\t\r \u00a0\u2003 ",
    "control characters": "BRAF\x00V600E\x07 was\x1b[31m activating\x7f.",
    "lone surrogates": "\ud800BRAF V600E\udfff was activating. \udc00",
    "markup": "<html><body><p>BRAF <b>V600E</b> was activating.</p><script>x<y</script>&lt;&#8211;",
    "broken markup": "<p <<b>> & &amp &#xFFFFFFFF; </ V600E was activating.",
    "Chinese": "BRAF突变V600E激活了激酶。细胞生长更快。",
    "Russian": "Мутация BRAF V600E активирует киназу. Рост клеток ускорен.",
    "Arabic": "طفرة V600E في جين BRAF تنشط الكيناز. نمت الخلايا.",
    "combining marks": "e\u0301\u200d\u202eV600E\ufeff BRA\u0301F \U0001f9ec.",
    "digits": "1 " * 500, "brackets": "(" * 2000, "hyphens": "-" * 2000,
    "a long word": "a" * 20_000,
    "variants": "V600E" * 500,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("mask", [True, False])
def test_no_text_breaks_the_reader(text, mask):
    asked = [("BRAF", "V600E"), ("", ""), ("KIT", "so to speak"), ("\ud800", "\ud800")]
    rows = read_rows(text, asked, ReadingSettings(mask_names=mask))
    assert len(rows) == 4
    for row in rows:
        for field in row.fields:
            field.encode()  # no lone surrogate is left
            assert field == " ".join(field.split())
        for evidence in row.evidence:
            evidence.text.encode()


@pytest.mark.parametrize("name", ["control characters", "lone surrogates", "markup", "Russian"])
def test_a_variant_in_a_strange_text_is_found_all_the_same(name):
    [row] = read_rows(HOSTILE[name], [("BRAF", "V600E")], ReadingSettings())
    assert len(row.evidence) == 1


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_is_read(text):
    [row] = read_rows(text, [("BRAF", "V600E")], ReadingSettings())
    assert len(row.fields) == len(FIELDS)


SHOW = """
import sys
from text_features.row_text import ReadingSettings, read_rows
for row in read_rows(sys.argv[1], [("BRAF", "V600E"), ("KRAS", "G12D")], ReadingSettings()):
    print(row.fields, row.features.tobytes(), row.evidence)
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
    assert "thisvariant" in shown.pop()


@pytest.mark.slow
def test_a_text_of_ten_megabytes_is_read_whole():
    n_copies = 10_000_000 // len(TEXT)
    [row] = read_rows(f"{TEXT} " * n_copies, [("BRAF", "V600E")], ReadingSettings())
    assert row.fields[FIELDS.index(VARIANT)].split().count("thisvariant") == n_copies
    assert len(row.evidence) == 10
