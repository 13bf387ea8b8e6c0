"""The delegate's meeting in every state of the floor."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.model.errors import ErrorCode
from common.model.floor import RequestKind, RequestStatus
from common.model.media import LinkQuality, MediaPath
from common.model.meeting import Rules
from common.model.people import Category, Role
from common.model.voice import VoiceProcessing
from delegate_app.core.state import DelegateState, MediaState, Phase, VoiceState
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.widgets.kindmenu import KindMenu
from tests.gallery.madeup import DEVICES, NOW_MS, joined, muted, request, setting_by, with_role, with_rules
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
    "asking-for": lambda lang: joined(lang, _QUEUE),
    "on-behalf": lambda lang: joined(
        lang, (_SPEAKS, replace(request(4), on_behalf_of="Group of 77 and China", language="fr"), request(5))
    ),
    "set-by": lambda lang: setting_by(
        joined(lang, (_SPEAKS, replace(request(4), kind=RequestKind.POINT_OF_ORDER), request(5))), request(9)
    ),
    "fault": lambda lang: joined(lang, (_SPEAKS, replace(request(4), has_fault=True), request(5))),
    "time-up": lambda lang: timed(joined(lang, _MINE_ON_AIR), -5),
    "withdrawing": lambda lang: joined(lang, (_SPEAKS, request(4), request(5))),
    "chair": lambda lang: with_role(joined(lang, _QUEUE), Role.CHAIR),
    "observer": lambda lang: with_role(joined(lang, _QUEUE), Role.OBSERVER),
    "error": lambda lang: joined(lang, _QUEUE),
    "repaired": lambda lang: replace(joined(lang, _MINE_ON_AIR), media=_REPAIRED, voice=_ECHO),
    "relayed": lambda lang: replace(
        joined(lang, _QUEUE), media=_RELAYED, voice=VoiceState(is_loudspeaker=True, is_failed=True)
    ),
    "moving": lambda lang: replace(joined(lang, _MINE_ON_AIR), media=replace(_RELAYED, is_moving=True)),
    "headset-lost": lambda lang: lost(joined(lang, _MINE_ON_AIR), None),
    "headset-replaced": lambda lang: lost(joined(lang, _MINE_ON_AIR), DEVICES.microphones[-1].name),
    "cut-off": lambda lang: replace(
        joined(lang, _MINE_ON_AIR), phase=Phase.RECONNECTING, media=MediaState(quality=LinkQuality.BAD)
    ),
    "reconnecting": lambda lang: replace(
        joined(lang, (_SPEAKS, request(2), request(3), request(4))),
        phase=Phase.RECONNECTING,
        media=MediaState(quality=LinkQuality.BAD),
    ),
}


def timed(state: DelegateState, left_s: int) -> DelegateState:
    """Return the same state with so much of our speaking time left."""
    assert state.view is not None
    mine, *others = state.view.floor
    mine = replace(mine, limit_s=180, running_since_ms=NOW_MS - (180 - left_s) * 1000)
    return replace(state, view=replace(state.view, floor=(mine, *others)))


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
    is_mine = state in ("on-air", "time-up", "on-air-muted", "repaired", "moving", "headset-lost", "headset-replaced")
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
    if state == "asking-for":
        page.controls.speaking_as.group.setEditText("Group of 77 and China")
        page.controls.speaking_as.show()
        page.show_time(shown, NOW_MS)
    if state == "withdrawing":
        page.controls._guarded_until_s = 0.0
        page.controls.floor.click()
    page.channels.focus_chosen()
    return page


@scene("delegate.kinds", states=("usual", "waiting", "closed", "ngo"), sizes=((1280, 720), (640, 360)))
def kinds(state: str, language: str) -> QWidget:
    """The menu beside the floor button: what can be asked for, and why not the rest."""
    shown = joined(language, (request(4),) if state == "waiting" else _QUEUE)
    if state == "closed":
        shown = with_rules(shown, Rules(is_list_open=False))
    assert shown.view is not None
    assert shown.me is not None
    if state == "ngo":
        me = replace(shown.view.participants[shown.me], category=Category.NGO)
        shown = replace(shown, view=replace(shown.view, participants={**shown.view.participants, shown.me: me}))
    menu = KindMenu()
    menu.show_state(shown)
    menu.show_speaking_as("On behalf of Group of 77 and China · Français" if state == "waiting" else "")
    host = QWidget()
    column = QVBoxLayout(host)
    menu.menu_shown.setWindowFlags(Qt.WindowType.Widget)
    column.addWidget(menu.menu_shown)
    column.addWidget(menu, 0, Qt.AlignmentFlag.AlignRight)
    column.addStretch()
    return host
