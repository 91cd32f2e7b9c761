"""Possible diagnoses as plain text for a terminal."""

from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

from reports.lab_templates import percent

NONE_STANDS_OUT = "No disease stands out: the findings are too few or too general."
"""Said where no posterior is worth much."""

_WIDTH = 100
_MOST_FINDINGS = 6
_GROUND_WORDS = {
    "annotated": "",
    "annotated more precisely": ", by a more precise finding",
    "like an annotated finding": ", like an annotated one",
    "not annotated": ", not known of it",
    "absent, met in the disease": "",
    "absent, not annotated": "",
}

Record = Mapping[str, Any]


def diagnosis_text(record: Record, labels: Mapping[str, str]) -> str:
    """Write a ranking as text.

    Parameters
    ----------
    record : mapping
        As :func:`reports.diagnosis_record.diagnosis_record` makes it.
    labels : mapping of str
        Name of each term that was used, by id.
    """
    lines = [*_read_lines(record), *_asked_lines(record, labels), ""]
    if not record["stands_out"]:
        lines += [NONE_STANDS_OUT, ""]
    for place, candidate in enumerate(record["candidates"], start=1):
        lines += _candidate_lines(place, candidate)
    lines.append(f"A disease that the annotations lack: {_share(record['unlisted'])}")
    lines += _question_lines(record)
    return "\n".join(map(_wrapped, [*lines, "", record["notice"]]))


def _wrapped(line: str) -> str:
    """Break a long line between words; of one that is set in, what follows is so by two more."""
    inset = " " * (len(line) - len(line.lstrip()))
    inset += "  " * bool(inset)
    return fill(
        line, _WIDTH, subsequent_indent=inset, break_long_words=False, break_on_hyphens=False
    )


def _read_lines(record: Record) -> Iterator[str]:
    if not record["read_from_text"]:
        return
    yield "Read from the text, please confirm:"
    for one in record["read_from_text"]:
        status = "absent" if one["negated"] else "present"
        if one["uncertain"]:
            status = f"{status}, uncertain: not used"
        if one["relative"]:
            status = f"{one['relative']}: not used"
        yield f"  {one['words']!r}: {one['term']} {one['label']} ({status})"


def _asked_lines(record: Record, labels: Mapping[str, str]) -> Iterator[str]:
    for key, word in (("observed", "Present"), ("absent", "Absent")):
        if record[key]:
            yield f"{word}: {', '.join(labels[term] for term in record[key])}"
    about = [f"sex {record['sex']}"] if record["sex"] not in (None, "unknown") else []
    about += [f"{one['symbol']}{' (one copy)' * one['one_copy']}" for one in record["genes"]]
    if about:
        yield f"Also: {', '.join(about)}"


def _candidate_lines(place: int, candidate: Record) -> Iterator[str]:
    genes = f" ({', '.join(candidate['genes'])})" if candidate["genes"] else ""
    share = _share(candidate["posterior"])
    yield f"{place:>2}. {share:>12}  {candidate['name']}, {candidate['disease']}{genes}"
    if candidate["genes_of_patient"]:
        yield f"      germline variant in {', '.join(candidate['genes_of_patient'])}"
    for key in ("for", "against"):
        found = candidate[key]
        if found:
            more = f", {len(found) - _MOST_FINDINGS} more" * (len(found) > _MOST_FINDINGS)
            words = "; ".join(_finding_words(one) for one in found[:_MOST_FINDINGS])
            yield f"      {key}: {words}{more}"
    if candidate["against_sex"]:
        yield "      against: X-linked recessive, rare in female patients"
    if syndrome := candidate["tumour_syndrome"]:
        yield f"      HEREDITARY TUMOUR SYNDROME: {syndrome['meaning']} ({syndrome['source']})"


def _finding_words(finding: Record) -> str:
    is_absent = finding["ground"].startswith("absent")
    met = "" if finding["frequency"] is None else f" {_share(finding['frequency'])}"
    via = f" ({finding['via']})" if finding["via"] else ""
    ground = _GROUND_WORDS[finding["ground"]]
    absent = "no " * is_absent
    return f"{absent}{finding['label']}{met}{ground}{via} x{finding['factor']:.2g}"


def _question_lines(record: Record) -> Iterator[str]:
    asked = record["question"]
    if asked is not None:
        leaders = ", ".join(
            f"{_share(one['frequency'])} in {one['disease']}" for one in asked["frequencies"][:3]
        )
        yield f"Ask next: {asked['label']} ({asked['term']})? Met in {leaders}"


def _share(share: float) -> str:
    return percent(share).replace("\N{NO-BREAK SPACE}", " ")
