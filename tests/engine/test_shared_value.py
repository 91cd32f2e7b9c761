"""Values that lie in a file."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cluster_jobs import CountsItsReadings, SlowToRead

from engine.engine_error import EngineError
from engine.shared_value import received, write_shared
from text_features.text_file import TextFileWriter


def test_threads_of_a_process_read_a_value_once(tmp_path, monkeypatch):
    monkeypatch.setattr(CountsItsReadings, "times_read", 0)
    shared = write_shared(SlowToRead(), tmp_path)
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(received, [shared] * 4))
    assert len(found) == 1
    assert CountsItsReadings.times_read == 1


def test_a_value_that_is_not_seen_is_named(tmp_path):
    shared = write_shared("a value", tmp_path)
    Path(shared.path).unlink()
    with pytest.raises(EngineError, match=rf"^{shared.path}: not seen from .*ONCOLIT_HOME"):
        received(shared)


def test_a_file_that_a_value_reads_and_that_is_not_seen_is_named(tmp_path):
    with TextFileWriter(tmp_path / "texts") as writer:
        writer.add("a text")
        shared = write_shared(writer.collected(), tmp_path)
    (tmp_path / "texts").unlink()
    with pytest.raises(EngineError, match=rf"^\S.*{tmp_path / 'texts'}.*: not seen from") as told:
        received(shared)
    assert "pickle" not in str(told.value)


def test_a_value_of_another_user_is_told_so(tmp_path, monkeypatch):
    shared = write_shared("a value", tmp_path)

    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        EngineError, match=rf"^{shared.path}: may not be read .* workers of the user"
    ):
        received(shared)
