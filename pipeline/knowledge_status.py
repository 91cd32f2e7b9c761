"""``oncolit knowledge status`` and ``profiles``: what evidence there is, and from when."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from experiments.text_table import text_table
from pipeline.advisor import EVIDENCE_TABLE
from pipeline.knowledge import dated, percent
from pipeline.settings import evidence_base_file, knowledge_folder
from therapy.curated_table import read_curated_table
from therapy.evidence_base import EvidenceBase
from therapy.evidence_item import Curator, EvidenceItem, Level
from therapy.evidence_tables import Release
from therapy.molecular_profile import Clause, GeneAlteration, MolecularProfileError, parse_profile
from therapy.ontology_tables import Ontology

_Record = dict[str, Any]
_TYPE = "evidence type"


def describe_status(*, as_json: bool) -> str:
    """Describe the embedded table, every release and every ontology."""
    base = EvidenceBase(evidence_base_file())
    releases = base.releases() if base.exists() else ()
    current = base.current() if base.exists() else None
    status = {
        "base": str(base.path),
        "embedded": _embedded(read_curated_table(knowledge_folder() / EVIDENCE_TABLE)),
        "releases": [
            _release(release, base.items(release=release.number), current == release)
            for release in releases
        ],
        "ontologies": [asdict(known) for known in (base.ontologies() if base.exists() else ())],
    }
    if as_json:
        return json.dumps(status, indent=2, ensure_ascii=False)
    return _text(status)


def list_profiles(release: int | None, *, only_unread: bool) -> str:
    """Return a tab-separated table of a release's molecular profiles and how they are read.

    Columns: profile, statements, genes, read_as, reason (where it is not read).
    """
    items = EvidenceBase(evidence_base_file()).items(release=release)
    rows = ["profile\tstatements\tgenes\tread_as\treason"]
    for text, count in sorted(Counter(item.profile for item in items).items()):
        try:
            profile = parse_profile(text)
        except MolecularProfileError as error:
            rows.append(f"{text}\t{count}\t\t\t{error}")
            continue
        if not only_unread:
            read_as = " OR ".join(map(_clause, profile.clauses))
            rows.append(f"{text}\t{count}\t{' '.join(profile.genes)}\t{read_as}\t")
    return "\n".join(rows)


def _clause(clause: Clause) -> str:
    parts = [_alteration(part) for part in clause.present]
    return " AND ".join(parts + [f"NOT {_alteration(part)}" for part in clause.absent])


def _alteration(alteration: GeneAlteration) -> str:
    name = alteration.variation.name
    return name if "::" in name else f"{alteration.gene} {name}"


def _embedded(items: Iterable[EvidenceItem]) -> _Record:
    rows = list(items)
    labels = [row for row in rows if row.curator is Curator.LABEL]
    return {
        "file": str(knowledge_folder() / EVIDENCE_TABLE),
        "statements": len(rows),
        "labels": len(labels),
        "newest_label": max((row.reviewed for row in labels), default=""),
        "levels": _levels(row for row in rows if row.curator is not Curator.LABEL),
    }


def _release(release: Release, items: Iterable[EvidenceItem], is_current: bool) -> _Record:
    rows = list(items)
    return {
        **{name: value for name, value in asdict(release).items() if name != "left_out"},
        "left_out": dict(release.left_out),
        "current": is_current,
        "evidence": {
            kind: _levels(row for row in rows if row.evidence_type == kind)
            for kind, _ in Counter(row.evidence_type.value for row in rows).most_common()
        },
        "supports": sum(row.supports for row in rows),
        "does_not_support": sum(not row.supports for row in rows),
        "directions": {
            str(direction): count
            for direction, count in Counter(
                row.direction for row in rows if row.direction
            ).most_common()
        },
        "germline": sum(row.is_germline for row in rows),
        "flagged": sum(row.flagged for row in rows),
    }


def _levels(rows: Iterable[EvidenceItem]) -> dict[str, int]:
    counts = Counter(row.level for row in rows)
    return {level.value: counts[level] for level in Level}


def _text(status: Mapping[str, Any]) -> str:
    embedded = status["embedded"]
    levels = ", ".join(f"{level} {count}" for level, count in embedded["levels"].items() if count)
    blocks = [
        f"Embedded table {embedded['file']}\n"
        f"{embedded['statements']:,} statements: {embedded['labels']:,} drug labels, the newest of "
        f"{embedded['newest_label']}; of CIViC: {levels}"
    ]
    blocks += [_release_text(release) for release in status["releases"]]
    if not status["releases"]:
        blocks.append("No release imported; oncolit knowledge import civic FILE does")
    blocks += [_ontology_text(Ontology(**known)) for known in status["ontologies"]]
    return "\n\n".join([*blocks, f"Evidence base: {status['base']}"])


def _release_text(release: Mapping[str, Any]) -> str:
    read = release["profiles"] - release["unread"]
    left_out = sum(release["left_out"].values())
    directions = ", ".join(f"{count:,} {name}" for name, count in release["directions"].items())
    rows = [
        (kind, *(f"{levels[level]:,}" for level in Level), f"{sum(levels.values()):,}")
        for kind, levels in release["evidence"].items()
    ]
    return "\n".join(
        [
            f"Release {release['number']}{' (current)' if release['current'] else ''}: "
            f"{release['curator']}, {dated(release['dated'], release['dated_by'])}, "
            f"{release['file_name']}, imported {release['imported']}",
            f"{release['rows']:,} rows: kept {release['kept']:,}, left out {left_out:,}, "
            f"rejected {release['rejected']:,}",
            text_table((_TYPE, *(level.value for level in Level), "all"), rows, left=(_TYPE,)),
            f"Supports {release['supports']:,}, does not support "
            f"{release['does_not_support']:,}; predictive: {directions}; "
            f"germline {release['germline']:,}; flagged {release['flagged']:,}",
            f"Molecular profiles: {read:,} of {release['profiles']:,} read "
            f"({percent(read, release['profiles'])})",
        ]
    )


def _ontology_text(known: Ontology) -> str:
    version = f" {known.version}" if known.version else ""
    return f"{known.name}{version}: {known.terms:,} tumour types, imported {known.imported}"
