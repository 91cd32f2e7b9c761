"""Kaggle's MSK task, downloaded with the user's own Kaggle account.

The files of the competition "Personalized Medicine: Redefining Cancer Treatment" (Memorial Sloan
Kettering Cancer Center, 2017) may not be passed on, so each user fetches them, after accepting the
competition's rules, through Kaggle's own client: the PyPI package ``kaggle``, an optional extra.

The client knows four kinds of credentials: a token in ``KAGGLE_API_TOKEN`` or in
``~/.kaggle/access_token``; the pair ``KAGGLE_USERNAME`` and ``KAGGLE_KEY``; the same pair in
``kaggle.json``; and what ``kaggle auth login`` saves. The last client for Python 3.10 (1.7.4.5)
knows the two pairs only.

Source: https://www.kaggle.com/competitions/msk-redefining-cancer-treatment/data
"""

import contextlib
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from variants.schema import CLASS, GENE, ID, TEXT, VARIATION

COMPETITION = "msk-redefining-cancer-treatment"
"""Kaggle's name of the competition."""

COMPETITION_URL = f"https://www.kaggle.com/competitions/{COMPETITION}"
"""The competition's pages; ``/rules`` and ``/data`` lie below."""

MSK_ROWS = 3321
"""Rows of each of the two original files."""

_NO_CLIENT = "Kaggle's client is missing; in the checkout: .venv/bin/pip install -e '.[kaggle]'"
_NO_CREDENTIALS = (
    "no Kaggle credentials found. Create a token at https://www.kaggle.com/settings/api and give it"
    " as KAGGLE_API_TOKEN or in ~/.kaggle/access_token; or run `kaggle auth login`; or give"
    " an API key in ~/.kaggle/kaggle.json or as KAGGLE_USERNAME and KAGGLE_KEY"
)
_ANSWERS = {
    401: "Kaggle does not accept the credentials that its client found."
    " Create a new token at https://www.kaggle.com/settings/api",
    403: "Kaggle refuses the download: join the competition and accept its rules at"
    f" {COMPETITION_URL}/rules, then try again",
    404: "Kaggle has no such file",
}
_OTHER_ANSWER = "Kaggle answers with an error; try again later"
_BY_HAND = (
    f"Without one, download training_variants.zip and training_text.zip from {COMPETITION_URL}/data"
    " on another machine and unpack both into the data folder"
)


class FetchError(ValueError):
    """The competition's files could not be fetched; the message says what to do."""


class _NoSuchFileError(FetchError):
    """Kaggle has no file of that name."""


@dataclass(frozen=True)
class CompetitionFile:
    """A file of the competition: name once unpacked, columns, and how a row begins."""

    name: str
    columns: tuple[str, ...]
    row: re.Pattern[bytes]


MSK_FILES = (
    CompetitionFile("training_variants", (ID, GENE, VARIATION, CLASS), re.compile(rb"\d+,")),
    CompetitionFile("training_text", (ID, TEXT), re.compile(rb"\d+\|\|")),
)
"""The two files of the task; about 212 MB when unpacked, nearly all of it text."""


class CompetitionClient(Protocol):
    """The part of ``kaggle.api.kaggle_api_extended.KaggleApi`` that is used."""

    def competition_download_file(
        self, competition: str, file_name: str, path: str, force: bool, quiet: bool
    ) -> object:
        """Write the file into the folder ``path``, under a name that Kaggle chooses."""


def kaggle_client() -> CompetitionClient:
    """Kaggle's own client, logged in.

    The credentials are looked for first: importing the client logs in, or ends the process.

    Raises
    ------
    FetchError
        The client is not installed, or there are no credentials, or Kaggle refuses them.
    """
    if importlib.util.find_spec("kaggle") is None:
        raise FetchError(_NO_CLIENT)
    if not _has_credentials():
        raise FetchError(_NO_CREDENTIALS)
    with _kaggle_at_work():
        from kaggle.api.kaggle_api_extended import KaggleApi

        client = KaggleApi()
        client.authenticate()
    return client  # type: ignore[no-any-return, unused-ignore]


def fetch_msk(
    out: Path,
    *,
    force: bool = False,
    progress: Callable[[str], object] = lambda _: None,
    client_factory: Callable[[], CompetitionClient] = kaggle_client,
) -> Path:
    """Bring ``training_variants`` and ``training_text`` into a folder.

    Files that are there already are checked and kept. New ones appear only when all of them are
    complete and checked.

    Parameters
    ----------
    out : Path
        The folder; made where it is missing.
    force : bool
        Download again and replace what is there.
    progress : callable, optional
        Receives one line of text per step, among them the number of rows of each file.
    client_factory : callable
        Makes the client; called only when something is to be downloaded.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    FetchError
        A file could not be downloaded, unpacked or written, or holds something unexpected.
    """
    try:
        wanted = tuple(file for file in MSK_FILES if force or not (out / file.name).exists())
        for file in MSK_FILES:
            if file not in wanted:
                origin = f"already in {out}; to download it again, use --force"
                rows = _count_rows(out / file.name, file, origin)
                progress(f"{file.name}: {rows}, already there")
        if wanted:
            _fetch(wanted, out, client_factory, progress)
    except OSError as error:
        raise FetchError(f"cannot read or write the data folder {out}: {error}") from error
    return out


