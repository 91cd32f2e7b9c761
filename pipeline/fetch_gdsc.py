"""A drug screen brought into a folder: GDSC release 17, or files that the user has.

What is fetched appears in the folder only when the whole folder, read as a screen, is good.
``screen.json`` beside it says what it is: source, terms, checksums, counts and version.

GDSC may be used for research under its terms: https://www.cancerrxgene.org/legal
"""

import csv
import gzip
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.gdsc_archive import (
    GDSCTOOLS,
    NAME,
    VERSION,
    GdscFetchError,
    PinnedArchive,
    download_archive,
    sha256_of,
    unpack_archive,
)
from response.screen import Screen
from response.screen_files import read_headers, read_table
from response.screen_folder import SCREEN_RECORD, ScreenRead, read_screen, screen_files
from response.screen_table_kinds import TableKind, kind_of
from response.screen_tables import ScreenError

COMPOUNDS_PAGE = "https://www.cancerrxgene.org/downloads/bulk_download"
"""Where GDSC publishes its list of compounds."""

TERMS = "GDSC: https://www.cancerrxgene.org/legal (research; not for commercial use)"
"""Under which the data may be used."""

_ARCHIVE_SOURCE = f"{NAME} {VERSION} (PyPI, BSD licence)"
_OWN_SOURCE = "files of the user"


@dataclass(frozen=True)
class FetchedScreen:
    """A folder with a screen, and the screen in it."""

    folder: Path
    read: ScreenRead


def fetch_gdsc(
    out: Path,
    *,
    source: Path | None = None,
    compounds: Path | None = None,
    force: bool = False,
    progress: Callable[[str], object] = lambda _: None,
    download: Callable[[Path], Path] = download_archive,
    pinned: PinnedArchive = GDSCTOOLS,
) -> FetchedScreen:
    """Bring a screen into a folder; files that are there already are checked and kept.

    Parameters
    ----------
    out : Path
        The folder; made where it is missing.
    source : Path, optional
        A folder with a screen in any format of `response.screen_folder`, or the archive of
        gdsctools; without it, the archive is downloaded.
    compounds : Path, optional
        GDSC's list of compounds, added to the folder.
    force : bool
        Replace files that are there.
    progress : callable, optional
        Receives one line of text per step.
    download : callable
        Writes the archive into the folder that it is given.
    pinned : PinnedArchive
        What the archive must be.

    Raises
    ------
    GdscFetchError
        Something cannot be downloaded, read or written, or is no screen.
    """
    if out.exists() and not out.is_dir():
        raise GdscFetchError(f"{out}: is no folder; expected one, or a name for a new one")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".fetch-") as scratch:
            new = Path(scratch, "new")
            new.mkdir()
            if source is not None:
                origin = _take(source, new, progress, pinned)
            else:
                origin = _complete(new, out, force, progress, download, pinned)
            if compounds is not None:
                shutil.copyfile(_compounds(compounds), new / compounds.name)
            _keep_same(new, out, force, progress)
            whole = Path(scratch, "whole", out.resolve().name)
            _lay_out(whole, out, new)
            read = _read_whole(whole, out)
            for path in sorted(new.iterdir()):
                path.replace(out / path.name)
                progress(f"{path.name}: written")
            record = Path(scratch, SCREEN_RECORD)
            record.write_text(_record(out, read, origin), encoding="utf-8")
            record.replace(out / SCREEN_RECORD)
    except OSError as error:
        place = error.filename or out
        raise GdscFetchError(f"cannot read or write {place}: {error.strerror or error}") from error
    return FetchedScreen(out, read)


def describe_fetched(fetched: FetchedScreen) -> str:
    """Say what came, what is missing, and what to do next."""
    screen, read = fetched.read.screen, fetched.read
    values = _responses(screen)
    missing = 1 - values / screen.responses.size
    lines = [
        f"{fetched.folder}: {screen.title}, {screen.responses.shape[0]:,} profiles × "
        f"{screen.responses.shape[1]:,} drugs, {values:,} responses ({missing:.1%} missing), "
        f"{screen.features.shape[1]:,} features",
        f"Version: {screen.version}",
        *(f"Note: {note}" for note in read.notes),
    ]
    if len(read.rejected):
        lines.append(f"Left out: {len(read.rejected):,} rows or cells, the first: {_first(read)}")
    if screen.title.startswith("GDSC") and not all(drug.name for drug in screen.drugs.values()):
        lines.append(
            f"Names and targets of drugs: add GDSC's list of compounds, from {COMPOUNDS_PAGE}, "
            "with --compounds FILE"
        )
    return "\n".join([*lines, f"Next: oncolit response train --data {fetched.folder}"])


