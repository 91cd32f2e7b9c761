import json
import re

from experiments.comparison import compare_runs
from experiments.comparison_report import comparison_record, describe_comparison


def compared(make_run, **second):
    return compare_runs(make_run(), make_run("second", **{"seed": 1, **second}))


def test_the_text_names_runs_data_code_scores_and_parameters(make_run):
    comparison = compared(make_run, parameters={"classifier.max_depth": "6"})
    text = describe_comparison(comparison)
    assert f"First:  first ({comparison.first.run_id[:8]}), code c0ffeec0" in text
    assert "Data:   made-up abababab, 5 folds, seed 0" in text
    assert "classifier.max_depth: none → 6" in text
    [gene] = [line for line in text.splitlines() if line.startswith("gene") and "genes" in line]
    scores = comparison.regimes["gene"]
    assert f"{scores.first['log_loss']:.4f} → {scores.second['log_loss']:.4f}" in gene
    assert f"{scores.difference:+.4f} ({scores.interval[0]:+.4f} to" in gene
    assert f"{scores.first['ece']:.3f} → {scores.second['ece']:.3f}" in gene


def test_a_difference_beyond_noise_is_marked(make_run):
    def of_gene(text):
        return next(line for line in text.splitlines() if "12 genes" in line)

    assert ")*" in of_gene(describe_comparison(compared(make_run, skill=0.05)))
    same = compare_runs(make_run(), make_run())
    assert ")*" not in of_gene(describe_comparison(same))


def test_the_changes_are_counted_by_split_and_the_ten_largest_shown(make_run):
    comparison = compared(make_run)
    lines = describe_comparison(comparison).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("The 10 of"))
    assert f"The 10 of {len(comparison.changed)} changed predictions" in lines[start]
    shown = lines[start + 2 : -1]
    assert len(shown) == 10
    moves = [re.search(r"(\d\.\d\d) → (\d\.\d\d)", line).groups() for line in shown]
    changes = [abs(float(before) - float(after)) for before, after in moves]
    assert max(changes) - changes[0] < 0.011  # two decimals are shown
    assert changes[0] > changes[-1]
    table = next(n for n, line in enumerate(lines) if line.startswith("Predicted class changed"))
    counts = [list(map(int, line.split()[4:])) for line in lines[table + 1 : table + 4]]
    assert sum(map(sum, counts)) == len(comparison.changed)


def test_nothing_changed_is_said_without_a_table(make_run):
    text = describe_comparison(compare_runs(make_run(), make_run()))
    assert "Parameters that differ: none" in text
    assert "moved most" not in text


def test_runs_that_kept_no_groups_get_a_note_instead_of_an_interval(make_run):
    pair = [make_run(name, seed, keeps_groups=False) for seed, name in enumerate(("a", "b"))]
    text = describe_comparison(compare_runs(*pair))
    assert "(no interval)" in text
    assert "neither run keeps the table variants.csv" in text
    assert "neither run" not in describe_comparison(compared(make_run))


def test_the_record_is_json_with_every_changed_variant(make_run):
    comparison = compared(make_run, parameters={"classifier.max_depth": "6"})
    record = json.loads(json.dumps(comparison_record(comparison)))
    assert record["first"]["run_id"] == comparison.first.run_id
    assert record["second"]["data.sha256"] == "ab" * 32
    assert set(record["regimes"]["gene"]["log_loss"]) == {"difference", "ci_low", "ci_high"}
    assert record["parameters"] == {"classifier.max_depth": [None, "6"]}
    assert len(record["changed"]) == len(comparison.changed)
    assert record["changed"][0]["Gene"].startswith("GENE")
