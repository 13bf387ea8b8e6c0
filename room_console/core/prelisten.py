"""Pre-listen: the operator hears one uplink off-air, at a port of the hall's device; nobody else does.

Who is in the private room is heard there before anybody else, and hears the operator, for as long as the room is open.
"""

import logging
from collections.abc import Mapping, Set

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.hallside import HallSide
from room_console.core.meeting.rooms import in_room
from room_console.core.meeting.state import MeetingState
from room_console.core.uplinks import UplinkPort

_log = logging.getLogger(__name__)


class PreListening:
    """Holds whom the operator listens to: one at most, for as long as that uplink is open. Thread: the core's loop."""

    def __init__(self, hall: HallSide) -> None:
        self._hall = hall
        self._participant: ParticipantId | None = None
        self._port: UplinkPort | None = None
        self._is_connected = False
        self._is_talking = False

    @property
    def participant(self) -> ParticipantId | None:
        """Who is listened to."""
        return self._participant

    def listen(self, participant: ParticipantId, uplinks: Mapping[ParticipantId, UplinkPort]) -> None:
        """Listen to another one from the next `apply` on.

        Raises: ConferenceError(`not_found`) without an open uplink, (`patch_invalid`) without a port to hear it at,
        (`limit`) while the private room is open.
        """
        if self._is_talking:
            raise ConferenceError(ErrorCode.LIMIT, "the operator hears who is in the private room")
        port = uplinks.get(participant)
        if port is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no uplink of theirs is open")
        if self._hall.patch.prelisten_output is None:
            raise ConferenceError(ErrorCode.PATCH_INVALID, "no output is patched for pre-listening")
        self.end()
        self._participant, self._port = participant, port
        _log.info("= operator listens to %s off-air", participant)

    def end(self) -> None:
        """Listen to nobody."""
        self._connect(False)
        self._participant = self._port = None

    def apply(
        self, state: MeetingState, hushed: Set[ParticipantId], uplinks: Mapping[ParticipantId, UplinkPort]
    ) -> None:
        """End with the uplink; be silent while its owner has muted themselves: that goes for off-air too."""
        self._follow_room(in_room(state), uplinks)
        who = self._participant
        if who is None:
            return
        if uplinks.get(who) is not self._port:
            self.end()
        else:
            self._connect(who not in hushed and not state.own[who].is_muted)

    def _follow_room(self, who: ParticipantId | None, uplinks: Mapping[ParticipantId, UplinkPort]) -> None:
        """Hear who is in the private room, once their uplink is there, and talk to them; nobody after it."""
        is_talking = who is not None
        if is_talking != self._is_talking:
            self.end()
            self._is_talking = is_talking
            self._hall.talk(is_talking)
        if who is not None and self._port is not uplinks.get(who):
            self.end()
            self._participant, self._port = (who, uplinks[who]) if who in uplinks else (None, None)

    def _connect(self, is_wanted: bool) -> None:
        if is_wanted != self._is_connected:
            self._is_connected = is_wanted
            self._hall.prelisten(self._port if is_wanted else None)
