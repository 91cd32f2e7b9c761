"""Lists a page at a time."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from webapp.pagination import (
    PageRequest,
    newest_first,
    page_of_list,
    page_of_rows,
    read_page_request,
)
from webapp.problems import Problem
from webapp.tables import LOCAL, Submission


def cursor_of(key):
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


@given(st.lists(st.integers(), max_size=30), st.integers(1, 12))
def test_the_pages_of_a_list_hold_each_item_once_and_in_order(items, limit):
    found, cursor = [], None
    while True:
        page = page_of_list(items, read_page_request(cursor, limit))
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.items) == limit
    assert found == items


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(Problem) as refused:
        read_page_request(None, limit)
    assert refused.value.status == 422
    assert "expected 1 to 200" in refused.value.detail


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "%%", "é", "W10", cursor_of("7"), cursor_of(["-1"]), cursor_of(["1", "2"]),
        cursor_of(["1" * 40]), cursor_of([1]), cursor_of(["²"]), cursor_of(["1\x00"]),
    ],
)  # fmt: skip
def test_a_cursor_that_is_none_of_ours_is_refused(cursor):
    with pytest.raises(Problem, match="expected the next_cursor"):
        page_of_list([1, 2, 3], read_page_request(cursor, 2))


@pytest.mark.parametrize(
    "key",
    [["3"], ["yesterday", "a"], ["0001-01-01T00:00:00+14:00", "a"], ["2026-01-01", "a", "b"]],
)
def test_a_cursor_that_names_no_time_is_refused(key):
    request = read_page_request(cursor_of(key), 2)
    with pytest.raises(Problem, match="expected the next_cursor"):
        newest_first(select(Submission), Submission.created, Submission.id, request)


def submission(identifier, created):
    return Submission(
        id=identifier, laboratory_id=LOCAL, file_name="f", bytes=1, sha256="", disease=None,
        pseudonymised=False, options={}, idempotency_key=None, status="done", stage="",
        progress=1.0, attempts=1, created=created,
    )  # fmt: skip


def test_rows_added_between_two_pages_neither_shift_nor_repeat_the_rest(database):
    start = datetime(2026, 1, 31, 9, tzinfo=UTC)
    names = ["a", "b", "c", "d", "e"]
    with database.session() as session:
        for place, name in enumerate(names):  # d and e at the same time
            session.add(submission(name, start + timedelta(microseconds=min(place, 3))))

    def read(cursor):
        request = read_page_request(cursor, 2)
        query = newest_first(select(Submission), Submission.created, Submission.id, request)
        with database.reading() as session:
            rows = session.scalars(query).all()
        page = page_of_rows(rows, request, lambda row: (row.created, row.id))
        return [row.id for row in page.items], page.next_cursor

    first, cursor = read(None)
    with database.session() as session:
        session.add(submission("newest", start + timedelta(seconds=1)))
        session.delete(session.get_one(Submission, "d"))
    second, cursor = read(cursor)
    third, end = read(cursor)
    assert (first, second, third, end) == (["e", "d"], ["c", "b"], ["a"], None)


def test_a_page_is_converted_item_by_item_and_keeps_its_cursor():
    page = page_of_list([1, 2, 3], PageRequest(limit=2))
    assert page.map(str).items == ("1", "2")
    assert page.map(str).next_cursor == page.next_cursor
