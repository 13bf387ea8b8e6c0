"""A media side with a microphone, a headphone and the check of the voice on it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from common.aio.looprunner import LoopRunner
from common.audio.format import Block
from common.audio.testsignal import Voice
from common.devices.audio import AudioInput
from common.devices.fake import PacedInput, PacedOutput
from common.devices.mailbox import PictureMailbox
from common.model.checks import CheckName, CheckResult
from common.model.errors import ConferenceError, ErrorCode
from common.model.units import BLOCK_SAMPLES
from delegate_app.core.checks.voice import VoiceCheck
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import Peers
from delegate_app.core.state import DeviceState
from tests.helpers.delegate import FakeLeg, FakePeers, until

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
        """Change the microphone; the media loop has let go of the one before when this returns."""
        has_changed = threading.Event()
        self.runner.call(self.side.use_input, device)
        self.runner.call(has_changed.set)
        assert has_changed.wait(5.0)


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


async def settled(b: Booth) -> bool:
    """Let the media loop turn once; tell whether nothing is left of the check."""
    await asyncio.sleep(0)
    return b.side.microphone.tap is None and b.side.playout.own_voice is None
