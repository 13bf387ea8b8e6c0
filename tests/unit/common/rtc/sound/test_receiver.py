"""A voice over a bad line, in simulated time: what is repaired, how long it waits, and that nothing clicks."""

import numpy as np
import pytest

from common.model.units import BLOCK_SAMPLES
from common.rtc.opus import PacketMs
from common.rtc.sound import PlayoutSettings
from common.rtc.sound.decoding import AvDecoder, make_decoder
from tests.helpers.soundline import Heard, Line, SoundLine, natural_sharpness, sharpness

LINE_MS = 20.0
PACKET_MS = 20.0


def waited_ms(heard: Heard) -> float:
    """Return the median age of sound when it is read, beyond the line's delay and the packet's length."""
    return float(np.nanmedian(heard.delays_ms)) - LINE_MS - PACKET_MS


def share_reaching(line: SoundLine, seconds: float) -> float:
    """Return which share of the blocks came from data, copies or repeats."""
    before = line.receiver.counters.concealed
    blocks = len(line.run(seconds).delays_ms)
    return 1 - (line.receiver.counters.concealed - before) / blocks


@pytest.mark.parametrize("phase_ms", [0.1, 3.0, 5.0, 9.9])
def test_on_a_clean_line_sound_waits_no_longer_than_the_reader_asks_for(phase_ms: float) -> None:
    line = SoundLine(reader_phase_s=phase_ms / 1000)
    line.run(20)
    assert waited_ms(line.run(5)) < 12.6
    assert line.receiver.counters.concealed == 0


@pytest.mark.parametrize(("packet_ms", "share"), [(10, 0.998), (20, 0.998), (40, 0.995)])
def test_of_five_per_cent_random_loss_hardly_anything_is_missing(packet_ms: PacketMs, share: float) -> None:
    line = SoundLine(Line(loss=0.05), packet_ms=packet_ms)
    line.run(15)
    assert share_reaching(line, 30) >= share
    assert waited_ms(line.heard) <= 80
    assert line.receiver.delay_ms <= 80
    assert sharpness(line.heard.samples) < 1.4 * natural_sharpness()


def test_light_loss_is_worth_the_wait_for_a_copy_but_not_for_a_repeat() -> None:
    line = SoundLine(Line(loss=0.01))
    line.run(15)
    assert share_reaching(line, 30) >= 0.99
    assert waited_ms(line.heard) <= 30
    assert line.receiver.counters.recovered_fec > 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_short_packet_lost_in_a_hundred_is_mended_by_copies_alone(seed: int) -> None:
    line = SoundLine(Line(loss=0.01, seed=seed), packet_ms=10)
    line.run(5.0)
    assert share_reaching(line, 20.0) > 0.99
    assert float(np.nanmedian(line.heard.delays_ms)) < LINE_MS + 30.0


def test_without_repeats_the_copies_do_most() -> None:
    line = SoundLine(Line(loss=0.05, repeats=False))
    line.run(5)
    assert share_reaching(line, 30) >= 0.985
    assert waited_ms(line.heard) <= 35
    counters = line.receiver.counters
    assert counters.recovered_nack == 0
    assert counters.recovered_fec > 0.7 * counters.lost


@pytest.mark.parametrize(
    ("loss", "mean_burst", "share"), [(0.05, 3, 0.985), (0.1, 1, 0.99), (0.2, 1, 0.97), (0.2, 4, 0.94)]
)
def test_bursts_and_heavy_loss_are_repaired_as_far_as_repeats_reach(
    loss: float, mean_burst: float, share: float
) -> None:
    line = SoundLine(Line(loss=loss, mean_burst=mean_burst))
    line.run(30)
    assert share_reaching(line, 30) >= share
    assert waited_ms(line.heard) <= PlayoutSettings().hard_repair_delay_ms


