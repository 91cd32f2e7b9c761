"""Reading a data folder in Kaggle's format: what is kept, and what is said of the rest."""

import csv
import gzip
import hashlib
import io
import json
import os
import tempfile
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.data_folder import DataFolder, read_data_folder, read_variant_files, write_faults
from pipeline.data_rows import DataFolderError, RowFault
from text_features.embedding_source import EmbeddingSource

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
HEADER = b"ID,Gene,Variation,Class\n"
THREE = HEADER + b"0,BRAF,V600E,7\n1,CBL,W802*,2\n2,TP53,R175H,4\n"
PARQUET = "training_embeddings.parquet"
ANNOTATIONS = "training_annotations.csv"
GZIPPED = "training_annotations.csv.gz"

SIDE_LOST = "its row in training_variants was rejected (line 3)"
NAME_TAKEN = "the name belongs to another input of the model; the column is left out"
NOT_SINGLE = "not finite, or beyond single precision; counts as missing"
UNKNOWN = "no variant with this ID in training_variants"
ID_WRONG = "ID is not an integer; expected one such as 17"
CLASS_WRONG = "Class is not an integer from 1 to 9"


def read_folder(
    folder: Path, variants: bytes = THREE, **others: bytes | pd.DataFrame
) -> DataFolder:
    folder.mkdir(exist_ok=True)
    (folder / "training_variants").write_bytes(variants)
    names = {"text": "training_text", "annotations": ANNOTATIONS, "gzipped": GZIPPED}
    for key, content in others.items():
        if isinstance(content, pd.DataFrame):
            content.to_parquet(folder / PARQUET)
        else:
            (folder / names.get(key, PARQUET)).write_bytes(content)
    return read_data_folder(folder)


def listed(data: DataFolder) -> list[tuple[int, str, str, str]]:
    return [(fault.line, fault.value, fault.reason, fault.action) for fault in data.faults]


def embeddings(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"ID": [0, 1, 2], "a0": [0.5, 1.5, 2.5], "a1": [1.0, 2.0, 3.0], **columns})


def test_a_folder_with_every_file_is_read_and_aligned(tmp_path):
    data = read_folder(
        tmp_path,
        text=b"ID,Text\n2||second\n0||first\n",
        embeddings=embeddings().iloc[[2, 0]],
        annotations=b"ID,SIFT,Role\n1,0.5,TSG\n0,.,oncogene\n",
    )
    assert data.faults == ()
    assert data.variants.index.name == "ID"
    assert data.variants.to_dict("list") == {
        "Gene": ["BRAF", "CBL", "TP53"],
        "Variation": ["V600E", "W802*", "R175H"],
        "Class": [7, 2, 4],
    }
    assert data.texts.to_list() == ["first", "", "second"]
    for table in (data.texts, data.embeddings, data.annotations):
        assert table.index.equals(data.variants.index)
    assert data.embeddings.columns.to_list() == ["a0", "a1"]
    assert set(data.embeddings.dtypes) == {np.dtype("float32")}
    np.testing.assert_array_equal(data.embeddings["a0"], [0.5, np.nan, 2.5])
    np.testing.assert_array_equal(data.annotations["SIFT"], [np.nan, 0.5, np.nan])
    assert data.annotations["Role"].to_list()[:2] == ["oncogene", "TSG"]
    assert pd.isna(data.annotations["Role"][2])
    assert data.counts["variants_without_text"] == 1
    assert data.counts["variants_without_embedding"] == 1
    assert data.counts["variants_without_annotation"] == 1


def test_only_the_variants_file_is_required(tmp_path):
    data = read_folder(tmp_path)
    assert (data.embeddings, data.annotations, data.faults) == (None, None, ())
    assert data.texts.to_list() == ["", "", ""]
    assert data.counts["variants_without_text"] == 3


def test_a_data_folder_is_frozen(tmp_path):
    with pytest.raises(FrozenInstanceError):
        read_folder(tmp_path).sha256 = "other"


@pytest.mark.parametrize(
    "variants",
    [
        THREE.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + THREE,
        THREE.removesuffix(b"\n"),
        THREE.replace(b"\n", b"\n\n  \r\n"),
        THREE.replace(b"0,BRAF,V600E,7", b' 0 , "BRAF",  V600E , 7.0'),
        b"Class,Note,Variation,ID,Gene\n7,x,V600E,0,BRAF\n2,,W802*,1,CBL\n4,x,R175H,2,TP53\n",
    ],
    ids=["CRLF", "BOM", "no last line end", "blank lines", "spaces and 7.0", "other columns"],
)
def test_harmless_differences_are_read_alike_and_not_listed(tmp_path, variants):
    plain = read_folder(tmp_path / "plain")
    other = read_folder(tmp_path / "other", variants)
    pd.testing.assert_frame_equal(plain.variants, other.variants)
    assert other.faults == ()


