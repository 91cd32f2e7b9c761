"""VEP's CSQ as effects: entries matched to alleles, one transcript a gene."""

import re
from collections.abc import Iterable
from operator import itemgetter

from gene_features.vep_annotations import NO_ANNOTATION
from gene_features.vep_csq import (
    CsqError,
    CsqFormat,
    TranscriptConsequence,
    parse_csq,
    preferred_transcripts,
)
from intake.lab_row import Transcript
from intake.residue_change import residue_change
from intake.vcf_alleles import is_bases, other_names, vep_names
from intake.vcf_effects import AnnotationError, Effect, terms_of

_NO_ANNOTATION = frozenset({*NO_ANNOTATION, "Consequence", "IMPACT", "BIOTYPE"})
_MISSING = frozenset({"", ".", "-"})
_READ = ("Consequence", "HGVSp", "HGVSc", "BIOTYPE", "Feature", "Feature_type")
_SPAN = re.compile(r"([1-9]\d*)(-\d+)?(?:/\d+)?$")
_SHIFTING = frozenset({"frameshift_variant", "stop_gained"})
_RULES = ("MANE Select", "canonical", "picked by VEP")
"""Why a transcript is chosen, in the order of ``TranscriptConsequence.preference``."""


class CsqAnnotation:
    """Reads VEP's annotation.

    Parameters
    ----------
    csq : CsqFormat
    assessed : frozenset of str
        Terms that are assessed: other effects are given no in-silico annotations.
    """

    def __init__(self, csq: CsqFormat, assessed: frozenset[str]) -> None:
        self.tag = csq.tag
        self.name = f"VEP's {csq.tag}"
        self._csq = csq
        self._assessed = assessed
        absent = len(csq.fields)  # past the last, where _effect puts an empty value
        self._read = itemgetter(*(csq.position.get(name, absent) for name in _READ))
        self._annotations = [
            (name, at) for name, at in csq.position.items() if name not in _NO_ANNOTATION
        ]

    def effects(
        self, value: str, position: int, reference: str, alternates: list[str]
    ) -> list[list[Effect]]:
        """Return for each alternate allele one effect a gene; see Annotation."""
        del position
        try:
            entries = parse_csq(value, self._csq)
        except CsqError as error:
            raise AnnotationError(str(error)) from error
        if len(alternates) > 1 or len({entry.allele for entry in entries}) > 1:
            matched = self._match(entries, reference, alternates)
        elif _fits(entries[0].allele, reference, alternates[0]):
            matched = [entries]
        else:
            matched = [[]]
        return [self._one_a_gene(found) for found in matched]

    def _match(
        self, entries: list[TranscriptConsequence], reference: str, alternates: list[str]
    ) -> list[list[TranscriptConsequence]]:
        """Match entries to alleles by VEP's spelling, by ALLELE_NUM where that says nothing."""
        names = vep_names(reference, alternates)
        by_allele: dict[str, list[TranscriptConsequence]] = {}
        for entry in entries:
            by_allele.setdefault(entry.allele.upper(), []).append(entry)
        others = by_allele.keys() - {name.upper() for name in names}
        matched: list[list[TranscriptConsequence]] = []
        for number, (alternate, name) in enumerate(zip(alternates, names, strict=True), start=1):
            found = by_allele.get(name.upper(), [])
            if not found and others:
                spellings = {other.upper() for other in other_names(reference, alternate)}
                found = [one for other in sorted(others & spellings) for one in by_allele[other]]
            numbered = [entry for entry in found if self._field(entry, "ALLELE_NUM") == str(number)]
            matched.append(numbered or found)
        return matched

    def _one_a_gene(self, entries: Iterable[TranscriptConsequence]) -> list[Effect]:
        found = list(entries)
        chosen = preferred_transcripts(found) if len(found) > 1 else found
        if not chosen:
            chosen = sorted(found, key=lambda entry: entry.preference)[:1]
        return [self._effect(entry) for entry in chosen]

    def _effect(self, entry: TranscriptConsequence) -> Effect:
        read = self._read((*entry.values, ""))
        consequence, hgvs_p, hgvs_c, biotype, feature, feature_type = read
        terms = terms_of(consequence)
        if not hgvs_p:
            hgvs_p = _by_residues(entry, self._csq, terms)
        # Old releases write a silent change as c.918C>T(p.=), without a residue.
        usable = hgvs_p and "(p." not in hgvs_p
        is_transcript = feature and feature_type in {"", "Transcript"}
        return Effect(
            gene=entry.gene_symbol,
            terms=terms,
            hgvs_p=hgvs_p if usable else entry.protein_change,
            hgvs_c=hgvs_c,
            transcript=Transcript(feature, _rule(entry)) if is_transcript else None,
            coding=biotype in {"", "protein_coding"},
            annotations=() if self._assessed.isdisjoint(terms) else self._annotated(entry.values),
        )

    def _annotated(self, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        found = [(name, values[at]) for name, at in self._annotations]
        return tuple([(name, value) for name, value in found if value not in _MISSING])

    def _field(self, entry: TranscriptConsequence, name: str) -> str:
        at = self._csq.position.get(name)
        return "" if at is None else entry.values[at]


def _by_residues(entry: TranscriptConsequence, csq: CsqFormat, terms: tuple[str, ...]) -> str:
    """Write the change of the protein where VEP was run without ``--hgvs``; else empty."""
    place, residues = csq.position.get("Protein_position"), csq.position.get("Amino_acids")
    if place is None or residues is None:
        return ""
    before, _, after = entry.values[residues].partition("/")
    span = _SPAN.match(entry.values[place])
    if span is None or not before or not after:
        return ""
    start, between = int(span[1]), bool(span[2])
    if before != "-":
        return residue_change(start, before, after.replace("-", ""), terms)
    if between and not _SHIFTING.intersection(terms) and "X" not in after:
        return f"p.{start}_{start + 1}ins{after}"
    return ""


def _rule(entry: TranscriptConsequence) -> str:
    lacking = zip(_RULES, entry.preference, strict=False)
    return next((rule for rule, lacks in lacking if not lacks), "most severe")


def _fits(allele: str, reference: str, alternate: str) -> bool:
    """Tell whether VEP's only allele is the record's only one; a structural one always is."""
    if not is_bases(alternate):
        return True
    name = vep_names(reference, [alternate])[0]
    return allele.upper() == name.upper() or allele in other_names(reference, alternate)
