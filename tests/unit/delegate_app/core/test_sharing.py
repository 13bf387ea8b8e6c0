"""The delegate's screen: captured at our wish, sent while the console says that it is seen, let go at the end."""

from collections.abc import Callable
from dataclasses import replace

import av
import pytest

from common.devices.screen import ScreenChoice
from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId
from common.protocol.sharing import ShareScreen, StopSharing
from delegate_app.core import sharing
from delegate_app.core.sharing import ScreenSystem
from tests.helpers.delegate import Bench, delegate, until
from tests.helpers.fakecontrol import ANNA, LINK, view_of

PAGE = ScreenChoice("test:", "screen", "1")
BORIS = ParticipantId("boris")


class FakeScreen:
    """Gives a picture when it is told to."""

    def __init__(self) -> None:
        self.on_picture: Callable[[av.VideoFrame], None] | None = None
        self.is_alive = False

    def start(self, on_picture: Callable[[av.VideoFrame], None]) -> None:
        self.on_picture, self.is_alive = on_picture, True

    def stop(self) -> None:
        self.is_alive = False

    def give(self) -> None:
        assert self.on_picture is not None
        self.on_picture(av.VideoFrame(64, 36, "gray"))


async def on_air(bench: Bench) -> FakeScreen:
    """Let Anna be on air, with one screen to share."""
    screen = FakeScreen()
    bench.client.sharing.system = ScreenSystem(open_screen=lambda key: screen)
    await bench.client.join(str(LINK))
    bench.control.attach(view_of(RequestStatus.GRANTED, is_on_air=True))
    await until(lambda: bench.client.state.media.has_uplink)
    return screen


def seen(bench: Bench, by: ParticipantId | None) -> None:
    """Let the console say whose screen is seen."""
    bench.control.tell(replace(bench.control.view, sharing=by))


async def test_pictures_are_sent_only_while_all_see_them() -> None:
    async with delegate() as bench:
        screen = await on_air(bench)
        await bench.client.sharing.share(PAGE)
        assert bench.client.state.shared == "1"
        assert any(isinstance(message, ShareScreen) for message in bench.control.requests)
        screen.give()
        seen(bench, ANNA)
        screen.give()
        sent = bench.peers.uplinks[-1].screens
        await until(lambda: len(sent) == 1)
        await bench.client.sharing.stop()
        await until(lambda: sent[-1] is None)
        assert any(isinstance(message, StopSharing) for message in bench.control.requests)
        assert not screen.is_alive
        assert bench.client.state.shared is None


@pytest.mark.parametrize("code", [ErrorCode.NOT_ALLOWED, ErrorCode.LIMIT])
async def test_who_is_refused_captures_nothing(code: ErrorCode) -> None:
    async with delegate() as bench:
        screen = await on_air(bench)
        bench.control.refusals[ShareScreen] = code
        with pytest.raises(ConferenceError):
            await bench.client.sharing.share(PAGE)
        assert not screen.is_alive
        assert bench.client.sharing.choice is None


async def test_a_screen_that_cannot_be_opened_asks_nothing_of_the_console() -> None:
    def closed(key: str) -> FakeScreen:
        raise MediaError(ErrorCode.DEVICE, key)

    async with delegate() as bench:
        await on_air(bench)
        bench.client.sharing.system = ScreenSystem(open_screen=closed)
        with pytest.raises(MediaError):
            await bench.client.sharing.share(PAGE)
        assert not any(isinstance(message, ShareScreen) for message in bench.control.requests)


async def test_what_staff_ended_is_let_go_and_what_comes_back_in_time_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "GRACE_S", 0.1)
    async with delegate() as bench:
        screen = await on_air(bench)
        await bench.client.sharing.share(PAGE)
        seen(bench, ANNA)
        seen(bench, None)
        seen(bench, ANNA)
        screen.give()
        await until(lambda: any(bench.peers.uplinks[-1].screens))
        assert screen.is_alive
        seen(bench, None)
        await until(lambda: not screen.is_alive)


async def test_a_screen_that_is_said_to_be_ours_and_is_not_is_ended() -> None:
    async with delegate() as bench:
        await on_air(bench)
        seen(bench, ANNA)
        await until(lambda: any(isinstance(message, StopSharing) for message in bench.control.requests))


async def test_a_lost_link_keeps_the_screen() -> None:
    async with delegate() as bench:
        screen = await on_air(bench)
        await bench.client.sharing.share(PAGE)
        seen(bench, ANNA)
        bench.control.drop()
        seen(bench, BORIS)
        assert screen.is_alive


async def test_a_window_that_was_closed_is_shared_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "WATCH_S", 0.01)
    async with delegate() as bench:
        screen = await on_air(bench)
        await bench.client.sharing.share(PAGE)
        seen(bench, ANNA)
        screen.is_alive = False
        await until(lambda: bench.client.state.shared is None)
        await until(lambda: bench.control.count(StopSharing) == 1)
        assert bench.client.sharing.choice is None
