"""The download of the MSK task, with a stand-in for Kaggle's client."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import requests

from pipeline.fetch import COMPETITION, FetchError, fetch_msk, kaggle_client

VARIANTS = b"ID,Gene,Variation,Class\n0,FAM58A,Truncating Mutations,1\n1,CBL,W802*,2\n"
TEXT = b"ID,Text\n0||A first text.\n1||A second, \xce\xb2-catenin.\n"
RULES = "https://www.kaggle.com/competitions/msk-redefining-cancer-treatment/rules"


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zips() -> dict[str, bytes]:
    return {
        "training_variants.zip": zipped(training_variants=VARIANTS),
        "training_text.zip": zipped(training_text=TEXT),
    }


def http_error(status: int, message: str) -> requests.HTTPError:
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError(message, response=response)


class StandInClient:
    """Serves files from memory, or raises."""

    def __init__(self, files, failure=None, written_as=None):
        self.files = files
        self.failure = failure
        self.written_as = written_as
        self.asked = []

    def competition_download_file(
        self, competition, file_name, path=None, force=False, quiet=False
    ):
        print("Warning: Looks like you're using an outdated API Version")
        self.asked.append((competition, file_name))
        if self.failure is not None:
            raise self.failure
        if file_name not in self.files:
            raise http_error(404, "Not Found")
        Path(path, self.written_as or file_name).write_bytes(self.files[file_name])


def fetch(out, client, **options):
    return fetch_msk(out, client_factory=lambda: client, **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


FETCHED = {"training_variants": VARIANTS, "training_text": TEXT}


def test_zips_are_unpacked_under_kaggles_names_without_extension(tmp_path):
    out = tmp_path / "raw" / "msk"
    client = StandInClient(zips())
    assert fetch(out, client) == out
    assert contents(out) == FETCHED
    assert client.asked == [
        (COMPETITION, "training_variants.zip"),
        (COMPETITION, "training_text.zip"),
    ]


def test_plain_files_are_accepted_where_kaggle_offers_no_zip(tmp_path):
    client = StandInClient(FETCHED)
    fetch(tmp_path, client)
    assert contents(tmp_path) == FETCHED


@pytest.mark.parametrize("name", ["DownloadDataFile", "training_text.zip", "a b"])
def test_the_name_under_which_the_client_writes_does_not_matter(tmp_path, name):
    fetch(tmp_path, StandInClient(zips(), written_as=name))
    assert contents(tmp_path) == FETCHED


@pytest.mark.parametrize(
    "members",
    [
        {"msk/training_text": TEXT},
        {"training_text.csv": TEXT},
        {"text.txt": TEXT},
        {"training_text": TEXT, "__MACOSX/._training_text": b"junk"},
    ],
)
def test_the_file_is_found_inside_the_zip_archive(tmp_path, members):
    fetch(tmp_path, StandInClient(zips() | {"training_text.zip": zipped(**members)}))
    assert contents(tmp_path) == FETCHED


def test_a_zip_archive_of_other_files_is_refused(tmp_path):
    files = zips() | {"training_text.zip": zipped(a=TEXT, b=TEXT)}
    with pytest.raises(FetchError, match=r"training_text: expected one such file .*, got a, b"):
        fetch(tmp_path, StandInClient(files))
    assert contents(tmp_path) == {}


def test_the_rows_are_counted_and_a_differing_number_is_said(tmp_path):
    lines = []
    variants = b"ID,Gene,Variation,Class\r\n" + b"".join(
        b"%d,CBL,W802*,2\r\n" % i for i in range(3321)
    )
    fetch(tmp_path, StandInClient(FETCHED | {"training_variants": variants}), progress=lines.append)
    assert lines == [
        "training_variants: downloading from Kaggle",
        "training_text: downloading from Kaggle",
        "training_variants: 3,321 rows, downloaded",
        "training_text: 2 rows (Kaggle's original has 3,321), downloaded",
    ]


def test_files_already_there_are_kept_without_asking_kaggle(tmp_path):
    fetch(tmp_path, StandInClient(zips()))
    (tmp_path / "training_variants").write_bytes(VARIANTS + b"2,CBL,Q249E,2\n")
    before = contents(tmp_path)
    lines = []

    def no_client():
        raise AssertionError("the client was asked for")

    fetch_msk(tmp_path, client_factory=no_client, progress=lines.append)
    assert contents(tmp_path) == before
    assert lines == [
        "training_variants: 3 rows (Kaggle's original has 3,321), already there",
        "training_text: 2 rows (Kaggle's original has 3,321), already there",
    ]


def test_only_the_missing_file_is_downloaded(tmp_path):
    (tmp_path / "training_variants").write_bytes(VARIANTS)
    client = StandInClient(zips())
    fetch(tmp_path, client)
    assert client.asked == [(COMPETITION, "training_text.zip")]
    assert contents(tmp_path) == FETCHED


def test_force_replaces_files_already_there(tmp_path):
    (tmp_path / "training_variants").write_bytes(b"something else")
    fetch(tmp_path, StandInClient(zips()), force=True)
    assert contents(tmp_path) == FETCHED


def test_a_wrong_file_already_there_is_named_and_left_alone(tmp_path):
    (tmp_path / "training_text").write_bytes(b"<html>")
    with pytest.raises(FetchError) as caught:
        fetch(tmp_path, StandInClient(zips()))
    assert str(caught.value) == (
        "training_text: expected the header ID,Text, got '<html>'"
        f" (already in {tmp_path}; to download it again, use --force)"
    )
    assert contents(tmp_path) == {"training_text": b"<html>"}


WHOLE = zipped(training_text=TEXT * 50)
FLIPPED = bytearray(WHOLE)
FLIPPED[60] ^= 0xFF


@pytest.mark.parametrize(
    "broken",
    [WHOLE[: len(WHOLE) // 2], bytes(FLIPPED), b"PK\x03\x04"],
    ids=["cut in half", "a bit flipped", "only a beginning"],  # the bytes hold the time of day
)
def test_a_broken_zip_archive_leaves_nothing_behind(tmp_path, broken):
    with pytest.raises(FetchError, match=r"training_text: broken zip archive from Kaggle \("):
        fetch(tmp_path, StandInClient(zips() | {"training_text.zip": broken}))
    assert contents(tmp_path) == {}


def test_a_broken_zip_archive_leaves_the_old_files_in_place(tmp_path):
    old = {"training_variants": VARIANTS + b"2,CBL,Q249E,2\n", "training_text": TEXT}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FetchError, match="broken zip archive"):
        fetch(tmp_path, StandInClient(zips() | {"training_text.zip": b"PK"}), force=True)
    assert contents(tmp_path) == old


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!doctype html>", "expected the header ID,Text, got '<!doctype html>' (from Kaggle)"),
        (b"", "expected the header ID,Text, got '' (from Kaggle)"),
        (VARIANTS, "expected the header ID,Text, got 'ID,Gene,Variation,Class' (from Kaggle)"),
        (b"ID,Text\n", "expected 3,321 rows, got none (from Kaggle)"),
    ],
)
def test_unexpected_contents_are_refused(tmp_path, content, message):
    with pytest.raises(FetchError) as caught:
        fetch(tmp_path, StandInClient(zips() | {"training_text.zip": content}))
    assert str(caught.value) == f"training_text: {message}"
    assert contents(tmp_path) == {}


FAILURES = {
    "rules": (
        http_error(403, "You must accept this competition's rules"),
        "Kaggle refuses the download: join the competition and accept its rules at"
        f" {RULES}, then try again"
        " (Kaggle's words: 403, You must accept this competition's rules)",
    ),
    "credentials": (
        http_error(401, "Unauthenticated"),
        "Kaggle does not accept the credentials that its client found. Create a new token at"
        " https://www.kaggle.com/settings/api (Kaggle's words: 401, Unauthenticated)",
    ),
    "exit": (
        SystemExit(1),
        "Kaggle does not accept the credentials that its client found. Create a new token at"
        " https://www.kaggle.com/settings/api",
    ),
    "server": (
        http_error(503, "Service Unavailable"),
        "Kaggle answers with an error; try again later (Kaggle's words: 503, Service Unavailable)",
    ),
    "network": (
        requests.ConnectionError("Name or service not known"),
        "Kaggle cannot be reached; is there a network? Without one, download training_variants.zip"
        " and training_text.zip from"
        " https://www.kaggle.com/competitions/msk-redefining-cancer-treatment/data"
        " on another machine and unpack both into the data folder (Name or service not known)",
    ),
    "other": (
        ValueError("Downloaded file size (3) does not match expected size (4)"),
        "Kaggle's client failed: ValueError: Downloaded file size (3) does not match expected size"
        " (4)",
    ),
}


@pytest.mark.parametrize(("failure", "message"), FAILURES.values(), ids=FAILURES)
def test_each_failure_of_the_client_says_what_to_do(tmp_path, failure, message):
    with pytest.raises(FetchError) as caught:
        fetch(tmp_path, StandInClient({}, failure))
    assert str(caught.value) == message
    assert contents(tmp_path) == {}


def test_a_failed_login_makes_no_folder(tmp_path):
    def refused():
        raise http_error(401, "Unauthenticated")

    with pytest.raises(FetchError, match="does not accept the credentials"):
        fetch_msk(tmp_path / "msk", client_factory=refused)
    assert contents(tmp_path) == {}


def test_files_that_kaggle_no_longer_offers_are_named(tmp_path):
    with pytest.raises(FetchError) as caught:
        fetch(tmp_path, StandInClient({}))
    assert str(caught.value) == (
        "https://www.kaggle.com/competitions/msk-redefining-cancer-treatment"
        " has neither training_variants.zip nor training_variants"
    )


def test_a_client_that_writes_nothing_is_noticed(tmp_path):
    class Idle(StandInClient):
        def competition_download_file(self, *args, **options):
            return None

    with pytest.raises(FetchError, match="expected one file from Kaggle's client, got nothing"):
        fetch(tmp_path, Idle({}))


def test_a_data_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "msk").write_text("")
    with pytest.raises(FetchError, match="cannot read or write the data folder"):
        fetch(tmp_path / "msk", StandInClient(zips()))


def test_an_interrupted_download_leaves_nothing_behind(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, StandInClient({}, KeyboardInterrupt()))
    assert contents(tmp_path) == {}


def test_what_the_client_prints_stays_out_of_standard_output(tmp_path, capsys):
    fetch(tmp_path, StandInClient(zips()))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "outdated API Version" in printed.err


CLIENT_SOURCE = """
class KaggleApi:
    def authenticate(self):
        print("authenticating")
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home folder and an environment without Kaggle's variables."""
    for variable in [name for name in os.environ if name.startswith(("KAGGLE_", "XDG_"))]:
        monkeypatch.delenv(variable)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def install(tmp_path):
    """Lay a stand-in for the package ``kaggle`` where a subprocess finds it first."""

    def lay(init: str = "", source: str = CLIENT_SOURCE) -> Path:
        api = tmp_path / "site" / "kaggle" / "api"
        api.mkdir(parents=True)
        (api.parent / "__init__.py").write_text(init)
        (api / "__init__.py").write_text("")
        (api / "kaggle_api_extended.py").write_text(source)
        return tmp_path / "site"

    return lay


