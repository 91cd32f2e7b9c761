"""Where gradient-boosted trees are grown: the processor or a CUDA device."""

import ctypes
import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from distributed import Client

Device = Literal["cpu", "cuda"]

_DRIVER = "libcuda.so.1"
_ASKED = "classifier.device is cuda"


class DeviceError(ValueError):
    """The device that was asked for is not there."""


def check_device(device: Device, client: "Client | None" = None) -> None:
    """Make sure that trees can be grown there.

    Parameters
    ----------
    device : str
    client : Client, optional
        Of a Dask cluster whose workers grow the trees; without, this process does.

    Raises
    ------
    DeviceError
        No CUDA device, no driver for it, or an XGBoost that was built without CUDA.
    EngineError
        The cluster was lost.
    """
    if device == "cpu":
        return
    if client is None:
        if lacking := lacks_cuda():
            raise DeviceError(
                f"{_ASKED}, but on {os.uname().nodename} {lacking}; expected one, or "
                "classifier.device: cpu"
            )
        return
    # Imported here: it imports Dask.
    from engine.dask_losses import losses_told

    with losses_told(client):
        told: dict[str, str] = client.run(lacks_cuda)
    for worker, lacking in sorted(told.items()):
        if lacking:
            raise DeviceError(
                f"{_ASKED}, but worker {worker} says: {lacking}; expected one on each worker, or "
                "classifier.device: cpu"
            )


def lacks_cuda() -> str:
    """Say what is missing for trees on a CUDA device, nothing if all is there."""
    # Imported here: it takes long, and most commands grow no trees.
    import xgboost

    if not xgboost.build_info().get("USE_CUDA"):
        return f"XGBoost {xgboost.__version__} is built without CUDA"
    return "" if n_cuda_devices() else "no CUDA device with its driver was found"


def n_cuda_devices() -> int:
    """Return how many CUDA devices the driver sees, 0 where there is no driver."""
    try:
        driver = ctypes.CDLL(_DRIVER)
    except OSError:
        return 0
    count = ctypes.c_int()
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return 0
    return count.value
