"""What guests received, judged: shares, lateness, decryption."""

from array import array
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from common.rtc.rtp import abs_send_time_extension, build_rtp
from common.rtc.srtp import SrtpKeys, SrtpPair, SrtpProfile
from tests.bench.fanout.guest import HEAD_BYTES, Guest
from tests.bench.fanout.packet import Due, due_of, payload_of
from tests.bench.fanout.source import Source
from tests.bench.fanout.tally import Span, heads_of, tally_of, together

KEY = bytes(30)
PROFILE = SrtpProfile.AES128_CM_SHA1_80
SPAN = Span(from_mono_s=100.0, to_mono_s=101.0, tick_s=0.02, packets_per_tick=1, clock_hz=48_000)
RTCP = bytes((0x80, 200)) + bytes(10)


def guest(numbers: range, late_s: float, *, has_keys: bool = True, without: tuple[int, ...] = ()) -> Guest:
    """Make a guest that received these numbers of the source's, number n due at 100 s + n * 20 ms."""
    server, client = (SrtpPair(SrtpKeys(PROFILE, KEY, KEY)) for _ in range(2))
    arrived, heads, whole = array("d"), bytearray(), []
    for n in numbers:
        due_s = 100.0 + n * 0.02
        payload = payload_of(Due(0, n + 10, due_s), 80)
        packet = server.protect_rtp(build_rtp(111, False, (65530 + n) & 0xFFFF, 20_000 + 960 * n, 5, payload))
        if n in without:
            continue
        arrived.append(due_s + late_s)
        heads += packet[:HEAD_BYTES]
        whole.append((due_s + late_s, packet))
    arrived.append(100.5)
    heads += RTCP
    kept = SimpleNamespace(arrived=arrived, heads=heads, whole=whole[:2], pair=client if has_keys else None)
    return cast(Guest, kept)


def test_reports_are_left_out() -> None:
    heads = heads_of(guest(range(3), 0.0))
    assert heads.sequence.tolist() == [65530, 65531, 65532]
    assert set(heads.ssrc.tolist()) == {5}


def test_all_came_in_time() -> None:
    tally = tally_of(guest(range(-10, 70), 0.004), SPAN)
    assert tally.packets == 50
    assert tally.delivered == 1.0
    assert tally.is_decrypted
    assert tally.late_ms == pytest.approx(np.full(50, 4.0))


def test_what_the_source_was_late_is_known_for_each_packet() -> None:
    source = Source(lambda number, due_s: None, 0.02)
    source.start_mono_s = 100.0
    source.late_ms += [5.0, 0.0, 1.0]
    assert source.late_at(np.array([100.04, 100.0, 100.0201, 101.0])).tolist() == [1.0, 5.0, 0.0, 1.0]
    tally = tally_of(guest(range(-10, 70), 0.004), SPAN)
    assert tally.due_mono_s == pytest.approx(100.0 + 0.02 * np.arange(50))


def test_what_did_not_come_is_missing_from_the_share() -> None:
    tally = tally_of(guest(range(-10, 70), 0.0, without=(3, 4, 5, 60)), SPAN)
    assert tally.packets == 47
    assert tally.delivered == pytest.approx(0.94)


def test_what_ends_early_is_missing_too() -> None:
    assert tally_of(guest(range(-10, 25), 0.0), SPAN).delivered == pytest.approx(0.5)


def test_without_keys_gaps_in_the_sequence_tell() -> None:
    tally = tally_of(guest(range(-10, 70), 0.0, has_keys=False, without=(7, 8)), SPAN)
    assert not tally.is_decrypted
    assert tally.delivered == pytest.approx(48 / 50)
    assert not len(tally.late_ms)


def test_nothing_came() -> None:
    assert tally_of(guest(range(0), 0.0), SPAN).delivered == 0.0


def test_guests_together() -> None:
    both = together([tally_of(guest(range(70), 0.002), SPAN), tally_of(guest(range(25), 0.006), SPAN)])
    assert both.packets == 75
    assert both.delivered == pytest.approx(0.75)
    assert sorted(both.late_ms)[-1] == pytest.approx(6.0)


def test_a_payload_tells_when_it_was_due() -> None:
    due = Due(1, 77, 12.5)
    assert due_of(payload_of(due, 80)) == due
    assert due_of(b"opus") is None
    assert due_of(bytes(80)) is None


def test_a_payload_behind_an_extension_is_found() -> None:
    from tests.bench.fanout.tally import payload_in

    packet = build_rtp(102, True, 1, 2, 3, b"picture", abs_send_time_extension(3, 1.0))
    assert payload_in(packet) == b"picture"
