"""Pre-listen: the operator hears one uplink off-air, at a port of the hall's device; nobody else does."""

import logging
from collections.abc import Mapping, Set

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.hallside import HallSide
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

    @property
    def participant(self) -> ParticipantId | None:
        """Who is listened to."""
        return self._participant

    def listen(self, participant: ParticipantId, uplinks: Mapping[ParticipantId, UplinkPort]) -> None:
        """Listen to another one from the next `apply` on.

        Raises: ConferenceError(`not_found`) without an open uplink, (`patch_invalid`) without a port to hear it at.
        """
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
        who = self._participant
        if who is None:
            return
        if uplinks.get(who) is not self._port:
            self.end()
        else:
            self._connect(who not in hushed and not state.own[who].is_muted)

    def _connect(self, is_wanted: bool) -> None:
        if is_wanted != self._is_connected:
            self._is_connected = is_wanted
            self._hall.prelisten(self._port if is_wanted else None)
