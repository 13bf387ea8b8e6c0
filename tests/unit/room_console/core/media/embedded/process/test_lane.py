"""Lanes: who takes them hears every packet once, and goes on elsewhere without a seam."""

import pytest

from common.rtc.rtp import parse_rtp
from common.rtc.srtp import SrtpProfile
from room_console.core.media.embedded.process.lane import SOUNDS_KEPT, Lane
from tests.helpers.lanekit import TICK_SAMPLES, bench, picture_chunk, sound_chunk

WAYS = pytest.mark.parametrize("is_plain", [False, True])


def send(lane: Lane, *ticks: int) -> None:
    for tick in ticks:
        lane.begin(sound_chunk(tick, bytes([tick])))
        lane.finish()


@WAYS
def test_every_listener_hears_every_packet_with_its_own_numbers(is_plain: bool) -> None:
    with bench(is_plain=is_plain) as made:
        lane = Lane(made.outlet)
        ears = [made.ear() for _ in range(300)]
        for ear in ears:
            lane.join(ear.stream)
        send(lane, 1, 2, 3)
        for ear in ears:
            heard = ear.heard()
            assert [packet.payload for packet in heard] == [b"\1", b"\2", b"\3"]
            assert {packet.ssrc for packet in heard} == {ear.stream.ssrc}
            assert [packet.sequence - heard[0].sequence for packet in heard] == [0, 1, 2]
            assert [packet.timestamp - heard[0].timestamp for packet in heard] == [0, TICK_SAMPLES, 2 * TICK_SAMPLES]
        assert (made.outlet.sent, made.outlet.unsent) == (900, 0)


