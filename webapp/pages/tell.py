"""What a page on cell lines reads: the ranking, what entered it, the form on a response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.cell_line_source import Ranker
from reports.cell_lines_page import cell_line_context
from webapp.caller import Caller, Scope
from webapp.feedback import MEASURED, MOST_COMMENT
from webapp.live_cell_lines import LiveCellLines
from webapp.page_templates import OUTCOMES
from webapp.pages.card import WrongForm
from webapp.response_interactions import RESISTANT_PERCENTILE, SENSITIVE_PERCENTILE

MOST_ENTERED = 50
"""Responses that a page lists."""


@dataclass(frozen=True)
class OneTumour:
    """The page of one tumour, for the report's section."""

    has_several_samples: bool = False


@dataclass(frozen=True)
class TellDesk:
    """The form on how a tumour responded.

    Parameters
    ----------
    action : str
        Where it is posted; empty for no form.
    drugs : sequence of str
        That can be named.
    about : mapping of str
        Its hidden fields.
    sent : WrongForm, optional
        To be sent again.
    """

    action: str
    drugs: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    sent: WrongForm | None = None

    def was(self, name: str) -> str:
        """Return a field as it was sent."""
        return self.sent.fields[name] if self.sent else ""


def desk_for(
    caller: Caller,
    ranker: Ranker,
    action: str,
    about: Mapping[str, str],
    sent: WrongForm | None = None,
) -> TellDesk:
    """Return the form for who may give feedback; else one that is not shown."""
    if Scope.FEEDBACK not in caller.scopes:
        return TellDesk("")
    names = {drug.shown_name for drug in ranker.drugs if drug.name.strip()}
    return TellDesk(action, tuple(sorted(names, key=str.casefold)), about, sent)


def live_context(live: LiveCellLines, desk: TellDesk) -> dict[str, Any]:
    """Return what the templates of a live ranking read."""
    return {
        **cell_line_context(live.cell_lines, [live.tumour], 1),
        "page": OneTumour(),
        "is_live": True,
        "live": live,
        "desk": desk,
        "MEASURED": frozenset(one.value for one in MEASURED),
        "MOST_COMMENT": MOST_COMMENT,
        "MOST_ENTERED": MOST_ENTERED,
        "OUTCOMES": OUTCOMES,
        "RESISTANT_PERCENTILE": RESISTANT_PERCENTILE,
        "SENSITIVE_PERCENTILE": SENSITIVE_PERCENTILE,
    }
