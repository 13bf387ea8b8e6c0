"""The office, page by page."""

from PySide6.QtWidgets import QWidget

from tests.gallery.console_window import SIZES, STATES, window_of
from tests.gallery.registry import scene


@scene("console.office", states=("empty", "usual", "lost"), sizes=SIZES)
def office(state: str, language: str) -> QWidget:
    """The window in its office, on the first page."""
    window = window_of(STATES[state](language))
    window.show_place(is_office=True)
    return window
