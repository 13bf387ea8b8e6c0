"""A moving picture that is cheap to make: a still background, a disc that travels, a bar that counts, a clock."""

import av
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
LAP_S = 8.0
DISC_LUMA, BAR_LUMA, TEXT_LUMA = 210, 180, 235
STRIPES = ((90, 148, 108), (80, 120, 150), (70, 110, 116), (60, 134, 130))
"""Y, U, V of the background's four stripes."""
SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc",
    "5": "afgcd", "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip
"""Of seven-segment digits: a on top, then clockwise, g in the middle."""


class TestPicture:
    """Draws pictures of one size, both sides even."""

    __test__ = False

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._still = np.empty((height * 3 // 2, width), dtype=np.uint8)
        self._paint_background()
        radius = height // 8
        rows, columns = np.ogrid[-radius:radius, -radius:radius]
        self._disc = np.asarray(rows**2 + columns**2 < radius**2)
        self._cell = max(2, height // 60)

    def draw(self, at_s: float, clock: str) -> av.VideoFrame:
        """Draw the picture of an instant; `clock` is digits and colons."""
        picture = self._still.copy()
        luma = picture[: self.height]
        self._paint_disc(luma, at_s)
        filled = int(self.width * (at_s % 1.0))
        luma[-self.height // 24 :, :filled] = BAR_LUMA
        self._paint_clock(luma, clock)
        return av.VideoFrame.from_ndarray(picture, format="yuv420p")

    def _paint_background(self) -> None:
        height, width = self.height, self.width
        chroma = self._still[height:].reshape(2, height // 2, width // 2)
        edges = np.linspace(0, width, len(STRIPES) + 1).astype(int)
        for (y, u, v), left, right in zip(STRIPES, edges[:-1], edges[1:], strict=True):
            self._still[:height, left:right] = y
            chroma[0, :, left // 2 : right // 2] = u
            chroma[1, :, left // 2 : right // 2] = v

    def _paint_disc(self, luma: Plane, at_s: float) -> None:
        size = len(self._disc)
        turn = 2 * np.pi * at_s / LAP_S
        left = int((self.width - size) * (0.5 + 0.45 * np.cos(turn)))
        top = int((self.height - size) * (0.5 + 0.3 * np.sin(2 * turn)))
        luma[top : top + size, left : left + size][self._disc] = DISC_LUMA

    def _paint_clock(self, luma: Plane, clock: str) -> None:
        cell = self._cell
        left, top = 2 * cell, 2 * cell
        for sign in clock:
            if sign == ":":
                luma[top + 2 * cell : top + 3 * cell, left : left + cell] = TEXT_LUMA
                luma[top + 6 * cell : top + 7 * cell, left : left + cell] = TEXT_LUMA
                left += 2 * cell
            else:
                self._paint_digit(luma, sign, left, top)
                left += 6 * cell

    def _paint_digit(self, luma: Plane, digit: str, left: int, top: int) -> None:
        cell = self._cell
        places = {
            "a": (0, 0, 1, 5), "b": (0, 4, 5, 1), "c": (4, 4, 5, 1), "d": (8, 0, 1, 5),
            "e": (4, 0, 5, 1), "f": (0, 0, 5, 1), "g": (4, 0, 1, 5),
        }  # fmt: skip
        for segment in SEGMENTS[digit]:
            row, column, rows, columns = (n * cell for n in places[segment])
            luma[top + row : top + row + rows, left + column : left + column + columns] = TEXT_LUMA
