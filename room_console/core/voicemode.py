"""Voice mode's ears: who of those whose uplink is up begins to speak, and who has fallen silent."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.floor import DiscussionMode
from common.model.ids import ParticipantId
from room_console.core.meeting.inputs import Input, VoiceBegan, VoiceEnded
from room_console.core.meeting.state import MeetingState
from room_console.core.uplinks import UplinkPort

LOOK_S: Final = 0.1
SILENCE_S: Final = 2.5
"""A pause between two sentences is shorter."""


class VoiceWatch:
    """Tells the rules who speaks, while the mode goes by it. Thread: the core's loop."""

    def __init__(
        self,
        state: Callable[[], MeetingState],
        uplinks: Callable[[], Mapping[ParticipantId, UplinkPort]],
        post: Callable[[Input], None],
        clock: Clock,
    ) -> None:
        self._state = state
        self._uplinks = uplinks
        self._post = post
        self._clock = clock
        self._spoke_mono_s: dict[ParticipantId, float] = {}
        """When each who speaks was heard to do so last."""
        self._tasks = TaskOwner("voices")

    def start(self) -> None:
        """Begin to listen."""
        spawn(self._run(), name="voice mode", owner=self._tasks)

    async def stop(self) -> None:
        """Listen no more."""
        await self._tasks.cancel_all()

    async def look(self) -> None:
        """Listen to each open uplink once, the loop let go between two."""
        if self._state().rules.mode is not DiscussionMode.VOICE:
            self._spoke_mono_s.clear()
            return
        uplinks = dict(self._uplinks())
        for gone in self._spoke_mono_s.keys() - uplinks.keys():
            del self._spoke_mono_s[gone]
        for who, port in uplinks.items():
            self._listen(who, port)
            await asyncio.sleep(0)

    async def _run(self) -> None:
        while True:
            await self._clock.sleep(LOOK_S)
            await self.look()

    def _listen(self, who: ParticipantId, port: UplinkPort) -> None:
        now_mono_s = self._clock.mono_s()
        if port.sound.judge.is_speaking:
            self._spoke_mono_s[who] = now_mono_s
            if who not in self._state().voices:
                self._post(VoiceBegan(who))
        elif now_mono_s - self._spoke_mono_s.get(who, now_mono_s) > SILENCE_S:
            del self._spoke_mono_s[who]
            self._post(VoiceEnded(who))