def _fetch(
    wanted: tuple[CompetitionFile, ...],
    out: Path,
    client_factory: Callable[[], CompetitionClient],
    progress: Callable[[str], object],
) -> None:
    with _kaggle_at_work():
        client = client_factory()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".fetch-") as scratch:
        ready = {}
        for file in wanted:
            progress(f"{file.name}: downloading from Kaggle")
            path = _unpack(_download(client, file, Path(scratch) / file.name), file)
            ready[file.name] = (path, _count_rows(path, file, "from Kaggle"))
        for name, (path, rows) in ready.items():
            path.replace(out / name)
            progress(f"{name}: {rows}, downloaded")


def _download(client: CompetitionClient, file: CompetitionFile, folder: Path) -> Path:
    """Download into an empty folder; the client names what it writes after Kaggle's address."""
    folder.mkdir()
    for file_name in (f"{file.name}.zip", file.name):
        with contextlib.suppress(_NoSuchFileError), _kaggle_at_work():
            client.competition_download_file(
                COMPETITION, file_name, path=str(folder), force=True, quiet=True
            )
            break
    else:
        raise FetchError(f"{COMPETITION_URL} has neither {file.name}.zip nor {file.name}")
    written = [path for path in folder.iterdir() if path.suffix != ".kaggle-partial"]
    if len(written) != 1:
        names = ", ".join(sorted(path.name for path in written)) or "nothing"
        raise FetchError(f"{file.name}: expected one file from Kaggle's client, got {names}")
    return written[0]


def _unpack(download: Path, file: CompetitionFile) -> Path:
    """Unpack a zip archive; any other file is taken as it is."""
    with download.open("rb") as handle:
        if handle.read(2) != b"PK":
            return download
    unpacked = download.with_name(f"{download.name}.unpacked")
    try:
        with (
            zipfile.ZipFile(download) as archive,
            archive.open(_member(archive, file)) as source,
            unpacked.open("wb") as target,
        ):
            shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise FetchError(f"{file.name}: broken zip archive from Kaggle ({error})") from error
    return unpacked


def _member(archive: zipfile.ZipFile, file: CompetitionFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    named = [member for member in members if PurePosixPath(member.filename).stem == file.name]
    if len(named or members) != 1:
        got = ", ".join(member.filename for member in members) or "nothing"
        raise FetchError(f"{file.name}: expected one such file in Kaggle's zip archive, got {got}")
    return (named or members)[0]


def _count_rows(path: Path, file: CompetitionFile, origin: str) -> str:
    """Check header and rows; return the number of rows in words."""
    with path.open("rb") as handle:
        header = handle.readline(200).decode("utf-8-sig", errors="replace").rstrip("\r\n")
        rows = sum(1 for line in handle if file.row.match(line))
    if header != (names := ",".join(file.columns)):
        raise FetchError(
            f"{file.name}: expected the header {names}, got {header[:60]!r} ({origin})"
        )
    if rows == 0:
        raise FetchError(f"{file.name}: expected {MSK_ROWS:,} rows, got none ({origin})")
    return f"{rows:,} rows" + ("" if rows == MSK_ROWS else f" (Kaggle's original has {MSK_ROWS:,})")


def _has_credentials() -> bool:
    """Whether Kaggle's client would find credentials, in the places where it looks."""
    home = Path.home() / ".kaggle"
    pair = _read_json(_config_folder() / "kaggle.json")
    return bool(
        os.environ.get("KAGGLE_API_TOKEN")
        or any(_read_text(home / name).strip() for name in ("access_token", "access_token.txt"))
        or all(os.environ.get(f"KAGGLE_{x.upper()}", pair.get(x)) for x in ("username", "key"))
        or _read_json(home / "credentials.json").get("refresh_token")
    )


def _config_folder() -> Path:
    if chosen := os.environ.get("KAGGLE_CONFIG_DIR"):
        return Path(chosen)
    home = Path.home()
    if (home / ".kaggle").exists() or not sys.platform.startswith("linux"):
        return home / ".kaggle"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "kaggle"


def _read_text(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


def _read_json(path: Path) -> dict[str, Any]:
    """Read a settings file; like the client, take a broken one for an empty one."""
    with contextlib.suppress(json.JSONDecodeError):
        if isinstance(content := json.loads(_read_text(path)), dict):
            return content
    return {}


@contextlib.contextmanager
def _kaggle_at_work() -> Iterator[None]:
    """Turn whatever Kaggle's client raises into a FetchError; what it prints goes to stderr."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    except FetchError:
        raise
    except (SystemExit, Exception) as error:  # the client ends the process on a failed login
        raise _explain(error) from error


def _explain(error: BaseException) -> FetchError:
    import requests  # what Kaggle's client is built on

    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        kind = _NoSuchFileError if status == 404 else FetchError
        return kind(f"{_ANSWERS.get(status, _OTHER_ANSWER)} (Kaggle's words: {status}, {error})")
    if isinstance(error, SystemExit):
        return FetchError(_ANSWERS[401])
    network = (requests.ConnectionError, requests.Timeout, ConnectionError, TimeoutError)
    if isinstance(error, (*network, requests.exceptions.ChunkedEncodingError)):
        return FetchError(f"Kaggle cannot be reached; is there a network? {_BY_HAND} ({error})")
    return FetchError(f"Kaggle's client failed: {type(error).__name__}: {error}")
