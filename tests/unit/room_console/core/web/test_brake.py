"""The brake: by key, and for all."""

from room_console.core.web.brake import MOST_ADDRESSES, RateBrake


def test_a_burst_passes_then_one_a_while() -> None:
    brake = RateBrake(6, 2, 600, 100, 0.0)
    assert [brake.count("a", 0.0) for _ in range(2)] == [0.0, 0.0]
    assert brake.count("a", 0.0) == 10.0
    assert brake.count("b", 0.0) == 0.0
    assert brake.count("a", 10.0) == 0.0


def test_many_addresses_gain_nothing() -> None:
    brake = RateBrake(60, 10, 60, 5, 0.0)
    assert sum(brake.count(str(n), 0.0) == 0.0 for n in range(100)) == 5


def test_the_table_stays_small() -> None:
    brake = RateBrake(60, 1, 60, 1, 0.0)
    for number in range(MOST_ADDRESSES + 10):
        brake.count(str(number), 0.0)
    assert len(brake) == MOST_ADDRESSES
