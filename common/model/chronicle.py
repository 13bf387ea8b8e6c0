"""What happened in a meeting, as staff read it: speeches and speaking times, and the lines of the journal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from common.model.chat import ChatAct
from common.model.floor import RequestKind
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.people import Category


@dataclass(frozen=True, slots=True)
class Speech:
    """One time that somebody spoke. Instants are ms since the Unix epoch, UTC.

    From going on air first to losing the floor; `spoken_ms` is the time on air, without pauses. `name` and `delegation`
    are as registered then.
    """

    request: RequestId
    participant: ParticipantId
    name: str
    delegation: str
    category: Category
    kind: RequestKind
    from_ms: int
    to_ms: int
    spoken_ms: int
    limit_s: int = 0
    session: int | None = None
    item: str | None = None
    item_title: str = ""
    on_behalf_of: str = ""
    language: str = ""
    is_in_hall: bool = False


@dataclass(frozen=True, slots=True)
class Moderated:
    """One time that somebody moderated the chats, or sent a notice or took it back; names are as registered then."""

    at_ms: int
    act: ChatAct
    by: ParticipantId
    by_name: str
    participant: ParticipantId | None = None
    """Whose line or right to write it was."""
    name: str = ""
    session: int | None = None


class TimeBy(StrEnum):
    """What speaking time is summed up by."""

    PARTICIPANT = "participant"
    DELEGATION = "delegation"
    GROUP = "group"
    """On whose behalf was spoken."""
    CATEGORY = "category"
    KIND = "kind"
    LANGUAGE = "language"
    ITEM = "item"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class SpeakingTime:
    """How often and how long was spoken by those who share `key`; empty for speeches that have none."""

    key: str
    speeches: int
    spoken_ms: int


def totals(speeches: Iterable[Speech], by: TimeBy) -> tuple[SpeakingTime, ...]:
    """Sum up speaking time, the longest first."""
    found: dict[str, tuple[int, int]] = {}
    for speech in speeches:
        key = _key(speech, by)
        number, spoken_ms = found.get(key, (0, 0))
        found[key] = number + 1, spoken_ms + speech.spoken_ms
    summed = (SpeakingTime(key, number, spoken_ms) for key, (number, spoken_ms) in found.items())
    return tuple(sorted(summed, key=lambda one: (-one.spoken_ms, one.key)))


def _key(speech: Speech, by: TimeBy) -> str:
    return {
        TimeBy.PARTICIPANT: speech.name,
        TimeBy.DELEGATION: speech.delegation,
        TimeBy.GROUP: speech.on_behalf_of,
        TimeBy.CATEGORY: speech.category,
        TimeBy.KIND: speech.kind,
        TimeBy.LANGUAGE: speech.language,
        TimeBy.ITEM: speech.item or "",
        TimeBy.SESSION: "" if speech.session is None else str(speech.session),
    }[by]


T = TypeVar("T", Speech, Moderated)


class MinutesFormat(StrEnum):
    """How the minutes index is written; the value is the ending of its name."""

    DOCX = "docx"
    CSV = "csv"
    JSON = "json"


class Deeds(StrEnum):
    """A group of what may happen, by which the journal is filtered."""

    FLOOR = "floor"
    TIME = "time"
    RULES = "rules"
    MEETING = "meeting"
    PEOPLE = "people"
    PRESENCE = "presence"
    SOUND = "sound"
    HELP = "help"
    CHAT = "chat"
    OTHER = "other"


CHAIRS_DEEDS: Final = tuple(deeds for deeds in Deeds if deeds is not Deeds.HELP)
"""What a chair may read: who needed help, and with what, is between them and the technicians."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry of the journal: what happened (the name of its event), by whom, to whom, and what tells it apart."""

    revision: Revision
    at_ms: int
    deed: str
    deeds: Deeds
    by: ParticipantId | None = None
    participant: ParticipantId | None = None
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str:
        """Return what a detail says; empty where there is none."""
        return next((value for key, value in self.details if key == name), "")


def of_session(happened: Iterable[T], session: int | None) -> Iterator[T]:
    """Yield what was in one session, or in all for None."""
    return (one for one in happened if session is None or one.session == session)
