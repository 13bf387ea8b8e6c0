"""What an event makes of the list of speakers."""

from dataclasses import replace
from typing import assert_never

import msgspec

from common.model.floor import FloorRequest, RequestStatus
from common.model.meeting import Act, OwnState, Rules
from common.model.speechtime import spoken_ms
from room_console.core.meeting.acts import Done
from room_console.core.meeting.events import (
    ActUndone,
    FaultMended,
    FloorEvent,
    FloorGiven,
    RequestAltered,
    RequestBroughtBack,
    RequestEnded,
    RequestEntered,
    RequestReordered,
    RequestReturned,
    WentOffAir,
    WentOnAir,
)
from room_console.core.meeting.places import People, position_of_new, rank
from room_console.core.meeting.speakers import Speakers


def after(speakers: Speakers, event: FloorEvent) -> Speakers:  # noqa: PLR0911
    """Return the list once the event is true."""
    number = event.request
    match event:
        case RequestEntered():
            return speakers.entered(_new(event), event.position)
        case RequestAltered(on_behalf_of=group, language=language, is_in_hall=is_in_hall):
            return speakers.altered(number, on_behalf_of=group, language=language, is_in_hall=is_in_hall)
        case RequestReordered(position=position):
            return speakers.moved(number, position)
        case RequestBroughtBack(position=position):
            return speakers.brought_back(number, position)
        case FloorGiven(slot=slot, at_ms=at_ms, limit_s=limit_s):
            return speakers.given(number, slot, at_ms, limit_s)
        case RequestReturned(position=position, at_ms=at_ms, by=by):
            return speakers.returned(number, position, at_ms, has_fault=by is not None)
        case FaultMended():
            return speakers.altered(number, has_fault=False)
        case RequestEnded():
            return speakers.without(number)
        case WentOnAir(at_ms=at_ms):
            return speakers.aired(number, at_ms)
        case WentOffAir(at_ms=at_ms):
            return speakers.off_air(number, at_ms)
        case _:
            assert_never(event)


def after_undoing(speakers: Speakers, done: Done, event: ActUndone) -> Speakers:
    """Return the list once the act `done` is taken back, but for the rules."""
    before = done.before
    if before is None:
        return speakers
    if done.act.act is Act.CORRECT:
        return speakers.altered(before.request, on_behalf_of=before.on_behalf_of, language=before.language)
    if done.act.act is Act.MOVE:
        return speakers.moved(before.request, event.position or 0)
    if done.act.act is Act.FAULT:
        before = speakers.requests[before.request]
    now = speakers.open_request(before.request) or before
    spoken = spoken_ms(before, done.act.at_ms)
    waits = replace(
        before,
        on_behalf_of=now.on_behalf_of,
        language=now.language,
        status=RequestStatus.PENDING,
        granted_at_ms=None,
        slot=None,
        is_on_air=False,
        on_air_at_ms=None,
        has_fault=False,
        spoken_ms=spoken,
        running_since_ms=None,
    )
    others = speakers.without(before.request) if before.request in speakers.requests else speakers
    if event.position is not None:
        return others.entered(waits, event.position)
    return others.entered(waits, 0).given(before.request, event.slot, event.at_ms, before.limit_s)


def words_after(own: OwnState, said: RequestEntered | RequestAltered | FloorRequest) -> OwnState:
    """Keep for whom and in which language somebody is to speak: their app asks the next time with the same."""
    if (own.on_behalf_of, own.language) == (said.on_behalf_of, said.language):
        return own
    return replace(own, on_behalf_of=said.on_behalf_of, language=said.language)


def after_ruling(speakers: Speakers, before: Rules, rules: Rules, people: People) -> Speakers:
    """Return the list by other rules: sorted anew where they order it otherwise."""
    if (before.order, before.precedence) == (rules.order, rules.precedence):
        return speakers
    return speakers.in_order(lambda request: rank(rules, people, request))


def as_before(speakers: Speakers, done: Done, rules: Rules, people: People) -> Speakers:
    """Return the list in the order that it had before other rules; who came since is placed by the rules."""
    if done.rules is None or done.after is None:
        return speakers
    if (done.rules.order, done.rules.precedence) == (done.after.order, done.after.precedence):
        return speakers
    places = {number: place for place, number in enumerate(done.order)}
    known = [r for r in speakers.waiting if r.request in places]
    waiting: list[FloorRequest] = sorted(known, key=lambda r: places[r.request])
    for request in speakers.waiting:
        if request.request not in places:
            waiting.insert(position_of_new(rules, people, waiting, request), request)
    return msgspec.structs.replace(speakers, waiting=tuple(waiting))


def _new(event: RequestEntered) -> FloorRequest:
    return FloorRequest(
        event.request,
        event.participant,
        RequestStatus.PENDING,
        event.at_ms,
        kind=event.kind,
        on_behalf_of=event.on_behalf_of,
        language=event.language,
        is_in_hall=event.is_in_hall,
    )
