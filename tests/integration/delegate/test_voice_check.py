"""One's own voice through a true sound server: recorded, played back, pulled out, taken by another."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.audio.testsignal import Voice
from common.audio.wav import WavWriter
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.checks.devices import device_results
from delegate_app.core.checks.voice import VoiceCheck
from delegate_app.core.desktopkit import DesktopKit
from tests.helpers.delegate import Bench, delegate, until
from tests.helpers.logfail import LogWatch
from tests.helpers.soundservers import SoundServer, pulse_server

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

PULSE = "portaudio:ALSA:pulse"
"""A null sink: its monitor is the microphone, so that whatever is played is heard, as by a loudspeaker."""
RECORD_S = 6.0
WORD_BLOCKS, PAUSE_BLOCKS = 40, 20


def speech(path: Path) -> Path:
    """Write 10 s of words with pauses."""
    voice, writer = Voice(3), WavWriter(path)
    for block in range(1000):
        is_word = block % (WORD_BLOCKS + PAUSE_BLOCKS) < WORD_BLOCKS
        writer.write(voice.read() * is_word)
    writer.close()
    return path


@contextmanager
def spoken(server: SoundServer, path: Path) -> Iterator[None]:
    """Let another program speak into the sink."""
    with subprocess.Popen(["paplay", str(path)], env=os.environ | server.environment) as speaker:
        try:
            yield
        finally:
            speaker.terminate()


def check_of(bench: Bench) -> VoiceCheck:
    client = bench.client
    return VoiceCheck(client._runner, client._side, lambda: client.state.devices)


def of(results: tuple[CheckResult, ...], name: CheckName) -> CheckResult:
    return next(r for r in results if r.name is name)


async def ready(bench: Bench) -> None:
    """Wait until both devices are open and their sound flows."""
    await until(lambda: PULSE in [d.name for d in bench.client.state.devices.microphones], 15.0)
    await bench.client.choose_microphone(PULSE)
    await bench.client.choose_headphone(PULSE)
    await asyncio.sleep(2.5)


async def test_a_voice_is_recorded_and_played_back_and_its_echo_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    with pulse_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        async with delegate(real_kit=DesktopKit()) as bench:
            await ready(bench)
            check = check_of(bench)
            with spoken(server, speech(tmp_path / "speech.wav")):
                await check.record(RECORD_S, told.append)
            assert told[-1] == 1.0
            assert of(check.results(), CheckName.LEVEL).value is not None
            assert CheckName.MICROPHONE not in [r.name for r in check.results()]
            await asyncio.sleep(0.5)
            await check.play_back()
            echo = of(check.results(), CheckName.ECHO)
            assert echo.verdict is Verdict.FAIL
            assert echo.value is not None
            assert echo.value < 15.0
            assert not bench.client._side.gate.is_open


async def test_a_silent_server_is_digital_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pulse_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        async with delegate(real_kit=DesktopKit()) as bench:
            await ready(bench)
            check = check_of(bench)
            await check.record(1.0, lambda share: None)
            assert of(check.results(), CheckName.MICROPHONE).finding is Finding.SILENT


@pytest.mark.parametrize("is_playing", [False, True])
async def test_pulled_out_in_the_middle_it_ends_within_two_seconds_with_a_finding(
    is_playing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("was lost|was not opened")
    with pulse_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        async with delegate(real_kit=DesktopKit()) as bench:
            await ready(bench)
            check = check_of(bench)
            if is_playing:
                with spoken(server, speech(tmp_path / "speech.wav")):
                    await check.record(RECORD_S, lambda share: None)

            async def pull() -> float:
                await asyncio.sleep(1.0)
                server.kill()
                return asyncio.get_running_loop().time()

            work = check.play_back() if is_playing else check.record(15.0, lambda share: None)
            ended, pulled_s = await asyncio.gather(work, pull(), return_exceptions=True)
            assert isinstance(ended, ConferenceError)
            assert ended.code is ErrorCode.DEVICE
            assert isinstance(pulled_s, float)
            assert asyncio.get_running_loop().time() - pulled_s < 2.0
            name = CheckName.HEADPHONE if is_playing else CheckName.MICROPHONE
            found = of(check.results(), name)
            assert (found.verdict, found.finding, found.text) == (Verdict.FAIL, Finding.PULLED_OUT, "pulse")
            assert check.has_recording is is_playing
            await until(lambda: name.value in bench.client.state.devices.lost_places, 5.0)
            assert of(device_results(bench.client.state.devices), name).finding is Finding.PULLED_OUT


async def test_a_microphone_that_a_server_refuses_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("was not opened")
    with pulse_server(tmp_path) as server:
        server.give_environment(monkeypatch)
        async with delegate(real_kit=DesktopKit()) as bench:
            await until(lambda: PULSE in [d.name for d in bench.client.state.devices.microphones], 15.0)
            monkeypatch.setenv("PULSE_SOURCE", "nobody")
            with pytest.raises(ConferenceError):
                await bench.client.choose_microphone(PULSE)
            devices = bench.client.state.devices
            assert ("microphone", PULSE) in devices.refused
            assert of(device_results(devices), CheckName.MICROPHONE).finding is Finding.BUSY
