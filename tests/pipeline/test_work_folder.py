"""Files that processes share are gone when the process is, however it ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.settings import work_place
from pipeline.work_folder import work_folder

REPOSITORY = Path(__file__).resolve().parents[2]

MAKES_ONE = """
import sys, time
from pipeline.work_folder import work_folder
(work_folder() / "half").write_text("done")
print(work_folder(), flush=True)
if sys.argv[1:] == ["stays"]:
    time.sleep(60)
"""


def begin(home, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", MAKES_ONE, *arguments],
        cwd=REPOSITORY, env={**os.environ, "ONCOLIT_HOME": str(home)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    return tmp_path


def test_a_process_has_one_folder_and_takes_it_along_when_it_ends(home):
    assert work_folder() == work_folder()
    process = begin(home)
    told = process.communicate(timeout=60)[0].strip()
    assert told.startswith(str(work_place()))
    assert told != str(work_folder())
    assert [path for path in work_place().iterdir() if path.name.startswith(told)] == []
    assert work_folder().is_dir()


def test_what_a_killed_process_left_is_removed_by_the_next_and_what_lives_is_not(home):
    killed, living = begin(home, "stays"), begin(home, "stays")
    left, used = (Path(process.stdout.readline().strip()) for process in (killed, living))
    killed.send_signal(signal.SIGKILL)
    killed.wait(timeout=30)
    assert (left / "half").exists()
    work_folder()
    assert not left.exists()
    assert (used / "half").exists()
    living.kill()
    living.wait(timeout=30)
    living.stdout.close()
    killed.stdout.close()


def test_what_another_machine_left_is_not_touched(home):
    theirs = work_place() / "node7.abc"
    theirs.mkdir(parents=True)
    (work_place() / "node7.abc.lock").write_text("")
    work_folder()
    assert theirs.is_dir()
