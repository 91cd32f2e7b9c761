"""The texts of prepared rows: read once, kept by their content, written and read back."""

import gc
import json
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import pipeline.texts
from engine.local_engine import LocalEngine
from pipeline.prepared import Prepared, featurize
from pipeline.settings import cache_folder
from pipeline.texts import (
    RowTexts,
    load_literature,
    read_literature,
    read_prepared_texts,
    write_evidence,
    write_literature,
)
from pipeline.work_folder import work_folder
from text_features.literature import Literature, gather
from text_features.row_text import DOCUMENT, FIELDS, ReadingSettings, read_rows
from text_features.tokens import distinct_documents

HOW = ReadingSettings()
ROWS = [
    (5, "BRAF", "V600E", "BRAF V600E was activating. Mice lived."),
    (3, "KIT", "D816V", "KIT D816V and BRAF V600E were resistant."),
    (8, "RET", "M918T", ""),
    (9, "BRAF", "G469A", "BRAF V600E was activating. Mice lived."),
    (1, "BRAF", "so to speak", "..."),
]


def prepared(rows) -> Prepared:
    table = pd.DataFrame(rows, columns=["ID", "Gene", "Variation", "Text"]).set_index("ID")
    documents, document = distinct_documents(table["Text"])
    variants = table[["Gene", "Variation"]].assign(document=document)
    return Prepared(variants, tuple(documents), None, None, "0" * 64, "made up")


@pytest.fixture(scope="module")
def given():
    return prepared(ROWS)


@pytest.fixture
def read_texts(monkeypatch):
    """The texts that were read, and not recalled from the cache."""
    texts = []

    def read(text, asked, settings):
        texts.append(text)
        return read_rows(text, asked, settings)

    monkeypatch.setattr(pipeline.texts, "read_rows", read)
    return texts


def assert_same(first, second):
    for one, other in zip(first, second, strict=True):
        assert (one is None) == (other is None)
        if one is not None:
            assert one.fields == other.fields
            np.testing.assert_array_equal(one.features, other.features)
            assert one.evidence == other.evidence


def assert_same_literature(first: Literature, second: Literature):
    np.testing.assert_array_equal(first.features, second.features)
    assert first.features.dtype == second.features.dtype
    assert first.digests_of_rows() == second.digests_of_rows()
    np.testing.assert_array_equal(first.paper, second.paper)
    assert list(first.fields) == list(second.fields)
    for name, field in first.fields.items():
        assert field.texts == second.fields[name].texts
        np.testing.assert_array_equal(field.of_row, second.fields[name].of_row)


def test_each_distinct_text_is_read_once(given, read_texts):
    read_prepared_texts(given, HOW)
    assert read_texts == list(given.documents)


def test_what_is_kept_is_not_read_again(given, read_texts, tmp_path):
    fresh = read_prepared_texts(given, HOW, keep_in=tmp_path)
    assert read_texts == list(given.documents)
    kept = read_prepared_texts(given, HOW, keep_in=tmp_path)
    assert read_texts == list(given.documents)
    assert_same(fresh, kept)
    assert_same(fresh, read_prepared_texts(given, HOW))


def test_a_changed_text_is_all_that_is_read_again(given, read_texts, tmp_path):
    read_prepared_texts(given, HOW, keep_in=tmp_path)
    read_texts.clear()
    row = (3, "KIT", "D816V", "Another paper on KIT.")
    read_prepared_texts(prepared([ROWS[0], row, *ROWS[2:]]), HOW, keep_in=tmp_path)
    assert read_texts == ["Another paper on KIT."]


def test_a_changed_variant_reads_its_own_text_again(given, read_texts, tmp_path):
    read_prepared_texts(given, HOW, keep_in=tmp_path)
    read_texts.clear()
    changed = prepared([*ROWS[:3], (9, "BRAF", "L597V", ROWS[3][3]), ROWS[4]])
    found = read_prepared_texts(changed, HOW, keep_in=tmp_path)
    assert read_texts == [ROWS[0][3]]
    assert_same(found, read_prepared_texts(changed, HOW))


