"""The one place where the delegate's state is replaced, and those who are told."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from common.aio.collector import keep_from_now
from common.model.meeting import MeetingView
from delegate_app.core.state import DelegateState, DeviceState, MediaState, VoiceState

Subscriber = Callable[[DelegateState], None]
_log = logging.getLogger(__name__)


class StateKeeper:
    """Holds the newest state and tells every new one.

    Thread: the caller's loop, for every method.
    """

    def __init__(self) -> None:
        self.state = DelegateState()
        self._subscribers: list[Subscriber] = []

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback` with every new state, and with the present one now; return what ends that."""
        self._subscribers.append(callback)
        callback(self.state)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def change(self, **fields: Any) -> None:
        """Replace fields of the state; subscribers are told only of a state that differs."""
        self._tell(replace(self.state, **fields))

    def change_view(self, view: MeetingView, clock_offset_ms: int) -> None:
        """Show the meeting anew; the collector then passes over its thousands, who stay: it would stop the sound."""
        is_first = self.state.view is None
        self._tell(replace(self.state, view=view, clock_offset_ms=clock_offset_ms))
        if is_first:
            keep_from_now()

    def change_media(self, **fields: Any) -> None:
        """Replace fields of `state.media`."""
        media: MediaState = replace(self.state.media, **fields)
        self._tell(replace(self.state, media=media))

    def change_devices(self, **fields: Any) -> None:
        """Replace fields of `state.devices`."""
        devices: DeviceState = replace(self.state.devices, **fields)
        self._tell(replace(self.state, devices=devices))

    def change_voice(self, **fields: Any) -> None:
        """Replace fields of `state.voice`."""
        voice: VoiceState = replace(self.state.voice, **fields)
        self._tell(replace(self.state, voice=voice))

    def _tell(self, state: DelegateState) -> None:
        if state == self.state:
            return
        if state.phase is not self.state.phase:
            _log.info("= %s -> %s", self.state.phase, state.phase)
        self.state = state
        for subscriber in tuple(self._subscribers):
            subscriber(state)
