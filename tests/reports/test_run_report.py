import base64
import re
from html.parser import HTMLParser

import pytest

from reports.run_report import (
    BASIS_MEANINGS,
    OUTCOMES,
    REGIME_MEANINGS,
    RunReport,
    ScoreRow,
    VariantSuggestion,
    render_run_report,
    row_counts,
    score_rows,
)
from therapy.evidence import Direction, EvidenceItem, Level
from therapy.matching import Basis, suggest_therapies
from variants.effect_class import EffectClass
from variants.schema import REGIMES

PNG = b"\x89PNG\r\n\x1a\nnot a whole picture"
SCORES = {
    "log_loss": 0.8437, "log_loss_ci_low": 0.8101, "log_loss_ci_high": 0.8765,
    "accuracy": 0.6912, "macro_f1": 0.5213, "balanced_accuracy": 0.4814, "ece": 0.0315,
}  # fmt: skip
COUNTS = {
    "genes_renamed": 5, "genes_ambiguous": 1, "genes_unknown": 2, "variations_unread": 3,
    "rows_read": 263, "variants_kept": 259, "rows_rejected": 4, "rows_repaired": 2,
    "texts_read": 253, "texts_kept": 250, "texts_rejected": 1, "texts_dropped": 2,
    "texts_repaired": 3, "variants_without_text": 9,
    **dict.fromkeys([f"{name}_{outcome}" for name in ("embeddings", "annotations")
                     for outcome in OUTCOMES], 0),
    "variants_without_embedding": 259, "variants_without_annotation": 259,
}  # fmt: skip
GAIN = (0.02, 0.3, 0.02, 0.02, 0.02, 0.1, 0.5, 0.01, 0.01)
BESIDE = ["answers.html", "evidence.html"]
"""The page that stands in the same folder."""
NASTY = "<script>alert('BRAF')</script>"


