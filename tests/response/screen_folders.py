"""Small folders in the formats that `response.screen_folder` reads; lines and drugs are made up."""

import csv
import gzip
import io

IC50 = (
    "COSMIC_ID,Drug_1_IC50,Drug_1373_IC50,Drug_9001_IC50",
    "101,0.5,-3.25,",
    "102,1.5,,4",
    "103,,2.0,NA",
)
"""Three lines and three drugs, six responses; 1 is erlotinib and 1373 dabrafenib, as in GDSC."""

FEATURES = (
    'COSMIC_ID,TISSUE_FACTOR,MSI_FACTOR,BRAF_mut,"loss_cnaPANCAN38, loss_cnaPANCAN39",'
    '"gain_cnaPANCAN301_(CDK12,ERBB2,MED24)"',
    "103,skin,0,1,0,",
    "101,breast,0,0,1,1",
    "102,large_intestine,1,0,0,0",
)
"""Of the same lines, in another order."""

DRUGS = (
    "DRUG_ID,DRUG_NAME,SYNONYMS,TARGET,TARGET_PATHWAY",
    '1,Erlotinib,"Tarceva, OSI-774",EGFR,EGFR signaling',
    '1373,Dabrafenib,NA,"BRAF, others",ERK MAPK signaling',
    "9001,Novelmab ,,Proteasome,Other",
)
"""GDSC's list of compounds."""

LINES = (
    "SAMPLE_NAME,COSMIC_ID,GDSC1,GDSC2,MMR",
    "LINE-A,101,urogenital_system,bladder,MSI-S",
    "LINE-B,102,large_intestine,large_intestine,MSI-H",
)
"""A list of cell lines, as gdsctools holds it."""


def text(*lines):
    return "\n".join(lines) + "\n"


def csv_text(rows):
    """Write rows as CSV."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def write(folder, **files):
    """Write texts into files; in their names ``__`` stands for the dot, and .gz is packed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        raw = (content if isinstance(content, str) else text(*content)).encode()
        path.write_bytes(gzip.compress(raw, mtime=0) if path.suffix == ".gz" else raw)
    return folder


def write_release_17(folder, **others):
    """Write the four files of release 17, or others in place of them; None leaves one out."""
    files = {
        "IC50_v17__csv": IC50,
        "genomic_features_v17__csv": FEATURES,
        "screened_compounds__csv": DRUGS,
        "cosmic_info__csv": LINES,
    } | others
    return write(folder, **{name: content for name, content in files.items() if content})
