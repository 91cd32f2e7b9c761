"""The table of tumour types, finding a type, and how two types relate."""

import csv
import json
import os
import pickle
import time
from collections import Counter
from pathlib import Path

import pytest

from therapy.ontology_terms import with_terms
from therapy.tumour_names import is_tumour_id
from therapy.tumour_type_table import TUMOUR_TYPE_COLUMNS, read_tumour_types
from therapy.tumour_types import (
    CANCER,
    Relation,
    TumourType,
    TumourTypeError,
    TumourTypes,
)

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
HEADER = "\t".join(TUMOUR_TYPE_COLUMNS)
CODES = """
MEL SKCM LUAD LUSC NSCLC SCLC COAD READ COADREAD BRCA IDC ILC PRAD PAAD GIST GBM GB LGG AML CML CLL
CLLSLL MM PCM DLBCLNOS HCC CHOL IHCH THPA THAP THME ATC BLCA UCEC HGSOC OV RCC CCRCC STAD ESCA HNSC
UM BCC MDS
"""
LUNG = TumourType("DOID:1324", "lung cancer", (CANCER,))
ROOT = TumourType(CANCER, "cancer", umbrella=True)


@pytest.fixture(scope="module")
def rows():
    return read_tumour_types(KNOWLEDGE / "tumour_types.tsv")


@pytest.fixture(scope="module")
def types(rows):
    return TumourTypes(rows)


def predictive_diseases(file):
    """Count the diseases of CIViC's predictive evidence; one header has ``disease`` twice."""
    path = SHARED / "civic" / file
    if not path.exists():
        pytest.skip(f"needs the public data sets in ../shared/data: {file} is not there")
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    disease, sort = header.index("disease"), header.index("evidence_type")
    return Counter(row[disease] for row in rows if row[sort : sort + 1] == ["Predictive"])


# the table


def test_the_table_is_sorted_and_holds_every_tumour_below_cancer(rows, types):
    assert len(rows) >= 180
    assert [row.doid for row in rows] == sorted(row.doid for row in rows)
    assert [
        row.name for row in rows if row.doid != CANCER and CANCER not in types.ancestors(row)
    ] == []


def test_every_tumour_type_of_the_therapy_table_is_found(types):
    with (KNOWLEDGE / "therapies.tsv").open(encoding="utf-8", newline="") as lines:
        names = {row["tumour_type"] for row in csv.DictReader(lines, delimiter="\t")}
    assert len(names) > 50
    assert [name for name in names if types.find(name) is None] == []


def test_every_name_and_synonym_finds_its_own_row(rows, types):
    for row in rows:
        for text in (row.doid, row.name, *row.oncotree, *row.synonyms):
            assert types.find(text) is row, text


def test_no_row_is_below_a_status_that_is_none_itself(rows, types):
    statuses = {row.doid for row in rows if row.status}
    assert [row.name for row in rows if not row.status and types.ancestors(row) & statuses] == []


# finding


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NSCLC", "lung non-small cell carcinoma"),
        ("non-small cell lung cancer", "lung non-small cell carcinoma"),
        ("Non Small Cell Lung Carcinoma", "lung non-small cell carcinoma"),
        ("Carcinoma, non-small cell, of the lung", "lung non-small cell carcinoma"),
        ("3908", "lung non-small cell carcinoma"),
        ("DOID:3908", "lung non-small cell carcinoma"),
        ("doid:3908", "lung non-small cell carcinoma"),
        ("50745", "diffuse large B-cell lymphoma"),
        ("0050745", "diffuse large B-cell lymphoma"),
        ("DOID:6496", "extraskeletal myxoid chondrosarcoma"),
        ("CRC", "colorectal cancer"),
        ("colorectal carcinoma", "colorectal cancer"),
        ("metastatic colorectal cancer", "colorectal cancer"),
        ("cutaneous melanoma", "skin melanoma"),
        ("Melanomas", "melanoma"),
        ("melanoma, stage IIIB", "melanoma"),
        ("MEL", "melanoma"),
        ("lung", "lung cancer"),
        ("mel", "melanoma"),
        ("AML", "acute myeloid leukemia"),
        ("acute myeloid leukaemia", "acute myeloid leukemia"),
        ("GBM", "glioblastoma"),
        ("TNBC", "triple-negative breast cancer"),
        ("CML", "chronic myeloid leukemia"),
        ("Her2-receptor Positive Breast Cancer", "HER2 positive breast cancer"),
        ("HER2+ breast cancer", "HER2 positive breast cancer"),
        ("HER2- breast cancer", "HER2 negative breast cancer"),
        ("HER2-negative breast cancer", "HER2 negative breast cancer"),
        ("gastrointestinal stromal tumour", "gastrointestinal stromal tumor"),
        ("Oesophageal cancer", "esophageal cancer"),
        ("Waldenström macroglobulinaemia", "lymphoplasmacytic lymphoma"),
        ("Waldenstrom's macroglobulinemia", "lymphoplasmacytic lymphoma"),
        ("Ewings sarcoma", "Ewing sarcoma"),
        ("Diffuse astrocytoma, IDH-mutant", "astrocytoma, IDH-mutant, grade 2"),
        ("IDH-mutant astrocytoma, grade II", "astrocytoma, IDH-mutant, grade 2"),
        ("Grade 3 astrocytoma", "anaplastic astrocytoma"),
        ("ONCOTREE:UTUC", "upper tract urothelial carcinoma"),
        ("mCRPC", "castration-resistant prostate carcinoma"),
        ("Solid Tumors, Advanced", "solid tumor"),
        ("  melanoma ", "melanoma"),
    ],
)
def test_a_tumour_type_is_found_however_it_is_written(types, text, name):
    found = types.find(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "code",
    CODES.split(),
)
def test_the_codes_laboratories_send_are_found(types, code):
    assert types.find(code) is not None