def test_ids_places_and_other_rows_do_not_matter_to_what_is_kept(given, read_texts, tmp_path):
    read_prepared_texts(given, HOW, keep_in=tmp_path)
    read_texts.clear()
    moved = prepared([(20, "KRAS", "G12D", ""), *((row[0] + 50, *row[1:]) for row in ROWS)])
    read_prepared_texts(moved, HOW, keep_in=tmp_path)
    assert read_texts == []


def test_labels_and_side_tables_do_not_matter_to_what_is_kept(given, read_texts, tmp_path):
    fresh = read_prepared_texts(given, HOW, keep_in=tmp_path)
    read_texts.clear()
    labelled = replace(
        given, variants=given.variants.assign(Class=[1, 2, 3, 4, 5]), sha256="f" * 64,
        annotations=pd.DataFrame({"CADD": 1.0}, index=given.variants.index),
    )  # fmt: skip
    assert_same(fresh, read_prepared_texts(labelled, HOW, keep_in=tmp_path))
    assert read_texts == []


@pytest.mark.parametrize(
    "other", [ReadingSettings(mask_names=False), ReadingSettings(window=0)], ids=["mask", "window"]
)
def test_how_texts_are_read_matters_to_what_is_kept(given, read_texts, tmp_path, other):
    read_prepared_texts(given, HOW, keep_in=tmp_path)
    read_texts.clear()
    found = read_prepared_texts(given, other, keep_in=tmp_path)
    assert read_texts == list(given.documents)
    assert_same(found, read_prepared_texts(given, other))


def test_other_code_reads_again(given, read_texts, tmp_path, monkeypatch):
    read_prepared_texts(given, HOW, keep_in=tmp_path)
    read_texts.clear()
    monkeypatch.setattr(pipeline.texts, "_version", lambda: "another")
    read_prepared_texts(given, HOW, keep_in=tmp_path)
    assert read_texts == list(given.documents)


def test_several_workers_read_and_keep_as_one_does(given, read_texts, tmp_path):
    fresh = read_prepared_texts(given, HOW)
    assert_same(fresh, read_prepared_texts(given, HOW, LocalEngine(2), keep_in=tmp_path))
    read_texts.clear()
    assert_same(fresh, read_prepared_texts(given, HOW, keep_in=tmp_path))
    assert read_texts == []


def test_nothing_is_written_where_nothing_is_to_be_kept(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read_prepared_texts(given, HOW)
    assert list(tmp_path.iterdir()) == []


def test_the_cache_stands_under_the_home_and_is_used(given, read_texts, tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "data" / "cache"
    first = read_literature(given, HOW)
    read_texts.clear()
    assert_same_literature(first, read_literature(given, HOW))
    assert read_texts == []
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_without_a_home_that_can_be_written_there_is_no_cache(given, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "file" / "deep"))
    assert cache_folder() is None
    assert len(read_literature(given, HOW)) == len(ROWS)


@pytest.mark.parametrize("rows", [ROWS, ROWS[2:3], ROWS[4:]], ids=["all", "no text", "no word"])
def test_what_is_written_is_read_back_alike(rows, tmp_path):
    read = read_prepared_texts(prepared(rows), HOW)
    write_literature(read, tmp_path / "deep" / "literature")
    literature = load_literature(tmp_path / "deep" / "literature")
    assert_same_literature(literature, gather(read, len(read)))


def test_what_was_read_is_there_again_and_again_in_the_order_of_the_rows(given):
    read = read_prepared_texts(given, HOW)
    assert [row is None for row in read] == [False, False, True, False, False]
    assert_same(read, read)


def test_contents_rest_on_disk_as_long_as_they_are_in_use(given, tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path))
    literature = read_literature(given, HOW)
    assert any(work_folder().iterdir())
    texts = literature.fields[DOCUMENT].texts
    assert "was activating mice lived" in texts[0]
    assert pickle.loads(pickle.dumps(texts)) == texts
    del texts
    del literature
    gc.collect()
    assert list(work_folder().iterdir()) == []


