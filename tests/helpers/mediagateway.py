"""A small console with true media: voices on its channels, and a floor that is granted as soon as it is asked for."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import av

from common.aio.tasks import TaskOwner, spawn
from common.audio.format import Block, BlockReader
from common.devices.fake import VoiceInput
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ChannelNumber, LegId, ParticipantId, RequestId
from common.model.media import DownlinkFeeds, LegEnd, channel_feed
from common.model.meeting import OwnState
from common.model.units import BLOCK_S
from common.protocol.codec import ClientMessage
from common.protocol.envelope import Message
from common.protocol.floor import ReleaseFloor, RequestFloor
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import (
    AnswerDownlink,
    DownlinkOffer,
    LegClosed,
    OfferUplink,
    OpenDownlink,
    SetMuted,
    UplinkAnswer,
)
from common.protocol.revision import floor_change
from common.protocol.view import OwnChanged
from room_console.core.certificates import TlsFiles
from room_console.core.control.gateway import Connection
from room_console.core.control.server import ControlServer
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.engine import UplinkHeard
from tests.helpers.control import SmallGateway, serving


@dataclass
class HallEar:
    """What a speaker's uplink brings."""

    blocks: list[Block] = field(default_factory=list)
    pictures: int = 0
    sound: BlockReader | None = None

    def pull(self) -> None:
        """Keep the next block, if there is one."""
        if self.sound is not None and (block := self.sound.read()) is not None:
            self.blocks.append(block)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Count a picture."""
        self.pictures += 1


@dataclass
class MediaGateway(SmallGateway):
    """Carries out channels, mute, floor and legs."""

    engine: EmbeddedEngine = field(default_factory=EmbeddedEngine)
    ears: list[HallEar] = field(default_factory=list)
    downlinks: dict[ParticipantId, LegId] = field(default_factory=dict)
    legs: int = 0

    async def handle(self, connection: Connection, message: ClientMessage) -> Message | None:
        """Carry it out."""
        who = connection.participant
        match message:
            case OpenDownlink(ref=ref):
                leg = self.downlinks[who] = self._new_leg()
                return DownlinkOffer(ref, leg, await self.engine.open_downlink(leg, self._feeds(who)))
            case AnswerDownlink(leg=leg, sdp=sdp):
                await self.engine.answer_downlink(leg, sdp)
            case OfferUplink(ref=ref, sdp=sdp):
                ear, leg = HallEar(), self._new_leg()
                self.ears.append(ear)
                answer = await self.engine.open_uplink(leg, sdp, ear)
                ear.sound = self.engine.uplink_sound(leg)
                return UplinkAnswer(ref, leg, answer)
            case ChooseChannel(channel=channel, original_level=level):
                self.tell(OwnChanged(replace(self._own(who), channel=channel, original_level=level)))
                await self.engine.switch_downlink(self.downlinks[who], self._feeds(who))
            case SetMuted(is_muted=is_muted):
                self.tell(OwnChanged(replace(self._own(who), is_muted=is_muted)))
            case RequestFloor():
                self.tell(floor_change({}, (FloorRequest(RequestId(1), who, RequestStatus.GRANTED, 0),)))
            case ReleaseFloor():
                self.tell(floor_change({}, ()))
            case _:
                return await super().handle(connection, message)
        return None

    async def fail_downlink(self, who: ParticipantId) -> None:
        """End a downlink as a broken cable does."""
        leg = self.downlinks[who]
        await self.engine.close_leg(leg, LegEnd.FAILED)
        for connection in self.inside:
            connection.send(LegClosed(leg, LegEnd.FAILED))

    async def put_on_air(self) -> None:
        """Mark who holds the floor once the uplink is heard."""
        async for event in self.engine.events():
            if isinstance(event, UplinkHeard):
                self.tell(floor_change({}, tuple(replace(r, is_on_air=True) for r in self.view.floor)))

    async def play(self) -> None:
        """Let voice N speak on channel N, and pull the uplinks at that pace."""
        voices = {self.engine.publish_sound(channel_feed(ChannelNumber(n))): VoiceInput(n) for n in range(3)}
        pace = next(iter(voices))
        for voice in voices.values():
            voice.start()
        while True:
            for feed, voice in voices.items():
                while (block := voice.read()) is not None:
                    feed.write(block)
                    if voice is voices[pace]:
                        for ear in self.ears:
                            ear.pull()
            await asyncio.sleep(BLOCK_S / 2)

    def _own(self, who: ParticipantId) -> OwnState:
        return self.view.own.get(who) or OwnState(who)

    def _feeds(self, who: ParticipantId) -> DownlinkFeeds:
        own = self._own(who)
        has_original = own.channel != 0 and own.original_level > 0
        return DownlinkFeeds(channel_feed(own.channel), channel_feed(ChannelNumber(0)) if has_original else None, None)

    def _new_leg(self) -> LegId:
        self.legs += 1
        return LegId(f"leg-{self.legs}-{time.monotonic_ns()}")


@contextlib.asynccontextmanager
async def media_console(tls: TlsFiles) -> AsyncIterator[tuple[MediaGateway, ControlServer]]:
    """Run a console that speaks and listens, on loopback."""
    gateway = MediaGateway()
    gateway.register("anna")
    owner = TaskOwner("media console")
    await gateway.engine.start()
    spawn(gateway.play(), name="voices", owner=owner)
    spawn(gateway.put_on_air(), name="on air", owner=owner)
    try:
        async with serving(gateway, tls) as server:
            yield gateway, server
    finally:
        await owner.cancel_all()
        await gateway.engine.close()


def outbox_mail(folder: Path, to: str, code: str, name: str = "0000000000001-000001.eml") -> None:
    """Write a mail with a code, as the console does."""
    head = f"From: a@b.c\r\nTo: {to}\r\nSubject: Your code\r\n\r\n"
    text = f"{head}Your code to join the meeting: {code}\r\n\r\nValid for 10 minutes.\r\n"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, newline="")
