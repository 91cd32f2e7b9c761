"""Where a request comes from: which page sent it, through which name, from which address.

A page of another site can make a browser post here. Browsers say so in ``Sec-Fetch-Site`` or
``Origin``, which no page can forge. It can also give its own name the address 127.0.0.1 (DNS
rebinding); then ``Host`` holds that name.
"""

import ipaddress

from starlette.requests import HTTPConnection

from webapp.problems import Problem

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which a server without keys may be called."""

_OWN_SITES = frozenset({"same-origin", "none"})
_PROXY_MARKS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def check_sender(request: HTTPConnection, must_say: bool = False) -> None:
    """Refuse a request that a page of another site made the browser send.

    Parameters
    ----------
    must_say : bool
        Refuse one too that does not say where it is from, as programs do not.

    Raises
    ------
    Problem
        403.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        own = site in _OWN_SITES
    elif origin is not None:
        own = origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
    else:
        own = not must_say
    if not own:
        raise Problem(403, "the request comes from another site; expected one from this server's")


def check_local(request: HTTPConnection) -> None:
    """Refuse a request that did not begin on this machine.

    Raises
    ------
    Problem
        403.
    """
    host = host_name(request.headers.get("host", ""))
    direct = not any(mark in request.headers for mark in _PROXY_MARKS)
    if host not in LOOPBACK_NAMES or not direct or not is_loopback(address_of(request)):
        raise Problem(
            403,
            "without keys the server answers only on its own machine, as localhost or 127.0.0.1; "
            "make a key with `oncolit keys create`",
        )


def host_name(header: str) -> str:
    """Return the name in a Host header, without the port, in lower case.

    Examples
    --------
    >>> host_name("Localhost:8000"), host_name("[::1]:8000"), host_name("127.0.0.1")
    ('localhost', '[::1]', '127.0.0.1')
    """
    name, colon, port = header.rpartition(":")
    return (name if colon and port.isdecimal() else header).lower()


def address_of(request: HTTPConnection) -> str:
    """Return the address of who asks; of IPv6 the network, as one has many addresses in it."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and not address.is_loopback:
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)


def is_loopback(host: str) -> bool:
    """Tell whether an address or name is this machine's own.

    Examples
    --------
    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.1")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
