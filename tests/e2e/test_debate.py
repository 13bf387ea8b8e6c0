"""An open debate as the rules have it: forty joined, thirty requests of all kinds, and all that comes between.

Thirty-eight are light clients on real links; two are real delegates with sound, who are heard; two sit in the hall.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import DEFAULT_PRECEDENCE, FloorRequest, Overrun, RequestKind, RequestStatus, SpeakingOrder
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Rules
from common.model.people import Category, Person, Presence, Role
from common.protocol import floor, people
from room_console.rehearsal.children import Child
from tests.helpers.control import until
from tests.helpers.coreprocess import (
    VIRTUAL_HALL,
    CoreProcess,
    Participant,
    core_process,
    participants,
    request_of,
    wait_settled,
)

pytestmark = pytest.mark.flaky(reruns=2)

LIGHT = tuple(f"d{number:02}" for number in range(1, 39))
HEARD, HALL = ("s1", "s2"), ("h1", "h2")
NGO, PASSIVE, CHAIR = "d38", "observer", "chair"
PEOPLE = {
    **dict.fromkeys((*LIGHT, *HEARD, *HALL), Role.DELEGATE),
    PASSIVE: Role.OBSERVER,
    CHAIR: Role.CHAIR,
    "secretary": Role.SECRETARIAT,
}
SPECIAL = {
    "d03": RequestKind.RIGHT_OF_REPLY,
    "d07": RequestKind.POINT_OF_ORDER,
    "d11": RequestKind.RESPONSE,
    "d12": RequestKind.PROCEDURAL_MOTION,
    "d15": RequestKind.RIGHT_OF_REPLY,
    "d19": RequestKind.POINT_OF_ORDER,
    "d22": RequestKind.RESPONSE,
    "d25": RequestKind.PROCEDURAL_MOTION,
}
ASKING = (*LIGHT[:26], *HEARD)
ON_AIR_S = 20.0
"""A loaded machine's; how long it takes is measured by `tests.bench.debate`."""


@dataclass
class Debate:
    """Everybody in it, and the chair's hand."""

    folder: Path
    core: CoreProcess
    links: dict[str, Any]
    people: dict[str, Participant]
    delegates: dict[str, Child]

    @property
    def chair(self) -> Participant:
        """Who grants."""
        return self.people[CHAIR]

    @property
    def waiting(self) -> list[FloorRequest]:
        """Those who wait, as the chair sees them."""
        return [r for r in self.chair.view.floor if r.status is not RequestStatus.GRANTED]

    def of(self, name: str) -> FloorRequest:
        """Someone's open request."""
        found = request_of(self.chair.view, ParticipantId(name))
        assert found is not None, name
        return found

    async def do(self, message: Any) -> None:
        """Let the chair do something."""
        await self.chair.client.request(message)

    async def rule(self, **changes: Any) -> None:
        """Let the chair change the rules."""
        await self.do(floor.SetRules(rules=replace(self.chair.view.rules, **changes)))

    async def first(self, name: str) -> RequestId:
        """Let the chair put somebody first; return their request."""
        number = self.of(name).request
        if self.waiting[0].request != number:
            await self.do(floor.MoveRequest(request=number, position=0))
            await until(lambda: self.waiting[0].request == number)
        return number

    def enter(self, name: str) -> None:
        """Let a real delegate come in, who speaks whenever they have the floor."""
        arguments = ["delegate_app", "--headless", str(self.links[name]), "--audio-in", "tone:440"]
        self.delegates[name] = Child(name, arguments, self.folder / f"{name}.log")

    async def wait_on_air(self, name: str) -> None:
        """Wait until the console hears somebody."""
        await until(lambda: self.of(name).is_on_air, ON_AIR_S)


@asynccontextmanager
async def debate_of(folder: Path) -> AsyncIterator[Debate]:
    """Have everybody joined."""
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(core_process(CoreProcess(folder, PEOPLE, VIRTUAL_HALL)))
        links = await core.links([name for name in PEOPLE if name not in HALL])
        light = {name: link for name, link in links.items() if name not in HEARD}
        joined = await stack.enter_async_context(participants(light))
        made = Debate(folder, core, links, joined, {})
        stack.push_async_callback(_leave, made)
        for name in HEARD:
            made.enter(name)
        await until(lambda: all(_presence(made, name) is Presence.JOINED for name in HEARD), ON_AIR_S)
        yield made


