"""What the ontology's names do not settle: everyday wordings, risky names and abbreviations.

Each wording stands beside the id of the term that it says. The rest are words that look like a
finding and seldom are one. Terms: Human Phenotype Ontology, https://hpo.jax.org
"""

WORDINGS: dict[str, tuple[str, ...]] = {
    "HP:0000083": (
        "kidney failure", "renal impairment", "impaired renal function",
        "impaired kidney function", "reduced kidney function", "chronic kidney failure",
    ),
    "HP:0000132": ("heavy periods", "heavy menstrual bleeding", "heavy menstruation"),
    "HP:0000155": ("mouth sores", "mouth ulcers", "oral sores"),
    "HP:0000225": ("gum bleeding", "bleeding from the gums"),
    "HP:0000365": ("deaf", "hard of hearing", "reduced hearing", "hearing difficulties"),
    "HP:0000421": ("nosebleeds", "nose bleeds", "nasal bleeding", "bleeding from the nose"),
    "HP:0000508": ("drooping eyelid", "drooping eyelids", "droopy eyelid", "droopy eyelids"),
    "HP:0000618": ("blind",),
    "HP:0000622": ("blurry vision", "blurring of vision"),
    "HP:0000709": ("psychotic",),
    "HP:0000716": (
        "depressed", "low mood", "depressive symptoms", "major depression",
        "clinical depression",
    ),
    "HP:0000729": ("autistic",),
    "HP:0000739": ("anxious",),
    "HP:0000819": ("diabetes", "diabetic"),
    "HP:0000939": ("osteoporotic",),
    "HP:0000957": ("cafe au lait macules", "cafe au lait macule", "cafe-au-lait patches"),
    "HP:0000961": ("cyanotic",),
    "HP:0000978": ("bruises easily", "bruised easily"),
    "HP:0000980": ("looks pale", "pale",),
    "HP:0000988": ("rashes",),
    "HP:0000989": ("pruritis", "itch", "itchy", "itches", "itched"),
    "HP:0001067": ("neurofibromas",),
    "HP:0001250": (
        "convulsions", "convulsion", "epileptic", "epileptic fits", "epileptic fit",
        "convulsive fits",
    ),
    "HP:0001252": ("floppy", "floppiness"),
    "HP:0001254": ("lethargic",),
    "HP:0001269": (
        "weakness of one side", "one-sided weakness", "left-sided weakness",
        "right-sided weakness", "hemiparetic",
    ),
    "HP:0001279": (
        "fainted", "passed out", "blackouts", "blacked out", "fainting spells", "faints",
    ),
    "HP:0001288": (
        "trouble walking", "difficulty walking", "walking difficulty", "walking difficulties",
    ),
    "HP:0001289": ("confused", "confusional state"),
    "HP:0001324": ("weak muscles",),
    "HP:0001328": ("learning disability", "learning disabilities", "learning difficulties"),
    "HP:0001344": ("does not speak", "cannot speak"),
    "HP:0001371": ("contractures",),
    "HP:0001386": ("swollen joints", "swollen joint"),
    "HP:0001513": ("obese",),
    "HP:0001609": ("hoarse",),
    "HP:0001649": ("rapid heart rate", "fast heart beat", "tachycardic"),
    "HP:0001657": (
        "QT prolongation", "prolonged QT", "QTc prolongation", "prolonged QTc", "long QT",
    ),
    "HP:0001662": ("slow heart rate", "bradycardic"),
    "HP:0001744": ("enlarged spleen", "enlargement of the spleen", "palpable spleen"),
    "HP:0001785": ("swollen ankles", "swelling of the ankles", "ankle edema"),
    "HP:0001824": (
        "lost weight", "losing weight", "unintentional weight loss", "unexplained weight loss",
    ),
    "HP:0001873": ("low platelets", "reduced platelets"),
    "HP:0001875": ("low neutrophils", "neutropenic"),
    "HP:0001882": ("low white cell count", "low white cells"),
    "HP:0001892": ("bleeding", "bleeds easily"),
    "HP:0001903": ("anemic", "low hemoglobin"),
    "HP:0001943": ("low blood glucose",),
    "HP:0001944": ("dehydrated",),
    "HP:0001945": ("feverish", "febrile", "high temperature", "fevers", "raised temperature"),
    "HP:0001955": ("fever of unknown origin",),
    "HP:0001959": ("excessive thirst", "increased thirst", "very thirsty"),
    "HP:0001974": (
        "raised white cell count", "high white cell count", "elevated white blood cell count",
    ),
    "HP:0001977": ("thrombosis", "blood clot", "blood clots"),
    "HP:0002013": ("vomited", "vomits", "threw up"),
    "HP:0002014": ("loose stools", "loose bowels", "watery stools"),
    "HP:0002015": ("trouble swallowing", "problems swallowing"),
    "HP:0002018": ("nauseous", "nauseated", "queasy"),
    "HP:0002019": ("constipated",),
    "HP:0002027": (
        "stomach ache", "tummy ache", "belly ache", "stomach cramps", "pain in the abdomen",
    ),
    "HP:0002069": ("tonic-clonic seizures", "tonic-clonic seizure", "grand mal seizure"),
    "HP:0002076": ("migraines",),
    "HP:0002094": (
        "short of breath", "breathlessness", "breathless", "dyspneic",
        "difficulty in breathing",
    ),
    "HP:0002105": (
        "blood in sputum", "bloody sputum", "blood-stained sputum", "coughed up blood",
        "coughing blood", "coughed blood",
    ),
    "HP:0002153": ("high potassium",),
    "HP:0002202": ("fluid in the pleural space",),
    "HP:0002240": ("enlargement of the liver",),
    "HP:0002249": ("black stools", "tarry stools", "black tarry stools"),
    "HP:0002312": ("clumsy",),
    "HP:0002317": (
        "unsteady walking", "unsteadiness", "unsteady on her feet", "unsteady on his feet",
    ),
    "HP:0002321": ("dizzy",),
    "HP:0002381": ("aphasic", "loss of language"),
    "HP:0002527": (
        "recurrent falls", "repeated falls", "multiple falls", "several falls",
        "history of falls",
    ),
    "HP:0002540": ("unable to walk", "cannot walk", "not able to walk"),
    "HP:0002573": (
        "bloody stools", "blood in the stool", "blood in stools", "bleeding from the rectum",
        "fresh blood per rectum",
    ),
    "HP:0002716": (
        "enlarged lymph nodes", "swollen glands", "swollen nodes", "lymph node enlargement",
        "lymph node swelling", "enlarged nodes",
    ),
    "HP:0002829": ("painful joints", "aching joints", "sore joints", "pain in the joints"),
    "HP:0002875": (
        "dyspnea on exertion", "shortness of breath on exertion", "short of breath on exertion",
        "breathlessness on exertion", "dyspnea on effort", "shortness of breath with exertion",
        "exertional shortness of breath",
    ),
    "HP:0002900": ("low potassium",),
    "HP:0002901": ("low calcium",),
    "HP:0002902": ("low sodium",),
    "HP:0002910": (
        "raised transaminases", "elevated transaminase", "transaminitis",
        "elevated ALT and AST",
    ),
    "HP:0002917": ("low magnesium",),
    "HP:0003072": ("high calcium",),
    "HP:0003074": ("raised blood glucose",),
    "HP:0003326": ("aching muscles", "sore muscles", "muscle soreness", "pain in the muscles"),
    "HP:0003394": ("cramps",),
    "HP:0003401": ("pins and needles",),
    "HP:0003701": ("weakness of the proximal muscles",),
    "HP:0004324": ("gained weight", "gaining weight"),
    "HP:0004396": (
        "reduced appetite", "appetite loss", "lost appetite", "lost his appetite",
        "diminished appetite",
    ),
    "HP:0006515": ("pneumonitis",),
    "HP:0010677": ("bedwetting", "bed wetting", "wets the bed"),
    "HP:0010741": (
        "leg swelling", "swollen legs", "lower extremity edema", "leg edema",
        "swelling of the legs", "swelling of the lower limbs", "lower leg swelling",
        "lower extremity swelling", "lower limb edema", "lower limb swelling",
        "edema of the legs",
    ),
    "HP:0012114": ("endometrial cancer",),
    "HP:0012378": ("exhaustion", "fatigued", "tires easily", "tiring easily", "lack of energy"),
    "HP:0012664": ("low ejection fraction",),
    "HP:0020110": ("fracture", "fractures", "broken bone", "broken bones"),
    "HP:0030166": (
        "night-time sweating", "sweats at night", "nocturnal sweating", "sweating at night",
        "nightly sweats",
    ),
    "HP:0030828": ("wheeze", "wheezes", "wheezy"),
    "HP:0031217": ("hot flushes", "hot flush"),
    "HP:0031364": ("bruising", "bruises", "bruise"),
    "HP:0031936": ("late walking", "walked late", "late walker"),
    "HP:0031972": (
        "light-headed", "lightheaded", "lightheadedness", "light-headedness", "near fainting",
    ),
    "HP:0032408": ("lump in breast", "lumps in the breast"),
    "HP:0041051": ("loss of taste",),
    "HP:0100031": ("thyroid cancer", "thyroid tumor"),
    "HP:0100280": ("crohn disease",),
    "HP:0100515": ("urinary frequency", "increased urinary frequency"),
    "HP:0100518": (
        "painful urination", "burning on urination", "pain on urination", "burning urination",
        "pain when urinating",
    ),
    "HP:0100520": ("low urine output", "reduced urine output"),
    "HP:0100716": ("self-injury",),
    "HP:0100785": ("cannot sleep", "sleeplessness"),
    "HP:0100834": (
        "colorectal cancer", "bowel cancer", "colorectal carcinoma", "colorectal tumor",
        "large bowel cancer",
    ),
    "HP:0200042": ("skin ulcers", "ulcers of the skin"),
    "HP:0200063": ("colon polyps", "colonic polyps", "polyps in the colon"),
    "HP:0001999": ("dysmorphic features", "dysmorphism"),
    "HP:0002725": ("lupus",),
    "HP:0003774": ("CKD stage 5", "stage 5 CKD"),
    "HP:0005227": ("adenomatous polyps of the colon", "adenomatous colon polyps"),
    "HP:0012623": ("CKD stage 1", "stage 1 CKD"),
    "HP:0012624": ("CKD stage 2", "stage 2 CKD"),
    "HP:0012625": ("CKD stage 3", "stage 3 CKD"),
    "HP:0012626": ("CKD stage 4", "stage 4 CKD"),
    "HP:0030079": ("cervical cancer", "cervical carcinoma", "cancer of the cervix"),
}  # fmt: skip
"""Further wordings of a term, by its id; tests hold each id against the ontology."""

