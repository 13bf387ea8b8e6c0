"""Where the person is in the picture: skin that moves, found without a model (docs/decisions/0530).

Nobody sits still for three seconds, and what is behind them does. Skin of every tone has nearly one hue (Chai and Ngan,
Face segmentation using skin-color map, 1999). A patch of skin, as large as a face may be, in which something moves, is
the face; where the two do not agree, or two patches do, nothing is said.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from delegate_app.core.checks.picture import Plane, Small, luma_of

MEMORY_LOOKS: Final = 15
LEAST_LOOKS: Final = 6
BLUE: Final = (77.0, 127.0)
RED: Final = (133.0, 173.0)
"""Cb and Cr of skin (Chai and Ngan)."""
LEAST_LUMA: Final = 16.0
"""Colour says nothing of what is darker."""
LEAST_AREA, MOST_AREA = 0.006, 0.3
"""Of the picture, a face's."""
LEAST_FILL: Final = 0.45
"""Of the box around it, a face's: a frame or a strip has less."""
SHAPES: Final = (0.45, 2.8)
"""Height by width of a face, neck and all."""
LEAST_MOVED: Final = 0.12
"""Of a face's cells, those that changed within the memory."""
MOST_MOVED: Final = 0.5
"""Of the picture: more is the camera, or the light."""
NOTHING_MOVED: Final = 0.002
LEAST_CHANGE: Final = 3.0
"""Luma, between two looks, over what noise does."""
NOISE_FACTOR: Final = 5.0
CLEAR_LEAD: Final = 1.6
"""By how much the likeliest patch must be likelier than the next."""
HEAD_HEIGHT: Final = 1.3
"""A head's height by its width: what is lower is neck."""
EYE_LINE: Final = 0.42
"""Where the middle of a well framed head is, of the picture's height."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Framing:
    """What is known of the person. `offset` is in shares of the picture's width, None where no face is sure."""

    offset: float | None = None
    is_nobody: bool = False
    is_cut: bool = False
    """The head reaches over the picture's edge."""


UNSURE: Final = Framing()


@dataclass(frozen=True, slots=True)
class Patch:
    """Cells that hang together."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    @property
    def height(self) -> int:
        """Count rows."""
        return int(np.ptp(self.rows)) + 1

    @property
    def width(self) -> int:
        """Count columns."""
        return int(np.ptp(self.columns)) + 1


class PersonFinder:
    """Follows small pictures of one camera. Thread: one."""

    def __init__(self) -> None:
        self._last: Plane | None = None
        self._moved: deque[Mask] = deque(maxlen=MEMORY_LOOKS)

    def look(self, small: Small) -> Framing:
        """Take the next picture and say where the person is."""
        luma = luma_of(small)
        if self._last is None or self._last.shape != luma.shape:
            self._moved.clear()
        else:
            self._moved.append(_changed(self._last, luma))
        self._last = luma
        if len(self._moved) < LEAST_LOOKS:
            return UNSURE
        moved = np.logical_or.reduce(self._moved)
        return _judged(_faces(skin_of(small, luma) & _grown(moved)), moved)


def skin_of(small: Small, luma: Plane) -> Mask:
    """Return which cells have the hue of skin."""
    red, blue = small[..., 0], small[..., 2]
    cb, cr = 128.0 + 0.564 * (blue - luma), 128.0 + 0.713 * (red - luma)
    hue = (cb > BLUE[0]) & (cb < BLUE[1]) & (cr > RED[0]) & (cr < RED[1])
    skin: Mask = hue & (luma > LEAST_LUMA)
    return skin


def patches_of(mask: Mask) -> list[Patch]:
    """Part a mask into patches whose cells touch."""
    left = mask.copy()
    patches = []
    while left.any():
        first = np.unravel_index(int(left.argmax()), left.shape)
        patches.append(_flooded(left, (int(first[0]), int(first[1]))))
    return patches


def _flooded(left: Mask, start: tuple[int, int]) -> Patch:
    """Take the patch at `start` out of the mask."""
    cells, waiting = [], [start]
    left[start] = False
    height, width = left.shape
    while waiting:
        row, column = waiting.pop()
        cells.append((row, column))
        for y, x in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if 0 <= y < height and 0 <= x < width and left[y, x]:
                left[y, x] = False
                waiting.append((y, x))
    places = np.array(cells)
    return Patch(places[:, 0], places[:, 1])


def _changed(before: Plane, now: Plane) -> Mask:
    """Return which cells changed by more than noise and the light's own change do."""
    change = now - before
    change -= np.median(change)
    size = np.abs(change)
    changed: Mask = size > max(LEAST_CHANGE, NOISE_FACTOR * float(np.median(size)))
    return changed


def _faces(skin: Mask) -> list[Patch]:
    """Return the patches that may be a face."""
    opened = _opened(skin)
    return [p for p in patches_of(opened) if _may_be_a_face(p, skin.size)]


def _opened(mask: Mask) -> Mask:
    """Take away what is thinner than three cells."""
    padded = np.pad(mask, 1)
    core = padded.copy()
    for axis in (0, 1):
        core &= np.roll(padded, 1, axis) & np.roll(padded, -1, axis)
    grown = core.copy()
    for axis in (0, 1):
        grown |= np.roll(core, 1, axis) | np.roll(core, -1, axis)
    return np.asarray(grown[1:-1, 1:-1] & mask)


def _grown(mask: Mask) -> Mask:
    """Add the neighbours of each cell: a cheek moves unseen between its edges."""
    padded = np.pad(mask, 2)
    for axis in (0, 1):
        padded = padded | np.roll(padded, 1, axis) | np.roll(padded, -1, axis)
    return np.asarray(padded[2:-2, 2:-2])


def _may_be_a_face(patch: Patch, cells: int) -> bool:
    share = len(patch.rows) / cells
    fill = len(patch.rows) / (patch.height * patch.width)
    shape = patch.height / patch.width
    return LEAST_AREA <= share <= MOST_AREA and fill >= LEAST_FILL and SHAPES[0] <= shape <= SHAPES[1]


def _judged(faces: Sequence[Patch], moved: Mask) -> Framing:
    share_moved = float(moved.mean())
    if share_moved < NOTHING_MOVED and not faces:
        return Framing(is_nobody=True)
    if share_moved > MOST_MOVED:
        return UNSURE
    likely = sorted(((_likelihood(p, moved), n) for n, p in enumerate(faces)), reverse=True)
    if not likely or likely[0][0] == 0.0 or (len(likely) > 1 and likely[0][0] < CLEAR_LEAD * likely[1][0]):
        return UNSURE
    return _framed(faces[likely[0][1]], moved.shape)


def _likelihood(patch: Patch, moved: Mask) -> float:
    """Weigh size, movement and height in the picture: a hand is smaller and lower."""
    share = float(moved[patch.rows, patch.columns].mean())
    if share < LEAST_MOVED:
        return 0.0
    height_in_picture = 1.25 - float(patch.rows.mean()) / float(moved.shape[0])
    return len(patch.rows) * min(share, 0.5) * height_in_picture


def _framed(patch: Patch, shape: tuple[int, ...]) -> Framing:
    height, width = shape
    top = int(patch.rows.min())
    head = patch.rows < top + HEAD_HEIGHT * patch.width
    across = (float(patch.columns[head].mean()) + 0.5) / width - 0.5
    down = ((float(patch.rows[head].mean()) + 0.5) / height - EYE_LINE) * height / width
    is_cut = top == 0 or int(patch.columns.min()) == 0 or int(patch.columns.max()) == width - 1
    return Framing(offset=float(np.hypot(across, down)), is_cut=is_cut)
