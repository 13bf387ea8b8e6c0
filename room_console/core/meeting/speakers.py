"""The list of speakers as a value: who has the floor, who waits in which order, who is on air."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from msgspec.structs import replace as made

from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId, RequestId, SlotNumber
from common.model.meeting import ParticipantView
from common.model.people import Presence
from common.model.speechtime import spoken_ms

MAX_STANDBY: Final = 8
"""More uplinks than these are not brought up ahead."""
_ACCEPTED: Final = RequestStatus.ACCEPTED
_REACHED: Final = (Presence.JOINED, Presence.RECONNECTING)


class Place(msgspec.Struct, frozen=True):
    """Where a request stood: at `position` of those that waited, when so many had ever been made."""

    waiting: tuple[FloorRequest, ...] = ()
    position: int = 0
    asked: int = 0

    @property
    def behind(self) -> frozenset[RequestId]:
        """Behind which it stood."""
        return frozenset(r.request for r in self.waiting[: self.position])


NOWHERE: Final = Place()


class SetBy(msgspec.Struct, frozen=True):
    """A request whose owner has raised another that goes before it, and the place to which it returns."""

    request: FloorRequest
    place: Place


class Speakers(msgspec.Struct, frozen=True):
    """Everyone in the list, as a struct: it is made anew some times with each event, which must cost little.

    `granted` in the order of grants, `waiting` in the order to be called.

    `on_air` holds the requests on air in the order in which they went on air, `ready` those on standby in theirs;
    `asked` counts all requests ever made. `set_by` are out of the list until another of the same person has ended.
    `requests` and `numbers` find by number and by participant what `granted` and `waiting` hold.
    """

    granted: tuple[FloorRequest, ...] = ()
    waiting: tuple[FloorRequest, ...] = ()
    on_air: tuple[RequestId, ...] = ()
    ready: tuple[RequestId, ...] = ()
    asked: int = 0
    set_by: tuple[SetBy, ...] = ()
    requests: dict[RequestId, FloorRequest] = {}
    numbers: dict[ParticipantId, RequestId] = {}

    @property
    def ordered(self) -> tuple[FloorRequest, ...]:
        """The list as shown: granted first, then as to be called."""
        return self.granted + self.waiting

    def is_shown_like(self, other: "Speakers") -> bool:
        """Tell whether two lists look the same to everyone."""
        return self.granted == other.granted and self.waiting == other.waiting

    def of(self, participant: ParticipantId) -> FloorRequest | None:
        """Find a participant's request in the list."""
        number = self.numbers.get(participant)
        return None if number is None else self.requests[number]

    def all_of(self, participant: ParticipantId) -> tuple[FloorRequest, ...]:
        """Find all open requests of a participant: the one in the list first, then those set by."""
        listed = self.of(participant)
        set_by = tuple(s.request for s in self.set_by if s.request.participant == participant)
        return set_by if listed is None else (listed, *set_by)

    def granted_request(self, request: RequestId) -> FloorRequest | None:
        """Find a request that has the floor."""
        found = self.requests.get(request)
        return found if found is not None and found.status is RequestStatus.GRANTED else None

    def waiting_request(self, request: RequestId) -> FloorRequest | None:
        """Find a request that waits in the list."""
        found = self.requests.get(request)
        return found if found is not None and found.status is not RequestStatus.GRANTED else None

    def open_request(self, request: RequestId) -> FloorRequest | None:
        """Find a request in the list or set by."""
        found = self.requests.get(request)
        return found or next((s.request for s in self.set_by if s.request.request == request), None)

    def slot_of(self, participant: ParticipantId) -> SlotNumber | None:
        """Find the slot on which a participant speaks."""
        request = self.of(participant)
        return None if request is None else request.slot

    def slots(self) -> dict[SlotNumber, ParticipantId]:
        """Map the slots in use to those who speak on them."""
        return {r.slot: r.participant for r in self.granted if r.slot is not None}

    def with_uplink(self) -> set[ParticipantId]:
        """Name those who may bring up an uplink: on standby, or granted away from the hall."""
        speaking = {r.participant for r in self.granted if not r.is_in_hall}
        return speaking | {self.requests[number].participant for number in self.ready}

    def on_stage(self) -> ParticipantId | None:
        """Name who went on air last and still is."""
        return self.requests[self.on_air[-1]].participant if self.on_air else None

    def place_of(self, request: RequestId) -> Place:
        """Say where a request that waits stands."""
        return Place(self.waiting, self._index(self.requests[request]), self.asked)

    def entered(self, request: FloorRequest, position: int | None) -> "Speakers":
        """Return the list with a request at `position` of those that wait, None for the end.

        Another of the same participant that waits is set by.
        """
        other = self.of(request.participant)
        speakers = self if other is None else self._setting_by(other)
        asked = max(speakers.asked, request.request)
        return made(speakers, asked=asked)._inserted(request, position)

    def brought_back(self, request: RequestId, position: int) -> "Speakers":
        """Return the list with a request that was set by at `position` again."""
        found = next(s for s in self.set_by if s.request.request == request)
        return made(self, set_by=tuple(s for s in self.set_by if s is not found))._inserted(found.request, position)

    def moved(self, request: RequestId, position: int) -> "Speakers":
        """Return the list with a waiting request at `position` among those that wait."""
        found = self.requests[request]
        others = self._others(found)
        return made(self, waiting=(*others[:position], found, *others[position:]))

    def given(self, request: RequestId, slot: SlotNumber | None, at_ms: int, limit_s: int) -> "Speakers":
        """Return the list with a waiting request granted, for so long."""
        found = self.requests[request]
        speaker = replace(
            found,
            status=RequestStatus.GRANTED,
            granted_at_ms=at_ms,
            slot=slot,
            has_fault=False,
            limit_s=limit_s,
            running_since_ms=None,
        )
        waiting = self._others(found)
        return made(self, granted=(*self.granted, speaker), waiting=waiting)._indexed(speaker)

    def returned(self, request: RequestId, position: int, at_ms: int, **changes: Any) -> "Speakers":
        """Return the list with a speaker who waits again at `position`; what they spoke is kept."""
        found = self.requests[request]
        waits = replace(
            found,
            status=RequestStatus.PENDING,
            granted_at_ms=None,
            slot=None,
            is_on_air=False,
            on_air_at_ms=None,
            spoken_ms=spoken_ms(found, at_ms),
            running_since_ms=None,
            **changes,
        )
        return self._without_speaker(found)._inserted(waits, position)

    def without(self, request: RequestId) -> "Speakers":
        """Return the list without a request that has ended, wherever it stood."""
        found = self.requests.get(request)
        if found is None:
            return made(self, set_by=tuple(s for s in self.set_by if s.request.request != request))
        requests, numbers = self.requests.copy(), self.numbers.copy()
        del requests[request], numbers[found.participant]
        if found.status is RequestStatus.GRANTED:
            speakers = self._without_speaker(found)
        else:
            ready = tuple(number for number in self.ready if number != request)
            speakers = made(self, waiting=self._others(found), ready=ready)
        return made(speakers, requests=requests, numbers=numbers)

    def altered(self, request: RequestId, **changes: Any) -> "Speakers":
        """Return the list with some fields of a request changed, wherever it stands."""
        found = self.requests.get(request)
        if found is None:
            set_by = tuple(
                made(s, request=replace(s.request, **changes)) if s.request.request == request else s
                for s in self.set_by
            )
            return made(self, set_by=set_by)
        after = replace(found, **changes)
        requests = self.requests | {request: after}
        if found.status is RequestStatus.GRANTED:
            return made(self, granted=tuple([after if r is found else r for r in self.granted]), requests=requests)
        place = self._index(found)
        waiting = (*self.waiting[:place], after, *self.waiting[place + 1 :])
        return made(self, waiting=waiting, requests=requests)

    def aired(self, request: RequestId, at_ms: int) -> "Speakers":
        """Return the list with a speaker on air since `at_ms`; their time runs."""
        others = tuple(n for n in self.on_air if n != request)
        aired = self.altered(request, is_on_air=True, on_air_at_ms=at_ms, running_since_ms=at_ms)
        return made(aired, on_air=(*others, request))

    def off_air(self, request: RequestId, at_ms: int) -> "Speakers":
        """Return the list with a speaker off air; their time stands."""
        found = self.requests[request]
        silent = made(self, on_air=tuple(n for n in self.on_air if n != request))
        return silent.altered(
            request,
            is_on_air=False,
            on_air_at_ms=None,
            spoken_ms=spoken_ms(found, at_ms),
            running_since_ms=None,
        )

    def silenced(self) -> "Speakers":
        """Return the list with nobody on air."""
        granted = tuple(_silent(r) for r in self.granted)
        return made(self, granted=granted, on_air=())._indexed(*granted)

    def in_order(self, rank: Callable[[FloorRequest], Any]) -> "Speakers":
        """Return the list with those that wait sorted anew."""
        return made(self, waiting=tuple(sorted(self.waiting, key=rank)))

    def on_standby(self, standby: int, people: Mapping[ParticipantId, ParticipantView]) -> "Speakers":
        """Return the list with the first `standby` accepted who can be called; at most MAX_STANDBY with the others.

        Who dropped, or is to mend a fault, keeps the uplink but makes room for the next.
        """
        ready = self._first_reached(standby, people) if standby else ()
        if ready == self.ready:
            return self
        wanted = {n: RequestStatus.PENDING for n in self.ready if self._waits(n)} | dict.fromkeys(ready, _ACCEPTED)
        known = self.requests
        changed = {n: replace(known[n], status=s) for n, s in wanted.items() if known[n].status is not s}
        if not changed:
            return made(self, ready=ready)
        waiting = tuple([changed.get(r.request, r) for r in self.waiting])
        return made(self, waiting=waiting, ready=ready, requests=known | changed)

    def _first_reached(self, standby: int, people: Mapping[ParticipantId, ParticipantView]) -> tuple[RequestId, ...]:
        ready: list[RequestId] = []
        for request in self.waiting:
            if request.is_in_hall or (presence := people[request.participant].presence) not in _REACHED:
                continue
            ready.append(request.request)
            standby -= presence is Presence.JOINED and not request.has_fault
            if not standby or len(ready) == MAX_STANDBY:
                break
        return tuple(ready)

    def _waits(self, number: RequestId) -> bool:
        return self.waiting_request(number) is not None

    def _setting_by(self, found: FloorRequest) -> "Speakers":
        place = self.place_of(found.request)
        kept = SetBy(replace(found, status=RequestStatus.PENDING), place)
        return made(self.without(found.request), set_by=(*self.set_by, kept))

    def _inserted(self, request: FloorRequest, position: int | None) -> "Speakers":
        at = len(self.waiting) if position is None else position
        return made(
            self,
            waiting=(*self.waiting[:at], request, *self.waiting[at:]),
            numbers=self.numbers | {request.participant: request.request},
            requests=self.requests | {request.request: request},
        )

    def _without_speaker(self, found: FloorRequest) -> "Speakers":
        granted = tuple(r for r in self.granted if r is not found)
        return made(self, granted=granted, on_air=tuple(n for n in self.on_air if n != found.request))

    def _indexed(self, *changed: FloorRequest) -> "Speakers":
        return made(self, requests=self.requests | {r.request: r for r in changed})

    def _others(self, found: FloorRequest) -> tuple[FloorRequest, ...]:
        place = self._index(found)
        return self.waiting[:place] + self.waiting[place + 1 :]

    def _index(self, found: FloorRequest) -> int:
        return next(n for n, r in enumerate(self.waiting) if r is found)


def _silent(request: FloorRequest) -> FloorRequest:
    return replace(request, is_on_air=False, on_air_at_ms=None, running_since_ms=None)
