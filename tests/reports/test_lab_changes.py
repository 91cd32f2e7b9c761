"""What changed since an earlier report: all of it, only that, and no invented cause."""

import csv
import io
import json

import jsonschema
import pytest
from html_reader import HtmlPage
from hypothesis import given
from hypothesis import strategies as st
from lab_report_builders import (
    citation,
    curated_effect,
    effect,
    evidence,
    head,
    literature,
    occurrence,
    predicted_therapy,
    sample,
    therapy,
    variant,
    versions,
)

from reports.change_causes import cause_words
from reports.changes_page import MOST_OPEN, render_changes_page
from reports.changes_table import COLUMNS, write_changes_table
from reports.lab_changes import (
    CAUSE_WORDS,
    KIND_WORDS,
    KINDS,
    LEAST_MOVE,
    Changes,
    changes_schema,
)
from reports.lab_comparison import EarlierReport, compare_reports
from reports.lab_report import CalledEffect, Report

DRUG = therapy(evidence=[evidence(1), evidence(2)])
GUESS = predicted_therapy("Trametinib")
AGAINST = therapy("Cetuximab", "resistance", tier="II", level="C")
PROBABILITIES = effect().probabilities
ALL_NEW = {
    "model": "models/there", "model_made": "2026-12-01", "knowledge": "CIViC of December",
    "literature": "13 documents", "oncolit": "0.2.0",
}  # fmt: skip


def full(**changes):
    """A variant of which everything has something to change."""
    given = {
        "therapies": [DRUG, GUESS, AGAINST],
        "curated": [curated_effect(group="gain", significance="Gain of Function")],
        "called": CalledEffect(group="gain", by="curated"),
        "agreement": "agrees", "beside": ["KRAS G12D"], "warnings": ["Drug: rash"],
        "contested": ["Claim: denied by EID4"],
        "withheld": [{"therapy": "Imatinib", "reason": "fits another allele"}],
        "literature": literature(passages=3, used=True),
    }  # fmt: skip
    return variant(**given | changes)


OTHER = variant(2, "TP53", "R175H", therapies=[therapy("APR-246", tier="II", level="D")])


def report(*variants, samples=(), **changes):
    given = head(variants, n_samples=len(samples), **changes)
    return Report(**given.model_dump(), variants=list(variants), samples=list(samples), rejected=[])


def compare(before, after, **options):
    return compare_reports(
        EarlierReport(before, "c0" * 32), after, after.variants, after.samples, **options
    )


def changes_of(before, after, then=None, now=None, **options):
    """Compare reports of two variants, the first of which may change."""
    then, now = then or {}, now or {}
    return compare(
        report(before, OTHER, versions=versions(**then)),
        report(after, OTHER, versions=versions(**now)),
        **options,
    )


def kinds(changes):
    return [one.kind for variant in changes.variants for one in variant.changes]


def only(changes, kind):
    [found] = [one for v in changes.variants for one in v.changes if one.kind == kind]
    return found


def with_therapies(*therapies):
    return {"therapies": list(therapies)}


def changed(one, **changes):
    return one.model_copy(update=changes)


def moved(**probabilities):
    return effect(probabilities=PROBABILITIES | probabilities)


