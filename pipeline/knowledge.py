"""``oncolit knowledge import``: files read into the evidence base."""

import csv
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.civic_download import CIVIC_NIGHTLY, download_civic
from pipeline.settings import evidence_base_file
from therapy.civic_file import CivicFile, RejectedRow, read_civic_file
from therapy.evidence_base import EvidenceBase
from therapy.evidence_tables import Release

if TYPE_CHECKING:
    from therapy.ontology_files import OntologyFile

_MOST_SHOWN = 5


def import_civic(
    file: Path | None, *, download: bool, address: str | None, rejected: Path | None
) -> str:
    """Read a CIViC file into the base, and say what was read.

    Parameters
    ----------
    file : Path, optional
        With ``download`` the place to keep the file, by default beside the base.
    download : bool
        Fetch the file first.
    address : str, optional
        Where from; CIViC's nightly file by default.
    rejected : Path, optional
        Table of malformed rows; by default beside the base, where there are any.
    """
    base = EvidenceBase(evidence_base_file())
    lines = []
    if download:
        source = address or CIVIC_NIGHTLY
        name = PurePosixPath(urlsplit(source).path).name or "civic.tsv"
        file = download_civic(source, file or base.path.parent / name)
        lines.append(f"Downloaded {file}")
    if file is None:
        raise ValueError("expected a file, or download")
    read = read_civic_file(file)
    lines += [_what_was_read(read), *_rejected(read, base.path.parent, rejected)]
    release, is_new = base.store(read)
    return "\n".join([*lines, *_profiles(release), _where(release, base, is_new=is_new)])


def import_disease_ontology(file: Path) -> str:
    """Read the Disease Ontology's tumour types into the base."""
    from therapy.ontology_files import read_disease_ontology

    return _import_ontology(file, read_disease_ontology)


def import_oncotree(file: Path) -> str:
    """Read OncoTree's tumour types into the base."""
    from therapy.ontology_files import read_oncotree

    return _import_ontology(file, read_oncotree)


def percent(part: int, whole: int) -> str:
    """Write a share in per cent with one decimal.

    Examples
    --------
    >>> percent(1922, 1935)
    '99.3 %'
    """
    return f"{100 * part / whole:.1f} %" if whole else "-"


def dated(date: str, by: str) -> str:
    """Say how old data are, and how that is known.

    Examples
    --------
    >>> dated("2017-02", "file name")
    'data of 2017-02 (file name)'
    """
    return f"data of {date} ({by})" if date else "data of unknown age"


def _what_was_read(file: CivicFile) -> str:
    left_out = sum(count for _, count in file.left_out)
    reasons = "; ".join(f"{reason} {count:,}" for reason, count in file.left_out)
    return (
        f"{file.name}: {file.rows:,} rows, kept {len(file.items):,}, left out {left_out:,}"
        + (f" ({reasons})" if reasons else "")
        + f", rejected {len(file.faults):,}"
    )


def _rejected(file: CivicFile, folder: Path, target: Path | None) -> list[str]:
    if not file.faults and target is None:
        return []
    target = target or folder / f"{file.name}.rejected.tsv"
    write_rejected(file.faults, target)
    shown = [f"  {fault}" for fault in file.faults[:_MOST_SHOWN]]
    more = len(file.faults) - len(shown)
    return [*shown, *([f"  and {more:,} more"] if more else []), f"Rejected rows: {target}"]


def write_rejected(rows: Sequence[RejectedRow], target: Path) -> None:
    """Write malformed rows as a tab-separated table: line, column, value, expected."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter="\t", lineterminator="\n")
        writer.writerow(("line", "column", "value", "expected"))
        writer.writerows((row.line, row.column, row.value, row.expected) for row in rows)


def _profiles(release: Release) -> list[str]:
    read = release.profiles - release.unread
    share = percent(read, release.profiles)
    line = f"Molecular profiles: {read:,} of {release.profiles:,} read ({share})"
    return [line + ("; the rest: oncolit knowledge profiles --unread" if release.unread else "")]


def _where(release: Release, base: EvidenceBase, *, is_new: bool) -> str:
    age = dated(release.dated, release.dated_by)
    if not is_new:
        return f"Nothing to do: the same content is release {release.number} already, {age}"
    current = base.current()
    if current is None or current.number == release.number:
        return f"Release {release.number}, {age}, is now current: {base.path}"
    newer = dated(current.dated, current.dated_by)
    return (
        f"Release {release.number}, {age}: {base.path}. "
        f"Release {current.number} stays current, {newer}"
    )


def _import_ontology(file: Path, read: "Callable[[Path], OntologyFile]") -> str:
    found = read(file)
    base = EvidenceBase(evidence_base_file())
    digest = sha256(file.read_bytes()).hexdigest()
    ontology, is_new = base.store_terms(found.name, found.version, digest, found.terms)
    title = f"{ontology.name} {ontology.version}: {ontology.terms:,} tumour types"
    if not is_new:
        return f"Nothing to do: the same content is there already. {title}"
    return "\n".join(
        [
            f"{title}, skipped {len(found.skipped):,}",
            *_skipped(found, file, base),
            f"In {base.path}",
        ]
    )


def _skipped(found: "OntologyFile", file: Path, base: EvidenceBase) -> list[str]:
    if not found.skipped:
        return []
    target = base.path.parent / f"{file.name}.skipped.txt"
    target.write_text("".join(f"{reason}\n" for reason in found.skipped), encoding="utf-8")
    shown = [f"  {reason}" for reason in found.skipped[:_MOST_SHOWN]]
    return [*shown, f"Skipped: {target}"]
