"""What the README shows is what the commands print."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = [block.partition("\n")[2] for block in README.split("```")[1::2]]
BIN = Path(sys.executable).parent


def shown(command_start):
    """Return the command in the README that starts so, and the lines shown below it."""
    for block in BLOCKS:
        lines = block.splitlines()
        for number, line in enumerate(lines):
            if line.startswith(f"$ {command_start}"):
                return shlex.split(line[2:]), lines[number + 1 :]
    pytest.fail(f"the README shows no command {command_start!r}")


def run(command, home):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip


def test_the_therapies_example_is_what_the_command_prints(tmp_path):
    command, lines = shown("oncolit therapies")
    assert run(command, tmp_path) == lines


def test_the_diagnose_example_is_what_the_command_prints(tmp_path):
    command, lines = shown("oncolit diagnose")
    assert run(command, tmp_path) == lines


@pytest.mark.slow
def test_the_crossvalidation_example_is_what_the_command_prints(tmp_path):
    command, lines = shown("oncolit crossvalidate")
    out = command.index("--out") + 1
    printed = run([*command[:out], str(tmp_path / "out")], tmp_path)
    number = re.compile(r"\d+\.\d+")
    for line, expected in zip(printed, lines, strict=True):
        assert number.sub("#", line.replace(str(tmp_path / "out"), command[out])) == number.sub(
            "#", expected
        )
        # Processors round differently; a real change moves the scores further.
        found = [float(value) for value in number.findall(line)]
        assert found == pytest.approx([float(v) for v in number.findall(expected)], abs=0.02)


def test_every_oncolit_command_in_the_readme_exists(tmp_path):
    lines = re.findall(r"^\$ oncolit ([a-z].*)", "\n".join(BLOCKS), flags=re.M)
    commands = [re.match(r"(data fetch|\w+)", line)[1].split() for line in lines]
    assert len(commands) >= 4
    for command in commands:
        run(["oncolit", *command, "--help"], tmp_path)


def test_every_path_and_parameter_the_readme_names_exists():
    linked = re.findall(r"\]\(((?!http)[^)#]+)(?:#[^)]*)?\)", README)
    named = re.findall(r"`((?:data|docs|params)[\w/.]*\.(?:md|yaml))`", README)
    assert len(linked) > 10
    for path in [*linked, *named]:
        assert (REPOSITORY / path).exists(), path
    params = yaml.safe_load((REPOSITORY / "params.yaml").read_text(encoding="utf-8"))
    for section, name in re.findall(r"-S (\w+)\.(\w+)=", README):
        assert name in params[section]
