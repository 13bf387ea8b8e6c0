"""A debate that can be cut off at any instant, and remembers what the console has acknowledged."""

import asyncio
import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from common.control.listener import LinkState
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ChannelNumber, RequestId
from common.model.meeting import MeetingView
from common.model.people import Presence
from common.protocol.envelope import Request
from common.protocol.floor import DenyFloor, GrantFloor, ReleaseFloor, RequestFloor, RevokeFloor, WithdrawFloor
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import SetMuted
from tests.helpers.coreprocess import Participant, request_of

LOST = frozenset({ErrorCode.UNREACHABLE, ErrorCode.TIMEOUT})
FAIR = frozenset({ErrorCode.LIMIT, ErrorCode.TOO_FAST})
"""Refusals that a debate may meet; any other says that the console forgot something."""

T = TypeVar("T")


class Standing(StrEnum):
    """How a delegate stands in the list of speakers."""

    OUT = "out"
    WAITS = "waits"
    GRANTED = "granted"


@dataclass
class Person:
    """What a delegate was promised. Each list holds what may be: more than one where an answer was lost."""

    client: Participant
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_muted: list[bool] = field(default_factory=lambda: [False])
    channel: list[int] = field(default_factory=lambda: [0])
    standing: list[Standing] = field(default_factory=lambda: [Standing.OUT])
    request: RequestId | None = None
    """Its number, where that was told."""

    def check(self, view: MeetingView) -> None:
        """Hold what was promised against what the console says now, and go on from there."""
        own, request = view.own[self.client.name], request_of(view, self.client.name)
        assert own.is_muted in self.is_muted, self
        assert own.channel in self.channel, self
        assert standing_of(request) in self.standing, (self, request)
        if request is not None and self.request is not None:
            assert request.request == self.request, (self, request)
        self.is_muted, self.channel, self.standing = [own.is_muted], [own.channel], [standing_of(request)]
        self.request = request.request if request is not None else None


class Debate:
    """Delegates and a chair who wish this and that until their links are lost. Thread: the loop's."""

    def __init__(self, chair: Participant, delegates: list[Participant], chance: random.Random) -> None:
        self.acknowledged = 0
        self._chair = chair
        self._people = [Person(delegate) for delegate in delegates]
        self._chance = chance

    async def run(self) -> None:
        """Debate until every link is lost."""
        async with asyncio.TaskGroup() as group:
            for person in self._people:
                group.create_task(self._wish_until_lost(person))
            group.create_task(self._conduct_until_lost())

    def check(self) -> None:
        """Hold every promise against the view of the chair, who sees all."""
        for person in self._people:
            person.check(self._chair.view)

    async def _wish_until_lost(self, person: Person) -> None:
        is_there = True
        while is_there:
            async with person.turn:
                is_there = await self._wish(person)

    async def _wish(self, person: Person) -> bool:
        """Make one wish; false when the link was lost."""
        match self._chance.choice(("mute", "channel", "list", "list")):
            case "mute":
                is_muted = not person.is_muted[0]
                return await self._ask(person.client, SetMuted(is_muted=is_muted), person.is_muted, is_muted)
            case "channel":
                channel = self._chance.randrange(7)
                message = ChooseChannel(channel=ChannelNumber(channel), original_level=0.0)
                return await self._ask(person.client, message, person.channel, channel)
        if person.standing[0] is Standing.OUT:
            is_there = await self._ask(person.client, RequestFloor(), person.standing, Standing.WAITS)
        else:
            wish = ReleaseFloor() if person.standing[0] is Standing.GRANTED else WithdrawFloor()
            is_there = await self._ask(person.client, wish, person.standing, Standing.OUT)
        _note_number(person)
        return is_there

    async def _conduct_until_lost(self) -> None:
        is_there = True
        while is_there and self._chair.client.state is LinkState.ATTACHED:
            person = self._chance.choice(self._people)
            async with person.turn:
                is_there = await self._conduct(person)

    async def _conduct(self, person: Person) -> bool:
        """Grant, deny or revoke; false when the link was lost."""
        if person.request is None or len(person.standing) > 1:
            await asyncio.sleep(0.005)
            return True
        wish: Request = DenyFloor(request=person.request)
        result = Standing.OUT
        if person.standing == [Standing.GRANTED]:
            wish = RevokeFloor(request=person.request)
        elif self._chance.random() < 0.8:
            wish, result = GrantFloor(request=person.request), Standing.GRANTED
        is_there = await self._ask(self._chair, wish, person.standing, result)
        if person.standing == [Standing.OUT]:
            person.request = None
        return is_there

    async def _ask(self, by: Participant, wish: Request, may_be: list[T], result: T) -> bool:
        """Ask, and note what may be true now; false when the answer was lost."""
        try:
            await by.client.request(wish)
        except ConferenceError as error:
            if error.code in FAIR:
                return True
            if error.code not in LOST:
                raise
            may_be.append(result)
            return False
        may_be[:] = [result]
        self.acknowledged += 1
        return True


def standing_of(request: FloorRequest | None) -> Standing:
    """Say how a request stands."""
    if request is None:
        return Standing.OUT
    return Standing.GRANTED if request.status is RequestStatus.GRANTED else Standing.WAITS


def check_whole(view: MeetingView, max_open_mics: int, standby: int) -> None:
    """Check that nothing in a list of speakers is half done."""
    granted = [r for r in view.floor if r.status is RequestStatus.GRANTED]
    waiting = [r for r in view.floor if r.status is not RequestStatus.GRANTED]
    assert view.floor == (*granted, *waiting)
    assert len(granted) <= max_open_mics
    assert None not in {r.slot for r in granted}
    assert len({r.slot for r in granted}) == len(granted)
    assert {r.slot for r in waiting} <= {None}
    assert [r.status for r in waiting[:standby]] == [RequestStatus.ACCEPTED] * len(waiting[:standby])
    here = [r for r in waiting if view.participants[r.participant].presence is Presence.JOINED]
    assert {r.status for r in here[standby:]} <= {RequestStatus.PENDING}
    assert [r.request for r in waiting] == sorted(r.request for r in waiting)
    assert len({r.participant for r in view.floor}) == len(view.floor)


def _note_number(person: Person) -> None:
    """Note the number of a request that was acknowledged: the change is told before the answer."""
    if person.standing == [Standing.OUT]:
        person.request = None
    elif person.standing == [Standing.WAITS]:
        request = person.client.request
        assert request is not None, person
        person.request = request.request
