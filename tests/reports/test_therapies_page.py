"""The page of therapies: resistance apart, predicted apart, nothing lost, words escaped."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reports.therapies_page import (
    RELATION_WORDS,
    TherapiesPage,
    VariantAdvice,
    drug_words,
    render_therapies_page,
    web_link,
)
from reports.therapy_record import DETAILED
from reports.therapy_text import HEADINGS
from therapy.advice import Advisor
from therapy.basis import MEANINGS
from therapy.drugs import Action, Drug, Drugs
from therapy.effects import read_prediction
from therapy.evidence_index import EvidenceIndex
from therapy.evidence_item import (
    Citation,
    Curator,
    Direction,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)
from therapy.matching import Variant
from therapy.suggestion import RESEARCH_USE
from therapy.tumour_types import Relation, TumourTypes
from variants.effect_class import EffectClass

NASTY = "<script>alert('V600E')</script>"
GAIN = [0.02, 0.3, 0.02, 0.02, 0.02, 0.1, 0.5, 0.01, 0.01]
LOSS = [0.3, 0.02, 0.02, 0.5, 0.02, 0.1, 0.02, 0.01, 0.01]
DABRAFENIB = Drug(
    "dabrafenib", ("Tafinlar",), "BRAF inhibitor", Action.INHIBITOR, ("BRAF",), "oral",
    "skin, fever", "new cancers of the skin", "BRAF V600E",
)  # fmt: skip


def item(number, profile="BRAF V600E", therapy="Dabrafenib", **changes):
    fields = {
        "key": f"EID{number}", "curator": Curator.CIVIC, "profile": profile,
        "evidence_type": EvidenceType.PREDICTIVE, "supports": True,
        "significance": "Sensitivity/Response", "level": Level.A, "tumour_type": "Melanoma",
        "doid": "1909", "therapies": (therapy,), "interaction": Interaction.NONE,
        "variant_origin": "Somatic", "statement": f"What is said in {number}.", "rating": 4,
        "reviewed": "2023-01-09", "url": f"https://civicdb.org/links/evidence_items/{number}",
        "citation": Citation("PubMed", f"77{number}", f"https://pubmed.ncbi.nlm.nih.gov/77{number}/"),
    }  # fmt: skip
    return EvidenceItem(**(fields | changes))


def functional(number, significance, profile="BRAF V600E"):
    return item(
        number, profile, evidence_type=EvidenceType.FUNCTIONAL, significance=significance,
        therapies=(), level=Level.D, reviewed="2021-05-06",
    )  # fmt: skip


def resistance(number, *arguments, **changes):
    return item(number, *arguments, significance="Resistance", **changes)


def advise(items, gene="BRAF", variation="V600E", numbers=GAIN, row=7, disease=None, **predicted):
    advisor = Advisor(EvidenceIndex(items, Drugs([DABRAFENIB])), TumourTypes([]))
    effect = numbers and read_prediction(numbers, **predicted)
    variant = Variant.read(gene, variation, effect)
    return VariantAdvice(row, advisor.advise(variant, disease=disease))


class Page(HTMLParser):
    """The page's words, parts and rows; tags must close in order."""

    VOID = frozenset({"meta", "br", "link"})
    BLOCKS = frozenset({"details", "summary", "li", "p", "br"})

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.cells = [], "", []
        self.hrefs, self.ids, self.classes = [], [], []
        self.feed(text[text.index("<body>") : text.index("</html>")])
        self.cells = [[" ".join(cell.split()) for cell in row] for row in self.cells]
        self.words = " ".join(self.text.replace("\xa0", " ").split())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag in self.BLOCKS:
            self.handle_data(" ")
        if tag == "tr":
            self.cells.append([])
        elif tag in ("td", "th"):
            self.cells[-1].append("")
        self.hrefs += [given["href"]] if "href" in given else []
        self.ids += [given["id"]] if "id" in given else []
        self.classes += given.get("class", "").split()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag in self.BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data):
        self.text += data
        if {"td", "th"} & set(self.open):
            self.cells[-1][-1] += data

    def row_of(self, therapy):
        [row] = [row for row in self.cells if len(row) > 1 and row[1].startswith(therapy)]
        return row


def rendered(*advices, **changes):
    fields = {
        "source": "demo", "regime": "gene", "knowledge": "embedded table of 334 statements",
        "advices": advices, "most": 10,
    }  # fmt: skip
    return render_therapies_page(TherapiesPage(**(fields | changes)))


def page(*advices, **changes):
    return Page(rendered(*advices, **changes))


def test_the_head_says_what_it_is_what_it_rests_on_and_that_it_is_for_research():
    words = page(advise([item(1)]), advise([], "XYZ", "R1K", row=8)).words
    assert "Therapies: demo" in words
    assert RESEARCH_USE in words
    assert "A person who knows the patient decides." in words
    assert "1 of 2 variants have a suggestion, 1 suggestions in all; at most 10" in words
    assert "Evidence: embedded table of 334 statements." in words
    assert "out of fold, split gene" in words


