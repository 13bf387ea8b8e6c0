"""Everyone is told once, in order, in slices, and after the floor."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from common.aio.clock import ManualClock
from common.model.chat import ChatKind, ChatLine, ChatRules
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.chat import ChatRulesChanged, ChatSaid
from room_console.core.audience import Audience
from room_console.core.chat.crowd import GATHER_S, MOST_GIVEN_S, Crowd
from tests.helpers.corestore import NotedConnection

ANNA = ParticipantId("anna")


@dataclass
class Hall:
    """Stands for an audience: who is there, and whether the floor's messages are on their way."""

    people: list[NotedConnection] = field(default_factory=list)
    is_telling: bool = False

    def everyone(self) -> tuple[NotedConnection, ...]:
        """Return all."""
        return tuple(self.people)


def line(number: int) -> ChatLine:
    """Make a line."""
    return ChatLine(number, ANNA, number, f"line {number}")


def made(count: int) -> tuple[Crowd, Hall, ManualClock]:
    """Make a crowd of so many."""
    clock = ManualClock()
    roles = (Role.DELEGATE, Role.OBSERVER)
    hall = Hall([NotedConnection(ParticipantId(f"p-{n}"), roles[n % 2]) for n in range(count)])
    return Crowd(cast(Audience, hall), clock), hall, clock


async def turns(until: Callable[[], bool], most: int = 200) -> None:
    """Let the loop turn until something is so."""
    for _ in range(most):
        if until():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never was")


async def advanced(clock: ManualClock, seconds: float) -> None:
    """Let time pass, and what waits for it happen."""
    for _ in range(5):
        await asyncio.sleep(0)
    clock.advance(seconds)


async def test_lines_that_come_together_are_told_together_and_each_encoding_serves_all() -> None:
    crowd, hall, clock = made(100)
    for number in (1, 2):
        crowd.say(line(number))
    await advanced(clock, GATHER_S)
    await turns(lambda: all(each.messages for each in hall.people))
    expected = [ChatSaid(ChatKind.EVENT, None, (line(1), line(2)))]
    assert all(each.messages == expected for each in hall.people)
    crowd.say(line(3))
    await advanced(clock, GATHER_S)
    await turns(lambda: all(len(each.messages) == 2 for each in hall.people))
    await crowd.stop()


async def test_what_is_told_at_once_overtakes_no_line() -> None:
    crowd, hall, clock = made(2)
    crowd.tell(ChatRulesChanged(ChatRules()), lambda each: each.role is Role.DELEGATE)
    await turns(lambda: bool(hall.people[0].messages))
    crowd.say(line(1))
    crowd.tell(ChatRulesChanged(ChatRules(is_moderated=True)))
    await advanced(clock, GATHER_S)
    await turns(lambda: len(hall.people[1].messages) == 2)
    told = [[type(message) for message in each.messages] for each in hall.people]
    assert told == [[ChatRulesChanged, ChatSaid, ChatRulesChanged], [ChatSaid, ChatRulesChanged]]
    await crowd.stop()


async def test_the_floor_goes_first_but_not_for_ever() -> None:
    crowd, hall, clock = made(2)
    hall.is_telling = True
    crowd.tell(ChatRulesChanged(ChatRules()))
    await advanced(clock, MOST_GIVEN_S / 2)
    await asyncio.sleep(0)
    assert not hall.people[0].messages
    for _ in range(4):
        await advanced(clock, MOST_GIVEN_S / 2)
    await turns(lambda: bool(hall.people[0].messages))
    await crowd.stop()
