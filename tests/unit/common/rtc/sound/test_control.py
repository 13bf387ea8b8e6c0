"""How the delay gets where it belongs where the resampler follows the sender's clock, and where it rests."""

import numpy as np
import pytest

from common.rtc.sound.control import GUARD_SAMPLES, MOST_BEND_PPM, REST, DelayControl
from common.rtc.sound.libopus import Samples
from common.rtc.sound.losses import LossWatch
from common.rtc.sound.margins import ArrivalMargins
from common.rtc.sound.repeats import RepeatRequests
from common.rtc.sound.settings import PlayoutSettings, SoundCounters
from tests.helpers.soundline import Line, SoundLine

MARGIN, PACKET_SAMPLES = 2_000, 960
TARGET = MARGIN - GUARD_SAMPLES


class Hum:
    """Makes of every packet the same, of whole periods."""

    reads_copies = False

    def __init__(self) -> None:
        at = np.arange(PACKET_SAMPLES) / PACKET_SAMPLES
        self._sound = (0.1 * np.sin(2 * np.pi * 4 * at)).astype(np.float32)

    def decode(self, payload: bytes) -> Samples:
        return self._sound.copy()

    def decode_copy(self, payload: bytes, samples: int) -> Samples:
        return self._sound[:samples].copy()

    def conceal(self, samples: int) -> Samples:
        return np.zeros(samples, np.float32)


@pytest.fixture
def control() -> DelayControl:
    margins, losses = ArrivalMargins(), LossWatch()
    margins.add(MARGIN, 0.0)
    repeats = RepeatRequests(None, SoundCounters(), losses)
    return DelayControl(PlayoutSettings(), margins, repeats, losses)


@pytest.mark.parametrize("off", [-90, -30, -5, 5, 12])
def test_what_a_resampler_at_rest_lets_be_one_at_work_takes_back(control: DelayControl, off: int) -> None:
    assert control.plan(TARGET + off, PACKET_SAMPLES) is REST
    plan = control.plan(TARGET + off, PACKET_SAMPLES, is_followed=True)
    assert plan.wish == plan.skip_samples == 0
    assert plan.bend_ppm * off < 0


def test_time_that_is_short_is_made_up_for_sooner_than_time_that_is_long(control: DelayControl) -> None:
    short, long = (control.plan(TARGET + off, PACKET_SAMPLES, is_followed=True).bend_ppm for off in (10, -10))
    assert -short >= 4 * long > 0


@pytest.mark.parametrize("off", [-700, 230])
def test_the_rate_is_bent_within_what_nobody_hears(control: DelayControl, off: int) -> None:
    assert abs(control.plan(TARGET + off, PACKET_SAMPLES, is_followed=True).bend_ppm) == MOST_BEND_PPM


def test_how_old_sound_is_hangs_on_the_line_and_not_on_the_clocks() -> None:
    ages_ms = []
    for ppm in (-300.0, 100.0, 300.0):
        line = SoundLine(Line(jitter_s=0.005), packets=(b"\x78",), sender_ppm=ppm, decoder=Hum, keeps=False)
        line.run(180)
        ages_ms += line.run(30).delays_ms
        assert line.receiver.counters.concealed == 0
    assert max(ages_ms) - min(ages_ms) < 1.0
