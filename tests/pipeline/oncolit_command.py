"""``oncolit`` in a process of its own, forked from one that has imported what most commands use.

Importing takes a command about two seconds, and these tests run hundreds of them. Run as a
program, this is the process that is forked: for each line of JSON it runs a command and answers
with the command's exit code.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

IMPORTED = (
    "webapp.cli", "pipeline.ablate", "pipeline.annotate", "pipeline.case", "pipeline.crossvalidate",
    "pipeline.diagnose", "pipeline.experiments", "pipeline.lab_work", "pipeline.literature",
    "pipeline.reanalyse", "pipeline.response_train", "pipeline.tune", "mlflow.tracking",
)  # fmt: skip


def run_oncolit(*arguments, env=None, cwd=None, given=""):
    """Run the command and return it with its exit code and, as text, what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [str(Path(folder, name)) for name in ("stdin", "stdout", "stderr")]
        Path(streams[0]).write_text(given, encoding="utf-8")
        asked = {
            "words": ["oncolit", *map(str, arguments)],
            "environment": dict(os.environ if env is None else env),
            "folder": str(cwd or Path.cwd()),
            "streams": streams,
        }
        server = _server()
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (Path(name).read_text(encoding="utf-8") for name in streams[1:])
    return subprocess.CompletedProcess(asked["words"], code, out, err)


@cache
def _server():
    """Start the process that is forked; it ends with this one."""
    return subprocess.Popen(
        [sys.executable, "-P", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _serve():
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    for line in sys.stdin:
        command = os.fork()
        if not command:
            _run(**json.loads(line))
            break
        _, status = os.waitpid(command, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(words, environment, folder, streams):
    """Be the command: with its streams, its environment and its folder."""
    from webapp.cli import main

    for number, name in enumerate(streams):
        how = os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY
        os.dup2(os.open(name, how), number)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww")
    )
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = words
    main()


if __name__ == "__main__":
    _serve()
