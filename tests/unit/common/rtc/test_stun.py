"""STUN, against the vectors of RFC 5769 and its own words."""

import hmac

import pytest

from common.rtc.stun import (
    ROLE_CONFLICT,
    UNAUTHORIZED,
    UNKNOWN_ATTRIBUTE,
    StunAttribute,
    StunType,
    binding_request,
    build_stun,
    error_code,
    error_response,
    is_authentic,
    mapped_address,
    parse_stun,
    success_response,
)

KEY = b"VOkJxbRl1RmTxUk/WvJxBt"
REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff"
    "80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249"
    "c1b571a280280004e57a3bcf"
)
RESPONSE_4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
)
RESPONSE_6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9fa"
    "a5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"
)
TRANSACTION = bytes(range(12))


@pytest.mark.parametrize("key", [b"k", bytes(range(64)), bytes(range(65)), b"long" * 64])
def test_integrity_is_hmac_with_a_key_of_any_length(key: bytes) -> None:
    for transaction in (TRANSACTION, bytes(12)):
        datagram = build_stun(StunType.REQUEST, transaction, [(StunAttribute.USERNAME, b"name")], key)
        at = parse_stun(datagram).integrity_at or 0
        before = datagram[:2] + (at + 4).to_bytes(2, "big") + datagram[4:at]
        assert datagram[at + 4 : at + 24] == hmac.digest(key, before, "sha1")


def test_the_sample_request_is_read_and_verified() -> None:
    message = parse_stun(REQUEST)
    assert message.type == StunType.REQUEST
    assert message.username == "evtj:h6vY"
    assert message.attributes[StunAttribute.PRIORITY] == bytes.fromhex("6e0001ff")
    assert StunAttribute.ICE_CONTROLLED in message.attributes
    assert message.unknown_attributes == ()
    assert is_authentic(REQUEST, message, KEY)
    assert not is_authentic(REQUEST, message, KEY[:-1])


@pytest.mark.parametrize(
    ("response", "host"), [(RESPONSE_4, "192.0.2.1"), (RESPONSE_6, "2001:db8:1234:5678:11:2233:4455:6677")]
)
def test_the_sample_responses_are_read_and_verified(response: bytes, host: str) -> None:
    message = parse_stun(response)
    assert message.type == StunType.SUCCESS
    assert is_authentic(response, message, KEY)
    assert mapped_address(message) == (host, 32_853)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_request_is_answered_with_the_address_it_came_from(host: str) -> None:
    request = binding_request(TRANSACTION, "ours:theirs", KEY, priority=5, tie_breaker=9, is_nominating=True)
    read = parse_stun(request)
    assert StunAttribute.USE_CANDIDATE in read.attributes
    assert is_authentic(request, read, KEY)
    answer = success_response(read, host, 40_000, KEY)
    heard = parse_stun(answer)
    assert (heard.transaction, heard.type) == (TRANSACTION, StunType.SUCCESS)
    assert is_authentic(answer, heard, KEY)
    assert mapped_address(heard) == (host, 40_000)


@pytest.mark.parametrize("code", [UNAUTHORIZED, ROLE_CONFLICT])
def test_a_refusal_says_why(code: int) -> None:
    heard = parse_stun(error_response(parse_stun(REQUEST), code, KEY))
    assert (heard.type, error_code(heard)) == (StunType.ERROR, code)
    assert heard.integrity_at is not None


def test_what_must_be_understood_is_named() -> None:
    read = parse_stun(build_stun(StunType.REQUEST, TRANSACTION, [(0x7001, b"?"), (0x9001, b"?")], KEY))
    assert read.unknown_attributes == (0x7001,)
    refusal = parse_stun(error_response(read, UNKNOWN_ATTRIBUTE, None))
    assert refusal.attributes[StunAttribute.UNKNOWN_ATTRIBUTES] == b"\x70\x01"
    assert refusal.integrity_at is None


def test_what_follows_the_integrity_is_not_believed() -> None:
    signed = build_stun(StunType.REQUEST, TRANSACTION, [(StunAttribute.USERNAME, b"ours:theirs")], KEY)[:-8]
    forged = signed + b"\x00\x25\x00\x00"
    forged = forged[:2] + (len(forged) - 20).to_bytes(2, "big") + forged[4:]
    read = parse_stun(forged)
    assert is_authentic(forged, read, KEY)
    assert StunAttribute.USE_CANDIDATE not in read.attributes


def test_a_message_without_integrity_is_not_authentic() -> None:
    message = build_stun(StunType.REQUEST, TRANSACTION, [(StunAttribute.USERNAME, b"ours:theirs")], None)
    assert not is_authentic(message, parse_stun(message), KEY)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        REQUEST[:19],
        REQUEST[:-1],
        REQUEST + b"\0\0\0\0",
        REQUEST[:-1] + b"\0",
        b"\x00\x01\x00\x00\x21\x12\xa4\x43" + bytes(12),
        b"\x00\x01\x00\x04\x21\x12\xa4\x42" + bytes(12) + b"\x00\x06\x00\x01",
        b"\x00\x01\x00\x84\x21\x12\xa4\x42" + bytes(12) + b"".join(bytes([1, n, 0, 0]) for n in range(33)),
        bytes(2_000),
    ],
)
def test_what_is_no_message_is_refused(datagram: bytes) -> None:
    with pytest.raises(ValueError, match="STUN"):
        parse_stun(datagram)


def test_an_answer_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        mapped_address(parse_stun(build_stun(StunType.SUCCESS, TRANSACTION, [], KEY)))
    assert error_code(parse_stun(REQUEST)) is None