def test_a_quoted_variation_keeps_its_comma_and_doubled_quote(tmp_path):
    data = read_folder(tmp_path, HEADER + b'0,EGFR,"Exon 19, ""del""",7\n')
    assert data.variants.loc[0, "Variation"] == 'Exon 19, "del"'


BAD_ROWS = {
    "ID is a word": (b"x,KIT,D816V,7", [("x", ID_WRONG)]),
    "ID is a float": (b"5.0,KIT,D816V,7", [("5.0", ID_WRONG)]),
    "ID is beyond 64 bits": (b"9" * 30 + b",KIT,D816V,7", [("9" * 30, ID_WRONG)]),
    "ID has other digits": ("٣,KIT,D816V,7".encode(), [("٣", ID_WRONG)]),
    "Gene is empty": (b"5, ,D816V,7", [("", "Gene is empty; expected one such as BRAF")]),
    "Gene is null": (b"5,null,D816V,7", [("null", "Gene is empty; expected one such as BRAF")]),
    "Variation is NaN": (
        b"5,KIT,NaN,7",
        [("NaN", "Variation is empty; expected one such as V600E")],
    ),
    "Class is 0": (b"5,KIT,D816V,0", [("0", CLASS_WRONG)]),
    "Class is 10": (b"5,KIT,D816V,10", [("10", CLASS_WRONG)]),
    "Class is 7.5": (b"5,KIT,D816V,7.5", [("7.5", CLASS_WRONG)]),
    "Class is missing": (b"5,KIT,D816V,", [("", CLASS_WRONG)]),
    "a field too few": (
        b"5,KIT,D816V",
        [("5,KIT,D816V", "3 fields; expected 4 as in the header")],
    ),
    "a field too many": (
        b"5,KIT,D816V,7,1",
        [("5,KIT,D816V,7,1", "5 fields; expected 4 as in the header")],
    ),
    "a quote is not closed": (
        b'5,"KIT,D816V,7',
        [
            (
                '5,"KIT,D816V,7',
                "not CSV (unexpected end of data); expected quotes only around whole fields",
            )
        ],
    ),
    "the ID is taken": (
        b"0,KIT,D816V,7",
        [("0", "ID already on line 2; the first good row stays")],
    ),
    "two faults": (b"x,KIT,D816V,12", [("x", ID_WRONG), ("12", CLASS_WRONG)]),
}


