"""A screen shared by who has the floor: seen by another, ended by staff and with the floor, back after a lost line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from common.devices.screen import TEST_SCREEN, ScreenChoice
from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.build import headless_delegate
from delegate_app.core.client import DelegateClient
from delegate_app.core.headless.kit import HeadlessKit
from delegate_app.core.headless.options import HeadlessOptions
from delegate_app.core.state import FloorPhase, Phase
from tests.helpers.delegate import until
from tests.helpers.halltape import HALL
from tests.helpers.meetingrig import MeetingRig, meeting

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.timeout(120)]

WAIT_S = 15.0
PAGE = ScreenChoice(TEST_SCREEN, "screen", "1")


@asynccontextmanager
async def joined(link: str) -> AsyncIterator[DelegateClient]:
    """Let a delegate come in."""
    client = headless_delegate(HeadlessKit(HeadlessOptions(link="", audio_in="tone:440")))
    await client.start()
    try:
        await client.join(link)
        await until(lambda: client.state.may_request, WAIT_S)
        yield client
    finally:
        await client.leave()
        await client.close()


def drop_link(client: DelegateClient) -> None:
    """Let the control link break."""
    assert client._attachment is not None
    control: Any = client._attachment.control
    control._session._link.abort()


async def test_a_shared_screen_is_seen_comes_back_and_ends_with_the_floor(tmp_path: Path) -> None:
    rig = MeetingRig(tmp_path, ("anna", "boris"), HALL)
    async with meeting(rig), joined(rig.links["anna"]) as anna, joined(rig.links["boris"]) as boris:
        with pytest.raises(ConferenceError) as refusal:
            await anna.sharing.share(PAGE)
        assert refusal.value.code is ErrorCode.NOT_ALLOWED
        assert anna.sharing.choice is None
        await anna.request_floor()
        await until(lambda: anna.state.floor_phase is FloorPhase.ON_AIR, WAIT_S)
        await anna.sharing.share(PAGE)
        seen = boris.sharing.shown
        await until(lambda: seen.count > 5, WAIT_S)
        assert boris.state.view is not None
        assert boris.state.view.sharing == anna.state.me
        assert anna.sharing.shown.count == 0, "nobody gets their own screen"
        drop_link(anna)
        await until(lambda: anna.state.phase is not Phase.JOINED, WAIT_S)
        await until(lambda: anna.state.phase is Phase.JOINED, WAIT_S)
        back = seen.count
        await until(lambda: seen.count > back + 5, WAIT_S)
        await anna.release_floor()
        await until(lambda: boris.state.view is not None and boris.state.view.sharing is None, WAIT_S)
        await until(lambda: anna.sharing.choice is None, WAIT_S)
        await asyncio.sleep(0.5)
        ended = seen.count
        await asyncio.sleep(1.0)
        assert seen.count == ended
