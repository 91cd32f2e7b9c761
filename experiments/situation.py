"""Where a row stands: what training rows have in common with it, and what is known of it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from experiments.view import CASES, Case, Columns

SITUATION = "situation"
"""Name of the view that says so."""

PAPER_KNOWN, GENE_KNOWN, ANNOTATED, READ = "paper_known", "gene_known", "annotated", "read"
RESIDUE_KNOWN, GENE_NAMED, VARIANT_NAMED = "residue_known", "gene_named", "variant_named"
SITUATION_COLUMNS = (
    *(PAPER_KNOWN, GENE_KNOWN, ANNOTATED, READ),
    *(RESIDUE_KNOWN, GENE_NAMED, VARIANT_NAMED),
)
"""Names of what is known, in the order of the view's columns."""


class Seen(StrEnum):
    """What of the variant stands in the training rows, the most first."""

    RESIDUE = "same residue seen"
    GENE = "gene seen"
    NOTHING = "gene unseen"


class Named(StrEnum):
    """What of the variant the row's text names, the most first."""

    VARIANT = "text mentions the variant"
    GENE = "text mentions only the gene"
    NOTHING = "no text mentions it"


SEEN, NAMED = tuple(Seen), tuple(Named)

Having = frozenset[str]
"""What is known of a row beside gene and variation: annotations, a text or an embedding."""

HAVING: tuple[Having, ...] = tuple(map(frozenset, ((), (ANNOTATED,), (READ,), (ANNOTATED, READ))))


@dataclass(frozen=True, eq=False)
class Situations:
    """The situations of rows.

    Parameters
    ----------
    case : int array of shape (n_rows,)
        Place in :data:`experiments.view.CASES`.
    having : int array of shape (n_rows,)
        Place in :data:`HAVING`.
    seen, named : int arrays of shape (n_rows,)
        Places in :data:`SEEN` and in :data:`NAMED`.
    """

    case: np.ndarray
    having: np.ndarray
    seen: np.ndarray
    named: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray, columns: Columns) -> "Situations":
        """Read the columns of the situation; a row's paper counts only where its gene is known."""
        places = [columns.names.index(f"{SITUATION}:{name}") for name in SITUATION_COLUMNS]
        paper, gene, annotated, read, residue, gene_named, named = (features[:, places] > 0).T
        order = [CASES.index(case) for case in (Case.SAME_PAPER, Case.SAME_GENE, Case.NEW_GENE)]
        return cls(
            case=np.select([paper & gene, gene], order[:2], order[2]),
            having=annotated.astype(np.int64) + 2 * read,
            seen=np.select([gene & residue, gene], [0, 1], 2),
            named=np.select([named, gene_named], [0, 1], 2),
        )

    def take(self, rows: np.ndarray) -> "Situations":
        """Return the rows at these positions."""
        return Situations(self.case[rows], self.having[rows], self.seen[rows], self.named[rows])

    def places(self, has: Having) -> np.ndarray:
        """Return a number for what was seen and named, for rows answered as if they had this.

        Returns
        -------
        int array of shape (n_rows,)
        """
        named = self.named if READ in has else np.full_like(self.named, len(NAMED) - 1)
        return self.seen * len(NAMED) + named


def place_words(place: int) -> str:
    """Say what was seen and named, for a number that :meth:`Situations.places` returns.

    Examples
    --------
    >>> place_words(4)
    'gene seen, text mentions only the gene'
    """
    seen, named = divmod(place, len(NAMED))
    return f"{SEEN[seen]}, {NAMED[named]}"
