"""What a packet is, by its number and timestamp."""

import pytest

from common.rtc.sound.store import MOST_PACKETS, Fate, PacketStore, Stored


def filled(sequence: int = 100, timestamp: int = 96_000, count: int = 1) -> PacketStore:
    store = PacketStore(sequence, timestamp)
    for step in range(count):
        fate, number, grown = store.judge((sequence + step) & 0xFFFF, (timestamp + 960 * step) & 0xFFFFFFFF)
        assert fate is Fate.NEXT
        store.add(Stored(number, grown, 960, b"x"))
    return store


@pytest.mark.parametrize(
    ("sequence", "timestamp", "fate"),
    [
        (101, 96_960, Fate.NEXT),
        (105, 100_800, Fate.GAP),
        (100, 96_000, Fate.DUPLICATE),
        (98, 94_080, Fate.OLDER),
        (5_000, 96_960, Fate.STRANGE),
        (101, 96_000 + 48_000 * 11, Fate.STRANGE),
        (102, 90_000, Fate.STRANGE),
        (101, 96_000 + 48_000 * 9, Fate.NEXT),
    ],
)
def test_each_packet_has_a_fate(sequence: int, timestamp: int, fate: Fate) -> None:
    assert filled().judge(sequence, timestamp)[0] is fate


def test_numbers_and_timestamps_grow_past_their_wrap() -> None:
    store = filled(0xFFFE, 0xFFFF_FC40, count=4)
    assert store.newest == 0x1_0001
    assert store.newest_timestamp == 0xFFFF_FC40 + 3 * 960


def test_two_strangers_in_a_row_begin_anew_and_one_does_not() -> None:
    store = filled()
    assert store.judge(9_000, 5)[0] is Fate.STRANGE
    assert store.judge(101, 96_960)[0] is Fate.NEXT
    assert store.judge(9_000, 5)[0] is Fate.STRANGE
    assert store.judge(9_001, 965)[0] is Fate.RESTART


def test_the_oldest_comes_first_whatever_the_order() -> None:
    store = filled(count=3)
    first = store.first(100)
    assert first is not None
    store.remove(first)
    assert store.first(100) == Stored(101, 96_960, 960, b"x")
    assert len(store) == 2


def test_a_full_store_takes_no_more() -> None:
    store = filled(count=MOST_PACKETS)
    assert not store.add(Stored(100_000, 0, 960, b"x"))
