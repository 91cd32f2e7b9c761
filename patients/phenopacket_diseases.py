"""Tumour, history and diagnoses of a phenopacket, read and written.

A phenopacket lists all diseases alike. The tumour is the one that a biosample shows, else the
one with a stage, a TNM finding or a primary site, else, in other people's files, the first with
the name of a tumour. What a variant was interpreted for, what was ruled out, and diseases of
OMIM, Orphanet and DECIPHER are diagnoses; all others are medical history. A metastasis is a
disease of its own with its site.
"""

from collections.abc import Sequence

from patients.case import Case, Diagnosis, HistoryEntry, Origin, Tumour
from patients.case_words import DISEASE_CATALOGUES, plain_stage
from patients.phenopacket_terms import Json, Reading, filled, id_of, name_of, term_of, time_of
from patients.phenopacket_variants import tumour_sample

METASTASIS = {"id": "NCIT:C3261", "label": "Metastatic Neoplasm"}

NEOPLASTIC_SAMPLE = {"id": "EFO:0009656", "label": "neoplastic sample"}

NO_DISEASE = {"id": "MONDO:0000001", "label": "disease"}
"""Root of Mondo: an interpretation must name a disease."""

PAST = {"ontologyClass": term_of("", "past")}
"""When a disease was over, where only that is known."""

_TUMOUR_WORDS = (
    *("adenoma", "blastoma", "cancer", "carcinoma", "glioma", "leukaemia", "leukemia"),
    *("lymphoma", "melanoma", "mesothelioma", "myeloma", "neoplasm", "sarcoma", "tumor", "tumour"),
)
_TNM_END = " stage finding"

Diseases = tuple[Tumour | None, tuple[HistoryEntry, ...], tuple[Diagnosis, ...]]


def read_diseases(packet: Json, reading: Reading, *, own: bool) -> Diseases:
    """Part the diseases; ``own`` says that oncolit wrote the file."""
    diseases = [one for one in packet.get("diseases", ()) if name_of(one.get("term", {}))]
    if len(diseases) < len(packet.get("diseases", ())):
        reading.unread.append("diseases: one without a name")
    samples = [
        one for one in packet.get("biosamples", ()) if name_of(one.get("histologicalDiagnosis", {}))
    ]
    at = next((n for n, one in enumerate(diseases) if _shows_tumour(one, samples)), -1)
    if at < 0 and not own:
        at = next((n for n, one in enumerate(diseases) if _sounds_like_tumour(one)), -1)
    sites = tuple(name_of(one["primarySite"]) for one in diseases if _is_metastasis(one))
    tumour = _tumour(diseases[at] if at >= 0 else {}, next(iter(samples), {}), sites)
    others = [one for n, one in enumerate(diseases) if n != at and not _is_metastasis(one)]
    return tumour, *_part(others, packet, tumour, reading)


def write_diseases(case: Case) -> list[Json]:
    """Write the tumour, its metastases, diagnoses and history, in this order."""
    written = []
    if case.tumour:
        stage, tnm = case.tumour.stage, case.tumour.tnm
        written.append(
            filled(
                {
                    "term": tumour_term(case.tumour),
                    "diseaseStage": [term_of("", stage)] if stage else [],
                    "clinicalTnmFinding": [term_of("", tnm)] if tnm else [],
                }
            )
        )
        written += [
            {"term": METASTASIS, "primarySite": term_of("", site)}
            for site in case.tumour.metastases
        ]
    for diagnosis in case.diagnoses:
        if not diagnosis.suspected:
            term = {"id": diagnosis.id, "label": diagnosis.label}
            onset = time_of(diagnosis.onset) if diagnosis.onset else {}
            written.append(filled({"term": term, "excluded": diagnosis.excluded, "onset": onset}))
    for entry in case.history:
        past = {} if entry.ongoing else {"resolution": PAST}
        written.append({"term": term_of(entry.term, entry.name), **past})
    return written


