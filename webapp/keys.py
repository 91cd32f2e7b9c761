"""API keys: made once, shown once, stored as a digest.

A key reads ``onco_<id>_<secret>``. The secret is 256 random bits, of which the SHA-256 is stored. A
slow hash, as passwords need, would add nothing: nobody can guess 256 random bits, however fast each
guess is, and each request of the API would pay for it.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.audit import Action, record
from webapp.caller import Caller, Scope
from webapp.clock import now
from webapp.database import Database
from webapp.tables import ApiKey, Laboratory

MARK = "onco"
"""Begins every key, so that one which strays into a text can be found."""

_ID_BYTES = 6
_SECRET_BYTES = 32
_KEY = re.compile(rf"{MARK}_([0-9a-f]{{{2 * _ID_BYTES}}})_([0-9a-f]{{{2 * _SECRET_BYTES}}})")
_LABORATORY = re.compile(r"\w[\w .-]{0,63}")
_NAME_LENGTH = 200
_MOST_DAYS = 3650
_SEEN_EVERY = timedelta(minutes=1)
_NOBODY = hashlib.sha256(b"").hexdigest()


class KeyStoreError(ValueError):
    """A key that cannot be made or found."""


@dataclass(frozen=True)
class Key:
    """What is known of a key; not its secret.

    Parameters
    ----------
    id, laboratory, name : str
        ``laboratory`` is its name; ``name`` says what the key is for.
    scopes : frozenset of Scope
    created : datetime
    expires, revoked, last_used : datetime, optional
        ``last_used`` to the minute.
    """

    id: str
    laboratory: str
    name: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    last_used: datetime | None

    @property
    def valid(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked is None and (self.expires is None or self.expires > now())


class KeyStore:
    """The keys in the server's database.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def create(
        self,
        laboratory: str,
        name: str,
        scopes: Collection[Scope] = frozenset(Scope) - {Scope.METRICS},
        days: float | None = None,
    ) -> tuple[Key, str]:
        """Make a key, and the laboratory where it is not there.

        Parameters
        ----------
        laboratory : str
            Its name; ``local`` for what was sent before there were keys.
        name : str
            What the key is for.
        scopes : collection of Scope
        days : float, optional
            Until it expires; None for never.

        Returns
        -------
        Key
        str
            The key itself; it is not stored and cannot be shown again.

        Raises
        ------
        KeyStoreError
            A name that cannot be used, no scope, or no time.
        """
        _check(laboratory, name, scopes, days)
        key_id, secret = secrets.token_hex(_ID_BYTES), secrets.token_hex(_SECRET_BYTES)
        made = now()
        with self.database.session() as session:
            owner = _laboratory(session, laboratory, made)
            row = ApiKey(
                id=key_id,
                laboratory_id=owner.id,
                name=name,
                digest=_digest(secret),
                scopes=" ".join(sorted(scopes)),
                created=made,
                expires=None if days is None else made + timedelta(days=days),
                revoked=None,
                last_used=None,
            )
            session.add(row)
            session.flush()
            record(session, None, Action.KEY_CREATED, key_id)
        return _key(row, owner.name), f"{MARK}_{key_id}_{secret}"

    def find(self, text: str) -> Caller | None:
        """Return whose key it is; None where it is none, has expired or was revoked.

        Secrets are compared in constant time, and an id that is not there costs as much as one
        that is.
        """
        parts = _KEY.fullmatch(text)
        if parts is None:
            return None
        with self.database.reading() as session:
            row = session.get(ApiKey, parts[1])
            same = hmac.compare_digest(row.digest if row else _NOBODY, _digest(parts[2]))
            caller = caller_of(session, row) if row is not None and same else None
        if caller is not None and row is not None:
            self._note_use(row)
        return caller

    def all(self, laboratory: str | None = None) -> list[Key]:
        """List the keys, of one laboratory or of all, oldest first."""
        query = select(ApiKey, Laboratory.name).join(Laboratory).order_by(ApiKey.created)
        if laboratory is not None:
            query = query.where(Laboratory.name == laboratory)
        with self.database.reading() as session:
            return [_key(row, name) for row, name in session.execute(query)]

    def revoke(self, key_id: str) -> Key:
        """Revoke a key, and end the logins that were made with it.

        Raises
        ------
        KeyStoreError
            There is none of that id.
        """
        with self.database.session() as session:
            row = session.get(ApiKey, key_id)
            if row is None:
                raise KeyStoreError(
                    f"no key {key_id!r}; expected an id as `oncolit keys list` shows"
                )
            owner = session.get_one(Laboratory, row.laboratory_id)
            if row.revoked is None:
                row.revoked = now()
                session.flush()
                record(session, None, Action.KEY_REVOKED, key_id)
        return _key(row, owner.name)

    def are_any(self) -> bool:
        """Tell whether there is a key that is not revoked, even if it has expired.

        Expiry alone must not open the server to everyone.
        """
        query = select(ApiKey.id).where(ApiKey.revoked.is_(None)).limit(1)
        with self.database.reading() as session:
            return session.scalar(query) is not None

    def laboratories(self) -> dict[str, str]:
        """Return the name of each laboratory by its id."""
        with self.database.reading() as session:
            return {one.id: one.name for one in session.scalars(select(Laboratory))}

    def laboratory_id(self, name: str) -> str:
        """Return a laboratory's id.

        Raises
        ------
        KeyStoreError
            There is none of that name.
        """
        found = [key for key, known in self.laboratories().items() if known == name]
        if not found:
            known = ", ".join(sorted(self.laboratories().values()))
            raise KeyStoreError(f"no laboratory {name!r}; expected one of {known}")
        return found[0]

    def _note_use(self, row: ApiKey) -> None:
        """Note when a key was last used, once a minute at most."""
        if row.last_used is None or now() - row.last_used > _SEEN_EVERY:
            with self.database.session() as session:
                session.execute(update(ApiKey).where(ApiKey.id == row.id).values(last_used=now()))


