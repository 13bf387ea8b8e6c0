"""What the window says of a state, apart from how it looks: decided here, tested without a window."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from PySide6.QtCore import QCoreApplication

from common.model.floor import FloorRequest, RequestStatus
from common.model.interpretation import FLOOR, Channel
from common.model.media import LinkQuality
from common.model.meeting import MeetingView
from common.model.people import Action, Role, may
from common.model.speechtime import Light, light
from common.model.voice import MicrophoneState
from common.ui.floorwords import kind_word, request_details
from common.ui.speechreading import figure_of
from delegate_app.core.state import DelegateState, FloorPhase, Phase

Tone = Literal["plain", "accent", "warn", "live", "fail"]
translate = QCoreApplication.translate


class FloorAct(StrEnum):
    """What pressing the floor button does."""

    REQUEST = "request"
    WITHDRAW = "withdraw"
    RELEASE = "release"
    UNMUTE = "unmute"


@dataclass(frozen=True, slots=True)
class FloorWords:
    """The floor button: its words, its colour, its icon, and what pressing it does; None is nothing."""

    headline: str
    detail: str
    tone: Tone
    icon: str
    act: FloorAct | None
    spoken: str = ""
    """What a screen reader says instead of a headline that changes every second."""


def floor_words(state: DelegateState, now_ms: int) -> FloorWords | None:
    """Word the floor button; None for someone who may not ask for the floor. `now_ms` is the console's clock."""
    me = state.participant
    if me is None or not (may(me.role, Action.REQUEST_FLOOR) or me.role is Role.CHAIR):
        return None
    words = _FLOOR[state.floor_phase](state, now_ms)
    if state.phase is Phase.JOINED:
        return words
    if state.is_cut_off and state.floor_phase in (FloorPhase.GRANTED, FloorPhase.ON_AIR):
        detail = translate("Floor", "The connection was lost. You keep the floor: wait until it is back.")
        return FloorWords(translate("Floor", "Nobody hears you now"), detail, "fail", "refresh", None)
    return FloorWords(
        words.headline if state.request else translate("Floor", "Reconnecting"),
        translate("Floor", "The connection was lost. Your place is kept."),
        "warn" if state.request else "plain",
        "refresh",
        None,
    )


def withdraw_words() -> FloorWords:
    """Word the button between the first press to withdraw and the second."""
    headline = translate("Floor", "Withdraw from the list?")
    detail = translate("Floor", "Press again to give up your place, or just wait to keep it")
    return FloorWords(headline, detail, "warn", "warning", FloorAct.WITHDRAW)


def set_by_sentence() -> str:
    """Say what becomes of a request that another of ours goes before."""
    return translate("Floor", "Your first request keeps its place")


def observer_sentence() -> str:
    """Say why there is no floor button."""
    return translate("Floor", "You follow this meeting as an observer. Observers do not ask for the floor.")


def _none(state: DelegateState, now_ms: int) -> FloorWords:
    del now_ms
    if state.participant is not None and state.participant.role is Role.CHAIR:
        detail = translate("Floor", "You are heard at once")
        return FloorWords(translate("Floor", "Speak as chair"), detail, "accent", "podium", FloorAct.REQUEST)
    if state.only_follows:
        detail = translate("Floor", "You hear it in your language. To speak, come to the hall.")
        return FloorWords(translate("Floor", "This session is held in the hall"), detail, "plain", "hall", None)
    if state.view is not None and not state.view.rules.is_list_open:
        detail = translate("Floor", "You can ask for the floor when the chair opens it again.")
        return FloorWords(translate("Floor", "The list of speakers is closed"), detail, "plain", "lock", None)
    detail = translate("Floor", "No microphone is in use: choose one first") if state.devices.microphone is None else ""
    return FloorWords(translate("Floor", "Request the floor"), detail, "accent", "hand", FloorAct.REQUEST)


def _waiting(state: DelegateState, now_ms: int) -> FloorWords:
    del now_ms
    detail = translate("Floor", "Press to withdraw")
    request = state.request
    if request is not None and request.has_fault:
        detail = translate("Floor", "A technical fault: you keep your place. Press to withdraw")
    elif request is not None and state.set_by is not None:
        detail = f"{kind_word(request.kind)} · {set_by_sentence()}"
    elif request is not None and (facts := request_details(request)):
        detail = f"{facts} · {detail}"
    return FloorWords(place_sentence(state.place or 1), detail, "plain", "hourglass", FloorAct.WITHDRAW)


def _standby(state: DelegateState, now_ms: int) -> FloorWords:
    del now_ms
    if state.is_muted:
        detail = translate("Floor", "Turn your microphone on. Press here to withdraw")
    elif state.view is not None and state.view.rules.hears_standby:
        detail = translate("Floor", "The technician can hear you now, the room cannot. Press to withdraw")
    else:
        detail = translate("Floor", "You are heard when you are given the floor. Press to withdraw")
    return FloorWords(translate("Floor", "You are next: get ready"), detail, "warn", "hand", FloorAct.WITHDRAW)


