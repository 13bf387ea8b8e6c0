"""A page of lines that scrolls, as a test of what a shared screen must keep legible: it stands, then it moves."""

import threading
import time
from typing import Final

import av
import numpy as np

from common.devices.camera import Pictures

PAGE_SIZE: Final = (1920, 1080)
LINE_PX: Final = 30
SCROLLED_PX_PER_S: Final = 240
STANDS_S: Final = 4.0


def pages(size: tuple[int, int], rate_hz: int, is_stopping: threading.Event) -> Pictures:
    """Give pictures of a page that is scrolled by turns, until it is to stop."""
    width, height = size
    page = _drawn(width, 3 * height)
    started_mono_s = time.monotonic()
    while not is_stopping.is_set():
        turn, since_s = divmod(time.monotonic() - started_mono_s, 2 * STANDS_S)
        scrolled_s = turn * STANDS_S + max(0.0, since_s - STANDS_S)
        top = round(scrolled_s * SCROLLED_PX_PER_S) % (2 * height)
        yield av.VideoFrame.from_ndarray(np.ascontiguousarray(page[top : top + height]), format="gray")
        is_stopping.wait(1 / rate_hz)


def _drawn(width: int, height: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Draw lines of blocks as wide as words are."""
    drawn = np.full((height, width), 250, np.uint8)
    rng = np.random.default_rng(7)
    for top in range(LINE_PX // 2, height - LINE_PX, LINE_PX):
        left = LINE_PX
        while (length := int(rng.integers(20, 140))) + left < width - LINE_PX:
            drawn[top : top + LINE_PX // 2, left : left + length] = rng.integers(20, 90)
            left += length + 10
    return drawn
