"""What is kept for somebody of what they asked, and told to them: their app may start anew at any moment."""

from common.model.floor import RequestKind
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView, OwnState
from common.protocol.revision import apply_change
from room_console.core.meeting.effects import Tell
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorWithdrawn,
    Input,
    RequestCorrected,
)
from room_console.core.meeting.views import may_see, view_for
from tests.helpers.playbook import ANNA, BORIS, CHAIR, Room, a_room

POINT = RequestKind.POINT_OF_ORDER


def own_of(room: Room, who: ParticipantId, *happened: Input) -> OwnState:
    """Let it happen; return what both a view kept by changes and a new snapshot say."""
    kept: MeetingView = view_for(room.meeting.state, who)
    for each in happened:
        for effect in room.meeting.handle(each, room.now_ms):
            if isinstance(effect, Tell) and may_see(room.meeting.state, effect.audience, who):
                kept = apply_change(kept, effect.change)
    anew = view_for(room.meeting.state, who)
    assert kept == anew
    return anew.own[who]


def test_a_request_that_is_set_by_is_told_until_it_is_back() -> None:
    room = a_room()
    own_of(room, ANNA, FloorRequested(BORIS), FloorRequested(ANNA))
    listed = room.meeting.state.speakers.of(ANNA)
    own = own_of(room, ANNA, FloorRequested(ANNA, POINT))
    assert listed is not None
    assert [r.request for r in own.set_by] == [listed.request]
    point = room.meeting.state.speakers.of(ANNA)
    assert point is not None
    assert own_of(room, ANNA, FloorGranted(CHAIR, point.request)).set_by == own.set_by
    assert own_of(room, ANNA, FloorReleased(ANNA)).set_by == ()


def test_nobody_else_but_staff_is_told() -> None:
    room = a_room()
    own_of(room, ANNA, FloorRequested(ANNA), FloorRequested(ANNA, POINT))
    assert ANNA not in view_for(room.meeting.state, BORIS).own
    assert view_for(room.meeting.state, CHAIR).own[ANNA].set_by


def test_group_and_language_outlive_the_request() -> None:
    room = a_room()
    own = own_of(room, ANNA, FloorRequested(ANNA, on_behalf_of="Group B", language="fr"))
    assert (own.on_behalf_of, own.language) == ("Group B", "fr")
    request = room.meeting.state.speakers.of(ANNA)
    assert request is not None
    own = own_of(room, ANNA, RequestCorrected(ANNA, request.request, "African Group", "en"), FloorWithdrawn(ANNA))
    assert (own.on_behalf_of, own.language, own.set_by) == ("African Group", "en", ())
