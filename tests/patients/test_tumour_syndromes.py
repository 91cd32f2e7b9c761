"""Hereditary tumour syndromes: the table, against OMIM's names and genes, and what it explains."""

import re
from pathlib import Path

import pytest

from patients.ontology import phenotype_folder
from patients.tumour_syndromes import (
    TUMOUR_SYNDROME_COLUMNS,
    TumourSyndromeError,
    meaning_for,
    read_tumour_syndromes,
    syndromes_of_gene,
)
from therapy.tumour_names import comparable_name
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"

KNOWN_BY_ANOTHER_NAME = {
    "OMIM:194072",  # WAGR, the initials of OMIM's name
    "OMIM:612591",  # POLD1, of which OMIM has colorectal cancer
    "OMIM:614038",  # Emberger: lymphoedema with myelodysplasia
    "OMIM:615083",  # POLE, of which OMIM has colorectal cancer
    "OMIM:615848",  # POT1, of which OMIM has melanoma
    "OMIM:616415",  # NTHL1, of which OMIM has polyposis
}

WITHOUT_GENE_IN_ANNOTATION = {
    "OMIM:155600",  # OMIM's umbrella of familial melanoma, by several genes
    "OMIM:190685",  # a chromosome
    "OMIM:215400",  # a duplication of TBXT
    "OMIM:601228",  # a duplication before GREM1
}

GOOD = (
    "OMIM:151623\tLi-Fraumeni syndrome\tTP53\tautosomal dominant\tbreast cancer|sarcoma\t"
    "Radiotherapy is weighed.\tGeneReviews\thttps://www.ncbi.nlm.nih.gov/books/NBK1311/"
)


@pytest.fixture(scope="module")
def syndromes():
    return read_tumour_syndromes(KNOWLEDGE / "tumour_syndromes.tsv")


@pytest.fixture(scope="module")
def tumours():
    return TumourTypes(read_tumour_types(KNOWLEDGE / "tumour_types.tsv"))


@pytest.fixture(scope="module")
def annotated_names():
    lines = (phenotype_folder() / "phenotype.hpoa").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line.startswith("OMIM:"))
    return {row[0]: row[1] for row in cells}


@pytest.fixture(scope="module")
def annotated_genes():
    path = phenotype_folder() / "genes_to_phenotype.txt"
    genes = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.split("\t")
        genes.setdefault(cells[-1], set()).add(cells[1])
    return genes


def words_of(text):
    return {word[:5] for word in comparable_name(text.replace("(", " ").replace(")", " ")).split()}


def test_the_table_holds_the_syndromes_that_oncologists_meet(syndromes):
    assert len(syndromes) >= 60
    for number in (
        604370,
        612555,
        151623,
        162200,
        101000,
        193300,
        131100,
        171400,
        162300,
        158350,
        175200,
        137215,
        180200,
        109400,
        135150,
        150800,
        120435,
        609310,
        175100,
        208900,
        210900,
    ):
        assert f"OMIM:{number}" in syndromes


def test_every_disease_is_annotated_by_the_ontology_under_a_like_name(syndromes, annotated_names):
    assert set(syndromes) <= set(annotated_names)
    strangers = {
        disease
        for disease, syndrome in syndromes.items()
        if not words_of(syndrome.name) & words_of(annotated_names[disease])
    }
    assert strangers == KNOWN_BY_ANOTHER_NAME


def test_every_disease_has_a_gene_that_the_annotation_gives_it(syndromes, annotated_genes):
    without = {
        disease
        for disease, syndrome in syndromes.items()
        if not set(syndrome.genes) & annotated_genes.get(disease, set())
    }
    assert without == WITHOUT_GENE_IN_ANNOTATION


def test_tumours_carry_the_names_of_the_tumour_type_table(syndromes, tumours):
    misnamed = {
        (name, found.name)
        for syndrome in syndromes.values()
        for name in syndrome.tumours
        if (found := tumours.find(name)) and found.name != name
    }
    assert misnamed == set()


def test_every_syndrome_but_one_of_the_parathyroid_has_a_known_tumour_type(syndromes, tumours):
    unknown = {
        disease
        for disease, syndrome in syndromes.items()
        if not any(tumours.find(name) for name in syndrome.tumours)
    }
    assert unknown == {"OMIM:608266"}


def test_meanings_are_short_and_for_the_clinician(syndromes):
    for syndrome in syndromes.values():
        assert len(syndrome.meaning) < 300, syndrome.disease
        assert syndrome.meaning.endswith(".")
        assert not re.search(r"\byou", syndrome.meaning.casefold().replace("young", ""))


@pytest.mark.parametrize(
    ("disease", "tumour", "explained"),
    [
        ("OMIM:120435", "colon adenocarcinoma", True),
        ("OMIM:120435", "COAD", True),
        ("OMIM:120435", "melanoma", False),
        ("OMIM:604370", "triple-negative breast cancer", True),
        ("OMIM:193300", "haemangioblastoma", True),
        ("OMIM:193300", "clear cell renal cell carcinoma", True),
        ("OMIM:162200", "lung adenocarcinoma", False),
        ("OMIM:151623", "osteosarcoma", True),
        ("OMIM:151623", "no such tumour", False),
    ],
)
def test_a_syndrome_explains_its_own_tumours(syndromes, tumours, disease, tumour, explained):
    assert syndromes[disease].explains(tumour, tumours) is explained


def test_syndromes_of_a_gene_are_found_by_any_symbol(syndromes):
    assert {s.disease for s in syndromes_of_gene(syndromes, "brca2")} >= {
        "OMIM:612555",
        "OMIM:605724",
    }
    assert syndromes_of_gene(syndromes, "FANCD1") == syndromes_of_gene(syndromes, "BRCA2")
    assert syndromes_of_gene(syndromes, "GAPDH") == ()


def test_the_meaning_says_whether_the_tumour_is_one_of_the_syndrome(syndromes, tumours):
    li_fraumeni = syndromes["OMIM:151623"]
    ours = meaning_for(li_fraumeni, "breast cancer", tumours)
    assert ours.startswith("Breast cancer is one of its tumours. Radiotherapy")
    other = meaning_for(li_fraumeni, "acoustic neuroma", tumours)
    assert other.startswith("Acoustic neuroma is not known as one of its tumours. ")
    assert meaning_for(li_fraumeni, "", tumours) == li_fraumeni.meaning


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("OMIM:151623", "ORPHA:524", "line 2: disease 'ORPHA:524', expected an id such as"),
        ("TP53", "P53", "line 2: gene 'P53', expected the approved symbol 'TP53'"),
        ("https://www", "http://www", "line 2: url 'http://www"),
        ("Radiotherapy is weighed.", "", "line 2: meaning is empty, expected text"),
        ("\tTP53", "", "line 2: got 7 columns"),
    ],
)
def test_a_malformed_row_is_named(tmp_path, old, new, said):
    path = tmp_path / "tumour_syndromes.tsv"
    header = "\t".join(TUMOUR_SYNDROME_COLUMNS)
    path.write_text(f"{header}\n{GOOD.replace(old, new)}\n", encoding="utf-8")
    with pytest.raises(TumourSyndromeError, match=re.escape(said)):
        read_tumour_syndromes(path)


def test_a_disease_given_twice_is_refused(tmp_path):
    path = tmp_path / "tumour_syndromes.tsv"
    header = "\t".join(TUMOUR_SYNDROME_COLUMNS)
    path.write_text(f"{header}\n{GOOD}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(TumourSyndromeError, match="line 3: disease 'OMIM:151623' has an earlier"):
        read_tumour_syndromes(path)