def test_every_basis_is_explained_and_every_relation_of_tumours_has_its_words():
    words = page().words
    assert all(meaning.removeprefix("evidence on ") in words for meaning in MEANINGS.values())
    assert set(RELATION_WORDS) == set(Relation)


def test_resistance_stands_before_sensitivity_in_a_part_of_its_own():
    found = page(advise([item(1), resistance(2, "BRAF V600E", "Cetuximab", level=Level.B)]))
    against, given = (found.words.index(HEADINGS[direction]) for direction in HEADINGS)
    assert against < found.words.index("cetuximab", against) < given
    assert given < found.words.index("dabrafenib", given)
    assert "dabrafenib" not in found.words[against:given]


def test_a_row_has_tier_therapy_origin_basis_tumour_level_and_citations_as_links():
    found = page(advise([item(1)]))
    assert found.row_of("dabrafenib") == [
        "I-A", "dabrafenib", "curated", "V600E this very alteration", "Melanoma", "A",
        "PubMed 771, CIViC EID1; statement",
    ]  # fmt: skip
    assert "https://pubmed.ncbi.nlm.nih.gov/771/" in found.hrefs
    assert "https://civicdb.org/links/evidence_items/1" in found.hrefs


def test_a_predicted_suggestion_says_so_in_words_with_its_probability_and_by_its_look():
    found = page(advise([item(1, "KIT Gain of Function", "Imatinib")], "KIT", "W10Y"))
    row = found.row_of("imatinib")
    assert row[0] == "III"
    assert row[2] == "PREDICTED 0.80"
    assert "predicted effect" in row[3]
    by_look = page(advise([item(1)])).classes.count("predicted")
    assert found.classes.count("predicted") == by_look + 2


def test_a_sibling_is_called_one_and_the_alteration_itself_is_not():
    sibling = page(advise([item(1, "BRAF V600K")])).row_of("dabrafenib")
    assert sibling[3] == "V600K the same codon; a sibling"
    group = page(advise([item(1, "BRAF V600")])).row_of("dabrafenib")
    assert group[3] == "V600 the same codon"


def test_what_is_required_inherited_or_from_a_label_or_another_tumour_is_told():
    found = page(advise([
        item(1, "BRAF V600E AND KRAS G12C", "A"),
        item(2, therapy="B", variant_origin="Rare Germline"),
        item(3, therapy="C", curator=Curator.LABEL, citation=Citation("FDA label", "Cee, 2020")),
    ], disease="Colorectal Cancer"))  # fmt: skip
    assert found.row_of("a")[1] == "a requires KRAS G12C"
    assert found.row_of("b")[1] == "b inherited (germline) variant"
    assert found.row_of("c")[5:] == ["A drug label", "FDA label Cee, 2020; statement"]
    assert found.row_of("c")[4] == "Melanoma another tumour than the one asked for"
    assert "ID 7, Colorectal Cancer" in found.words


def test_conflicts_stand_below_their_row_and_what_opposes_is_linked():
    found = page(advise([item(1), item(2, supports=False), resistance(3, level=Level.C)]))
    [against, given] = [row for row in found.cells if row[0].startswith("CONFLICT")]
    assert given[0].startswith("CONFLICT: ")
    assert "EID3" in given[0]
    assert given[0].endswith("1 opposing EID2")
    assert "EID1" in against[0]
    assert "opposing" not in against[0]


def test_evidence_on_the_very_alteration_against_a_wider_claim_is_named_as_such():
    found = page(advise([item(1, "BRAF V600"), resistance(2, level=Level.B)]))
    assert [row[0].split(":")[0] for row in found.cells if row[0].startswith("CONFLICT")] == [
        "CONFLICT with evidence on this very alteration"
    ]


def test_only_the_first_of_each_direction_are_shown_and_the_rest_is_counted():
    items = [item(n, therapy=f"Drug{n}") for n in range(1, 6)]
    items += [resistance(n, "BRAF V600E", f"Drug{n}") for n in (11, 12, 13)]
    words = page(advise(items), most=2).words
    assert "3 more not shown" in words
    assert "1 more not shown" in words
    assert "8 suggestions in all; at most 2" in words
    assert "not shown" not in page(advise(items), most=5).words


def test_further_statements_are_counted_and_linked_to_their_words():
    found = page(
        advise([item(n, level=level) for n, level in zip((1, 2, 10), Level, strict=False)])
    )
    assert found.row_of("dabrafenib")[6].endswith("statement 2 further EID2, EID10")
    assert found.words.count("What is said in 2.") == 1
    inner = [href.removeprefix("#") for href in found.hrefs if href.startswith("#s")]
    assert len(inner) == 3
    assert set(inner) <= set(found.ids)


