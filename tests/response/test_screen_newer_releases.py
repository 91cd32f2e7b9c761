"""GDSC's fitted dose responses, and the lists that are published with them."""

import numpy as np
import pytest
from openpyxl import Workbook
from screen_folders import FEATURES, csv_text, write

from response.screen_folder import read_screen

COLUMNS = (
    "DATASET", "NLME_RESULT_ID", "COSMIC_ID", "CELL_LINE_NAME", "TCGA_DESC", "DRUG_ID", "DRUG_NAME",
    "PUTATIVE_TARGET", "PATHWAY_NAME", "LN_IC50", "AUC",
)  # fmt: skip
MEK = "MEK1, MEK2"


def fitted(*pairs):
    """Rows of (data set, line, drug, response) with the other columns filled in."""
    return [
        COLUMNS,
        *(
            (dataset, 1, line, f"L{line}", "SKCM", drug, f"Drug {drug}", MEK, "ERK", value, 0.9)
            for dataset, line, drug, value in pairs
        ),
    ]


GDSC1 = fitted(("GDSC1", 101, 1, 2.0), ("GDSC1", 102, 1, 0.5), ("GDSC1", 101, 2, -1.25))
GDSC2 = fitted(("GDSC2", 101, 1, 3.0), ("GDSC2", 102, 3, 1.5), ("GDSC2", 102, 3, 2.5))
GENETIC_FEATURES = (
    "cell_line_name,cosmic_sample_id,gdsc_desc1,gdsc_desc2,tcga_desc,genetic_feature,is_mutated,"
    "recurrent_gain_loss,genes_in_segment",
    "L101,101,urogenital_system,bladder,BLCA,BRAF_mut,1,,",
    "L101,101,urogenital_system,bladder,BLCA,cnaPANCAN301,0,gain,CDK12,ERBB2,MED24",
    "L101,101,urogenital_system,bladder,BLCA,cnaPANCAN60,1,loss,",
    "L102,102,skin,melanoma,SKCM,BRAF_mut,0,,",
    'L102,102,skin,melanoma,SKCM,cnaPANCAN301,1,gain,"CDK12,ERBB2,MED24"',
    "L109,109,skin,melanoma,SKCM,BRAF_mut,1,,",
)
DETAILS = (
    "Sample Name",
    "COSMIC identifier",
    "GDSC\nTissue descriptor 1",
    "GDSC\nTissue\ndescriptor 2",
    "Microsatellite \ninstability Status (MSI)",
)


