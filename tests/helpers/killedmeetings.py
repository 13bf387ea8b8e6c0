"""Meetings whose core is killed (-9) at any instant, again and again: what they keep, and how soon everyone is back."""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from common.model.ids import ParticipantId
from common.model.people import Presence, Role
from tests.helpers.coreprocess import CoreProcess, Participant, core_process, participants, wait_settled
from tests.helpers.debate import Debate, check_whole

MEETINGS = 2
"""So many at a time: one starts while another debates."""
BACK_WITHIN_S = 5.0
LONGEST_DEBATE_S = 0.4
KILLED_WHILE_STARTING = 0.3
"""Chance that a core which is only just starting is killed again."""
DELEGATES = ("anna", "boris", "carla", "dalia", "emil")
PEOPLE = {**dict.fromkeys(DELEGATES, Role.DELEGATE), "chair": Role.CHAIR}
MAX_OPEN_MICS = 2


@dataclass
class Measured:
    """What the kills showed, in seconds."""

    kills: int = 0
    while_starting: int = 0
    acknowledged: int = 0
    starts_s: list[float] = field(default_factory=list)
    reattached_s: list[float] = field(default_factory=list)
    """Of the last of all clients, since the core listened again."""

    def __str__(self) -> str:
        starts, back = self.starts_s, self.reattached_s
        return (
            f"{self.kills} kills, {self.while_starting} of them while starting, {self.acknowledged} acknowledged; "
            f"start to listening: median {statistics.median(starts):.2f} s, most {max(starts):.2f} s; "
            f"listening to all back: median {statistics.median(back):.2f} s, most {max(back):.2f} s"
        )


async def kill_again_and_again(folder: Path, kills: int) -> Measured:
    """Hold meetings with so many kills in all; return what they showed. Raises: AssertionError for anything lost."""
    measured = Measured()
    cores = [CoreProcess(folder / str(n), PEOPLE, max_open_mics=MAX_OPEN_MICS) for n in range(MEETINGS)]
    async with asyncio.TaskGroup() as group:
        for number, core in enumerate(cores):
            chance = random.Random(20260101 + number)
            group.create_task(hold_a_meeting(core, kills // MEETINGS, chance, measured))
    return measured


async def hold_a_meeting(core: CoreProcess, kills: int, chance: random.Random, measured: Measured) -> None:
    """Hold a meeting in which the core is killed `kills` times."""
    async with core_process(core), participants(await core.links(PEOPLE)) as people:
        everyone = list(people.values())
        debate = Debate(people["chair"], [people[name] for name in DELEGATES], chance)
        while kills > 0:
            await wait_settled(everyone)
            await debate_until_killed(core, debate, chance)
            kills -= 1
            killed_mono_s = time.monotonic()
            core.start()
            while kills > 0 and chance.random() < KILLED_WHILE_STARTING:
                await asyncio.sleep(chance.random() * max(measured.starts_s, default=1.0))
                core.kill()
                kills -= 1
                measured.kills += 1
                measured.while_starting += 1
                killed_mono_s = time.monotonic()
                core.start()
            await all_come_back(core, everyone, killed_mono_s, measured)
            measured.kills += 1
            debate.check()
            for each in everyone:
                check_view(each, people["chair"])
        measured.acknowledged += debate.acknowledged
    assert core.complaints() == []


async def debate_until_killed(core: CoreProcess, debate: Debate, chance: random.Random) -> None:
    """Debate, and kill the core at some instant of it."""
    async with asyncio.TaskGroup() as group:
        group.create_task(debate.run())
        await asyncio.sleep(chance.random() * LONGEST_DEBATE_S)
        core.kill()


async def all_come_back(
    core: CoreProcess, everyone: list[Participant], killed_mono_s: float, measured: Measured
) -> None:
    """Wait until everyone is back by themselves, and measure it."""
    start_s = await core.wait_listening()
    listening_mono_s = core.started_mono_s + start_s
    back_mono_s = [await each.wait_welcome(killed_mono_s) for each in everyone]
    measured.starts_s.append(start_s)
    measured.reattached_s.append(max(0.0, max(back_mono_s) - listening_mono_s))
    assert measured.reattached_s[-1] <= BACK_WITHIN_S
    await wait_settled(everyone)


def check_view(participant: Participant, chair: Participant) -> None:
    """Check one participant's view: whole, of no lower revision than any before it, and the same as the chair's."""
    view, known = participant.view, chair.view
    assert participant.watcher.fell_back == []
    assert (view.details, view.rules, view.participants, view.floor) == (
        known.details,
        known.rules,
        known.participants,
        known.floor,
    )
    assert participant.own == known.own[participant.name]
    for name in PEOPLE:
        found = view.participants[ParticipantId(name)]
        assert (found.name, found.delegation) == (name.title(), f"{name.title()}land")
        assert found.presence is Presence.JOINED
    check_whole(view, MAX_OPEN_MICS, view.rules.standby)