@pytest.mark.parametrize(("row", "expected"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_rejected_with_line_value_and_reason(tmp_path, row, expected):
    data = read_folder(
        tmp_path, HEADER + b"0,BRAF,V600E,7\n\n" + row + b"\n1,CBL,W802*,2\n2,TP53,R175H,4\n"
    )
    assert listed(data) == [(4, value, reason, "rejected") for value, reason in expected]
    assert data.variants.index.to_list() == [0, 1, 2]
    assert (data.counts["rows_read"], data.counts["rows_rejected"]) == (4, 1)


def test_a_good_row_after_a_bad_one_of_the_same_id_is_kept(tmp_path):
    data = read_folder(tmp_path, HEADER + b"0,BRAF,V600E,70\n0,BRAF,V600E,7\n")
    assert data.variants["Class"].to_dict() == {0: 7}
    assert [fault.line for fault in data.faults] == [2]


def test_bytes_that_are_not_utf8_reject_a_row_only_in_a_column_that_is_used(tmp_path):
    data = read_folder(
        tmp_path, b"ID,Gene,Variation,Class,Note\n0,BR\xc4F,V600E,7,\n1,CBL,W802*,2,M\xfcller\n"
    )
    assert data.variants.index.to_list() == [1]
    repair = "not UTF-8 at byte offset {} of the line, from 0; replaced by U+FFFD"
    broken = "Gene holds a character that could not be read; expected UTF-8"
    assert listed(data) == [
        (2, "0xc4", repair.format(4), "repaired"),
        (2, "BR\ufffdF", broken, "rejected"),
        (3, "0xfc", repair.format(15), "repaired"),
    ]


TEXTS = {
    "a second separator": (b"0||a||b", {0: "a||b"}, []),
    "CRLF": (b"0||a\r", {0: "a"}, []),
    "line separators inside": (
        "0||a\u2028b\x85c\x0bd\x0ce".encode(),
        {0: "a\u2028b\x85c\x0bd\x0ce"},
        [],
    ),
    "a carriage return inside": (b"0||a\rb", {0: "a\rb"}, []),
    "a quote": (b'0||say "a', {0: 'say "a'}, []),
    "spaces": (b" 0 || a ", {0: " a "}, []),
    "blank lines": (b"\n  \n0||a\n\n", {0: "a"}, []),
    "invalid UTF-8": (
        b"0||a\xe9b\xff\xfec",
        {0: "a\ufffdb\ufffd\ufffdc"},
        [
            (
                "0xe9, 0xfffe",
                "not UTF-8 at byte offset 4, 6 of the line, from 0; replaced by U+FFFD",
                "repaired",
            )
        ],
    ),
    "much invalid UTF-8": (
        b"0||" + b"a\xe9" * 12,
        {0: "a\ufffd" * 12},
        [
            (
                ", ".join(["0xe9"] * 10) + " and 2 more",
                "not UTF-8 at byte offset 4, 6, 8, 10, 12, 14, 16, 18, 20, 22 and 2 more "
                "of the line, from 0; replaced by U+FFFD",
                "repaired",
            )
        ],
    ),
    "invalid UTF-8 after a wide character": (
        "0||\u03b2".encode() + b"\xe2\x82",
        {0: "\u03b2\ufffd"},
        [
            (
                "0xe282",
                "not UTF-8 at byte offset 5 of the line, from 0; replaced by U+FFFD",
                "repaired",
            )
        ],
    ),
    "NUL": (b"0||a\0\0b", {0: "ab"}, [("0x00", "2 NUL removed", "repaired")]),
    "empty": (b"0||", {}, [("", "empty text", "dropped")]),
    "only spaces": (b"0||  \t", {}, [("", "empty text", "dropped")]),
    "null": (b"0||null", {}, [("null", "empty text", "dropped")]),
    "NaN": (b"0||NaN", {}, [("NaN", "empty text", "dropped")]),
    "nan": (b"0||nan", {}, [("nan", "empty text", "dropped")]),
    "no separator": (
        b"0|a text",
        {},
        [("0|a text", "no || after an ID; expected ID||Text", "rejected")],
    ),
    "ID is a word": (b"see||a", {}, [("see", ID_WRONG, "rejected")]),
    "no such variant": (b"9||a", {}, [("9", UNKNOWN, "rejected")]),
    "its variant was rejected": (b"1||a", {}, [("1", SIDE_LOST, "rejected")]),
}


@pytest.mark.parametrize(("line", "kept", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_bad_text_never_rejects_its_variant(tmp_path, line, kept, expected):
    variants = THREE.replace(b"1,CBL,W802*,2", b"1,CBL,W802*,x")
    data = read_folder(tmp_path, variants, text=b"ID,Text\n" + line + b"\n2||last\n")
    faults = [fault for fault in data.faults if fault.file == "training_text"]
    assert [(fault.value, fault.reason, fault.action) for fault in faults] == expected
    assert {fault.line for fault in faults} <= {2}
    assert data.texts.to_dict() == {0: "", 2: "last", **kept}


def test_of_two_texts_of_an_id_the_first_stays(tmp_path):
    data = read_folder(tmp_path, text=b"ID,Text\n0||first\n0||second\n")
    reason = "ID already on line 2; the first good row stays"
    assert listed(data) == [(3, "0", reason, "dropped")]
    assert data.texts[0] == "first"


def test_a_row_whose_quote_is_not_closed_still_names_the_text_it_costs(tmp_path):
    data = read_folder(
        tmp_path, HEADER + b'0,BRAF,V600E,7\n1,"CBL,W802*,2\n', text=b"ID,Text\n1||a\n"
    )
    assert listed(data)[1] == (2, "1", SIDE_LOST, "rejected")


def test_a_text_file_of_only_a_header_leaves_every_text_empty(tmp_path):
    data = read_folder(tmp_path, text=b"ID,Text\n")
    assert (data.texts.to_list(), data.faults) == (["", "", ""], ())


def test_equal_texts_are_held_once(tmp_path):
    data = read_folder(tmp_path, text=b"ID,Text\n0||the same text\n1||the same text\n")
    assert data.document.to_list() == [0, 0, -1]
    assert list(data.documents) == ["the same text"]


def test_an_id_kept_as_the_index_of_a_parquet_file_is_found(tmp_path):
    data = read_folder(tmp_path, embeddings=embeddings().set_index("ID"))
    assert data.embeddings["a0"].to_list() == [0.5, 1.5, 2.5]


def test_embedding_rows_that_cannot_be_used_are_listed(tmp_path):
    frame = pd.DataFrame(
        {
            "ID": [0.0, 0.0, 1.0, 2.0, 9.0, np.nan, 1.5],
            "a0": [1.0, 2.0, np.inf, 1e300, 1.0, 1.0, 1.0],
            "a1": [1, 2, 3, 4, 5, 6, 7],
            "a2": [1.0, 2.0, np.nan, 4.0, 5.0, 6.0, 7.0],
        }
    )
    variants = THREE + b"9,KIT,D816V,x\n"
    data = read_folder(tmp_path, variants, embeddings=frame)
    finite = "not a finite float32 number; the row's embedding is dropped"
    assert listed(data)[1:] == [
        (2, "0", "ID already on line 1; the first good row stays", "dropped"),
        (3, "a0=inf, a2=nan", finite, "dropped"),
        (4, "a0=1e+300", finite, "dropped"),
        (5, "9", "its row in training_variants was rejected (line 5)", "rejected"),
        (6, "nan", ID_WRONG, "rejected"),
        (7, "1.5", ID_WRONG, "rejected"),
    ]
    assert data.embeddings.loc[0].to_list() == [1.0, 1.0, 1.0]
    assert data.embeddings.loc[[1, 2]].isna().all(axis=None)
    assert set(data.embeddings.dtypes) == {np.dtype("float32")}


def made_of(text: bytes | None, **others: object) -> bytes:
    """Return embeddings as oncolit writes them."""
    said = {"text_sha256": hashlib.sha256(text).hexdigest()} if text is not None else {}
    table = pa.Table.from_pandas(embeddings(), preserve_index=False)
    sink = io.BytesIO()
    metadata = {b"oncolit": json.dumps({**said, **others}).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), sink)
    return sink.getvalue()


def test_embeddings_of_other_texts_are_kept_and_observed(tmp_path):
    texts = b"ID,Text\n2||second\n0||first\n"
    data = read_folder(tmp_path, text=texts, embeddings=made_of(b"ID,Text\n0||of another set\n"))
    (observed,) = data.observations
    assert (observed.file, observed.line, observed.action) == (PARQUET, 1, "mismatched")
    assert observed.value.startswith("text_sha256 ")
    assert observed.reason.startswith("made of another file of texts than training_text (sha256 ")
    assert observed.reason.endswith("kept as they are, expected what oncolit embed makes of it")
    assert (data.faults, data.embeddings["a0"].to_list()) == ((), [0.5, 1.5, 2.5])
    assert data.counts["rows_rejected"] == 0


def test_embeddings_of_these_texts_or_of_none_that_is_known_are_not_observed(tmp_path):
    texts = b"ID,Text\n2||second\n0||first\n"
    for made in (made_of(texts), made_of(None, pooling="cls"), embeddings()):
        assert read_folder(tmp_path, text=texts, embeddings=made).observations == ()
    (tmp_path / "training_text").unlink()
    assert read_folder(tmp_path, embeddings=made_of(texts)).observations == ()


def test_what_made_the_embeddings_is_read_with_them(tmp_path):
    data = read_folder(tmp_path, embeddings=made_of(None, pooling="cls", max_tokens=12))
    assert data.embedding_source == EmbeddingSource(pooling="cls", max_tokens=12)
    assert read_folder(tmp_path, embeddings=embeddings()).embedding_source is None


def test_annotation_columns_are_numbers_only_if_every_value_is_one(tmp_path):
    content = b"ID,score,mixed,none,word\n0,1e-3,1,.,NA\n1,.,D,,T\n2,-2.,.,.,\n"
    data = read_folder(tmp_path, annotations=content)
    np.testing.assert_array_equal(data.annotations["score"], [0.001, np.nan, -2.0])
    assert data.annotations["none"].isna().all()
    assert data.annotations["none"].dtype == np.float64
    assert data.annotations["mixed"].to_list()[:2] == ["1", "D"]
    assert data.annotations["word"].to_list()[:2] == ["NA", "T"]
    assert data.annotations.columns.to_list() == ["score", "mixed", "none", "word"]


def test_annotation_rows_that_cannot_be_used_are_listed(tmp_path):
    content = b"ID,score\n0,1\n0,2\n9,3\nx,4\n1,2,3\n1,5\n"
    data = read_folder(tmp_path, gzipped=gzip.compress(content))
    assert {fault.file for fault in data.faults} == {GZIPPED}
    assert listed(data) == [
        (3, "0", "ID already on line 2; the first good row stays", "dropped"),
        (4, "9", UNKNOWN, "rejected"),
        (5, "x", ID_WRONG, "rejected"),
        (6, "1,2,3", "3 fields; expected 2 as in the header", "rejected"),
    ]
    np.testing.assert_array_equal(data.annotations["score"], [1.0, 5.0, np.nan])


@pytest.mark.parametrize(
    "cell", ["1e300", "-3.5e38", "9" * 400, "inf", "-Infinity", "+INF", "nan", "NaN"]
)
def test_an_annotation_number_that_float32_cannot_hold_is_missing_and_listed(tmp_path, cell):
    content = f"ID,score,word\n0,{cell},D\n1,-3.4e38,{cell}\n".encode()
    data = read_folder(tmp_path, annotations=content)
    np.testing.assert_array_equal(data.annotations["score"], [np.nan, -3.4e38, np.nan])
    assert np.isfinite(data.annotations["score"].dropna().astype(np.float32)).all()
    assert data.annotations["word"].isna().to_list() == [False, True, True]
    assert [(fault.line, fault.reason, fault.action) for fault in data.faults] == [
        (2, NOT_SINGLE, "dropped"),
        (3, NOT_SINGLE, "dropped"),
    ]
    assert data.faults[0].value.removesuffix("…") in f"score={cell}"
    counts = [data.counts[f"annotations_{key}"] for key in ("read", "kept", "dropped")]
    assert counts == [2, 2, 0]


def test_cells_and_rows_of_annotations_are_listed_by_line_and_only_rows_are_counted(tmp_path):
    data = read_folder(tmp_path, annotations=b"ID,Text,score\n9,a,1\n0,a,inf\n0,a,inf\n1,b,2\n")
    assert listed(data) == [
        (1, "Text", NAME_TAKEN, "dropped"),
        (2, "9", UNKNOWN, "rejected"),
        (3, "score=inf", NOT_SINGLE, "dropped"),
        (4, "0", "ID already on line 3; the first good row stays", "dropped"),
    ]
    keys = ("read", "kept", "rejected", "dropped")
    assert [data.counts[f"annotations_{key}"] for key in keys] == [4, 2, 1, 1]


@pytest.mark.parametrize("name", ["Gene", "gene", "VARIATION", "Text", "a0"])
def test_an_annotation_column_named_like_another_input_is_left_out_and_listed(tmp_path, name):
    content = f"ID,{name},A1\n0,x,2\n".encode()
    data = read_folder(tmp_path, embeddings=embeddings(), annotations=content)
    assert data.annotations.columns.to_list() == ["A1"]
    assert data.faults == (RowFault(ANNOTATIONS, 1, name, NAME_TAKEN, "dropped"),)
    assert (data.counts["annotations_kept"], data.counts["annotations_dropped"]) == (1, 0)


def test_an_annotation_column_keeps_a_name_that_no_embedding_uses(tmp_path):
    data = read_folder(tmp_path, annotations=b"ID,a0\n0,1\n")
    assert data.annotations.columns.to_list() == ["a0"]
    assert data.faults == ()


@pytest.mark.parametrize("name", ["Gene", "variation", " TEXT "])
def test_an_embedding_column_named_like_another_input_is_left_out_and_listed(tmp_path, name):
    frame = embeddings(**{name: ["x", "y", "z"]})
    frame.loc[0, "a0"] = np.nan
    data = read_folder(tmp_path, embeddings=frame)
    assert data.embeddings.columns.to_list() == ["a0", "a1"]
    assert data.faults[0] == RowFault(PARQUET, 1, name, NAME_TAKEN, "dropped")
    keys = ("read", "kept", "rejected", "dropped")
    assert [data.counts[f"embeddings_{key}"] for key in keys] == [3, 2, 0, 1]


@pytest.mark.parametrize("name", ["Class", "class", " CLASS "])
def test_embeddings_that_hold_the_label_are_refused_as_a_leak(tmp_path, name):
    with pytest.raises(DataFolderError) as caught:
        read_folder(tmp_path, embeddings=embeddings(**{name: [7, 2, 4]}))
    assert str(caught.value) == (
        f"{tmp_path / PARQUET}: column {name!r} is the label, which must not be "
        "among the embeddings (a leak); expected embeddings without it"
    )


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (b"5,KIT,D816V,7\r6,KIT,D816V,7", "carriage returns within the line"),
        (b'5,"KIT\x01,D816V,7', "binary content"),
        (b'5,"KIT\0,D816V,7', "binary content"),
        (b"5,KIT,D816V," + b"7" * 140_000, "a line of 140012 characters"),
    ],
    ids=["CR", "control character", "NUL", "too long"],
)
def test_a_line_that_is_no_csv_row_is_rejected_in_plain_words(tmp_path, row, found):
    data = read_folder(tmp_path, THREE + row + b"\n")
    fault = data.faults[-1]
    assert (fault.line, fault.action) == (5, "rejected")
    assert fault.reason == f"not CSV: {found}; expected one row a line"
    assert data.variants.index.to_list() == [0, 1, 2]


def test_a_line_is_too_long_whatever_other_readers_allow(tmp_path):
    before = csv.field_size_limit(10**7)
    try:
        data = read_folder(tmp_path, THREE + b"5,KIT,D816V," + b"7" * 140_000 + b"\n")
    finally:
        csv.field_size_limit(before)
    assert "a line of 140012 characters" in data.faults[-1].reason


@pytest.mark.parametrize("name", ["Class", "class", " CLASS "])
def test_annotations_that_hold_the_label_are_refused_as_a_leak(tmp_path, name):
    content = f"ID,SIFT,{name}\n0,0.5,7\n".encode()
    with pytest.raises(DataFolderError) as caught:
        read_folder(tmp_path, annotations=content)
    assert str(caught.value) == (
        f"{tmp_path / ANNOTATIONS}: column {name.strip()!r} is the label, which must not be "
        "among the annotations (a leak); expected annotations without it"
    )


def test_annotations_may_name_other_classes(tmp_path):
    data = read_folder(tmp_path, annotations=b"ID,ClassOfDrug\n0,TKI\n")
    assert data.annotations.columns.to_list() == ["ClassOfDrug"]


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    return frame.to_parquet()


BAD_FILES = {
    "empty": ({"variants": b""}, "training_variants: the file is empty; expected the header ID,"),
    "blank": ({"variants": b"\n \n"}, "training_variants: the file is empty; expected the header"),
    "no header": (
        {"variants": b"0,BRAF,V600E,7\n"},
        "training_variants: no column ID, Gene, Variation, Class in the header '0,BRAF,V600E,7'; "
        "expected ID,Gene,Variation,Class",
    ),
    "no Class": (
        {"variants": b"ID,Gene,Variation\n0,BRAF,V600E\n"},
        "training_variants: no column Class in the header",
    ),
    "two Gene columns": (
        {"variants": b"ID,Gene,Gene,Variation,Class\n"},
        "training_variants: column 'Gene' more than once",
    ),
    "a quote in the header": (
        {"variants": b'ID,"Gene,Variation,Class\n'},
        "training_variants: the header is not CSV (unexpected end of data)",
    ),
    "line ends of CR only": (
        {"variants": THREE.replace(b"\n", b"\r")},
        "training_variants: the header is not CSV: carriage returns within the line; "
        "expected one row a line",
    ),
    "annotations with line ends of CR only": (
        {"annotations": b"ID,score\r0,1\r"},
        f"{ANNOTATIONS}: the header is not CSV: carriage returns within the line; "
        "expected one row a line",
    ),
    "binary content": (
        {"variants": b'PK\x03\x04,"ID\x08\n'},
        "training_variants: the header is not CSV: binary content; expected one row a line",
    ),
    "no row": (
        {"variants": HEADER},
        "training_variants: no row after the header; expected at least one variant",
    ),
    "no good row": (
        {"variants": HEADER + b"0,BRAF,V600E,x\n1,CBL,W802*,\n"},
        "training_variants: no good row; all 2 were rejected, the first on line 2: "
        "Class is not an integer from 1 to 9, got 'x'",
    ),
    "variants in UTF-16": (
        {"variants": THREE.decode().encode("utf-16")},
        "training_variants: encoded as UTF-16; expected UTF-8",
    ),
    "text in UTF-16": (
        {"text": b"\xfe\xff\0I\0D"},
        "training_text: encoded as UTF-16; expected UTF-8",
    ),
    "text is empty": (
        {"text": b""},
        "training_text: the file is empty; expected the header ID,Text",
    ),
    "text without header": (
        {"text": b"0||a text\n"},
        "training_text: no header; expected ID,Text, got '0||a text'",
    ),
    "not Parquet": ({"embeddings": b"ID,a0\n0,1\n"}, f"{PARQUET}: not a Parquet file ("),
    "embeddings without ID": (
        {"embeddings": parquet_bytes(pd.DataFrame({"a0": [1.0]}))},
        f"{PARQUET}: no column ID; expected ID and numeric columns",
    ),
    "embeddings of ID only": (
        {"embeddings": parquet_bytes(pd.DataFrame({"ID": [1]}))},
        f"{PARQUET}: expected ID and numeric columns, each once",
    ),
    "embeddings of ID and other inputs": (
        {"embeddings": parquet_bytes(pd.DataFrame({"ID": [1], "Gene": ["KIT"], "text": ["a"]}))},
        f"{PARQUET}: no column but ID can be used (left out: Gene, text); expected one more",
    ),
    "annotations of ID and another input": (
        {"annotations": b"ID,Gene\n0,BRAF\n"},
        f"{ANNOTATIONS}: no column but ID can be used (left out: Gene); expected one more",
    ),
    "annotations of ID only": (
        {"annotations": b"ID\n0\n"},
        f"{ANNOTATIONS}: no column but ID can be used; expected one more",
    ),
    "embeddings with words": (
        {"embeddings": parquet_bytes(embeddings(name=["x", "y", "z"]))},
        f"{PARQUET}: column 'name' is str; expected numbers",
    ),
    "embeddings with truth values": (
        {"embeddings": parquet_bytes(embeddings(seen=[True, False, True]))},
        f"{PARQUET}: column 'seen' is bool; expected numbers",
    ),
    "annotations without ID": (
        {"annotations": b"Gene,score\nBRAF,1\n"},
        f"{ANNOTATIONS}: no column ID in the header 'Gene,score'; expected ID",
    ),
    "annotations not gzipped": ({"gzipped": b"ID,a\n0,1\n"}, f"{GZIPPED}: cannot be read (Not a"),
    "annotations cut off": (
        {"gzipped": gzip.compress(b"ID,a\n0,1\n" * 99, mtime=0)[:-20]},
        f"{GZIPPED}: cannot be read (",
    ),
    "both annotation files": (
        {"annotations": b"ID,a\n0,1\n", "gzipped": gzip.compress(b"ID,a\n0,1\n", mtime=0)},
        f"both {ANNOTATIONS} and {GZIPPED}; expected one",
    ),
}


@pytest.mark.parametrize(("files", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, files, message):
    with pytest.raises(DataFolderError) as caught:
        read_folder(tmp_path, **files)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_absent_or_a_file_is_refused(tmp_path):
    with pytest.raises(DataFolderError, match="no such folder; expected a folder with training_v"):
        read_data_folder(tmp_path / "absent")
    (tmp_path / "file").write_bytes(THREE)
    with pytest.raises(DataFolderError, match="file: is no folder; expected a folder with train"):
        read_data_folder(tmp_path / "file")


def test_a_folder_without_variants_is_refused(tmp_path):
    with pytest.raises(DataFolderError, match="training_variants: no such file; expected a file"):
        read_data_folder(tmp_path)


def test_an_optional_file_that_is_a_folder_or_a_broken_link_is_refused(tmp_path):
    (tmp_path / "training_text").symlink_to(tmp_path / "gone")
    with pytest.raises(DataFolderError, match="training_text: no such file"):
        read_folder(tmp_path)
    (tmp_path / "training_text").unlink()
    (tmp_path / "training_text").mkdir()
    with pytest.raises(DataFolderError, match="training_text: not a file"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    "content", [b"ID,Gene,Variation\n0,BRAF,V600E\n", HEADER + b"0,BRAF,V600E,x\n"]
)
def test_unlabelled_variants_need_no_class_and_ignore_one(tmp_path, content):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    data = read_variant_files(path, labelled=False)
    assert data.variants.columns.to_list() == ["Gene", "Variation"]
    assert data.faults == ()


def test_files_of_any_name_are_named_in_their_faults(tmp_path):
    variants, text = tmp_path / "mine.csv", tmp_path / "papers"
    variants.write_bytes(b"ID,Gene,Variation\n0,BRAF,V600E\n")
    text.write_bytes(b"ID,Text\n4||a\n")
    data = read_variant_files(variants, text=text, labelled=False)
    reason = "no variant with this ID in mine.csv"
    assert data.faults == (RowFault("papers", 2, "4", reason, "rejected"),)


def test_the_checksum_depends_on_names_and_bytes_and_not_on_the_folder(tmp_path):
    content = b"ID,a\n0,1\n"
    first = read_folder(tmp_path / "a", annotations=content).sha256
    assert first == read_folder(tmp_path / "b", annotations=content).sha256
    assert first != read_folder(tmp_path / "c", annotations=content + b"1,2\n").sha256
    assert first != read_folder(tmp_path / "d", gzipped=gzip.compress(content)).sha256
    assert first != read_folder(tmp_path / "e").sha256
    assert len(first) == 64


def test_faults_are_written_with_escapes_and_cut_values(tmp_path):
    path = tmp_path / "rejected.tsv"
    faults = [
        RowFault("training_text", 3, 'a\tb\nc\u2028d"e', "why", "rejected"),
        RowFault("training_text", 4, "x" * 201, "why", "dropped"),
    ]
    write_faults(faults, path)
    lines = path.read_bytes().decode().split("\n")
    assert len(lines) == 4
    rows = list(csv.reader(lines[:3], delimiter="\t"))
    assert rows[0] == ["file", "line", "value", "reason", "action"]
    assert rows[1] == ["training_text", "3", 'a\\tb\\nc\\u2028d"e', "why", "rejected"]
    assert rows[2] == ["training_text", "4", "x" * 200 + "…", "why", "dropped"]


def test_without_faults_only_the_header_is_written(tmp_path):
    write_faults([], tmp_path / "rejected.tsv")
    assert (tmp_path / "rejected.tsv").read_text() == "file\tline\tvalue\treason\taction\n"


def test_a_long_line_is_cut_where_it_is_found(tmp_path):
    data = read_folder(tmp_path, text=b"ID,Text\n" + b"x" * 200_000 + b"\n")
    assert data.faults[0].value == "x" * 200 + "…"


FAST = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FRAGMENTS = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\r", b",", b'"', b"||", b"\0", b"\xff", b"\xe2\x80\xa8"),
        *(b"\xef\xbb\xbf", b"0,BRAF,V600E,7", b"1,CBL,W802*,2\n", b"0||a text\n", b"null"),
        *(b" ", b"7", b"\x85", b"x"),
    ]
)
SOUP = st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=30).map(b"".join))


