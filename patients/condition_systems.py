"""Conditions of blood, metabolism, immune system, nerves and senses, and inherited ones.

Terms are of the Human Phenotype Ontology and hold with all below them; names are the beginnings of
words. A graver grade of a condition names it as ``broader``.
"""

from patients.case import TestKind
from patients.condition import Condition

BLOOD_AND_SALTS = (
    Condition(
        "hypokalaemia",
        "low potassium",
        ("HP:0002900",),
        ("hypokalaemia", "hypokalemia", "low potassium"),
        (TestKind.POTASSIUM,),
        past=False,
    ),
    Condition(
        "hypomagnesaemia",
        "low magnesium",
        ("HP:0002917",),
        ("hypomagnesaemia", "hypomagnesemia", "low magnesium"),
        (TestKind.MAGNESIUM,),
        past=False,
    ),
    Condition(
        "neutropenia",
        "neutrophils below 1.5 × 10⁹/L",
        ("HP:0001875",),
        ("neutropenia",),
        (TestKind.NEUTROPHILS,),
        past=False,
    ),
    Condition(
        "neutropenia_severe",
        "neutrophils below 1.0 × 10⁹/L",
        names=("agranulocytosis", "severe neutropenia"),
        tests=(TestKind.NEUTROPHILS,),
        broader="neutropenia",
        past=False,
    ),
    Condition(
        "platelets_below_150",
        "platelets below 150 × 10⁹/L",
        ("HP:0001873",),
        ("thrombocytopenia",),
        (TestKind.PLATELETS,),
        past=False,
    ),
    Condition(
        "thrombocytopenia",
        "platelets below 75 × 10⁹/L",
        names=("severe thrombocytopenia",),
        tests=(TestKind.PLATELETS,),
        broader="platelets_below_150",
        past=False,
    ),
    Condition(
        "anaemia",
        "haemoglobin below 8 g/dL",
        names=("severe anaemia", "severe anemia"),
        tests=(TestKind.HAEMOGLOBIN,),
        past=False,
    ),
    Condition(
        "myeloid_neoplasm",
        "myelodysplastic syndrome or acute myeloid leukaemia",
        ("HP:0002863", "HP:0004808"),
        ("myelodysplas", "acute myeloid leuk"),
    ),
    Condition(
        "hyperglycaemia",
        "diabetes or hyperglycaemia",
        ("HP:0000819", "HP:0003074"),
        ("diabetes mellitus", "diabetes", "diabetic", "hyperglycaemia", "hyperglycemia"),
        (TestKind.GLUCOSE, TestKind.HBA1C),
        unless=("diabetes insipidus",),
    ),
    Condition(
        "hyperlipidaemia",
        "hyperlipidaemia",
        ("HP:0003077", "HP:0003124", "HP:0002155"),
        ("hyperlipidaemia", "hyperlipidemia", "hypercholesterol", "hypertriglycerid"),
    ),
)

IMMUNE_AND_INFECTION = (
    Condition(
        "autoimmune_disease",
        "autoimmune disease",
        ("HP:0001370", "HP:0002725", "HP:0000872", "HP:0100647", "HP:0100279", "HP:0100280"),
        (
            "autoimmune",
            "crohn",
            "ulcerative colitis",
            "rheumatoid arthritis",
            "lupus",
            "psoria",
            "multiple sclerosis",
            "myasthenia gravis",
            "guillain-barré",
            "guillain-barre",
            "sjögren",
            "sjogren",
            "systemic sclerosis",
            "scleroderma",
            "vasculitis",
            "giant cell arteritis",
            "polymyalgia rheumatica",
            "ankylosing spondylitis",
            "graves",
            "hashimoto",
            "vitiligo",
            "coeliac",
            "celiac disease",
            "sarcoidosis",
            "dermatomyositis",
            "polymyositis",
            "type 1 diabetes",
        ),
    ),
    Condition("myasthenia_gravis", "myasthenia gravis", (), ("myasthenia",)),
    Condition(
        "organ_transplant",
        "solid organ transplant",
        (),
        (
            "kidney transplant",
            "renal transplant",
            "liver transplant",
            "heart transplant",
            "lung transplant",
            "pancreas transplant",
            "organ transplant",
            "corneal transplant",
        ),
    ),
    Condition(
        "stem_cell_transplant",
        "allogeneic stem cell transplant",
        (),
        (
            "allogeneic stem cell",
            "allogeneic haematopoietic",
            "allogeneic hematopoietic",
            "allogeneic transplant",
            "allogeneic bone marrow",
            "graft-versus-host",
            "graft versus host",
        ),
    ),
    Condition(
        "hepatitis_b",
        "hepatitis B, present or past",
        (),
        ("hepatitis b", "hbv", "hbsag positive"),
        (TestKind.HEPATITIS_B,),
    ),
    Condition("tuberculosis", "tuberculosis", (), ("tuberculosis",)),
    Condition(
        "severe_skin_reaction",
        "severe cutaneous adverse reaction",
        (),
        ("stevens-johnson", "toxic epidermal necrolysis", "dress syndrome"),
    ),
)

