"""Objects on disk, taken by place."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.spool import Spool


@given(st.lists(st.one_of(st.text(), st.integers(), st.tuples(st.text(), st.none())), max_size=30))
def test_what_was_put_there_comes_back_in_order(tmp_path_factory, items):
    with Spool(tmp_path_factory.mktemp("spool") / "file") as spool:
        assert [spool.append(item) for item in items] == list(range(len(items)))
        assert list(spool) == items
        assert list(spool.take(reversed(range(len(items))))) == items[::-1]


def test_writing_goes_on_at_the_end_after_reading(tmp_path):
    with Spool(tmp_path / "file") as spool:
        spool.append("first")
        assert list(spool) == ["first"]
        spool.append("second")
        reading = spool.take([0, 1])
        assert next(reading) == "first"
        spool.append("third")
        assert next(reading) == "second"
        assert list(spool) == ["first", "second", "third"]