def nonblank_lines(content: bytes) -> int:
    return sum(1 for line in content.split(b"\n") if line.strip())


def kept_and_lost(data: DataFolder) -> tuple[int, int]:
    texts = ("texts_kept", "texts_rejected", "texts_dropped")
    return (
        data.counts["variants_kept"] + data.counts["rows_rejected"],
        sum(data.counts[key] for key in texts),
    )


@FAST
@given(variants=SOUP, text=SOUP)
def test_arbitrary_files_are_refused_or_read(variants, text):
    with tempfile.TemporaryDirectory() as folder:
        try:
            data = read_folder(Path(folder), variants, text=text)
        except DataFolderError as error:
            assert "\n" not in str(error)  # noqa: PT017
        else:
            expected = (nonblank_lines(variants) - 1, nonblank_lines(text) - 1)
            assert kept_and_lost(data) == expected


@FAST
@given(before=SOUP, after=SOUP, text=SOUP)
@example(before=b'8,"BRAF', after=b'"', text=b"")
def test_every_row_is_kept_or_listed_and_good_rows_are_kept_among_bad_ones(before, after, text):
    variants = HEADER + before + b"\n424242,KIT,D816V,7\n" + after
    texts = b"ID,Text\n424242||of KIT\n" + text
    with tempfile.TemporaryDirectory() as folder:
        data = read_folder(Path(folder), variants, text=texts)
        assert data.variants.loc[424242].to_list() == ["KIT", "D816V", 7]
        assert data.texts[424242] == "of KIT"
        assert kept_and_lost(data) == (nonblank_lines(variants) - 1, nonblank_lines(texts) - 1)
        write_faults(data.faults, Path(folder) / "rejected.tsv")
        written = (Path(folder) / "rejected.tsv").read_bytes().decode()
        assert len(written.splitlines()) == 1 + len(data.faults)


ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\n\0"), min_size=1
).filter(lambda text: text.strip().casefold() not in ("", "null", "nan"))


