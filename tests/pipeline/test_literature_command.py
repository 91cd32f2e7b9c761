"""``oncolit literature`` as a user meets it, on small made-up texts."""

import json
import os
from pathlib import Path

import pytest
from oncolit_command import run_oncolit

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
CIVIC = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
TABLE = (
    "pmid\ttitle\tabstract\tyear\tjournal\n"
    "11\tA study of melanoma\tThe BRAF p.Val600Glu change was seen in 4 of 9 tumours.\t2011\tJ A\n"
    "12\tOther work\tBRAF V600K was rare. KRAS G12D was not.\t2012\tJ B\n"
    "x\tNo number\tText.\t\t\n"
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "texts" / "abstracts.tsv"
    path.parent.mkdir()
    path.write_text(TABLE)
    return path


def oncolit(*arguments, code=0):
    done = run_oncolit("literature", *arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else (done.stdout, done.stderr)


def test_an_import_says_what_was_read_and_lists_what_was_not(home, table):
    said = oncolit("import", table)
    assert (
        "abstracts.tsv: table with PMIDs, 2 documents: 2 new, 0 changed, 0 same, 0 older, "
        "0 deleted, 1 rejected"
    ) in said
    rejected = home / "literature" / "literature.rejected.tsv"
    assert f"1 faulty records: {rejected}" in said
    assert rejected.read_text() == (
        "file\tplace\tvalue\treason\taction\n"
        "abstracts.tsv\tline 4\tx\texpected a PMID in digits\trejected\n"
    )
    assert "2 passages of 2 documents, imported 20" in said
    assert "abstracts.tsv: read before, on 20" in oncolit("import", table)
    assert "0 new, 0 changed, 2 same" in oncolit("import", table, "--again")


def test_a_search_shows_passages_with_their_sources(home, table):
    oncolit("import", table)
    assert oncolit("search", "BRAF", "V600E") == (
        "BRAF V600E: 2 passages\n"
        "\n"
        "1. A study of melanoma\n"
        "   PubMed 11 | J A | 2011 | abstract\n"
        "   The BRAF p.Val600Glu change was seen in 4 of 9 tumours.\n"
        "\n"
        "2. Other work\n"
        "   PubMed 12 | J B | 2012 | abstract | the residue, exon or partner, not this variant\n"
        "   BRAF V600K was rare. KRAS G12D was not.\n"
    )
    assert oncolit("search", "BRAF", "V600E", "--most", "1").startswith(
        "BRAF V600E: 2 passages, the best 1 shown\n"
    )
    assert oncolit("search", "B-RAF", "codon", "600").startswith("B-RAF codon 600: 2 passages\n")
    assert oncolit("search", "KRAS").startswith("KRAS: 1 passage\n")
    assert oncolit("search", "TP53", "R175H") == "TP53 R175H: 0 passages\n"


def test_a_search_as_json_holds_whole_passages(home, table):
    oncolit("import", table)
    found = json.loads(oncolit("search", "BRAF", "V600E", "--json"))
    assert (found["total"], found["note"]) == (2, "")
    first = found["passages"][0]
    assert (first["pmid"], first["pmcid"], first["year"]) == ("11", None, 2011)
    assert first["url"] == "https://pubmed.ncbi.nlm.nih.gov/11/"
    assert (first["relation"], first["naming"]) == ("same", "passage")
    assert first["spellings"] == ["p.Val600Glu"]
    assert [first["text"][a:b] for a, b in first["spans"]] == ["p.Val600Glu"]


def test_an_unknown_gene_is_said_and_its_words_are_found(home, table):
    oncolit("import", table)
    said = oncolit("search", "tumours")
    assert said.startswith(
        "tumours: 1 passage\n'tumours' is no known gene symbol; searched for the words\n"
    )


def test_a_folder_is_read_whole_and_other_files_are_passed_over(home, table):
    (table.parent / "notes.md").write_text("# Notes\n")
    (table.parent / ".hidden").write_text("x")
    said = oncolit("import", table.parent)
    assert "abstracts.tsv: table with PMIDs" in said
    assert f"Passed over: {table.parent / 'notes.md'}: expected PubMed XML" in said
    assert ".hidden" not in said


def test_a_cut_file_is_an_error_after_all_files_are_read(home, table):
    article = (
        "<PubmedArticle><MedlineCitation><PMID>5</PMID><Article><ArticleTitle>KIT D816V"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    )
    cut = table.with_name("a_cut.xml")
    cut.write_text(f"<PubmedArticleSet>{article}<PubmedArticle><Medl")
    said, error = oncolit("import", cut, table, code=2)
    assert "a_cut.xml: PubMed XML, 1 documents: 1 new" in said
    assert "not read to its end" in said
    assert "abstracts.tsv: table with PMIDs, 2 documents: 2 new" in said
    assert error.count("\n") == 1
    assert f"oncolit: {cut}: cut off or no well-formed XML after 1 records" in error
    assert "Not read to their end: a_cut.xml; import them again" in oncolit("status")
    assert oncolit("search", "KIT", "D816V").startswith("KIT D816V: 1 passage\n")


def test_status_and_remove_say_what_there_is(home, table):
    _, error = oncolit("status", code=2)
    assert "there is no literature yet" in error
    oncolit("import", table)
    assert "Documents: 2 (table 2)\nPassages: 2, naming 3 variants\n" in oncolit("status")
    counts = json.loads(oncolit("status", "--json"))
    assert counts["documents"] == {"table": 2}
    assert len(counts["fingerprint"]) == 32
    assert "Deleted 2 documents" in oncolit("remove", "--file", "abstracts.tsv")
    assert json.loads(oncolit("status", "--json"))["passages"] == 0
    _, error = oncolit("remove", code=2)
    assert "expected one of --kind and --file" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", "BRAF", "V600E"), "there is no literature yet; oncolit literature import"),
        (("import", "missing.xml"), "No such file or directory: 'missing.xml'"),
        (("import", "x", "--kind", "odd"), "'odd' is not one of"),
    ],
)
def test_wrong_use_is_one_line(home, arguments, message):
    _, error = oncolit(*arguments, code=2)
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(not CIVIC.exists(), reason="needs CIViC's file in ../shared/data")
def test_all_statements_of_civic_are_found_by_their_variants(home):
    oncolit("import", CIVIC)
    counts = json.loads(oncolit("status", "--json"))
    assert counts["documents"] == {"civic": 4854}
    found = json.loads(oncolit("search", "BRAF", "p.Val600Glu", "--json", "--most", "1000"))
    keys = {passage["key"] for passage in found["passages"] if passage["relation"] == "same"}
    assert {"EID1409", "EID73"} <= keys
