import os
from pathlib import Path

import pytest

from response.drug_stand_ins import STAND_INS
from response.fact_agreement import Verdict, judge_facts
from response.known_facts import find_facts
from response.screen_folder import read_screen
from therapy.civic_file import read_civic_file
from therapy.drugs import read_drugs

CHECKOUT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")
GDSC = SHARED / "gdsc"
CIVIC = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
DRUGS = read_drugs(CHECKOUT / "data" / "knowledge" / "drugs.tsv")


def test_every_drug_that_is_stood_in_for_is_named_as_the_drug_table_names_it():
    assert [DRUGS.find(name) and DRUGS.find(name).name for name in STAND_INS] == [*STAND_INS]


@pytest.mark.slow
@pytest.mark.skipif(
    not (GDSC.is_dir() and CIVIC.is_file()), reason="needs GDSC and CIViC in ../shared/data"
)
def test_the_screen_shows_what_is_best_known_and_names_what_it_does_not():
    screen = read_screen(GDSC).screen
    found = find_facts(read_civic_file(CIVIC).items, screen.features.columns, screen.drugs, DRUGS)
    exact = [fact for fact in found.facts if not fact.stands_in]
    judged = judge_facts(screen, screen.responses, exact)
    verdicts = {(one.fact.feature, one.fact.drug): one.verdict for one in judged}
    assert verdicts["BRAF mutated", "Dabrafenib"] is Verdict.AGREES
    assert verdicts["BRAF mutated", "Trametinib"] is Verdict.AGREES
    assert verdicts["gain of CDK12, ERBB2, MED24", "Afatinib"] is Verdict.AGREES
    assert verdicts["BRCA2 mutated", "Olaparib"] is Verdict.NOT_SHOWN
    assert verdicts["BCR::ABL1 fusion", "Imatinib"] is Verdict.TOO_FEW
    stand_ins = {fact.drug for fact in found.facts if fact.stands_in}
    assert stand_ins >= {"PLX-4720", "SN-38"}
    reasons = {one.therapy: one.reason for one in found.untested}
    assert reasons["Trastuzumab"] == "drug not screened"
