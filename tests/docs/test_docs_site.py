"""The site that ``make docs`` builds: whole, connected, and sufficient to itself."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
import typer
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from pipeline.parameters import Parameters
from webapp.cli import app

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
HOW_TO = ("how_to_research", "how_to_compare", "how_to_laboratory")
OF_THE_SEARCH_FIELD = "search.html"
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
ANCHOR = re.compile(r'\bid="([^"]+)"')
LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|srcset|data)="
    r'["\']?([^"\'\s>]+)|<link\b[^>]*?\bhref=["\']?([^"\'\s>]+)',
    flags=re.I,
)
LOADED_BY_STYLE = re.compile(r"(?:@import\s+|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built once, and what building it said."""
    folder = tmp_path_factory.mktemp("site")
    html = folder / "html"
    built = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q"),
            *("-j", "2", "-d", folder / "doctrees", DOCS, html),
        ],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "ONCOLIT_HOME": str(folder)},
    )  # fmt: skip
    pages = {
        path.relative_to(html).as_posix(): path.read_text(encoding="utf-8")
        for path in html.rglob("*.html")
        if path.relative_to(html).parts[0] != "_static"
    }
    return SimpleNamespace(folder=html, said=built.stderr, code=built.returncode, pages=pages)


@pytest.fixture(scope="module")
def browser():
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(found):
        missing = "needs a browser: apt-get install chromium chromium-driver"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = found[0]
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(found[1]))
    yield driver
    driver.quit()


def links_of(name, text):
    """Yield page and anchor of each link to the site itself."""
    for link in LINK.findall(text):
        parts = urlsplit(link.replace("&amp;", "&"))
        if not parts.scheme:
            path = os.path.normpath(Path(name).parent / unquote(parts.path)) if parts.path else name
            yield path, unquote(parts.fragment)


def commands(group, name="oncolit"):
    """Yield name and command of all that is no group."""
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {word}")
        elif not command.hidden:
            yield f"{name} {word}", command


def test_it_builds_without_a_warning(site):
    assert (site.code, site.said) == (0, "")


def test_every_command_has_an_entry_with_all_its_options(site):
    page = site.pages["reference/commands.html"]
    found = dict(commands(typer.main.get_command(app)))
    assert len(found) > 30
    for name, command in found.items():
        _, start, rest = page.partition(f'<section id="{name.replace(" ", "-")}">')
        assert start, name
        entry = re.sub(r"<[^>]+>", "", rest.partition("<section id=")[0])
        for option in (option for one in command.params for option in one.opts):
            if option != "--help" and option.startswith("--"):
                assert option in entry, f"{name} {option}"


def test_every_public_module_of_the_rooms_is_in_the_reference(site):
    settings = configparser.ConfigParser()
    settings.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    rooms = [
        room
        for room in settings["options"]["packages"].split()
        if room.partition(".")[0] != "webapp"
    ]
    modules = [(room, path.stem) for room in rooms for path in (REPOSITORY / room).glob("[!_]*.py")]
    assert len(modules) > 400
    for room, module in modules:
        assert f'id="module-{room}.{module}"' in site.pages[f"reference/{room}/{module}.html"]
        assert f'href="{room}/{module}.html"' in site.pages[f"reference/{room}.html"]


def test_every_tunable_is_in_the_reference(site):
    page = site.pages["reference/parameters.html"]
    for tunable in Parameters().flattened():
        section, _, name = tunable.rpartition(".")
        section = section or "at-the-top"
        entry = page.partition(f'<section id="{section}">')[2].partition("</section>")[0]
        assert f">{name}<" in entry, tunable


def test_every_page_can_be_reached_from_the_start_page(site):
    reached, waiting = {"index.html"}, deque(["index.html"])
    while waiting:
        name = waiting.popleft()
        for page, _ in links_of(name, site.pages[name]):
            if page in site.pages and page not in reached:
                reached.add(page)
                waiting.append(page)
    assert set(site.pages) - {OF_THE_SEARCH_FIELD} <= reached


def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it(site):
    anchors = {name: set(ANCHOR.findall(text)) for name, text in site.pages.items()}
    broken = {
        f"{name}: {page}#{anchor}"
        for name, text in site.pages.items()
        for page, anchor in links_of(name, text)
        if not (site.folder / page).exists()
        or (anchor and page in anchors and anchor not in anchors[page])
    }
    assert not broken


def test_links_to_other_sites_are_well_formed(site):
    links = {link for text in site.pages.values() for link in LINK.findall(text)}
    others = [urlsplit(link) for link in links if urlsplit(link).scheme]
    assert len(others) > 20
    for link in others:
        assert link.scheme in {"http", "https"}, link
        assert re.fullmatch(r"(?:[\w-]+\.)+[\w-]+(?::\d+)?", link.netloc), link
        assert not re.search(r"[\s<>`]", link.geturl()), link


def test_no_page_asks_anything_of_another_host(site):
    loaded = {
        address
        for text in site.pages.values()
        for found in LOADED.findall(text)
        for address in found
        if re.match(r"(?:https?:)?//", address)
    }
    styles = [*site.pages.values(), *(path.read_text() for path in site.folder.rglob("*.css"))]
    assert loaded == set()
    assert [address for text in styles for address in LOADED_BY_STYLE.findall(text)] == []


@pytest.mark.parametrize("page", HOW_TO)
def test_a_how_to_page_explains_its_words_by_the_glossary(site, page):
    terms = re.findall(
        r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", (DOCS / f"{page}.md").read_text("utf-8")
    )
    known = {
        anchor.removeprefix("term-").lower()
        for anchor in ANCHOR.findall(site.pages["glossary.html"])
        if anchor.startswith("term-")
    }
    assert len(terms) >= 3
    assert {term.replace(" ", "-").lower() for term in terms} <= known


def test_all_nine_effect_classes_are_in_the_glossary(site):
    said = re.sub(r"<[^>]+>", " ", site.pages["glossary.html"])
    assert all(f"Class {number}." in said for number in range(1, 10))


def test_search_finds_pages_in_a_browser_without_a_server(site, browser):
    browser.get(f"{(site.folder / 'search.html').as_uri()}?q=abstention")
    WebDriverWait(browser, 60).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, "#search-results li a")
    )
    found = browser.find_elements(By.CSS_SELECTOR, "#search-results li a")
    assert any("glossary.html" in link.get_attribute("href") for link in found)
