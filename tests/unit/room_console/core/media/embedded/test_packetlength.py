"""Short packets while they cost little and little is lost."""

from room_console.core.media.embedded.packetlength import CALM_REPORTS, LONG, MOST_SHORT, SHORT, PacketLength


def test_few_listeners_on_good_lines_have_short_packets_from_the_start() -> None:
    length = PacketLength()
    length.note(MOST_SHORT, 0.0)
    assert length.packet_ms == SHORT


def test_many_listeners_have_long_ones_at_once_and_short_ones_again_after_a_while() -> None:
    length = PacketLength()
    found = []
    for sections in (MOST_SHORT + 1, *[10] * CALM_REPORTS):
        length.note(sections, 0.0)
        found.append(length.packet_ms)
    assert found == [LONG] * CALM_REPORTS + [SHORT]


def test_loss_makes_them_long_and_begins_the_wait_anew() -> None:
    length = PacketLength()
    for _ in range(CALM_REPORTS):
        length.note(10, 0.0)
    length.note(10, 0.05)
    length.note(10, 0.0)
    assert length.packet_ms == LONG


def test_a_length_that_was_set_stays() -> None:
    for fixed_ms in (10, 20):
        length = PacketLength(10 if fixed_ms == 10 else 20)
        length.note(10_000, 0.5)
        assert length.packet_ms == fixed_ms