def _granted(state: DelegateState, now_ms: int) -> FloorWords:
    del now_ms
    if state.devices.microphone_state is MicrophoneState.LOST:
        return _unplugged()
    if state.is_muted:
        detail = translate("Floor", "You have the floor. Press to turn it on")
        return FloorWords(_off(), detail, "fail", "microphone-off", FloorAct.UNMUTE)
    headline = translate("Floor", "You have the floor: not heard yet")
    detail = translate("Floor", "Check your microphone. Press to end my statement")
    return FloorWords(headline, detail, "warn", "microphone", FloorAct.RELEASE)


def _on_air(state: DelegateState, now_ms: int) -> FloorWords:
    if state.devices.microphone_state is MicrophoneState.LOST:
        return _unplugged()
    if state.is_muted:
        detail = translate("Floor", "You are on air, but nobody hears you. Press to turn it on")
        return FloorWords(_off(), detail, "fail", "microphone-off", FloorAct.UNMUTE)
    headline = translate("Floor", "ON AIR {time}").format(time=clock_of(state, now_ms))
    detail, tone = translate("Floor", "Press to end my statement"), _tone_of_time(state, now_ms)
    spoken = translate("Floor", "On air")
    if tone == "fail":
        detail = translate("Floor", "Your time is up. Press to end my statement")
        spoken = translate("Floor", "On air. Your time is up")
    elif tone == "warn":
        detail = translate("Floor", "Your time is nearly over. Press to end my statement")
        spoken = translate("Floor", "On air. Your time is nearly over")
    return FloorWords(headline, detail, tone, "on-air", FloorAct.RELEASE, spoken)


def clock_of(state: DelegateState, now_ms: int) -> str:
    """Return what the speech clock shows of one's own request."""
    return spoken_figure(state.request, now_ms) if state.request is not None else ""


def _tone_of_time(state: DelegateState, now_ms: int) -> Tone:
    if state.request is None or state.view is None:
        return "live"
    shown = light(state.request, state.view.rules.timers, now_ms)
    return {Light.AMBER: "warn", Light.RED: "fail"}.get(shown, "live")  # type: ignore[return-value]


def _unplugged() -> FloorWords:
    headline = translate("Floor", "Your microphone is gone")
    detail = translate("Floor", "Nobody hears you: plug it in, or choose another. Press to end my statement")
    return FloorWords(headline, detail, "fail", "microphone-off", FloorAct.RELEASE)


def _off() -> str:
    return translate("Floor", "Your microphone is off")


_FLOOR = {
    FloorPhase.NONE: _none,
    FloorPhase.WAITING: _waiting,
    FloorPhase.STANDBY: _standby,
    FloorPhase.GRANTED: _granted,
    FloorPhase.ON_AIR: _on_air,
}


def place_sentence(place: int) -> str:
    """Say which place one has; four sentences, as English counts, which a translation may make equal."""
    sentences = {
        1: translate("Floor", "You are {place}st in the list"),
        2: translate("Floor", "You are {place}nd in the list"),
        3: translate("Floor", "You are {place}rd in the list"),
    }
    other = translate("Floor", "You are {place}th in the list")
    is_teen = 11 <= place % 100 <= 13
    return (other if is_teen else sentences.get(place % 10, other)).format(place=place)


def spoken_figure(request: FloorRequest, now_ms: int) -> str:
    """Return the speaking time left where there is a limit, else the time spoken: kept where the way to the air broke.

    A console of before speech clocks tells since when one is on air.
    """
    if request.limit_s or request.spoken_ms or request.running_since_ms:
        return figure_of(request, now_ms)
    if request.on_air_at_ms is None:
        return ""
    seconds = max(0, now_ms - request.on_air_at_ms) // 1000
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def channel_name(channel: Channel) -> str:
    """Return the name of a channel: the floor's translated, a language's in itself."""
    return translate("Channels", "Floor") if channel.number == FLOOR else channel.name


def quality_words(state: DelegateState) -> tuple[int, str, Tone]:
    """Return the connection as bars (0 to 4), in words, and in a tone."""
    if state.phase is not Phase.JOINED:
        return 0, translate("Quality", "No connection"), "fail"
    return {
        LinkQuality.UNKNOWN: (0, translate("Quality", "Measuring the connection"), "plain"),
        LinkQuality.GOOD: (4, translate("Quality", "Connection: good"), "live"),
        LinkQuality.FAIR: (2, translate("Quality", "Connection: fair"), "warn"),
        LinkQuality.BAD: (1, translate("Quality", "Connection: poor"), "fail"),
    }[state.media.quality]  # type: ignore[return-value]


def speaking(view: MeetingView) -> list[FloorRequest]:
    """Return the requests that hold the floor, those on air first."""
    granted = [r for r in view.floor if r.status is RequestStatus.GRANTED]
    return sorted(granted, key=lambda r: not r.is_on_air)


def farewell_of_floor(before: FloorPhase, was_own_doing: bool) -> str:
    """Say what became of a request that is no longer in the list; empty where the delegate ended it."""
    if was_own_doing or before is FloorPhase.NONE:
        return ""
    if before in (FloorPhase.GRANTED, FloorPhase.ON_AIR):
        return translate("Floor", "The chair has taken the floor back. You are no longer heard.")
    return translate("Floor", "You are no longer in the list of speakers. You may ask again.")
