import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.lab_templates import content_policy, css_string, percent


def read_css_string(text):
    return re.sub(r"\\([0-9a-f]{1,6}) ", lambda found: chr(int(found[1], 16)), text)


@given(st.text())
def test_a_css_string_says_the_text_and_cannot_end(text):
    inside = css_string(text)
    assert read_css_string(inside) == text
    assert not set(inside) & set("\"'<>\n\r\f")


@given(st.floats(0, 1))
def test_a_share_looks_like_none_or_all_only_where_it_is(share):
    words = percent(share)
    assert (words == "0\xa0%") == (share == 0)
    assert (words == "100\xa0%") == (share == 1)


@pytest.mark.parametrize(
    ("share", "words"), [(0.5, "50 %"), (1 / 3, "33 %"), (0.0051, "0.5 %"), (0.0002, "under 0.1 %")]
)
def test_a_share_is_short(share, words):
    assert percent(share) == words.replace(" %", "\xa0%")


def test_a_page_without_a_script_runs_none():
    assert "script-src" not in content_policy("")
    assert content_policy("a()") != content_policy("b()")
