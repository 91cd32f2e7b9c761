"""The matrices of GDSC release 17 as a screen."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from screen_folders import DRUGS, FEATURES, IC50, text, write, write_release_17

from response.screen_folder import read_screen
from response.screen_tables import ScreenError

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
GDSC = SHARED / "gdsc"


def rejections(read):
    return [tuple(row) for row in read.rejected.itertuples(index=False)]


def test_matrices_and_lists_become_a_screen(tmp_path):
    read = read_screen(write_release_17(tmp_path))
    screen = read.screen
    expected = pd.DataFrame(
        [[0.5, -3.25, np.nan], [1.5, np.nan, 4.0], [np.nan, 2.0, np.nan]],
        index=["101", "102", "103"],
        columns=["1", "1373", "9001"],
    )
    assert screen.responses.equals(expected)
    assert screen.tissues.to_dict() == {"101": "breast", "102": "large_intestine", "103": "skin"}
    assert screen.names.to_dict() == {"101": "LINE-A", "102": "LINE-B", "103": "103"}
    assert screen.features["BRAF_mut"].to_dict() == {"101": 0.0, "102": 0.0, "103": 1.0}
    assert screen.features["MSI_FACTOR"].to_dict() == {"101": 0.0, "102": 1.0, "103": 0.0}
    assert np.isnan(screen.features.loc["103", "gain_cnaPANCAN301_(CDK12,ERBB2,MED24)"])
    assert "loss_cnaPANCAN38, loss_cnaPANCAN39" in screen.features
    assert (screen.unit, screen.title) == ("ln IC50 (µM)", "GDSC release 17")
    assert len(screen.pairs) == 5
    assert read.notes == ()
    assert read.rejected.empty


def test_drugs_carry_names_synonyms_targets_and_genes(tmp_path):
    drugs = read_screen(write_release_17(tmp_path)).screen.drugs
    assert list(drugs) == ["1", "1373", "9001"]
    assert drugs["1"].synonyms == ("Tarceva", "OSI-774")
    assert drugs["1373"].targets == ("BRAF", "others")
    assert drugs["1373"].target_genes == ("BRAF",)
    assert drugs["1373"].synonyms == ()
    assert drugs["9001"].name == "Novelmab"
    assert drugs["9001"].target_genes == ("PSMB5", "PSMB6", "PSMB7")
    assert drugs["9001"].pathway == "Other"


def test_without_a_list_oncolit_names_what_it_knows(tmp_path):
    read = read_screen(write_release_17(tmp_path, screened_compounds__csv=None))
    drugs = read.screen.drugs
    assert (drugs["1"].name, drugs["1"].target_genes) == ("erlotinib", ("EGFR",))
    assert drugs["9001"].shown_name == "drug 9001"
    assert read.notes == ("1 drugs have no name: 9001",)


def test_the_list_of_compounds_wins_over_what_oncolit_knows(tmp_path):
    renamed = [line.replace("Erlotinib", "Something else") for line in DRUGS]
    read = read_screen(write_release_17(tmp_path, screened_compounds__csv=renamed))
    assert read.screen.drugs["1"].name == "Something else"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("low", "Drug_1_IC50: not a number; expected one such as -1.5"),
        ("inf", "Drug_1_IC50: not a finite number"),
        ("1e400", "Drug_1_IC50: not a finite number"),
        ("21.5", "Drug_1_IC50: out of range; expected -20 to 20"),
        ("1_0", "Drug_1_IC50: not a number; expected one such as -1.5"),
    ],
)
def test_a_bad_response_is_left_out_and_its_row_kept(tmp_path, cell, reason):
    lines = [IC50[0], f"101,{cell},-3.25,1", *IC50[2:]]
    read = read_screen(write_release_17(tmp_path, IC50_v17__csv=lines))
    assert rejections(read) == [("IC50_v17.csv", 2, cell, reason)]
    assert read.screen.responses.loc["101"].tolist()[1:] == [-3.25, 1.0]
    assert np.isnan(read.screen.responses.loc["101", "1"])


def test_rows_and_columns_that_are_none_are_reported_and_the_others_kept(tmp_path):
    lines = [
        IC50[0] + ",Drug_1_IC50,AUC",
        "101,0.5,-3.25,,7,0.9",
        "101,9,9,9,9,9",
        "A375,1,1,1,1,1",
        "102,1",
        '"103,1,1,1,1,1',
        "",
        ",,,,,",
        "104.0,1,1,1,1,1",
    ]
    read = read_screen(write_release_17(tmp_path, IC50_v17__csv=lines))
    assert rejections(read) == [
        ("IC50_v17.csv", 1, "Drug_1_IC50", "drug there twice; the first column stays"),
        ("IC50_v17.csv", 1, "AUC", "column of no drug; expected a name such as Drug_1_IC50"),
        ("IC50_v17.csv", 3, "101", "this cell line is already on line 2; the first stays"),
        ("IC50_v17.csv", 4, "A375", "COSMIC_ID is not a whole number"),
        ("IC50_v17.csv", 5, "102,1", "2 cells; expected 6 as in the header"),
        ("IC50_v17.csv", 6, '"103,1,1,1,1,1', "not CSV; expected quotes only around whole fields"),
    ]
    assert list(read.screen.responses.index) == ["101", "104"]
    assert read.screen.responses.loc["101", "1"] == 0.5


def test_a_bad_feature_is_left_out_and_a_column_of_words_is_no_feature(tmp_path):
    lines = [
        "COSMIC_ID,TISSUE_FACTOR,MEDIA_FACTOR,BRAF_mut,TP53_mut",
        "101,breast,RPMI,0,2",
        "102,,DMEM,yes,1",
        "103,skin,RPMI,1,NA",
    ]
    read = read_screen(
        write_release_17(tmp_path, genomic_features_v17__csv=lines, cosmic_info__csv=None)
    )
    assert rejections(read) == [
        ("genomic_features_v17.csv", 2, "2", "TP53_mut is not 0, 1 or empty"),
        ("genomic_features_v17.csv", 3, "yes", "BRAF_mut is not 0, 1 or empty"),
    ]
    assert list(read.screen.features) == ["BRAF_mut", "TP53_mut"]
    assert np.isnan(read.screen.features.loc["103", "TP53_mut"])
    assert read.notes == (
        "genomic_features_v17.csv: column MEDIA_FACTOR holds no 0 and no 1; not read as a feature",
        "the tissue of 1 profiles is not known",
    )


def test_lines_and_drugs_in_one_file_only_are_counted(tmp_path):
    ic50 = [*IC50, "104,,,", "105,1,,"]
    ic50[0] += ",Drug_2_IC50"
    ic50[1:] = [line + "," for line in ic50[1:]]
    features = [*FEATURES, "106,skin,0,0,0,0"]
    drugs = [*DRUGS[:2], "77,Elsewhere,,,"]
    read = read_screen(
        write_release_17(
            tmp_path,
            IC50_v17__csv=ic50,
            genomic_features_v17__csv=features,
            screened_compounds__csv=drugs,
        )
    )
    assert list(read.screen.responses.index) == ["101", "102", "103", "105"]
    assert list(read.screen.responses.columns) == ["1", "1373", "9001"]
    assert read.screen.features.loc["105"].isna().all()
    assert read.notes == (
        "1 profiles without any response are left out: 104",
        "1 drugs without any response are left out: 2",
        "1 profiles have no features: 105",
        "1 profiles have features but no response: 106",
        "1 drugs have no name: 9001",
        "2 drugs are not in the list of drugs: 1373, 9001",
        "1 drugs of the list have no response: 77",
        "the tissue of 1 profiles is not known",
    )


def test_the_version_is_that_of_the_contents(tmp_path):
    def version(folder, **files):
        return read_screen(write_release_17(tmp_path / folder, **files)).screen.version

    plain = version("a")
    assert len(plain) == 64
    packed = write(
        tmp_path / "b",
        any__csv__gz=IC50,
        other__csv__gz=FEATURES,
        drugs__csv__gz=DRUGS,
    )
    (packed / "lines.csv").write_bytes((tmp_path / "a" / "cosmic_info.csv").read_bytes())
    (packed / "notes.md").write_text("not a table")
    assert read_screen(packed).screen.version == plain
    changed = [line.replace("0.5", "0.6") for line in IC50]
    assert version("c", IC50_v17__csv=changed) != plain
    assert version("d", cosmic_info__csv=None) != plain


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no table of responses; found nothing; expected matrix of IC50"),
        (
            {"genomic_features_v17__csv": FEATURES, "notes__csv": ("a,b", "1,2")},
            "found genomic_features_v17.csv: matrix of features",
        ),
        ({"notes__csv": ("a;b", "1;2")}, "found notes.csv"),
        ({"a__csv": IC50, "b__csv__gz": IC50}, "a.csv and b.csv.gz: each is matrix of IC50"),
        (
            {"a__csv": IC50, "b__csv": ("profile,drug,response", "1,2,3")},
            "a.csv and b.csv hold responses in different formats; expected one screen a folder",
        ),
        ({"a__csv": IC50[:1]}, "no response in the table"),
        (
            {"a__csv": (IC50[0], "101,x,,")},
            "no good response; the first of 1 rejections: a.csv, line 2: 'x'",
        ),
    ],
)
def test_a_folder_without_one_screen_is_an_error_that_says_what_was_found(tmp_path, files, message):
    folder = write(tmp_path / "screen", **files)
    with pytest.raises(ScreenError) as caught:
        read_screen(folder)
    assert message in str(caught.value)
    assert str(folder) in str(caught.value)


def test_a_missing_folder_and_broken_files_are_errors_that_name_them(tmp_path):
    with pytest.raises(ScreenError, match="nowhere: no such folder"):
        read_screen(tmp_path / "nowhere")
    folder = write_release_17(tmp_path / "a")
    (folder / "IC50_v17.csv").unlink()
    (folder / "IC50_v17.csv.gz").write_bytes(b"\x1f\x8b\x08 no gzip at all")
    with pytest.raises(ScreenError, match=r"IC50_v17\.csv\.gz: cannot be read"):
        read_screen(folder)
    (folder / "IC50_v17.csv.gz").unlink()
    (folder / "IC50_v17.csv").write_bytes(text(*IC50).encode("utf-16"))
    with pytest.raises(ScreenError, match=r"UTF-16; expected UTF-8"):
        read_screen(folder)


def test_windows_files_read_like_others(tmp_path):
    folder = write_release_17(tmp_path)
    plain = read_screen(folder).screen
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    windows = read_screen(folder)
    assert windows.screen.responses.equals(plain.responses)
    assert windows.screen.features.equals(plain.features)
    assert windows.rejected.empty


@pytest.mark.slow
@pytest.mark.skipif(not GDSC.is_dir(), reason="needs GDSC release 17 in ../shared/data")
def test_release_17_itself_reads_in_full():
    read = read_screen(GDSC)
    screen = read.screen
    assert screen.responses.shape == (988, 265)
    assert int(screen.responses.notna().to_numpy().sum()) == 213_787
    assert screen.features.shape == (988, 678)
    assert screen.tissues.nunique() == 27
    assert read.rejected.empty
    assert read.notes == ("2 drugs of the list have no response: 1266, 1530",)
    assert all(drug.name and drug.targets and drug.pathway for drug in screen.drugs.values())
    assert screen.drugs["1372"].target_genes == ("MAP2K1", "MAP2K2")
    assert len({drug.substance for drug in screen.drugs.values()}) == 249
