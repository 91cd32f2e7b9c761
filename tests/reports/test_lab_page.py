"""The report on a laboratory's file: nothing lost, nothing loaded, what is predicted told apart."""

import base64
import hashlib
import re
from itertools import pairwise

from html_reader import HtmlPage
from lab_report_builders import (
    curated_effect,
    drug,
    effect,
    head,
    literature,
    predicted_therapy,
    sample,
    sample_therapy,
    sentence,
    therapy,
    variant,
    versions,
)

from reports.lab_page import (
    MOST_CLAIMS,
    MOST_OF_SAMPLE,
    MOST_ROWS,
    render_lab_report,
)
from reports.lab_report import (
    CalledEffect,
    Counts,
    RejectedRow,
)


def page(cards=(), table=(), samples=None, rejected=(), **changes):
    samples = [sample()] if samples is None else samples
    changes = {"n_variants": len(cards) + len(table), "n_samples": len(samples)} | changes
    return HtmlPage(
        "".join(render_lab_report(head(cards, **changes), cards, table, samples, rejected))
    )


def full_page():
    """Every part of the report has something to show."""
    against = therapy(
        "Panitumumab", "resistance", tier="II", level="C", conflicts=["It is disputed."]
    )
    cards = [
        variant(
            1, therapies=[therapy(), against, predicted_therapy("Trametinib")],
            curated=[curated_effect()], agreement="conflicts", by_type="gain",
            called=CalledEffect(group="loss", by="curated"), literature=literature(sentence()),
            warnings=["Dabrafenib: rash"], contested=["sensitivity to Sorafenib"],
            withheld=[{"therapy": "Sotorasib", "reason": "made for one allele"}],
        ),
        variant(2, "TP53", "R175H", effect=effect("abstain")),
    ]  # fmt: skip
    table = [variant(3, "KRAS", "G12D", card=False)]
    samples = [
        sample("P-1", (1, 2), [sample_therapy(), sample_therapy("Panitumumab", "resistance")]),
        sample("P-2", (3,)),
    ]
    rejected = [RejectedRow(line=9, value="1-Mar", reason="expected a gene, got a date")]
    return page(
        cards, table, samples, rejected, drugs={"Dabrafenib": drug()},
        advice=["Annotate the file."], disease="melanoma",
    )  # fmt: skip


