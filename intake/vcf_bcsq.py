"""The annotation BCSQ of bcftools csq as effects: the most severe transcript of each gene.

An entry names no allele but the change of the DNA, which may span several records; these point to
the one that holds it by ``@`` and its position. ``*`` before a consequence says that it lies behind
a stop gained. Source: https://samtools.github.io/bcftools/bcftools.html#csq
"""

import re
from functools import lru_cache

from intake.lab_row import Transcript
from intake.residue_change import residue_change
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
        entries = [_split(text) for text in texts if not text.startswith(("@", "*"))]
        if not entries and value.startswith("*"):
            raise OtherRecordError("it lies behind a stop that another record puts in")
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
    >>> protein_change("25E..329>25G..94", ("frameshift_variant",))
    'p.E25fs'
    """
    read = _CHANGE.fullmatch(change)
    if read is None:
        return ""
    if read[4] and "frameshift_variant" not in terms and "stop_gained" not in terms:
        return ""  # a change of more residues than are written
    return residue_change(int(read[1]), read[2], read[3], terms)


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
