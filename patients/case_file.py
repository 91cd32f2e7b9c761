r"""Files of cases: a short YAML that a person writes, or a phenopacket of GA4GH (JSON).

Which of the two a file is shows from its content, never from its name. What a phenopacket has no
field for, and where it stands instead, is told in :mod:`patients.phenopacket`.

Examples
--------
>>> from patients.ontology import read_ontology
>>> case = parse_case(b"id: a\nsex: female\ntests: {qtc: 490 ms}\n", "a.yaml", read_ontology())
>>> case.sex.value, case.tests[0].words
('female', '490 ms')
>>> parse_case(case_phenopacket(case).encode(), "a.json", read_ontology()) == case
True
"""

from pathlib import Path

from patients.case import Case
from patients.case_faults import CaseError
from patients.case_reader import read_case_tree
from patients.case_terms import terms_of
from patients.case_tree import LARGEST_FILE, decoded, read_tree
from patients.case_writer import case_yaml
from patients.ontology import Ontology
from patients.phenopacket import case_phenopacket, phenopacket_json, read_phenopacket

__all__ = ["CaseError", "case_phenopacket", "case_yaml", "parse_case", "read_case"]


def parse_case(data: bytes, name: str, ontology: Ontology) -> Case:
    """Read a case.

    Parameters
    ----------
    data : bytes
        YAML or a phenopacket as JSON, in UTF-8, at most a mebibyte.
    name : str
        What messages call the file.
    ontology : Ontology
        Finds the terms.

    Raises
    ------
    CaseError
        With every fault of the file, each as file, field, value and what was expected.
    """
    packet = phenopacket_json(decoded(data, name), name)
    terms = terms_of(ontology)
    if packet is not None:
        return read_phenopacket(packet, name, terms)
    return read_case_tree(read_tree(data, name), name, terms)


def read_case(path: Path, ontology: Ontology) -> Case:
    """Read a case from a file; see :func:`parse_case`.

    Raises
    ------
    CaseError
        There is no such file, or it is no case.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CaseError(f"{path}: expected at most {LARGEST_FILE:,} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}, expected a case") from error
    return parse_case(data, str(path), ontology)
