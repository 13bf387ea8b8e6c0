"""The fonts that come with the project: the same letters on every machine, in every language of the meeting."""

from PySide6.QtGui import QFont, QFontDatabase

from common.ui.resources import resource

FAMILIES = ("Noto Sans", "Noto Sans Arabic UI", "Droid Sans Fallback")
"""Latin, Greek and Cyrillic; Arabic; Chinese, Japanese and Korean."""

_loaded: set[str] = set()


def load() -> tuple[str, ...]:
    """Register the bundled fonts, once; return the families that are there."""
    if not _loaded:
        for path in sorted(resource("fonts").glob("*.ttf")):
            number = QFontDatabase.addApplicationFont(str(path))
            _loaded.update(QFontDatabase.applicationFontFamilies(number))
    return tuple(family for family in FAMILIES if family in _loaded)


def application_font(size_px: int, is_bold: bool = False) -> QFont:
    """Return the font of the windows at a size."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(size_px)
    font.setBold(is_bold)
    return font
