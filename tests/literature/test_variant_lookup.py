"""A variant is found in every spelling, with its own gene only, the best passage first."""

import pytest

from literature.found import Match
from literature.lookup import find_many, find_passages
from literature.mentions import Naming


def keys(found, relation=Match.SAME):
    return [passage.key for passage in found.passages if passage.relation is relation]


V600E = ["V600E", "p.V600E", "p.Val600Glu", "Val600Glu", "p.(Val600Glu)", "VAL600GLU", "600V>E"]


@pytest.mark.parametrize("written", V600E)
@pytest.mark.parametrize("asked", ["V600E", "p.Val600Glu", "Val600Glu", "p.(V600E)"])
def test_every_spelling_finds_every_other(put, paper, written, asked):
    store = put(paper("1", "", f"We found BRAF {written} in two tumours."))
    assert keys(find_passages(store, "BRAF", asked)) == ["1"]


@pytest.mark.parametrize(
    ("gene", "asked", "written"),
    [
        ("EGFR", "E746_A750del", "EGFR delE746-A750 was found."),
        ("EGFR", "Exon 19 deletion", "Deletions in exon 19 of EGFR respond."),
        ("EGFR", "EGFRvIII", "The variant EGFRvIII drives growth."),
        ("ERBB2", "Amplification", "HER2 was amplified in these tumours."),
        ("CDKN2A", "Deletion", "Homozygous deletion of CDKN2A was seen."),
        ("ALK", "EML4-ALK Fusion", "The EML4::ALK fusion responds."),
        ("EML4", "EML4::ALK", "The EML4-ALK rearrangement responds."),
        ("APC", "R1450*", "APC p.Arg1450Ter was found."),
        ("PTEN", "R130fs", "PTEN p.Arg130fs was found."),
        ("FLT3", "ITD", "FLT3 internal tandem duplication was found."),
        ("BRAF", "c.1799T>A", "BRAF c.1799T>A was found."),
        ("BRAF", "V600E (c.1799T>A)", "BRAF c.1799T>A was found."),
        ("KRAS", "codon 12", "Mutations of KRAS codon 12 were found."),
        ("MET", "Exon 14 skipping", "MET exon 14 skipping was found."),
        ("TERT", "Promoter Mutations", "TERT promoter mutations were found."),
    ],
)
def test_other_alterations_are_found_in_other_words(put, paper, gene, asked, written):
    assert keys(find_passages(put(paper("1", "", written)), gene, asked)) == ["1"]


@pytest.mark.parametrize("written", ["codon 600 of BRAF", "BRAF V600K", "BRAF V600 mutations"])
def test_the_residue_is_told_from_the_variant(put, paper, written):
    store = put(paper("1", "", f"We saw {written}."), paper("2", "", "BRAF V600E was seen."))
    found = find_passages(store, "BRAF", "V600E")
    assert [(p.key, p.relation) for p in found.passages] == [
        ("2", Match.SAME),
        ("1", Match.RESIDUE),
    ]


@pytest.mark.parametrize("name", ["HER2", "HER-2", "ErbB2", "c-erbB-2", "ERBB2", "HER2/neu"])
def test_a_gene_counts_under_any_name(put, paper, name):
    store = put(paper("1", "", f"Tumours with {name} V777L were treated."))
    assert keys(find_passages(store, "ERBB2", "V777L")) == ["1"]
    assert keys(find_passages(store, "HER2", "V777L")) == ["1"]
    assert keys(find_passages(store, "ERBB2"), Match.GENE) == ["1"]


def test_old_symbols_find_new_ones_and_the_other_way_round(put, paper):
    store = put(paper("1", "", "MLL2 R5501* was found."), paper("2", "", "KMT2D R5501* was lost."))
    assert sorted(keys(find_passages(store, "KMT2D", "R5501*"))) == ["1", "2"]
    assert sorted(keys(find_passages(store, "MLL2", "R5501*"))) == ["1", "2"]


def test_the_same_change_of_another_gene_is_never_found(put, paper):
    store = put(
        paper("1", "", "KRAS G12D was found. NRAS was normal."),
        paper("2", "", "NRAS G12D was found. KRAS was normal."),
        paper("3", "", "HRAS was studied. G12D was common, unlike in others."),
    )
    assert keys(find_passages(store, "KRAS", "G12D")) == ["1"]
    assert keys(find_passages(store, "NRAS", "G12D")) == ["2"]
    assert keys(find_passages(store, "HRAS", "G12D")) == ["3"]
    assert find_passages(store, "BRAF", "G12D").total == 0


def test_a_variant_belongs_to_the_gene_it_is_written_with_elsewhere(put, paper):
    store = put(
        paper("1", "BRAF V600E in melanoma", "KRAS was normal. V600E cells grew; KRAS was not.")
    )
    assert keys(find_passages(store, "BRAF", "V600E")) == ["1"]
    assert find_passages(store, "KRAS", "V600E").total == 0


def test_a_variant_without_a_gene_belongs_to_the_last_one_named(put, paper):
    store = put(paper("1", "Melanoma and BRAF", "Here V600E was frequent. KRAS was rarely hit."))
    assert keys(find_passages(store, "BRAF", "V600E")) == ["1"]
    assert find_passages(store, "KRAS", "V600E").total == 0