def test_every_statement_stands_once_by_number_with_what_is_known_of_it():
    rows = [advise([item(n) for n in (10, 9)], row=row) for row in (1, 2)]
    found = page(*rows)
    assert "Statements (2)" in found.words
    listed = found.words[found.words.index("Statements (2)") :]
    assert listed.index("EID9 ") < listed.index("EID10 ")
    assert (
        "EID9 BRAF V600E: Sensitivity/Response, Dabrafenib, Melanoma level A; rating 4 of 5; "
        "somatic; reviewed 2023-01-09; PubMed 779, CIViC EID9 What is said in 9." in listed
    )
    assert len(found.ids) == len(set(found.ids))


def test_the_predicted_effect_stands_with_its_probability_and_the_date_of_its_model():
    words = page(advise([item(1)], variation="G466V", made="2026-06-01")).words
    assert (
        "PREDICTED Gain-of-function, probability 0.50; gain of function 0.80 "
        "(out of fold, split gene; model of 2026-06-01)." in words
    )
    assert "Taken as gain of function (predicted)." in words


def test_abstaining_between_the_classes_of_one_direction_still_names_the_direction():
    both = [EffectClass.LIKELY_GAIN_OF_FUNCTION, EffectClass.GAIN_OF_FUNCTION]
    words = page(advise([item(1)], variation="G466V", abstains=True, prediction_set=both)).words
    assert "abstains between its classes, most probable is Gain-of-function, 0.50; gain of" in words
    assert "Taken as gain of function (predicted)." in words


@pytest.mark.parametrize(("numbers", "changes", "told"), [
    ([0, 0.4, 0, 0.3, 0, 0, 0.3, 0, 0], {"abstains": True},
     "the model abstains, most probable is Likely Gain-of-function, 0.40; no direction"),
    (GAIN, {"minimum_probability": 0.9}, "Gain-of-function, probability 0.50; no direction"),
    ([0.05] * 5 + [0.6] + [0.05] * 3, {}, "Inconclusive, probability 0.60; no direction"),
])  # fmt: skip
def test_an_effect_that_is_not_called_is_said_to_be_none(numbers, changes, told):
    words = page(
        advise([item(1, "BRAF G466V")], variation="G466V", numbers=numbers, **changes)
    ).words
    assert told in words
    assert "no effect called" in words
    assert "Taken as" not in words
    assert "Effect not predicted." in page(advise([item(1)], numbers=None)).words


@pytest.mark.parametrize(("numbers", "told", "untold"), [
    (GAIN, "Agrees with the prediction.", "CONFLICT"),
    (LOSS, "CONFLICTS with the prediction.", "Agrees"),
    (None, "No call to compare it with.", "CONFLICT"),
])  # fmt: skip
def test_curated_function_stands_with_its_review_and_whether_the_prediction_agrees(
    numbers, told, untold
):
    found = page(advise([resistance(1), functional(2, "Gain of Function")], numbers=numbers))
    line = "curated Gain of Function (EID2, level D, reviewed 2021-05-06). "
    assert line + told in found.words
    assert untold not in found.words
    assert ("CONFLICT of effects" in found.words) == (numbers is LOSS)
    assert "Taken as gain of function (curated)." in found.words


def test_a_function_that_a_statement_denies_is_told_as_denied():
    denied = replace(functional(2, "Gain of Function"), supports=False)
    assert "curated does not support Gain of Function (EID2" in page(advise([denied])).words


def test_drugs_of_the_first_suggestions_of_each_direction_carry_their_facts():
    words = page(advise([item(1), resistance(2)])).words
    facts = (
        "dabrafenib: BRAF inhibitor; targets BRAF; oral; approved biomarker: BRAF V600E; "
        "monitor: skin, fever; warnings: new cancers of the skin"
    )
    assert words.count(facts) == 1
    late = [item(n, therapy=f"Drug{n}") for n in range(DETAILED)]
    assert facts not in page(advise([*late, item(99, level=Level.D)])).words


def test_what_is_not_known_of_a_drug_is_left_out_and_its_approval_never_assumed():
    bare = replace(DABRAFENIB, targets=(), route="", monitoring="", warnings="")
    assert drug_words(replace(bare, approved_biomarker="none")) == (
        "BRAF inhibitor; approved without a biomarker"
    )
    assert drug_words(replace(bare, approved_biomarker="")) == (
        "BRAF inhibitor; no approval on record"
    )


