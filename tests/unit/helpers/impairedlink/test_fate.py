"""A packet's fate depends on nothing but its number, and many packets' fates add up to what was asked for."""

from itertools import groupby

import pytest

from tests.helpers.impairedlink.fate import Fate, Impairment, fate_of

MANY = 20_000


def lost(impairment: Impairment, seed: int = 1, direction: int = 0) -> list[bool]:
    return [fate_of(impairment, seed, direction, number).copies == 0 for number in range(MANY)]


def test_a_clean_line_does_nothing() -> None:
    assert {fate_of(Impairment(), 1, 0, number) for number in range(100)} == {Fate(1, 0.0, False)}


@pytest.mark.parametrize("burst", [1.0, 4.0])
def test_the_same_packet_always_has_the_same_fate_in_whatever_order_one_asks(burst: float) -> None:
    impairment = Impairment(jitter_ms=30.0, loss_percent=20.0, burst_packets=burst, duplicate_percent=5.0)
    forwards = [fate_of(impairment, 7, 1, number) for number in range(2000)]
    backwards = [fate_of(impairment, 7, 1, number) for number in reversed(range(2000))]
    assert forwards == backwards[::-1]


def test_other_seeds_and_directions_lose_other_packets() -> None:
    five = Impairment(loss_percent=5.0)
    assert lost(five) != lost(five, seed=2)
    assert lost(five) != lost(five, direction=1)


@pytest.mark.parametrize("percent", [1.0, 5.0, 20.0])
@pytest.mark.parametrize("burst", [1.0, 3.0])
def test_so_many_are_lost_as_asked(percent: float, burst: float) -> None:
    share = sum(lost(Impairment(loss_percent=percent, burst_packets=burst))) / MANY
    assert share == pytest.approx(percent / 100.0, rel=0.2)


@pytest.mark.parametrize("burst", [2.0, 3.0, 6.0])
def test_bursts_have_the_asked_length_on_average(burst: float) -> None:
    runs = [
        len(list(run)) for is_lost, run in groupby(lost(Impairment(loss_percent=5.0, burst_packets=burst))) if is_lost
    ]
    assert sum(runs) / len(runs) == pytest.approx(burst, rel=0.15)


def test_a_bad_stretch_may_lose_only_a_part() -> None:
    impairment = Impairment(loss_percent=5.0, burst_packets=8.0, bad_loss_percent=50.0)
    assert sum(lost(impairment)) / MANY == pytest.approx(0.05, rel=0.25)
    runs = [len(list(run)) for is_lost, run in groupby(lost(impairment)) if is_lost]
    assert 1.3 < sum(runs) / len(runs) < 3.0


def test_jitter_is_even_and_bounded() -> None:
    delays = [fate_of(Impairment(delay_ms=10.0, jitter_ms=30.0), 1, 0, number).delay_ms for number in range(MANY)]
    assert min(delays) >= 10.0
    assert max(delays) <= 40.0
    assert sum(delays) / MANY == pytest.approx(25.0, abs=0.5)


def test_some_are_held_back_and_some_come_twice() -> None:
    impairment = Impairment(reorder_percent=10.0, reorder_ms=25.0, duplicate_percent=3.0)
    fates = [fate_of(impairment, 1, 0, number) for number in range(MANY)]
    assert sum(fate.is_held_back for fate in fates) / MANY == pytest.approx(0.10, rel=0.1)
    assert {fate.delay_ms for fate in fates if fate.is_held_back} == {25.0}
    assert sum(fate.copies - 1 for fate in fates) / MANY == pytest.approx(0.03, rel=0.2)


@pytest.mark.parametrize(
    "impossible",
    [
        {"loss_percent": -1.0},
        {"loss_percent": 101.0},
        {"burst_packets": 0.5},
        {"loss_percent": 60.0, "bad_loss_percent": 50.0},
        {"loss_percent": 60.0, "burst_packets": 1.5},
        {"loss_percent": 100.0, "burst_packets": 3.0},
    ],
)
def test_what_cannot_be_is_refused(impossible: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"loss|lose"):
        Impairment(**impossible)  # type: ignore[arg-type]
