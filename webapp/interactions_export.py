"""How tumours responded, exported as the long table of a screen: a line a tumour and drug.

The first three columns are those that ``response.screen_folder`` reads as a laboratory's own
screen. Of a tumour nothing is told but tissue, genes, fusions and microsatellite instability.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from response.screen import DRUG, PROFILE, RESPONSE
from webapp.asked_tumour import AskedTumour
from webapp.feedback import Kind
from webapp.response_interactions import percentile_of
from webapp.tables import Feedback

INTERACTIONS_FILE = "interactions.csv"

INTERACTION_COLUMNS = (
    PROFILE, DRUG, RESPONSE, "outcome", "measured", "tissue", "mutated", "gained", "lost", "fused",
    "msi", "laboratory", "given", "feedback",
)  # fmt: skip
"""``profile`` is a code of the tumour, ``response`` a percentile: 0 is the most sensitive. It is
``measured`` where a test of the laboratory gave it; else the outcome stands for it."""

_DIGITS = 12


def interaction_rows(
    latest: Iterable[Feedback], names: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each response.

    Parameters
    ----------
    latest : iterable of Feedback
        The latest words, of any kind.
    names : mapping of str
        Of laboratories by id.
    """
    for row in latest:
        if row.kind != Kind.RESPONSE:
            continue
        tumour = AskedTumour.model_validate(row.profile or {})
        percentile = percentile_of(row.verdict, row.percentile)
        yield (
            tumour_code(row.variant), row.subject, f"{percentile:g}", row.verdict,
            "no" if row.percentile is None else "yes", tumour.tissue,
            *map(" ".join, (tumour.mutated, tumour.gained, tumour.lost, tumour.fused)),
            {None: "", True: 1, False: 0}[tumour.msi], names[row.laboratory_id],
            row.created.isoformat(), row.id,
        )  # fmt: skip


def tumour_code(variant: str) -> str:
    """Return a code of a tumour that says neither its submission nor its sample.

    Examples
    --------
    >>> tumour_code("sample 0f3a5c T1") == tumour_code("sample 0f3a5c T1")
    True
    >>> len(tumour_code("sample 0f3a5c T1"))
    13
    """
    return f"T{hashlib.sha256(variant.encode()).hexdigest()[:_DIGITS]}"
