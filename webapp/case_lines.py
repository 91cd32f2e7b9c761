"""Lines of the case form: one entry a line, its parts between semicolons.

What a line holds is put where a case file has it, and checked by the reader of case files alone.

Examples
--------
>>> relative_of("mother: breast cancer, ovarian cancer; at 42; maternal")["conditions"]
['breast cancer', 'ovarian cancer']
>>> therapy_of("carboplatin + pemetrexed; PR; line 1; stopped for progression")["line"]
1
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from patients.case import (
    AgeError,
    CaseVariant,
    Finding,
    HistoryEntry,
    Origin,
    PreviousTherapy,
    Relative,
    Response,
    Sex,
    parse_age,
)
from patients.case_faults import FieldError
from patients.case_variant_text import parse_variant_text
from patients.relatives import RELATIONS, SIDES

OVER = frozenset({"past", "over", "resolved", "former", "not ongoing"})
"""Say that a matter of the history is over."""

RESPONSES = {one.value: one.value for one in Response} | {
    "cr": Response.COMPLETE.value,
    "pr": Response.PARTIAL.value,
    "sd": Response.STABLE.value,
    "pd": Response.PROGRESSION.value,
    "response unknown": Response.UNKNOWN.value,
}
"""Each response by its name and by its letters in RECIST."""

REASONS = ("progression", "toxicity", "completed", "other")
"""Why a therapy was stopped."""

ZYGOSITIES = ("heterozygous", "homozygous", "hemizygous")
PATHOGENICITIES = (
    "pathogenic", "likely pathogenic", "uncertain significance", "likely benign", "benign",
)  # fmt: skip

_BULLET = re.compile(r"^\s*[-*•–]\s+")
_LINE = re.compile(r"(?:line\s*(\d+)|(\d+)(?:st|nd|rd|th)\s+line)", re.IGNORECASE)
_STOPPED = re.compile(r"(?:stopped(?:\s+for|:)?\s+)?(\w+)", re.IGNORECASE)
_AGE = re.compile(r"(?:at(?:\s+age)?|age|aged|since|from)\s+", re.IGNORECASE)
_HGVS = re.compile(r"(?:[\w.]+(?:\(\w+\))?:)?([cgnp])\.")
_DRUGS = re.compile(r"\s*(?:\+|,|/|\s+and\s+|\s+with\s+)\s*")
_FRACTION = re.compile(r"(?:vaf|af|allele fraction)?[\s:=]*([\d.]+)\s*(%?)", re.IGNORECASE)

Entry = dict[str, Any]
"""An entry as a case file has it."""


def lines_of(text: str) -> list[str]:
    r"""Return the lines that hold something, without bullets.

    Examples
    --------
    >>> lines_of("- Fever\r\n\n * Cough ")
    ['Fever', 'Cough']
    """
    stripped = (_BULLET.sub("", line).strip() for line in text.splitlines())
    return [line for line in stripped if line]


def history_of(line: str) -> Entry | str:
    """Read ``deep vein thrombosis; past; 2019``."""
    name, *parts = _parts(line)
    entry: Entry = {"name": name}
    notes = []
    for part in parts:
        if part.casefold() in OVER:
            entry["ongoing"] = False
        elif part.casefold() != "ongoing":
            notes.append(part)
    return _with(entry, note="; ".join(notes)) if parts else name


def history_line(entry: HistoryEntry) -> str:
    """Write a matter of the history."""
    name = f"{entry.term} {entry.name}".strip()
    return _join(name, "" if entry.ongoing else "past", entry.note)


def relative_of(line: str) -> Entry:
    """Read ``mother: breast cancer; at 42; maternal``."""
    relation, *parts = _parts(line.replace(":", ";", 1))
    conditions = parts.pop(0) if parts else ""
    entry: Entry = {"relative": relation, "conditions": _list(conditions)}
    for part in parts:
        word = part.casefold()
        if word in SIDES:
            entry["side"] = word
        elif word in tuple(Sex):
            entry["sex"] = word
        else:
            entry["age"] = _AGE.sub("", part)
    return entry


def relative_line(relative: Relative) -> str:
    """Write a relative."""
    age = f"at {relative.age_at_onset.words}" if relative.age_at_onset else ""
    usual = RELATIONS[relative.relation].sex if relative.relation in RELATIONS else Sex.UNKNOWN
    sex = "" if relative.sex is usual else relative.sex.value
    said = f"{relative.relation}: {', '.join(relative.conditions)}"
    return _join(said, age, relative.side, sex)


def therapy_of(line: str) -> Entry:
    """Read ``erlotinib; progressive disease; line 1; stopped for progression``."""
    drugs, *parts = _parts(line)
    entry: Entry = {"drugs": [one for one in _DRUGS.split(drugs) if one]}
    notes = []
    for part in parts:
        word = part.casefold()
        if word in RESPONSES:
            entry["response"] = RESPONSES[word]
        elif found := _LINE.fullmatch(part):
            entry["line"] = int(found[1] or found[2])
        elif (stopped := _STOPPED.fullmatch(part)) and stopped[1].casefold() in REASONS:
            entry["stopped_for"] = stopped[1].casefold()
        else:
            notes.append(part)
    return _with(entry, note="; ".join(notes))


def therapy_line(therapy: PreviousTherapy) -> str:
    """Write a previous therapy."""
    response = "" if therapy.response is Response.UNKNOWN else therapy.response.value
    number = f"line {therapy.line}" if therapy.line else ""
    stopped = f"stopped for {therapy.stopped_for}" if therapy.stopped_for else ""
    return _join(" + ".join(therapy.drugs), response, number, stopped, therapy.note)


def variant_of(line: str) -> Entry | str:
    """Read ``EGFR L858R; c.2573T>G; 31 %``; a line without parts is left to the reader."""
    name, *parts = _parts(line)
    if not parts:
        return name
    try:
        gene, said = parse_variant_text(name)
    except FieldError:
        return name  # the reader says what is wrong with it
    entry: Entry = {"gene": gene, **said}
    for part in parts:
        word = part.casefold()
        if found := _HGVS.match(part):
            entry[f"hgvs_{'c' if found[1] == 'n' else found[1]}"] = part
        elif word in ZYGOSITIES:
            entry["zygosity"] = word
        elif word in PATHOGENICITIES:
            entry["pathogenicity"] = word
        else:
            entry["allele_fraction"] = _fraction(part)
    return entry


def variant_line(variant: CaseVariant) -> str:
    """Write a variant."""
    fraction = variant.allele_fraction
    return _join(
        f"{variant.gene} {variant.variation}".strip(),
        variant.hgvs_c,
        variant.hgvs_p,
        variant.hgvs_g,
        variant.zygosity,
        variant.pathogenicity,
        "" if fraction is None else f"{100 * fraction:g} %",
    )


def finding_of(line: str) -> Entry | str:
    """Read ``HP:0001250 Seizure; at 2 months``."""
    name, *parts = _parts(line)
    return {"term": name, "onset": _AGE.sub("", "; ".join(parts))} if parts else name


def finding_line(finding: Finding) -> str:
    """Write a finding."""
    try:
        onset = parse_age(finding.onset).words
    except AgeError:
        onset = finding.onset  # a term or a span
    return _join(f"{finding.term} {finding.label}".strip(), f"at {onset}" if onset else "")


def write_lines(entries: Iterable[Any], write: Callable[[Any], str]) -> str:
    """Write entries, one a line."""
    return "\n".join(write(one) for one in entries)


def variants_from(variants: Iterable[CaseVariant], origin: Origin) -> Iterator[CaseVariant]:
    """Yield the variants of an origin; one of unknown origin was found in the tumour."""
    for one in variants:
        held = Origin.SOMATIC if one.origin is Origin.UNKNOWN else one.origin
        if held is origin:
            yield one


def _parts(line: str) -> list[str]:
    first, *rest = (part.strip() for part in line.split(";"))
    return [first, *filter(None, rest)]


def _list(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _fraction(text: str) -> float | str:
    """Read a share in percent or from 0 to 1; what is none is left to the reader to refuse."""
    found = _FRACTION.fullmatch(text)
    if not found:
        return text
    try:
        number = float(found[1])
    except ValueError:
        return text
    return round(number / 100, 6) if found[2] or number > 1 else number


def _with(entry: Entry, **more: str) -> Entry:
    return entry | {name: value for name, value in more.items() if value}


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
