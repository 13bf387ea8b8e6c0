"""A meeting as one file: there and back, and a hostile one refused."""

import io
import zipfile
from dataclasses import replace

import msgspec
import pytest

from common.model.agenda import Link
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.meeting import MeetingDetails, Rules
from common.model.people import Role
from room_console.core.catalogue.meetingfile import (
    MAX_FILE_BYTES,
    RESERVED,
    decode_file,
    encode_file,
    file_of,
    inputs_of,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.opening import OPERATOR
from tests.helpers.meetingfiles import ANNA, DETAILS, FILE


def refused(data: bytes) -> ErrorCode:
    """Return why a file is refused."""
    with pytest.raises(ConferenceError) as refusal:
        decode_file(data)
    assert refusal.value.detail
    return refusal.value.code


def changed(**changes: object) -> bytes:
    """Return the file with something else in it."""
    return msgspec.json.encode(msgspec.to_builtins(FILE) | changes)


def test_a_meeting_goes_there_and_back() -> None:
    meeting = Meeting()
    for happened in inputs_of(decode_file(encode_file(FILE)), most_open_mics=1):
        meeting.handle(happened, 0)
    back = file_of(meeting.state, has_people=True)
    assert back == msgspec.structs.replace(FILE, rules=Rules(max_open_mics=1))
    assert file_of(meeting.state, has_people=False).people == ()


def test_operators_stay_out_of_the_file_and_no_file_makes_one() -> None:
    meeting = Meeting()
    for happened in inputs_of(msgspec.structs.replace(FILE, people=(OPERATOR, ANNA)), most_open_mics=1):
        meeting.handle(happened, 0)
    assert file_of(meeting.state, has_people=True).people == (ANNA,)
    assert OPERATOR.participant in RESERVED
    for who in (replace(ANNA, role=Role.OPERATOR), replace(ANNA, participant=OPERATOR.participant)):
        assert refused(encode_file(msgspec.structs.replace(FILE, people=(who,)))) is ErrorCode.NOT_ALLOWED


def test_what_a_newer_console_adds_is_ignored_and_another_version_refused() -> None:
    assert decode_file(changed(menu="fish")) == FILE
    assert refused(changed(version=2)) is ErrorCode.VERSION
    assert refused(changed(format="something-else")) is ErrorCode.MALFORMED


@pytest.mark.parametrize(
    "details",
    [
        replace(DETAILS, meeting=MeetingId("../../etc")),
        replace(DETAILS, meeting=MeetingId("")),
        replace(DETAILS, meeting=MeetingId("a/b")),
        replace(DETAILS, timezone="/etc/passwd"),
        replace(DETAILS, title="\u202egnp.exe"),
        replace(DETAILS, agenda=(replace(DETAILS.agenda[0], links=(Link("x", "javascript:alert(1)"),)),)),
    ],
)
def test_names_and_links_that_could_do_harm_are_refused(details: MeetingDetails) -> None:
    assert refused(encode_file(msgspec.structs.replace(FILE, details=details))) is ErrorCode.MALFORMED


def test_a_hostile_file_is_refused_without_growing() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../../root/.ssh/authorized_keys", b"\0" * 100_000_000)
    assert refused(bomb.getvalue()) is ErrorCode.MALFORMED
    assert refused(b"[" * 1_000_000) is ErrorCode.MALFORMED
    assert refused(b" " * (MAX_FILE_BYTES + 1)) is ErrorCode.TOO_LARGE
    assert refused(b"\xff\xfe") is ErrorCode.MALFORMED
    assert refused(b"") is ErrorCode.MALFORMED
    assert refused(changed(people=[msgspec.to_builtins(ANNA)] * 2)) is ErrorCode.ALREADY
    assert refused(changed(people=[msgspec.to_builtins(ANNA)] * 5_001)) is ErrorCode.LIMIT
    assert refused(changed(rules={"max_open_mics": 10**30})) is ErrorCode.MALFORMED
    assert refused(changed(rules={"max_open_mics": -1})) is ErrorCode.MALFORMED
    huge = {"number": 10**29, "title": "", "starts_at_ms": 0, "ends_at_ms": 1}
    assert refused(changed(details=msgspec.to_builtins(DETAILS) | {"sessions": [huge]})) is ErrorCode.MALFORMED