NERVES_AND_SENSES = (
    Condition(
        "neuropathy",
        "peripheral neuropathy",
        ("HP:0009830",),
        ("neuropathy", "polyneuropathy", "charcot-marie-tooth"),
        unless=("optic neuropathy",),
    ),
    Condition(
        "charcot_marie_tooth",
        "Charcot-Marie-Tooth disease",
        (),
        ("charcot-marie-tooth", "hereditary motor and sensory neuropathy"),
    ),
    Condition("seizures", "seizures", ("HP:0001250",), ("seizure", "epilepsy", "convulsion")),
    Condition(
        "depression",
        "depression or another mood disorder",
        ("HP:0000716",),
        ("depression", "depressive", "bipolar", "suicid"),
        unless=("bone marrow depression", "respiratory depression", "st depression"),
    ),
    Condition(
        "retinal_disease",
        "retinal disease",
        ("HP:0000488", "HP:0012636", "HP:0000541"),
        ("retinopathy", "retinal", "macular degeneration", "macular oedema", "macular edema"),
    ),
    Condition(
        "eye_surface_disease",
        "keratitis or dry eye",
        ("HP:0000491", "HP:0001097"),
        ("keratitis", "keratopathy", "dry eye", "corneal ulcer"),
    ),
    Condition("uveitis", "uveitis", ("HP:0000554",), ("uveitis", "iritis")),
    Condition(
        "hearing_impairment",
        "hearing impairment",
        ("HP:0000365",),
        ("hearing loss", "hearing impairment", "deafness"),
    ),
    Condition(
        "osteoporosis",
        "osteoporosis or fractures",
        ("HP:0000939", "HP:0002757"),
        ("osteoporosis", "osteoporotic", "fragility fracture", "fracture"),
    ),
)

INHERITED = (
    Condition(
        "dpyd_deficiency",
        "DPYD deficiency",
        (),
        ("dpyd deficiency", "dpd deficiency", "dihydropyrimidine dehydrogenase deficiency"),
        (TestKind.DPYD,),
    ),
    Condition(
        "dpyd_complete_deficiency",
        "complete DPYD deficiency",
        names=("complete dpd deficiency", "complete dpyd deficiency"),
        tests=(TestKind.DPYD,),
        broader="dpyd_deficiency",
    ),
    Condition(
        "ugt1a1_reduced",
        "reduced UGT1A1 activity",
        (),
        ("gilbert", "ugt1a1*28", "crigler-najjar"),
        (TestKind.UGT1A1,),
    ),
    Condition(
        "g6pd_deficiency",
        "G6PD deficiency",
        (),
        ("g6pd deficiency", "glucose-6-phosphate dehydrogenase deficiency", "favism"),
        (TestKind.G6PD,),
    ),
    Condition(
        "tpmt_nudt15_deficiency",
        "TPMT or NUDT15 deficiency",
        (),
        ("tpmt deficiency", "nudt15 deficiency", "thiopurine methyltransferase deficiency"),
    ),
)

REPRODUCTION = (
    Condition("pregnancy", "pregnancy", (), ("pregnant",), (TestKind.PREGNANCY,), past=False),
    Condition(
        "breastfeeding",
        "breastfeeding",
        (),
        ("breastfeeding", "lactating"),
        (TestKind.PREGNANCY,),
        past=False,
    ),
)
