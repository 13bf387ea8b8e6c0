"""The floor: requests, their statuses and the list of speakers."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from common.model.ids import ParticipantId, RequestId, SlotNumber
from common.model.people import Category

MAX_BEHALF: Final = 120
"""Characters of the name of a group that somebody speaks for."""
MAX_LIMIT_S: Final = 4 * 3600
"""No speech is given more."""


class RequestKind(StrEnum):
    """What somebody asks the floor for (R15)."""

    INTERVENTION = "intervention"
    POINT_OF_ORDER = "point_of_order"
    PROCEDURAL_MOTION = "procedural_motion"
    RESPONSE = "response"
    """To who speaks now."""
    RIGHT_OF_REPLY = "right_of_reply"
    CHAIR = "chair"
    """The chair themselves: never waits, and counts to no limit."""


DEFAULT_PRECEDENCE: Final = (
    RequestKind.POINT_OF_ORDER,
    RequestKind.PROCEDURAL_MOTION,
    RequestKind.RESPONSE,
    RequestKind.INTERVENTION,
    RequestKind.RIGHT_OF_REPLY,
)
"""The first goes before all that follow."""


class DiscussionMode(StrEnum):
    """Who opens microphones."""

    MANUAL = "manual"
    """The chair or operator grants each request."""
    OPEN = "open"
    """A request is granted while microphones are free; else the next one when a microphone closes."""
    OVERRIDE = "override"
    """A request is granted at once; where none is free, who has spoken longest gives theirs up."""
    VOICE = "voice"
    """Those on standby are granted when they begin to speak, and wait again when they fall silent."""


class SpeakingOrder(StrEnum):
    """In which order requests of equal precedence stand."""

    REQUEST = "request"
    PROTOCOL = "protocol"
    """Groups first, then members, observers, IGOs and NGOs, each in protocol order."""


class Overrun(StrEnum):
    """What becomes of who has used up their time."""

    SHOW = "show"
    WARN = "warn"
    """The speaker and the chair are told."""
    CUT = "cut"
    """The floor is taken back after the grace."""


@dataclass(frozen=True, slots=True)
class SpeechTimers:
    """How long one may speak; 0 is without limit.

    The first that is not 0 counts: kind, group, delegation, category, the item's (`SegmentRules.speech_s`), `speech_s`.
    """

    speech_s: int = 0
    by_kind_s: dict[RequestKind, int] = field(default_factory=dict)
    group_s: int = 0
    """For who speaks on behalf of a group."""
    by_category_s: dict[Category, int] = field(default_factory=dict)
    amber_s: int = 30
    """The light turns amber when so much is left."""
    overrun: Overrun = Overrun.SHOW
    grace_s: int = 15
    """From the end of one's time to the cut."""
    by_delegation_s: dict[str, int] = field(default_factory=dict)
    """For single delegations, by their names, however these are capitalised."""


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
    kind: RequestKind = RequestKind.INTERVENTION
    on_behalf_of: str = ""
    """The group for which they speak; empty for their delegation."""
    language: str = ""
    """In which they will speak (BCP 47); empty where they did not say."""
    is_in_hall: bool = False
    """Speaks at a microphone of the hall: has neither uplink nor slot."""
    has_fault: bool = False
    """Lost the floor to a technical fault, and is called again when it is mended."""
    limit_s: int = 0
    """Speaking time given; 0 is without limit."""
    spoken_ms: int = 0
    """Time used up before `running_since_ms`."""
    running_since_ms: int | None = None
    """Since when the speech timer runs; None while it stands. Instants in ms since the Unix epoch, UTC."""

    @property
    def is_open(self) -> bool:
        """Tell whether the request is still in the list."""
        return self.status in OPEN_STATUSES
