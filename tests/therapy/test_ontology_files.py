"""Readers of the Disease Ontology's OBO and OncoTree's JSON."""

import json
import os
import re
from pathlib import Path

import pytest

from therapy.ontology_files import OntologyFileError, read_disease_ontology, read_oncotree
from therapy.ontology_terms import with_terms
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import CANCER, TumourType, TumourTypes

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
TABLE = Path(__file__).parents[2] / "data" / "knowledge" / "tumour_types.tsv"

OBO = """format-version: 1.2
data-version: doid/releases/2026-07-31/doid.obo

[Term]
id: DOID:162
name: cancer
xref: NCI:C9305

[Term]
id: DOID:1909
name: melanoma
alt_id: DOID:1910
synonym: "malignant \\"melanoma\\"" EXACT []
synonym: "MM" RELATED OMO:0003012 []
synonym: "skin tumor" BROAD []
is_a: DOID:162 {source="x"} ! cancer
is_a: DOID:162 ! cancer

[Term]
id: DOID:77
name: obsolete nevus
is_obsolete: true

[Typedef]
id: derives_from
name: derives from
"""


def obo(tmp_path, text):
    path = tmp_path / "doid.obo"
    path.write_text(text, encoding="utf-8")
    return path


def node(code, name, *children, level=2, parent="SKIN", **more):
    below = {child["code"]: child for child in children}
    return dict(code=code, name=name, level=level, parent=parent, children=below, **more)


def tree(tmp_path, *nodes, name="oncotree_2025_10_03.json"):
    skin = node("SKIN", "Skin", *nodes, level=1, parent="TISSUE", tissue="Skin")
    root = node("TISSUE", "Tissue", skin, level=0, parent=None)
    path = tmp_path / name
    path.write_text(json.dumps({"TISSUE": root}), encoding="utf-8")
    return path


# the Disease Ontology


def test_terms_are_read_with_parents_synonyms_and_former_ids(tmp_path):
    file = read_disease_ontology(obo(tmp_path, OBO))
    assert (file.name, file.version) == (
        "Disease Ontology",
        "doid/releases/2026-07-31/doid.obo",
    )
    synonyms = ('malignant "melanoma"', "MM", "DOID:1910")
    assert file.terms == (
        TumourType("DOID:162", "cancer"),
        TumourType("DOID:1909", "melanoma", ("DOID:162",), (), synonyms),
    )


def test_what_is_no_tumour_type_is_listed(tmp_path):
    path = obo(tmp_path, OBO)
    assert read_disease_ontology(path).skipped == (
        "DOID:1909: 'skin tumor': a broader name",
        "DOID:77 obsolete nevus: obsolete",
        f"{path}:24: a stanza 'Typedef', no term",
    )


def test_a_term_of_another_ontology_is_listed(tmp_path):
    text = OBO.replace("is_a: DOID:162 ! cancer", "is_a: MONDO:1 ! x").replace(":77", ":A77")
    text = text.replace("is_obsolete: true\n", "")
    file = read_disease_ontology(obo(tmp_path, text))
    assert [term.parents for term in file.terms] == [(), ("DOID:162",)]
    assert file.skipped[1:3] == (
        "DOID:1909: is a MONDO:1, of another ontology",
        "DOID:A77 obsolete nevus: no term of the Disease Ontology",
    )