NEVER = frozenset({
    "abnormal tissue mass", "aloneness", "arranging", "aspiration", "body odor", "boil",
    "bouncing", "cat eye", "clavus", "coldness", "collecting", "corn", "cutting",
    "dissociation", "dullness", "eye drop", "faint", "falls", "fisting", "gemination",
    "grandiosity", "hopeless", "hopping", "hostile", "human tail", "hypersensitivity",
    "imbalance", "inaction", "inactivity", "inertia", "isomerism", "jumping", "limp", "mole",
    "mouthing", "negativism", "now and then", "oncological abnormality", "oncology", "ordering",
    "panting", "piles", "placidity", "plethora", "proboscis", "rosette", "s3", "s4", "shock",
    "slowness", "snores", "spinning", "tearing", "trance", "tumor", "tumors", "tumour",
    "twirling", "undergrowth", "voice change",
})  # fmt: skip
"""Names of the ontology that mean something else in everyday words."""

NO_NOUN = frozenset({
    "aggressive", "athymic", "basophilic", "dysmorphic", "eosinophilic", "heterotopic",
    "hydrophobic", "hypereosinophilic", "leukemic", "neoplastic", "neutrophilic",
})  # fmt: skip
"""Adjectives that are not the finding that their noun is, by their key."""

PASSED_OVER = (
    "blind spot", "bone marrow depression", "cancer syndrome", "cold sore",
    "depressed fracture", "depression of the ST segment", "double blind", "double blinded",
    "eye drop", "fine needle aspiration", "needle aspiration", "pale stool", "pale stools",
    "pale yellow", "single blind", "ST depression", "ST segment depression", "stroke volume",
)  # fmt: skip
"""Wordings with the name of a finding in them that say none."""

