"""``oncolit diagnose``: diseases that a patient's findings speak for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from patients.case_file import read_case
from patients.diagnosis import open_diagnoser
from patients.diagnosis_question import DiagnosisQuestion, GermlineGene
from patients.diagnosis_weights import AbsenceReading
from patients.finding_words import FindingFinder
from patients.found_finding import FoundFinding
from patients.ontology import PHENOTYPIC_ABNORMALITY, Ontology, read_ontology
from patients.ranking import Ranking
from patients.tumour_syndromes import read_tumour_syndromes
from pipeline.advisor import read_knowledge, unknown_tumour
from pipeline.case_diagnoses import question_of_case
from pipeline.case_sources import SYNDROME_TABLE
from pipeline.case_summary import with_named_tumour
from pipeline.settings import knowledge_folder
from pipeline.text_source import read_text_source
from reports.diagnosis_record import diagnosis_record
from reports.diagnosis_text import diagnosis_text
from variants.gene_symbols import approved_symbol

ONE_COPY = "het"
"""After a gene and a colon: one copy only is altered."""


class DiagnoseError(ValueError):
    """The command is asked for what it cannot do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the command, beside the findings.

    Parameters
    ----------
    sex : str
    genes : tuple of GermlineGene
    absences : AbsenceReading
    tumour : str
        The patient's, empty where none is named.
    """

    sex: str
    genes: tuple[GermlineGene, ...]
    absences: AbsenceReading
    tumour: str = ""


def diagnose_terms(
    observed: Sequence[str], absent: Sequence[str], asked: Asked, top: int, *, as_json: bool
) -> str:
    """Rank diseases by HPO terms.

    Parameters
    ----------
    observed, absent : sequence of str
        Ids.
    asked : Asked
    top : int
        Diseases to tell of.
    as_json : bool

    Raises
    ------
    patients.ontology.UnknownTermError
        An id is none.
    DiagnoseError
        A term is no finding, there is none, or one is both there and absent.
    """
    ontology = read_ontology()
    for id in (*observed, *absent):
        term = ontology.find(id)
        if not ontology.is_a(term.id, PHENOTYPIC_ABNORMALITY):
            raise DiagnoseError(
                f"{term.id} {term.name!r} is no finding; expected a term below "
                f"{PHENOTYPIC_ABNORMALITY} (phenotypic abnormality)"
            )
    for id in absent:
        below = [
            one for one in observed if ontology.is_a(ontology.find(one).id, ontology.find(id).id)
        ]
        if below:
            raise DiagnoseError(f"--absent {id}: --hpo {below[0]} says that it is there")
    return _answer(_question(tuple(observed), tuple(absent), asked), (), asked, top, as_json)


def diagnose_text(source: str, asked: Asked, top: int, *, as_json: bool) -> str:
    """Rank diseases by the findings that a text names; relatives' and doubtful ones are left out.

    Parameters
    ----------
    source : str
        A file, or ``-`` for standard input.
    asked : Asked
    top : int
    as_json : bool
    """
    found = FindingFinder(read_ontology()).find(read_text_source(source))
    own = [one for one in found if not one.relative and not one.uncertain]
    observed = tuple(one.term for one in own if not one.negated)
    absent = tuple(one.term for one in own if one.negated)
    return _answer(_question(observed, absent, asked), found, asked, top, as_json)


def diagnose_case(path: Path, asked: Asked, top: int, *, as_json: bool) -> str:
    """Rank diseases by the findings, the tumour and the germline genes of a case.

    Parameters
    ----------
    path : Path
        A phenopacket, or the YAML of ``oncolit case``.
    asked : Asked
        What it says stands before what the case says.
    top : int
    as_json : bool
    """
    ontology = read_ontology()
    case = with_named_tumour(read_case(path, ontology), read_knowledge(genes=()).advisor.tumours)
    own = question_of_case(case, FindingFinder(ontology))
    question = DiagnosisQuestion(
        own.observed, own.absent, asked.sex or own.sex, asked.genes or own.genes, asked.absences
    )
    tumour = asked.tumour or (case.tumour.name if case.tumour else "")
    told = Asked(question.sex, question.genes, asked.absences, tumour)
    return _answer(question, (), told, top, as_json)


def read_gene(text: str) -> GermlineGene:
    """Read a gene, such as ``NF1``, or ``BLM:het`` where one copy only is altered.

    Raises
    ------
    DiagnoseError
        What follows the colon is another word, or there is no gene.
    """
    symbol, colon, copies = text.partition(":")
    if not symbol.strip() or (colon and copies.strip().casefold() != ONE_COPY):
        raise DiagnoseError(f"--gene {text!r}: expected a symbol such as NF1, or BLM:{ONE_COPY}")
    return GermlineGene(approved_symbol(symbol.strip()), bool(colon))


def known_terms(ontology: Ontology, ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids that the ontology has, and those that it lacks."""
    known = tuple(id for id in ids if id in ontology)
    return known, tuple(id for id in ids if id not in ontology)


def _question(
    observed: tuple[str, ...], absent: tuple[str, ...], asked: Asked
) -> DiagnosisQuestion:
    return DiagnosisQuestion(observed, absent, asked.sex, asked.genes, asked.absences)


def check_sources(sources: Mapping[str, object], out: Path | None) -> None:
    """Check that one source of findings is named, and ``--out`` with ``--cases`` alone.

    Raises
    ------
    DiagnoseError
        None or several are, or ``--out`` does not fit.
    """
    named = [name for name, given in sources.items() if given]
    if len(named) != 1:
        got = " and ".join(named) or "none"
        raise DiagnoseError(f"got {got}; expected one of {', '.join(sources)}")
    if (named == ["--cases"]) != (out is not None):
        raise DiagnoseError("--cases needs --out FILE, and --out is for --cases alone")


def _answer(
    question: DiagnosisQuestion,
    found: Sequence[FoundFinding],
    asked: Asked,
    top: int,
    as_json: bool,
) -> str:
    ranking = _rank(question, top)
    syndromes = read_tumour_syndromes(knowledge_folder() / SYNDROME_TABLE)
    tumours = read_knowledge(genes=()).advisor.tumours
    notes = [*unknown_tumour(tumours, asked.tumour), *_unknown_genes(asked.genes)]
    tumour = asked.tumour if tumours.find(asked.tumour) else ""
    record = diagnosis_record(ranking, question, found, syndromes, tumour, tumours)
    if as_json:
        return json.dumps({"notes": notes, **record}, indent=1)
    ontology = read_ontology()
    used = (*ranking.observed, *ranking.absent)
    text = diagnosis_text(record, {term: ontology.find(term).name for term in used})
    return "\n".join([*notes, text])


def _unknown_genes(genes: Sequence[GermlineGene]) -> list[str]:
    causes = open_diagnoser().genes
    lacking = [gene.symbol for gene in genes if gene.symbol not in causes]
    return [f"No disease of the annotations is caused by {symbol!r}." for symbol in lacking]


def _rank(question: DiagnosisQuestion, top: int) -> Ranking:
    diagnoser = open_diagnoser()
    observed, absent = diagnoser.findings(question)
    if not observed and not question.genes:
        spoken = f" ({len(absent)} absent)" if absent else ""
        raise DiagnoseError(
            f"no finding that is there{spoken} and no gene; expected at least one to go by"
        )
    return diagnoser.rank(question, top, top)
