"""From a case that was sent to its report."""

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from patients.case import Case
from patients.case_file import CaseError, parse_case
from patients.case_reader import CASE_FIELDS
from patients.ontology import read_ontology
from patients.test_kinds import TestKind
from pipeline.advisor import Knowledge
from pipeline.case import (
    PHENOPACKET_FORMAT,
    YAML_FORMAT,
    CaseFile,
    open_for_case,
    write_case_report,
)
from pipeline.case_sources import PatientSources, open_patient_sources
from pipeline.lab_answers import Progress
from pipeline.lab_work import Sources
from reports.lab_report import ReportHead
from webapp.case_content import BLANKS
from webapp.case_text import plain_sentences
from webapp.pseudonyms import WITHHELD, Pseudonyms, without_quotes

_FAULT = re.compile(r"[^:]*?(, line \d+)?: (?:([a-z][\w.\[\]]*): )?(.*)", re.DOTALL)


def report_case(
    file: Path,
    data: bytes,
    folder: Path,
    sources: Sources,
    disease: str | None,
    pseudonyms: Pseudonyms | None,
    progress: Progress,
) -> ReportHead:
    """Write the report on a case; of its free text only what was found is kept.

    Parameters
    ----------
    file : Path
        As it came.
    data : bytes
        What it holds, unpacked.
    folder : Path
        Where the report is written.
    sources : Sources
    disease : str, optional
        Tumour that is asked for in place of the case's own.
    pseudonyms : Pseudonyms, optional
        Where names are replaced.
    progress : callable

    Raises
    ------
    CaseError
        The file is no case; where names are replaced the message repeats nothing of it.
    """
    case = _read_case(file.name, data, pseudonyms)
    words = PHENOPACKET_FORMAT if data.lstrip(BLANKS).startswith(b"{") else YAML_FORMAT
    if data[:2] != file.read_bytes()[:2]:
        words = f"{words}, gzip"
    opened = open_for_case(case, sources, disease)
    patients = _patient_sources(sources.knowledge)
    case = replace(case, text=plain_sentences(case.text, patients.finder))
    if pseudonyms is not None:
        case, words = without_names(case, pseudonyms), f"{words}, names replaced"
    given = CaseFile(file, case, words)
    return write_case_report(given, folder, opened, patients, progress=progress)


def without_names(case: Case, pseudonyms: Pseudonyms) -> Case:
    """Return a case under another code, without notes; its text is reduced already.

    Examples
    --------
    >>> case = Case("Miller", note="Ms Miller is from Ulm.")
    >>> hidden = without_names(case, Pseudonyms(b"secret"))
    >>> hidden.id[:2], hidden.note
    ('S-', '')
    """
    return replace(
        case,
        id=pseudonyms.of(case.id),
        subject="",
        note="",
        history=tuple(replace(one, note="") for one in case.history),
        therapies=tuple(replace(one, note="") for one in case.therapies),
        findings=tuple(replace(one, words="") for one in case.findings),
        variants=tuple(replace(one, id="") for one in case.variants),
        unread=(),
    )


def _read_case(name: str, data: bytes, pseudonyms: Pseudonyms | None) -> Case:
    try:
        return parse_case(data, name, read_ontology())
    except CaseError as error:
        if pseudonyms is None:
            raise
        raise CaseError(*(_without_values(name, one) for one in error.faults)) from None


@lru_cache(maxsize=1)
def _patient_sources(knowledge: Knowledge) -> PatientSources:
    """Open what answers on patients, once for each evidence base."""
    return open_patient_sources(knowledge)


def _known_part(path: str) -> str:
    """Return what of a field's path is ours: what lies below may be a name.

    Examples
    --------
    >>> _known_part("tests.qtc"), _known_part("tests.Miller"), _known_part("history[0].Miller")
    ('tests.qtc', 'tests', 'history[0]')
    """
    first, _, rest = path.partition(".")
    if first.split("[")[0] not in CASE_FIELDS:
        return ""
    return f"{first}.{rest}" if first == "tests" and rest in set(TestKind) else first


def _without_values(name: str, fault: str) -> str:
    """Say of a fault where it is and what was expected."""
    told = _FAULT.fullmatch(fault)
    if told is None:
        return f"{name}: {without_quotes(fault)} {WITHHELD}"
    where = ": ".join(filter(None, (f"{name}{told[1] or ''}", _known_part(told[2] or ""))))
    return f"{where}: {without_quotes(told[3])} {WITHHELD}"
