"""dvc.yaml and the code it runs: a module a stage, known parameters, complete code deps."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.parameters import Parameters

ROOT = Path(__file__).parents[2]
STAGES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))[
    "stages"
]

UNLISTED = {"pipeline/settings.py", "pipeline/stage.py", "pipeline/progress.py"}
"""Modules on which no output depends: places, command lines and progress bars."""

every_stage = pytest.mark.parametrize("stage", STAGES)


def module_file(dotted: str) -> str | None:
    """Return the file of one of our modules, from the root; None for a module of others."""
    path = dotted.replace(".", "/")
    found = (name for name in (f"{path}.py", f"{path}/__init__.py") if (ROOT / name).is_file())
    return next(found, None)


def syntax_tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


@cache
def imported_files(file: str) -> frozenset[str]:
    """Return the files of our modules that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(syntax_tree(file)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import, which this test does not follow"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found for name in names if (found := module_file(name)))


RUN_BY_PATH = {"track": ("experiments/served_model.py",)}
"""Code that a stage hands to MLflow by its path, without importing it."""


def needed_files(stage: str) -> set[str]:
    """Return the files of our modules that a stage loads, save those that need no listing."""
    found: set[str] = set()
    waiting = [f"pipeline/{stage}.py", *RUN_BY_PATH.get(stage, ())]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting.extend(imported_files(file))
    return {file for file in found - UNLISTED if not file.endswith("/__init__.py")}


def listed_deps(stage: str) -> list[str]:
    return STAGES[stage]["deps"]


def command_paths(stage: str) -> list[str]:
    return STAGES[stage]["cmd"].split()[3:]


@every_stage
def test_a_stage_has_its_module_with_a_main_of_as_many_arguments_as_its_command(stage):
    assert STAGES[stage]["cmd"].split()[:3] == ["python", "-m", f"pipeline.{stage}"]
    functions = {
        node.name: node
        for node in syntax_tree(f"pipeline/{stage}.py").body
        if isinstance(node, ast.FunctionDef)
    }
    arguments = functions["main"].args
    assert len(arguments.args) == len(command_paths(stage))
    assert [*arguments.defaults, *arguments.kwonlyargs] == []
    assert (arguments.vararg, arguments.kwarg) == (None, None)


@every_stage
def test_a_stage_with_params_names_sections_or_tunables_that_exist(stage):
    known = {*Parameters.model_fields, *Parameters().flattened()}
    assert set(STAGES[stage].get("params", [])) <= known


@every_stage
def test_a_stage_lists_every_module_that_it_imports(stage):
    listed = listed_deps(stage)
    missing = {
        file
        for file in needed_files(stage)
        if not any(file == dep or file.startswith(f"{dep}/") for dep in listed)
    }
    assert sorted(missing) == []


@every_stage
def test_a_stage_lists_only_code_that_it_imports_and_each_once(stage):
    needed = needed_files(stage)
    rooms = {file.partition("/")[0] for file in needed}
    listed = listed_deps(stage)
    code = {dep for dep in listed if not dep.startswith(("data/", "${data."))}
    assert code - needed - rooms == set()
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("stage", ["evaluate", "train"])
def test_scores_and_model_do_not_depend_on_how_runs_are_logged_and_served(stage):
    logging = {f"experiments/{name}.py" for name in ("tracking", "promotion", "served_model")}
    assert not logging & needed_files(stage)
    assert not {*logging, "experiments"} & set(listed_deps(stage))


@every_stage
def test_a_stage_depends_on_every_input_in_its_command(stage):
    """Inputs are the paths that an earlier stage or git holds; params.yaml has its own list."""
    entry = STAGES[stage]
    made = {
        *entry.get("outs", []),
        *(path for metric in entry.get("metrics", []) for path in metric),
    }
    assert {*command_paths(stage)} - made - {"params.yaml"} <= {*listed_deps(stage)}
