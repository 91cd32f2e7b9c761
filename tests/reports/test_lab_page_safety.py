"""What a file says stays text, only the web is linked, and a stored report gives the same page."""

from html_reader import HtmlPage
from lab_report_builders import (
    citation,
    drug,
    evidence,
    head,
    literature,
    occurrence,
    sample,
    sample_therapy,
    sentence,
    therapy,
    variant,
)

from reports.lab_page import render_lab_report, render_stored_report
from reports.lab_report import InputFile, RejectedRow, Report

NASTY = "</style><script>alert('V600E')</script>"


def test_no_word_of_the_file_becomes_code():
    nasty = Report(**full_report(NASTY).model_dump())
    source = "".join(render_stored_report(nasty))
    assert source.count("<script>") == 1
    assert source.count("</style>") == 1
    assert "alert('V600E')" not in source
    assert HtmlPage(source).words.count("<script>alert('V600E')</script>") > 10


def full_report(name):
    one = variant(
        1, name, name, notes=[name], hgvs_p=name, consequence=name, warnings=[name],
        occurrences=[occurrence(2, name, chromosome=name, transcript=name)],
        therapies=[therapy(name, requires=[name], conflicts=[name], best_statement=name)],
        literature=literature(sentence(title=name)),
    )  # fmt: skip
    given = head(
        [one], advice=[name], rules=[name], drugs={name: drug(name, warnings=name)},
        file=InputFile(
            name=name, sha256=name, bytes=1, format=name, compression="", encoding="", build=name,
            notes=[name],
        ),
    )  # fmt: skip
    rejected = [RejectedRow(line=1, value=name, reason=name)]
    claims = [sample_therapy(name, gene=name, requires=[name])]
    return Report(
        **given.model_dump(), variants=[one], samples=[sample(name, therapies=claims)],
        rejected=rejected,
    )  # fmt: skip


def test_only_addresses_of_the_web_are_linked():
    bad = "javascript:alert(1)"
    one = therapy(citations=[citation(url=bad)], evidence=[evidence(url=bad)])
    cards = [variant(therapies=[one])]
    shown = HtmlPage("".join(render_lab_report(head(cards), cards, [], [], [])))
    assert not [href for href in shown.hrefs if href.startswith("javascript")]
    assert "PMID 771" in shown.part("v1")


def test_a_stored_report_gives_the_same_page():
    cards = [variant(1, therapies=[therapy()]), variant(2, "TP53", "R175H")]
    table = [variant(3, "KRAS", "G12D", card=False)]
    given = head(cards, n_variants=3)
    samples, rejected = (
        [sample(therapies=[sample_therapy()])],
        [RejectedRow(line=1, value="", reason="")],
    )
    stored = Report(
        **given.model_dump(), variants=[*cards, *table], samples=samples, rejected=rejected
    ).model_dump_json()
    again = "".join(render_stored_report(Report.model_validate_json(stored)))
    assert again == "".join(render_lab_report(given, cards, table, samples, rejected))


def test_the_page_comes_in_pieces():
    cards = [variant(number) for number in range(1, 30)]
    pieces = list(render_lab_report(head(cards), cards, [], [sample()], []))
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 4
