"""What the window shows: the link's phase, the meeting, and what the core tells of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from common.model.checks import ReadinessReport
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView
from common.protocol.operator import Health, LinkReport, Outbox


class Phase(StrEnum):
    """Where the window stands with its core."""

    CONNECTING = "connecting"
    STARTING = "starting"
    """No core was there; one is being started."""
    CODE = "code"
    """The core asks for a one-time code: a window on another machine."""
    SIGN_IN = "sign_in"
    """An account and its password are asked for: a window on another machine."""
    ATTACHED = "attached"
    RECONNECTING = "reconnecting"
    """The link is lost; what is shown is as it was."""
    RESTARTING = "restarting"
    """The core has died and is being started again."""
    FAILED = "failed"
    REPLACED = "replaced"
    """Another window works this meeting now."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """A snapshot. `detail` is for staff: the last lines of the core's log, or where a code was sent.

    `clock_offset_ms` is the console's clock less this machine's.
    """

    phase: Phase = Phase.CONNECTING
    error: ErrorCode | None = None
    detail: str = ""
    view: MeetingView | None = None
    health: Health | None = None
    reports: Mapping[ParticipantId, LinkReport] = field(default_factory=dict)
    outbox: Outbox | None = None
    readiness: Mapping[ParticipantId, ReadinessReport] = field(default_factory=dict)
    """The newest report of each who has tested."""
    prelisten: ParticipantId | None = None
    """Whose uplink the operator hears off-air."""
    clock_offset_ms: int = 0

    @property
    def is_attached(self) -> bool:
        """Tell whether requests can be made."""
        return self.phase is Phase.ATTACHED
