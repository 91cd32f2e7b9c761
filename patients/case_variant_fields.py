"""The variants and diagnoses of a case's YAML, read and written."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from patients.case import CaseVariant, Diagnosis, Origin
from patients.case_faults import Faults, FieldError, shown
from patients.case_fields import Fields, plain_text
from patients.case_terms import CaseTerms, split_curie
from patients.case_tree import Tree
from patients.case_variant_text import (
    parse_record,
    parse_variant_text,
    record_text,
    spelt_variation,
)
from patients.case_words import (
    parse_flag,
    parse_fraction,
    parse_pathogenicity,
    parse_progress,
    parse_status,
    parse_zygosity,
)

DIAGNOSIS_FIELDS = ("disease", "onset", "excluded", "progress", "suspected")

VARIANT_TEXTS = ("gene", "variation", "hgvs_c", "hgvs_p", "hgvs_g", "gene_id", "id", "label")
"""Fields of a variant that are taken as they are."""

LONGEST_CHANGE = 200_000
"""Characters of the description of a change; an insertion names its bases."""

VARIANT_FIELDS = (
    *VARIANT_TEXTS,
    "zygosity",
    "pathogenicity",
    "allele_fraction",
    "genome",
    "structural_type",
    "expressions",
    "diagnosis",
    "status",
)


def read_variants(fields: Fields, faults: Faults) -> tuple[CaseVariant, ...]:
    """Read the lists under ``variants``, the somatic ones first."""
    if not fields.has("variants"):
        return ()
    origins = tuple(origin.value for origin in Origin)
    lists = Fields(fields.tree("variants"), fields.at("variants"), faults, origins)
    return tuple(
        variant
        for origin in Origin
        for path, item in lists.items(origin)
        for variant in _variant(item, path, origin, faults)
    )


def read_diagnoses(fields: Fields, terms: CaseTerms, faults: Faults) -> tuple[Diagnosis, ...]:
    """Read the list under ``diagnoses``."""
    found: dict[str, Diagnosis] = {}
    for path, item in fields.items("diagnoses"):
        one: Tree = item if isinstance(item, dict) else {"disease": item}
        entry = Fields(one, path, faults, DIAGNOSIS_FIELDS)
        id, label = split_curie(entry.text("disease", required="an id, such as OMIM:162200"))
        if not id:
            entry.fault("disease", f"{shown(label)}, expected an id such as OMIM:162200")
        elif id in found:
            entry.fault("disease", f"{shown(id)} is there twice, expected it once")
        found[id] = Diagnosis(
            id,
            label or id,
            entry.read("onset", terms.onset, ""),
            entry.read("excluded", parse_flag, False),
            entry.read("progress", parse_progress, ""),
            entry.read("suspected", parse_flag, False),
        )
    return tuple(sorted(found.values(), key=lambda diagnosis: diagnosis.suspected))


def in_order(
    variants: Iterable[CaseVariant], diagnoses: Iterable[Diagnosis]
) -> tuple[CaseVariant, ...]:
    """Sort variants by origin, then by diagnosis; those of equal rank stay as they stand."""
    origins = {origin: rank for rank, origin in enumerate(Origin)}
    ranks = {diagnosis.id: rank for rank, diagnosis in enumerate(diagnoses)}
    return tuple(
        sorted(variants, key=lambda one: (origins[one.origin], ranks.get(one.diagnosis, -1)))
    )


def diagnosis_tree(diagnosis: Diagnosis) -> Any:
    """Write one diagnosis as :func:`read_diagnoses` reads it."""
    named = diagnosis.label != diagnosis.id
    disease = f"{diagnosis.id} {diagnosis.label}" if named else diagnosis.id
    tree: dict[str, Any] = {"disease": disease, "onset": diagnosis.onset}
    tree["excluded"] = "true" if diagnosis.excluded else ""
    tree["progress"] = diagnosis.progress
    tree["suspected"] = "true" if diagnosis.suspected else ""
    filled = {name: value for name, value in tree.items() if value}
    return disease if len(filled) == 1 else filled


def variant_tree(variant: CaseVariant) -> dict[str, Any]:
    """Write one variant as :func:`read_variants` reads it, without what can be derived."""
    tree: dict[str, Any] = {name: getattr(variant, name) for name in VARIANT_TEXTS}
    if variant.variation == _derived(tree):
        tree["variation"] = ""
    fraction = variant.allele_fraction
    tree |= {
        "zygosity": variant.zygosity,
        "pathogenicity": variant.pathogenicity,
        "allele_fraction": "" if fraction is None else repr(fraction),
        "genome": record_text(variant.genome) if variant.genome else "",
        "structural_type": variant.structural_type,
        "expressions": list(variant.expressions),
        "diagnosis": variant.diagnosis,
        "status": variant.status,
    }
    return {name: value for name, value in tree.items() if value}


def _variant(item: Tree, path: str, origin: Origin, faults: Faults) -> Iterator[CaseVariant]:
    said: Tree = item
    if not isinstance(item, dict):
        text = plain_text(item, path, faults)
        nothing: tuple[str, dict[str, str]] = ("", {})
        gene, words = faults.read(path, parse_variant_text, text, nothing) if text else nothing
        if not gene:
            return
        said = {"gene": gene, **words}
    entry = Fields(said, path, faults, VARIANT_FIELDS)
    texts = {name: entry.text(name, longest=LONGEST_CHANGE) for name in VARIANT_TEXTS}
    texts["variation"] = texts["variation"] or _derived(texts)
    texts["label"] = own_label(texts)
    if not texts["variation"]:
        entry.fault("variation", "missing, expected such as L858R, Amplification or hgvs_p")
    yield CaseVariant(
        **texts,
        origin=origin,
        zygosity=entry.read("zygosity", parse_zygosity, ""),
        pathogenicity=entry.read("pathogenicity", parse_pathogenicity, ""),
        allele_fraction=entry.read("allele_fraction", parse_fraction, None),
        genome=entry.read("genome", parse_record, None, longest=LONGEST_CHANGE),
        structural_type=entry.read("structural_type", _sequence_term, ""),
        expressions=entry.texts("expressions", longest=LONGEST_CHANGE),
        diagnosis=entry.text("diagnosis"),
        status=entry.read("status", parse_status, ""),
    )


def full_name(gene: str, variation: str) -> str:
    """Return what a variant is called where it has no label: ``EGFR L858R``."""
    return f"{gene} {variation}".strip()


def own_label(texts: Mapping[str, str]) -> str:
    """Return a variant's label, empty where it is what the variant would be called anyway.

    Parameters
    ----------
    texts : mapping of str
        The fields :data:`VARIANT_TEXTS` that are known.
    """
    described = spelt_variation(texts["hgvs_p"], texts["hgvs_c"], "", texts["hgvs_g"])
    usual = texts["label"] == full_name(texts["gene"], texts["variation"])
    return "" if usual and described != texts["variation"] else texts["label"]


def _derived(texts: dict[str, str]) -> str:
    return spelt_variation(texts["hgvs_p"], texts["hgvs_c"], texts["label"], texts["hgvs_g"])


def _sequence_term(text: str) -> str:
    if not text.startswith("SO:"):
        raise FieldError(f"{shown(text)}, expected such as SO:1000029 chromosomal_deletion")
    return text
