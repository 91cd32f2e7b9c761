"""Made-up parts of a patient's sections; what is given replaces the field of that name."""

from reports.patient_report import (
    Diagnoses,
    DiagnosisEvidence,
    FollowUpLine,
    FoundInText,
    Patient,
    PatientCaution,
    PatientCondition,
    PatientFinding,
    PatientSource,
    PatientTest,
    PatientTherapy,
    PossibleDiagnosis,
    SyndromeMeaning,
    TherapyGiven,
)


def source(words="Label of a drug, section 5", **changes):
    return PatientSource(**{"words": words, "url": "https://example.org/label"} | changes)


def caution(severity="avoid", **changes):
    fields = {
        "severity": severity, "drugs": ["osimertinib"], "subject": "osimertinib",
        "condition": "qt_prolongation", "ground": "QTc 490 ms", "what": "Prolongs the QT interval.",
        "source": source(),
    }  # fmt: skip
    return PatientCaution(**fields | changes)


def patient_therapy(name="osimertinib", direction="sensitivity", **changes):
    fields = {
        "therapy": name, "drugs": [name], "direction": direction, "tier": "I", "level": "A",
        "origin": "curated", "variant": 1, "rests_on": "EGFR L858R", "variant_origin": "somatic",
        "disease": "Lung Adenocarcinoma", "disease_match": True, "requires": [], "condition": "",
        "conflicts": [], "raised": "", "cautions": [], "not_on_file": [], "prior": None,
        "given": [], "unchecked": [], "suggested_as": "", "notes": [],
        "sources": [source("EID238, level A")],
    }  # fmt: skip
    return PatientTherapy(**fields | changes)


def reason(label="Café-au-lait spot", **changes):
    fields = {
        "term": "HP:0000957", "label": label, "excluded": False, "words": "in 99 %", "weight": 3.2,
    }  # fmt: skip
    return DiagnosisEvidence(**fields | changes)


def syndrome(**changes):
    fields = {
        "disease": "OMIM:162200", "name": "Neurofibromatosis, type I", "genes": ["NF1"],
        "inheritance": "autosomal dominant", "tumours": ["neurofibroma", "optic glioma"],
        "of_tumour": True, "carrier": False, "uncertain": False, "established": False,
        "meaning": "Radiotherapy raises the risk of further tumours.", "ground": "NF1 R1534*",
        "source": source("A guideline", url=None),
    }  # fmt: skip
    return SyndromeMeaning(**fields | changes)


def possible(name="Neurofibromatosis, type I", **changes):
    fields = {
        "disease": "OMIM:162200", "name": name, "posterior": 0.83, "genes": ["NF1"],
        "germline": [], "speaks_for": [reason()],
        "speaks_against": [reason("Lisch nodules", excluded=True, words="in 90 %", weight=-2.0)],
        "established": False, "against_sex": False, "syndrome": None,
    }  # fmt: skip
    return PossibleDiagnosis(**fields | changes)


def diagnoses(*candidates, **changes):
    fields = {
        "candidates": list(candidates), "unlisted": 0.12, "question": "Axillary freckling?",
        "by_variant": [],
        "basis": "Ontology of 2025-01-16.",
    }  # fmt: skip
    return Diagnoses(**fields | changes)


def follow_up(kind="monitor", what="ECG and electrolytes", **changes):
    fields = {
        "kind": kind, "what": what, "how_often": "every 4 weeks", "drugs": [],
        "ground": "osimertinib is suggested", "sources": [source()],
    }  # fmt: skip
    return FollowUpLine(**fields | changes)


def patient(**changes):
    fields = {
        "id": "lung-egfr", "summary": "61-year-old woman, lung adenocarcinoma, stage IVB, ECOG 1",
        "phenopacket": None, "tests": [], "previous_therapies": [], "conditions": [],
        "findings": [], "to_confirm": [], "history": [], "family": [], "medications": [],
        "therapies": [], "diagnoses": None, "syndromes": [], "follow_up": [],
        "followed_drugs": [], "notes": [],
    }  # fmt: skip
    return Patient(**fields | changes)


def full_patient(**changes):
    """Every section has something to show."""
    against = patient_therapy(
        "erlotinib", "resistance", tier="II", level="C", rests_on="EGFR T790M", variant=2,
        raised="erlotinib failed",
        given=["Erlotinib has failed already (line 1: progressive disease)."],
    )  # fmt: skip
    flagged = patient_therapy(
        "osimertinib", cautions=[caution(), caution("monitor", ground="LVEF 52 %")],
        unchecked=["potassium not given"],
    )  # fmt: skip
    on_marker = patient_therapy(
        "pembrolizumab", variant=0, rests_on="MSI High", variant_origin="test",
        disease_match=False, disease="Solid tumour", conflicts=["It is disputed."],
    )  # fmt: skip
    predicted = patient_therapy(
        "everolimus", origin="predicted", tier="III", level=None, requires=["TSC1 Loss"],
        variant_origin="germline", cautions=[caution("contraindicated", ground="pregnant")],
    )  # fmt: skip
    many = [patient_therapy(f"drug{n}", tier="II", level="D") for n in range(12)]
    fields = {
        "tests": [
            PatientTest(
                kind="qtc", label="QTc", words="490 ms", value=490, unit="ms", category="",
                matters=["prolonged QT interval"],
            ),
            PatientTest(
                kind="msi", label="MSI", words="high", value=None, unit="", category="high",
                matters=[],
            ),
        ],
        "previous_therapies": [
            TherapyGiven(
                drugs=["erlotinib"], response="progressive disease", line=1,
                stopped_for="progression", note="", failed=True,
            )
        ],
        "conditions": [
            PatientCondition(
                key="qt_prolongation", words="prolonged QT interval", ground="QTc 490 ms"
            )
        ],
        "findings": [
            PatientFinding(term="HP:0012735", label="Cough", excluded=False),
            PatientFinding(term="HP:0001945", label="Fever", excluded=True),
        ],
        "to_confirm": [
            FoundInText(
                term="HP:0002094", label="Dyspnea", words="progressive dyspnoea", negated=False,
                relative="", uncertain=False,
            ),
            FoundInText(
                term="HP:0003002", label="Breast carcinoma", words="breast cancer", negated=True,
                relative="mother", uncertain=True,
            ),
        ],
        "history": ["Crohn disease"], "family": ["mother: breast cancer at 42"],
        "medications": ["itraconazole"],
        "therapies": [against, flagged, on_marker, *many, predicted],
        "diagnoses": diagnoses(possible(syndrome=syndrome()), possible("Legius syndrome")),
        "syndromes": [syndrome()],
        "follow_up": [
            follow_up("confirm", "Confirm by an orthogonal assay", how_often=""),
            follow_up(drugs=["osimertinib"]), follow_up("living", "Protect the skin from sun"),
        ],
        "followed_drugs": ["osimertinib"], "notes": ["Made from a made-up case."],
    }  # fmt: skip
    return patient(**fields | changes)
