r"""Ask a drug screen, and the model learnt from it, for what is known to work.

Takes CIViC's accepted predictive statements of level A and B that support sensitivity (and, in
short, resistance), matches alterations to the screen's features and drugs to its drugs, and
compares lines with the feature to lines without: as measured, and as predicted for lines that no
model had seen. Prints the counts of verdicts and every fact; with ``--markdown`` the tables of
docs/response.md. The last line is one JSON object.

    oncolit response crossvalidate --data SCREEN --split cell --out CELL
    python experiments/benchmarks/response_agreement.py --screen SCREEN \
        --predictions CELL/predictions.csv --markdown
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.advisor import DRUG_TABLE, TUMOUR_TYPE_TABLE
from pipeline.cell_line_source import TISSUE_TABLE
from pipeline.settings import knowledge_folder
from response.agreement_plot import draw_agreement
from response.agreement_tables import (
    fact_table,
    stand_in_table,
    summary_table,
    too_few,
    untested_table,
)
from response.fact_agreement import (
    FactAgreement,
    Verdict,
    judge_facts,
    judge_within_tissues,
)
from response.held_out import predict_held_out
from response.known_facts import FoundFacts, find_facts
from response.models import DEFAULT_MODEL, MODELS, ResponseModel
from response.response_splits import split_pairs
from response.screen import DRUG, PROFILE, Screen
from response.screen_folder import read_screen
from response.screen_tissues import read_screen_tissues
from therapy.civic_file import read_civic_file
from therapy.drugs import read_drugs
from therapy.evidence_item import Direction
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

SHARED = Path("../shared/data")
CIVIC = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
PLOT = Path(__file__).parents[2] / "docs" / "images" / "response_agreement.png"
FOLDS = 5

ALONE, TOGETHER = "drug by itself", "drug only together with others"
STAND_IN, TISSUE, RESISTANCE = "stand-in for the drug", "within the tissue", "resistance"


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--screen", type=Path, default=SHARED / "gdsc")
    parser.add_argument("--civic", type=Path, default=CIVIC)
    parser.add_argument("--predictions", type=Path, help="predictions.csv of --split cell")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--markdown", action="store_true", help="print the tables in Markdown")
    parser.add_argument("--plot", type=Path, default=PLOT)
    asked = parser.parse_args()
    try:
        screen = read_screen(asked.screen).screen
        predicted = (
            read_predictions(asked.predictions, screen)
            if asked.predictions
            else predict(screen, asked.seed)
        )
        found = read_facts(asked.civic, screen)
    except (OSError, ValueError) as error:
        sys.exit(f"response_agreement: {error}")
    groups = judge(screen, predicted, found, asked.seed)
    lines = markdown(groups, found) if asked.markdown else plain(groups)
    print("\n".join(lines))
    asked.plot.parent.mkdir(parents=True, exist_ok=True)
    draw_agreement(groups[ALONE]).savefig(asked.plot)
    print(json.dumps({"seed": asked.seed, "screen": screen.version, **counted(groups, found)}))


def read_predictions(path: Path, screen: Screen) -> pd.DataFrame:
    """Read held-out predictions and lay them out as the screen's responses are.

    Raises
    ------
    ValueError
        A column is missing, none of the pairs is one of the screen, or lines were not held out
        whole.
    """
    table = pd.read_csv(path, dtype={"COSMIC_ID": str, "DRUG_ID": str})
    if missing := {"COSMIC_ID", "DRUG_ID", "fold", "predicted"} - {*table.columns}:
        raise ValueError(f"{path}: expected the columns {', '.join(sorted(missing))}")
    if (table.groupby("COSMIC_ID")["fold"].nunique() > 1).any():
        raise ValueError(f"{path}: expected each line in one fold, as --split cell writes it")
    wide = table.pivot(index="COSMIC_ID", columns="DRUG_ID", values="predicted")
    laid_out = wide.reindex(index=screen.responses.index, columns=screen.responses.columns)
    if not laid_out.notna().to_numpy().any():
        raise ValueError(f"{path}: expected predictions for lines and drugs of {screen.title}")
    return laid_out


def predict(screen: Screen, seed: int) -> pd.DataFrame:
    """Predict each line by the default model fitted to the other four fifths of the lines."""
    folds = split_pairs(screen, "cell", FOLDS, seed)
    pairs = screen.pairs[[PROFILE, DRUG]]
    pairs["predicted"] = predict_held_out(screen, folds, _default_model, seed).predicted
    wide = pairs.pivot(index=PROFILE, columns=DRUG, values="predicted")
    return wide.reindex(index=screen.responses.index, columns=screen.responses.columns)


def _default_model(screen: Screen, seed: int) -> ResponseModel:
    return MODELS[DEFAULT_MODEL].make(screen, seed, ("cell",))


def read_facts(civic: Path, screen: Screen) -> dict[Direction, FoundFacts]:
    """Find what of CIViC's evidence the screen can be asked for."""
    items = read_civic_file(civic).items
    drugs = read_drugs(knowledge_folder() / DRUG_TABLE)
    return {
        direction: find_facts(items, screen.features.columns, screen.drugs, drugs, direction)
        for direction in Direction
    }


