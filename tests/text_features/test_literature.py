"""Each distinct text read once for all of its rows, and what it says put together."""

import numpy as np
import pytest

from engine.local_engine import LocalEngine
from text_features.literature import PART_TEXTS, Literature, gather, read_part, read_texts
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import DOCUMENT, FIELDS, REST, VARIANT, ReadingSettings, read_rows

TEXTS = ("BRAF V600E was activating. Mice lived.", "KIT D816V was resistant.", "Nothing at all.")
OF_ROW = np.array([1, -1, 0, 0, 2, 0])
ASKED = [
    ("KIT", "D816V"), ("RET", "M918T"), ("BRAF", "V600E"), ("BRAF", "G469A"), ("KIT", "D816V"),
    ("BRAF", "V600E"),
]  # fmt: skip


class Recorder:
    """Reads, and remembers what it was asked."""

    def __init__(self):
        self.calls = []

    def __call__(self, texts, asked, settings):
        self.calls += [(text, rows, settings) for text, rows in zip(texts, asked, strict=True)]
        return read_part(texts, asked, settings)


def read_all(texts, of_row, asked, *arguments, **options):
    read = dict(read_texts(texts, of_row, asked, *arguments, **options))
    return [read.get(row) for row in range(len(of_row))]


def gathered(rows):
    return gather(rows, len(rows))


@pytest.fixture(scope="module")
def rows():
    return read_all(TEXTS, OF_ROW, ASKED)


@pytest.fixture(scope="module")
def literature(rows):
    return gathered(rows)


def test_each_text_is_read_once_for_all_of_its_rows():
    read = Recorder()
    read_all(TEXTS, OF_ROW, ASKED, read=read)
    assert read.calls == [
        (TEXTS[1], [("KIT", "D816V")], ReadingSettings()),
        (TEXTS[0], [("BRAF", "V600E"), ("BRAF", "G469A"), ("BRAF", "V600E")], ReadingSettings()),
        (TEXTS[2], [("KIT", "D816V")], ReadingSettings()),
    ]


def test_a_text_that_no_row_has_is_not_read():
    read = Recorder()
    found = read_all(TEXTS, np.array([-1, 2]), ASKED[:2], read=read)
    assert [text for text, _, _ in read.calls] == [TEXTS[2]]
    assert found[0] is None
    assert found[1] is not None


def test_the_settings_reach_the_reader():
    read, how = Recorder(), ReadingSettings(mask_names=False, window=3)
    read_all(TEXTS, OF_ROW, ASKED, how, read=read)
    assert {settings for _, _, settings in read.calls} == {how}


def test_every_row_gets_what_its_own_text_says_of_its_own_variant(rows):
    assert [row is None for row in rows] == [place < 0 for place in OF_ROW]
    for row, place, asked in zip(rows, OF_ROW, ASKED, strict=True):
        if row is not None:
            [alone] = read_rows(TEXTS[place], [asked], ReadingSettings())
            assert row.fields == alone.fields
            np.testing.assert_array_equal(row.features, alone.features)
            assert row.evidence == alone.evidence


def test_several_workers_read_as_one_does(rows):
    others = read_all(TEXTS, OF_ROW, ASKED, engine=LocalEngine(2))
    for row, other in zip(rows, others, strict=True):
        assert (row is None) == (other is None)
        if row is not None:
            assert row.fields == other.fields
            np.testing.assert_array_equal(row.features, other.features)


def test_progress_is_told_how_many_texts_there_are():
    told = []

    def progress(items, total):
        told.append(total)
        for item in items:
            told.append("read")
            yield item

    read_all(TEXTS, OF_ROW, ASKED, progress=progress)
    assert told == [3, "read", "read", "read"]


def test_no_rows_are_read_to_no_literature():
    assert read_all((), np.empty(0, dtype=np.int64), []) == []
    nothing = gathered([])
    assert len(nothing) == 0
    assert nothing.features.shape == (0, len(MENTION_FEATURES))


def test_each_distinct_content_of_a_field_is_kept_once(literature, rows):
    for position, name in enumerate(FIELDS):
        field = literature.fields[name]
        assert len(set(field.texts)) == len(field.texts)
        assert set(field.of_row[field.of_row >= 0]) == set(range(len(field.texts)))
        for row, place in zip(rows, field.of_row, strict=True):
            content = "" if row is None else row.fields[position]
            assert (field.texts[place] if place >= 0 else "") == content


