"""A view kept up to date by numbered changes: the same function at both ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import compress
from operator import attrgetter, is_not
from typing import Final, assert_never

from common.model.errors import ErrorCode, ProtocolError
from common.model.floor import FloorRequest
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import MeetingView, ParticipantView
from common.model.people import Presence
from common.protocol.view import (
    Change,
    CourseChanged,
    DetailsChanged,
    FloorChanged,
    InterpretationChanged,
    OwnChanged,
    ParticipantChanged,
    ParticipantRemoved,
    PatchChanged,
    PresencesChanged,
    Roster,
    RulesChanged,
    SharingChanged,
    Snapshot,
    UndoableChanged,
)

_NUMBER: Final = attrgetter("request")


def whole_view(snapshot: Snapshot, roster: Roster | None) -> MeetingView:
    """Return a snapshot's view, on the roster that it builds on, if it does.

    Raises: ProtocolError(`malformed`) for a roster that was not sent.
    """
    if snapshot.roster is None:
        return snapshot.view
    if roster is None or roster.revision != snapshot.roster:
        raise ProtocolError(ErrorCode.MALFORMED, f"the roster of revision {snapshot.roster} was not sent")
    people = {who.participant: who for who in roster.participants}
    for gone in snapshot.removed:
        people.pop(gone, None)
    return replace(snapshot.view, participants=people | snapshot.view.participants)


def apply_change(view: MeetingView, change: Change) -> MeetingView:  # noqa: PLR0911, PLR0912
    """Return `view` with `change` made; the given view stays as it was.

    Raises: ProtocolError(`malformed`) for a request in the list of speakers, or somebody present, never told before.
    """
    match change:
        case ParticipantChanged(participant=who):
            return replace(view, participants={**view.participants, who.participant: who})
        case PresencesChanged(presences=presences):
            return replace(view, participants=_present(view.participants, presences))
        case ParticipantRemoved(participant=gone):
            others = {k: v for k, v in view.participants.items() if k != gone}
            return replace(view, participants=others, own={k: v for k, v in view.own.items() if k != gone})
        case FloorChanged(order=order, requests=requests):
            return replace(view, floor=_in_order(order, (*view.floor, *requests)))
        case RulesChanged(rules=rules):
            return replace(view, rules=rules)
        case DetailsChanged(details=details):
            return replace(view, details=details)
        case CourseChanged(current_session=session, current_item=item):
            return replace(view, current_session=session, current_item=item)
        case OwnChanged(own=own):
            return replace(view, own={**view.own, own.participant: own})
        case PatchChanged(patch=patch):
            return replace(view, patch=patch)
        case InterpretationChanged(cannot_interpret=booths):
            return replace(view, cannot_interpret=booths)
        case UndoableChanged(undoable=undoable):
            return replace(view, undoable=undoable)
        case SharingChanged(sharing=sharing):
            return replace(view, sharing=sharing)
        case _:
            assert_never(change)


def floor_change(before: Mapping[RequestId, FloorRequest], after: Sequence[FloorRequest]) -> FloorChanged:
    """Say what makes one list of speakers into the other; a request is the same where it is the same object."""
    order = tuple(map(_NUMBER, after))
    return FloorChanged(order, tuple(compress(after, map(is_not, after, map(before.get, order)))))


def joined(first: FloorChanged, second: FloorChanged) -> FloorChanged:
    """Return the one change that does what two do, one after the other."""
    requests = {r.request: r for r in (*first.requests, *second.requests)}
    return FloorChanged(second.order, tuple(requests[number] for number in second.order if number in requests))


def _present(
    people: dict[ParticipantId, ParticipantView], presences: dict[ParticipantId, Presence]
) -> dict[ParticipantId, ParticipantView]:
    try:
        return people | {who: replace(people[who], presence=presence) for who, presence in presences.items()}
    except KeyError as error:
        raise ProtocolError(ErrorCode.MALFORMED, f"participant {error} was never told") from error


def _in_order(order: Iterable[RequestId], requests: Iterable[FloorRequest]) -> tuple[FloorRequest, ...]:
    """Put requests in order, the later of two with the same number counting."""
    known = {r.request: r for r in requests}
    try:
        return tuple(known[number] for number in order)
    except KeyError as error:
        raise ProtocolError(ErrorCode.MALFORMED, f"request {error} was never told") from error
