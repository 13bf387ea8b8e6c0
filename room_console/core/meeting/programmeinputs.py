"""What happens to the programme of a meeting. `by` is who wishes it; None is the configuration."""

from dataclasses import dataclass

from common.model.agenda import AgendaItem, Format, Session
from common.model.ids import ParticipantId


@dataclass(frozen=True, slots=True)
class MeetingNamed:
    """Staff state what the meeting is called, and where its clocks stand."""

    by: ParticipantId
    symbol: str
    title: str
    format: Format
    timezone: str


@dataclass(frozen=True, slots=True)
class SessionPut:
    """Staff put a session into the programme, in the place of the one numbered `replaces`, if any."""

    by: ParticipantId
    session: Session
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRemoved:
    """Staff take a session out of the programme."""

    by: ParticipantId
    number: int


@dataclass(frozen=True, slots=True)
class ItemPut:
    """Staff put an item into the agenda: in the place of the one numbered `replaces`, or else as the last."""

    by: ParticipantId
    item: AgendaItem
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class ItemRemoved:
    """Staff take an item off the agenda."""

    by: ParticipantId
    number: str


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """Staff put an item at `position`, from 0, of the agenda; past the end is last."""

    by: ParticipantId
    number: str
    position: int


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The chair or staff open a session."""

    by: ParticipantId
    number: int


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """The chair or staff close the session that is open."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class ItemCalled:
    """The chair or staff call an item of the agenda; None ends the one that is debated."""

    by: ParticipantId
    number: str | None


EditInput = MeetingNamed | SessionPut | SessionRemoved | ItemPut | ItemRemoved | ItemMoved
SessionInput = SessionOpened | SessionClosed | ItemCalled
ProgrammeInput = EditInput | SessionInput
