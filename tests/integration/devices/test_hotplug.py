"""Sound devices that come and go while others run: JACK servers and PulseAudio sinks, through the delegate's parts."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from common.devices.audio import AudioDevice, AudioOutput
from common.devices.portaudio import DeviceWatch, open_input, open_output
from common.devices.portaudio.tuning import AS_LOW_AS_IT_GOES
from common.model.errors import MediaError
from common.model.units import BLOCK_SAMPLES
from delegate_app.core.desktopkit import DesktopKit
from tests.helpers.delegate import delegate, until
from tests.helpers.logfail import LogWatch
from tests.helpers.soundservers import jack_server, pulse_server, wait_for

pytestmark = pytest.mark.flaky(reruns=2)

PULSE = "portaudio:ALSA:pulse"
JACK = "portaudio:JACK Audio Connection Kit:system"
MOST_XRUNS = 3
"""Of a machine that does other things meanwhile; on a calm one there is none."""


def seconds_until(condition: Callable[[], bool], timeout_s: float = 10.0) -> float:
    started_mono_s = time.monotonic()
    assert wait_for(condition, timeout_s)
    return time.monotonic() - started_mono_s


class Player(threading.Thread):
    """Plays silence until it is stopped; `taken` counts the blocks."""

    def __init__(self, headphone: AudioOutput) -> None:
        super().__init__(name="player", daemon=True)
        self._headphone = headphone
        self._is_over = threading.Event()
        self.taken = 0
        self.start()

    def run(self) -> None:
        silence = np.zeros((BLOCK_SAMPLES, 1), dtype=np.float32)
        while not self._is_over.wait(0.004):
            while self._headphone.wants_block():
                self._headphone.write(silence)
                self.taken += 1

    def stop(self) -> None:
        self._is_over.set()
        self.join()


def test_a_device_is_seen_to_come_and_go_while_another_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[AudioDevice]] = []
    with pulse_server(tmp_path) as pulse, jack_server(2, 2) as jack:
        pulse.give_environment(monkeypatch)
        jack.give_environment(monkeypatch)
        jack.kill()
        headphone = open_output(PULSE)
        headphone.start()
        player = Player(headphone)
        watch = DeviceWatch(seen.append, 0.6)
        watch.start()

        def is_listed(name: str) -> bool:
            return bool(seen) and name in [d.name for d in seen[-1]]

        try:
            assert wait_for(lambda: is_listed(PULSE), 10.0)
            assert not is_listed(JACK)
            assert wait_for(lambda: player.taken > 200, 10.0)
            xruns, taken, since_mono_s = headphone.xruns, player.taken, time.monotonic()
            jack.restart()
            assert seconds_until(lambda: is_listed(JACK)) < 2.0
            jack.kill()
            assert seconds_until(lambda: not is_listed(JACK)) < 2.0
            assert headphone.is_alive
            assert headphone.xruns <= xruns + MOST_XRUNS
            assert player.taken - taken == pytest.approx(100 * (time.monotonic() - since_mono_s), abs=10)
        finally:
            watch.stop()
            player.stop()
            headphone.stop()


def test_a_stream_says_within_a_second_that_its_sink_was_pulled_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pulse_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        module = server.call("pactl", "list", "short", "modules").split("module-null-sink")[0].split("\n")[-1].strip()
        headphone = open_output(PULSE)
        headphone.start()
        player = Player(headphone)
        assert wait_for(lambda: player.taken > 200, 10.0)
        server.call("pactl", "unload-module", module)
        assert seconds_until(lambda: not headphone.is_alive) < 1.0
        headphone.stop()
        server.call("pactl", "load-module", "module-null-sink", "sink_name=again", "rate=48000")
        headphone.start()
        taken = player.taken
        assert wait_for(lambda: player.taken > taken + 200, 10.0)
        player.stop()
        headphone.stop()


async def test_a_driver_that_falls_silent_is_said_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("was lost")
    expects_logs.maybe("was not opened")
    with pulse_server(tmp_path) as pulse, jack_server(2, 2) as jack:
        pulse.give_environment(monkeypatch)
        jack.give_environment(monkeypatch)
        async with delegate(real_kit=DesktopKit()) as bench:
            await until(lambda: JACK in [d.name for d in bench.client.state.devices.microphones], 15.0)
            await bench.client.choose_microphone(JACK)
            await bench.client.choose_headphone(None)
            await asyncio.sleep(AS_LOW_AS_IT_GOES.settling_s)
            jack.pause()
            silent_mono_s = time.monotonic()
            await until(lambda: bench.client.state.devices.lost == JACK)
            assert time.monotonic() - silent_mono_s < 1.0
            jack.kill()
            await until(lambda: bench.client.state.devices.microphone not in (None, JACK), 15.0)


async def test_a_headset_that_goes_is_said_another_takes_over_and_it_is_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("was lost")
    with pulse_server(tmp_path) as pulse, jack_server(2, 2) as jack:
        pulse.give_environment(monkeypatch)
        jack.give_environment(monkeypatch)
        async with delegate(real_kit=DesktopKit()) as bench:
            await until(lambda: JACK in [d.name for d in bench.client.state.devices.microphones], 15.0)
            await bench.client.choose_microphone(JACK)
            await bench.client.choose_headphone(PULSE)
            playing = bench.client.state.devices.headphone
            jack.kill()
            lost_mono_s = time.monotonic()
            await until(lambda: bench.client.state.devices.lost == JACK)
            assert time.monotonic() - lost_mono_s < 1.0
            await until(lambda: bench.client.state.devices.microphone not in (None, JACK), 10.0)
            await until(lambda: JACK not in [d.name for d in bench.client.state.devices.microphones])
            jack.restart()
            plugged_mono_s = time.monotonic()
            await until(lambda: JACK in [d.name for d in bench.client.state.devices.microphones])
            assert time.monotonic() - plugged_mono_s < 2.5
            await until(lambda: bench.client.state.devices.microphone == JACK, 15.0)
            assert bench.client.state.devices.headphone == playing


def test_a_device_that_is_not_there_is_a_device_error() -> None:
    with pytest.raises(MediaError, match="nobody"):
        open_input("portaudio:ALSA:nobody").start()


ORPHAN = """
import sys, time
from common.devices.portaudio import open_output
if __name__ == "__main__":
    headphone = open_output("portaudio:ALSA:pulse")
    headphone.start()
    print("ready", flush=True)
    time.sleep(60)
"""


async def test_nothing_is_left_of_a_program_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(ORPHAN, encoding="utf-8")
    with pulse_server(tmp_path) as server:
        environment = os.environ | server.environment | {"PYTHONPATH": str(Path.cwd())}
        program = await asyncio.create_subprocess_exec(
            sys.executable, str(script), env=environment, stdout=asyncio.subprocess.PIPE
        )
        assert program.stdout is not None
        assert await asyncio.wait_for(program.stdout.readline(), 20) == b"ready\n"
        children = psutil.Process(program.pid).children(recursive=True)
        assert children
        program.kill()
        await program.wait()
        assert wait_for(lambda: not any(child.is_running() for child in children), 3.0)