def _take(source: Path, new: Path, progress: Callable[[str], object], pinned: PinnedArchive) -> str:
    """Bring files of the user into an empty folder; return where they come from."""
    if source.is_dir():
        _copy_screen(source, new, progress)
        same = all(
            (new / name).is_file() and sha256_of(new / name) == sha256
            for name, sha256 in pinned.members.items()
        )
        return _ARCHIVE_SOURCE if same else _OWN_SOURCE
    unpack_archive(_file(source), new, pinned)
    return _ARCHIVE_SOURCE


def _complete(
    new: Path,
    out: Path,
    force: bool,
    progress: Callable[[str], object],
    download: Callable[[Path], Path],
    pinned: PinnedArchive,
) -> str:
    """Download what is missing into an empty folder; return where the screen comes from."""
    there = [name for name in pinned.members if (out / name).exists()]
    if not force:
        if not there and _has_screen(out):
            return _OWN_SOURCE
        if changed := [name for name in there if sha256_of(out / name) != pinned.members[name]]:
            raise GdscFetchError(
                f"{out / changed[0]}: not the file of {NAME} {VERSION}; to fetch it again, use "
                "--force"
            )
    if force or len(there) < len(pinned.members):
        progress(f"{NAME} {VERSION}: downloading with pip")
        unpack_archive(download(new.parent), new, pinned)
    else:
        progress(f"{', '.join(there)}: already there")
    return _ARCHIVE_SOURCE


def _copy_screen(source: Path, new: Path, progress: Callable[[str], object]) -> None:
    """Copy a screen's files; Excel workbooks become CSV, which is read many times faster."""
    try:
        for name in screen_files(source):
            if name.casefold().endswith((".xlsx", ".xlsx.gz")):
                progress(f"{name}: written as CSV, which may take minutes")
                _copy_sheets(source / name, new)
            else:
                shutil.copyfile(source / name, new / name)
    except ScreenError as error:
        raise GdscFetchError(str(error)) from error


def _copy_sheets(workbook: Path, new: Path) -> None:
    for header in read_headers(workbook):
        if (kind := kind_of(header.columns)) is None:
            continue
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header.columns)
        writer.writerows(row.cells for row in read_table(header).rows([]))
        name = f"{workbook.name.split('.')[0]}_{kind.name.casefold()}.csv.gz"
        (new / name).write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def _has_screen(folder: Path) -> bool:
    try:
        return bool(screen_files(folder))
    except ScreenError:
        return False


def _keep_same(new: Path, out: Path, force: bool, progress: Callable[[str], object]) -> None:
    """Drop new files that are there already; a different one of the name is an error."""
    for path in sorted(new.iterdir()):
        there = out / path.name
        if not there.exists():
            continue
        if sha256_of(there) == sha256_of(path):
            path.unlink()
            progress(f"{path.name}: already there")
        elif not force:
            raise GdscFetchError(
                f"{there} is there already and is another file; to replace it, use --force"
            )


def _lay_out(whole: Path, out: Path, new: Path) -> None:
    """Copy what the folder would hold into another."""
    whole.mkdir(parents=True)
    for folder in (out, new):
        for path in folder.iterdir():
            if path.is_file() and not path.name.startswith("."):
                shutil.copyfile(path, whole / path.name)


def _read_whole(whole: Path, out: Path) -> ScreenRead:
    try:
        return read_screen(whole)
    except ScreenError as error:
        raise GdscFetchError(str(error).replace(str(whole), str(out))) from error


def _compounds(path: Path) -> Path:
    try:
        kinds = {kind_of(header.columns) for header in read_headers(_file(path))}
    except ScreenError as error:
        raise GdscFetchError(str(error)) from error
    if TableKind.DRUG_LIST not in kinds:
        raise GdscFetchError(
            f"{path}: no list of compounds; expected the columns DRUG_ID and DRUG_NAME"
        )
    return path


def _record(out: Path, read: ScreenRead, origin: str) -> str:
    screen = read.screen
    record = {
        "title": screen.title,
        "source": origin,
        "terms": TERMS if screen.title.startswith("GDSC") else "",
        "version": screen.version,
        "unit": screen.unit,
        "files": {name: sha256_of(out / name) for name in read.files},
        "profiles": screen.responses.shape[0],
        "drugs": screen.responses.shape[1],
        "named_drugs": sum(bool(drug.name) for drug in screen.drugs.values()),
        "responses": _responses(screen),
        "features": screen.features.shape[1],
        "rejected": len(read.rejected),
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _responses(screen: Screen) -> int:
    return int(screen.responses.notna().to_numpy().sum())


def _file(path: Path) -> Path:
    if not path.is_file():
        problem = "not a file" if path.exists() else "no such file or folder"
        raise GdscFetchError(f"{path}: {problem}")
    return path


def _first(read: ScreenRead) -> str:
    first = read.rejected.iloc[0]
    return f"{first['file']}, line {first['line']}: {first['value']!r}: {first['reason']}"
