"""The annotation BCSQ of bcftools csq as effects: the most severe transcript of each gene.

An entry names no allele but the change of the DNA, which may span several records; these point to
the one that holds it by ``@`` and its position. Source:
https://samtools.github.io/bcftools/bcftools.html#csq
"""

import re
from functools import lru_cache

from intake.lab_row import Transcript
from intake.vcf_effects import AnnotationError, Effect, OtherRecordError, terms_of
from variants.consequence import severity_rank

TERMS = {
    "missense": "missense_variant",
    "synonymous": "synonymous_variant",
    "frameshift": "frameshift_variant",
    "inframe_altering": "protein_altering_variant",
    "splice_acceptor": "splice_acceptor_variant",
    "splice_donor": "splice_donor_variant",
    "splice_region": "splice_region_variant",
    "start_retained": "start_retained_variant",
    "stop_retained": "stop_retained_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "non_coding": "non_coding_transcript_variant",
    "intron": "intron_variant",
    "intergenic": "intergenic_variant",
    "coding_sequence": "coding_sequence_variant",
}
"""The program's terms and those of the Sequence Ontology; others are the same."""

_FIELDS = 4  # Consequence|gene|transcript|biotype, then strand, amino acids and DNA of a coding one
_CHANGE = re.compile(r"([1-9]\d{0,8})([A-Z*]+)(?:\.\.\d+)?>[1-9]\d{0,8}([A-Z*]+)(\.\.\d+)?")
_RULE = "most severe"
_DIGITS = 18


class BcsqAnnotation:
    """Reads the annotation of bcftools csq."""

    tag = "BCSQ"
    name = "BCSQ of bcftools csq"

    def effects(
        self, value: str, position: int, reference: str, alternates: list[str]
    ) -> list[list[Effect]]:
        """Return for each alternate allele one effect a gene; see Annotation."""
        texts = value.split(",")
        entries = [_split(text) for text in texts if not text.startswith("@")]
        if not entries:
            raise OtherRecordError(
                f"its consequence stands on the record at position {texts[0][1:][:_DIGITS]}"
            )
        if len(alternates) == 1:
            return [_one_a_gene(entries)]
        return [
            _one_a_gene(
                [entry for entry in entries if _is_of(entry, f"{position}{reference}>{alternate}")]
            )
            for alternate in alternates
        ]


def protein_change(change: str, terms: tuple[str, ...]) -> str:
    """Write a change of amino acids as HGVS does, empty where it does not tell.

    Parameters
    ----------
    change : str
        Number and residues before and after.
    terms : tuple of str
        Sequence Ontology terms.

    Examples
    --------
    >>> protein_change("600V>600E", ("missense_variant",))
    'p.V600E'
    >>> protein_change("201IR>201I", ("inframe_deletion",))
    'p.R202del'
    >>> protein_change("25E..329>25G..94", ("frameshift_variant",))
    'p.E25fs'
    """
    read = _CHANGE.fullmatch(change)
    if read is None:
        return ""
    start, before, after = int(read[1]), read[2], read[3]
    same = _shared(before, after)
    if "frameshift_variant" in terms or "stop_gained" in terms:
        if same >= len(before):
            return ""
        ends = same < len(after) and after[same] == "*"
        return f"p.{before[same]}{start + same}{'*' if ends else 'fs'}"
    if read[4] or before[same : same + 1] == "*":
        return ""
    return _inframe(start + same, before[same:], after[same:], before[:same])


def _inframe(start: int, before: str, after: str, left: str) -> str:
    same = _shared(before[::-1], after[::-1])
    before, after = before[: len(before) - same], after[: len(after) - same]
    if not before and not after:
        return ""
    if not before:
        if not left:
            return ""
        start, before, after = start - 1, left[-1], left[-1] + after
    span = f"{before[0]}{start}"
    if len(before) > 1:
        span += f"_{before[-1]}{start + len(before) - 1}"
    if not after:
        return f"p.{span}del"
    if len(before) == len(after) == 1:
        return f"p.{span}{after}"
    return f"p.{span}delins{after}"


def _shared(first: str, second: str) -> int:
    """Count the characters that both begin with."""
    pairs = zip(first, second, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _split(entry: str) -> list[str]:
    fields = entry.split("|")
    if len(fields) < _FIELDS:
        raise AnnotationError(
            f"{len(fields)} fields in a BCSQ entry; expected at least {_FIELDS}, "
            "Consequence to biotype"
        )
    return fields


def _is_of(entry: list[str], dna_change: str) -> bool:
    return len(entry) <= 6 or not entry[6] or dna_change in entry[6].split("+")


def _one_a_gene(entries: list[list[str]]) -> list[Effect]:
    best: dict[str, Effect] = {}
    for entry in entries:
        effect = _effect(entry)
        other = best.get(effect.gene)
        if other is None or severity_rank(effect.worst) < severity_rank(other.worst):
            best[effect.gene] = effect
    return list(best.values())


def _effect(entry: list[str]) -> Effect:
    terms = _terms(entry[0])
    return Effect(
        gene=entry[1],
        terms=terms,
        hgvs_p=protein_change(entry[5], terms) if len(entry) > 5 else "",
        transcript=Transcript(entry[2], _RULE) if entry[2] else None,
        coding=entry[3] in {"", "protein_coding"},
    )


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(TERMS.get(term, term) for term in terms_of(text))
