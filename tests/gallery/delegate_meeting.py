"""The delegate's meeting in every state of the floor."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.errors import ErrorCode
from common.model.floor import RequestStatus
from common.model.media import LinkQuality
from common.model.meeting import Rules
from common.model.people import Role
from delegate_app.core.state import DelegateState, MediaState, Phase
from delegate_app.ui.pages.meeting import MeetingPage
from tests.gallery.madeup import NOW_MS, joined, muted, request, with_role, with_rules
from tests.gallery.picture import speaker
from tests.gallery.registry import scene

_SPEAKS = request(1, RequestStatus.GRANTED, is_on_air=True)
_QUEUE = (_SPEAKS, request(2, RequestStatus.ACCEPTED), request(3), request(5), request(6), request(7))
_MINE_ON_AIR = (request(4, RequestStatus.GRANTED, is_on_air=True), request(2), request(3))
_LONG = (request(8, RequestStatus.GRANTED, is_on_air=True), *(request(n) for n in range(1, 41) if n != 8))

STATES: dict[str, Callable[[str], DelegateState]] = {
    "empty": lambda lang: replace(joined(lang), media=MediaState()),
    "usual": lambda lang: joined(lang, _QUEUE),
    "waiting": lambda lang: joined(lang, (_SPEAKS, request(2), request(3), request(4), request(5))),
    "standby": lambda lang: joined(lang, (_SPEAKS, request(4, RequestStatus.ACCEPTED), request(2))),
    "granted": lambda lang: joined(lang, (request(4, RequestStatus.GRANTED), request(2))),
    "on-air": lambda lang: joined(lang, _MINE_ON_AIR),
    "on-air-muted": lambda lang: muted(joined(lang, _MINE_ON_AIR)),
    "crowded": lambda lang: joined(lang, _LONG, number=40),
    "closed": lambda lang: with_rules(joined(lang, _QUEUE), Rules(is_list_open=False)),
    "observer": lambda lang: with_role(joined(lang, _QUEUE), Role.OBSERVER),
    "error": lambda lang: joined(lang, _QUEUE),
    "reconnecting": lambda lang: replace(
        joined(lang, (_SPEAKS, request(2), request(3), request(4))),
        phase=Phase.RECONNECTING,
        media=MediaState(quality=LinkQuality.BAD),
    ),
}


@scene("delegate.meeting", states=tuple(STATES))
def meeting(state: str, language: str) -> QWidget:
    """The page."""
    page = MeetingPage()
    shown = STATES[state](language)
    is_mine = state.startswith("on-air")
    if state != "empty":
        picture = speaker(place="home", suit="#5b3546") if is_mine else speaker()
        page.stage.picture.show_image(picture)
        page.self_view.picture.show_image(speaker(640, 360, "home", "#5b3546"))
    page.self_view.picture.set_placeholder("Your camera is off" if state == "empty" else "")
    page.self_view.meter.set_level(-22, -13)
    if state == "error":
        shown = replace(shown, devices=replace(shown.devices, lost="portaudio:ALSA:USB Headset", microphone=None))
        page.notice.say_error(ErrorCode.TIMEOUT, may_dismiss=True)
    page.show_state(shown, NOW_MS)
    page.channels.focus_chosen()
    return page
