"""One variant of the report, made from what evidence says."""

from evidence_items import RESISTANCE, advise, item
from lab_report_builders import effect, literature

from intake.lab_row import LabVariant
from reports.lab_variant import make_variant


def made(gene, variation, *items, **asked):
    advice = advise(gene, variation, *items, **asked)
    rows = [(2, LabVariant(gene, variation))]
    return make_variant(rows, 1, 0, effect(), advice, literature())


def test_a_contested_claim_says_what_else_must_be_there_and_stands_last():
    found = made(
        "ABL1", "T315I",
        item("ABL1 T315I AND ABL1 F317L", "Axitinib", RESISTANCE, supports=False, key="EID2"),
        item("ABL1 T315I", "Ponatinib", RESISTANCE, supports=False, key="EID1"),
    )  # fmt: skip
    assert found.contested == [
        "ponatinib (resistance): denied by EID1",
        "axitinib (resistance if ABL1 F317L is there too): denied by EID2",
    ]


def test_a_therapy_that_asks_for_more_does_not_make_a_variant_actionable():
    only = item("BRAF V600E AND PTEN Loss", "Drug")
    alone, asked = made("BRAF", "V600E", only), made("BRAF", "V600E", item("BRAF V600E", "Drug"))
    assert (alone.actionable, alone.best_tier, alone.therapies[0].holds) == (False, None, False)
    assert (asked.actionable, asked.best_tier, asked.therapies[0].holds) == (True, "I", True)
