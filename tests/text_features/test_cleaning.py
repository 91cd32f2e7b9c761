"""Raw texts of papers to readable text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text_features.cleaning import clean

MSK_TEXT = Path(__file__).parents[3] / "shared" / "data" / "msk" / "training_text"

VARIANTS = [
    "V600E",
    "p.V600E",
    "p.(Val600Glu)",
    "c.1799T>A",
    "c.35G>T",
    "600V>E",
    "E746_A750del",
    "E746-A750del",
    "EML4-ALK",
    "EML4::ALK",
    "BRAF(V600E)",
    "(V600E)",
    "IVS2+1G>A",
    "*308W",
    "R132*",
    "Y220C (2)",
    "E746_A750del (2)",
    "p.V600E2",
    "p.Gly12fs*3",
    "rs121913529",
    "NM_004333.4:c.1799T>A",
    "g.140453136A>T",
    "exon 19 del (3)",
]


RAW_AND_READABLE = [
    ("kinase activity¹², which", "kinase activity, which"),
    ("activity¹³,¹⁴. In", "activity. In"),
    ("10³ cells in 2 cm² at 3 s⁻¹", "10^3 cells in 2 cm^2 at 3 s^-1"),
    ("³²P and ¹²⁵I-labelled", "32P and 125I-labelled"),
    ("Ca²⁺ and CD4⁺", "Ca2+ and CD4+"),
    ("STAT5¹² was", "STAT5 was"),
    ("the ﬁrst ﬂow", "the first flow"),
    ("β-catenin and TGFβ1", "beta-catenin and TGFbeta1"),
    ("ΔF508 by ΔΔG", "deltaF508 by deltadeltaG"),
    ("5 µM or 5 μm of μ-opioid", "5 uM or 5 um of mu-opioid"),
    ("καρκίνος", "καρκίνος"),
    ("the 5′ end – a “hit” − 2", 'the 5\' end - a "hit" - 2'),
    ("2.5 Å at 37°C ± 1, by Åsa", "2.5 angstrom at 37 degrees C +/- 1, by Åsa"),
    ("(n ¼ 27) and ½", "(n = 27) and 1/2"),
    ("10\u2009mg of\u00a0the mu\u00adtant\u200b cell", "10 mg of the mutant cell"),
    ("a\ud800b\x00c\u202ed", "ab cd"),
    ("cafe\u0301", "café"),
    ("activity<sup>12</sup>. <i>BRAF</i><sup>V600E</sup>", "activity. BRAF V600E"),
    ("10<sup>3</sup> <a href='x'>TGF&beta;</a>", "10^3 TGFbeta"),
    ("p &lt; 0.05 &amp; q", "p < 0.05 & q"),
    ("p < 0.05 and q > 3", "p < 0.05 and q > 3"),
    ("a<b and c>d", "a<b and c>d"),
    ("the muta-\ntion", "the mutation"),
    ("loss-of-\nfunction", "loss-of-function"),
    ("wild-\ntype", "wild-type"),
    ("EML4-\nALK", "EML4-ALK"),
    ("gain-\nand loss", "gain- and loss"),
    ("a muta- tion; the mutation", "a mutation; the mutation"),
    ("a muta- tion", "a muta- tion"),
    ("gain- and loss-of-function", "gain- and loss-of-function"),
    ("state-of- the-art, state-of-the-art", "state-of-the-art, state-of-the-art"),
    ("kinase [12, 13-15]. Then", "kinase. Then"),
    ("kinase [1], [24] was", "kinase, was"),
    ("median 34 [12-60] months", "median 34 [12-60] months"),
    ("[v/v] in [2012]", "[v/v] in [2012]"),
    ("in cancers (12, 13). The", "in cancers. The"),
    ("of kinases (6), the", "of kinases, the"),
    ("(1) the first and (2) the second", "(1) the first and (2) the second"),
    ("amino acids (1-435) bind", "amino acids (1-435) bind"),
    ("lost activity.13 In vivo", "lost activity. In vivo"),
    ("lost activity.21-24 In vivo", "lost activity. In vivo"),
    ("the protein,16 and", "the protein, and"),
    ("lung,12 breast,64 colorectal", "lung,12 breast,64 colorectal"),
    ("of lung cancers (3), breast cancers (12)", "of lung cancers (3), breast cancers (12)"),
    ("of cells (3), mice (12) and rats (4).", "of cells (3), mice (12) and rats (4)."),
    ("see p.13, Fig.2 and 0.13 of", "see p.13, Fig.2 and 0.13 of"),
    ("in exon.13 The", "in exon.13 The"),
    ("was lost (Fig. 2A).", "was lost."),
    ("was lost (Figure 3, Table S1) again", "was lost again"),
    ("was (see Fig. 3A, left panel; Supplementary Table S2) lost", "was lost"),
    ("lost (Figure 3(b) and (c)).", "lost."),
    ("seen (Table 2, V600E).", "seen (Table 2, V600E)."),
    ("of x  Figure 2. Kinase activity", "of x\n\nFigure 2. Kinase activity"),
    (
        "x.  Figure 2.  Figure 2. Open in figure viewerDownload Powerpoint slide Activity",
        "x.\n\nFigure 2. Activity",
    ),
    ("was lost. Go to: Results The", "was lost.\n\nResults The"),
    ("x Open in a separate window y", "x y"),
    ("one\n \ntwo\r\nthree\t\tfour", "one\n\ntwo three four"),
    ("中文 текст", "中文 текст"),
    ("", ""),
    (" \n\n ", ""),
    ("[1]", ""),
]


@pytest.mark.parametrize(("raw", "readable"), RAW_AND_READABLE)
def test_a_raw_text_becomes_readable(raw, readable):
    assert clean(raw) == readable


@pytest.mark.parametrize("readable", [readable for _, readable in RAW_AND_READABLE])
def test_a_readable_text_stays_as_it_is(readable):
    assert clean(readable) == readable


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("sentence", ["{}", "The {} change.", "of {}, and", "(see {})", "{}. In"])
def test_a_variant_keeps_its_spelling(variant, sentence):
    text = sentence.format(variant)
    assert clean(text) == text


PIECES = st.sampled_from(
    [
        *VARIANTS,
        *[
            "activity",
            "kinase",
            "mutation",
            "muta- tion",
            "muta-\n",
            "loss-of- ",
            "function",
            "and",
        ],
        *["Figure", "Fig.", "Table"],
        *["  ", " ", "\n", "\n\n", ".", ",", ";", ":", "(", ")", "[", "]", "-", "1", "12", "13-15"],
        *["Go to:", "Open in new tab", "Download figure", "(Fig. 1)", "(Fig", "[12]", "(12)"],
        *["<", ">", "&", "amp;", "lt;", "<sup>", "</sup>", "<b>", "&#946;", "&beta;"],
        *["β", "Δ", "μ", "¹²", "²", "⁻", "Å", "·", "¼", "↓", "é", "e"],
        *["\u0301", "\u1100", "\u1161"],
        *["\u00ad", "\u200b", "\u2009", "\ud800", "\0", "\r", "Figure 2.", "Figure 2. A", "see "],
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_clean_text_has_single_spaces_and_blank_lines_only(raw):
    cleaned = clean(raw)
    assert not re.search(r"[^\S \n]|[\x00-\x09\x0b-\x1f\x7f]| {2}| \n|\n |\n{3}", cleaned)
    assert not re.search(r"(?<!\n)\n(?!\n)", cleaned)
    assert cleaned == cleaned.strip()


@given(TEXTS)
def test_a_clean_text_can_be_written_as_utf_8(raw):
    assert clean(raw).encode().decode() == clean(raw)


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 200_000,
        "[1" * 100_000,
        "[1, " * 50_000,
        "(Fig. " * 50_000,
        "(Fig. 1" * 30_000,
        "(Fig. 1, a, b, " + "c, " * 60_000,
        "<sup " * 50_000,
        "<!--" * 50_000,
        "&amp;" * 50_000,
        "&" + "amp;" * 50_000,
        " " * 300_000,
        " \n" * 150_000,
        "- " * 150_000,
        "a- b " * 50_000,
        "a- b ab " * 50_000,
        "cells (3), " * 50_000,
        "a-" * 150_000,
        "-\na" * 60_000,
        "x.1,2" * 60_000,
        "¹" * 100_000,
        "e\u0301" * 100_000,
        "é" * 200_000,
        "\ud800" * 100_000,
    ],
    ids=lambda hostile: ascii(hostile[:8]),
)
def test_hostile_texts_cost_no_more_than_a_few_seconds(hostile):
    start = time.process_time()
    clean(hostile)
    assert time.process_time() - start < 5


def test_ten_megabytes_are_cleaned():
    sentence = "The V600E change raised kinase activity¹² (Fig. 2A) [3, 4]. "
    cleaned = clean(sentence * 170_000)
    assert cleaned.startswith("The V600E change raised kinase activity. The")
    assert cleaned.count("V600E") == 170_000


@pytest.mark.slow
@pytest.mark.skipif(not MSK_TEXT.exists(), reason="needs the papers in ../shared/data/msk")
def test_real_papers_lose_neither_variants_nor_many_words():
    for line in MSK_TEXT.read_text(encoding="utf-8").split("\n"):
        cleaned = clean(line)
        assert len(cleaned) - len(clean(cleaned)) <= 1e-3 * len(cleaned)
        assert len(cleaned) >= 0.85 * len(line)
        # S10A may be a supplementary figure
        before, after = (re.findall(r"\b[A-RT-Z]\d{2,4}[A-Z]\b", text) for text in (line, cleaned))
        assert len(after) >= len(before)
