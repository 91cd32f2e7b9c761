"""Whether a condition of follow-up holds, and what of the case or of the drugs says so."""

from collections.abc import Callable, Iterable, Mapping

from patients.case import Case, CaseVariant, Origin, TestKind
from patients.case_test_facts import FACTS
from patients.follow_up_situation import Ground, Situation
from patients.follow_up_trigger import ANY, TEST, Condition
from patients.germline_suspicion import PATHOGENIC, is_harmful, read_variant
from patients.kinase_domains import is_in_kinase_domain, kinase_gene
from therapy.alterations import AlterationKind, read_alteration
from variants.gene_symbols import comparable_symbol

_CLEAR = PATHOGENIC | {"benign", "likely benign"}
"""Classes of ACMG that leave no question."""


def ground_of(condition: Condition, situation: Situation) -> Ground | None:
    """Say why a condition holds, None where it does not."""
    return _CHECKS[condition.key](situation, condition)


def said(variant: CaseVariant) -> str:
    """Name a variant with its origin.

    Examples
    --------
    >>> said(CaseVariant("BRCA2", "S1982fs", Origin.GERMLINE))
    'germline BRCA2 S1982fs'
    """
    origin = "" if variant.origin is Origin.UNKNOWN else variant.origin.value
    change = variant.variation or variant.hgvs_p or variant.hgvs_c
    return " ".join(part for part in (origin, variant.gene, change) if part)


def _every(at: Situation, _: Condition) -> Ground | None:
    return Ground() if at.case.tumour or at.drugs else None


def _drug(at: Situation, condition: Condition) -> Ground | None:
    names = tuple(drug.name for drug in at.drugs if drug.name in condition.values)
    return Ground(drugs=names) if names else None


def _class(at: Situation, condition: Condition) -> Ground | None:
    names = tuple(drug.name for drug in at.drugs if drug.drug_class in condition.values)
    return Ground(drugs=names) if names else None


def _failed(at: Situation, condition: Condition) -> Ground | None:
    names = []
    for given in (name for past in at.case.therapies if past.failed for name in past.drugs):
        drug = at.table.find(given)
        if drug and {drug.name, drug.drug_class} & set(condition.values):
            names.append(f"progression under {drug.name}")
    return _words(names)


def _germline(at: Situation, condition: Condition) -> Ground | None:
    own = at.case.variants_of(Origin.GERMLINE)
    return _words(said(v) for v in _of_genes(own, condition) if is_harmful(v))


def _unclear(at: Situation, condition: Condition) -> Ground | None:
    own = _of_genes(at.case.variants_of(Origin.GERMLINE), condition)
    return _words(
        said(v) for v in own if v.pathogenicity.casefold() not in _CLEAR and not is_harmful(v)
    )


def _no_germline(at: Situation, condition: Condition) -> Ground | None:
    known = any(_of_genes(at.case.variants_of(Origin.GERMLINE), condition))
    return None if known else Ground()


def _suspected(at: Situation, condition: Condition) -> Ground | None:
    own = {id(found.variant): found for found in at.suspicions}
    genes = _of_genes((found.variant for found in at.suspicions), condition)
    return _words(f"{said(v)} ({own[id(v)].reason})" for v in genes)


def _somatic(at: Situation, condition: Condition) -> Ground | None:
    return _words(said(v) for v in _of_genes(_of_tumour(at.case), condition))


def _fusion(at: Situation, condition: Condition) -> Ground | None:
    return _words(
        said(v)
        for v in _of_tumour(at.case)
        if read_variant(v).kind is AlterationKind.FUSION
        and (ANY in condition.values or _partners(v) & set(condition.values))
    )


def _amplification(at: Situation, condition: Condition) -> Ground | None:
    own = _of_genes(_of_tumour(at.case), condition)
    return _words(said(v) for v in own if read_variant(v).kind is AlterationKind.AMPLIFICATION)


def _variant(at: Situation, condition: Condition) -> Ground | None:
    asked = (value.partition(" ") for value in condition.values)
    wanted = {(gene, read_alteration(change).name) for gene, _, change in asked}
    return _words(
        said(v)
        for v in _of_tumour(at.case)
        if (comparable_symbol(v.gene), read_variant(v).name) in wanted
    )


def _no_somatic(at: Situation, condition: Condition) -> Ground | None:
    return None if _somatic(at, condition) else Ground()


def _no_variant(at: Situation, condition: Condition) -> Ground | None:
    return None if _variant(at, condition) else Ground()


def _no_kinase(at: Situation, condition: Condition) -> Ground | None:
    known = any(
        kinase_gene(v) in condition.values and is_in_kinase_domain(v) for v in _of_tumour(at.case)
    )
    return None if known else Ground()