PLANTED = [
    ({"actionable": False}, ["actionable"], ("yes", "no")),
    ({"best_tier": "II"}, ["best_tier"], ("I", "II")),
    (
        with_therapies(DRUG, GUESS, AGAINST, therapy("Binimetinib", evidence=[evidence(8)])),
        ["therapy_gained"],
        (None, "I-A, curated, this very alteration, Melanoma"),
    ),
    (
        with_therapies(DRUG, AGAINST),
        ["therapy_lost"],
        ("III, PREDICTED, other variants of the gene with the predicted effect, Melanoma", None),
    ),
    (
        with_therapies(DRUG, GUESS, changed(AGAINST, direction="sensitivity")),
        ["direction"],
        ("resistance", "sensitivity"),
    ),
    (with_therapies(changed(DRUG, level="B"), GUESS, AGAINST), ["standing"], ("I-A", "I-B")),
    (with_therapies(DRUG, GUESS, changed(AGAINST, tier="I")), ["standing"], ("II-C", "I-C")),
    (
        with_therapies(changed(DRUG, basis="same_codon"), GUESS, AGAINST),
        ["basis"],
        ("this very alteration", "the same codon"),
    ),
    (
        with_therapies(DRUG, changed(GUESS, origin="curated"), AGAINST),
        ["origin"],
        ("PREDICTED", "curated"),
    ),
    (
        with_therapies(changed(DRUG, requires=["MEK1 P124L"]), GUESS, AGAINST),
        ["requires"],
        (None, "MEK1 P124L"),
    ),
    (
        with_therapies(changed(DRUG, evidence=[evidence(2), evidence(3)]), GUESS, AGAINST),
        ["evidence"],
        ("2 statements", "2 statements"),
    ),
    (
        with_therapies(changed(DRUG, conflicts=["EID5 reports resistance."]), GUESS, AGAINST),
        ["conflicts"],
        (None, "EID5 reports resistance."),
    ),
    (
        with_therapies(changed(DRUG, opposing=[evidence(6)]), GUESS, AGAINST),
        ["conflicts"],
        (None, None),
    ),
    ({"warnings": []}, ["warnings"], ("Drug: rash", None)),
    ({"contested": []}, ["contested"], ("Claim: denied by EID4", None)),
    ({"withheld": []}, ["withheld"], ("Imatinib: fits another allele", None)),
    ({"curated": []}, ["curated_effect_lost"], ("Gain of Function (EID99)", None)),
    (
        {"curated": [curated_effect(group="gain", significance="Gain of Function"),
                     curated_effect(evidence="EID7", supports=False)]},
        ["curated_effect_gained"],
        (None, "not Loss of Function (EID7)"),
    ),
    (
        {"called": CalledEffect(group="gain", by="predicted")},
        ["called"],
        ("gain of function (curated)", "gain of function (predicted)"),
    ),
    ({"called": None}, ["called"], ("gain of function (curated)", None)),
    ({"agreement": "conflicts"}, ["agreement"], ("agrees", "conflicts")),
    (
        {"effect": effect("abstain")},
        ["answer"],
        ("Gain-of-function 0.78", "no class named (most probable Gain-of-function 0.78)"),
    ),
    (
        {"effect": effect(most_probable="class2")},
        ["most_probable"],
        ("Gain-of-function", "Likely Gain-of-function"),
    ),
    ({"effect": effect(group="switch")}, ["group"], ("gain of function", "switch of function")),
    ({"effect": effect(group=None)}, ["group"], ("gain of function", None)),
    (
        {"effect": moved(class7=0.7, class2=0.18)},
        ["probability"],
        ("Likely Gain-of-function 0.10", "Likely Gain-of-function 0.18"),
    ),
    (
        {"effect": effect(prediction_set=["class7"])},
        ["prediction_set"],
        ("Likely Gain-of-function, Gain-of-function", "Gain-of-function"),
    ),
    (
        {"literature": literature(passages=0)},
        ["literature"],
        ("passages found, read by the model", "no passage found"),
    ),
    (
        {"literature": literature(passages=3, used=False)},
        ["literature"],
        ("passages found, read by the model", "passages found, not read"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("planted", "expected", "values"), PLANTED)
def test_a_planted_change_is_found_and_only_that(planted, expected, values):
    changes = changes_of(full(), full(**planted))
    assert kinds(changes) == expected
    [found] = changes.variants
    assert (found.changes[0].before, found.changes[0].after) == values
    assert (found.gene, found.variation, changes.n_unchanged) == ("BRAF", "V600E", 1)
    assert changes.counts == {expected[0]: 1}


def test_every_kind_of_change_is_planted_and_has_words():
    assert {kind for _, expected, _ in PLANTED for kind in expected} == set(KINDS)
    assert set(KIND_WORDS) == set(KINDS)


@given(st.sets(st.integers(0, len(PLANTED) - 1)))
def test_what_is_planted_in_either_direction_is_found(places):
    planted = {}
    for place in sorted(places):
        planted |= PLANTED[place][0]
    there = {kind for update, [kind], _ in PLANTED if planted.items() >= update.items()}
    found = changes_of(full(), full(**planted))
    assert there <= set(kinds(found))
    assert bool(found.variants) == bool(planted)
    back = changes_of(full(**planted), full())
    assert len(kinds(back)) == len(kinds(found))


@given(st.sets(st.integers(0, len(PLANTED) - 1)), st.booleans())
def test_a_report_compared_with_itself_says_that_nothing_changed(places, other_versions):
    planted = {}
    for place in places:
        planted |= PLANTED[place][0]
    same = full(**planted)
    changes = changes_of(same, same, now=ALL_NEW if other_versions else {})
    assert changes.nothing_changed
    assert changes.n_unchanged == changes.n_variants == 2
    assert changes.verdict.startswith("Nothing changed")
    assert ("these differ: Model, Evidence base" in changes.verdict) == other_versions


def test_the_order_of_lists_and_small_moves_are_no_changes():
    before = full()
    after = full(
        therapies=[AGAINST, GUESS, changed(DRUG, evidence=[evidence(2), evidence(1)])],
        effect=changed(
            moved(class7=PROBABILITIES["class7"] - LEAST_MOVE, class2=0.15),
            prediction_set=["class7", "class2"],
        ),
        literature=literature(passages=9, used=True),
        number=1,
        occurrences=[occurrence(99, "Q-9")],
    )
    assert changes_of(before, after).nothing_changed


def test_spellings_of_a_gene_are_one_gene():
    changes = changes_of(variant(1, "HER2", "L755S"), variant(1, "ERBB2", "L755S"))
    assert changes.nothing_changed


def test_variants_of_one_report_only_are_named():
    changes = compare(report(full(), OTHER), report(full(), variant(3, "KIT", "D816V")))
    assert (changes.only_before, changes.only_after) == (["TP53 R175H"], ["KIT D816V"])
    assert (changes.n_variants, changes.n_unchanged) == (2, 1)
    assert not changes.nothing_changed


def test_a_therapy_in_another_combination_of_requirements_is_found_again():
    single = therapy("Cetuximab", requires=[])
    with_more = therapy("Cetuximab", requires=["KRAS wildtype"], tier="II", level="C")
    before, after = full(therapies=[single, with_more]), full(therapies=[with_more, single])
    assert changes_of(before, after).nothing_changed
    lost = only(changes_of(before, full(therapies=[with_more])), "therapy_lost")
    assert lost.before.startswith("I-A")


CAUSES = [
    # planted, then, now, expected
    ({"effect": effect("abstain")}, "answer", {"model": "there"}, ["model"]),
    ({"effect": effect("abstain")}, "answer", {"model_made": "2027-01-01"}, ["model"]),
    ({"effect": effect("abstain")}, "answer", {"model_data": "c1" * 32}, ["model"]),
    ({"effect": effect("abstain")}, "answer", {"knowledge": "CIViC"}, ["unknown"]),
    ({"effect": effect("abstain")}, "answer", {"literature": "13 documents"}, ["literature"]),
    (
        {"effect": effect("abstain")}, "answer", ALL_NEW, ["model", "literature", "oncolit"],
    ),
    ({"effect": effect("abstain")}, "answer", {}, ["unknown"]),
    (with_therapies(DRUG, GUESS), "therapy_lost", {"knowledge": "CIViC"}, ["evidence"]),
    (with_therapies(DRUG, GUESS), "therapy_lost", {"model": "there"}, ["unknown"]),
    (with_therapies(DRUG, GUESS), "therapy_lost", {"oncolit": "0.2.0"}, ["oncolit"]),
    (
        with_therapies(DRUG, AGAINST) | {"effect": effect(group="loss")},
        "therapy_lost", {"model": "there"}, ["prediction", "model"],
    ),
    (
        with_therapies(DRUG, AGAINST) | {"effect": effect(group="loss")},
        "therapy_lost", {}, ["prediction", "unknown"],
    ),
    (
        with_therapies(DRUG, AGAINST) | {"effect": effect(group="loss")},
        "therapy_lost", {"model": "there", "knowledge": "CIViC"},
        ["evidence", "prediction", "model"],
    ),
    (
        with_therapies(DRUG, GUESS) | {"effect": effect(group="loss")},
        "therapy_lost", {"model": "there"}, ["unknown"],
    ),
    (
        with_therapies(DRUG, AGAINST) | {"curated": []},
        "therapy_lost", {"knowledge": "CIViC"}, ["evidence", "curated_effect"],
    ),
    ({"curated": []}, "curated_effect_lost", {"knowledge": "CIViC"}, ["evidence"]),
    ({"curated": []}, "curated_effect_lost", {"model": "there"}, ["unknown"]),
    (
        {"curated": [], "agreement": None},
        "agreement", {"knowledge": "CIViC"}, ["curated_effect", "evidence"],
    ),
    (
        {"effect": effect(group="loss"), "agreement": "conflicts"},
        "agreement", {"model": "there"}, ["prediction", "model"],
    ),
    ({"literature": literature(passages=0)}, "literature", ALL_NEW, ["literature", "oncolit"]),
    (
        {"literature": literature(passages=3, used=False)},
        "literature", {"model": "there", "literature": "13 documents"}, ["model"],
    ),
    (
        with_therapies(DRUG, GUESS) | {"best_tier": None},
        "best_tier", {"model": "there", "knowledge": "CIViC"}, ["evidence"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("planted", "kind", "now", "causes"), CAUSES)
def test_a_change_names_all_that_may_have_caused_it_and_nothing_else(planted, kind, now, causes):
    changes = changes_of(full(), full(**planted), now=now)
    assert only(changes, kind).causes == causes


def test_literature_is_no_cause_where_no_text_was_read():
    unread = literature(passages=3, used=False)
    changes = changes_of(
        full(literature=unread), full(literature=unread, effect=effect("abstain")),
        now={"literature": "13 documents"},
    )  # fmt: skip
    assert only(changes, "answer").causes == ["unknown"]


def test_a_store_imported_again_with_the_same_content_is_the_same_store():
    words = "7 passages of 3 documents, imported {}, content 0123456789ab"
    changes = changes_of(
        full(), full(), {"literature": words.format("2026-01-01")},
        {"literature": words.format("2026-02-01")},
    )  # fmt: skip
    assert changes.causes == []


def test_another_disease_may_move_tiers_but_neither_answers_nor_what_is_listed():
    after = full(
        therapies=[changed(DRUG, level="B"), GUESS],
        effect=effect("abstain"),
    )
    changes = compare(report(full()), report(after, disease="melanoma"))
    assert only(changes, "standing").causes == ["disease"]
    assert only(changes, "therapy_lost").causes == ["unknown"]
    assert only(changes, "answer").causes == ["unknown"]
    assert changes.causes[0].words == "then none given; now melanoma"


def test_a_best_tier_changes_for_what_its_therapies_changed_for():
    now = versions(knowledge="CIViC")
    after = report(full(therapies=[GUESS], best_tier="III"), disease="melanoma", versions=now)
    assert only(compare(report(full()), after), "best_tier").causes == ["evidence"]
    after = report(full(best_tier="III"), disease="melanoma", versions=now)
    assert only(compare(report(full()), after), "best_tier").causes == ["evidence", "disease"]


def test_the_prediction_of_another_variant_of_the_sample_may_be_the_cause():
    kras = variant(2, "KRAS", "G12D")
    before = report(full(), kras)
    after = report(
        full(therapies=[DRUG, GUESS]),
        changed(kras, effect=effect(group="loss")),
        versions=versions(model="there"),
    )
    changes = compare(before, after)
    assert only(changes, "therapy_lost").causes == ["neighbour", "model"]


def test_the_statements_that_came_and_went_are_named():
    after = full(therapies=[changed(DRUG, evidence=[evidence(2), evidence(3)]), GUESS, AGAINST])
    found = only(changes_of(full(), after), "evidence")
    assert (found.therapy, found.direction) == ("Dabrafenib", "sensitivity")
    assert (found.evidence_gained, found.evidence_lost) == (["EID3"], ["EID1"])


def test_a_sample_whose_best_tier_changed_is_told_with_the_variants_behind_it():
    before = report(full(), OTHER, samples=[sample("P-1", (1, 2), best_tier="I"), sample("P-2")])
    after = report(
        full(therapies=[GUESS]),
        OTHER,
        samples=[sample("P-1", (1, 2), best_tier="III"), sample("P-2")],
        versions=versions(knowledge="CIViC"),
    )
    [found] = compare(before, after).samples
    assert (found.name, found.before, found.after) == ("P-1", "I", "III")
    assert (found.variants, found.causes) == ([1], ["evidence"])


def test_a_sample_may_change_though_no_variant_does():
    before = report(full(), samples=[sample("P-1", best_tier=None)])
    after = report(full(), samples=[sample("P-1", best_tier="II")])
    changes = compare(before, after)
    assert changes.samples[0].causes == ["unknown"]
    assert not changes.nothing_changed


def test_what_is_actionable_comes_first():
    before = [variant(n, "KIT", f"D{n}V") for n in (1, 2, 3)]
    after = [
        changed(before[0], effect=effect("abstain")),
        changed(before[1], warnings=["Drug: rash"]),
        changed(before[2], actionable=True),
    ]
    found = compare(report(*before), report(*after)).variants
    assert [one.number for one in found] == [3, 2, 1]


def test_without_a_difference_in_versions_no_cause_is_invented():
    verdict = changes_of(full(), full(effect=effect("abstain"))).verdict
    assert verdict.startswith("1 variant changed, 1 did not")
    assert "No cause is known: model, evidence base, literature, disease and oncolit" in verdict


def all_planted():
    """Changes of every kind, each of a variant of its own."""
    before, after = [], []
    for number, (planted, _, _) in enumerate(PLANTED, start=1):
        name = f"V{number}E"
        before.append(full(number=number, variation=name))
        after.append(full(number=number, variation=name, **planted))
    return compare(
        report(*before, samples=[sample("P-1", best_tier="I")]),
        report(*after, samples=[sample("P-1", best_tier="II")], versions=versions(**ALL_NEW)),
    )


def test_changes_are_as_their_schema_says_and_can_be_read_again():
    changes = all_planted()
    text = changes.model_dump_json()
    jsonschema.Draft202012Validator.check_schema(changes_schema())
    jsonschema.validate(json.loads(text), changes_schema())
    assert Changes.model_validate_json(text) == changes


def test_the_table_has_a_line_a_change():
    changes = all_planted()
    stream = io.StringIO()
    write_changes_table(stream, changes)
    rows = list(csv.reader(io.StringIO(stream.getvalue()), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert len(rows) == 1 + len(kinds(changes)) + 1
    assert rows[-1][:1] + rows[-1][4:6] == ["sample", "P-1", "best_tier"]


def page(changes):
    return HtmlPage("".join(render_changes_page(head(), changes)))


def text_of(changes):
    return " ".join(page(changes).words.split())


def test_the_page_shows_every_change_with_its_cause():
    changes = all_planted()
    text = text_of(changes)
    for found in changes.variants:
        assert f"{found.gene} {found.variation}" in text
        for one in found.changes:
            assert (one.before or "none") in text
            assert (one.after or "none") in text
    for name in ("another evidence base", "another model", "models/there", "CIViC of December"):
        assert name in text


def test_the_page_says_in_one_line_that_nothing_changed():
    text = text_of(changes_of(full(), full()))
    assert "Nothing changed: model, evidence base, literature, disease and oncolit" in text
    assert "BRAF V600E" not in text


def test_many_changes_of_a_variant_unfold():
    many = [therapy(f"Drug{n}", evidence=[evidence(n)]) for n in range(MOST_OPEN + 3)]
    changes = changes_of(variant(), variant(therapies=many))
    text = text_of(changes)
    assert f"{len(kinds(changes)) - MOST_OPEN} more changes" in text
    assert all(one.therapy in text for one in many)


def test_nothing_in_a_value_is_taken_for_html():
    nasty = "</td><script>alert(1)</script>"
    changes = changes_of(variant(), variant(warnings=[nasty]))
    html = "".join(render_changes_page(head(), changes))
    assert "<script>" not in html


def test_causes_are_said_in_words():
    assert cause_words(["evidence", "oncolit"]) == (
        "another evidence base or another version of oncolit"
    )
    assert cause_words(["prediction", "model", "literature"]) == (
        "the changed prediction (another model or other literature)"
    )
    assert cause_words(["prediction", "unknown"]) == "the changed prediction (no cause is known)"
    assert all(cause_words([name]) == words for name, words in CAUSE_WORDS.items())


def test_citations_alone_are_no_change():
    other = changed(DRUG, citations=[citation(4)])
    assert changes_of(full(), full(therapies=[other, GUESS, AGAINST])).nothing_changed
