"""How many inputs a second the rules decide in a debate: 450 who may speak, 60 requests that wait.

`python -m tests.bench.debate.rules [--inputs N]` prints `rules_inputs_per_s`.
"""

import argparse
import random
import time
from typing import Final

from common.model.errors import ConferenceError
from common.model.floor import RequestKind, SpeakingOrder
from common.model.ids import ChannelNumber, ParticipantId
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Category, Person, Role
from room_console.core.meeting.inputs import (
    ChannelChosen,
    Dropped,
    FloorDenied,
    FloorReleased,
    FloorRequested,
    FloorWithdrawn,
    Input,
    Joined,
    MutedSet,
    NextGranted,
    PatchSet,
    PersonRegistered,
    RequestInscribed,
    RequestMoved,
    RulesSet,
    UndoAsked,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.meeting import Meeting

ACTIVE: Final = 450
WAITING: Final = 60
LISTENING: Final = 0.2
"""Share of inputs of those who choose another channel: all others are about the list."""
INPUTS: Final = 50_000
CHAIR: Final = ParticipantId("chair")
ASKED: Final = (
    *(RequestKind.INTERVENTION,) * 16,
    RequestKind.RIGHT_OF_REPLY,
    RequestKind.RESPONSE,
    RequestKind.PROCEDURAL_MOTION,
    RequestKind.POINT_OF_ORDER,
)
RULES: Final = Rules(max_open_mics=2, standby=2, order=SpeakingOrder.PROTOCOL, members_only=())


def rules_inputs_per_s(count: int = INPUTS) -> float:
    """Measure inputs a second of CPU, those refused included."""
    meeting, chance = _a_debate(), random.Random(1)
    spent_s = 0.0
    for n in range(count):
        happened = _next_input(meeting, chance)
        began_s = time.thread_time()
        _handle(meeting, happened, n)
        spent_s += time.thread_time() - began_s
    return round(count / spent_s)


def _a_debate() -> Meeting:
    meeting, categories = Meeting(), tuple(Category)
    _handle(meeting, PersonRegistered(Person(CHAIR, "Chair", "", Role.CHAIR)), 0)
    for n in range(ACTIVE):
        delegation, category = f"Delegation {n % 190}", categories[n % len(categories)]
        person = Person(_person(n), f"Person {n}", delegation, Role.DELEGATE, category=category, order=n % 190)
        _handle(meeting, PersonRegistered(person), 0)
        _handle(meeting, Joined(_person(n)), 0)
    _handle(meeting, PatchSet(None, default_patch(16, 16), 16, 16), 0)
    _handle(meeting, RulesSet(None, RULES), 0)
    for n in range(WAITING):
        _handle(meeting, FloorRequested(_person(n)), 0)
    return meeting


def _next_input(meeting: Meeting, chance: random.Random) -> Input:  # noqa: PLR0911
    """Choose what a debate is made of; the list is filled up to WAITING, and emptied from there."""
    speakers, who = meeting.state.speakers, _person(chance.randrange(ACTIVE))
    if chance.random() < LISTENING:
        return ChannelChosen(who, ChannelNumber(chance.randrange(7)), 0.0)
    dice = chance.random()
    if dice < 0.4:
        if len(speakers.waiting) >= WAITING:
            return NextGranted(CHAIR) if not speakers.granted else FloorReleased(speakers.granted[0].participant)
        kind = chance.choice(ASKED)
        return FloorRequested(who, kind) if dice < 0.35 else RequestInscribed(CHAIR, who, kind, is_in_hall=True)
    waiting = chance.choice(speakers.waiting)
    if dice < 0.6:
        return (Dropped if dice < 0.45 else Joined if dice < 0.55 else UplinkHeard)(waiting.participant)
    if dice < 0.8 and speakers.granted:
        speaker = chance.choice(speakers.granted).participant
        return (UplinkHeard if dice < 0.67 else UplinkLost)(speaker) if dice < 0.75 else MutedSet(speaker, dice < 0.78)
    if dice < 0.88:
        return RequestMoved(CHAIR, waiting.request, chance.randrange(len(speakers.waiting)))
    if dice < 0.92:
        return FloorDenied(CHAIR, waiting.request)
    return UndoAsked(CHAIR) if dice < 0.96 else FloorWithdrawn(waiting.participant)


def _handle(meeting: Meeting, happened: Input, now_ms: int) -> None:
    try:
        meeting.handle(happened, now_ms)
    except ConferenceError:
        return


def _person(number: int) -> ParticipantId:
    return ParticipantId(f"p-{number}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=INPUTS)
    print(f"rules_inputs_per_s {rules_inputs_per_s(parser.parse_args().inputs):.0f}")


if __name__ == "__main__":
    main()
