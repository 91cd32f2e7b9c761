"""What a phenopacket holds that a case has no place for.

Examples
--------
>>> unread_fields({"id": "a", "phenotypicFeatures": [{"type": {"id": "HP:1"},
...                "severity": {"id": "HP:2"}}]})
('phenotypicFeatures.severity',)
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from patients.phenopacket_notes import is_note
from patients.phenopacket_terms import Json

Known: TypeAlias = "dict[str, Known | None]"


def _all(names: str) -> Known:
    return dict.fromkeys(names.split())


_DESCRIPTOR = _all(
    "id label geneContext expressions vcfRecord extensions moleculeContext structuralType "
    "allelicState"
)
_GENOMIC: Known = {
    **_all("subjectOrBiosampleId interpretationStatus"),
    "variantInterpretation": {
        **_all("acmgPathogenicityClassification therapeuticActionability"),
        "variationDescriptor": _DESCRIPTOR,
    },
}
_READ: Known = {
    **_all("id metaData"),
    "subject": {
        **_all("id sex dateOfBirth timeAtLastEncounter"),
        "vitalStatus": _all("status"),
    },
    "phenotypicFeatures": _all("type excluded onset description"),
    "measurements": _all("assay value description"),
    "biosamples": _all(
        "id individualId histologicalDiagnosis materialSample pathologicalStage "
        "pathologicalTnmFinding"
    ),
    "interpretations": {
        **_all("id progressStatus"),
        "diagnosis": {"disease": None, "genomicInterpretations": _GENOMIC},
    },
    "diseases": _all("term excluded onset resolution diseaseStage clinicalTnmFinding primarySite"),
    "medicalActions": {
        **_all("procedure treatmentTarget treatmentIntent responseToTreatment"),
        **_all("treatmentTerminationReason radiationTherapy"),
        "treatment": _all("agent drugType"),
        "therapeuticRegimen": _all("ontologyClass externalReference"),
    },
}


def unread_fields(packet: Json) -> tuple[str, ...]:
    """Return the fields of a phenopacket that no reader looks at, once each."""
    files = [file for file in packet.get("files", ()) if not is_note(file)]
    rest = {name: value for name, value in packet.items() if name != "files"}
    return tuple(dict.fromkeys([*_unread(rest, _READ, ""), *(["files"] if files else [])]))


def _unread(value: Any, known: Known, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _unread(item, known, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            below = f"{path}.{name}" if path else name
            if name not in known:
                yield below
            elif (further := known[name]) is not None:
                yield from _unread(item, further, below)