@FAST
@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=3))
@example(texts=["\ufeffa\u2028b\u2029c\x85d\x0be\x1cf", "||", '"'])
def test_any_text_without_a_line_end_comes_back_as_it_was(texts):
    variants = HEADER + b"".join(b"%d,BRAF,V600E,7\n" % i for i in range(len(texts)))
    lines = "".join(f"{i}||{text}\r\n" for i, text in enumerate(texts))
    with tempfile.TemporaryDirectory() as folder:
        data = read_folder(Path(folder), variants, text=b"ID,Text\n" + lines.encode())
    assert data.texts.to_list() == texts
    assert data.faults == ()


@pytest.mark.slow
def test_the_msk_task_is_read_whole():
    if not (SHARED / "msk").is_dir():
        pytest.skip("the MSK data is not in ../shared/data (or ONCOLIT_SHARED_DATA)")
    data = read_data_folder(SHARED / "msk")
    assert data.faults == ()
    assert len(data.variants) == 3321
    assert data.variants["Gene"].nunique() == 264
    assert data.variants["Class"].value_counts().sort_index().to_list() == [
        568, 452, 89, 686, 242, 275, 953, 19, 37,
    ]  # fmt: skip
    assert data.counts["texts_kept"] == (data.texts != "").sum() == 75
    assert data.texts[data.texts != ""].nunique() == 42
    assert data.embeddings.shape == (3321, 200)
    assert not data.embeddings.isna().any(axis=None)
    assert data.annotations["SIFT_score"].dtype == np.float64
