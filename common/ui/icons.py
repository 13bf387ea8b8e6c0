"""The icons: one family, drawn on a grid of 24, tinted by role, mirrored where they point along the line."""

import tempfile
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from common.ui.resources import resource

GRID_PX = 24
POINTING = frozenset({"leave", "chevron-forward", "chevron-back", "list", "panel", "reply", "undo"})
"""Icons that point the way that is read, so that they turn round with it."""
SPARE_RATIO = 2.0
WORDS_GAP_PX = 6
"""Between an icon and words after it, on the grid: an icon before words has it at their side."""
_FRAME = f'width="{GRID_PX}" height="{GRID_PX}" viewBox="0 0'
_TURNED = f'<g transform="translate({GRID_PX} 0) scale(-1 1)">'


def names() -> tuple[str, ...]:
    """Name every icon there is."""
    return tuple(sorted(path.stem for path in resource("icons").glob("*.svg")))


@lru_cache(maxsize=512)
def icon(name: str, colour: str, is_mirrored: bool = False, is_before_words: bool = False) -> QIcon:
    """Return an icon in one colour (`#rrggbb`); Qt draws it when it is seen, sharp at whatever size that is.

    On a full disk it is drawn at once.
    """
    start_px = (-WORDS_GAP_PX if is_mirrored else 0) if is_before_words else None
    try:
        return QIcon(str(tinted_file(name, colour, is_mirrored and name in POINTING, start_px)))
    except OSError:
        return QIcon(pixmap(name, colour, GRID_PX, SPARE_RATIO, is_mirrored))


@lru_cache(maxsize=2048)
def pixmap(name: str, colour: str, size_px: int, ratio: float = 1.0, is_mirrored: bool = False) -> QPixmap:
    """Return an icon as a picture of `size_px` at `ratio` device pixels a pixel."""
    side = round(size_px * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(_tinted(name, colour).encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    if is_mirrored and name in POINTING:
        picture = picture.transformed(QTransform.fromScale(-1, 1))
    picture.setDevicePixelRatio(ratio)
    return picture


def tinted_file(name: str, colour: str, is_turned: bool = False, start_px: int | None = None) -> Path:
    """Return a file of the icon in one colour, for what knows pictures only by file: style sheets, and Qt's icons.

    With `start_px` it is wider by WORDS_GAP_PX, and its left edge is there on the grid.
    Raises: OSError; then there is no such file, nor a part of it.
    """
    spaced = "" if start_px is None else f"-from{start_px}"
    path = Path(_folder().name) / f"{name}-{colour.lstrip('#')}{'-turned' if is_turned else ''}{spaced}.svg"
    if not path.exists():
        drawing = _turned(_tinted(name, colour)) if is_turned else _tinted(name, colour)
        try:
            path.write_text(drawing if start_px is None else _spaced(drawing, start_px), encoding="utf-8")
        except OSError:
            path.unlink(missing_ok=True)
            raise
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="hemicycle-icons-")


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _tinted(name: str, colour: str) -> str:
    return _drawing(name).replace("currentColor", colour)


def _turned(drawing: str) -> str:
    head, _, body = drawing.partition(">")
    return f"{head}>{_TURNED}{body.replace('</svg>', '</g></svg>')}"


def _spaced(drawing: str, start_px: int) -> str:
    width_px = GRID_PX + WORDS_GAP_PX
    frame = f'width="{width_px}" height="{GRID_PX}" viewBox="{start_px} 0'
    return drawing.replace(f"{_FRAME} {GRID_PX}", f"{frame} {width_px}", 1)
