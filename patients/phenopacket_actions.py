"""Medical actions of a phenopacket: previous therapies and medications, read and written.

One drug is a treatment, several are a regimen. Response and reason of the end are terms of the
NCI Thesaurus where it has them; the line of therapy stands under the intent. What the patient
takes now is a treatment of the drug type ``PRESCRIPTION``.
"""

import re
from collections.abc import Mapping

from patients.case import Case, HistoryEntry, PreviousTherapy, Response
from patients.case_faults import FieldError
from patients.case_sections import drug_names
from patients.case_words import parse_response, parse_stopped_for
from patients.phenopacket_diseases import tumour_term
from patients.phenopacket_terms import Json, Reading, filled, id_of, name_of, term_of

RESPONSES: Mapping[Response, str] = {
    Response.COMPLETE: "NCIT:C4870",
    Response.PARTIAL: "NCIT:C18058",
    Response.STABLE: "NCIT:C18213",
    Response.PROGRESSION: "NCIT:C35571",
}
"""Responses in the NCI Thesaurus."""

REASONS: Mapping[str, str] = {"progression": "NCIT:C35571", "toxicity": "NCIT:C41331"}
"""Reasons in the NCI Thesaurus: progressive disease and adverse event."""

NOW = ("PRESCRIPTION", "EHR_MEDICATION_LIST")
"""Types of drugs that a patient takes now."""

RADIOTHERAPY = "radiotherapy"

_JOINT = " + "
_LINE = re.compile(r"line (?P<number>[1-9]\d?)")
_RESPONSE_OF = {id: response for response, id in RESPONSES.items()}
_REASON_OF = {id: reason for reason, id in REASONS.items()}

Actions = tuple[tuple[PreviousTherapy, ...], tuple[str, ...], tuple[HistoryEntry, ...]]


def read_actions(packet: Json, reading: Reading) -> Actions:
    """Return previous therapies, medications, and procedures as history."""
    therapies, medications, procedures = [], [], []
    for index, action in enumerate(packet.get("medicalActions", ())):
        path, treatment = f"medicalActions[{index}]", action.get("treatment", {})
        code, agent = action.get("procedure", {}).get("code", {}), treatment.get("agent", {})
        if name_of(code):
            procedures.append(HistoryEntry(name_of(code), id_of(code), ongoing=False))
        elif treatment.get("drugType") in NOW and name_of(agent) and not _is_over(action):
            medications.append(name_of(agent))
        elif drugs := _drugs(action):
            therapies.append(_therapy(action, drugs, path, reading))
        else:
            reading.unread.append(f"{path}: an action without a name")
    return tuple(therapies), tuple(medications), tuple(procedures)


def write_actions(case: Case) -> list[Json]:
    """Write previous therapies, then medications."""
    target = tumour_term(case.tumour) if case.tumour else {}
    therapies = [_write(therapy, target) for therapy in case.therapies]
    return therapies + [
        {"treatment": {"agent": term_of("", drug), "drugType": NOW[0]}} for drug in case.medications
    ]


def _write(therapy: PreviousTherapy, target: Json) -> Json:
    term = term_of("", _JOINT.join(therapy.drugs))
    several = len(therapy.drugs) > 1
    response = RESPONSES.get(therapy.response, "")
    reason = therapy.stopped_for
    return filled(
        {
            "therapeuticRegimen" if several else "treatment": {
                "ontologyClass" if several else "agent": term
            },
            "treatmentTarget": target,
            "treatmentIntent": term_of("", f"line {therapy.line}") if therapy.line else {},
            "responseToTreatment": term_of(response, therapy.response) if response else {},
            "treatmentTerminationReason": term_of(REASONS.get(reason, ""), reason)
            if reason
            else {},
        }
    )


def _therapy(action: Json, drugs: tuple[str, ...], path: str, reading: Reading) -> PreviousTherapy:
    line = _LINE.search(name_of(action.get("treatmentIntent", {})))
    return PreviousTherapy(
        drugs,
        _response(action.get("responseToTreatment", {}), path, reading),
        int(line["number"]) if line else None,
        _reason(action.get("treatmentTerminationReason", {})),
    )


def _drugs(action: Json) -> tuple[str, ...]:
    if "radiationTherapy" in action:
        return (RADIOTHERAPY,)
    if regimen := action.get("therapeuticRegimen"):
        reference = regimen.get("externalReference", {})
        name = name_of(regimen.get("ontologyClass", {})) or str(reference.get("description", ""))
        return tuple(drug_names(" ".join(name.split())))
    return tuple(drug_names(name_of(action.get("treatment", {}).get("agent", {}))))


def _response(term: Json, path: str, reading: Reading) -> Response:
    if not term:
        return Response.UNKNOWN
    try:
        return _RESPONSE_OF.get(term.get("id", "")) or parse_response(name_of(term))
    except FieldError:
        reading.unread.append(f"{path}: response {name_of(term)}")
        return Response.UNKNOWN


def _reason(term: Json) -> str:
    if not term:
        return ""
    try:
        return _REASON_OF.get(term.get("id", "")) or parse_stopped_for(name_of(term))
    except FieldError:
        return "other"


def _is_over(action: Json) -> bool:
    return any(action.get(name) for name in ("responseToTreatment", "treatmentTerminationReason"))
