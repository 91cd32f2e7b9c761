"""Workers that somebody starts by hand, in a folder of their own."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

from distributed import LocalCluster

from engine.dask_engine import DaskEngine

WITHOUT_ONCOLIT = "import sys; sys.modules['engine'] = None"
WITH_OTHER_CODE = "import engine.worker_setup; engine.worker_setup._code_digest = lambda: 'another'"


@contextmanager
def someones_cluster(n_workers=1, **options):
    """Begin a cluster that is not the engine's."""
    given = {"threads_per_worker": 1, "memory_limit": "600MiB"} | options
    with LocalCluster(n_workers=n_workers, dashboard_address="127.0.0.1:0", **given) as running:
        yield running


@contextmanager
def worker_in(folder, cluster, n_threads=1, code="pass"):
    """Start a worker by the command line, and wait until it is there."""
    n_before = len(cluster.scheduler.workers)
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nfrom distributed.cli.dask_worker import main\nmain()",
         cluster.scheduler_address, "--no-nanny", "--nthreads", str(n_threads), "--no-dashboard",
         "--local-directory", str(folder)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while len(cluster.scheduler.workers) == n_before and time.monotonic() < until:
            assert process.poll() is None
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def borrow(cluster, folder):
    """Use a cluster that runs already."""
    return DaskEngine(cluster.scheduler_address, 7, "auto", folder)
