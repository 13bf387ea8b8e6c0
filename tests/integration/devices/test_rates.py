"""A headset with two ports whose rate is not ours, and which comes back with another one: voices keep their pitch."""

import time

import numpy as np
import pytest

from common.audio.testsignal import tone
from common.devices.audio import AudioInput, AudioOutput
from common.devices.portaudio import open_input, open_output
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from tests.helpers.soundservers import jack_server

pytestmark = pytest.mark.flaky(reruns=2)

JACK = "portaudio:JACK Audio Connection Kit:system"
TONE_HZ = 1000.0
OFF_HZ = 2.0
"""Blocks that a busy machine loses make a tone's line a little broader; 44.1 taken for 48 kHz would be 88 Hz."""
SECONDS, JUDGED = 4.0, 2 * SAMPLE_RATE_HZ


def pitch_hz(headphone: AudioOutput, microphone: AudioInput) -> float:
    """Play a tone and return the strongest line of what the microphone heard at the end."""
    played = tone(TONE_HZ, 4 * SECONDS)[:, None]
    heard, at = [], 0
    end_mono_s = time.monotonic() + SECONDS
    while time.monotonic() < end_mono_s:
        while headphone.wants_block():
            headphone.write(played[at : at + BLOCK_SAMPLES])
            at += BLOCK_SAMPLES
        while (block := microphone.read()) is not None:
            heard.append(block)
        time.sleep(0.0025)
    sound = np.concatenate(heard)[-JUDGED:, 0]
    strongest = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))).argmax()
    return float(strongest * SAMPLE_RATE_HZ / len(sound))


def test_a_headset_of_another_rate_and_one_that_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    headphone, microphone = open_output(JACK), open_input(JACK)
    for rate_hz in (44_100, 96_000, 48_000):
        with jack_server(2, 2, rate_hz=rate_hz) as server:
            server.give_environment(monkeypatch)
            headphone.start()
            microphone.start()
            ports = server.call("jack_lsp").split()
            for played, heard in (("out_0", "in_0"), ("out_1", "in_1")):
                pair = [next(port for port in ports if port.endswith(end)) for end in (played, heard)]
                server.call("jack_connect", *pair)
            assert pitch_hz(headphone, microphone) == pytest.approx(TONE_HZ, abs=OFF_HZ)
            headphone.stop()
            microphone.stop()
