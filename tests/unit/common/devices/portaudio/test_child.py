"""A stream as its own process runs it, here in a thread, on a PortAudio that the test plays."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import Pipe
from typing import Any

import numpy as np
import pytest

from common.devices.portaudio.child import Opened, run_hall, run_headphone, run_microphone
from common.devices.portaudio.shared import Count, StreamMemory
from tests.helpers.fakesounddevice import FakeSounddevice, FakeStream
from tests.helpers.soundservers import wait_for

HEADSET = ("ALSA", "Headset: USB (hw:1,0)", 1, 2, 48_000)
PULSE = ("ALSA", "pulse", 32, 32, 44_100)
MIXER = ("JACK", "system", 16, 16, 48_000)
PortAudio = Callable[..., FakeSounddevice]


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    def install(*devices: tuple[str, str, int, int, int]) -> FakeSounddevice:
        fake = FakeSounddevice(list(devices))
        fake.install(monkeypatch)
        return fake

    return install


@contextmanager
def running(run: Callable[..., None], name: str | None, memory: StreamMemory) -> Iterator[Any]:
    ours, theirs = Pipe()
    thread = threading.Thread(target=run, args=(theirs, name, memory), daemon=True)
    thread.start()
    try:
        yield ours.recv()
    finally:
        ours.close()
        thread.join(5)
        assert not thread.is_alive()


def test_a_microphone_with_two_ports_gives_their_mean(portaudio: PortAudio) -> None:
    fake = portaudio(PULSE)
    memory = StreamMemory(1, 0, 4800)
    with running(run_microphone, "portaudio:ALSA:pulse", memory) as answer:
        assert isinstance(answer, Opened)
        assert answer.rate_hz == 48_000
        (stream,) = fake.streams
        assert stream.is_started
        stream.hear(np.tile(np.array([0.2, 0.4], dtype=np.float32), (480, 1)))
    block = memory.heard().read_block()
    assert block is not None
    assert block == pytest.approx(np.full((480, 1), 0.3))
    assert memory.counts()[Count.CALLS] == 1
    assert stream.is_closed


def test_a_headphone_plays_one_voice_at_both_ears_and_silence_where_there_is_none(portaudio: PortAudio) -> None:
    fake = portaudio(HEADSET)
    memory = StreamMemory(0, 1, 4800)
    with running(run_headphone, None, memory):
        (stream,) = fake.streams
        assert not stream.play(64).any()
        assert memory.counts()[Count.SHORT] == 0
        memory.to_play().write_samples(np.full((100, 1), 0.5, dtype=np.float32))
        first, second = stream.play(64), stream.play(64, status="output underflow")
    assert first.shape == (64, 2)
    assert (first == 0.5).all()
    assert (second[:36] == 0.5).all()
    assert not second[36:].any()
    assert memory.counts()[Count.SHORT] == 1
    assert memory.counts()[Count.FLAGGED] == 1
    assert memory.counts()[Count.LARGEST_CALL_SAMPLES] == 64


@pytest.mark.parametrize(("device", "latency", "block"), [(HEADSET, "low", 0), (MIXER, "low", 0), (PULSE, 0.04, 480)])
def test_each_sound_system_is_asked_for_what_it_can_keep(
    device: tuple[str, str, int, int, int], latency: float | str, block: int, portaudio: PortAudio
) -> None:
    fake = portaudio(device)
    with running(run_microphone, f"portaudio:{device[0]}:{device[1]}", StreamMemory(1, 0, 4800)):
        wish = fake.streams[0].wish
    assert (wish["latency"], wish["blocksize"]) == (latency, block)


def test_a_device_that_refuses_48_khz_is_opened_at_its_own_rate(portaudio: PortAudio) -> None:
    fake = portaudio(("ALSA", "old", 1, 1, 44_100))
    fake.refused = {(48_000, 1)}
    with running(run_headphone, "portaudio:ALSA:old", StreamMemory(0, 1, 4800)) as answer:
        assert answer.rate_hz == 44_100


def test_a_device_that_refuses_all_says_why(portaudio: PortAudio) -> None:
    fake = portaudio(HEADSET)
    fake.refused = {(48_000, 1), (48_000, 2)}
    with running(run_headphone, None, StreamMemory(0, 1, 4800)) as answer:
        assert "Invalid sample rate" in answer


def test_a_hall_carries_every_port_both_ways(portaudio: PortAudio) -> None:
    fake = portaudio(MIXER)
    memory = StreamMemory(4, 3, 4800)
    with running(run_hall, "portaudio:JACK:system", memory):
        memory.to_play().write_samples(np.tile(np.array([1, 2, 3], dtype=np.float32), (480, 1)))
        heard = np.tile(np.array([5, 6, 7, 8], dtype=np.float32), (128, 1))
        played = fake.streams[0].carry(heard)
    assert (played == [1, 2, 3]).all()
    assert memory.heard().fill_samples == 128


def test_a_hall_with_fewer_ports_than_the_configuration_says_is_refused(portaudio: PortAudio) -> None:
    portaudio(MIXER)
    with running(run_hall, "portaudio:JACK:system", StreamMemory(32, 32, 480)) as answer:
        assert "16 inputs, 16 outputs" in answer


def test_a_hall_may_come_in_by_one_device_and_go_out_by_another(portaudio: PortAudio) -> None:
    fake = portaudio(HEADSET, ("ALSA", "monitors", 0, 4, 48_000), MIXER)
    both_ways = partial(run_hall, output_name="portaudio:ALSA:monitors")
    with running(both_ways, "portaudio:ALSA:Headset: USB (hw:1,0)", StreamMemory(1, 4, 480)) as answer:
        assert isinstance(answer, Opened)
        assert fake.streams[0].wish["device"] == (0, 1)
        assert fake.streams[0].wish["channels"] == (1, 4)
    with running(both_ways, "portaudio:ALSA:Headset: USB (hw:1,0)", StreamMemory(1, 5, 480)) as answer:
        assert "1 inputs, portaudio:ALSA:monitors 4 outputs" in answer


def test_a_stream_that_ends_is_told_at_once(portaudio: PortAudio) -> None:
    fake = portaudio(MIXER)
    memory = StreamMemory(1, 0, 480)
    with running(run_microphone, "portaudio:JACK:system", memory):
        stream: FakeStream = fake.streams[0]
        assert not memory.counts()[Count.ENDED]
        stream.active = False
        assert wait_for(lambda: bool(memory.counts()[Count.ENDED]), 2.0)