def test_a_single_lost_packet_costs_no_gap_and_no_delay() -> None:
    line = SoundLine()
    line.lose(900)
    line.run(15)
    before = line.receiver.delay_ms
    heard = line.run(10)
    assert line.receiver.counters.lost == 1
    assert line.receiver.counters.concealed == PACKET_MS / 10
    assert line.receiver.delay_ms == pytest.approx(before, abs=0.5)
    assert sharpness(heard.samples) < 1.2 * natural_sharpness()
    blocks = np.abs(np.stack(heard.blocks)[:, :, 0]).max(axis=1)
    lost_at = round((900 * PACKET_MS + LINE_MS + waited_ms(heard) + PACKET_MS - 15_000) / 10)
    assert blocks[lost_at - 2 : lost_at + 6].min() > 0.01


def test_the_round_trip_is_learnt_from_the_first_repeat_even_a_late_one() -> None:
    line = SoundLine()
    line.lose(300)
    line.run(10)
    assert line.receiver.round_trip_ms == pytest.approx(2 * LINE_MS, abs=0.1)
    assert line.receiver.counters.late == 1


def test_where_no_repeat_can_come_in_time_none_is_asked_for_but_now_and_then() -> None:
    line = SoundLine(Line(delay_s=0.25, loss=0.05))
    line.run(40)
    assert line.receiver.counters.lost > 60
    assert len(line.asked) < 25


def test_once_losses_end_the_delay_shrinks_again() -> None:
    line = SoundLine(Line(loss=0.05))
    line.run(20)
    assert waited_ms(line.run(1)) > 60
    line.line = Line()
    line.run(12)
    assert waited_ms(line.run(1)) < 14


def test_after_jitter_the_clean_delay_is_back_within_ten_seconds() -> None:
    line = SoundLine(Line(jitter_s=0.03))
    line.run(20)
    assert 15 < waited_ms(line.run(10)) < 45
    assert share_reaching(line, 10) > 0.995
    line.line = Line()
    heard = line.run(10)
    assert sharpness(heard.samples) < 1.2 * natural_sharpness()
    assert waited_ms(line.run(1)) < 14
    assert line.receiver.counters.concealed <= 10


def test_a_sudden_longer_path_is_followed_without_losing_a_packet() -> None:
    line = SoundLine()
    line.run(10)
    line.line = Line(delay_s=0.1)
    line.run(10)
    assert line.receiver.counters.lost == 0
    assert float(np.nanmedian(line.run(2).delays_ms)) < 100 + PACKET_MS + 14


def test_reordered_packets_are_put_in_order_and_duplicates_dropped() -> None:
    line = SoundLine(Line(jitter_s=0.05, reorders=True, duplicates=0.1))
    line.run(10)
    assert share_reaching(line, 30) > 0.99
    counters = line.receiver.counters
    assert counters.reordered > 100
    assert 100 < counters.duplicated < 300
    assert counters.lost < 15


@pytest.mark.parametrize("decoder", [make_decoder, AvDecoder])
def test_what_is_carried_on_fades_and_comes_back_without_a_click(decoder: type[AvDecoder]) -> None:
    line = SoundLine(decoder=decoder)
    line.lose(*range(500, 520))
    heard = line.run(12)
    gap = heard.samples[round(10.3 * 48_000) : round(10.38 * 48_000)]
    assert np.abs(gap).max() == 0.0
    assert sharpness(heard.samples) < 1.4 * natural_sharpness()
    assert waited_ms(line.run(1)) < 14


def test_after_a_long_stall_nothing_is_given_until_sound_comes_again() -> None:
    line = SoundLine()
    line.run(5)
    line.line = Line(loss=1.0)
    assert line.run(3).nones == pytest.approx(200, abs=5)
    line.line = Line()
    heard = line.run(5)
    assert heard.nones < 10
    assert line.receiver.counters.restarted == 1
    assert waited_ms(line.run(2)) < 14
    assert sharpness(heard.samples[BLOCK_SAMPLES * 20 :]) < 1.2 * natural_sharpness()


def test_packets_held_up_for_long_are_skipped_when_they_come_at_once() -> None:
    line = SoundLine()
    line.run(5)
    line.line = Line(delay_s=0.8)
    line.run(0.78)
    line.line = Line()
    line.run(12)
    assert waited_ms(line.run(1)) < 14
    assert line.receiver.counters.skipped + line.receiver.counters.lost > 0
