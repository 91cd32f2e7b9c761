"""The embedded demo data keeps what its data card promises."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from pipeline.data_folder import read_data_folder

REPOSITORY = Path(__file__).resolve().parents[2]
DEMO = REPOSITORY / "data" / "demo"
SHARED = REPOSITORY.parent / "shared" / "data"
RUN_LENGTH = 8


@pytest.fixture(scope="module")
def demo():
    return read_data_folder(DEMO)


@pytest.fixture(scope="module")
def passages(demo):
    return sorted({text for text in demo.texts if text})


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def test_the_demo_folder_has_no_faults(demo):
    assert demo.faults == ()


def test_there_are_enough_variants_genes_and_rows_of_every_class(demo):
    assert len(demo.variants) >= 240
    assert demo.variants["Gene"].nunique() >= 40
    counts = demo.variants["Class"].value_counts()
    assert sorted(counts.index) == list(range(1, 10))
    assert counts.min() >= 8


def test_no_variant_stands_twice(demo):
    assert not demo.variants.duplicated(["Gene", "Variation"]).any()


def test_at_least_120_distinct_passages_serve_at_least_240_variants(demo, passages):
    assert len(passages) >= 120
    assert (demo.texts != "").sum() >= 240


def test_every_passage_has_60_to_180_words(passages):
    lengths = {text[:60]: len(text.split()) for text in passages}
    assert {start: n for start, n in lengths.items() if not 60 <= n <= 180} == {}


def test_no_eight_word_run_stands_in_more_than_three_passages(passages):
    found = defaultdict(set)
    for number, text in enumerate(passages):
        tokens = words(text)
        for start in range(len(tokens) - RUN_LENGTH + 1):
            found[tuple(tokens[start : start + RUN_LENGTH])].add(number)
    assert [" ".join(run) for run, where in found.items() if len(where) > 3] == []


def test_passages_open_differently(passages):
    openings = Counter(" ".join(words(text)[:3]) for text in passages)
    assert [opening for opening, n in openings.items() if n > 1] == []


def test_class_names_are_not_parroted(passages):
    named = re.compile(r"(gain|loss|switch)[- ]of[- ]function|\bneutral\b|\bclass [1-9]\b", re.I)
    assert sum(bool(named.search(text)) for text in passages) <= len(passages) / 5


def test_each_passage_names_the_protein_change_it_serves(demo):
    unnamed = [
        (gene, variation)
        for (gene, variation), text in zip(
            demo.variants[["Gene", "Variation"]].itertuples(index=False), demo.texts, strict=True
        )
        if text and re.match(r"[A-Z*]\d+[A-Z*]$", variation) and variation not in text
    ]
    assert unnamed == []


@pytest.fixture(scope="module")
def shared():
    if not SHARED.is_dir():
        pytest.skip("needs the public data sets in ../shared/data, which are not in the repository")
    return SHARED


def test_classes_are_the_curated_ones(demo, shared):
    with (shared / "msk" / "training_variants").open(newline="", encoding="utf-8") as lines:
        curated = {
            (row["Gene"], row["Variation"]): int(row["Class"]) for row in csv.DictReader(lines)
        }
    wrong = [
        (gene, variation, label)
        for gene, variation, label in demo.variants[["Gene", "Variation", "Class"]].itertuples(
            index=False
        )
        if curated.get((gene, variation)) != label
    ]
    assert wrong == []


def civic_pmids(shared):
    """PubMed ids that CIViC gives for each gene."""
    pmids = defaultdict(set)
    with (shared / "effects" / "civic_statements_with_effect_class.csv").open(
        newline="", encoding="utf-8"
    ) as lines:
        for row in csv.DictReader(lines):
            pmids[row["Gene"]].add(row["pmid"])
    evidence = shared / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv"
    with evidence.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            for gene in re.findall(r"[A-Z0-9-]+", row["molecular_profile"]):
                pmids[gene].add(row["citation_id"])
    return pmids


def test_pubmed_ids_are_those_civic_gives_for_the_gene(demo, shared):
    known = civic_pmids(shared)
    unknown = [
        (gene, pmid)
        for gene, text in zip(demo.variants["Gene"], demo.texts, strict=True)
        for pmid in re.findall(r"PMIDs?:? ?(\d+)", text)
        if pmid not in known[gene]
    ]
    assert unknown == []


def test_no_passage_is_copied_from_the_sources(passages, shared):
    """No eight-word run of a passage stands in CIViC's statements or the MSK texts."""
    sources = []
    for path in (
        shared / "effects" / "civic_statements_with_effect_class.csv",
        shared / "civic" / "civic_ClinicalEvidenceSummaries_2026-05-26.tsv",
        shared / "civic" / "civic_VariantSummaries_2025-05.tsv",
        shared / "civic" / "civic_GeneSummaries_2025-05.tsv",
        shared / "msk" / "training_text",
    ):
        sources.append(" ".join(words(path.read_text(encoding="utf-8"))))
    runs = set()
    for source in sources:
        tokens = source.split()
        runs.update(
            hash(tuple(tokens[start : start + RUN_LENGTH]))
            for start in range(len(tokens) - RUN_LENGTH + 1)
        )
    copied = [
        " ".join(tokens[start : start + RUN_LENGTH])
        for tokens in map(words, passages)
        for start in range(len(tokens) - RUN_LENGTH + 1)
        if hash(tuple(tokens[start : start + RUN_LENGTH])) in runs
    ]
    assert copied == []
