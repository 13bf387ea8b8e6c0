"""Open a device of the hall while another carries its sound: in a thread of its own, however long its driver takes."""

import asyncio
import logging
import math
import time
from typing import Final

from common.devices.audio import HallDevice
from common.model.errors import ConferenceError, ErrorCode, MediaError
from room_console.core.hall.revival import let_go, started

_log = logging.getLogger(__name__)

OPEN_S: Final = 8.0
SOUND_S: Final = 4.0
"""A device that is quiet for so long gives no sound."""
STEADY_S: Final = 0.3
PAUSE_S: Final = 0.1
"""A sound server may give a heap of blocks at first and then be quiet for more than a second: a device is taken whose
blocks came for `STEADY_S` with no longer pause than this, or at the end of `SOUND_S` whatever comes."""
LOOK_S: Final = 0.005


async def open_beside(device: HallDevice, timeout_s: float = OPEN_S) -> None:
    """Start a device and wait until its blocks come steadily. Raises: MediaError(`device`), and then it is closed."""
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
    """Tell whether blocks come, as soon as they come steadily."""
    now_s = time.monotonic()
    end_s, since_s, last_s = now_s + SOUND_S, now_s, -math.inf
    while now_s < end_s and device.is_alive:
        if device.read() is None:
            time.sleep(LOOK_S)
        else:
            if now_s - last_s > PAUSE_S:
                since_s = now_s
            last_s = now_s
            if now_s - since_s >= STEADY_S:
                return True
        now_s = time.monotonic()
    return device.is_alive and now_s - last_s <= PAUSE_S
