"""How often one person may wish what everyone is told: each time thousands are sent something, and the disk keeps it.

What ends something is never slowed: to withdraw, to release the floor, to mute, to stop sharing.
"""

from typing import Final

from common.aio.clock import Clock, SystemClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Action, may
from common.protocol import floor, media, sharing
from common.protocol.codec import ClientMessage
from room_console.core.control.gateway import Connection
from room_console.core.control.tokenbucket import TokenBuckets

_RATES: Final[dict[type, tuple[float, int]]] = {
    floor.RequestFloor: (1 / 5, 6),
    floor.AlterRequest: (1 / 2, 10),
    sharing.ShareScreen: (1 / 5, 6),
    media.SetMuted: (1.0, 20),
}
"""So many a second in the long run, and so many at once."""


class WishBrake:
    """Counts the wishes of each person but staff, who work fast. Thread: the core's loop."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._buckets = TokenBuckets(clock or SystemClock())

    def check(self, connection: Connection, message: ClientMessage) -> None:
        """Count a wish. Raises: ConferenceError(`too_fast`) with the time to wait."""
        rate = _RATES.get(type(message))
        if rate is None or may(connection.role, Action.CONDUCT) or _is_muting(message):
            return
        if wait_s := self._buckets.take((connection.participant, type(message)), *rate):
            raise ConferenceError(ErrorCode.TOO_FAST, "everyone is told of it: wait a little", wait_s)


def _is_muting(message: ClientMessage) -> bool:
    return isinstance(message, media.SetMuted) and message.is_muted
