"""An oncoprint: genes down, samples across, a sign for each alteration.

Samples are in the usual order, by whether the first gene is altered and how, then the second, and
so on. A cell shows copies as its ground, a fusion as a bar at its top and one sign for the worst
small change. Lengths are in pixels of the drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.alteration_group import AlterationGroup
from reports.cohort import AffectedGene, Cohort

MOST_GENES = 30
MOST_SAMPLES = 400
"""Samples that are drawn; the others have fewer of the first genes altered."""

ROW_HEIGHT = 22
LABEL_WIDTH = 150
"""Room for the gene and its share, left of the cells."""

_WIDEST, _NARROWEST, _ROOM = 16, 7, 1030
_GAP = 2
_TOP = 4

_GROUNDS = (AlterationGroup.AMPLIFICATION, AlterationGroup.GENE_DELETION)
_SMALL = (
    AlterationGroup.TRUNCATING,
    AlterationGroup.SPLICE,
    AlterationGroup.IN_FRAME,
    AlterationGroup.MISSENSE,
    AlterationGroup.OTHER,
)

SIGNS = {
    AlterationGroup.AMPLIFICATION: "filled",
    AlterationGroup.GENE_DELETION: "hollow",
    AlterationGroup.FUSION: "bar",
    AlterationGroup.TRUNCATING: "cross",
    AlterationGroup.SPLICE: "triangle",
    AlterationGroup.IN_FRAME: "diamond",
    AlterationGroup.MISSENSE: "dot",
    AlterationGroup.OTHER: "dash",
}
"""Shape of each group, so that colour is not needed to tell them apart."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An altered gene of a sample.

    Parameters
    ----------
    x, y : float
        Its top left corner.
    signs : tuple of AlterationGroup
        What is drawn, the lowest first.
    words : str
        All that the gene has in the sample.
    """

    x: float
    y: float
    signs: tuple[AlterationGroup, ...]
    words: str


@dataclass(frozen=True)
class Oncoprint:
    """The drawing.

    Parameters
    ----------
    genes : tuple of AffectedGene
        Rows.
    places : tuple of int
        Columns: the places of the samples, from 0.
    cells : tuple of Cell
        Row by row.
    pitch : float
        From one column to the next.
    n_unaltered, n_left_out : int
        Samples that are not drawn: none of the genes is altered, or there are too many.
    """

    genes: tuple[AffectedGene, ...]
    places: tuple[int, ...]
    cells: tuple[Cell, ...]
    pitch: float
    n_unaltered: int
    n_left_out: int

    @property
    def width(self) -> float:
        """Of the whole drawing."""
        return LABEL_WIDTH + len(self.places) * self.pitch

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return 2 * _TOP + len(self.genes) * ROW_HEIGHT

    @property
    def cell_width(self) -> float:
        """Of a cell without the gap beside it."""
        return self.pitch - _GAP

    @property
    def cell_height(self) -> float:
        """Of a cell without the gap below it."""
        return ROW_HEIGHT - 2 * _GAP

    @property
    def drawn(self) -> tuple[AlterationGroup, ...]:
        """Groups that occur, for the legend."""
        found = {group for cell in self.cells for group in cell.signs}
        return tuple(group for group in AlterationGroup if group in found)

    def row_top(self, row: int) -> float:
        """Return where a row of cells begins."""
        return _TOP + row * ROW_HEIGHT


def draw_oncoprint(
    cohort: Cohort, most_genes: int = MOST_GENES, most_samples: int = MOST_SAMPLES
) -> Oncoprint:
    """Lay out the genes most affected over the samples that have them altered."""
    genes = cohort.genes[:most_genes]
    rows = [cohort.altered[gene.gene] for gene in genes]
    order = sorted_samples(rows)
    places = tuple(order[:most_samples])
    pitch = min(max(_ROOM / max(len(places), 1), _NARROWEST), _WIDEST)
    cells = tuple(
        Cell(
            x=LABEL_WIDTH + column * pitch,
            y=_TOP + row * ROW_HEIGHT + _GAP,
            signs=_signs(altered[place]),
            words=_words(cohort, genes[row].gene, place, altered[place]),
        )
        for row, altered in enumerate(rows)
        for column, place in enumerate(places)
        if place in altered
    )
    return Oncoprint(
        genes, places, cells, pitch, len(cohort.samples) - len(order), len(order) - len(places)
    )


def sorted_samples(rows: Sequence[Mapping[int, Iterable[AlterationGroup]]]) -> list[int]:
    """Return the places of samples with any alteration, in the order of columns.

    Parameters
    ----------
    rows : sequence of mappings
        By gene, the most affected first: the groups of each sample's alterations.
    """
    ranks = {group: rank for rank, group in enumerate(AlterationGroup)}
    unaltered = len(ranks)

    def key(place: int) -> tuple[list[int], int]:
        worst = [min((ranks[g] for g in row.get(place, ())), default=unaltered) for row in rows]
        return worst, place

    return sorted({place for row in rows for place in row}, key=key)


def _signs(groups: frozenset[AlterationGroup]) -> tuple[AlterationGroup, ...]:
    small = [group for group in _SMALL if group in groups][:1]
    ground = [group for group in _GROUNDS if group in groups][:1]
    fusion = [AlterationGroup.FUSION] if AlterationGroup.FUSION in groups else []
    return (*ground, *fusion, *small)


def _words(cohort: Cohort, gene: str, place: int, groups: frozenset[AlterationGroup]) -> str:
    kinds = ", ".join(group.value for group in AlterationGroup if group in groups)
    return f"{cohort.samples[place].name or 'sample without a name'}: {gene} {kinds}"
