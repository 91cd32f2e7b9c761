"""What follows on records of made-up patients, asked as several test files do."""

from pathlib import Path

from patients.case import Age, Case, CaseVariant, Origin, Sex, Tumour
from patients.follow_up import FollowUpFact, FollowUpKind, FollowUps
from therapy.drugs import read_drugs
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
DRUGS = read_drugs(KNOWLEDGE / "drugs.tsv")
TUMOURS = TumourTypes(read_tumour_types(KNOWLEDGE / "tumour_types.tsv"))

LUNG = Case("lung", Sex.FEMALE, Age(61), Tumour("lung adenocarcinoma", stage="IVB"))
BRCA2 = CaseVariant("BRCA2", "S1982fs", Origin.GERMLINE, pathogenicity="pathogenic")


def whats(advice, kind=None):
    return [line.what for line in advice if kind in (None, line.kind)]


def find(advice, words):
    [line] = [line for line in advice if words in line.what]
    return line


def holds(syndromes, trigger, case, *names):
    """Return the ground of one fact with this trigger, None where it does not apply."""
    fact = FollowUpFact(FollowUpKind.LIVING, trigger, "It", "daily", "a label", "https://a")
    drugs = [DRUGS.find(name) for name in names]
    lines = FollowUps([fact], DRUGS).advise(case, drugs, TUMOURS, syndromes)
    return lines[0].ground if lines else None
