"""``oncolit evidence``: the sentences of a text that speak of a variant, with their cues."""

import json
from dataclasses import asdict
from pathlib import Path

from pipeline.text_source import read_text_source
from text_features.evidence import EvidenceSentence, evidence_sentences
from text_features.mention import Relation
from text_features.reading import AskedVariant, Reading, read_for, read_text
from variants.gene_symbols import approved_symbol
from variants.variation_grammar import parse_variation


class EvidenceQueryError(ValueError):
    """The question names no gene."""


def describe_evidence(
    gene: str, variation: str, text: Path, most: int, *, as_json: bool = False
) -> str:
    """Return the best sentences on a variant as text or JSON, best first.

    Raises
    ------
    EvidenceQueryError
        No gene.
    pipeline.text_source.TextSourceError
        There is no such file, or it is no text.
    VariationError
        The variation cannot be read.
    """
    if not gene.strip() or not gene.isprintable():
        raise EvidenceQueryError(f"expected a gene such as BRAF, got {gene!r}")
    asked = AskedVariant(approved_symbol(gene), variation, parse_variation(variation))
    reading = read_for(read_text(read_text_source(str(text))), asked)
    found = evidence_sentences(reading, most)
    if as_json:
        record = {
            "gene": gene,
            "variation": variation,
            **_counts(reading),
            "sentences": [asdict(evidence) for evidence in found],
        }
        return json.dumps(record, indent=2, ensure_ascii=False)
    return "\n".join([_headline(gene, variation, reading), *map(_lines, found)])


def _counts(reading: Reading) -> dict[str, int]:
    counted = {f"{relation}_mentions": reading.relations.count(relation) for relation in Relation}
    return {
        "n_sentences": len(reading.source.sentences),
        **counted,
        "gene_mentions": len(reading.genes),
    }


def _headline(gene: str, variation: str, reading: Reading) -> str:
    counts = _counts(reading)
    return (
        f"{gene} {variation}: {counts['same_mentions']} mentions of the variant, "
        f"{counts['residue_mentions']} of its residue or kind, {counts['other_mentions']} of other "
        f"variants, {counts['gene_mentions']} of the gene, in {counts['n_sentences']} sentences"
    )


def _lines(evidence: EvidenceSentence) -> str:
    about = "variant" if evidence.relation is Relation.SAME else "residue or kind"
    cues = ", ".join(_cue(evidence, number) for number in range(len(evidence.cues)))
    beside = f"; beside {', '.join(evidence.others)}" if evidence.others else ""
    return (
        f"\nSentence {evidence.sentence + 1} ({about}{beside}): {cues or 'no cue'}\n"
        f"  {' '.join(evidence.text.split())}"
    )


def _cue(evidence: EvidenceSentence, number: int) -> str:
    cue = evidence.cues[number]
    scope = f"{'perhaps ' if cue.uncertain else ''}{'not ' if cue.negated else ''}"
    return f'{scope}{cue.group} "{evidence.text[cue.start : cue.end]}"'
