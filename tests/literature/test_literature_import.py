"""Imports: the same twice changes nothing, stopped ones go on, faults cost one record only."""

import gzip
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from literature.document import DocumentKind, LiteratureFileError
from literature.document_readers import document_readers
from literature.importing import BATCH_DOCUMENTS, import_file
from literature.lookup import find_passages
from literature.store import LiteratureStore


def table(path, *rows):
    lines = ("\t".join(("pmid", "title", "abstract", "year")), *map("\t".join, rows))
    path.write_text("\n".join(lines) + "\n")
    return path


def article(pmid, text="BRAF V600E was seen.", revised="2020"):
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><DateRevised><Year>{revised}</Year>"
        f"</DateRevised><Article><ArticleTitle>T{pmid}</ArticleTitle><Abstract><AbstractText>{text}"
        "</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
    )


def pubmed(path, *records):
    path.write_text(f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>")
    return path


ROWS = [("1", "One", "BRAF V600E.", "2001"), ("2", "Two", "KRAS G12D.", "2002")]


def test_a_second_import_changes_nothing(store, bring, tmp_path):
    file = table(tmp_path / "t.tsv", *ROWS)
    done = bring(file)
    assert (done.documents, done.new, done.error) == (2, 2, "")
    before = store.fingerprint(), store.counts().imported
    assert bring(file).finished_before
    again = bring(file, again=True)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert (store.fingerprint(), store.counts().imported) == before


def test_changed_documents_replace_their_former_selves(store, bring, tmp_path):
    bring(table(tmp_path / "t.tsv", *ROWS))
    before = store.fingerprint()
    done = bring(table(tmp_path / "t.tsv", ("1", "One", "BRAF K601E only.", "2001"), ROWS[1]))
    assert (done.new, done.changed, done.same) == (0, 1, 1)
    assert find_passages(store, "BRAF", "V600E").total == 0
    assert find_passages(store, "BRAF", "K601E").total == 1
    words = find_passages(store, "", "one")
    assert [passage.text for passage in words.passages] == ["One\n\nBRAF K601E only."]
    assert store.fingerprint() != before
    bring(table(tmp_path / "t.tsv", *ROWS), again=True)
    assert store.fingerprint() == before


def test_the_fingerprint_does_not_depend_on_the_order(bring, store, tmp_path):
    bring(table(tmp_path / "a.tsv", *ROWS))
    other = LiteratureStore(tmp_path / "other.sqlite")
    with document_readers([], 1) as submit:
        list(import_file(other, table(tmp_path / "b.tsv", *ROWS[::-1]), submit))
    assert other.fingerprint() == store.fingerprint() != "0" * 32


def test_an_older_state_does_not_replace_a_newer_one(store, bring, tmp_path):
    bring(pubmed(tmp_path / "new.xml", article("1", "KRAS G12D.", revised="2024")))
    done = bring(pubmed(tmp_path / "old.xml", article("1", "KRAS G12V.", revised="2019")))
    assert (done.older, done.changed) == (1, 0)
    assert [p.text for p in find_passages(store, "KRAS", "G12D").passages] == ["T1\n\nKRAS G12D."]


def test_deleted_citations_are_deleted(store, bring, tmp_path):
    bring(pubmed(tmp_path / "a.xml", article("1"), article("2")))
    deletion = "<DeleteCitation><PMID>1</PMID><PMID>77</PMID></DeleteCitation>"
    assert bring(pubmed(tmp_path / "b.xml", deletion)).deleted == 1
    assert [p.key for p in find_passages(store, "BRAF", "V600E").passages] == ["2"]
    assert dict(store.counts().documents) == {"pubmed": 1}


def test_a_document_twice_in_a_file_is_stored_once(store, bring, tmp_path):
    done = bring(pubmed(tmp_path / "a.xml", article("1"), article("1", "KRAS G12D.")))
    assert (done.new, done.changed) == (1, 1)
    assert find_passages(store, "BRAF", "V600E").total == 0
    assert find_passages(store, "KRAS", "G12D").total == 1


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_read_before_a_cut_is_kept_and_the_rest_follows(store, bring, tmp_path, packed):
    path = tmp_path / "cut.xml"
    pubmed(path, *(article(str(n), f"BRAF V600E in {n * 7919}.") for n in range(1, 2001)))
    whole = gzip.compress(path.read_bytes()) if packed else path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    cut = bring(path)
    assert cut.error.startswith(str(path))
    assert 500 < cut.new < 1500
    assert store.counts().unfinished == ("cut.xml",)
    path.write_bytes(whole)
    rest = bring(path)
    assert (rest.same, rest.new, rest.error) == (cut.new, 2000 - cut.new, "")


def test_faults_are_told_and_cost_one_record(bring, tmp_path):
    done = bring(table(tmp_path / "t.tsv", ROWS[0], ("x", "", "", ""), ROWS[1]))
    assert (done.new, done.faults) == (2, (("rejected", 1),))
    assert [(fault.place, fault.value) for fault in bring.faults] == [("line 3", "x")]


def test_nothing_is_made_for_a_file_of_no_known_format(store, bring, tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(LiteratureFileError, match="the file begins '%PDF"):
        bring(tmp_path / "x.pdf")
    assert not store.exists()


def test_another_variants_file_beside_a_text_is_another_content(store, bring, tmp_path):
    text = tmp_path / "training_text"
    text.write_text("ID,Text\n0||The mutation is activating.\n")
    bring(text)
    assert find_passages(store, "KIT", "D816V").total == 0
    (tmp_path / "training_variants").write_text("ID,Gene,Variation,Class\n0,KIT,D816V,7\n")
    assert bring(text).changed == 1
    (passage,) = find_passages(store, "KIT", "D816V").passages
    assert passage.source == "training_text row 0"


def test_several_processes_store_what_one_stores(store, bring, tmp_path):
    path = tmp_path / "t.tsv"
    table(path, *((str(n), f"T{n}", f"BRAF V600E, {n}.", "2001") for n in range(1, 1201)))
    bring(path)
    other = LiteratureStore(tmp_path / "other.sqlite")
    with document_readers([path], 2, worth_bytes=0) as submit:
        list(import_file(other, path, submit))
    assert other.fingerprint() == store.fingerprint()
    assert find_passages(other, "BRAF", "V600E") == find_passages(store, "BRAF", "V600E")


KILLED = """
import sys
from pathlib import Path
from literature.document_readers import document_readers
from literature.importing import import_file
from literature.store import LiteratureStore
with document_readers([], 1) as submit:
    for position in import_file(LiteratureStore(Path(sys.argv[1])), Path(sys.argv[2]), submit):
        print(position, flush=True)
"""


def test_a_killed_import_keeps_its_batches_and_goes_on(store, bring, tmp_path):
    rows = 8 * BATCH_DOCUMENTS
    path = table(
        tmp_path / "t.tsv", *((str(n), "", f"BRAF V600E, {n}.", "2001") for n in range(1, rows + 1))
    )
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(store.path), str(path)], stdout=subprocess.PIPE
    )
    child.stdout.readline()
    child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    kept = find_passages(store, "BRAF", "V600E").total
    assert BATCH_DOCUMENTS <= kept < rows
    done = bring(path)
    assert (done.same, done.new) == (kept, rows - kept)
    assert find_passages(store, "BRAF", "V600E").total == rows


