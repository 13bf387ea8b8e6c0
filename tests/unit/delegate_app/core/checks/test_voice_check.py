"""One's own voice, off-air: recorded, judged, played back; and what a device or the floor does in between."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from common.aio.looprunner import LoopRunner
from common.audio.format import Block
from common.audio.level import rms_dbfs
from common.audio.limiter import CEILING
from common.audio.testsignal import Voice
from common.devices.audio import AudioInput
from common.devices.fake import PacedInput, PacedOutput, SilentInput
from common.devices.mailbox import PictureMailbox
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.model.units import BLOCK_SAMPLES
from delegate_app.core.checks import voice
from delegate_app.core.checks.voice import SOUND_CHECKS, VoiceCheck
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import Peers
from delegate_app.core.state import DeviceState
from tests.helpers.delegate import FakeLeg, FakePeers, until

pytestmark = pytest.mark.flaky(reruns=2)

SHORT_S = 0.6


class HeardOutput(PacedOutput):
    """A headphone that keeps what it played."""

    def __init__(self) -> None:
        super().__init__("portaudio:X:headphone")
        self.played: list[Block] = []

    def play(self, block: Block) -> None:
        self.played.append(block)


class Speaker:
    """A quiet room, and after a second a voice with a pause after each word, for so long."""

    def __init__(self, gain: float = 1.0, lasting_s: float = 5.5) -> None:
        self._last = round(100 * lasting_s)
        self._voice = Voice(1)
        self._gain = np.float32(gain)
        self._rng = np.random.default_rng(1)
        self._count = 0

    def read(self) -> Block:
        self._count += 1
        noise = self._rng.standard_normal((BLOCK_SAMPLES, 1)).astype(np.float32) * np.float32(3e-5)
        is_word = 100 < self._count < self._last and self._count % 50 < 40
        spoken: Block = noise + self._gain * self._voice.read() * is_word
        return spoken


@dataclass
class Booth:
    """A media side with a microphone and a headphone, and the check on it."""

    runner: LoopRunner
    side: MediaSide
    check: VoiceCheck
    uplink: FakeLeg
    microphone: AudioInput
    headphone: HeardOutput
    state: list[DeviceState] = field(default_factory=lambda: [DeviceState()])

    def use(self, device: AudioInput | None) -> None:
        self.runner.call(self.side.use_input, device)


@asynccontextmanager
async def booth(make: Callable[[], AudioInput] | None = None) -> AsyncIterator[Booth]:
    peers = FakePeers()
    side = MediaSide(Peers(uplink=peers.uplink, downlink=peers.downlink), PictureMailbox(None))
    side.playout.on_played = side.microphone.played
    runner = LoopRunner("media")
    runner.start()
    microphone = make() if make else PacedInput("portaudio:X:microphone", Speaker())
    headphone = HeardOutput()
    states = [DeviceState(microphone=microphone.name, headphone=headphone.name)]
    await runner.run(side.offer_uplink((), "host"))
    microphone.start()
    headphone.start()
    runner.call(side.use_input, microphone)
    runner.call(side.use_output, headphone)
    runner.call(side.start)
    check = VoiceCheck(runner, side, lambda: states[-1])
    try:
        await until(lambda: side.playout.output is headphone)
        yield Booth(runner, side, check, peers.uplinks[0], microphone, headphone, states)
    finally:
        await runner.run(side.stop())
        await asyncio.to_thread(runner.stop)


def of(check: VoiceCheck, name: CheckName) -> CheckResult | None:
    return next((r for r in check.results() if r.name is name), None)


def no_progress(share: float) -> None:
    del share


async def after(seconds: float, *actions: Callable[[], object]) -> None:
    """Do something meanwhile."""
    await asyncio.sleep(seconds)
    for action in actions:
        action()


async def refused(work: Coroutine[Any, Any, None], seconds: float, *actions: Callable[[], object]) -> ErrorCode:
    """Return what `work` is ended by, when something is done meanwhile."""
    with pytest.raises(ConferenceError) as caught:
        async with asyncio.timeout(5.0):
            await asyncio.gather(work, after(seconds, *actions))
    return caught.value.code


async def test_a_voice_is_recorded_judged_and_played_back_and_nothing_of_it_is_sent() -> None:
    async with booth() as b:
        told: list[float] = []
        await b.check.record(6.0, told.append)
        assert b.check.has_recording
        assert told == sorted(told)
        assert told[-1] == 1.0
        level = of(b.check, CheckName.LEVEL)
        assert level is not None
        assert level.value is not None
        began = len(b.headphone.played)
        await b.check.play_back()
        heard = np.concatenate(b.headphone.played[began:])
        assert rms_dbfs(heard) > -40.0
        assert len(heard) > 3.0 * 48_000
        echo = of(b.check, CheckName.ECHO)
        assert echo is not None
        assert echo.verdict is Verdict.PASS
        assert echo.value is not None
        assert echo.value > 40.0
        assert not any(np.any(block) for block in b.uplink.blocks)


async def test_before_anything_is_recorded_every_check_of_the_sound_says_so() -> None:
    async with booth() as b:
        assert [r.name for r in b.check.results()] == list(SOUND_CHECKS)
        assert {(r.verdict, r.finding) for r in b.check.results()} == {(Verdict.SKIPPED, Finding.NOT_RUN)}
        with pytest.raises(ConferenceError) as caught:
            await b.check.play_back()
        assert caught.value.code is ErrorCode.NOT_FOUND


async def test_the_headphones_own_limiter_and_volume_hold_for_what_is_played_back() -> None:
    async with booth(lambda: PacedInput("loud", Speaker(20.0))) as b:
        await b.check.record(2.0, no_progress)
        b.runner.call(b.side.playout.set_volume, 0.5)
        await until(lambda: b.side.playout._volume.target == 0.5)
        began = len(b.headphone.played)
        await b.check.play_back()
        assert 0.1 < max(float(np.abs(block).max()) for block in b.headphone.played[began + 5 :]) <= 0.5 * CEILING


@pytest.mark.parametrize("is_alive", [True, False])
async def test_a_microphone_that_goes_ends_the_recording_with_a_finding(is_alive: bool) -> None:
    async with booth() as b:
        change = [lambda: b.use(SilentInput()), b.microphone.stop]
        act = (lambda: [step() for step in change]) if is_alive else b.microphone.stop
        assert await refused(b.check.record(10.0, no_progress), 0.2, act) is ErrorCode.DEVICE
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        expected = (Verdict.SKIPPED, Finding.NOT_RUN) if is_alive else (Verdict.FAIL, Finding.PULLED_OUT)
        assert (result.verdict, result.finding, result.text) == (*expected, "microphone")
        assert not b.check.has_recording
        assert await b.runner.run(settled(b))


async def settled(b: Booth) -> bool:
    """Let the media loop turn once; tell whether nothing is left of the check."""
    await asyncio.sleep(0)
    return b.side.microphone.tap is None and b.side.playout.own_voice is None


async def test_a_microphone_that_was_lost_and_replaced_at_once_was_pulled_out() -> None:
    async with booth() as b:
        lost = DeviceState(microphone="other", lost_places=("microphone",), lost=b.microphone.name)
        await refused(
            b.check.record(10.0, no_progress), 0.1, lambda: b.state.append(lost), lambda: b.use(SilentInput())
        )
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert result.finding is Finding.PULLED_OUT


async def test_a_microphone_that_lives_and_gives_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck(SilentInput):
        def read(self) -> Block | None:
            return None

    monkeypatch.setattr(voice, "STALL_S", 0.2)
    async with booth(Stuck) as b:
        with pytest.raises(ConferenceError):
            await asyncio.wait_for(b.check.record(SHORT_S, no_progress), 3.0)
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert result.finding is Finding.SILENT


async def test_a_headphone_that_lives_and_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "STALL_S", 0.2)
    async with booth() as b:
        await b.check.record(1.5, no_progress)
        monkeypatch.setattr(b.headphone, "wants_block", lambda: False)
        assert await refused(b.check.play_back(), 0.0) is ErrorCode.DEVICE
        result = of(b.check, CheckName.HEADPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, Finding.PULLED_OUT)


async def test_a_new_microphone_is_good_though_an_earlier_one_was_lost() -> None:
    async with booth() as b:
        b.state.append(DeviceState(microphone=b.microphone.name, lost_places=("microphone",), lost="other"))
        await b.check.record(SHORT_S, no_progress)
        assert b.check.has_recording


async def test_digital_silence_is_a_finding_of_the_microphone() -> None:
    async with booth(SilentInput) as b:
        await b.check.record(SHORT_S, no_progress)
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, Finding.SILENT)


@pytest.mark.parametrize(
    ("refused", "finding"), [((), Finding.NO_DEVICE), ((("microphone", "portaudio:X:taken"),), Finding.BUSY)]
)
async def test_without_a_microphone_the_reason_is_given(refused: tuple[tuple[str, str], ...], finding: Finding) -> None:
    async with booth() as b:
        b.use(None)
        b.state.append(DeviceState(refused=refused))
        await until(lambda: b.side.microphone.device is None)
        with pytest.raises(ConferenceError) as caught:
            await b.check.record(SHORT_S, no_progress)
        assert caught.value.code is ErrorCode.DEVICE
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, finding)


async def test_a_headphone_that_goes_ends_the_playing_and_the_recording_stays() -> None:
    async with booth() as b:
        await b.check.record(2.0, no_progress)
        assert await refused(b.check.play_back(), 0.2, b.headphone.stop) is ErrorCode.DEVICE
        result = of(b.check, CheckName.HEADPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, Finding.PULLED_OUT)
        assert b.check.has_recording
        assert await b.runner.run(settled(b))
        b.runner.call(b.side.use_output, None)
        await until(lambda: b.side.playout.output is None)
        with pytest.raises(ConferenceError):
            await b.check.play_back()


async def test_a_microphone_that_changes_while_playing_leaves_the_echo_open() -> None:
    async with booth() as b:
        await b.check.record(3.0, no_progress)
        await asyncio.gather(b.check.play_back(), after(0.1, lambda: b.use(SilentInput())))
        echo = of(b.check, CheckName.ECHO)
        assert echo is not None
        assert (echo.verdict, echo.finding) == (Verdict.SKIPPED, Finding.NOT_RUN)


async def test_the_floor_comes_first() -> None:
    async with booth() as b:
        opened: list[bool] = []

        def give_the_floor() -> None:
            b.side.gate.set(is_turn=True, is_muted=False)
            opened.append(b.side.gate.is_open)

        assert await refused(b.check.record(10.0, no_progress), 0.1, give_the_floor) is ErrorCode.NOT_ALLOWED
        assert opened == [False]
        assert b.side.gate.is_open
        sent = len(b.uplink.blocks)
        await until(lambda: any(np.any(block) for block in b.uplink.blocks[sent:]))
        with pytest.raises(ConferenceError):
            await b.check.record(SHORT_S, no_progress)
        assert b.side.gate.is_open


async def test_one_thing_at_a_time() -> None:
    async with booth() as b:
        first, second = await asyncio.gather(
            b.check.record(SHORT_S, no_progress), b.check.record(SHORT_S, no_progress), return_exceptions=True
        )
        assert first is None
        assert isinstance(second, ConferenceError)
        assert second.code is ErrorCode.BUSY
        assert b.check.has_recording


async def test_stopped_early_what_was_recorded_is_kept_if_it_is_anything() -> None:
    async with booth() as b:
        async with asyncio.timeout(5.0):
            await asyncio.gather(b.check.record(10.0, no_progress), after(1.0, b.check.stop))
            assert b.check.has_recording
            await asyncio.gather(b.check.record(10.0, no_progress), after(0.0, b.check.stop))
            assert not b.check.has_recording


async def test_a_cancelled_recording_leaves_nothing_and_lets_go_of_the_gate() -> None:
    async with booth() as b:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await b.check.record(10.0, no_progress)
        assert await b.runner.run(settled(b))
        b.side.gate.set(is_turn=True, is_muted=False)
        assert b.side.gate.is_open
        assert not b.check.has_recording


async def test_a_recording_that_is_forgotten_is_gone_from_memory() -> None:
    class Traced(np.ndarray):
        """A block that can be watched."""

    kept: list[weakref.ref[Traced]] = []

    class Source:
        def __init__(self) -> None:
            self._voice = Voice(2)

        def read(self) -> Block:
            block = self._voice.read().view(Traced)
            kept.append(weakref.ref(block))
            return block

    async with booth(lambda: PacedInput("traced", Source())) as b:
        await b.check.record(SHORT_S, no_progress)
        assert sum(ref() is not None for ref in kept) >= SHORT_S * 100
        b.check.forget()
        assert not b.check.has_recording
    gc.collect()
    assert sum(ref() is not None for ref in kept) < 10


def test_a_recording_is_bounded() -> None:
    from delegate_app.core.checks.recording import Ear

    ear = Ear(3)
    for _ in range(5):
        ear.heard(np.zeros((BLOCK_SAMPLES, 1), np.float32))
        ear.played(np.zeros((BLOCK_SAMPLES, 1), np.float32))
    assert (len(ear.heard_blocks), len(ear.played_blocks), ear.share) == (3, 3, 1.0)
