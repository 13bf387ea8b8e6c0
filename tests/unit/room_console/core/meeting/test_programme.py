"""The programme as staff make and change it."""

from dataclasses import replace

import pytest

from common.model.agenda import MAX_LINKS, MAX_SESSIONS, AgendaItem, Format, Link, SegmentRules, Session
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from room_console.core.meeting.inputs import DetailsSet, PersonRegistered
from room_console.core.meeting.programmeinputs import (
    ItemCalled,
    ItemMoved,
    ItemPut,
    ItemRemoved,
    MeetingNamed,
    SessionClosed,
    SessionOpened,
    SessionPut,
    SessionRemoved,
)
from tests.helpers.playbook import ANNA, CHAIR, OLGA, Room, a_room, given

SARA = ParticipantId("sara")
HOUR_MS = 3_600_000
FIRST, SECOND = Session(1, "", 0, HOUR_MS), Session(2, "", 2 * HOUR_MS, 3 * HOUR_MS)
ITEM = AgendaItem("1", "Opening", 1, links=(Link("The agenda", "https://example.org/1"),))
NAMED = MeetingNamed(OLGA, "WIPO/GR/12", "Working Group", Format.HYBRID, "Europe/Zurich")


def programme() -> Room:
    """Open a room with two sessions and one item."""
    return given(a_room(), SessionPut(OLGA, SECOND), SessionPut(OLGA, FIRST), ItemPut(OLGA, ITEM))


def test_sessions_stand_in_the_order_of_time() -> None:
    assert programme().meeting.state.details.sessions == (FIRST, SECOND)


def test_operator_and_secretariat_prepare_and_nobody_else() -> None:
    room = programme()
    room.when(PersonRegistered(Person(SARA, "Sara", "", Role.SECRETARIAT)), replace(NAMED, by=SARA))
    assert room.meeting.state.details.timezone == "Europe/Zurich"
    for who in (ANNA, CHAIR):
        room.refused(replace(NAMED, by=who, title="Mine"), ErrorCode.NOT_ALLOWED)
        room.refused(ItemRemoved(who, "1"), ErrorCode.NOT_ALLOWED)


def test_what_staff_edit_is_known_to_be_edited() -> None:
    room = a_room()
    room.when(DetailsSet(replace(room.meeting.state.details, title="From the file")))
    assert not room.meeting.state.is_edited
    assert room.when(NAMED).replayed().meeting.state.is_edited


@pytest.mark.parametrize(
    "session",
    [
        replace(FIRST, number=0),
        replace(FIRST, number=10_000),
        replace(FIRST, ends_at_ms=0),
        replace(FIRST, starts_at_ms=-1),
        replace(FIRST, ends_at_ms=25 * HOUR_MS),
        replace(FIRST, starts_at_ms=2**60, ends_at_ms=2**61),
        replace(FIRST, title="x" * 121),
        replace(FIRST, title="\u202eevil"),
    ],
)
def test_a_session_that_cannot_be_is_refused(session: Session) -> None:
    a_room().refused(SessionPut(OLGA, session), ErrorCode.MALFORMED)


@pytest.mark.parametrize(
    "item",
    [
        replace(ITEM, number=""),
        replace(ITEM, number="x" * 17),
        replace(ITEM, title=""),
        replace(ITEM, session=9),
        replace(ITEM, rules=SegmentRules(max_open_mics=0)),
        replace(ITEM, rules=SegmentRules(standby=99)),
        replace(ITEM, links=(Link("x", "javascript:alert(1)"),)),
        replace(ITEM, links=(Link("x", "file:///etc/passwd"),)),
        replace(ITEM, links=(Link("x", "https://example.org/ a"),)),
        replace(ITEM, links=(Link("", "https://example.org"),)),
    ],
)
def test_an_item_that_cannot_be_is_refused(item: AgendaItem) -> None:
    programme().refused(ItemPut(OLGA, item, "1"), ErrorCode.MALFORMED)