def test_an_event_in_words_needs_its_gene_in_the_sentence(put, paper):
    store = put(paper("1", "MET in cancer", "It was not amplified, they said."))
    assert find_passages(store, "MET", "Amplification").total == 0


def test_a_passage_with_the_gene_ranks_above_one_whose_document_names_it(put, paper):
    filler = "Nothing else was seen in the cohort of patients. " * 40
    store = put(
        paper("1", "BRAF in melanoma", filler, "V600E V600E V600E was common."),
        paper("2", "Melanoma", "Once, with many other words around it, BRAF V600E was seen."),
    )
    found = find_passages(store, "BRAF", "V600E")
    assert [(p.key, p.naming) for p in found.passages] == [
        ("2", Naming.PASSAGE),
        ("1", Naming.DOCUMENT),
    ]


def test_more_mentions_in_fewer_words_rank_first_and_a_newer_year_breaks_ties(put, paper):
    long = "BRAF V600E was seen in one patient. " + "The others were treated as usual. " * 20
    store = put(
        paper("1", "", long, year=2021),
        paper("2", "", "BRAF V600E and BRAF V600E again."),
        paper("3", "", "BRAF V600E was seen once more.", year=2010),
        paper("4", "", "BRAF V600E was seen once more.", year=2019),
    )
    assert keys(find_passages(store, "BRAF", "V600E")) == ["2", "4", "3", "1"]


def test_most_limits_the_passages_and_total_counts_all(put, paper):
    store = put(*(paper(str(i), "", f"BRAF V600E was seen {i} times.") for i in range(1, 8)))
    found = find_passages(store, "BRAF", "V600E", most=3)
    assert (len(found.passages), found.total) == (3, 7)
    assert found.passages == find_passages(store, "BRAF", "V600E", most=7).passages[:3]


def test_what_the_source_says_a_document_is_about_is_found_without_a_mention(put, paper):
    store = put(
        paper("1", "", "Patients with this mutation responded.", about=(("BRAF", "V600E"),)),
        paper("2", "", "BRAF V600E responded."),
    )
    found = find_passages(store, "BRAF", "V600E")
    assert [(p.key, p.naming) for p in found.passages] == [
        ("2", Naming.PASSAGE),
        ("1", Naming.RECORD),
    ]


def test_spans_mark_the_spellings(put, paper):
    store = put(paper("1", "The BRAF gene", "BRAF V600E, also p.Val600Glu, was seen."))
    (passage,) = find_passages(store, "BRAF", "V600E").passages
    assert [passage.text[a:b] for a, b in passage.spans] == ["V600E", "p.Val600Glu"]
    assert passage.text == "The BRAF gene\n\nBRAF V600E, also p.Val600Glu, was seen."
    assert passage.body == "BRAF V600E, also p.Val600Glu, was seen."
    assert (passage.citation.source, passage.citation.id) == ("PubMed", "1")


def test_text_joins_whole_passages_that_fit_once_each(put, paper):
    store = put(
        paper("1", "", "BRAF V600E and BRAF V600E and V600E."),
        paper("2", "", "BRAF V600E was seen in a few of the many patients."),
        paper("3", "", "BRAF V600E was seen in a few of the many patients."),
    )
    found = find_passages(store, "BRAF", "V600E")
    first, second, again = (passage.text for passage in found.passages)
    assert second == again
    assert found.text() == f"{first}\n\n{second}"
    assert found.text(limit_characters=len(first)) == first
    assert not found.text(limit_characters=10)


@pytest.mark.parametrize(
    ("gene", "variation", "note"),
    [
        ("NOVEL9", "V600E", "'NOVEL9' is no known gene symbol; searched for the words"),
        ("MEK", "K57N", "'MEK' may be MAP2K1 or MAP2K2 or MAP2K7; searched for the words"),
        ("BRAF", "odd thing", "'odd thing' is no variation in a known spelling; searched for the "
         "words"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_said_and_searched_for_as_words(put, paper, gene, variation, note):
    store = put(paper("1", "", f"{gene} and the {variation} were seen."), paper("2", "", "Other."))
    found = find_passages(store, gene, variation)
    assert found.note == note
    assert keys(found, Match.WORDS) == ["1"]
    assert found.total == 1


@pytest.mark.parametrize("asked", ['"', "' OR 1", "NEAR(", "*", "a AND", "-", "{x}:"])
def test_signs_of_the_search_language_are_only_signs(put, paper, asked):
    store = put(paper("1", "", "BRAF V600E was seen."))
    assert find_passages(store, asked, asked).total in (0, 1)


def test_many_variants_are_answered_in_their_order(put, paper):
    store = put(paper("1", "", "BRAF V600E."), paper("2", "", "KRAS G12D."))
    asked = [("KRAS", "G12D"), ("TP53", "R175H"), ("BRAF", "V600E"), ("KRAS", "G12D"), ("X9", "y")]
    found = find_many(store, asked)
    assert [(one.gene, one.variation) for one in found] == asked
    assert [[p.key for p in one.passages] for one in found] == [["2"], [], ["1"], ["2"], []]
    assert found[0] == find_passages(store, "KRAS", "G12D")
