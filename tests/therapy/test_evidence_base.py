"""The evidence base: releases that are stored, found again and never half written."""

import multiprocessing
import os
import sqlite3
import time
from pathlib import Path

import pytest
from civic_rows import IN_2017, table

from therapy import evidence_tables
from therapy.civic_file import read_civic_file
from therapy.evidence_base import EvidenceBase, EvidenceBaseError
from therapy.molecular_profile import MolecularProfileError
from therapy.tumour_types import TumourType

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
NEW = SHARED / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"

MELANOMA = TumourType("DOID:1909", "melanoma", ("DOID:162",), ("MEL",), ("malignant melanoma",))
CANCER = TumourType("DOID:162", "cancer", umbrella=True)
RELAPSE = TumourType("ONCOLIT:X", "relapsed melanoma", ("DOID:1909",), status=True)


@pytest.fixture
def base(tmp_path):
    return EvidenceBase(tmp_path / "knowledge" / "evidence.sqlite")


@pytest.fixture
def read(tmp_path):
    def write_and_read(content, name="civic.tsv"):
        path = tmp_path / name
        path.write_text(content)
        return read_civic_file(path)

    return write_and_read


def profiles(*names):
    return table(*({"molecular_profile": name} for name in names))


def test_what_is_stored_comes_back_in_the_order_of_the_file(base, read):
    file = read(
        table(
            {"evidence_id": "9", "rating": "", "doid": ""},
            {"evidence_id": "3", "is_flagged": "true", "evidence_statement": "It's “good”, 5 µM"},
            {"evidence_id": "5", "evidence_direction": "Does Not Support"},
        )
    )
    base.store(file)
    assert base.items() == file.items


def test_statements_are_found_by_any_gene_of_their_profile(base, read):
    base.store(read(profiles("BRAF V600E", "BCR::ABL1 Fusion AND ABL1 T315I", "TMB Unheard")))

    def keys(*genes):
        return [item.key for item in base.items(genes)]

    assert keys("BRAF") == ["EID1"]
    assert keys("ABL1") == keys("BCR") == ["EID2"]
    assert keys("ABL1", "BCR", "BRAF") == ["EID1", "EID2"]
    assert keys("KRAS") == keys() == []


def test_a_gene_is_found_by_another_of_its_names(base, read):
    base.store(read(profiles("ERBB2 Amplification")))
    assert [item.key for item in base.items(["HER2"])] == ["EID1"]


def test_a_release_tells_what_was_read(base, read):
    rows = [
        {"molecular_profile": "TMB Unheard"},
        {"evidence_status": "submitted"},
        {"evidence_level": "F"},
        {},
    ]
    release, is_new = base.store(read(table(*rows), name="civic_2020.tsv"))
    assert is_new
    assert (release.number, release.file_name, release.dated) == (1, "civic_2020.tsv", "2023-01-09")
    assert (release.rows, release.kept, release.rejected) == (4, 2, 1)
    assert release.left_out == (("not accepted: submitted", 1),)
    assert (release.profiles, release.unread) == (2, 1)
    assert [unread.profile for unread in base.unread()] == ["TMB Unheard"]


def test_the_same_content_twice_changes_nothing(base, read):
    first, _ = base.store(read(table({}), name="one.tsv"))
    before = base.path.read_bytes()
    again, is_new = base.store(read(table({}), name="two.tsv"))
    assert (again, is_new) == (first, False)
    assert base.path.read_bytes() == before


def test_the_newest_data_are_current_whenever_they_were_imported(base, read):
    new, _ = base.store(read(table({}), name="new.tsv"))
    old, _ = base.store(read(table({}, like=IN_2017), name="civic_2017-02.tsv"))
    undated, _ = base.store(read(table({}, {}, like=IN_2017), name="civic.tsv"))
    assert [release.number for release in base.releases()] == [1, 2, 3]
    assert base.current() == new
    assert [item.profile for item in base.items()] == ["BRAF V600E"]
    assert [item.profile for item in base.items(release=old.number)] == [
        "EML4::ALK Fusion AND ALK C1156Y"
    ]
    assert len(base.items(release=undated.number)) == 2


def test_a_statement_that_stays_the_same_is_stored_once(base, read):
    text = [
        {"evidence_statement": f"{number} " + "A long statement. " * 200} for number in range(40)
    ]
    base.store(read(table(*text)))
    size = base.path.stat().st_size
    changed = [*text[:-1], {**text[-1], "evidence_level": "B"}]
    base.store(read(table(*changed)))
    assert base.path.stat().st_size < 1.2 * size
    assert [item.level for item in base.items(release=1)][-1] == "A"
    assert [item.level for item in base.items(release=2)][-1] == "B"


def test_a_failure_in_the_middle_changes_nothing(base, read, monkeypatch):
    base.store(read(table({})))
    file = read(profiles("BRAF V600E", "KRAS G12C"))

    def fail(text):
        raise KeyboardInterrupt if text == "KRAS G12C" else MolecularProfileError(text)

    monkeypatch.setattr(evidence_tables, "parse_profile", fail)
    with pytest.raises(KeyboardInterrupt):
        base.store(file)
    monkeypatch.undo()
    assert [release.number for release in base.releases()] == [1]
    assert [item.key for item in base.items(["BRAF"])] == ["EID1"]
    assert base.unread() == ()


def test_a_failure_in_the_first_import_leaves_no_base(base, read, monkeypatch):
    def fail(text):
        raise KeyboardInterrupt

    file = read(table({}))
    monkeypatch.setattr(evidence_tables, "parse_profile", fail)
    with pytest.raises(KeyboardInterrupt):
        base.store(file)
    assert not base.exists()