async def _leave(debate: Debate) -> None:
    await asyncio.gather(*(child.stop() for child in debate.delegates.values()))


def _presence(debate: Debate, name: str) -> Presence:
    return debate.chair.view.participants[ParticipantId(name)].presence


@pytest.mark.timeout(240)
async def test_an_open_debate(tmp_path: Path) -> None:
    async with debate_of(tmp_path) as debate:
        view = debate.chair.view
        assert sum(p.presence is Presence.JOINED and p.role is Role.DELEGATE for p in view.participants.values()) == 40
        await thirty_ask(debate)
        await some_may_not(debate)
        await urgent_matters_come_first(debate)
        await a_point_of_order_interrupts(debate)
        await a_closed_list_takes_replies_only(debate)
        await who_overruns_loses_the_floor(debate)
        await a_revoked_floor_is_given_back(debate)
        await a_lost_line_keeps_its_place(debate)
        await wait_settled([p for p in debate.people.values() if p.name != CHAIR])
        assert len({tuple(r.request for r in p.view.floor) for p in debate.people.values()}) == 1


async def thirty_ask(debate: Debate) -> None:
    """Thirty ask in turn: everybody sees the same list, in the order of the rules."""
    for name in LIGHT[:26]:
        kind = SPECIAL.get(name, RequestKind.INTERVENTION)
        await debate.people[name].client.request(floor.RequestFloor(kind=kind, language="en"))
    for name in HALL:
        await debate.do(floor.EnterRequest(participant=ParticipantId(name), is_in_hall=True, on_behalf_of="Group B"))
    for name in HEARD:
        await debate.do(floor.EnterRequest(participant=ParticipantId(name)))
    await until(lambda: len(debate.waiting) == 30)
    assert [r.request for r in debate.waiting] == [r.request for r in by_the_rules(debate.waiting)]
    await debate.rule(order=SpeakingOrder.PROTOCOL)
    await until(lambda: [r.participant for r in debate.waiting if r.kind is RequestKind.INTERVENTION][:2] == [*HALL])
    await debate.rule(order=SpeakingOrder.REQUEST)
    await until(lambda: debate.waiting == by_the_rules(debate.waiting))


def by_the_rules(requests: list[FloorRequest]) -> list[FloorRequest]:
    """Sort as docs/rules-of-the-floor.md says: by precedence, within it as asked."""
    return sorted(requests, key=lambda r: (DEFAULT_PRECEDENCE.index(r.kind), r.request))


async def refused(person: Participant, message: Any) -> ErrorCode:
    """Return why something is refused."""
    with pytest.raises(ConferenceError) as found:
        await person.client.request(message)
    return found.value.code


async def some_may_not(debate: Debate) -> None:
    """Nobody stands in the list twice; the passive ask for nothing; a motion is for members."""
    assert await refused(debate.people["d01"], floor.RequestFloor()) is ErrorCode.ALREADY
    assert await refused(debate.people[PASSIVE], floor.RequestFloor()) is ErrorCode.NOT_ALLOWED
    assert await refused(debate.people["d01"], floor.GrantNext()) is ErrorCode.NOT_ALLOWED
    known = Person(ParticipantId(NGO), "D38", "Association of Authors", Role.DELEGATE, f"{NGO}@example.org")
    altered = people.AlterPerson(person=replace(known, category=Category.NGO))
    await debate.people["secretary"].client.request(altered)
    motion = floor.RequestFloor(kind=RequestKind.PROCEDURAL_MOTION)
    assert await refused(debate.people[NGO], motion) is ErrorCode.NOT_ALLOWED


async def urgent_matters_come_first(debate: Debate) -> None:
    """The chair calls the next six: points of order, motions, responses."""
    called = []
    for _ in range(6):
        await debate.do(floor.GrantNext())
        await until(lambda: any(r.status is RequestStatus.GRANTED for r in debate.chair.view.floor))
        speaker = debate.chair.view.floor[0]
        called.append(str(speaker.participant))
        await debate.people[called[-1]].client.request(floor.ReleaseFloor())
        await until(lambda: all(r.status is not RequestStatus.GRANTED for r in debate.chair.view.floor))
    assert called == ["d07", "d19", "d12", "d25", "d11", "d22"]


