"""A packet is sent again as it was, a few times, and not for those who ask for everything."""

from common.rtc.history import MAX_REPEATS, REPEAT_SHARE, SentHistory

PACKET = b"p" * 100


def filled(packets: int = 50) -> SentHistory:
    history = SentHistory(keep_s=1.0, most_packets=100)
    for number in range(packets):
        history.add(number, PACKET, number * 0.02)
    return history


def test_what_is_sent_again_is_the_same() -> None:
    assert filled().take(49, 1.0, 0.05) == PACKET


def test_the_old_is_forgotten_by_time_and_by_number() -> None:
    history = filled(80)
    assert history.take(5, 1.6, 0.05) is None
    assert history.take(70, 1.6, 0.05) == PACKET
    crowded = SentHistory(keep_s=1.0, most_packets=10)
    for number in range(20):
        crowded.add(number, PACKET, 0.0)
    assert crowded.take(9, 0.0, 0.05) is None


def test_a_packet_goes_once_in_half_a_round_trip_and_a_few_times_in_all() -> None:
    history = filled()
    assert history.take(49, 1.0, 0.1) == PACKET
    assert history.take(49, 1.01, 0.1) is None
    again = sum(history.take(49, 1.1 + number * 0.1, 0.1) is not None for number in range(10))
    assert again == MAX_REPEATS - 1


def test_who_asks_for_everything_gets_a_share() -> None:
    history = filled()
    repeated = sum(history.take(number, 1.0, 0.05) is not None for number in range(50))
    assert repeated <= 50 * REPEAT_SHARE + 1
    assert history.repeated == repeated
