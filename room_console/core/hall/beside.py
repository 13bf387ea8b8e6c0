"""Open a device of the hall while another carries its sound: in a thread of its own, however long its driver takes."""

import asyncio
import logging
import time
from typing import Final

from common.devices.audio import HallDevice
from common.model.errors import ConferenceError, ErrorCode, MediaError
from room_console.core.hall.revival import let_go, started

_log = logging.getLogger(__name__)

OPEN_S: Final = 8.0
SOUND_S: Final = 4.0
"""A sound server may be quiet for more than a second at first; a device that is quiet for so long gives no sound."""
LOOK_S: Final = 0.005


async def open_beside(device: HallDevice, timeout_s: float = OPEN_S) -> None:
    """Start a device and wait for its first block. Raises: MediaError(`device`), and then it is closed."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def tell(fault: str) -> None:
        if not answer.done():
            answer.set_result(fault)
        elif not fault:
            let_go(device)

    def work() -> None:
        fault = _start(device)
        try:
            loop.call_soon_threadsafe(tell, fault)
        except RuntimeError:
            device.stop()

    started("hall-open", work)
    try:
        async with asyncio.timeout(timeout_s):
            fault = await answer
    except TimeoutError as error:
        raise MediaError(ErrorCode.DEVICE, f"{device.name} did not open in time") from error
    if fault:
        raise MediaError(ErrorCode.DEVICE, fault)


def _start(device: HallDevice) -> str:
    """Start a device; return why it does not run, or nothing."""
    try:
        device.start()
        if _sounds(device):
            return ""
        fault = f"{device.name} gives no sound"
    except ConferenceError as error:
        fault = error.detail or str(error.code)
    except Exception:
        fault = f"the attempt to open {device.name} failed"
        _log.exception("x hall device %s", device.name)
    device.stop()
    return fault


def _sounds(device: HallDevice) -> bool:
    end_mono_s = time.monotonic() + SOUND_S
    while time.monotonic() < end_mono_s and device.is_alive:
        if device.read() is not None:
            return True
        time.sleep(LOOK_S)
    return False
