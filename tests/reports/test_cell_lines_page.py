"""What cell lines suggest, as a page shows it."""

import pytest
from cell_lines_builders import (
    cell_lines,
    claim,
    near,
    not_ranked,
    ranked,
    suggested,
    told_in_full,
    tumour,
    used_profile,
)
from html_reader import HtmlPage
from lab_report_builders import head, sample, sample_therapy, variant

from reports.cell_lines_page import MOST_TOLD, group_tumours, ticks
from reports.cell_lines_report import (
    LABELS,
    CuratedDrugPlace,
    FeaturePush,
    ScreenAccuracy,
    UsedFeature,
    agreement_words,
)
from reports.lab_json import write_report_json
from reports.lab_page import render_lab_report, render_stored_report
from reports.lab_report import Report


def page(tumours, samples=None, **changes):
    cards = [variant()]
    samples = [sample(one.sample) for one in tumours] if samples is None else samples
    fields = {"cell_lines": cell_lines(), "n_samples": len(samples)} | changes
    made = head(cards, **fields)
    return HtmlPage("".join(render_lab_report(made, cards, [], samples, [], tumours)))


def part(*tumours, **changes):
    return page(tumours, **changes).part("cell-lines")


def test_a_ranking_is_labelled_and_says_what_it_cannot_say():
    words = part(tumour())
    for label in LABELS:
        assert label in words
    assert "It cannot say that a drug will help a patient" in words
    assert "252 drugs of made-up screen" in words


def test_the_accuracy_stands_against_the_mean_of_each_drug():
    words = part(tumour())
    assert "correlate by 0.38 on average" in words
    assert "the error is 1.30, by the drug's mean 1.42 (ln IC50 (µM))" in words
    assert "intervals made to hold 80 % held 79 %" in words.replace("\N{NO-BREAK SPACE}", " ")


def test_an_accuracy_that_was_not_measured_is_not_told():
    nothing = ScreenAccuracy(**dict.fromkeys(ScreenAccuracy.model_fields))
    assert "None" not in part(tumour(), cell_lines=cell_lines(accuracy=nothing))
    assert "correlate" not in part(tumour(), cell_lines=cell_lines(accuracy=None))


def test_a_drug_stands_with_percentile_interval_features_and_lines():
    words = part(tumour())
    assert "1 Dabrafenib licensed targets BRAF; ERK MAPK signaling 3 (0 to 21)" in words
    assert "BRAF mutated 1.2 SD towards sensitive" in words
    assert "A375 2 skin; shares BRAF mutated" in words


def test_the_strip_draws_dot_interval_and_the_lines_that_were_measured():
    drug = suggested(percentile=3.0, low=0.0, high=21.0)
    strip = page([tumour(drugs=[drug])]).source.split('<svg class="strip"')[1]
    assert 'circle cx="3.0%"' in strip
    assert 'x1="0.0%" x2="21.0%"' in strip
    assert ticks(drug) == [2.0, 9.0]
    assert strip.partition("</svg>")[0].count('class="tick"') == 2


def test_all_that_bears_on_a_drug_is_told():
    words = part(told_in_full())
    assert "Curated evidence says resistance: tier II-C, dabrafenib in colorectal cancer" in words
    assert "Also suggested by curated evidence: tier I-A, dabrafenib in melanoma" in words
    assert "as part of a combination: tier I-A, dabrafenib + trametinib in melanoma" in words
    assert "A predicted effect suggests another drug of its target: tier III, vemurafenib" in words
    assert "caution LVEF 43 %" in words
    assert "No cautions on file for this drug." in words
    assert "not in our drug table" in words
    assert "2 compounds that the screen gives no name stand above" in words
    assert "further down: Erlotinib (place 9, percentile 27 (0 to 29))" in words
    assert "dabrafenib (I-A) place 1 of 252, percentile 3 (0 to 21)" in words
    assert "Not screened: tovorafenib." in words
    assert "none measured" in words


