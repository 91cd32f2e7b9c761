"""Interpretations of a phenopacket: which variants were interpreted for which disease.

A somatic variant belongs to the tumour's biosample, an inherited one to the subject.
"""

from collections.abc import Sequence
from dataclasses import replace

from patients.case import Case, CaseVariant, Diagnosis, Origin, Tumour
from patients.case_variant_fields import in_order
from patients.case_words import PROGRESS
from patients.phenopacket_diseases import (
    NO_DISEASE,
    interpreted,
    is_catalogued,
    is_of_tumour,
    tumour_term,
)
from patients.phenopacket_terms import Json, Reading, filled, name_of
from patients.phenopacket_variants import enum_of, read_variant, word_of, write_variant

REFERENCE_SAMPLE = "EFO:0009654"
"""Material of a sample that is not of the tumour."""


def read_interpretations(
    packet: Json, tumour: Tumour | None, diagnoses: Sequence[Diagnosis], reading: Reading
) -> tuple[tuple[CaseVariant, ...], tuple[Diagnosis, ...]]:
    """Read the variants, and the diagnoses with what their interpretations add."""
    found = {diagnosis.id: diagnosis for diagnosis in diagnoses}
    variants = []
    for index, interpretation in enumerate(packet.get("interpretations", ())):
        disease = interpreted(interpretation)
        id = "" if is_of_tumour(disease, tumour) else disease.get("id", "")
        if id:
            progress = word_of(interpretation.get("progressStatus", ""), PROGRESS)
            before = found.get(id) or Diagnosis(id, name_of(disease), suspected=True)
            found[id] = replace(before, progress=before.progress or progress)
        genomic = interpretation.get("diagnosis", {}).get("genomicInterpretations", ())
        for number, one in enumerate(genomic):
            path = f"interpretations[{index}].diagnosis.genomicInterpretations[{number}]"
            if "variantInterpretation" in one:
                origin = _origin(one, packet, tumour)
                variants.append(read_variant(one, id, origin, path, reading))
            else:
                reading.unread.append(f"{path}: a gene without a variant")
    ordered = tuple(sorted(found.values(), key=lambda diagnosis: diagnosis.suspected))
    return in_order(variants, ordered), ordered


def write_interpretations(case: Case) -> list[Json]:
    """Write the variants, one interpretation for each diagnosis that needs one."""
    numbered = list(enumerate(case.variants, start=1))
    tumour = tumour_term(case.tumour) if case.tumour else NO_DISEASE
    written: list[Json] = []
    for diagnosis in (Diagnosis("", ""), *case.diagnoses):
        genomic = [
            write_variant(case, variant, number)
            for number, variant in numbered
            if variant.diagnosis == diagnosis.id
        ]
        if genomic or _needs_interpretation(diagnosis):
            disease = {"id": diagnosis.id, "label": diagnosis.label} if diagnosis.id else tumour
            written.append(
                {
                    "id": f"{case.id}-{len(written) + 1}",
                    "progressStatus": enum_of(diagnosis.progress) or "UNKNOWN_PROGRESS",
                    "diagnosis": filled({"disease": disease, "genomicInterpretations": genomic}),
                }
            )
    return written


def _needs_interpretation(diagnosis: Diagnosis) -> bool:
    if not diagnosis.id:
        return False
    listed = diagnosis.excluded or is_catalogued(diagnosis.id)
    return bool(diagnosis.progress) or diagnosis.suspected or not listed


def _origin(genomic: Json, packet: Json, tumour: Tumour | None) -> Origin:
    """Tell where a variant was found, by whose it is."""
    samples = {one.get("id"): one for one in packet.get("biosamples", ())}
    sample = samples.get(genomic.get("subjectOrBiosampleId", ""))
    if sample is not None:
        material = sample.get("materialSample", {}).get("id", "")
        return Origin.GERMLINE if material == REFERENCE_SAMPLE else Origin.SOMATIC
    # without samples nothing parts what a tumour has from what the patient inherited
    return Origin.UNKNOWN if tumour and not samples else Origin.GERMLINE
