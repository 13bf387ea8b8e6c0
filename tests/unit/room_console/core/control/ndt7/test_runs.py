"""Tickets, turns, and how many may measure at once."""

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.control.ndt7.runs import LEAST_WAIT_S, MOST_WAIT_S, RUN_S, Direction, Runs

ANNA, BORIS, CLEO, DORA = (ParticipantId(name) for name in ("anna", "boris", "cleo", "dora"))


class Rig:
    """Runs on a clock of our own."""

    def __init__(self, most_at_once: int = 1) -> None:
        self.now_s = 1_000.0
        self.runs = Runs(most_at_once, 100.0, lambda: self.now_s)

    def wait_of(self, who: ParticipantId) -> float:
        """Ask for a run that is refused; return how long to wait."""
        with pytest.raises(ConferenceError) as caught:
            self.runs.start(who)
        assert caught.value.code is ErrorCode.BUSY
        assert caught.value.retry_after_s is not None
        return caught.value.retry_after_s

    def refusal_of(self, test: Direction, ticket: str | None) -> ErrorCode:
        """Begin a test that is refused."""
        with pytest.raises(ConferenceError) as caught:
            self.runs.begin(test, ticket)
        return caught.value.code

    def measure(self, ticket: str) -> None:
        """Do both tests."""
        for test in Direction:
            self.runs.begin(test, ticket).end()


def test_a_ticket_is_good_once_for_each_test() -> None:
    rig = Rig()
    ticket = rig.runs.start(ANNA).text
    for test in Direction:
        with rig.runs.begin(test, ticket) as transfer:
            assert transfer.who == ANNA
            assert rig.refusal_of(test, ticket) is ErrorCode.TOKEN_USED
    assert len(rig.runs) == 0
    assert rig.refusal_of(Direction.DOWNLOAD, ticket) is ErrorCode.TOKEN_UNKNOWN


def test_a_ticket_that_nobody_got_is_refused() -> None:
    rig = Rig()
    ticket = rig.runs.start(ANNA).text
    for wrong in ("", "x", ticket[:-1], ticket + "x", "\udcff"):
        assert rig.refusal_of(Direction.DOWNLOAD, wrong) is ErrorCode.TOKEN_UNKNOWN


def test_a_ticket_ends_with_its_time_and_leaves_its_place() -> None:
    rig = Rig()
    ticket = rig.runs.start(ANNA).text
    rig.now_s += RUN_S
    assert rig.refusal_of(Direction.DOWNLOAD, ticket) is ErrorCode.TOKEN_UNKNOWN
    rig.runs.start(BORIS)


def test_a_test_under_way_keeps_the_place_beyond_the_tickets_time() -> None:
    rig = Rig()
    transfer = rig.runs.begin(Direction.DOWNLOAD, rig.runs.start(ANNA).text)
    rig.now_s += RUN_S + 1
    rig.wait_of(BORIS)
    transfer.end()
    rig.runs.start(BORIS)


def test_asking_again_ends_the_run_before_and_cuts_what_is_under_way() -> None:
    rig = Rig()
    first = rig.runs.start(ANNA).text
    cut: list[str] = []
    transfer = rig.runs.begin(Direction.DOWNLOAD, first)
    transfer.cut = lambda: cut.append("download")
    second = rig.runs.start(ANNA).text
    assert cut == ["download"]
    assert rig.refusal_of(Direction.UPLOAD, first) is ErrorCode.TOKEN_UNKNOWN
    transfer.end()
    rig.measure(second)


def test_no_more_at_once_than_are_allowed() -> None:
    rig = Rig(most_at_once=2)
    anna = rig.runs.start(ANNA).text
    rig.runs.start(BORIS)
    rig.wait_of(CLEO)
    rig.measure(anna)
    rig.runs.start(CLEO)


def test_those_who_wait_get_their_turn_in_order() -> None:
    rig = Rig()
    rig.runs.start(ANNA)
    assert LEAST_WAIT_S <= rig.wait_of(BORIS) <= rig.wait_of(CLEO) <= MOST_WAIT_S
    rig.runs.end(ANNA)
    rig.wait_of(CLEO)
    rig.wait_of(DORA)
    rig.measure(rig.runs.start(BORIS).text)
    rig.wait_of(ANNA)
    rig.measure(rig.runs.start(CLEO).text)
    rig.runs.start(DORA)


def test_who_does_not_ask_again_in_time_has_lost_the_place() -> None:
    rig = Rig()
    rig.runs.start(ANNA)
    rig.wait_of(BORIS)
    rig.runs.end(ANNA)
    rig.now_s += 60
    rig.runs.start(CLEO)


def test_who_leaves_the_queue_holds_nobody_up() -> None:
    rig = Rig()
    rig.runs.start(ANNA)
    rig.wait_of(BORIS)
    rig.wait_of(CLEO)
    rig.runs.end(ANNA)
    rig.runs.leave_queue(BORIS)
    rig.runs.start(CLEO)


def test_a_thousand_who_ask_are_told_no_longer_than_half_a_minute() -> None:
    rig = Rig()
    rig.runs.start(ANNA)
    waits_s = [rig.wait_of(ParticipantId(f"p-{number}")) for number in range(1_000)]
    assert max(waits_s) == MOST_WAIT_S
    rig.now_s += 100
    rig.runs.start(BORIS)
    assert not rig.runs._waiting


def test_one_guest_at_a_time_beside_those_with_tickets() -> None:
    rig = Rig()
    rig.runs.start(ANNA)
    with rig.runs.begin(Direction.DOWNLOAD, None):
        assert rig.refusal_of(Direction.UPLOAD, None) is ErrorCode.BUSY
    with rig.runs.begin(Direction.UPLOAD, None):
        pass


def test_the_share_counts_those_under_way_once() -> None:
    rig = Rig()
    ticket = rig.runs.start(ANNA).text
    guest, anna = rig.runs.begin(Direction.DOWNLOAD, None), rig.runs.begin(Direction.DOWNLOAD, ticket)
    budget = rig.runs._budget
    assert budget.share_bps == 50e6
    anna.end()
    anna.end()
    assert budget.share_bps == 100e6
    guest.end()
    assert budget.active == 0


def test_all_that_is_under_way_can_be_cut() -> None:
    rig = Rig()
    cut: list[str] = []
    guest, anna = rig.runs.begin(Direction.UPLOAD, None), rig.runs.begin(Direction.UPLOAD, rig.runs.start(ANNA).text)
    guest.cut, anna.cut = (lambda: cut.append("guest")), (lambda: cut.append("anna"))
    rig.runs.cut_all()
    assert cut == ["guest", "anna"]


def test_a_ticket_does_not_show() -> None:
    ticket = Rig().runs.start(ANNA)
    assert ticket.text not in repr(ticket)
