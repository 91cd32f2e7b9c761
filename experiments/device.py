"""Where gradient-boosted trees are grown: the processor or a CUDA device."""

import ctypes
from typing import Literal

Device = Literal["cpu", "cuda"]

_DRIVER = "libcuda.so.1"


class DeviceError(ValueError):
    """The device that was asked for is not there."""


def check_device(device: Device) -> None:
    """Make sure that trees can be grown there.

    Raises
    ------
    DeviceError
        No CUDA device, or no driver for it.
    """
    if device == "cuda" and not n_cuda_devices():
        raise DeviceError(
            "classifier.device is cuda, but no CUDA device with its driver was found; expected "
            "one, or classifier.device: cpu"
        )


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
