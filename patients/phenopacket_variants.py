"""The variants of a phenopacket: what its variation descriptors say, read and written.

What no field says goes into ``extensions``, as GA4GH does for the share of a mosaic.
"""

import re
from typing import Any

from patients.case import Case, CaseVariant, Origin
from patients.case_variant import GenomeRecord
from patients.case_variant_fields import full_name, own_label
from patients.case_variant_text import spelt_variation
from patients.case_words import PATHOGENICITY, STATUS, ZYGOSITY, parse_fraction
from patients.phenopacket_terms import Json, Reading, filled, id_of, labelled, term_from, term_of

_SYNTAXES = {"hgvs.c": "hgvs_c", "hgvs.g": "hgvs_g", "hgvs.p": "hgvs_p"}
_STATES = {id: name for name, id in ZYGOSITY.items()}
_OWN_ID = re.compile(r".*-variant-\d+")
_ORIGIN, _VARIATION, _FRACTION = "origin", "variation", "allele_fraction"


def tumour_sample(case: Case) -> str:
    """Return the id of the tumour's biosample."""
    return f"{case.subject or case.id}-tumour"


def read_variant(
    genomic: Json, diagnosis: str, origin: Origin, path: str, reading: Reading
) -> CaseVariant:
    """Read one genomic interpretation that has a variant.

    Parameters
    ----------
    genomic : dict
    diagnosis : str
        Id of the disease that it was interpreted for.
    origin : Origin
        Where nothing else says it.
    path : str
        Where it stands.
    reading : Reading
    """
    found = genomic["variantInterpretation"]
    descriptor = found.get("variationDescriptor", {})
    gene = descriptor.get("geneContext", {})
    said = {
        item.get("name", ""): item.get("value", "") for item in descriptor.get("extensions", ())
    }
    spelt, others = _expressions(descriptor)
    label = " ".join(descriptor.get("label", "").split())
    derived = spelt_variation(spelt["hgvs_p"], spelt["hgvs_c"], label, spelt["hgvs_g"])
    texts = {"gene": gene.get("symbol", ""), "variation": said.get(_VARIATION) or derived}
    fraction = said.get(_FRACTION, "")
    return CaseVariant(
        **texts,
        origin=Origin(said[_ORIGIN]) if said.get(_ORIGIN) in tuple(Origin) else origin,
        **spelt,
        zygosity=_zygosity(descriptor.get("allelicState", {})),
        pathogenicity=word_of(found.get("acmgPathogenicityClassification", ""), PATHOGENICITY),
        allele_fraction=reading.faults.read(f"{path}.extensions", parse_fraction, fraction, None)
        if fraction
        else None,
        gene_id=id_of({"id": gene.get("valueId", "")}),
        genome=_record(descriptor.get("vcfRecord", {})),
        structural_type=labelled(descriptor.get("structuralType", {})),
        id="" if _OWN_ID.fullmatch(descriptor.get("id", "")) else descriptor.get("id", ""),
        label=own_label({**texts, **spelt, "label": label}),
        expressions=others,
        diagnosis=diagnosis,
        status=word_of(genomic.get("interpretationStatus", ""), STATUS),
    )


def write_variant(case: Case, variant: CaseVariant, number: int) -> Json:
    """Write one variant as a genomic interpretation."""
    somatic = variant.origin is Origin.SOMATIC
    found = {
        "acmgPathogenicityClassification": enum_of(variant.pathogenicity),
        "variationDescriptor": _descriptor(variant, f"{case.id}-variant-{number}"),
    }
    return {
        "subjectOrBiosampleId": tumour_sample(case) if somatic else case.subject or case.id,
        "interpretationStatus": enum_of(variant.status) or "UNKNOWN_STATUS",
        "variantInterpretation": filled(found),
    }


def word_of(enum: str, words: tuple[str, ...]) -> str:
    """Return an enum's name as a word, empty where it is none of them.

    Examples
    --------
    >>> word_of("LIKELY_BENIGN", PATHOGENICITY), word_of("NOT_PROVIDED", PATHOGENICITY)
    ('likely benign', '')
    """
    word = enum.replace("_", " ").casefold()
    return word if word in words else ""


def enum_of(word: str) -> str:
    """Return a word as an enum's name."""
    return word.replace(" ", "_").upper()


def _descriptor(variant: CaseVariant, id: str) -> Json:
    described = spelt_variation(variant.hgvs_p, variant.hgvs_c, "", variant.hgvs_g)
    usual = "" if described == variant.variation else full_name(variant.gene, variant.variation)
    label = variant.label or usual
    derived = spelt_variation(variant.hgvs_p, variant.hgvs_c, label, variant.hgvs_g)
    gene_id = variant.gene_id or term_of("", variant.gene)["id"]
    fraction = variant.allele_fraction
    said = {
        _VARIATION: "" if variant.variation == derived else variant.variation,
        _ORIGIN: str(variant.origin) if variant.origin is Origin.UNKNOWN else "",
        _FRACTION: "" if fraction is None else repr(fraction),
    }
    spelt = [
        {"syntax": syntax, "value": getattr(variant, name)} for syntax, name in _SYNTAXES.items()
    ]
    others = [
        dict(zip(("syntax", "value"), text.split(" ", 1), strict=False))
        for text in variant.expressions
    ]
    on_genome = variant.genome or variant.hgvs_g or variant.hgvs_c or variant.structural_type
    gene = {"valueId": gene_id, "symbol": variant.gene}
    return filled(
        {
            "id": variant.id or id,
            "label": label,
            "geneContext": gene if variant.gene or variant.gene_id else {},
            "expressions": [one for one in (*spelt, *others) if one.get("value")],
            "vcfRecord": _write_record(variant.genome) if variant.genome else {},
            "extensions": [{"name": name, "value": value} for name, value in said.items() if value],
            "moleculeContext": "genomic" if on_genome else "",
            "structuralType": term_from(variant.structural_type) if variant.structural_type else {},
            "allelicState": _state(variant.zygosity) if variant.zygosity else {},
        }
    )


def _expressions(descriptor: Json) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the first description of each syntax of HGVS, and all others."""
    spelt: dict[str, Any] = dict.fromkeys(_SYNTAXES.values(), "")
    others = []
    for expression in descriptor.get("expressions", ()):
        syntax, value = expression.get("syntax", ""), expression.get("value", "")
        name = _SYNTAXES.get(syntax, "")
        if name and not spelt[name]:
            spelt[name] = value
        elif value:
            others.append(f"{syntax or 'unknown'} {value}")
    return spelt, tuple(others)


def _record(record: Json) -> GenomeRecord | None:
    if not record:
        return None
    texts = (record.get("genomeAssembly", ""), record.get("chrom", ""))
    alleles = (record.get("ref", ""), record.get("alt", ""))
    return GenomeRecord(*texts, int(record.get("pos", 0)), *alleles)


def _write_record(record: GenomeRecord) -> Json:
    return {
        "genomeAssembly": record.assembly,
        "chrom": record.chrom,
        "pos": record.position,
        "ref": record.reference,
        "alt": record.alternate,
    }


def _zygosity(term: Json) -> str:
    return _STATES.get(term.get("id", ""), "") or labelled(term)


def _state(zygosity: str) -> Json:
    known = ZYGOSITY.get(zygosity)
    return {"id": known, "label": zygosity} if known else term_from(zygosity)