OTHER_THINGS = frozenset({
    "board", "center", "centre", "chart", "clinic", "department", "diary",
    "drug", "drugs", "exercises", "foundation", "guideline", "guidelines", "killer",
    "killers", "leaflet", "management", "marker", "markers", "medication", "medications",
    "medicine", "nurse", "precautions", "prevention", "program", "programme", "prophylaxis",
    "protocol", "questionnaire", "register", "registry", "relief", "research", "risk", "scale",
    "score", "screen", "screening", "service", "specialist", "syrup", "team", "unit",
    "vaccination", "vaccine", "ward", "workshop",
})  # fmt: skip
"""What is named after a finding and is none: ``fever chart``, ``pain clinic``."""

DENYING_WORDS = {
    "afebrile": "HP:0001945",
    "anicteric": "HP:0000952",
    "acyanotic": "HP:0000961",
    "nonicteric": "HP:0000952",
    "nonpruritic": "HP:0000989",
}
"""Single words that say that a finding is absent, by its term."""

ABBREVIATIONS = {
    "DVT": "HP:0002625",
    "HCC": "HP:0001402",
    "HTN": "HP:0000822",
    "NSCLC": "HP:0030358",
    "SCLC": "HP:0030357",
    "T1DM": "HP:0100651",
    "T2DM": "HP:0005978",
}
"""Abbreviations beside the ontology's, read in this case only."""

UNSAFE_ABBREVIATIONS = frozenset({
    "AEA", "AOB", "AOP", "ASD", "BO", "BPD", "CAPV", "CIU", "CP", "CPEO", "CSU", "CVI", "CWPs",
    "CyN", "DDN", "DNT", "LDD", "LFT", "MEMA", "MI", "NFTs", "ODD", "OME", "PACs", "PCDA",
    "PDA", "PVL", "RA", "RAD", "SRED", "TCFA", "TMD", "VMA", "VMT", "VSGP",
})  # fmt: skip
"""Abbreviations of the ontology that mean something else as often, such as MI and PDA."""
