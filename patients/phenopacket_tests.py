"""Measurements of a phenopacket: tests and performance status, read and written.

Tests are named by LOINC codes and units by UCUM; what has no code stands in a namespace of our
own. Performance status is ECOG's (LOINC 89247-1); Karnofsky's (89243-0) is read and becomes it.
"""

from patients.case import Case, TestKind, TestResult
from patients.case_faults import FieldError
from patients.case_words import ecog_of, parse_ecog
from patients.case_writer import number_text
from patients.phenopacket_terms import OWN, Json, Reading, labelled, name_of, term_of
from patients.test_kinds import FACTS, XULN, parse_result

ECOG = {"id": "LOINC:89247-1", "label": "ECOG performance status"}

KARNOFSKY = "LOINC:89243-0"

_KINDS = {
    **{f"LOINC:{code}": kind for kind, facts in FACTS.items() for code in facts.loinc},
    **{f"{OWN}{kind}": kind for kind in TestKind},
}
_UCUM = "UCUM:"


def read_measurements(packet: Json, reading: Reading) -> tuple[int | None, tuple[TestResult, ...]]:
    """Return the performance status and the tests, the first of each kind."""
    ecog: int | None = None
    results: dict[TestKind, TestResult] = {}
    for index, measurement in enumerate(packet.get("measurements", ())):
        assay, path = measurement.get("assay", {}), f"measurements[{index}]"
        id = assay.get("id", "")
        if id in (ECOG["id"], KARNOFSKY):
            parse = ecog_of if id == KARNOFSKY else parse_ecog
            found = reading.faults.read(path, parse, _number_or_word(measurement), None)
            ecog = found if ecog is None else ecog
        elif id not in _KINDS or _KINDS[id] in results:
            again = "again " if id in _KINDS else ""
            reading.unread.append(f"{path}: {again}{labelled(assay)}".strip())
        elif result := _read(measurement, _KINDS[id], path, reading):
            results[result.kind] = result
    return ecog, tuple(results.values())


def write_measurements(case: Case) -> list[Json]:
    """Write the performance status and the tests."""
    written = [_write(result) for result in case.tests]
    if case.ecog is not None:
        score = {"unit": {"id": "UCUM:{score}", "label": "score"}, "value": case.ecog}
        written.insert(0, {"assay": ECOG, "value": {"quantity": score}})
    return written


def _write(result: TestResult) -> Json:
    facts = FACTS[result.kind]
    id = f"LOINC:{facts.loinc[0]}" if facts.loinc else f"{OWN}{result.kind}"
    assay = {"id": id, "label": facts.label}
    if result.value is None or facts.scale is None:
        return {"assay": assay, "value": {"ontologyClass": term_of("", result.category)}}
    code = "{xULN}" if result.unit == XULN else facts.scale.ucum
    unit = {"id": f"{_UCUM}{code}", "label": result.unit or "score"}
    measured = {"assay": assay, "value": {"quantity": {"unit": unit, "value": result.value}}}
    return {"description": result.category, **measured} if result.category else measured


def _read(measurement: Json, kind: TestKind, path: str, reading: Reading) -> TestResult | None:
    value = measurement.get("value", {})
    if "quantity" not in value:
        word = name_of(value.get("ontologyClass", {}))
        try:
            return parse_result(kind, word)
        except ValueError:
            reading.unread.append(f"{path}: {kind} {word}".strip())
            return None
    quantity = value["quantity"]
    unit = quantity.get("unit", {})
    code, label = str(unit.get("id", "")), str(unit.get("label", ""))
    category = measurement.get("description", "")
    said = category if category in FACTS[kind].categories else ""
    texts = [code.removeprefix(_UCUM)] * code.startswith(_UCUM) + [label]
    return reading.faults.read(
        path, lambda number: _in_unit(kind, number, texts, said), _number(quantity), None
    )


def _in_unit(kind: TestKind, number: str, units: list[str], category: str) -> TestResult:
    """Read a number in the first of the units that the kind takes.

    Raises
    ------
    FieldError
        It takes none of them, or the number is not likely.
    """
    faults = []
    for unit in units:
        try:
            return parse_result(kind, f"{number} {unit}", category)
        except ValueError as error:
            faults.append(str(error))
    raise FieldError(faults[-1])


def _number(quantity: Json) -> str:
    return number_text(float(quantity.get("value", 0)))


def _number_or_word(measurement: Json) -> str:
    value = measurement.get("value", {})
    return (
        _number(value["quantity"])
        if "quantity" in value
        else name_of(value.get("ontologyClass", {}))
    )
