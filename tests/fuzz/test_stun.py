"""Whatever arrives as STUN, it is read, judged and answered, or refused by ValueError."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from common.rtc.stun import (
    MAX_MESSAGE_BYTES,
    ROLE_CONFLICT,
    UNAUTHORIZED,
    UNKNOWN_ATTRIBUTE,
    binding_request,
    error_code,
    error_response,
    is_authentic,
    mapped_address,
    parse_stun,
    success_response,
)
from tests.helpers.garbage import any_datagram, damaged, stun_messages

KEY = b"a key that nobody else has"
hosts = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


@given(st.one_of(any_datagram(), damaged(stun_messages()), stun_messages()), hosts, st.integers(0, 0xFFFF))
def test_any_datagram_is_answered_or_refused(datagram: bytes, host: str, port: int) -> None:
    with contextlib.suppress(ValueError):
        message = parse_stun(datagram)
        assert len(datagram) <= MAX_MESSAGE_BYTES
        assert not is_authentic(datagram, message, KEY)
        assert message.username is None or isinstance(message.username, str)
        for code in (UNAUTHORIZED, UNKNOWN_ATTRIBUTE, ROLE_CONFLICT):
            assert error_code(parse_stun(error_response(message, code, KEY))) == code
        assert mapped_address(parse_stun(success_response(message, host, port, KEY))) == (host, port)


@given(stun_messages())
def test_any_message_as_a_response(datagram: bytes) -> None:
    with contextlib.suppress(ValueError):
        message = parse_stun(datagram)
        code = error_code(message)
        assert code is None or 0 <= code <= 0xFFFF
        mapped_address(message)


@given(
    st.binary(min_size=12, max_size=12), st.binary(min_size=1, max_size=40), st.integers(0, 200), st.integers(1, 255)
)
def test_a_changed_request_is_not_authentic(transaction: bytes, key: bytes, at: int, change: int) -> None:
    request = binding_request(transaction, "ours:theirs", key, 1, 2, is_nominating=True)
    message = parse_stun(request)
    assert is_authentic(request, message, key)
    assert not is_authentic(request, message, key + b"x")
    signed = message.integrity_at
    assert signed is not None
    broken = bytearray(request)
    broken[at % signed] ^= change
    with contextlib.suppress(ValueError):
        assert not is_authentic(bytes(broken), parse_stun(bytes(broken)), key)
