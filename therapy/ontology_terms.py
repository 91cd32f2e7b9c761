"""The table of tumour types, completed with the terms of whole ontologies.

The table decides: its names, synonyms and links stay. A term that it knows by id, code or name
adds what else that is called; any other becomes a type of its own, below its own parents. A new
type comes between two of the table only where the table has the one below the other already.
What gathers types of the table is an umbrella.

Examples
--------
>>> table = TumourTypes([
...     TumourType("DOID:162", "cancer"), TumourType("DOID:1909", "melanoma", ("DOID:162",)),
... ])
>>> both = with_terms(table, [
...     TumourType("ONCOTREE:MEL", "Melanoma", (), ("MEL",)),
...     TumourType("ONCOTREE:DESM", "Desmoplastic Melanoma", ("ONCOTREE:MEL",), ("DESM",)),
... ])
>>> both.relation("melanoma", "DESM"), both.find("MEL").name
(<Relation.BROADER: 'broader'>, 'melanoma')
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from therapy.tumour_names import comparable_name, is_tumour_id
from therapy.tumour_types import TumourType, TumourTypeError, TumourTypes


def with_terms(types: TumourTypes, more: Iterable[TumourType]) -> TumourTypes:
    """Complete tumour types with the terms of ontologies.

    Parameters
    ----------
    types : TumourTypes
        The table.
    more : iterable of TumourType
        Terms of one file or of several, each file with all the parents it names.

    Raises
    ------
    TumourTypeError
        A parent is neither in ``types`` nor in ``more``, or the terms contradict each other.
    """
    union = _Union(types)
    terms = list(more)
    for term in terms:
        union.enter(term)
    for term in terms:
        union.set_parents(term)
    for term in terms:
        union.add_parents(term)
    return TumourTypes(union.rows())


class _Union:
    """The rows of the table and those of the terms, under construction."""

    def __init__(self, table: TumourTypes) -> None:
        self._in_table = frozenset(row.doid for row in table)
        self._rows = {row.doid: row for row in table}
        self._parents = {row.doid: list(row.parents) for row in table}
        self._home = dict.fromkeys(self._in_table, "")
        self._codes: dict[str, str] = {}
        self._table_names: dict[str, str] = {}
        self._term_names: dict[str, str] = {}
        for row in table:
            self._home[row.doid] = row.doid
            self._codes.update(dict.fromkeys(row.oncotree, row.doid))
            for text in (row.name, *row.oncotree, *row.synonyms):
                texts = self._home if is_tumour_id(text) else self._table_names
                texts[text if is_tumour_id(text) else comparable_name(text)] = row.doid

    def enter(self, term: TumourType) -> None:
        """Give the term a home: the row that is known by its id, code or name, else its own."""
        home = self._known(term) or term.doid
        self._home[term.doid] = home
        row = self._rows.get(home) or replace(term, oncotree=(), synonyms=())
        codes = [code for code in term.oncotree if self._codes.setdefault(code, home) == home]
        said = dict.fromkeys((*row.synonyms, term.doid, term.name, *term.synonyms))
        self._rows[home] = replace(
            row,
            oncotree=tuple(dict.fromkeys((*row.oncotree, *codes))),
            synonyms=tuple(text for text in said if self._is_free(text, row)),
        )
        self._parents.setdefault(home, [])
        for synonym in term.synonyms:
            self._term_names.setdefault(comparable_name(synonym), home)
        self._term_names[comparable_name(term.name)] = home

    def set_parents(self, term: TumourType) -> None:
        """Put a row that the term alone has made below the rows of the term's parents."""
        if self._home[term.doid] == term.doid and term.doid not in self._in_table:
            self._parents[term.doid] += self._homes(term)

    def add_parents(self, term: TumourType) -> None:
        """Put a row of the table below new rows, where that relates no two rows of the table."""
        home = self._home[term.doid]
        for parent in self._homes(term) if home in self._in_table else ():
            above, beyond = self._above(home), {parent, *self._above(parent)}
            if parent not in above and home not in beyond and beyond & self._in_table <= above:
                self._parents[home].append(parent)

    def rows(self) -> Iterator[TumourType]:
        """Yield all rows; what is above a row of the table is an umbrella."""
        above_table = {above for doid in self._in_table for above in self._above(doid)}
        for doid, row in self._rows.items():
            umbrella = row.umbrella or (doid in above_table and doid not in self._in_table)
            yield replace(row, parents=tuple(self._parents[doid]), umbrella=umbrella)

    def _known(self, term: TumourType) -> str | None:
        """Return the row that a term means, by the surest sign."""
        ids = [text for text in term.synonyms if is_tumour_id(text)]
        for home in (
            *(self._home.get(doid) for doid in (term.doid, *ids)),
            *(self._codes.get(code) for code in term.oncotree),
            self._table_names.get(comparable_name(term.name)),
        ):
            if home is not None:
                return home
        home = self._term_names.get(comparable_name(term.name))
        return home if home and _source(home) != _source(term.doid) else None

    def _is_free(self, text: str, row: TumourType) -> bool:
        """Tell whether a text may become, or is, a synonym of a row."""
        if is_tumour_id(text):
            return text != row.doid and self._home.get(text, row.doid) == row.doid
        if text in row.synonyms:
            return True
        name = comparable_name(text)
        said = {comparable_name(other) for other in (row.name, *row.synonyms)}
        return name not in said and self._table_names.get(name, row.doid) == row.doid

    def _homes(self, term: TumourType) -> list[str]:
        for parent in term.parents:
            if parent not in self._home:
                raise TumourTypeError(f"{term.doid}: the parent {parent!r} is no tumour type here")
        homes = dict.fromkeys(self._home[parent] for parent in term.parents)
        return [home for home in homes if home != self._home[term.doid]]

    def _above(self, doid: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self._parents[doid])
        while waiting:
            parent = waiting.pop()
            if parent not in found:
                found.add(parent)
                waiting += self._parents[parent]
        return found


def _source(doid: str) -> str:
    return doid.partition(":")[0]