@pytest.mark.parametrize("text", ["", " ", "fracture", "DOID:99999999", "XYZ", "metastatic"])
def test_what_no_type_is_called_is_not_found(types, text):
    assert types.find(text) is None


def test_cancer_and_carcinoma_are_not_the_same_word(types):
    assert types.find("lung cancer") is not types.find("lung carcinoma")


def test_a_text_in_capitals_is_a_code_first():
    types = TumourTypes(
        [
            TumourType("DOID:1", "one", (), ("OS",)),
            TumourType("DOID:2", "two", (), (), ("os",)),
        ]
    )
    assert (types.find("OS").name, types.find("os").name) == ("one", "two")


def test_a_misspelt_name_has_close_ones(types):
    assert types.find("lung adenocarcinooma") is None
    assert types.closest("lung adenocarcinooma")[0] == "lung adenocarcinoma"
    assert types.closest("qqqqqq") == ()
    assert len(types.closest("carcinoma of the lungg", n=2)) == 2


def test_a_synonym_of_two_types_names_neither_and_both_are_offered():
    types = TumourTypes(
        [
            TumourType("DOID:1", "myxoid liposarcoma", synonyms=("mixed-type liposarcoma",)),
            TumourType("DOID:2", "mixed liposarcoma", synonyms=("Liposarcoma, mixed type",)),
        ]
    )
    assert types.find("mixed type liposarcoma") is None
    assert set(types.closest("mixed type liposarcoma")) == {
        "myxoid liposarcoma",
        "mixed liposarcoma",
    }


def test_a_name_goes_before_a_synonym():
    types = TumourTypes([TumourType("DOID:1", "a", synonyms=("b c",)), TumourType("DOID:2", "c b")])
    assert types.find("b c").doid == "DOID:2"


# relations


@pytest.mark.parametrize(
    ("evidence", "asked", "relation"),
    [
        ("melanoma", "malignant melanoma", "same"),
        ("melanoma", "cutaneous melanoma", "broader"),
        ("melanoma", "uveal melanoma", "broader"),
        ("uveal melanoma", "cutaneous melanoma", "other"),
        ("NSCLC", "lung adenocarcinoma", "broader"),
        ("lung adenocarcinoma", "NSCLC", "narrower"),
        ("LUAD", "LUSC", "other"),
        ("NSCLC", "SCLC", "other"),
        ("colorectal cancer", "COAD", "broader"),
        ("colon cancer", "colorectal cancer", "narrower"),
        ("READ", "COAD", "other"),
        ("acute myeloid leukemia", "APL", "broader"),
        ("AML", "acute myeloid leukemia with mutated NPM1", "broader"),
        ("APL", "AML", "narrower"),
        ("AML", "CML", "other"),
        ("melanoma", "NSCLC", "other"),
        ("gastric adenocarcinoma", "GEJ", "broader"),
        ("Her2-receptor Positive Breast Cancer", "breast cancer", "narrower"),
        ("breast cancer", "HER2+ breast cancer", "broader"),
        ("multiple myeloma", "B-cell lymphoma", "other"),
        ("low grade glioma", "ASTR2", "broader"),
        ("high grade glioma", "ASTR2", "other"),
    ],
)
def test_evidence_serves_what_the_hierarchy_says(types, evidence, asked, relation):
    assert types.relation(evidence, asked) == relation
    assert types.relation(evidence, asked).serves == (relation != "other")
    assert types.relation(types.find(evidence), types.find(asked)) == relation


