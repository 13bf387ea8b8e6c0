"""Who was there, from the journal: presence as spans of time, cut to sessions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from common.model.ids import ParticipantId
from common.model.people import Presence
from common.model.record import Attended
from room_console.core.meeting.events import ConsoleRestarted, Event, PersonUnlisted, PresenceChanged
from room_console.core.meeting.programmeevents import SessionBegan, SessionEnded


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, ms since the Unix epoch, UTC."""

    from_ms: int
    to_ms: int


Presences = Mapping[ParticipantId, tuple[Span, ...]]


class PresenceBook:
    """Takes the journal in order. A dropped link ends a span; so does being taken off the list.

    The end of a core that was not told ends all.
    What happened between the last entry before a restart and the restart is not known: nobody is counted as there.
    """

    def __init__(self) -> None:
        self._spans: dict[ParticipantId, list[Span]] = {}
        self._since_ms: dict[ParticipantId, int] = {}
        self._last_ms = 0

    def note(self, at_ms: int, event: Event) -> None:
        """Take the next entry."""
        match event:
            case PresenceChanged(participant=who, presence=Presence.JOINED):
                self._since_ms.setdefault(who, at_ms)
            case PresenceChanged(participant=who) | PersonUnlisted(participant=who):
                self._end(who, at_ms)
            case ConsoleRestarted():
                for who in list(self._since_ms):
                    self._end(who, self._last_ms)
            case _:
                pass
        self._last_ms = max(self._last_ms, at_ms)

    def spans(self, until_ms: int) -> dict[ParticipantId, tuple[Span, ...]]:
        """Return everyone's spans; who is still there is there until `until_ms`."""
        found = {who: tuple(spans) for who, spans in self._spans.items()}
        for who, since_ms in self._since_ms.items():
            if until_ms > since_ms:
                found[who] = (*found.get(who, ()), Span(since_ms, until_ms))
        return found

    def _end(self, who: ParticipantId, at_ms: int) -> None:
        since_ms = self._since_ms.pop(who, None)
        if since_ms is not None and at_ms > since_ms:
            self._spans.setdefault(who, []).append(Span(since_ms, at_ms))


class SessionBook:
    """Takes the journal in order: when each session was open. One that was opened again has more than one span."""

    def __init__(self) -> None:
        self._spans: dict[int, list[Span]] = {}
        self._open: tuple[int, int] | None = None

    def note(self, event: Event) -> None:
        """Take the next entry."""
        match event:
            case SessionBegan(session=number, at_ms=at_ms):
                self._end(at_ms)
                self._open = number, at_ms
            case SessionEnded(at_ms=at_ms):
                self._end(at_ms)
            case _:
                pass

    def spans(self, until_ms: int) -> dict[int, tuple[Span, ...]]:
        """Return the spans of every session that was ever open; one that is open is so until `until_ms`."""
        found = {number: tuple(spans) for number, spans in self._spans.items()}
        if self._open is not None and until_ms > self._open[1]:
            number, since_ms = self._open
            found[number] = (*found.get(number, ()), Span(since_ms, until_ms))
        return found

    def _end(self, at_ms: int) -> None:
        if self._open is not None and at_ms > self._open[1]:
            number, since_ms = self._open
            self._spans.setdefault(number, []).append(Span(since_ms, at_ms))
        self._open = None


def within(spans: Iterable[Span], frame: Sequence[Span]) -> tuple[Span, ...]:
    """Cut spans to a frame, whose own spans are in order and do not overlap; joined where they touch."""
    cut: list[Span] = []
    for span in spans:
        for part in frame:
            from_ms, to_ms = max(span.from_ms, part.from_ms), min(span.to_ms, part.to_ms)
            if to_ms <= from_ms:
                continue
            if cut and cut[-1].to_ms >= from_ms:
                cut[-1] = Span(cut[-1].from_ms, max(cut[-1].to_ms, to_ms))
            else:
                cut.append(Span(from_ms, to_ms))
    return tuple(cut)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put spans in order, joined where they overlap or touch."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.from_ms):
        if found and found[-1].to_ms >= span.from_ms:
            found[-1] = Span(found[-1].from_ms, max(found[-1].to_ms, span.to_ms))
        else:
            found.append(span)
    return tuple(found)


def attended(presences: Presences, on_site: Iterable[ParticipantId], frame: Sequence[Span]) -> tuple[Attended, ...]:
    """Say who was there in `frame`: by their link, or in the hall. Nobody was in a frame that has not begun."""
    if not frame:
        return ()
    found = {who: _of(who, cut) for who, spans in presences.items() if (cut := within(spans, frame))}
    found |= {who: _of(who, frame, is_on_site=True) for who in on_site}
    return tuple(found.values())


def attended_all(
    presences: Presences, on_site: Mapping[int, Iterable[ParticipantId]], frames: Mapping[int, Sequence[Span]]
) -> tuple[Attended, ...]:
    """Say who was there in any session, by number: by their link while one was held, and throughout each in whose hall
    they were seen.
    """
    whole = merged(span for frame in frames.values() for span in frame)
    spans = {who: cut for who, theirs in presences.items() if (cut := within(theirs, whole))}
    seen: dict[ParticipantId, list[Span]] = {}
    for number, people in on_site.items():
        for who in people:
            seen.setdefault(who, []).extend(frames.get(number, ()))
    spans |= {who: merged((*spans.get(who, ()), *theirs)) for who, theirs in seen.items() if theirs}
    return tuple(_of(who, theirs, is_on_site=who in seen) for who, theirs in spans.items())


def _of(who: ParticipantId, spans: Sequence[Span], is_on_site: bool = False) -> Attended:
    present_ms = sum(span.to_ms - span.from_ms for span in spans)
    return Attended(who, spans[0].from_ms, spans[-1].to_ms, present_ms, len(spans), is_on_site)
