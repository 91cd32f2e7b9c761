import base64
import re
from html.parser import HTMLParser

from reports.run_report import (
    MOST_STRONGEST,
    OUTCOMES,
    REGIME_MEANINGS,
    RunReport,
    ScoreRow,
    render_run_report,
    row_counts,
    score_rows,
    strongest,
    tier_counts,
)
from reports.therapies_page import VariantAdvice
from therapy.advice import Advisor
from therapy.drugs import Drugs
from therapy.effects import read_prediction
from therapy.evidence_index import EvidenceIndex
from therapy.evidence_item import (
    Citation,
    Curator,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)
from therapy.matching import Variant
from therapy.tumour_types import TumourTypes
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
BESIDE = ["answers.html", "therapies.html", "evidence.html"]
"""The pages that stand in the same folder."""
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


def item(number, profile, therapy, **changes):
    fields = {
        "key": f"EID{number}", "curator": Curator.CIVIC, "profile": profile,
        "evidence_type": EvidenceType.PREDICTIVE, "supports": True,
        "significance": "Sensitivity/Response", "level": Level.A, "tumour_type": "Melanoma",
        "doid": "", "therapies": (therapy,), "interaction": Interaction.NONE,
        "variant_origin": "", "statement": "", "rating": None, "reviewed": "", "url": "",
        "citation": Citation("PubMed", "1"),
    }  # fmt: skip
    return EvidenceItem(**(fields | changes))


ITEMS = (
    item(1, "BRAF V600E", "Dabrafenib"),
    item(2, "BRAF V600E", "Trametinib", level=Level.B),
    item(3, "BRAF V600E", "Cetuximab", significance="Resistance", level=Level.B),
    item(4, "EGFR T790M", "Gefitinib", significance="Resistance", tumour_type="Lung Carcinoma"),
    item(5, "KIT Gain of Function", "Imatinib"),
    item(6, "MET Amplification", "Crizotinib", level=Level.D, supports=False),
    item(7, "MET Amplification", "Crizotinib", level=Level.C),
)


def advise(gene, variation, row=1, items=ITEMS):
    variant = Variant.read(gene, variation, read_prediction(GAIN))
    return VariantAdvice(
        row, Advisor(EvidenceIndex(items, Drugs([])), TumourTypes([])).advise(variant)
    )


CURATED = advise("BRAF", "V600E")
RESISTANT = advise("EGFR", "T790M", row=2)
PREDICTED = advise("KIT", "W10Y", row=3)
CONTESTED = advise("MET", "Amplification", row=4)
SILENT = advise("XYZ9", "R1K", row=5)
ADVICES = [CURATED, RESISTANT, PREDICTED, CONTESTED, SILENT]


def report(**changes):
    fields = {
        "source": "demo",
        "data_sha256": "ab" * 32,
        "counts": COUNTS,
        "scores": [ScoreRow("random", "oncolit", SCORES)],
        "advices": [CURATED],
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


def test_variants_with_a_suggestion_and_suggestions_are_counted():
    words = " ".join(page(advices=ADVICES).text.split())
    assert "4 of 5 variants have a suggestion, 6 suggestions in all" in words
    assert "out of fold in the split text" in words
    assert "For research use." in words


def test_suggestions_are_counted_by_tier_origin_and_direction():
    counts = [(str(standing), numbers) for standing, numbers in tier_counts(ADVICES)]
    assert counts == [
        ("I-A", [1, 1, 0, 0]),
        ("I-B", [1, 1, 0, 0]),
        ("II-D", [0, 1, 0, 0]),
        ("III", [0, 0, 0, 1]),
    ]
    found = page(advices=ADVICES)
    assert ["resistance", "sensitivity", "resistance", "sensitivity"] in found.rows
    assert ["III", "0", "0", "0", "1"] in found.rows


def test_the_strongest_are_each_variants_best_for_and_against_none_of_them_predicted():
    found = [(row, str(one.standing), one.therapy) for row, one in strongest(ADVICES)]
    assert found == [
        (2, "I-A", "gefitinib"),
        (1, "I-A", "dabrafenib"),
        (1, "I-B", "cetuximab"),
        (4, "II-D", "crizotinib"),
    ]


def test_a_strong_suggestion_stands_with_its_tier_direction_origin_basis_tumour_and_level():
    found = page(advices=ADVICES)
    assert found.row_with("gefitinib") == [
        "I-A", "EGFR T790M", "RESISTANCE", "gefitinib", "curated", "T790M this very alteration",
        "Lung Carcinoma", "A",
    ]  # fmt: skip
    assert found.row_with("dabrafenib")[2] == "sensitivity"
    assert found.row_with("crizotinib")[3] == "crizotinib conflict"
    assert not any("imatinib" in cell for row in found.rows for cell in row)


def test_only_the_first_of_the_strongest_are_shown_and_all_are_counted():
    many = [advise("BRAF", "V600E", row=row) for row in range(MOST_STRONGEST)]
    found = page(advices=many)
    shown = [row for row in found.rows if "BRAF V600E" in row]
    assert len(shown) == MOST_STRONGEST
    words = " ".join(found.text.split())
    assert f"the first {MOST_STRONGEST} of {2 * MOST_STRONGEST}." in words
    assert "the first" not in " ".join(page(advices=ADVICES).text.split())


def test_a_strong_suggestion_is_one_click_from_its_evidence():
    assert "therapies.html#row-2" in page(advices=ADVICES).having("href")


def test_the_pages_of_answers_therapies_and_sentences_are_one_click_away():
    assert page(advices=[]).having("href")[:3] == BESIDE


def test_what_senders_wrote_is_escaped():
    row = advise("BRAF", "V600E", items=[
        item(1, "BRAF V600E", '<img src=x onerror="alert(1)">', tumour_type="<b>Mel & co</b>"),
    ])  # fmt: skip
    text = render_run_report(report(source=NASTY, advices=[row], regime="<u>text</u>"))
    for raw in ("<script", "<img", "<b>Mel", "<u>"):
        assert raw not in text
    found = Page(text)
    assert NASTY in found.text
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
    text = render_run_report(report(figures=[tmp_path / "confusion_text.png"], advices=ADVICES))
    found = Page(text)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in found.elements}
    assert all(src.startswith("data:image/png;base64,") for src in found.having("src"))
    assert {href.partition("#")[0] for href in found.having("href")} == set(BESIDE)
    assert not re.search(r"url\(|@import", text)
    assert not re.search(r"(?:https?:)?//[\w.]+", re.sub(r"base64,[^\"]*", "", text))
    assert str(tmp_path) not in text


def test_a_run_without_suggestions_or_figures_still_has_its_page():
    found = page(advices=[SILENT], figures=[])
    assert "0 of 1 variants have a suggestion, 0 suggestions in all" in " ".join(found.text.split())
    assert "Strongest" not in found.text
    assert found.having("src") == []


def test_the_same_run_gives_the_same_page():
    assert render_run_report(report()) == render_run_report(report())


def test_rows_worth_a_look_are_counted_and_their_table_named():
    words = " ".join(page().text.split())
    assert "3 have a variation that was not read, 5 a gene read by its approved symbol" in words
    assert "1 an ambiguous and 2 an unknown gene symbol" in words
    assert "observations.tsv" in words