@WAYS
def test_who_changes_the_lane_keeps_ssrc_and_numbers(is_plain: bool) -> None:
    with bench(is_plain=is_plain) as made:
        floor, french = Lane(made.outlet), Lane(made.outlet)
        ear, other = made.ear(), made.ear()
        floor.join(ear.stream)
        floor.join(other.stream)
        for tick in (1, 2):
            send(floor, tick)
            send(french, tick)
        floor.leave(ear.stream)
        french.join(ear.stream)
        for tick in (3, 4):
            send(floor, tick)
            send(french, tick)
        heard = ear.heard()
        assert [packet.sequence - heard[0].sequence for packet in heard] == [0, 1, 2, 3]
        assert [(packet.timestamp - heard[0].timestamp) // TICK_SAMPLES for packet in heard] == [0, 1, 2, 3]
        assert len({packet.ssrc for packet in heard}) == 1
        assert len(other.heard()) == 4


def test_who_heard_a_moment_does_not_hear_it_again_elsewhere() -> None:
    with bench() as made:
        floor, french = Lane(made.outlet), Lane(made.outlet)
        ear = made.ear()
        floor.join(ear.stream)
        send(floor, 1)
        floor.leave(ear.stream)
        french.join(ear.stream)
        send(french, 1, 2)
        heard = ear.heard()
        assert [packet.payload for packet in heard] == [b"\1", b"\2"]
        assert heard[1].timestamp - heard[0].timestamp == TICK_SAMPLES
        assert heard[1].sequence - heard[0].sequence == 1


def test_time_never_goes_back_even_if_the_feeds_clock_does() -> None:
    with bench() as made:
        floor, french = Lane(made.outlet), Lane(made.outlet)
        ear = made.ear()
        floor.join(ear.stream)
        send(floor, 100)
        floor.leave(ear.stream)
        french.join(ear.stream)
        send(french, 5, 6)
        heard = ear.heard()
        assert [packet.timestamp - heard[0].timestamp for packet in heard] == [0, TICK_SAMPLES, 2 * TICK_SAMPLES]


def test_who_leaves_in_the_midst_of_a_packet_still_gets_it_and_so_does_everybody() -> None:
    with bench() as made:
        lane = Lane(made.outlet)
        ears = [made.ear() for _ in range(600)]
        for ear in ears:
            lane.join(ear.stream)
        lane.begin(sound_chunk(1))
        first = lane.step()
        assert first is not None
        assert first < len(ears)
        for ear in (ears[0], ears[300], ears[-1]):
            lane.leave(ear.stream)
        assert lane.step() is None
        assert [len(ear.heard()) for ear in ears] == [1] * len(ears)
        assert lane.listeners == 597


def test_who_leaves_before_its_first_packet_hears_nothing() -> None:
    with bench() as made:
        lane = Lane(made.outlet)
        ear = made.ear()
        lane.join(ear.stream)
        assert (lane.listeners, lane.served, lane.is_awaited) == (1, 0, True)
        lane.leave(ear.stream)
        send(lane, 1)
        assert ear.heard() == []
        assert lane.listeners == 0


def test_a_picture_is_joined_at_a_key_frame_only() -> None:
    with bench() as made:
        small, large = Lane(made.outlet, 512), Lane(made.outlet, 512)
        ear = made.ear(is_stamped=True)
        small.join(ear.stream)
        for tick in (1, 2):
            small.begin(picture_chunk(tick, (100, 50), is_key=tick == 2))
            small.finish()
        large.join(ear.stream)
        for tick in (3, 4):
            for lane in (small, large):
                lane.begin(picture_chunk(tick, (100, 50), is_key=tick == 4 and lane is large))
                lane.finish()
        heard = ear.heard()
        assert [packet.payload[0] for packet in heard] == [2, 2, 3, 3, 4, 4, 4, 4]
        assert [packet.sequence - heard[0].sequence for packet in heard] == list(range(8))
        assert [packet.marker for packet in heard] == [False, True] * 4
        assert heard[6].timestamp > heard[5].timestamp, "two pictures of one moment stay two pictures"
        assert ear.stream.seat is large


@WAYS
@pytest.mark.parametrize("sizes", [(1_100,) * 10, (1_100, 1_100, 1_099, 1_099), (20, 1_100, 1_100, 30), (5,)])
def test_a_picture_arrives_as_it_is(is_plain: bool, sizes: tuple[int, ...]) -> None:
    with bench(is_plain=is_plain) as made:
        lane = Lane(made.outlet, 512)
        ears = [made.ear(is_stamped=True) for _ in range(60)]
        for ear in ears:
            lane.join(ear.stream)
        lane.begin(picture_chunk(1, sizes, is_key=True))
        lane.finish()
        for ear in ears:
            heard = ear.heard()
            assert [len(packet.payload) for packet in heard] == list(sizes)
            assert [packet.marker for packet in heard] == [False] * (len(sizes) - 1) + [True]
            assert {packet.abs_send_time for packet in heard} == {3 << 17}


def test_listeners_with_other_ciphers_are_served_beside() -> None:
    with bench() as made:
        lane = Lane(made.outlet)
        ears = [made.ear(profile=profile) for profile in SrtpProfile]
        for ear in ears:
            lane.join(ear.stream)
        send(lane, 1, 2)
        assert [len(ear.heard()) for ear in ears] == [2, 2, 2]


@WAYS
def test_a_listener_is_followed_to_another_address_and_another_socket(is_plain: bool) -> None:
    with bench(is_plain=is_plain, sockets=2) as made:
        lane = Lane(made.outlet)
        ear, elsewhere, other = made.ear(), made.ear(), made.ear()
        lane.join(ear.stream)
        lane.join(other.stream)
        send(lane, 1)
        lane.move(ear.stream, elsewhere.peer())
        send(lane, 2)
        lane.move(ear.stream, elsewhere.peer(1))
        send(lane, 3)
        here, there = ear.datagrams(), elsewhere.datagrams()
        heard = [ear.opened(datagram) for datagram in here + there]
        assert (len(here), len(there)) == (1, 2)
        assert [packet.sequence - heard[0].sequence for packet in heard] == [0, 1, 2]
        assert len(other.heard()) == 3


@pytest.mark.parametrize("is_stamped", [False, True])
def test_a_packet_is_sent_again_the_same_to_the_byte(is_stamped: bool) -> None:
    with bench() as made:
        lane = Lane(made.outlet, 512)
        ear = made.ear(is_stamped=is_stamped)
        lane.join(ear.stream)
        for tick in range(5):
            lane.begin(picture_chunk(tick, (100, 50), is_key=True))
            lane.finish()
        datagrams = ear.datagrams()
        for datagram in datagrams:
            plain = lane.repeat(ear.stream, int.from_bytes(datagram[2:4], "big"))
            assert plain is not None
            assert ear.again(plain) == datagram


def test_what_was_never_sent_is_not_sent_again() -> None:
    with bench() as made:
        lane = Lane(made.outlet)
        early, late = made.ear(), made.ear()
        lane.join(early.stream)
        send(lane, 1, 2, 3)
        lane.join(late.stream)
        send(lane, 4)
        (packet,) = late.heard()
        assert lane.repeat(late.stream, packet.sequence) is not None
        assert lane.repeat(late.stream, packet.sequence - 1 & 0xFFFF) is None
        assert lane.repeat(late.stream, packet.sequence + 1 & 0xFFFF) is None


def test_what_is_long_ago_is_forgotten() -> None:
    with bench() as made:
        lane = Lane(made.outlet)
        ear = made.ear()
        lane.join(ear.stream)
        for tick in range(SOUNDS_KEPT + 1):
            send(lane, tick)
        heard = ear.heard()
        assert lane.repeat(ear.stream, heard[0].sequence) is None
        assert lane.repeat(ear.stream, heard[1].sequence) is not None


def test_a_sound_of_before_a_switch_can_still_be_sent_again() -> None:
    with bench() as made:
        floor, french = Lane(made.outlet), Lane(made.outlet)
        ear = made.ear()
        floor.join(ear.stream)
        send(floor, 1, 2)
        floor.leave(ear.stream)
        french.join(ear.stream)
        send(french, 3)
        datagrams = ear.datagrams()
        for datagram in datagrams:
            plain = french.repeat(ear.stream, int.from_bytes(datagram[2:4], "big"))
            assert plain is not None
            assert ear.again(plain) == datagram


def test_what_was_sent_is_counted_through_switches() -> None:
    with bench() as made:
        floor, french = Lane(made.outlet), Lane(made.outlet)
        send(floor, 0)
        ear = made.ear()
        floor.join(ear.stream)
        send(floor, 1, 2)
        floor.leave(ear.stream)
        assert (ear.stream.packets, ear.stream.octets) == (2, 2)
        french.join(ear.stream)
        send(french, 3)
        mark = french.mark(ear.stream)
        assert mark is not None
        assert (mark.packets, mark.octets) == (3, 3)
        assert mark.captured_mono_s == pytest.approx(0.06)
        assert mark.timestamp == ear.heard()[-1].timestamp
        assert floor.mark(ear.stream) is None


@WAYS
def test_numbers_and_timestamps_run_over_while_a_listener_is_served_moved_and_helped(is_plain: bool) -> None:
    with bench(is_plain=is_plain) as made:
        floor, french = Lane(made.outlet), Lane(made.outlet)
        ear = made.ear()
        ear.stream.next_sequence = 0xFFFE
        ear.stream.base_offset = 0x1_0000_0000 - 4 * TICK_SAMPLES
        floor.join(ear.stream)
        for tick in range(1, 6):
            send(floor, tick)
            send(french, tick)
        mark = floor.mark(ear.stream)
        again = [floor.repeat(ear.stream, sequence) for sequence in (0xFFFF, 1)]
        floor.leave(ear.stream)
        french.join(ear.stream)
        send(french, 6, 7)
        heard = ear.heard()
        assert [packet.sequence for packet in heard] == [0xFFFE, 0xFFFF, 0, 1, 2, 3, 4]
        assert [packet.timestamp for packet in heard] == [
            (tick - 4) * TICK_SAMPLES & 0xFFFF_FFFF for tick in range(1, 8)
        ]
        assert mark is not None
        assert mark.timestamp == heard[4].timestamp
        assert [parse_rtp(packet or b"") for packet in again] == [heard[1], heard[3]]
        past = french.repeat(ear.stream, 0xFFFE)
        assert past is not None
        assert parse_rtp(past) == heard[0]
