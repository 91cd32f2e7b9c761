"""``make audit``: known vulnerabilities of the packages that are installed, by the lock files.

pip-audit asks OSV, the Open Source Vulnerabilities database (https://osv.dev), package by package.
Where OSV cannot be reached nothing is checked, and that is said.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.error import URLError
from urllib.request import Request, urlopen

import typer

SERVICE = "https://api.osv.dev/v1/query"
"""Where OSV answers."""

LOCKS = (Path("requirements.lock"), Path("requirements-dev.lock"))
"""What is looked for, every version in it fixed."""

_SECONDS = 10
_QUESTION = {"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "26.0"}


def why_unreachable(service: str) -> str:
    """Return why OSV does not answer, empty where it does."""
    body = json.dumps(_QUESTION).encode()
    asked = Request(service, body, {"Content-Type": "application/json"})
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:
            json.load(answer)
    except URLError as error:  # of which an HTTP error is one
        return str(error.reason)
    except (OSError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def audit(locks: Sequence[Path], service: str = SERVICE) -> int:
    """Check lock files and say what was found.

    Returns
    -------
    int
        0 where no vulnerability is known or nothing could be checked, else 1.
    """
    if reason := why_unreachable(service):
        print(f"Nothing was checked: {service} cannot be reached ({reason}).")
        return 0
    named = [word for lock in locks for word in ("--requirement", str(lock))]
    command = [
        sys.executable, "-m", "pip_audit", *named, "--no-deps", "--disable-pip",
        "--vulnerability-service", "osv", "--osv-url", service, "--progress-spinner", "off",
    ]  # fmt: skip
    return subprocess.run(command, check=False).returncode


def main(
    locks: Annotated[list[Path] | None, typer.Argument(help="Lock files.")] = None,
    service: Annotated[str, typer.Option(help="Where OSV answers.")] = SERVICE,
) -> None:
    """Look for known vulnerabilities of dependencies."""
    raise typer.Exit(audit(locks or LOCKS, service))


if __name__ == "__main__":
    typer.run(main)
