"""Short packets while they cost little and little is lost."""

from room_console.core.media.embedded.packetlength import (
    BUSY,
    BUSY_REPORTS,
    CALM_REPORTS,
    LONG,
    LONGEST,
    MOST_SHORT,
    RELAXED,
    RELAXED_REPORTS,
    SHORT,
    PacketLength,
)


def test_few_listeners_on_good_lines_have_short_packets_from_the_start() -> None:
    length = PacketLength()
    length.note(MOST_SHORT, 0.0, 0.9)
    assert length.packet_ms == SHORT


def test_many_listeners_have_long_ones_at_once_and_short_ones_again_after_a_while() -> None:
    length = PacketLength()
    found = []
    for sections in (MOST_SHORT + 1, *[10] * CALM_REPORTS):
        length.note(sections, 0.0, 0.1)
        found.append(length.packet_ms)
    assert found == [LONG] * CALM_REPORTS + [SHORT]


def test_loss_makes_them_long_and_begins_the_wait_anew() -> None:
    length = PacketLength()
    for _ in range(CALM_REPORTS):
        length.note(10, 0.0, 0.1)
    length.note(10, 0.05, 0.1)
    length.note(10, 0.0, 0.1)
    assert length.packet_ms == LONG


def test_a_length_that_was_set_stays() -> None:
    for fixed_ms in (10, 20):
        length = PacketLength(10 if fixed_ms == 10 else 20)
        length.note(10_000, 0.5, 0.9)
        assert length.packet_ms == fixed_ms


def lengths(length: PacketLength, shares: list[float], sections: int = 1500) -> list[int]:
    found: list[int] = []
    for share in shares:
        length.note(sections, 0.0, share)
        found.append(length.packet_ms)
    return found


def test_more_than_the_machine_can_serve_have_the_longest_after_some_seconds_of_it() -> None:
    found = lengths(PacketLength(), [BUSY + 0.1] * (BUSY_REPORTS + 1))
    assert found == [LONG] * (BUSY_REPORTS - 1) + [LONGEST] * 2


def test_what_is_not_sent_in_time_for_some_seconds_makes_them_longest_too_and_keeps_them_so() -> None:
    length = PacketLength()
    for _ in range(BUSY_REPORTS):
        length.note(1500, 0.0, 0.2, unsent=3)
    for _ in range(RELAXED_REPORTS - 1):
        length.note(1500, 0.0, 0.2)
    length.note(1500, 0.0, 0.2, unsent=1)
    assert length.packet_ms == LONGEST


def test_one_busy_second_as_when_many_join_changes_nothing() -> None:
    assert set(lengths(PacketLength(), [BUSY + 0.1, BUSY - 0.1] * 5)) == {LONG}


def test_the_longest_stay_while_shorter_ones_would_be_too_dear_again() -> None:
    length = PacketLength()
    lengths(length, [BUSY + 0.1] * BUSY_REPORTS)
    assert set(lengths(length, [(BUSY + 0.1) / 2] * 100)) == {LONGEST}
    assert lengths(length, [RELAXED - 0.1] * RELAXED_REPORTS) == [LONGEST] * (RELAXED_REPORTS - 1) + [LONG]


def test_a_busy_process_with_few_listeners_is_busy_with_pictures() -> None:
    assert set(lengths(PacketLength(), [0.9] * 10, MOST_SHORT)) == {SHORT}


def test_when_the_many_have_gone_packets_come_down_step_by_step() -> None:
    length = PacketLength()
    lengths(length, [BUSY + 0.1] * BUSY_REPORTS)
    found = lengths(length, [0.05] * (RELAXED_REPORTS + 1), 20)
    assert found[-2:] == [LONG, SHORT]
