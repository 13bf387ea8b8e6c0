"""Signed words: taken as they were said, for their purpose, in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.web.tickets import Tickets, make_secret

TICKETS = Tickets(b"s" * 32, "booking")


@given(st.text(max_size=60))
def test_a_ticket_says_its_subject(subject: str) -> None:
    assert TICKETS.read(TICKETS.sign(subject, 1000), 999) == subject


def test_a_ticket_ends() -> None:
    with pytest.raises(ConferenceError) as caught:
        TICKETS.read(TICKETS.sign("anna", 1000), 1000)
    assert caught.value.code is ErrorCode.TOKEN_EXPIRED


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "A" + t[1:], lambda t: t + "AAAA", lambda _: "", lambda _: "é"]
)
def test_a_changed_ticket_is_none(change: object) -> None:
    ticket = TICKETS.sign("anna", 1000)
    with pytest.raises(ConferenceError) as caught:
        TICKETS.read(change(ticket), 0)  # type: ignore[operator]
    assert caught.value.code is ErrorCode.TOKEN_UNKNOWN


@given(st.text(max_size=700))
def test_whatever_is_read_is_refused_by_its_code(text: str) -> None:
    with pytest.raises(ConferenceError):
        TICKETS.read(text, 0)


def test_a_ticket_for_another_purpose_or_console_is_none() -> None:
    ticket = TICKETS.sign("anna", 1000)
    for other in (Tickets(b"s" * 32, "upload"), Tickets(b"t" * 32, "booking")):
        with pytest.raises(ConferenceError):
            other.read(ticket, 0)


def test_secrets_differ_and_are_kept_as_hashes() -> None:
    first, second = make_secret(), make_secret()
    assert first != second
    assert TICKETS.digest(first) == TICKETS.digest(first) != TICKETS.digest(second)
    assert first not in TICKETS.digest(first)
