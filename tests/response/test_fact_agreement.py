from dataclasses import replace

import numpy as np
import pytest
from evidence_items import DRUGS, RESISTANCE, item
from screens import make_screen

from response.agreement_plot import draw_agreement
from response.agreement_tables import (
    BOTH_WAYS,
    fact_table,
    stand_in_table,
    summary_table,
    too_few,
    untested_table,
)
from response.fact_agreement import (
    Verdict,
    judge_facts,
    judge_within_tissues,
    probability_lower,
)
from response.known_facts import find_facts
from therapy.evidence_item import Direction

SCREEN = make_screen(n_profiles=300, missing=0.1)
PERFECT = SCREEN.responses
DRUG_MEANS = PERFECT.mean() + 0.0 * PERFECT

SKIN = {"Skin Melanoma": ("skin",)}


def facts(*items, direction=Direction.SENSITIVITY, screen=SCREEN):
    return find_facts(items, screen.features.columns, screen.drugs, DRUGS, direction).facts


def judged(profile, therapy, predicted=PERFECT, significance="Sensitivity/Response"):
    against = significance == RESISTANCE
    direction = Direction.RESISTANCE if against else Direction.SENSITIVITY
    known = facts(item(profile, therapy, significance), direction=direction)
    (one,) = judge_facts(SCREEN, predicted, known)
    return one


def test_a_planted_effect_is_shown_and_a_model_that_has_it_agrees():
    one = judged("BRAF V600E", "Dabrafenib")
    assert one.verdict is Verdict.AGREES
    assert one.screen.percentile_with < 20
    assert one.screen.percentile_without > 50
    assert one.screen.lower > 0.9
    assert one.screen.low < one.screen.lower < one.screen.high
    assert one.screen.q < 1e-6
    assert one.model.place_with < one.model.place_without
    counted = SCREEN.features["BRAF_mut"][SCREEN.responses["101"].notna()]
    assert (one.n_with, one.n_without) == (counted.sum(), (1 - counted).sum())


def test_an_effect_of_an_amplified_segment_is_shown():
    assert judged("ERBB2 Amplification", "Lapatinib").verdict is Verdict.AGREES


def test_the_drug_mean_misses_every_effect():
    one = judged("BRAF V600E", "Dabrafenib", DRUG_MEANS)
    assert one.verdict is Verdict.MISSED
    assert [one.model.lower, one.model.low, one.model.high] == pytest.approx([0.5] * 3)
    assert one.model.p == 1.0
    assert one.model.percentile_with == one.model.percentile_without


def test_a_model_that_says_the_opposite_of_the_screen_is_named_so():
    assert judged("BRAF V600E", "Dabrafenib", -PERFECT).verdict is Verdict.REVERSED


def test_a_drug_that_is_lower_but_no_higher_up_the_list_is_missed():
    others = PERFECT.drop(columns="101")
    everything_lower = others.sub(9.0 * SCREEN.features["BRAF_mut"], axis=0)
    predicted = everything_lower.assign(**{"101": PERFECT["101"]})[PERFECT.columns]
    one = judged("BRAF V600E", "Dabrafenib", predicted)
    assert one.model.shown(Direction.SENSITIVITY)
    assert one.model.place_with > one.model.place_without
    assert one.verdict is Verdict.MISSED


def test_where_nothing_was_planted_nothing_is_shown_whatever_the_model_says():
    wishful = PERFECT.sub(5.0 * SCREEN.features["TP53_mut"], axis=0)
    one = judged("TP53 Mutation", "Cisplatin", wishful)
    assert one.verdict is Verdict.NOT_SHOWN
    assert one.model.shown(Direction.SENSITIVITY)
    assert 0.4 < one.screen.lower < 0.6


def test_an_effect_the_other_way_is_the_opposite():
    assert judged("RB1 Deletion", "Palbociclib").verdict is Verdict.OPPOSITE
    resistance = judged("BRAF V600E", "Dabrafenib", significance=RESISTANCE)
    assert resistance.verdict is Verdict.OPPOSITE


def test_a_resistance_fact_agrees_where_lines_with_the_feature_answer_worse():
    one = judged("TP53 Mutation", "Nutlin-3a (-)", significance=RESISTANCE)
    assert one.verdict is Verdict.AGREES
    assert one.screen.lower < 0.2


def test_few_lines_are_not_judged():
    features = SCREEN.features.copy()
    features["BRAF_mut"] = 0.0
    features.iloc[:7, features.columns.get_loc("BRAF_mut")] = 1.0
    screen = replace(SCREEN, features=features)
    known = facts(item("BRAF V600E", "Dabrafenib"))
    (one,) = judge_facts(screen, PERFECT, known)
    assert one.verdict is Verdict.TOO_FEW
    assert (one.screen, one.model) == (None, None)
    assert too_few([one]).startswith("BRAF mutated → Dabrafenib (")


def test_lines_of_which_the_feature_is_not_known_do_not_count():
    features = SCREEN.features.copy()
    features.loc[features.index[:100], "BRAF_mut"] = np.nan
    known = facts(item("BRAF V600E", "Dabrafenib"))
    (one,) = judge_facts(replace(SCREEN, features=features), PERFECT, known)
    assert one.n_with + one.n_without == PERFECT["101"].iloc[100:].notna().sum()


def test_lines_without_a_prediction_count_on_neither_side():
    some = PERFECT.copy()
    some.loc[some.index[:150], "101"] = np.nan
    one = judged("BRAF V600E", "Dabrafenib", some)
    assert one.n_with + one.n_without == some["101"].notna().sum()


