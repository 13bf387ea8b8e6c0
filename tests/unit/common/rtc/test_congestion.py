"""Pictures give way first, step by step, and sound last; both come back slowly."""

import pytest

from common.audio.testsignal import Voice
from common.rtc.congestion import SOUND_BPS, Congestion
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.picturerate import STEPS
from tests.helpers.narrowline import NarrowLine
from tests.helpers.simulatedline import Line

WIDE_BPS = 2_000_000
FULL_BAND = {14, 15, 28, 29, 30, 31}
"""Configurations of Opus with content to 20 kHz (RFC 6716, section 3.1)."""


def settled(rate_bps: float | None = WIDE_BPS, **line: float) -> NarrowLine:
    """Return a leg that has run for 10 s."""
    rig = NarrowLine(Line(rate_bps=rate_bps, **line))  # type: ignore[arg-type]
    rig.run(10.0)
    return rig


def is_sound_only(congestion: Congestion) -> bool:
    return congestion.step is None


def test_a_wide_line_carries_the_best_picture_after_a_few_seconds() -> None:
    rig = settled(rate_bps=None)
    assert rig.course.steps[0][1] == STEPS[1]
    assert rig.course.step_at(10) == STEPS[0]
    assert rig.estimate.bps is None


@pytest.mark.parametrize("queue_s", [0.1, 1.0])
def test_from_2_mbit_to_300_kbit_the_picture_gives_way_within_2_s_and_sound_keeps_its_rate(queue_s: float) -> None:
    rig = settled(queue_s=queue_s)
    rig.line.line.rate_bps = 300_000
    rig.run(30.0)
    assert rig.course.step_at(10.5) != STEPS[0]
    after_2_s = rig.course.step_at(12)
    assert after_2_s is not None
    assert after_2_s.bit_rate_bps <= 250_000
    assert rig.course.step_at(30) is not None
    assert rig.course.worst_sound_s(12, 30) < 0.15
    assert rig.congestion.sound(30.0).bit_rate_bps == 48_000


def test_at_60_kbit_there_is_only_sound_and_it_gets_through() -> None:
    rig = settled()
    rig.line.line.rate_bps = 60_000
    rig.run(45.0)
    assert rig.course.step_at(14) is None
    assert rig.course.step_at(45) is None
    assert rig.course.worst_sound_s(20, 45) < 0.3
    assert rig.congestion.sound(45.0).packet_ms == 20


def test_what_gave_way_comes_back_slowly_and_step_by_step() -> None:
    rig = settled()
    rig.line.line.rate_bps = 60_000
    rig.run(20.0)
    rig.line.line.rate_bps = WIDE_BPS
    rig.run(120.0)
    back = [(at_s, step) for at_s, step in rig.course.steps if at_s > 20 and step is not None]
    assert back[0][1] == STEPS[-1]
    assert back[0][0] > 25
    assert rig.course.step_at(120) in STEPS[:2]
    assert rig.congestion.sound(120.0).bit_rate_bps == 48_000
    assert rig.course.worst_sound_s(60, 120) < 0.3


@pytest.mark.parametrize("loss", [0.01, 0.05])
def test_the_losses_of_a_radio_are_borne(loss: float) -> None:
    rig = settled(rate_bps=None, loss=loss)
    rig.run(60.0)
    assert {step for at_s, step in rig.course.steps if at_s > 6} <= {STEPS[0]}
    assert rig.congestion.sound(60.0).bit_rate_bps >= 48_000


def test_jitter_is_not_taken_for_a_queue() -> None:
    rig = settled(rate_bps=None, jitter_s=0.06)
    rig.run(60.0)
    assert rig.course.step_at(60) == STEPS[0]


def test_copies_are_asked_for_where_packets_are_lost_and_short_packets_where_none_are() -> None:
    congestion = Congestion(0.0)
    assert (congestion.sound(0.0).expected_loss_percent, congestion.sound(0.0).packet_ms) == (0, 10)
    assert congestion.sound(0.0).bit_rate_bps == 48_000
    congestion.note_report(100, 7, 0.05, 1.0)
    assert congestion.sound(1.0).bit_rate_bps == 64_000
    assert (congestion.sound(1.0).expected_loss_percent, congestion.sound(1.0).packet_ms) == (10, 20)
    congestion.note_report(100, 13, 0.05, 3.0)
    assert congestion.sound(3.0).expected_loss_percent == 15
    for second in range(4, 30):
        congestion.note_report(100, 0, 0.05, float(second))
    assert (congestion.sound(30.0).expected_loss_percent, congestion.sound(30.0).packet_ms) == (0, 10)


@pytest.mark.parametrize(("lost_in_ten_s", "expected_percent"), [(1, 0), (8, 10)])
def test_light_loss_is_mended_by_copies_though_packets_stay_short(lost_in_ten_s: int, expected_percent: int) -> None:
    congestion = Congestion(0.0)
    for second in range(1, 11):
        congestion.note_report(100, second <= lost_in_ten_s, 0.03, float(second))
    congestion.note_report(200, 0, 0.03, 12.0)
    plan = congestion.sound(12.0)
    assert (plan.expected_loss_percent, plan.packet_ms) == (expected_percent, 10)


def test_a_line_whose_round_trip_grows_is_given_less_even_without_an_estimate() -> None:
    congestion = Congestion(0.0)
    for second in range(1, 12):
        congestion.note_report(100, 0, 0.05, float(second))
        congestion.tick(float(second))
    assert congestion.step == STEPS[0]
    for second in range(12, 20):
        congestion.note_report(100, 0, 0.9, float(second))
        congestion.tick(float(second))
    assert is_sound_only(congestion)
    assert congestion.sound(20.0).bit_rate_bps == SOUND_BPS[-1]


def test_on_the_narrowest_line_a_voice_keeps_its_whole_band_though_packets_are_lost() -> None:
    congestion = Congestion(0.0)
    for second in range(1, 20):
        congestion.note_report(100, 7, 0.05 if second < 10 else 0.9, float(second))
        congestion.tick(float(second))
    plan, voice = congestion.sound(20.0), Voice(1)
    assert plan.bit_rate_bps == SOUND_BPS[-1]
    encoder = OpusEncoder(OpusSettings(plan.bit_rate_bps, plan.expected_loss_percent, plan.packet_ms))
    packets = [packet for _ in range(400) if (packet := encoder.encode(voice.read())) is not None]
    assert {packet[0] >> 3 for packet in packets} <= FULL_BAND


def test_loss_alone_does_not_bring_sound_to_its_last() -> None:
    congestion = Congestion(0.0)
    for second in range(1, 40):
        congestion.note_report(100, 60, 0.05, float(second))
        congestion.tick(float(second))
    assert congestion.step is None
    assert congestion.sound(40.0).bit_rate_bps == 32_000
    assert congestion.sound(40.0).expected_loss_percent == 30


def test_an_estimate_far_under_the_last_step_ends_pictures_and_each_failure_makes_the_pause_longer() -> None:
    congestion, resumed_s, now_s = Congestion(0.0), list[float](), 0.0
    while len(resumed_s) < 3:
        if not is_sound_only(congestion):
            congestion.note_estimate(40_000, now_s)
            congestion.note_estimate(40_000, now_s)
            assert is_sound_only(congestion)
        now_s += 0.5
        congestion.tick(now_s)
        if not is_sound_only(congestion):
            resumed_s.append(now_s)
    assert resumed_s[1] - resumed_s[0] == pytest.approx(2 * resumed_s[0], abs=1.0)
    assert resumed_s[2] - resumed_s[1] == pytest.approx(4 * resumed_s[0], abs=4.0)
