"""``oncolit knowledge`` as a user meets it, on small made-up files of CIViC's form."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from oncolit_command import run_oncolit

from pipeline.civic_download import DownloadError, download_civic
from pipeline.settings import evidence_base_file
from therapy.evidence_base import EvidenceBase

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
CIVIC = SHARED / "civic"
SOUND = {
    "molecular_profile": "BRAF V600E",
    "disease": "Melanoma",
    "doid": "1909",
    "therapies": "Vemurafenib",
    "evidence_type": "Predictive",
    "evidence_direction": "Supports",
    "evidence_level": "B",
    "significance": "Sensitivity/Response",
    "citation_id": "20979469",
    "evidence_status": "accepted",
    "evidence_id": "1",
    "last_review_date": "2023-01-09 21:46:26 UTC",
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def civic(tmp_path):
    def write(name, *rows):
        numbered = [{**SOUND, "evidence_id": str(i), **row} for i, row in enumerate(rows, 1)]
        lines = ["\t".join(row.values()) for row in numbered]
        (tmp_path / name).write_text("\n".join(["\t".join(SOUND), *lines]) + "\n")
        return tmp_path / name

    return write


def oncolit(*arguments, code=0):
    done = run_oncolit("knowledge", *arguments)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def test_an_import_says_what_was_read_and_where_the_rest_is(home, civic):
    file = civic(
        "civic.tsv",
        {},
        {"molecular_profile": "TMB Unheard"},
        {"evidence_status": "submitted"},
        {"evidence_level": "F"},
    )
    said = oncolit("import", "civic", file)
    assert "4 rows, kept 2, left out 1 (not accepted: submitted 1), rejected 1" in said
    assert "line 5, evidence_level: 'F', expected one of: A, B, C, D, E" in said
    assert "Molecular profiles: 1 of 2 read (50.0 %)" in said
    assert "Release 1, data of 2023-01-09 (newest review), is now current" in said
    rejected = home / "knowledge" / "civic.tsv.rejected.tsv"
    assert str(rejected) in said
    assert rejected.read_text() == (
        "line\tcolumn\tvalue\texpected\n5\tevidence_level\tF\tone of: A, B, C, D, E\n"
    )
    assert len(EvidenceBase(evidence_base_file()).items(["BRAF"])) == 1


def test_the_same_file_again_changes_nothing_and_says_so(home, civic):
    file = civic("civic.tsv", {})
    oncolit("import", "civic", file)
    before = evidence_base_file().read_bytes()
    assert "Nothing to do: the same content is release 1 already" in oncolit(
        "import", "civic", file
    )
    assert evidence_base_file().read_bytes() == before


def test_an_older_file_leaves_the_newer_data_current(home, civic):
    oncolit("import", "civic", civic("new.tsv", {}))
    old = civic("old.tsv", {"last_review_date": "2020-05-01 00:00:00 UTC"})
    said = oncolit("import", "civic", old)
    assert "Release 2, data of 2020-05-01" in said
    assert "Release 1 stays current, data of 2023-01-09" in said


@pytest.mark.parametrize("content", ["", "gene\tname\nBRAF\tB-Raf\n"])
def test_a_broken_file_is_one_line_and_changes_nothing(home, civic, tmp_path, content):
    oncolit("import", "civic", civic("civic.tsv", {}))
    before = evidence_base_file().read_bytes()
    (tmp_path / "broken.tsv").write_text(content)
    said = oncolit("import", "civic", tmp_path / "broken.tsv", code=2)
    assert said.count("\n") == 1
    assert "broken.tsv: expected an evidence file of CIViC" in said
    assert evidence_base_file().read_bytes() == before


def test_wrong_use_is_one_line(home, tmp_path):
    assert "expected FILE, or --download" in oncolit("import", "civic", code=2)
    assert "No such file" in oncolit("import", "civic", tmp_path / "none.tsv", code=2)
    assert "no evidence base yet" in oncolit("profiles", code=2)
    said = oncolit("diff", "1", "2", code=2)
    assert "'1': expected a file, or a release by number or date, of which there is none" in said
    assert not (home / "knowledge").exists()


def test_the_place_for_rejected_rows_can_be_chosen(home, civic, tmp_path):
    target = tmp_path / "elsewhere" / "rejected.tsv"
    oncolit("import", "civic", civic("civic.tsv", {}, {"doid": "x"}), "--rejected", target)
    assert [line.split("\t")[:3] for line in target.read_text().splitlines()[1:]] == [
        ["3", "doid", "x"]
    ]


def test_status_tells_of_the_embedded_table_before_any_import(home):
    said = oncolit("status")
    assert "therapies.tsv" in said
    assert "No release imported" in said
    record = json.loads(oncolit("status", "--json"))
    assert record["embedded"]["statements"] > 100
    assert (
        record["embedded"]["labels"] + sum(record["embedded"]["levels"].values())
        == (record["embedded"]["statements"])
    )
    assert record["releases"] == record["ontologies"] == []


def test_status_tells_what_every_release_holds(home, civic):
    resistance = {"significance": "Resistance", "evidence_level": "C"}
    contested = {"evidence_direction": "Does Not Support"}
    prognostic = {"evidence_type": "Prognostic", "significance": "Poor Outcome"}
    oncolit("import", "civic", civic("new.tsv", {}, resistance, contested, prognostic))
    oncolit("import", "civic", civic("old.tsv", {"last_review_date": "2020-05-01"}))
    new, old = json.loads(oncolit("status", "--json"))["releases"]
    assert (new["current"], old["current"]) == (True, False)
    assert new["evidence"] == {
        "Predictive": {"A": 0, "B": 2, "C": 1, "D": 0, "E": 0},
        "Prognostic": {"A": 0, "B": 1, "C": 0, "D": 0, "E": 0},
    }
    assert (new["supports"], new["does_not_support"]) == (3, 1)
    assert new["directions"] == {"sensitivity": 2, "resistance": 1}
    assert (old["dated"], old["dated_by"], old["kept"]) == ("2020-05-01", "newest review", 1)
    said = oncolit("status")
    assert "Release 1 (current): CIViC, data of 2023-01-09" in said
    assert "Supports 3, does not support 1; predictive: 2 sensitivity, 1 resistance" in said


def test_profiles_lists_how_each_is_read_or_why_not(home, civic):
    names = ("BCR::ABL1 Fusion AND ABL1 T315I", "TMB Unheard", "HER2 AMPLIFICATION")
    oncolit("import", "civic", civic("civic.tsv", *({"molecular_profile": n} for n in names)))
    header, *rows = (line.split("\t") for line in oncolit("profiles").splitlines())
    assert header == ["profile", "statements", "genes", "read_as", "reason"]
    assert ["HER2 AMPLIFICATION", "1", "ERBB2", "ERBB2 Amplification", ""] in rows
    assert [names[0], "1", "ABL1 BCR", "BCR::ABL1 Fusion AND ABL1 T315I", ""] in rows
    unread = [line.split("\t") for line in oncolit("profiles", "--unread").splitlines()[1:]]
    assert [(row[0], "Unheard" in row[4]) for row in unread] == [("TMB Unheard", True)]


def test_diff_says_what_appears_vanishes_and_changes_level(home, civic):
    stays, raised = {"evidence_id": "1"}, {"evidence_id": "2", "therapies": "Dabrafenib"}
    old = civic(
        "civic_2020.tsv",
        {**stays, "last_review_date": "2020-05-01"},
        {**raised, "last_review_date": "2020-05-01"},
        {"evidence_id": "3", "molecular_profile": "KRAS G12C", "last_review_date": "2020-05-01"},
        {"evidence_id": "4", "molecular_profile": "KRAS G12D", "last_review_date": "2020-05-01"},
    )
    new = civic(
        "civic_2023.tsv",
        stays,
        {**raised, "evidence_level": "A"},
        {"evidence_id": "4", "molecular_profile": "KRAS G12V"},
    )
    oncolit("import", "civic", new)
    oncolit("import", "civic", old)
    said = oncolit("diff", "2", "1")
    assert "that appear: 1, of which 1 from statements that said otherwise" in said
    assert "that vanish: 2, of which 1 whose statements now say otherwise" in said
    assert "that change level: 1; that stay: 1" in said
    assert "~ B to A  BRAF V600E | Dabrafenib | sensitivity | Melanoma" in said
    assert "- B  KRAS G12C | Vemurafenib | sensitivity | Melanoma  (EID3)\n" in said
    assert "(EID4); now: KRAS G12V | Vemurafenib | sensitivity | Melanoma" in said
    assert "(EID4); was: KRAS G12D | Vemurafenib | sensitivity | Melanoma" in said
    by_date = oncolit("diff", "2020-05", "2024")
    by_file = oncolit("diff", old, new)
    assert by_date == said
    assert by_file.partition("\n\n")[2] == said.partition("\n\n")[2]
    record = json.loads(oncolit("diff", "2", "1", "--json"))
    assert record["counts"]["appeared"] == len(record["appeared"]) == 1
    assert [(c["old_level"], c["new_level"]) for c in record["level_changed"]] == [("B", "A")]
    assert {c["profile"]: len(c["now"]) for c in record["vanished"]} == {
        "KRAS G12C": 0,
        "KRAS G12D": 1,
    }


def test_diff_names_the_releases_there_are(home, civic):
    oncolit("import", "civic", civic("civic.tsv", {}))
    for name in ("2", "2019", "newest"):
        assert f"{name!r}: expected a file, or a release" in oncolit("diff", name, "1", code=2)
        assert "of 1 (2023-01-09)" in oncolit("diff", name, "1", code=2)


@pytest.fixture
def server():
    """Serve what a test puts in; a page is status, content and announced length."""
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, content, length = pages.get(self.path, (404, b"", 0))
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", pages
        running.shutdown()


def test_a_download_is_kept_and_imported(home, civic, server):
    address, pages = server
    content = civic("civic.tsv", {}, {}).read_bytes()
    pages["/nightly.tsv"] = (200, content, len(content))
    said = oncolit("import", "civic", "--download", "--address", f"{address}/nightly.tsv")
    kept = home / "knowledge" / "nightly.tsv"
    assert f"Downloaded {kept}" in said
    assert kept.read_bytes() == content
    assert "kept 2" in said


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ((404, b"", 0), "404"),
        ((200, b"half", 8), "4"),
        ((200, b"x" * 2000, 2000), "at most 1,000 bytes"),
    ],
)
def test_a_failed_download_leaves_nothing(tmp_path, server, page, reason):
    address, pages = server
    pages["/civic.tsv"] = page
    target = tmp_path / "kept" / "civic.tsv"
    target.parent.mkdir()
    target.write_text("as it was")
    with pytest.raises(DownloadError, match=f"civic.tsv: .*{reason}"):
        download_civic(f"{address}/civic.tsv", target, most_bytes=1000)
    assert [path.read_text() for path in target.parent.iterdir()] == ["as it was"]


def test_a_slow_download_is_given_up(tmp_path, server):
    address, pages = server
    pages["/civic.tsv"] = (200, b"x", 1)
    with pytest.raises(DownloadError, match="too slow"):
        download_civic(f"{address}/civic.tsv", tmp_path / "civic.tsv", most_seconds=-1)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_download_says_what_to_do(home, server):
    address, _ = server
    closed = address.rpartition(":")[0] + ":9"
    said = oncolit("import", "civic", "--download", "--address", f"{closed}/civic.tsv", code=2)
    assert said.count("\n") == 1
    assert "check the network, or download the file elsewhere and give its name" in said
    assert not evidence_base_file().exists()


def test_only_addresses_of_the_web_are_fetched(tmp_path):
    with pytest.raises(DownloadError, match="begins with https"):
        download_civic((tmp_path / "civic.tsv").as_uri(), tmp_path / "out.tsv")


OBO = """format-version: 1.2
data-version: doid/releases/2026-05-01/doid.obo

