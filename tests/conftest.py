"""How the tests are run: long files first, and little time for garbage."""

import gc

LONG_FILES = (
    "test_run.py",
    "test_tour.py",
    "test_docs_site.py",
    "test_web_restarts.py",
    "test_web_pages_in_browser.py",
    "test_experiments_command.py",
    "test_leaks.py",
    "test_hotspots_end_to_end.py",
    "test_web_case_in_browser.py",
    "test_web_api.py",
    "test_web_worker.py",
    "test_case_report.py",
)
"""By how long they take, the longest first: neither of two processes should wait for the other."""


def pytest_configure():
    """Look for garbage less often, as ``oncolit`` does."""
    gc.set_threshold(100_000, 20, 100)


def pytest_collection_modifyitems(items):
    """Order the files; within a file nothing moves."""
    places = {name: place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))
