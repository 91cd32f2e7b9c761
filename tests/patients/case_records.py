"""Records of made-up patients, which tests of several rooms build."""

from functools import cache

from patients.case import (
    Age,
    Case,
    CaseVariant,
    Diagnosis,
    Finding,
    GenomeRecord,
    HistoryEntry,
    Origin,
    PreviousTherapy,
    Relative,
    Response,
    Sex,
    TestKind,
    TestResult,
    Tumour,
)
from patients.ontology import Ontology, read_ontology

LUNG_YAML = """\
id: lung-egfr
sex: female
age: 61
tumour: {type: lung adenocarcinoma, stage: IVB, tnm: cT2aN2M1c, metastases: [brain, bone]}
performance_status: 1
findings:
  - HP:0002094 Dyspnea
  - Cough
absent_findings: [Fever]
text: |
  Progressive dyspnoea, no fever.
history:
  - Crohn disease
  - {name: deep vein thrombosis, ongoing: false, note: 2019}
family:
  - {relative: mother, conditions: [breast cancer], age: 42, side: maternal}
previous_therapies:
  - {drugs: [erlotinib], response: progressive disease, line: 1, stopped_for: progression}
medications: [itraconazole]
tests: {msi: high, tmb: 14 mut/Mb, pdl1_tps: 60 %, qtc: 490 ms, gfr: 28 mL/min/1.73m2}
variants:
  somatic: [EGFR L858R, {gene: TP53, variation: R273H, hgvs_c: c.818G>A, allele_fraction: 0.31}]
  germline: [{gene: BRCA2, variation: S1982fs, zygosity: heterozygous, pathogenicity: pathogenic}]
"""


@cache
def ontology() -> Ontology:
    return read_ontology()


def lung_case(**changes: object) -> Case:
    """Return the case of :data:`LUNG_YAML`, with other values for some fields."""
    fields: dict[str, object] = {
        "id": "lung-egfr",
        "sex": Sex.FEMALE,
        "age": Age(61),
        "tumour": Tumour("lung adenocarcinoma", "", "IVB", "cT2aN2M1c", ("brain", "bone")),
        "ecog": 1,
        "findings": (
            Finding("HP:0002094", "Dyspnea"),
            Finding("HP:0012735", "Cough"),
            Finding("HP:0001945", "Fever", excluded=True),
        ),
        "text": "Progressive dyspnoea, no fever.",
        "history": (
            HistoryEntry("Crohn disease"),
            HistoryEntry("deep vein thrombosis", ongoing=False, note="2019"),
        ),
        "family": (Relative("mother", ("breast cancer",), Sex.FEMALE, Age(42), "maternal"),),
        "therapies": (PreviousTherapy(("erlotinib",), Response.PROGRESSION, 1, "progression"),),
        "medications": ("itraconazole",),
        "tests": (
            TestResult(TestKind.MSI, None, "", "high"),
            TestResult(TestKind.TMB, 14.0, "mut/Mb"),
            TestResult(TestKind.PDL1_TPS, 60.0, "%"),
            TestResult(TestKind.QTC, 490.0, "ms"),
            TestResult(TestKind.GFR, 28.0, "mL/min/1.73m2"),
        ),
        "variants": (
            CaseVariant("EGFR", "L858R", Origin.SOMATIC),
            CaseVariant("TP53", "R273H", Origin.SOMATIC, hgvs_c="c.818G>A", allele_fraction=0.31),
            CaseVariant(
                "BRCA2",
                "S1982fs",
                Origin.GERMLINE,
                zygosity="heterozygous",
                pathogenicity="pathogenic",
            ),
        ),
    }
    return Case(**(fields | changes))  # type: ignore[arg-type]


def full_case() -> Case:
    """Return a case in which every field holds something."""
    return lung_case(
        subject="patient 12.1",
        vital_status="alive",
        note="Seen twice.\nAgreed to the test.",
        findings=(
            Finding("HP:0002094", "Dyspnea", onset="P60Y", words="short of breath"),
            Finding("HP:0000957", "Cafe-au-lait spot", onset="HP:0003577 Congenital onset"),
            Finding("HP:0001945", "Fever", excluded=True, onset="P10Y/P12Y"),
        ),
        unknown_findings=(Finding("HP:9999999", "Newer than the ontology", excluded=True),),
        family=(
            Relative("mother", ("breast cancer", "melanoma"), Sex.FEMALE, Age(42), "maternal"),
            Relative("aunt", ("ovarian cancer",), Sex.FEMALE, None, "paternal"),
            Relative("grandmother", ("colon cancer",), Sex.FEMALE, Age(70), "maternal"),
            Relative("cousin", ("glioma",), Sex.MALE),
        ),
        therapies=(
            PreviousTherapy(("carboplatin", "pemetrexed"), Response.PARTIAL, 1, "completed"),
            PreviousTherapy(("osimertinib",), Response.PROGRESSION, 2, "toxicity", "rash"),
            PreviousTherapy(("radiotherapy",)),
        ),
        tests=(
            TestResult(TestKind.ER, 5.0, "%", "low"),
            TestResult(TestKind.PR, 5.0, "%", "negative"),
            TestResult(TestKind.BILIRUBIN, 2.1, "xULN"),
            TestResult(TestKind.DPYD, 1.5, "", "intermediate"),
            TestResult(TestKind.CHILD_PUGH, None, "", "B"),
        ),
        variants=(
            CaseVariant("ALK", "EML4-ALK fusion", Origin.SOMATIC),
            CaseVariant(
                "NF1",
                "R1276*",
                Origin.GERMLINE,
                "NM_001042492.3:c.3826C>T",
                "NP_001035957.1:p.(Arg1276*)",
                "heterozygous",
                "likely pathogenic",
                hgvs_g="NC_000017.11:g.31230260C>T",
                gene_id="HGNC:7765",
                genome=GenomeRecord("hg38", "chr17", 31230260, "C", "T"),
                id="nf1",
                label="the family's variant",
                expressions=("spdi NC_000017.11:31230259:C:T",),
                diagnosis="OMIM:162200",
                status="causative",
            ),
            CaseVariant("", "a loss of 17q", structural_type="SO:1000029 chromosomal_deletion"),
        ),
        diagnoses=(
            Diagnosis("OMIM:162200", "Neurofibromatosis, type 1", "P8Y", progress="solved"),
            Diagnosis("OMIM:151623", "Li-Fraumeni syndrome", excluded=True),
            Diagnosis("MONDO:0011450", "breast-ovarian cancer, familial 1", suspected=True),
        ),
    )