@pytest.mark.parametrize(
    ("evidence", "asked", "relation"),
    [
        ("cancer", "NSCLC", "any"),
        ("cancer", "AML", "any"),
        ("cancer", "solid tumor", "any"),
        ("solid tumor", "NSCLC", "any"),
        ("solid tumor", "AML", "other"),
        ("solid tumor", "hematologic cancer", "other"),
        ("cancer", "cancer", "same"),
        ("melanoma", "cancer", "other"),
        ("melanoma", "solid tumor", "other"),
    ],
)
def test_evidence_in_any_tumour_serves_every_tumour_and_not_the_reverse(
    types, evidence, asked, relation
):
    assert types.relation(evidence, asked) == relation


@pytest.mark.parametrize(
    ("umbrella", "tumour"),
    [
        ("leukemia", "AML"),
        ("lymphoma", "follicular lymphoma"),
        ("sarcoma", "leiomyosarcoma"),
        ("glioma", "glioblastoma"),
        ("carcinoma", "NUT carcinoma"),
        ("hematologic cancer", "multiple myeloma"),
        ("gastrointestinal system cancer", "colorectal cancer"),
    ],
)
def test_evidence_in_an_umbrella_serves_but_who_asks_for_one_is_not_served(types, umbrella, tumour):
    assert types.relation(umbrella, tumour) is Relation.BROADER
    assert types.relation(tumour, umbrella) is Relation.OTHER


@pytest.mark.parametrize(
    ("evidence", "asked", "relation"),
    [
        ("HER2+ breast cancer", "IDC", "narrower"),
        ("HER2+ breast cancer", "BRCA", "narrower"),
        ("HER2+ breast cancer", "TNBC", "other"),
        ("HER2+ breast cancer", "HER2- breast cancer", "other"),
        ("ER+ breast cancer", "HR+/HER2- breast cancer", "broader"),
        ("HR+/HER2- breast cancer", "ILC", "narrower"),
        ("IDC", "HER2+ breast cancer", "other"),
        ("castration-resistant prostate cancer", "PRAD", "narrower"),
        ("castration-resistant prostate cancer", "PRSCC", "other"),
        ("HER2+ breast cancer", "gastric adenocarcinoma", "other"),
    ],
)
def test_a_status_is_part_of_any_histology_that_may_have_it(types, evidence, asked, relation):
    assert types.relation(evidence, asked) == relation


def test_a_status_under_an_umbrella_is_part_of_no_histology():
    umbrella = TumourType("DOID:1", "sarcoma", umbrella=True)
    relapsed = TumourType("DOID:2", "relapsed sarcoma", ("DOID:1",), status=True)
    types = TumourTypes([umbrella, relapsed, TumourType("DOID:3", "liposarcoma", ("DOID:1",))])
    assert types.relation("relapsed sarcoma", "liposarcoma") is Relation.OTHER


def test_evidence_in_cancer_serves_nothing_that_is_not_below_it():
    types = TumourTypes([ROOT, LUNG, TumourType("DOID:6457", "Cowden syndrome")])
    assert types.relation("cancer", "lung cancer") is Relation.ANY
    assert types.relation("cancer", "Cowden syndrome") is Relation.OTHER


@pytest.mark.parametrize(
    ("evidence", "asked", "relation"),
    [
        ("Chuvash Polycythemia", "chuvash polycythaemia", "same"),
        ("Chuvash Polycythemia", "Peutz-Jeghers syndrome", "other"),
        ("Chuvash Polycythemia", "melanoma", "other"),
        ("melanoma", "Chuvash Polycythemia", "other"),
        ("", "", "other"),
        ("?", "!", "other"),
        (None, None, "other"),
        ("melanoma", None, "other"),
        (None, "melanoma", "other"),
    ],
)
def test_texts_that_are_not_found_are_the_same_only_as_equal_ones(types, evidence, asked, relation):
    assert types.relation(evidence, asked) == relation


