"""One's own voice, off-air: recorded, judged, played back; and what a device or the floor does in between."""

import asyncio
import gc
import weakref

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.level import rms_dbfs
from common.audio.limiter import CEILING
from common.audio.testsignal import Voice
from common.devices.fake import PacedInput
from common.model.checks import CheckName, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.model.units import BLOCK_SAMPLES
from delegate_app.core.checks.voice import SOUND_CHECKS
from tests.helpers.delegate import until
from tests.helpers.voicebooth import SHORT_S, Speaker, after, booth, no_progress, of, refused, settled

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]


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
