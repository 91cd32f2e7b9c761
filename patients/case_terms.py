"""Terms as people write them: an id, a name or a synonym, or an id with its name.

Examples
--------
>>> from patients.ontology import read_ontology
>>> terms = CaseTerms(read_ontology())
>>> terms.finding("HP:0002094 Dyspnea").name, terms.finding("cough").id
('Dyspnea', 'HP:0012735')
>>> terms.onset("12 years"), terms.onset("congenital onset")
('P12Y', 'HP:0003577 Congenital onset')
>>> terms.finding("HP:0002094 Fever")
Traceback (most recent call last):
patients.case_faults.FieldError: 'HP:0002094 Fever', but HP:0002094 is Dyspnea, Fever HP:0001945
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from patients.case_age import AgeError, parse_age
from patients.case_faults import FieldError, shown
from patients.ontology import PHENOTYPIC_ABNORMALITY, ROOT, Ontology, Term, UnknownTermError

ONSET = "HP:0003674"
"""Above all terms of onset."""

MOST_SUGGESTIONS = 3

_CURIE = re.compile(r"(?P<id>[A-Za-z][\w.-]*:[\w.*/-]+)(?:\s+(?P<name>\S.*))?")
_HPO = re.compile(r"HP:\d{7}")
_GESTATION = re.compile(r"gestation (?P<weeks>\d{1,2}) weeks(?: (?P<days>[0-6]) days)?")
_CLOSE = 60


class CaseTerms:
    """Finds the terms of an ontology by what people write.

    Parameters
    ----------
    ontology : Ontology
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._names, self._shared = _names(ontology)

    def finding(self, text: str) -> Term:
        """Return the term of a symptom or sign.

        Raises
        ------
        FieldError
            There is none; the name contradicts the id; the term is no finding.
        """
        term = self.term(text, PHENOTYPIC_ABNORMALITY)
        if not self.ontology.is_a(term.id, PHENOTYPIC_ABNORMALITY):
            raise FieldError(f"{shown(text)}, expected a symptom or sign, {term.name} is neither")
        return term

    def term(self, text: str, above: str = ROOT) -> Term:
        """Return any term, alternate and obsolete ids led to the current ones.

        Suggestions are terms below ``above``.

        Raises
        ------
        FieldError
            There is none, or the name contradicts the id.
        """
        id, name = split_curie(text)
        if not id:
            return self._named(name, above)
        if not is_hpo_id(id):
            raise FieldError(f"{shown(text)}, expected an id such as HP:0002094, or a name")
        try:
            term = self.ontology.find(id)
        except UnknownTermError as error:
            raise FieldError(str(error)) from error
        if name:
            self._check(text, id, name, term)
        return term

    def contradicts(self, id: str, name: str) -> bool:
        """Tell whether a name is that of another term than the id's."""
        return self._names.get(_plain(name), id) != id and not self._is_name(name, id)

    def onset(self, text: str) -> str:
        """Return an onset as :class:`patients.case.Finding` has it.

        Raises
        ------
        FieldError
            It is no age and no term of onset.
        """
        if _GESTATION.fullmatch(text):
            return text
        try:
            return "/".join(parse_age(part).iso for part in text.split("/"))
        except AgeError as error:
            if any(letter.isdigit() for letter in text) and not split_curie(text)[0]:
                raise FieldError(str(error)) from error
        id, name = split_curie(text)
        if id and not id.startswith("HP:"):
            return f"{id} {name}".strip()
        term = self.term(text, ONSET)
        if not self.ontology.is_a(term.id, ONSET):
            raise FieldError(f"{shown(text)}, expected an age or a term such as Congenital onset")
        return f"{term.id} {term.name}"

    def _named(self, name: str, above: str) -> Term:
        plain = _plain(name)
        if plain in self._shared:
            several = ", ".join(self._label(id) for id in self._shared[plain])
            raise FieldError(f"{shown(name)} may be {several}; expected one of their ids")
        id = self._names.get(plain)
        if id is None:
            close = self._closest(plain, above)
            hint = f"did you mean {close}?" if close else "expected another word or an HPO id"
            raise FieldError(f"{shown(name)} is no term of the Human Phenotype Ontology, {hint}")
        return self.ontology.terms[id]

    def _check(self, text: str, id: str, name: str, term: Term) -> None:
        if self._is_name(name, term.id):
            return
        other = self._names.get(_plain(name))
        meant = f"{name} {other}" if other else f"not {name}"
        raise FieldError(f"{shown(text)}, but {id} is {term.name}, {meant}")

    def _is_name(self, name: str, id: str) -> bool:
        term, plain = self.ontology.terms[id], _plain(name)
        return any(plain == _plain(word) for word in (term.name, *term.synonyms))

    def _closest(self, plain: str, above: str) -> str:
        near = process.extract(
            plain, self._names.keys(), scorer=fuzz.ratio, limit=12, score_cutoff=_CLOSE
        )
        found = (self._names[name] for name, _, _ in near)
        ids = dict.fromkeys(id for id in found if self.ontology.is_a(id, above))
        return " or ".join(self._label(id) for id in list(ids)[:MOST_SUGGESTIONS])

    def _label(self, id: str) -> str:
        return f"{id} {self.ontology.terms[id].name}"


@lru_cache(maxsize=2)
def terms_of(ontology: Ontology) -> CaseTerms:
    """Return the terms of an ontology, indexed once."""
    return CaseTerms(ontology)


def split_curie(text: str) -> tuple[str, str]:
    """Part an id from the name behind it; either may be empty.

    Examples
    --------
    >>> split_curie("HP:0002094 Dyspnea"), split_curie("DOID:3910"), split_curie("Cough")
    (('HP:0002094', 'Dyspnea'), ('DOID:3910', ''), ('', 'Cough'))
    """
    match = _CURIE.fullmatch(text)
    if match is None:
        return "", text
    return match["id"], match["name"] or ""


def is_hpo_id(text: str) -> bool:
    """Tell an id of the Human Phenotype Ontology, whether or not the term exists."""
    return _HPO.fullmatch(text) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _names(ontology: Ontology) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return ids by name or synonym, and the synonyms that several terms share."""
    names = {_plain(term.name): term.id for term in ontology.terms.values()}
    owners: dict[str, dict[str, None]] = {}
    for term in ontology.terms.values():
        for synonym in term.synonyms:
            if (plain := _plain(synonym)) not in names:
                owners.setdefault(plain, {})[term.id] = None
    shared = {plain: tuple(ids) for plain, ids in owners.items() if len(ids) > 1}
    names.update((plain, next(iter(ids))) for plain, ids in owners.items() if len(ids) == 1)
    return names, shared
