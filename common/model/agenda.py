"""The programme of a meeting: its sessions over the days, and its agenda (R1, R2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from common.model.floor import DiscussionMode

MAX_SESSIONS: Final = 100
MAX_ITEMS: Final = 200
MAX_LINKS: Final = 10
"""Of one item."""
MAX_URL: Final = 500


class Format(StrEnum):
    """How a meeting, or one session of it, is held (R1)."""

    PHYSICAL = "physical"
    """Everyone who speaks is in the hall; those who are away follow."""
    VIRTUAL = "virtual"
    """Nobody is in the hall: no mixer is needed."""
    HYBRID = "hybrid"


class SegmentKind(StrEnum):
    """How an item is debated."""

    PRESENTATION = "presentation"
    PANEL = "panel"
    OPEN_FLOOR = "open_floor"


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """What becomes of the rules when the item is called; the operator may change them again."""

    max_open_mics: int = 1
    is_list_open: bool = True
    standby: int = 1
    mode: DiscussionMode = DiscussionMode.MANUAL
    speech_s: int = 0
    """The time for a speech while this item is debated; 0 leaves the meeting's."""


DEFAULT_RULES: Final[Mapping[SegmentKind, SegmentRules]] = {
    SegmentKind.PRESENTATION: SegmentRules(is_list_open=False),
    SegmentKind.PANEL: SegmentRules(max_open_mics=4, is_list_open=False, standby=0),
    SegmentKind.OPEN_FLOOR: SegmentRules(),
}


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting. Instants are ms since the Unix epoch, UTC; the end is after the start."""

    number: int
    title: str
    starts_at_ms: int
    ends_at_ms: int
    format: Format = Format.HYBRID


@dataclass(frozen=True, slots=True)
class Link:
    """A document or page that belongs to an item: an `https` or `http` address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One segment of the agenda. `number` is as printed (`3`, `4(b)`) and each item's own; `session` is where it is
    planned, 0 where that is open.
    """

    number: str
    title: str
    session: int = 0
    kind: SegmentKind = SegmentKind.OPEN_FLOOR
    rules: SegmentRules = field(default_factory=SegmentRules)
    links: tuple[Link, ...] = ()


def overlapped(session: Session, others: Iterable[Session]) -> Session | None:
    """Return the first of the other sessions that is planned for the same time."""
    return next(
        (o for o in others if o.starts_at_ms < session.ends_at_ms and session.starts_at_ms < o.ends_at_ms), None
    )


def session_after(sessions: tuple[Session, ...], at_ms: int) -> Session | None:
    """Return the session that runs at an instant, or else the next one; None after the last."""
    return min((s for s in sessions if s.ends_at_ms > at_ms), key=lambda s: s.starts_at_ms, default=None)