def test_several_claims_of_one_sort_are_told_as_the_best_and_a_number():
    drug = suggested(curated=[claim(), claim("other", tier="II", level="C")])
    assert agreement_words(drug) == [
        "also suggested by curated evidence: tier I-A, dabrafenib in melanoma, and 1 more"
    ]


def test_what_was_used_and_what_was_not_stands_above_the_drugs():
    words = part(tumour())
    assert "Used: tissue skin (melanoma), BRAF mutated (BRAF V600E)." in words
    assert "The screen has no feature for CDKN2A lost." in words
    assert "Not counted: synonymous (1: TP53 R213=)." in words


def test_a_tumour_without_a_tissue_says_why():
    profile = used_profile(tissue="", tissue_ground="no tumour type was given")
    assert "No tissue: no tumour type was given." in part(tumour(profile=profile))


def test_without_a_ranker_one_line_says_why():
    shown = page([], samples=[sample()], cell_lines=cell_lines(reason="No ranker is trained."))
    assert shown.part("cell-lines") == (
        "What cell lines suggest Nothing is ranked. No ranker is trained."
    )
    assert "#cell-lines" in shown.hrefs


def test_a_report_of_an_earlier_version_has_no_section():
    shown = page([], samples=[sample()], cell_lines=None)
    assert "cell-lines" not in shown.ids
    assert "#cell-lines" not in shown.hrefs


def test_a_tumour_that_is_not_ranked_says_why():
    assert "Nothing is ranked: nothing is known of this tumour." in part(not_ranked())


def test_a_file_without_samples_has_one_ranking():
    words = page([tumour("")], samples=[]).part("cell-lines")
    assert "Used: tissue skin" in words


def test_a_file_without_variants_has_nothing_to_rank():
    assert "Nothing is ranked: no variant was assessed." in page([], samples=[]).part("cell-lines")


def test_a_screen_that_names_no_drug_says_so():
    assert "name no drug" in part(tumour(), cell_lines=cell_lines(n_drugs_named=0))


def test_samples_that_are_told_alike_stand_together_and_are_linked():
    other = tumour("P-3", ("Erlotinib",))
    shown = page([tumour("P-1"), tumour("P-2"), other, not_ranked("P-4")])
    assert shown.part("cl1").startswith("P-1, P-2: tissue skin, BRAF mutated")
    assert shown.part("cl2").startswith("P-3:")
    assert shown.part("cl3") == "P-4: nothing is known of this tumour."
    links = [href for href in shown.hrefs if href.startswith("#cl")]
    assert [href for href in links if href != "#cell-lines"] == ["#cl1", "#cl1", "#cl2"]


def test_another_curated_claim_keeps_samples_apart():
    drugs = [suggested(curated=[claim()])]
    groups = group_tumours([tumour("P-1", ("Dabrafenib",)), tumour("P-2", drugs=drugs)])
    assert [group.samples for group in groups] == [["P-1"], ["P-2"]]


def test_what_is_curated_for_any_sample_of_a_group_is_told_under_its_best_tier():
    def stands(drug, tier):
        return CuratedDrugPlace(drug=drug, therapy=drug, tier=tier, level=None, ranked=None)

    given = [[stands("a", "III")], [stands("b", "II"), stands("a", "I")]]
    [group] = group_tumours([tumour(curated=one) for one in given])
    assert [(one.drug, one.tier) for one in group.places] == [("a", "I"), ("b", "II")]
    words = part(*(tumour(f"P-{n}", curated=one) for n, one in enumerate(given)))
    assert "suggests for any of these samples: not screened: a, b." in words


def test_samples_after_the_first_groups_have_a_line_each():
    tumours = [tumour(f"P-{n}", (f"Drug{n}",)) for n in range(MOST_TOLD + 2)]
    words = page(tumours).part("cell-lines")
    assert f"P-{MOST_TOLD + 1} tissue skin, BRAF mutated Drug{MOST_TOLD + 1} 3" in words
    assert "stand in cell_lines.tsv and report.json" in words


