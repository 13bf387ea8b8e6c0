"""The codec lets through what the protocol knows, within its limits, and nothing else."""

import json

import pytest

from common.model.errors import ErrorCode, ProtocolError
from common.model.ids import MeetingId, ParticipantId, RequestId, Revision
from common.model.meeting import MeetingDetails, MeetingView, ParticipantView
from common.model.people import Role
from common.protocol.codec import MAX_EVENT_BYTES, MAX_REQUEST_BYTES, decode_from_client, decode_from_console, encode
from common.protocol.envelope import Bye, Done, Ping
from common.protocol.floor import GrantFloor, WithdrawFloor
from common.protocol.view import Snapshot


def code_of(data: bytes | str) -> ErrorCode:
    with pytest.raises(ProtocolError) as caught:
        decode_from_client(data)
    return caught.value.code


def padded_ping(size: int) -> bytes:
    return encode(Ping(ref=1)).ljust(size)


def test_a_message_is_flat_json_named_by_its_type() -> None:
    assert json.loads(encode(WithdrawFloor(ref=3))) == {"type": "withdraw_floor", "ref": 3}


def test_text_and_bytes_are_both_taken() -> None:
    assert (
        decode_from_client('{"type":"ping","ref":4}') == decode_from_client(b'{"type":"ping","ref":4}') == Ping(ref=4)
    )


def test_a_field_of_a_newer_end_is_ignored() -> None:
    assert decode_from_client('{"type":"ping","ref":4,"mood":"good"}') == Ping(ref=4)


def test_the_largest_request_is_taken_and_one_byte_more_is_not() -> None:
    assert decode_from_client(padded_ping(MAX_REQUEST_BYTES)) == Ping(ref=1)
    assert code_of(padded_ping(MAX_REQUEST_BYTES + 1)) is ErrorCode.TOO_LARGE


def test_characters_of_many_bytes_count_as_bytes() -> None:
    assert code_of('{"type":"ping","mood":"' + "é" * (MAX_REQUEST_BYTES // 2) + '"}') is ErrorCode.TOO_LARGE


def test_the_console_s_limit_is_its_own() -> None:
    assert decode_from_console(encode(Done(1)).ljust(MAX_EVENT_BYTES)) == Done(1)
    with pytest.raises(ProtocolError) as caught:
        decode_from_console(encode(Done(1)).ljust(MAX_EVENT_BYTES + 1))
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_the_largest_meeting_fits() -> None:
    people = {
        ParticipantId(f"p-{n}"): ParticipantView(ParticipantId(f"p-{n}"), "N" * 60, "D" * 60, Role.DELEGATE)
        for n in range(3_000)
    }
    snapshot = Snapshot(Revision(9), MeetingView(MeetingDetails(MeetingId("m"), "S/1", "T"), participants=people))
    assert decode_from_console(encode(snapshot)) == snapshot


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ping",
        "[]",
        "null",
        '{"ref":1}',
        '{"type":"pong","ref":1,"now_ms":1}',
        '{"type":"grant_floor","ref":1}',
        '{"type":"grant_floor","ref":1,"request":"12"}',
        '{"type":"grant_floor","ref":1,"request":1.5}',
        '{"type":"ping","ref":99999999999999999999999999}',
        '{"type":"ping","ref":' + "9" * 60_000 + "}",
        '{"type":"ping","ref":-1}',
        '{"type":"move_request","request":1,"position":-99999999999999999999999999}',
        '{"type":"report_link","received":1,"lost":-1,"concealed":0,"late":0,"jitter_ms":0.0}',
        '{"type":"report_link","received":1,"lost":0,"concealed":0,"late":0,"jitter_ms":1e999}',
        '{"type":"hello","protocol":1,"token":"t","device_key":"k","app":"' + "a" * 121 + '"}',
        '{"type":"ping","type":"grant_floor"}',
        '{"type":"choose_channel","channel":1,"original_level":NaN}',
        "[" * 20_000,
        '{"a":' * 10_000,
    ],
)
def test_what_is_not_a_request_is_malformed(text: str) -> None:
    assert code_of(text) is ErrorCode.MALFORMED


@pytest.mark.parametrize("data", [b"\xff\xfe", b'{"type":"\xc3\x28"}', b'{"type":"ping"}\x00', "\ud800"])
def test_bytes_that_are_no_text_are_malformed(data: bytes | str) -> None:
    assert code_of(data) is ErrorCode.MALFORMED


def test_a_console_s_message_is_not_a_client_s() -> None:
    assert code_of(encode(Done(1))) is ErrorCode.MALFORMED
    with pytest.raises(ProtocolError, match="malformed"):
        decode_from_console(encode(GrantFloor(request=RequestId(1))))


def test_bye_goes_both_ways() -> None:
    assert decode_from_client(encode(Bye())) == decode_from_console(encode(Bye())) == Bye()
