"""What the hall's screens show."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from room_console.ui.stage.caption import caption_of
from room_console.ui.stage.window import StageWindow
from tests.gallery.consoledata import attached, long_names, quiet
from tests.gallery.delegate_sharing import slides
from tests.gallery.madeup import NOW_MS
from tests.gallery.picture import speaker
from tests.gallery.registry import scene


@scene(
    "console.stage", states=("empty", "usual", "long", "lost", "sharing"), sizes=((1280, 720), (1920, 1080), (640, 480))
)
def stage(state: str, language: str) -> QWidget:
    """The stage with a speaker, with one of the longest name, without a picture, and with nobody."""
    window = StageWindow()
    shown = {"empty": quiet, "usual": attached, "long": long_names, "lost": attached, "sharing": long_names}[state](
        language
    )
    caption = caption_of(shown, NOW_MS)
    if state == "sharing":
        caption = replace(caption, is_sharing=True)
        window.view.show_screen(slides())
    window.show_caption(caption)
    if state != "lost":
        window.view.show_image(speaker())
    return window