def write_samples(case: Case) -> list[Json]:
    """Write the tumour's biosample, where there is a tumour or a somatic variant."""
    if not case.tumour and not case.variants_of(Origin.SOMATIC):
        return []
    sample = {
        "id": tumour_sample(case),
        "individualId": case.subject or case.id,
        "histologicalDiagnosis": tumour_term(case.tumour) if case.tumour else {},
        "materialSample": NEOPLASTIC_SAMPLE,
    }
    return [filled(sample)]


def tumour_term(tumour: Tumour) -> Json:
    """Write the tumour's type."""
    return term_of(tumour.code, tumour.name)


def is_catalogued(id: str) -> bool:
    """Tell an id of a catalogue of diseases that are diagnoses of their own."""
    return id.partition(":")[0] in DISEASE_CATALOGUES


def interpreted(interpretation: Json) -> Json:
    """Return the disease of an interpretation, empty where it names none."""
    disease: Json = interpretation.get("diagnosis", {}).get("disease", {})
    return disease if disease.get("id") else {}


def is_of_tumour(disease: Json, tumour: Tumour | None) -> bool:
    """Tell a disease that is the tumour, or that stands for none."""
    if not disease or disease["id"] == NO_DISEASE["id"]:
        return True
    if tumour is None:
        return False
    term = tumour_term(tumour)
    return disease["id"] == term["id"] and (bool(id_of(term)) or name_of(disease) == tumour.name)


def _part(
    diseases: Sequence[Json], packet: Json, tumour: Tumour | None, reading: Reading
) -> tuple[tuple[HistoryEntry, ...], tuple[Diagnosis, ...]]:
    """Part diseases into history and diagnoses."""
    asked = {
        one["id"]
        for one in map(interpreted, packet.get("interpretations", ()))
        if not is_of_tumour(one, tumour)
    }
    history, diagnoses = [], []
    for disease in diseases:
        id, name = disease["term"].get("id", ""), name_of(disease["term"])
        if disease.get("excluded") or is_catalogued(id) or id in asked:
            onset = reading.time(disease.get("onset", {}), f"the onset of {name}")
            excluded = bool(disease.get("excluded"))
            diagnoses.append(Diagnosis(id or term_of("", name)["id"], name, onset, excluded))
        else:
            term = id_of(disease["term"])
            history.append(HistoryEntry(name, term, "resolution" not in disease))
    return tuple(history), tuple(diagnoses)


def _shows_tumour(disease: Json, samples: Sequence[Json]) -> bool:
    if _is_metastasis(disease) or disease.get("excluded"):
        return False
    staged = any(
        disease.get(name) for name in ("diseaseStage", "clinicalTnmFinding", "primarySite")
    )
    return staged or any(one["histologicalDiagnosis"] == disease.get("term") for one in samples)


def _sounds_like_tumour(disease: Json) -> bool:
    term = disease.get("term", {})
    if disease.get("excluded") or "resolution" in disease or is_catalogued(term.get("id", "")):
        return False
    return any(word in name_of(term).casefold() for word in _TUMOUR_WORDS)


def _is_metastasis(disease: Json) -> bool:
    site = name_of(disease.get("primarySite", {}))
    return bool(site) and disease.get("term", {}).get("id") == METASTASIS["id"]


def _tumour(disease: Json, sample: Json, sites: tuple[str, ...]) -> Tumour | None:
    term = disease.get("term") or sample.get("histologicalDiagnosis")
    if not term:
        return None
    pathological = sample.get("pathologicalStage")
    stages = disease.get("diseaseStage") or ([pathological] if pathological else [])
    findings = disease.get("clinicalTnmFinding") or sample.get("pathologicalTnmFinding", [])
    tnm = " ".join(_tnm(one) for one in findings)
    return Tumour(
        name_of(term),
        id_of(term),
        ", ".join(plain_stage(name_of(one)) for one in stages),
        tnm,
        sites,
    )


def _tnm(term: Json) -> str:
    name = name_of(term)
    return name[: -len(_TNM_END)] if name.casefold().endswith(_TNM_END) else name