def test_a_file_without_version_is_named_by_its_content(tmp_path):
    text = "\n".join(line for line in OBO.splitlines() if not line.startswith("data-version"))
    version = read_disease_ontology(obo(tmp_path, text)).version
    assert version.startswith("sha256 ")
    assert version != read_disease_ontology(obo(tmp_path, text + "\n! more\n")).version


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: melanoma\n", "", r"doid\.obo:9: expected one name in the term, found \[\]"),
        ("id: DOID:1909\n", "", r"doid\.obo:9: expected one id in the term"),
        (
            "name: melanoma\n",
            "melanoma\n",
            r"doid\.obo:11: expected 'tag: value', found 'melanoma'",
        ),
        ('"MM" RELATED', "MM RELATED", r"doid\.obo:9: expected a synonym in quotes, found 'MM"),
        ("is_a: DOID:162 ! cancer", "is_a: ", r"doid\.obo:9: DOID:1909 is a '', expected a term"),
        ("id: DOID:1909", "id: DOID:162", r"doid\.obo:9: DOID:162 is in .*doid\.obo:4 already"),
        (
            "is_a: DOID:162 ! cancer",
            "is_a: DOID:77 ! x",
            r"doid\.obo:9: DOID:1909 is a 'DOID:77', expected a term of this file that is not obs",
        ),
    ],
)
def test_a_malformed_term_is_named_with_its_line(tmp_path, old, new, message):
    assert old in OBO
    with pytest.raises(OntologyFileError, match=message):
        read_disease_ontology(obo(tmp_path, OBO.replace(old, new)))


@pytest.mark.parametrize("text", ["", "format-version: 1.2\n", "[Typedef]\nid: x\nname: x\n"])
def test_a_file_without_terms_is_refused(tmp_path, text):
    with pytest.raises(
        OntologyFileError, match=r"doid\.obo: expected terms of the Disease Ontology"
    ):
        read_disease_ontology(obo(tmp_path, text))


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(OntologyFileError, match=r"doid\.obo:1: expected 'tag: value', found"):
        read_disease_ontology(obo(tmp_path, "gene\tdisease\nBRAF\tmelanoma\n"))
    binary = tmp_path / "doid.obo"
    binary.write_bytes(b"\x1f\x8b\xff\xff")
    with pytest.raises(OntologyFileError, match=r"doid\.obo: expected text in UTF-8"):
        read_disease_ontology(binary)


# OncoTree


def test_types_are_read_with_code_parent_and_former_codes(tmp_path):
    melanoma = node("MEL", "Melanoma", history=["MELA"], revocations=["MELB", "MEL"])
    file = read_oncotree(tree(tmp_path, melanoma))
    assert (file.name, file.version, file.skipped) == ("OncoTree", "2025_10_03", ())
    assert file.terms == (
        TumourType("ONCOTREE:TISSUE", "Tissue", (), ("TISSUE",), (), umbrella=True),
        TumourType("ONCOTREE:SKIN", "Skin", ("ONCOTREE:TISSUE",), ("SKIN",), (), umbrella=True),
        TumourType("ONCOTREE:MEL", "Melanoma", ("ONCOTREE:SKIN",), ("MEL",), ("MELA", "MELB")),
    )


def test_names_that_several_types_have_are_told_apart(tmp_path):
    child = node("MELNOS", "Melanoma, NOS", parent="MEL")
    nodes = [
        node("MEL", "Melanoma", child),
        node("OYST", "Yolk Sac Tumor", tissue="Ovary"),
        node("TYST", "Yolk Sac Tumor", tissue="Testis"),
    ]
    names = [term.name for term in read_oncotree(tree(tmp_path, *nodes)).terms]
    assert names[2:] == [
        "Melanoma",
        "Melanoma, NOS (MELNOS)",
        "Yolk Sac Tumor (Ovary)",
        "Yolk Sac Tumor (Testis)",
    ]


def test_a_former_code_of_two_types_is_listed_and_names_neither(tmp_path):
    nodes = [node("BLL", "B-ALL", history=["ALL"]), node("TLL", "T-ALL", history=["ALL"])]
    file = read_oncotree(tree(tmp_path, *nodes))
    assert file.skipped == (
        "BLL: its former code ALL is another type's too",
        "TLL: its former code ALL is another type's too",
    )
    assert all("ALL" not in term.synonyms for term in file.terms)


def test_a_former_code_that_another_type_has_now_is_listed(tmp_path):
    file = read_oncotree(tree(tmp_path, node("MEL", "Melanoma", history=["NEV"]), node("NEV", "x")))
    assert file.skipped == ("MEL: its former code NEV is another type's too",)
    assert all(term.synonyms == () for term in file.terms)


