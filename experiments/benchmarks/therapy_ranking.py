r"""Find out whether a variant's therapies are found without its own evidence, and in time.

Two questions to CIViC's predictive evidence of level A and B that supports sensitivity:

- leave one variant out: all statements on a variant are taken away, and its therapies are looked
  for among the first five suggestions made from the rest;
- in time: suggestions for a variant known in an old file are made from that file, its own evidence
  included, and compared with what a later file holds: with all of it, and with what is new.

Beside ours: the most frequent therapies of all variants, of the gene's (other) variants, and the
ceiling, which is the best five among these. Scored are the variants whose gene has such evidence
(on another variant). Intervals are 95 %, bootstrap over
variants; nothing is fitted to therapies. Effects are predicted out of fold (random split) for
variants of the training data, by the model trained on it for all others, without text. The last
line is one JSON object.

    oncolit crossvalidate MSK --split random --out OOF; oncolit train MSK --model MODEL
    python experiments/benchmarks/therapy_ranking.py NEW.tsv --old OLD.tsv \
        --data MSK --crossvalidated OOF --model MODEL
"""

import argparse
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from experiments.answers import ABSTAIN
from experiments.model_folder import TrainedModel, read_model
from experiments.ranking_scores import (
    RANKING_METRICS,
    best_possible,
    differences,
    mean_scores,
    score_ranking,
)
from experiments.therapy_holdout import (
    Effects,
    Ranked,
    Unit,
    held_out_variants,
    known_variants,
    rank_held_out,
    rank_in_time,
)
from pipeline.advisor import DRUG_TABLE, TUMOUR_TYPE_TABLE
from pipeline.data_folder import read_data_folder
from pipeline.predicted_effects import predict_effects
from pipeline.settings import knowledge_folder
from therapy.civic_file import read_civic_file
from therapy.drugs import read_drugs
from therapy.effects import PredictedEffect, read_prediction
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes
from variants.effect_class import CLASS_COLUMNS, EffectClass
from variants.gene_symbols import comparable_symbol
from variants.schema import GENE, ID, VARIATION
from variants.variation_grammar import VariationError, parse_variation

WAYS = ("ours", "most frequent of the gene", "most frequent overall", "ceiling")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("new", type=Path)
    parser.add_argument("--old", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--crossvalidated", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--detail", action="store_true", help="print one line a variant")
    asked = parser.parse_args()
    drugs = read_drugs(knowledge_folder() / DRUG_TABLE)
    tumours = TumourTypes(read_tumour_types(knowledge_folder() / TUMOUR_TYPE_TABLE))
    effects = read_effects(asked.data, asked.crossvalidated, asked.model)
    items = read_civic_file(asked.new).items
    before = read_civic_file(asked.old).items if asked.old else ()
    result = {}
    for unit in Unit:
        targets = held_out_variants(items, drugs, unit)
        ranked = rank_held_out(items, targets, drugs, tumours, effects, unit)
        title = f"Leave one variant out, one therapy is a {unit}"
        result[f"leave_one_out_{unit}"] = report(title, ranked, asked.detail)
        for only_new in (False, True) if before else ():
            targets = known_variants(before, items, drugs, unit, only_new=only_new)
            later = rank_in_time(before, targets, drugs, tumours, effects, unit, only_new=only_new)
            what = "new therapies" if only_new else "all therapies"
            title = f"In time, {what}, one therapy is a {unit}"
            name = f"in_time_{'new' if only_new else 'all'}_{unit}"
            result[name] = report(title, later, asked.detail)
    print(json.dumps(result))


def read_effects(data: Path | None, folds: Path | None, model_folder: Path | None) -> Effects:
    """Return what predicts an effect: held-out predictions where there are, else the model."""
    held_out = _held_out(data, folds) if data and folds else {}
    model = read_model(model_folder) if model_folder else None

    @cache
    def effect(gene: str, variation: str) -> PredictedEffect | None:
        known = held_out.get((comparable_symbol(gene), _name(variation)))
        return known or (_predicted(model, gene, variation) if model else None)

    return effect


