"""Tickets work once, in time, and only so many are out."""

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.record.documents import tickets
from room_console.core.record.documents.tickets import LIFE_S, MOST_OF_ONE, TransferTickets

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")


def test_a_ticket_works_once() -> None:
    made: TransferTickets[str] = TransferTickets(ManualClock())
    ticket = made.issue(ANNA, "a document")
    assert made.take("another") is None
    assert made.take(ticket) == "a document"
    assert made.take(ticket) is None


def test_a_ticket_ends() -> None:
    clock = ManualClock()
    made: TransferTickets[str] = TransferTickets(clock)
    ticket = made.issue(ANNA, "a document")
    clock.advance(LIFE_S)
    assert made.take(ticket) is None
    made.issue(ANNA, "a document")
    clock.advance(LIFE_S)
    assert made.grants() == ()


def test_the_oldest_of_ones_own_makes_room() -> None:
    made: TransferTickets[int] = TransferTickets(ManualClock())
    issued = [made.issue(ANNA, number) for number in range(MOST_OF_ONE + 1)]
    assert made.take(issued[0]) is None
    assert made.take(issued[1]) == 1


def test_only_so_many_are_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "MOST", 1)
    made: TransferTickets[int] = TransferTickets(ManualClock())
    made.issue(ANNA, 1)
    with pytest.raises(ConferenceError) as caught:
        made.issue(BORIS, 2)
    assert caught.value.code is ErrorCode.BUSY
