"""Cannot interpret: who may say it of whom, who is told, and when it is over."""

import pytest

from common.model.errors import ErrorCode
from common.model.ids import ChannelNumber, MeetingId, ParticipantId
from common.model.interpretation import UN_CHANNELS
from common.model.meeting import MeetingDetails
from common.model.people import Person, Role
from common.protocol.view import InterpretationChanged
from room_console.core.meeting.events import InterpretationJudged, PatchApplied, decode_event, encode_event
from room_console.core.meeting.inputs import (
    DetailsSet,
    FloorGranted,
    FloorReleased,
    InterpretationSaid,
    Left,
    MutedSet,
    PersonRegistered,
    Restarted,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.views import view_for
from tests.helpers.playbook import (
    ANNA,
    BORIS,
    CHAIR,
    OLGA,
    OTTO,
    PAUL,
    STRANGER,
    Room,
    a_room,
    given,
    kept,
    told_booths,
)

FLOOR, ENGLISH, FRENCH = (ChannelNumber(n) for n in range(3))


def speaking(*who: ParticipantId, mics: int = 1) -> Room:
    """Return a room in which those have the floor, and Boris asks for it."""
    room = a_room(*who, BORIS, mics=mics)
    return room.when(*(FloorGranted(CHAIR, room.request_of(each)) for each in who))


def cannot(by: ParticipantId = PAUL, channel: ChannelNumber = FRENCH) -> InterpretationSaid:
    return InterpretationSaid(by, channel, is_possible=False)


def can(by: ParticipantId = PAUL, channel: ChannelNumber = FRENCH) -> InterpretationSaid:
    return InterpretationSaid(by, channel, is_possible=True)


def booths(room: Room, viewer: ParticipantId = CHAIR) -> tuple[int, ...]:
    return view_for(room.meeting.state, viewer).cannot_interpret


def test_a_booth_says_it_of_the_speaker_and_takes_it_back() -> None:
    room = speaking(ANNA).when(cannot())
    room.then_only(
        kept(InterpretationJudged(FRENCH, False, PAUL, (ANNA,))), told_booths(InterpretationChanged((FRENCH,)))
    )
    room.when(can()).then_only(
        kept(InterpretationJudged(FRENCH, True, PAUL, (ANNA,))), told_booths(InterpretationChanged(()))
    )


def test_the_operator_says_it_for_any_booth_and_booths_are_told_in_order() -> None:
    room = given(speaking(ANNA), cannot()).when(cannot(OLGA, ENGLISH))
    room.then(told_booths(InterpretationChanged((ENGLISH, FRENCH))))
    room.when(can(OLGA, FRENCH)).then(told_booths(InterpretationChanged((ENGLISH,))))


def test_said_twice_or_taken_back_unsaid_nothing_comes_of_it() -> None:
    given(speaking(ANNA), cannot()).when(cannot(OLGA)).then_nothing()
    given(speaking(ANNA)).when(can()).then_nothing()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (cannot(ANNA), ErrorCode.NOT_ALLOWED),
        (cannot(OTTO), ErrorCode.NOT_ALLOWED),
        (cannot(CHAIR), ErrorCode.NOT_ALLOWED),
        (cannot(PAUL, ENGLISH), ErrorCode.NOT_ALLOWED),
        (cannot(STRANGER), ErrorCode.NOT_FOUND),
        (cannot(OLGA, FLOOR), ErrorCode.NOT_FOUND),
        (cannot(OLGA, ChannelNumber(7)), ErrorCode.NOT_FOUND),
        (cannot(OLGA, ChannelNumber(-1)), ErrorCode.NOT_FOUND),
    ],
)
def test_who_may_not_say_it_is_refused(wish: InterpretationSaid, code: ErrorCode) -> None:
    speaking(ANNA).refused(wish, code)


def test_an_interpreter_without_a_booth_speaks_for_none() -> None:
    who = ParticipantId("iris")
    given(speaking(ANNA), PersonRegistered(Person(who, "Iris", "", Role.INTERPRETER))).refused(
        cannot(who), ErrorCode.NOT_ALLOWED
    )


def test_staff_and_interpreters_see_it_and_nobody_else() -> None:
    room = given(speaking(ANNA), cannot())
    assert {who: booths(room, who) for who in (CHAIR, OLGA, PAUL)} == dict.fromkeys((CHAIR, OLGA, PAUL), (FRENCH,))
    assert {who: booths(room, who) for who in (ANNA, BORIS, OTTO)} == dict.fromkeys((ANNA, BORIS, OTTO), ())


@pytest.mark.parametrize("over", [FloorReleased(ANNA), Left(ANNA)])
def test_it_is_over_with_the_speaker(over: FloorReleased | Left) -> None:
    room = given(speaking(ANNA), cannot()).when(over).then(told_booths(InterpretationChanged(())))
    assert booths(room) == ()


def test_the_next_speaker_begins_unjudged_after_the_hall() -> None:
    room = given(a_room(ANNA), cannot())
    assert booths(room) == (FRENCH,), "of the hall's own speaker"
    room.when(FloorGranted(CHAIR, room.request_of(ANNA))).then(told_booths(InterpretationChanged(())))


def test_it_stays_while_who_it_was_said_of_speaks_on() -> None:
    room = given(speaking(ANNA, mics=2), cannot())
    room.when(UplinkHeard(ANNA), MutedSet(ANNA, is_muted=True), MutedSet(ANNA, is_muted=False), UplinkLost(ANNA))
    room.when(FloorGranted(CHAIR, room.request_of(BORIS)))
    assert booths(room) == (FRENCH,), "another microphone mends nothing of Anna's"
    room.when(FloorReleased(ANNA))
    assert booths(room) == ()


def test_a_channel_that_is_gone_has_no_booth() -> None:
    room = given(speaking(ANNA), cannot(), cannot(OLGA, ENGLISH))
    room.when(DetailsSet(MeetingDetails(MeetingId("m"), "", "M", channels=UN_CHANNELS[:2])))
    room.then(told_booths(InterpretationChanged((ENGLISH,))))


def test_the_journal_brings_it_back() -> None:
    room = given(speaking(ANNA), cannot())
    assert room.replayed().meeting.state == room.meeting.state
    room.replayed().when(Restarted())
    assert booths(room.replayed()) == (FRENCH,)


def test_the_event_is_read_as_it_was_written() -> None:
    event = InterpretationJudged(FRENCH, False, PAUL, (ANNA, BORIS))
    assert decode_event(encode_event(event)) == event


def test_nobody_becomes_an_interpreter_while_joined() -> None:
    a_room().refused(PersonRegistered(Person(ANNA, "Anna", "Norland", Role.INTERPRETER)), ErrorCode.UNEXPECTED)


def test_a_patch_of_an_older_journal_has_no_port_for_pre_listening() -> None:
    old = b"""{"event": "patch_applied", "patch": {"floor_input": 1, "booth_inputs": {"1": 2}, "loudspeakers_output": 1,
        "interpreters_output": 2, "slots": {"1": {"send_output": 3, "return_output": 7, "return_input": null}}}}"""
    event = decode_event(old)
    assert isinstance(event, PatchApplied)
    assert event.patch.prelisten_output is None
