"""Where a server may listen: for others only when it can tell who they are."""

from webapp.database import Database
from webapp.keys import KeyStore
from webapp.origins import is_loopback


class OpenServerError(ValueError):
    """A server without keys would be open to others."""


def check_binding(host: str, database: Database) -> None:
    """Refuse to listen for others as long as there are no keys.

    Raises
    ------
    OpenServerError
        The address is not this machine's own and no key has been made.
    """
    if not is_loopback(host) and not KeyStore(database).are_any():
        raise OpenServerError(
            f"--host {host}: without keys everyone who reaches this address could read every "
            "submission; make one with `oncolit keys create LABORATORY --name NAME`, or listen on "
            "127.0.0.1"
        )
