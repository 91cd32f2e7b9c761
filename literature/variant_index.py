"""The stored variants of a gene, and which of them an asked variant is or lies beside."""

import sqlite3
from collections.abc import Iterable, Iterator

from literature.variant_key import VariantKey, keys_of
from text_features.mention import Relation, VariantMention
from text_features.relation import relation_of
from variants.variation import Variation
from variants.variation_type import VariationType

_BY_NAME_ALONE = frozenset({
    VariationType.NUCLEOTIDE_CHANGE.value, VariationType.POLYMORPHISM.value,
})  # fmt: skip
"""Compared by name: none of them lies beside another variant."""

_BEYOND = 1
"""Residues on either side: an insertion is named by its neighbours."""


class GeneVariants:
    """The stored variants of one gene.

    Parameters
    ----------
    connection : sqlite3.Connection
    gene : str
        In any spelling.
    """

    def __init__(self, connection: sqlite3.Connection, gene: str) -> None:
        self.gene = gene
        self._placed: list[tuple[int, VariantKey]] = []
        self._named: dict[str, list[tuple[int, VariantKey]]] = {}
        self._others: list[tuple[int, VariantKey]] = []
        for number, key in _rows(connection, keys_of(gene)):
            if key.type in _BY_NAME_ALONE:
                self._named.setdefault(key.name, []).append((number, key))
            else:
                (self._others if key.first is None else self._placed).append((number, key))

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._placed or self._named or self._others)

    def related(self, asked: Variation, spelling: str) -> dict[int, Relation]:
        """Return the numbers of those that are the same as, or beside, the asked one."""
        found: dict[int, Relation] = {}
        for number, key in self._candidates(asked):
            mention = VariantMention(0, 0, key.variation())
            relation = relation_of(mention, asked, self.gene, spelling)
            if relation in (Relation.SAME, Relation.RESIDUE):
                found[number] = relation
        return found

    def _candidates(self, asked: Variation) -> Iterator[tuple[int, VariantKey]]:
        for name in {asked.name, asked.coding, *(part.name for part in asked.parts)}:
            yield from self._named.get(name, ())
        yield from self._others
        yield from _beside(self._placed, asked)


def _beside(
    placed: Iterable[tuple[int, VariantKey]], asked: Variation
) -> Iterator[tuple[int, VariantKey]]:
    """Yield those that may share a residue; all, where the asked one names none."""
    if asked.start is None:
        yield from placed
        return
    first, last = asked.start - _BEYOND, (asked.end or asked.start) + _BEYOND
    for number, key in placed:
        start = key.first or 0
        if start <= last and (key.last or start) >= first:
            yield number, key


def _rows(
    connection: sqlite3.Connection, genes: tuple[str, ...]
) -> Iterator[tuple[int, VariantKey]]:
    for number, gene, type_, name, first, last in connection.execute(
        "select id, gene, type, name, first, last from variant where gene in "
        f"({', '.join('?' * len(genes))}) order by id",
        genes,
    ):
        yield number, VariantKey(gene, type_, name, first, last)
