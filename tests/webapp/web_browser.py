"""Debian's Chromium, driven; rules are axe-core's for WCAG 2.1, A and AA, and best practices."""

import os
import shutil
from pathlib import Path

import axe_core_python
import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

AXE = Path(axe_core_python.__file__).with_name("axe.min.js")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
)  # fmt: skip
SCREENS = {"desk": (1200, 900), "phone": (375, 812)}
WAIT_SECONDS = 60
LOADING = (NoSuchElementException, StaleElementReferenceException)


def open_browser():
    """Open a browser, or skip where there is none."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(found):
        missing = "needs a browser: apt-get install chromium chromium-driver"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = found[0]
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(found[1]))


class Browser:
    """A browser on one server.

    Parameters
    ----------
    driver : WebDriver
    server : str
        Its address.
    """

    def __init__(self, driver, server):
        self.driver, self.server = driver, server

    def open(self, path, screen="desk", scheme="light"):
        """Show a page as a screen and a theme have it."""
        self.look_as(screen, scheme)
        self.driver.get(self.server + path)

    def look_as(self, screen, scheme):
        """Show the page that is open as another screen and theme have it."""
        width, height = SCREENS[screen]
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )

    def use_scripts(self, allowed):
        """Switch JavaScript of pages on or off."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    @property
    def path(self):
        """Where the browser is, without query and fragment."""
        url = self.driver.current_url.removeprefix(self.server)
        return url.partition("#")[0].partition("?")[0]

    def find(self, selector):
        """Return the first element that fits."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        """Return every element that fits."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def link(self, words):
        """Return the link with these words."""
        return self.driver.find_element(By.LINK_TEXT, words)

    def wait(self, condition):
        """Wait until something is so, and return it."""
        waiting = WebDriverWait(self.driver, WAIT_SECONDS, 0.1, ignored_exceptions=LOADING)
        return waiting.until(lambda _: condition())

    def wait_for(self, selector):
        """Wait until an element is there, and return it."""
        return self.wait(lambda: (self.all(selector) or [None])[0])

    def fill(self, selector, text):
        """Write into a field."""
        field = self.find(selector)
        field.clear()
        field.send_keys(text)

    def has_script(self, condition):
        """Return what a script says."""
        return self.driver.execute_script(f"return {condition}")

    def violations(self):
        """Return what axe finds, each with its element."""
        if not self.has_script("'axe' in window"):
            self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run({runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']})"
            ".then(found => done({violations: found.violations, passes: found.passes.length}))",
            RULES,
        )
        assert found["passes"]
        return [
            f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def complaints(self):
        """Return what the browser wrote to its console since it was asked last."""
        return [one["message"] for one in self.driver.get_log("browser")]