def find_tissues(screen: Screen) -> Callable[[str, str], tuple[str, ...]]:
    """Return what finds the screen's tissue of a tumour type, none where it has no one tissue."""
    tumours = TumourTypes(read_tumour_types(knowledge_folder() / TUMOUR_TYPE_TABLE))
    table = read_screen_tissues(knowledge_folder() / TISSUE_TABLE)
    words = sorted(set(screen.tissues))

    def tissues(name: str, doid: str) -> tuple[str, ...]:
        known = tumours.find(doid) if doid else None
        found = table.find(known.name if known else name, tumours, words)
        return (found.tissue,) if found.tissue else ()

    return tissues


def judge(
    screen: Screen, predicted: pd.DataFrame, found: Mapping[Direction, FoundFacts], seed: int
) -> dict[str, tuple[FactAgreement, ...]]:
    """Judge all facts; exact, stand-in, resistance and those within tissues are four families."""
    sensitivity = found[Direction.SENSITIVITY].facts
    exact = [fact for fact in sensitivity if not fact.stands_in]
    judged = judge_facts(screen, predicted, exact, seed=seed)
    stand_ins = [fact for fact in sensitivity if fact.stands_in]
    against = [fact for fact in found[Direction.RESISTANCE].facts if not fact.stands_in]
    return {
        ALONE: tuple(one for one in judged if one.fact.alone),
        TOGETHER: tuple(one for one in judged if not one.fact.alone),
        STAND_IN: judge_facts(screen, predicted, stand_ins, seed=seed),
        TISSUE: judge_within_tissues(screen, predicted, exact, find_tissues(screen), seed=seed),
        RESISTANCE: judge_facts(screen, predicted, against, seed=seed),
    }


def plain(groups: Mapping[str, Sequence[FactAgreement]]) -> list[str]:
    """Return one line for each fact, grouped as judged."""
    lines = []
    for name, group in groups.items():
        lines.append(f"\n{name}: {len(group)} facts")
        for one in group:
            fact = f"{one.fact.feature} → {one.fact.drug} {one.tissue}"
            line = f"{fact:<52}{one.n_with:>4} /{one.n_without:>4}"
            if one.screen and one.model:
                for side in (one.screen, one.model):
                    line += f"{side.percentile_with:>5.0f} /{side.percentile_without:>3.0f}"
                    line += f"{side.lower:>6.2f} (q {side.q:<7.2g})"
                line += f" place {one.model.place_with:.0f} / {one.model.place_without:.0f}"
            lines.append(f"{line}  {one.verdict}")
    return lines


def markdown(
    groups: Mapping[str, Sequence[FactAgreement]], found: Mapping[Direction, FoundFacts]
) -> list[str]:
    """Return the tables of the page."""
    sensitivity, resistance = (found[direction] for direction in Direction)
    against = {(fact.feature, fact.substance) for fact in resistance.facts}
    towards = {(fact.feature, fact.substance) for fact in sensitivity.facts}
    parts = [summary_table(groups)]
    for name, group in groups.items():
        both_ways = towards if name == RESISTANCE else against
        short = name in (TOGETHER, STAND_IN, RESISTANCE)
        table = fact_table(group, both_ways, short=short)
        parts += [[f"### {name[0].upper()}{name[1:]}"], table]
        if name != TISSUE:
            parts.append([f"Too few lines (that many with the feature): {too_few(group)}."])
        if name == STAND_IN:
            parts.append(stand_in_table(sensitivity.facts))
    parts.append(untested_table(sensitivity.untested))
    return [line for part in parts for line in (*part, "")]


def counted(
    groups: Mapping[str, Sequence[FactAgreement]], found: Mapping[Direction, FoundFacts]
) -> dict[str, Any]:
    """Count verdicts, what the model alone says, and what cannot be tested."""
    return {
        "facts": {name: len(group) for name, group in groups.items()},
        "verdicts": {
            name: dict(Counter(str(one.verdict) for one in group)) for name, group in groups.items()
        },
        "model_only": {
            name: sum(
                one.verdict is Verdict.NOT_SHOWN
                and one.model is not None
                and one.model.shown(one.fact.direction)
                for one in group
            )
            for name, group in groups.items()
        },
        "untested": {str(direction): len(facts.untested) for direction, facts in found.items()},
    }


if __name__ == "__main__":
    main()
