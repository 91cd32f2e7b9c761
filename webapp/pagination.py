"""Long lists a page at a time, with a cursor that says where the next page starts.

A cursor is opaque to who reads it: it holds the sort key of the last item that was shown, so that
items added or deleted in between neither shift nor repeat the rest.

Examples
--------
>>> first = page_of_list(["a", "b", "c"], PageRequest(limit=2))
>>> first.items
('a', 'b')
>>> page_of_list(["a", "b", "c"], read_page_request(first.next_cursor, 2)).items
('c',)
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, and_, or_

from webapp.problems import Problem

MOST_ITEMS = 200
"""That one page may hold."""

USUAL_ITEMS = 50
"""That a page holds where the caller says nothing."""

_LONGEST_CURSOR = 1000

T = TypeVar("T")
U = TypeVar("U")
_Statement = TypeVar("_Statement", bound=Select[Any])


@dataclass(frozen=True)
class PageRequest:
    """Which page is asked for.

    Parameters
    ----------
    limit : int
        Items of a page at most.
    after : tuple of str
        Sort key of the last item of the page before; empty for the first page.
    """

    limit: int = USUAL_ITEMS
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a list, as stores give it.

    Parameters
    ----------
    items : tuple
    next_cursor : str, optional
        Of the next page; None where this is the last.
    """

    items: tuple[T, ...]
    next_cursor: str | None = None

    def map(self, convert: Callable[[T], U]) -> "Slice[U]":
        """Return the page with each item converted."""
        return Slice(tuple(convert(item) for item in self.items), self.next_cursor)


class Page(BaseModel, Generic[T]):
    """One page of a list, as the API gives it."""

    items: list[T]
    next_cursor: str | None = Field(
        default=None,
        description="Of the next page; null where this is the last.",
        examples=["WyIyMDI2LTAxLTMxVDA5OjAwOjAwIiwgIjdmM2EiXQ"],
    )


def read_page_request(cursor: str | None = None, limit: int = USUAL_ITEMS) -> PageRequest:
    """Read what a caller asks for.

    Raises
    ------
    Problem
        422: the cursor is none of ours, or the limit is not from 1 to 200.
    """
    if not 1 <= limit <= MOST_ITEMS:
        raise Problem(422, f"limit={limit}: expected 1 to {MOST_ITEMS}")
    return PageRequest(limit, _unpack(cursor) if cursor else ())


def asked_page(
    cursor: Annotated[
        str | None,
        Query(description="`next_cursor` of the page before.", max_length=_LONGEST_CURSOR),
    ] = None,
    limit: Annotated[
        int, Query(description="Items of a page at most.", ge=1, le=MOST_ITEMS)
    ] = USUAL_ITEMS,
) -> PageRequest:
    """Read the query parameters ``cursor`` and ``limit``."""
    return read_page_request(cursor, limit)


AskedPage = Annotated[PageRequest, Depends(asked_page)]
"""Of a route: which page of a list is asked for."""


def newest_first(
    statement: _Statement, created: Any, identifier: Any, request: PageRequest
) -> _Statement:
    """Order a statement newest first, and begin it where the page begins.

    One row more than the page holds is selected, so that `page_of_rows` knows whether another
    page follows.

    Parameters
    ----------
    statement : Select
        Of rows that have the two columns.
    created, identifier : column
        A time, and what tells apart rows of the same time.
    request : PageRequest
    """
    if request.after:
        statement = statement.where(_older(created, identifier, request.after))
    return statement.order_by(created.desc(), identifier.desc()).limit(request.limit + 1)


def page_of_rows(
    rows: Sequence[T], request: PageRequest, key: Callable[[T], tuple[datetime, str]]
) -> Slice[T]:
    """Cut rows that `newest_first` selected to one page.

    Parameters
    ----------
    rows : sequence
        One more than the page holds where another page follows.
    request : PageRequest
    key : callable
        Time and identifier of a row.
    """
    items = tuple(rows[: request.limit])
    if len(rows) <= request.limit:
        return Slice(items)
    created, identifier = key(items[-1])
    return Slice(items, _pack((created.astimezone(UTC).isoformat(), identifier)))


def page_of_list(items: Sequence[T], request: PageRequest) -> Slice[T]:
    """Cut a list that does not change to one page."""
    start = _start(request.after)
    end = start + request.limit
    return Slice(tuple(items[start:end]), _pack((str(end),)) if end < len(items) else None)


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Name the next page in the header ``Link``, as RFC 8288 has it."""
    if cursor is not None:
        url = request.url.include_query_params(cursor=cursor)
        relative = f"{url.path}?{url.query}"
        response.headers["Link"] = f'<{relative}>; rel="next"'


def _older(created: Any, identifier: Any, after: tuple[str, ...]) -> ColumnElement[bool]:
    """Select what follows the last item shown."""
    try:
        moment, last = after
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _bad_cursor() from error
    return or_(created < at, and_(created == at, identifier < last))


def _start(after: tuple[str, ...]) -> int:
    """Return the index of the first item of a page."""
    if not after:
        return 0
    if len(after) != 1 or not (after[0].isascii() and after[0].isdigit()) or len(after[0]) > 9:
        raise _bad_cursor()
    return int(after[0])


def _pack(key: tuple[str, ...]) -> str:
    """Write a sort key as a cursor."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _unpack(cursor: str) -> tuple[str, ...]:
    """Read a cursor."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise _bad_cursor() from error
    if not isinstance(key, list) or not key or not all(map(_is_part, key)):
        raise _bad_cursor()
    return tuple(key)


def _is_part(part: object) -> bool:
    """Tell what a sort key may hold: text that every database takes."""
    return isinstance(part, str) and part.isascii() and part.isprintable()


def _bad_cursor() -> Problem:
    """Say that a cursor is none of ours."""
    return Problem(422, "cursor: expected the next_cursor of a page that was given here")
