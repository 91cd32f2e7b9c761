"""Conditions of heart, vessels, lung, gut, liver and kidney.

Terms are of the Human Phenotype Ontology and hold with all below them; names are the beginnings of
words. A graver grade of a condition names it as ``broader``.
"""

from patients.case import TestKind
from patients.condition import Condition

HEART = (
    Condition(
        "qt_prolongation",
        "QT prolongation",
        ("HP:0001657", "HP:0001664"),
        ("long qt", "qt prolongation", "prolonged qt", "torsade"),
        (TestKind.QTC,),
    ),
    Condition(
        "qt_prolongation_severe",
        "QTc of 500 ms or more",
        tests=(TestKind.QTC,),
        broader="qt_prolongation",
    ),
    Condition(
        "low_lvef",
        "low ejection fraction or heart failure",
        ("HP:0012664", "HP:0001635", "HP:0001638"),
        ("heart failure", "cardiac failure", "cardiomyopathy", "reduced ejection fraction"),
        (TestKind.LVEF,),
    ),
    Condition("bradycardia", "bradycardia", ("HP:0001662",), ("bradycardia", "sick sinus")),
    Condition(
        "atrioventricular_block",
        "atrioventricular block",
        ("HP:0001678",),
        ("atrioventricular block", "av block", "heart block"),
    ),
    Condition(
        "arrhythmia",
        "cardiac arrhythmia",
        ("HP:0005110", "HP:0004308", "HP:0004755"),
        ("atrial fibrillation", "atrial flutter", "ventricular arrhythmia", "arrhythmia"),
    ),
    Condition(
        "arterial_disease",
        "arterial thrombosis or occlusion",
        ("HP:0001658", "HP:0002140", "HP:0004420", "HP:0001677", "HP:0002326", "HP:0004950"),
        (
            "myocardial infarction",
            "heart attack",
            "coronary",
            "ischaemic heart",
            "ischemic heart",
            "angina",
            "stroke",
            "transient ischaemic attack",
            "transient ischemic attack",
            "peripheral arterial",
            "arterial thrombosis",
            "arterial thromboembolism",
        ),
        unless=("heat stroke",),
    ),
    Condition(
        "venous_thrombosis",
        "venous thrombosis",
        ("HP:0004936", "HP:0002204"),
        (
            "venous thrombosis",
            "vein thrombosis",
            "venous thromboembolism",
            "pulmonary embolism",
            "thrombophilia",
        ),
    ),
    Condition(
        "hypertension",
        "hypertension",
        ("HP:0000822",),
        ("hypertension", "hypertensive", "high blood pressure"),
        unless=(
            "pulmonary hypertension",
            "pulmonary arterial hypertension",
            "portal hypertension",
            "intracranial hypertension",
            "ocular hypertension",
        ),
        past=False,
    ),
    Condition(
        "bleeding",
        "bleeding or a tendency to bleed",
        ("HP:0001892",),
        (
            "bleeding",
            "haemorrhage",
            "hemorrhage",
            "haemoptysis",
            "hemoptysis",
            "haemophilia",
            "hemophilia",
            "von willebrand",
        ),
    ),
)

LUNG_AND_GUT = (
    Condition(
        "interstitial_lung_disease",
        "interstitial lung disease or pneumonitis",
        ("HP:0006530", "HP:0002206"),
        ("interstitial lung", "interstitial pneumon", "pneumonitis", "pulmonary fibrosis"),
    ),
    Condition("hypoxaemia", "hypoxaemia", ("HP:0012418",), ("hypoxaemia", "hypoxemia", "hypoxia")),
    Condition(
        "gi_perforation",
        "gastrointestinal perforation, fistula or ulcer",
        ("HP:0031368", "HP:0100819", "HP:0004398"),
        (
            "gastrointestinal perforation",
            "bowel perforation",
            "intestinal perforation",
            "fistula",
            "diverticulitis",
            "peptic ulcer",
            "gastric ulcer",
            "duodenal ulcer",
        ),
    ),
    Condition(
        "inflammatory_bowel_disease",
        "inflammatory bowel disease or colitis",
        ("HP:0100279", "HP:0100280", "HP:0002583"),
        ("crohn", "ulcerative colitis", "inflammatory bowel", "colitis"),
    ),
    Condition("pancreatitis", "pancreatitis", ("HP:0001733",), ("pancreatitis",)),
    Condition(
        "recent_surgery",
        "recent surgery or an open wound",
        (),
        ("recent surgery", "recent operation", "open wound", "unhealed wound"),
    ),
)

LIVER_AND_KIDNEY = (
    Condition(
        "hepatic_impairment",
        "hepatic impairment",
        ("HP:0001394", "HP:0001399", "HP:0001409"),
        ("hepatic impairment", "liver impairment", "cirrhosis", "portal hypertension"),
        (TestKind.BILIRUBIN, TestKind.CHILD_PUGH),
    ),
    Condition(
        "hepatic_impairment_moderate",
        "moderate or severe hepatic impairment",
        names=("moderate hepatic impairment", "child-pugh b"),
        tests=(TestKind.BILIRUBIN, TestKind.CHILD_PUGH),
        broader="hepatic_impairment",
    ),
    Condition(
        "hepatic_impairment_severe",
        "severe hepatic impairment",
        ("HP:0001399",),
        ("severe hepatic impairment", "liver failure", "hepatic failure", "child-pugh c"),
        (TestKind.BILIRUBIN, TestKind.CHILD_PUGH),
        broader="hepatic_impairment_moderate",
    ),
    Condition(
        "renal_impairment",
        "renal impairment (below 60 mL/min)",
        ("HP:0000083", "HP:0012622"),
        (
            "renal impairment",
            "kidney impairment",
            "renal insufficiency",
            "renal failure",
            "kidney failure",
            "chronic kidney disease",
        ),
        (TestKind.GFR, TestKind.CREATININE_CLEARANCE),
    ),
    Condition(
        "renal_impairment_to_50",
        "renal impairment (50 mL/min or less)",
        tests=(TestKind.GFR, TestKind.CREATININE_CLEARANCE),
        broader="renal_impairment",
    ),
    Condition(
        "renal_impairment_below_45",
        "renal impairment (below 45 mL/min)",
        tests=(TestKind.GFR, TestKind.CREATININE_CLEARANCE),
        broader="renal_impairment_to_50",
    ),
    Condition(
        "renal_impairment_severe",
        "severe renal impairment (below 30 mL/min)",
        ("HP:0003774",),
        ("severe renal impairment", "end-stage renal", "end stage renal", "dialysis"),
        (TestKind.GFR, TestKind.CREATININE_CLEARANCE),
        broader="renal_impairment_below_45",
    ),
    Condition("proteinuria", "proteinuria", ("HP:0000093",), ("proteinuria", "nephrotic")),
)
