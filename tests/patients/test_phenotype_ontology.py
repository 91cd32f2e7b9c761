"""The ontology that a user's HPO ids are read with."""

from pathlib import Path

import pytest

from patients.ontology import (
    OntologyError,
    UnknownTermError,
    findings_of,
    read_ontology,
)

SEIZURE = "HP:0001250"


def test_a_term_lies_below_what_contains_it():
    ontology = read_ontology()
    assert ontology.is_a("HP:0002069", SEIZURE)
    assert not ontology.is_a(SEIZURE, "HP:0002069")
    assert SEIZURE in ontology.ancestors(SEIZURE)
    assert ontology.descendants("HP:0002069") <= ontology.descendants(SEIZURE)


def test_an_alternate_id_is_read_as_the_current_one():
    assert read_ontology().find("HP:0000801").name == "Nephrotic syndrome"


def test_an_unknown_id_is_named_with_the_release():
    with pytest.raises(UnknownTermError, match=r"'HP:9999999' .*hp/releases/.*such as HP:0001250"):
        read_ontology().find("HP:9999999")


def test_inheritance_and_onset_are_no_findings():
    ids = ["HP:0000007", SEIZURE, "HP:0003577"]
    assert list(findings_of(read_ontology(), ids)) == [SEIZURE]


def test_a_folder_without_the_ontology_is_named(tmp_path: Path):
    with pytest.raises(OntologyError, match=f"{tmp_path}/hp.obo: no such file"):
        read_ontology(tmp_path)


def test_a_small_ontology_of_the_users_own_is_read(tmp_path: Path):
    (tmp_path / "hp.obo").write_text(
        "format-version: 1.2\ndata-version: mine\n\n"
        "[Term]\nid: HP:0000001\nname: All\n\n"
        '[Term]\nid: HP:0000118\nname: Finding\nsynonym: "Sign" EXACT []\nalt_id: HP:0000002\n'
        "is_a: HP:0000001 ! All\n\n"
        "[Term]\nid: HP:0000003\nname: Old\nis_obsolete: true\nreplaced_by: HP:0000118\n"
    )
    ontology = read_ontology(tmp_path)
    assert ontology.version == "mine"
    assert ontology.find("HP:0000002").synonyms == ("Sign",)
    assert ontology.find("HP:0000003").name == "Finding"
