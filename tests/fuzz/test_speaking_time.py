"""Speaking time under clocks that are set, lines that drop, restarts and undone cuts: none is negative, all is kept."""

import random
from collections.abc import Callable
from typing import Final

import pytest

from common.model.errors import ConferenceError
from common.model.floor import DiscussionMode, Overrun, RequestKind, SpeechTimers
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Rules
from room_console.core.chronicle.speeches import SpeechBook
from room_console.core.meeting.effects import Journal
from room_console.core.meeting.events import ActUndone, Event, RequestEnded, decode_event, encode_event
from room_console.core.meeting.inputs import (
    Dropped,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    Input,
    Joined,
    Restarted,
    RulesSet,
    SpeakerSetAside,
    UndoAsked,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.timing import next_due_ms
from room_console.core.meeting.timinginputs import SpeechLimitSet, Ticked, TimerPauseSet
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, OLGA, a_room

DEBATES, INPUTS = 40, 80
STEPS_MS: Final = (0, 100, 3_000, 9_000, 9_000, -5_000, 3_600_000, -3_600_000)
MODES: Final = (DiscussionMode.MANUAL, DiscussionMode.MANUAL, DiscussionMode.OPEN, DiscussionMode.OVERRIDE)


class Timed:
    """A debate of random inputs, with its journal as it is on disk."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        room = a_room(mics=2)
        self.meeting, self.now_ms = room.meeting, room.now_ms
        self.journal = list(room.journal)
        self.entries: list[tuple[int, Event]] = [(room.now_ms, event) for _, event in room.journal]
        timers = SpeechTimers(speech_s=10, overrun=Overrun.CUT, grace_s=self.chance.choice((0, 3, 20)))
        self.happen(RulesSet(None, Rules(self.chance.choice((1, 2)), mode=self.chance.choice(MODES), timers=timers)))

    def happen(self, happened: Input) -> None:
        """Let it happen, or be refused."""
        try:
            effects = self.meeting.handle(happened, self.now_ms)
        except ConferenceError:
            return
        kept = [(e.revision, decode_event(encode_event(e.event))) for e in effects if isinstance(e, Journal)]
        self.journal += kept
        self.entries += [(self.now_ms, event) for _, event in kept]

    def step(self) -> None:
        """Let time go on or be set, and something happen."""
        self.now_ms += self.chance.choice(STEPS_MS)
        who, listed = self.chance.choice((ANNA, BORIS, CARLA)), self.meeting.state.speakers.ordered
        number = self.chance.choice(listed).request if listed else RequestId(1)
        kind = self.chance.choice((RequestKind.INTERVENTION, RequestKind.POINT_OF_ORDER))
        choices: tuple[Callable[[], tuple[Input, ...]], ...] = (
            lambda: (Joined(who), FloorRequested(who, kind)),
            lambda: (FloorGranted(CHAIR, number), UplinkHeard(who), UplinkHeard(self.owner_of(number))),
            lambda: (FloorGranted(CHAIR, number), UplinkHeard(who), UplinkHeard(self.owner_of(number))),
            lambda: (Ticked(),),
            lambda: (Ticked(), UndoAsked(OLGA)),
            lambda: (UndoAsked(OLGA), UplinkHeard(who)),
            lambda: (UplinkLost(who),),
            lambda: (SpeakerSetAside(CHAIR, number),),
            lambda: (FloorRevoked(CHAIR, number),),
            lambda: (FloorReleased(who),),
            lambda: (SpeechLimitSet(CHAIR, number, self.chance.choice((0, 1, 30))),),
            lambda: (TimerPauseSet(CHAIR, number, self.chance.random() < 0.5),),
            lambda: (Dropped(who), *((Joined(who),) if self.chance.random() < 0.7 else ())),
            lambda: (Restarted(), Joined(ANNA), Joined(BORIS)) if self.chance.random() < 0.3 else (Ticked(),),
        )
        for happened in self.chance.choice(choices)():
            self.happen(happened)

    def owner_of(self, number: RequestId) -> ParticipantId:
        """Name whose request it is."""
        request = self.meeting.state.speakers.requests.get(number)
        return request.participant if request is not None else ANNA


def a_debate(seed: int) -> Timed:
    """Let random inputs happen, and hold what must be true after each."""
    debate = Timed(seed)
    for _ in range(INPUTS):
        debate.step()
        assert all(request.spoken_ms >= 0 for request in debate.meeting.state.speakers.ordered)
        due_ms, revision = next_due_ms(debate.meeting.state), debate.meeting.revision
        if due_ms is not None and due_ms <= debate.now_ms:
            debate.happen(Ticked())
            assert debate.meeting.revision > revision
    return debate


@pytest.mark.parametrize("seed", range(DEBATES))
def test_no_time_is_negative_no_tick_is_in_vain_and_the_journal_gives_the_same(seed: int) -> None:
    debate = a_debate(seed)
    assert Meeting.replay(debate.journal).state == debate.meeting.state
    book = SpeechBook()
    for at_ms, event in debate.entries:
        book.note(at_ms, event)
    assert all(speech.spoken_ms >= 0 and speech.to_ms >= speech.from_ms for speech in book.until(debate.now_ms))


def test_these_debates_have_cuts_and_cuts_undone() -> None:
    events = [[event for _, event in a_debate(seed).entries] for seed in range(DEBATES // 4)]
    cuts = [{e.request for e in each if isinstance(e, RequestEnded) and e.is_cut} for each in events]
    undone = [
        e for each, cut in zip(events, cuts, strict=True) for e in each if isinstance(e, ActUndone) and e.request in cut
    ]
    assert sum(map(len, cuts)) >= DEBATES // 4
    assert len(undone) >= 3
