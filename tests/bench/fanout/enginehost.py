"""The whole engine in a process of its own, beside it a hall that pulls uplinks and mixes as the console's does."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Literal, NamedTuple

import av
import msgspec
import numpy as np
import psutil

from common.aio.realtime import favour_sound
from common.audio.format import BlockReader
from common.model.ids import LegId, SlotNumber
from common.model.media import FLOOR_FEED, DownlinkFeeds, Sdp
from common.model.patch import Patch
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from room_console.core.hall.buses import sum_block
from room_console.core.hall.taps import UplinkTap, UplinkTaps
from room_console.core.media.embedded.engine import EmbeddedEngine
from tests.bench.fanout.child import ask, child

SLOTS = 8
"""Speakers who are mixed; the others are on standby: heard, but not mixed."""


class Request(NamedTuple):
    """What the host is asked: an uplink with its offer, a downlink, or to take a downlink's answer."""

    kind: Literal["uplink", "downlink", "answer"]
    leg: str
    sdp: str = ""


@dataclass
class EngineHost:
    """The process, seen from outside."""

    process: BaseProcess
    pipe: Connection

    @property
    def pids(self) -> Sequence[int]:
        """The core's stand-in and its media process."""
        assert self.process.pid is not None
        children = psutil.Process(self.process.pid).children()
        return (self.process.pid, *(child.pid for child in children if "spawn_main" in " ".join(child.cmdline())))

    async def ask(self, requests: Sequence[Request]) -> list[str]:
        """Ask for some things at once; return the offers or answers. Raises: TimeoutError.

        At once: else the asking would cost the process about as much as what is asked for.
        """
        return msgspec.json.decode(await ask(self.pipe, requests), type=list[str])


@asynccontextmanager
async def running_engine(address: str) -> AsyncIterator[EngineHost]:
    """Run the engine on this address."""
    async with child(_serve, address, is_daemon=False) as (process, pipe):
        yield EngineHost(process, pipe)


@dataclass
class _Hall:
    """Pulls and mixes at the hall's pace."""

    taps: UplinkTaps = field(default_factory=UplinkTaps)
    slots: dict[SlotNumber, UplinkTap] = field(default_factory=dict)

    def open(self, sound: BlockReader) -> None:
        tap = UplinkTap()
        self.taps.open(tap, sound)
        if len(self.slots) < SLOTS:
            self.slots[SlotNumber(len(self.slots) + 1)] = tap

    async def run(self) -> None:
        inputs, patch = np.zeros((BLOCK_SAMPLES, 2), np.float32), Patch(floor_input=1)
        start_s = time.monotonic()
        for number in itertools.count(1):
            self.taps.pull()
            heard = {slot: block for slot, tap in self.slots.items() if (block := tap.read()) is not None}
            sum_block(patch, inputs, heard, 2)
            await asyncio.sleep(max(0.0, start_s + number * BLOCK_S - time.monotonic()))


class _NoPictures:
    def write_picture(self, picture: av.VideoFrame) -> None:
        del picture


def _serve(pipe: Connection, address: str) -> None:
    favour_sound()
    asyncio.run(_host(pipe, address))


async def _host(pipe: Connection, address: str) -> None:
    engine, hall, loop = EmbeddedEngine(address), _Hall(), asyncio.get_running_loop()
    await engine.start()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(hall.run(), name="hall")
        while True:
            try:
                requests: Sequence[Request] = await loop.run_in_executor(None, pipe.recv)
            except (EOFError, OSError):
                break
            pipe.send(msgspec.json.encode([await _carried_out(engine, hall, one) for one in requests]).decode())
        running.cancel()
    await engine.close()


async def _carried_out(engine: EmbeddedEngine, hall: _Hall, request: Request) -> str:
    leg = LegId(request.leg)
    match request.kind:
        case "uplink":
            answer = await engine.open_uplink(leg, Sdp(request.sdp), _NoPictures())
            hall.open(engine.uplink_sound(leg))
            return answer
        case "downlink":
            return await engine.open_downlink(leg, DownlinkFeeds(main=FLOOR_FEED))
        case "answer":
            await engine.answer_downlink(leg, Sdp(request.sdp))
            return ""
