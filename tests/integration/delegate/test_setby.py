"""A point of order by who waits, as the rules do it and as the delegate's window reads it."""

from common.model.floor import RequestKind
from common.model.meeting import MeetingView
from delegate_app.core.statekeeper import StateKeeper
from room_console.core.meeting.inputs import FloorGranted, FloorReleased, FloorRequested, Input
from room_console.core.meeting.views import view_for
from tests.helpers.playbook import ANNA, BORIS, CHAIR, Room, a_room


def seen(room: Room) -> MeetingView:
    return view_for(room.meeting.state, ANNA)


def test_the_first_request_is_known_to_be_set_by_until_it_is_back() -> None:
    room, keeper = a_room(), StateKeeper()
    keeper.change(me=ANNA)

    def after(*happened: Input) -> str:
        room.when(*happened)
        keeper.change_view(seen(room), 0)
        anew = StateKeeper()
        anew.change(me=ANNA)
        anew.change_view(seen(room), 0)
        assert anew.state.set_by == keeper.state.set_by, "who has started the app anew knows the same"
        return str(keeper.state.set_by.kind) if keeper.state.set_by else ""

    assert after(FloorRequested(BORIS), FloorRequested(ANNA)) == ""
    first = keeper.state.request
    assert after(FloorRequested(ANNA, RequestKind.POINT_OF_ORDER)) == "intervention"
    point = keeper.state.request
    assert point is not None
    assert after(FloorGranted(CHAIR, point.request)) == "intervention"
    assert after(FloorReleased(ANNA)) == ""
    assert first is not None
    assert keeper.state.request is not None
    assert keeper.state.request.request == first.request
    assert keeper.state.place == 2