def test_p_values_are_corrected_for_the_facts_judged_together():
    statements = [item("EGFR L858R", "Gefitinib"), item("PIK3CA H1047R", "Cisplatin")]
    alone = judge_facts(SCREEN, PERFECT, facts(statements[1]))
    both = judge_facts(SCREEN, PERFECT, facts(*statements))
    q = {one.fact.drug: (one.screen.p, one.screen.q) for one in both}
    assert alone[0].screen.p == alone[0].screen.q
    assert q["Gefitinib"][1] == pytest.approx(2 * q["Gefitinib"][0])
    assert q["Cisplatin"][1] == q["Cisplatin"][0]


def test_what_only_the_tissue_does_is_not_shown_within_the_tissue():
    responses = SCREEN.responses.copy()
    noise = np.random.default_rng(5).normal(size=len(responses))
    responses["119"] = np.where(SCREEN.tissues == "skin", -3.0, 0.0) + noise
    screen = replace(SCREEN, responses=responses)
    known = facts(item("BRAF V600E", "Cisplatin", tumour_type="Skin Melanoma"))
    (everywhere,) = judge_facts(screen, responses, known)
    (within,) = judge_within_tissues(screen, responses, known, lambda name, _: SKIN[name])
    assert everywhere.verdict is Verdict.AGREES
    assert everywhere.screen.lower > 0.7
    assert everywhere.screen.lower_in_tissue < 0.6
    assert (within.tissue, within.verdict) == ("skin", Verdict.NOT_SHOWN)
    assert within.n_with + within.n_without == (SCREEN.tissues == "skin").sum()


def test_a_tissue_without_enough_lines_on_both_sides_is_left_out():
    known = facts(item("BRAF V600E", "Dabrafenib", tumour_type="Breast Cancer"))
    assert judge_within_tissues(SCREEN, PERFECT, known, lambda name, _: ("breast",)) == ()
    assert judge_within_tissues(SCREEN, PERFECT, known, lambda name, _: ()) == ()


def test_the_same_seed_gives_the_same_intervals_and_another_gives_others():
    known = facts(item("EGFR L858R", "Erlotinib"), item("BRAF V600E", "Trametinib"))
    first = judge_facts(SCREEN, PERFECT, known, seed=1)
    assert first == judge_facts(SCREEN, PERFECT, known, seed=1)
    assert first[0].screen.low != judge_facts(SCREEN, PERFECT, known, seed=2)[0].screen.low


def test_predictions_of_other_lines_are_refused():
    with pytest.raises(ValueError, match="lines and drugs of the screen, in its order"):
        judge_facts(SCREEN, PERFECT.iloc[::-1], ())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1.0, 2.0], [3.0, 4.0], 1.0),
        ([3.0, 4.0], [1.0, 2.0], 0.0),
        ([1.0], [1.0], 0.5),
        ([1.0, 3.0], [2.0], 0.5),
        ([1.0, 2.0, 9.0], [2.0, 3.0], 3.5 / 6),
    ],
)
def test_the_probability_counts_pairs_and_equal_ones_half(one, other, expected):
    assert probability_lower(np.array(one), np.array(other))[0] == pytest.approx(expected)


def test_the_interval_is_that_of_resampled_lines():
    generator = np.random.default_rng(0)
    one, other = generator.normal(-0.7, 1, 30), generator.normal(0, 1, 200)
    drawn = [
        (generator.choice(one, 30)[:, None] < generator.choice(other, 200)).mean()
        for _ in range(2000)
    ]
    _, low, high = probability_lower(one, other)
    assert [low, high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.02)


def test_tables_and_plot_hold_every_judged_fact():
    statements = [
        item("BRAF V600E", "Dabrafenib"),
        item("BRAF V600E", "Vemurafenib"),
        item("RB1 Deletion", "Palbociclib"),
        item("ERBB2 Amplification", "Pembrolizumab"),
    ]
    found = find_facts(statements, SCREEN.features.columns, SCREEN.drugs, DRUGS)
    group = judge_facts(SCREEN, PERFECT, found.facts)
    table = fact_table(group, {("BRAF mutated", "dabrafenib")})
    assert len({line.count("|") for line in table}) == 1
    assert table[2].startswith(f"| **{Verdict.AGREES}** | ")
    assert f"BRAF mutated → Dabrafenib{BOTH_WAYS} | B, 1: V600E |" in table[3]
    assert "BRAF mutated → PLX-4720 (vemurafenib) |" in table[4]
    assert table[5].startswith(f"| **{Verdict.OPPOSITE}** | ")
    assert len(table) == 7
    short = fact_table(group, short=True)
    assert len({line.count("|") for line in short}) == 1
    assert BOTH_WAYS not in "".join(short)
    assert summary_table({"all": group})[2] == "| all | 2 | 0 | 0 | 0 | 1 | 0 | 3 |"
    assert stand_in_table(found.facts)[2].startswith("| vemurafenib | PLX-4720 | ")
    assert untested_table(found.untested)[2] == (
        "| drug not screened | 1 | ERBB2 Amplification → Pembrolizumab |"
    )
    labels = [tick.get_text() for tick in draw_agreement(group).axes[0].get_yticklabels()]
    assert labels[0] == "Shown, and the model agrees"
    assert any(label.startswith("loss of RB1 → Palbociclib (") for label in labels)
