"""The list as the chair reads it."""

from dataclasses import replace

from common.model.floor import FloorRequest, RequestKind, RequestStatus
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView
from common.model.people import Presence
from room_console.ui.chair.rows import rows_of
from tests.gallery.consoledata import speaking
from tests.gallery.madeup import meeting, request

WHO = ParticipantId("p-2")


def view(*floor: FloorRequest, presence: Presence = Presence.JOINED) -> MeetingView:
    made = meeting("en", floor)
    person = replace(made.participants[WHO], presence=presence)
    return replace(made, participants={**made.participants, WHO: person})


def test_who_speaks_has_no_place_and_the_others_count_from_one() -> None:
    rows = rows_of(view(speaking(1), request(2, RequestStatus.ACCEPTED), request(3)))
    assert [(row.place, row.delegation, row.state) for row in rows] == [
        (0, "France", "On air"),
        (1, "Kenya", "Remote"),
        (2, "Brazil", "Remote"),
    ]


def test_who_cannot_be_heard_is_said_so() -> None:
    asked = request(2)
    said = {
        presence: rows_of(view(asked, presence=presence))[0].state
        for presence in (Presence.ABSENT, Presence.RECONNECTING, Presence.LEFT)
    }
    assert said == {Presence.ABSENT: "Not joined", Presence.RECONNECTING: "Line lost", Presence.LEFT: "Has left"}
    assert view(asked, presence=Presence.LEFT).next_request is None
    assert rows_of(view(replace(asked, has_fault=True)))[0].state == "Technical fault"
    assert view(replace(asked, has_fault=True)).next_request is None


def test_who_sits_in_the_hall_can_be_heard_but_for_a_fault() -> None:
    seated = replace(request(2), is_in_hall=True)
    assert view(seated, presence=Presence.ABSENT).next_request == seated
    assert view(replace(seated, has_fault=True)).next_request is None, "set aside by the chair"
    assert rows_of(view(seated, presence=Presence.ABSENT))[0].state == "In the hall"


def test_a_row_says_what_is_asked_and_for_whom() -> None:
    order = replace(request(2), kind=RequestKind.POINT_OF_ORDER, on_behalf_of="African Group")
    row = rows_of(view(order))[0]
    assert row.details == "Point of order · on behalf of \u2068African Group\u2069"
    assert row.spoken == f"1, Kenya, Mr. Daniel Otieno, {row.details}, Remote"
    spanish = rows_of(view(replace(request(2), language="es")))[0]
    assert (spanish.details, spanish.standing) == ("", "ES · Remote")
    assert spanish.spoken == "1, Kenya, Mr. Daniel Otieno, \u2068Español\u2069, Remote"
    assert "sw" in rows_of(view(replace(request(2), language="sw")))[0].spoken, "no channel of the meeting's"