class Page(HTMLParser):
    """The page's elements with their attributes, its links and the cells of its rows."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.rows, self.text, self.in_cell = [], [], "", False
        self.feed(text)
        self.rows = [[" ".join(cell.split()) for cell in row] for row in self.rows]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data):
        self.text += data
        if self.in_cell:
            self.rows[-1][-1] += data

    def having(self, attribute):
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def row_with(self, text):
        [row] = [row for row in self.rows if any(text in cell for cell in row)]
        return row


def suggestion(gene, alteration, variation=None, **changes):
    fields = {
        "tumour_type": "Melanoma",
        "therapy": "Dabrafenib",
        "direction": Direction.SENSITIVITY,
        "level": Level.A,
        "source": "CIViC EID1",
        "pmid": "20979469",
        **changes,
    }
    item = EvidenceItem(gene, alteration, **fields)
    [found] = suggest_therapies(gene, variation or alteration, [item], probabilities=GAIN)
    return VariantSuggestion(1, EffectClass.GAIN_OF_FUNCTION, 0.5, found)


EXACT = suggestion("BRAF", "V600E")
GROUP = suggestion("KRAS", "G12", "G12C", therapy="Sotorasib", source="CIViC EID2", pmid="")
PREDICTED = suggestion(
    "KIT", "Gain of Function", "W10Y", therapy="Imatinib", source="CIViC EID3", pmid="11287972"
)
RESISTANT = suggestion("EGFR", "T790M", therapy="Gefitinib", direction=Direction.RESISTANCE)


def report(**changes):
    fields = {
        "source": "demo",
        "data_sha256": "ab" * 32,
        "counts": COUNTS,
        "scores": [ScoreRow("random", "oncolit", SCORES)],
        "suggestions": [EXACT],
        "regime": "text",
        "figures": [],
    }
    return RunReport(**{**fields, **changes})


def page(**changes):
    return Page(render_run_report(report(**changes)))


def test_the_page_names_its_data_and_says_that_it_is_a_research_tool():
    text = " ".join(page().text.split())
    assert "Run report: demo" in text
    assert "ab" * 32 in text
    assert "oncolit is a research tool and not a medical device" in text
    assert "A person who knows the patient decides." in text


def test_scores_stand_with_their_interval_in_three_decimals():
    row = page().row_with("0.844")
    assert row[0] == "random"
    assert row[2:] == ["oncolit", "0.844 (0.810–0.876)", "0.691", "0.521", "0.481", "0.032"]


def test_each_regime_says_what_its_score_answers():
    assert tuple(REGIME_MEANINGS) == REGIMES
    rows = [ScoreRow(regime, "oncolit", SCORES) for regime in REGIMES]
    text = page(scores=rows).text
    assert all(meaning in text for meaning in REGIME_MEANINGS.values())


def test_scores_are_read_ours_first_then_each_baseline_of_the_regime():
    prior = {**SCORES, "log_loss": 1.9}
    rows = score_rows(
        {
            "random": {**SCORES, "baselines": {"prior": prior, "logistic_regression": SCORES}},
            "gene": {**SCORES, "baselines": {}},
        },
        "oncolit",
    )
    assert [(row.regime, row.learner) for row in rows] == [
        ("random", "oncolit"),
        ("random", "prior"),
        ("random", "logistic_regression"),
        ("gene", "oncolit"),
    ]
    assert rows[0].scores == SCORES
    assert rows[1].log_loss_with_interval == "1.900 (0.810–0.876)"


def test_baselines_stand_below_ours_by_name():
    rows = page(scores=score_rows({"text": {**SCORES, "baselines": {
        "logistic_regression": {**SCORES, "log_loss": 1.1}}}}, "oncolit")).rows  # fmt: skip
    learners = [row[2] for row in rows if row[0] == "text"]
    assert learners == ["oncolit", "logistic regression"]


def test_row_counts_stand_in_a_line_for_each_input():
    found = page()
    header = ["Input", "Read", "Kept", "Rejected", "Dropped", "Repaired", "Variants without"]
    assert header in found.rows
    assert found.row_with("Variants without") == header
    assert ["Variants", "263", "259", "4", "0", "2", ""] in found.rows
    assert ["Texts", "253", "250", "1", "2", "3", "9"] in found.rows


def test_an_input_that_is_not_there_has_no_line_and_one_that_is_all_lost_has():
    assert [name for name, _, _ in row_counts(COUNTS)] == ["variants", "texts"]
    lost = {**COUNTS, "annotations_read": 3, "annotations_rejected": 3}
    assert row_counts(lost)[-1] == ("annotations", ["3", "0", "3", "0", "0"], "259")


@pytest.mark.parametrize(
    ("row", "basis", "marked"),
    [
        (EXACT, Basis.CURATED_EXACT, False),
        (GROUP, Basis.CURATED_GROUP, False),
        (PREDICTED, Basis.PREDICTED_EFFECT, True),
    ],
    ids=["exact", "group", "predicted"],
)
def test_curated_and_predicted_suggestions_are_marked_apart(row, basis, marked):
    assert row.suggestion.basis is basis
    found = page(suggestions=[row])
    assert found.row_with(row.suggestion.therapy)[5] == " ".join(
        [BASIS_MEANINGS[basis], *row.suggestion.evidence_for]
    )
    # One tag of each sort stands in the legend.
    classes = [tag.split() for tag in found.having("class") if tag.startswith("tag")]
    assert classes[4:] == [["tag", "predicted"] if marked else ["tag"]]


def test_every_basis_has_its_words():
    assert set(BASIS_MEANINGS) == set(Basis)
    assert len(set(BASIS_MEANINGS.values())) == len(Basis)


def test_a_suggestion_stands_with_its_variant_prediction_level_and_source():
    assert page().row_with("Dabrafenib") == [
        "BRAF V600E", "Gain-of-function", "0.50", "Dabrafenib", "A",
        f"{BASIS_MEANINGS[Basis.CURATED_EXACT]} V600E", "Melanoma", "CIViC EID1 PMID 20979469",
    ]  # fmt: skip


def test_only_evidence_against_a_therapy_is_called_resistance():
    assert page(suggestions=[RESISTANT]).row_with("Gefitinib")[3] == "Gefitinib resistance"
    assert "resistance" not in " ".join(page().row_with("Dabrafenib"))


def test_pubmed_ids_are_links_and_a_source_without_one_has_none():
    found = page(suggestions=[EXACT, GROUP, PREDICTED])
    assert found.having("href")[2:] == [
        "https://pubmed.ncbi.nlm.nih.gov/20979469/",
        "https://pubmed.ncbi.nlm.nih.gov/11287972/",
    ]


def test_the_pages_of_answers_and_of_sentences_are_one_click_away():
    assert page(suggestions=[]).having("href") == BESIDE


def test_what_senders_wrote_is_escaped():
    row = suggestion(
        NASTY, "V600E", therapy='<img src=x onerror="alert(1)">', tumour_type="<b>Mel & co</b>"
    )
    text = render_run_report(report(source=NASTY, suggestions=[row], regime="<u>text</u>"))
    for raw in ("<script", "<img", "<b>", "<u>"):
        assert raw not in text
    found = Page(text)
    assert NASTY in found.row_with("V600E")[0]
    assert found.row_with("Mel & co")[6] == "<b>Mel & co</b>"


def test_figures_are_inside_the_page_and_have_words(tmp_path):
    for name in ("confusion_gene", "reliability_gene"):
        (tmp_path / f"{name}.png").write_bytes(PNG)
    found = page(figures=sorted(tmp_path.glob("*.png")))
    prefix = "data:image/png;base64,"
    assert [base64.b64decode(src.removeprefix(prefix)) for src in found.having("src")] == [PNG] * 2
    assert found.having("alt") == ["confusion, split gene", "reliability, split gene"]


def test_the_page_stands_alone(tmp_path):
    (tmp_path / "confusion_text.png").write_bytes(PNG)
    text = render_run_report(
        report(figures=[tmp_path / "confusion_text.png"], suggestions=[EXACT, GROUP, PREDICTED])
    )
    found = Page(text)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in found.elements}
    assert all(src.startswith("data:image/png;base64,") for src in found.having("src"))
    pubmed = "https://pubmed.ncbi.nlm.nih.gov/"
    assert all(href.startswith(pubmed) for href in found.having("href") if href not in BESIDE)
    assert not re.search(r"url\(|@import", text)
    assert set(re.findall(r"(?:https?:)?//[\w.]+", re.sub(r"base64,[^\"]*", "", text))) == {
        pubmed.rstrip("/")
    }
    assert str(tmp_path) not in text


def test_a_run_without_suggestions_or_figures_still_has_its_page():
    found = page(suggestions=[], figures=[])
    assert "0 suggestions." in found.text
    assert found.having("src") == []


def test_the_same_run_gives_the_same_page():
    assert render_run_report(report()) == render_run_report(report())


def test_rows_worth_a_look_are_counted_and_their_table_named():
    words = " ".join(page().text.split())
    assert "3 have a variation that was not read, 5 a gene read by its approved symbol" in words
    assert "1 an ambiguous and 2 an unknown gene symbol" in words
    assert "observations.tsv" in words