def test_adverse_responses_contested_and_withheld_therapies_are_told_with_their_ground():
    sotorasib = Drug("sotorasib", (), "KRAS inhibitor", Action.INHIBITOR, ("KRAS",),
                     allele_specific=("KRAS G12C",))  # fmt: skip
    items = [
        item(1, "KRAS G12C", "Sotorasib"),
        item(2, "KRAS G12D", "Harm", significance="Adverse Response"),
        item(3, "KRAS G12D", "Doubt", supports=False),
    ]
    advisor = Advisor(EvidenceIndex(items, Drugs([sotorasib])), TumourTypes([]))
    advice = advisor.advise(Variant.read("KRAS", "G12D"))
    words = page(VariantAdvice(1, advice)).words
    assert "No suggestion, but something curated (1)" in words
    assert "1 warned of, 1 contested, 1 withheld" in words
    assert "Harm: G12D, Melanoma; level A, EID2" in words
    assert "sensitivity to doubt: EID3" in words
    assert "sotorasib: sotorasib is for KRAS G12C and no other variant" in words


def test_variants_stand_by_whether_they_have_a_suggestion_then_in_their_order_and_none_is_lost():
    advices = [
        advise([], "XYZ", "R1K", row=1),
        advise([functional(2, "Gain of Function")], row=2),
        advise([item(1)], row=3),
        advise([], "ABC", "Fusions", row=4),
        advise([item(1)], "BRAF", "V600K", row=5),
    ]
    told = TherapiesPage("demo", "gene", "table", advices, 10)
    groups = [[row.variant_id for row in rows] for rows in (told.told, told.remarked, told.silent)]
    assert groups == [[3, 5], [2], [1, 4]]
    assert {gene: len(rows) for gene, rows in told.by_gene.items()} == {"BRAF": 3}
    found = Page(render_therapies_page(told))
    rows = [name for name in found.ids if name.startswith("row-")]
    assert rows == ["row-3", "row-5", "row-2", "row-1", "row-4"]
    assert "nothing curated that fits (2)" in found.words


def test_a_summary_names_the_best_for_and_against_and_how_many_more():
    items = [item(1), item(2, therapy="Vemurafenib", level=Level.B), resistance(3, therapy="X")]
    words = page(advise(items)).words
    assert "against x I-A" in words
    assert "for dabrafenib I-A, 1 more" in words
    inherited = advise([item(1, "KIT Gain of Function", "Imatinib")], "KIT", "W10Y")
    assert "for imatinib III (predicted)" in page(inherited).words


def test_each_variant_is_one_click_from_its_prediction_and_its_sentences():
    found = page(advise([item(1)]))
    assert {"report.html", "answers.html#row-7", "evidence.html#row-7"} <= set(found.hrefs)


def test_what_senders_and_curators_wrote_is_escaped():
    items = [
        item(1, therapy="<img src=x>", tumour_type="<b>Mel & co</b>", statement="<u>said</u>"),
        resistance(2, therapy="<i>y</i>", variant_origin="<s>origin</s>"),
    ]
    text = rendered(advise(items), advise([], NASTY, "<hr>", row=8), source=NASTY,
                    knowledge="<kbd>base</kbd>", regime="<p>gene")  # fmt: skip
    for raw in ("<script", "<img", "<b>Mel", "<u>", "<i>y", "<s>", "<hr>", "<kbd>", "<p>gene"):
        assert raw not in text
    words = Page(text).words
    for shown in (NASTY, "<b>Mel & co</b>", "<u>said</u>", "<kbd>base</kbd>"):
        assert shown in words


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "x", ""])
def test_only_addresses_of_the_web_become_links(url):
    assert web_link(url) == ""
    found = page(advise([item(1, citation=Citation("ASCO", "169315", url), url=url)]))
    assert "ASCO 169315" in found.words
    assert url not in found.hrefs
    assert web_link("https://civicdb.org") == "https://civicdb.org"


def test_the_page_stands_alone():
    text = rendered(advise([item(1), resistance(2), functional(3, "Gain of Function")]))
    assert "<script" not in text
    assert not re.search(r"""src=|@import|url\(""", text)
    assert set(re.findall(r"""href=["']?((?:https?:)?//[\w.]+)""", text)) == {
        "https://pubmed.ncbi.nlm.nih.gov",
        "https://civicdb.org",
    }


def test_a_run_without_rows_still_has_its_page_and_the_same_rows_the_same_page():
    assert "0 of 0 variants have a suggestion" in page().words
    advices = [advise([item(1), resistance(2)]), advise([], "XYZ", "R1K", row=8)]
    assert rendered(*advices) == rendered(*advices)


def test_suggestions_are_told_apart_by_direction_in_their_order():
    row = advise([item(1), resistance(2, therapy="X"), item(3, therapy="Z", level=Level.B)])
    assert [one.therapy for one in row.of(Direction.SENSITIVITY)] == ["dabrafenib", "z"]
    assert [one.therapy for one in row.of(Direction.RESISTANCE)] == ["x"]
