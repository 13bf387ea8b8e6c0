"""All bandwidth tests together keep to one rate, each to its share."""

import pytest

from room_console.core.control.ndt7.pace import BURST_S, Budget, Pace


def sent_bytes(budget: Budget, paces: list[Pace], seconds: float) -> list[int]:
    """Let each send as fast as it may; return what each has sent."""
    sent, free_s = [0] * len(paces), [100.0] * len(paces)
    while min(free_s) < 100.0 + seconds:
        who = free_s.index(min(free_s))
        sent[who] += 1_000 * (who + 1)
        free_s[who] += paces[who].take(1_000 * (who + 1), free_s[who])
    return sent


@pytest.mark.parametrize("count", [1, 3, 7])
def test_all_together_keep_to_the_rate_and_each_to_its_share(count: int) -> None:
    budget = Budget(8e6)
    budget.active = count
    sent = sent_bytes(budget, [Pace(budget) for _ in range(count)], 10.0)
    assert sum(sent) == pytest.approx(10e6, rel=0.01)
    assert max(sent) - min(sent) <= 0.01 * 10e6


def test_who_could_not_send_for_long_may_catch_up_on_a_little_only() -> None:
    budget = Budget(8e6)
    budget.active = 1
    pace = Pace(budget)
    pace.take(1_000, 100.0)
    assert pace.take(1_000_000, 200.0) == pytest.approx(1.0 - BURST_S)


def test_a_share_grows_when_another_ends() -> None:
    budget = Budget(8e6)
    budget.active = 4
    assert budget.share_bps == 2e6
    budget.active = 1
    assert budget.share_bps == 8e6
    budget.active = 0
    assert budget.share_bps == 8e6
