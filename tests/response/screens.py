"""Synthetic drug screens: numbers made up, structure as in life.

A drug has a level of its own and a profile a sensitivity of its own; tissues answer the drugs of
a pathway alike; an alteration makes profiles sensitive to the drugs against its gene or pathway;
what is left is noise.
"""

import hashlib

import numpy as np
import pandas as pd

from response.drug import ScreenedDrug
from response.screen import Screen

TISSUES = ("skin", "lung_NSCLC", "large_intestine", "breast", "leukemia")
"""Tissues of the profiles, in the words of GDSC."""

ERBB2_GAIN = "gain_cnaPANCAN301_(CDK12,ERBB2,MED24)"
"""The amplified segment that makes profiles sensitive to drugs against ERBB2."""

FEATURE_FREQUENCIES = {
    "BRAF_mut": {"skin": 0.6, "large_intestine": 0.2},
    "NRAS_mut": {"skin": 0.2, "leukemia": 0.2},
    "KRAS_mut": {"large_intestine": 0.4, "lung_NSCLC": 0.3},
    "EGFR_mut": {"lung_NSCLC": 0.4},
    "PIK3CA_mut": {"breast": 0.4, "large_intestine": 0.2},
    "PTEN_mut": {"breast": 0.1, "skin": 0.1},
    "TP53_mut": dict.fromkeys(TISSUES, 0.6),
    "FLT3_mut": {"leukemia": 0.4},
    "MLL2_mut": dict.fromkeys(TISSUES, 0.1),
    ERBB2_GAIN: {"breast": 0.4},
    "gain_cnaPANCAN124_(EGFR)": {"lung_NSCLC": 0.2},
    "gain_cnaPANCAN60": dict.fromkeys(TISSUES, 0.2),
    "loss_cnaPANCAN389_(RB1)": {"breast": 0.2, "lung_NSCLC": 0.1},
    "MSI_FACTOR": {"large_intestine": 0.3},
}
"""How often each feature is found in the tissues; nowhere else."""

SENSITISING = {
    "BRAF_mut": {"BRAF": -3.0, "MAP2K1": -2.0},
    "NRAS_mut": {"MAP2K1": -1.5},
    "KRAS_mut": {"MAP2K1": -1.0, "EGFR": 1.0},
    "EGFR_mut": {"EGFR": -3.0},
    "PIK3CA_mut": {"PIK3CA": -2.0, "AKT1": -1.5},
    "PTEN_mut": {"AKT1": -1.5},
    "FLT3_mut": {"FLT3": -3.0},
    "TP53_mut": {"MDM2": 2.5},
    ERBB2_GAIN: {"ERBB2": -3.0},
    "gain_cnaPANCAN124_(EGFR)": {"EGFR": -1.5},
    "loss_cnaPANCAN389_(RB1)": {"CDK4": 2.0},
    "MSI_FACTOR": {"PARP1": -1.0},
}
"""By feature: what it adds to the response to drugs against a gene."""

_MAPK, _EGFR, _PI3K = "ERK MAPK signaling", "EGFR signaling", "PI3K/MTOR signaling"
_RTK, _DNA, _CYCLE = "RTK signaling", "Genome integrity", "Cell cycle"

DRUGS = (
    ScreenedDrug("101", "Dabrafenib", ("GSK2118436",), ("BRAF",), ("BRAF",), _MAPK),
    ScreenedDrug("102", "Trametinib", (), ("MEK1", "MEK2"), ("MAP2K1", "MAP2K2"), _MAPK),
    ScreenedDrug("103", "Lapatinib", ("Tykerb",), ("EGFR", "ERBB2"), ("EGFR", "ERBB2"), _EGFR),
    ScreenedDrug("104", "Gefitinib", ("Iressa",), ("EGFR",), ("EGFR",), _EGFR),
    ScreenedDrug("105", "Afatinib", (), ("EGFR", "ERBB2"), ("EGFR", "ERBB2"), _EGFR),
    ScreenedDrug("106", "Afatinib", (), ("EGFR", "ERBB2"), ("EGFR", "ERBB2"), _EGFR),
    ScreenedDrug("107", "Alpelisib", (), ("PI3Kalpha",), ("PIK3CA",), _PI3K),
    ScreenedDrug("108", "Selumetinib", (), ("MEK1", "MEK2"), ("MAP2K1", "MAP2K2"), _MAPK),
    ScreenedDrug("109", "Nutlin-3a (-)", (), ("MDM2",), ("MDM2",), "p53 pathway"),
    ScreenedDrug("110", "Palbociclib", (), ("CDK4", "CDK6"), ("CDK4", "CDK6"), _CYCLE),
    ScreenedDrug("111", "Quizartinib", (), ("FLT3",), ("FLT3",), _RTK),
    ScreenedDrug("112", "Olaparib", (), ("PARP1", "PARP2"), ("PARP1", "PARP2"), _DNA),
    ScreenedDrug("113", "Erlotinib", ("Tarceva",), ("EGFR",), ("EGFR",), _EGFR),
    ScreenedDrug("114", "PLX-4720", (), ("BRAF",), ("BRAF",), _MAPK),
    ScreenedDrug("115", "MK-2206", (), ("AKT1", "AKT2"), ("AKT1", "AKT2"), _PI3K),
    ScreenedDrug("116", "Pictilisib", (), ("PI3K (class 1)",), ("PIK3CA", "PIK3CB"), _PI3K),
    ScreenedDrug("117", "Refametinib", (), ("MEK1", "MEK2"), ("MAP2K1", "MAP2K2"), _MAPK),
    ScreenedDrug("118", "Refametinib", (), ("MEK1", "MEK2"), ("MAP2K1", "MAP2K2"), _MAPK),
    ScreenedDrug("119", "Cisplatin", (), ("DNA crosslinker",), (), "DNA replication"),
    ScreenedDrug("120", "", (), (), (), ""),
)
"""The drugs: two substances under two ids each, one without genes, one of which only the id is
known."""


