"""What is told between who shows a document and the process that draws its pages."""

from dataclasses import dataclass
from typing import Final

MOST_PAGES: Final = 5_000
MOST_PIXELS: Final = 12_000_000
"""Of one page as a picture; a larger one is drawn smaller."""
MOST_WORDS: Final = 100
"""Characters of what is searched for."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: the width and height of each page, in points (1/72 inch)."""

    sizes_pt: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture: rows of RGB, 3 bytes a pixel, without gaps. `text` is what stands on it."""

    page: int
    width_px: int
    height_px: int
    rgb: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text stands: the page, from 0, and its boxes as shares of width and height: left, top, right, bottom."""

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw a page, from 0, so many pixels wide."""

    page: int
    width_px: int


@dataclass(frozen=True, slots=True)
class Find:
    """Find a text on a page, or on those that follow it, round the end."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Failed:
    """It can't be done; `reason` is for the log."""

    reason: str


Wish = Draw | Find
Answer = Outline | PageImage | Found | Failed | None
"""None: nothing was found."""
