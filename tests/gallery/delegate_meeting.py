"""The delegate's meeting in every state of the floor."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.errors import ErrorCode
from common.model.floor import RequestStatus
from common.model.media import LinkQuality, MediaPath
from common.model.meeting import Rules
from common.model.people import Role
from common.model.voice import VoiceProcessing
from delegate_app.core.state import DelegateState, MediaState, Phase, VoiceState
from delegate_app.ui.pages.meeting import MeetingPage
from tests.gallery.madeup import DEVICES, NOW_MS, joined, muted, request, with_role, with_rules
from tests.gallery.picture import speaker
from tests.gallery.registry import scene

_SPEAKS = request(1, RequestStatus.GRANTED, is_on_air=True)
_QUEUE = (_SPEAKS, request(2, RequestStatus.ACCEPTED), request(3), request(5), request(6), request(7))
_MINE_ON_AIR = (request(4, RequestStatus.GRANTED, is_on_air=True), request(2), request(3))
_LONG = (request(8, RequestStatus.GRANTED, is_on_air=True), *(request(n) for n in range(1, 41) if n != 8))

_REPAIRED = MediaState(
    True,
    True,
    LinkQuality.FAIR,
    0.05,
    18.0,
    62.0,
    recovered=0.048,
    concealed=0.002,
    delay_ms=70.0,
    path=MediaPath.DIRECT,
)
_RELAYED = MediaState(True, True, LinkQuality.FAIR, 0.002, 9.0, 131.0, delay_ms=55.0, path=MediaPath.RELAY_TLS)
_ECHO = VoiceState(is_loudspeaker=True, processing=VoiceProcessing(removes_echo=True))

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
    "repaired": lambda lang: replace(joined(lang, _MINE_ON_AIR), media=_REPAIRED, voice=_ECHO),
    "relayed": lambda lang: replace(
        joined(lang, _QUEUE), media=_RELAYED, voice=VoiceState(is_loudspeaker=True, is_failed=True)
    ),
    "moving": lambda lang: replace(joined(lang, _MINE_ON_AIR), media=replace(_RELAYED, is_moving=True)),
    "headset-lost": lambda lang: lost(joined(lang, _MINE_ON_AIR), None),
    "headset-replaced": lambda lang: lost(joined(lang, _MINE_ON_AIR), DEVICES.microphones[-1].name),
    "reconnecting": lambda lang: replace(
        joined(lang, (_SPEAKS, request(2), request(3), request(4))),
        phase=Phase.RECONNECTING,
        media=MediaState(quality=LinkQuality.BAD),
    ),
}


def lost(state: DelegateState, microphone: str | None) -> DelegateState:
    """Return the same state after the headset was pulled out."""
    places = ("microphone", "headphone")
    devices = replace(state.devices, lost=DEVICES.microphone, lost_places=places, microphone=microphone)
    return replace(state, devices=devices)


@scene("delegate.meeting", states=tuple(STATES))
def meeting(state: str, language: str) -> QWidget:
    """The page."""
    page = MeetingPage()
    shown = STATES[state](language)
    is_mine = state in ("on-air", "on-air-muted", "repaired", "moving", "headset-lost", "headset-replaced")
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