def _predicted(model: TrainedModel, gene: str, variation: str) -> PredictedEffect:
    return predict_effects(model, [(gene, variation)])[0]


def _held_out(data: Path, folds: Path) -> dict[tuple[str, str], PredictedEffect]:
    variants = read_data_folder(data).variants
    probabilities = pd.read_csv(folds / "oof.csv", index_col=ID)
    answers = pd.read_csv(folds / "answers.csv", index_col=ID)
    return {
        (comparable_symbol(gene), _name(variation)): read_prediction(
            probabilities.loc[row, list(CLASS_COLUMNS)].tolist(),
            abstains=answers.loc[row, "answer"] == ABSTAIN,
            prediction_set=[
                EffectClass(CLASS_COLUMNS.index(name) + 1)
                for name in answers.loc[row, "prediction_set"].split()
            ],
        )
        for row, gene, variation in variants[[GENE, VARIATION]].itertuples(name=None)
    }


def _name(variation: str) -> str:
    try:
        return parse_variation(variation).name
    except VariationError:
        return variation


def report(title: str, ranked: Sequence[Ranked], detail: bool) -> dict[str, object]:
    """Print the scores of every way to rank, overall and by basis; return them."""
    scored = [one for one in ranked if one.held_by_others]
    ways = [_scores(one) for one in scored]
    found = sum(bool(one.ours) for one in scored)
    print(f"\n{title}: {len(ranked)} variants, {len(scored)} with others of their gene; "
          f"{found} of these get a suggestion")  # fmt: skip
    print(f"{'':<28}{'precision@5':>22}{'recall@5':>22}{'MRR':>22}{'nDCG@5':>22}")
    means = {way: mean_scores([row[way] for row in ways]) for way in WAYS}
    for way, values in means.items():
        print(f"{way:<28}{_cells(values)}")
    paired = mean_scores(
        differences(
            [row["ours"] for row in ways], [row["most frequent of the gene"] for row in ways]
        )
    )
    print(f"{'ours - gene':<28}{_cells(paired)}")
    _print_by_basis(scored, ways)
    if detail:
        for one, row in zip(scored, ways, strict=True):
            print(one.variant.alteration, sorted(one.variant.therapies), one.basis,
                  one.ours, one.gene_baseline, round(row["ours"]["recall"], 2),
                  round(row[WAYS[1]]["recall"], 2), sep=" | ")  # fmt: skip
    gap = means["ceiling"]["recall"][0] - means[WAYS[1]]["recall"][0]
    gained = means["ours"]["recall"][0] - means[WAYS[1]]["recall"][0]
    return {
        "variants": len(scored),
        "means": {way: {name: round(v[0], 4) for name, v in m.items()} for way, m in means.items()},
        "difference": {name: [round(x, 4) for x in value] for name, value in paired.items()},
        "share_of_gap": round(gained / gap, 3) if gap else None,
    }


def _scores(one: Ranked) -> dict[str, dict[str, float]]:
    relevant = one.variant.therapies
    return {
        "ours": score_ranking(one.ours, relevant),
        "most frequent of the gene": score_ranking(one.gene_baseline, relevant),
        "most frequent overall": score_ranking(one.overall_baseline, relevant),
        "ceiling": best_possible(one.held_by_others, relevant),
    }


def _print_by_basis(scored: Sequence[Ranked], ways: Sequence[dict[str, dict[str, float]]]) -> None:
    for basis in sorted({one.basis for one in scored}):
        rows = [row["ours"] for one, row in zip(scored, ways, strict=True) if one.basis == basis]
        name = f"  {basis or 'no suggestion'} ({len(rows)})"
        print(f"{name:<28}{_cells(mean_scores(rows))}")


def _cells(values: dict[str, tuple[float, float, float]]) -> str:
    cells = (values[name] for name in RANKING_METRICS)
    return "".join(f"{mean:>9.3f} ({low:.2f}-{high:.2f})".rjust(22) for mean, low, high in cells)


if __name__ == "__main__":
    main()
