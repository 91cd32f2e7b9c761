"""A laboratory's own screen, and the example that the documentation gives of one."""

import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from screen_folders import FEATURES, csv_text, write

from response.own_screen import DIRECTION
from response.screen_feature import FeatureKind, parse_feature
from response.screen_folder import read_screen
from response.screen_parts import LARGEST_RESPONSE
from response.screen_tables import ScreenError, is_missing

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "response_data.md"
RESPONSES = "profile,drug,response"


def rejections(read):
    return [tuple(row) for row in read.rejected.itertuples(index=False)]


def test_the_documented_example_is_read_as_it_stands(tmp_path):
    text = DOCUMENT.read_text(encoding="utf-8")
    files = dict(re.findall(r"^`(\w+\.csv)`:\n\n```csv\n(.*?)```", text, re.DOTALL | re.MULTILINE))
    assert sorted(files) == ["drugs.csv", "profiles.csv", "responses.csv"]
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    read = read_screen(tmp_path)
    screen = read.screen
    assert read.rejected.empty
    assert read.notes == (DIRECTION,)
    assert screen.responses.to_dict("index")["PDX-1"] == {"trametinib": -2.1, "compound-7": 1.9}
    assert np.isnan(screen.responses.loc["PDX-3", "compound-7"])
    assert screen.tissues["PDX-2"] == "breast"
    assert screen.names["PDX-2"] == "Breast 2"
    assert screen.drugs["trametinib"].synonyms == ("Mekinist", "GSK1120212")
    assert screen.drugs["trametinib"].target_genes == ("MAP2K1", "MAP2K2")
    assert screen.drugs["compound-7"].target_genes == ("ERBB2",)
    gain = "gain_17q_(ERBB2,CDK12)"
    assert parse_feature(gain).kind is FeatureKind.GAIN
    assert parse_feature(gain).genes == ("ERBB2", "CDK12")
    assert screen.features.loc["PDX-2", gain] == 1.0
    assert np.isnan(screen.features.loc["PDX-2", "MSI_FACTOR"])


def test_responses_alone_are_a_screen_whose_ids_are_names(tmp_path):
    lines = ("Drug\tProfile\tResponse\tplate", "Trametinib\tP1\t-1\t7", "42\tP1\t2\t8")
    read = read_screen(write(tmp_path / "mine", table__tsv=lines))
    screen = read.screen
    assert screen.responses.loc["P1"].to_dict() == {"Trametinib": -1.0, "42": 2.0}
    assert screen.drugs["Trametinib"].name == "Trametinib"
    assert screen.drugs["Trametinib"].target_genes == ("MAP2K1", "MAP2K2")
    assert screen.drugs["42"].shown_name == "drug 42"
    assert screen.names["P1"] == "P1"
    assert screen.title == "screen mine"
    assert screen.features.shape == (1, 0)
    assert read.notes == (
        DIRECTION,
        "table.tsv: columns not read: plate",
        "no features of the profiles are known",
        "1 drugs have no name: 42",
        "the tissue of 1 profiles is not known",
    )


def test_bad_rows_are_reported_and_the_good_ones_kept(tmp_path):
    lines = (
        RESPONSES,
        "P1,d1,1.5",
        "P1,d2,x",
        "P1,d1,2.5",
        ",d1,1",
        "P2,,1",
        "P2,d1,-inf",
        "P2,d1",
        "P2,d1,",
        "P2,d1,300",
    )
    read = read_screen(write(tmp_path, r__csv=lines))
    assert [(line, value) for _, line, value, _ in rejections(read)] == [
        (3, "x"),
        (4, "2.5"),
        (5, "1"),
        (6, "1"),
        (7, "-inf"),
        (8, "P2,d1"),
    ]
    assert "1 rows without a response: not measured" in read.notes
    assert rejections(read)[1][3] == (
        "P1 and d1 already on line 2, which stays; give the mean of repeats"
    )
    assert read.screen.responses["d1"].to_dict() == {"P1": 1.5, "P2": 300.0}


def test_profiles_and_drugs_without_responses_or_facts_are_counted(tmp_path):
    read = read_screen(
        write(
            tmp_path,
            r__csv=(RESPONSES, "P1,d1,1", "P2,d2,2"),
            profiles__csv=("profile,BRAF_mut", "P1,1", "P9,0", "P1,0", ",1"),
            drugs__csv=("drug,name,colour", "d1,One,red", "d9,Nine,blue"),
        )
    )
    assert read.notes == (
        DIRECTION,
        "drugs.csv: columns not read: colour",
        "1 profiles have no features: P2",
        "1 profiles have features but no response: P9",
        "1 drugs are not in the list of drugs: d2",
        "1 drugs of the list have no response: d9",
        "the tissue of 2 profiles is not known",
    )
    assert rejections(read) == [
        ("profiles.csv", 4, "P1", "this profile is already on line 2; the first stays"),
        ("profiles.csv", 5, "", "profile is empty"),
    ]
    assert read.screen.features["BRAF_mut"].tolist()[0] == 1.0
    assert np.isnan(read.screen.features.loc["P2", "BRAF_mut"])


