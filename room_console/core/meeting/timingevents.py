"""What the journal keeps of speech timers. Instants in ms since the Unix epoch, UTC."""

from dataclasses import dataclass, replace

from common.model.ids import ParticipantId, RequestId
from common.model.speechtime import spoken_ms
from room_console.core.meeting.eventbase import EventBase
from room_console.core.meeting.speakers import Speakers


class TimerSwitched(EventBase, frozen=True, tag="timer_switched"):
    """A speaker's time began to run, or stood still."""

    request: RequestId
    participant: ParticipantId
    is_running: bool
    at_ms: int


class TimerPaused(EventBase, frozen=True, tag="timer_paused"):
    """The chair or staff paused a speaker's time, or let it go on."""

    request: RequestId
    participant: ParticipantId
    is_paused: bool
    by: ParticipantId
    at_ms: int


class LimitSet(EventBase, frozen=True, tag="limit_set"):
    """The chair or staff gave one speech another time in all, in seconds; 0 is without limit."""

    request: RequestId
    participant: ParticipantId
    limit_s: int
    by: ParticipantId
    at_ms: int


class TimeOver(EventBase, frozen=True, tag="time_over"):
    """A speaker has used up their time, and speaks on."""

    request: RequestId
    participant: ParticipantId
    at_ms: int


TimingEvent = TimerSwitched | TimerPaused | LimitSet | TimeOver


@dataclass(frozen=True, slots=True)
class Timing:
    """Of those who have the floor: whose time is paused by hand, and whose is noted as over."""

    paused: frozenset[RequestId] = frozenset()
    over: frozenset[RequestId] = frozenset()

    def of(self, speakers: Speakers) -> "Timing":
        """Forget who has the floor no more."""
        if not self.paused and not self.over:
            return self
        granted = frozenset(r.request for r in speakers.granted)
        return self if (self.paused | self.over) <= granted else Timing(self.paused & granted, self.over & granted)


def timing_after(timing: Timing, event: TimingEvent) -> Timing:
    """Return whose time is paused and whose is over, once the event is true."""
    match event:
        case TimerPaused(request=number, is_paused=is_paused):
            return replace(timing, paused=timing.paused | {number} if is_paused else timing.paused - {number})
        case LimitSet(request=number):
            return replace(timing, over=timing.over - {number})
        case TimeOver(request=number):
            return replace(timing, over=timing.over | {number})
        case _:
            return timing


def timed(speakers: Speakers, event: TimingEvent) -> Speakers:
    """Return the list once the event is true."""
    match event:
        case TimerSwitched(request=number, is_running=is_running, at_ms=at_ms):
            spoken = spoken_ms(speakers.requests[number], at_ms)
            return speakers.altered(number, spoken_ms=spoken, running_since_ms=at_ms if is_running else None)
        case LimitSet(request=number, limit_s=limit_s):
            return speakers.altered(number, limit_s=limit_s)
        case _:
            return speakers
