"""A run of the checks on made-up senses: the voice, the picture, the devices and the network do as the test says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from common.aio.clock import ManualClock
from common.control.joinlink import JoinLink
from common.model.checks import CheckName, CheckResult, Finding, Verdict, judged
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from delegate_app.core.checks.network import NetworkProgress
from delegate_app.core.checks.report import Ask, ReportPost, Way
from delegate_app.core.checks.run import LOOK_S, CheckParts, CheckRun
from delegate_app.core.settings import KeptReport
from delegate_app.core.state import DeviceState
from delegate_app.core.statekeeper import StateKeeper
from tests.helpers.fakecontrol import LINK

MICROPHONE = CheckResult(CheckName.MICROPHONE, Verdict.PASS, Finding.GOOD, text="headset")
SOUND = (judged(CheckName.BAND, 15_000.0), judged(CheckName.LEVEL, -24.0))
NETWORK = (judged(CheckName.LOSS, 0.0), judged(CheckName.UP, 2.0))


@dataclass
class FakeVoice:
    """Records until told; `fault` breaks recording and playing off."""

    found: tuple[CheckResult, ...] = SOUND
    fault: CheckResult | None = None
    code: ErrorCode = ErrorCode.DEVICE
    has_recording: bool = False
    is_done: asyncio.Event = field(default_factory=asyncio.Event)
    tell: Callable[[float], None] = lambda share: None
    forgotten: int = 0

    async def record(self, seconds: float, on_progress: Callable[[float], None]) -> None:
        """Record until `is_done`."""
        self.tell = on_progress
        on_progress(0.0)
        await self._wait()
        self.has_recording = True

    async def play_back(self) -> None:
        """Play until `is_done`."""
        await self._wait()

    def stop(self) -> None:
        """End nothing by itself."""

    def forget(self) -> None:
        """Drop it."""
        self.forgotten += 1
        self.has_recording = False

    def results(self) -> tuple[CheckResult, ...]:
        """Return what the test says."""
        return (self.fault, *self.found) if self.fault else self.found

    async def _wait(self) -> None:
        await self.is_done.wait()
        self.is_done.clear()
        if self.fault is not None:
            raise ConferenceError(self.code)


class FakePicture:
    """Shows what the test says."""

    def __init__(self) -> None:
        self.found: tuple[CheckResult, ...] = ()

    def results(self) -> tuple[CheckResult, ...]:
        """Return it."""
        return self.found


class FakeNetwork:
    """Measures until told."""

    def __init__(self) -> None:
        self.ways: list[Way] = []
        self.is_done = asyncio.Event()

    def __call__(self, way: Way) -> "FakeNetwork":
        """Be made for a way."""
        self.ways.append(way)
        return self

    async def run(self, on_progress: Callable[[NetworkProgress], None]) -> tuple[CheckResult, ...]:
        """Tell one step, and wait."""
        on_progress(NetworkProgress(NETWORK[:1], CheckName.UP, 0.5))
        await self.is_done.wait()
        return NETWORK


class FakeConsole:
    """Takes requests, or is gone."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.error: ErrorCode | None = None

    async def request(self, message: Request) -> ConsoleMessage:
        """Take a request."""
        await asyncio.sleep(0)
        if self.error is not None:
            raise ConferenceError(self.error)
        self.requests.append(message)
        return Done(ref=1)

    @contextlib.asynccontextmanager
    async def open(self, link: JoinLink) -> AsyncIterator[Ask]:
        """Attach for the checks."""
        if self.error is not None:
            raise ConferenceError(self.error)
        yield self.request


class CheckBench:
    """A run and its made-up parts."""

    def __init__(self, kept: KeptReport | None = None) -> None:
        self.clock = ManualClock()
        self.keeper = StateKeeper()
        self.voice, self.picture, self.network, self.console = FakeVoice(), FakePicture(), FakeNetwork(), FakeConsole()
        self.devices: tuple[CheckResult, ...] = (MICROPHONE,)
        self.kept: list[KeptReport] = []
        self.way: Way | None = Way(LINK, "A meeting")
        parts = CheckParts(
            voice=self.voice,
            picture=self.picture,
            judge_devices=self._judge,
            measure=self.network,
            find_way=self._find_way,
            app="delegate 1",
            clock=self.clock,
        )
        self.run = CheckRun(self.keeper, parts, ReportPost(self.kept.append, self.console.open))
        self.run.recall(kept)

    async def settle(self) -> None:
        """Let what was begun go on."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def look(self) -> None:
        """Let devices and picture be looked at again."""
        await self.clock.elapse(LOOK_S)

    def _judge(self, devices: DeviceState) -> tuple[CheckResult, ...]:
        del devices
        return self.devices

    async def _find_way(self, link_text: str | None) -> Way | None:
        if link_text == "no link":
            raise UserError(ErrorCode.LINK_INVALID)
        return self.way


@contextlib.asynccontextmanager
async def check_bench(kept: KeptReport | None = None) -> AsyncIterator[CheckBench]:
    """Have a run that ends with the test."""
    bench = CheckBench(kept)
    try:
        yield bench
    finally:
        await bench.run.close()