def test_strange_texts_are_written_and_read_back_alike(tmp_path):
    texts = ["\ud800 V600E\x00\x07.", "突变V600E。细胞。", "<p>\u202eV600E\ufeff</p>", "\U0001f9ec"]
    given = replace(
        prepared([(i, "BRAF", "V600E", str(i)) for i in range(len(texts))]), documents=tuple(texts)
    )
    rows = read_prepared_texts(given, HOW, keep_in=tmp_path / "cache")
    assert_same(rows, read_prepared_texts(given, HOW))
    write_literature(rows, tmp_path / "literature")
    assert_same_literature(load_literature(tmp_path / "literature"), gather(rows, len(rows)))
    write_evidence(rows, given.variants, tmp_path / "evidence.jsonl")
    lines = (tmp_path / "evidence.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["ID"] for line in lines if line] == [0, 1, 2, 3]


def test_writing_over_other_literature_leaves_nothing_of_it(given, tmp_path):
    write_literature(read_prepared_texts(given, HOW), tmp_path)
    before = load_literature(tmp_path)
    write_literature(RowTexts(2, ()), tmp_path)
    assert_same_literature(load_literature(tmp_path), Literature.empty(2))
    assert before.fields[DOCUMENT].texts[0].startswith("thisgene")


def test_two_readings_write_the_same_bytes(given, tmp_path):
    for name in ("one", "two"):
        rows = read_prepared_texts(given, HOW, keep_in=tmp_path / "cache")
        write_literature(rows, tmp_path / name)
        write_evidence(rows, given.variants, tmp_path / name / "evidence.jsonl")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted([*(f"{name}.arrow" for name in FIELDS), "evidence.jsonl",
                            "features.parquet", "paper.arrow"])  # fmt: skip
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_evidence_has_a_line_a_row_in_their_order(given, tmp_path):
    path = tmp_path / "deep" / "evidence.jsonl"
    write_evidence(read_prepared_texts(given, HOW), given.variants, path)
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(row["ID"], row["Gene"], row["Variation"]) for row in found] == [
        row[:3] for row in ROWS
    ]
    assert [row["has_text"] for row in found] == [True, True, False, True, True]
    assert [[each["text"] for each in row["sentences"]] for row in found] == [
        ["BRAF V600E was activating."], ["KIT D816V and BRAF V600E were resistant."], [], [], [],
    ]  # fmt: skip


def test_a_line_of_evidence_says_where_variant_gene_and_cues_stand(given, tmp_path):
    path = tmp_path / "evidence.jsonl"
    write_evidence(read_prepared_texts(given, HOW), given.variants, path)
    [sentence] = json.loads(path.read_text(encoding="utf-8").splitlines()[0])["sentences"]
    text = sentence["text"]
    assert (sentence["sentence"], sentence["relation"]) == (0, "same")
    assert [text[slice(*span)] for span in sentence["mentions"]] == ["V600E"]
    assert [text[slice(*span)] for span in sentence["genes"]] == ["BRAF"]
    [cue] = sentence["cues"]
    assert text[cue["start"] : cue["end"]] == "activating"
    assert (cue["group"], cue["negated"], cue["uncertain"]) == ("activating", False, False)


def test_the_inputs_of_the_classifier_hold_what_the_texts_say(given):
    read = read_prepared_texts(given, HOW)
    literature = gather(read, len(read))
    inputs = featurize(given, literature)
    assert inputs.literature is literature
    assert inputs.variants.index.tolist() == [5, 3, 8, 9, 1]
    assert inputs.literature.fields[DOCUMENT].of_row.tolist() == [0, 1, -1, 0, 2]
    with pytest.raises(ValueError, match="literature has 2 rows, expected 5"):
        featurize(given, Literature.empty(2))
