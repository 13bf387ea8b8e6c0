"""ICE-lite's answers."""

import pytest

from common.rtc.stun import (
    ROLE_CONFLICT,
    UNKNOWN_ATTRIBUTE,
    StunAttribute,
    StunType,
    binding_request,
    build_stun,
    error_code,
    is_authentic,
    mapped_address,
    parse_stun,
)
from room_console.core.media.embedded.process.checks import Check, judge_check

KEY, TRANSACTION = b"ourpassword", bytes(12)
NAME = (StunAttribute.USERNAME, b"ours:theirs")


def judged(datagram: bytes) -> tuple[str, Check] | None:
    return judge_check(datagram, "192.0.2.7", 5_000, {"ours": KEY}.get)


@pytest.mark.parametrize("is_nominating", [False, True])
def test_a_check_for_one_of_ours_is_answered(is_nominating: bool) -> None:
    request = binding_request(TRANSACTION, "ours:theirs", KEY, priority=1, tie_breaker=2, is_nominating=is_nominating)
    name, check = judged(request) or ("", None)
    assert name == "ours"
    assert check is not None
    assert (check.is_check, check.is_nominated) == (True, is_nominating)
    assert check.answer is not None
    answer = parse_stun(check.answer)
    assert is_authentic(check.answer, answer, KEY)
    assert mapped_address(answer) == ("192.0.2.7", 5_000)


@pytest.mark.parametrize(
    "datagram",
    [
        binding_request(TRANSACTION, "others:theirs", KEY, priority=1, tie_breaker=2, is_nominating=True),
        binding_request(TRANSACTION, "ours:theirs", b"guessed", priority=1, tie_breaker=2, is_nominating=True),
        build_stun(StunType.REQUEST, TRANSACTION, [NAME], None),
        build_stun(StunType.REQUEST, TRANSACTION, [], KEY),
        build_stun(StunType.SUCCESS, TRANSACTION, [NAME], KEY),
    ],
)
def test_nobody_else_is_answered_at_all(datagram: bytes) -> None:
    assert judged(datagram) is None


def test_a_peer_that_would_be_led_is_told_to_lead() -> None:
    datagram = build_stun(StunType.REQUEST, TRANSACTION, [NAME, (StunAttribute.ICE_CONTROLLED, bytes(8))], KEY)
    _, check = judged(datagram) or ("", Check(b"", None, is_check=True, is_nominated=True))
    assert check.answer is not None
    assert error_code(parse_stun(check.answer)) == ROLE_CONFLICT
    assert not check.is_check


def test_what_we_would_have_to_understand_is_refused() -> None:
    _, check = judged(build_stun(StunType.REQUEST, TRANSACTION, [NAME, (0x7001, b"")], KEY)) or ("", None)
    assert check is not None
    assert check.answer is not None
    assert error_code(parse_stun(check.answer)) == UNKNOWN_ATTRIBUTE


def test_an_indication_has_no_answer() -> None:
    assert judged(build_stun(StunType.INDICATION, TRANSACTION, [NAME], KEY)) == (
        "ours",
        Check(TRANSACTION, None, is_check=False, is_nominated=False),
    )
