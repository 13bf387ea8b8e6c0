"""The floor: requests, their statuses and the list of speakers."""

from dataclasses import dataclass
from enum import StrEnum

from common.model.ids import ParticipantId, RequestId, SlotNumber


class RequestStatus(StrEnum):
    """The life of a floor request, in the statuses of RFC 8855, section 5.2.5."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    """On standby: next to speak, the uplink is brought up but not heard."""
    GRANTED = "granted"
    DENIED = "denied"
    CANCELLED = "cancelled"
    """Withdrawn by the requester."""
    RELEASED = "released"
    """Given back by the speaker."""
    REVOKED = "revoked"
    """Taken away by the chair or operator."""


OPEN_STATUSES = frozenset({RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.GRANTED})
"""A request in one of these is in the list of speakers; in any other it has ended."""


@dataclass(frozen=True, slots=True)
class FloorRequest:
    """One wish to speak.

    `slot` is set from the grant to the end. `is_on_air` becomes true only when the console hears the uplink, and
    `on_air_at_ms` is then the instant, in milliseconds since the Unix epoch (UTC).
    """

    request: RequestId
    participant: ParticipantId
    status: RequestStatus
    requested_at_ms: int
    granted_at_ms: int | None = None
    slot: SlotNumber | None = None
    is_on_air: bool = False
    on_air_at_ms: int | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the request is still in the list."""
        return self.status in OPEN_STATUSES
