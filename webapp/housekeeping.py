"""What a server does now and then beside answering: it removes what has had its time."""

import logging
import threading

from webapp.retention import remove_expired
from webapp.services import Services

EVERY_SECONDS = 60.0

_LOG = logging.getLogger(__name__)


class Housekeeping:
    """Removes what has expired, and sees to messages that were lost, in a thread of its own.

    Parameters
    ----------
    services : Services
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True, name="housekeeping")

    def start(self) -> None:
        """Begin, with a first round at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that runs."""
        self._stop.set()
        self._thread.join(timeout=10)

    def _keep(self) -> None:
        while True:
            try:
                self._round()
            except Exception as error:  # the next round may do better
                _LOG.error("housekeeping", exc_info=error)
            if self._stop.wait(EVERY_SECONDS):
                return

    def _round(self) -> None:
        services = self._services
        remove_expired(services.database, services.settings, services.submissions)
        services.queue.put_missing(services.submissions.to_do())
