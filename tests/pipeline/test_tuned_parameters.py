"""params.yaml after a search: values in place, comments kept, the study named."""

from pathlib import Path

import pytest

from pipeline.parameters import Parameters, ParametersError, TuningParameters, read_parameters
from pipeline.tuned_parameters import write_tuned_parameters

PARAMS = Path(__file__).parents[2] / "params.yaml"
RECORD = TuningParameters(
    study="demo-text-tpe-final", file="mlruns/tuning.sqlite", regime="text", sampler="tpe",
    trials=8, seed=3, data_sha256="ab" * 32, searched=("classifier.max_depth",),
    inner_log_loss=1.25, outer_difference=(-0.02, -0.03, -0.01), chosen="tuned",
)  # fmt: skip


@pytest.fixture
def params(tmp_path):
    file = tmp_path / "params.yaml"
    file.write_text(PARAMS.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def lines(file):
    return file.read_text(encoding="utf-8").splitlines()


def test_values_and_the_record_are_read_back_and_all_else_is_as_it_was(params):
    values = {"classifier.max_depth": 9, "classifier.selection": "l1", "text.tfidf_max_df": 0.33}
    write_tuned_parameters(params, values, RECORD)
    found = read_parameters(params)
    assert found.tuning == RECORD
    before = read_parameters(PARAMS).flattened()
    tuning = {f"tuning.{name}" for name in TuningParameters.model_fields}
    assert {name: value for name, value in found.flattened().items() if name not in tuning} == {
        name: values.get(name, value) for name, value in before.items() if name not in tuning
    }


def test_only_the_lines_of_changed_values_and_of_the_record_are_written_anew(params):
    before = lines(params)
    write_tuned_parameters(params, {"classifier.prior_weight": 0.05}, RECORD)
    start = before.index("tuning:")
    changed = [
        (old, new) for old, new in zip(before[:start], lines(params)[:start], strict=True)
        if old != new
    ]  # fmt: skip
    [(old, new)] = changed
    assert old.split()[:2] == ["prior_weight:", "0.02"]
    assert new == old.replace("0.02", "0.05")


def test_a_file_without_record_is_given_one_below_a_line_that_says_what_it_is(tmp_path):
    file = tmp_path / "params.yaml"
    file.write_text("# mine\nclassifier:\n  max_depth: 3  # flat\n")
    write_tuned_parameters(file, {}, RECORD)
    found = lines(file)
    assert found[:3] == ["# mine", "classifier:", "  max_depth: 3  # flat"]
    assert found[4].startswith("# ")
    assert found[5] == "tuning:"
    assert read_parameters(file) == Parameters.model_validate(
        {"classifier": {"max_depth": 3}, "tuning": RECORD.model_dump()}
    )


def test_writing_twice_leaves_one_record(params):
    write_tuned_parameters(params, {}, RECORD)
    once = lines(params)
    write_tuned_parameters(params, {}, RECORD)
    assert lines(params) == once
    assert once.count("tuning:") == 1


def test_a_value_whose_section_is_not_there_is_added(tmp_path):
    file = tmp_path / "params.yaml"
    file.write_text("split:\n  folds: 3\n")
    write_tuned_parameters(file, {"classifier.max_depth": 2}, RECORD)
    found = read_parameters(file)
    assert (found.split.folds, found.classifier.max_depth) == (3, 2)


def test_a_file_without_sections_is_refused(tmp_path):
    file = tmp_path / "params.yaml"
    file.write_text("- 1\n")
    with pytest.raises(ParametersError, match="expected sections such as classifier:"):
        write_tuned_parameters(file, {}, RECORD)
    assert file.read_text() == "- 1\n"
