"""Where variants are answered does not show in what is written of them."""

import errno
import os
import signal

import pytest

from engine.dask_engine import DaskEngine
from engine.engine_error import EngineError
from engine.local_engine import IN_PROCESS, LocalEngine
from intake import file_parts
from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_file import open_content
from pipeline import lab_answers, lab_therapies, lab_work
from pipeline.annotate import write_report
from pipeline.annotate_table import write_table

HEADER = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\n"
KNOWN = (("BRAF", "V600E"), ("EGFR", "L858R"), ("EGFR", "T790M"), ("KIT", "D816V"))


@pytest.fixture(scope="module")
def maf(tmp_path_factory):
    """Forty variants of three samples, some of them with therapies, and a bad row."""
    genes = ("TP53", "PTEN", "NOVEL9", "KMT2D")
    variants = [*KNOWN, *((genes[n % 4], f"R{100 + n}Q") for n in range(36))]
    lines = [
        f"{gene}\tMissense_Mutation\tS{place % 3}\tp.{change}\n"
        for place, (gene, change) in enumerate(variants)
    ]
    path = tmp_path_factory.mktemp("file") / "in.maf"
    bad = "2-Sep\tMissense_Mutation\tS1\tp.R9Q\n"
    path.write_text(HEADER + "".join([*lines, bad, *lines[:9]]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two processes."""
    with DaskEngine("", 2, "1GiB", tmp_path_factory.mktemp("work")) as running:
        yield running


@pytest.fixture(autouse=True)
def small_jobs(monkeypatch, tmp_path):
    """Many jobs, of a few variants each."""
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    for module in (lab_answers, lab_therapies, lab_work):
        monkeypatch.setattr(module, "AT_A_TIME", 7)
    monkeypatch.setattr(file_parts, "PART_LINES", 7)


@pytest.fixture
def write(maf, opened, tmp_path):
    """Write a report or tables; return what was written by name."""

    def run(writer, engine, progress=lambda items, _total, _label: iter(items)):
        content = read_content(maf)
        reader = open_content(content, AssessmentRules())
        out = tmp_path / f"{writer.__name__}{len(list(tmp_path.iterdir()))}"
        writer(content, reader, out, opened, engine=engine, progress=progress)
        return {path.name: path.read_bytes() for path in out.iterdir()}

    return run


@pytest.mark.parametrize("writer", [write_report, write_table])
def test_a_cluster_writes_the_same_bytes(writer, write, cluster):
    here = write(writer, IN_PROCESS)
    assert len(here) >= 4
    assert write(writer, cluster) == here


@pytest.mark.parametrize("writer", [write_report, write_table])
def test_several_local_processes_write_the_same_bytes(writer, write, tmp_path):
    with LocalEngine(2, tmp_path / "shared") as cores:
        assert write(writer, cores) == write(writer, IN_PROCESS)


@pytest.mark.parametrize("writer", [write_report, write_table])
def test_a_worker_that_is_killed_costs_no_result(writer, write, cluster):
    killed = []

    def kill_one(items, _total, label):
        for item in items:
            if label in ("Variants", "Parts") and not killed:
                workers = cluster.client.run(os.getpid)
                killed.append(next(iter(workers.values())))
                os.kill(killed[0], signal.SIGKILL)
            yield item

    assert write(writer, cluster, kill_one) == write(writer, IN_PROCESS)
    assert killed
    assert killed[0] not in cluster.client.run(os.getpid).values()


def test_local_processes_leave_no_file_of_the_model(write, tmp_path):
    folder = tmp_path / "shared"
    during = []

    def look(items, _total, _label):
        for item in items:
            during.append(len(list(folder.iterdir())))
            yield item

    with LocalEngine(2, folder) as cores:
        write(write_table, cores, look)
    assert set(during) == {1}
    assert not list(folder.iterdir())


class FullDisk(LocalEngine):
    """Processes of this machine whose folder takes no more."""

    def share(self, _value):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("writer", [write_report, write_table])
def test_a_full_disk_of_the_workers_is_not_told_as_that_of_the_outputs(writer, write, tmp_path):
    with pytest.raises(EngineError, match="cannot be written \\(No space left") as told:
        write(writer, FullDisk(2))
    assert str(told.value).startswith(f"{tmp_path / 'home'}")
