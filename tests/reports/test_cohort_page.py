"""The page on all samples, as a reader meets it."""

from html_reader import HtmlPage
from lab_report_builders import effect, head, sample, sample_therapy, variant, versions

from reports.cohort_page import MOST_GENES, render_cohort_page
from reports.lab_page import MOST_SAMPLES

NASTY = "</style><script>alert('V600E')</script>"
VARIANTS = [
    variant(1, "BRAF", "V600E"),
    variant(2, "TP53", "R213*", consequence="stop_gained", effect=effect("abstain")),
]
SAMPLES = [
    sample("P-1", (1, 2), [sample_therapy(), sample_therapy("Cetuximab", "resistance", tier="II")]),
    sample("P-2", (2,)),
    sample("", ()),
]


def page(variants=VARIANTS, samples=SAMPLES, **changes):
    given = head(variants, n_samples=len(samples), **changes)
    return HtmlPage("".join(render_cohort_page(given, iter(variants), samples)))


def test_the_share_with_a_suggestion_is_told_overall_and_by_tier():
    words = page().part("suggestions")
    assert "1 of 3 samples (33 %)" in words
    assert "I 33 % 1 II 0 % 0 III 0 % 0 IV 0 % 0 none 67 % 2" in words


def test_genes_are_drawn_with_their_numbers():
    words = page().part("genes")
    assert "TP53 67 % 2 truncating 2 BRAF 33 % 1 missense 1" in words


def test_genes_that_are_too_many_are_counted():
    variants = [variant(n, f"GENE{n:03}") for n in range(1, MOST_GENES + 3)]
    shown = page(variants, [sample("A", tuple(v.number for v in variants))])
    assert f"The first {MOST_GENES} of {MOST_GENES + 2} genes." in shown.part("genes")
    assert f"GENE{MOST_GENES + 1:03}" not in shown.words


def test_the_oncoprint_has_a_title_a_description_and_its_legend():
    shown = page()
    [(drawing, words)] = shown.all("svg", role="img")
    assert {"oncoprint-title", "oncoprint-desc"} == set(drawing["aria-labelledby"].split())
    assert "TP53: 2 samples; BRAF: 1 samples" in shown.part("oncoprint-desc")
    assert "P-1: TP53 truncating" in words
    assert "1 samples have none of these genes altered" in shown.part("oncoprint")
    assert [words for _, words in shown.all("li") if words.startswith("truncating stop gained")]


def test_the_mix_of_classes_counts_abstentions():
    words = page().part("classes")
    assert "Gain-of-function 50 % 1" in words
    assert "no class named 50 % 1" in words


def test_samples_lead_to_their_part_of_the_report():
    shown = page()
    assert {"report.html#s1", "report.html#s2", "report.html#s3"} <= set(shown.hrefs)
    words = shown.part("samples")
    assert "Against Cetuximab (II-A)" in words
    assert "For Dabrafenib (I-A)" in words
    assert "sample without a name" in words


def test_samples_that_the_report_does_not_tell_of_are_not_linked():
    samples = [sample(f"P-{n}", ()) for n in range(1, MOST_SAMPLES + 2)]
    shown = page([], samples)
    assert f"report.html#s{MOST_SAMPLES}" in shown.hrefs
    assert f"report.html#s{MOST_SAMPLES + 1}" not in shown.hrefs
    assert f"P-{MOST_SAMPLES + 1}" in shown.part("samples")


def test_a_demo_model_is_said():
    shown = page(versions=versions(model_trained_on_demo=True, model_variants=259))
    assert "259 demo variants" in shown.words


def test_the_page_loads_nothing_and_runs_nothing():
    shown = page()
    assert "default-src 'none'" in shown.source.replace("&#39;", "'")
    assert not shown.all("script")
    assert not shown.all("link")
    assert not shown.all("img")


def test_no_name_becomes_code():
    variants = [variant(1, NASTY, NASTY, gene_symbol=NASTY)]
    shown = page(variants, [sample(NASTY, (1,), [sample_therapy(NASTY)])])
    assert "<script>" not in shown.source
    assert "<script>alert('V600E')</script>" in shown.words


def test_a_file_without_variants_has_a_page():
    words = page([], [sample("A", ()), sample("B", ())]).words
    assert "0 of 2 samples (0 %)" in words
    assert "No variant was assessed." in words


def test_anchors_stand_once_and_links_find_them():
    shown = page()
    assert len(set(shown.ids)) == len(shown.ids)
    assert {href[1:] for href in shown.hrefs if href.startswith("#")} <= set(shown.ids)


def test_tiers_without_a_disease_say_in_which_tumour_they_hold():
    said = "a tier holds in the tumour that the evidence names"
    assert said in page().part("suggestions")
    assert said not in page(disease="melanoma").part("suggestions")
    assert "Disease: melanoma" in page(disease="melanoma").part("suggestions")