def test_workers_end_with_the_process_that_was_killed(tmp_path):
    script = (
        "import time\nfrom pathlib import Path\n"
        "from literature.document_readers import document_readers\n"
        "if __name__ == '__main__':\n"
        "    with document_readers([], 2, worth_bytes=-1) as submit:\n"
        "        submit([]).result()\n"
        "        import multiprocessing\n"
        "        print(*(c.pid for c in multiprocessing.active_children()), flush=True)\n"
        "        time.sleep(60)\n"
    )
    (tmp_path / "run.py").write_text(script)
    child = subprocess.Popen([sys.executable, tmp_path / "run.py"], stdout=subprocess.PIPE)
    workers = [int(pid) for pid in child.stdout.readline().split()]
    child.kill()
    child.wait()
    child.stdout.close()
    assert workers
    end = time.monotonic() + 20
    while any(_is_alive(pid) for pid in workers):
        assert time.monotonic() < end, "a worker outlived the process that started it"
        time.sleep(0.05)


def _is_alive(pid):
    try:
        with Path(f"/proc/{pid}/stat").open() as handle:
            return handle.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_documents_of_a_kind_or_a_file_are_removed(store, bring, tmp_path):
    file = table(tmp_path / "t.tsv", *ROWS)
    bring(file)
    bring(pubmed(tmp_path / "a.xml", article("1")))
    assert store.remove(file="t.tsv") == 2
    assert [p.kind for p in find_passages(store, "BRAF", "V600E").passages] == ["pubmed"]
    assert bring(file).new == 2
    assert store.remove(kind=DocumentKind.PUBMED) == 1
    assert store.remove(kind=DocumentKind.TABLE) == 2
    assert store.fingerprint() == "0" * 32
    assert store.counts().passages == 0