def test_numbers_are_used_once_and_lists_are_bounded() -> None:
    room = programme()
    room.refused(SessionPut(OLGA, FIRST), ErrorCode.ALREADY)
    room.refused(ItemPut(OLGA, ITEM), ErrorCode.ALREADY)
    room.refused(SessionPut(OLGA, replace(SECOND, number=1), 2), ErrorCode.ALREADY)
    room.refused(ItemPut(OLGA, replace(ITEM, links=ITEM.links * (MAX_LINKS + 1)), "1"), ErrorCode.LIMIT)
    room.when(*(SessionPut(OLGA, replace(FIRST, number=n)) for n in range(3, MAX_SESSIONS + 1)))
    room.refused(SessionPut(OLGA, replace(FIRST, number=MAX_SESSIONS + 1)), ErrorCode.LIMIT)


def test_a_renumbered_session_takes_its_items_along_and_a_removed_one_leaves_them() -> None:
    room = programme().when(SessionPut(OLGA, replace(FIRST, number=7), 1))
    assert room.meeting.state.details.agenda[0].session == 7
    room.when(SessionRemoved(OLGA, 7))
    assert room.meeting.state.details.agenda[0].session == 0
    room.refused(SessionRemoved(OLGA, 7), ErrorCode.NOT_FOUND)


def test_items_are_moved_replaced_and_taken_off() -> None:
    room = programme().when(ItemPut(OLGA, replace(ITEM, number="2")), ItemPut(OLGA, replace(ITEM, number="3")))
    room.when(ItemMoved(OLGA, "3", 0), ItemPut(OLGA, replace(ITEM, number="2(a)"), "2"), ItemMoved(OLGA, "1", 99))
    assert [item.number for item in room.meeting.state.details.agenda] == ["3", "2(a)", "1"]
    room.when(ItemRemoved(OLGA, "2(a)"))
    room.refused(ItemRemoved(OLGA, "2(a)"), ErrorCode.NOT_FOUND)
    room.refused(ItemMoved(OLGA, "1", -1), ErrorCode.MALFORMED)


def test_what_is_under_way_keeps_its_number_and_its_place() -> None:
    room = given(programme(), SessionOpened(CHAIR, 1), ItemCalled(CHAIR, "1"))
    room.refused(SessionRemoved(OLGA, 1), ErrorCode.UNEXPECTED)
    room.refused(SessionPut(OLGA, replace(FIRST, number=5), 1), ErrorCode.UNEXPECTED)
    room.refused(ItemRemoved(OLGA, "1"), ErrorCode.UNEXPECTED)
    room.refused(ItemPut(OLGA, replace(ITEM, number="9"), "1"), ErrorCode.UNEXPECTED)
    room.when(ItemPut(OLGA, replace(ITEM, title="Opening of the session"), "1"))
    assert room.meeting.state.details.item("1") is not None


def test_a_session_that_was_held_stays_and_keeps_its_number() -> None:
    room = given(programme(), SessionOpened(CHAIR, 1), SessionClosed(CHAIR)).replayed()
    room.refused(SessionRemoved(OLGA, 1), ErrorCode.UNEXPECTED)
    room.refused(SessionPut(OLGA, replace(FIRST, number=5), 1), ErrorCode.UNEXPECTED)
    room.when(SessionPut(OLGA, replace(FIRST, title="Morning"), 1), SessionRemoved(OLGA, 2))
    assert [session.title for session in room.meeting.state.details.sessions] == ["Morning"]


def test_a_time_zone_is_one_that_there_is() -> None:
    for name in ("Europe/Atlantis", "../../etc/passwd", "", "x" * 99, "Europe/Zurich\x00"):
        a_room().refused(replace(NAMED, timezone=name), ErrorCode.MALFORMED)


def test_the_same_again_changes_nothing() -> None:
    programme().when(ItemPut(OLGA, ITEM, "1"), SessionPut(OLGA, FIRST, 1), ItemMoved(OLGA, "1", 0)).then_nothing()