def caller_of(session: Session, row: ApiKey) -> Caller | None:
    """Return who a key stands for; None where it has expired or was revoked."""
    laboratory = session.get_one(Laboratory, row.laboratory_id)
    if not _key(row, laboratory.name).valid:
        return None
    scopes = frozenset(Scope(scope) for scope in row.scopes.split())
    return Caller(laboratory.id, laboratory.name, scopes, row.id)


def key_id_of(text: str) -> str:
    """Return the id in a key, empty where it is no key.

    Examples
    --------
    >>> key_id_of("onco_0123456789ab_" + 64 * "0"), key_id_of("onco")
    ('0123456789ab', '')
    """
    parts = _KEY.fullmatch(text)
    return parts[1] if parts else ""


def read_scopes(text: str) -> frozenset[Scope]:
    """Read scopes with commas between.

    Raises
    ------
    KeyStoreError
        One is not known, or there is none.

    Examples
    --------
    >>> sorted(read_scopes("read, submit"))
    [<Scope.READ: 'read'>, <Scope.SUBMIT: 'submit'>]
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Scope)]
    if unknown or not names:
        raise KeyStoreError(f"scopes {text!r}: expected some of {', '.join(Scope)}")
    return frozenset(Scope(name) for name in names)


def _check(laboratory: str, name: str, scopes: Collection[Scope], days: float | None) -> None:
    if not _LABORATORY.fullmatch(laboratory):
        raise KeyStoreError(
            f"laboratory {laboratory!r}: expected at most 64 letters, digits, blanks and _ . -"
        )
    if not name.strip() or len(name) > _NAME_LENGTH or not name.isprintable():
        raise KeyStoreError(f"name {name!r}: expected up to {_NAME_LENGTH} printable characters")
    if not scopes:
        raise KeyStoreError("a key without scopes opens nothing; expected one at least")
    if days is not None and not 0 < days <= _MOST_DAYS:
        raise KeyStoreError(f"{days} days: expected more than 0 and at most {_MOST_DAYS}")


def _laboratory(session: Session, name: str, made: datetime) -> Laboratory:
    found = session.scalar(select(Laboratory).where(Laboratory.name == name))
    if found is None:
        found = Laboratory(id=secrets.token_hex(8), name=name, created=made)
        session.add(found)
        session.flush()
    return found


def _key(row: ApiKey, laboratory: str) -> Key:
    scopes = frozenset(Scope(scope) for scope in row.scopes.split())
    return Key(
        row.id, laboratory, row.name, scopes, row.created, row.expires, row.revoked, row.last_used
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
