"""A shared screen in the delegate's window: seen, shared by oneself, and what there is to share."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from common.devices.screen import ScreenChoice
from common.model.floor import RequestStatus
from common.ui import fonts
from delegate_app.core.state import DelegateState, MediaState, Phase
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.widgets.screenpicker import ScreenPicker
from tests.gallery.madeup import NOW_MS, joined, request
from tests.gallery.picture import speaker
from tests.gallery.registry import scene

_LINE = "The Commission noted that further measures were needed before the decision could enter into force. "
_WINDOWS = ("Statement of Norland.pdf", "Minutes", "Budget 2027 - second draft, with the comments of the secretariat")


def slides(lines: int = 26) -> QImage:
    """Draw a page of text as it is shared."""
    image = QImage(1920, 1080, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setPen(QColor("#1a2a44"))
    painter.setFont(fonts.application_font(44, True))
    painter.drawText(80, 110, "3. Funding of the programme")
    painter.setPen(QColor("#222222"))
    painter.setFont(fonts.application_font(26))
    for number in range(lines):
        painter.drawText(80, 180 + number * 34, f"{number + 1}. {_LINE}"[:118])
    painter.end()
    return image


def shared_by(state: DelegateState, is_own: bool) -> DelegateState:
    """Let us, or who speaks, share a screen."""
    assert state.view is not None
    sharer = state.me if is_own else state.view.floor[0].participant
    return replace(state, view=replace(state.view, sharing=sharer), shared="1" if is_own else None)


@scene("delegate.sharing", states=("seen", "swapped", "may-share", "own", "cut-off"))
def sharing(state: str, language: str) -> QWidget:
    """The page."""
    page = MeetingPage()
    is_mine = state in ("may-share", "own", "cut-off")
    floor = (request(4 if is_mine else 1, RequestStatus.GRANTED, is_on_air=True), request(2), request(3))
    shown = joined(language, floor)
    if state == "cut-off":
        shown = replace(shown, phase=Phase.RECONNECTING, media=MediaState())
    page.stage.picture.show_image(speaker())
    page.self_view.picture.show_image(speaker(640, 360, "home", "#5b3546"))
    page.stage.shared.picture.show_image(slides())
    page.show_state(shown if state == "may-share" else shared_by(shown, is_mine), NOW_MS)
    page.stage.shared.picture.show_image(slides())
    if state == "swapped":
        page.stage.shared.swap()
    page.channels.focus_chosen()
    return page


@scene("delegate.screenpicker", states=("usual", "empty", "crowded"))
def picker(state: str, language: str) -> QWidget:
    """What there is to share."""
    del language
    shown = ScreenPicker()
    if state == "empty":
        shown.show_nothing()
        return shown
    windows = _WINDOWS * (8 if state == "crowded" else 1)
    choices = [ScreenChoice(f"screen-{n}", "screen", str(n)) for n in (1, 2)]
    choices += [ScreenChoice(f"window-{n}", "window", title) for n, title in enumerate(windows)]
    shown.show_choices(choices)
    for number, choice in enumerate(choices[:-1]):
        shown.show_preview(choice, slides(4 + 3 * number % 20))
    return shown
