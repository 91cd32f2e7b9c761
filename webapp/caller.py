"""Who asks: a laboratory, with what it may do."""

from dataclasses import dataclass
from enum import StrEnum

from webapp.tables import LOCAL


class Scope(StrEnum):
    """What a key may be used for."""

    CLASSIFY = "classify"
    SUBMIT = "submit"
    READ = "read"
    FEEDBACK = "feedback"
    DELETE = "delete"
    METRICS = "metrics"


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Parameters
    ----------
    laboratory_id : str
    name : str
        Of the laboratory.
    scopes : frozenset of Scope
    key_id : str, optional
        Of the key that was shown; None on the server's own machine without keys.
    """

    laboratory_id: str
    name: str
    scopes: frozenset[Scope]
    key_id: str | None = None


LOCAL_CALLER = Caller(LOCAL, LOCAL, frozenset(Scope))
"""Who uses the server on its own machine, as long as there are no keys."""
