"""The report's section on twins in training and on other class frequencies."""

import base64
import re

import pytest

from reports.leakage_section import PRIORS, SETS, leakage_section, loss_with_interval
from reports.run_report import OUTCOMES, RunReport, render_run_report

PNG = b"\x89PNG\r\n\x1a\nnot a whole picture"

NOTHING = {
    "n": 0, "log_loss": None, "log_loss_ci_low": None, "log_loss_ci_high": None, "accuracy": None,
}  # fmt: skip


def scores(n, log_loss):
    return {
        "n": n, "log_loss": log_loss, "log_loss_ci_low": log_loss - 0.1,
        "log_loss_ci_high": log_loss + 0.1, "accuracy": 0.625,
    }  # fmt: skip


def twins(n):
    with_twin = scores(n, 0.5) if n else NOTHING
    return {"n_known": 90, "n_twins": n, "share": n / 100, "with": with_twin,
            "without": scores(100 - n, 1.25)}  # fmt: skip


SHIFT = {
    "prior": {}, "distance": 0.3, "effective_rows": 50.0, "estimated_prior": {},
    "estimate_distance": 0.274, "log_loss": 2.0, "log_loss_reweighted": 1.5,
    "log_loss_estimated": 1.75, "accuracy": 0.4, "accuracy_reweighted": 0.45,
    "accuracy_estimated": 0.425,
}  # fmt: skip

REPORT = {
    "random": {
        "twins": {"all": scores(100, 1.0), "paper": twins(30), "residue": twins(10),
                  "variation": twins(0), "any": twins(35)},
        "shift": {"training": SHIFT, "uniform": SHIFT},
    },
    "gene": {
        "twins": {"all": scores(100, 1.25), **{sort: twins(0) for sort in SETS}},
        "shift": {"training": SHIFT, "given": SHIFT},
    },
}  # fmt: skip


@pytest.fixture
def section(tmp_path):
    return leakage_section(REPORT, tmp_path / "leakage.png")


def test_sorts_that_no_row_has_are_left_out_but_any(section):
    assert [(row.regime, row.sort) for row in section.twins] == [
        ("random", SETS["any"]),
        ("random", SETS["paper"]),
        ("random", SETS["residue"]),
        ("gene", SETS["any"]),
    ]


def test_each_prior_of_each_regime_has_a_line(section):
    assert [(row.regime, row.prior) for row in section.shifts] == [
        ("random", PRIORS["training"]), ("random", PRIORS["uniform"]),
        ("gene", PRIORS["training"]), ("gene", PRIORS["given"]),
    ]  # fmt: skip


def test_a_log_loss_has_its_interval_and_no_row_is_a_dash():
    assert loss_with_interval(scores(10, 0.84)) == "0.840 (0.740–0.940)"
    assert loss_with_interval(NOTHING) == "–"


def rows_of(leakage):
    """Return the page, and the words of each row of its tables."""
    kinds = ("texts", "embeddings", "annotations")
    counts = {f"{kind}_{outcome}": 0 for kind in kinds for outcome in OUTCOMES}
    names = ("rows_read", "variants_kept", "rows_rejected", "rows_repaired", "variations_unread",
             "genes_renamed", "genes_ambiguous", "genes_unknown")  # fmt: skip
    page = render_run_report(
        RunReport("demo", "ab" * 32, {**counts, **dict.fromkeys(names, 0)}, [], [], "text", [],
                  leakage)
    )  # fmt: skip
    cells = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    ]
    return page, cells


def test_the_page_shows_shares_and_scores_with_and_without_twins(section):
    section.figure.write_bytes(PNG)
    _, rows = rows_of(section)
    assert ["random", SETS["paper"], "30.0 %", "0.500 (0.400–0.600)", "1.250 (1.150–1.350)",
            "0.625", "0.625"] in rows  # fmt: skip
    assert ["gene", SETS["any"], "0.0 %", "–", "1.250 (1.150–1.350)", "–", "0.625"] in rows


def test_the_page_shows_scores_as_they_are_and_reweighted(section):
    section.figure.write_bytes(PNG)
    _, rows = rows_of(section)
    assert ["gene", PRIORS["given"], "2.000", "1.500", "1.750", "0.400", "0.450", "0.425",
            "0.27"] in rows  # fmt: skip


def test_the_plot_is_inside_the_page(section):
    section.figure.write_bytes(PNG)
    page, _ = rows_of(section)
    assert f"base64,{base64.b64encode(PNG).decode()}" in page
    assert str(section.figure) not in page


def test_a_report_without_the_section_has_no_heading_for_it():
    page, _ = rows_of(None)
    assert "Near-twins" not in page
    assert "Other class frequencies" not in page