def test_without_an_import_there_is_nothing_to_read(base):
    assert not base.exists()
    with pytest.raises(EvidenceBaseError, match="there is no evidence base yet"):
        base.items()
    assert not base.path.parent.exists()


def test_a_release_that_is_not_there_is_an_error(base, read):
    base.store(read(table({})))
    with pytest.raises(EvidenceBaseError, match=r"expected a release of \[1\], got 2"):
        base.items(release=2)


def test_another_file_is_no_evidence_base(base, read):
    base.path.parent.mkdir()
    base.path.write_text("This is no database at all. " * 100)
    for use in (base.items, lambda: base.store(read(table({})))):
        with pytest.raises(EvidenceBaseError, match=r"evidence\.sqlite: .*not a database"):
            use()
    assert base.path.read_text().startswith("This is no database")


def test_another_database_is_no_evidence_base_and_stays_as_it_is(base, read):
    base.path.parent.mkdir()
    with sqlite3.connect(base.path) as connection:
        connection.execute("create table other (x)")
    connection.close()
    before = base.path.read_bytes()
    for use in (base.items, lambda: base.store(read(table({})))):
        with pytest.raises(EvidenceBaseError, match="but no evidence base"):
            use()
    assert base.path.read_bytes() == before


def test_a_base_of_another_version_says_what_to_do(base, read):
    base.store(read(table({})))
    with sqlite3.connect(base.path) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(EvidenceBaseError, match=r"of version 99, expected version .* import"):
        base.items()


def test_a_base_in_a_read_only_folder_can_be_read_and_not_written(base, read):
    base.store(read(table({})))
    base.path.chmod(0o444)
    base.path.parent.chmod(0o555)
    try:
        assert [item.key for item in base.items(["BRAF"])] == ["EID1"]
        assert [path.name for path in base.path.parent.iterdir()] == ["evidence.sqlite"]
        if os.geteuid() != 0:
            with pytest.raises(EvidenceBaseError, match="readonly"):
                base.store(read(table({}, {})))
    finally:
        base.path.parent.chmod(0o755)


def test_readers_see_the_old_release_while_a_new_one_is_written(base, read):
    base.store(read(table({"last_review_date": "2020-01-01 00:00:00 UTC"})))
    with sqlite3.connect(base.path, isolation_level=None) as writer:
        writer.execute("begin immediate")
        writer.execute("update item set level = 'E'")
        assert [item.level for item in base.items()] == ["A"]
        writer.execute("rollback")
    writer.close()


def _import_many(path, folder, first):
    base = EvidenceBase(path)
    for number in range(first, first + 4):
        file = folder / f"{number}.tsv"
        file.write_text(profiles(*(f"BRAF V{position}E" for position in range(600, 601 + number))))
        base.store(read_civic_file(file))


def test_two_imports_at_once_are_both_stored_and_readers_never_fail(base, read, tmp_path):
    base.store(read(profiles("BRAF V600E", "BRAF V600K")))
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_import_many, args=(base.path, tmp_path, first)) for first in (2, 6)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert len(base.items(["BRAF"])) >= 2
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sorted(release.kept for release in base.releases()) == list(range(2, 11))


def test_a_profile_that_is_read_by_now_is_found_after_the_next_import(base, read, monkeypatch):
    def fail(text):
        raise MolecularProfileError(text)

    monkeypatch.setattr(evidence_tables, "parse_profile", fail)
    base.store(read(table({})))
    monkeypatch.undo()
    assert base.items(["BRAF"]) == ()
    base.store(read(table({}, {})))
    assert len(base.items(["BRAF"])) == 2
    assert base.unread() == ()


def test_terms_of_ontologies_come_back_as_they_were(base):
    stored, is_new = base.store_terms("disease-ontology", "2026-05", "ab", [CANCER, MELANOMA])
    base.store_terms("oncotree", "2025", "cd", [RELAPSE])
    assert (stored.terms, stored.version, is_new) == (2, "2026-05", True)
    assert base.terms() == (CANCER, MELANOMA, RELAPSE)
    assert base.terms("oncotree") == (RELAPSE,)


def test_a_newer_ontology_takes_the_place_of_the_older(base):
    base.store_terms("disease-ontology", "2026-05", "ab", [CANCER, MELANOMA])
    again = base.store_terms("disease-ontology", "2026-05", "ab", [CANCER])
    assert again[1] is False
    assert len(base.terms()) == 2
    base.store_terms("disease-ontology", "2026-06", "cd", [CANCER])
    assert base.terms() == (CANCER,)
    assert [known.version for known in base.ontologies()] == ["2026-06"]


def test_a_base_with_terms_only_has_no_current_release(base):
    base.store_terms("oncotree", "2025", "cd", [RELAPSE])
    assert base.current() is None
    assert base.items() == base.items(["BRAF"]) == base.unread() == ()


@pytest.mark.slow
@pytest.mark.skipif(not NEW.exists(), reason="needs CIViC's files in ../shared/data")
def test_one_gene_of_the_file_of_2026_is_read_in_20_milliseconds(base):
    file = read_civic_file(NEW)
    base.store(file)
    assert base.items() == file.items
    seconds = []
    for _ in range(7):
        start = time.perf_counter()
        found = base.items(["BRAF"])
        seconds.append(time.perf_counter() - start)
    assert {item.key for item in found} >= {
        item.key for item in file.items if item.profile == "BRAF V600E"
    }
    assert min(seconds) < 0.02
