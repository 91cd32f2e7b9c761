"""``oncolit`` in a process of its own, forked from one that has imported what most commands use.

Importing takes a command about two seconds, and these tests run hundreds of them.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([
    "webapp.cli", "pipeline.ablate", "pipeline.annotate", "pipeline.case", "pipeline.crossvalidate",
    "pipeline.diagnose", "pipeline.experiments", "pipeline.lab_work", "pipeline.literature",
    "pipeline.reanalyse", "pipeline.response_train", "pipeline.tune", "mlflow.tracking",
])  # fmt: skip


def run_oncolit(*arguments, env=None, cwd=None, given=""):
    """Run the command and return it with its exit code and, as text, what it printed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "0").write_text(given, encoding="utf-8")
        words = ["oncolit", *map(str, arguments)]
        asked = (words, dict(os.environ if env is None else env), str(cwd or Path.cwd()), name)
        process = _FORKS.Process(target=_run, args=asked)
        process.start()
        process.join()
        out, err = ((folder / number).read_text(encoding="utf-8") for number in "12")
    return subprocess.CompletedProcess(words, process.exitcode, out, err)


def _run(words, environment, cwd, folder):
    """Be the command: with its streams, its environment and its folder."""
    for number, flags in enumerate((os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT] * 2)):
        os.dup2(os.open(Path(folder, str(number)), flags), number)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww")
    )
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = words
    from webapp.cli import main

    main()
