"""The patient's tumour as a finding: what it is called, as terms of the Human Phenotype Ontology.

Examples
--------
>>> from patients.finding_words import FindingFinder
>>> from patients.ontology import read_ontology
>>> ontology = read_ontology()
>>> finder = FindingFinder(ontology)
>>> [ontology.find(id).name for id in tumour_terms("colon adenocarcinoma", finder, ontology)]
['Adenocarcinoma of the colon']
>>> tumour_terms("tumour of unknown kind", finder, ontology)
()
"""

from patients.finding_words import FindingFinder
from patients.ontology import Ontology

NEOPLASM = "HP:0002664"
"""Above all tumours."""


def tumour_terms(name: str, finder: FindingFinder, ontology: Ontology) -> tuple[str, ...]:
    """Return the terms of a tumour, most often one; none where its name is no term's.

    Parameters
    ----------
    name : str
        Of a tumour type, such as ``colon adenocarcinoma``.
    finder : FindingFinder
    ontology : Ontology
    """
    found = [one.term for one in finder.find(name) if not one.negated]
    below = [id for id in found if id != NEOPLASM and ontology.is_a(id, NEOPLASM)]
    return tuple(dict.fromkeys(below))