def log_in(site: Path) -> subprocess.CompletedProcess[str]:
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from pipeline.fetch import FetchError, kaggle_client\n"
        "try:\n    print(type(kaggle_client()).__name__)\n"
        "except FetchError as error:\n    print('FetchError:', error)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )


def test_a_missing_client_says_how_to_install_it(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "kaggle", None)
    with pytest.raises(FetchError) as caught:
        kaggle_client()
    assert str(caught.value) == (
        "Kaggle's client is missing; in the checkout: .venv/bin/pip install -e '.[kaggle]'"
    )


def test_missing_credentials_are_told_before_the_client_is_imported(home, install):
    site = install(init="raise SystemExit('imported')")
    assert log_in(site).stdout == (
        "FetchError: no Kaggle credentials found. Create a token at"
        " https://www.kaggle.com/settings/api and give it as KAGGLE_API_TOKEN or in"
        " ~/.kaggle/access_token; or run `kaggle auth login`; or give an API key in"
        " ~/.kaggle/kaggle.json or as KAGGLE_USERNAME and KAGGLE_KEY\n"
    )


PAIR = '{"username": "ada", "key": "0123"}'


@pytest.mark.parametrize(
    ("files", "environment"),
    [
        ({}, {"KAGGLE_API_TOKEN": "KGAT_0123"}),
        ({}, {"KAGGLE_USERNAME": "ada", "KAGGLE_KEY": "0123"}),
        ({".kaggle/access_token": "KGAT_0123\n"}, {}),
        ({".kaggle/access_token.txt": "KGAT_0123\n"}, {}),
        ({".kaggle/kaggle.json": PAIR}, {}),
        ({".kaggle/kaggle.json": '{"username": "ada"}'}, {"KAGGLE_KEY": "0123"}),
        ({".config/kaggle/kaggle.json": PAIR}, {}),
        ({"elsewhere/kaggle.json": PAIR}, {"KAGGLE_CONFIG_DIR": "elsewhere"}),
        ({".kaggle/credentials.json": '{"refresh_token": "0123"}'}, {}),
    ],
)
def test_every_kind_of_credentials_is_found(home, install, monkeypatch, files, environment):
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content)
    for variable, value in environment.items():
        place = home / value
        monkeypatch.setenv(variable, str(place) if place.is_dir() else value)
    done = log_in(install())
    assert done.stdout == "KaggleApi\n"
    assert "authenticating" in done.stderr


@pytest.mark.parametrize(
    "files",
    [
        {"kaggle.json": "{"},
        {"kaggle.json": "[]"},
        {"kaggle.json": '{"username": "ada"}'},
        {"access_token": " \n"},
        {"credentials.json": '{"username": "ada"}'},
    ],
)
def test_incomplete_credentials_count_as_none(home, install, files):
    (home / ".kaggle").mkdir()
    for name, content in files.items():
        (home / ".kaggle" / name).write_text(content)
    assert log_in(install()).stdout.startswith("FetchError: no Kaggle credentials found.")


@pytest.mark.parametrize(
    ("init", "message"),
    [
        ("raise SystemExit(1)", "Kaggle does not accept the credentials that its client found."),
        ("import a_missing_one", "Kaggle's client failed: ModuleNotFoundError: No module named"),
        (
            "raise OSError('Could not find kaggle.json.')",
            "Kaggle's client failed: OSError: Could not find kaggle.json.",
        ),
    ],
)
def test_a_client_that_fails_on_import_ends_in_a_message(home, install, monkeypatch, init, message):
    monkeypatch.setenv("KAGGLE_API_TOKEN", "KGAT_0123")
    assert log_in(install(init=init)).stdout.startswith(f"FetchError: {message}")
