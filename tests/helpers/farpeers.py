"""An engine on one host and a participant's peer on another, as programs: told by JSON lines, answering by JSON lines.

`python -m tests.helpers.farpeers hall ADDRESS` or `... remote`. They note what they hear each 10 ms, with the instant.
"""

import asyncio
import json
import logging
import sys
import time
from typing import Any

import av
import numpy as np

from common.audio.format import BlockReader
from common.model.ids import LegId
from common.model.media import FLOOR_FEED, DownlinkFeeds, Sdp
from common.model.units import BLOCK_S
from common.rtc.ice import IceServer
from common.rtc.legs import DownlinkPeer, UplinkPeer
from room_console.core.media.embedded.engine import EmbeddedEngine
from tests.helpers.media import tone

FLOOR_HZ, SPEECH_HZ = 440.0, 600.0
MAX_LINE_BYTES = 1 << 22


class Notes(logging.Handler):
    """Keeps the log's lines with their instants."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[tuple[float, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append((time.monotonic(), record.getMessage()))


class Program:
    """What both have in common: a beat of 10 ms, and what was heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, float]] = []
        self.sound: BlockReader | None = None
        self.notes = Notes()
        logging.getLogger("common.rtc").addHandler(self.notes)
        logging.getLogger("common.rtc").setLevel(logging.INFO)

    async def beat(self) -> None:
        """Pull and push for ever."""
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        number = 0
        while True:
            self.push(number)
            block = self.sound.read() if self.sound is not None else None
            rms = float(np.sqrt(np.mean(np.square(block)))) if block is not None else 0.0
            self.heard.append((time.monotonic(), rms))
            number += 1
            await asyncio.sleep(max(0.0, begun_s + number * BLOCK_S - loop.time()))

    def push(self, number: int) -> None:
        """Give block `number` away."""

    async def carry_out(self, wish: dict[str, Any]) -> object:
        """Do as told."""
        raise NotImplementedError

    def report(self) -> dict[str, object]:
        """Say what was noted, and forget it."""
        noted = {"heard": self.heard, "log": self.notes.lines}
        self.heard, self.notes.lines = [], []
        return noted

    async def serve(self) -> None:
        """Take wishes until there are no more."""
        loop = asyncio.get_running_loop()
        beat = loop.create_task(self.beat())
        reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            try:
                answer = {"gave": await self.carry_out(json.loads(line))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
        beat.cancel()
        await self.close()

    async def close(self) -> None:
        """End what was opened."""


class Nobody:
    """An uplink's pictures, unseen."""

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take one."""


class Hall(Program):
    """The engine, with a tone on the floor."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._engine = EmbeddedEngine(host)
        self._floor = self._engine.publish_sound(FLOOR_FEED)

    def push(self, number: int) -> None:
        """Give the floor's tone."""
        self._floor.write(tone(FLOOR_HZ, number))

    async def carry_out(self, wish: dict[str, Any]) -> object:
        """Do as told."""
        match wish["do"]:
            case "start":
                await self._engine.start()
            case "downlink":
                return await self._engine.open_downlink(LegId("down"), DownlinkFeeds(main=FLOOR_FEED))
            case "answer":
                await self._engine.answer_downlink(LegId("down"), Sdp(wish["sdp"]))
            case "uplink":
                answer = await self._engine.open_uplink(LegId("up"), Sdp(wish["sdp"]), Nobody())
                self.sound = self._engine.uplink_sound(LegId("up"))
                return answer
            case "report":
                return self.report()
        return None

    async def close(self) -> None:
        """End the engine."""
        await self._engine.close()


class Remote(Program):
    """A participant's peers: a downlink's, an uplink's, or both."""

    def __init__(self) -> None:
        super().__init__()
        self._listener: DownlinkPeer | None = None
        self._speaker: UplinkPeer | None = None

    def push(self, number: int) -> None:
        """Speak, where there is an uplink."""
        if self._speaker is not None:
            self._speaker.write(tone(SPEECH_HZ, number))

    async def carry_out(self, wish: dict[str, Any]) -> object:
        """Do as told."""
        servers = [IceServer(*server) for server in wish.get("servers", [])]
        match wish["do"]:
            case "answer":
                self._listener = listener = DownlinkPeer(lambda picture: None, servers, towards=wish["towards"])
                answer = await listener.answer(Sdp(wish["sdp"]))
                self.sound = listener.sounds[0]
                return answer
            case "offer":
                self._speaker = UplinkPeer(servers, with_picture=False, towards=wish["towards"])
                return await self._speaker.offer()
            case "start":
                pass
            case "accept" if self._speaker is not None:
                await self._speaker.accept(Sdp(wish["sdp"]))
            case "ways":
                return self._ways()
            case "report":
                return {**self.report(), "ways": self._ways()}
        return None

    def _ways(self) -> list[tuple[str, str]]:
        peers = [peer for peer in (self._listener, self._speaker) if peer is not None]
        return [(peer.state, peer.statistics().path) for peer in peers]

    async def close(self) -> None:
        """End the legs."""
        for peer in (self._listener, self._speaker):
            if peer is not None:
                await peer.close()


async def _main() -> None:
    program: Program = Hall(sys.argv[2]) if sys.argv[1] == "hall" else Remote()
    await program.serve()


if __name__ == "__main__":
    asyncio.run(_main())
