"""The stage's leg on a real engine: what becomes of it where the core has it no more."""

import asyncio

from common.aio.clock import SystemClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, LegId
from common.model.media import DownlinkFeeds, channel_feed
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from common.protocol.media import AnswerDownlink, CloseLeg, DownlinkOffer, OpenDownlink
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.ui.stage.leg import StageLeg
from tests.helpers.control import until

FEEDS = DownlinkFeeds(channel_feed(ChannelNumber(0)), None, None)


class Core:
    """Opens legs as a core does."""

    def __init__(self) -> None:
        self.engine = EmbeddedEngine()
        self.legs: list[LegId] = []

    async def ask(self, message: Request) -> ConsoleMessage:
        """Carry it out."""
        match message:
            case OpenDownlink(ref=ref):
                self.legs.append(leg := LegId(f"leg-{len(self.legs)}"))
                return DownlinkOffer(ref, leg, await self.engine.open_downlink(leg, FEEDS))
            case AnswerDownlink(leg=leg, sdp=sdp):
                await self.engine.answer_downlink(leg, sdp)
            case CloseLeg():
                raise ConferenceError(ErrorCode.NOT_FOUND, "it has ended")
            case _:
                raise AssertionError(message)
        return Done(message.ref)


async def test_a_leg_that_ended_while_the_link_was_away_is_opened_again_at_once() -> None:
    core = Core()
    await core.engine.start()
    stage = StageLeg(core.ask, lambda: "127.0.0.1", SystemClock())
    stage.show()
    try:
        await until(lambda: stage.is_up, 20)
        stage.keep_only([*core.legs, LegId("another")])
        await asyncio.sleep(0.1)
        assert stage.is_up
        assert len(core.legs) == 1, "the core has it still"
        stage.keep_only([LegId("another")])
        await until(lambda: stage.is_up and len(core.legs) == 2, 20)
    finally:
        await stage.hide()
        await core.engine.close()
