"""Outputs that appear all at once, or not at all."""

import errno
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.whole_folder import OutputFolderError, whole_folder

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = frozenset({"a.txt", "b.txt"})


def write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def contents(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def interrupted(out):
    with whole_folder(out, NAMES) as folder:
        write(folder, a="2")
        raise KeyboardInterrupt


def test_files_appear_together_and_replace_those_of_an_earlier_run(tmp_path):
    out = tmp_path / "new" / "out"
    with whole_folder(out, NAMES) as folder:
        write(folder, a="1", b="1")
        assert not out.exists()
    write(out, mine="kept")
    with whole_folder(out, NAMES) as folder:
        write(folder, a="2")
        assert (out / "b.txt").read_text() == "1"
    assert contents(out) == {"a.txt": "2", "mine.txt": "kept"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_run_that_fails_leaves_the_earlier_report_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    with whole_folder(out, NAMES) as folder:
        write(folder, a="1")
    with pytest.raises(KeyboardInterrupt):
        interrupted(out)
    assert contents(out) == {"a.txt": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "out" / "a.txt").mkdir(parents=True)
    for out, words in (("file", "is a file"), ("file/out", "cannot be written"), ("out", "a.txt")):
        with pytest.raises(OutputFolderError, match=words), whole_folder(tmp_path / out, NAMES):
            raise AssertionError
    with (
        pytest.raises(OutputFolderError, match="would be overwritten"),
        whole_folder(tmp_path, NAMES, keep=(tmp_path / "a.txt",)),
    ):
        raise AssertionError


def test_a_full_disk_is_named(tmp_path):
    def fill():
        with whole_folder(tmp_path / "out", NAMES):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputFolderError, match=r"out: cannot be written \(No space left"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_what_is_unfinished_lies_on_the_disk_of_a_folder_that_is_there(tmp_path):
    """It may be a mount, or a link to another disk, below a folder that nobody may write to."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "home").mkdir()
    out = tmp_path / "home" / "out"
    out.symlink_to(tmp_path / "disk")
    with whole_folder(out, NAMES) as folder:
        assert folder.resolve().parent == tmp_path / "disk"
        write(folder, a="1")
    assert contents(tmp_path / "disk") == {"a.txt": "1"}
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["out"]


STOPPED = """
import sys, time
from pathlib import Path
from pipeline.whole_folder import whole_folder
with whole_folder(Path(sys.argv[1]), frozenset({"a.txt"})) as folder:
    (folder / "a.txt").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_process_that_is_told_to_stop_leaves_nothing_behind(tmp_path, number):
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(tmp_path / "out")],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    assert process.wait(timeout=30) != 0
    assert list(tmp_path.iterdir()) == []


def test_two_runs_into_one_folder_do_not_mix(tmp_path):
    out = tmp_path / "out"
    names = frozenset(f"{number}.txt" for number in range(50))

    def run(text):
        with whole_folder(out, names) as folder:
            for name in names:
                (folder / name).write_text(text)
            time.sleep(0.01)

    for _ in range(5):
        threads = [threading.Thread(target=run, args=(text,)) for text in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = contents(out)
        assert set(found) == names
        assert len(set(found.values())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