async def a_point_of_order_interrupts(debate: Debate) -> None:
    """In the middle of a speech somebody who waits rises to order: they speak, both come back to their places."""
    await debate.do(floor.GrantFloor(request=await debate.first("s1")))
    await debate.wait_on_air("s1")
    before = [r.request for r in debate.waiting]
    rising = debate.people["d05"]
    await rising.client.request(floor.RequestFloor(kind=RequestKind.POINT_OF_ORDER))
    await until(lambda: debate.waiting[0].kind is RequestKind.POINT_OF_ORDER)
    await debate.do(floor.GrantNext())
    await until(lambda: debate.of("d05").status is RequestStatus.GRANTED)
    assert not debate.of("s1").is_on_air
    assert debate.waiting[0].participant == "s1"
    await rising.client.request(floor.ReleaseFloor())
    await debate.do(floor.GrantNext())
    await debate.wait_on_air("s1")
    assert [r.request for r in debate.waiting] == before


async def a_closed_list_takes_replies_only(debate: Debate) -> None:
    """The list is closed: no intervention more, a right of reply goes last."""
    await debate.rule(is_list_open=False)
    assert await refused(debate.people["d30"], floor.RequestFloor()) is ErrorCode.LIST_CLOSED
    await debate.people["d30"].client.request(floor.RequestFloor(kind=RequestKind.RIGHT_OF_REPLY))
    await until(lambda: debate.waiting[-1].participant == "d30")


async def who_overruns_loses_the_floor(debate: Debate) -> None:
    """Who speaks in the hall is given a second, and goes on: the floor is taken back."""
    await debate.do(floor.RevokeFloor(request=debate.of("s1").request))
    rules: Rules = debate.chair.view.rules
    await debate.rule(timers=replace(rules.timers, speech_s=1, overrun=Overrun.CUT, grace_s=1))
    number = await debate.first("h1")
    await debate.do(floor.GrantFloor(request=number))
    await until(lambda: debate.of("h1").is_on_air)
    await until(lambda: request_of(debate.chair.view, ParticipantId("h1")) is None, 10.0)
    await debate.rule(timers=rules.timers)


async def a_revoked_floor_is_given_back(debate: Debate) -> None:
    """The chair takes the floor from the wrong one, and undoes it with one key."""
    number = await debate.first("s2")
    await debate.do(floor.GrantFloor(request=number))
    await debate.wait_on_air("s2")
    await debate.do(floor.RevokeFloor(request=number))
    await until(lambda: request_of(debate.chair.view, ParticipantId("s2")) is None)
    await debate.do(floor.UndoLast())
    await debate.wait_on_air("s2")
    assert debate.of("s2").request == number


async def a_lost_line_keeps_its_place(debate: Debate) -> None:
    """A speaker's line is lost: the next one speaks, and they are called again once they are back."""
    number = debate.of("s2").request
    lost = debate.delegates.pop("s2")
    os.kill(lost.pid, signal.SIGKILL)
    await until(lambda: _presence(debate, "s2") is Presence.RECONNECTING, ON_AIR_S)
    assert debate.of("s2").status is RequestStatus.GRANTED
    await debate.do(floor.SetAside(request=number))
    await until(lambda: debate.waiting[0].request == number and debate.waiting[0].has_fault)
    await debate.do(floor.GrantNext())
    await until(lambda: debate.chair.view.floor[0].status is RequestStatus.GRANTED)
    speaker = str(debate.chair.view.floor[0].participant)
    assert speaker != "s2"
    await lost.wait(5.0)
    debate.enter("s2")
    await until(lambda: not debate.of("s2").has_fault, ON_AIR_S)
    assert debate.waiting[0].request == number
    await debate.people[speaker].client.request(floor.ReleaseFloor())
    await debate.do(floor.GrantNext())
    await debate.wait_on_air("s2")