[Term]
id: DOID:162
name: cancer

[Term]
id: DOID:1909
name: melanoma
synonym: "malignant melanoma" EXACT []
is_a: DOID:162 ! cancer

[Term]
id: DOID:1
name: old thing
is_obsolete: true
"""


def test_an_ontology_is_imported_once_and_shown(home, tmp_path):
    (tmp_path / "doid.obo").write_text(OBO)
    said = oncolit("import", "disease-ontology", tmp_path / "doid.obo")
    assert "2 tumour types, skipped 1" in said
    assert "old thing" in (home / "knowledge" / "doid.obo.skipped.txt").read_text()
    assert "Nothing to do" in oncolit("import", "disease-ontology", tmp_path / "doid.obo")
    (known,) = json.loads(oncolit("status", "--json"))["ontologies"]
    assert (known["name"], known["terms"]) == ("Disease Ontology", 2)
    names = [term.name for term in EvidenceBase(evidence_base_file()).terms()]
    assert names == ["cancer", "melanoma"]


def test_a_file_that_is_no_ontology_changes_nothing(home, tmp_path):
    (tmp_path / "oncotree.json").write_text("not JSON")
    said = oncolit("import", "oncotree", tmp_path / "oncotree.json", code=2)
    assert "oncotree.json" in said
    assert not evidence_base_file().exists()


@pytest.mark.slow
@pytest.mark.skipif(not CIVIC.exists(), reason="needs CIViC's files in ../shared/data")
def test_civics_own_files_are_imported_and_compared(home):
    for name in (
        "civic_ClinicalEvidenceSummaries_2026-05-26.tsv",
        "civic_ClinicalEvidence_2017-02.tsv",
    ):
        assert "rejected 0" in oncolit("import", "civic", CIVIC / name)
    assert "Release 1 (current)" in oncolit("status")
    said = oncolit("diff", "2017-02", "2026-05")
    assert "~ B to A  EGFR L858R | Erlotinib | sensitivity" in said
