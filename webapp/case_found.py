"""Findings read from a text: offered for confirmation, and put into the form once they are ticked.

What is ticked comes back as ``present|HP:0002094`` or ``family|mother|HP:0003002``; names are
looked up anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from patients.ontology import Ontology, UnknownTermError
from webapp.case_lines import lines_of
from webapp.case_phenotypes import ReadFinding

_FIELDS = {"present": "findings", "absent": "absent_findings", "family": "family"}


@dataclass(frozen=True)
class OfferedFinding:
    """A finding to be confirmed.

    Parameters
    ----------
    value : str
        Of its tick box.
    found : ReadFinding
    """

    value: str
    found: ReadFinding

    @property
    def status(self) -> str:
        """What the text says of it, in words."""
        words = self.found.relative or self.found.status
        return f"{words}, uncertain" if self.found.uncertain else words


def offer(values: dict[str, str], found: Iterable[ReadFinding]) -> tuple[OfferedFinding, ...]:
    """Return those of a text that can be listed and are not yet; no form lists a healthy family."""
    listed = values["findings"] + "\n" + values["absent_findings"]
    family = lines_of(values["family"])
    offered = []
    for one in found:
        if one.relative:
            value = f"family|{one.relative}|{one.id}"
            is_listed = _relative_line(one.relative, one.name) in family
        else:
            value = f"{one.status}|{one.id}"
            is_listed = one.id in listed
        if not (is_listed or (one.relative and one.status == "absent")):
            offered.append(OfferedFinding(value, one))
    return tuple(offered)


def add_confirmed(
    values: dict[str, str], ticked: Sequence[str], ontology: Ontology
) -> dict[str, str]:
    """Return the form with what was ticked; what is no value of a tick box is passed over."""
    added = dict(values)
    for one in ticked:
        status, *rest = one.split("|")
        if status not in _FIELDS or len(rest) != (2 if status == "family" else 1):
            continue
        try:
            term = ontology.find(rest[-1])
        except UnknownTermError:
            continue
        is_family = status == "family"
        line = _relative_line(rest[0], term.name) if is_family else f"{term.id} {term.name}"
        field = _FIELDS[status]
        if line not in lines_of(added[field]):
            added[field] = f"{added[field]}\n{line}".strip()
    return added


def _relative_line(relative: str, name: str) -> str:
    return f"{relative}: {name}"
