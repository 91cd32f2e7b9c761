"""Opening what therapy suggestions are made from: embedded tables and the evidence base."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import evidence_base_file, knowledge_folder
from therapy.advice import Advisor
from therapy.curated_table import read_curated_table
from therapy.drugs import read_drugs
from therapy.evidence_base import EvidenceBase
from therapy.evidence_index import EvidenceIndex
from therapy.evidence_item import EvidenceItem
from therapy.ontology_terms import with_terms
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

EVIDENCE_TABLE = "therapies.tsv"
DRUG_TABLE = "drugs.tsv"
TUMOUR_TYPE_TABLE = "tumour_types.tsv"

CURRENT = "current"
"""The newest release of the evidence base."""


@dataclass(frozen=True)
class Knowledge:
    """What suggestions are made from.

    Parameters
    ----------
    advisor : Advisor
    words : str
        Which evidence it is, for a report.
    """

    advisor: Advisor
    words: str


def read_knowledge(
    folder: Path | None = None, *, release: str = CURRENT, genes: Iterable[str] | None = None
) -> Knowledge:
    """Read the evidence on some genes, or all of it.

    Imported items come first: where the embedded table names the same CIViC item, the imported one
    holds.

    Parameters
    ----------
    folder : Path, optional
        Of the embedded tables; the checkout's by default.
    release : str
        Imported release, by number or date; ``current`` is the newest if there is one, empty is
        none.
    genes : iterable of str, optional
        Comparable symbols.
    """
    folder = folder or knowledge_folder()
    embedded = read_curated_table(folder / EVIDENCE_TABLE)
    imported, words = _imported(release, genes)
    index = EvidenceIndex((*imported, *embedded), read_drugs(folder / DRUG_TABLE))
    tumours = _with_ontologies(TumourTypes(read_tumour_types(folder / TUMOUR_TYPE_TABLE)))
    words = f"embedded table of {len(embedded)} statements{words}"
    return Knowledge(Advisor(index, tumours), words)


def unknown_tumour(tumours: TumourTypes, disease: str | None) -> list[str]:
    """Say that a tumour type is not known, and which are spelt nearly so; else say nothing."""
    if not disease or not disease.strip() or tumours.find(disease) is not None:
        return []
    near = tumours.closest(disease)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    return [
        f"Tumour type {disease!r} is not known: only evidence under that very name counts as the "
        f"same.{hint}"
    ]


def _imported(asked: str, genes: Iterable[str] | None) -> tuple[tuple[EvidenceItem, ...], str]:
    base = EvidenceBase(evidence_base_file())
    if not asked or (asked == CURRENT and not base.exists()):
        return (), ""
    release = base.current() if asked == CURRENT else base.find(asked)
    if release is None:
        return (), ""
    items = base.items(None if genes is None else tuple(genes), release.number)
    return items, f"; {release.curator}, {release.file_name}, data of {release.dated or 'no date'}"


def _with_ontologies(tumours: TumourTypes) -> TumourTypes:
    """Add the terms of imported ontologies."""
    base = EvidenceBase(evidence_base_file())
    terms = base.terms() if base.exists() else ()
    return with_terms(tumours, terms) if terms else tumours
