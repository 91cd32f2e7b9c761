"""GDSC release 17 out of gdsctools 1.0.1, a source package on PyPI that holds its matrices.

pip downloads the archive, so that its settings for indexes, proxies and certificates hold, and
checks it against the pinned checksum. To learn a source package's name and version, pip would run
the package's own set-up code: a stand-in answers instead, and nothing of the package is run.

Source: https://pypi.org/project/gdsctools/1.0.1/
"""

import errno
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME, VERSION = "gdsctools", "1.0.1"
"""The package."""

ARCHIVE = f"{NAME}-{VERSION}.tar.gz"
"""Its file."""

BY_HAND = (
    f"Without a network, download {ARCHIVE} from "
    f"https://pypi.org/project/{NAME}/{VERSION}/#files on another machine and give it with --from"
)
"""What to do instead."""

_FOLDER = f"{NAME}-{VERSION}/{NAME}/data"
_LARGEST_MEMBER = 20_000_000
_STAND_IN = f'''"""Says what pip asks of a build backend."""

from pathlib import Path


class __legacy__:
    @staticmethod
    def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
        folder = Path(metadata_directory, "{NAME}-{VERSION}.dist-info")
        folder.mkdir()
        text = "Metadata-Version: 2.1\\nName: {NAME}\\nVersion: {VERSION}\\n"
        (folder / "METADATA").write_text(text)
        return folder.name
'''
_OPTIONS = (
    "--disable-pip-version-check", "--no-input", "--quiet", "--no-deps", "--no-build-isolation",
    "--use-pep517", "--require-hashes", f"--no-binary={NAME}",
)  # fmt: skip


class GdscFetchError(ValueError):
    """GDSC's files could not be fetched; the message says what to do."""


@dataclass(frozen=True)
class PinnedArchive:
    """An archive as it was published, and what is taken out of it.

    Attributes
    ----------
    sha256 : str
    members : mapping of str to str
        SHA-256 of each file, by its name in the package's data folder.
    """

    sha256: str
    members: Mapping[str, str]


GDSCTOOLS = PinnedArchive(
    "72bba53d42150b88b1e186da5d12d94eb2c9f5ac529f4c9f800f98639cf9d82b",
    {
        "IC50_v17.csv.gz": "db719ed21ab8725611b9c2ff74dfc0063ff657bc4758ccc97489a047ec46f9d7",
        "genomic_features_v17.csv.gz": (
            "1bc36a0d332b2d3d7acc14960a4c053a5b5415f78d063d488ad4808b72d4a93b"
        ),
        "cosmic_info.csv.gz": "14d7d010aa25c49cd3b44e6c9a3cad5543081cf676df4257ba26cca84eebe54e",
    },
)
"""``gdsctools-1.0.1.tar.gz``: IC50, features, and names of the cell lines."""


def download_archive(folder: Path) -> Path:
    """Download the archive into a folder with pip.

    Raises
    ------
    GdscFetchError
        There is no pip, or pip fails; what it downloaded may have another checksum.
    """
    if importlib.util.find_spec("pip") is None:
        raise GdscFetchError(
            f"pip is missing in this environment; add it with {Path(sys.executable).name} -m "
            f"ensurepip. {BY_HAND}"
        )
    with tempfile.TemporaryDirectory() as scratch:
        requirement = Path(scratch, "requirements.txt")
        requirement.write_text(f"{NAME}=={VERSION} --hash=sha256:{GDSCTOOLS.sha256}\n")
        stand_in = Path(scratch, "backend", "setuptools")
        stand_in.mkdir(parents=True)
        (stand_in / "__init__.py").touch()
        (stand_in / "build_meta.py").write_text(_STAND_IN)
        paths = (str(stand_in.parent), os.environ.get("PYTHONPATH", ""))
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", *_OPTIONS, "-d", folder, "-r", requirement],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    archive = folder / ARCHIVE
    if done.returncode or not archive.is_file():
        raise GdscFetchError(explain_pip(done.stderr + done.stdout))
    return archive


def explain_pip(said: str) -> str:
    """Say in one line why pip failed, and what to do.

    Examples
    --------
    >>> explain_pip("ERROR: No matching distribution found for gdsctools==1.0.1")[:66]
    'pip finds no gdsctools 1.0.1: no package index can be reached that'
    """
    errors = [line.strip() for line in said.splitlines() if line.strip()]
    words = next((e for e in reversed(errors) if e.startswith("ERROR")), (errors or ["none"])[-1])
    if "DO NOT MATCH THE HASHES" in said:
        got = re.search(r"Got\s+([0-9a-f]{64})", said)
        return _other_checksum(got[1] if got else "another", GDSCTOOLS)
    if "No space left on device" in said or f"Errno {errno.ENOSPC}" in said:
        return f"the disk is full (pip's words: {words})"
    if "No matching distribution" in said or "Could not find a version" in said:
        return (
            f"pip finds no {NAME} {VERSION}: no package index can be reached that has it; is there "
            f"a network? {BY_HAND}"
        )
    return f"pip cannot download {NAME} {VERSION}; is there a network? {BY_HAND} ({words})"


def unpack_archive(archive: Path, folder: Path, pinned: PinnedArchive = GDSCTOOLS) -> None:
    """Check the archive and write its files of GDSC into a folder; the rest is left packed.

    Raises
    ------
    GdscFetchError
        The checksum is another one, or a file is missing or not what it was.
    """
    if (got := sha256_of(archive)) != pinned.sha256:
        raise GdscFetchError(f"{archive.name}: {_other_checksum(got, pinned)}")
    wanted = {f"{_FOLDER}/{name}": name for name in pinned.members}
    try:
        with tarfile.open(archive, "r:gz") as packed:
            for member in packed:
                name = wanted.pop(member.name, None)
                if name is None:
                    continue
                content = packed.extractfile(member) if member.isreg() else None
                if content is None or member.size > _LARGEST_MEMBER:
                    raise GdscFetchError(f"{archive.name}: {member.name} is no file of GDSC")
                (folder / name).write_bytes(content.read())
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise GdscFetchError(f"{archive.name}: broken archive ({error})") from error
    if wanted:
        raise GdscFetchError(f"{archive.name}: {', '.join(wanted)} not there; expected it")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _other_checksum(got: str, pinned: PinnedArchive) -> str:
    return (
        f"not {ARCHIVE} as it was published: SHA-256 {got}, expected {pinned.sha256}; nothing of "
        "it was used"
    )
