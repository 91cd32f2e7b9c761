"""Readers of the files that the Disease Ontology and OncoTree publish.

Both give tumour types. What a file holds and a tumour type does not, such as an obsolete term,
is listed as skipped.

Sources: https://disease-ontology.org (CC0; format http://purl.obolibrary.org/obo/oboformat/spec)
and https://oncotree.info (CC BY 4.0; the JSON of ``/api/tumorTypes/tree``).
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from therapy.tumour_names import comparable_name
from therapy.tumour_types import TumourType

DISEASE_ONTOLOGY = "Disease Ontology"
ONCOTREE = "OncoTree"

TISSUE_LEVEL = 1
"""OncoTree's levels: 0 is any tissue, 1 a tissue, below are tumour types."""

_OBO_DOID = re.compile(r"DOID:[0-9]+")
_OBO_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(EXACT|RELATED|NARROW|BROAD)?')
_OBO_ESCAPE = re.compile(r"\\(.)")
_SAME_THING = ("EXACT", "RELATED")
_ONCOTREE_KEYS = {"code": str, "name": str, "level": int, "children": dict}
_ONCOTREE_DATE = re.compile(r"[0-9]{4}_[0-9]{2}_[0-9]{2}")

_Fields = dict[str, list[str]]


class OntologyFileError(ValueError):
    """A file is not what the Disease Ontology or OncoTree publishes."""


@dataclass(frozen=True, slots=True)
class OntologyFile:
    """What a file holds.

    Parameters
    ----------
    name : str
        ``Disease Ontology`` or ``OncoTree``.
    version : str
        As the file names it.
    terms : tuple of TumourType
        In the order of the file.
    skipped : tuple of str
        What was left out, each with the reason.
    """

    name: str
    version: str
    terms: tuple[TumourType, ...]
    skipped: tuple[str, ...]


def read_disease_ontology(path: Path) -> OntologyFile:
    """Read an OBO file of the Disease Ontology: all of it or a subset such as DO_cancer_slim.

    Synonyms that are exact or related become synonyms, and so do former ids. Broader and
    narrower ones name other diseases and are skipped, as are obsolete terms.

    Raises
    ------
    OntologyFileError
        The file is not OBO, or a term lacks its id, its name or a parent that it names.
    """
    terms: dict[str, TumourType] = {}
    skipped: list[str] = []
    places: dict[str, str] = {}
    version = ""
    for place, kind, fields in _obo_stanzas(path):
        version = version or next(iter(fields.get("data-version", [])), "")
        if why := _why_no_tumour_type(place, kind, fields):
            skipped.append(why)
        elif kind:
            term, left_out = _obo_term(place, fields)
            if term.doid in terms:
                raise OntologyFileError(f"{place}: {term.doid} is in {places[term.doid]} already")
            terms[term.doid], places[term.doid] = term, place
            skipped += left_out
    if not terms:
        raise OntologyFileError(f"{path}: expected terms of the Disease Ontology, found none")
    for doid, term in terms.items():
        for parent in term.parents:
            if parent not in terms:
                raise OntologyFileError(
                    f"{places[doid]}: {doid} is a {parent!r}, expected a term of this file that"
                    " is not obsolete"
                )
    version = version or _fingerprint(path)
    return OntologyFile(DISEASE_ONTOLOGY, version, tuple(terms.values()), tuple(skipped))


def read_oncotree(path: Path) -> OntologyFile:
    """Read OncoTree's tree of tumour types.

    Ids are ``ONCOTREE:MEL``; former codes that no other type has become synonyms. A name that
    several types have, such as *Yolk Sac Tumor*, gets its tissue in brackets, and one that differs
    from its parent's in *NOS* alone its code. Tissues are umbrellas. The codes of the NCI
    Thesaurus, which both ontologies give, are not read: they join what differs, such as
    OncoTree's PNET and medulloblastoma.

    Raises
    ------
    OntologyFileError
        The file is not JSON, or not such a tree.
    """
    try:
        tree = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise OntologyFileError(
            f"{path}:{error.lineno}: expected OncoTree's JSON, {error}"
        ) from error
    nodes = list(_oncotree_nodes(tree, path, None))
    if not nodes:
        raise OntologyFileError(f"{path}: expected OncoTree's tree of tumour types, found no code")
    codes = Counter(node["code"] for node in nodes)
    for code, count in codes.items():
        if count > 1:
            raise OntologyFileError(f"{path}: the code {code!r} stands in {count} places")
    names = _oncotree_names(nodes)
    former = Counter(old for node in nodes for old in _former_codes(node))
    terms, skipped = [], []
    for node in nodes:
        code, parent, umbrella = node["code"], node.get("parent"), node["level"] <= TISSUE_LEVEL
        synonyms = [old for old in _former_codes(node) if former[old] == 1 and old not in codes]
        left_out = [old for old in _former_codes(node) if old not in synonyms]
        skipped += [f"{code}: its former code {old} is another type's too" for old in left_out]
        parents = (f"ONCOTREE:{parent}",) if parent else ()
        name, doid = names[code], f"ONCOTREE:{code}"
        terms.append(TumourType(doid, name, parents, (code,), tuple(synonyms), umbrella))
    date = _ONCOTREE_DATE.search(path.name)
    version = date[0] if date else _fingerprint(path)
    return OntologyFile(ONCOTREE, version, tuple(terms), tuple(skipped))