def make_screen(
    n_profiles: int = 60, n_drugs: int = 20, seed: int = 0, missing: float = 0.2
) -> Screen:
    """Make a screen; every profile and every drug keeps at least one response.

    Drugs past the twenty of `DRUGS` are named ``Compound 21`` and on, each with the target and
    the pathway of one of those. ``missing`` is the share of pairs not measured.
    """
    generator = np.random.default_rng(seed)
    drugs = {drug.drug_id: drug for drug in map(_drug, range(n_drugs))}
    index = pd.Index([str(900_001 + place) for place in range(n_profiles)])
    tissues = pd.Series([TISSUES[place % len(TISSUES)] for place in range(n_profiles)], index)
    features = _features(tissues, generator)
    responses = _responses(tissues, features, drugs, generator)
    absent = generator.random(responses.shape) < missing
    for place in range(max(responses.shape)):
        absent[place % n_profiles, place % n_drugs] = False
    return Screen(
        responses=responses.mask(absent),
        tissues=tissues,
        features=features,
        drugs=drugs,
        names=pd.Series([f"LINE-{place + 1}" for place in range(n_profiles)], index),
        unit="ln IC50 (µM)",
        version=hashlib.sha256(f"{n_profiles} {n_drugs} {seed} {missing}".encode()).hexdigest(),
        title="synthetic screen",
    )


def _drug(place: int) -> ScreenedDrug:
    like = DRUGS[place % len(DRUGS)]
    if place < len(DRUGS):
        return like
    return ScreenedDrug(
        drug_id=str(101 + place),
        name=f"Compound {place + 1}",
        targets=like.targets,
        target_genes=like.target_genes,
        pathway=like.pathway,
    )


def _features(tissues: pd.Series, generator: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            feature: (
                generator.random(len(tissues)) < tissues.map(frequencies).fillna(0.0).to_numpy()
            ).astype(np.float64)
            for feature, frequencies in FEATURE_FREQUENCIES.items()
        },
        index=tissues.index,
    )


def _responses(
    tissues: pd.Series,
    features: pd.DataFrame,
    drugs: dict[str, ScreenedDrug],
    generator: np.random.Generator,
) -> pd.DataFrame:
    levels: dict[str, float] = {}
    pathway_by_tissue: dict[tuple[str, str], float] = {}
    profile_level = generator.normal(0.0, 0.8, len(tissues))
    columns = {}
    for drug in drugs.values():
        level = levels.setdefault(drug.substance, generator.normal(2.0, 2.0))
        for tissue in TISSUES:
            pathway_by_tissue.setdefault((tissue, drug.pathway), generator.normal(0.0, 0.7))
        by_tissue = tissues.map({t: pathway_by_tissue[t, drug.pathway] for t in TISSUES})
        noise = generator.normal(0.0, 0.4, len(tissues))
        columns[drug.drug_id] = (
            level + profile_level + by_tissue + _alterations(features, drug) + noise
        )
    return pd.DataFrame(columns, index=tissues.index)


def _alterations(features: pd.DataFrame, drug: ScreenedDrug) -> pd.Series:
    change = pd.Series(0.0, features.index)
    for feature, by_gene in SENSITISING.items():
        changes = [by_gene[gene] for gene in drug.target_genes if gene in by_gene]
        if changes:
            change += features[feature] * min(changes)
    return change