def _tumour(at: Situation, condition: Condition) -> Ground | None:
    held = at.tumour and any(_is_one(at, name, at.tumour) for name in condition.values)
    return Ground((at.tumour,)) if held else None


def _family(at: Situation, condition: Condition) -> Ground | None:
    words = []
    for relative in at.case.family:
        for illness in relative.conditions:
            if any(_is_one(at, name, illness) for name in condition.values):
                age = f" at {relative.age_at_onset.words}" if relative.age_at_onset else ""
                words.append(f"{relative.relation} with {illness}{age}")
    return _words(words)


def _test(at: Situation, condition: Condition) -> Ground | None:
    kind = TestKind(condition.values[0])
    result = at.case.test(kind)
    if result is None:
        return None
    if condition.sign:
        held = result.value is not None and condition.compares(result.value)
    else:
        held = result.category == condition.values[1]
    label = FACTS[kind].label
    shown = result.words if result.category == "pregnant" else f"{label} {result.words}"
    return Ground((shown,)) if held else None


def _untested(at: Situation, condition: Condition) -> Ground | None:
    tested = any(at.case.test(TestKind(kind)) for kind in condition.values)
    return None if tested else Ground()


def _age(at: Situation, condition: Condition) -> Ground | None:
    age = at.case.age
    held = age is not None and condition.compares(age.in_years)
    return Ground((f"age {age.words}",)) if age and held else None


def _not_age(at: Situation, condition: Condition) -> Ground | None:
    years = at.known_years
    return None if years is not None and condition.compares(years) else Ground()


def _ecog(at: Situation, condition: Condition) -> Ground | None:
    status = at.case.ecog
    held = status is not None and condition.compares(status)
    return Ground((f"performance status {status}",)) if held else None


def _sex(at: Situation, condition: Condition) -> Ground | None:
    return Ground((at.case.sex.value,)) if at.case.sex.value in condition.values else None


def _second(at: Situation, _: Condition) -> Ground | None:
    words = []
    for entry in at.case.history:
        other = at.tumours.find(entry.name)
        related = other and at.tumour and _related(at, entry.name)
        if other and not related:
            words.append(f"history of {entry.name}")
    return _words(words)


def _metastatic(at: Situation, _: Condition) -> Ground | None:
    tumour = at.case.tumour
    if tumour is None:
        return None
    if tumour.metastases:
        return Ground((f"metastases: {', '.join(tumour.metastases)}",))
    if tumour.stage.upper().startswith(("IV", "4")):
        return Ground((f"stage {tumour.stage}",))
    return Ground((tumour.tnm,)) if "M1" in tumour.tnm.upper() else None


def _not_metastatic(at: Situation, condition: Condition) -> Ground | None:
    return None if _metastatic(at, condition) else Ground()


def _words(words: Iterable[str]) -> Ground | None:
    found = tuple(dict.fromkeys(words))
    return Ground(found) if found else None


def _of_tumour(case: Case) -> tuple[CaseVariant, ...]:
    return tuple(v for v in case.variants if v.origin is not Origin.GERMLINE)


def _of_genes(variants: Iterable[CaseVariant], condition: Condition) -> Iterable[CaseVariant]:
    genes = condition.values
    return (v for v in variants if ANY in genes or comparable_symbol(v.gene) in genes)


def _partners(variant: CaseVariant) -> set[str]:
    return {comparable_symbol(variant.gene), *read_variant(variant).partners}


def _is_one(at: Situation, name: str, patients_own: str) -> bool:
    """Tell whether the patient's tumour is of a type, not only of one above it."""
    relation = at.tumours.relation(name, patients_own)
    return relation.serves and relation.value != "narrower"


def _related(at: Situation, other: str) -> bool:
    """Tell whether a tumour of the history is the tumour at hand under a near name."""
    return any(
        at.tumours.relation(one, two).serves
        for one, two in ((other, at.tumour), (at.tumour, other))
    )


_CHECKS: Mapping[str, Callable[[Situation, Condition], Ground | None]] = {
    ANY: _every,
    "age": _age,
    "amplification": _amplification,
    "class": _class,
    "drug": _drug,
    "ecog": _ecog,
    "failed": _failed,
    "family": _family,
    "fusion": _fusion,
    "germline": _germline,
    "metastatic": _metastatic,
    "second primary": _second,
    "no germline": _no_germline,
    "no kinase domain variant": _no_kinase,
    "no somatic": _no_somatic,
    "no variant": _no_variant,
    "not age": _not_age,
    "not metastatic": _not_metastatic,
    "sex": _sex,
    "somatic": _somatic,
    "suspected": _suspected,
    TEST: _test,
    "tumour": _tumour,
    "unclear germline": _unclear,
    "untested": _untested,
    "variant": _variant,
}
