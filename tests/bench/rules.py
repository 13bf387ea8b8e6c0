"""How many inputs a second the rules decide, in a meeting of 3,000.

`python -m tests.bench.rules [--quick] [--json FILE]`
"""

import argparse
import json
import platform
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from common.model.errors import ConferenceError
from common.model.ids import ChannelNumber, ParticipantId, RequestId
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Person, Role
from room_console.core.meeting.effects import Journal
from room_console.core.meeting.events import decode_event, encode_event
from room_console.core.meeting.inputs import (
    ChannelChosen,
    Dropped,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    Input,
    Joined,
    MutedSet,
    PatchSet,
    PersonRegistered,
    RequestMoved,
    RulesSet,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.views import view_for

PARTICIPANTS, ACTIVE = 3_000, 450
OPERATOR = ParticipantId("operator")


def a_large_meeting() -> tuple[Meeting, list[Journal]]:
    """Make a meeting of 3,000, everyone joined, 450 of them delegates."""
    meeting = Meeting()
    inputs: list[Input] = [PersonRegistered(Person(OPERATOR, "Operator", "", Role.OPERATOR))]
    for n in range(PARTICIPANTS):
        role = Role.DELEGATE if n < ACTIVE else Role.OBSERVER
        inputs.append(PersonRegistered(Person(person(n), f"Person {n}", f"Delegation {n % 190}", role)))
    inputs += [PatchSet(None, default_patch(16, 16), 16, 16), RulesSet(None, Rules(max_open_mics=4, standby=2))]
    inputs += [Joined(person(n)) for n in range(PARTICIPANTS)]
    journal = [e for happened in inputs for e in meeting.handle(happened, 0) if isinstance(e, Journal)]
    return meeting, journal


def person(number: int) -> ParticipantId:
    """Name a participant."""
    return ParticipantId(f"p-{number}")


def listeners(_: Meeting, chance: random.Random) -> Input:
    """Choose channels, mute, drop and return: what 3,000 do all day."""
    who = person(chance.randrange(PARTICIPANTS))
    choices: tuple[Callable[[], Input], ...] = (
        lambda: ChannelChosen(who, ChannelNumber(chance.randrange(7)), chance.random()),
        lambda: MutedSet(who, chance.random() < 0.5),
        lambda: Dropped(who),
        lambda: Joined(who),
    )
    return chance.choice(choices)()


def long_list(meeting: Meeting, chance: random.Random) -> Input:
    """Ask, move, grant, be heard, release: a list that grows to all 450."""
    who = person(chance.randrange(ACTIVE))
    speakers = meeting.state.speakers
    dice = chance.random()
    if dice < 0.4 or not speakers.waiting:
        return FloorRequested(who)
    request: RequestId = chance.choice(speakers.waiting).request
    if dice < 0.6:
        return RequestMoved(OPERATOR, request, chance.randrange(len(speakers.waiting)))
    if dice < 0.7 or not speakers.granted:
        return FloorGranted(OPERATOR, request)
    speaker = chance.choice(speakers.granted).participant
    if dice < 0.95:
        return UplinkHeard(speaker) if dice < 0.83 else UplinkLost(speaker)
    return FloorReleased(speaker)


def rate(meeting: Meeting, make: Callable[[Meeting, random.Random], Input], count: int) -> dict[str, float]:
    """Measure inputs per second of CPU over `count` inputs, those refused included; the slowest by the wall."""
    chance = random.Random(1)
    spent_s, worst_s, refused = 0.0, 0.0, 0
    for n in range(count):
        happened = make(meeting, chance)
        began_s, cpu_s = time.perf_counter(), time.thread_time()
        try:
            meeting.handle(happened, n)
        except ConferenceError:
            refused += 1
        spent_s += time.thread_time() - cpu_s
        worst_s = max(worst_s, time.perf_counter() - began_s)
    return {
        "inputs_per_cpu_s": round(count / spent_s),
        "worst_ms": round(worst_s * 1000, 2),
        "refused_share": round(refused / count, 3),
        "list_length": len(meeting.state.speakers.ordered),
    }


def measure(count: int) -> dict[str, object]:
    """Measure both loads, a replay, and the making of a view."""
    meeting, journal = a_large_meeting()
    encoded = [(entry.revision, encode_event(entry.event)) for entry in journal]
    began_s = time.perf_counter()
    again = Meeting.replay((revision, decode_event(data)) for revision, data in encoded)
    replay_s = time.perf_counter() - began_s
    assert again.state == meeting.state
    views_ms = []
    for n in range(200):
        began_s = time.perf_counter()
        view_for(meeting.state, person(n))
        views_ms.append((time.perf_counter() - began_s) * 1000)
    return {
        "participants": PARTICIPANTS,
        "inputs": count,
        "listeners": rate(meeting, listeners, count),
        "long_list": rate(a_large_meeting()[0], long_list, count),
        "replay_events_per_s": round(len(encoded) / replay_s),
        "view_ms_median": round(statistics.median(views_ms), 3),
        "python": platform.python_version(),
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the inputs")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    figures = measure(10_000 if options.quick else 100_000)
    text = json.dumps(figures, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