def test_the_page_loads_nothing_and_says_so():
    shown = full_page()
    [policy] = [
        given["content"] for given, _ in shown.all("meta")
        if given.get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    assert "default-src 'none'" in policy
    assert not shown.all("link")
    assert not shown.all("img")
    assert not shown.all("iframe")
    assert not [given for tag, given, _ in shown.elements if "src" in given]
    assert not re.search(r"@import|url\(", shown.source)


def test_only_the_script_of_the_page_may_run():
    shown = full_page()
    [script] = re.findall(r"<script>(.*?)</script>", shown.source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in shown.source.replace("&#39;", "'")
    assert not [
        given for _, given, _ in shown.elements if any(name.startswith("on") for name in given)
    ]


def test_every_link_of_the_page_has_a_target_and_no_anchor_stands_twice():
    shown = full_page()
    assert len(set(shown.ids)) == len(shown.ids)
    inner = {href[1:] for href in shown.hrefs if href.startswith("#")}
    assert {"v1", "v3", "s1", "drug1", "rejected"} <= inner <= set(shown.ids)


def test_headings_skip_no_level():
    levels = full_page().headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_cell_of_a_head_has_a_scope():
    cells = full_page().all("th")
    assert cells
    assert all(given["scope"] in ("col", "row") for given, _ in cells)


def test_a_demo_model_is_said_before_all_else():
    demo = page(versions=versions(model_trained_on_demo=True, model_variants=259))
    said = demo.words.removeprefix("Skip to the report").strip()
    assert said.startswith("The model was trained on oncolit's 259 demo variants")
    assert "do not rely on them" in said
    assert "demo" not in page(versions=versions(model_trained_on_demo=False)).words


def test_the_summary_adds_the_counts_up():
    words = page().part("summary")
    assert "5 + 3 + 2 = 10" in words


def test_counts_that_do_not_add_up_are_told():
    counts = Counts(rows=11, assessed=5, not_assessed=3, rejected=2)
    words = page(counts=counts).part("summary")
    assert "do not add up" in words
    assert "=" not in words


def test_the_summary_names_file_disease_samples_and_actionable():
    words = page(
        [variant(1, therapies=[therapy()]), variant(2)], disease="melanoma", samples=[sample("P-7")]
    ).part("summary")
    for part in ("panel.maf, MAF, GRCh37", "Disease melanoma", "Samples P-7", "Actionable 1 with"):
        assert part in words


def test_advice_stands_in_the_summary():
    assert "What to do Annotate it with VEP." in page(advice=["Annotate it with VEP."]).part(
        "summary"
    )
    assert "What to do" not in page().words


def test_what_is_actionable_names_resistance_before_sensitivity():
    claims = [
        sample_therapy("Dabrafenib"),
        sample_therapy("Cetuximab", "resistance", tier="II", level="C"),
        sample_therapy("Imatinib", tier="III", level=None),
    ]
    words = page([variant()], samples=[sample(therapies=claims)]).part("actionable")
    assert words.index("II-C curated Cetuximab") < words.index("I-A curated Dabrafenib")
    assert "Imatinib" not in words


def test_the_sample_is_named_only_where_there_are_several():
    claims = [sample_therapy()]
    one = page([variant()], samples=[sample("P-1", therapies=claims)])
    two = page([variant()], samples=[sample("P-1", therapies=claims), sample("P-2", ())])
    assert "P-1" not in one.part("actionable")
    assert "P-1 BRAF V600E" in two.part("actionable")


def test_claims_that_are_too_many_are_counted():
    claims = [sample_therapy(f"Drug{n}") for n in range(MOST_CLAIMS + 3)]
    words = page([variant()], samples=[sample(therapies=claims)]).part("actionable")
    assert f"Drug{MOST_CLAIMS - 1}" in words
    assert f"Drug{MOST_CLAIMS}" not in words
    assert "and 3 more" in words


def test_an_example_names_its_samples_where_there_are_several():
    assert "(P-1)" not in page().part("not-assessed")
    assert "R213= (P-1)" in page(samples=[sample("P-1"), sample("P-2", ())]).part("not-assessed")


def test_a_file_without_an_assessed_variant_leads_to_the_advice():
    words = page(advice=["Annotate it."], n_variants=0).part("actionable")
    assert "No variant was assessed: see what to do." in words


def test_nothing_actionable_is_said():
    assert "No variant has a therapy of tier I or II" in page([variant()]).part("actionable")


def test_variants_without_a_card_stand_in_a_table_and_the_others_are_counted():
    table = [variant(2, "KRAS", "G12D", card=False, effect=effect("abstain"))]
    shown = page([variant()], table, n_variants=1202)
    words = shown.part("others")
    assert "1,200 more stand in report.tsv only" in words
    assert "KRAS G12D" in words
    assert "PREDICTED no class named" in words
    assert "v2" in shown.ids


def test_samples_tell_their_variants_and_therapies():
    claims = [sample_therapy(f"Drug{n:02}") for n in range(MOST_OF_SAMPLE + 4)]
    words = page(
        [variant(), variant(2, "TP53", "R175H")],
        samples=[sample("P-1", (1, 2, 77), claims), sample("", ())],
    ).part("samples")
    assert "3 variants: BRAF V600E, TP53 R175H and 1 more, all in report.tsv" in words
    assert "curated Drug00 by BRAF V600E" in words
    assert "and 4 more, all in report.json" in words
    assert "Sample without a name" in words
    assert "0 variants." in words


def test_rows_not_assessed_and_rejected_are_listed():
    rejected = [RejectedRow(line=9, value="1-Mar", reason="expected a gene, got a date")] * 2
    shown = page(rejected=rejected)
    assert "synonymous 3 line 8: TP53 p.R213=" in shown.part("not-assessed")
    assert "9 1-Mar expected a gene, got a date" in shown.part("rejected")


def test_rejected_rows_that_are_too_many_are_counted():
    n = MOST_ROWS + 1
    counts = Counts(rows=n, assessed=0, not_assessed=0, rejected=n)
    rejected = [RejectedRow(line=i, value="", reason="no gene") for i in range(n)]
    words = page(rejected=rejected, counts=counts, not_assessed=[]).part("rejected")
    assert f"{n:,} rows that could not be read. The first {MOST_ROWS:,};" in words


def test_an_empty_file_has_a_report():
    counts = Counts(rows=0, assessed=0, not_assessed=0, rejected=0)
    shown = page(samples=[], counts=counts, not_assessed=[])
    assert "0 + 0 + 0 = 0" in shown.words
    assert "variants" not in shown.ids
    assert "samples" not in shown.ids
    assert {href[1:] for href in shown.hrefs if href.startswith("#")} <= set(shown.ids)


def test_versions_rules_and_limits_close_the_page():
    words = page().part("about")
    for part in (
        "models/here", "made 2026-11-20 from 3,321 variants", "b5" * 32, "334 statements",
        "12 documents", "9f" * 32, "report schema 1.2", "FILTER must be PASS.",
        "The classifier knows cancer genes.",
    ):  # fmt: skip
        assert part in words
