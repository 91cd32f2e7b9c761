"""What ``oncolit response rank`` reads from its options, and how it tells a ranking."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from made_rankers import MadeRanker

from pipeline import response_rank
from pipeline.response_rank import Asked, RankError, rank_drugs, read_tumour


@pytest.fixture
def ranker(monkeypatch):
    made = MadeRanker()
    monkeypatch.setattr(response_rank, "open_ranker", lambda folder: made)
    return made


def ranked(asked, top=3):
    return rank_drugs(asked, top, None, as_json=False)


def test_the_text_says_what_the_screen_suggests_and_that_it_is_preclinical(ranker):
    text = ranked(Asked("skin", mutated=("BRAF", "TP53")))
    assert text.startswith("What cell lines suggest (made-up screen, 18 substances)\nPreclinical, ")
    assert "tier IV at most" in text
    assert " 1. Dabrafenib (BRAF; ERK MAPK signaling): percentile " in text
    assert "80 % interval; such intervals hold 79 % of the responses" in text
    assert "Used: BRAF; TP53" in text
    assert "Nearest lines: A375 (skin; shares BRAF)" in text
    assert " 4. " not in text
    assert text.endswith("For research use: oncolit is no medical device.")


def test_the_json_has_what_the_text_says(ranker):
    asked = Asked("skin", mutated=("BRAF",), known=("iressa=3",))
    record = json.loads(rank_drugs(asked, 2, None, as_json=True))
    assert record["label"].startswith("Preclinical")
    assert record["tumour"]["mutated"] == ["BRAF"]
    assert record["known"] == [{"drug_id": "104", "percentile": 3.0}]
    assert len(record["drugs"]) == 2
    assert record["drugs_ranked"] == 18
    first = record["drugs"][0]
    assert first["low"] <= first["percentile"] <= first["high"]
    assert first["drug"]["name"] in ranked(asked)


def test_the_tumour_is_read_from_the_options(ranker):
    ranked(Asked(" SKIN ", ("MLL2", "braf"), ("HER2",), ("RB1",), False))
    tumour, known, explained = ranker.asked[-1]
    assert tumour.tissue == "skin"
    assert tumour.mutated == {"KMT2D", "BRAF"}
    assert tumour.gained == {"ERBB2"}
    assert tumour.lost == {"RB1"}
    assert tumour.microsatellite_instability is False
    assert (known, explained) == ((), 3)


@pytest.mark.parametrize("given", ["BCR::ABL1", "BCR-ABL", "bcr-abl1 fusion"])
def test_a_fusion_is_asked_by_the_approved_symbols_of_both_genes(ranker, given):
    record = json.loads(rank_drugs(Asked("leukemia", fused=(given,)), 1, None, as_json=True))
    assert ranker.asked[-1][0].fused == {"BCR::ABL1"}
    assert record["tumour"]["fused"] == ["BCR::ABL1"]


def test_a_response_that_is_told_is_not_told_as_a_prediction(monkeypatch):
    made = MadeRanker()
    plain = made.rank

    def rank(tumour, known=(), *, explained=5):
        found = plain(tumour, known, explained=explained)
        first = replace(found.drugs[0], told=True, percentile=2.0)
        return replace(found, drugs=(first, *found.drugs[1:]))

    made.rank = rank
    monkeypatch.setattr(response_rank, "open_ranker", lambda folder: made)
    text = ranked(Asked("skin", mutated=("BRAF",)))
    assert "percentile 2, as told of this tumour, not predicted\n 2. " in text


def test_known_responses_are_of_this_tumour_and_named_by_name_synonym_or_id(ranker):
    text = ranked(Asked("skin", known=("gefitinib=10", "Tykerb=20.5", "119=90")))
    tumour, known, _ = ranker.asked[-1]
    assert [one.drug_id for one in known] == ["104", "103", "119"]
    assert [one.percentile for one in known] == [10, 20.5, 90]
    assert all(one.same_tumour and one.profile == tumour for one in known)
    assert "Known responses: Gefitinib at percentile 10; Lapatinib at percentile 20.5" in text


def test_without_a_tissue_the_ranking_says_so(ranker):
    assert "No tissue is given" in ranked(Asked(None, mutated=("BRAF",)))
    assert "No tissue is given" not in ranked(Asked("skin"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked("skln"), r"no tissue 'skln'; is it skin\?; it has breast, large_intestine, leuk"),
        (Asked("melanoma of the eye, choroid"), "--tissue: the screen has no tissue 'melanoma"),
        (Asked("skin", known=("Dabrafenb=3",)), r"no drug 'Dabrafenb'; is it Dabrafenib"),
        (Asked("skin", known=("Dabrafenib",)), "expected DRUG=PERCENTILE .* got 'Dabrafenib'"),
        (Asked("skin", known=("Dabrafenib=101",)), "of 0 .* to 100, such as .* 'Dabrafenib=101'"),
        (Asked("skin", known=("Dabrafenib=nan",)), "got 'Dabrafenib=nan'"),
        (Asked("skin", known=("=3",)), "got '=3'"),
        (Asked("skin", fused=("ALK",)), "--fused: expected two genes .* BCR::ABL1, got 'ALK'"),
        (Asked("skin", fused=("BCR::NOSUCHGENE",)), "got 'BCR::NOSUCHGENE'"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_can(ranker, asked, message):
    with pytest.raises(RankError, match=message):
        ranked(asked)


def test_without_a_ranker_the_command_says_how_to_get_one(tmp_path):
    with pytest.raises(RankError, match="no drug ranker there; train one with: oncolit response"):
        rank_drugs(Asked("skin"), 5, tmp_path, as_json=False)


def test_an_unknown_gene_is_passed_on_as_it_is():
    assert read_tumour(Asked(None, (" NOVEL9 ",)), ()).mutated == {"NOVEL9"}


def test_what_the_screen_cannot_use_is_told(monkeypatch):
    made = MadeRanker()
    plain = made.rank

    def rank(tumour, known=(), *, explained=5):
        found = plain(tumour, known, explained=explained)
        return type(found)(found.drugs, (), (), ("NOVEL9 mutated",), found.coverage)

    told = SimpleNamespace(
        **{name: getattr(made, name) for name in ("tissues", "drugs", "unit", "accuracy")},
        screen_title=made.screen_title, rank=rank,
    )  # fmt: skip
    monkeypatch.setattr(response_rank, "open_ranker", lambda folder: told)
    text = ranked(Asked("skin", mutated=("NOVEL9",)))
    assert "Used: nothing" in text
    assert "Not used, the screen has no feature for it: NOVEL9 mutated" in text
