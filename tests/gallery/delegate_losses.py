"""The delegate's meeting when something is lost, refused or taken: what happened, and what becomes of one's place."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.agenda import Format
from common.model.errors import ErrorCode
from common.model.floor import RequestStatus
from common.model.media import LinkQuality, MediaPath
from delegate_app.core.state import DelegateState, MediaState, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.pages.meeting import MeetingPage
from tests.gallery.madeup import NOW_MS, joined, request
from tests.gallery.picture import speaker
from tests.gallery.programme import under_way
from tests.gallery.registry import scene

_SPEAKS = request(1, RequestStatus.GRANTED, is_on_air=True)
_WAITS = (_SPEAKS, request(2), request(3), request(4))
_MINE = (request(4, RequestStatus.GRANTED, is_on_air=True), request(2), request(3))
_WEAK = MediaState(True, True, LinkQuality.BAD, 0.14, 62.0, 480.0, 0.06, 0.08, 240.0, MediaPath.RELAY_TCP)


def _in_the_hall(language: str) -> DelegateState:
    """Return a state of a session that is held in the hall alone."""
    state = joined(language)
    assert state.view is not None
    view = under_way(state.view, language)
    sessions = tuple(replace(session, format=Format.PHYSICAL) for session in view.details.sessions)
    return replace(state, view=replace(view, details=replace(view.details, sessions=sessions)))


def _without_camera(language: str, other: str | None) -> DelegateState:
    state = joined(language, _MINE)
    devices = replace(state.devices, lost="camera:HD Webcam", lost_places=("camera",), camera=other)
    return replace(state, devices=devices)


LOSSES: dict[str, Callable[[str], DelegateState]] = {
    "weak-line": lambda lang: replace(joined(lang, _WAITS), media=_WEAK),
    "thin-line": lambda lang: replace(joined(lang, _WAITS), media=replace(_WEAK, is_line_thin=True)),
    "sound-only": lambda lang: replace(joined(lang, _WAITS), phase=Phase.RECONNECTING),
    "camera-lost": lambda lang: _without_camera(lang, None),
    "camera-replaced": lambda lang: _without_camera(lang, "camera:Built-in"),
    "no-microphone": lambda lang: replace(
        joined(lang, _WAITS[:3]), devices=replace(joined(lang).devices, microphone=None)
    ),
    "no-slot": lambda lang: joined(lang, _WAITS[:3]),
    "taken-back": lambda lang: joined(lang, _WAITS[:3]),
    "in-the-hall": _in_the_hall,
}
_PICTURELESS = ("weak-line", "thin-line", "sound-only")


@scene("delegate.losses", states=tuple(LOSSES))
def losses(state: str, language: str) -> QWidget:
    """The page."""
    page = MeetingPage()
    if state == "taken-back":
        page.show_state(joined(language, _MINE), NOW_MS)
    shown = LOSSES[state](language)
    if state not in _PICTURELESS:
        page.stage.picture.show_image(speaker())
    page.self_view.show_from(None, shown.devices.camera is not None)
    if shown.devices.camera is not None:
        page.self_view.picture.show_image(speaker(640, 360, "home", "#5b3546"))
    page.show_state(shown, NOW_MS)
    if state == "no-slot":
        page.notice.say_error(ErrorCode.LIMIT, may_dismiss=True)
    page.channels.focus_chosen()
    return page


BESIDE: dict[str, Callable[[MainWindow], object]] = {
    "documents": lambda window: window.meeting.header.documents.click(),
    "devices": lambda window: window.show_devices(True),
    "help": lambda window: window.show_help(),
    "link": lambda window: window.link_notice.say(
        "This link is of another meeting. To go there you leave this one, and its list of speakers.",
        "warn",
        "Leave and go there",
        may_dismiss=True,
    ),
}


@scene("delegate.beside", states=tuple(BESIDE))
def beside(state: str, language: str) -> QWidget:
    """The whole window while the line is lost and something else than the meeting is looked at; and a second link."""
    window = MainWindow()
    window.meeting.stage.picture.show_image(speaker())
    told = joined(language, _WAITS)
    window.show_state(told, NOW_MS)
    BESIDE[state](window)
    if state != "link":
        window.show_state(replace(told, phase=Phase.RECONNECTING, media=MediaState(quality=LinkQuality.BAD)), NOW_MS)
    return window