def test_rows_of_one_text_share_its_document_and_have_their_own_passages(literature):
    document, variant = literature.fields[DOCUMENT], literature.fields[VARIANT]
    assert document.of_row[2] == document.of_row[3] == document.of_row[5]
    assert variant.of_row[2] == variant.of_row[5] >= 0
    assert variant.of_row[3] == -1  # G469A is not named


def test_rows_without_text_are_nan_and_empty(literature):
    assert literature.has_text.tolist() == [True, False, True, True, True, True]
    assert np.isnan(literature.features[1]).all()
    assert not np.isnan(literature.features[[0, 2, 3, 4, 5]]).all(axis=1).any()
    assert all(field.of_row[1] == -1 for field in literature.fields.values())


def test_a_text_without_a_word_is_another_thing_than_no_text():
    found = gathered(read_all(("...",), np.array([0, -1]), [("BRAF", "V600E")] * 2))
    assert found.has_text.tolist() == [True, False]
    assert found.fields[DOCUMENT].texts == ("",)
    assert found.fields[REST].of_row.tolist() == [-1, -1]
    assert found.features[0][MENTION_FEATURES.index("same_mentions")] == 0


def test_taking_rows_shares_the_contents(literature):
    some = literature.take(np.array([3, 1]))
    assert len(some) == 2
    assert some.has_text.tolist() == [True, False]
    np.testing.assert_array_equal(some.features, literature.features[[3, 1]])
    for name, field in some.fields.items():
        assert field.texts is literature.fields[name].texts
        assert field.of_row.tolist() == literature.fields[name].of_row[[3, 1]].tolist()


def test_empty_literature_is_that_of_rows_without_text():
    empty, nothing = Literature.empty(2), gathered([None, None])
    assert len(empty) == 2
    assert not empty.has_text.any()
    np.testing.assert_array_equal(empty.features, nothing.features)
    assert list(empty.fields) == list(nothing.fields) == list(FIELDS)
    for name, field in empty.fields.items():
        assert field.texts == nothing.fields[name].texts == ()
        assert field.of_row.tolist() == nothing.fields[name].of_row.tolist() == [-1, -1]


def test_a_fault_while_reading_is_not_hidden():
    def broken(texts, asked, settings):
        raise RuntimeError("no reader")

    with pytest.raises(RuntimeError, match="no reader"):
        read_all(TEXTS, OF_ROW, ASKED, read=broken)


def test_many_short_texts_are_read_some_at_a_time_and_none_is_lost():
    texts = [f"BRAF V600E, note {number}." for number in range(PART_TEXTS + 3)]
    parts = []

    def read(given, asked, settings):
        parts.append(len(given))
        return read_part(given, asked, settings)

    found = read_all(texts, np.arange(len(texts)), [("BRAF", "V600E")] * len(texts), read=read)
    assert parts == [PART_TEXTS, 3]
    assert [row.fields[0].split()[-1] for row in found] == [str(at) for at in range(len(texts))]


def test_rows_of_one_text_have_one_paper_whatever_their_genes():
    texts = ("BRAF V600E and KIT D816V.", "BRAF K601E.")
    asked = [("BRAF", "V600E"), ("KIT", "D816V"), ("BRAF", "K601E"), ("RET", "M918T")]
    found = gathered(read_all(texts, np.array([0, 0, 1, -1]), asked))
    assert found.paper.tolist() == [0, 0, 1, -1]
    assert found.fields["document"].of_row.tolist() == [0, 1, 2, -1]
    assert found.take(np.array([3, 1])).paper.tolist() == [-1, 0]


def test_the_digest_of_a_text_is_the_same_in_another_table():
    def digests(texts, of_row):
        asked = [("BRAF", "V600E")] * len(of_row)
        return gathered(read_all(texts, np.array(of_row), asked)).digests_of_rows()

    first = digests(("one text", "another"), [0, 1, -1, 0])
    assert first[0] == first[3] != first[1]
    assert first[2] == ""
    assert digests(("third", "another"), [0, 1])[1] == first[1]
    assert Literature.empty(2).digests_of_rows() == ["", ""]


def test_taken_rows_keep_their_digests(literature):
    found = literature.take(np.array([3, 1])).digests_of_rows()
    assert found == [literature.digests_of_rows()[row] for row in (3, 1)]
    assert found[0] != ""
