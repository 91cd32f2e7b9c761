"""Mentions of variants in cleaned text, in whatever spelling.

Changes of residues and nucleotides, fusions, exons and alterations in words are found with
one expression each, read by the grammar of variations, and given the gene that is written
with them. Where readings overlap, the one that begins first and then the longest stays.

Examples
--------
>>> text = "BRAF(V600E), an EML4-ALK fusion and c.35G>T were seen in T47D cells."
>>> [(text[m.start : m.end], m.gene) for m in find_variants(text)]
[('V600E', 'BRAF'), ('EML4-ALK fusion', ''), ('c.35G>T', '')]
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from text_features.event_mentions import event_readings
from text_features.fusion_mentions import fusion_readings
from text_features.mention import VariantMention
from text_features.neighbour_genes import gene_after, gene_before
from text_features.residue_mentions import residue_readings
from text_features.residue_phrases import residue_phrases
from text_features.variant_reading import Reading
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation

_NUMBER = r"[-*]?[0-9]{1,6}(?:[+-][0-9]{1,5})?"
_CODING = re.compile(
    rf"[cgnm]\.(?<![A-Za-z0-9]..)\s?{_NUMBER}(?:_{_NUMBER})?\s?"
    r"(?:[ACGTacgt]{1,30}\s?(?:>|→|->)\s?[ACGTacgt]{1,30}|del[ACGTacgt0-9]{0,30}"
    r"(?:ins[ACGTacgt]{1,30})?|ins[ACGTacgt]{0,30}|dup[ACGTacgt0-9]{0,30}|inv)(?![A-Za-z0-9])",
    re.DOTALL,
)
_BASES_CHANGED = r"(?:[ACGT]\s?(?:>|→|->)\s?[ACGT]|(?:del|ins|dup)[ACGT]{1,20})(?![A-Za-z0-9])"
_LEGACY = re.compile(
    rf"[1-9](?<![\w.+*].)[0-9]{{1,4}}(?:[+-][0-9]{{1,4}})?{_BASES_CHANGED}", re.DOTALL
)
_INTRON = re.compile(rf"IVS[0-9]{{1,2}}[+-][0-9]{{1,4}}{_BASES_CHANGED}")
_POLYMORPHISM = re.compile(r"rs[1-9][0-9]{3,11}(?![A-Za-z0-9])")
_UPSTREAM = re.compile(r"(?<![^\s(])[-−–]\Z")
_TOGETHER = re.compile(r"\s?(?:/|,|;|:|and|or|&|\+|,\s?and|,\s?or|\()?\s?")
_LONGEST_LINK = 6


def find_variants(text: str) -> list[VariantMention]:
    """Find all mentions of variants, in order and without overlap.

    Parameters
    ----------
    text : str
        Cleaned text.
    """
    readings = [
        *residue_readings(text),
        *residue_phrases(text),
        *_nucleotides(text),
        *event_readings(text),
        *fusion_readings(text),
    ]
    mentions = [_with_gene(text, reading) for reading in _apart(readings)]
    return _share_genes(text, mentions)


def _nucleotides(text: str) -> Iterator[Reading]:
    for pattern in (_CODING, _LEGACY, _INTRON, _POLYMORPHISM):
        for match in pattern.finditer(text):
            if text[match.start() - 1 : match.start()].isalnum() or _is_residue(text, match):
                continue
            spelling = re.sub(r"\s", "", match[0]).replace("->", ">").replace("→", ">")
            try:
                variation = parse_variation(spelling)
            except VariationError:
                continue
            if variation.protein is None:
                minus = _UPSTREAM.search(text[max(0, match.start() - 2) : match.start()])
                yield Reading(match.start() - bool(minus), match.end(), variation)


def _is_residue(text: str, match: re.Match[str]) -> bool:
    return text[max(0, match.start() - 2) : match.start()] in ("p.", ".(")


def _apart(readings: list[Reading]) -> Iterator[Reading]:
    """Drop what overlaps a reading that begins before it or is longer."""
    end = 0
    for reading in sorted(readings, key=lambda found: (found.start, -found.end)):
        if reading.start >= end:
            end = reading.end
            yield reading


def _with_gene(text: str, reading: Reading) -> VariantMention:
    start, end, variation, gene = reading
    if not gene and variation.fusion is None:
        gene = gene_before(text, start)
    return VariantMention(start, end, variation, gene)


def _share_genes(text: str, mentions: list[VariantMention]) -> list[VariantMention]:
    """Give ``G12C and G12D`` behind KRAS one gene, and ``L858R and T790M of EGFR`` too."""
    shared = list(mentions)
    for place, mention in enumerate(shared):
        if mention.gene or mention.variation.fusion:
            continue
        if place and shared[place - 1].gene and _are_together(text, shared[place - 1], mention):
            shared[place] = replace(mention, gene=shared[place - 1].gene)
        elif gene := gene_after(text, mention.end):
            shared[place] = replace(mention, gene=gene)
    for place in range(len(shared) - 2, -1, -1):
        mention, following = shared[place], shared[place + 1]
        before = mentions[place + 1].gene or not following.gene
        if mention.gene or mention.variation.fusion or before:
            continue
        if _are_together(text, mention, following):
            shared[place] = replace(mention, gene=following.gene)
    return shared


def _are_together(text: str, left: VariantMention, right: VariantMention) -> bool:
    if right.start - left.end > _LONGEST_LINK:
        return False
    if not all(_is_listed(mention.variation) for mention in (left, right)):
        return False
    return _TOGETHER.fullmatch(text, left.end, right.start) is not None


def _is_listed(variation: Variation) -> bool:
    """Tell what is named in lists from events in words."""
    return bool(variation.protein or variation.exons or variation.coding)
