"""Where a row stands: what training rows have in common with it, and what is known of it."""

from dataclasses import dataclass

import numpy as np

from experiments.view import CASES, Case, Columns

SITUATION = "situation"
"""Name of the view that says so."""

PAPER_KNOWN, GENE_KNOWN, ANNOTATED, READ = "paper_known", "gene_known", "annotated", "read"
SITUATION_COLUMNS = (PAPER_KNOWN, GENE_KNOWN, ANNOTATED, READ)

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
    """

    case: np.ndarray
    having: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray, columns: Columns) -> "Situations":
        """Read the columns of the situation; a row's paper counts only where its gene is known."""
        places = [columns.names.index(f"{SITUATION}:{name}") for name in SITUATION_COLUMNS]
        paper, gene, annotated, read = (features[:, places] > 0).T
        order = [CASES.index(case) for case in (Case.SAME_PAPER, Case.SAME_GENE, Case.NEW_GENE)]
        case = np.select([paper & gene, gene], order[:2], order[2])
        return cls(case, annotated.astype(np.int64) + 2 * read)
