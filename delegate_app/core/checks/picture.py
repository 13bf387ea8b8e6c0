"""What one picture of a webcam is worth: light, contrast, sharpness. Cheap enough for the camera's thread.

Sharpness is the width of the edges: the steepness of each strong edge against its steepness once blurred by a known
width gives its own blur (after Zhuo and Sim, Defocus map estimation from a single image, 2011). Light, contrast and the
picture's size cancel out.
"""

from dataclasses import dataclass
from typing import Any, Final

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

GREY_WIDTH: Final = 640
SMALL_WIDTH: Final = 80
Plane = NDArray[np.float32]
Small = NDArray[np.float32]
"""(rows, SMALL_WIDTH, 3): red, green, blue, 0 to 255."""

MIDDLE_ROWS: Final = (0.15, 0.85)
MIDDLE_COLUMNS: Final = (0.3, 0.7)
"""Where a person sits, in shares of height and width."""
EDGE_COLUMNS: Final = (0.2, 0.8)
BLACK_LUMA: Final = 24.0
"""95 % of a covered lens's picture lies under it."""
BLACK_CONTRAST: Final = 2.0
"""Noise, averaged over a cell; a dim room has more."""
BACKLIGHT_LUMA: Final = 100.0
"""A middle that is brighter is lit well enough, whatever is behind it."""
BACKLIGHT_STEP: Final = 55.0
"""How much brighter what is around the middle must be."""

FINE_PASSES: Final = 2
FINE_VARIANCE: Final = 0.5 * FINE_PASSES
"""Pixels^2, of the binomial (1 2 1) / 4 applied twice."""
COARSE_BOX: Final = 6
COARSE_VARIANCE: Final = FINE_VARIANCE + 3 * (COARSE_BOX**2 - 1) / 12
"""Of three boxes in turn, after the fine filter."""
ROW_STEP: Final = 4
"""One row of four is looked at: the edges that cross the others are the same."""
EDGE_SHARE: Final = 0.02
"""The steepest pixels are taken for edges."""
LEAST_STEEPNESS: Final = 1.5
"""Luma a pixel: less is noise."""
LEAST_EDGES: Final = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """What one picture measured."""

    middle_luma: float
    """0 to 255, mean."""
    contrast: float
    """Standard deviation of luma."""
    sharpness: float | None
    """0 to 1; None where the picture has no edges to tell it by."""
    is_black: bool
    is_backlit: bool


def shrunk(picture: av.VideoFrame, width: int, pixel_format: str) -> av.VideoFrame:
    """Scale to a width, keeping the shape. Raises: ValueError, av.FFmpegError."""
    if min(picture.width, picture.height) < 2:
        raise ValueError(f"a picture of {picture.width} x {picture.height}")
    height = max(2, round(width * picture.height / picture.width / 2) * 2)
    return VideoReformatter().reformat(
        picture, width=width, height=height, format=pixel_format, interpolation=Interpolation.AREA, threads=1
    )


def small_of(picture: av.VideoFrame) -> Small:
    """Return the picture in (rows, SMALL_WIDTH, 3)."""
    small: Small = shrunk(picture, SMALL_WIDTH, "rgb24").to_ndarray().astype(np.float32)
    return small


def luma_of(small: Small) -> Plane:
    """Return luma, full range (ITU-R BT.601-7)."""
    luma: Plane = small @ np.array((0.299, 0.587, 0.114), np.float32)
    return luma


def measured(picture: av.VideoFrame, small: Small) -> Figures:
    """Measure a picture, of which `small` is its small copy. Raises: ValueError, av.FFmpegError."""
    luma = luma_of(small)
    middle = _part(luma, MIDDLE_ROWS, MIDDLE_COLUMNS)
    middle_luma = float(middle.mean())
    around_luma = (float(luma.sum()) - float(middle.sum())) / (luma.size - middle.size)
    contrast = float(luma.std())
    is_black = float(np.percentile(luma, 95)) < BLACK_LUMA and contrast < BLACK_CONTRAST
    grey = _part(shrunk(picture, GREY_WIDTH, "gray").to_ndarray(), MIDDLE_ROWS, EDGE_COLUMNS).astype(np.float32)
    return Figures(
        middle_luma=middle_luma,
        contrast=contrast,
        sharpness=None if is_black else sharpness(grey),
        is_black=is_black,
        is_backlit=middle_luma < BACKLIGHT_LUMA and around_luma - middle_luma > BACKLIGHT_STEP,
    )


def sharpness(grey: Plane) -> float | None:
    """Return 1 / (1 + blur in pixels) of the steepest edges; None where there are too few."""
    fine = grey[:-2:ROW_STEP] + 2 * grey[1:-1:ROW_STEP] + grey[2::ROW_STEP]
    for _ in range(FINE_PASSES):
        fine = fine[:, :-2] + 2 * fine[:, 1:-1] + fine[:, 2:]
    fine /= np.float32(4 ** (FINE_PASSES + 1))
    coarse = fine
    for _ in range(3):
        coarse = _boxed(coarse)
    steep, dull = np.abs(np.diff(fine, axis=1)), np.abs(np.diff(coarse, axis=1))
    margin = (steep.shape[1] - dull.shape[1]) // 2
    steep = steep[:, margin : margin + dull.shape[1]]
    place = int(steep.size * (1.0 - EDGE_SHARE))
    threshold = max(LEAST_STEEPNESS, float(np.partition(steep.ravel(), place)[place]))
    edges = (steep >= threshold) & _is_peak(steep)
    if np.count_nonzero(edges) < LEAST_EDGES:
        return None
    ratio = float(np.median(steep[edges] / np.maximum(dull[edges], 1e-3)))
    most = np.sqrt(COARSE_VARIANCE / FINE_VARIANCE)
    if ratio >= most:
        return 1.0
    variance = (COARSE_VARIANCE - ratio**2 * FINE_VARIANCE) / max(ratio**2 - 1.0, 1e-3)
    return float(1.0 / (1.0 + np.sqrt(variance)))


def _is_peak(steep: Plane) -> NDArray[np.bool_]:
    peaks = np.zeros(steep.shape, np.bool_)
    peaks[:, 1:-1] = (steep[:, 1:-1] >= steep[:, :-2]) & (steep[:, 1:-1] > steep[:, 2:])
    return peaks


def _boxed(plane: Plane) -> Plane:
    sums = np.cumsum(plane, axis=1, dtype=np.float32)
    boxed: Plane = (sums[:, COARSE_BOX:] - sums[:, :-COARSE_BOX]) / np.float32(COARSE_BOX)
    return boxed


def _part(plane: NDArray[Any], rows: tuple[float, float], columns: tuple[float, float]) -> NDArray[Any]:
    height, width = plane.shape
    return plane[int(rows[0] * height) : int(rows[1] * height), int(columns[0] * width) : int(columns[1] * width)]
