"""The journal: what it holds, and what it makes again."""

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, MeetingId, RequestId, Revision
from common.model.meeting import MeetingDetails
from room_console.core.meeting.effects import Journal, Tell
from room_console.core.meeting.events import (
    ConsoleRestarted,
    MuteSwitched,
    WentOnAir,
    decode_event,
    encode_event,
)
from room_console.core.meeting.inputs import (
    ChannelChosen,
    DetailsSet,
    Dropped,
    FloorDenied,
    FloorGranted,
    MutedSet,
    RequestMoved,
    Restarted,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.meeting import Meeting
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, DALIA, OLGA, Room, a_room, given


def a_full_day() -> Room:
    """Let every kind of event happen."""
    return given(a_room(ANNA, BORIS, CARLA, DALIA, mics=2)).when(
        DetailsSet(MeetingDetails(MeetingId("gr-12"), "WIPO/GR/12", "Título, 标题")),
        FloorGranted(CHAIR, RequestId(1)),
        UplinkHeard(ANNA),
        UplinkLost(ANNA),
        UplinkHeard(ANNA),
        RequestMoved(OLGA, RequestId(4), 0),
        FloorDenied(OLGA, RequestId(3)),
        ChannelChosen(BORIS, ChannelNumber(5), 0.25),
        MutedSet(BORIS, is_muted=True),
        Dropped(BORIS),
        Restarted(),
        UplinkHeard(ANNA),
    )


def test_the_journal_makes_the_equal_meeting() -> None:
    room = a_full_day()
    again = room.replayed()
    assert again.meeting.state == room.meeting.state
    assert again.meeting.revision == room.meeting.revision == len(room.journal)
    again.list_is("anna on air 1", "dalia standby", "boris standby")


def test_every_event_survives_its_encoding() -> None:
    events = [event for _, event in a_full_day().journal]
    assert len({type(event) for event in events}) == 15
    assert [decode_event(encode_event(event)) for event in events] == events


def test_an_event_reads_as_what_it_is() -> None:
    data = encode_event(WentOnAir(RequestId(3), ANNA, 1_800_000_000_000))
    assert data == b'{"event":"went_on_air","request":3,"participant":"anna","at_ms":1800000000000}'


@pytest.mark.parametrize("data", [b"", b"{}", b'{"event":"nothing"}', b'{"event":"mute_switched"}', b"\xff"])
def test_what_is_no_event_is_not_taken_for_one(data: bytes) -> None:
    with pytest.raises(ConferenceError) as refusal:
        decode_event(data)
    assert refusal.value.code is ErrorCode.MALFORMED


def test_each_fact_has_the_next_revision_and_is_kept_before_it_is_told() -> None:
    room = given(a_room(ANNA), FloorGranted(CHAIR, RequestId(1)), UplinkHeard(ANNA))
    before = room.meeting.revision
    room.when(MutedSet(ANNA, is_muted=True))
    order = [(type(e), e.revision) for e in room.effects if isinstance(e, Journal | Tell)]
    assert order == [(Journal, before + 1), (Tell, before + 1), (Journal, before + 2), (Tell, before + 2)]


def test_a_journal_with_a_hole_is_refused() -> None:
    with pytest.raises(ConferenceError) as refusal:
        Meeting.replay([(Revision(1), ConsoleRestarted()), (Revision(3), ConsoleRestarted())])
    assert refusal.value.code is ErrorCode.INTERNAL


def test_who_was_on_air_in_the_journal_is_off_air_until_heard() -> None:
    room = given(a_room(ANNA), FloorGranted(CHAIR, RequestId(1)), UplinkHeard(ANNA)).replayed()
    room.when(Restarted()).list_is("anna granted 1")
    assert not [e for e in room.effects if isinstance(e, Journal) and isinstance(e.event, MuteSwitched)]
