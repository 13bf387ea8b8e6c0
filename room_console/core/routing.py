"""What goes where, declared and not commanded.

After every decision the connections are compared with what the rules say, and the difference is mended: a missed step
heals with the next one, and a restart is no special case. Only what is routed here is heard: this is where the mute is
enforced.
"""

from collections.abc import Mapping

from common.model.ids import LegId, ParticipantId, SlotNumber
from room_console.core.hallside import HallSide
from room_console.core.meeting.sharing import shown as sharer_of
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import slots_heard
from room_console.core.prelisten import PreListening
from room_console.core.uplinks import UplinkPort


class Routing:
    """Connects uplinks to slots and to the stage. Thread: the core's loop."""

    def __init__(self, hall: HallSide) -> None:
        self._hall = hall
        self._connected: dict[SlotNumber, UplinkPort] = {}
        self._hushed: set[ParticipantId] = set()
        self._sharing: LegId | None = None
        self.prelistening = PreListening(hall)

    def hush(self, participant: ParticipantId, is_hushed: bool) -> None:
        """Let nobody hear someone from the next `apply` on, whatever the state says; or as the state says again."""
        if is_hushed:
            self._hushed.add(participant)
        else:
            self._hushed.discard(participant)

    def apply(self, state: MeetingState, uplinks: Mapping[ParticipantId, UplinkPort]) -> None:
        """Connect just what `state` lets be heard and seen."""
        heard = {slot: p for slot, p in slots_heard(state).items() if p not in self._hushed}
        wanted = {slot: uplinks[p] for slot, p in heard.items() if p in uplinks}
        for slot in [s for s, port in self._connected.items() if wanted.get(s) is not port]:
            del self._connected[slot]
            self._hall.disconnect_slot(slot)
        for slot, port in wanted.items():
            if slot not in self._connected:
                self._connected[slot] = port
                self._hall.connect_slot(slot, port)
        self.prelistening.apply(state, self._hushed, uplinks)
        speaker = state.speakers.on_stage()
        shown = uplinks.get(speaker) if speaker is not None else None
        self._hall.stage.show(shown.leg if shown is not None else None)
        self._share(state, uplinks)

    def _share(self, state: MeetingState, uplinks: Mapping[ParticipantId, UplinkPort]) -> None:
        sharer = sharer_of(state)
        port = uplinks.get(sharer) if sharer is not None else None
        leg = port.leg if port is not None else None
        if leg != self._sharing:
            self._sharing = leg
            self._hall.share(leg)
