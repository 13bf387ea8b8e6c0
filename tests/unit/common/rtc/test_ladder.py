"""Which rung is tried when, on a clock that the test moves."""

from common.model.media import MediaPath
from common.rtc.ladder import HEAD_START_S, MAX_RUNGS, Ladder, in_order

START_S = 0.0


def begun(ladder: Ladder, now_s: float) -> list[int]:
    """Return the rungs that are begun now."""
    found = []
    while (number := ladder.due(now_s)) is not None:
        found.append(number)
    return found


def test_the_better_has_a_head_start() -> None:
    ladder = Ladder(4, START_S)
    assert begun(ladder, START_S) == [0]
    assert ladder.wait_s(START_S) == HEAD_START_S
    assert begun(ladder, START_S + HEAD_START_S / 2) == []
    assert begun(ladder, START_S + HEAD_START_S) == [1]
    assert begun(ladder, START_S + 2 * HEAD_START_S) == [2]
    assert begun(ladder, START_S + 3 * HEAD_START_S) == [3]
    assert ladder.wait_s(START_S + 4) is None
    assert not ladder.is_settled


def test_nobody_waits_for_a_rung_that_has_failed() -> None:
    ladder = Ladder(3, START_S)
    begun(ladder, START_S)
    ladder.failed(0, START_S + 0.01)
    assert begun(ladder, START_S + 0.01) == [1]


def test_a_failure_beside_another_attempt_takes_no_head_start_away() -> None:
    ladder = Ladder(3, START_S)
    begun(ladder, START_S)
    begun(ladder, START_S + HEAD_START_S)
    ladder.failed(0, START_S + HEAD_START_S)
    assert begun(ladder, START_S + HEAD_START_S) == []


def test_the_best_ends_the_others() -> None:
    ladder = Ladder(4, START_S)
    begun(ladder, START_S)
    begun(ladder, START_S + HEAD_START_S)
    assert ladder.came_up(0) == (1,)
    assert (ladder.best, ladder.is_settled) == (0, True)
    assert begun(ladder, START_S + 10) == []


def test_a_better_one_that_comes_late_replaces_a_worse_one() -> None:
    ladder = Ladder(3, START_S)
    for turn in range(3):
        begun(ladder, START_S + turn * HEAD_START_S)
    assert ladder.came_up(1) == (2,)
    assert (ladder.best, ladder.is_settled) == (1, False)
    assert ladder.came_up(0) == ()
    assert (ladder.best, ladder.is_settled) == (0, True)


def test_a_worse_one_that_comes_late_replaces_nothing() -> None:
    ladder = Ladder(2, START_S)
    begun(ladder, START_S)
    begun(ladder, START_S + HEAD_START_S)
    ladder.came_up(0)
    assert ladder.came_up(1) == ()
    assert ladder.best == 0


def test_when_all_have_failed_it_is_over() -> None:
    ladder = Ladder(2, START_S)
    begun(ladder, START_S)
    ladder.failed(0, START_S)
    begun(ladder, START_S)
    ladder.failed(1, START_S)
    assert (ladder.best, ladder.is_settled) == (None, True)


def test_the_order_is_direct_udp_tcp_tls() -> None:
    paths = [MediaPath.RELAY_TLS, MediaPath.RELAY_TCP, MediaPath.DIRECT, MediaPath.RELAY_UDP]
    assert [paths[number] for number in in_order(paths)] == [
        MediaPath.DIRECT,
        MediaPath.RELAY_UDP,
        MediaPath.RELAY_TCP,
        MediaPath.RELAY_TLS,
    ]
    assert len(in_order([MediaPath.DIRECT] * 20)) == MAX_RUNGS
