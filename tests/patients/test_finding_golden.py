"""How many findings of sentences like those of clinical letters are found."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from patients.finding_words import FindingFinder
from patients.ontology import read_ontology

GOLDEN = Path(__file__).parents[1] / "golden" / "finding_sentences.tsv"
SIDE = re.compile(r"^(?:maternal|paternal) ")
"""The golden set names relatives without their side."""


def rows():
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        text, _, listed = line.partition("\t")
        yield text, [cell.split("|") for cell in listed.split(" ; ") if cell.strip()]


def status(found):
    if found.relative:
        return "family:" + SIDE.sub("", found.relative)
    if found.negated:
        return "absent"
    return "uncertain" if found.uncertain else "present"


@cache
def counted():
    """Count the findings of the golden set, those found, and those that both have."""
    ontology = read_ontology()
    finder = FindingFinder(ontology)
    totals = Counter()
    for text, listed in rows():
        golden = Counter((ontology.find(cell[0].split()[0]).id, cell[2].strip()) for cell in listed)
        found = Counter((one.term, status(one)) for one in finder.find(text))
        totals["golden"] += golden.total()
        totals["found"] += found.total()
        totals["both"] += (golden & found).total()
        terms = Counter(term for term, _ in golden.elements())
        totals["terms"] += (terms & Counter(term for term, _ in found.elements())).total()
    return totals


def test_the_golden_set_has_its_120_sentences():
    assert sum(1 for _ in rows()) == 120


def test_findings_with_their_status_reach_their_floors():
    totals = counted()
    assert totals["both"] / totals["found"] > 0.97
    assert totals["both"] / totals["golden"] > 0.97


def test_terms_alone_reach_their_floors():
    totals = counted()
    assert totals["terms"] / totals["found"] > 0.98
    assert totals["terms"] / totals["golden"] > 0.98
