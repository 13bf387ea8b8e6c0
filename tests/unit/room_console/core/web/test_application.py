"""What is typed into the registration page: read, or named as a fault, never repaired in silence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.agenda import Format, Session
from common.model.ids import MeetingId
from common.model.meeting import MeetingDetails
from common.model.people import Attendance, Role
from common.model.registration import RegistrationRules
from room_console.core.web.application import Choices, choices, read_application
from room_console.core.web.words import words_for

ALL, NONE = Choices(True, True), Choices(False, False)
GOOD = {"name": " Anna  Lindqvist ", "delegation": "Sweden", "email": "anna@example.org"}


def details(kind: Format) -> MeetingDetails:
    return MeetingDetails(MeetingId("m"), "", "", kind)


def test_a_good_form_becomes_an_applicant() -> None:
    more = {"part": "speak", "attendance": "on_site", "mobile": "+41 (79) 123-45.67", "title": "Ms."}
    found = read_application(GOOD | more, ALL, "ar").applicant
    assert found is not None
    assert (found.name, found.role, found.attendance) == ("Anna Lindqvist", Role.DELEGATE, Attendance.ON_SITE)
    assert (found.mobile, found.language, found.title) == ("+41791234567", "ar", "Ms.")


def test_what_is_not_offered_is_not_given() -> None:
    found = read_application(
        GOOD | {"part": "speak", "attendance": "on_site", "role": "operator"}, NONE, "en"
    ).applicant
    assert found is not None
    assert (found.role, found.attendance) == (Role.OBSERVER, Attendance.REMOTE)


def test_an_empty_form_names_what_is_needed_in_the_order_of_the_page() -> None:
    found = read_application({}, ALL, "en")
    assert found.applicant is None
    assert list(found.faults) == ["name", "delegation", "email"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "anna"),
        ("email", "anna@exam ple.org"),
        ("email", "anna@example.org\r\nBcc: all@example.org"),
        ("name", "An\u202ena"),
        ("name", "x" * 200),
        ("name", "\u200b"),
        ("delegation", "a\x00b"),
        ("mobile", "0791234567"),
        ("mobile", "+41 79 CALL"),
    ],
)
def test_what_cannot_be_taken_is_named(field: str, value: str) -> None:
    found = read_application(GOOD | {field: value}, ALL, "en")
    assert list(found.faults) == [field]
    assert found.applicant is None


@given(st.dictionaries(st.sampled_from([*GOOD, "mobile", "part", "attendance"]), st.text(max_size=400)))
def test_whatever_is_typed_is_an_applicant_or_a_fault_that_can_be_said(fields: dict[str, str]) -> None:
    found = read_application(fields, ALL, "en")
    assert (found.applicant is None) == bool(found.faults)
    for fault in found.faults.values():
        assert words_for("en").text(fault)


def test_a_virtual_meeting_has_no_room_to_come_to() -> None:
    rules = RegistrationRules(is_page_active=True)
    assert choices(rules, details(Format.VIRTUAL)) == Choices(True, False)
    assert choices(RegistrationRules(), details(Format.HYBRID)) == Choices(False, True)


def test_where_there_are_sessions_they_say_whether_there_is_a_room() -> None:
    online, hall = Session(1, "", 0, 1, Format.VIRTUAL), Session(2, "", 2, 3, Format.PHYSICAL)
    for sessions, may_come in (((online,), False), ((online, hall), True)):
        for kind in Format:
            held = replace(details(kind), sessions=sessions)
            assert choices(RegistrationRules(), held).may_come is may_come
