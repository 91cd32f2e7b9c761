"""How often answers that come while somebody types are noted in the audit log.

A page asks at every pause of the typing: an entry for each would bury what was done on purpose.
"""

import threading
from datetime import datetime, timedelta

from webapp.caller import Caller
from webapp.clock import now

EVERY = timedelta(minutes=1)
"""Of one caller, at most one such entry in this time."""


class LiveNotes:
    """Knows when each caller's live answers were noted last."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str | None], datetime] = {}
        self._lock = threading.Lock()

    def is_due(self, caller: Caller) -> bool:
        """Tell whether an answer is to be noted; it then counts as noted.

        Examples
        --------
        >>> from webapp.caller import LOCAL_CALLER
        >>> notes = LiveNotes()
        >>> notes.is_due(LOCAL_CALLER), notes.is_due(LOCAL_CALLER)
        (True, False)
        """
        at = now()
        with self._lock:
            self._noted = {who: when for who, when in self._noted.items() if at - when < EVERY}
            who = caller.laboratory_id, caller.key_id
            if who in self._noted:
                return False
            self._noted[who] = at
            return True
