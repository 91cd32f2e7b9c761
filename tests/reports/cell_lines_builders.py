"""Made-up parts of the section on cell lines; what is given replaces the field of that name."""

from reports.cell_lines_report import (
    CellLines,
    CuratedClaim,
    CuratedDrugPlace,
    FeaturePush,
    LeftOut,
    NearCellLine,
    RankedDrug,
    ScreenAccuracy,
    SuggestedDrug,
    TumourCellLines,
    UsedFeature,
    UsedProfile,
)


def cell_lines(**changes):
    fields = {
        "reason": "", "screen": "made-up screen", "version": "5c" * 32, "unit": "ln IC50 (µM)",
        "n_drugs": 252, "n_drugs_named": 250,
        "accuracy": ScreenAccuracy(
            rmse=1.3, rmse_drug_mean=1.42, pearson_per_drug=0.38, interval_coverage=0.79,
            interval_level=0.8,
        ),
    }  # fmt: skip
    return CellLines(**fields | changes)


def used_profile(**changes):
    fields = {
        "tissue": "skin", "tissue_ground": "melanoma", "mutated": ["BRAF"], "gained": [],
        "lost": [], "microsatellite_instability": None,
        "used": [
            UsedFeature(words="tissue skin", rests_on=["melanoma"]),
            UsedFeature(words="BRAF mutated", rests_on=["BRAF V600E"]),
        ],
        "without_feature": ["CDKN2A lost"], "n_without_feature": 1,
        "left_out": [LeftOut(reason="synonymous", n=1, variants=["TP53 R213="])],
    }  # fmt: skip
    return UsedProfile(**fields | changes)


def claim(therapy="dabrafenib", **changes):
    fields = {
        "therapy": therapy, "direction": "sensitivity", "relation": "alone", "tier": "I",
        "level": "A", "origin": "curated", "disease": "melanoma", "rests_on": "BRAF V600E",
    }  # fmt: skip
    return CuratedClaim(**fields | changes)


def near(name="A375", percentile=2.0, **changes):
    fields = {
        "name": name, "tissue": "skin", "similarity": 0.9, "shared": ["BRAF mutated"],
        "percentile": percentile,
    }  # fmt: skip
    return NearCellLine(**fields | changes)


def ranked(drug="Dabrafenib", place=1, **changes):
    fields = {
        "place": place, "drug": drug, "drug_id": str(100 + place), "known_as": drug.lower(),
        "standing": "licensed", "percentile": 3.0 * place, "low": 0.0, "high": 20.0 + place,
    }  # fmt: skip
    return RankedDrug(**fields | changes)


def suggested(drug="Dabrafenib", place=1, **changes):
    fields = {
        **ranked(drug, place).model_dump(), "drug_class": "BRAF inhibitor", "targets": ["BRAF"],
        "pathway": "ERK MAPK signaling", "response": -1.5,
        "pushes": [FeaturePush(feature="BRAF mutated", change=-1.24)],
        "lines": [near(), near("COLO-800", 9.0)], "curated": [],
    }  # fmt: skip
    return SuggestedDrug(**fields | changes)


def tumour(sample="P-1", names=("Dabrafenib", "PLX-4720", "Trametinib", "AZ628", "Erlotinib"),
           **changes):  # fmt: skip
    fields = {
        "sample": sample, "reason": "", "profile": used_profile(), "nearest": [near()],
        "drugs": [suggested(name, place) for place, name in enumerate(names, start=1)],
        "n_unnamed_above": 0, "licensed": [ranked()], "curated": [],
    }  # fmt: skip
    return TumourCellLines(**fields | changes)


def not_ranked(sample="P-1", reason="nothing is known of this tumour", **changes):
    fields = {
        "reason": reason, "profile": used_profile(used=[], tissue="", mutated=[]), "nearest": [],
        "drugs": [], "licensed": [],
    }  # fmt: skip
    return tumour(sample, **fields | changes)


def told_in_full(sample="P-1", **changes):
    """A tumour with something in every part of what is told."""
    first = suggested(
        curated=[
            claim(direction="resistance", tier="II", level="C", disease="colorectal cancer"),
            claim(),
            claim("dabrafenib + trametinib", relation="in combination"),
        ],
        flags=[{"kind": "caution", "words": "LVEF 43 %"}],
        given=["Vemurafenib has failed; dabrafenib is a BRAF inhibitor, too."],
    )
    tool = suggested(
        "AZ628", 2, known_as="", standing="not in the drug table", drug_class="",
        curated=[claim("vemurafenib", relation="same target", origin="predicted", tier="III",
                       level=None)],
        no_cautions_on_file=True,
    )  # fmt: skip
    bare = suggested(
        "PLX-4720", 3, known_as="PLX4720", standing="not licensed", targets=[], pathway="",
        pushes=[], lines=[],
    )  # fmt: skip
    fields = {
        "drugs": [first, tool, bare], "n_unnamed_above": 2,
        "licensed": [ranked(), ranked("Erlotinib", 9, flags=[{"kind": "failed before",
                                                             "words": "line 1"}])],
        "curated": [
            CuratedDrugPlace(
                drug="dabrafenib", therapy="dabrafenib", tier="I", level="A", ranked=ranked()
            ),
            CuratedDrugPlace(
                drug="tovorafenib", therapy="tovorafenib", tier="II", level="C", ranked=None
            ),
        ],
    }  # fmt: skip
    return tumour(sample, **fields | changes)
