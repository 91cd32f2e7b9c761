"""How well genes and variants are found in sentences that a person marked."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from text_features.cleaning import clean
from text_features.gene_mentions import find_genes
from text_features.mention import Relation
from text_features.relation import relation_of
from text_features.sentences import sentence_spans
from text_features.variant_mentions import find_variants
from variants.variation_grammar import parse_variation

GOLDEN = Path(__file__).parents[1] / "golden" / "mentions.tsv"
GENE = "gene"
KINDS = (GENE, *map(str, Relation))
_MARK = re.compile(r"(\{[a-z]+\||\})")
_OPENS = re.compile(r"\{[a-z]+\|")


def read_marked(marked):
    """Split a marked sentence into its plain text and its spans (start, end, kind).

    Marks are written ``{kind|text}`` and may stand in one another.
    """
    plain, spans, open_marks = "", set(), []
    for piece in _MARK.split(marked):
        if _OPENS.fullmatch(piece):
            open_marks.append((len(plain), piece[1:-1]))
        elif piece == "}" and open_marks:
            start, kind = open_marks.pop()
            spans.add((start, len(plain), kind))
        else:
            plain += piece
    if open_marks or set(plain) & set("{}|"):
        raise ValueError(f"a mark without its other half: {marked!r}")
    return plain, spans


def read_golden():
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        next(lines)
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def found_spans(text, gene, spelling):
    variation = parse_variation(spelling)
    genes = {(found.start, found.end, GENE) for found in find_genes(text, [gene])}
    variants = {
        (found.start, found.end, str(relation_of(found, variation, gene, spelling)))
        for found in find_variants(text)
    }
    return genes | variants


@pytest.fixture(scope="module")
def spans():
    """Expected and found spans of all sentences, as (sentence, start, end, kind)."""
    expected, found = set(), set()
    for number, row in enumerate(read_golden()):
        text, marked = read_marked(row["sentence"])
        expected |= {(number, *span) for span in marked}
        found |= {(number, *span) for span in found_spans(text, row["gene"], row["variation"])}
    return expected, found


def precision_and_recall(expected, found):
    right = len(expected & found)
    return right / max(len(found), 1), right / max(len(expected), 1)


def scores(spans):
    """Precision and recall of each kind and overall, exact in span and kind."""
    expected, found = spans
    by_kind = {
        kind: precision_and_recall(
            {span for span in expected if span[-1] == kind},
            {span for span in found if span[-1] == kind},
        )
        for kind in KINDS
    }
    return by_kind | {"overall": precision_and_recall(expected, found)}


def table(spans):
    expected, found = spans
    lines = ["kind      precision  recall  right  wrong  missed"]
    for name, (precision, recall) in scores(spans).items():
        wanted, got = (
            {span for span in side if name in (span[-1], "overall")} for side in (expected, found)
        )
        counts = (len(wanted & got), len(got - wanted), len(wanted - got))
        lines.append(
            f"{name:9} {precision:9.3f} {recall:7.3f} "
            + " ".join(f"{count:6d}" for count in counts)
        )
    return "\n".join(lines)


def differences(spans):
    """Show each span that was missed or found in error, with its sentence."""
    expected, found = spans
    texts = [read_marked(row["sentence"])[0] for row in read_golden()]
    return "\n".join(
        f"{'missed' if span in expected else 'wrong':6} {kind:8} {texts[number][start:end]!r}"
        f" in {texts[number]!r}"
        for span in sorted(expected ^ found)
        for number, start, end, kind in [span]
    )


def test_mentions_are_found_nearly_always_and_nearly_nothing_else_is(spans):
    print(f"\n{table(spans)}")
    floors = dict.fromkeys(KINDS, 0.90) | {"overall": 0.95}
    low = {name for name, pair in scores(spans).items() if min(pair) < floors[name]}
    assert not low, f"below the floor: {sorted(low)}\n{table(spans)}\n{differences(spans)}"


def test_the_golden_sentences_are_well_formed():
    rows = read_golden()
    read = [read_marked(row["sentence"]) for row in rows]
    texts = [text for text, _ in read]
    assert len(rows) >= 220
    assert len(set(texts)) == len(texts)
    assert [clean(text) for text in texts] == texts
    kinds = Counter(kind for _, marked in read for _, _, kind in marked)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 25
    for row in rows:
        assert row["gene"]
        parse_variation(row["variation"])


@pytest.mark.parametrize("marked", ["a {gene|BRAF mutation", "BRAF} mutation", "{gene BRAF}"])
def test_a_mark_without_its_other_half_is_refused(marked):
    with pytest.raises(ValueError, match="without its other half"):
        read_marked(marked)


def test_marks_are_read_inside_one_another():
    assert read_marked("An {same|EML4-{gene|ALK} fusion}.") == (
        "An EML4-ALK fusion.",
        {(3, 18, "same"), (8, 11, "gene")},
    )


def test_golden_sentences_are_told_from_their_neighbours():
    texts = [read_marked(row["sentence"])[0] for row in read_golden()]
    expected, start = set(), 0
    for text in texts:
        expected.add((start, start + len(text)))
        start += len(text) + 1
    share = len(expected & set(sentence_spans(" ".join(texts)))) / len(texts)
    print(f"\n{share:.1%} of {len(texts)} sentences")
    assert share >= 0.97
