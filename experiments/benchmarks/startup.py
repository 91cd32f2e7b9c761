"""How long ``oncolit --help`` takes, against an empty Python program.

Both are run in turn, so that a slow moment of the machine slows both. Prints
a table and, as its last line, one JSON object.

    python experiments/benchmarks/startup.py
"""

import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15
"""Counted runs of each command, after one that is not counted."""


def seconds(command: list[str]) -> float:
    """Run the command and return its wall time."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Time both commands and print the medians and their ratio."""
    oncolit = shutil.which("oncolit", path=str(Path(sys.executable).parent)) or "oncolit"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "oncolit --help": [oncolit, "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(ROUNDS + 1):
        for name, command in commands.items():
            elapsed = seconds(command)
            if round_number:
                times[name].append(elapsed)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{'command':<18}{'median s':>10}{'worst s':>10}")
    for name, values in times.items():
        print(f"{name:<18}{medians[name]:>10.3f}{max(values):>10.3f}")
    help_seconds, empty_seconds = medians["oncolit --help"], medians["python -c pass"]
    print(
        json.dumps(
            {
                "help_seconds": round(help_seconds, 4),
                "help_to_empty_ratio": round(help_seconds / empty_seconds, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
