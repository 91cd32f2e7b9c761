"""The guided tour runs, and what it shows is what a run of today gives."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
TOUR = DOCS / "tour.ipynb"
SECTIONS = (
    "1. The data: genes, classes, texts",
    "2. Three ways to split, three questions",
    "3. What is read, and what each part adds",
    "4. Training a model",
    "5. One answer, explained",
    "6. From effects to therapies",
    "7. Two runs compared in MLflow",
)
DECIMAL = re.compile(r"\d+\.\d+")
MACHINE = re.compile(
    r"/(?:tmp|home|root|work|var|usr|Users|private)/|\.venv|0x[0-9a-f]{6,}|\x1b|\d\d:\d\d:\d\d"
)
"""What no output may hold: places on a machine, addresses, colours of a terminal, times."""


def code_cells(notebook):
    return {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}


def texts_of(cell):
    """Return what a cell prints and shows as text."""
    streams = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    shown = [
        output.data[kind]
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result")
        for kind in ("text/plain", "text/html")
        if kind in output.data
    ]
    return [streams, *shown]


def pictures_of(cell):
    return [
        output.data["image/png"]
        for output in cell.outputs
        if output.output_type == "display_data" and "image/png" in output.data
    ]


@pytest.fixture(scope="module")
def stored():
    return nbformat.read(TOUR, as_version=4)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Return the tour as it comes out of a run now; a cell that fails fails all that ask."""
    folder = tmp_path_factory.mktemp("tour")
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, str(DOCS / "refresh_tour.py"), "--out", str(folder / "fresh.ipynb")],
        capture_output=True, text=True, check=False, timeout=1800, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list(folder.glob("oncolit-tour-*")), "the tour removes its copy"
    return nbformat.read(folder / "fresh.ipynb", as_version=4)


def test_the_tour_has_all_its_sections_each_with_why_code_and_what_to_look_for(stored):
    parts = "\n".join(
        cell.source if cell.cell_type == "markdown" else "<code>" for cell in stored.cells
    ).split("\n## ")
    told = {part.partition("\n")[0]: part for part in parts}
    assert [title for title in told if title[0].isdigit()] == list(SECTIONS)
    for title in SECTIONS:
        assert "<code>" in told[title], title
        assert told[title].count("**Look for**") == 1, title


def test_it_says_what_oncolit_is_not_and_that_the_demo_data_is_small(stored):
    title = stored.cells[0].source
    assert "not a medical device" in title
    assert "no figure on this page says how oncolit does on papers" in " ".join(title.split())


def test_no_stored_output_names_a_place_or_a_time_of_the_machine(stored):
    for name, cell in code_cells(stored).items():
        for text in texts_of(cell):
            assert not MACHINE.search(text), (name, MACHINE.search(text))
        assert not any(key.startswith("execution") for key in cell.metadata), name


def test_no_stored_output_is_an_error_or_a_warning(stored):
    for name, cell in code_cells(stored).items():
        for output in cell.outputs:
            assert output.output_type != "error", name
            assert output.get("name") != "stderr", (name, output.text)


def test_every_plot_is_stored_and_the_file_is_small(stored):
    cells = code_cells(stored)
    plots = {name: pictures_of(cell) for name, cell in cells.items() if "plt.show()" in cell.source}
    assert len(plots) == 5
    for name, pictures in plots.items():
        assert len(pictures) == 1, name
        assert base64.b64decode(pictures[0]).startswith(b"\x89PNG"), name
    assert TOUR.stat().st_size < 1_000_000


def test_links_and_pictures_of_the_text_are_there(stored):
    for cell in stored.cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#]+)\)", cell.source):
                assert (DOCS / target).is_file(), target


def test_only_public_names_are_used(stored):
    for name, cell in code_cells(stored).items():
        assert not re.search(r"import _|\._[a-z]|from \S*\._", cell.source), name


@pytest.mark.slow
def test_a_run_of_today_shows_what_is_stored(stored, fresh):
    # Processors round differently; a real change moves the scores further.
    before, now = code_cells(stored), code_cells(fresh)
    assert list(before) == list(now)
    for name in before:
        stored_texts, fresh_texts = texts_of(before[name]), texts_of(now[name])
        assert len(stored_texts) == len(fresh_texts), name
        for old, new in zip(stored_texts, fresh_texts, strict=True):
            assert DECIMAL.sub("#", new) == DECIMAL.sub("#", old), name
            found = [float(number) for number in DECIMAL.findall(new)]
            expected = [float(number) for number in DECIMAL.findall(old)]
            assert found == pytest.approx(expected, abs=0.02), name


@pytest.mark.slow
def test_a_run_of_today_draws_the_pictures_that_are_stored(stored, fresh):
    now = code_cells(fresh)
    for name, cell in code_cells(stored).items():
        assert len(pictures_of(now[name])) == len(pictures_of(cell)), name
