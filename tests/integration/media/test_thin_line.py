"""A listener whose line is too thin for the usual sound is given less of it, and nobody else is."""

import asyncio
import re
import time

import pytest

from common.model.ids import LegId
from common.model.media import FLOOR_FEED, DownlinkFeeds, Sdp
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.engine import LegUp, LineWidth
from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.line import Line
from tests.helpers.impairedlink.relay import line_to
from tests.helpers.media import Ear, beside, play, running, share_of, until

pytestmark = pytest.mark.flaky(reruns=2)

NEAR, FAR = LegId("near"), LegId("far")
FLOOR = DownlinkFeeds(main=FLOOR_FEED)
MEASURED_S = 3.0


async def test_who_hears_over_64_kbit_gets_what_such_a_line_carries_and_the_others_what_they_had() -> None:
    up, down = Line(1, 0), Line(1, 1)
    ears = [Ear(), Ear()]
    async with running("embedded", packet_ms=10) as rig, beside(play(60, {FLOOR_FEED: 440.0}, to=rig.engine)):
        assert isinstance(rig.engine, EmbeddedEngine)
        feed = rig.engine._feeds.sound(FLOOR_FEED)
        near = await rig.listen(NEAR, FLOOR, ears[0])
        offer = await rig.engine.open_downlink(FAR, FLOOR)
        found = re.search(r"127\.0\.0\.1 (\d+) typ host", offer)
        assert found is not None
        async with line_to(("127.0.0.1", int(found[1])), up, down) as port:
            far = rig.listener(ears[1])
            moved = Sdp(offer.replace(f"127.0.0.1 {found[1]} typ host", f"127.0.0.1 {port} typ host"))
            await rig.engine.answer_downlink(FAR, await far.answer(moved))
            await until(lambda: {LegUp(NEAR), LegUp(FAR)} <= set(rig.events))
            assert feed.phases[0].listeners == 2
            await asyncio.sleep(4.0)
            assert feed.thin.listeners == 0
            down.impair(Impairment(delay_ms=20, rate_bps=64_000, queue_ms=200), time.monotonic())
            await until(lambda: feed.thin.listeners == 1, 20.0)
            assert feed.phases[0].listeners == 1
            await until(lambda: LineWidth(FAR, True) in rig.events)
            await asyncio.sleep(1.5)
            before = down.counts.as_dict()
            for ear in ears:
                ear.blocks.clear()
            await asyncio.sleep(MEASURED_S)
            after = down.counts.as_dict()
            await far.close()
        await near.close()
    assert [event for event in rig.events if isinstance(event, LineWidth)] == [LineWidth(FAR, True)]
    assert after["queue_full"] == before["queue_full"]
    assert (after["bytes"] - before["bytes"]) * 8 / MEASURED_S < 45_000
    assert all(share_of(ear.samples(0.5), 440.0) > 0.95 for ear in ears)