def test_the_section_follows_the_curated_ones_and_is_mixed_into_none():
    made = sample(therapies=[sample_therapy("Imatinib")])
    shown = page([told_in_full()], samples=[made])
    ids = shown.ids
    assert max(map(ids.index, ("actionable", "variants", "samples"))) < ids.index("cell-lines")
    for curated in ("actionable", "variants", "samples"):
        assert "AZ628" not in shown.part(curated)
        assert "Imatinib" not in shown.part("cell-lines")


def test_percentiles_are_explained_in_plain_words():
    words = part(tumour()).replace("\N{NO-BREAK SPACE}", " ")
    assert "0 is the most sensitive line, 100 the most resistant" in words
    assert "the mean over what the response may be, so it lies nearer to 50" in words
    assert "in brackets is made to hold 80 % of measured responses." in words


def test_resistance_stands_by_the_name_of_the_drug_and_wherever_it_is_listed():
    against = "curated evidence, tier II-D, on ABL1 T315I"
    first = suggested("Nilotinib", against=against)
    later = ranked("Imatinib", 7, against=against)
    place = CuratedDrugPlace(
        drug="dasatinib", therapy="dasatinib", tier="I", level="A",
        ranked=ranked("Dasatinib", 99, against=against),
    )  # fmt: skip
    words = part(tumour(drugs=[first], licensed=[later], curated=[place]))
    told = f"CONFLICT resistance by {against}"
    assert f"Nilotinib licensed {told} targets" in words
    assert f"Imatinib (place 7, percentile 21 (0 to 27)) {told}" in words
    assert f"percentile 297 (0 to 119) {told}" in words


def test_a_cohort_marks_conflicts_and_cautions_before_anything_is_opened():
    warned = [
        suggested("Nilotinib", against="curated evidence, tier II-D, on ABL1 T315I"),
        suggested("Imatinib", 2, flags=[{"kind": "failed before", "words": "line 1"}]),
    ]
    words = part(tumour("P-1", drugs=warned), tumour("P-2"))
    assert "→ Nilotinib 3 CONFLICT, Imatinib 6 FAILED BEFORE Used" in words
    assert "CONFLICT: resistance to the drug is told in this report." in words


def test_conflicts_keep_samples_apart():
    places = [
        CuratedDrugPlace(drug="a", therapy="a", tier="I", level="A", ranked=ranked(against=said))
        for said in ("", "curated evidence, tier I-A, on EGFR T790M")
    ]
    groups = group_tumours([tumour(f"P-{n}", curated=[at]) for n, at in enumerate(places)])
    assert [group.samples for group in groups] == [["P-0"], ["P-1"]]


def test_what_the_screen_cannot_see_is_said_before_the_drugs():
    words = part(tumour(unseen=["ALK EML4-ALK Fusion", "ABL1 T315I"]))
    said = "The screen cannot see ALK EML4-ALK Fusion and ABL1 T315I, of which curated evidence"
    assert words.index(said) < words.index("Dabrafenib")


def test_a_ranking_by_the_tissue_alone_says_so():
    tissue = [UsedFeature(words="tissue skin", rests_on=["melanoma"])]
    bare = used_profile(mutated=[], used=tissue, without_feature=["NPM1 mutated"])
    words = part(tumour(profile=bare))
    assert "Used: tissue skin (melanoma); none of the screen's genes mutated." in words
    assert "Nothing but the tissue was used (none of the screen's genes mutated)" in words
    unsequenced = used_profile(mutated=[], used=tissue, without_feature=["EML4::ALK fusion"])
    assert "no mutation known" in part(tumour(profile=unsequenced))
    assert "Nothing but the tissue" not in part(tumour())


def test_a_ranking_in_which_no_drug_stands_out_says_so():
    wide = tumour(drugs=[suggested(high=50.0), suggested("AZ628", 2, high=93.0)])
    assert "No drug stands out" in part(wide)
    assert "→ none stands out: Dabrafenib 3" in part(wide, tumour("P-2"))
    assert "No drug stands out" not in part(tumour(drugs=[suggested(high=49.9)]))
    told = suggested(high=100.0, low=100.0, percentile=100.0, told=True)
    assert "No drug stands out" not in part(tumour(drugs=[told]))


