"""``oncolit keys`` and ``oncolit audit``: who may use the server, and who did what."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from webapp.keys import KeyStore

keys_app = typer.Typer(
    help="Make, list and revoke the keys with which laboratories use the server.",
    no_args_is_help=True,
)
audit_app = typer.Typer(help="Read and check the audit log.", no_args_is_help=True)

_USUAL = "classify,submit,read,feedback,delete"


@keys_app.command("create")
def create_key(
    laboratory: Annotated[
        str,
        typer.Argument(help="Its name; made where it is not there; `local` is who used no key."),
    ],
    name: Annotated[str, typer.Option(help="What the key is for, such as 'pipeline of ward 3'.")],
    scopes: Annotated[
        str, typer.Option(help="With commas between; metrics besides these.", metavar="SCOPE,…")
    ] = _USUAL,
    days: Annotated[
        float | None, typer.Option(help="Until it expires; never where it is not given.")
    ] = None,
) -> None:
    """Make a key and show it, once: it is stored as a digest only.

    \b
    oncolit keys create Pathology --name "web pages" --days 365
    """
    from webapp.keys import read_scopes

    key, secret = _keys().create(laboratory, name, read_scopes(scopes), days)
    typer.echo(f"Key {key.id} of {key.laboratory}, {_until(key.expires)}. It is not shown again:")
    typer.echo(secret)


@keys_app.command("list")
def list_keys(
    laboratory: Annotated[str | None, typer.Argument(help="Its name; all by default.")] = None,
) -> None:
    """List keys, between tabs; not the keys themselves."""
    typer.echo("id\tlaboratory\tname\tscopes\tcreated\texpires\tlast_used\tstate")
    for key in _keys().all(laboratory):
        times = [_moment(one) for one in (key.created, key.expires, key.last_used)]
        state = "valid" if key.valid else "revoked" if key.revoked else "expired"
        scopes = ",".join(sorted(key.scopes))
        typer.echo("\t".join((key.id, key.laboratory, key.name, scopes, *times, state)))


@keys_app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `oncolit keys list` shows it.")],
) -> None:
    """Revoke a key at once; logins that were made with it end."""
    keys = _keys()
    key = keys.revoke(key_id)
    typer.echo(f"Key {key.id} of {key.laboratory} is revoked.")
    if not keys.are_any():
        typer.echo(
            "It was the last: a server that listens on this machine alone is open to all who use "
            "this machine."
        )


@keys_app.command("pseudonym")
def show_pseudonyms(
    laboratory: Annotated[str, typer.Argument(help="Its name; `local` without keys.")],
    samples: Annotated[list[str], typer.Argument(help="Names of samples.")],
) -> None:
    """Show by which names a laboratory's samples go in pseudonymised reports."""
    from webapp.pseudonyms import pseudonyms_of

    keys = _keys()
    pseudonyms = pseudonyms_of(keys.database, keys.laboratory_id(laboratory))
    for name in samples:
        typer.echo(f"{name}\t{pseudonyms.of(name)}")


@audit_app.command("list")
def list_audit(
    laboratory: Annotated[str | None, typer.Option(help="Its name; all by default.")] = None,
    since: Annotated[
        datetime | None, typer.Option(help="UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
    ] = None,
) -> None:
    """List who did what to what, when, oldest first, between tabs."""
    from webapp.audit import entries

    keys = _keys()
    laboratory_id = None if laboratory is None else keys.laboratory_id(laboratory)
    names = keys.laboratories()
    typer.echo("number\ttime\tlaboratory\tkey\taction\tsubject")
    with keys.database.reading() as session:
        start = since.replace(tzinfo=UTC) if since else None
        for one in entries(session, laboratory_id, start):
            who = names.get(one.laboratory_id or "", one.laboratory_id or "")
            cells = (str(one.number), _moment(one.at), who, one.key_id or "", one.action)
            typer.echo("\t".join((*cells, one.subject)))


@audit_app.command("verify")
def verify_audit(
    holds: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="That was noted earlier.")
    ] = None,
) -> None:
    """Check that no entry was changed, removed or put in; exit 2 where one was.

    Note the digest elsewhere: a log that was made anew as a whole does not hold it.
    """
    from webapp.audit import check_holds, verify

    with _keys().database.reading() as session:
        found = verify(session)
        if holds is not None:
            check_holds(session, holds)
    typer.echo(f"{found.entries} entries, each follows from the one before. Newest digest:")
    typer.echo(found.digest)


def _keys() -> "KeyStore":
    from webapp.database import open_database
    from webapp.keys import KeyStore
    from webapp.settings import read_settings

    return KeyStore(open_database(read_settings()))


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else "-"


def _until(at: datetime | None) -> str:
    return f"valid until {_moment(at)}" if at else "valid until it is revoked"