def test_targets_that_are_no_known_gene_are_named(tmp_path):
    read = read_screen(
        write(
            tmp_path,
            r__csv=(RESPONSES, "P1,d1,1"),
            drugs__csv=("drug,targets", "d1,BRAF;gobbledygook;DNA crosslinker"),
        )
    )
    assert read.screen.drugs["d1"].targets == ("BRAF", "gobbledygook", "DNA crosslinker")
    assert read.screen.drugs["d1"].target_genes == ("BRAF",)
    assert "1 targets are not known by any gene: gobbledygook" in read.notes


def test_an_own_screen_on_gdscs_lines_takes_gdscs_features(tmp_path):
    folder = write(tmp_path, r__csv=(RESPONSES, "101,d1,1", "103,d1,2"), f__csv=FEATURES)
    screen = read_screen(folder).screen
    assert screen.tissues.to_dict() == {"101": "breast", "103": "skin"}
    assert screen.features["BRAF_mut"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_beyond_ascii_are_kept(tmp_path, encoding):
    (tmp_path / "r.csv").write_bytes(f"{RESPONSES}\nZürich-1,d1,1\n".encode(encoding))
    assert list(read_screen(tmp_path).screen.responses.index) == ["Zürich-1"]


LINES = (RESPONSES, "P10,d1,1.5", "P2,d1,-0.25", "P2,d2,3")


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(LINES),
        "\r".join(LINES),
        "\n\n" + "\r\n".join(LINES),
        "\n".join(LINES).replace(",", ";"),
        "\n".join(LINES).replace(",", ";").replace(".", ","),
        "\n".join(LINES).replace(",", "\t"),
        "\n".join(f"{line}," for line in LINES),
        "\n".join([RESPONSES, *reversed(LINES[1:])]),
    ],
    ids=[
        "unix",
        "macintosh",
        "blank lines",
        "semicolons",
        "German Excel",
        "tabs",
        "comma",
        "order",
    ],
)
def test_however_a_table_is_written_the_screen_is_the_same(tmp_path, content):
    (tmp_path / "r.csv").write_bytes(content.encode())
    read = read_screen(tmp_path)
    assert read.rejected.empty
    assert read.screen.responses.fillna(99).to_dict("split") == {
        "index": ["P10", "P2"],
        "columns": ["d1", "d2"],
        "data": [[1.5, 99.0], [-0.25, 3.0]],
    }
    assert not [note for note in read.notes if "columns not read" in note]


def test_the_first_separator_of_a_header_is_the_tables(tmp_path):
    folder = write(
        tmp_path,
        r__csv=(RESPONSES, "P1,d1,1", "P2,d1,2"),
        profiles__csv=('profile;"gain_1_(A,B,C)";gain_2_(ERBB2,GRB7)', "P1;1;0", "P2;0;1"),
    )
    assert list(read_screen(folder).screen.features) == ["gain_1_(A,B,C)", "gain_2_(ERBB2,GRB7)"]


@pytest.mark.parametrize("word", ["", "NA", "nan", "None"])
def test_a_word_for_nothing_is_no_id(tmp_path, word):
    lines = (RESPONSES, "P1,d1,1", f"{word},d1,1", f"P1,{word},1")
    reasons = [reason for *_, reason in rejections(read_screen(write(tmp_path, r__csv=lines)))]
    assert reasons == ["profile is empty", "drug is empty"]


def test_a_response_that_would_drown_all_others_is_rejected(tmp_path):
    lines = (RESPONSES, "P1,d1,1", "P2,d1,1e300")
    [(_, line, value, reason)] = rejections(read_screen(write(tmp_path, r__csv=lines)))
    assert (line, value) == (3, "1e300")
    assert reason == "out of range; expected -1e+09 to 1e+09"


def test_a_folder_without_responses_is_told_with_the_columns_that_it_has(tmp_path):
    folder = write(tmp_path, r__csv=("line,compound,auc", "P1,d1,1"), notes__txt="")
    with pytest.raises(
        ScreenError, match=r"notes\.txt: no table, r\.csv: line, compound, auc; exp"
    ):
        read_screen(folder)


@given(st.sampled_from((b"", RESPONSES.encode(), b"COSMIC_ID,Drug_1_IC50\n1,")), st.binary())
def test_any_bytes_are_read_or_refused(tmp_path_factory, head, tail):
    folder = tmp_path_factory.mktemp("any")
    (folder / "r.csv").write_bytes(head + tail)
    with suppress(ScreenError):
        read = read_screen(folder)
        assert read.screen.responses.notna().to_numpy().any()
        assert np.isfinite(read.screen.pairs["response"]).all()


names = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufeff"), min_size=1
).filter(lambda name: not is_missing(name))


@given(
    st.dictionaries(
        st.tuples(names, names),
        st.floats(-LARGEST_RESPONSE, LARGEST_RESPONSE),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_written_is_read_back(tmp_path_factory, pairs):
    folder = tmp_path_factory.mktemp("own")
    rows = [("profile", "drug", "response"), *((p, d, repr(r)) for (p, d), r in pairs.items())]
    (folder / "r.csv").write_text(csv_text(rows), encoding="utf-8")
    read = read_screen(folder)
    assert read.rejected.empty
    found = {(row.profile, row.drug): row.response for row in read.screen.pairs.itertuples()}
    assert found == pairs
