"""A ranker that needs no training: answers follow from the profile by plain rules."""

from screens import DRUGS, TISSUES

from response.answer import DrugAnswer, NearLine, Push, Ranking
from response.drug import ScreenedDrug

LINES = (("A375", "skin", 2.0), ("COLO-800", "skin", 9.0), ("HT-29", "large_intestine", None))


class MadeRanker:
    """Counts how often it is asked; a drug against an altered gene stands first.

    Parameters
    ----------
    drugs : sequence of ScreenedDrug
    """

    screen_title = "made-up screen"
    screen_version = "5c" * 32
    unit = "ln IC50 (µM)"
    tissues = TISSUES
    genes_mutated = frozenset({"BRAF", "EGFR", "NRAS", "KRAS", "KMT2D", "TP53", "FLT3"})
    genes_gained = frozenset({"ERBB2", "EGFR"})
    genes_lost = frozenset({"RB1"})
    fusions = frozenset({"BCR::ABL1", "EWSR1::FLI1", "EWSR1::other"})

    def __init__(self, drugs=DRUGS):
        self.accuracy = {
            "rmse": 1.3, "rmse_drug_mean": 1.42, "pearson_per_drug": 0.38,
            "interval_coverage": 0.79, "interval_level": 0.8,
        }  # fmt: skip
        self.drugs = tuple(drugs)
        self.asked = []

    def rank(self, tumour, known=(), *, explained=5):
        """Rank the substances."""
        self.asked.append((tumour, tuple(known), explained))
        altered = tumour.mutated | tumour.gained
        substances = {drug.substance: drug for drug in self.drugs}
        told = {one.drug_id: one.percentile for one in known}
        scored = sorted(
            (told.get(drug.drug_id, _percentile(drug, altered, place)), place, drug)
            for place, drug in enumerate(substances.values())
        )
        nearest = tuple(
            NearLine(f"9{at}", name, tissue, 0.9 - at / 10, tuple(sorted(altered))[:1])
            for at, (name, tissue, _) in enumerate(LINES)
        )
        return Ranking(
            tuple(
                _answer(drug, percentile, altered, is_explained=at < explained)
                for at, (percentile, _, drug) in enumerate(scored)
            ),
            nearest, tuple(sorted(altered)), (), 0.79,
        )  # fmt: skip


def nameless(drug: ScreenedDrug) -> ScreenedDrug:
    """The same drug of a screen that names none."""
    return ScreenedDrug(drug.drug_id)


def _percentile(drug, altered, place):
    return (3.0 if altered.intersection(drug.target_genes) else 40.0) + place


def _answer(drug, percentile, altered, *, is_explained):
    pushes = tuple(Push(f"{gene} mutated", -1.2 + at) for at, gene in enumerate(sorted(altered)))
    lines = tuple(
        NearLine(f"9{at}", name, tissue, 0.9 - at / 10, tuple(sorted(altered))[:1], measured)
        for at, (name, tissue, measured) in enumerate(LINES)
    )
    return DrugAnswer(
        drug, -1.5, percentile, percentile - 12, percentile + 18,
        pushes if is_explained else (), lines if is_explained else (),
    )  # fmt: skip
