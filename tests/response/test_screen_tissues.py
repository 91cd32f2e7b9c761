"""The tissue of a screen that a tumour type belongs to."""

import pytest

from pipeline.advisor import TUMOUR_TYPE_TABLE
from pipeline.cell_line_source import TISSUE_TABLE
from pipeline.settings import knowledge_folder
from response.screen_tissues import ScreenTissueError, ScreenTissues, read_screen_tissues
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

GDSC_17 = (
    "aero_dig_tract", "biliary_tract", "Bladder", "bone", "breast", "cervix", "endometrium",
    "kidney", "large_intestine", "leukemia", "liver", "lung", "lung_NSCLC", "lung_SCLC",
    "lymphoma", "myeloma", "nervous_system", "neuroblastoma", "ovary", "pancreas", "prostate",
    "skin", "soft_tissue", "stomach", "testis", "thyroid", "urogenital_system_other",
)  # fmt: skip
TABLE = knowledge_folder() / TISSUE_TABLE
HEADER = "doid\tname\ttissues\n"


@pytest.fixture(scope="module")
def tumours():
    return TumourTypes(read_tumour_types(knowledge_folder() / TUMOUR_TYPE_TABLE))


@pytest.fixture(scope="module")
def tissues():
    return read_screen_tissues(TABLE)


@pytest.mark.parametrize(
    ("disease", "tissue"),
    [
        ("melanoma", "skin"),
        ("SKCM", "skin"),
        ("lung adenocarcinoma", "lung_NSCLC"),
        ("SCLC", "lung_SCLC"),
        ("malignant pleural mesothelioma", "lung"),
        ("colorectal cancer", "large_intestine"),
        ("DOID:9256", "large_intestine"),
        ("acute myeloid leukemia", "leukemia"),
        ("CLL", "leukemia"),
        ("DLBCLNOS", "lymphoma"),
        ("multiple myeloma", "myeloma"),
        ("glioblastoma", "nervous_system"),
        ("neuroblastoma", "neuroblastoma"),
        ("osteosarcoma", "bone"),
        ("Ewing sarcoma", "bone"),
        ("rhabdomyosarcoma", "soft_tissue"),
        ("uterine leiomyosarcoma", "soft_tissue"),
        ("esophagus adenocarcinoma", "aero_dig_tract"),
        ("gastroesophageal junction adenocarcinoma", "stomach"),
        ("renal pelvis transitional cell carcinoma", "Bladder"),
        ("head and neck mucosal melanoma", "skin"),
        ("primary DLBCL of the central nervous system", "lymphoma"),
        ("metastatic HER2 positive breast cancer", "breast"),
    ],
)
def test_a_tumour_type_has_the_tissue_under_which_such_lines_stand(
    tissues, tumours, disease, tissue
):
    assert tissues.find(disease, tumours, GDSC_17).tissue == tissue


@pytest.mark.parametrize(
    ("disease", "ground"),
    [
        (None, "no tumour type was given"),
        (" ", "no tumour type was given"),
        ("tumour of the third kind", "tumour type 'tumour of the third kind' is not known"),
        ("cancer", "cancer has no one tissue in this screen"),
        ("uveal melanoma", "uveal melanoma has no one tissue in this screen"),
        ("gastrointestinal stromal tumor", "gastrointestinal stromal tumor has no one tissue in"),
        ("lung cancer", "lung cancer may stand under lung_NSCLC or lung_SCLC: a closer tumour"),
        ("sarcoma", "sarcoma may stand under bone, endometrium or soft_tissue: a closer"),
    ],
)
def test_without_a_tissue_the_ground_says_why(tissues, tumours, disease, ground):
    found = tissues.find(disease, tumours, GDSC_17)
    assert found.tissue == ""
    assert found.ground.startswith(ground)


def test_every_tissue_of_release_17_belongs_to_some_tumour_type(tissues, tumours):
    found = {tissues.find(one.doid, tumours, GDSC_17).tissue for one in tumours}
    assert found == {"", *GDSC_17}


def test_every_row_is_a_tumour_type_of_that_name(tumours):
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        doid, name, _ = line.split("\t")
        assert (tumours.find(doid).doid, tumours.find(doid).name) == (doid, name)


def test_another_word_of_a_newer_release_serves_where_the_first_is_not_there(tissues, tumours):
    newer = ["aero_digestive_tract", "digestive_system", "urogenital_system"]
    for disease, tissue in zip(("HNSC", "stomach cancer", "ovarian cancer"), newer, strict=True):
        assert tissues.find(disease, tumours, newer).tissue == tissue


def test_a_screen_without_the_tissue_gives_none(tissues, tumours):
    assert tissues.find("melanoma", tumours, ["breast"]).tissue == ""


def test_two_tissues_at_the_same_height_are_no_tissue(tumours):
    both = ScreenTissues({"DOID:2394": ("ovary",), "DOID:1115": ("soft_tissue",)})
    found = both.find("gastrointestinal stromal tumor", tumours, GDSC_17)
    assert found.tissue == "soft_tissue"
    both = ScreenTissues({"DOID:3119": ("stomach",), "DOID:1115": ("soft_tissue",)})
    assert both.find("gastrointestinal stromal tumor", tumours, GDSC_17).tissue == ""


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("DOID:1909\tmelanoma\tskin\nDOID:1909\tmelanoma\tbone\n", "line 3: got 'DOID:1909'"),
        ("\tmelanoma\tskin\n", "line 2: got ''"),
        ("DOID:1909\tmelanoma\n", "line 2: got 2 columns"),
    ],
)
def test_a_malformed_table_is_refused_with_the_line(tmp_path, rows, fault):
    path = tmp_path / "tissues.tsv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(ScreenTissueError, match=fault):
        read_screen_tissues(path)
