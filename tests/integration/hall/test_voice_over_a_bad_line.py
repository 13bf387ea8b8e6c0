"""A voice through Opus, a line that loses, the receiver and the tap: judged for itself."""

import random

import pytest

from common.audio.format import Block
from common.model.checks import Fitness, fitness_of
from common.model.units import BLOCK_S, BLOCK_SAMPLES, PACKET_SAMPLES
from common.rtc.opus import OpusEncoder
from common.rtc.rtp import Rtp
from common.rtc.sections import OPUS_PAYLOAD_TYPE
from common.rtc.sound import SoundReceiver
from room_console.core.hall.taps import UplinkTap, UplinkTaps
from tests.helpers.madeupspeech import a_voice, by_telephone

VOICE_S = 16.0
SSRC = 7


class Line:
    """Carries a voice in packets of 20 ms, of which it loses a share; time is the blocks that went by."""

    def __init__(self, lost_share: float) -> None:
        self.now_s = 0.0
        self.sound = SoundReceiver(mono_s=lambda: self.now_s)
        self.tap, self._taps = UplinkTap(), UplinkTaps()
        counters = self.sound.counters
        self._taps.open(self.tap, self.sound, lambda: counters.concealed + counters.recovered_fec)
        self._lost_share = lost_share
        self._chance = random.Random(11)
        self._encoder = OpusEncoder()
        self._sent = 0

    def carry(self, voice: Block) -> Fitness:
        """Say it all; return what the tap's judge makes of it."""
        for at in range(0, len(voice) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
            if (payload := self._encoder.encode(voice[at : at + BLOCK_SAMPLES])) is not None:
                self._send(payload)
            self.now_s += BLOCK_S
            self._taps.pull()
        return fitness_of(self.tap.judge.results())

    def _send(self, payload: bytes) -> None:
        sequence, timestamp = self._sent & 0xFFFF, self._sent * PACKET_SAMPLES & 0xFFFF_FFFF
        if self._chance.random() >= self._lost_share:
            self.sound.put(Rtp(OPUS_PAYLOAD_TYPE, False, sequence, timestamp, SSRC, payload), self.now_s)
        self._sent += 1


@pytest.mark.parametrize("lost_share", [0.0, 0.03, 0.1])
def test_what_the_line_loses_makes_no_good_voice_unfit(lost_share: float) -> None:
    line = Line(lost_share)
    assert line.carry(a_voice(VOICE_S)) is Fitness.FIT
    assert (line.sound.counters.lost > 0) == (lost_share > 0.0)


@pytest.mark.parametrize("lost_share", [0.0, 0.1])
def test_what_is_made_up_makes_no_telephone_fit(lost_share: float) -> None:
    assert Line(lost_share).carry(by_telephone(a_voice(VOICE_S))) is Fitness.UNFIT