@pytest.mark.parametrize(
    ("tissue", "mutated", "is_said"),
    [(-1.0, 0.1, True), (-1.0, -0.05, True), (-1.0, -0.2, False), (-0.05, 0.0, False)],
)
def test_a_drug_for_which_only_the_tissue_speaks_is_marked(tissue, mutated, is_said):
    moved = [
        FeaturePush(feature="tissue skin", change=tissue),
        FeaturePush(feature="NRAS mutated", change=mutated),
    ]
    words = part(tumour(drugs=[suggested(pushes=moved)]))
    assert ("Only the tissue speaks for it" in words) is is_said


@pytest.mark.parametrize(
    ("measured", "is_said"),
    [((87.0, 62.0, 48.0), True), ((87.0, 3.0, 20.0), False), ((87.0, 62.0), False)],
)
def test_lines_that_answered_worse_than_the_interval_are_pointed_out(measured, is_said):
    lines = [near(f"line {at}", at) for at in measured]
    words = part(tumour(drugs=[suggested(lines=lines, high=34.0)]))
    assert ("Most of these lines answered worse" in words) is is_said


def test_what_a_drug_is_licensed_for_and_its_other_name_stand_by_it():
    drug = suggested(
        "PD0325901", known_as="mirdametinib",
        licensed_for="neurofibromatosis type 1 (NF1): plexiform neurofibroma",
    )  # fmt: skip
    other = suggested("Docetaxel", 2, licensed_for="none")
    further = ranked("Rapamycin", 9, known_as="sirolimus")
    words = part(tumour(drugs=[drug, other], licensed=[further]))
    assert "PD0325901 licensed mirdametinib targets" in words
    assert "licensed for neurofibromatosis type 1 (NF1): plexiform neurofibroma" in words
    assert "licensed without a biomarker" in words
    assert "Rapamycin (sirolimus, place 9" in words


def test_a_line_that_the_screen_does_not_name_is_told_by_its_id():
    assert "line 908126 2 skin" in part(tumour(drugs=[suggested(lines=[near("908126")])]))


def test_what_earlier_therapies_mean_is_told_of_licensed_drugs_further_down():
    given = ["Trametinib has failed; selumetinib is a MEK inhibitor, too."]
    words = part(tumour(licensed=[ranked("Selumetinib", 6, given=given)]))
    assert f"Selumetinib (place 6, percentile 18 (0 to 26)) {given[0]}" in words


def test_what_speaks_against_a_drug_stands_before_what_describes_it_and_once():
    failed = "line 1: stopped for progression"
    drug = suggested(
        against="curated evidence, tier II-C, on NRAS Q61K", licensed_for="BRAF V600E: melanoma",
        flags=[{"kind": "failed before", "words": failed}],
        given=[f"Dabrafenib has failed already ({failed}).", "Its target was hit before."],
    )  # fmt: skip
    words = part(tumour(drugs=[drug], licensed=[]))
    told = f"failed before {failed} Its target was hit before. targets BRAF"
    assert f"on NRAS Q61K {told}" in words
    assert "failed already" not in words


def test_names_from_a_screen_are_text_and_no_code(tmp_path):
    nasty = "<script>alert(1)</script>"
    shown = page([told_in_full(drugs=[suggested(nasty, lines=[], targets=[nasty])])])
    assert nasty not in shown.source
    assert nasty in shown.part("cell-lines")


def test_a_stored_report_shows_the_same_page(tmp_path):
    cards, tumours, samples = (
        [variant()],
        [told_in_full(), not_ranked("P-2")],
        [sample(), sample("P-2")],
    )
    made = head(cards, cell_lines=cell_lines(), n_samples=2)
    with (tmp_path / "report.json").open("w", encoding="utf-8") as stream:
        write_report_json(stream, made, cards, samples, [], tumours)
    stored = Report.model_validate_json((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert stored.tumours == tumours
    again = "".join(render_stored_report(stored))
    assert again == "".join(render_lab_report(made, cards, [], samples, [], tumours))
