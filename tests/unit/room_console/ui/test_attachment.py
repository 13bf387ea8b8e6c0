"""The attachment beside a core that the test plays."""

import asyncio
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.control.joinlink import JoinLink
from common.control.listener import ControlListener, LinkState
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId, MeetingId, ParticipantId
from common.protocol.entry import Welcome
from common.protocol.envelope import Ping
from room_console.ui.attachment import Attachment
from room_console.ui.coreprocess import STARTS_A_MINUTE, CoreProcess
from room_console.ui.state import Phase
from tests.helpers.logfail import LogWatch

LINK = JoinLink("127.0.0.1", 8443, MeetingId("assembly"), "a" * 32, bytes(32))


class PlayedCore(CoreProcess):
    """A core that lives when the test says so."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__([], Path("/nowhere"), clock)
        self.link: JoinLink | None = LINK
        self.is_alive = False
        self.was_started = 0

    @property
    def is_running(self) -> bool:
        return self.is_alive

    @property
    def has_died(self) -> bool:
        return self.was_started > 0 and not self.is_alive

    async def read_link(self) -> JoinLink | None:
        return self.link

    async def start(self) -> None:
        if self.starts >= STARTS_A_MINUTE:
            raise ConferenceError(ErrorCode.LIMIT, "")
        self._starts_s.append(self._clock.mono_s())
        self.was_started += 1
        self.is_alive = True

    async def last_words(self) -> str:
        return "the last words"


class PlayedClient:
    """A control client without a link: the test tells its listener what happens."""

    def __init__(self, link: JoinLink, device_key: str, listener: ControlListener) -> None:
        self.listener = listener
        self.clock_offset_ms = 0
        self._over = asyncio.Event()

    async def run(self) -> None:
        await self._over.wait()

    async def close(self) -> None:
        self._over.set()

    def end(self, error: ErrorCode | None) -> None:
        self.listener.on_link(LinkState.CLOSED, error)
        self._over.set()


class Stage:
    """An attachment under way, with the clients that it made."""

    def __init__(self, has_core: bool = True) -> None:
        self.clock = ManualClock()
        self.core = PlayedCore(self.clock)
        self.clients: list[PlayedClient] = []
        self.owner = TaskOwner("test")
        self.attachment = Attachment(
            self.core if has_core else None, None if has_core else LINK, "k" * 32, self.clock, self._make
        )

    def _make(self, link: JoinLink, device_key: str, listener: ControlListener) -> ControlClient:
        self.clients.append(PlayedClient(link, device_key, listener))
        return self.clients[-1]  # type: ignore[return-value]

    def phase(self) -> Phase:
        return self.attachment.state.phase

    async def settle(self) -> None:
        for _ in range(30):
            await asyncio.sleep(0)

    async def say(self, state: LinkState, error: ErrorCode | None = None) -> None:
        self.clients[-1].listener.on_link(state, error)
        await self.settle()


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    spawn(made.attachment.run(), "attachment", made.owner)
    await made.settle()
    yield made
    await made.owner.cancel_all()


async def test_a_running_core_is_attached_to_and_none_is_started(stage: Stage) -> None:
    await stage.say(LinkState.ATTACHED)
    assert stage.phase() is Phase.ATTACHED
    assert stage.core.was_started == 0


async def test_where_none_answers_one_is_started(stage: Stage) -> None:
    await stage.say(LinkState.CONNECTING, ErrorCode.UNREACHABLE)
    assert stage.core.was_started == 0, "one attempt may fail"
    await stage.say(LinkState.CONNECTING, ErrorCode.UNREACHABLE)
    assert stage.core.was_started == 1
    assert stage.phase() is Phase.STARTING
    await stage.say(LinkState.ATTACHED)
    assert stage.phase() is Phase.ATTACHED


async def test_a_core_that_dies_is_started_again(stage: Stage) -> None:
    stage.core.was_started, stage.core.is_alive = 1, True
    await stage.say(LinkState.ATTACHED)
    stage.core.is_alive = False
    await stage.say(LinkState.RECONNECTING, ErrorCode.UNREACHABLE)
    assert stage.core.was_started == 2
    assert stage.phase() is Phase.RESTARTING


async def test_the_fourth_start_within_a_minute_is_not_made(stage: Stage, expects_logs: LogWatch) -> None:
    expects_logs("no core")
    for _ in range(STARTS_A_MINUTE + 1):
        stage.core.is_alive = False
        await stage.say(LinkState.CONNECTING, ErrorCode.UNREACHABLE)
        await stage.say(LinkState.CONNECTING, ErrorCode.UNREACHABLE)
        await stage.clock.elapse(0.3)
    assert stage.core.was_started == STARTS_A_MINUTE
    assert stage.phase() is Phase.FAILED
    assert stage.attachment.state.detail == "the last words"
    stage.attachment.try_again()
    await stage.settle()
    assert stage.phase() is Phase.CONNECTING
    assert stage.core.starts == 0


@pytest.mark.parametrize(("error", "phase"), [(None, Phase.ENDED), (ErrorCode.ALREADY, Phase.REPLACED)])
async def test_an_end_and_another_window_start_nothing(stage: Stage, error: ErrorCode | None, phase: Phase) -> None:
    await stage.say(LinkState.ATTACHED)
    stage.clients[-1].end(error)
    await stage.settle()
    assert stage.phase() is phase
    assert stage.core.was_started == 0
    assert len(stage.clients) == 1
    stage.attachment.try_again()
    await stage.settle()
    assert len(stage.clients) == 2


async def test_a_window_on_a_core_elsewhere_starts_nothing() -> None:
    stage = Stage(has_core=False)
    spawn(stage.attachment.run(), "attachment", stage.owner)
    await stage.settle()
    await stage.say(LinkState.ATTACHED)
    for _ in range(5):
        await stage.say(LinkState.RECONNECTING, ErrorCode.UNREACHABLE)
    assert stage.phase() is Phase.RECONNECTING
    assert len(stage.clients) == 1
    await stage.owner.cancel_all()


async def test_nothing_can_be_asked_of_a_core_that_is_not_there(stage: Stage) -> None:
    with pytest.raises(ConferenceError) as caught:
        await stage.attachment.request(Ping())
    assert caught.value.code is ErrorCode.UNREACHABLE


async def test_on_attaching_it_is_said_which_legs_the_core_has_left(stage: Stage) -> None:
    told: list[Collection[LegId]] = []
    stage.attachment.on_legs_left = told.append
    left, own = (LegId("leg-1"),), Welcome(1, 1, "core", ParticipantId("operator"), 0)
    for welcome, is_new_instance in ((own, False), (replace(own, legs=left), False), (replace(own, legs=left), True)):
        stage.clients[-1].listener.on_welcome(welcome, is_new_instance)
    assert told == [left, ()], "one without legs says nothing of them; of a new core's none is ours"