def write_workbook(path, **sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_two_data_sets_are_read_together_and_repeats_are_averaged(tmp_path):
    folder = write(tmp_path, GDSC1__csv=csv_text(GDSC1), GDSC2__csv__gz=csv_text(GDSC2))
    read = read_screen(folder)
    screen = read.screen
    assert screen.responses.loc["101"].tolist()[:2] == [2.5, -1.25]
    assert np.isnan(screen.responses.loc["101", "3"])
    assert screen.responses.loc["102", ["1", "3"]].tolist() == [0.5, 2.0]
    assert screen.title == "GDSC1 and GDSC2"
    assert screen.names.to_dict() == {"101": "L101", "102": "L102"}
    assert screen.drugs["1"].name == "Drug 1"
    assert screen.drugs["1"].target_genes == ("MAP2K1", "MAP2K2")
    assert screen.drugs["1"].pathway == "ERK"
    assert read.notes == (
        "2 pairs were measured more than once, 1 of them in more than one data set; the mean of "
        "each is used",
        "no features of the profiles are known",
        "the tissue of 2 profiles is not known",
    )
    assert read.files == ("GDSC1.csv", "GDSC2.csv.gz")


def test_the_list_of_features_is_named_as_release_17_names_them(tmp_path):
    folder = write(tmp_path, GDSC1__csv=csv_text(GDSC1), features__csv=GENETIC_FEATURES)
    read = read_screen(folder)
    features = read.screen.features
    gain = "gain_cnaPANCAN301_(CDK12,ERBB2,MED24)"
    assert features["BRAF_mut"].to_dict() == {"101": 1.0, "102": 0.0}
    assert features[gain].to_dict() == {"101": 0.0, "102": 1.0}
    assert features.loc["101", "loss_cnaPANCAN60"] == 1.0
    assert np.isnan(features.loc["102", "loss_cnaPANCAN60"])
    assert read.screen.tissues.to_dict() == {"101": "Bladder", "102": "skin"}
    assert read.rejected.empty
    assert "1 profiles have features but no response: 109" in read.notes


def test_where_only_altered_features_are_listed_the_others_are_not_altered(tmp_path):
    lines = [line for line in GENETIC_FEATURES if ",0," not in line]
    read = read_screen(write(tmp_path, GDSC1__csv=csv_text(GDSC1), features__csv=lines))
    assert read.screen.features.loc["102", "BRAF_mut"] == 0.0
    assert "features.csv lists altered features only; the others count as not altered" in read.notes


def test_bad_rows_of_the_list_of_features_are_reported(tmp_path):
    lines = [
        *GENETIC_FEATURES,
        "L101,101,skin,melanoma,SKCM,BRAF_mut,0,,",
        "L101,101,skin,melanoma,SKCM,TP53_mut,maybe,,",
        "L101,A375,skin,melanoma,SKCM,TP53_mut,1,,",
        "L101,101,skin,melanoma,SKCM,,1,,",
    ]
    read = read_screen(write(tmp_path, GDSC1__csv=csv_text(GDSC1), features__csv=lines))
    assert read.rejected["line"].tolist() == [8, 9, 10, 11]
    assert read.rejected["reason"].tolist() == [
        "BRAF_mut already given for this line",
        "TP53_mut is not 0 or 1",
        "the cell line's id is no whole number",
        "no feature is named",
    ]
    assert read.screen.features.loc["101", "BRAF_mut"] == 1.0


def test_release_17s_features_serve_newer_responses(tmp_path):
    folder = write(tmp_path, GDSC1__csv=csv_text(GDSC1), features__csv=FEATURES)
    screen = read_screen(folder).screen
    assert screen.tissues.to_dict() == {"101": "breast", "102": "large_intestine"}
    assert screen.features.loc["102", "MSI_FACTOR"] == 1.0


def test_excel_workbooks_are_read_and_other_sheets_left_alone(tmp_path):
    write_workbook(tmp_path / "GDSC1_fitted.xlsx", Sheet1=GDSC1)
    write_workbook(
        tmp_path / "Cell_Lines_Details.xlsx",
        **{
            "Cell line details": [
                DETAILS,
                ("A-101", 101.0, "digestive_system", "stomach", "MSI-H"),
                ("A-102", 102, "skin", "melanoma", "MSS/MSI-L"),
                ("TOTAL:", None, None, None, None),
            ],
            "Decode": [("Code", "Meaning"), ("Y", "yes")],
        },
    )
    read = read_screen(tmp_path)
    screen = read.screen
    assert screen.responses.loc["101", "2"] == -1.25
    assert screen.tissues.to_dict() == {"101": "stomach", "102": "skin"}
    assert screen.features["MSI_FACTOR"].tolist() == [1.0, 0.0]
    assert read.rejected[["file", "line"]].to_numpy().tolist() == [
        ["Cell_Lines_Details.xlsx (Cell line details)", 4]
    ]
    assert read.files == ("Cell_Lines_Details.xlsx", "GDSC1_fitted.xlsx")


def test_a_workbook_saved_as_csv_keeps_its_header_of_several_lines(tmp_path):
    rows = [DETAILS, ("A-101", 101, "skin", "melanoma", "MSI-S"), ("A-102", "", "skin", "", "")]
    folder = write(tmp_path, GDSC1__csv=csv_text(GDSC1), lines__csv=csv_text(rows))
    read = read_screen(folder)
    assert read.screen.tissues["101"] == "skin"
    assert read.rejected[["file", "line"]].to_numpy().tolist() == [["lines.csv", 7]]


@pytest.mark.parametrize(
    ("pair", "value", "reason"),
    [
        (("GDSC1", "A375", 1, 1.0), "A375", "COSMIC_ID is not a whole number"),
        (("GDSC1", 103, "X", 1.0), "X", "DRUG_ID is not a whole number"),
        (("GDSC1", 103, 1, "high"), "high", "LN_IC50: not a number; expected one such as -1.5"),
        (("GDSC1", 103, 1, -20.5), "-20.5", "LN_IC50: out of range; expected -20 to 20"),
    ],
)
def test_a_bad_pair_is_reported_and_the_others_kept(tmp_path, pair, value, reason):
    rows = [*GDSC1, *fitted(pair)[1:]]
    read = read_screen(write(tmp_path, GDSC1__csv=csv_text(rows)))
    assert [tuple(row) for row in read.rejected.itertuples(index=False)] == [
        ("GDSC1.csv", 5, value, reason)
    ]
    assert read.screen.responses.shape == (2, 2)


def test_an_empty_response_is_no_fault(tmp_path):
    rows = [*GDSC1, *fitted(("GDSC1", 103, 1, ""))[1:]]
    read = read_screen(write(tmp_path, GDSC1__csv=csv_text(rows)))
    assert read.rejected.empty
    assert read.screen.responses.shape == (2, 2)
