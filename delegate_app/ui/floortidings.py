"""What is read out of the floor to who can't look: what changes for them, not each small move of the list."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from common.model.floor import FloorRequest
from common.model.speechtime import Light, left_ms, light
from common.model.voice import MicrophoneState
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from delegate_app.ui.wording import floor_words, set_by_sentence

_HOLDING = (FloorPhase.GRANTED, FloorPhase.ON_AIR)
_ROUNDED_TO_S = 5


@dataclass(frozen=True, slots=True)
class Tiding:
    """A sentence; an urgent one interrupts what is being read."""

    text: str
    is_urgent: bool = False


class FloorTidings:
    """Compares each state with the one before."""

    def __init__(self) -> None:
        self._phase = FloorPhase.NONE
        self._light = Light.NONE
        self._place: int | None = None
        self._is_set_by = False
        self._is_list_open: bool | None = None
        self._is_open: bool | None = None
        """Whether the microphone was, while it could be heard; None while it could not."""

    def of(self, state: DelegateState, now_ms: int) -> list[Tiding]:
        """Return what is new; `now_ms` is the console's clock. Nothing while the connection is lost."""
        words = floor_words(state, now_ms)
        if words is None or state.view is None or state.phase is not Phase.JOINED:
            return []
        found = [*self._of_phase(state, words.spoken or words.headline), *self._of_light(state, now_ms)]
        found += self._of_microphone(state)
        found += self._of_list(state.view.rules.is_list_open, state.floor_phase)
        is_set_by = state.set_by is not None
        if is_set_by and not self._is_set_by:
            found.append(Tiding(set_by_sentence()))
        self._is_set_by = is_set_by
        return found

    def _of_phase(self, state: DelegateState, headline: str) -> list[Tiding]:
        before, phase = self._phase, state.floor_phase
        place_before, place = self._place, state.place
        self._phase, self._place = phase, place
        if phase is before:
            is_next = phase is FloorPhase.WAITING and place == 1 and (place_before or 1) > 1
            return [Tiding(_tr("You are next in the list"))] if is_next else []
        if phase is FloorPhase.ON_AIR:
            on_air = _tr("You are on air: your microphone is open")
            return [Tiding(on_air if _is_open(state) else headline, is_urgent=True)]
        gone = [Tiding(_tr("You are off air"), is_urgent=True)] if before is FloorPhase.ON_AIR else []
        if phase is FloorPhase.NONE:
            return gone or ([] if before in _HOLDING else [Tiding(_tr("You are not in the list any more"))])
        fault = state.request is not None and state.request.has_fault
        kept = [Tiding(_tr("A technical fault: you keep your place"))] if gone and fault else []
        return [*gone, *kept, Tiding(headline, is_urgent=phase is not FloorPhase.WAITING)]

    def _of_light(self, state: DelegateState, now_ms: int) -> list[Tiding]:
        request, view = state.request, state.view
        if request is None or view is None or state.floor_phase not in _HOLDING:
            self._light = Light.NONE
            return []
        before, shown = self._light, light(request, view.rules.timers, now_ms)
        self._light = shown
        if shown is before:
            return []
        if shown is Light.RED:
            return [Tiding(_tr("Your time is up"), is_urgent=True)]
        return [Tiding(_left_sentence(request, now_ms))] if shown is Light.AMBER else []

    def _of_microphone(self, state: DelegateState) -> list[Tiding]:
        """Say that it was opened or closed, or is gone, while one has the floor: a new phase says so itself."""
        if state.floor_phase not in _HOLDING:
            self._is_open = None
            return []
        before, self._is_open = self._is_open, _is_open(state)
        if before is None or before is self._is_open:
            return []
        if self._is_open:
            return [Tiding(_tr("Your microphone is open"), is_urgent=True)]
        is_gone = state.devices.microphone_state is MicrophoneState.LOST
        return [Tiding(_tr("Your microphone is gone" if is_gone else "Your microphone is off"), is_urgent=True)]

    def _of_list(self, is_open: bool, phase: FloorPhase) -> list[Tiding]:
        before, self._is_list_open = self._is_list_open, is_open
        if before is None or before is is_open or phase in _HOLDING:
            return []
        return [Tiding(_tr("The list of speakers is open again" if is_open else "The list of speakers is closed"))]


def _is_open(state: DelegateState) -> bool:
    return not state.is_muted and state.devices.microphone_state is not MicrophoneState.LOST


def _left_sentence(request: FloorRequest, now_ms: int) -> str:
    seconds = (left_ms(request, now_ms) or 0) / 1000
    rounded_s = max(_ROUNDED_TO_S, round(seconds / _ROUNDED_TO_S) * _ROUNDED_TO_S)
    if rounded_s == 60:
        return _tr("One minute left")
    return _tr("{seconds} seconds left").format(seconds=rounded_s)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Floor", text)