def test_a_file_name_without_a_date_gives_a_fingerprint(tmp_path):
    assert read_oncotree(tree(tmp_path, name="tree.json")).version.startswith("sha256 ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"tree\.json:1: expected OncoTree's JSON"),
        ('{\n"TISSUE": ', r"tree\.json:2: expected OncoTree's JSON"),
        ("[]", r"tree\.json: expected tumour types by code below the top"),
        ("{}", r"tree\.json: expected OncoTree's tree of tumour types, found no code"),
        ('{"MEL": 3}', r"tree\.json: expected 'code' in the type 'MEL', found None"),
        (
            '{"MEL": {"code": "MEL", "name": "x", "level": "2", "children": {}}}',
            r"tree\.json: expected 'level' in the type 'MEL', found '2'",
        ),
        (
            '{"MEL": {"code": "M", "name": "x", "level": 2, "children": {}, "parent": "SKIN"}}',
            r"tree\.json: expected the type 'MEL' below None, found 'M' below 'SKIN'",
        ),
    ],
)
def test_a_malformed_tree_is_refused(tmp_path, text, message):
    path = tmp_path / "tree.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OntologyFileError, match=message):
        read_oncotree(path)


def test_a_code_in_two_places_is_refused(tmp_path):
    twice = node("MEL", "Melanoma", node("SKIN", "Skin again", parent="MEL"))
    with pytest.raises(OntologyFileError, match="the code 'SKIN' stands in 2 places"):
        read_oncotree(tree(tmp_path, twice))


# the whole files


@pytest.fixture(scope="module")
def real_files():
    doid = SHARED / "reference/DO_cancer_slim.obo"
    oncotree = SHARED / "reference/oncotree_2025_10_03.json"
    if not (doid.exists() and oncotree.exists()):
        pytest.skip("needs the public data sets in ../shared/data")
    return read_disease_ontology(doid), read_oncotree(oncotree), doid.read_text(encoding="utf-8")


@pytest.mark.slow
def test_both_ontologies_are_read_whole(real_files):
    disease_ontology, oncotree, text = real_files
    obsolete = [why for why in disease_ontology.skipped if why.endswith(": obsolete")]
    assert len(disease_ontology.terms) + len(obsolete) == text.count("[Term]")
    names = sum(" name" in why for why in disease_ontology.skipped)
    synonyms = [name for term in disease_ontology.terms for name in term.synonyms]
    former = [name for name in synonyms if name.startswith("DOID:")]
    assert len(former) == text.count("\nalt_id: ")
    stanzas = [part for part in text.split("[Term]") if "is_obsolete: true" not in part]
    given = sum(len(set(re.findall(r'\nsynonym: "(.*)" [A-Z]', stanza))) for stanza in stanzas)
    assert len(synonyms) - len(former) + names == given > 1000
    assert len(oncotree.terms) == 898


@pytest.mark.slow
def test_the_completed_table_finds_every_term_and_relates_its_own_rows_as_before(real_files):
    rows = read_tumour_types(TABLE)
    table = TumourTypes(rows)
    terms = [*real_files[0].terms, *real_files[1].terms]
    types = with_terms(table, terms)
    assert [term.doid for term in terms if types.find(term.doid) is None] == []
    codes = [code for term in real_files[1].terms for code in term.oncotree]
    assert [code for code in codes if types.find(code) is None] == []
    missed = [term.name for term in terms if types.find(term.name) is not types.find(term.doid)]
    assert missed == ["Malignant Lymphoma", "Malignant Tumor"]  # OncoTree's, both of the brain
    names = [row.name for row in rows if row.doid != CANCER][::5]
    changed = [
        (one, other)
        for one in names
        for other in names
        if table.relation(one, other) is not types.relation(one, other)
    ]
    assert changed == []
    assert [row.name for row in rows if types.find(row.name).name != row.name] == []
