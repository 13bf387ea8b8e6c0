"""What chair and staff did of late, each with what it takes to undo it."""

from dataclasses import replace
from typing import Final

import msgspec

from common.model.floor import FloorRequest, RequestKind, RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Act, Rules, Undoable
from room_console.core.meeting.events import (
    Event,
    FloorGiven,
    RequestAltered,
    RequestEnded,
    RequestReordered,
    RequestReturned,
    RulesAdopted,
)
from room_console.core.meeting.speakers import NOWHERE, Place, Speakers

MOST_ACTS: Final = 20
LEAST_ANEW_S: Final = 15
"""That who was cut may speak on for when the floor is given back, however short the grace is."""
_CHANGES: Final[dict[type, Act]] = {
    RequestReordered: Act.MOVE,
    RequestReturned: Act.FAULT,
}
_ENDINGS: Final = {RequestStatus.DENIED: Act.DENY, RequestStatus.REVOKED: Act.REVOKE}


class Done(msgspec.Struct, frozen=True):
    """One act: the request as it was, and where it waited; or the rules before and after, and who waited in order."""

    act: Undoable
    before: FloorRequest | None = None
    place: Place = NOWHERE
    rules: Rules | None = None
    after: Rules | None = None
    order: tuple[RequestId, ...] = ()
    gave_way: tuple[RequestId, ...] = ()
    """Requests that were interrupted, the one first that had spoken longest."""
    words: tuple[str, str] = ("", "")
    """Group and language that a correction wrote."""


def done_by(speakers: Speakers, rules: Rules, event: Event) -> Done | None:
    """Note an act that can be undone, as things stand before it, or a cut by the rules; None for any other event."""
    by: ParticipantId | None = getattr(event, "by", None)
    if by is None:
        return _cut(speakers, rules, event) if isinstance(event, RequestEnded) and event.is_cut else None
    match event:
        case RulesAdopted(at_ms=at_ms):
            order = tuple([r.request for r in speakers.waiting])
            return Done(Undoable(Act.RULES, by, at_ms), rules=rules, after=event.rules, order=order)
        case FloorGiven(at_ms=at_ms, gave_way=gave_way):
            given = _of_request(speakers, event.request, Act.GRANT, by, at_ms)
            return _interrupting(given, gave_way) if given is not None and gave_way else given
        case RequestAltered(at_ms=at_ms, participant=whose) if at_ms and by != whose:
            return _correcting(speakers, event, by)
        case RequestReordered() | RequestReturned() | RequestEnded():
            act = _ENDINGS.get(event.status) if isinstance(event, RequestEnded) else _CHANGES[type(event)]
            return _of_request(speakers, event.request, act, by, event.at_ms) if act is not None else None
        case _:
            return None


def _interrupting(given: Done, gave_way: tuple[RequestId, ...]) -> Done:
    """Note who gave way: they wait already, and the request did not stand behind them before."""
    stood = given.place
    waiting = tuple(r for r in stood.waiting if r.request not in gave_way)
    place = Place(waiting, stood.position - (len(stood.waiting) - len(waiting)), stood.asked)
    return msgspec.structs.replace(given, gave_way=gave_way, place=place)


def _correcting(speakers: Speakers, event: RequestAltered, by: ParticipantId) -> Done:
    """Note a correction, wherever the request stands; by its owner it is none, and older journals don't say when."""
    act = Undoable(Act.CORRECT, by, event.at_ms, event.request, event.participant)
    return Done(act, speakers.open_request(event.request), words=(event.on_behalf_of, event.language))


def _cut(speakers: Speakers, rules: Rules, event: RequestEnded) -> Done:
    """Note a cut. Who gets the floor back has the grace again, so that they are not cut at once."""
    cut = speakers.requests[event.request]
    anew_s = max(0, LEAST_ANEW_S - rules.timers.grace_s)
    spoken_ms = max(0, cut.limit_s - anew_s) * 1000
    before = replace(cut, spoken_ms=spoken_ms, running_since_ms=None)
    return Done(Undoable(Act.REVOKE, cut.participant, event.at_ms, event.request, cut.participant), before)


def _of_request(speakers: Speakers, number: RequestId, act: Act, by: ParticipantId, at_ms: int) -> Done | None:
    before = speakers.requests[number]
    if before.kind is RequestKind.CHAIR and act is Act.GRANT:
        return None
    place = NOWHERE if before.status is RequestStatus.GRANTED else speakers.place_of(number)
    return Done(Undoable(act, by, at_ms, number, before.participant), before, place)