def test_a_hundred_thousand_relations_take_less_than_a_second(types):
    types.relation("Lung Non-small Cell Carcinoma", "LUAD")
    started = time.perf_counter()
    for _ in range(100_000):
        types.relation("Lung Non-small Cell Carcinoma", "LUAD")
    assert time.perf_counter() - started < 1


def test_tumour_types_survive_pickling(types):
    again = pickle.loads(pickle.dumps(types))
    assert again.relation("melanoma", "SKCM") is Relation.BROADER


# contradictions


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([TumourType("DOID:9", "x", ("DOID:8",))], "DOID:9: the parent 'DOID:8' is no tumour type"),
        ([TumourType("DOID:1324", "x")], "DOID:1324 and DOID:1324 both claim one id"),
        (
            [TumourType("DOID:9", "Cancer, lung")],
            "DOID:1324 and DOID:9 both claim the name 'Cancer",
        ),
        (
            [TumourType("DOID:8", "x", (), ("X",)), TumourType("DOID:9", "y", (), ("x",))],
            "DOID:8 and DOID:9 both claim the code 'x'",
        ),
        (
            [TumourType("DOID:8", "x", ("DOID:9",)), TumourType("DOID:9", "y", ("DOID:8",))],
            "DOID:8 is its own ancestor: DOID:8 > DOID:9 > DOID:8",
        ),
    ],
)
def test_types_that_contradict_each_other_are_refused(more, message):
    with pytest.raises(TumourTypeError, match="^" + message):
        TumourTypes([ROOT, LUNG, *more])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ", line 1: got '', expected the columns doid, name, parents"),
        ("doid\tname\n", ", line 1: got 'doid.tname', expected the columns doid, name"),
        (f"{HEADER}\nDOID:1\tx\n", ", line 2: got 2 columns in 'DOID:1 . x', expected 7"),
        (
            f"{HEADER}\n1909\tx\t\t\t\t\t\n",
            ", line 2: expected an id such as DOID:1909, found '1909'",
        ),
        (
            f"{HEADER}\nDOID:1\tx\tx\t\t\t\t\n",
            ", line 2: expected an id such as DOID:1909, found 'x'",
        ),
        (f"{HEADER}\nDOID:1\t \t\t\t\t\t\n", ", line 2: expected a name, found ' '"),
        (f"{HEADER}\nDOID:1\tx\t\t\t\tno\t\n", ", line 2: expected yes or nothing, found 'no'"),
        (
            f"{HEADER}\nDOID:1\tx y\t\t\t\t\t\nDOID:2\tz\t\t\ty-x\t\t\n",
            ", line 3: expected a name of its own, DOID:1 has 'y-x' too",
        ),
    ],
)
def test_a_broken_table_is_refused_with_its_line(tmp_path, text, message):
    table = tmp_path / "types.tsv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(TumourTypeError, match=r"types\.tsv" + message):
        read_tumour_types(table)


def test_a_table_that_is_not_utf8_is_refused(tmp_path):
    table = tmp_path / "types.tsv"
    table.write_bytes(b"\xff\xfe")
    with pytest.raises(TumourTypeError, match=r"types\.tsv: byte 0 is not UTF-8"):
        read_tumour_types(table)


# the terms of ontologies


def test_a_term_the_table_knows_adds_names_and_keeps_the_tables():
    known = TumourType("ONCOTREE:LUNG", "Lung", (), ("LUNG",), ("pulmonary cancer",))
    table = TumourTypes([ROOT, TumourType("DOID:1324", "lung cancer", (CANCER,), ("LUNG",))])
    found = with_terms(table, [known]).find("pulmonary cancer")
    assert (found.doid, found.name, found.parents) == ("DOID:1324", "lung cancer", (CANCER,))
    assert with_terms(table, [known]).find("ONCOTREE:LUNG") == found


def test_a_new_term_comes_with_its_parents():
    term = TumourType("ONCOTREE:LUNE", "Large Cell Neuroendocrine", ("ONCOTREE:LUNG",), ("LUNE",))
    lung = TumourType("ONCOTREE:LUNG", "Lung cancer", (), ("LUNG",))
    types = with_terms(TumourTypes([ROOT, LUNG]), [term, lung])
    assert types.relation("lung cancer", "LUNE") is Relation.BROADER
    assert types.find("LUNG").doid == "DOID:1324"


