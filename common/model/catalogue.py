"""What is known of a meeting without opening it: a line of the catalogue."""

from dataclasses import dataclass

from common.model.agenda import Format
from common.model.ids import MeetingId
from common.model.zones import UTC


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """What stands on a meeting's folder. Instants are ms since the Unix epoch, UTC; None without sessions."""

    meeting: MeetingId
    title: str
    symbol: str = ""
    format: Format = Format.HYBRID
    timezone: str = UTC
    starts_at_ms: int | None = None
    ends_at_ms: int | None = None
    sessions: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One meeting of the catalogue."""

    card: MeetingCard
    is_running: bool = False
    """A core has it open."""
    is_archived: bool = False

    @property
    def meeting(self) -> MeetingId:
        """The meeting's short name, and its directory's."""
        return self.card.meeting


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """What a new meeting begins with."""

    title: str
    symbol: str = ""
    format: Format = Format.HYBRID
    timezone: str = UTC
