"""``oncolit knowledge diff``: two releases of the evidence base, or files, compared."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.advisor import DRUG_TABLE
from pipeline.knowledge import dated
from pipeline.settings import evidence_base_file, knowledge_folder
from therapy.civic_file import read_civic_file
from therapy.drugs import read_drugs
from therapy.evidence_base import EvidenceBase
from therapy.evidence_changes import (
    ClaimChange,
    CuratedClaim,
    EvidenceChanges,
    compare_evidence,
    without_synonym,
)
from therapy.evidence_item import EvidenceItem


@dataclass(frozen=True, slots=True)
class _Version:
    """One side of the comparison."""

    name: str
    items: tuple[EvidenceItem, ...]


def describe_changes(old: str, new: str, *, as_json: bool) -> str:
    """Compare two releases, each named by number, date or file.

    Raises
    ------
    EvidenceBaseError
        There is no such release or file.
    """
    before, after = _find(old), _find(new)
    changes = compare_evidence(before.items, after.items, _drug_name())
    if as_json:
        record = {"old": before.name, "new": after.name, **_record(changes)}
        return json.dumps(record, indent=2, ensure_ascii=False)
    return _text(before, after, changes)


def _find(name: str) -> _Version:
    if Path(name).is_file():
        file = read_civic_file(Path(name))
        return _Version(f"{file.name}, {dated(file.dated or '', file.dated_by)}", file.items)
    base = EvidenceBase(evidence_base_file())
    release = base.find(name)
    age = dated(release.dated, release.dated_by)
    return _Version(
        f"release {release.number}, {release.file_name}, {age}",
        base.items(release=release.number),
    )


def _drug_name() -> Callable[[str], str]:
    """Name a drug as the embedded table does, by any of its names there."""
    drugs = read_drugs(knowledge_folder() / DRUG_TABLE)

    def name(text: str) -> str:
        found = drugs.find(text) or drugs.find(without_synonym(text))
        return found.name if found else without_synonym(text)

    return name


def _counts(changes: EvidenceChanges) -> dict[str, int]:
    return {
        "appeared": len(changes.appeared),
        "appeared_restated": sum(bool(change.elsewhere) for change in changes.appeared),
        "vanished": len(changes.vanished),
        "vanished_restated": sum(bool(change.elsewhere) for change in changes.vanished),
        "level_changed": len(changes.level_changed),
        "unchanged": changes.unchanged,
        "statements_added": changes.statements_added,
        "statements_gone": changes.statements_gone,
        "statements_kept": changes.statements_kept,
    }


def _record(changes: EvidenceChanges) -> dict[str, Any]:
    return {
        "counts": _counts(changes),
        "level_changed": [
            {
                **_claim(change.claim),
                "old_level": change.before.level,
                "new_level": change.claim.level,
            }
            for change in changes.level_changed
            if change.before is not None
        ],
        "appeared": [
            {**_claim(change.claim), "was": [_claim(other) for other in change.elsewhere]}
            for change in changes.appeared
        ],
        "vanished": [
            {**_claim(change.claim), "now": [_claim(other) for other in change.elsewhere]}
            for change in changes.vanished
        ],
    }


def _claim(claim: CuratedClaim) -> dict[str, Any]:
    return asdict(claim)


def _text(before: _Version, after: _Version, changes: EvidenceChanges) -> str:
    counts = _counts(changes)
    lines = [
        f"Old: {before.name}",
        f"New: {after.name}",
        "",
        f"Suggestions that appear: {counts['appeared']:,}, of which "
        f"{counts['appeared_restated']:,} from statements that said otherwise",
        f"Suggestions that vanish: {counts['vanished']:,}, of which "
        f"{counts['vanished_restated']:,} whose statements now say otherwise",
        f"Suggestions that change level: {counts['level_changed']:,}; that stay: "
        f"{counts['unchanged']:,}",
        f"Statements: {counts['statements_added']:,} new, {counts['statements_gone']:,} gone, "
        f"{counts['statements_kept']:,} in both",
    ]
    changed = [
        f"~ {change.before.level} to {change.claim.level}  {change.claim}"
        for change in changes.level_changed
        if change.before is not None
    ]
    lines += _block("Change level", changed)
    lines += _block("Vanish", [_line("-", change, "now") for change in changes.vanished])
    lines += _block("Appear", [_line("+", change, "was") for change in changes.appeared])
    return "\n".join(lines)


def _block(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"{title}: {len(lines):,}", *lines] if lines else []


def _line(sign: str, change: ClaimChange, word: str) -> str:
    """One suggestion with its statements and what they say in the other release."""
    claim = change.claim
    line = f"{sign} {claim.level}  {claim}  ({', '.join(claim.statements)})"
    if not change.elsewhere:
        return line
    more = len(change.elsewhere) - 1
    return f"{line}; {word}: {change.elsewhere[0]}" + (f" and {more} more" if more else "")