def _obo_stanzas(path: Path) -> Iterator[tuple[str, str, _Fields]]:
    """Yield the place, kind and tagged values of the header (kind empty) and every stanza."""
    place, kind, fields = f"{path}:1", "", _Fields()
    for number, line in enumerate(_read_text(path).splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("!"):
            continue
        if text.startswith("[") and text.endswith("]"):
            yield place, kind, fields
            place, kind, fields = f"{path}:{number}", text[1:-1], {}
            continue
        tag, separator, value = text.partition(":")
        if not separator:
            raise OntologyFileError(f"{path}:{number}: expected 'tag: value', found {text[:60]!r}")
        fields.setdefault(tag, []).append(value.strip())
    yield place, kind, fields


def _why_no_tumour_type(place: str, kind: str, fields: _Fields) -> str:
    """Say why a stanza holds no tumour type; empty where it does, and for the header."""
    if kind != "Term":
        return f"{place}: a stanza {kind!r}, no term" if kind else ""
    doid, name = _only(fields, "id", place), _only(fields, "name", place)
    if fields.get("is_obsolete") == ["true"]:
        return f"{doid} {name}: obsolete"
    return "" if _OBO_DOID.fullmatch(doid) else f"{doid} {name}: no term of the Disease Ontology"


def _obo_term(place: str, fields: _Fields) -> tuple[TumourType, list[str]]:
    """Return a term and what of it was left out."""
    doid, name = _only(fields, "id", place), _only(fields, "name", place)
    synonyms, left_out = _obo_synonyms(fields, doid, place)
    named = [(value.split() or [""])[0] for value in fields.get("is_a", [])]
    parents = [parent for parent in dict.fromkeys(named) if not _is_foreign(parent)]
    left_out += [
        f"{doid}: is a {parent}, of another ontology" for parent in named if _is_foreign(parent)
    ]
    return TumourType(doid, name, tuple(parents), (), synonyms), left_out


def _is_foreign(term: str) -> bool:
    return ":" in term and not _OBO_DOID.fullmatch(term)


def _only(fields: _Fields, tag: str, place: str) -> str:
    values = fields.get(tag, [])
    if len(values) != 1 or not values[0]:
        raise OntologyFileError(f"{place}: expected one {tag} in the term, found {values}")
    return _OBO_ESCAPE.sub(r"\1", values[0])


def _obo_synonyms(fields: _Fields, doid: str, place: str) -> tuple[tuple[str, ...], list[str]]:
    """Return a term's synonyms and what was left out."""
    found, left_out = [], []
    for value in fields.get("synonym", []):
        match = _OBO_SYNONYM.match(value)
        if match is None:
            raise OntologyFileError(f"{place}: expected a synonym in quotes, found {value!r}")
        scope = match[2] or "RELATED"
        text = _OBO_ESCAPE.sub(r"\1", match[1])
        if scope in _SAME_THING:
            found.append(text)
        else:
            left_out.append(f"{doid}: {text!r}: a {scope.lower()}er name")
    found += fields.get("alt_id", [])
    return tuple(dict.fromkeys(found)), left_out


def _oncotree_nodes(children: Any, path: Path, parent: str | None) -> Iterator[dict[str, Any]]:
    """Yield every type of the tree, a parent before its children."""
    if not isinstance(children, dict):
        raise OntologyFileError(
            f"{path}: expected tumour types by code below {parent or 'the top'}"
        )
    for code, node in children.items():
        found = node if isinstance(node, dict) else {}
        for key, kind in _ONCOTREE_KEYS.items():
            if not isinstance(found.get(key), kind):
                raise OntologyFileError(
                    f"{path}: expected {key!r} in the type {code!r}, found {found.get(key)!r}"
                )
        if (found["code"], found.get("parent")) != (code, parent):
            raise OntologyFileError(
                f"{path}: expected the type {code!r} below {parent!r},"
                f" found {found['code']!r} below {found.get('parent')!r}"
            )
        yield found
        yield from _oncotree_nodes(found["children"], path, code)


def _oncotree_names(nodes: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return a name of its own for every code."""
    counts = Counter(node["name"] for node in nodes)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in nodes:
        name = node["name"]
        if counts[name] > 1:
            name = f"{name} ({node.get('tissue') or node['code']})"
        if comparable_name(name) in taken:
            name = f"{name} ({node['code']})"
        taken.add(comparable_name(name))
        names[node["code"]] = name
    return names


def _former_codes(node: dict[str, Any]) -> list[str]:
    former = [*(node.get("history") or ()), *(node.get("revocations") or ())]
    return [old for old in dict.fromkeys(former) if old != node["code"]]


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise OntologyFileError(f"{path}: expected text in UTF-8, {error}") from error


def _fingerprint(path: Path) -> str:
    return f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