def test_the_table_keeps_its_synonyms_from_terms():
    cll = TumourType("DOID:1040", "chronic lymphocytic leukemia", (), (), ("CLL",))
    term = TumourType("DOID:1036", "chronic leukemia", (), (), ("CLL", "adult chronic leukemia"))
    types = with_terms(TumourTypes([cll]), [term])
    assert types.find("CLL").doid == "DOID:1040"
    assert types.find("adult chronic leukemia").doid == "DOID:1036"


def test_the_table_keeps_its_codes_from_synonyms_of_terms():
    cml = TumourType("DOID:8552", "chronic myeloid leukemia", (), ("CML",))
    types = with_terms(TumourTypes([cml]), [TumourType("DOID:1036", "x", synonyms=("CML",))])
    assert {types.find("CML").doid, types.find("cml").doid} == {"DOID:8552"}


def test_terms_of_one_ontology_stay_apart_though_one_is_a_synonym_of_the_other():
    terms = [TumourType("DOID:1", "x", synonyms=("y",)), TumourType("DOID:2", "y")]
    types = with_terms(TumourTypes([ROOT]), terms)
    assert (types.find("y").doid, types.find("DOID:1").name) == ("DOID:2", "x")


def test_a_new_type_between_two_of_the_table_links_them_no_further_and_is_an_umbrella():
    table = TumourTypes([ROOT, LUNG, TumourType("DOID:1", "mesothelioma", (CANCER,))])
    chest = TumourType("DOID:5093", "thoracic cancer", (CANCER,))
    more = [
        TumourType(CANCER, "cancer"),
        chest,
        TumourType("DOID:1324", "lung cancer", ("DOID:5093",)),
        TumourType("DOID:1", "mesothelioma", ("DOID:1324",)),
    ]
    types = with_terms(table, more)
    assert types.relation("thoracic cancer", "lung cancer") is Relation.BROADER
    assert types.relation("lung cancer", "thoracic cancer") is Relation.OTHER
    assert types.relation("lung cancer", "mesothelioma") is Relation.OTHER


def test_two_ontologies_meet_in_a_name_that_the_table_lacks():
    terms = [
        TumourType("DOID:1", "teratoma", (CANCER,), (), ("DOID:2",)),
        TumourType("ONCOTREE:TT", "Teratomas", (), ("TT",)),
    ]
    types = with_terms(TumourTypes([ROOT]), terms)
    assert len(types) == 2
    assert {types.find(text).name for text in ("TT", "DOID:2", "ONCOTREE:TT")} == {"teratoma"}


def test_a_term_below_nothing_that_is_known_is_refused():
    with pytest.raises(TumourTypeError, match="DOID:9: the parent 'DOID:8' is no tumour type here"):
        with_terms(TumourTypes([ROOT]), [TumourType("DOID:9", "x", ("DOID:8",))])


# against the real files


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "items"),
    [
        ("civic_ClinicalEvidenceSummaries_2026-05-26.tsv", 2844),
        ("civic_ClinicalEvidence_2017-02.tsv", 1116),
    ],
)
def test_the_diseases_of_civics_predictive_evidence_are_found(types, file, items):
    diseases = predictive_diseases(file)
    assert diseases.total() == items
    found = sum(count for name, count in diseases.items() if types.find(name) is not None)
    assert found >= 0.97 * items


@pytest.mark.slow
def test_civics_name_and_doid_find_the_same_type(types):
    file = SHARED / "civic/civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
    if not file.exists():
        pytest.skip("needs the public data sets in ../shared/data")
    with file.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        pairs = {(row["disease"], row["doid"]) for row in table if row["doid"]}
    both = [(types.find(name), types.find(doid)) for name, doid in pairs]
    assert len(both) > 200
    assert [pair for pair in both if pair[0] is not pair[1]] == []


@pytest.mark.slow
def test_the_tables_codes_are_oncotrees(rows):
    file = SHARED / "reference/oncotree_2025_10_03.json"
    if not file.exists():
        pytest.skip("needs the public data sets in ../shared/data")
    codes = set()

    def collect(children):
        for code, node in children.items():
            codes.add(code)
            collect(node["children"])

    collect(json.loads(file.read_text(encoding="utf-8")))
    assert {code for row in rows for code in row.oncotree} - codes == set()
    own = [row.doid.removeprefix("ONCOTREE:") for row in rows if row.doid.startswith("ONCOTREE:")]
    assert [code for code in own if code not in codes] == []
    assert all(is_tumour_id(row.doid) for row in rows)
