"""Stalls of the machine are found, and what they spoilt is not scored."""

import numpy as np
import pytest

from common.audio.testsignal import chirp
from common.audio.testsignal.voice import voice_loop
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.analysis import chirp_delays
from tests.bench.sound.plan import full_plan
from tests.bench.sound.scoring import Scores
from tests.bench.sound.signals import chirps, utterances
from tests.bench.sound.speech import Clip
from tests.bench.sound.stalls import Cycles, Stall, look_at, since, still_ms, summary_of

PERIOD = 128
PERIOD_S = PERIOD / SAMPLE_RATE_HZ
PLAN = full_plan((0,))


def clip(voice: int, seconds: float = 2.0) -> Clip:
    return Clip(f"voice {voice}", voice_loop(voice)[: int(seconds * SAMPLE_RATE_HZ)])


def test_cycles_at_an_even_pace_are_no_stalls() -> None:
    frames = np.arange(100, dtype=np.int64) * PERIOD + 7000
    assert look_at(frames, np.arange(100, dtype=np.float64) * PERIOD_S, PERIOD) == Cycles([], 0)


def test_a_late_cycle_and_a_missed_one_are_told_with_their_place() -> None:
    frames, begun = np.arange(100, dtype=np.int64) * PERIOD, np.arange(100, dtype=np.float64) * PERIOD_S
    begun[40:] += 0.03
    frames[70:] += 2 * PERIOD
    stalls, missed = look_at(frames, begun, PERIOD)
    assert [stall.at for stall in stalls] == [40 * PERIOD, 70 * PERIOD]
    assert [stall.ms for stall in stalls] == pytest.approx([30.0, 5.3])
    assert missed == 2
    assert still_ms(stalls, 0, 41 * PERIOD) == pytest.approx(30.0)
    assert since(stalls, 50 * PERIOD) == [Stall(20 * PERIOD, stalls[1].ms)]
    assert summary_of(1.0, stalls, missed)["stalled_ms"] == pytest.approx(35.3)


def test_a_chirp_under_way_in_a_stall_has_no_delay() -> None:
    said = chirps(4.0)
    heard = np.concatenate((np.zeros(2000, np.float32), said.sound))
    stalled = Stall(said.places[2] + 1000, 12.0)
    late = Stall(said.places[4] + 2000 + len(chirp()) + 10, 12.0)
    found = chirp_delays(said.places, heard, [stalled, late])
    assert [delay.said_s for delay in found] == pytest.approx([0.0, 0.6, 1.8, 2.4, 3.0, 3.6])


def test_clips_that_a_stall_spoilt_are_said_again_and_the_others_scored() -> None:
    said = utterances([clip(0), clip(1), clip(2)], lead_s=0.5)
    heard = np.pad(said.sound, (480, SAMPLE_RATE_HZ))
    second = said.places[1][0]
    scores = Scores(PLAN)
    stalls = [Stall(second + 5000, PLAN.most_stalled_ms), Stall(second + 9000, 1.0), Stall(0, 500.0)]
    left = scores.take(said, heard, stalls, usual_ms=10.0)
    assert [one.voice for one in left] == ["voice 1"]
    again = utterances(left, lead_s=0.5)
    assert scores.take(again, np.pad(again.sound, (480, SAMPLE_RATE_HZ)), [], usual_ms=10.0) == ()
    figures = scores.figures()
    assert (figures["clips_scored"], figures["clips_set_aside"]) == (3, 1)
    assert figures["speech_delay_ms"] == pytest.approx(10.0)


def test_where_every_clip_was_spoilt_no_score_is_made_up() -> None:
    said = utterances([clip(0)], lead_s=0.5)
    scores = Scores(PLAN)
    assert len(scores.take(said, said.sound, [Stall(said.places[0][0] + 1, 1000.0)], usual_ms=10.0)) == 1
    assert scores.figures() == {"speech_delay_ms": None, "clips_scored": 0, "clips_set_aside": 1}
