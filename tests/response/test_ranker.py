"""Ranking drugs for a tumour: what is planted is found, what is told is heeded, what is asked for
is given."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_screens import ODD_SCREENS, reordered, with_cold_rows, without_responses
from screens import make_screen

from response.drug_levels import drug_levels
from response.drug_similarity import drug_similarities
from response.profile import KnownResponse, TumourProfile
from response.ranker import DrugRanker, UnknownDrugError
from response.screen_feature import MSI, parse_feature
from response.sides import NoResponsesError

SCREEN = make_screen(300, seed=1)
SMALL = make_screen(30)

genes = st.frozensets(
    st.sampled_from(["BRAF", "MLL2", "TP53", "EGFR", "ERBB2", "RB1", "FLT3", "NOSUCH"]),
    max_size=4,
)
tumours = st.builds(
    TumourProfile, st.sampled_from(["", "skin", "breast", "leukemia", "moon"]), genes, genes,
    genes, st.sampled_from([None, True, False]),
    st.frozensets(st.sampled_from(["BCR::ABL1"]), max_size=1),
)  # fmt: skip
responses = st.builds(
    KnownResponse, st.sampled_from(sorted(SCREEN.drugs)), st.floats(0, 100), tumours, st.booleans()
)

OTHER_PROCESS = """
import pickle, sys
from screens import make_screen
from response.profile import KnownResponse, TumourProfile
from response.ranker import DrugRanker
tumour = TumourProfile("skin", frozenset({"BRAF", "TP53", "NRAS"}), frozenset({"ERBB2", "EGFR"}))
known = [KnownResponse("104", 3.0, TumourProfile("breast", frozenset({"TP53", "PTEN"})))]
ranking = DrugRanker.fit(make_screen(30), 5).rank(tumour, known)
sys.stdout.buffer.write(pickle.dumps(ranking))
"""


@pytest.fixture(scope="module")
def ranker():
    return DrugRanker.fit(SCREEN)


def tumour(tissue="", mutated=(), gained=(), lost=(), unstable=None):
    return TumourProfile(tissue, frozenset(mutated), frozenset(gained), frozenset(lost), unstable)


SKIN, BREAST = tumour("skin", ["BRAF"]), tumour("breast", ["PIK3CA"], ["ERBB2"])


def by_name(ranking):
    return {answer.drug.shown_name: answer for answer in ranking.drugs}


def percentiles(ranking):
    return {answer.drug.substance: answer.percentile for answer in ranking.drugs}


def places(ranking):
    return {answer.drug.shown_name: place for place, answer in enumerate(ranking.drugs)}


def furthest(one, other):
    """How far the percentiles of two rankings are apart, at most."""
    first, second = percentiles(one), percentiles(other)
    assert first.keys() == second.keys()
    return max(abs(first[name] - second[name]) for name in first)


# ---- what is planted


@pytest.mark.parametrize(
    ("known", "drugs"),
    [
        (tumour("skin", ["BRAF"]), {"Dabrafenib", "PLX-4720"}),
        (tumour("large_intestine", ["BRAF"]), {"Dabrafenib", "PLX-4720"}),
        (tumour("lung_NSCLC", ["EGFR"]), {"Gefitinib", "Erlotinib", "Afatinib", "Lapatinib"}),
        (tumour("breast", [], ["ERBB2"]), {"Lapatinib", "Afatinib"}),
        (tumour("leukemia", ["FLT3"]), {"Quizartinib"}),
    ],
)
def test_drugs_against_the_altered_gene_stand_near_the_top(ranker, known, drugs):
    top = [answer.drug.shown_name for answer in ranker.rank(known).drugs[: len(drugs) + 2]]
    assert drugs <= set(top)


def test_the_altered_gene_brings_its_drugs_up(ranker):
    for gene, drug, tissue in (
        ("BRAF", "Dabrafenib", "skin"), ("FLT3", "Quizartinib", "leukemia"),
        ("EGFR", "Gefitinib", "lung_NSCLC"), ("PIK3CA", "Alpelisib", "breast"),
    ):  # fmt: skip
        altered = by_name(ranker.rank(tumour(tissue, ["TP53", gene])))[drug]
        wild = by_name(ranker.rank(tumour(tissue, ["TP53"])))[drug]
        assert altered.percentile < wild.percentile - 4
        assert altered.response < wild.response


def test_an_alteration_that_makes_resistant_brings_its_drug_down(ranker):
    resistant, wild = (
        by_name(ranker.rank(tumour("leukemia", mutated)))["Nutlin-3a (-)"].percentile
        for mutated in (["TP53"], ["MLL2"])
    )
    assert resistant > wild + 5


def test_new_profiles_of_the_screen_fall_into_their_intervals():
    """Profiles that the ranker has not seen, told to it as a laboratory would tell a tumour."""
    whole = make_screen(450, n_drugs=12, seed=2)
    part = {name: getattr(whole, name).iloc[:300] for name in
            ("responses", "tissues", "features", "names")}  # fmt: skip
    ranker = DrugRanker.fit(replace(whole, **part))
    inside, misses, drawn = [], [], []
    predicted, measured = [], []
    for place in range(300, 450):
        for answer in ranker.rank(described(whole, place), explained=0).drugs:
            column = whole.responses[answer.drug.drug_id]
            if np.isfinite(column.iloc[place]):
                seen = column.iloc[:300].dropna()
                stands = 100 * (seen < column.iloc[place]).mean()
                inside.append(answer.low - 0.5 <= stands <= answer.high + 0.5)
                misses.append(abs(answer.percentile - stands))
                drawn.append(abs(50 - stands))
                predicted.append((answer.response - seen.mean()) / seen.std())
                measured.append((column.iloc[place] - seen.mean()) / seen.std())
    assert np.mean(inside) == pytest.approx(ranker.accuracy["interval_level"], abs=0.04)
    assert np.mean(misses) < 0.85 * np.mean(drawn)
    slope = np.polyfit(predicted, measured, 1)[0]
    assert slope == pytest.approx(1, abs=0.1)  # predictions are neither timid nor bold


def described(screen, place):
    altered = [parse_feature(name) for name in
               screen.features.columns[screen.features.iloc[place] == 1]]  # fmt: skip
    mutated, gained, lost = (
        [gene for feature in altered if feature.kind == kind for gene in feature.genes]
        for kind in ("mutation", "gain", "loss")
    )
    unstable = bool(screen.features[MSI].iloc[place])
    return tumour(screen.tissues.iloc[place], mutated, gained, lost, unstable)


# ---- what a ranking is


@settings(max_examples=40, deadline=None)
@given(known=tumours, told=st.lists(responses, max_size=4), explained=st.integers(0, 25))
def test_a_ranking_is_whole_and_in_order_whatever_is_asked(known, told, explained):
    ranker = fitted_once()
    ranking = ranker.rank(known, told, explained=explained)
    substances = [answer.drug.substance for answer in ranking.drugs]
    assert len(substances) == len(set(substances)) == 18
    order = [answer.percentile for answer in ranking.drugs]
    assert order == sorted(order)
    for answer in ranking.drugs:
        assert 0 <= answer.low <= answer.high <= 100
        assert 0 <= answer.percentile <= 100
        assert np.isfinite(answer.response)
    assert all(not answer.pushes and not answer.lines for answer in ranking.drugs[explained:])
    assert all(answer.lines for answer in ranking.drugs[:explained])
    words = [*ranking.used, *ranking.unused]
    assert len(words) == len(set(words))
    assert len(ranking.nearest) == 5
    assert all(0 <= line.similarity <= 1 + 1e-9 for line in ranking.nearest)


_FITTED = []


def fitted_once():
    if not _FITTED:
        _FITTED.append(DrugRanker.fit(SMALL))
    return _FITTED[0]


def test_of_two_ids_the_one_measured_on_more_profiles_stands_for_the_substance():
    fuller = SMALL.responses.copy()
    fuller.loc[fuller.index[:9], "105"] = np.nan
    fuller["106"] = SMALL.responses["106"].fillna(0.0)
    for screen, expected in (
        (replace(SMALL, responses=fuller), "106"),
        (replace(SMALL, responses=fuller.rename(columns={"105": "106", "106": "105"})), "105"),
    ):
        ids = {drug.drug_id for drug in DrugRanker.fit(screen).drugs}
        assert {"105", "106"} & ids == {expected}


def test_what_the_screen_has_is_told(ranker):
    assert (ranker.screen_title, ranker.unit) == (SCREEN.title, SCREEN.unit)
    assert ranker.screen_version == SCREEN.version
    assert ranker.tissues == tuple(sorted(set(SCREEN.tissues)))
    assert ranker.genes_mutated == {
        "BRAF", "NRAS", "KRAS", "EGFR", "PIK3CA", "PTEN", "TP53", "FLT3", "KMT2D",
    }  # fmt: skip
    assert ranker.genes_gained == {"CDK12", "ERBB2", "MED24", "EGFR"}
    assert ranker.genes_lost == {"RB1"}
    assert ranker.fusions == frozenset()
    assert {drug.drug_id for drug in ranker.drugs} <= set(SCREEN.drugs)
    assert {
        "rmse",
        "rmse_drug_mean",
        "pearson_per_drug",
        "interval_coverage",
        "interval_level",
    } <= (ranker.accuracy.keys())
    assert ranker.rank(SKIN).coverage == ranker.accuracy["interval_coverage"]


def test_what_the_screen_has_no_feature_for_is_listed_as_not_used(ranker):
    ranking = ranker.rank(tumour("moon", ["NOSUCH"], ["BRAF"]))
    assert ranking.used == ()
    assert ranking.unused == ("tissue moon", "NOSUCH mutated", "BRAF gained")
    ranking = ranker.rank(tumour("skin", ["BRAF", "NOSUCH"]))
    assert ranking.used == ("tissue skin", "BRAF mutated")
    assert ranking.unused == ("NOSUCH mutated",)


def test_a_previous_gene_symbol_ranks_as_the_present_one(ranker):
    present, previous = (ranker.rank(tumour("skin", [gene])) for gene in ("KMT2D", "MLL2"))
    assert percentiles(present) == percentiles(previous)
    assert present.used[1:] == ("KMT2D mutated",)
    assert furthest(present, ranker.rank(tumour("skin", ["NOSUCH"]))) > 0


# ---- why


def spreads(screen):
    """Standard deviations of the drugs, as predictions count in."""
    drugs = [screen.drugs[drug] for drug in screen.responses]
    levels = drug_levels(screen.responses.to_numpy(), drug_similarities(drugs, drugs))
    return dict(zip(screen.responses, levels.spread, strict=True))


WHOLE = tumour("breast", ["TP53", "PIK3CA"], ["ERBB2", "EGFR"], ["RB1"], unstable=True)


@pytest.mark.parametrize(
    ("words", "less"),
    [
        ("tissue breast", replace(WHOLE, tissue="")),
        ("TP53 mutated", replace(WHOLE, mutated=frozenset({"PIK3CA"}))),
        ("PIK3CA mutated", replace(WHOLE, mutated=frozenset({"TP53"}))),
        ("ERBB2 gained", replace(WHOLE, gained=frozenset({"EGFR"}))),
        ("RB1 lost", replace(WHOLE, lost=frozenset())),
        ("microsatellite instability", replace(WHOLE, microsatellite_instability=None)),
    ],
)
@pytest.mark.parametrize(
    "told", [(), (KnownResponse("101", 2.0, SKIN), KnownResponse("104", 90.0, WHOLE, True))]
)
def test_a_push_is_the_difference_of_two_rankings(ranker, words, less, told):
    spread = spreads(SCREEN)
    here, there = by_name(ranker.rank(WHOLE, told, explained=18)), by_name(ranker.rank(less, told))
    compared = 0
    for name, answer in here.items():
        pushes = {push.feature: push.change for push in answer.pushes}
        if answer.told or words not in pushes:
            continue
        away = (answer.response - there[name].response) / spread[answer.drug.drug_id]
        assert pushes[words] == pytest.approx(away, abs=1e-9)
        compared += 1
    assert compared > 5


def test_pushes_are_told_largest_first_and_only_of_what_is_used(ranker):
    ranking = ranker.rank(replace(WHOLE, mutated=frozenset({"TP53", "PIK3CA", "NOSUCH"})))
    for answer in ranking.drugs[:5]:
        sizes = [abs(push.change) for push in answer.pushes]
        assert sizes == sorted(sizes, reverse=True)
        assert 0 < len(sizes) <= 6
        assert {push.feature for push in answer.pushes} <= set(ranking.used)


def test_the_planted_gene_is_the_first_of_the_genes_that_moved_a_drug(ranker):
    known = tumour("large_intestine", ["BRAF", "TP53", "PTEN"])
    pushes = by_name(ranker.rank(known, explained=18))["Dabrafenib"].pushes
    first = next(push for push in pushes if push.feature.endswith("mutated"))
    assert first.feature == "BRAF mutated"
    assert first.change < -0.3


def test_lines_of_a_drug_are_the_nearest_that_it_was_measured_on(ranker):
    ranking = ranker.rank(SKIN, explained=18)
    for answer in ranking.drugs:
        column = SCREEN.responses[answer.drug.drug_id]
        assert len(answer.lines) == 5
        assert [line.similarity for line in answer.lines] == sorted(
            (line.similarity for line in answer.lines), reverse=True
        )
        for line in answer.lines:
            value = column[line.profile_id]
            ties = (column == value).sum()
            below = (column < value).sum() + ties / 2
            assert line.percentile == pytest.approx(100 * below / column.notna().sum())
    assert all("BRAF mutated" in line.shared for line in ranking.nearest)


# ---- what is told


def test_with_nothing_told_nothing_changes(ranker):
    assert ranker.rank(SKIN, []) == ranker.rank(SKIN) == ranker.rank(SKIN, known=())


@pytest.mark.parametrize("percentile", [0.0, 3.0, 50.0, 100.0])
def test_a_drug_told_of_this_very_tumour_stands_where_it_was_told(ranker, percentile):
    told = KnownResponse("110", percentile, SKIN, same_tumour=True)
    answer = by_name(ranker.rank(SKIN, [told]))["Palbociclib"]
    assert answer.told
    assert (answer.percentile, answer.low, answer.high) == (percentile,) * 3
    column = SCREEN.responses["110"].dropna()
    assert answer.response == pytest.approx(np.percentile(column, percentile))


def test_the_best_that_was_told_stands_first(ranker):
    last = ranker.rank(SKIN).drugs[-1].drug
    told = KnownResponse(last.drug_id, 0.0, SKIN, same_tumour=True)
    assert ranker.rank(SKIN, [told]).drugs[0].drug == last


def test_responses_told_twice_stand_at_their_mean(ranker):
    told = [KnownResponse("105", 10.0, SKIN, True), KnownResponse("106", 30.0, SKIN, True)]
    answer = by_name(ranker.rank(SKIN, told))["Afatinib"]  # one substance under two ids
    assert (answer.percentile, answer.low, answer.high) == (20, 10, 30)


def test_a_response_of_another_tumour_is_not_taken_for_this_ones(ranker):
    told = KnownResponse("110", 3.0, SKIN)
    assert not any(answer.told for answer in ranker.rank(SKIN, [told]).drugs)


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize(("percentile", "sign"), [(0.5, -1), (99.5, 1)])
def test_a_response_moves_drugs_that_act_alike_the_same_way(ranker, same, percentile, sign):
    told = KnownResponse("104", percentile, BREAST, same)  # gefitinib
    before, after = percentiles(ranker.rank(BREAST)), percentiles(ranker.rank(BREAST, [told]))
    for alike in ("erlotinib", "afatinib", "lapatinib"):
        assert sign * (after[alike] - before[alike]) > 0
    if not same:
        assert sign * (after["gefitinib"] - before["gefitinib"]) > 0


@pytest.mark.parametrize("drug", ["101", "104", "110", "111"])
def test_feedback_on_a_tumour_more_alike_moves_the_ranking_further(ranker, drug):
    moved = [
        furthest(ranker.rank(SKIN), ranker.rank(SKIN, [KnownResponse(drug, 1.0, other)]))
        for other in (SKIN, tumour("skin", ["NRAS"]), BREAST)
    ]
    assert moved[0] > moved[1] > moved[2]


def test_the_tumours_own_response_says_more_than_that_of_its_like(ranker):
    own, other = (
        ranker.rank(SKIN, [KnownResponse("104", 0.0, SKIN, same)]) for same in (True, False)
    )
    before = percentiles(ranker.rank(SKIN))
    moved = [before["erlotinib"] - percentiles(after)["erlotinib"] for after in (own, other)]
    assert moved[0] > moved[1] > 0


def test_more_tumours_that_answered_alike_say_more(ranker):
    told = [
        KnownResponse("104", 0.0, tumour("skin", ["BRAF", *also]))
        for also in ([], ["TP53"], ["PTEN"], ["NRAS"])
    ]
    before = percentiles(ranker.rank(SKIN))["gefitinib"]
    moved = [before - percentiles(ranker.rank(SKIN, told[:n]))["gefitinib"] for n in (1, 2, 4)]
    assert 0 < moved[0] < moved[1] < moved[2]


def test_own_responses_narrow_the_intervals_of_drugs_that_act_alike(ranker):
    told = [KnownResponse(drug, 50.0, SKIN, True) for drug in ("104", "105")]
    before, after = by_name(ranker.rank(SKIN)), by_name(ranker.rank(SKIN, told))
    widths = [one["Erlotinib"].high - one["Erlotinib"].low for one in (before, after)]
    assert widths[1] < widths[0]


def test_the_order_in_which_responses_are_told_does_not_matter(ranker):
    told = [
        KnownResponse("104", 2.0, BREAST), KnownResponse("101", 9.0, SKIN),
        KnownResponse("111", 80.0, SKIN, True), KnownResponse("110", 4.0, BREAST),
    ]  # fmt: skip
    turned = ranker.rank(SKIN, told[::-1])
    assert furthest(ranker.rank(SKIN, told), turned) < 1e-9


def test_asking_leaves_nothing_behind(ranker):
    before = ranker.rank(SKIN)
    ranker.rank(BREAST, [KnownResponse("101", 0.0, SKIN), KnownResponse("104", 1.0, BREAST, True)])
    assert ranker.rank(SKIN) == before


def test_a_response_to_a_drug_that_the_screen_does_not_have_is_refused(ranker):
    with pytest.raises(UnknownDrugError, match="the screen has no drug 'Z9'"):
        ranker.rank(SKIN, [KnownResponse("Z9", 5.0, SKIN)])


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("percentile", [-0.1, 100.5, float("nan")])
def test_a_percentile_that_is_none_is_refused_by_drug_and_value(ranker, percentile, same):
    with pytest.raises(ValueError, match=rf"101.*{percentile}|{percentile}.*101"):
        ranker.rank(SKIN, [KnownResponse("101", percentile, SKIN, same)])


@pytest.mark.parametrize("same", [True, False])
def test_a_response_to_a_drug_that_was_never_measured_is_refused_by_its_id(same):
    """It has no percentiles: nothing can be told of it."""
    ranker = DrugRanker.fit(with_cold_rows(SMALL))
    with pytest.raises(ValueError, match="104"):
        ranker.rank(SKIN, [KnownResponse("104", 5.0, SKIN, same)])


# ---- fitting


def test_a_stored_ranker_ranks_the_same(ranker):
    told = [KnownResponse("104", 2.0, BREAST), KnownResponse("111", 80.0, SKIN, True)]
    stored = pickle.loads(pickle.dumps(ranker))
    assert stored.rank(SKIN, told) == ranker.rank(SKIN, told)


def test_another_process_with_another_hash_seed_ranks_the_same():
    tests = Path(__file__).parent
    environment = {
        **os.environ, "PYTHONHASHSEED": "4711",
        "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parents[1])]),
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS], env=environment, check=True, capture_output=True
    )
    known = tumour("skin", ["BRAF", "TP53", "NRAS"], ["ERBB2", "EGFR"])
    told = [KnownResponse("104", 3.0, tumour("breast", ["TP53", "PTEN"]))]
    here, there = DrugRanker.fit(SMALL, 5).rank(known, told), pickle.loads(run.stdout)
    assert furthest(here, there) < 1e-6
    assert [(a.drug, [p.feature for p in a.pushes]) for a in here.drugs] == [
        (a.drug, [p.feature for p in a.pushes]) for a in there.drugs
    ]
    assert here.nearest == there.nearest


def test_the_seed_decides_how_intervals_are_made():
    one, again, other = (DrugRanker.fit(SMALL, seed).rank(SKIN) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_the_order_of_the_screens_rows_does_not_matter(ranker):
    turned = DrugRanker.fit(reordered(SCREEN))
    for known in (SKIN, BREAST, WHOLE):
        assert furthest(turned.rank(known), ranker.rank(known)) < 1


def test_what_is_known_of_a_profile_goes_by_its_id_not_by_its_place(ranker):
    other = DrugRanker.fit(replace(SCREEN, responses=reordered(SCREEN).responses))
    assert furthest(other.rank(SKIN), ranker.rank(SKIN)) < 1


def test_what_is_done_is_told():
    lines = []
    DrugRanker.fit(SMALL, progress=lines.append)
    assert len(lines) == 6
    assert lines[-1] == "all profiles"


@pytest.mark.parametrize("name", ODD_SCREENS)
def test_a_screen_that_lacks_something_is_ranked(name):
    screen = ODD_SCREENS[name]
    ranker = DrugRanker.fit(screen)
    for known in (tumour(), SKIN, WHOLE):
        ranking = ranker.rank(known, explained=3)
        assert len(ranking.drugs) == len({
            screen.drugs[drug].substance for drug in screen.responses.dropna(axis=1, how="all")
        })  # fmt: skip
        for answer in ranking.drugs:
            assert 0 <= answer.low <= answer.high <= 100
            assert np.isfinite([answer.response, answer.percentile]).all()


def test_a_tumour_with_every_alteration_is_ranked(ranker):
    ranking = ranker.rank(
        tumour("skin", ranker.genes_mutated, ranker.genes_gained, ranker.genes_lost, unstable=True)
    )
    assert np.isfinite([answer.response for answer in ranking.drugs]).all()
    assert ranking.unused == ()


def test_a_tumour_with_more_segments_altered_than_any_profile_has_is_ranked():
    names = [f"gain_{place}_(G{place})" for place in range(150)]
    features = SMALL.features.assign(**dict.fromkeys(names, 0.0))
    ranker = DrugRanker.fit(replace(SMALL, features=features))
    ranking = ranker.rank(tumour("skin", ["BRAF"], [f"G{place}" for place in range(150)]))
    for answer in ranking.drugs:
        assert np.isfinite(answer.response)


def test_a_screen_without_responses_is_refused():
    with pytest.raises(NoResponsesError, match="no response"):
        DrugRanker.fit(without_responses(SMALL))


def test_a_screen_of_one_profile_is_refused_in_words_that_say_why():
    with pytest.raises(ValueError, match="profile"):
        DrugRanker.fit(make_screen(1, n_drugs=5))
