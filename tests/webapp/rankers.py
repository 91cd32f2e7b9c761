"""A ranker of four drugs that tests can foresee, in place of one that is trained."""

from types import MappingProxyType

from response.answer import DrugAnswer, NearLine, Push, Ranking
from response.drug import ScreenedDrug

DABRAFENIB = ScreenedDrug("1", "Dabrafenib", ("GSK2118436",), ("BRAF",), ("BRAF",), "ERK MAPK")
DABRAFENIB_AGAIN = ScreenedDrug("11", "Dabrafenib", (), ("BRAF",), ("BRAF",), "ERK MAPK")
TRAMETINIB = ScreenedDrug("2", "Trametinib", (), ("MEK1", "MEK2"), ("MAP2K1", "MAP2K2"), "ERK MAPK")
LAPATINIB = ScreenedDrug("3", "Lapatinib", (), ("EGFR", "ERBB2"), ("EGFR", "ERBB2"), "EGFR")
UNNAMED = ScreenedDrug("4")
USUAL = {"1": 60.0, "2": 50.0, "3": 55.0, "4": 40.0}


class FakeRanker:
    """Names percentiles by the genes of a tumour; a response moves its drug, by how alike it is."""

    screen_title = "Screen of a test"
    screen_version = "1" * 64
    unit = "ln IC50 (µM)"
    drugs = (DABRAFENIB, DABRAFENIB_AGAIN, TRAMETINIB, LAPATINIB, UNNAMED)
    tissues = ("lung_NSCLC", "skin", "breast")
    genes_mutated = frozenset({"BRAF", "EGFR", "TP53"})
    genes_gained = frozenset({"ERBB2"})
    genes_lost = frozenset({"PTEN"})
    fusions = frozenset({"BCR::ABL1", "EWSR1::other"})
    accuracy = MappingProxyType({"rmse": 1.2, "rmse_drug_mean": 1.4, "pearson_per_drug": 0.4})

    def rank(self, tumour, known=(), *, explained=5):
        percentiles = dict(USUAL)
        if "BRAF" in tumour.mutated:
            percentiles |= {"1": 10.0, "2": 20.0}
        if "ERBB2" in tumour.gained:
            percentiles["3"] = 8.0
        if "BCR::ABL1" in tumour.fused:
            percentiles["4"] = 2.0
        told = {one.drug_id for one in known if one.same_tumour}
        for one in known:
            assert one.drug_id in percentiles, "a substance is named by its first id"
            weight = 1.0 if one.same_tumour else _similarity(tumour, one.profile) / 2
            before = percentiles[one.drug_id]
            percentiles[one.drug_id] = before + weight * (one.percentile - before)
        order = sorted(percentiles, key=lambda drug_id: (percentiles[drug_id], drug_id))
        answers = tuple(
            DrugAnswer(self._drug(drug_id), 0.0, at := percentiles[drug_id], at, at, told=True)
            if drug_id in told
            else self._answer(drug_id, percentiles[drug_id], place < explained)
            for place, drug_id in enumerate(order)
        )
        used = tuple(f"{gene} mutated" for gene in sorted(tumour.mutated & self.genes_mutated))
        return Ranking(answers, (), used, (), 0.8)

    def _answer(self, drug_id, percentile, is_explained):
        low, high = max(percentile - 20, 0), min(percentile + 20, 100)
        pushes = (Push("BRAF mutated", -1.2),) if is_explained else ()
        lines = (NearLine("905", "A375", "skin", 0.8, ("BRAF mutated",), 4.0),)
        return DrugAnswer(
            self._drug(drug_id), percentile / 10 - 5, percentile, low, high, pushes,
            lines if is_explained else (),
        )  # fmt: skip

    def _drug(self, drug_id):
        [drug] = [one for one in self.drugs if one.drug_id == drug_id]
        return drug


def _similarity(one, other):
    """Return the share of genes that both have mutated; of none at all, nothing."""
    together = one.mutated | other.mutated
    return len(one.mutated & other.mutated) / len(together) if together else 0.0
