"""The list of speakers as a value: who has the floor, who waits in which order, who is on air."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId, RequestId, SlotNumber

MAX_STANDBY: Final = 8
"""More uplinks than these are not brought up ahead."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """Everyone in the list. `granted` in the order of grants, `waiting` in the order to be called.

    `on_air` holds the requests on air in the order in which they went on air; `asked` counts all requests ever made.
    `requests` and `numbers` find by number and by participant what `granted` and `waiting` hold.
    """

    granted: tuple[FloorRequest, ...] = ()
    waiting: tuple[FloorRequest, ...] = ()
    on_air: tuple[RequestId, ...] = ()
    asked: int = 0
    requests: dict[RequestId, FloorRequest] = field(default_factory=dict, compare=False, repr=False)
    numbers: dict[ParticipantId, RequestId] = field(default_factory=dict, compare=False, repr=False)

    @property
    def ordered(self) -> tuple[FloorRequest, ...]:
        """The list as shown: granted first, then as to be called."""
        return self.granted + self.waiting

    def of(self, participant: ParticipantId) -> FloorRequest | None:
        """Find a participant's open request."""
        number = self.numbers.get(participant)
        return None if number is None else self.requests[number]

    def granted_request(self, request: RequestId) -> FloorRequest | None:
        """Find a request that has the floor."""
        found = self.requests.get(request)
        return found if found is not None and found.status is RequestStatus.GRANTED else None

    def waiting_request(self, request: RequestId) -> FloorRequest | None:
        """Find a request that waits."""
        found = self.requests.get(request)
        return found if found is not None and found.status is not RequestStatus.GRANTED else None

    def slot_of(self, participant: ParticipantId) -> SlotNumber | None:
        """Find the slot on which a participant speaks."""
        request = self.of(participant)
        return None if request is None else request.slot

    def slots(self) -> dict[SlotNumber, ParticipantId]:
        """Map the slots in use to those who speak on them."""
        return {r.slot: r.participant for r in self.granted if r.slot is not None}

    def with_uplink(self) -> set[ParticipantId]:
        """Name those who may bring up an uplink: on standby or granted."""
        return {r.participant for r in self.granted} | {r.participant for r in self._on_standby()}

    def on_stage(self) -> ParticipantId | None:
        """Name who went on air last and still is."""
        return self.requests[self.on_air[-1]].participant if self.on_air else None

    def entered(self, request: FloorRequest, standby: int) -> "Speakers":
        """Return the list with a new request at its end."""
        if len(self.waiting) < standby:
            request = replace(request, status=RequestStatus.ACCEPTED)
        return replace(
            self,
            waiting=(*self.waiting, request),
            asked=max(self.asked, request.request),
            requests=self.requests | {request.request: request},
            numbers=self.numbers | {request.participant: request.request},
        )

    def moved(self, request: RequestId, position: int, standby: int) -> "Speakers":
        """Return the list with a waiting request at `position` among those that wait."""
        found, others = self._taken(request)
        found = replace(found, status=RequestStatus.PENDING)
        return self._waited_by([*others[:position], found, *others[position:]], standby, found)

    def given(self, request: RequestId, slot: SlotNumber, at_ms: int, standby: int) -> "Speakers":
        """Return the list with a waiting request granted."""
        found, others = self._taken(request)
        speaker = replace(found, status=RequestStatus.GRANTED, granted_at_ms=at_ms, slot=slot)
        return replace(self, granted=(*self.granted, speaker))._waited_by(others, standby, speaker)

    def without(self, request: RequestId, standby: int) -> "Speakers":
        """Return the list without a request that has ended."""
        found = self.requests[request]
        requests, numbers = self.requests.copy(), self.numbers.copy()
        del requests[request], numbers[found.participant]
        others = replace(self, requests=requests, numbers=numbers)
        if found.status is not RequestStatus.GRANTED:
            return others._waited_by(self._taken(request)[1], standby)
        granted = tuple(r for r in self.granted if r.request != request)
        return replace(others, granted=granted, on_air=tuple(n for n in self.on_air if n != request))

    def aired(self, request: RequestId, at_ms: int | None) -> "Speakers":
        """Return the list with a speaker on air since `at_ms`, or off air for None."""
        is_on_air = at_ms is not None
        others = tuple(n for n in self.on_air if n != request)
        return self._spoken_by(
            tuple(
                replace(r, is_on_air=is_on_air, on_air_at_ms=at_ms) if r.request == request else r for r in self.granted
            ),
            (*others, request) if is_on_air else others,
        )

    def silenced(self) -> "Speakers":
        """Return the list with nobody on air."""
        return self._spoken_by(tuple(replace(r, is_on_air=False, on_air_at_ms=None) for r in self.granted), ())

    def on_standby_first(self, standby: int) -> "Speakers":
        """Return the list with as many on standby."""
        return self._waited_by(self.waiting, standby)

    def _waited_by(self, others: Sequence[FloorRequest], standby: int, *changed: FloorRequest) -> "Speakers":
        """Return the list with these to wait, the first of them on standby; index also what else has `changed`."""
        waiting = _with_standby(others, standby)
        return replace(self, waiting=waiting, requests=self._found_again(*changed, *waiting[: MAX_STANDBY + 1]))

    def _spoken_by(self, granted: tuple[FloorRequest, ...], on_air: tuple[RequestId, ...]) -> "Speakers":
        return replace(self, granted=granted, on_air=on_air, requests=self._found_again(*granted))

    def _found_again(self, *changed: FloorRequest) -> dict[RequestId, FloorRequest]:
        return self.requests | {r.request: r for r in changed}

    def _taken(self, request: RequestId) -> tuple[FloorRequest, tuple[FloorRequest, ...]]:
        """Split those that wait into this request and the others."""
        found = self.requests[request]
        place = next(n for n, r in enumerate(self.waiting) if r is found)
        return found, self.waiting[:place] + self.waiting[place + 1 :]

    def _on_standby(self) -> Iterator[FloorRequest]:
        for request in self.waiting:
            if request.status is not RequestStatus.ACCEPTED:
                return
            yield request


def _with_standby(waiting: Sequence[FloorRequest], standby: int) -> tuple[FloorRequest, ...]:
    """Accept the first `standby` of those that wait, and none of the others.

    Only the head is looked at: those accepted before have moved down by one place at most.
    """
    head = list(waiting[: MAX_STANDBY + 1])
    for place, request in enumerate(head):
        status = RequestStatus.ACCEPTED if place < standby else RequestStatus.PENDING
        if request.status is not status:
            head[place] = replace(request, status=status)
    return (*head, *waiting[MAX_STANDBY + 1 :])
